#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nl80211/sa_query.h"

#define START 5000000u

static void five_requests_with_rising_numbers_go_out_within_a_second(void **state)
{
	struct sa_query query = { 0 };
	uint8_t body[SA_QUERY_SIZE];
	uint64_t now = START, next;

	assert_true(sa_query_begin(&query, now, 0xfffe));
	for (unsigned int i = 0; i < 5; i++) {
		/* IEEE 802.11-2020, 9.6.9.2: category 8, action 0, transaction identifier. */
		const uint8_t expected[] = { 8, 0, (uint8_t)(0xfffe + i), (uint8_t)((0xfffe + i) >> 8) };

		assert_int_equal(sa_query_step(&query, now, body, &next), SA_QUERY_STEP_SEND);
		assert_memory_equal(body, expected, sizeof(expected));
		assert_int_equal(next, i < 4 ? now + 201000 : START + 1000000);
		assert_int_equal(sa_query_step(&query, next - 1, body, &next), SA_QUERY_STEP_NONE);
		now = next;
	}
	assert_int_equal(sa_query_step(&query, now, body, &next), SA_QUERY_STEP_GIVE_UP);
	assert_int_equal(next, 0);
	assert_int_equal(sa_query_step(&query, now, body, &next), SA_QUERY_STEP_NONE);
}

static void only_the_answer_to_a_request_of_ours_ends_it(void **state)
{
	struct sa_query query = { 0 };
	uint8_t body[SA_QUERY_SIZE];
	uint64_t next;

	assert_false(sa_query_answer(&query, 0));
	assert_true(sa_query_begin(&query, START, 7));
	assert_false(sa_query_answer(&query, 7));
	sa_query_step(&query, START, body, &next);
	assert_false(sa_query_answer(&query, 6));
	assert_false(sa_query_answer(&query, 8));
	assert_true(sa_query_answer(&query, 7));
	assert_false(sa_query_answer(&query, 7));
}

static void there_is_at_most_one_at_a_time(void **state)
{
	struct sa_query query = { 0 };

	assert_true(sa_query_begin(&query, START, 1));
	assert_false(sa_query_begin(&query, START + 1, 2));
	sa_query_stop(&query);
	assert_true(sa_query_begin(&query, START + 2, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_requests_with_rising_numbers_go_out_within_a_second),
		cmocka_unit_test(only_the_answer_to_a_request_of_ours_ends_it),
		cmocka_unit_test(there_is_at_most_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
