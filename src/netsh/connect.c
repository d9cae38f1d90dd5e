#include "netsh/netsh.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "netsh/stored_xml.h"
#include "netsh/layout.h"

enum parameter { NAME, SSID, INTERFACE };

static int no_profile(struct netsh *netsh)
{
	fputs("There is no profile \"", netsh->out);
	layout_text(netsh->out, netsh->values[NAME], strlen(netsh->values[NAME]));
	fputs("\" assigned to the specified interface.\n", netsh->out);
	return 1;
}

/* Asking for the network one is in changes nothing. */
static bool is_connected(struct netsh *netsh, const GUID *interface, const WCHAR *name, const DOT11_SSID *ssid)
{
	_auto_free_ char *wanted = netsh_utf8(name, WLAN_MAX_NAME_LENGTH), *present = NULL;
	WLAN_CONNECTION_ATTRIBUTES *link = NULL;
	DWORD size = 0;
	bool is_same = false;

	if (WlanQueryInterface(netsh->handle, interface, wlan_intf_opcode_current_connection, NULL, &size, (void **)&link,
			       NULL) != ERROR_SUCCESS)
		return false;
	if (size >= sizeof(*link) && link->isState == wlan_interface_state_connected) {
		const DOT11_SSID *joined = &link->wlanAssociationAttributes.dot11Ssid;

		present = netsh_utf8(link->strProfileName, WLAN_MAX_NAME_LENGTH);
		is_same = wanted && present && strcmp(wanted, present) == 0 &&
			  (ssid->uSSIDLength == 0 || (layout_ssid_size(joined) == ssid->uSSIDLength &&
						      memcmp(joined->ucSSID, ssid->ucSSID, ssid->uSSIDLength) == 0));
	}
	WlanFreeMemory(link);
	return is_same;
}

static int connect_one(struct netsh *netsh, const GUID *interface, WCHAR *name)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.strProfile = name,
		.dot11BssType = dot11_BSS_type_any,
	};
	DOT11_SSID ssid = { 0 };
	_auto_free_ char *xml = NULL;
	DWORD error;

	error = netsh_get_profile(netsh, interface, name, false, &xml);
	if (error == ERROR_NOT_FOUND)
		return no_profile(netsh);
	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanGetProfile", error);
	if (netsh->values[SSID]) {
		size_t size = strlen(netsh->values[SSID]);

		if (size > sizeof(ssid.ucSSID))
			return netsh_bad_parameters(netsh);
		ssid.uSSIDLength = size;
		memcpy(ssid.ucSSID, netsh->values[SSID], size);
		parameters.pDot11Ssid = &ssid;
	} else if (stored_xml_count(xml, "SSID") > 1) {
		fputs("The profile has several SSIDs; say which one with ssid=.\n", netsh->out);
		return netsh_bad_parameters(netsh);
	}
	if (!is_connected(netsh, interface, name, &ssid)) {
		error = WlanConnect(netsh->handle, interface, &parameters, NULL);
		if (error == ERROR_NOT_FOUND)
			return no_profile(netsh);
		if (error != ERROR_SUCCESS)
			return netsh_fail(netsh, "WlanConnect", error);
	}
	fputs("Connection request was completed successfully.\n", netsh->out);
	return 0;
}

static int run(struct netsh *netsh)
{
	_auto_free_ WCHAR *name = netsh_utf16(netsh->values[NAME]);
	struct netsh_interfaces interfaces = { 0 };
	int status;

	if (!name)
		return netsh_bad_parameters(netsh);
	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	if (interfaces.n > 1)
		status = netsh_bad_parameters(netsh);
	else
		status = connect_one(netsh, &interfaces.list[0].guid, name);
	netsh_interfaces_clear(&interfaces);
	return status;
}

const struct netsh_command netsh_connect = {
	.verb = "connect",
	.help = "Connects to a wireless network.",
	.parameters = {
		{ "name", "<string>", .is_required = true, .help = "Name of the profile to connect with." },
		{ "ssid", "<string>", .help = "Which network, if the profile has several." },
		{ "interface", "<string>", .help = "Name of the interface; required if there are several." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "Another connection of the interface ends first. Success means that the request was accepted.",
	.example = "connect name=\"home\" interface=\"Wi-Fi\"",
};
