#include "driver/quality.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct wdi_set_connection_quality hint(uint32_t value)
{
	return (struct wdi_set_connection_quality){ .quality.connection_quality_hint = value };
}

static struct driver_quality low_latency(uint8_t off_channel_ms)
{
	struct wdi_set_connection_quality params = hint(WDI_CONNECTION_QUALITY_LOW_LATENCY);
	struct driver_quality quality;

	params.has_low_latency_parameters = true;
	params.low_latency_parameters.maximum_off_channel_operation_time = off_channel_ms;
	assert_int_equal(driver_quality_from_wdi(&params, &quality), 0);
	return quality;
}

static void every_hint_says_whether_power_may_be_saved(void **state)
{
	static const struct {
		uint32_t hint;
		bool stays_awake;
	} cases[] = {
		{ WDI_CONNECTION_QUALITY_AUTO_POWER_SAVE, false },
		{ WDI_CONNECTION_QUALITY_HIGH_THROUGHPUT, true },
		{ WDI_CONNECTION_QUALITY_NO_POWER_SAVE, true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wdi_set_connection_quality params = hint(cases[i].hint);
		struct driver_quality quality = { .is_low_latency = true };

		assert_int_equal(driver_quality_from_wdi(&params, &quality), 0);
		assert_int_equal(quality.stays_awake, cases[i].stays_awake);
		assert_false(quality.is_low_latency);
	}
}

static void what_is_no_wish_changes_nothing(void **state)
{
	static const uint32_t hints[] = { 0, 5, WDI_CONNECTION_QUALITY_LOW_LATENCY /* without parameters */ };

	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		struct wdi_set_connection_quality params = hint(hints[i]);
		struct driver_quality quality = { .off_channel_ms = 77 };

		assert_int_equal(driver_quality_from_wdi(&params, &quality), -EINVAL);
		assert_int_equal(quality.off_channel_ms, 77);
	}
}

static void low_latency_limits_scans_and_leaves_out_those_that_nobody_asked_for(void **state)
{
	struct driver_quality quality = low_latency(30), none = { 0 }, least = low_latency(0);
	struct wdi_task_scan scan = { .scan_mode_parameters.scan_trigger = WDI_SCAN_TRIGGER_BACKGROUND };

	assert_true(quality.stays_awake);
	assert_true(driver_quality_refuses_scan(&quality, &scan));
	assert_false(driver_quality_refuses_scan(&none, &scan));
	scan.scan_mode_parameters.scan_trigger = WDI_SCAN_TRIGGER_MANUAL;
	assert_false(driver_quality_refuses_scan(&quality, &scan));
	assert_int_equal(driver_quality_limit_dwell(&quality, 40), 30);
	assert_int_equal(driver_quality_limit_dwell(&quality, 20), 20);
	assert_int_equal(driver_quality_limit_dwell(&quality, 0), 30);
	assert_int_equal(driver_quality_limit_dwell(&none, 40), 40);
	assert_int_equal(driver_quality_limit_dwell(&none, 0), 0);
	assert_int_equal(driver_quality_limit_dwell(&least, 40), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hint_says_whether_power_may_be_saved),
		cmocka_unit_test(what_is_no_wish_changes_nothing),
		cmocka_unit_test(low_latency_limits_scans_and_leaves_out_those_that_nobody_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
