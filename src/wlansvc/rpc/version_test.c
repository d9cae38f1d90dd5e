#include "wlansvc/rpc/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>


/* What the service offers and version 1 has: H3 without the functions that never reach the service. */
static void version_1_has_what_its_page_lists(void **state)
{
	static const char *const wanted[] = { "OpenHandle",   "CloseHandle",	"EnumInterfaces", "Connect",	     "Disconnect",
					      "Scan",	      "GetAvailableNetworkList", "QueryInterface", "SetInterface", "GetProfile",
					      "GetProfileList", "SetProfile",	"DeleteProfile",  "SetProfileList", "SetProfilePosition",
					      "SetProfileEapXmlUserData", "RegisterNotification" };
	static const char *const unwanted[] = { "GetNetworkBssList", "GetInterfaceCapability",	 "QueryAutoConfigParameter",
						"SetAutoConfigParameter", "GetFilterList",	 "SetFilterList",
						"RenameProfile",     "SaveTemporaryProfile",	 "SetProfileCustomUserData",
						"GetProfileCustomUserData", "SetProfileEapUserData", "SetPsdIeDataList",
						"ExtractPsdIeDataList", "GetSecuritySettings",	 "SetSecuritySettings",
						"IhvControl",	     "DeviceServiceCommand",	 "GetSupportedDeviceServices",
						"RegisterDeviceServiceNotification", "RegisterVirtualStationNotification", "" };

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		assert_true(rpc_version_1_has(wanted[i]));
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
		assert_false(rpc_version_1_has(unwanted[i]));
}

static void version_1_knows_few_opcodes(void **state)
{
	unsigned n_queries = 0, n_sets = 0;

	for (uint32_t opcode = 0; opcode < 32; opcode++) {
		n_queries += rpc_version_1_queries(opcode);
		n_sets += rpc_version_1_sets(opcode);
		assert_true(!rpc_version_1_sets(opcode) || rpc_version_1_queries(opcode));
	}
	assert_int_equal(n_queries, 4);
	assert_int_equal(n_sets, 2);
	assert_false(rpc_version_1_queries(wlan_intf_opcode_statistics));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_has_what_its_page_lists),
		cmocka_unit_test(version_1_knows_few_opcodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
