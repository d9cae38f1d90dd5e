/* WlanQueryInterface, WlanSetInterface, WlanGetInterfaceCapability. */
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
	uint32_t value_type;
	void *data = NULL;
	DWORD status;
	size_t size;
	int r;

	if (pReserved || !pInterfaceGuid || !pdwDataSize || !ppData)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "QueryInterface", API_SINCE_VERSION_1, pInterfaceGuid);
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
	if (marshal_check_query((uint32_t)OpCode, data, size) < 0) {
		WlanFreeMemory(data);
		return RPC_S_CALL_FAILED;
	}
	*pdwDataSize = (DWORD)size;
	*ppData = data;
	if (pWlanOpcodeValueType)
		*pWlanOpcodeValueType = (WLAN_OPCODE_VALUE_TYPE)value_type;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanSetInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_INTF_OPCODE OpCode, DWORD dwDataSize,
				     const PVOID pData, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	/* No value is longer; a size that lies must not read through the program's memory. */
	if (pReserved || !pInterfaceGuid || !pData || dwDataSize == 0 || dwDataSize > sizeof(WLAN_PHY_RADIO_STATE))
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "SetInterface", API_SINCE_VERSION_1, pInterfaceGuid);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "u", (uint32_t)OpCode);
	if (r >= 0)
		r = marshal_append_bytes(call.message, pData, dwDataSize);
	return r < 0 ? api_error(r) : api_call_send(&call);
}

EXPORT DWORD WINAPI WlanGetInterfaceCapability(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved,
					       PWLAN_INTERFACE_CAPABILITY *ppCapability)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	void *data = NULL;
	DWORD status;
	size_t size;

	if (pReserved || !pInterfaceGuid || !ppCapability)
		return ERROR_INVALID_PARAMETER;
	status = family_begin(&call, hClientHandle, "GetInterfaceCapability", API_SINCE_VERSION_2, pInterfaceGuid);
	if (status == ERROR_SUCCESS)
		status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(&call, &data, &size);
	if (status != ERROR_SUCCESS)
		return status;
	if (size != sizeof(**ppCapability)) {
		WlanFreeMemory(data);
		return RPC_S_CALL_FAILED;
	}
	*ppCapability = data;
	return ERROR_SUCCESS;
}
