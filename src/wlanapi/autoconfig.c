/* WlanQueryAutoConfigParameter, WlanSetAutoConfigParameter, WlanGetFilterList, WlanSetFilterList. */
#include <errno.h>
#include <stddef.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/raw_data.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* Every parameter is a BOOL, an enum or a DWORD. */
static int check_parameter(uint32_t opcode, const void *data, size_t size)
{
	return size == sizeof(DWORD) ? 0 : -EBADMSG;
}

EXPORT DWORD WINAPI WlanQueryAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, PVOID pReserved, PDWORD pdwDataSize,
						 PVOID *ppData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pdwDataSize || !ppData)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "QueryAutoConfigParameter", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	return family_query(&call, (uint32_t)OpCode, check_parameter, pdwDataSize, ppData, pWlanOpcodeValueType);
}

EXPORT DWORD WINAPI WlanSetAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, DWORD dwDataSize, const PVOID pData,
					       PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pData || dwDataSize != sizeof(DWORD))
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "SetAutoConfigParameter", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS)
		status = family_append_value(&call, (uint32_t)OpCode, pData, dwDataSize);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}

EXPORT DWORD WINAPI WlanGetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType, PVOID pReserved,
				      PDOT11_NETWORK_LIST *ppNetworkList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !ppNetworkList)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "GetFilterList", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)wlanFilterListType);
	return r < 0 ? api_error(r) : family_fetch(&call, marshal_check_networks, (void **)ppNetworkList);
}

/* As many as the service keeps of one list; a count that lies must not read through the program's memory. */
#define MAX_NETWORKS 1024

EXPORT DWORD WINAPI WlanSetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType,
				      const PDOT11_NETWORK_LIST pNetworkList, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD n = pNetworkList ? pNetworkList->dwNumberOfItems : 0, status;
	size_t size = n > 0 ? offsetof(DOT11_NETWORK_LIST, Network) + n * sizeof(DOT11_NETWORK) : 0;

	if (pReserved || n > MAX_NETWORKS || (n > 0 && marshal_check_networks(pNetworkList, size) < 0) ||
	    (wlanFilterListType != wlan_filter_list_type_user_permit && wlanFilterListType != wlan_filter_list_type_user_deny))
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "SetFilterList", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS)
		status = family_append_value(&call, (uint32_t)wlanFilterListType, n > 0 ? pNetworkList : NULL, size);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}
