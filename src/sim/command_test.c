#include "sim/command.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void lines_become_commands(void **state)
{
	static const struct {
		const char *line;
		enum command_kind kind;
		const char *name;
		uint16_t code;
		int number;
	} cases[] = {
		{ "deauth ap1 all 7", COMMAND_DEAUTH, "ap1", 7, 0 },
		{ "deauth ap1 02:00:00:00:00:0A", COMMAND_DEAUTH, "ap1", 3, 0 },
		{ "  disassoc  ap1\tall", COMMAND_DISASSOC, "ap1", 8, 0 },
		{ "silence ap1", COMMAND_SILENCE, "ap1", 0, 0 },
		{ "resume ap1\r", COMMAND_RESUME, "ap1", 0, 0 },
		{ "signal ap1 -80", COMMAND_SIGNAL, "ap1", 0, -80 },
		{ "reject ap1 17", COMMAND_REJECT_ASSOC, "ap1", 17, 0 },
		{ "reject ap1 auth 0x0d", COMMAND_REJECT_AUTH, "ap1", 13, 0 },
		{ "accept ap1", COMMAND_ACCEPT, "ap1", 0, 0 },
		{ "loss 100", COMMAND_LOSS, "", 0, 100 },
		{ "drop 5", COMMAND_DROP, "", 0, 5 },
		{ "hang sim0", COMMAND_HANG, "sim0", 0, 0 },
		{ "status", COMMAND_STATUS, "", 0, 0 },
		{ "stations ap1", COMMAND_STATIONS, "ap1", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct command command;
		const char *error;

		assert_int_equal(command_parse(cases[i].line, &command, &error), 0);
		assert_int_equal(command.kind, cases[i].kind);
		assert_string_equal(command.name, cases[i].name);
		assert_int_equal(command.code, cases[i].code);
		assert_int_equal(command.number, cases[i].number);
	}
}

static void bad_lines_are_refused_with_a_sentence(void **state)
{
	static const char *const lines[] = {
		"", " ", "dance", "deauth", "deauth ap1", "deauth ap1 everyone", "deauth ap1 all 65536", "deauth ap1 all 1 2",
		"deauth ap1 02:00:00:00:00", "deauth ap1 02-00-00-00-00-01", "signal ap1", "signal ap1 5", "signal ap1 -80x",
		"reject ap1", "reject ap1 0", "reject ap1 auth", "loss", "loss 101", "loss -1", "drop x", "status now", "silence a b",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct command command = { .kind = COMMAND_STATUS };
		const char *error = NULL;

		assert_int_equal(command_parse(lines[i], &command, &error), -EINVAL);
		assert_non_null(error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_commands),
		cmocka_unit_test(bad_lines_are_refused_with_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
