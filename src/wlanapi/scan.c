/* WlanScan, WlanGetAvailableNetworkList, WlanGetNetworkBssList. */
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/bss.h"
#include "marshal/message.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* Larger than any element: such data is refused before it is read. */
#define MAX_IE_SIZE 257

EXPORT DWORD WINAPI WlanScan(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PDOT11_SSID pDot11Ssid,
			     const PWLAN_RAW_DATA pIeData, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || (pDot11Ssid && pDot11Ssid->uSSIDLength > DOT11_SSID_MAX_LENGTH) ||
	    (pIeData && pIeData->dwDataSize > MAX_IE_SIZE))
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "Scan", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = family_append_ssid(&call, pDot11Ssid);
	if (status != ERROR_SUCCESS)
		return status;
	r = marshal_append_bytes(call.message, pIeData ? pIeData->DataBlob : NULL, pIeData ? pIeData->dwDataSize : 0);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

EXPORT DWORD WINAPI WlanGetAvailableNetworkList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved,
						PWLAN_AVAILABLE_NETWORK_LIST *ppAvailableNetworkList)
{
	const DWORD known = WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES |
			    WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES;
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || !ppAvailableNetworkList || (dwFlags & ~known) != 0)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "GetAvailableNetworkList", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", dwFlags);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = family_take_list(&call, &marshal_network, (void **)ppAvailableNetworkList);
	return status;
}

EXPORT DWORD WINAPI WlanGetNetworkBssList(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PDOT11_SSID pDot11Ssid,
					  DOT11_BSS_TYPE dot11BssType, BOOL bSecurityEnabled, PVOID pReserved,
					  PWLAN_BSS_LIST *ppWlanBssList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	void *list = NULL;
	DWORD status;
	size_t size;
	int r;

	if (pReserved || !pInterfaceGuid || !ppWlanBssList)
		return ERROR_INVALID_PARAMETER;
	/* Without an SSID the other two play no part. */
	if (pDot11Ssid && (pDot11Ssid->uSSIDLength > DOT11_SSID_MAX_LENGTH || dot11BssType < dot11_BSS_type_infrastructure ||
			   dot11BssType > dot11_BSS_type_any))
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "GetNetworkBssList", API_SINCE_VERSION_2, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = family_append_ssid(&call, pDot11Ssid);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "ub", (uint32_t)dot11BssType, bSecurityEnabled != FALSE);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(&call, &list, &size);
	if (status != ERROR_SUCCESS)
		return status;
	if (marshal_check_bss_list(list, size) < 0) {
		WlanFreeMemory(list);
		return RPC_S_CALL_FAILED;
	}
	*ppWlanBssList = list;
	return ERROR_SUCCESS;
}
