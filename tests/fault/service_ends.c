/*
 * What needs a driver with few abilities, and a bad one: a profile that it cannot do, and the hosted network of a service that
 * ends while it still waits for a driver that does not let its connection go. Runs in wlan-sandbox with bad_driver, whose only
 * network is "bad".
 */
#include "../api/support/calls.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static HANDLE handle;
static struct watcher *watcher;

static void end_service(void)
{
	const char *pid = getenv("WLANSVC_PID");
	WLAN_CONNECTION_PARAMETERS parameters = { 0 };
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "bad" };
	GUID guid;

	CHECK(pid != NULL);
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	parameters.wlanConnectionMode = wlan_connection_mode_discovery_unsecure;
	parameters.pDot11Ssid = &ssid;
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	CHECK(kill((pid_t)atoi(pid), SIGTERM) == 0);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting);
}

static void the_hosted_network_shuts_down_with_the_service(void)
{
	WLAN_HOSTED_NETWORK_REASON reason = wlan_hosted_network_reason_success;
	struct arguments arguments;
	unsigned int i, n = 0;

	end_service();
	arguments = right_arguments(handle, NULL);
	for (i = 0; i < n_every_function; i++) {
		if (strncmp(every_function[i].name, "WlanHostedNetwork", 17) != 0)
			continue;
		EXPECT_ANSWER(&every_function[i], &arguments, "a service that ends", ERROR_INVALID_STATE);
		n++;
	}
	CHECK_EQUAL(n, 11);
	EXPECT_ERROR(WlanHostedNetworkStartUsing(handle, &reason, NULL), ERROR_INVALID_STATE);
	CHECK_EQUAL(reason, wlan_hosted_network_reason_service_shutting_down);
	unwatch(watcher);
	WlanCloseHandle(handle, NULL);
}

/* The driver knows open networks only. */
static void a_profile_that_the_radio_cannot_do_does_not_match(void)
{
	DWORD reason = 0;
	GUID guid;

	setenv("WIFI_TEST_AUTHENTICATION", "WPA3SAE", 1);
	setenv("WIFI_TEST_ENCRYPTION", "AES", 1);
	handle = open_handle();
	guid = first_interface(handle);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile_with_key("secure", "manual", "correct horse battery"), NULL,
				    FALSE, NULL, &reason),
		     ERROR_NO_MATCH);
	EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a profile that the radio cannot do does not match", a_profile_that_the_radio_cannot_do_does_not_match },
		{ "the hosted network shuts down with the service", the_hosted_network_shuts_down_with_the_service },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
