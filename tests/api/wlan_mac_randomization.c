/*
 * The MacRandomization element of profiles (WLANProfile schema, v3): which address the access point sees, in a network that the
 * environment describes (support/harness.h). Its program must know the order "address" of tests/api/address-sim.
 */
#include "support/harness.h"

#include <stdio.h>
#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

static size_t length_of(LPCWSTR text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

/* Where @ascii begins in @text, or NULL. */
static LPCWSTR find(LPCWSTR text, const char *ascii)
{
	for (; *text; text++) {
		size_t i = 0;

		while (ascii[i] && text[i] == (WCHAR)ascii[i])
			i++;
		if (!ascii[i])
			return text;
	}
	return NULL;
}

/* The profile of the network, with what MacRandomization shall hold; NULL: without the element. */
static void set_profile(const char *name, const char *randomization)
{
	static WCHAR xml[4096];
	LPCWSTR profile = test_profile(name, "manual"), end = find(profile, "</WLANProfile>"), inserted;
	char text[512];
	size_t at;
	DWORD reason = 0;

	CHECK(end != NULL);
	text[0] = 0;
	if (randomization)
		snprintf(text, sizeof(text),
			 "<MacRandomization xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v3\">%s"
			 "</MacRandomization>",
			 randomization);
	inserted = wide_text(text);
	at = (size_t)(end - profile);
	CHECK(at + length_of(inserted) + length_of(end) < sizeof(xml) / sizeof(xml[0]));
	memcpy(xml, profile, at * sizeof(WCHAR));
	memcpy(xml + at, inserted, length_of(inserted) * sizeof(WCHAR));
	memcpy(xml + at + length_of(inserted), end, (length_of(end) + 1) * sizeof(WCHAR));
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, xml, NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
}

#define RANDOM "<enableRandomization>true</enableRandomization>"
#define SEED(n) RANDOM "<randomizationSeed>" #n "</randomizationSeed>"

static void connect_to(const char *name)
{
	WLAN_CONNECTION_PARAMETERS parameters;
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text(name);
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
}

/* Connects, lets the access point look, lets data pass with the keys of that address, and leaves. */
static void visit(const char *name, const char *order)
{
	connect_to(name);
	tell_access_point(order);
	tell_access_point("data");
	disconnect_and_wait(handle, &guid, watcher);
}

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM);
	set_profile("plain", NULL);
}

static void tear_down(void)
{
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void without_the_element_the_permanent_address_is_seen(void)
{
	set_up();
	visit("plain", "address permanent");
	set_profile("off", "<enableRandomization>false</enableRandomization><randomizationSeed>7</randomizationSeed>");
	visit("off", "address permanent");
	tear_down();
}

static void a_randomized_address_is_the_same_at_every_visit(void)
{
	set_up();
	set_profile("hidden", RANDOM);
	visit("hidden", "address keep first");
	visit("hidden", "address same first");
	visit("plain", "address permanent");
	visit("hidden", "address same first");
	tear_down();
}

static void another_seed_is_another_address(void)
{
	set_up();
	set_profile("one", SEED(1));
	set_profile("two", SEED(2));
	visit("one", "address keep one");
	visit("two", "address other one");
	set_profile("two", SEED(1));
	visit("two", "address same one");
	tear_down();
}

static void the_service_makes_a_seed_and_shows_it(void)
{
	LPWSTR xml = NULL;
	DWORD flags = 0, access = 0;

	set_up();
	set_profile("seedless", RANDOM);
	CHECK_EQUAL(WlanGetProfile(handle, &guid, wide_text("seedless"), NULL, &xml, &flags, &access), ERROR_SUCCESS);
	CHECK(find(xml, "<randomizationSeed>") != NULL);
	WlanFreeMemory(xml);
	visit("seedless", "address keep seedless");
	set_profile("seedless", RANDOM); /* given anew, it is a new profile */
	visit("seedless", "address other seedless");
	tear_down();
}

static void a_lost_network_is_joined_again_under_the_same_address(void)
{
	set_up();
	set_profile("hidden", RANDOM);
	connect_to("hidden");
	tell_access_point("address keep lost");
	tell_access_point("deauth 5");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	visit("hidden", "address same lost");
	/* What was agreed on under one address is not offered under another. */
	connect_to("hidden");
	tell_access_point("deauth 5");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	visit("plain", "address permanent");
	tear_down();
}

static void a_disconnect_ends_a_connection_of_a_randomized_address_wholly(void)
{
	set_up();
	set_profile("hidden", RANDOM);
	connect_to("hidden");
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	tell_access_point("gone");
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "without_the_element_the_permanent_address_is_seen", without_the_element_the_permanent_address_is_seen },
		{ "a_randomized_address_is_the_same_at_every_visit", a_randomized_address_is_the_same_at_every_visit },
		{ "another_seed_is_another_address", another_seed_is_another_address },
		{ "the_service_makes_a_seed_and_shows_it", the_service_makes_a_seed_and_shows_it },
		{ "a_lost_network_is_joined_again_under_the_same_address", a_lost_network_is_joined_again_under_the_same_address },
		{ "a_disconnect_ends_a_connection_of_a_randomized_address_wholly",
		  a_disconnect_ends_a_connection_of_a_randomized_address_wholly },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
