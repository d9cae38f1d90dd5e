/* WlanSetProfileList, WlanSetProfilePosition, WlanRenameProfile, WlanSaveTemporaryProfile. */
#include <stdlib.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* As many as the service keeps of one interface. */
#define MAX_PROFILES 1024

static DWORD append_names(struct api_call *call, DWORD n, LPCWSTR *names)
{
	int r = sd_bus_message_open_container(call->message, 'a', "s");

	for (DWORD i = 0; r >= 0 && i < n; i++) {
		_auto_free_ char *name = NULL;
		DWORD status = family_name_in(names[i], &name);

		if (status != ERROR_SUCCESS)
			return status;
		r = sd_bus_message_append(call->message, "s", name);
	}
	if (r >= 0)
		r = sd_bus_message_close_container(call->message);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

/* Before the handle is looked at: each a name, none twice. */
static DWORD check_names(DWORD n, LPCWSTR *names)
{
	for (DWORD i = 0; i < n; i++) {
		_auto_free_ char *name = NULL;
		DWORD status = family_name_in(names[i], &name);

		if (status != ERROR_SUCCESS)
			return status;
		for (DWORD k = 0; k < i; k++) {
			DWORD at = 0;

			while (names[i][at] && names[i][at] == names[k][at])
				at++;
			if (names[i][at] == names[k][at])
				return ERROR_INVALID_PARAMETER;
		}
	}
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanSetProfileList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwItems, LPCWSTR *strProfileNames,
				       PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid || dwItems == 0 || dwItems > MAX_PROFILES || !strProfileNames)
		return ERROR_INVALID_PARAMETER;
	status = check_names(dwItems, strProfileNames);
	if (status == ERROR_SUCCESS)
		status = family_begin(&call, hClientHandle, "SetProfileList", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = append_names(&call, dwItems, strProfileNames);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}

EXPORT DWORD WINAPI WlanSetProfilePosition(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, DWORD dwPosition,
					   PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "SetProfilePosition", API_SINCE_VERSION_1, pInterfaceGuid, strProfileName);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", dwPosition);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

EXPORT DWORD WINAPI WlanRenameProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strOldProfileName,
				      LPCWSTR strNewProfileName, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	_auto_free_ char *new_name = NULL;
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || !strOldProfileName)
		return ERROR_INVALID_PARAMETER;
	status = family_name_in(strNewProfileName, &new_name);
	if (status == ERROR_SUCCESS && !new_name[0])
		status = ERROR_INVALID_PARAMETER;
	if (status == ERROR_SUCCESS)
		status = family_begin_profile(&call, hClientHandle, "RenameProfile", API_SINCE_VERSION_2, pInterfaceGuid, strOldProfileName);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "s", new_name);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

EXPORT DWORD WINAPI WlanSaveTemporaryProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName,
					     LPCWSTR strAllUserProfileSecurity, DWORD dwFlags, BOOL bOverWrite, PVOID pReserved)
{
	const DWORD known = WLAN_PROFILE_USER | WLAN_PROFILE_CONNECTION_MODE_SET_BY_CLIENT | WLAN_PROFILE_CONNECTION_MODE_AUTO;
	cleanup(api_call_end) struct api_call call = { 0 };
	_auto_free_ char *name = NULL, *security = NULL;
	DWORD status = ERROR_SUCCESS;
	int r;

	if (pReserved || !pInterfaceGuid || (dwFlags & ~known) != 0 || (!strProfileName && (dwFlags & WLAN_PROFILE_CONNECTION_MODE_AUTO)) ||
	    (strProfileName && !strProfileName[0]))
		return ERROR_INVALID_PARAMETER;
	if (strProfileName)
		status = family_name_in(strProfileName, &name);
	if (status == ERROR_SUCCESS)
		status = api_text_in(strAllUserProfileSecurity, FAMILY_MAX_SDDL, &security);
	if (status == ERROR_SUCCESS)
		status = family_begin(&call, hClientHandle, "SaveTemporaryProfile", API_SINCE_VERSION_2, pInterfaceGuid);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "bssub", name != NULL, name ? name : "", security, (uint32_t)dwFlags,
				  bOverWrite != FALSE);
	return r < 0 ? api_error(r) : api_call_send(&call);
}
