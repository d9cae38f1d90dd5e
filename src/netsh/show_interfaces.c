#include "netsh/netsh.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "netsh/layout.h"

#define INDENT 4
#define WIDTH 22

struct link {
	bool is_there;
	WLAN_CONNECTION_ATTRIBUTES attributes;
	ULONG channel; /* 0: not known */
	const char *hardware, *software; /* radio; NULL: not known */
};

/* Copies the value of an opcode. Return: false if there is none of that size. */
static bool query(struct netsh *netsh, const struct netsh_interface *interface, WLAN_INTF_OPCODE opcode, void *ret,
		  size_t at_least, size_t at_most)
{
	DWORD size = 0;
	void *data = NULL;

	if (WlanQueryInterface(netsh->handle, &interface->guid, opcode, NULL, &size, &data, NULL) != ERROR_SUCCESS)
		return false;
	if (size >= at_least)
		memcpy(ret, data, size < at_most ? size : at_most);
	WlanFreeMemory(data);
	return size >= at_least;
}

static void read_radio(struct netsh *netsh, const struct netsh_interface *interface, struct link *link)
{
	const size_t least = offsetof(WLAN_RADIO_STATE, PhyRadioState) + sizeof(WLAN_PHY_RADIO_STATE);
	_auto_free_ WLAN_RADIO_STATE *radio = calloc(1, sizeof(*radio));

	if (!radio || !query(netsh, interface, wlan_intf_opcode_radio_state, radio, least, sizeof(*radio)) ||
	    radio->dwNumberOfPhys == 0)
		return;
	link->hardware = radio->PhyRadioState[0].dot11HardwareRadioState == dot11_radio_state_off ? "Off" : "On";
	link->software = radio->PhyRadioState[0].dot11SoftwareRadioState == dot11_radio_state_off ? "Off" : "On";
}

static struct link read_link(struct netsh *netsh, const struct netsh_interface *interface)
{
	struct link link = { 0 };

	link.is_there = query(netsh, interface, wlan_intf_opcode_current_connection, &link.attributes,
			      sizeof(link.attributes), sizeof(link.attributes));
	if (link.is_there)
		query(netsh, interface, wlan_intf_opcode_channel_number, &link.channel, sizeof(link.channel),
		      sizeof(link.channel));
	else
		read_radio(netsh, interface, &link);
	return link;
}

static void put_link(FILE *out, const struct link *link)
{
	const WLAN_ASSOCIATION_ATTRIBUTES *association = &link->attributes.wlanAssociationAttributes;
	const WLAN_SECURITY_ATTRIBUTES *security = &link->attributes.wlanSecurityAttributes;
	const UCHAR *mac = association->dot11Bssid;
	_auto_free_ char *profile = netsh_utf8(link->attributes.strProfileName, WLAN_MAX_NAME_LENGTH);

	layout_label(out, INDENT, WIDTH, "SSID");
	layout_text(out, association->dot11Ssid.ucSSID, layout_ssid_size(&association->dot11Ssid));
	fputc('\n', out);
	layout_row(out, INDENT, WIDTH, "BSSID", "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		   mac[5]);
	layout_row(out, INDENT, WIDTH, "Network type", "%s", layout_bss_type(association->dot11BssType));
	layout_row(out, INDENT, WIDTH, "Radio type", "%s", layout_phy(association->dot11PhyType));
	layout_row(out, INDENT, WIDTH, "Authentication", "%s", layout_auth(security->dot11AuthAlgorithm));
	layout_row(out, INDENT, WIDTH, "Cipher", "%s", layout_cipher(security->dot11CipherAlgorithm));
	layout_row(out, INDENT, WIDTH, "Connection mode", "%s", layout_connection_mode(link->attributes.wlanConnectionMode));
	if (link->channel)
		layout_row(out, INDENT, WIDTH, "Channel", "%u", link->channel);
	layout_row(out, INDENT, WIDTH, "Receive rate (Mbps)", "%g", association->ulRxRate / 1000.0);
	layout_row(out, INDENT, WIDTH, "Transmit rate (Mbps)", "%g", association->ulTxRate / 1000.0);
	layout_row(out, INDENT, WIDTH, "Signal", "%u%% ", association->wlanSignalQuality);
	layout_label(out, INDENT, WIDTH, "Profile");
	layout_text(out, profile ? profile : "", profile ? strlen(profile) : 0);
	fputs(" \n", out);
}

static void put_text(FILE *out, const struct netsh_interface *interface, const struct link *link)
{
	char guid[LAYOUT_GUID_SIZE];

	layout_guid(&interface->guid, guid);
	layout_label(out, INDENT, WIDTH, "Name");
	layout_text(out, interface->name, strlen(interface->name));
	fputc('\n', out);
	layout_label(out, INDENT, WIDTH, "Description");
	layout_text(out, interface->name, strlen(interface->name));
	fputc('\n', out);
	layout_row(out, INDENT, WIDTH, "GUID", "%s", guid);
	layout_row(out, INDENT, WIDTH, "State", "%s", layout_state(interface->state));
	if (link->is_there) {
		put_link(out, link);
	} else if (link->hardware) {
		layout_row(out, INDENT, WIDTH, "Radio status", "Hardware %s", link->hardware);
		fprintf(out, "%29sSoftware %s\n", "", link->software);
	}
	fputc('\n', out);
}

static void put_json(FILE *out, const struct netsh_interface *interface, const struct link *link)
{
	const WLAN_ASSOCIATION_ATTRIBUTES *association = &link->attributes.wlanAssociationAttributes;
	const WLAN_SECURITY_ATTRIBUTES *security = &link->attributes.wlanSecurityAttributes;
	const UCHAR *mac = association->dot11Bssid;
	_auto_free_ char *profile = netsh_utf8(link->attributes.strProfileName, WLAN_MAX_NAME_LENGTH);
	char text[LAYOUT_GUID_SIZE];

	layout_guid(&interface->guid, text);
	layout_json_text(out, true, "name", interface->name, strlen(interface->name));
	layout_json_text(out, false, "guid", text, strlen(text));
	layout_json_text(out, false, "state", layout_state(interface->state), strlen(layout_state(interface->state)));
	if (!link->is_there)
		return;
	layout_json_ssid(out, false, &association->dot11Ssid);
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	layout_json_text(out, false, "bssid", text, strlen(text));
#define PUT(key, word) layout_json_text(out, false, key, word, strlen(word))
	PUT("network_type", layout_bss_type(association->dot11BssType));
	PUT("radio_type", layout_phy(association->dot11PhyType));
	PUT("authentication", layout_auth(security->dot11AuthAlgorithm));
	PUT("cipher", layout_cipher(security->dot11CipherAlgorithm));
	PUT("connection_mode", layout_connection_mode(link->attributes.wlanConnectionMode));
#undef PUT
	if (link->channel)
		layout_json_number(out, false, "channel", link->channel);
	layout_json_number(out, false, "receive_rate_kbps", association->ulRxRate);
	layout_json_number(out, false, "transmit_rate_kbps", association->ulTxRate);
	layout_json_number(out, false, "signal_percent", association->wlanSignalQuality);
	layout_json_text(out, false, "profile", profile ? profile : "", profile ? strlen(profile) : 0);
}

static int run(struct netsh *netsh)
{
	struct netsh_interfaces interfaces = { 0 };

	if (netsh_find_interfaces(netsh, NULL, &interfaces) != 0)
		return 1;
	if (netsh->is_json)
		fputs("{\"interfaces\":[", netsh->out);
	else if (interfaces.n == 1)
		fputs("There is 1 interface on the system: \n\n", netsh->out);
	else
		fprintf(netsh->out, "There are %zu interfaces on the system: \n\n", interfaces.n);
	for (size_t i = 0; i < interfaces.n; i++) {
		struct link link = read_link(netsh, &interfaces.list[i]);

		if (netsh->is_json) {
			fputs(i ? ",{" : "{", netsh->out);
			put_json(netsh->out, &interfaces.list[i], &link);
			fputc('}', netsh->out);
		} else {
			put_text(netsh->out, &interfaces.list[i], &link);
		}
	}
	fputs(netsh->is_json ? "]}\n" : "    Hosted network status  : Not available\n", netsh->out);
	netsh_interfaces_clear(&interfaces);
	return 0;
}

const struct netsh_command netsh_show_interfaces = {
	.verb = "show",
	.object = "interfaces",
	.help = "Shows the wireless interfaces and their connections.",
	.needs_service = true,
	.run = run,
	.remarks = "Shows all wireless interfaces.",
	.example = "show interfaces",
};
