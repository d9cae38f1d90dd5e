#include "base/guid.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static void text_and_memory_agree_as_on_windows(void **state)
{
	/* GUID_DEVINTERFACE_WIFIDIRECT_DEVICE of the public documentation: Data1 to Data3 are little endian in memory. */
	static const uint8_t memory[16] = { 0xaf, 0x20, 0x9b, 0x43, 0x55, 0x89, 0x5b, 0x40,
					    0x99, 0xf0, 0xa6, 0x2a, 0xf0, 0xc6, 0x8d, 0x43 };
	char text[GUID_TEXT_SIZE];
	struct guid guid;

	assert_int_equal(guid_from_text("439b20af-8955-405b-99f0-a62af0c68d43", &guid), 0);
	assert_memory_equal(guid.b, memory, 16);
	guid_to_text(&guid, text);
	assert_string_equal(text, "{439b20af-8955-405b-99f0-a62af0c68d43}");
	assert_int_equal(guid_from_text("{439B20AF-8955-405B-99F0-A62AF0C68D43}", &guid), 0);
	assert_memory_equal(guid.b, memory, 16);
}

static void what_is_no_guid_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "{", "439b20af", "{439b20af-8955-405b-99f0-a62af0c68d43", "439b20af-8955-405b-99f0-a62af0c68d43}",
		"439b20af+8955-405b-99f0-a62af0c68d43", "g39b20af-8955-405b-99f0-a62af0c68d43",
		"439b20af-8955-405b-99f0-a62af0c68d4", "439b20af-8955-405b-99f0-a62af0c68d433",
	};
	struct guid guid;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(guid_from_text(bad[i], &guid), -EINVAL);
}

static void a_name_always_gives_the_same_guid(void **state)
{
	struct guid one = guid_from_name("wdi-sim/sim0"), same = guid_from_name("wdi-sim/sim0"), other = guid_from_name("wdi-sim/sim1");

	assert_true(guid_equal(&one, &same));
	assert_false(guid_equal(&one, &other));
	assert_int_equal(one.b[8] >> 6, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_memory_agree_as_on_windows),
		cmocka_unit_test(what_is_no_guid_is_refused),
		cmocka_unit_test(a_name_always_gives_the_same_guid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
