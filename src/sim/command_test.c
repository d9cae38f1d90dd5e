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
		{ "disassoc ap1 broadcast 5", COMMAND_DISASSOC, "ap1", 5, 0 },
		{ "rekey ap1", COMMAND_REKEY, "ap1", 0, 0 },
		{ "rekey ap1 pairwise 02:00:00:00:00:0a", COMMAND_REKEY, "ap1", 0, 0 },
		{ "passphrase ap1 open sesame", COMMAND_PASSPHRASE, "ap1", 0, 0 },
		{ "restart ap1", COMMAND_RESTART, "ap1", 0, 0 },
		{ "forge ap1 all deauthentication 7", COMMAND_FORGE, "ap1", 7, 0 },
		{ "forge ap1 02:00:00:00:00:0a disassociation 8", COMMAND_FORGE, "ap1", 8, 0 },
		{ "ping sim0", COMMAND_PING, "sim0", 0, 0 },
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
		"rekey", "rekey ap1 pairwise", "rekey ap1 02:00:00:00:00:01", "rekey ap1 pairwise all", "passphrase ap1",
		"passphrase ap1 1234567", "passphrase ap1 1234567890123456789012345678901234567890123456789012345678901234",
		"passphrase ap1 caf\xc3\xa9 au lait", "restart", "restart a b", "forge ap1 all deauthentication", "forge ap1 all beacon 1",
		"forge ap1 one deauthentication 1", "forge ap1 all deauthentication 1 2", "ping", "ping a b", "join", "join a b", "leave", "deauth ap1 all 1 2 3 4 5 6 7",
		"reject ap1", "reject ap1 0", "reject ap1 auth", "loss", "loss 101", "loss -1", "drop x", "status now", "silence a b",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct command command = { .kind = COMMAND_STATUS };
		const char *error = NULL;

		assert_int_equal(command_parse(lines[i], &command, &error), -EINVAL);
		assert_non_null(error);
	}
}

static void passphrase_is_the_rest_of_the_line(void **state)
{
	struct command command;
	const char *error;

	assert_int_equal(command_parse("  passphrase\t ap1   a  b c d e f g h \r\n", &command, &error), 0);
	assert_int_equal(command.passphrase.size, 17);
	assert_memory_equal(command.passphrase.bytes, "a  b c d e f g h ", 17);
	command_wipe(&command);
	assert_int_equal(command.passphrase.size, 0);
}

static void forged_frame_has_its_kind_and_receiver(void **state)
{
	struct command command;
	const char *error;

	assert_int_equal(command_parse("forge ap1 02:00:00:00:00:0a disassociation 8", &command, &error), 0);
	assert_int_equal(command.frame_kind, 0xa0); /* IEEE 802.11-2020, table 9-1 */
	assert_false(command.is_all);
	assert_int_equal(command.station.b[5], 10);
	assert_int_equal(command_parse("forge ap1 all deauthentication 8", &command, &error), 0);
	assert_int_equal(command.frame_kind, 0xc0);
	assert_true(command.is_all);
}

static void hexadecimal_digits_must_be_just_so_many(void **state)
{
	uint8_t bytes[2];

	assert_int_equal(command_parse_hex("a0Ff", bytes, 2), 0);
	assert_memory_equal(bytes, "\xa0\xff", 2);
	assert_int_equal(command_parse_hex("a0f", bytes, 2), -EINVAL);
	assert_int_equal(command_parse_hex("a0fff", bytes, 2), -EINVAL);
	assert_int_equal(command_parse_hex("a0fg", bytes, 2), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_commands),
		cmocka_unit_test(bad_lines_are_refused_with_a_sentence),
		cmocka_unit_test(passphrase_is_the_rest_of_the_line),
		cmocka_unit_test(forged_frame_has_its_kind_and_receiver),
		cmocka_unit_test(hexadecimal_digits_must_be_just_so_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
