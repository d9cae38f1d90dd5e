/* WlanConnect, WlanConnect2, WlanDisconnect. */
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "marshal/message.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

#define KNOWN_FLAGS                                                                                                        \
	(WLAN_CONNECTION_HIDDEN_NETWORK | WLAN_CONNECTION_ADHOC_JOIN_ONLY | WLAN_CONNECTION_IGNORE_PRIVACY_BIT |           \
	 WLAN_CONNECTION_EAPOL_PASSTHROUGH | WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE |                                   \
	 WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_CONNECTION_MODE_AUTO |                                                  \
	 WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_OVERWRITE_EXISTING)

static bool is_mode_valid(const WLAN_CONNECTION_PARAMETERS *p)
{
	switch (p->wlanConnectionMode) {
	case wlan_connection_mode_profile:
		return p->strProfile && p->strProfile[0] &&
		       utf16_length((const uint16_t *)p->strProfile, WLAN_MAX_NAME_LENGTH) < WLAN_MAX_NAME_LENGTH;
	case wlan_connection_mode_temporary_profile:
		return p->strProfile && p->strProfile[0];
	case wlan_connection_mode_discovery_secure:
	case wlan_connection_mode_discovery_unsecure:
		return p->pDot11Ssid && p->dot11BssType != dot11_BSS_type_any;
	default: /* automatic connections are the service's own */
		return false;
	}
}

/* The rules of WLAN_CONNECTION_PARAMETERS. The service checks them again: not everybody comes through this library. */
static bool is_valid(const WLAN_CONNECTION_PARAMETERS *p)
{
	if ((p->dwFlags & ~(DWORD)KNOWN_FLAGS) != 0)
		return false;
	if (p->dot11BssType < dot11_BSS_type_infrastructure || p->dot11BssType > dot11_BSS_type_any)
		return false;
	if (p->dot11BssType == dot11_BSS_type_infrastructure && (p->dwFlags & WLAN_CONNECTION_ADHOC_JOIN_ONLY))
		return false;
	if (p->dot11BssType == dot11_BSS_type_independent && (p->dwFlags & WLAN_CONNECTION_HIDDEN_NETWORK))
		return false;
	if ((p->dwFlags & WLAN_CONNECTION_IGNORE_PRIVACY_BIT) &&
	    (p->wlanConnectionMode != wlan_connection_mode_temporary_profile || p->dot11BssType == dot11_BSS_type_independent))
		return false;
	if (p->pDot11Ssid && p->pDot11Ssid->uSSIDLength > DOT11_SSID_MAX_LENGTH)
		return false;
	return is_mode_valid(p);
}

static DWORD append_parameters(struct api_call *call, const WLAN_CONNECTION_PARAMETERS *p, const char *profile)
{
	const DOT11_BSSID_LIST *bssids = p->pDesiredBssidList;
	DWORD status;
	int r;

	r = sd_bus_message_append(call->message, "us", (uint32_t)p->wlanConnectionMode, profile);
	if (r < 0)
		return api_error(r);
	status = family_append_ssid(call, p->pDot11Ssid);
	if (status != ERROR_SUCCESS)
		return status;
	r = marshal_append_bytes(call->message, bssids ? bssids->BSSIDs : NULL,
				 bssids ? bssids->uNumOfEntries * sizeof(DOT11_MAC_ADDRESS) : 0);
	if (r < 0)
		return api_error(r);
	r = sd_bus_message_append(call->message, "uu", (uint32_t)p->dot11BssType, (uint32_t)p->dwFlags);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

/* More BSSIDs than there can be BSSs in range of one station; a wild count must not read through the program's memory. */
#define MAX_BSSIDS 4096

static bool is_request_valid(const GUID *interface, const WLAN_CONNECTION_PARAMETERS *p)
{
	return interface && p && is_valid(p) && !(p->pDesiredBssidList && p->pDesiredBssidList->uNumOfEntries > MAX_BSSIDS);
}

static DWORD connect_checked(HANDLE handle, const GUID *interface, const WLAN_CONNECTION_PARAMETERS *p, enum api_since since)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	cleanup(family_wipe_text) char *profile = NULL;
	DWORD status = p->strProfile ? family_xml_in(p->strProfile, &profile) : api_text_in(NULL, 1, &profile);

	if (status == ERROR_SUCCESS)
		status = family_begin(&call, handle, "Connect", since, interface);
	if (status == ERROR_SUCCESS) {
		(void)sd_bus_message_sensitive(call.message); /* a temporary profile has its key in it */
		status = append_parameters(&call, p, profile);
	}
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}

EXPORT DWORD WINAPI WlanConnect(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				const PWLAN_CONNECTION_PARAMETERS pConnectionParameters, PVOID pReserved)
{
	if (pReserved || !is_request_valid(pInterfaceGuid, pConnectionParameters))
		return ERROR_INVALID_PARAMETER;
	return connect_checked(hClientHandle, pInterfaceGuid, pConnectionParameters, API_SINCE_VERSION_1);
}

/* What it adds selects among Hotspot 2.0 networks, which this service does not know. */
EXPORT DWORD WINAPI WlanConnect2(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				 const WLAN_CONNECTION_PARAMETERS_V2 *pConnectionParameters, PVOID pReserved)
{
	const WLAN_CONNECTION_PARAMETERS_V2 *p = pConnectionParameters;
	WLAN_CONNECTION_PARAMETERS parameters;
	DWORD status;

	if (pReserved || !p)
		return ERROR_INVALID_PARAMETER;
	parameters = (WLAN_CONNECTION_PARAMETERS){
		.wlanConnectionMode = p->wlanConnectionMode,
		.strProfile = p->strProfile,
		.pDot11Ssid = p->pDot11Ssid,
		.pDesiredBssidList = p->pDesiredBssidList,
		.dot11BssType = p->dot11BssType,
		.dwFlags = p->dwFlags,
	};
	if (!is_request_valid(pInterfaceGuid, &parameters))
		return ERROR_INVALID_PARAMETER;
	if (p->pDot11Hessid || p->pDot11AccessNetworkOptions) {
		status = family_check_handle(hClientHandle, API_SINCE_VERSION_2);
		return status == ERROR_SUCCESS ? ERROR_NOT_SUPPORTED : status;
	}
	return connect_checked(hClientHandle, pInterfaceGuid, &parameters, API_SINCE_VERSION_2);
}

EXPORT DWORD WINAPI WlanDisconnect(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "Disconnect", API_SINCE_VERSION_1, pInterfaceGuid);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}
