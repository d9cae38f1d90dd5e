#include "wlansvc/rpc/version.h"

#include <stddef.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"

static const char *const methods[] = {
	"OpenHandle",	    "CloseHandle",    "EnumInterfaces", "RegisterNotification", "Connect",
	"Disconnect",	    "Scan",	      "GetAvailableNetworkList", "QueryInterface", "SetInterface",
	"GetProfile",	    "GetProfileList", "SetProfile",	"DeleteProfile",	"SetProfileList",
	"SetProfilePosition", "SetProfileEapXmlUserData",
};

bool rpc_version_1_has(const char *member)
{
	for (size_t i = 0; i < array_size(methods); i++)
		if (strcmp(methods[i], member) == 0)
			return true;
	return false;
}

bool rpc_version_1_queries(uint32_t opcode)
{
	return opcode == wlan_intf_opcode_autoconf_enabled || opcode == wlan_intf_opcode_bss_type ||
	       opcode == wlan_intf_opcode_interface_state || opcode == wlan_intf_opcode_current_connection;
}

bool rpc_version_1_sets(uint32_t opcode)
{
	return opcode == wlan_intf_opcode_autoconf_enabled || opcode == wlan_intf_opcode_bss_type;
}
