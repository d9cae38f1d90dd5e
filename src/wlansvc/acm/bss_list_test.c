#include "wlansvc/acm/bss_list.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"

#define SECOND_US UINT64_C(1000000)

define_cleanup(struct bss_list, list, bss_list_free);

static struct bss_list *make(void)
{
	struct bss_list *list;

	assert_int_equal(bss_list_new(&list), 0);
	return list;
}

static void report(struct bss_list *list, uint8_t last_byte, const char *ssid, uint64_t now_us)
{
	struct bss_fixture bss;

	bss_fixture_make(&bss, last_byte, ssid, -60, NULL, 0);
	assert_int_equal(bss_list_report(list, &bss.entry, now_us, 7), 0);
}

static void a_beacon_becomes_an_entry(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();
	const struct dot11_mac bssid = { { 2, 0, 0, 0, 0, 1 } };
	const struct bss *bss;

	report(list, 1, "lab", 5);
	bss = bss_list_find(list, &bssid);
	assert_non_null(bss);
	assert_int_equal(bss->ssid.size, 3);
	assert_int_equal(bss->center_khz, 2437000);
	assert_int_equal(bss->phy_type, dot11_phy_type_erp);
	assert_int_equal(bss->beacon_period_tu, 100);
	assert_int_equal(bss->n_rates, 10);
	assert_int_equal(bss->rates[0], 0x8002);
	assert_int_equal(bss->rates[4], 12);
	assert_int_equal(bss->host_timestamp, 7);
	assert_int_equal(bss->ies[0], DOT11_ELEMENT_SSID);
	assert_false(bss->security.is_secure);
}

static void security_is_read_from_its_elements(void **state)
{
	static const uint8_t wpa[] = { 221, 22, 0, 0x50, 0xf2, 1, 1, 0, 0, 0x50, 0xf2, 2, 1, 0, 0, 0x50, 0xf2, 2, 1, 0, 0, 0x50, 0xf2, 2 };
	static const uint8_t sae[] = { 48, 24, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 2, 0,
				       0,  0x0f, 0xac, 2, 0, 0x0f, 0xac, 8, 0xc0, 0 };
	static const uint8_t none[] = { 3, 1, 6 };
	static const uint8_t cut[] = { 48, 9, 1, 0, 0, 0x0f, 0xac, 4, 200, 0, 0 };
	static const struct {
		const uint8_t *element;
		size_t size;
		uint32_t auth, cipher;
	} cases[] = {
		{ bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk), DOT11_AUTH_ALGO_RSNA_PSK, DOT11_CIPHER_ALGO_CCMP },
		{ wpa, sizeof(wpa), DOT11_AUTH_ALGO_WPA_PSK, DOT11_CIPHER_ALGO_TKIP },
		{ sae, sizeof(sae), DOT11_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_ALGO_CCMP },
		{ none, sizeof(none), DOT11_AUTH_ALGO_80211_OPEN, DOT11_CIPHER_ALGO_WEP },
		{ cut, sizeof(cut), DOT11_AUTH_ALGO_RSNA, DOT11_CIPHER_ALGO_CCMP },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		cleanup(cleanup_list) struct bss_list *list = make();
		struct bss_fixture bss;

		bss_fixture_make(&bss, 1, "lab", -60, cases[i].element, cases[i].size);
		assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), 0);
		assert_true(bss_list_at(list, 0)->security.is_secure);
		assert_int_equal(bss_list_at(list, 0)->security.auth, cases[i].auth);
		assert_int_equal(bss_list_at(list, 0)->security.cipher, cases[i].cipher);
	}
}

static void an_entry_leaves_after_two_full_scans_without_it(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();
	const struct dot11_mac kept = { { 2, 0, 0, 0, 0, 2 } };

	report(list, 1, "lab", 0);
	report(list, 2, "mine", 0);
	bss_list_age(list, &kept, 1 * SECOND_US);
	bss_list_age(list, &kept, 2 * SECOND_US);
	assert_int_equal(bss_list_count(list), 2);
	bss_list_age(list, &kept, 3 * SECOND_US);
	assert_int_equal(bss_list_count(list), 1);
	assert_non_null(bss_list_find(list, &kept));
}

static void an_old_entry_leaves_after_one_full_scan_without_it(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();

	report(list, 1, "lab", 0);
	bss_list_age(list, NULL, 1 * SECOND_US);
	bss_list_age(list, NULL, 40 * SECOND_US);
	assert_int_equal(bss_list_count(list), 0);
}

static void a_hidden_ssid_once_learned_is_not_forgotten(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();
	struct bss_fixture bss;

	bss_fixture_make(&bss, 1, "secret", -60, NULL, 0);
	bss.entry.has_probe_response_frame = true;
	bss.entry.probe_response_frame = bss.entry.beacon_frame;
	bss.entry.has_beacon_frame = false;
	assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), 0);
	report(list, 1, "", 1);
	assert_int_equal(bss_list_at(list, 0)->ssid.size, 6);
	assert_non_null(bss_list_at(list, 0)->probe_response);
	assert_int_equal(bss_list_count(list), 1);
}

static void an_entry_without_a_whole_frame_is_refused(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();
	struct bss_fixture bss;

	bss_fixture_make(&bss, 1, "lab", -60, NULL, 0);
	bss.entry.beacon_frame.size = 11;
	assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), -EBADMSG);
	bss.entry.has_beacon_frame = false;
	assert_int_equal(bss_list_report(list, &bss.entry, 0, 0), -EBADMSG);
	assert_int_equal(bss_list_count(list), 0);
}

static void a_full_list_drops_the_oldest(void **state)
{
	cleanup(cleanup_list) struct bss_list *list = make();
	struct bss_fixture bss;

	bss_fixture_make(&bss, 0, "flood", -60, NULL, 0);
	for (unsigned i = 0; i <= BSS_LIST_MAX; i++) {
		bss.entry.bssid.address.b[4] = (uint8_t)(i >> 8);
		bss.entry.bssid.address.b[5] = (uint8_t)i;
		assert_int_equal(bss_list_report(list, &bss.entry, i, 0), 0);
	}
	assert_int_equal(bss_list_count(list), BSS_LIST_MAX);
	assert_null(bss_list_find(list, &(struct dot11_mac){ { 2, 0, 0, 0, 0, 0 } }));
	assert_non_null(bss_list_find(list, &(struct dot11_mac){ { 2, 0, 0, 0, 0, 1 } }));
}

static void signal_quality_is_linear_from_minus_100_to_minus_50(void **state)
{
	assert_int_equal(bss_signal_quality(-120), 0);
	assert_int_equal(bss_signal_quality(-100), 0);
	assert_int_equal(bss_signal_quality(-75), 50);
	assert_int_equal(bss_signal_quality(-50), 100);
	assert_int_equal(bss_signal_quality(0), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beacon_becomes_an_entry),
		cmocka_unit_test(security_is_read_from_its_elements),
		cmocka_unit_test(an_entry_leaves_after_two_full_scans_without_it),
		cmocka_unit_test(an_old_entry_leaves_after_one_full_scan_without_it),
		cmocka_unit_test(a_hidden_ssid_once_learned_is_not_forgotten),
		cmocka_unit_test(an_entry_without_a_whole_frame_is_refused),
		cmocka_unit_test(a_full_list_drops_the_oldest),
		cmocka_unit_test(signal_quality_is_linear_from_minus_100_to_minus_50),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
