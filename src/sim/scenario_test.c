#include "sim/scenario.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int parse(const char *text, struct scenario **ret, struct scenario_error *error)
{
	return scenario_parse(text, strlen(text), ret, error);
}

static void built_in_scenario_is_valid(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(parse(scenario_default_text, &scenario, &error), 0);
	assert_int_equal(scenario->n_adapters, 1);
	assert_int_equal(scenario->n_access_points, 5);
	scenario_free(scenario);
}

static void every_key_arrives(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(parse("# comment\n[air]\nseed=9\nloss = 5\ndelay_us = 200\npath = 2.5\n"
			       "[adapter sim0]\nmac = 02:00:00:00:00:01\nposition = 1.5, -2\n"
			       "[ap a]\nssid = x y\nbssid = 02:00:00:00:01:ff\nband = 5\nchannel = 36\nbeacon_interval = 50\n"
			       "signal = -44\nhidden = yes\nsecurity = open\ncount = 3\n"
			       "[script]\nat 1500 silence a-1\n", &scenario, &error), 0);
	assert_int_equal(scenario->seed, 9);
	assert_int_equal(scenario->loss_percent, 5);
	assert_int_equal(scenario->delay_us, 200);
	assert_true(scenario->path_exponent == 2.5);
	assert_true(scenario->adapters[0].position.x == 1.5 && scenario->adapters[0].position.y == -2);
	assert_int_equal(scenario->n_access_points, 3);
	assert_string_equal(scenario->access_points[2].name, "a-2");
	assert_int_equal(scenario->access_points[2].ssid.size, 5);
	assert_memory_equal(scenario->access_points[2].ssid.bytes, "x y-2", 5);
	assert_int_equal(scenario->access_points[1].bssid.b[4], 2); /* 01:ff and one */
	assert_int_equal(scenario->access_points[1].bssid.b[5], 0);
	assert_int_equal(scenario->access_points[0].beacon_interval_tu, 50);
	assert_int_equal(scenario->access_points[0].signal_dbm, -44);
	assert_true(scenario->access_points[0].is_hidden);
	assert_int_equal(scenario->n_events, 1);
	assert_int_equal(scenario->events[0].at_us, 1500000);
	assert_string_equal(scenario->events[0].command.name, "a-1");
	scenario_free(scenario);
}

#define ADAPTER "[adapter s]\nmac=02:00:00:00:00:01\n"

static void mistakes_name_their_line(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
	} cases[] = {
		{ "", 0 },
		{ "seed = 1\n", 1 },
		{ "[air]\nseed\n", 2 },
		{ "[air]\nloss = 101\n", 2 },
		{ "[air]\ncolour = red\n", 2 },
		{ "[air\n", 1 },
		{ "[house]\n", 1 },
		{ "[adapter]\n", 1 },
		{ "[adapter a b]\n", 1 },
		{ "[adapter s]\n", 1 },
		{ "[adapter s]\nmac = 03:00:00:00:00:01\n", 2 },
		{ "[adapter s]\nmac = 00:00:00:00:00:00\n", 2 },
		{ "[adapter s]\nposition = 1\n", 2 },
		{ "[adapter s]\nposition = nan, 1\n", 2 },
		{ ADAPTER "[adapter s]\n", 3 },
		{ ADAPTER "[ap a]\nssid = a\n", 3 },
		{ ADAPTER "[ap a]\nssid = 123456789012345678901234567890123\n", 4 },
		{ ADAPTER "[ap a]\nsecurity = wpa2\n", 4 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nchannel=36\n", 3 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nband=6\nchannel=1\n", 3 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:00:01\nchannel=1\n", 0 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nchannel=1\ncount=8192\n[ap b]\nssid=b\nbssid=02:01:00:00:00:00\nchannel=1\n", 8 },
		{ ADAPTER "[script]\nat noon status\n", 4 },
		{ ADAPTER "[script]\nat 5 dance\n", 4 },
		{ ADAPTER "[script]\nsilence a\n", 4 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scenario *scenario = NULL;
		struct scenario_error error = { .line = 999 };

		if (parse(cases[i].text, &scenario, &error) != -EINVAL)
			fail_msg("accepted: %s", cases[i].text);
		assert_null(scenario);
		assert_int_equal(error.line, cases[i].line);
		assert_true(strlen(error.message) > 0);
	}
}

static void zero_bytes_are_refused(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(scenario_parse("[air]\nse\0ed\n", 12, &scenario, &error), -EINVAL);
	assert_int_equal(error.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_scenario_is_valid),
		cmocka_unit_test(every_key_arrives),
		cmocka_unit_test(mistakes_name_their_line),
		cmocka_unit_test(zero_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
