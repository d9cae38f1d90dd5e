/* The hosted network. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/secret.h"
#include "marshal/message.h"
#include "marshal/text.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

#define MAX_PROPERTY_SIZE 4096 /* more than any property has; a wild size must not read through the program's memory */
#define MIN_PASSPHRASE 9 /* with its zero */
#define MAX_PASSPHRASE 64
#define BINARY_KEY_SIZE 32

static DWORD fail(PWLAN_HOSTED_NETWORK_REASON ret_reason, DWORD status, WLAN_HOSTED_NETWORK_REASON reason)
{
	if (ret_reason)
		*ret_reason = reason;
	return status;
}

static DWORD refuse(PWLAN_HOSTED_NETWORK_REASON ret_reason)
{
	return fail(ret_reason, ERROR_INVALID_PARAMETER, wlan_hosted_network_reason_bad_parameters);
}

/* W7: the reason goes with every answer, whatever the status. */
static DWORD send(struct api_call *call, DWORD status, PWLAN_HOSTED_NETWORK_REASON ret_reason)
{
	uint32_t reason;

	if (status == ERROR_SUCCESS)
		status = api_call_send(call);
	status = api_explain(status);
	if (!call->reply || sd_bus_message_read(call->reply, "u", &reason) <= 0)
		reason = status == ERROR_SUCCESS ? wlan_hosted_network_reason_success :
			 status == ERROR_INVALID_HANDLE || status == ERROR_INVALID_PARAMETER ?
						   wlan_hosted_network_reason_bad_parameters :
						   wlan_hosted_network_reason_unspecified;
	return fail(ret_reason, status, reason);
}

static DWORD call_simply(HANDLE handle, const char *method, PWLAN_HOSTED_NETWORK_REASON ret_reason, PVOID reserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };

	if (reserved || !handle)
		return refuse(ret_reason);
	return send(&call, api_call_begin(&call, handle, method, API_SINCE_VERSION_2), ret_reason);
}

static DWORD call_forced(HANDLE handle, const char *method, bool is_forced, PWLAN_HOSTED_NETWORK_REASON ret_reason, PVOID reserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (reserved || !handle)
		return refuse(ret_reason);
	status = api_call_begin(&call, handle, method, API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS) {
		r = sd_bus_message_append(call.message, "b", is_forced);
		status = r < 0 ? api_error(r) : ERROR_SUCCESS;
	}
	return send(&call, status, ret_reason);
}

/* There are no virtual stations of vendors, so nothing is ever told of one. */
EXPORT DWORD WINAPI WlanHostedNetworkInitSettings(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return call_simply(hClientHandle, "HostedNetworkInitSettings", pFailReason, pvReserved);
}

EXPORT DWORD WINAPI WlanHostedNetworkRefreshSecuritySettings(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason,
							     PVOID pvReserved)
{
	return call_simply(hClientHandle, "HostedNetworkRefreshSecuritySettings", pFailReason, pvReserved);
}

EXPORT DWORD WINAPI WlanHostedNetworkStartUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return call_forced(hClientHandle, "HostedNetworkStart", false, pFailReason, pvReserved);
}

EXPORT DWORD WINAPI WlanHostedNetworkStopUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return call_forced(hClientHandle, "HostedNetworkStop", false, pFailReason, pvReserved);
}

EXPORT DWORD WINAPI WlanHostedNetworkForceStart(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return call_forced(hClientHandle, "HostedNetworkStart", true, pFailReason, pvReserved);
}

EXPORT DWORD WINAPI WlanHostedNetworkForceStop(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return call_forced(hClientHandle, "HostedNetworkStop", true, pFailReason, pvReserved);
}

static bool is_property(WLAN_HOSTED_NETWORK_OPCODE opcode)
{
	return (uint32_t)opcode <= wlan_hosted_network_opcode_enable;
}

static bool is_value_of(uint32_t opcode, const void *data, size_t size)
{
	struct reader reader = reader_over(data, size);

	switch (opcode) {
	case wlan_hosted_network_opcode_connection_settings:
		return size == sizeof(WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS) && reader_le32(&reader) <= DOT11_SSID_MAX_LENGTH;
	case wlan_hosted_network_opcode_security_settings:
		return size == sizeof(WLAN_HOSTED_NETWORK_SECURITY_SETTINGS);
	case wlan_hosted_network_opcode_station_profile:
		return size >= 2 && size % 2 == 0 && marshal_is_terminated(data, size / 2);
	default:
		return size == sizeof(BOOL);
	}
}

/* Does a program that casts @data find what it expects? */
static int check_value(uint32_t opcode, const void *data, size_t size)
{
	return is_value_of(opcode, data, size) ? 0 : -EBADMSG;
}

/* Two functions have another name for it than all others. */
static DWORD explain(DWORD status)
{
	return status == ERROR_NOT_ENOUGH_MEMORY ? ERROR_OUTOFMEMORY : api_explain(status);
}

EXPORT DWORD WINAPI WlanHostedNetworkQueryProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode, PDWORD pdwDataSize,
						   PVOID *ppvData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType, PVOID pvReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pvReserved || !hClientHandle || !pdwDataSize || !ppvData || !pWlanOpcodeValueType || !is_property(OpCode))
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "HostedNetworkQueryProperty", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS)
		status = family_query(&call, (uint32_t)OpCode, check_value, pdwDataSize, ppvData, pWlanOpcodeValueType);
	return explain(status);
}

EXPORT DWORD WINAPI WlanHostedNetworkSetProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode, DWORD dwDataSize,
						 PVOID pvData, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pvReserved || !hClientHandle || !is_property(OpCode) || dwDataSize == 0 || dwDataSize > MAX_PROPERTY_SIZE || !pvData)
		return refuse(pFailReason);
	status = api_call_begin(&call, hClientHandle, "HostedNetworkSetProperty", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS)
		status = family_append_value(&call, (uint32_t)OpCode, pvData, dwDataSize);
	return send(&call, status, pFailReason);
}

static int check_status(const void *data, size_t size)
{
	struct reader reader = reader_over(data, size);

	if (size < sizeof(WLAN_HOSTED_NETWORK_STATUS))
		return -EBADMSG;
	reader_skip(&reader, offsetof(WLAN_HOSTED_NETWORK_STATUS, dwNumberOfPeers));
	size -= offsetof(WLAN_HOSTED_NETWORK_STATUS, PeerList);
	return reader_le32(&reader) <= size / sizeof(WLAN_HOSTED_NETWORK_PEER_STATE) ? 0 : -EBADMSG;
}

EXPORT DWORD WINAPI WlanHostedNetworkQueryStatus(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_STATUS *ppWlanHostedNetworkStatus,
						 PVOID pvReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pvReserved || !hClientHandle || !ppWlanHostedNetworkStatus)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "HostedNetworkQueryStatus", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS)
		status = family_fetch(&call, check_status, (void **)ppWlanHostedNetworkStatus);
	return api_explain(status);
}

/* The length of a passphrase counts its zero. */
static bool is_key(DWORD length, const UCHAR *data, BOOL is_passphrase)
{
	if (length == 0 || !data)
		return length == 0 && !data;
	if (!is_passphrase)
		return length == BINARY_KEY_SIZE;
	return length >= MIN_PASSPHRASE && length <= MAX_PASSPHRASE && data[length - 1] == 0 && !memchr(data, 0, length - 1);
}

EXPORT DWORD WINAPI WlanHostedNetworkSetSecondaryKey(HANDLE hClientHandle, DWORD dwKeyLength, PUCHAR pucKeyData, BOOL bIsPassPhrase,
						     BOOL bPersistent, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pvReserved || !hClientHandle || !is_key(dwKeyLength, pucKeyData, bIsPassPhrase))
		return refuse(pFailReason);
	status = api_call_begin(&call, hClientHandle, "HostedNetworkSetSecondaryKey", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS) {
		(void)sd_bus_message_sensitive(call.message);
		r = marshal_append_bytes(call.message, pucKeyData, bIsPassPhrase && dwKeyLength > 0 ? dwKeyLength - 1 : dwKeyLength);
		if (r >= 0)
			r = sd_bus_message_append(call.message, "bb", bIsPassPhrase != FALSE, bPersistent != FALSE);
		status = r < 0 ? api_error(r) : ERROR_SUCCESS;
	}
	return send(&call, status, pFailReason);
}

/* Return: Win32 error. */
static DWORD take_key(struct api_call *call, DWORD *ret_length, UCHAR **ret_data, BOOL *ret_is_passphrase, BOOL *ret_is_persistent)
{
	int is_passphrase, is_persistent;
	UCHAR *copy = NULL;
	const void *bytes;
	size_t size;

	(void)sd_bus_message_sensitive(call->reply);
	if (marshal_read_bytes(call->reply, &bytes, &size) < 0 || size > MAX_PASSPHRASE ||
	    sd_bus_message_read(call->reply, "bb", &is_passphrase, &is_persistent) <= 0)
		return RPC_S_CALL_FAILED;
	if (size > 0) {
		copy = WlanAllocateMemory((DWORD)size + 1);
		if (!copy)
			return ERROR_NOT_ENOUGH_MEMORY;
		memcpy(copy, bytes, size);
		copy[size] = 0;
	}
	*ret_length = (DWORD)(size > 0 && is_passphrase ? size + 1 : size);
	*ret_data = copy;
	*ret_is_passphrase = is_passphrase;
	*ret_is_persistent = is_persistent;
	return ERROR_SUCCESS;
}

EXPORT DWORD WINAPI WlanHostedNetworkQuerySecondaryKey(HANDLE hClientHandle, PDWORD pdwKeyLength, PUCHAR *ppucKeyData,
						       PBOOL pbIsPassPhrase, PBOOL pbPersistent,
						       PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pvReserved || !hClientHandle || !pdwKeyLength || !ppucKeyData || !pbIsPassPhrase || !pbPersistent)
		return refuse(pFailReason);
	status = send(&call, api_call_begin(&call, hClientHandle, "HostedNetworkQuerySecondaryKey", API_SINCE_VERSION_2), pFailReason);
	if (status != ERROR_SUCCESS)
		return explain(status);
	status = take_key(&call, pdwKeyLength, ppucKeyData, pbIsPassPhrase, pbPersistent);
	return status == ERROR_SUCCESS ? status : fail(pFailReason, explain(status), wlan_hosted_network_reason_unspecified);
}
