#include "netsh/netsh.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "base/utf16.h"
#include "netsh/grammar.h"
#include "netsh/layout.h"
#include "netsh/stored_xml.h"

#define MAX_DOCUMENT (1 << 20) /* characters of a profile */

const struct netsh_command *const netsh_commands[] = {
	&netsh_add_profile, &netsh_connect,         &netsh_delete_profile, &netsh_disconnect,
	&netsh_export_profile, &netsh_show_interfaces, &netsh_show_networks,  &netsh_show_profiles,
};
const size_t netsh_n_commands = array_size(netsh_commands);

char *netsh_utf8(const WCHAR *text, size_t max)
{
	size_t n = utf16_length((const uint16_t *)text, max);
	uint16_t *copy = malloc((n + 1) * sizeof(*copy));
	char *result = NULL;
	int r;

	if (!copy)
		return NULL;
	memcpy(copy, text, n * sizeof(*copy));
	copy[n] = 0;
	for (size_t i = 0; i < n; i++)
		if (copy[i] >= 0xd800 && copy[i] < 0xdc00 && copy[i + 1] >= 0xdc00 && copy[i + 1] < 0xe000)
			i++;
		else if (copy[i] >= 0xd800 && copy[i] < 0xe000)
			copy[i] = '?';
	r = utf16_dup_to_utf8(copy, n, &result);
	secret_wipe_bytes(copy, n * sizeof(*copy)); /* it may be a profile, and that may hold a key */
	free(copy);
	return r == 0 ? result : NULL;
}

WCHAR *netsh_utf16(const char *text)
{
	uint16_t *result = NULL;

	return utf16_dup_from_utf8(text, &result) == 0 ? (WCHAR *)result : NULL;
}

void cleanup_secret_text(char **text)
{
	if (*text)
		secret_wipe_bytes(*text, strlen(*text));
	free(*text);
}

static void wipe_wide(WCHAR *text)
{
	secret_wipe_bytes(text, utf16_length((const uint16_t *)text, MAX_DOCUMENT) * sizeof(*text));
}

void cleanup_secret_wide(WCHAR **text)
{
	if (*text)
		wipe_wide(*text);
	free(*text);
}

DWORD netsh_get_profile(struct netsh *netsh, const GUID *interface, const WCHAR *name, bool with_key, char **ret)
{
	DWORD flags = with_key ? WLAN_PROFILE_GET_PLAINTEXT_KEY : 0;
	LPWSTR text = NULL;
	DWORD error = WlanGetProfile(netsh->handle, interface, name, NULL, &text, &flags, NULL);
	char *xml;

	if (error != ERROR_SUCCESS)
		return error;
	xml = netsh_utf8(text, MAX_DOCUMENT);
	wipe_wide(text);
	WlanFreeMemory(text);
	if (!xml)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (!with_key && !stored_xml_is(xml, "protected", "true"))
		stored_xml_hide(xml, "keyMaterial");
	*ret = xml;
	return ERROR_SUCCESS;
}

bool netsh_matches(const char *pattern, const char *text, bool ignores_case)
{
	const char *star = NULL, *retry = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			retry = text;
		} else if (*pattern == '?' || *pattern == *text ||
			   (ignores_case && tolower((unsigned char)*pattern) == tolower((unsigned char)*text))) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == 0;
}

static void put_usage(FILE *out, const struct netsh_command *command)
{
	fprintf(out, "Usage: %s%s%s", command->verb, command->object ? " " : "", command->object ? command->object : "");
	for (int i = 0; i < NETSH_MAX_PARAMETERS && command->parameters[i].tag; i++) {
		const struct netsh_parameter *parameter = &command->parameters[i];

		fprintf(out, parameter->is_required ? " [%s=]%s" : " [[%s=]%s]", parameter->tag, parameter->type);
	}
	fputs("\n", out);
	if (command->parameters[0].tag)
		fputs("\nParameters:\n\n    Tag             Value\n", out);
	for (int i = 0; i < NETSH_MAX_PARAMETERS && command->parameters[i].tag; i++)
		fprintf(out, "    %-14s- %s\n", command->parameters[i].tag, command->parameters[i].help);
	fprintf(out, "\nRemarks:\n\n    %s\n\nExamples:\n\n    %s\n", command->remarks, command->example);
}

static void put_commands(FILE *out)
{
	fputs("The following commands are available:\n\nCommands in this context:\n", out);
	fprintf(out, "%-15s- %s\n", "?", "Displays a list of commands.");
	for (size_t i = 0; i < netsh_n_commands; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%s%s%s", netsh_commands[i]->verb, netsh_commands[i]->object ? " " : "",
			 netsh_commands[i]->object ? netsh_commands[i]->object : "");
		fprintf(out, "%-15s- %s\n", name, netsh_commands[i]->help);
	}
	fprintf(out, "%-15s- %s\n", "help", "Displays a list of commands.");
	fputs("\nTo view help for a command, type the command, followed by a space, and then\n type ?.\n", out);
}

int netsh_bad_parameters(struct netsh *netsh)
{
	fputs("One or more parameters for the command are not correct or missing.\n\n", netsh->errors);
	put_usage(netsh->errors, netsh->command);
	return 1;
}

int netsh_fail(struct netsh *netsh, const char *function, DWORD error)
{
	if (error == ERROR_SERVICE_NOT_ACTIVE)
		fputs("The Wireless AutoConfig Service (wlansvc) is not running.\n", netsh->errors);
	else if (error == (DWORD)ERROR_NDIS_DOT11_POWER_STATE_INVALID)
		fputs("The wireless local area network interface is powered down and doesn't support the requested operation.\n",
		      netsh->errors);
	else
		fprintf(netsh->errors, "Function %s returns error %u:\n%s\n", function, error, layout_error(error));
	return 1;
}

void netsh_interfaces_clear(struct netsh_interfaces *interfaces)
{
	for (size_t i = 0; i < interfaces->n; i++)
		free(interfaces->list[i].name);
	free(interfaces->list);
	*interfaces = (struct netsh_interfaces){ 0 };
}

static bool is_wanted(const struct netsh_interface *interface, const char *wanted)
{
	char guid[LAYOUT_GUID_SIZE];

	if (!wanted || netsh_matches(wanted, interface->name, true))
		return true;
	layout_guid(&interface->guid, guid);
	wanted += *wanted == '{';
	return strncasecmp(wanted, guid, sizeof(guid) - 1) == 0;
}

int netsh_find_interfaces(struct netsh *netsh, const char *wanted, struct netsh_interfaces *ret)
{
	WLAN_INTERFACE_INFO_LIST *list = NULL;
	struct netsh_interfaces found = { 0 };
	DWORD error = WlanEnumInterfaces(netsh->handle, NULL, &list);

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanEnumInterfaces", error);
	if (list->dwNumberOfItems == 0) {
		fputs("There is no wireless interface on the system.\n", netsh->errors);
		WlanFreeMemory(list);
		return 1;
	}
	found.list = calloc(list->dwNumberOfItems, sizeof(*found.list));
	for (DWORD i = 0; found.list && i < list->dwNumberOfItems; i++) {
		const WLAN_INTERFACE_INFO *info = &list->InterfaceInfo[i];
		struct netsh_interface interface = {
			.guid = info->InterfaceGuid,
			.state = info->isState,
			.name = netsh_utf8(info->strInterfaceDescription, array_size(info->strInterfaceDescription)),
		};

		if (interface.name && is_wanted(&interface, wanted))
			found.list[found.n++] = interface;
		else
			free(interface.name);
	}
	WlanFreeMemory(list);
	if (found.n == 0) {
		fputs("There is no such wireless interface on the system.\n", netsh->errors);
		netsh_interfaces_clear(&found);
		return 1;
	}
	*ret = found;
	return 0;
}

static int with_service(struct netsh *netsh)
{
	DWORD version, error = WlanOpenHandle(WLAN_API_VERSION_2_0, NULL, &version, &netsh->handle);
	int status;

	if (error == RPC_S_SERVER_UNAVAILABLE)
		error = ERROR_SERVICE_NOT_ACTIVE;
	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanOpenHandle", error);
	status = netsh->command->run(netsh);
	WlanCloseHandle(netsh->handle, NULL);
	return status;
}

static int not_found(FILE *out, int n_words, char *const *words)
{
	fputs("The following command was not found:", out);
	for (int i = 0; i < n_words; i++) {
		fputc(' ', out);
		layout_text(out, words[i], strlen(words[i]));
	}
	fputs(".\n", out);
	return 1;
}

static bool is_help(const char *word)
{
	return strcmp(word, "?") == 0 || strcmp(word, "/?") == 0 || strcasecmp(word, "help") == 0;
}

static int run_command(struct netsh *netsh)
{
	return netsh->command->needs_service ? with_service(netsh) : netsh->command->run(netsh);
}

/* Half an object helps nobody: it is written when it is whole. */
static int run_for_json(struct netsh *netsh)
{
	_auto_free_ char *text = NULL;
	size_t size = 0;
	int status;

	netsh->out = open_memstream(&text, &size);
	if (!netsh->out)
		return 1;
	status = run_command(netsh);
	if (fclose(netsh->out) != 0)
		status = 1;
	netsh->out = netsh->errors;
	if (status == 0)
		fwrite(text, 1, size, netsh->out);
	return status;
}

int netsh_run(FILE *out, bool is_json, int n_words, char *const *words)
{
	struct netsh netsh = { .out = out, .errors = out, .is_json = is_json };
	int used, r;

	if (n_words > 0 && !grammar_is_prefix(words[0], "wlan") && !is_help(words[0]))
		return not_found(out, n_words, words);
	if (n_words <= 1 || is_help(words[0]) || (is_help(words[1]) && n_words == 2)) {
		put_commands(out);
		return 0;
	}
	if (grammar_find_command(netsh_commands, netsh_n_commands, n_words - 1, words + 1, &netsh.command, &used) != 0)
		return not_found(out, n_words, words);
	if (is_json && strcmp(netsh.command->verb, "show") != 0) {
		fputs("--json is for the show commands only.\n", out);
		return 1;
	}
	r = grammar_read_parameters(netsh.command, n_words - 1 - used, words + 1 + used, netsh.values);
	if (r == GRAMMAR_E_HELP) {
		put_usage(out, netsh.command);
		return 0;
	}
	if (r != 0)
		return netsh_bad_parameters(&netsh);
	return is_json ? run_for_json(&netsh) : run_command(&netsh);
}
