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
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void a_connection_is_told_in_the_documented_order(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	set_up();
	scan_and_wait(handle, &guid, watcher);
	parameters.strProfile = test_profile("temporary", "manual");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_start);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associating);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associated);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	tear_down();
}

static void the_current_connection_names_the_access_point(void)
{
	PWLAN_CONNECTION_ATTRIBUTES attributes = NULL;
	DOT11_SSID ssid = test_ssid();
	DWORD size = 0;

	set_up();
	connect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanQueryInterface(handle, &guid, wlan_intf_opcode_current_connection, NULL, &size, (PVOID *)&attributes, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(*attributes));
	CHECK_EQUAL(attributes->isState, wlan_interface_state_connected);
	CHECK_EQUAL(attributes->wlanConnectionMode, wlan_connection_mode_temporary_profile);
	CHECK_EQUAL(attributes->wlanAssociationAttributes.dot11Ssid.uSSIDLength, ssid.uSSIDLength);
	CHECK(memcmp(attributes->wlanAssociationAttributes.dot11Ssid.ucSSID, ssid.ucSSID, ssid.uSSIDLength) == 0);
	CHECK((attributes->wlanAssociationAttributes.dot11Bssid[0] & 1) == 0);
	CHECK_EQUAL(attributes->wlanSecurityAttributes.bSecurityEnabled, FALSE);
	CHECK_EQUAL(attributes->wlanSecurityAttributes.dot11AuthAlgorithm, DOT11_AUTH_ALGO_80211_OPEN);
	WlanFreeMemory(attributes);
	tear_down();
}

static void a_stored_profile_connects_by_name(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.dot11BssType = dot11_BSS_type_any,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	DWORD reason = 0x55;
	struct seen seen;

	set_up();
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, test_profile("stored", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	CHECK_EQUAL(reason, WLAN_REASON_CODE_SUCCESS);
	parameters.strProfile = wide_text("stored");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(data->wlanConnectionMode, wlan_connection_mode_profile);
	CHECK(memcmp(data->strProfileName, wide_text("stored"), 7 * sizeof(WCHAR)) == 0);
	disconnect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("stored"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void an_open_network_is_discovered_by_its_ssid(void)
{
	DOT11_SSID ssid = test_ssid();
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	set_up();
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(data->wlanConnectionMode, wlan_connection_mode_discovery_unsecure);
	CHECK(data->strProfileXml[0] != 0);
	tear_down();
}

static void an_unknown_profile_is_not_found(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.dot11BssType = dot11_BSS_type_any,
	};

	set_up();
	parameters.strProfile = wide_text("no such profile");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_NOT_FOUND);
	tear_down();
}

static void a_network_that_is_not_there_ends_as_not_available(void)
{
	DOT11_SSID ssid = { .uSSIDLength = 12, .ucSSID = "not there..." };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	set_up();
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_attempt_fail);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void contradicting_parameters_are_refused(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	DOT11_SSID ssid = test_ssid();

	set_up();
	CHECK_EQUAL(WlanConnect(handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER); /* discovery without an SSID */
	parameters.pDot11Ssid = &ssid;
	parameters.dot11BssType = dot11_BSS_type_any;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	parameters.dwFlags = WLAN_CONNECTION_ADHOC_JOIN_ONLY;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	parameters.dwFlags = 0x80000000;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	parameters.dwFlags = 0;
	parameters.wlanConnectionMode = wlan_connection_mode_auto;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text("");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a connection is told in the documented order", a_connection_is_told_in_the_documented_order },
		{ "the current connection names the access point", the_current_connection_names_the_access_point },
		{ "a stored profile connects by name", a_stored_profile_connects_by_name },
		{ "an open network is discovered by its SSID", an_open_network_is_discovered_by_its_ssid },
		{ "an unknown profile is not found", an_unknown_profile_is_not_found },
		{ "a network that is not there ends as not available", a_network_that_is_not_there_ends_as_not_available },
		{ "contradicting parameters are refused", contradicting_parameters_are_refused },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
