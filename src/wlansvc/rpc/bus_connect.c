/* Connecting and disconnecting. */
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/utf16.h"
#include "marshal/message.h"
#include "wlansvc/rpc/client.h"

/* "s" in UTF-8, of 1 to 255 units in UTF-16, so that it fits the structs with its zero. */
static bool is_profile_name(const char *name)
{
	uint16_t units[WLAN_MAX_NAME_LENGTH];

	return utf16_from_utf8(name, units, array_size(units)) > 0;
}

/* The documented rules of WLAN_CONNECTION_PARAMETERS. */
static bool is_connect_valid(const struct acm_connect *connect)
{
	const uint32_t known = WLAN_CONNECTION_HIDDEN_NETWORK | WLAN_CONNECTION_ADHOC_JOIN_ONLY |
			       WLAN_CONNECTION_IGNORE_PRIVACY_BIT | WLAN_CONNECTION_EAPOL_PASSTHROUGH |
			       WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE |
			       WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_CONNECTION_MODE_AUTO |
			       WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_OVERWRITE_EXISTING;

	if ((connect->flags & ~known) != 0)
		return false;
	if (connect->bss_type < dot11_BSS_type_infrastructure || connect->bss_type > dot11_BSS_type_any)
		return false;
	if (connect->bss_type == dot11_BSS_type_infrastructure && (connect->flags & WLAN_CONNECTION_ADHOC_JOIN_ONLY))
		return false;
	if (connect->bss_type == dot11_BSS_type_independent && (connect->flags & WLAN_CONNECTION_HIDDEN_NETWORK))
		return false;
	if ((connect->flags & WLAN_CONNECTION_IGNORE_PRIVACY_BIT) &&
	    (connect->mode != wlan_connection_mode_temporary_profile || connect->bss_type == dot11_BSS_type_independent))
		return false;
	switch (connect->mode) {
	case wlan_connection_mode_profile:
		return connect->profile && is_profile_name(connect->profile);
	case wlan_connection_mode_temporary_profile:
		return connect->profile != NULL;
	case wlan_connection_mode_discovery_secure:
	case wlan_connection_mode_discovery_unsecure:
		return connect->ssid && connect->bss_type != dot11_BSS_type_any;
	default: /* automatic connections are the service's own */
		return false;
	}
}

static struct win32_error connect_interface(struct rpc_call *call)
{
	struct acm_connect connect = { 0 };
	struct win32_error status;
	struct dot11_ssid ssid;
	struct guid interface;
	const char *profile;
	const void *bssids;
	bool has_ssid;
	size_t size;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "us", &connect.mode, &profile) < 0 ||
	    marshal_read_optional_ssid(call->message, &has_ssid, &ssid) < 0 ||
	    marshal_read_bytes(call->message, &bssids, &size) < 0 ||
	    sd_bus_message_read(call->message, "uu", &connect.bss_type, &connect.flags) < 0 ||
	    size % sizeof(struct dot11_mac) != 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	connect.profile = profile[0] ? profile : NULL;
	connect.ssid = has_ssid ? &ssid : NULL;
	connect.bssids = bssids;
	connect.n_bssids = size / sizeof(struct dot11_mac);
	if (!is_connect_valid(&connect))
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(acm_connect(call->acm, &call->caller, &interface, &connect));
}

static int method_connect(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanConnect");
	return rpc_call_reply(&call, connect_interface(&call));
}

/* Whether a driver has work now that the answer should not disturb. */
static bool is_leaving(const struct rpc_call *call, const struct guid *interface)
{
	uint32_t state;

	return acm_interface_state(call->acm, interface, &state) == 0 && state == wlan_interface_state_disconnecting;
}

static int method_disconnect(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *success = NULL;
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanDisconnect");
	/* Made before anything is done: who is told that memory is missing still has its connection. */
	r = sd_bus_message_new_method_return(message, &success);
	if (r >= 0)
		r = sd_bus_message_append(success, "u", (uint32_t)ERROR_SUCCESS);
	if (r < 0)
		return r;
	rpc_server_hold(call.client->server);
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0)
		status = win32_from_acm(acm_disconnect(call.acm, &call.caller, &interface));
	r = status.v == 0 ? rpc_call_send(&call, success, 0) : rpc_call_reply(&call, status);
	rpc_server_hold_end(call.client->server, status.v == 0 && is_leaving(&call, &interface));
	return r;
}

const sd_bus_vtable bus_connect_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("Connect",
				SD_BUS_ARGS("t", handle, "ay", interface, "u", mode, "s", profile, "b", has_ssid, "ay", ssid, "ay",
					    bssids, "u", bss_type, "u", flags),
				SD_BUS_RESULT("u", status), method_connect, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("Disconnect", SD_BUS_ARGS("t", handle, "ay", interface), SD_BUS_RESULT("u", status),
				method_disconnect, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
