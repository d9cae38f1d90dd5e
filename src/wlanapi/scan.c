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

static DWORD get_networks(HANDLE handle, const GUID *interface, DWORD flags, enum api_since since, PWLAN_AVAILABLE_NETWORK_LIST *ret)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	status = family_begin(&call, handle, "GetAvailableNetworkList", since, interface);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", flags);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	return status == ERROR_SUCCESS ? family_take_list(&call, &marshal_network, (void **)ret) : status;
}

EXPORT DWORD WINAPI WlanGetAvailableNetworkList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved,
						PWLAN_AVAILABLE_NETWORK_LIST *ppAvailableNetworkList)
{
	if (pReserved || !pInterfaceGuid || !ppAvailableNetworkList || !are_list_flags_known(dwFlags))
		return ERROR_INVALID_PARAMETER;
	return get_networks(hClientHandle, pInterfaceGuid, dwFlags, API_SINCE_VERSION_1, ppAvailableNetworkList);
}

/* The two structures are alike up to dwFlags. */
_Static_assert(offsetof(WLAN_AVAILABLE_NETWORK, dwFlags) == offsetof(WLAN_AVAILABLE_NETWORK_V2, dwFlags), "wlanapi.h");

/* What it adds comes from Hotspot 2.0, which the service does not read: zeros, and no flag says that they are more. */
EXPORT DWORD WINAPI WlanGetAvailableNetworkList2(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved,
						 PWLAN_AVAILABLE_NETWORK_LIST_V2 *ppAvailableNetworkList)
{
	const size_t common = offsetof(WLAN_AVAILABLE_NETWORK, dwFlags) + sizeof(DWORD);
	PWLAN_AVAILABLE_NETWORK_LIST list = NULL;
	PWLAN_AVAILABLE_NETWORK_LIST_V2 list2;
	DWORD status, n, size;

	if (pReserved || !pInterfaceGuid || !ppAvailableNetworkList || !are_list_flags_known(dwFlags))
		return ERROR_INVALID_PARAMETER;
	status = get_networks(hClientHandle, pInterfaceGuid, dwFlags, API_SINCE_VERSION_2, &list);
	if (status != ERROR_SUCCESS)
		return status;
	n = list->dwNumberOfItems;
	size = (DWORD)(offsetof(WLAN_AVAILABLE_NETWORK_LIST_V2, Network) + (n > 0 ? n : 1) * sizeof(list2->Network[0]));
	list2 = WlanAllocateMemory(size);
	if (list2) {
		memset(list2, 0, size);
		list2->dwNumberOfItems = n;
		for (DWORD i = 0; i < n; i++)
			memcpy(list2->Network + i, list->Network + i, common);
		*ppAvailableNetworkList = list2;
	}
	WlanFreeMemory(list);
	return list2 ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
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
