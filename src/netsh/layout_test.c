#include "netsh/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text;
static size_t size;

static FILE *begin(void)
{
	return open_memstream(&text, &size);
}

static void assert_written(FILE *out, const char *wanted)
{
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
}

static void a_row_has_its_label_in_a_column(void **state)
{
	FILE *out = begin();

	layout_row(out, 4, 22, "State", "%s", "connected");
	assert_written(out, "    State                  : connected\n");
}

static void hostile_names_cannot_forge_lines_or_turn_text(void **state)
{
	static const struct {
		const char *bytes, *wanted;
	} cases[] = {
		{ "nw-home", "nw-home" },
		{ "a\nState : x", "a\\x0aState : x" },
		{ "\x1b[2J", "\\x1b[2J" },
		{ "\xc3\xa4", "\xc3\xa4" },
		{ "\xff\xc3", "\\xff\\xc3" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
		{ "\xe2\x80\xae" "a", "\\xe2\\x80\\xae" "a" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\xc0\x80", "\\xc0\\x80" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		FILE *out = begin();

		layout_text(out, cases[i].bytes, strlen(cases[i].bytes));
		assert_written(out, cases[i].wanted);
	}
}

static void json_escapes_and_keeps_the_bytes_of_an_ssid(void **state)
{
	const DOT11_SSID ssid = { 5, "a\"\\\n\xff" };
	FILE *out = begin();

	layout_json_ssid(out, true, &ssid);
	layout_json_number(out, false, "n", -40);
	assert_written(out, "\"ssid\":\"a\\\"\\\\\\u000a\\ufffd\",\"ssid_hex\":\"61225C0AFF\",\"n\":-40");
}

static void an_ssid_that_lies_about_its_length_is_cut(void **state)
{
	const DOT11_SSID ssid = { 4000, "" };

	assert_int_equal(layout_ssid_size(&ssid), 32);
}

static void line_feeds_become_crlf_only_where_wanted(void **state)
{
	FILE *out = begin();

	assert_int_equal(layout_emit(out, "a\nb\r\n", 5, true), 0);
	assert_written(out, "a\r\nb\r\n");
	out = begin();
	assert_int_equal(layout_emit(out, "a\nb", 3, false), 0);
	assert_written(out, "a\nb");
}

static void frequencies_have_their_channel(void **state)
{
	assert_int_equal(layout_channel(2412000), 1);
	assert_int_equal(layout_channel(2484000), 14);
	assert_int_equal(layout_channel(5180000), 36);
	assert_int_equal(layout_channel(5955000), 1);
	assert_int_equal(layout_channel(900000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_has_its_label_in_a_column),
		cmocka_unit_test(hostile_names_cannot_forge_lines_or_turn_text),
		cmocka_unit_test(json_escapes_and_keeps_the_bytes_of_an_ssid),
		cmocka_unit_test(an_ssid_that_lies_about_its_length_is_cut),
		cmocka_unit_test(line_feeds_become_crlf_only_where_wanted),
		cmocka_unit_test(frequencies_have_their_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
