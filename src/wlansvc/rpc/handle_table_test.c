#include "wlansvc/rpc/handle_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void a_handle_is_known_to_its_owner_only(void **state)
{
	struct handle_table *table;
	struct handle *handle;
	int a, b;

	assert_int_equal(handle_table_new(&table, 8, 4), 0);
	assert_int_equal(handle_table_open(table, &a, 2, &handle), 0);
	assert_ptr_equal(handle_table_find(table, &a, handle->value), handle);
	assert_null(handle_table_find(table, &b, handle->value));
	assert_null(handle_table_find(table, &a, handle->value + 1));
	handle_table_close(table, handle);
	handle_table_free(table);
}

static void limits_hold_for_one_and_for_all(void **state)
{
	struct handle_table *table;
	struct handle *handle;
	int a, b, c;

	assert_int_equal(handle_table_new(&table, 5, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(handle_table_open(table, &a, 2, &handle), 0);
	assert_int_equal(handle_table_open(table, &a, 2, &handle), HANDLE_TABLE_E_FULL);
	assert_int_equal(handle_table_open(table, &b, 2, &handle), 0);
	assert_int_equal(handle_table_open(table, &b, 2, &handle), 0);
	assert_int_equal(handle_table_open(table, &c, 2, &handle), HANDLE_TABLE_E_FULL);
	assert_int_equal(handle_table_release(table, &a), 3);
	assert_int_equal(handle_table_count(table, &a), 0);
	assert_int_equal(handle_table_count(table, &b), 2);
	assert_int_equal(handle_table_open(table, &c, 1, &handle), 0);
	assert_int_equal(handle_table_release(table, &b), 2);
	assert_ptr_equal(handle_table_next(table, NULL), handle);
	assert_null(handle_table_next(table, handle));
	assert_int_equal(handle_table_release(table, &c), 1);
	handle_table_free(table);
}

static void count_closed(const struct handle *handle, void *userdata)
{
	*(uint64_t *)userdata += handle->value;
}

static void whoever_watches_is_told_of_every_end(void **state)
{
	struct handle *first, *second, *foreign;
	struct handle_table *table;
	uint64_t sum = 0, wanted;
	int owner, other;

	assert_int_equal(handle_table_new(&table, 8, 8), 0);
	handle_table_watch(table, count_closed, &sum);
	assert_int_equal(handle_table_open(table, &owner, 2, &first), 0);
	assert_int_equal(handle_table_open(table, &owner, 2, &second), 0);
	assert_int_equal(handle_table_open(table, &other, 2, &foreign), 0);
	wanted = first->value;
	handle_table_close(table, first);
	assert_true(sum == wanted);
	wanted += second->value;
	assert_int_equal(handle_table_release(table, &owner), 1);
	assert_true(sum == wanted);
	handle_table_release(table, &other);
	handle_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_is_known_to_its_owner_only),
		cmocka_unit_test(limits_hold_for_one_and_for_all),
		cmocka_unit_test(whoever_watches_is_told_of_every_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
