/* WlanQueryInterface: one value of an interface, as it lies in memory on Windows. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/text.h"
#include "wlansvc/rpc/client.h"

union value {
	uint8_t word[4];
	WLAN_CONNECTION_ATTRIBUTES connection;
	WLAN_RADIO_STATE radio;
};

static void put_word(union value *ret, size_t *ret_size, uint32_t word)
{
	struct writer w = writer_over(ret->word, sizeof(ret->word));

	writer_le32(&w, word);
	*ret_size = sizeof(ret->word);
}

static int query_state(struct acm *acm, const struct guid *interface, union value *ret, size_t *ret_size)
{
	uint32_t state;
	int r;

	r = acm_interface_state(acm, interface, &state);
	if (r == 0)
		put_word(ret, ret_size, state);
	return r;
}

static void put_connection(const struct acm_connection *c, WLAN_CONNECTION_ATTRIBUTES *ret)
{
	WLAN_ASSOCIATION_ATTRIBUTES *association = &ret->wlanAssociationAttributes;
	WLAN_SECURITY_ATTRIBUTES *security = &ret->wlanSecurityAttributes;

	ret->isState = c->state;
	ret->wlanConnectionMode = c->mode;
	marshal_put_text(ret->strProfileName, WLAN_MAX_NAME_LENGTH, c->profile_name);
	association->dot11Ssid.uSSIDLength = c->ssid.size;
	memcpy(association->dot11Ssid.ucSSID, c->ssid.bytes, sizeof(association->dot11Ssid.ucSSID));
	association->dot11BssType = c->bss_type;
	memcpy(association->dot11Bssid, c->bssid.b, sizeof(c->bssid.b));
	association->dot11PhyType = c->phy_type;
	association->uDot11PhyIndex = c->phy_index;
	association->wlanSignalQuality = c->signal_quality;
	association->ulRxRate = c->rx_kbps;
	association->ulTxRate = c->tx_kbps;
	security->bSecurityEnabled = c->is_secure;
	security->bOneXEnabled = c->uses_onex;
	security->dot11AuthAlgorithm = c->auth;
	security->dot11CipherAlgorithm = c->cipher;
}

static int query_connection(struct acm *acm, const struct guid *interface, uint32_t opcode, union value *ret, size_t *ret_size)
{
	_auto_free_ struct acm_connection *connection = calloc(1, sizeof(*connection));
	int r;

	if (!connection)
		return -ENOMEM;
	r = acm_current_connection(acm, interface, connection);
	if (r != 0)
		return r;
	if (opcode == wlan_intf_opcode_rssi) {
		put_word(ret, ret_size, (uint32_t)connection->rssi_dbm);
	} else if (opcode == wlan_intf_opcode_channel_number) {
		put_word(ret, ret_size, connection->channel);
	} else {
		put_connection(connection, &ret->connection);
		*ret_size = sizeof(ret->connection);
	}
	return 0;
}

static enum _DOT11_RADIO_STATE radio_state(bool is_on)
{
	return is_on ? dot11_radio_state_on : dot11_radio_state_off;
}

static int query_radio(struct acm *acm, const struct guid *interface, union value *ret, size_t *ret_size)
{
	struct acm_phy_radio phys[WLAN_MAX_PHY_INDEX];
	size_t n;
	int r;

	r = acm_radio_state(acm, interface, phys, &n);
	if (r != 0)
		return r;
	assert(n <= WLAN_MAX_PHY_INDEX);
	ret->radio.dwNumberOfPhys = (DWORD)n;
	for (size_t i = 0; i < n; i++)
		ret->radio.PhyRadioState[i] = (WLAN_PHY_RADIO_STATE){
			.dwPhyIndex = phys[i].phy_index,
			.dot11SoftwareRadioState = radio_state(phys[i].software_on),
			.dot11HardwareRadioState = radio_state(phys[i].hardware_on),
		};
	*ret_size = sizeof(ret->radio);
	return 0;
}

/* Settings that cannot be changed yet: the value is the one acm works by, for every interface that exists. */
static int query_fixed(struct acm *acm, const struct guid *interface, uint32_t fixed, union value *ret, size_t *ret_size)
{
	uint32_t state;
	int r;

	r = acm_interface_state(acm, interface, &state);
	if (r == 0)
		put_word(ret, ret_size, fixed);
	return r;
}

static int query(struct acm *acm, const struct guid *interface, uint32_t opcode, union value *ret, size_t *ret_size)
{
	uint32_t state;
	int r;

	switch (opcode) {
	case wlan_intf_opcode_interface_state:
		return query_state(acm, interface, ret, ret_size);
	case wlan_intf_opcode_current_connection:
	case wlan_intf_opcode_rssi:
	case wlan_intf_opcode_channel_number:
		return query_connection(acm, interface, opcode, ret, ret_size);
	case wlan_intf_opcode_radio_state:
		return query_radio(acm, interface, ret, ret_size);
	case wlan_intf_opcode_autoconf_enabled:
		return query_fixed(acm, interface, TRUE, ret, ret_size);
	case wlan_intf_opcode_bss_type:
		return query_fixed(acm, interface, dot11_BSS_type_any, ret, ret_size);
	default:
		r = acm_interface_state(acm, interface, &state);
		return r == 0 ? ACM_E_NOT_SUPPORTED : r;
	}
}

/* Version 1 knows four opcodes (Native Wifi API Support on Windows XP). */
static bool is_of_version_1(uint32_t opcode)
{
	return opcode == wlan_intf_opcode_autoconf_enabled || opcode == wlan_intf_opcode_bss_type ||
	       opcode == wlan_intf_opcode_interface_state || opcode == wlan_intf_opcode_current_connection;
}

static int method_query_interface(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	union value value;
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	uint32_t opcode = 0;
	size_t size = 0;
	int r;

	memset(&value, 0, sizeof(value));
	rpc_call_begin(&call, message, userdata, "WlanQueryInterface");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "u", &opcode) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0 && call.caller.version < 2 && !is_of_version_1(opcode))
		status = WIN32(ERROR_NOT_SUPPORTED);
	if (status.v == 0)
		status = win32_from_acm(query(call.acm, &interface, opcode, &value, &size));
	r = sd_bus_message_new_method_return(message, &reply);
	if (r < 0)
		return r;
	r = sd_bus_message_append(reply, "uu", status.v, (uint32_t)wlan_opcode_value_type_query_only);
	if (r < 0)
		return r;
	r = marshal_append_bytes(reply, &value, size);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, size);
}

const sd_bus_vtable bus_opcode_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("QueryInterface", SD_BUS_ARGS("t", handle, "ay", interface, "u", opcode),
				SD_BUS_RESULT("u", status, "u", value_type, "ay", data), method_query_interface,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
