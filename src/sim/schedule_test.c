#include "sim/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct entry {
	struct schedule_timer timer;
	int id;
};

static int fired[1000];
static int n_fired;

static void fire(void *userdata)
{
	fired[n_fired++] = ((struct entry *)userdata)->id;
}

static void timers_fire_in_order_of_time_then_of_setting(void **state)
{
	static struct entry entries[500];
	struct schedule schedule = { 0 };

	n_fired = 0;
	for (int i = 0; i < 500; i++) {
		entries[i] = (struct entry){ .timer = { .fire = fire, .userdata = &entries[i] }, .id = i };
		schedule_set(&schedule, &entries[i].timer, (uint64_t)(i * 7919 % 50));
	}
	for (int i = 0; i < 500; i += 3)
		schedule_cancel(&schedule, &entries[i].timer);
	schedule_run_until(&schedule, 49);
	assert_int_equal(n_fired, 500 - 167);
	for (int i = 1; i < n_fired; i++) {
		int before = fired[i - 1] * 7919 % 50, now = fired[i] * 7919 % 50;

		assert_true(before < now || (before == now && fired[i - 1] < fired[i]));
	}
	assert_int_equal(schedule.now_us, 49);
}

static void a_timer_set_again_moves(void **state)
{
	struct schedule schedule = { 0 };
	struct entry a = { .timer = { .fire = fire, .userdata = &a }, .id = 1 }, b = { .timer = { .fire = fire, .userdata = &b }, .id = 2 };
	uint64_t due_us = 0;

	n_fired = 0;
	schedule_set(&schedule, &a.timer, 10);
	schedule_set(&schedule, &b.timer, 20);
	schedule_set(&schedule, &a.timer, 30);
	assert_true(schedule_next(&schedule, &due_us));
	assert_int_equal(due_us, 20);
	schedule_run_until(&schedule, 29);
	assert_int_equal(n_fired, 1);
	schedule_run_until(&schedule, 30);
	assert_int_equal(n_fired, 2);
	assert_int_equal(fired[1], 1);
	assert_false(schedule_next(&schedule, &due_us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timers_fire_in_order_of_time_then_of_setting),
		cmocka_unit_test(a_timer_set_again_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
