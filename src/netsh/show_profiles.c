#include "netsh/netsh.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "netsh/layout.h"
#include "netsh/stored_xml.h"

enum parameter { NAME, INTERFACE, KEY };

static const char *kind(DWORD flags)
{
	return flags & WLAN_PROFILE_USER ? "Current User Profile" : "All User Profile";
}

static void put_group(FILE *out, const WLAN_PROFILE_INFO_LIST *list, bool is_group_policy)
{
	unsigned n = 0;

	for (DWORD i = 0; i < list->dwNumberOfItems; i++) {
		_auto_free_ char *name = netsh_utf8(list->ProfileInfo[i].strProfileName, WLAN_MAX_NAME_LENGTH);

		if (!name || !(list->ProfileInfo[i].dwFlags & WLAN_PROFILE_GROUP_POLICY) == is_group_policy)
			continue;
		layout_label(out, 4, 20, kind(list->ProfileInfo[i].dwFlags));
		layout_text(out, name, strlen(name));
		fputc('\n', out);
		n++;
	}
	if (n == 0)
		fputs("    <None>\n", out);
}

static void put_list(FILE *out, const struct netsh_interface *interface, const WLAN_PROFILE_INFO_LIST *list, bool is_first)
{
	fputs(is_first ? "Profiles on interface " : "\nProfiles on interface ", out);
	layout_text(out, interface->name, strlen(interface->name));
	fputs(":\n\nGroup policy profiles (read only)\n---------------------------------\n", out);
	put_group(out, list, true);
	fputs("\nUser profiles\n-------------\n", out);
	put_group(out, list, false);
}

static void put_title(FILE *out, const char *title)
{
	fprintf(out, "\n%s\n", title);
	for (size_t i = strlen(title); i > 0; i--)
		fputc('-', out);
	fputc('\n', out);
}

static void put_value(FILE *out, unsigned indent, unsigned width, const char *label, const char *value)
{
	layout_label(out, indent, width, label);
	layout_text(out, value, strlen(value));
	fputc('\n', out);
}

static const char *shown_auth(const char *stored)
{
	static const char *const words[][2] = {
		{ "open", "Open" }, { "shared", "Shared" }, { "WPA", "WPA-Enterprise" }, { "WPAPSK", "WPA-Personal" },
		{ "WPA2", "WPA2-Enterprise" }, { "WPA2PSK", "WPA2-Personal" }, { "WPA3", "WPA3-Enterprise" },
		{ "WPA3ENT", "WPA3-Enterprise" }, { "WPA3ENT192", "WPA3-Enterprise" }, { "WPA3SAE", "WPA3-Personal" },
		{ "OWE", "OWE" }, { "none", "None" }, { "WEP", "WEP" }, { "TKIP", "TKIP" }, { "AES", "CCMP" },
		{ "GCMP256", "GCMP-256" },
	};

	for (size_t i = 0; stored && i < array_size(words); i++)
		if (strcmp(stored, words[i][0]) == 0)
			return words[i][1];
	return stored ? stored : "Unknown";
}

static void put_ssids(FILE *out, const char *xml)
{
	unsigned n = stored_xml_count(xml, "SSID");

	layout_row(out, 4, 22, "Number of SSIDs", "%u", n);
	/* The first name is the profile's; of an SSID that is no text there is the hex only. */
	for (unsigned i = 0, with_name = 1; i < n; i++) {
		_auto_free_ char *hex = stored_xml_value(xml, "hex", i);
		_auto_free_ char *name = stored_xml_value(xml, "name", with_name);
		const char *shown = hex ? hex : "";
		size_t size = name ? strlen(name) : 0;
		bool is_its_name = name && hex && strlen(hex) == 2 * size;

		for (size_t j = 0; is_its_name && j < size; j++) {
			char byte[3];

			snprintf(byte, sizeof(byte), "%02X", (unsigned char)name[j]);
			is_its_name = strncmp(byte, hex + 2 * j, 2) == 0;
		}
		with_name += is_its_name;
		layout_label(out, 4, 22, "SSID name");
		fputc('"', out);
		layout_text(out, is_its_name ? name : shown, strlen(is_its_name ? name : shown));
		fputs("\"\n", out);
	}
}

static void put_pair(FILE *out, const char *auth, const char *cipher)
{
	put_value(out, 4, 22, "Authentication", shown_auth(auth));
	put_value(out, 4, 22, "Cipher", shown_auth(cipher));
}

/* @with_key: the key was asked for; only then is it shown, if the service gave it. */
static void put_security(FILE *out, const char *xml, bool with_key)
{
	_auto_free_ char *auth = stored_xml_value(xml, "authentication", 0);
	_auto_free_ char *cipher = stored_xml_value(xml, "encryption", 0);
	_auto_free_ char *key_index = stored_xml_value(xml, "keyIndex", 0);
	cleanup(cleanup_secret_text) char *key = stored_xml_value(xml, "keyMaterial", 0);

	put_title(out, "Security settings");
	put_pair(out, auth, cipher);
	if (stored_xml_is(xml, "transitionMode", "true") || stored_xml_is(xml, "transitionMode", "1"))
		put_pair(out, "WPA2PSK", cipher); /* a pair for each way in */
	if (stored_xml_is(xml, "useOneX", "true") || stored_xml_is(xml, "useOneX", "1"))
		put_value(out, 4, 22, "802.1X", "Enabled");
	put_value(out, 4, 22, "Security key", stored_xml_count(xml, "keyMaterial") ? "Present" : "Absent");
	if (with_key && key && stored_xml_is(xml, "protected", "false"))
		put_value(out, 4, 22, "Key Content", key);
	if (key_index && cipher && strcmp(cipher, "WEP") == 0)
		layout_row(out, 4, 22, "Key Index", "%d", atoi(key_index) + 1); /* counted from 1 here, from 0 in the document */
}

static void put_details(FILE *out, const struct netsh_interface *interface, const char *name, DWORD flags, const char *xml,
			bool with_key)
{
	fputs("Profile ", out);
	layout_text(out, name, strlen(name));
	fputs(" on interface ", out);
	layout_text(out, interface->name, strlen(interface->name));
	fputs(": \n", out);
	for (int i = 0; i < 71; i++)
		fputc('=', out);
	fprintf(out, "\n\nApplied: %s    \n", kind(flags));
	put_title(out, "Profile information");
	layout_row(out, 4, 22, "Version", "1");
	layout_row(out, 4, 22, "Type", "Wireless LAN");
	put_value(out, 4, 22, "Name", name);
	layout_row(out, 4, 22, "Control options", "%s", "");
	put_value(out, 8, 18, "Connection mode",
		  stored_xml_is(xml, "connectionMode", "auto") ? "Connect automatically" : "Connect manually");
	put_value(out, 8, 18, "Network broadcast",
		  stored_xml_is(xml, "nonBroadcast", "true") ? "Connect even if this network is not broadcasting" :
							       "Connect only if this network is broadcasting");
	put_value(out, 8, 18, "AutoSwitch",
		  stored_xml_is(xml, "autoSwitch", "true") ? "Switch to more preferred network if possible" :
							     "Do not switch to other networks");
	put_value(out, 8, 18, "MAC Randomization", stored_xml_is(xml, "enableRandomization", "true") ? "Enabled" : "Disabled");
	put_title(out, "Connectivity settings");
	put_ssids(out, xml);
	put_value(out, 4, 22, "Network type", stored_xml_is(xml, "connectionType", "IBSS") ? "Adhoc" : "Infrastructure");
	layout_row(out, 4, 22, "Radio type", "[ Any Radio Type ]");
	layout_row(out, 4, 25, "Vendor extension", "Not present");
	put_security(out, xml, with_key);
	put_title(out, "Cost settings");
	layout_row(out, 4, 22, "Cost", "Unrestricted");
	layout_row(out, 4, 22, "Congested", "No");
	layout_row(out, 4, 22, "Approaching Data Limit", "No");
	layout_row(out, 4, 22, "Over Data Limit", "No");
	layout_row(out, 4, 22, "Roaming", "No");
	layout_row(out, 4, 22, "Cost Source", "Default");
}

static void put_json(FILE *out, bool is_first, const char *name, DWORD flags, const char *xml)
{
	fputs(is_first ? "{" : ",{", out);
	layout_json_text(out, true, "name", name, strlen(name));
	fprintf(out, ",\"group_policy\":%s,\"all_users\":%s", flags & WLAN_PROFILE_GROUP_POLICY ? "true" : "false",
		flags & WLAN_PROFILE_USER ? "false" : "true");
	if (xml)
		layout_json_text(out, false, "xml", xml, strlen(xml));
	fputc('}', out);
}

/* One profile in full. Return: 0; 1 after saying why not. */
static int put_profile(struct netsh *netsh, const struct netsh_interface *interface, const WLAN_PROFILE_INFO *info,
		       const char *name, bool is_first)
{
	cleanup(cleanup_secret_text) char *xml = NULL;
	bool with_key = netsh->values[KEY];
	DWORD error = netsh_get_profile(netsh, &interface->guid, info->strProfileName, with_key, &xml);

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanGetProfile", error);
	if (netsh->is_json) {
		put_json(netsh->out, is_first, name, info->dwFlags, xml);
	} else {
		fputs(is_first ? "" : "\n", netsh->out);
		put_details(netsh->out, interface, name, info->dwFlags, xml, with_key);
	}
	return 0;
}

/* Return: profiles shown, or -1 after saying why not. */
static int put_matching(struct netsh *netsh, const struct netsh_interface *interface, const WLAN_PROFILE_INFO_LIST *list,
			int n_before)
{
	int n = 0;

	for (DWORD i = 0; i < list->dwNumberOfItems; i++) {
		_auto_free_ char *name = netsh_utf8(list->ProfileInfo[i].strProfileName, WLAN_MAX_NAME_LENGTH);
		bool is_first = n == 0 && (netsh->is_json || n_before == 0);

		if (!name || (netsh->values[NAME] && !netsh_matches(netsh->values[NAME], name, false)))
			continue;
		if (!netsh->values[NAME])
			put_json(netsh->out, is_first, name, list->ProfileInfo[i].dwFlags, NULL);
		else if (put_profile(netsh, interface, &list->ProfileInfo[i], name, is_first) != 0)
			return -1;
		n++;
	}
	return n;
}

static int run(struct netsh *netsh)
{
	struct netsh_interfaces interfaces = { 0 };
	int status = 0, n_shown = 0;

	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	if (netsh->is_json)
		fputs("{\"interfaces\":[", netsh->out);
	for (size_t i = 0; i < interfaces.n && status == 0; i++) {
		WLAN_PROFILE_INFO_LIST *list = NULL;
		DWORD error = WlanGetProfileList(netsh->handle, &interfaces.list[i].guid, NULL, &list);
		int n = 0;

		if (error != ERROR_SUCCESS) {
			status = netsh_fail(netsh, "WlanGetProfileList", error);
			break;
		}
		if (netsh->is_json) {
			fputs(i ? ",{" : "{", netsh->out);
			layout_json_text(netsh->out, true, "interface", interfaces.list[i].name, strlen(interfaces.list[i].name));
			fputs(",\"profiles\":[", netsh->out);
		}
		if (netsh->is_json || netsh->values[NAME])
			n = put_matching(netsh, &interfaces.list[i], list, n_shown);
		else
			put_list(netsh->out, &interfaces.list[i], list, i == 0);
		if (netsh->is_json)
			fputs("]}", netsh->out);
		WlanFreeMemory(list);
		if (n < 0)
			status = 1;
		n_shown += n;
	}
	netsh_interfaces_clear(&interfaces);
	if (netsh->is_json)
		fputs("]}\n", netsh->out);
	if (status == 0 && netsh->values[NAME] && n_shown == 0) {
		fputs("Profile \"", netsh->errors);
		layout_text(netsh->errors, netsh->values[NAME], strlen(netsh->values[NAME]));
		fputs("\" is not found on the system.\n", netsh->errors);
		return 1;
	}
	return status;
}

const struct netsh_command netsh_show_profiles = {
	.verb = "show",
	.object = "profiles",
	.help = "Shows the profiles, or one of them in full.",
	.parameters = {
		{ "name", "<string>", .help = "Name of the profile to show in full; * and ? stand for any." },
		{ "interface", "<string>", .help = "Name of the interface; all of them without it." },
		{ "key", "clear", .choices = "clear", .help = "Shows the key as well, to those who may see it." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "Profiles are listed in the order of preference.",
	.example = "show profiles name=\"home\"",
};
