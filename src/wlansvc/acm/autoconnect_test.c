#include "wlansvc/acm/autoconnect.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"

#define MINUTE_US (60 * UINT64_C(1000000))

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

static const struct store_profile profiles[] = {
	{ .profile = &far_auto }, { .profile = &manual }, { .profile = &secure }, { .profile = &first }, { .profile = &second },
};

struct fixture {
	struct autoconnect *autoconnect;
	struct bss_list *list;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	struct bss_fixture bss;

	if (autoconnect_new(&fixture.autoconnect) < 0 || bss_list_new(&fixture.list) < 0)
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
	return 0;
}

static int choose(const struct fixture *fixture, uint64_t now_us)
{
	return autoconnect_choose(fixture->autoconnect, profiles, array_size(profiles), fixture->list, now_us);
}

static void the_first_automatic_open_visible_profile_is_chosen(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(choose(fixture, 0), 3);
	bss_list_flush(fixture->list);
	assert_int_equal(choose(fixture, 0), -ENOENT);
}

static void a_failed_profile_is_left_alone_longer_each_time(void **state)
{
	static const unsigned minutes[] = { 1, 2, 4, 8, 16, 20, 20 };
	struct fixture *fixture = *state;
	uint64_t now_us = 5;

	for (size_t i = 0; i < array_size(minutes); i++) {
		autoconnect_block(fixture->autoconnect, "first", now_us);
		assert_int_equal(choose(fixture, now_us + minutes[i] * MINUTE_US - 1), 4);
		now_us += minutes[i] * MINUTE_US;
		assert_int_equal(choose(fixture, now_us), 3);
	}
}

static void success_lifts_the_block(void **state)
{
	struct fixture *fixture = *state;

	autoconnect_block(fixture->autoconnect, "first", 0);
	autoconnect_block(fixture->autoconnect, "second", 0);
	assert_int_equal(choose(fixture, 0), -ENOENT);
	autoconnect_unblock(fixture->autoconnect, "second");
	assert_int_equal(choose(fixture, 0), 4);
	autoconnect_unblock_all(fixture->autoconnect);
	assert_int_equal(choose(fixture, 0), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_automatic_open_visible_profile_is_chosen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_failed_profile_is_left_alone_longer_each_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(success_lifts_the_block, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
