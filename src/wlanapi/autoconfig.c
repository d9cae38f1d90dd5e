/* WlanQueryAutoConfigParameter, WlanSetAutoConfigParameter, WlanGetFilterList, WlanSetFilterList. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/raw_data.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

EXPORT DWORD WINAPI WlanQueryAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, PVOID pReserved, PDWORD pdwDataSize,
						 PVOID *ppData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	uint32_t value_type;
	void *data = NULL;
	DWORD status;
	size_t size;
	int r;

	if (pReserved || !pdwDataSize || !ppData)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "QueryAutoConfigParameter", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)OpCode);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status != ERROR_SUCCESS)
		return status;
	if (sd_bus_message_read(call.reply, "u", &value_type) < 0)
		return RPC_S_CALL_FAILED;
	status = api_call_take_bytes(&call, &data, &size);
	if (status != ERROR_SUCCESS)
		return status;
	if (size != sizeof(DWORD)) { /* every parameter is a BOOL, an enum or a DWORD */
		WlanFreeMemory(data);
		return RPC_S_CALL_FAILED;
	}
	*pdwDataSize = (DWORD)size;
	*ppData = data;
	if (pWlanOpcodeValueType)
		*pWlanOpcodeValueType = (WLAN_OPCODE_VALUE_TYPE)value_type;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanSetAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, DWORD dwDataSize, const PVOID pData,
					       PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pData || dwDataSize != sizeof(DWORD))
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "SetAutoConfigParameter", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)OpCode);
	if (r >= 0)
		r = marshal_append_bytes(call.message, pData, dwDataSize);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

EXPORT DWORD WINAPI WlanGetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType, PVOID pReserved,
				      PDOT11_NETWORK_LIST *ppNetworkList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	void *list = NULL;
	DWORD status;
	size_t size;
	int r;

	if (pReserved || !ppNetworkList)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "GetFilterList", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)wlanFilterListType);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(&call, &list, &size);
	if (status != ERROR_SUCCESS)
		return status;
	if (marshal_check_networks(list, size) < 0) {
		WlanFreeMemory(list);
		return RPC_S_CALL_FAILED;
	}
	*ppNetworkList = list;
	return ERROR_SUCCESS;
}

/* As many as the service keeps of one list; a count that lies must not read through the program's memory. */
#define MAX_NETWORKS 1024

EXPORT DWORD WINAPI WlanSetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType,
				      const PDOT11_NETWORK_LIST pNetworkList, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD n = pNetworkList ? pNetworkList->dwNumberOfItems : 0, status;
	size_t size = n > 0 ? offsetof(DOT11_NETWORK_LIST, Network) + n * sizeof(DOT11_NETWORK) : 0;
	int r;

	if (pReserved || n > MAX_NETWORKS || (n > 0 && marshal_check_networks(pNetworkList, size) < 0) ||
	    (wlanFilterListType != wlan_filter_list_type_user_permit && wlanFilterListType != wlan_filter_list_type_user_deny))
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "SetFilterList", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)wlanFilterListType);
	if (r >= 0)
		r = marshal_append_bytes(call.message, n > 0 ? pNetworkList : NULL, size);
	return r < 0 ? api_error(r) : api_call_send(&call);
}
