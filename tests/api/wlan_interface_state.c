/*
 * Every state of an interface that clients can be shown, through WlanQueryInterface and WlanEnumInterfaces. The simulated driver stands
 * still in the middle of what it was told ("hang"), so that a state lasts; the service starts it again then, which removes the interface
 * and brings it back. Ad hoc networks are not formed, and an interface that is not ready is not shown.
 */
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
	disconnect_and_wait(handle, &guid, watcher);
}

static void tear_down(void)
{
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* Both ways to ask agree. */
static void expect_state(WLAN_INTERFACE_STATE expected)
{
	PWLAN_INTERFACE_INFO_LIST list = NULL;

	CHECK_EQUAL(interface_state(handle, &guid), expected);
	EXPECT_ERROR(WlanEnumInterfaces(handle, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 1);
	CHECK(memcmp(&list->InterfaceInfo[0].InterfaceGuid, &guid, sizeof(guid)) == 0);
	CHECK_EQUAL(list->InterfaceInfo[0].isState, expected);
	WlanFreeMemory(list);
}

/* Only what is connected has a connection (D21). */
static void expect_no_connection(void)
{
	void *data = NULL;
	DWORD size = 0;

	EXPECT_ERROR(WlanQueryInterface(handle, &guid, wlan_intf_opcode_current_connection, NULL, &size, &data, NULL),
		     ERROR_INVALID_STATE);
}

/* The driver that stands still is started again. */
static void expect_recovery(void)
{
	PWLAN_INTERFACE_INFO_LIST list = NULL;
	void *data = NULL;
	DWORD size = 0;

	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_interface_removal);
	/* It may be back by now. */
	EXPECT_ERROR(WlanEnumInterfaces(handle, NULL, &list), ERROR_SUCCESS);
	CHECK(list->dwNumberOfItems <= 1);
	if (list->dwNumberOfItems == 0 &&
	    WlanQueryInterface(handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL) == ERROR_SUCCESS) {
		CHECK_EQUAL(*(WLAN_INTERFACE_STATE *)data, wlan_interface_state_disconnected);
		WlanFreeMemory(data);
	}
	WlanFreeMemory(list);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_interface_arrival);
	expect_state(wlan_interface_state_disconnected);
}

static void connect_with(LPCWSTR profile)
{
	WLAN_CONNECTION_PARAMETERS parameters;

	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_temporary_profile;
	parameters.strProfile = profile;
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
}

static void at_rest_it_is_disconnected(void)
{
	set_up();
	expect_state(wlan_interface_state_disconnected);
	expect_no_connection();
	tear_down();
}

static void while_its_network_is_looked_for_it_is_discovering(void)
{
	WLAN_CONNECTION_PARAMETERS parameters;
	DOT11_SSID ssid = { 9, "not there" };

	set_up();
	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_discovery_unsecure;
	parameters.pDot11Ssid = &ssid;
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	tell_access_point("hang");
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	expect_state(wlan_interface_state_discovering);
	expect_no_connection();
	/* The attempt ends at once, whatever becomes of the scan. */
	EXPECT_ERROR(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	expect_state(wlan_interface_state_disconnected);
	expect_recovery();
	tear_down();
}

static void while_the_driver_connects_it_is_associating_and_disconnecting_when_that_is_cancelled(void)
{
	set_up();
	scan_and_wait(handle, &guid, watcher);
	tell_access_point("hang");
	connect_with(test_profile("states", "manual"));
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associating);
	expect_state(wlan_interface_state_associating);
	expect_no_connection();
	EXPECT_ERROR(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	expect_state(wlan_interface_state_disconnecting);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	expect_recovery();
	tear_down();
}

/* With a wrong key, the access point asks until it gives up. */
static void until_its_keys_are_there_it_is_authenticating(void)
{
	set_up();
	scan_and_wait(handle, &guid, watcher);
	connect_with(test_profile_with_key("states", "manual", "wrong horse battery"));
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associated);
	expect_state(wlan_interface_state_authenticating);
	expect_no_connection();
	EXPECT_ERROR(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	expect_state(wlan_interface_state_disconnected);
	tear_down();
}

static void with_its_keys_it_is_connected_and_then_disconnecting_until_the_driver_has_done_it(void)
{
	set_up();
	connect_and_wait(handle, &guid, watcher);
	expect_state(wlan_interface_state_connected);
	tell_access_point("hang");
	EXPECT_ERROR(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	expect_state(wlan_interface_state_disconnecting);
	expect_no_connection();
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	expect_recovery();
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "at rest it is disconnected", at_rest_it_is_disconnected },
		{ "while its network is looked for it is discovering", while_its_network_is_looked_for_it_is_discovering },
		{ "while the driver connects it is associating, and disconnecting when that is cancelled",
		  while_the_driver_connects_it_is_associating_and_disconnecting_when_that_is_cancelled },
		{ "until its keys are there it is authenticating", until_its_keys_are_there_it_is_authenticating },
		{ "with its keys it is connected, and then disconnecting until the driver has done it",
		  with_its_keys_it_is_connected_and_then_disconnecting_until_the_driver_has_done_it },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
