#include "netsh/netsh.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "base/utf16.h"
#include "netsh/advice.h"
#include "netsh/layout.h"
#include "netsh/stored_xml.h"

enum parameter { FILENAME, INTERFACE, USER };

#define MAX_SIZE (256 * 1024)

static void cleanup_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* Files of Windows are UTF-16 or UTF-8, with a mark in front or without. */
static WCHAR *decode(const char *bytes, size_t size)
{
	if (size >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
		size_t n = (size - 2) / 2;
		WCHAR *text = calloc(n + 1, sizeof(*text));

		if (text)
			memcpy(text, bytes + 2, n * 2);
		return text;
	}
	return netsh_utf16(size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? bytes + 3 : bytes);
}

static WCHAR *read_profile(struct netsh *netsh)
{
	cleanup(cleanup_file) FILE *file = fopen(netsh->values[FILENAME], "re");
	_auto_free_ char *bytes = calloc(1, MAX_SIZE + 2);
	WCHAR *text;
	size_t size;

	if (file)
		setvbuf(file, NULL, _IONBF, 0); /* no copy that nobody wipes */
	if (!file || !bytes) {
		fputs("The file \"", netsh->out);
		layout_text(netsh->out, netsh->values[FILENAME], strlen(netsh->values[FILENAME]));
		fprintf(netsh->out, "\" cannot be opened: %s.\n", strerror(errno));
		return NULL;
	}
	size = fread(bytes, 1, MAX_SIZE + 1, file);
	text = size > MAX_SIZE || ferror(file) ? NULL : decode(bytes, size);
	secret_wipe_bytes(bytes, size); /* it may hold a key */
	if (!text)
		fputs("The file cannot be read, has more than 256 KiB, or is neither UTF-8 nor UTF-16.\n", netsh->out);
	return text;
}

/* Every profile's name, to tell an addition from a change. The caller frees with WlanFreeMemory(). */
static WLAN_PROFILE_INFO_LIST *list_names(struct netsh *netsh, const GUID *interface)
{
	WLAN_PROFILE_INFO_LIST *list = NULL;

	return WlanGetProfileList(netsh->handle, interface, NULL, &list) == ERROR_SUCCESS ? list : NULL;
}

static bool has_name(const WLAN_PROFILE_INFO_LIST *list, const char *name)
{
	for (DWORD i = 0; list && i < list->dwNumberOfItems; i++) {
		_auto_free_ char *other = netsh_utf8(list->ProfileInfo[i].strProfileName, WLAN_MAX_NAME_LENGTH);

		if (other && strcmp(other, name) == 0)
			return true;
	}
	return false;
}

static void put_advice(FILE *out, const WCHAR *text)
{
	cleanup(cleanup_secret_text) char *xml = netsh_utf8(text, MAX_SIZE);
	_auto_free_ char *advice = xml ? advice_for_profile(xml) : NULL;

	if (!advice)
		return;
	layout_text(out, advice, strlen(advice));
	fputc('\n', out);
}

static int bad_profile(struct netsh *netsh, DWORD reason, const WCHAR *profile)
{
	WCHAR text[512] = { 0 };
	_auto_free_ char *sentence = NULL;

	if (WlanReasonCodeToString(reason, array_size(text), text, NULL) == ERROR_SUCCESS)
		sentence = netsh_utf8(text, array_size(text));
	fputs("The profile \"", netsh->out);
	layout_text(netsh->out, netsh->values[FILENAME], strlen(netsh->values[FILENAME]));
	fprintf(netsh->out, "\" is not valid (reason 0x%05x): ", reason);
	layout_text(netsh->out, sentence ? sentence : "", sentence ? strlen(sentence) : 0);
	fputc('\n', netsh->out);
	put_advice(netsh->out, profile);
	return 1;
}

/* The name as a file in any form may have it: first name element of the text. */
static char *name_in(const WCHAR *profile)
{
	cleanup(cleanup_secret_text) char *xml = netsh_utf8(profile, MAX_SIZE);
	const char *at = xml ? strstr(xml, "<name") : NULL;

	return at ? stored_xml_value(at, "name", 0) : NULL;
}

static int add(struct netsh *netsh, const struct netsh_interface *interface, const WCHAR *profile)
{
	bool is_own = netsh->values[USER] && strcmp(netsh->values[USER], "current") == 0;
	WLAN_PROFILE_INFO_LIST *before = list_names(netsh, &interface->guid);
	_auto_free_ char *name = name_in(profile);
	bool is_update = name && has_name(before, name);
	DWORD reason = 0, error;

	if (before)
		WlanFreeMemory(before);
	error = WlanSetProfile(netsh->handle, &interface->guid, is_own ? WLAN_PROFILE_USER : 0, profile, NULL, TRUE, NULL,
			       &reason);
	if (error == ERROR_BAD_PROFILE)
		return bad_profile(netsh, reason, profile);
	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanSetProfile", error);
	fputs("Profile ", netsh->out);
	layout_text(netsh->out, name ? name : netsh->values[FILENAME], strlen(name ? name : netsh->values[FILENAME]));
	fputs(is_update ? " is updated on interface " : " is added on interface ", netsh->out);
	layout_text(netsh->out, interface->name, strlen(interface->name));
	fputs(".\n", netsh->out);
	return 0;
}

static int run(struct netsh *netsh)
{
	cleanup(cleanup_secret_wide) WCHAR *profile = read_profile(netsh);
	struct netsh_interfaces interfaces = { 0 };
	int status = 0;

	if (!profile || netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	for (size_t i = 0; i < interfaces.n; i++)
		status |= add(netsh, &interfaces.list[i], profile);
	netsh_interfaces_clear(&interfaces);
	return status;
}

const struct netsh_command netsh_add_profile = {
	.verb = "add",
	.object = "profile",
	.help = "Adds a profile to the interfaces.",
	.parameters = {
		{ "filename", "<string>", .is_required = true, .help = "File with the profile's XML, UTF-8 or UTF-16." },
		{ "interface", "<string>", .help = "Name of the interface; all of them without it." },
		{ "user", "all|current", .choices = "all|current", .help = "For everybody (all, default) or for you." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "A profile of the same name is replaced.",
	.example = "add profile filename=\"open.xml\" user=current",
};
