/* The hosted network. Starting and stopping are answered when they are done; the reason goes with every answer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/utf16.h"
#include "marshal/message.h"
#include "wlansvc/acm/hosted.h"
#include "wlansvc/rpc/client.h"

/* Status and reason. @ret: unreferenced by the caller. */
static int new_reply(sd_bus_message *message, struct win32_error status, uint32_t reason, sd_bus_message **ret)
{
	return rpc_new_reply(message, ret, "uu", status.v, reason);
}

static int reply_reason(struct rpc_call *call, struct win32_error status, uint32_t reason)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r = new_reply(call->message, status, reason, &reply);

	return r < 0 ? r : rpc_call_send(call, reply, 0);
}

/* While the service ends nobody has the network any more. */
static struct win32_error read_handle(struct rpc_call *call)
{
	struct win32_error status = rpc_call_read_handle(call);

	return status.v == 0 && acm_is_ending(call->acm) ? WIN32(ERROR_INVALID_STATE) : status;
}

/* What could not even be asked. */
static uint32_t reason_of(struct win32_error status)
{
	switch (status.v) {
	case ERROR_SUCCESS:
		return wlan_hosted_network_reason_success;
	case ERROR_INVALID_STATE:
		return wlan_hosted_network_reason_service_shutting_down;
	default:
		return wlan_hosted_network_reason_bad_parameters;
	}
}

static int method_init(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;
	uint32_t reason;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkInitSettings");
	status = read_handle(&call);
	reason = reason_of(status);
	if (status.v == 0)
		status = win32_from_acm(acm_hosted_init(call.acm, &reason));
	return reply_reason(&call, status, reason);
}

static int method_refresh(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;
	uint32_t reason;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkRefreshSecuritySettings");
	status = read_handle(&call);
	reason = reason_of(status);
	if (status.v == 0)
		status = win32_from_acm(acm_hosted_refresh(call.acm, &reason));
	return reply_reason(&call, status, reason);
}

/* @userdata: the message that waits for this; the connection, if it is lost meanwhile, is lost for it too. */
static void on_done(int result, const void *data, void *userdata)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *message = userdata;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	if (result == -ECANCELED)
		return;
	r = new_reply(message, win32_from_acm(result), *(const uint32_t *)data, &reply);
	rpc_answer_late(r, reply);
}

typedef int change_fn(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		      uint32_t *ret_reason);

static int change(sd_bus_message *message, void *userdata, const char *function, change_fn *start_or_stop)
{
	struct win32_error status;
	struct rpc_call call;
	int is_forced = 0, r;
	uint32_t reason;

	rpc_call_begin(&call, message, userdata, function);
	status = read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "b", &is_forced) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	reason = reason_of(status);
	if (status.v != 0)
		return reply_reason(&call, status, reason);
	r = start_or_stop(call.acm, &call.caller, is_forced, on_done, sd_bus_message_ref(message), &reason);
	if (r == 0)
		return 1; /* on_done() answers */
	sd_bus_message_unref(message);
	return reply_reason(&call, win32_from_acm(r), reason);
}

static int method_start(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	return change(message, userdata, "WlanHostedNetworkStartUsing", acm_hosted_start);
}

static int method_stop(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	return change(message, userdata, "WlanHostedNetworkStopUsing", acm_hosted_stop);
}

/* --- properties --- */

struct value {
	void *data;
	size_t size;
};

static void value_clear(struct value *value)
{
	free(value->data);
}

static int put(struct value *ret, const void *data, size_t size)
{
	ret->data = malloc(size);
	if (!ret->data)
		return -ENOMEM;
	memcpy(ret->data, data, size);
	ret->size = size;
	return 0;
}

static int query_settings(struct acm *acm, struct value *ret)
{
	WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS settings;
	struct dot11_ssid ssid;
	uint32_t max_peers;
	int r = acm_hosted_settings(acm, &ssid, &max_peers);

	if (r != 0)
		return r;
	memset(&settings, 0, sizeof(settings));
	settings.hostedNetworkSSID.uSSIDLength = ssid.size;
	memcpy(settings.hostedNetworkSSID.ucSSID, ssid.bytes, ssid.size);
	settings.dwMaxNumberOfPeers = max_peers;
	return put(ret, &settings, sizeof(settings));
}

static int query_security(struct value *ret)
{
	const WLAN_HOSTED_NETWORK_SECURITY_SETTINGS settings = { DOT11_AUTH_ALGO_RSNA_PSK, DOT11_CIPHER_ALGO_CCMP };

	return put(ret, &settings, sizeof(settings));
}

static int query_profile(struct acm *acm, struct value *ret)
{
	_auto_free_ char *text = NULL;
	_auto_free_ uint16_t *units = NULL;
	int r = acm_hosted_profile(acm, &text);

	if (r != 0)
		return r;
	r = utf16_dup_from_utf8(text, &units);
	if (r < 0)
		return r;
	ret->size = (utf16_length(units, SIZE_MAX / 2) + 1) * sizeof(*units);
	ret->data = take_ptr(units);
	return 0;
}

static int query(struct acm *acm, uint32_t opcode, struct value *ret)
{
	const BOOL is_enabled = acm_hosted_is_enabled(acm);

	switch (opcode) {
	case wlan_hosted_network_opcode_connection_settings:
		return query_settings(acm, ret);
	case wlan_hosted_network_opcode_security_settings:
		return query_security(ret);
	case wlan_hosted_network_opcode_station_profile:
		return query_profile(acm, ret);
	case wlan_hosted_network_opcode_enable:
		return put(ret, &is_enabled, sizeof(is_enabled));
	default:
		return ACM_E_INVALID;
	}
}

static uint32_t value_type(struct acm *acm, uint32_t opcode)
{
	if (opcode == wlan_hosted_network_opcode_enable && acm_hosted_is_denied(acm))
		return wlan_opcode_value_type_set_by_group_policy;
	return opcode == wlan_hosted_network_opcode_connection_settings || opcode == wlan_hosted_network_opcode_enable ?
		       wlan_opcode_value_type_set_by_user :
		       wlan_opcode_value_type_query_only;
}

static int method_query_property(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct value value cleanup(value_clear) = { 0 };
	struct win32_error status;
	struct rpc_call call;
	uint32_t opcode = 0;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkQueryProperty");
	status = read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "u", &opcode) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0) {
		r = query(call.acm, opcode, &value);
		/* W4: before there are settings. */
		status = r == ACM_E_NO_DATA ? WIN32(ERROR_BAD_CONFIGURATION) : win32_from_acm(r);
	}
	r = new_reply(message, status, value_type(call.acm, opcode), &reply);
	if (r < 0)
		return r;
	r = marshal_append_bytes(reply, value.data, status.v == 0 ? value.size : 0);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, value.size);
}

static int set_settings(struct acm *acm, const void *data, size_t size, uint32_t *ret_reason)
{
	WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS settings;
	struct dot11_ssid ssid = { 0 };

	*ret_reason = wlan_hosted_network_reason_bad_parameters;
	if (size != sizeof(settings))
		return ACM_E_INVALID;
	memcpy(&settings, data, sizeof(settings));
	if (settings.hostedNetworkSSID.uSSIDLength > sizeof(ssid.bytes))
		return ACM_E_INVALID;
	ssid.size = (uint8_t)settings.hostedNetworkSSID.uSSIDLength;
	memcpy(ssid.bytes, settings.hostedNetworkSSID.ucSSID, ssid.size);
	return acm_hosted_set_settings(acm, &ssid, settings.dwMaxNumberOfPeers, ret_reason);
}

static int set_enabled(struct rpc_call *call, const void *data, size_t size, uint32_t *ret_reason)
{
	struct reader reader = reader_over(data, size);
	uint32_t is_enabled = reader_le32(&reader);

	*ret_reason = wlan_hosted_network_reason_bad_parameters;
	if (reader_end(&reader, READER_ALL_MUST_BE_READ) < 0)
		return ACM_E_INVALID;
	return acm_hosted_enable(call->acm, &call->caller, is_enabled != 0, ret_reason);
}

static int set(struct rpc_call *call, uint32_t opcode, const void *data, size_t size, uint32_t *ret_reason)
{
	switch (opcode) {
	case wlan_hosted_network_opcode_connection_settings:
		return set_settings(call->acm, data, size, ret_reason);
	case wlan_hosted_network_opcode_enable:
		return set_enabled(call, data, size, ret_reason);
	case wlan_hosted_network_opcode_security_settings:
	case wlan_hosted_network_opcode_station_profile:
		*ret_reason = wlan_hosted_network_reason_read_only;
		return ACM_E_NOT_SUPPORTED;
	default:
		*ret_reason = wlan_hosted_network_reason_bad_parameters;
		return ACM_E_INVALID;
	}
}

static int method_set_property(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	const void *data = NULL;
	struct rpc_call call;
	uint32_t opcode = 0, reason;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkSetProperty");
	status = read_handle(&call);
	if (status.v == 0 &&
	    (sd_bus_message_read(message, "u", &opcode) < 0 || marshal_read_bytes(message, &data, &size) < 0 || size == 0))
		status = WIN32(ERROR_INVALID_PARAMETER);
	reason = reason_of(status);
	if (status.v == 0)
		status = win32_from_acm(set(&call, opcode, data, size, &reason));
	return reply_reason(&call, status, reason);
}

/* --- status --- */

static int put_status(const struct acm_hosted_status *status, struct value *ret)
{
	size_t size = offsetof(WLAN_HOSTED_NETWORK_STATUS, PeerList) + status->n_peers * sizeof(WLAN_HOSTED_NETWORK_PEER_STATE);
	WLAN_HOSTED_NETWORK_STATUS *data;

	if (size < sizeof(*data))
		size = sizeof(*data);
	data = calloc(1, size);
	if (!data)
		return -ENOMEM;
	data->HostedNetworkState = status->state;
	memcpy(&data->IPDeviceID, status->device.b, sizeof(data->IPDeviceID));
	memcpy(data->wlanHostedNetworkBSSID, status->bssid.b, sizeof(status->bssid.b));
	data->dot11PhyType = status->phy_type;
	data->ulChannelFrequency = status->center_khz;
	data->dwNumberOfPeers = (DWORD)status->n_peers;
	for (size_t i = 0; i < status->n_peers; i++) {
		memcpy(data->PeerList[i].PeerMacAddress, status->peers[i].b, sizeof(status->peers[i].b));
		data->PeerList[i].PeerAuthState = wlan_hosted_network_peer_state_authenticated;
	}
	ret->data = data;
	ret->size = size;
	return 0;
}

static int method_query_status(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct value value cleanup(value_clear) = { 0 };
	struct acm_hosted_status hosted;
	struct win32_error status;
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkQueryStatus");
	status = read_handle(&call);
	if (status.v == 0) {
		acm_hosted_status(call.acm, &hosted);
		status = win32_from_acm(put_status(&hosted, &value));
	}
	return rpc_call_reply_bytes(&call, status, value.data, value.size);
}

/* --- secondary key --- */

static int method_set_secondary_key(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	_cleanup_secret_ struct secret key = { 0 };
	int is_passphrase = 0, is_persistent = 0;
	const void *bytes = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t size = 0;
	uint32_t reason;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkSetSecondaryKey");
	(void)sd_bus_message_sensitive(message);
	status = read_handle(&call);
	if (status.v == 0 && (marshal_read_bytes(message, &bytes, &size) < 0 ||
			      sd_bus_message_read(message, "bb", &is_passphrase, &is_persistent) < 0 ||
			      secret_set(&key, bytes, size) < 0))
		status = WIN32(ERROR_INVALID_PARAMETER);
	reason = reason_of(status);
	if (status.v == 0)
		status = win32_from_acm(acm_hosted_set_key(call.acm, &key, is_passphrase, is_persistent, &reason));
	return reply_reason(&call, status, reason);
}

static int method_query_secondary_key(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	_cleanup_secret_ struct secret key = { 0 };
	bool is_passphrase = false, is_persistent = false;
	struct win32_error status;
	struct rpc_call call;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanHostedNetworkQuerySecondaryKey");
	status = read_handle(&call);
	if (status.v == 0)
		acm_hosted_key(call.acm, &key, &is_passphrase, &is_persistent);
	r = new_reply(message, status, reason_of(status), &reply);
	if (r < 0)
		return r;
	(void)sd_bus_message_sensitive(reply);
	r = marshal_append_bytes(reply, key.bytes, key.size);
	if (r < 0)
		return r;
	r = sd_bus_message_append(reply, "bb", is_passphrase, is_persistent);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, key.size);
}

#define STATUS_AND_REASON SD_BUS_RESULT("u", status, "u", reason)

const sd_bus_vtable bus_hosted_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkInitSettings", SD_BUS_ARGS("t", handle), STATUS_AND_REASON, method_init,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkRefreshSecuritySettings", SD_BUS_ARGS("t", handle), STATUS_AND_REASON, method_refresh,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkStart", SD_BUS_ARGS("t", handle, "b", force), STATUS_AND_REASON, method_start,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkStop", SD_BUS_ARGS("t", handle, "b", force), STATUS_AND_REASON, method_stop,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkQueryProperty", SD_BUS_ARGS("t", handle, "u", opcode),
				SD_BUS_RESULT("u", status, "u", value_type, "ay", data), method_query_property,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkSetProperty", SD_BUS_ARGS("t", handle, "u", opcode, "ay", data), STATUS_AND_REASON,
				method_set_property, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkQueryStatus", SD_BUS_ARGS("t", handle), SD_BUS_RESULT("u", status, "ay", data),
				method_query_status, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkSetSecondaryKey",
				SD_BUS_ARGS("t", handle, "ay", key, "b", is_passphrase, "b", is_persistent), STATUS_AND_REASON,
				method_set_secondary_key, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("HostedNetworkQuerySecondaryKey", SD_BUS_ARGS("t", handle),
				SD_BUS_RESULT("u", status, "u", reason, "ay", key, "b", is_passphrase, "b", is_persistent),
				method_query_secondary_key, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
