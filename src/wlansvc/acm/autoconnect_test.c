#include "wlansvc/acm/autoconnect.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"
#include "wlansvc/store/vault.h"

#define RETRY_US UINT64_C(60000)
#define BLOCK_US UINT64_C(1200000)

static const struct autoconnect_periods periods = { .retry_ms = 60, .block_ms = 1200 };

static struct dot11_ssid lab_ssid = { 3, "lab" };
static struct dot11_ssid far_ssid = { 3, "far" };
static struct profile far_auto = { .name = (char *)"far", .n_ssids = 1, .ssids = &far_ssid, .connects_automatically = true };
static struct profile manual = { .name = (char *)"manual", .n_ssids = 1, .ssids = &lab_ssid };
static struct profile secure = {
	.name = (char *)"secure",
	.n_ssids = 1,
	.ssids = &lab_ssid,
	.connects_automatically = true,
	.auth = PROFILE_AUTH_WPA2_PSK,
	.cipher = PROFILE_CIPHER_AES,
};
static struct profile first = { .name = (char *)"first", .n_ssids = 1, .ssids = &lab_ssid, .connects_automatically = true };
static struct profile second = { .name = (char *)"second", .n_ssids = 1, .ssids = &lab_ssid, .connects_automatically = true };

static struct dot11_ssid den_ssid = { 3, "den" };
static struct dot11_ssid attic_ssids[] = { { 6, "attic1" }, { 6, "attic2" } };
static struct profile adhoc = { .name = (char *)"adhoc", .n_ssids = 1, .ssids = &lab_ssid, .connects_automatically = true, .is_ibss = true };
static struct profile den = {
	.name = (char *)"den",
	.n_ssids = 1,
	.ssids = &den_ssid,
	.connects_automatically = true,
	.is_non_broadcast = true,
};
static struct profile attic = {
	.name = (char *)"attic",
	.n_ssids = 2,
	.ssids = attic_ssids,
	.connects_automatically = true,
	.is_non_broadcast = true,
};

static const struct store_profile profiles[] = {
	{ .profile = &far_auto }, { .profile = &manual }, { .profile = &secure }, { .profile = &first }, { .profile = &second },
};

struct fixture {
	struct autoconnect *autoconnect;
	struct bss_list *list;
	struct vault *vault;
	struct store *store;
	struct filters *filters;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	struct bss_fixture bss;

	if (autoconnect_new(&fixture.autoconnect) < 0 || bss_list_new(&fixture.list) < 0 || vault_open(&fixture.vault, NULL) < 0 ||
	    store_open(&fixture.store, ":memory:", fixture.vault) < 0 || filters_new(&fixture.filters, fixture.store) < 0)
		return -1;
	bss_fixture_make(&bss, 1, "lab", -60, NULL, 0);
	*state = &fixture;
	return bss_list_report(fixture.list, &bss.entry, 0, 0);
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	autoconnect_free(fixture->autoconnect);
	bss_list_free(fixture->list);
	filters_free(fixture->filters);
	store_close(fixture->store);
	vault_close(fixture->vault);
	return 0;
}

static struct autoconnect_question ask(const struct fixture *fixture, uint64_t now_us)
{
	return (struct autoconnect_question){
		.profiles = profiles,
		.n_profiles = array_size(profiles),
		.list = fixture->list,
		.filters = fixture->filters,
		.bss_type = dot11_BSS_type_any,
		.now_us = now_us,
	};
}

static int choose(const struct fixture *fixture, uint64_t now_us)
{
	const struct autoconnect_question question = ask(fixture, now_us);

	return autoconnect_choose(fixture->autoconnect, &question);
}

static bool note_failure(const struct fixture *fixture, const char *name, uint32_t reason, uint64_t now_us)
{
	return autoconnect_fail(fixture->autoconnect, name, reason, &periods, now_us);
}

static void the_first_automatic_open_visible_profile_is_chosen(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(choose(fixture, 0), 3);
	bss_list_flush(fixture->list);
	assert_int_equal(choose(fixture, 0), -ENOENT);
}

static void of_two_for_one_network_that_of_all_users_goes_before_a_users_own(void **state)
{
	static const struct store_profile mine_first[] = {
		{ .profile = &far_auto, .owner = STORE_ALL_USERS },
		{ .profile = &first, .owner = 1000 },
		{ .profile = &manual, .owner = STORE_ALL_USERS },
		{ .profile = &secure, .owner = STORE_ALL_USERS }, /* for another network of that name */
		{ .profile = &second, .owner = STORE_ALL_USERS },
	};
	const struct fixture *fixture = *state;
	struct autoconnect_question question = ask(fixture, 0);

	question.profiles = mine_first;
	assert_int_equal(autoconnect_choose(fixture->autoconnect, &question), 4);
	assert_false(autoconnect_fail(fixture->autoconnect, "second", WLAN_REASON_CODE_ASSOCIATION_FAILURE, &periods, 0));
	assert_int_equal(autoconnect_choose(fixture->autoconnect, &question), 1);
	question.n_profiles = 4;
	question.now_us = RETRY_US;
	assert_int_equal(autoconnect_choose(fixture->autoconnect, &question), 1);
}

static void every_reason_to_pass_a_profile_over_has_its_code(void **state)
{
	struct fixture *fixture = *state;
	const struct store_profile list[] = {
		{ .profile = &far_auto }, { .profile = &manual }, { .profile = &secure }, { .profile = &first },
		{ .profile = &second },	  { .profile = &adhoc },  { .profile = &den },
	};
	static const uint32_t expected[] = {
		WLAN_REASON_CODE_NOT_VISIBLE,	  WLAN_REASON_CODE_NO_AUTO_CONNECTION, WLAN_REASON_CODE_NOT_VISIBLE,
		WLAN_REASON_CODE_IN_FAILED_LIST,  WLAN_REASON_CODE_IN_BLOCKED_LIST,    WLAN_REASON_CODE_NO_AUTO_CONNECTION,
		WLAN_REASON_CODE_USER_DENIED,
	};
	const struct store_filter denied = { .ssid = den_ssid, .bss_type = dot11_BSS_type_any };
	struct autoconnect_question question = ask(fixture, 0);

	question.profiles = list;
	question.n_profiles = array_size(list);
	assert_int_equal(filters_set(fixture->filters, wlan_filter_list_type_user_deny, &denied, 1), 0);
	assert_false(note_failure(fixture, "first", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 0));
	assert_true(note_failure(fixture, "second", WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED, 0));
	for (size_t i = 0; i < array_size(expected); i++)
		assert_int_equal(autoconnect_verdict(fixture->autoconnect, &question, i), expected[i]);
	question.bss_type = dot11_BSS_type_independent;
	assert_int_equal(autoconnect_verdict(fixture->autoconnect, &question, 0), WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED);
}

static void a_denied_network_is_not_connected_whoever_denies_it(void **state)
{
	struct fixture *fixture = *state;
	const struct store_filter lab = { .ssid = lab_ssid, .bss_type = dot11_BSS_type_infrastructure };
	const struct autoconnect_question question = ask(fixture, 0);

	assert_int_equal(filters_set(fixture->filters, wlan_filter_list_type_gp_deny, &lab, 1), 0);
	assert_int_equal(autoconnect_verdict(fixture->autoconnect, &question, 3), WLAN_REASON_CODE_GP_DENIED);
	assert_int_equal(choose(fixture, 0), -ENOENT);
	assert_int_equal(filters_set(fixture->filters, wlan_filter_list_type_gp_deny, NULL, 0), 0);
	assert_int_equal(choose(fixture, 0), 3);
}

static void a_network_of_group_policy_is_joined_with_its_profile_only_if_that_is_wanted(void **state)
{
	struct fixture *fixture = *state;
	const struct store_profile list[] = { { .profile = &first }, { .profile = &second, .is_group_policy = true } };
	struct autoconnect_question question = ask(fixture, 0);

	question.profiles = list;
	question.n_profiles = array_size(list);
	assert_int_equal(autoconnect_choose(fixture->autoconnect, &question), 0);
	question.only_group_policy = true;
	assert_int_equal(autoconnect_choose(fixture->autoconnect, &question), 1);
	assert_int_equal(autoconnect_verdict(fixture->autoconnect, &question, 0), WLAN_REASON_CODE_GP_DENIED);
}

static void a_first_failure_is_tried_again_soon_and_a_second_one_is_blocked(void **state)
{
	struct fixture *fixture = *state;

	assert_false(note_failure(fixture, "first", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 5));
	assert_int_equal(choose(fixture, 5 + RETRY_US - 1), 4);
	assert_int_equal(autoconnect_next_us(fixture->autoconnect, 5), 5 + RETRY_US);
	assert_int_equal(choose(fixture, 5 + RETRY_US), 3);
	assert_int_equal(autoconnect_next_us(fixture->autoconnect, 5 + RETRY_US), UINT64_MAX);

	assert_true(note_failure(fixture, "first", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, RETRY_US));
	assert_int_equal(autoconnect_failure(fixture->autoconnect, "first", RETRY_US), WLAN_REASON_CODE_IN_BLOCKED_LIST);
	assert_int_equal(choose(fixture, RETRY_US + BLOCK_US - 1), 4);
	assert_int_equal(autoconnect_expire(fixture->autoconnect, RETRY_US + BLOCK_US - 1), 0);
	assert_int_equal(autoconnect_expire(fixture->autoconnect, RETRY_US + BLOCK_US), 1);
	assert_int_equal(autoconnect_expire(fixture->autoconnect, RETRY_US + BLOCK_US), 0);
	assert_int_equal(choose(fixture, RETRY_US + BLOCK_US), 3);
	/* The count begins anew. */
	assert_false(note_failure(fixture, "first", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 2 * BLOCK_US));
}

static void a_network_that_was_not_there_is_never_blocked(void **state)
{
	struct fixture *fixture = *state;

	for (uint64_t i = 0; i < 5; i++)
		assert_false(note_failure(fixture, "first", WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE, i * RETRY_US));
	assert_int_equal(autoconnect_failure(fixture->autoconnect, "first", 4 * RETRY_US), WLAN_REASON_CODE_IN_FAILED_LIST);
}

static void without_a_block_period_nothing_is_blocked(void **state)
{
	struct fixture *fixture = *state;
	const struct autoconnect_periods never = { .retry_ms = 60, .block_ms = 0 };

	for (uint64_t i = 0; i < 5; i++)
		assert_false(autoconnect_fail(fixture->autoconnect, "first", WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED, &never, 0));
	assert_int_equal(autoconnect_failure(fixture->autoconnect, "first", 0), WLAN_REASON_CODE_IN_FAILED_LIST);
}

static void success_lifts_the_block(void **state)
{
	struct fixture *fixture = *state;

	note_failure(fixture, "first", WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED, 0);
	note_failure(fixture, "second", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 0);
	assert_int_equal(choose(fixture, 0), -ENOENT);
	assert_false(autoconnect_unblock(fixture->autoconnect, "second"));
	assert_false(autoconnect_unblock(fixture->autoconnect, "third"));
	assert_int_equal(choose(fixture, 0), 4);
	assert_true(autoconnect_unblock(fixture->autoconnect, "first"));
	note_failure(fixture, "first", WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED, 0);
	note_failure(fixture, "second", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 0);
	assert_int_equal(autoconnect_unblock_all(fixture->autoconnect), 1);
	assert_int_equal(choose(fixture, 0), 3);
}

static void more_failures_than_there_is_room_for_push_the_oldest_out(void **state)
{
	struct fixture *fixture = *state;
	char name[16];

	note_failure(fixture, "first", WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, 0);
	for (unsigned i = 0; i < 64; i++) {
		snprintf(name, sizeof(name), "profile %u", i);
		note_failure(fixture, name, WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, i + 1);
	}
	assert_int_equal(autoconnect_failure(fixture->autoconnect, "first", 1), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(autoconnect_failure(fixture->autoconnect, "profile 0", 1), WLAN_REASON_CODE_IN_FAILED_LIST);
}

static void what_does_not_broadcast_is_asked_for_until_it_is_seen(void **state)
{
	struct fixture *fixture = *state;
	const struct store_profile list[] = { { .profile = &attic }, { .profile = &first }, { .profile = &den } };
	struct autoconnect_question question = ask(fixture, 0);
	struct bss_fixture bss;
	struct dot11_ssid ssid;
	size_t at = 0;

	question.profiles = list;
	question.n_profiles = array_size(list);
	assert_true(autoconnect_find_hidden(fixture->autoconnect, &question, 3, &at, &ssid));
	assert_memory_equal(ssid.bytes, "attic1", 6);
	assert_true(autoconnect_find_hidden(fixture->autoconnect, &question, 3, &at, &ssid));
	assert_memory_equal(ssid.bytes, "attic2", 6);
	assert_true(autoconnect_find_hidden(fixture->autoconnect, &question, 3, &at, &ssid));
	assert_memory_equal(ssid.bytes, "den", 3);
	assert_false(autoconnect_find_hidden(fixture->autoconnect, &question, 3, &at, &ssid));

	/* Those behind what is there already are no improvement; what is seen needs no asking. */
	at = 0;
	bss_fixture_make(&bss, 2, "attic1", -60, NULL, 0);
	assert_int_equal(bss_list_report(fixture->list, &bss.entry, 0, 0), 0);
	assert_true(autoconnect_find_hidden(fixture->autoconnect, &question, 1, &at, &ssid));
	assert_memory_equal(ssid.bytes, "attic2", 6);
	assert_false(autoconnect_find_hidden(fixture->autoconnect, &question, 1, &at, &ssid));
}

#define with_fixture(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fixture(the_first_automatic_open_visible_profile_is_chosen),
		with_fixture(of_two_for_one_network_that_of_all_users_goes_before_a_users_own),
		with_fixture(every_reason_to_pass_a_profile_over_has_its_code),
		with_fixture(a_denied_network_is_not_connected_whoever_denies_it),
		with_fixture(a_network_of_group_policy_is_joined_with_its_profile_only_if_that_is_wanted),
		with_fixture(a_first_failure_is_tried_again_soon_and_a_second_one_is_blocked),
		with_fixture(a_network_that_was_not_there_is_never_blocked),
		with_fixture(without_a_block_period_nothing_is_blocked),
		with_fixture(success_lifts_the_block),
		with_fixture(more_failures_than_there_is_room_for_push_the_oldest_out),
		with_fixture(what_does_not_broadcast_is_asked_for_until_it_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
