#include "marshal/list.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

static void sizes_and_names_are_checked(void **state)
{
	uint8_t list[8 + 2 * 532] = { 0 };

	assert_int_equal(marshal_list_size(&marshal_interface_info, 2), sizeof(list));
	marshal_list_begin(list, 2);
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, sizeof(list)), 0);
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, sizeof(list) - 1), -EBADMSG);
	marshal_list_begin(list, 1);
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, sizeof(list)), -EBADMSG);
	marshal_list_begin(list, 2);
	memset(list + 8 + 532 + 16, 0x61, 512); /* a name without end */
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, sizeof(list)), -EBADMSG);
}

static void an_empty_list_has_room_for_one(void **state)
{
	uint8_t list[540] = { 0 };

	assert_int_equal(marshal_list_size(&marshal_interface_info, 0), sizeof(list));
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, sizeof(list)), 0);
	assert_int_equal(marshal_check_list(&marshal_interface_info, list, 8), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_and_names_are_checked),
		cmocka_unit_test(an_empty_list_has_room_for_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
