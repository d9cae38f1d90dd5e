#include "support/harness.h"

#include <stddef.h>
#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ALL);
	disconnect_and_wait(handle, &guid, watcher);
}

static void tear_down(void)
{
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* WlanFreeMemory() the result. */
static void *query(WLAN_INTF_OPCODE opcode, DWORD *size, WLAN_OPCODE_VALUE_TYPE expected_type)
{
	WLAN_OPCODE_VALUE_TYPE type = wlan_opcode_value_type_invalid;
	void *data = NULL;

	EXPECT_ERROR(WlanQueryInterface(handle, &guid, opcode, NULL, size, &data, &type), ERROR_SUCCESS);
	CHECK_EQUAL(type, expected_type);
	CHECK(data != NULL);
	return data;
}

static ULONG query_number(WLAN_INTF_OPCODE opcode, WLAN_OPCODE_VALUE_TYPE expected_type)
{
	DWORD size = 0;
	ULONG *data = query(opcode, &size, expected_type), value;

	CHECK_EQUAL(size, sizeof(ULONG));
	value = *data;
	WlanFreeMemory(data);
	return value;
}

static void settings_are_those_of_a_new_interface(void)
{
	set_up();
	CHECK(query_number(wlan_intf_opcode_autoconf_enabled, wlan_opcode_value_type_set_by_user) != FALSE);
	CHECK(query_number(wlan_intf_opcode_background_scan_enabled, wlan_opcode_value_type_set_by_user) != FALSE);
	CHECK_EQUAL(query_number(wlan_intf_opcode_media_streaming_mode, wlan_opcode_value_type_set_by_user), FALSE);
	CHECK_EQUAL(query_number(wlan_intf_opcode_bss_type, wlan_opcode_value_type_set_by_user), dot11_BSS_type_any);
	CHECK_EQUAL(query_number(wlan_intf_opcode_current_operation_mode, wlan_opcode_value_type_set_by_user),
		    DOT11_OPERATION_MODE_EXTENSIBLE_STATION);
	CHECK_EQUAL(query_number(wlan_intf_opcode_secondary_sta_synchronized_connections, wlan_opcode_value_type_set_by_user), FALSE);
	CHECK_EQUAL(query_number(wlan_intf_opcode_supported_safe_mode, wlan_opcode_value_type_query_only), FALSE);
	CHECK_EQUAL(query_number(wlan_intf_opcode_certified_safe_mode, wlan_opcode_value_type_query_only), FALSE);
	CHECK_EQUAL(query_number(wlan_intf_opcode_interface_state, wlan_opcode_value_type_query_only),
		    wlan_interface_state_disconnected);
	CHECK(query_number(wlan_intf_opcode_management_frame_protection_capable, wlan_opcode_value_type_query_only) != FALSE);
	tear_down();
}

static void the_auth_cipher_pairs_have_wpa2_psk_with_ccmp(void)
{
	const DOT11_AUTH_CIPHER_PAIR *pairs;
	PWLAN_AUTH_CIPHER_PAIR_LIST list;
	DWORD size = 0, i, n_found = 0;

	set_up();
	list = query(wlan_intf_opcode_supported_infrastructure_auth_cipher_pairs, &size, wlan_opcode_value_type_query_only);
	CHECK_EQUAL(size, sizeof(DWORD) + list->dwNumberOfItems * sizeof(DOT11_AUTH_CIPHER_PAIR));
	pairs = (const DOT11_AUTH_CIPHER_PAIR *)&list->pAuthCipherPairList; /* mingw-w64 10 declares one pair, not an array */
	for (i = 0; i < list->dwNumberOfItems; i++)
		n_found += pairs[i].AuthAlgoId == DOT11_AUTH_ALGO_RSNA_PSK && pairs[i].CipherAlgoId == DOT11_CIPHER_ALGO_CCMP;
	CHECK_EQUAL(n_found, 1);
	WlanFreeMemory(list);
	list = query(wlan_intf_opcode_supported_adhoc_auth_cipher_pairs, &size, wlan_opcode_value_type_query_only);
	CHECK_EQUAL(list->dwNumberOfItems, 0);
	CHECK_EQUAL(size, sizeof(*list));
	WlanFreeMemory(list);
	tear_down();
}

static void lists_that_may_be_empty_are_whole(void)
{
	PWLAN_COUNTRY_OR_REGION_STRING_LIST countries;
	PWLAN_INTERFACE_INFO_LIST secondary;
	DWORD size = 0;

	set_up();
	countries = query(wlan_intf_opcode_supported_country_or_region_string_list, &size, wlan_opcode_value_type_query_only);
	CHECK(size >= sizeof(DWORD) + countries->dwNumberOfItems * sizeof(DOT11_COUNTRY_OR_REGION_STRING));
	WlanFreeMemory(countries);
	secondary = query(wlan_intf_opcode_secondary_sta_interfaces, &size, wlan_opcode_value_type_query_only);
	CHECK_EQUAL(secondary->dwNumberOfItems, 0);
	CHECK_EQUAL(size, offsetof(WLAN_INTERFACE_INFO_LIST, InterfaceInfo) + sizeof(WLAN_INTERFACE_INFO)); /* room for one */
	WlanFreeMemory(secondary);
	tear_down();
}

static void what_a_connection_has_is_there_only_while_connected(void)
{
	static const WLAN_INTF_OPCODE opcodes[] = { wlan_intf_opcode_current_connection, wlan_intf_opcode_rssi,
						    wlan_intf_opcode_channel_number,
						    wlan_intf_opcode_realtime_connection_quality };
	PWLAN_REALTIME_CONNECTION_QUALITY quality;
	unsigned int i;
	DWORD size = 77;
	void *data = &size;
	LONG rssi;

	set_up();
	for (i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++) {
		EXPECT_ERROR(WlanQueryInterface(handle, &guid, opcodes[i], NULL, &size, &data, NULL), ERROR_INVALID_STATE);
		CHECK_EQUAL(size, 77); /* outputs stay as they were */
		CHECK(data == &size);
	}
	connect_and_wait(handle, &guid, watcher);
	rssi = (LONG)query_number(wlan_intf_opcode_rssi, wlan_opcode_value_type_query_only);
	CHECK(rssi < 0 && rssi > -100);
	CHECK(query_number(wlan_intf_opcode_channel_number, wlan_opcode_value_type_query_only) > 0);
	quality = query(wlan_intf_opcode_realtime_connection_quality, &size, wlan_opcode_value_type_query_only);
	CHECK_EQUAL(size, 296);
	CHECK_EQUAL(quality->ulNumLinks, 1);
	CHECK(quality->ulLinkQuality > 0 && quality->ulLinkQuality <= 100);
	CHECK_EQUAL(quality->linksInfo[0].lRssi, rssi);
	CHECK(quality->linksInfo[0].ulChannelCenterFrequencyMhz > 2400);
	WlanFreeMemory(quality);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void statistics_count_what_is_sent(void)
{
	PWLAN_STATISTICS before, after;
	DWORD size = 0;

	set_up();
	before = query(wlan_intf_opcode_statistics, &size, wlan_opcode_value_type_query_only);
	CHECK(before->dwNumberOfPhys >= 1);
	CHECK_EQUAL(size, offsetof(WLAN_STATISTICS, PhyCounters) + before->dwNumberOfPhys * sizeof(WLAN_PHY_FRAME_STATISTICS));
	connect_and_wait(handle, &guid, watcher);
	after = query(wlan_intf_opcode_statistics, &size, wlan_opcode_value_type_query_only);
	CHECK(after->PhyCounters[0].ullTransmittedFrameCount > before->PhyCounters[0].ullTransmittedFrameCount);
	CHECK(after->MacUcastCounters.ullTransmittedFrameCount <= after->PhyCounters[0].ullTransmittedFrameCount);
	WlanFreeMemory(before);
	WlanFreeMemory(after);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void the_capability_names_the_phys(void)
{
	PWLAN_INTERFACE_CAPABILITY capability = NULL;

	set_up();
	EXPECT_ERROR(WlanGetInterfaceCapability(handle, &guid, NULL, &capability), ERROR_SUCCESS);
	CHECK_EQUAL(capability->interfaceType, wlan_interface_type_native_802_11);
	CHECK(capability->dwNumberOfSupportedPhys >= 1);
	CHECK(capability->dot11PhyTypes[0] != dot11_phy_type_unknown);
	CHECK(capability->dwMaxDesiredSsidListSize >= 1);
	WlanFreeMemory(capability);
	tear_down();
}

static void an_opcode_that_nobody_knows_is_not_supported(void)
{
	static const WLAN_INTF_OPCODE opcodes[] = { wlan_intf_opcode_qos_info, wlan_intf_opcode_autoconf_start,
						    wlan_intf_opcode_ihv_start, (WLAN_INTF_OPCODE)9999 };
	unsigned int i;
	DWORD size = 77;
	void *data = NULL;

	set_up();
	for (i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++)
		EXPECT_ERROR(WlanQueryInterface(handle, &guid, opcodes[i], NULL, &size, &data, NULL), ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(size, 77);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "settings are those of a new interface", settings_are_those_of_a_new_interface },
		{ "the auth cipher pairs have WPA2-PSK with CCMP", the_auth_cipher_pairs_have_wpa2_psk_with_ccmp },
		{ "lists that may be empty are whole", lists_that_may_be_empty_are_whole },
		{ "what a connection has is there only while connected", what_a_connection_has_is_there_only_while_connected },
		{ "statistics count what is sent", statistics_count_what_is_sent },
		{ "the capability names the PHYs", the_capability_names_the_phys },
		{ "an opcode that nobody knows is not supported", an_opcode_that_nobody_knows_is_not_supported },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
