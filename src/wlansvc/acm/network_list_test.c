#include "wlansvc/acm/network_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"
#include "wlansvc/store/vault.h"

static struct dot11_ssid lab_ssid = { 3, "lab" };
static struct dot11_ssid far_ssid = { 3, "far" };
static struct profile lab = { .name = (char *)"home", .n_ssids = 1, .ssids = &lab_ssid };
static struct profile hidden = { .name = (char *)"hidden", .n_ssids = 1, .ssids = &far_ssid, .is_non_broadcast = true };
static struct profile adhoc = { .name = (char *)"adhoc", .n_ssids = 1, .ssids = &far_ssid, .is_ibss = true };
static const struct store_profile profiles[] = { { .profile = &lab }, { .profile = &hidden }, { .profile = &adhoc } };

static void report(struct bss_list *list, uint8_t last_byte, const char *ssid, int32_t rssi_dbm, bool is_secure)
{
	struct bss_fixture bss;

	bss_fixture_make(&bss, last_byte, ssid, rssi_dbm, is_secure ? bss_fixture_rsn_psk : NULL, sizeof(bss_fixture_rsn_psk));
	assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), 0);
}

static int set_up(void **state)
{
	struct bss_list *list;

	if (bss_list_new(&list) < 0)
		return -1;
	report(list, 1, "lab", -80, false);
	report(list, 2, "lab", -60, false);
	report(list, 3, "lab", -70, true);
	report(list, 4, "other", -55, true);
	*state = list;
	return 0;
}

static int tear_down(void **state)
{
	bss_list_free(*state);
	return 0;
}

/* The elements stand where the fixture has those of security. */
static void report_open(struct bss_list *list, uint8_t last_byte, const char *ssid, int32_t rssi_dbm, const uint8_t *elements, size_t size)
{
	struct bss_fixture bss;

	bss_fixture_make(&bss, last_byte, ssid, rssi_dbm, elements, size);
	bss.body[10] &= (uint8_t)~DOT11_CAPABILITY_PRIVACY;
	assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), 0);
}

static void networks_that_hide_their_name_are_listed_without_one(void **state)
{
	_auto_free_ struct acm_network *networks = NULL;
	size_t n;

	report(*state, 9, "", -40, true);
	assert_int_equal(network_list_build(*state, &(struct network_wishes){ 0 }, &networks, &n), 0);
	assert_int_equal(n, 4);
	assert_int_equal(networks[0].ssid.size, 0);
	assert_true(networks[0].is_secure);
}

static void a_network_that_the_user_in_front_of_the_machine_has_a_profile_for_is_marked(void **state)
{
	static const struct store_profile theirs[] = { { .profile = &lab, .owner = 1001 } };
	const struct network_wishes wishes = { .console_profiles = theirs, .n_console_profiles = 1 };
	_auto_free_ struct acm_network *networks = NULL;
	unsigned n_marked = 0;
	size_t n;

	assert_int_equal(network_list_build(*state, &wishes, &networks, &n), 0);
	assert_int_equal(n, 3); /* no entry of its own: the name is nobody else's business */
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(networks[i].profile_name, "");
		if (networks[i].flags & WLAN_AVAILABLE_NETWORK_CONSOLE_USER_PROFILE) {
			n_marked++;
			assert_memory_equal(networks[i].ssid.bytes, "lab", 3);
			assert_false(networks[i].is_secure);
		}
	}
	assert_int_equal(n_marked, 1);
}

static void what_a_hotspot_says_of_itself_is_that_of_its_strongest_bss(void **state)
{
	static const uint8_t weak[] = { 107, 1, 0x02 };
	static const uint8_t strong[] = { 107, 9, 0x13, 7, 3, 2, 0, 0, 0, 1, 9, 108, 2, 0x7f, 0, 221, 5, 0x50, 0x6f, 0x9a, 0x10, 0x20 };
	const uint32_t flags = WLAN_AVAILABLE_NETWORK_INTERWORKING_SUPPORTED | WLAN_AVAILABLE_NETWORK_HOTSPOT2_ENABLED |
			       WLAN_AVAILABLE_NETWORK_ANQP_SUPPORTED;
	_auto_free_ struct acm_network *networks = NULL;
	size_t n;

	report_open(*state, 5, "spot", -90, weak, sizeof(weak));
	report_open(*state, 6, "spot", -40, strong, sizeof(strong));
	assert_int_equal(network_list_build(*state, &(struct network_wishes){ 0 }, &networks, &n), 0);
	assert_int_equal(n, 4);
	assert_memory_equal(networks[0].ssid.bytes, "spot", 4);
	assert_int_equal(networks[0].flags, flags);
	assert_int_equal(networks[0].interworking.network_type, 3);
	assert_int_equal(networks[0].interworking.venue_group, 7);
	assert_memory_equal(networks[0].interworking.hessid.b, "\x02\0\0\0\x01\x09", 6);
	assert_int_equal(networks[1].flags, 0);
	assert_false(networks[1].interworking.is_supported);
}

static void a_network_is_ssid_type_and_security(void **state)
{
	_auto_free_ struct acm_network *networks = NULL;
	size_t n;

	assert_int_equal(network_list_build(*state, &(struct network_wishes){ 0 }, &networks, &n), 0);
	assert_int_equal(n, 3);
	/* by falling signal */
	assert_memory_equal(networks[0].ssid.bytes, "other", 5);
	assert_true(networks[0].is_connectable);
	assert_int_equal(networks[0].auth, DOT11_AUTH_ALGO_RSNA_PSK);
	assert_int_equal(networks[1].n_bssids, 2);
	assert_int_equal(networks[1].signal_quality, 80);
	assert_true(networks[1].is_connectable);
	assert_false(networks[1].is_secure);
	assert_int_equal(networks[1].n_phy_types, 1);
	assert_true(networks[2].is_secure);
	assert_int_equal(networks[2].n_bssids, 1);
}

static void a_profile_that_fits_has_an_entry_of_its_own(void **state)
{
	_auto_free_ struct acm_network *networks = NULL;
	const struct network_connection connection = {
		.ssid = lab_ssid,
		.bss_type = dot11_BSS_type_infrastructure,
		.profile_name = "home",
	};
	size_t n;

	assert_int_equal(network_list_build(*state,
					    &(struct network_wishes){ .profiles = profiles,
								      .n_profiles = array_size(profiles),
								      .connection = &connection },
					    &networks, &n), 0);
	assert_int_equal(n, 4);
	assert_string_equal(networks[0].profile_name, "home");
	assert_int_equal(networks[0].flags, WLAN_AVAILABLE_NETWORK_HAS_PROFILE | WLAN_AVAILABLE_NETWORK_CONNECTED);
	assert_int_equal(networks[0].n_bssids, 2);
	assert_int_equal(networks[1].flags, 0);
	assert_int_equal(networks[2].flags, WLAN_AVAILABLE_NETWORK_CONNECTED);
	assert_string_equal(networks[2].profile_name, "");
	assert_int_equal(networks[3].flags, 0);
}

static void unseen_profiles_come_when_they_are_asked_for(void **state)
{
	static const struct {
		uint32_t flags;
		size_t n;
		const char *name;
	} cases[] = {
		{ WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES, 5, "hidden" },
		{ WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES, 5, "adhoc" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		_auto_free_ struct acm_network *networks = NULL;
		size_t n;

		assert_int_equal(network_list_build(*state,
						    &(struct network_wishes){ .profiles = profiles,
									      .n_profiles = array_size(profiles),
									      .flags = cases[i].flags },
						    &networks, &n), 0);
		assert_int_equal(n, cases[i].n);
		assert_string_equal(networks[1].profile_name, cases[i].name);
		assert_int_equal(networks[1].n_bssids, 0);
	}
}

static bool has_failed(const char *profile_name, const void *userdata)
{
	return strcmp(profile_name, userdata) == 0;
}

static void a_profile_that_automatic_connection_leaves_alone_is_marked(void **state)
{
	_auto_free_ struct acm_network *networks = NULL;
	size_t n;

	assert_int_equal(network_list_build(*state,
					    &(struct network_wishes){ .profiles = profiles,
								      .n_profiles = array_size(profiles),
								      .has_failed = has_failed,
								      .userdata = "home" },
					    &networks, &n),
			 0);
	assert_int_equal(networks[0].flags, WLAN_AVAILABLE_NETWORK_HAS_PROFILE | WLAN_AVAILABLE_NETWORK_AUTO_CONNECT_FAILED);
	assert_int_equal(networks[1].flags, 0);
}

static void what_is_denied_is_hidden_or_shown_as_not_connectable(void **state)
{
	const struct store_filter denied = { .ssid = { 5, "other" }, .bss_type = dot11_BSS_type_any };
	const struct network_connection connection = { .ssid = { 5, "other" },
						       .bss_type = dot11_BSS_type_infrastructure,
						       .is_secure = true,
						       .profile_name = "" };
	_auto_free_ struct acm_network *hidden_ones = NULL, *shown = NULL, *connected = NULL;
	struct network_wishes wishes = { 0 };
	struct filters *filters;
	struct vault *vault;
	struct store *store;
	size_t n;

	assert_int_equal(vault_open(&vault, NULL), 0);
	assert_int_equal(store_open(&store, ":memory:", vault), 0);
	assert_int_equal(filters_new(&filters, store), 0);
	assert_int_equal(filters_set(filters, wlan_filter_list_type_user_deny, &denied, 1), 0);
	wishes.filters = filters;
	assert_int_equal(network_list_build(*state, &wishes, &hidden_ones, &n), 0);
	assert_int_equal(n, 2);
	wishes.shows_denied = true;
	assert_int_equal(network_list_build(*state, &wishes, &shown, &n), 0);
	assert_int_equal(n, 3);
	assert_memory_equal(shown[0].ssid.bytes, "other", 5);
	assert_false(shown[0].is_connectable);
	assert_int_equal(shown[0].not_connectable_reason, WLAN_REASON_CODE_USER_DENIED);
	wishes.shows_denied = false;
	wishes.connection = &connection;
	assert_int_equal(network_list_build(*state, &wishes, &connected, &n), 0);
	assert_int_equal(n, 3);
	filters_free(filters);
	store_close(store);
	vault_close(vault);
}

static void a_client_of_version_1_hears_of_one_bssid_per_network(void **state)
{
	_auto_free_ struct acm_network *networks = NULL;
	size_t n;

	assert_int_equal(network_list_build(*state, &(struct network_wishes){ .is_of_version_1 = true }, &networks, &n), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(networks[i].n_bssids, 1);
}

static void what_there_is_no_supplicant_for_cannot_be_connected(void **state)
{
	static const struct {
		uint32_t type, auth, cipher, reason;
	} cases[] = {
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_80211_OPEN, DOT11_CIPHER_ALGO_NONE, WLAN_REASON_CODE_SUCCESS },
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_ALGO_GCMP_256, WLAN_REASON_CODE_SUCCESS },
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_OWE, DOT11_CIPHER_ALGO_CCMP, WLAN_REASON_CODE_SUCCESS },
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_RSNA, DOT11_CIPHER_ALGO_CCMP,
		  WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS },
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_WPA_PSK, DOT11_CIPHER_ALGO_TKIP,
		  WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS },
		{ dot11_BSS_type_infrastructure, DOT11_AUTH_ALGO_80211_OPEN, DOT11_CIPHER_ALGO_WEP,
		  WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS },
		{ dot11_BSS_type_independent, DOT11_AUTH_ALGO_80211_OPEN, DOT11_CIPHER_ALGO_NONE,
		  WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED },
	};

	for (size_t i = 0; i < array_size(cases); i++)
		assert_int_equal(network_not_connectable_reason(cases[i].type, cases[i].auth, cases[i].cipher), cases[i].reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_there_is_no_supplicant_for_cannot_be_connected),
		cmocka_unit_test_setup_teardown(networks_that_hide_their_name_are_listed_without_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_network_that_the_user_in_front_of_the_machine_has_a_profile_for_is_marked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_a_hotspot_says_of_itself_is_that_of_its_strongest_bss, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_network_is_ssid_type_and_security, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_profile_that_fits_has_an_entry_of_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_profile_that_automatic_connection_leaves_alone_is_marked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_denied_is_hidden_or_shown_as_not_connectable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_client_of_version_1_hears_of_one_bssid_per_network, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unseen_profiles_come_when_they_are_asked_for, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
