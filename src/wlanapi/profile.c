/* WlanSetProfile, WlanGetProfile, WlanGetProfileList, WlanDeleteProfile. */
#include <stdlib.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

EXPORT DWORD WINAPI WlanSetProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, LPCWSTR strProfileXml,
				   LPCWSTR strAllUserProfileSecurity, BOOL bOverwrite, PVOID pReserved, DWORD *pdwReasonCode)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	cleanup(family_wipe_text) char *xml = NULL;
	_auto_free_ char *security = NULL;
	uint32_t reason;
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || !strProfileXml || !strProfileXml[0] || !pdwReasonCode ||
	    (dwFlags & ~(DWORD)(WLAN_PROFILE_GROUP_POLICY | WLAN_PROFILE_USER)) != 0 ||
	    ((dwFlags & WLAN_PROFILE_GROUP_POLICY) && !bOverwrite))
		return ERROR_INVALID_PARAMETER;
	status = family_xml_in(strProfileXml, &xml);
	if (status == ERROR_SUCCESS)
		status = api_text_in(strAllUserProfileSecurity, FAMILY_MAX_SDDL, &security);
	if (status == ERROR_SUCCESS)
		status = family_begin(&call, hClientHandle, "SetProfile", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status != ERROR_SUCCESS)
		return status;
	(void)sd_bus_message_sensitive(call.message);
	r = sd_bus_message_append(call.message, "ussb", (uint32_t)dwFlags, xml, security, bOverwrite != FALSE);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	/* The reason is an output of this failure as well: it says what is wrong with the profile. */
	if (status != ERROR_SUCCESS && status != ERROR_BAD_PROFILE)
		return status;
	if (sd_bus_message_read(call.reply, "u", &reason) < 0)
		return RPC_S_CALL_FAILED;
	*pdwReasonCode = reason;
	return status;
}

EXPORT DWORD WINAPI WlanGetProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, PVOID pReserved,
				   LPWSTR *pstrProfileXml, DWORD *pdwFlags, PDWORD pdwGrantedAccess)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	uint32_t flags, granted;
	const char *xml;
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || !pstrProfileXml)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "GetProfile", API_SINCE_VERSION_1, pInterfaceGuid, strProfileName);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", pdwFlags ? (uint32_t)*pdwFlags : 0);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status != ERROR_SUCCESS)
		return status;
	(void)sd_bus_message_sensitive(call.reply);
	if (sd_bus_message_read(call.reply, "suu", &xml, &flags, &granted) < 0)
		return RPC_S_CALL_FAILED;
	status = api_text_out(xml, pstrProfileXml);
	if (status != ERROR_SUCCESS)
		return status;
	if (pdwFlags)
		*pdwFlags = flags;
	/* Rights are those of all-user profiles; for others the output plays no part. */
	if (pdwGrantedAccess && !(flags & WLAN_PROFILE_USER))
		*pdwGrantedAccess = granted;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanGetProfileList(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved,
				       PWLAN_PROFILE_INFO_LIST *ppProfileList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid || !ppProfileList)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "GetProfileList", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = family_take_list(&call, &marshal_profile_info, (void **)ppProfileList);
	return status;
}

EXPORT DWORD WINAPI WlanDeleteProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "DeleteProfile", API_SINCE_VERSION_1, pInterfaceGuid, strProfileName);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}
