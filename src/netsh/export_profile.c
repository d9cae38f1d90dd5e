#include "netsh/netsh.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "netsh/layout.h"

enum parameter { NAME, FOLDER, INTERFACE, KEY };

/* Names are foreign: nothing in them may lead out of the folder. */
static char *path_of(const char *folder, const char *interface, const char *profile)
{
	char *path = NULL;
	size_t start = strlen(folder) + 1;

	if (asprintf(&path, "%s/%s-%s.xml", folder, interface, profile) < 0)
		return NULL;
	for (char *c = path + start; *c; c++)
		if (*c == '/' || (unsigned char)*c < 0x20)
			*c = '_';
	return path;
}

/* A profile may hold a key, so nobody else reads the file. */
static int write_file(const char *path, const char *text)
{
	_auto_fd_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t left = strlen(text);

	if (fd < 0 || fchmod(fd, 0600) < 0) /* the file may have been there, for all to read */
		return -errno;
	while (left > 0) {
		ssize_t n = write(fd, text, left);

		if (n < 0)
			return -errno;
		text += n;
		left -= n;
	}
	return 0;
}

static int export_one(struct netsh *netsh, const struct netsh_interface *interface, const WCHAR *wide, const char *name)
{
	const char *folder = netsh->values[FOLDER] ? netsh->values[FOLDER] : ".";
	_auto_free_ char *path = path_of(folder, interface->name, name);
	cleanup(cleanup_secret_text) char *xml = NULL;
	DWORD error = netsh_get_profile(netsh, &interface->guid, wide, netsh->values[KEY], &xml);
	int r;

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanGetProfile", error);
	if (!path)
		return netsh_fail(netsh, "WlanGetProfile", ERROR_NOT_ENOUGH_MEMORY);
	r = write_file(path, xml);
	if (r < 0) {
		fputs("The file \"", netsh->out);
		layout_text(netsh->out, path, strlen(path));
		fprintf(netsh->out, "\" cannot be written: %s.\n", strerror(-r));
		return 1;
	}
	fputs("Interface profile \"", netsh->out);
	layout_text(netsh->out, name, strlen(name));
	fputs("\" is saved in file \"", netsh->out);
	layout_text(netsh->out, path, strlen(path));
	fputs("\" successfully.\n", netsh->out);
	return 0;
}

/* Return: profiles that matched; what failed has been said and is in *status. */
static int export_all(struct netsh *netsh, const struct netsh_interface *interface, int *status)
{
	WLAN_PROFILE_INFO_LIST *list = NULL;
	DWORD error = WlanGetProfileList(netsh->handle, &interface->guid, NULL, &list);
	int n = 0;

	if (error != ERROR_SUCCESS) {
		*status = netsh_fail(netsh, "WlanGetProfileList", error);
		return 1;
	}
	for (DWORD i = 0; i < list->dwNumberOfItems; i++) {
		const WCHAR *wide = list->ProfileInfo[i].strProfileName;
		_auto_free_ char *name = netsh_utf8(wide, WLAN_MAX_NAME_LENGTH);

		if (!name || (netsh->values[NAME] && !netsh_matches(netsh->values[NAME], name, false)))
			continue;
		*status |= export_one(netsh, interface, wide, name);
		n++;
	}
	WlanFreeMemory(list);
	return n;
}

static int run(struct netsh *netsh)
{
	const char *folder = netsh->values[FOLDER];
	struct netsh_interfaces interfaces = { 0 };
	struct stat info;
	int status = 0, n = 0;

	if (folder && (stat(folder, &info) < 0 || !S_ISDIR(info.st_mode))) {
		fputs("Specified folder \"", netsh->out);
		layout_text(netsh->out, folder, strlen(folder));
		fputs("\" is invalid.\n", netsh->out);
		return netsh_bad_parameters(netsh);
	}
	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	for (size_t i = 0; i < interfaces.n; i++)
		n += export_all(netsh, &interfaces.list[i], &status);
	netsh_interfaces_clear(&interfaces);
	if (n > 0)
		return status;
	if (netsh->values[NAME]) {
		fputs("Profile \"", netsh->out);
		layout_text(netsh->out, netsh->values[NAME], strlen(netsh->values[NAME]));
		fputs("\" is not found on any interface.\n", netsh->out);
	} else {
		fputs("There is no profile assigned to the specified interface.\n", netsh->out);
	}
	return 1;
}

const struct netsh_command netsh_export_profile = {
	.verb = "export",
	.object = "profile",
	.help = "Saves profiles as XML files.",
	.parameters = {
		{ "name", "<string>", .help = "Name of the profile; all of them without it." },
		{ "folder", "<string>", .help = "Folder that exists; the current one without it." },
		{ "interface", "<string>", .help = "Name of the interface; all of them without it." },
		{ "key", "clear", .choices = "clear", .help = "Saves the key in clear, for those who may see it." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "Files are named <interface>-<profile>.xml.",
	.example = "export profile name=\"home\" folder=\".\"",
};
