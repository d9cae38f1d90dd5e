#include "base/utf16.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static void text_goes_there_and_back(void **state)
{
	static const char *const texts[] = { "", "Wi-Fi", "Caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x93\xb6 5 GHz" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		uint16_t *wide;
		char *back;

		assert_int_equal(utf16_dup_from_utf8(texts[i], &wide), 0);
		assert_int_equal(utf16_dup_to_utf8(wide, SIZE_MAX / 8, &back), 0);
		assert_string_equal(back, texts[i]);
		free(wide);
		free(back);
	}
}

static void a_pair_of_surrogates_is_one_character(void **state)
{
	uint16_t wide[3];

	assert_int_equal(utf16_from_utf8("\xf0\x9f\x93\xb6", wide, 3), 2);
	assert_int_equal(wide[0], 0xd83d);
	assert_int_equal(wide[1], 0xdcf6);
	assert_int_equal(wide[2], 0);
}

static void what_is_not_utf8_is_refused(void **state)
{
	/* Overlong, surrogate, above U+10FFFF, cut off, stray continuation (RFC 3629, sections 3 and 10). */
	static const char *const bad[] = { "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xff" };
	uint16_t wide[8] = { 0x55 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(utf16_from_utf8(bad[i], wide, 8), -EILSEQ);
	assert_int_equal(wide[0], 0x55);
}

static void a_lone_surrogate_is_refused(void **state)
{
	static const uint16_t high[] = { 0xd83d, 'a', 0 }, low[] = { 0xdcf6, 0 }, cut[] = { 0xd83d, 0 };
	char *text;

	assert_int_equal(utf16_dup_to_utf8(high, 8, &text), -EILSEQ);
	assert_int_equal(utf16_dup_to_utf8(low, 8, &text), -EILSEQ);
	assert_int_equal(utf16_dup_to_utf8(cut, 8, &text), -EILSEQ);
}

static void what_does_not_fit_leaves_the_array_alone(void **state)
{
	uint16_t wide[3] = { 1, 2, 3 };

	assert_int_equal(utf16_from_utf8("abc", wide, 3), -ENOBUFS);
	assert_int_equal(wide[0], 1);
	assert_int_equal(utf16_from_utf8("ab", wide, 3), 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_goes_there_and_back),
		cmocka_unit_test(a_pair_of_surrogates_is_one_character),
		cmocka_unit_test(what_is_not_utf8_is_refused),
		cmocka_unit_test(a_lone_surrogate_is_refused),
		cmocka_unit_test(what_does_not_fit_leaves_the_array_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
