#include "wlansvc/acm/candidate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "dot11/owe_element.h"
#include "wlansvc/acm/bss_fixture.h"
#include "wlansvc/acm/suites.h"

#define NOW (100 * UINT64_C(1000000))

static const uint8_t owe_rsne[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 18, 0xc0, 0 };

static struct dot11_ssid ssid_of(const char *text)
{
	struct dot11_ssid ssid = { .size = (uint8_t)strlen(text) };

	memcpy(ssid.bytes, text, ssid.size);
	return ssid;
}

static void see(struct bss_list *list, uint8_t last_byte, const char *ssid, int32_t rssi_dbm, const uint8_t *element, size_t size)
{
	struct bss_fixture fixture;

	bss_fixture_make(&fixture, last_byte, ssid, rssi_dbm, element, size);
	assert_int_equal(bss_list_report(list, &fixture.entry, NOW, 1), 0);
}

static struct bss_list *new_list(void)
{
	struct bss_list *list;

	assert_int_equal(bss_list_new(&list), 0);
	return list;
}

static struct candidates find(const struct bss_list *list, struct profile *profile, const char *ssid, uint64_t now_us)
{
	struct dot11_ssid wanted = ssid_of(ssid);
	const struct attempt attempt = { .profile = profile, .n_ssids = 1, .ssids = &wanted };
	struct msm_security security;
	struct candidates found;

	assert_int_equal(suites_of_profile(profile, NULL, &security), WLAN_REASON_CODE_SUCCESS);
	candidates_find(list, &attempt, &security, now_us, &found);
	suites_wipe(&security);
	return found;
}

static struct profile psk = {
	.auth = PROFILE_AUTH_WPA2_PSK,
	.cipher = PROFILE_CIPHER_AES,
	.key_type = PROFILE_KEY_PASSPHRASE,
	.clear_key = { 12, "a passphrase" },
};
static struct profile owe = { .auth = PROFILE_AUTH_OWE, .cipher = PROFILE_CIPHER_AES };
static struct profile open_profile = { .auth = PROFILE_AUTH_OPEN, .cipher = PROFILE_CIPHER_NONE };

static void the_strongest_that_fits_comes_first(void **state)
{
	struct bss_list *list = new_list();
	struct candidates found;

	see(list, 1, "home", -70, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	see(list, 2, "home", -40, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	see(list, 3, "home", -30, NULL, 0); /* somebody's open network of the same name */
	see(list, 4, "other", -20, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	found = find(list, &psk, "home", NOW);
	assert_int_equal(found.n, 2);
	assert_int_equal(found.bss[0]->bssid.b[5], 2);
	assert_int_equal(found.bss[1]->bssid.b[5], 1);
	found = find(list, &open_profile, "home", NOW);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.bss[0]->bssid.b[5], 3);
	bss_list_free(list);
}

static void a_network_that_does_not_fit_is_not_an_unseen_one(void **state)
{
	struct bss_list *list = new_list();

	see(list, 3, "home", -30, NULL, 0);
	assert_int_equal(find(list, &psk, "home", NOW).reason, WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH);
	assert_int_equal(find(list, &psk, "elsewhere", NOW).reason, WLAN_REASON_CODE_NOT_VISIBLE);
	bss_list_free(list);
}

static void what_was_not_seen_lately_waits_for_a_scan(void **state)
{
	struct bss_list *list = new_list();

	see(list, 1, "home", -70, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	assert_int_equal(find(list, &psk, "home", NOW + CANDIDATES_FRESH_US).n, 1);
	assert_int_equal(find(list, &psk, "home", NOW + CANDIDATES_FRESH_US + 1).n, 0);
	bss_list_free(list);
}

static void the_hidden_half_of_an_owe_pair_is_found_by_the_open_one(void **state)
{
	const struct dot11_owe_transition transition = { .bssid = { { 2, 0, 0, 0, 0, 9 } }, .ssid = ssid_of("guests-encrypted") };
	struct bss_list *list = new_list();
	struct candidates found;
	uint8_t element[64];
	struct writer writer = writer_over(element, sizeof(element));

	dot11_owe_transition_write(&writer, &transition);
	see(list, 8, "guests", -50, element, writer.size);
	found = find(list, &owe, "guests", NOW);
	assert_int_equal(found.n, 0); /* the other half is not in sight yet, but has been named */
	assert_true(dot11_ssid_equal(&found.absent, &transition.ssid));
	assert_int_equal(find(list, &psk, "guests", NOW).absent.size, 0);
	assert_false(candidates_are_visible(list, &owe, NULL));
	see(list, 9, "", -50, owe_rsne, sizeof(owe_rsne));
	found = find(list, &owe, "guests", NOW);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.bss[0]->bssid.b[5], 9);
	assert_true(dot11_ssid_equal(&found.ssid, &transition.ssid));
	/* An open profile stays with the open one. */
	found = find(list, &open_profile, "guests", NOW);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.bss[0]->bssid.b[5], 8);
	bss_list_free(list);
}

static void a_profile_is_in_sight_if_something_fits_it(void **state)
{
	struct dot11_ssid ssid = ssid_of("home");
	struct bss_list *list = new_list();
	struct profile profile = psk;

	profile.n_ssids = 1;
	profile.ssids = &ssid;
	see(list, 3, "home", -30, NULL, 0);
	assert_false(candidates_are_visible(list, &profile, NULL));
	see(list, 1, "home", -70, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	assert_true(candidates_are_visible(list, &profile, NULL));
	bss_list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strongest_that_fits_comes_first),
		cmocka_unit_test(a_network_that_does_not_fit_is_not_an_unseen_one),
		cmocka_unit_test(what_was_not_seen_lately_waits_for_a_scan),
		cmocka_unit_test(the_hidden_half_of_an_owe_pair_is_found_by_the_open_one),
		cmocka_unit_test(a_profile_is_in_sight_if_something_fits_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
