#include "wlansvc/options.h"

#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"

static char folder[] = "/tmp/options-test-XXXXXX";
static char path[sizeof(folder) + 16];

static int set_up(void **state)
{
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/conf", folder);
	optind = 1;
	return 0;
}

static int tear_down(void **state)
{
	unlink(path);
	return rmdir(folder);
}

static void write_configuration(const char *text, size_t size)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* With the test's file, and @words after that. */
static int read_with(struct options *ret, const char *const *words, size_t n)
{
	char *argv[16] = { (char *)"wlansvc", (char *)"--config", path };

	assert_true(n + 3 < array_size(argv));
	for (size_t i = 0; i < n; i++)
		argv[3 + i] = (char *)words[i];
	return options_read(ret, (int)n + 3, argv);
}

#define READ(ret, ...) read_with(ret, (const char *const[]){ __VA_ARGS__ }, array_size(((const char *const[]){ __VA_ARGS__ })))

static int read_file(struct options *ret, const char *text)
{
	write_configuration(text, strlen(text));
	return read_with(ret, NULL, 0);
}

static void a_service_that_is_told_nothing_has_the_defaults(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(read_with(&options, NULL, 0), 0); /* the file does not exist */
	assert_null(options.simulation);
	assert_int_equal(options.n_drivers, 0);
	assert_string_equal(options.state, "/var/lib/wlansvc");
	assert_string_equal(options.policy_folder, "/etc/native-wifi/policy");
	assert_null(options.administrators);
	assert_int_equal(options.timers.m3_timeout_ms, 10000);
	assert_true(options.policy.disconnect_stays);
	assert_false(options.policy.prefers_manual);
	assert_int_equal(options.ready_fd, -1);
}

static void the_file_says_drivers_groups_and_switches(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(read_file(&options, "# ours\n\n \t driver\twdi-nl80211 --phy phy0\r\ndriver other\nadministrators wheel,netdev\n"
					     "operators\ndisconnect-stays off\nmanual-first on"),
			 0);
	assert_int_equal(options.n_drivers, 2);
	assert_string_equal(options.drivers[0], "wdi-nl80211 --phy phy0");
	assert_string_equal(options.drivers[1], "other");
	assert_string_equal(options.administrators, "wheel,netdev");
	assert_string_equal(options.operators, ""); /* none, which is not the default ones */
	assert_false(options.policy.disconnect_stays);
	assert_true(options.policy.prefers_manual);
}

static void the_command_line_counts_more_than_the_file(void **state)
{
	static const char text[] = "administrators wheel\nmanual-first on\ndriver second\n";
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	write_configuration(text, sizeof(text) - 1);
	assert_int_equal(READ(&options, "--administrators", "root", "--manual-first", "off", "--driver", "first"), 0);
	assert_string_equal(options.administrators, "root");
	assert_false(options.policy.prefers_manual);
	assert_int_equal(options.n_drivers, 2); /* these add up */
	assert_string_equal(options.drivers[0], "first");
	assert_string_equal(options.drivers[1], "second");
}

static void an_empty_file_is_as_good_as_none(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(read_file(&options, ""), 0);
}

static void a_line_that_is_not_understood_ends_the_start(void **state)
{
	static const char *const texts[] = { "drivers x\n", "driver\n", "driver \t\n", "state /tmp\n", "disconnect-stays maybe\n", "manual-first\n" };

	for (size_t i = 0; i < array_size(texts); i++) {
		struct options options cleanup(options_clear) = { .ready_fd = -1 };

		optind = 1;
		assert_int_equal(read_file(&options, texts[i]), -EINVAL);
	}
}

static void a_zero_byte_in_the_file_ends_the_start(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	write_configuration("driver a\0\ndriver b\n", 19);
	assert_int_equal(read_with(&options, NULL, 0), -EINVAL);
}

static void more_drivers_than_there_is_room_for_are_refused(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };
	char text[(OPTIONS_MAX_DRIVERS + 1) * 9 + 1] = "";

	for (size_t i = 0; i <= OPTIONS_MAX_DRIVERS; i++)
		strcat(text, "driver x\n");
	assert_int_equal(read_file(&options, text), -EINVAL);
}

static void numbers_periods_and_descriptors_are_checked(void **state)
{
	static const char *const bad[][2] = {
		{ "--m3-timeout-ms", "-1" }, { "--m4-timeout-ms", "1x" }, { "--abort-timeout-ms", "" }, { "--m3-timeout-ms", "4294967296" },
		{ "--period", "scan" },	     { "--period", "nap=1" },	  { "--ready-fd", "65535" },	{ "--log-level", "loud" },
		{ "--m3-timeout-ms", " -1" },
	};

	for (size_t i = 0; i < array_size(bad); i++) {
		struct options options cleanup(options_clear) = { .ready_fd = -1 };

		optind = 1;
		if (READ(&options, bad[i][0], bad[i][1]) != -EINVAL)
			fail_msg("%s \"%s\" is taken", bad[i][0], bad[i][1]);
	}
}

static void numbers_and_periods_reach_what_they_are_for(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(READ(&options, "--m3-timeout-ms", "1", "--m4-timeout-ms", "2", "--abort-timeout-ms", "3", "--period", "first-scan=4",
			      "--period", "block=5"),
			 0);
	assert_int_equal(options.timers.m3_timeout_ms, 1);
	assert_int_equal(options.timers.m4_timeout_ms, 2);
	assert_int_equal(options.timers.abort_timeout_ms, 3);
	assert_int_equal(options.policy.periods.first_scan_ms, 4);
	assert_int_equal(options.policy.periods.block_ms, 5);
}

static void words_that_are_no_options_are_refused(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(READ(&options, "start"), -EINVAL);
}

static void the_version_leaves_nothing_to_do(void **state)
{
	struct options options cleanup(options_clear) = { .ready_fd = -1 };

	assert_int_equal(READ(&options, "--version"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_service_that_is_told_nothing_has_the_defaults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_file_says_drivers_groups_and_switches, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_command_line_counts_more_than_the_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_empty_file_is_as_good_as_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_that_is_not_understood_ends_the_start, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_zero_byte_in_the_file_ends_the_start, set_up, tear_down),
		cmocka_unit_test_setup_teardown(more_drivers_than_there_is_room_for_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(numbers_periods_and_descriptors_are_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(numbers_and_periods_reach_what_they_are_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(words_that_are_no_options_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_version_leaves_nothing_to_do, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
