#include "netsh/netsh.h"

#include <string.h>

#include "netsh/layout.h"

enum parameter { INTERFACE };

static int run(struct netsh *netsh)
{
	struct netsh_interfaces interfaces = { 0 };
	int status = 0;

	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	if (interfaces.n > 1 && !netsh->values[INTERFACE]) {
		netsh_interfaces_clear(&interfaces);
		return netsh_bad_parameters(netsh);
	}
	for (size_t i = 0; i < interfaces.n; i++) {
		DWORD error = WlanDisconnect(netsh->handle, &interfaces.list[i].guid, NULL);

		if (error != ERROR_SUCCESS) {
			status = netsh_fail(netsh, "WlanDisconnect", error);
			continue;
		}
		fputs("Disconnection request was completed successfully for interface \"", netsh->out);
		layout_text(netsh->out, interfaces.list[i].name, strlen(interfaces.list[i].name));
		fputs("\".\n", netsh->out);
	}
	netsh_interfaces_clear(&interfaces);
	return status;
}

const struct netsh_command netsh_disconnect = {
	.verb = "disconnect",
	.help = "Disconnects from a wireless network.",
	.parameters = {
		{ "interface", "<string>", .help = "Name of the interface, * for all; required if there are several." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "The interface does not connect by itself again to the network it was told to leave.",
	.example = "disconnect interface=\"Wi-Fi\"",
};
