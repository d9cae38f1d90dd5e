#include "wlansvc/acm/hosted_settings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wlansvc/store/vault.h"

struct fixture {
	struct vault *vault;
	struct store *store;
	struct hosted_settings settings;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(vault_open(&f->vault, NULL), 0);
	assert_int_equal(store_open(&f->store, ":memory:", f->vault), 0);
	assert_int_equal(hosted_settings_load(&f->settings, f->store), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	store_close(f->store);
	vault_close(f->vault);
	free(f);
	return 0;
}

static struct hosted_settings loaded_again(const struct fixture *f)
{
	struct hosted_settings settings = { 0 };

	assert_int_equal(hosted_settings_load(&settings, f->store), 0);
	return settings;
}

static void at_first_there_are_none_and_nobody_has_disallowed_it(void **state)
{
	const struct fixture *f = *state;

	assert_false(f->settings.are_made);
	assert_false(f->settings.is_disallowed);
	assert_int_equal(f->settings.max_peers, HOSTED_DEFAULT_PEERS);
	assert_int_equal(f->settings.primary.size, 0);
	assert_int_equal(f->settings.secondary.size, 0);
}

static void they_are_made_once_and_are_the_same_after_a_restart(void **state)
{
	struct fixture *f = *state;
	struct hosted_settings again;
	struct secret key;

	assert_int_equal(hosted_settings_make(&f->settings), 0);
	key = f->settings.primary;
	assert_int_equal(key.size, 63);
	for (size_t i = 0; i < key.size; i++)
		assert_true(key.bytes[i] > ' ' && key.bytes[i] < 0x7f);
	assert_true(f->settings.ssid.size > 0);
	assert_int_equal(hosted_settings_make(&f->settings), 0);
	assert_memory_equal(f->settings.primary.bytes, key.bytes, key.size);
	again = loaded_again(f);
	assert_true(again.are_made);
	assert_true(dot11_ssid_equal(&again.ssid, &f->settings.ssid));
	assert_int_equal(again.primary.size, key.size);
	assert_memory_equal(again.primary.bytes, key.bytes, key.size);
}

static void a_new_key_is_another_one_and_lasts(void **state)
{
	struct fixture *f = *state;
	struct hosted_settings again;
	struct secret key;

	assert_int_equal(hosted_settings_make(&f->settings), 0);
	key = f->settings.primary;
	assert_int_equal(hosted_settings_make_key(&f->settings), 0);
	assert_memory_not_equal(f->settings.primary.bytes, key.bytes, key.size);
	again = loaded_again(f);
	assert_memory_equal(again.primary.bytes, f->settings.primary.bytes, key.size);
}

static void what_was_set_outlives_the_service(void **state)
{
	static const struct dot11_ssid ssid = { .size = 4, .bytes = { 'a', 0, 0xff, '\n' } };
	struct fixture *f = *state;
	struct hosted_settings again;

	assert_int_equal(hosted_settings_make_key(&f->settings), 0);
	assert_int_equal(hosted_settings_set(&f->settings, &ssid, 7), 0);
	assert_int_equal(hosted_settings_disallow(&f->settings, true), 0);
	again = loaded_again(f);
	assert_true(again.are_made);
	assert_true(again.is_disallowed);
	assert_true(dot11_ssid_equal(&again.ssid, &ssid));
	assert_int_equal(again.max_peers, 7);
	assert_int_equal(hosted_settings_disallow(&f->settings, false), 0);
	assert_false(loaded_again(f).is_disallowed);
}

static void what_cannot_be_read_counts_as_not_there(void **state)
{
	static const char *const bad[] = { "", "6", "6g", "686", "0x68", "6868686868686868686868686868686868686868686868686868686868686868ff" };
	struct fixture *f = *state;

	assert_int_equal(hosted_settings_make(&f->settings), 0);
	for (size_t i = 0; i < array_size(bad); i++) {
		assert_int_equal(store_set_setting(f->store, NULL, "hosted_network_ssid", bad[i]), 0);
		if (loaded_again(f).are_made)
			fail_msg("\"%s\" is taken for an SSID", bad[i]);
	}
	assert_int_equal(store_set_setting(f->store, NULL, "hosted_network_max_peers", "many"), 0);
	assert_int_equal(loaded_again(f).max_peers, HOSTED_DEFAULT_PEERS);
}

static void a_secondary_key_lasts_only_if_it_is_to(void **state)
{
	const struct secret key = { .size = 8, .bytes = "12345678" }, other = { .size = 32, .bytes = { 9 } };
	struct fixture *f = *state;
	struct hosted_settings again;

	assert_int_equal(hosted_settings_set_secondary(&f->settings, &key, true, true), 0);
	hosted_settings_forget_temporary_key(&f->settings);
	assert_int_equal(f->settings.secondary.size, 8);
	again = loaded_again(f);
	assert_int_equal(again.secondary.size, 8);
	assert_true(again.is_passphrase);
	assert_true(again.is_persistent);
	/* One for this time only takes the place of the other for ever. */
	assert_int_equal(hosted_settings_set_secondary(&f->settings, &other, false, false), 0);
	assert_int_equal(f->settings.secondary.size, 32);
	assert_false(f->settings.is_passphrase);
	assert_int_equal(loaded_again(f).secondary.size, 0);
	hosted_settings_forget_temporary_key(&f->settings);
	assert_int_equal(f->settings.secondary.size, 0);
}

static void keys_are_32_bytes_or_passphrases_or_none(void **state)
{
	struct secret key = { 0 };

	assert_true(hosted_key_is_good(&key, true));
	assert_true(hosted_key_is_good(&key, false));
	memset(key.bytes, 'x', sizeof(key.bytes));
	for (key.size = 1; key.size <= 64; key.size++) {
		assert_int_equal(hosted_key_is_good(&key, true), key.size >= 8 && key.size <= 63);
		assert_int_equal(hosted_key_is_good(&key, false), key.size == 32);
	}
	key.size = 8;
	key.bytes[7] = 0x7f;
	assert_false(hosted_key_is_good(&key, true));
	key.bytes[7] = '\n';
	assert_false(hosted_key_is_good(&key, true));
}

static void the_pmk_is_that_of_the_standard(void **state)
{
	/* IEEE 802.11-2020, J.4.2: passphrase "password", SSID "IEEE". */
	static const uint8_t expected[] = { 0xf4, 0x2c, 0x6f, 0xc5, 0x2d, 0xf0, 0xeb, 0xef, 0x9e, 0xbb, 0x4b, 0x90, 0xb3, 0x8a, 0x5f, 0x90,
					    0x2e, 0x83, 0xfe, 0x1b, 0x13, 0x5a, 0x70, 0xe2, 0x3a, 0xed, 0x76, 0x2e, 0x97, 0x10, 0xa1, 0x2e };
	const struct secret passphrase = { .size = 8, .bytes = "password" }, bytes = { .size = 32, .bytes = { 1, 2, 3 } };
	const struct hosted_settings settings = { .ssid = { .size = 4, .bytes = "IEEE" } };
	struct secret pmk = { 0 };

	assert_int_equal(hosted_settings_pmk(&settings, &passphrase, true, &pmk), 0);
	assert_int_equal(pmk.size, 32);
	assert_memory_equal(pmk.bytes, expected, 32);
	assert_int_equal(hosted_settings_pmk(&settings, &bytes, false, &pmk), 0);
	assert_memory_equal(pmk.bytes, bytes.bytes, 32);
}

static void the_profile_names_the_network_and_hides_its_key(void **state)
{
	static const struct dot11_ssid ssid = { .size = 5, .bytes = { '<', '&', 'a', '>', 1 } };
	struct fixture *f = *state;
	_auto_free_ char *xml = NULL;

	assert_int_equal(hosted_settings_make_key(&f->settings), 0);
	assert_int_equal(hosted_settings_set(&f->settings, &ssid, 1), 0);
	assert_int_equal(hosted_settings_to_profile(&f->settings, &xml), 0);
	assert_non_null(strstr(xml, "<name>&lt;&amp;a&gt;?</name>"));
	assert_non_null(strstr(xml, "<hex>3C26613E01</hex>"));
	assert_non_null(strstr(xml, "<protected>true</protected>"));
	f->settings.primary.bytes[f->settings.primary.size] = 0; /* there is room: a secret has 64 bytes and more */
	assert_null(strstr(xml, (const char *)f->settings.primary.bytes));
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(at_first_there_are_none_and_nobody_has_disallowed_it),
		case_of(they_are_made_once_and_are_the_same_after_a_restart),
		case_of(a_new_key_is_another_one_and_lasts),
		case_of(what_was_set_outlives_the_service),
		case_of(what_cannot_be_read_counts_as_not_there),
		case_of(a_secondary_key_lasts_only_if_it_is_to),
		cmocka_unit_test(keys_are_32_bytes_or_passphrases_or_none),
		cmocka_unit_test(the_pmk_is_that_of_the_standard),
		case_of(the_profile_names_the_network_and_hides_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
