/* WlanQueryInterface, WlanSetInterface, WlanGetInterfaceCapability. */
#include <errno.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/query.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

EXPORT DWORD WINAPI WlanQueryInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_INTF_OPCODE OpCode, PVOID pReserved,
				       PDWORD pdwDataSize, PVOID *ppData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid || !pdwDataSize || !ppData)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "QueryInterface", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status != ERROR_SUCCESS)
		return status;
	return family_query(&call, (uint32_t)OpCode, marshal_check_query, pdwDataSize, ppData, pWlanOpcodeValueType);
}

EXPORT DWORD WINAPI WlanSetInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_INTF_OPCODE OpCode, DWORD dwDataSize,
				     const PVOID pData, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	/* No value is longer; a size that lies must not read through the program's memory. */
	if (pReserved || !pInterfaceGuid || !pData || dwDataSize == 0 || dwDataSize > sizeof(WLAN_PHY_RADIO_STATE))
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "SetInterface", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = family_append_value(&call, (uint32_t)OpCode, pData, dwDataSize);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}

static int check_capability(const void *data, size_t size)
{
	return size == sizeof(WLAN_INTERFACE_CAPABILITY) ? 0 : -EBADMSG;
}

EXPORT DWORD WINAPI WlanGetInterfaceCapability(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved,
					       PWLAN_INTERFACE_CAPABILITY *ppCapability)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !pInterfaceGuid || !ppCapability)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "GetInterfaceCapability", API_SINCE_VERSION_2, pInterfaceGuid);
	return status == ERROR_SUCCESS ? family_fetch(&call, check_capability, (void **)ppCapability) : status;
}
