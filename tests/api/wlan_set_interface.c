#include "support/harness.h"

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

static void set(HANDLE by, WLAN_INTF_OPCODE opcode, ULONG value)
{
	EXPECT_ERROR(WlanSetInterface(by, &guid, opcode, sizeof(value), &value, NULL), ERROR_SUCCESS);
}

static ULONG get(WLAN_INTF_OPCODE opcode)
{
	ULONG *data = NULL, value;
	DWORD size;

	EXPECT_ERROR(WlanQueryInterface(handle, &guid, opcode, NULL, &size, (void **)&data, NULL), ERROR_SUCCESS);
	value = *data;
	WlanFreeMemory(data);
	return value;
}

static void autoconf_is_told_and_stops_connecting(void)
{
	WLAN_CONNECTION_PARAMETERS parameters;

	set_up();
	set(handle, wlan_intf_opcode_autoconf_enabled, FALSE);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_autoconf_disabled);
	CHECK_EQUAL(get(wlan_intf_opcode_autoconf_enabled), FALSE);
	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_temporary_profile;
	parameters.strProfile = test_profile("off", "manual");
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_STATE);
	set(handle, wlan_intf_opcode_autoconf_enabled, 2); /* any value but 0 */
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_autoconf_enabled);
	CHECK(get(wlan_intf_opcode_autoconf_enabled) != FALSE);
	set(handle, wlan_intf_opcode_autoconf_enabled, TRUE); /* no change: nothing is told */
	scan_and_wait(handle, &guid, watcher);
	connect_and_wait(handle, &guid, watcher);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void the_bss_type_is_told_with_its_value(void)
{
	ULONG bad = 4;
	struct seen seen;

	set_up();
	set(handle, wlan_intf_opcode_bss_type, dot11_BSS_type_independent);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_bss_type_change);
	CHECK_EQUAL(seen.size, sizeof(ULONG));
	CHECK_EQUAL(seen.data[0], dot11_BSS_type_independent);
	CHECK_EQUAL(get(wlan_intf_opcode_bss_type), dot11_BSS_type_independent);
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_bss_type, sizeof(bad), &bad, NULL), ERROR_INVALID_PARAMETER);
	set(handle, wlan_intf_opcode_bss_type, dot11_BSS_type_any);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_bss_type_change);
	tear_down();
}

static void votes_need_a_connection(void)
{
	ULONG off = FALSE, on = TRUE;

	set_up();
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_background_scan_enabled, sizeof(off), &off, NULL), ERROR_INVALID_STATE);
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_media_streaming_mode, sizeof(on), &on, NULL), ERROR_INVALID_STATE);
	CHECK(get(wlan_intf_opcode_background_scan_enabled) != FALSE);
	tear_down();
}

static void background_scan_is_off_while_any_handle_wants_it_off(void)
{
	HANDLE other;

	set_up();
	other = open_handle();
	connect_and_wait(handle, &guid, watcher);
	set(other, wlan_intf_opcode_background_scan_enabled, FALSE);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_background_scan_disabled);
	set(handle, wlan_intf_opcode_background_scan_enabled, FALSE);
	set(handle, wlan_intf_opcode_background_scan_enabled, TRUE); /* the other's vote stands */
	CHECK_EQUAL(get(wlan_intf_opcode_background_scan_enabled), FALSE);
	CHECK_EQUAL(WlanCloseHandle(other, NULL), ERROR_SUCCESS); /* the vote ends with the handle */
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_background_scan_enabled);
	CHECK(get(wlan_intf_opcode_background_scan_enabled) != FALSE);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void votes_end_with_the_connection(void)
{
	set_up();
	connect_and_wait(handle, &guid, watcher);
	set(handle, wlan_intf_opcode_background_scan_enabled, FALSE);
	set(handle, wlan_intf_opcode_media_streaming_mode, TRUE);
	CHECK(get(wlan_intf_opcode_media_streaming_mode) != FALSE);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_background_scan_disabled);
	EXPECT_ERROR(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_background_scan_enabled);
	CHECK_EQUAL(get(wlan_intf_opcode_media_streaming_mode), FALSE);
	CHECK(get(wlan_intf_opcode_background_scan_enabled) != FALSE);
	tear_down();
}

static void media_streaming_keeps_the_adapter_awake_while_any_handle_wants_it(void)
{
	HANDLE other;

	set_up();
	other = open_handle();
	tell_access_point("may-doze");
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("dozes");
	set(handle, wlan_intf_opcode_media_streaming_mode, TRUE);
	tell_access_point("awake");
	scan_and_wait(handle, &guid, watcher); /* who asks for a scan has one all the same */
	set(other, wlan_intf_opcode_media_streaming_mode, TRUE);
	set(handle, wlan_intf_opcode_media_streaming_mode, FALSE); /* the other's vote stands */
	CHECK(get(wlan_intf_opcode_media_streaming_mode) != FALSE);
	tell_access_point("awake");
	CHECK_EQUAL(WlanCloseHandle(other, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(get(wlan_intf_opcode_media_streaming_mode), FALSE);
	tell_access_point("dozes");
	/* It ends with the connection, and the next one begins as every one does. */
	set(handle, wlan_intf_opcode_media_streaming_mode, TRUE);
	tell_access_point("awake");
	disconnect_and_wait(handle, &guid, watcher);
	tell_access_point("dozes");
	connect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(get(wlan_intf_opcode_media_streaming_mode), FALSE);
	tell_access_point("dozes");
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static DWORD set_radio(DWORD phy, DOT11_RADIO_STATE state)
{
	WLAN_PHY_RADIO_STATE radio;

	memset(&radio, 0, sizeof(radio));
	radio.dwPhyIndex = phy;
	radio.dot11SoftwareRadioState = state;
	radio.dot11HardwareRadioState = dot11_radio_state_unknown; /* plays no part */
	return WlanSetInterface(handle, &guid, wlan_intf_opcode_radio_state, sizeof(radio), &radio, NULL);
}

static DOT11_RADIO_STATE software_state(void)
{
	PWLAN_RADIO_STATE radio = NULL;
	DOT11_RADIO_STATE state;
	DWORD size;

	EXPECT_ERROR(WlanQueryInterface(handle, &guid, wlan_intf_opcode_radio_state, NULL, &size, (void **)&radio, NULL), ERROR_SUCCESS);
	state = radio->PhyRadioState[0].dot11SoftwareRadioState;
	WlanFreeMemory(radio);
	return state;
}

static void the_radio_disconnects_before_it_goes_off(void)
{
	PWLAN_AVAILABLE_NETWORK_LIST networks = NULL;
	struct seen seen;

	set_up();
	connect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(set_radio(0, dot11_radio_state_off), ERROR_SUCCESS);
	CHECK_EQUAL(software_state(), dot11_radio_state_off); /* reads back at once */
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_radio_state_change);
	CHECK_EQUAL(seen.size, sizeof(WLAN_PHY_RADIO_STATE));
	EXPECT_ERROR(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_NDIS_DOT11_POWER_STATE_INVALID);
	EXPECT_ERROR(WlanGetAvailableNetworkList(handle, &guid, 0, NULL, &networks), ERROR_NDIS_DOT11_POWER_STATE_INVALID);
	CHECK_EQUAL(set_radio(0, dot11_radio_state_off), ERROR_SUCCESS); /* it is off already */
	CHECK_EQUAL(set_radio(0, dot11_radio_state_on), ERROR_SUCCESS);
	CHECK_EQUAL(software_state(), dot11_radio_state_on);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_radio_state_change);
	scan_and_wait(handle, &guid, watcher);
	tear_down();
}

static void a_radio_that_is_none_is_refused(void)
{
	BYTE byte = 0;

	set_up();
	CHECK_EQUAL(set_radio(63, dot11_radio_state_off), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(set_radio(0, dot11_radio_state_unknown), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(software_state(), dot11_radio_state_on);
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_radio_state, sizeof(byte), &byte, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

static void the_operation_mode_stays_that_of_a_station(void)
{
	ULONG mode = DOT11_OPERATION_MODE_EXTENSIBLE_STATION;

	set_up();
	set(handle, wlan_intf_opcode_current_operation_mode, mode);
	mode = DOT11_OPERATION_MODE_NETWORK_MONITOR;
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_current_operation_mode, sizeof(mode), &mode, NULL), ERROR_GEN_FAILURE);
	mode = 1;
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_current_operation_mode, sizeof(mode), &mode, NULL),
		     ERROR_INVALID_PARAMETER);
	mode = TRUE;
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_secondary_sta_synchronized_connections, sizeof(mode), &mode, NULL),
		     ERROR_GEN_FAILURE);
	set(handle, wlan_intf_opcode_secondary_sta_synchronized_connections, FALSE);
	tear_down();
}

static void what_can_only_be_read_is_not_set(void)
{
	static const WLAN_INTF_OPCODE opcodes[] = { wlan_intf_opcode_interface_state, wlan_intf_opcode_current_connection,
						    wlan_intf_opcode_channel_number, wlan_intf_opcode_statistics,
						    wlan_intf_opcode_rssi, (WLAN_INTF_OPCODE)9999 };
	ULONG value = 1;
	unsigned int i;

	set_up();
	for (i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++)
		EXPECT_ERROR(WlanSetInterface(handle, &guid, opcodes[i], sizeof(value), &value, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "autoconf is told and stops connecting", autoconf_is_told_and_stops_connecting },
		{ "the BSS type is told with its value", the_bss_type_is_told_with_its_value },
		{ "votes need a connection", votes_need_a_connection },
		{ "background scan is off while any handle wants it off", background_scan_is_off_while_any_handle_wants_it_off },
		{ "votes end with the connection", votes_end_with_the_connection },
		{ "media streaming keeps the adapter awake while any handle wants it",
		  media_streaming_keeps_the_adapter_awake_while_any_handle_wants_it },
		{ "the radio disconnects before it goes off", the_radio_disconnects_before_it_goes_off },
		{ "a radio that is none is refused", a_radio_that_is_none_is_refused },
		{ "the operation mode stays that of a station", the_operation_mode_stays_that_of_a_station },
		{ "what can only be read is not set", what_can_only_be_read_is_not_set },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
