#include "support/harness.h"

#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM);
}

static void tear_down(void)
{
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void wrong_parameters_come_before_a_wrong_handle(void)
{
	int reserved = 0;

	set_up();
	CHECK_EQUAL(WlanDisconnect(NULL, &guid, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanDisconnect(handle, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, &reserved), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanDisconnect((HANDLE)0x10, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanDisconnect((HANDLE)0x10, &guid, NULL), ERROR_INVALID_HANDLE);
	tear_down();
}

static void an_unknown_interface_is_not_found(void)
{
	GUID unknown = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };

	set_up();
	CHECK_EQUAL(WlanDisconnect(handle, &unknown, NULL), ERROR_NOT_FOUND);
	tear_down();
}

static void a_connection_ends_with_the_documented_four_notifications(void)
{
	const WLAN_CONNECTION_NOTIFICATION_DATA *connection;
	const WLAN_MSM_NOTIFICATION_DATA *msm;
	DOT11_SSID ssid = test_ssid();
	struct seen seen;

	set_up();
	connect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);

	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disassociating);

	seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected);
	CHECK_EQUAL(seen.size, 580);
	msm = (const WLAN_MSM_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(msm->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);

	seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	CHECK_EQUAL(seen.size, 572);
	connection = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(connection->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(connection->wlanConnectionMode, wlan_connection_mode_temporary_profile);
	CHECK_EQUAL(connection->dot11Ssid.uSSIDLength, ssid.uSSIDLength);
	CHECK(memcmp(connection->dot11Ssid.ucSSID, ssid.ucSSID, ssid.uSSIDLength) == 0);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void an_idle_interface_is_disconnected_in_silence(void)
{
	set_up();
	disconnect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	/* The end of a scan asked for afterwards is the marker: it is the very next notification. */
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void a_disconnect_while_connecting_cancels_the_attempt(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	set_up();
	scan_and_wait(handle, &guid, watcher);
	/* An access point that does not answer keeps the attempt going until the disconnect is there. */
	tell_access_point("silence");
	parameters.strProfile = test_profile("temporary", "manual");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_start);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_USER_CANCELLED);
	tell_access_point("resume");
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void a_disconnect_after_the_access_point_ended_it_says_nothing_more(void)
{
	const WLAN_MSM_NOTIFICATION_DATA *msm;
	struct seen seen;

	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("deauth 5");
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected);
	msm = (const WLAN_MSM_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(msm->wlanReasonCode, WLAN_REASON_CODE_DRIVER_DISCONNECTED);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void without_a_connection_there_is_none_to_query(void)
{
	DWORD size = 0x55;
	PVOID data = (PVOID)0x55;

	set_up();
	disconnect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanQueryInterface(handle, &guid, wlan_intf_opcode_current_connection, NULL, &size, &data, NULL),
		    ERROR_INVALID_STATE);
	CHECK(data == (PVOID)0x55);
	tear_down();
}

static void every_registered_client_hears_the_same(void)
{
	HANDLE second_handle;
	struct watcher *second;

	set_up();
	connect_and_wait(handle, &guid, watcher);
	second_handle = open_handle();
	second = watch(second_handle, WLAN_NOTIFICATION_SOURCE_ACM);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	expect_next(second, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting);
	expect_next(second, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	unwatch(second);
	CHECK_EQUAL(WlanCloseHandle(second_handle, NULL), ERROR_SUCCESS);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "wrong parameters come before a wrong handle", wrong_parameters_come_before_a_wrong_handle },
		{ "an unknown interface is not found", an_unknown_interface_is_not_found },
		{ "a connection ends with the documented four notifications", a_connection_ends_with_the_documented_four_notifications },
		{ "an idle interface is disconnected in silence", an_idle_interface_is_disconnected_in_silence },
		{ "a disconnect while connecting cancels the attempt", a_disconnect_while_connecting_cancels_the_attempt },
		{ "a disconnect after the access point ended it says nothing more",
		  a_disconnect_after_the_access_point_ended_it_says_nothing_more },
		{ "without a connection there is none to query", without_a_connection_there_is_none_to_query },
		{ "every registered client hears the same", every_registered_client_hears_the_same },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
