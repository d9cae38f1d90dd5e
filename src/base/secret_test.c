#include "base/secret.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void wiping_leaves_nothing(void **state)
{
	static const struct secret nothing;
	struct secret secret = { 0 };

	assert_int_equal(secret_set(&secret, "swordfish", 9), 0);
	assert_memory_equal(secret.bytes, "swordfish", 9);
	secret_wipe(&secret);
	assert_memory_equal(&secret, &nothing, sizeof(secret));
}

static void a_shorter_one_leaves_nothing_of_the_longer_one(void **state)
{
	_cleanup_secret_ struct secret secret = { 0 };

	assert_int_equal(secret_set(&secret, "a long passphrase", 17), 0);
	assert_int_equal(secret_set(&secret, "ab", 2), 0);
	for (size_t i = 2; i < sizeof(secret.bytes); i++)
		assert_int_equal(secret.bytes[i], 0);
}

static void what_is_too_long_changes_nothing(void **state)
{
	static const uint8_t bytes[SECRET_MAX + 1];
	_cleanup_secret_ struct secret secret = { 0 };

	assert_int_equal(secret_set(&secret, "ab", 2), 0);
	assert_int_equal(secret_set(&secret, bytes, sizeof(bytes)), -E2BIG);
	assert_int_equal(secret.size, 2);
	assert_memory_equal(secret.bytes, "ab", 2);
}

static void compares_size_and_every_byte(void **state)
{
	_cleanup_secret_ struct secret a = { 0 }, b = { 0 };

	assert_true(secret_equal(&a, &b));
	secret_set(&a, "abc", 3);
	assert_false(secret_equal(&a, &b));
	secret_set(&b, "abd", 3);
	assert_false(secret_equal(&a, &b));
	secret_set(&b, "abc", 3);
	assert_true(secret_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wiping_leaves_nothing),
		cmocka_unit_test(a_shorter_one_leaves_nothing_of_the_longer_one),
		cmocka_unit_test(what_is_too_long_changes_nothing),
		cmocka_unit_test(compares_size_and_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
