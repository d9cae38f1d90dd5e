#include "base/hex.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_character_but_22_is_no_digit(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	int n = 0;

	for (int c = -128; c < 256; c++)
		n += hex_digit(c) >= 0;
	assert_int_equal(n, 22);
	for (int i = 0; i < 22; i++)
		assert_int_equal(hex_digit(digits[i]), i < 16 ? i : i - 6);
}

static void pairs_of_digits_are_bytes(void **state)
{
	uint8_t bytes[4] = { 0, 0, 0, 0x55 };

	assert_int_equal(hex_read("00fFA5zz", bytes, 3), 0);
	assert_memory_equal(bytes, "\x00\xff\xa5\x55", 4);
	assert_int_equal(hex_read("", bytes, 0), 0);
}

/* On the heap, so that a sanitizer sees who reads on. */
static void what_is_too_short_or_no_digit_is_refused_and_not_read_beyond(void **state)
{
	static const char *const bad[] = { "", "0", "001", "00 1", "0x11", "00-1", "00g0", " 011" };
	uint8_t bytes[2];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *text = strdup(bad[i]);

		assert_non_null(text);
		assert_int_equal(hex_read(text, bytes, 2), -EINVAL);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_but_22_is_no_digit),
		cmocka_unit_test(pairs_of_digits_are_bytes),
		cmocka_unit_test(what_is_too_short_or_no_digit_is_refused_and_not_read_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
