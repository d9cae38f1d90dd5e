/* WlanGetSecuritySettings, WlanSetSecuritySettings. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

EXPORT DWORD WINAPI WlanGetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject,
					    PWLAN_OPCODE_VALUE_TYPE pValueType, LPWSTR *pstrCurrentSDDL, PDWORD pdwGrantedAccess)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	uint32_t type, granted;
	const char *sddl;
	DWORD status;
	int r;

	if (!pstrCurrentSDDL || !pdwGrantedAccess || (uint32_t)SecurableObject >= WLAN_SECURABLE_OBJECT_COUNT)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "GetSecuritySettings", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)SecurableObject);
	if (r < 0)
		return api_error(r);
	status = api_call_send(&call);
	if (status != ERROR_SUCCESS)
		return status;
	if (sd_bus_message_read(call.reply, "usu", &type, &sddl, &granted) < 0)
		return RPC_S_CALL_FAILED;
	status = api_text_out(sddl, pstrCurrentSDDL);
	if (status != ERROR_SUCCESS)
		return status;
	if (pValueType)
		*pValueType = (WLAN_OPCODE_VALUE_TYPE)type;
	*pdwGrantedAccess = granted;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanSetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject, LPCWSTR strModifiedSDDL)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	_auto_free_ char *sddl = NULL;
	DWORD status;
	int r;

	if (!strModifiedSDDL || (uint32_t)SecurableObject >= WLAN_SECURABLE_OBJECT_COUNT)
		return ERROR_INVALID_PARAMETER;
	status = api_text_in(strModifiedSDDL, FAMILY_MAX_SDDL, &sddl);
	if (status == ERROR_SUCCESS)
		status = api_call_begin(&call, hClientHandle, "SetSecuritySettings", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "us", (uint32_t)SecurableObject, sddl);
	return r < 0 ? api_error(r) : api_call_send(&call);
}
