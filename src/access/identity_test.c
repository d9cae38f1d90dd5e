#include "access/identity.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

#define SUDO 27
#define NETDEV 109

static const struct access_groups groups = {
	.has_service_uid = true,
	.service_uid = 998,
	.n_administrators = 1,
	.administrators = { SUDO },
	.n_operators = 1,
	.operators = { NETDEV },
};

static const gid_t of_administrator[] = { 100, SUDO };
static const gid_t of_operator[] = { NETDEV };

static const struct access_token user = { .uid = 1000, .gid = 1000 };
static const struct access_token user_at_screen = { .uid = 1000, .gid = 1000, .is_interactive = true };
static const struct access_token administrator = { .uid = 1001, .gid = 1001, .groups = of_administrator, .n_groups = 2 };
static const struct access_token operator_of_networks = { .uid = 1002, .gid = 1002, .groups = of_operator, .n_groups = 1 };
static const struct access_token primary_operator = { .uid = 1003, .gid = NETDEV };
static const struct access_token root = { .uid = 0, .gid = 0 };
static const struct access_token service = { .uid = 998, .gid = 998 };

static const struct {
	const struct access_token *token;
	const char *holds, *holds_not;
} rows[] = {
	{ &user, "WD AU BU S-1-2-0 S-1-22-1-1000 S-1-22-2-1000",
	  "BA SY NO IU AN NU BG S-1-22-1-0 S-1-22-2-27 S-1-22-1 S-1-5-32 S-1-1-1" },
	{ &user_at_screen, "IU BU", "BA" },
	{ &administrator, "BA BU AU S-1-22-2-100 S-1-22-2-27 S-1-22-2-1001", "SY NO S-1-22-1-27 S-1-22-1-1000" },
	{ &operator_of_networks, "NO BU", "BA SY" },
	{ &primary_operator, "NO", "BA SY" },
	{ &root, "BA SY BU WD S-1-22-1-0 S-1-22-2-0", "NO IU" },
	{ &service, "BA SY", "NO S-1-22-1-0" },
};

static void everybody_holds_what_the_header_says(void **state)
{
	for (size_t i = 0; i < array_size(rows); i++)
		for (int wanted = 0; wanted < 2; wanted++) {
			char text[256];
			char *rest = text, *name;

			snprintf(text, sizeof(text), "%s", wanted ? rows[i].holds : rows[i].holds_not);
			while ((name = strsep(&rest, " "))) {
				struct sid sid;

				assert_int_equal(sid_read(name, &sid), 0);
				if (access_token_holds(rows[i].token, &groups, &sid) != wanted)
					fail_msg("row %zu: %s", i, name);
			}
		}
}

static void without_named_groups_only_root_is_an_administrator(void **state)
{
	struct sid administrators, operators;

	assert_int_equal(sid_read("BA", &administrators), 0);
	assert_int_equal(sid_read("NO", &operators), 0);
	assert_true(access_token_holds(&root, NULL, &administrators));
	assert_false(access_token_holds(&administrator, NULL, &administrators));
	assert_false(access_token_holds(&service, NULL, &administrators));
	assert_false(access_token_holds(&operator_of_networks, NULL, &operators));
}

static void groups_are_found_by_name(void **state)
{
	gid_t found[ACCESS_MAX_GROUPS] = { 77 };
	size_t n = 99;

	assert_int_equal(access_groups_find("", found, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(found[0], 77);
	assert_int_equal(access_groups_find("no-such-group-here,root", found, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(found[0], 0);
	n = 99;
	assert_int_equal(access_groups_find("root,", found, &n), -EINVAL);
	assert_int_equal(access_groups_find("root,root,root,root,root,root,root,root,root", found, &n), -E2BIG);
	assert_int_equal(n, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everybody_holds_what_the_header_says),
		cmocka_unit_test(without_named_groups_only_root_is_an_administrator),
		cmocka_unit_test(groups_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
