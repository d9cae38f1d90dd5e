#include "wlansvc/acm/background.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/cleanup.h"

static const struct acm_periods periods = { .first_scan_ms = 10, .scan_ms = 60, .connected_scan_ms = 200 };

static void each_situation_has_its_own_series_of_waits(void **state)
{
	static const struct {
		enum background_situation situation;
		uint64_t delays_ms[6];
	} rows[] = {
		{ BACKGROUND_NONE, { 0, 0, 0, 0, 0, 0 } },
		{ BACKGROUND_SEARCHING, { 10, 20, 40, 60, 60, 60 } },
		{ BACKGROUND_SWITCHING, { 60, 60, 60, 60, 60, 60 } },
		{ BACKGROUND_KEEPING, { 60, 120, 200, 200, 200, 200 } },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		struct background background = { 0 };

		for (size_t j = 0; j < array_size(rows[i].delays_ms); j++)
			assert_int_equal(background_next(&background, rows[i].situation, &periods), rows[i].delays_ms[j]);
	}
}

static void another_situation_and_a_reason_to_look_begin_anew(void **state)
{
	struct background background = { 0 };

	background_next(&background, BACKGROUND_SEARCHING, &periods);
	assert_int_equal(background_next(&background, BACKGROUND_SEARCHING, &periods), 20);
	assert_int_equal(background_next(&background, BACKGROUND_KEEPING, &periods), 60);
	assert_int_equal(background_next(&background, BACKGROUND_SEARCHING, &periods), 10);
	assert_int_equal(background_next(&background, BACKGROUND_SEARCHING, &periods), 20);
	background_restart(&background);
	assert_int_equal(background_next(&background, BACKGROUND_SEARCHING, &periods), 10);
}

static void a_first_wait_is_never_longer_than_the_longest(void **state)
{
	const struct acm_periods short_ones = { .first_scan_ms = 10, .scan_ms = 5, .connected_scan_ms = 3 };
	struct background background = { 0 };

	assert_int_equal(background_next(&background, BACKGROUND_SEARCHING, &short_ones), 5);
	assert_int_equal(background_next(&background, BACKGROUND_KEEPING, &short_ones), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_situation_has_its_own_series_of_waits),
		cmocka_unit_test(another_situation_and_a_reason_to_look_begin_anew),
		cmocka_unit_test(a_first_wait_is_never_longer_than_the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
