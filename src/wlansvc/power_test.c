/* A folder of power supplies that the test fills, and an acm that only notes what it is told. */
#include "wlansvc/power.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[32];
static int n_told;
static bool was_on_battery;

void acm_set_on_battery(struct acm *acm, bool is_on_battery)
{
	n_told++;
	was_on_battery = is_on_battery;
}

static const char *const supplies[] = { "AC", "BAT0", "mouse" };
static const char *const attributes[] = { "type", "scope", "status", "online" };

static int set_up(void **state)
{
	strcpy(folder, "/tmp/power_test.XXXXXX");
	n_told = 0;
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char path[96];

	for (size_t i = 0; i < sizeof(supplies) / sizeof(supplies[0]); i++) {
		for (size_t k = 0; k < sizeof(attributes) / sizeof(attributes[0]); k++) {
			snprintf(path, sizeof(path), "%s/%s/%s", folder, supplies[i], attributes[k]);
			unlink(path);
		}
		snprintf(path, sizeof(path), "%s/%s", folder, supplies[i]);
		rmdir(path);
	}
	return rmdir(folder);
}

static void write_attribute(const char *supply, const char *name, const char *value)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, supply);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, supply, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", value);
	fclose(file);
}

static void a_machine_without_supplies_is_on_the_mains(void **state)
{
	assert_false(power_is_on_battery(folder));
	assert_false(power_is_on_battery("/nowhere"));
}

static void a_battery_that_discharges_counts_if_nothing_supplies_from_outside(void **state)
{
	write_attribute("BAT0", "type", "Battery");
	write_attribute("BAT0", "status", "Discharging");
	assert_true(power_is_on_battery(folder));
	write_attribute("AC", "type", "Mains");
	write_attribute("AC", "online", "0");
	assert_true(power_is_on_battery(folder));
	write_attribute("AC", "online", "1"); /* too weak for the machine, but it is there */
	assert_false(power_is_on_battery(folder));
	write_attribute("AC", "online", "0");
	write_attribute("BAT0", "status", "Charging");
	assert_false(power_is_on_battery(folder));
}

static void the_battery_of_a_mouse_does_not_count(void **state)
{
	write_attribute("mouse", "type", "Battery");
	write_attribute("mouse", "scope", "Device");
	write_attribute("mouse", "status", "Discharging");
	assert_false(power_is_on_battery(folder));
}

static void acm_is_told_at_the_start(void **state)
{
	struct power *power = NULL;
	sd_event *event = NULL;

	write_attribute("BAT0", "type", "Battery");
	write_attribute("BAT0", "status", "Discharging");
	assert_true(sd_event_new(&event) >= 0);
	assert_int_equal(power_new(&power, event, folder, NULL), 0);
	assert_int_equal(n_told, 1);
	assert_true(was_on_battery);
	power_free(power);
	sd_event_unref(event);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_machine_without_supplies_is_on_the_mains),
		TEST(a_battery_that_discharges_counts_if_nothing_supplies_from_outside),
		TEST(the_battery_of_a_mouse_does_not_count),
		TEST(acm_is_told_at_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
