#include "access/sddl.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

static struct access_descriptor read_text(const char *text)
{
	struct access_descriptor descriptor;
	struct sddl_defect defect;
	int r = sddl_read(text, &descriptor, &defect);

	if (r != 0)
		fail_msg("\"%s\": %s at %zu", text, defect.sentence, defect.at);
	return descriptor;
}

static void every_part_of_a_descriptor_is_read(void **state)
{
	const struct access_descriptor descriptor = read_text("O:SYG:BAD:PAI(A;CIIO;0x20021;;;BU)(D;;WPRC;;;S-1-22-1-1000)");

	assert_true(descriptor.has_owner && descriptor.has_group && descriptor.has_dacl);
	assert_false(descriptor.is_null_dacl);
	assert_int_equal(descriptor.owner.authority, 5);
	assert_int_equal(descriptor.owner.n, 1);
	assert_int_equal(descriptor.owner.sub[0], 18);
	assert_int_equal(descriptor.group.n, 2);
	assert_int_equal(descriptor.group.sub[0], 32);
	assert_int_equal(descriptor.group.sub[1], 544);
	assert_int_equal(descriptor.dacl_flags, ACCESS_DACL_PROTECTED | ACCESS_DACL_AUTO_INHERITED);
	assert_int_equal(descriptor.n_entries, 2);
	assert_int_equal(descriptor.entries[0].type, ACCESS_ALLOW);
	assert_int_equal(descriptor.entries[0].flags, 0x02 | ACCESS_INHERIT_ONLY);
	assert_int_equal(descriptor.entries[0].mask, 0x20021);
	assert_int_equal(descriptor.entries[0].sid.sub[1], 545);
	assert_int_equal(descriptor.entries[1].type, ACCESS_DENY);
	assert_int_equal(descriptor.entries[1].mask, 0x20020);
	assert_int_equal(descriptor.entries[1].sid.authority, 22);
	assert_int_equal(descriptor.entries[1].sid.sub[0], 1);
	assert_int_equal(descriptor.entries[1].sid.sub[1], 1000);
}

/* Left: what a client says; right: how it is written, which says the same. */
static const char *const texts[][2] = {
	{ "", "" },
	{ "D:", "D:" },
	{ "D:P", "D:P" },
	{ "D:NO_ACCESS_CONTROL", "D:NO_ACCESS_CONTROL" },
	{ "D:(A;;GA;;;WD)", "D:(A;;0x10000000;;;WD)" },
	{ "D:(A;;CCRC;;;BU)", "D:(A;;0x20001;;;BU)" },
	{ "D:(A;;CCDCWPRCSDWD;;;BA)", "D:(A;;0x70023;;;BA)" },
	{ "D:(A;;131105;;;S-1-5-32-545)", "D:(A;;0x20021;;;BU)" },
	{ "D:(A;;0400041;;;AU)", "D:(A;;0x20021;;;AU)" },
	{ "D:(A;;FA;;;SY)", "D:(A;;0x1f01ff;;;SY)" },
	{ "D:(A;OICI;KR;;;NO)", "D:(A;OICI;0x20019;;;NO)" },
	{ "D:(A;;;;;IU)", "D:(A;;0x0;;;IU)" },
	{ " O:BA D:( A ; ; GR ; ; ; BU ) (D;;GW;;;AN)", "O:BAD:(A;;0x80000000;;;BU)(D;;0x40000000;;;AN)" },
	{ "d:(a;;gr;;;bu)", "D:(A;;0x80000000;;;BU)" },
	{ "G:SYO:BA", "O:BAG:SY" },
	{ "D:(A;;GR;;;S-1-22-2-109)S:", "D:(A;;0x80000000;;;S-1-22-2-109)" },
	{ "D:(A;;GR;;;S-1-0x123456789abc-4294967295)", "D:(A;;0x80000000;;;S-1-0x123456789abc-4294967295)" },
	{ "D:(A;;GR;;;S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15)",
	  "D:(A;;0x80000000;;;S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15)" },
};

static void what_is_read_is_written_in_one_way(void **state)
{
	for (size_t i = 0; i < array_size(texts); i++) {
		const struct access_descriptor descriptor = read_text(texts[i][0]);
		char written[SDDL_MAX + 1], again[SDDL_MAX + 1];

		assert_int_equal(sddl_write(&descriptor, written), 0);
		assert_string_equal(written, texts[i][1]);

		const struct access_descriptor same = read_text(written);

		assert_int_equal(sddl_write(&same, again), 0);
		assert_string_equal(again, written);
	}
}

static void no_list_and_an_empty_one_are_two_things(void **state)
{
	assert_false(read_text("O:SY").has_dacl);
	assert_true(read_text("D:").has_dacl);
	assert_int_equal(read_text("D:").n_entries, 0);
	assert_false(read_text("D:").is_null_dacl);
	assert_true(read_text("D:NO_ACCESS_CONTROL").is_null_dacl);
}

static const struct {
	const char *text;
	int result;
	size_t at;
} defects[] = {
	{ "X", SDDL_E_MALFORMED, 0 },
	{ "D", SDDL_E_MALFORMED, 0 },
	{ "D:(", SDDL_E_MALFORMED, 3 },
	{ "D:(A;;GR;;;WD", SDDL_E_MALFORMED, 13 },
	{ "D:(A;;GR;;;WD)x", SDDL_E_MALFORMED, 14 },
	{ "D:(A;;GR;;;WD))", SDDL_E_MALFORMED, 14 },
	{ "D:(A;;GR;;WD)", SDDL_E_MALFORMED, 10 },
	{ "D:(A;;GR;{00000000-0000-0000-0000-000000000000};;WD)", SDDL_E_MALFORMED, 9 },
	{ "D:(A;XX;GR;;;WD)", SDDL_E_MALFORMED, 5 },
	{ "D:(A;;XX;;;WD)", SDDL_E_MALFORMED, 6 },
	{ "D:(A;;0x;;;WD)", SDDL_E_MALFORMED, 8 },
	{ "D:(A;;0x100000000;;;WD)", SDDL_E_MALFORMED, 16 },
	{ "D:(A;;-1;;;WD)", SDDL_E_MALFORMED, 6 },
	{ "D:(A;;GR0x1;;;WD)", SDDL_E_MALFORMED, 8 },
	{ "D:(A;;GR;;;)", SDDL_E_MALFORMED, 11 },
	{ "D:(A;;GR;;;ZZ)", SDDL_E_MALFORMED, 11 },
	{ "D:(A;;GR;;;S-2-5-18)", SDDL_E_MALFORMED, 11 },
	{ "D:(A;;GR;;;S-1-5)", SDDL_E_MALFORMED, 16 },
	{ "D:(A;;GR;;;S-1-5-)", SDDL_E_MALFORMED, 17 },
	{ "D:(A;;GR;;;S-1-5-4294967296)", SDDL_E_MALFORMED, 26 },
	{ "D:(A;;GR;;;S-1-0x1000000000000-1)", SDDL_E_MALFORMED, 29 },
	{ "D:(A;;GR;;;S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16)", SDDL_E_MALFORMED, 53 },
	{ "D:(A;;GR;;;WD)D:(A;;GR;;;WD)", SDDL_E_MALFORMED, 16 },
	{ "O:SYO:SY", SDDL_E_MALFORMED, 6 },
	{ "S:S:", SDDL_E_MALFORMED, 4 },
	{ "O:", SDDL_E_MALFORMED, 2 },
	{ "D:NO_ACCESS_CONTROL(A;;GR;;;WD)", SDDL_E_MALFORMED, 31 },
	{ "D:(AU;SA;GR;;;WD)", SDDL_E_MALFORMED, 4 },
	{ "D:(A;;GR;;;\xc3\xa4)", SDDL_E_MALFORMED, 11 },
	{ "D:(OA;;GR;;;WD)", SDDL_E_UNSUPPORTED, 5 },
	{ "D:(XA;;GR;;;WD;(Member_of {SID(BA)}))", SDDL_E_UNSUPPORTED, 5 },
	{ "D:(A;;GR;;;DA)", SDDL_E_UNSUPPORTED, 13 },
	{ "S:(AU;SA;GR;;;WD)", SDDL_E_UNSUPPORTED, 2 },
	{ "S:(ML;;NW;;;LW)", SDDL_E_UNSUPPORTED, 2 },
};

static void a_text_that_is_wrong_is_refused_where_it_is_wrong(void **state)
{
	for (size_t i = 0; i < array_size(defects); i++) {
		struct access_descriptor descriptor = { .n_entries = 99 };
		struct sddl_defect defect = { 0 };
		int r = sddl_read(defects[i].text, &descriptor, &defect);

		if (r != defects[i].result || defect.at != defects[i].at || !defect.sentence)
			fail_msg("\"%s\": %d at %zu", defects[i].text, r, defect.at);
		assert_int_equal(descriptor.n_entries, 99);
	}
}

static void lists_and_texts_have_limits(void **state)
{
	struct access_descriptor descriptor;
	struct sddl_defect defect;
	char text[SDDL_MAX + 2] = "D:";
	char written[SDDL_MAX + 1];

	for (int i = 0; i < ACCESS_MAX_ENTRIES; i++)
		strcat(text, "(A;;GR;;;WD)");
	assert_int_equal(read_text(text).n_entries, ACCESS_MAX_ENTRIES);
	strcat(text, "(A;;GR;;;WD)");
	assert_int_equal(sddl_read(text, &descriptor, &defect), SDDL_E_MALFORMED);

	memset(text, ' ', SDDL_MAX);
	text[SDDL_MAX] = 0;
	assert_int_equal(sddl_read(text, &descriptor, &defect), 0);
	text[SDDL_MAX] = ' ';
	text[SDDL_MAX + 1] = 0;
	assert_int_equal(sddl_read(text, &descriptor, &defect), SDDL_E_MALFORMED);

	descriptor = read_text("D:(A;;GR;;;S-1-5-4000000001-4000000002-4000000003-4000000004-4000000005-4000000006)");
	while (descriptor.n_entries < ACCESS_MAX_ENTRIES)
		descriptor.entries[descriptor.n_entries++] = descriptor.entries[0];
	assert_int_equal(sddl_write(&descriptor, written), -ENOBUFS);
}

static void sids_are_numbers_or_letters(void **state)
{
	struct sid a, b;

	assert_int_equal(sid_read("BA", &a), 0);
	assert_int_equal(sid_read("S-1-5-32-544", &b), 0);
	assert_true(sid_equal(&a, &b));
	assert_int_equal(sid_read("S-1-5-32-545", &b), 0);
	assert_false(sid_equal(&a, &b));
	assert_int_equal(sid_read("S-1-5-32", &b), 0);
	assert_false(sid_equal(&a, &b));
	assert_int_equal(sid_read("BAD", &b), SDDL_E_MALFORMED);
	assert_int_equal(sid_read("", &b), SDDL_E_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_of_a_descriptor_is_read),
		cmocka_unit_test(what_is_read_is_written_in_one_way),
		cmocka_unit_test(no_list_and_an_empty_one_are_two_things),
		cmocka_unit_test(a_text_that_is_wrong_is_refused_where_it_is_wrong),
		cmocka_unit_test(lists_and_texts_have_limits),
		cmocka_unit_test(sids_are_numbers_or_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
