#include "netsh/netsh.h"

#include <string.h>

#include "base/cleanup.h"
#include "netsh/layout.h"

enum parameter { NAME, INTERFACE };

static int delete_one(struct netsh *netsh, const struct netsh_interface *interface, const WCHAR *wide, const char *name)
{
	DWORD error = WlanDeleteProfile(netsh->handle, &interface->guid, wide, NULL);

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanDeleteProfile", error);
	fputs("Profile \"", netsh->out);
	layout_text(netsh->out, name, strlen(name));
	fputs("\" is deleted from interface \"", netsh->out);
	layout_text(netsh->out, interface->name, strlen(interface->name));
	fputs("\".\n", netsh->out);
	return 0;
}

static int run(struct netsh *netsh)
{
	struct netsh_interfaces interfaces = { 0 };
	int status = 0, n = 0;

	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	for (size_t i = 0; i < interfaces.n; i++) {
		WLAN_PROFILE_INFO_LIST *list = NULL;
		DWORD error = WlanGetProfileList(netsh->handle, &interfaces.list[i].guid, NULL, &list);

		if (error != ERROR_SUCCESS) {
			status = netsh_fail(netsh, "WlanGetProfileList", error);
			n++; /* something has been said */
			continue;
		}
		for (DWORD j = 0; j < list->dwNumberOfItems; j++) {
			const WCHAR *wide = list->ProfileInfo[j].strProfileName;
			_auto_free_ char *name = netsh_utf8(wide, WLAN_MAX_NAME_LENGTH);

			if (!name || !netsh_matches(netsh->values[NAME], name, false))
				continue;
			status |= delete_one(netsh, &interfaces.list[i], wide, name);
			n++;
		}
		WlanFreeMemory(list);
	}
	netsh_interfaces_clear(&interfaces);
	if (n > 0)
		return status;
	fputs("Profile \"", netsh->out);
	layout_text(netsh->out, netsh->values[NAME], strlen(netsh->values[NAME]));
	fputs("\" is not found on any interface.\n", netsh->out);
	return 1;
}

const struct netsh_command netsh_delete_profile = {
	.verb = "delete",
	.object = "profile",
	.help = "Deletes a profile from the interfaces.",
	.parameters = {
		{ "name", "<string>", .is_required = true, .help = "Name of the profile; * and ? stand for any." },
		{ "interface", "<string>", .help = "Name of the interface; all of them without it." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "A connection that uses the profile may end.",
	.example = "delete profile name=\"home\"",
};
