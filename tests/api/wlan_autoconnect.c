/* What the service connects of its own accord, and what it leaves alone. */
#include "support/harness.h"

#include <stdio.h>
#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

/* @ssid: also the name of the profile. @more: in connectionMode's place, e.g. its element and autoSwitch. */
static void set_profile_of(DWORD flags, const char *ssid, const char *hides, const char *more)
{
	char text[1024];
	DWORD reason;

	snprintf(text, sizeof(text),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name>"
		 "<SSIDConfig><SSID><name>%s</name></SSID>%s</SSIDConfig><connectionType>ESS</connectionType>%s"
		 "<MSM><security><authEncryption><authentication>open</authentication><encryption>none</encryption>"
		 "<useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>",
		 ssid, ssid, hides, more);
	CHECK_EQUAL(WlanSetProfile(handle, &guid, flags, wide_text(text), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
}

static void set_profile(const char *ssid, const char *hides, const char *more)
{
	set_profile_of(0, ssid, hides, more);
}

#define AUTO "<connectionMode>auto</connectionMode>"
#define AUTO_SWITCH AUTO "<autoSwitch>true</autoSwitch>"
#define HIDDEN "<nonBroadcast>true</nonBroadcast>"

/* Two scans: what neither of them has seen is not in the list any more. */
static void age_networks(void)
{
	scan_and_wait(handle, &guid, watcher);
	scan_and_wait(handle, &guid, watcher);
}

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	disconnect_and_wait(handle, &guid, watcher);
}

static void tear_down(void)
{
	WlanDeleteProfile(handle, &guid, wide_text("lab"), NULL);
	WlanDeleteProfile(handle, &guid, wide_text("other"), NULL);
	WlanDeleteProfile(handle, &guid, wide_text("den"), NULL);
	/* Their connection ends by itself; a manual one lifts what a disconnect of before has left behind. */
	connect_and_wait(handle, &guid, watcher);
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* The mark of the disconnect in set_up() is lifted by a manual connect, so the tests begin with one. */
static void lift_mark(void)
{
	connect_and_wait(handle, &guid, watcher);
}

static void lose_connection(void)
{
	tell_access_point("deauth 5");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
}

static void expect_automatic(const char *ssid)
{
	struct seen seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	const WLAN_CONNECTION_NOTIFICATION_DATA *data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;

	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(data->wlanConnectionMode, wlan_connection_mode_auto);
	CHECK_EQUAL(data->dot11Ssid.uSSIDLength, strlen(ssid));
	CHECK(memcmp(data->dot11Ssid.ucSSID, ssid, strlen(ssid)) == 0);
}

static void a_lost_connection_is_made_again_with_an_automatic_profile(void)
{
	set_up();
	lift_mark();
	set_profile("lab", "", AUTO);
	lose_connection();
	expect_automatic("lab");
	lose_connection();
	expect_automatic("lab");
	tear_down();
}

static void a_profile_of_a_user_who_has_a_handle_is_connected_too(void)
{
	set_up();
	lift_mark();
	set_profile_of(WLAN_PROFILE_USER, "lab", "", AUTO);
	lose_connection();
	expect_automatic("lab");
	tear_down();
}

static void a_disconnect_stops_automatic_connection(void)
{
	set_up();
	lift_mark();
	set_profile("lab", "", AUTO);
	lose_connection();
	expect_automatic("lab");
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	/* The network is there, the profile is automatic and still listed so, and nothing begins. */
	scan_and_wait(handle, &guid, watcher);
	scan_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_disconnected);
	tear_down();
}

static void a_network_that_does_not_broadcast_is_found_and_connected(void)
{
	set_up();
	lift_mark();
	set_profile("den", HIDDEN, AUTO);
	lose_connection();
	expect_automatic("den");
	tear_down();
}

static void a_more_preferred_network_that_appears_is_switched_to(void)
{
	set_up();
	lift_mark();
	set_profile("other", "", AUTO_SWITCH);
	lose_connection();
	expect_automatic("other");
	tell_access_point("silence");
	age_networks();
	set_profile("lab", "", AUTO); /* new ones go to the top */
	age_networks();
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
	tell_access_point("resume");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	expect_automatic("lab");
	tear_down();
}

static BOOL begins_with(const WCHAR *text, const char *start)
{
	while (*start && *text == (WCHAR)*start) {
		text++;
		start++;
	}
	return *start == '\0';
}

static void a_disconnect_of_version_1_makes_the_profile_manual(void)
{
	HANDLE old = NULL;
	DWORD version = 0, flags = 0;
	LPWSTR xml = NULL;
	BOOL is_manual = FALSE;
	LPWSTR at;

	set_up();
	lift_mark();
	set_profile("lab", "", AUTO_SWITCH);
	lose_connection();
	expect_automatic("lab");
	CHECK_EQUAL(WlanOpenHandle(1, NULL, &version, &old), ERROR_SUCCESS);
	CHECK_EQUAL(version, 1);
	CHECK_EQUAL(WlanDisconnect(old, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	CHECK_EQUAL(WlanGetProfile(handle, &guid, wide_text("lab"), NULL, &xml, &flags, NULL), ERROR_SUCCESS);
	for (at = xml; *at && !is_manual; at++)
		is_manual = begins_with(at, "<connectionMode>manual</connectionMode>");
	CHECK(is_manual);
	WlanFreeMemory(xml);
	CHECK_EQUAL(WlanCloseHandle(old, NULL), ERROR_SUCCESS);
	tear_down();
}

static void networks_in_range_are_news_while_nothing_fits(void)
{
	set_up();
	lift_mark(); /* a connection makes it news again */
	unwatch(watcher);
	watcher = watch_everything(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	lose_connection();
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_list_refresh);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_network_available);
	tear_down();
}

static void a_network_that_does_not_let_us_in_is_blocked_for_a_while(void)
{
	struct seen seen;

	set_up();
	lift_mark();
	set_profile("lab", "", AUTO);
	tell_access_point("reject 17");
	lose_connection();
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	CHECK(((const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data)->wlanReasonCode != WLAN_REASON_CODE_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profiles_exhausted);
	/* It is tried again after a while, and blocked then; after the block period it is free. */
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_blocked);
	tell_access_point("accept");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_unblocked);
	expect_automatic("lab");
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a lost connection is made again with an automatic profile", a_lost_connection_is_made_again_with_an_automatic_profile },
		{ "a profile of a user who has a handle is connected too", a_profile_of_a_user_who_has_a_handle_is_connected_too },
		{ "a disconnect stops automatic connection", a_disconnect_stops_automatic_connection },
		{ "a network that does not broadcast is found and connected", a_network_that_does_not_broadcast_is_found_and_connected },
		{ "a more preferred network that appears is switched to", a_more_preferred_network_that_appears_is_switched_to },
		{ "a disconnect of version 1 makes the profile manual", a_disconnect_of_version_1_makes_the_profile_manual },
		{ "networks in range are news while nothing fits", networks_in_range_are_news_while_nothing_fits },
		{ "a network that does not let us in is blocked for a while", a_network_that_does_not_let_us_in_is_blocked_for_a_while },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
