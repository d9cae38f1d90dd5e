#include "marshal/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

static void long_names_are_cut_between_characters(void **state)
{
	uint16_t units[4];

	marshal_put_text(units, 4, "ab\xf0\x9f\x93\xb6"); /* two units and a pair: the pair does not fit with the zero */
	assert_memory_equal(units, u"ab\0", 8);
	marshal_put_text(units, 4, "\xff");
	assert_int_equal(units[0], 0);
}

static void a_name_ends_within_its_array(void **state)
{
	assert_true(marshal_is_terminated(u"ab", 3));
	assert_false(marshal_is_terminated(u"ab", 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_are_cut_between_characters),
		cmocka_unit_test(a_name_ends_within_its_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
