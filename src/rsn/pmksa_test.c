/* The source itself: that a key is gone can only be seen where it was. */
#include "rsn/pmksa.c"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define _pmksa_ cleanup(cleanup_pmksa)

static const struct dot11_ssid ssid = { 6, "byteme" };

static struct dot11_mac mac_of(uint8_t last)
{
	return (struct dot11_mac){ { 2, 0, 0, 0, 0, last } };
}

static struct pmksa_entry entry_of(uint8_t last, uint32_t akm, uint64_t expires_us)
{
	struct pmksa_entry entry = {
		.bssid = mac_of(last), .ssid = ssid, .akm = akm, .pmkid = { last }, .expires_us = expires_us
	};
	uint8_t pmk[32];

	memset(pmk, last, sizeof(pmk));
	assert_int_equal(secret_set(&entry.pmk, pmk, sizeof(pmk)), 0);
	return entry;
}

static struct pmksa *new_pmksa(size_t max)
{
	struct pmksa *pmksa = NULL;

	assert_int_equal(pmksa_new(&pmksa, max), 0);
	return pmksa;
}

static void add(struct pmksa *pmksa, uint8_t last, uint32_t akm, uint64_t expires_us)
{
	const struct pmksa_entry entry = entry_of(last, akm, expires_us);

	assert_int_equal(pmksa_add(pmksa, &entry), 0);
}

static const struct pmksa_entry *find(struct pmksa *pmksa, uint8_t last, uint32_t akm, uint64_t now_us)
{
	const struct dot11_mac mac = mac_of(last);

	return pmksa_find(pmksa, &mac, &ssid, akm, now_us);
}

/* Behind the entries in use there is nothing. */
static void assert_rest_is_wiped(const struct pmksa *pmksa)
{
	static const struct pmksa_entry zero;

	for (size_t i = pmksa->n; i < pmksa->max; i++)
		assert_memory_equal(&pmksa->entries[i], &zero, sizeof(zero));
}

static void entry_is_found_by_bssid_ssid_and_akm(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(4);
	const struct dot11_ssid other = { 6, "bytemE" };
	const struct dot11_mac mac = mac_of(1);
	const struct pmksa_entry *entry;

	assert_null(find(pmksa, 1, 8, 0));
	add(pmksa, 1, 8, 100);
	entry = find(pmksa, 1, 8, 99);
	assert_non_null(entry);
	assert_int_equal(entry->pmkid[0], 1);
	assert_int_equal(entry->pmk.size, 32);
	assert_int_equal(entry->pmk.bytes[31], 1);
	assert_null(find(pmksa, 2, 8, 0));
	assert_null(find(pmksa, 1, 18, 0));
	assert_null(pmksa_find(pmksa, &mac, &other, 8, 0));
}

static void expired_entry_is_wiped_on_the_way(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(4);

	add(pmksa, 1, 8, 100);
	add(pmksa, 2, 8, 200);
	add(pmksa, 3, 8, 100);
	assert_null(find(pmksa, 1, 8, 100));
	assert_int_equal(pmksa->n, 1);
	assert_rest_is_wiped(pmksa);
	assert_non_null(find(pmksa, 2, 8, 199));
	assert_null(find(pmksa, 2, 8, 200));
	assert_int_equal(pmksa->n, 0);
	assert_rest_is_wiped(pmksa);
}

static void same_bss_and_akm_is_replaced(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(4);
	struct pmksa_entry entry = entry_of(1, 8, 300);

	add(pmksa, 1, 8, 100);
	add(pmksa, 1, 18, 100);
	entry.pmkid[0] = 77;
	assert_int_equal(secret_set(&entry.pmk, "short", 5), 0);
	assert_int_equal(pmksa_add(pmksa, &entry), 0);
	assert_int_equal(pmksa->n, 2);
	assert_int_equal(find(pmksa, 1, 8, 0)->pmkid[0], 77);
	assert_int_equal(find(pmksa, 1, 8, 0)->pmk.bytes[5], 0);
	assert_int_equal(find(pmksa, 1, 18, 0)->pmkid[0], 1);
}

static void full_cache_drops_what_expires_first(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(3);

	add(pmksa, 1, 8, 300);
	add(pmksa, 2, 8, 100);
	add(pmksa, 3, 8, 200);
	add(pmksa, 4, 8, 400);
	assert_int_equal(pmksa->n, 3);
	assert_null(find(pmksa, 2, 8, 0));
	assert_non_null(find(pmksa, 1, 8, 0));
	assert_non_null(find(pmksa, 3, 8, 0));
	assert_non_null(find(pmksa, 4, 8, 0));
}

static void full_cache_still_replaces_the_same_bss(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(2);

	add(pmksa, 1, 8, 100);
	add(pmksa, 2, 8, 200);
	add(pmksa, 2, 8, 300);
	assert_non_null(find(pmksa, 1, 8, 0));
	assert_int_equal(find(pmksa, 2, 8, 0)->expires_us, 300);
}

static void forgetting_takes_every_entry_of_the_bss(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(8);

	add(pmksa, 1, 8, 100);
	add(pmksa, 2, 8, 100);
	add(pmksa, 1, 18, 100);
	add(pmksa, 3, 8, 100);
	/* a name that lies in the entry that goes */
	pmksa_forget(pmksa, &find(pmksa, 1, 18, 0)->bssid);
	assert_int_equal(pmksa->n, 2);
	assert_null(find(pmksa, 1, 8, 0));
	assert_null(find(pmksa, 1, 18, 0));
	assert_non_null(find(pmksa, 2, 8, 0));
	assert_non_null(find(pmksa, 3, 8, 0));
	assert_rest_is_wiped(pmksa);
}

static void flush_leaves_nothing(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(255);

	for (unsigned i = 0; i < 255; i++)
		add(pmksa, (uint8_t)i, 8, 1000 + i);
	assert_int_equal(pmksa->n, 255);
	pmksa_flush(pmksa);
	assert_int_equal(pmksa->n, 0);
	assert_rest_is_wiped(pmksa);
	assert_null(find(pmksa, 1, 8, 0));
	assert_null(pmksa_free(NULL));
}

static void entry_may_be_added_to_itself(void **state)
{
	struct pmksa *pmksa _pmksa_ = new_pmksa(1);

	add(pmksa, 1, 8, 100);
	assert_int_equal(pmksa_add(pmksa, find(pmksa, 1, 8, 0)), 0);
	assert_int_equal(find(pmksa, 1, 8, 0)->pmk.bytes[0], 1);
	assert_int_equal(pmksa->n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_is_found_by_bssid_ssid_and_akm),
		cmocka_unit_test(expired_entry_is_wiped_on_the_way),
		cmocka_unit_test(same_bss_and_akm_is_replaced),
		cmocka_unit_test(full_cache_drops_what_expires_first),
		cmocka_unit_test(full_cache_still_replaces_the_same_bss),
		cmocka_unit_test(forgetting_takes_every_entry_of_the_bss),
		cmocka_unit_test(flush_leaves_nothing),
		cmocka_unit_test(entry_may_be_added_to_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
