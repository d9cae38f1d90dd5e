#include "access/check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/cleanup.h"

#define SUDO 27
#define READ 0x20001
#define EXECUTE 0x20021
#define WRITE 0x70023

static const struct access_groups groups = { .n_administrators = 1, .administrators = { SUDO } };
static const gid_t sudo[] = { SUDO };

enum who {
	USER,
	ADMINISTRATOR, /* user 1001, group sudo */
	ROOT,
};

static const struct access_token tokens[] = {
	[USER] = { .uid = 1000, .gid = 1000 },
	[ADMINISTRATOR] = { .uid = 1001, .gid = 1001, .groups = sudo, .n_groups = 1 },
	[ROOT] = { .uid = 0, .gid = 0 },
};

static const struct {
	const char *sddl;
	uint32_t granted[3];
} rows[] = {
	{ "D:", { 0, 0, 0 } },
	{ "D:NO_ACCESS_CONTROL", { 0x1fffff, 0x1fffff, 0x1fffff } },
	{ "O:SY", { 0x1fffff, 0x1fffff, 0x1fffff } },
	{ "D:(A;;0x70023;;;BU)", { WRITE, WRITE, WRITE } },
	{ "D:(A;;0x70023;;;BA)", { 0, WRITE, WRITE } },
	{ "D:(A;;GR;;;BU)(A;;GX;;;BA)(A;;GW;;;SY)", { READ, EXECUTE, WRITE } },
	{ "D:(A;;GA;;;BU)", { WRITE, WRITE, WRITE } },
	/* rights of several entries add up */
	{ "D:(A;;CC;;;WD)(A;;WP;;;BU)(A;;RC;;;AU)", { EXECUTE, EXECUTE, EXECUTE } },
	/* the first entry that names a right decides */
	{ "D:(D;;GX;;;S-1-22-1-1000)(A;;GX;;;WD)", { 0, EXECUTE, EXECUTE } },
	{ "D:(A;;GX;;;WD)(D;;GX;;;S-1-22-1-1000)", { EXECUTE, EXECUTE, EXECUTE } },
	{ "D:(A;;GR;;;WD)(D;;GX;;;S-1-22-1-1000)(A;;GX;;;WD)", { READ, EXECUTE, EXECUTE } },
	{ "D:(D;;WP;;;S-1-22-2-27)(A;;GX;;;WD)", { EXECUTE, READ, EXECUTE } },
	/* entries for those that inherit are not for the object */
	{ "D:(A;IO;GX;;;WD)", { 0, 0, 0 } },
	{ "D:(D;CIIO;GX;;;WD)(A;;GX;;;WD)", { EXECUTE, EXECUTE, EXECUTE } },
	{ "D:(A;CI;GX;;;WD)", { EXECUTE, EXECUTE, EXECUTE } },
	/* the owner sees and changes the list */
	{ "O:S-1-22-1-1000D:", { ACCESS_READ_CONTROL | ACCESS_WRITE_DAC, 0, 0 } },
	{ "O:SYD:(D;;GA;;;WD)", { 0, 0, ACCESS_READ_CONTROL | ACCESS_WRITE_DAC } },
	{ "O:BAD:(A;;RC;;;OW)", { 0, ACCESS_READ_CONTROL, ACCESS_READ_CONTROL } },
	{ "G:S-1-22-1-1000D:", { 0, 0, 0 } },
	/* nobody holds these */
	{ "D:(A;;GA;;;AN)(A;;GA;;;NU)(A;;GA;;;BG)(A;;GA;;;CO)(A;;GA;;;PS)", { 0, 0, 0 } },
	/* what is no right of an object gives nothing */
	{ "D:(A;;0x0fe00000;;;WD)", { 0, 0, 0 } },
};

static void rights_are_those_of_the_list_in_its_order(void **state)
{
	for (size_t i = 0; i < array_size(rows); i++) {
		struct access_descriptor descriptor;
		struct sddl_defect defect;

		assert_int_equal(sddl_read(rows[i].sddl, &descriptor, &defect), 0);
		for (size_t who = 0; who < array_size(tokens); who++) {
			uint32_t granted = access_granted(&tokens[who], &groups, &descriptor);

			if (granted != rows[i].granted[who])
				fail_msg("%s: caller %zu is granted 0x%x", rows[i].sddl, who, granted);
		}
	}
}

static void generic_rights_are_those_of_native_wifi(void **state)
{
	assert_int_equal(access_map_generic(0x80000000), READ);
	assert_int_equal(access_map_generic(0x20000000), EXECUTE);
	assert_int_equal(access_map_generic(0x40000000), WRITE);
	assert_int_equal(access_map_generic(0x10000000), WRITE);
	assert_int_equal(access_map_generic(0xa0000000), EXECUTE);
	assert_int_equal(access_map_generic(0x00000020), 0x20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rights_are_those_of_the_list_in_its_order),
		cmocka_unit_test(generic_rights_are_those_of_native_wifi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
