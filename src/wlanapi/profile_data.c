/* WlanGetProfileCustomUserData, WlanSetProfileCustomUserData, WlanSetProfileEapUserData, WlanSetProfileEapXmlUserData. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* As much as the service keeps with a profile; a size that lies must not read through the program's memory. */
#define MAX_DATA 65536

EXPORT DWORD WINAPI WlanGetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName,
						 PVOID pReserved, DWORD *pdwDataSize, PBYTE *ppData)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	void *data = NULL;
	DWORD status;
	size_t size;

	if (pReserved || !pInterfaceGuid || !pdwDataSize || !ppData)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "GetProfileCustomUserData", API_SINCE_VERSION_2, pInterfaceGuid,
				      strProfileName);
	if (status == ERROR_SUCCESS)
		status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(&call, &data, &size);
	if (status != ERROR_SUCCESS)
		return status;
	*pdwDataSize = (DWORD)size;
	*ppData = data;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanSetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName,
						 DWORD dwDataSize, const PBYTE pData, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || (dwDataSize > 0 && !pData) || dwDataSize > MAX_DATA)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "SetProfileCustomUserData", API_SINCE_VERSION_2, pInterfaceGuid,
				      strProfileName);
	if (status != ERROR_SUCCESS)
		return status;
	r = marshal_append_bytes(call.message, pData, dwDataSize);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

/* What the two calls below have in common once their messages are complete. */
static DWORD send_secret(struct api_call *call, int r)
{
	if (r >= 0)
		r = sd_bus_message_sensitive(call->message);
	return r < 0 ? api_error(r) : api_explain(api_call_send(call));
}

EXPORT DWORD WINAPI WlanSetProfileEapUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName,
					      EAP_METHOD_TYPE eapType, DWORD dwFlags, DWORD dwEapUserDataSize, const LPBYTE pbEapUserData,
					      PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved || !pInterfaceGuid || (dwFlags & ~(DWORD)WLAN_SET_EAPHOST_DATA_ALL_USERS) != 0 || dwEapUserDataSize > MAX_DATA)
		return ERROR_INVALID_PARAMETER;
	/* Without data it deletes what is kept for all users, and nothing else. */
	if (!pbEapUserData ? dwEapUserDataSize != 0 || !(dwFlags & WLAN_SET_EAPHOST_DATA_ALL_USERS) : dwEapUserDataSize == 0)
		return ERROR_INVALID_PARAMETER;
	status = family_begin_profile(&call, hClientHandle, "SetProfileEapUserData", API_SINCE_VERSION_2, pInterfaceGuid, strProfileName);
	if (status != ERROR_SUCCESS)
		return api_explain(status);
	r = marshal_append_bytes(call.message, &eapType, sizeof(eapType));
	if (r >= 0)
		r = sd_bus_message_append(call.message, "u", (uint32_t)dwFlags);
	if (r >= 0)
		r = marshal_append_bytes(call.message, pbEapUserData, dwEapUserDataSize);
	return send_secret(&call, r);
}

EXPORT DWORD WINAPI WlanSetProfileEapXmlUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, DWORD dwFlags,
						 LPCWSTR strEapXmlUserData, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	cleanup(family_wipe_text) char *xml = NULL;
	DWORD status;

	if (pReserved || !pInterfaceGuid || !strEapXmlUserData || !strEapXmlUserData[0] ||
	    (dwFlags & ~(DWORD)WLAN_SET_EAPHOST_DATA_ALL_USERS) != 0)
		return ERROR_INVALID_PARAMETER;
	status = api_text_in(strEapXmlUserData, MAX_DATA, &xml);
	if (status == ERROR_SUCCESS)
		status = family_begin_profile(&call, hClientHandle, "SetProfileEapXmlUserData", API_SINCE_VERSION_1, pInterfaceGuid,
					      strProfileName);
	if (status != ERROR_SUCCESS)
		return api_explain(status);
	return send_secret(&call, sd_bus_message_append(call.message, "us", (uint32_t)dwFlags, xml));
}
