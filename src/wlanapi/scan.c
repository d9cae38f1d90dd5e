/* WlanScan, WlanGetAvailableNetworkList, WlanGetAvailableNetworkList2, WlanGetNetworkBssList. */
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

static bool are_list_flags_known(DWORD flags)
{
	const DWORD known = WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES |
			    WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES;

	return (flags & ~known) == 0;
}

static DWORD get_networks(HANDLE handle, const GUID *interface, DWORD flags, const char *method, enum api_since since,
			  const struct marshal_item *item, void **ret)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	status = family_begin(&call, handle, method, since, interface);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", flags);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	return status == ERROR_SUCCESS ? family_take_list(&call, item, ret) : status;
}

EXPORT DWORD WINAPI WlanGetAvailableNetworkList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved,
						PWLAN_AVAILABLE_NETWORK_LIST *ppAvailableNetworkList)
{
	if (pReserved || !pInterfaceGuid || !ppAvailableNetworkList || !are_list_flags_known(dwFlags))
		return ERROR_INVALID_PARAMETER;
	return get_networks(hClientHandle, pInterfaceGuid, dwFlags, "GetAvailableNetworkList", API_SINCE_VERSION_1, &marshal_network,
			    (void **)ppAvailableNetworkList);
}

EXPORT DWORD WINAPI WlanGetAvailableNetworkList2(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved,
						 PWLAN_AVAILABLE_NETWORK_LIST_V2 *ppAvailableNetworkList)
{
	if (pReserved || !pInterfaceGuid || !ppAvailableNetworkList || !are_list_flags_known(dwFlags))
		return ERROR_INVALID_PARAMETER;
	return get_networks(hClientHandle, pInterfaceGuid, dwFlags, "GetAvailableNetworkList2", API_SINCE_VERSION_2, &marshal_network2,
			    (void **)ppAvailableNetworkList);
}

static DWORD get_bss_list(HANDLE handle, const GUID *interface, const DOT11_SSID *ssid, DOT11_BSS_TYPE type, BOOL is_secure,
			  PWLAN_BSS_LIST *ret)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	status = family_begin(&call, handle, "GetNetworkBssList", API_SINCE_VERSION_2, interface);
	if (status == ERROR_SUCCESS)
		status = family_append_ssid(&call, ssid);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "ub", (uint32_t)type, is_secure != FALSE);
	return r < 0 ? api_error(r) : family_fetch(&call, marshal_check_bss_list, (void **)ret);
}

EXPORT DWORD WINAPI WlanGetNetworkBssList(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PDOT11_SSID pDot11Ssid,
					  DOT11_BSS_TYPE dot11BssType, BOOL bSecurityEnabled, PVOID pReserved,
					  PWLAN_BSS_LIST *ppWlanBssList)
{
	if (pReserved || !pInterfaceGuid || !ppWlanBssList)
		return ERROR_INVALID_PARAMETER;
	/* Without an SSID the other two play no part. */
	if (pDot11Ssid && (pDot11Ssid->uSSIDLength > DOT11_SSID_MAX_LENGTH || dot11BssType < dot11_BSS_type_infrastructure ||
			   dot11BssType > dot11_BSS_type_any))
		return ERROR_INVALID_PARAMETER;
	return api_explain(get_bss_list(hClientHandle, pInterfaceGuid, pDot11Ssid, dot11BssType, bSecurityEnabled, ppWlanBssList));
}
