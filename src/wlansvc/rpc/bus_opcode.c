/* WlanQueryInterface, WlanSetInterface, WlanGetInterfaceCapability: values of an interface, as they lie in memory on Windows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "marshal/message.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/rpc/client.h"
#include "wlansvc/rpc/opcode_value.h"
#include "wlansvc/rpc/version.h"

/* --- WlanQueryInterface --- */

static int query_connection(struct acm *acm, const struct guid *interface, uint32_t opcode, struct opcode_value *ret)
{
	_auto_free_ struct acm_connection *connection = calloc(1, sizeof(*connection));
	int r;

	if (!connection)
		return -ENOMEM;
	r = acm_current_connection(acm, interface, connection);
	if (r != 0)
		return r;
	switch (opcode) {
	case wlan_intf_opcode_rssi:
		return opcode_value_word(ret, (uint32_t)connection->rssi_dbm);
	case wlan_intf_opcode_channel_number:
		return opcode_value_word(ret, connection->channel);
	case wlan_intf_opcode_realtime_connection_quality:
		return opcode_value_quality(ret, connection);
	default:
		return opcode_value_connection(ret, connection);
	}
}

static int query_radio(struct acm *acm, const struct guid *interface, struct opcode_value *ret)
{
	struct acm_phy_radio phys[WLAN_MAX_PHY_INDEX];
	size_t n;
	int r = acm_radio_state(acm, interface, phys, &n);

	return r != 0 ? r : opcode_value_radio(ret, phys, n);
}

static int query_word(struct rpc_call *call, const struct guid *interface, uint32_t opcode, struct opcode_value *ret)
{
	uint32_t word;
	int r = acm_query_word(call->acm, &call->caller, interface, opcode, &word);

	return r != 0 ? r : opcode_value_word(ret, word);
}

static int query(struct rpc_call *call, const struct guid *interface, uint32_t opcode, struct opcode_value *ret)
{
	struct acm *acm = call->acm;

	switch (opcode) {
	case wlan_intf_opcode_current_connection:
	case wlan_intf_opcode_rssi:
	case wlan_intf_opcode_channel_number:
	case wlan_intf_opcode_realtime_connection_quality:
		return query_connection(acm, interface, opcode, ret);
	case wlan_intf_opcode_radio_state:
		return query_radio(acm, interface, ret);
	case wlan_intf_opcode_supported_infrastructure_auth_cipher_pairs:
		return opcode_value_pairs(ret, acm_capabilities(acm, interface));
	case wlan_intf_opcode_supported_adhoc_auth_cipher_pairs: /* this service makes no ad hoc networks */
		return opcode_value_pairs(ret, NULL);
	case wlan_intf_opcode_supported_country_or_region_string_list:
		return opcode_value_countries(ret, acm_capabilities(acm, interface));
	case wlan_intf_opcode_secondary_sta_interfaces: /* one station port per adapter */
		return opcode_value_no_interfaces(ret);
	default:
		return query_word(call, interface, opcode, ret);
	}
}

/* Settings say who has set them (O6). */
static uint32_t value_type(uint32_t opcode)
{
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
	case wlan_intf_opcode_background_scan_enabled:
	case wlan_intf_opcode_media_streaming_mode:
	case wlan_intf_opcode_radio_state:
	case wlan_intf_opcode_bss_type:
	case wlan_intf_opcode_current_operation_mode:
	case wlan_intf_opcode_secondary_sta_synchronized_connections:
		return wlan_opcode_value_type_set_by_user;
	default:
		return wlan_opcode_value_type_query_only;
	}
}

/* @type: WLAN_OPCODE_VALUE_TYPE */
static int new_query_reply(sd_bus_message *message, struct win32_error status, uint32_t type, const struct opcode_value *value,
			   sd_bus_message **ret)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	r = rpc_new_reply(message, &reply, "uu", status.v, type);
	if (r < 0)
		return r;
	r = marshal_append_bytes(reply, value->data, status.v == 0 ? value->size : 0);
	if (r < 0)
		return r;
	*ret = take_ptr(reply);
	return 0;
}

static void on_statistics(int result, const void *data, void *userdata)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *message = userdata;
	cleanup(opcode_value_clear) struct opcode_value value = { 0 };
	int r;

	if (result == 0)
		result = opcode_value_statistics(&value, data);
	if (result == -ECANCELED)
		return;
	r = new_query_reply(message, win32_from_acm(result), value_type(wlan_intf_opcode_statistics), &value, &reply);
	rpc_answer_late(r, reply);
}

static int query_statistics(struct rpc_call *call, const struct guid *interface)
{
	int r = acm_query_statistics(call->acm, &call->caller, interface, on_statistics, sd_bus_message_ref(call->message));

	if (r != 0)
		sd_bus_message_unref(call->message);
	return r;
}

/* The handle is known, and the opcode read. Interface before rights, rights before what is asked. */
static struct win32_error check_query(struct rpc_call *call, const struct guid *interface, uint32_t opcode)
{
	uint32_t state;
	int r;

	if (call->caller.version < 2 && !rpc_version_1_queries(opcode))
		return WIN32(ERROR_NOT_SUPPORTED);
	r = acm_interface_state(call->acm, interface, &state);
	if (r == 0)
		r = acm_check_object(call->acm, &call->caller, acm_object_of_opcode(opcode), WLAN_READ_ACCESS);
	return win32_from_acm(r);
}

static int method_query_interface(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(opcode_value_clear) struct opcode_value value = { 0 };
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	uint32_t opcode = 0, type;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanQueryInterface");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "u", &opcode) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = check_query(&call, &interface, opcode);
	if (status.v == 0 && opcode == wlan_intf_opcode_statistics) {
		status = win32_from_acm(query_statistics(&call, &interface));
		if (status.v == 0)
			return 1;
	} else if (status.v == 0) {
		status = win32_from_acm(query(&call, &interface, opcode, &value));
	}
	type = value_type(opcode);
	if (status.v == 0 && opcode == wlan_intf_opcode_autoconf_enabled && acm_autoconf_is_denied(call.acm, &interface))
		type = wlan_opcode_value_type_set_by_group_policy;
	r = new_query_reply(message, status, type, &value, &reply);
	return r < 0 ? r : rpc_call_send(&call, reply, value.size);
}

/* --- WlanSetInterface --- */

static int new_status_reply(sd_bus_message *message, struct win32_error status, sd_bus_message **ret)
{
	return rpc_new_reply(message, ret, "u", status.v);
}

static void on_radio(int result, const void *data, void *userdata)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *message = userdata;
	int r;

	if (result == -ECANCELED)
		return;
	r = new_status_reply(message, win32_from_acm(result), &reply);
	rpc_answer_late(r, reply);
}

/* Only the software state counts (O1). Return: 0: answered later; else now. */
static int set_radio(struct rpc_call *call, const struct guid *interface, const void *data)
{
	struct reader r = reader_over(data, sizeof(WLAN_PHY_RADIO_STATE));
	uint32_t phy_index = reader_le32(&r), state = reader_le32(&r);
	int result;

	if (state != dot11_radio_state_on && state != dot11_radio_state_off)
		return ACM_E_INVALID;
	result = acm_set_radio(call->acm, &call->caller, interface, phy_index, state == dot11_radio_state_on, on_radio,
			       sd_bus_message_ref(call->message));
	if (result != 0)
		sd_bus_message_unref(call->message);
	return result;
}

static int set_word(struct rpc_call *call, const struct guid *interface, uint32_t opcode, const void *data)
{
	struct reader r = reader_over(data, sizeof(uint32_t));

	return acm_set_word(call->acm, &call->caller, interface, opcode, reader_le32(&r));
}

static int method_set_interface(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	const void *data = NULL;
	struct guid interface;
	struct rpc_call call;
	uint32_t opcode = 0;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanSetInterface");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 &&
	    (sd_bus_message_read(message, "u", &opcode) < 0 || marshal_read_bytes(message, &data, &size) < 0 ||
	     size != (opcode == wlan_intf_opcode_radio_state ? sizeof(WLAN_PHY_RADIO_STATE) : sizeof(uint32_t))))
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0 && call.caller.version < 2 && !rpc_version_1_sets(opcode))
		status = WIN32(ERROR_NOT_SUPPORTED);
	if (status.v == 0 && opcode == wlan_intf_opcode_radio_state) {
		status = win32_from_acm(set_radio(&call, &interface, data));
		if (status.v == 0)
			return 1;
	} else if (status.v == 0) {
		status = win32_from_acm(set_word(&call, &interface, opcode, data));
	}
	return rpc_call_reply(&call, status);
}

/* --- WlanGetInterfaceCapability --- */

static int method_get_interface_capability(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(opcode_value_clear) struct opcode_value value = { 0 };
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	uint32_t state;

	rpc_call_begin(&call, message, userdata, "WlanGetInterfaceCapability");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0)
		status = win32_from_acm(acm_interface_state(call.acm, &interface, &state));
	if (status.v == 0)
		status = win32_from_acm(opcode_value_capability(&value, acm_capabilities(call.acm, &interface)));
	return rpc_call_reply_bytes(&call, status, value.data, value.size);
}

const sd_bus_vtable bus_opcode_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("QueryInterface", SD_BUS_ARGS("t", handle, "ay", interface, "u", opcode),
				SD_BUS_RESULT("u", status, "u", value_type, "ay", data), method_query_interface,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetInterface", SD_BUS_ARGS("t", handle, "ay", interface, "u", opcode, "ay", data),
				SD_BUS_RESULT("u", status), method_set_interface, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetInterfaceCapability", SD_BUS_ARGS("t", handle, "ay", interface),
				SD_BUS_RESULT("u", status, "ay", capability), method_get_interface_capability,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
