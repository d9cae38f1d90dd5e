#include "support/harness.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;
static WLAN_HOSTED_NETWORK_REASON reason;

static const UCHAR passphrase[] = "correct horse battery";
static const unsigned char first_client[6] = { 2, 0x57, 0x44, 0x49, 9, 1 };

static DWORD set_enabled(BOOL is_enabled)
{
	return WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, sizeof(is_enabled), &is_enabled, &reason, NULL);
}

static void set_settings(const char *name, DWORD max_peers)
{
	WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS settings;

	memset(&settings, 0, sizeof(settings));
	settings.hostedNetworkSSID.uSSIDLength = (ULONG)strlen(name);
	memcpy(settings.hostedNetworkSSID.ucSSID, name, strlen(name));
	settings.dwMaxNumberOfPeers = max_peers;
	CHECK_EQUAL(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_connection_settings, sizeof(settings), &settings,
						 &reason, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_success);
}

static void set_key(BOOL is_persistent)
{
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, sizeof(passphrase), (PUCHAR)passphrase, TRUE, is_persistent, &reason, NULL),
		    ERROR_SUCCESS);
}

static PWLAN_HOSTED_NETWORK_STATUS query_status(void)
{
	PWLAN_HOSTED_NETWORK_STATUS status = NULL;

	CHECK_EQUAL(WlanHostedNetworkQueryStatus(handle, &status, NULL), ERROR_SUCCESS);
	CHECK(status != NULL);
	return status;
}

static WLAN_HOSTED_NETWORK_STATE state(void)
{
	PWLAN_HOSTED_NETWORK_STATUS status = query_status();
	WLAN_HOSTED_NETWORK_STATE ret = status->HostedNetworkState;

	WlanFreeMemory(status);
	return ret;
}

static DWORD n_peers(void)
{
	PWLAN_HOSTED_NETWORK_STATUS status = query_status();
	DWORD n = status->dwNumberOfPeers;

	WlanFreeMemory(status);
	return n;
}

static void expect_state(WLAN_HOSTED_NETWORK_STATE old_state, WLAN_HOSTED_NETWORK_STATE new_state, WLAN_HOSTED_NETWORK_REASON why)
{
	struct seen seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_HNWK, wlan_hosted_network_state_change);
	const WLAN_HOSTED_NETWORK_STATE_CHANGE *change = (const WLAN_HOSTED_NETWORK_STATE_CHANGE *)seen.data;

	CHECK_EQUAL(seen.size, sizeof(*change));
	CHECK_EQUAL(change->OldState, old_state);
	CHECK_EQUAL(change->NewState, new_state);
	CHECK_EQUAL(change->StateChangeReason, why);
}

static void expect_peer(const unsigned char *mac, BOOL is_here, WLAN_HOSTED_NETWORK_REASON why)
{
	struct seen seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_HNWK, wlan_hosted_network_peer_state_change);
	const WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE *change = (const WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE *)seen.data;

	CHECK_EQUAL(seen.size, sizeof(*change));
	if (mac)
		CHECK(memcmp(change->NewState.PeerMacAddress, mac, 6) == 0);
	CHECK_EQUAL(change->NewState.PeerAuthState,
		    is_here ? wlan_hosted_network_peer_state_authenticated : wlan_hosted_network_peer_state_invalid);
	CHECK_EQUAL(change->OldState.PeerAuthState,
		    is_here ? wlan_hosted_network_peer_state_invalid : wlan_hosted_network_peer_state_authenticated);
	CHECK_EQUAL(change->PeerStateChangeReason, why);
}

/* The network is idle, has the stations' SSID and passphrase, and nobody uses it. */
static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	CHECK_EQUAL(set_enabled(TRUE), ERROR_SUCCESS);
	set_settings("hosted test", 10);
	set_key(TRUE);
	CHECK_EQUAL(state(), wlan_hosted_network_idle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_HNWK);
}

static void tear_down(void)
{
	(void)WlanHostedNetworkForceStop(handle, NULL, NULL);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void start(void)
{
	CHECK_EQUAL(WlanHostedNetworkStartUsing(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_success);
	expect_state(wlan_hosted_network_idle, wlan_hosted_network_active, wlan_hosted_network_reason_user_action);
}

static void before_it_is_configured_there_is_nothing_to_query(void)
{
	WLAN_OPCODE_VALUE_TYPE type;
	PVOID data = NULL;
	DWORD size;

	handle = open_handle();
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_connection_settings, &size, &data, &type, NULL),
		    ERROR_BAD_CONFIGURATION);
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_station_profile, &size, &data, &type, NULL),
		    ERROR_BAD_CONFIGURATION);
	CHECK_EQUAL(WlanHostedNetworkInitSettings(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_connection_settings, &size, &data, &type, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS));
	CHECK(((WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS *)data)->hostedNetworkSSID.uSSIDLength > 0);
	CHECK_EQUAL(((WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS *)data)->dwMaxNumberOfPeers, 100);
	WlanFreeMemory(data);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void wrong_parameters_are_refused_with_a_reason(void)
{
	WLAN_OPCODE_VALUE_TYPE type;
	int reserved = 0;
	PVOID data;
	DWORD size;

	set_up();
	CHECK_EQUAL(WlanHostedNetworkStartUsing(NULL, &reason, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_bad_parameters);
	CHECK_EQUAL(WlanHostedNetworkStartUsing(handle, NULL, &reserved), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkStartUsing((HANDLE)0x10, &reason, NULL), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanHostedNetworkForceStart((HANDLE)0x10, NULL, NULL), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanHostedNetworkQueryStatus(handle, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, (WLAN_HOSTED_NETWORK_OPCODE)4, &size, &data, &type, NULL),
		    ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_enable, &size, &data, NULL, NULL),
		    ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, 0, &reserved, &reason, NULL),
		    ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, 3, &reserved, &reason, NULL),
		    ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_station_profile, 4, &reserved, &reason, NULL),
		    ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_read_only);
	CHECK_EQUAL(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_security_settings, 4, &reserved, &reason, NULL),
		    ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 8, (PUCHAR)"1234567", TRUE, FALSE, &reason, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 9, (PUCHAR)"123456789", TRUE, FALSE, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 9, NULL, TRUE, FALSE, NULL, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 0, (PUCHAR)"x", TRUE, FALSE, NULL, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

static void settings_are_kept_as_they_are_given(void)
{
	const WLAN_HOSTED_NETWORK_SECURITY_SETTINGS *security;
	const WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS *settings;
	BOOL is_passphrase, is_persistent;
	WLAN_OPCODE_VALUE_TYPE type;
	PVOID data = NULL;
	PUCHAR key = NULL;
	DWORD size;

	set_up();
	CHECK_EQUAL(WlanHostedNetworkInitSettings(handle, &reason, NULL), ERROR_SUCCESS); /* changes nothing any more */
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_connection_settings, &size, &data, &type, NULL),
		    ERROR_SUCCESS);
	settings = data;
	CHECK_EQUAL(settings->hostedNetworkSSID.uSSIDLength, 11);
	CHECK(memcmp(settings->hostedNetworkSSID.ucSSID, "hosted test", 11) == 0);
	CHECK_EQUAL(settings->dwMaxNumberOfPeers, 10);
	WlanFreeMemory(data);
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_security_settings, &size, &data, &type, NULL),
		    ERROR_SUCCESS);
	security = data;
	CHECK_EQUAL(security->dot11AuthAlgo, DOT11_AUTH_ALGO_RSNA_PSK);
	CHECK_EQUAL(security->dot11CipherAlgo, DOT11_CIPHER_ALGO_CCMP);
	WlanFreeMemory(data);
	CHECK_EQUAL(WlanHostedNetworkQuerySecondaryKey(handle, &size, &key, &is_passphrase, &is_persistent, &reason, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(passphrase));
	CHECK(memcmp(key, passphrase, sizeof(passphrase)) == 0);
	CHECK(is_passphrase && is_persistent);
	WlanFreeMemory(key);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 0, NULL, FALSE, FALSE, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanHostedNetworkQuerySecondaryKey(handle, &size, &key, &is_passphrase, &is_persistent, &reason, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(size, 0);
	CHECK(key == NULL);
	tear_down();
}

static void the_station_profile_is_one_that_this_machine_takes(void)
{
	WLAN_OPCODE_VALUE_TYPE type;
	DWORD size, code;
	PVOID data = NULL;

	set_up();
	CHECK_EQUAL(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_station_profile, &size, &data, &type, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, data, NULL, TRUE, NULL, &code), ERROR_SUCCESS);
	WlanFreeMemory(data);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("hosted test"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void it_is_active_from_the_first_use_to_the_last(void)
{
	PWLAN_HOSTED_NETWORK_STATUS status;

	set_up();
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_INVALID_STATE);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_stop_before_start);
	start();
	status = query_status();
	CHECK_EQUAL(status->HostedNetworkState, wlan_hosted_network_active);
	CHECK(status->wlanHostedNetworkBSSID[0] & 2);
	CHECK_EQUAL(status->ulChannelFrequency, 2437000);
	CHECK_EQUAL(status->dwNumberOfPeers, 0);
	WlanFreeMemory(status);
	CHECK_EQUAL(WlanHostedNetworkStartUsing(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(state(), wlan_hosted_network_active);
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	CHECK_EQUAL(state(), wlan_hosted_network_idle);
	tear_down();
}

static void a_use_ends_with_its_handle(void)
{
	HANDLE second;

	set_up();
	second = open_handle();
	CHECK_EQUAL(WlanHostedNetworkStartUsing(second, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_idle, wlan_hosted_network_active, wlan_hosted_network_reason_user_action);
	CHECK_EQUAL(WlanCloseHandle(second, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_client_abort);
	tear_down();
}

static void a_forced_start_outlives_its_handle(void)
{
	HANDLE second;

	set_up();
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_INVALID_STATE);
	second = open_handle();
	CHECK_EQUAL(WlanHostedNetworkForceStart(second, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_idle, wlan_hosted_network_active, wlan_hosted_network_reason_user_action);
	CHECK_EQUAL(WlanCloseHandle(second, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(state(), wlan_hosted_network_active);
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tear_down();
}

static void clients_join_and_leave(void)
{
	PWLAN_HOSTED_NETWORK_STATUS status;

	set_up();
	start();
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("join second");
	expect_peer(NULL, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("data first");
	tell_access_point("data second");
	status = query_status();
	CHECK_EQUAL(status->dwNumberOfPeers, 2);
	CHECK_EQUAL(status->PeerList[0].PeerAuthState, wlan_hosted_network_peer_state_authenticated);
	WlanFreeMemory(status);
	tell_access_point("leave first");
	expect_peer(first_client, FALSE, wlan_hosted_network_reason_peer_departed);
	tell_access_point("data second");
	CHECK_EQUAL(n_peers(), 1);
	/* The end tells of everybody who is still here, before the state. */
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_SUCCESS);
	expect_peer(NULL, FALSE, wlan_hosted_network_reason_peer_departed);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tell_access_point("idle second");
	tear_down();
}

static void a_wrong_key_sends_one_client_away_and_leaves_the_other(void)
{
	set_up();
	start();
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("no-join third");
	tell_access_point("no-join open");
	tell_access_point("data first");
	CHECK_EQUAL(n_peers(), 1);
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_SUCCESS);
	expect_peer(first_client, FALSE, wlan_hosted_network_reason_peer_departed);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tell_access_point("idle first");
	tear_down();
}

static void a_new_key_counts_for_who_comes(void)
{
	set_up();
	start();
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	CHECK_EQUAL(WlanHostedNetworkSetSecondaryKey(handle, 15, (PUCHAR)"another secret", TRUE, FALSE, &reason, NULL), ERROR_SUCCESS);
	tell_access_point("join third");
	expect_peer(NULL, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("data first");
	tell_access_point("data third");
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_SUCCESS);
	expect_peer(NULL, FALSE, wlan_hosted_network_reason_peer_departed);
	expect_peer(NULL, FALSE, wlan_hosted_network_reason_peer_departed);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tell_access_point("idle first");
	tell_access_point("idle third");
	tear_down();
}

static void no_more_clients_than_allowed(void)
{
	set_up();
	set_settings("hosted test", 1);
	start();
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("no-join second");
	tell_access_point("data first");
	CHECK_EQUAL(n_peers(), 1);
	tell_access_point("leave first");
	expect_peer(first_client, FALSE, wlan_hosted_network_reason_peer_departed);
	tear_down();
}

static void changed_settings_make_it_idle(void)
{
	set_up();
	start();
	set_settings("hosted test", 5);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_properties_change);
	start();
	CHECK_EQUAL(WlanHostedNetworkRefreshSecuritySettings(handle, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_properties_change);
	tear_down();
}

static void a_disallowed_network_is_unavailable(void)
{
	set_up();
	start();
	CHECK_EQUAL(set_enabled(FALSE), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_unavailable, wlan_hosted_network_reason_service_unavailable);
	CHECK_EQUAL(WlanHostedNetworkStartUsing(handle, &reason, NULL), ERROR_INVALID_STATE);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_service_unavailable);
	CHECK_EQUAL(set_enabled(TRUE), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_unavailable, wlan_hosted_network_idle, wlan_hosted_network_reason_interface_available);
	tear_down();
}

static void the_station_of_the_same_adapter_goes_on(void)
{
	struct watcher *station;
	PWLAN_HOSTED_NETWORK_STATUS status;
	HANDLE second;

	set_up();
	second = open_handle();
	station = watch(second, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM);
	connect_and_wait(second, &guid, station);
	start();
	status = query_status();
	CHECK_EQUAL(status->ulChannelFrequency, 2412000); /* that of the station */
	WlanFreeMemory(status);
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	tell_access_point("data first");
	tell_access_point("station-data");
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
	tell_access_point("station-data");
	/* And the other way round. */
	expect_peer(first_client, FALSE, wlan_hosted_network_reason_peer_departed);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tell_access_point("idle first");
	start();
	tell_access_point("join first");
	expect_peer(first_client, TRUE, wlan_hosted_network_reason_peer_arrived);
	disconnect_and_wait(second, &guid, station);
	tell_access_point("data first");
	unwatch(station);
	CHECK_EQUAL(WlanCloseHandle(second, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanHostedNetworkForceStop(handle, &reason, NULL), ERROR_SUCCESS);
	tell_access_point("idle first");
	tear_down();
}

/* @ssid: NULL: among all. */
static DWORD entries_of_itself(PDOT11_SSID ssid)
{
	PWLAN_HOSTED_NETWORK_STATUS status = query_status();
	PWLAN_BSS_LIST list = NULL;
	DWORD i, n = 0;

	EXPECT_ERROR(WlanGetNetworkBssList(handle, &guid, ssid, dot11_BSS_type_infrastructure, TRUE, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++)
		n += memcmp(list->wlanBssEntries[i].dot11Bssid, status->wlanHostedNetworkBSSID, 6) == 0;
	WlanFreeMemory(list);
	WlanFreeMemory(status);
	return n;
}

static void it_is_in_the_bss_list_once_while_it_is_active(void)
{
	DOT11_SSID ssid = { 11, "hosted test" };

	set_up();
	start();
	CHECK_EQUAL(entries_of_itself(NULL), 1);
	CHECK_EQUAL(entries_of_itself(&ssid), 1);
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_SUCCESS);
	expect_state(wlan_hosted_network_active, wlan_hosted_network_idle, wlan_hosted_network_reason_user_action);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "before it is configured there is nothing to query", before_it_is_configured_there_is_nothing_to_query },
		{ "wrong parameters are refused with a reason", wrong_parameters_are_refused_with_a_reason },
		{ "settings are kept as they are given", settings_are_kept_as_they_are_given },
		{ "the station profile is one that this machine takes", the_station_profile_is_one_that_this_machine_takes },
		{ "it is active from the first use to the last", it_is_active_from_the_first_use_to_the_last },
		{ "it is in the BSS list once while it is active", it_is_in_the_bss_list_once_while_it_is_active },
		{ "a use ends with its handle", a_use_ends_with_its_handle },
		{ "a forced start outlives its handle", a_forced_start_outlives_its_handle },
		{ "clients join and leave", clients_join_and_leave },
		{ "a wrong key sends one client away and leaves the other", a_wrong_key_sends_one_client_away_and_leaves_the_other },
		{ "a new key counts for who comes", a_new_key_counts_for_who_comes },
		{ "no more clients than allowed", no_more_clients_than_allowed },
		{ "changed settings make it idle", changed_settings_make_it_idle },
		{ "a disallowed network is unavailable", a_disallowed_network_is_unavailable },
		{ "the station of the same adapter goes on", the_station_of_the_same_adapter_goes_on },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
