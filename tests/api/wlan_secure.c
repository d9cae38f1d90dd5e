/*
 * One network, which the environment describes (support/harness.h), through a life: joined, used, rekeyed, left, lost, and
 * tried with a wrong key. $WIFI_TEST_AUTH and $WIFI_TEST_CIPHER are the DOT11_AUTH_ALGORITHM and DOT11_CIPHER_ALGORITHM that the
 * connection must show.
 */
#include "support/harness.h"

#include <stdlib.h>
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

static BOOL is_secure(void)
{
	return atoi(test_setting("WIFI_TEST_AUTH")) != DOT11_AUTH_ALGO_80211_OPEN;
}

static void check_security(void)
{
	const WLAN_CONNECTION_ATTRIBUTES *attributes;
	DWORD size = 0;
	PVOID data = NULL;

	CHECK_EQUAL(WlanQueryInterface(handle, &guid, wlan_intf_opcode_current_connection, NULL, &size, &data, NULL), ERROR_SUCCESS);
	attributes = (const WLAN_CONNECTION_ATTRIBUTES *)data;
	CHECK_EQUAL(attributes->wlanSecurityAttributes.bSecurityEnabled, is_secure());
	CHECK_EQUAL(attributes->wlanSecurityAttributes.bOneXEnabled, FALSE);
	CHECK_EQUAL(attributes->wlanSecurityAttributes.dot11AuthAlgorithm, atoi(test_setting("WIFI_TEST_AUTH")));
	CHECK_EQUAL(attributes->wlanSecurityAttributes.dot11CipherAlgorithm, atoi(test_setting("WIFI_TEST_CIPHER")));
	WlanFreeMemory(data);
}

static void the_network_is_joined_in_the_documented_order_and_data_passes(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	set_up();
	parameters.strProfile = test_profile("temporary", "manual");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_start);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associating);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associated);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected);
	seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(data->bSecurityEnabled, is_secure());
	check_security();
	tell_access_point("data");
	tear_down();
}

static void a_group_rekeying_goes_unnoticed(void)
{
	if (!is_secure())
		return;
	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("rekey");
	tell_access_point("data");
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
	/* The end of a scan asked for now is the very next notification. */
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	tear_down();
}

static void a_disconnect_leaves_neither_station_nor_key(void)
{
	set_up();
	connect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disassociating);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	tell_access_point("gone");
	tear_down();
}

static void after_a_loss_the_network_can_be_joined_again(void)
{
	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("deauth 5");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("data");
	tear_down();
}

/* Has the attempt failed, and with what it says the wrong key is the cause? */
static void expect_mismatch(const struct seen *seen)
{
	const WLAN_CONNECTION_NOTIFICATION_DATA *data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen->data;

	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED);
}

static void a_wrong_key_is_told_as_the_cause(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	struct seen seen;

	if (!*test_setting("WIFI_TEST_KEY"))
		return; /* Enhanced Open has none */
	set_up();
	parameters.strProfile = test_profile_with_key("wrong", "manual", "not the right passphrase");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_attempt_fail);
	expect_mismatch(&seen);
	seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	expect_mismatch(&seen);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	/* No endless retry: nothing more happens before the end of this scan. */
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	connect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void a_disconnect_during_the_handshake_cancels_the_attempt(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	set_up();
	parameters.strProfile = test_profile("temporary", "manual");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associating);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	/* The handshake may have been faster than the call: then it is a disconnect like any other. */
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	if (data->wlanReasonCode == WLAN_REASON_CODE_SUCCESS)
		wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	else
		CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_USER_CANCELLED);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	connect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void a_forged_deauthentication_does_not_end_a_protected_connection(void)
{
	if (strcmp(test_setting("WIFI_TEST_PMF"), "yes") != 0)
		return;
	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("forge"); /* comes back when the access point was asked whether it still knows us, and has said yes */
	tell_access_point("data");
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
	tear_down();
}

static void an_access_point_that_restarts_is_joined_again(void)
{
	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("restart");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	tell_access_point("back");
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("data");
	tear_down();
}

static void a_changed_password_is_a_wrong_one(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	struct seen seen;

	if (!*test_setting("WIFI_TEST_KEY"))
		return;
	set_up();
	connect_and_wait(handle, &guid, watcher);
	tell_access_point("password another passphrase");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	parameters.strProfile = test_profile("temporary", "manual");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_attempt_fail);
	expect_mismatch(&seen);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	parameters.strProfile = test_profile_with_key("temporary", "manual", "another passphrase");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	tear_down();
}

static int contains(LPCWSTR text, const char *wanted)
{
	size_t n = strlen(wanted);

	for (; *text; text++) {
		size_t i = 0;

		while (i < n && text[i] == (unsigned char)wanted[i])
			i++;
		if (i == n)
			return 1;
	}
	return 0;
}

static void a_stored_profile_keeps_its_key_to_itself_and_connects(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	LPCWSTR name = wide_text("kept");
	DWORD reason = 0, flags = 0;
	LPWSTR xml = NULL;

	set_up();
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, test_profile("kept", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	CHECK_EQUAL(WlanGetProfile(handle, &guid, name, NULL, &xml, NULL, NULL), ERROR_SUCCESS);
	if (*test_setting("WIFI_TEST_KEY")) {
		CHECK(contains(xml, "<protected>true</protected>"));
		CHECK(!contains(xml, test_setting("WIFI_TEST_KEY")));
	}
	WlanFreeMemory(xml);
	/* Who runs the tests may see it, and says so. */
	flags = WLAN_PROFILE_GET_PLAINTEXT_KEY;
	CHECK_EQUAL(WlanGetProfile(handle, &guid, name, NULL, &xml, &flags, NULL), ERROR_SUCCESS);
	if (*test_setting("WIFI_TEST_KEY")) {
		CHECK(contains(xml, "<protected>false</protected>"));
		CHECK(contains(xml, test_setting("WIFI_TEST_KEY")));
	}
	WlanFreeMemory(xml);

	parameters.strProfile = name;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	check_security();
	disconnect_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, name, NULL), ERROR_SUCCESS);
	tear_down();
}

static const struct test tests[] = {
	{ "the network is joined in the documented order and data passes",
	  the_network_is_joined_in_the_documented_order_and_data_passes },
	{ "a group rekeying goes unnoticed", a_group_rekeying_goes_unnoticed },
	{ "a disconnect leaves neither station nor key", a_disconnect_leaves_neither_station_nor_key },
	{ "after a loss the network can be joined again", after_a_loss_the_network_can_be_joined_again },
	{ "a wrong key is told as the cause", a_wrong_key_is_told_as_the_cause },
	{ "a disconnect during the handshake cancels the attempt", a_disconnect_during_the_handshake_cancels_the_attempt },
	{ "a stored profile keeps its key to itself and connects", a_stored_profile_keeps_its_key_to_itself_and_connects },
	{ "a forged deauthentication does not end a protected connection",
	  a_forged_deauthentication_does_not_end_a_protected_connection },
	{ "an access point that restarts is joined again", an_access_point_that_restarts_is_joined_again },
	{ "a changed password is a wrong one", a_changed_password_is_a_wrong_one },
};

int main(int argc, char **argv)
{
	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
