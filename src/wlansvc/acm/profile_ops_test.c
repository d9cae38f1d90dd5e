/* The order and the names of profiles, as far as rights decide. */
#include "wlansvc/acm/acm_fixture.h"

static const struct acm_caller root = { .version = 2 };
static const struct acm_caller other = { .uid = 1001, .version = 2 };

static void set_own_profile(const char *name)
{
	struct store_profile entry = { 0 };
	uint32_t reason;

	set_profile("template", "manual");
	assert_int_equal(store_get_profile(world.store, &world.adapter.guid, STORE_ALL_USERS, "template", &entry), 0);
	assert_int_equal(acm_delete_profile(world.acm, &caller, &world.adapter.guid, "template"), 0);
	assert_int_equal(profile_rename(entry.profile, name), 0);
	assert_int_equal(
		acm_set_profile(world.acm, &caller, &world.adapter.guid, caller.uid, entry.profile->xml, NULL, false, &reason),
		0);
	store_profile_clear(&entry);
}

static int order(const struct acm_caller *who, const char *first, const char *second, const char *third)
{
	const char *const names[] = { first, second, third };

	return acm_order_profiles(world.acm, who, &world.adapter.guid, names, third ? 3 : 2);
}

static void assert_order(const char *wanted)
{
	struct store_profile *entries = NULL;
	char names[64] = "";
	size_t n = 0;

	assert_int_equal(acm_list_profiles(world.acm, &caller, &world.adapter.guid, &entries, &n), 0);
	for (size_t i = 0; i < n; i++)
		strcat(names, entries[i].profile->name);
	store_profiles_free(entries, n);
	assert_string_equal(names, wanted);
}

static void set_three(void)
{
	set_profile("a", "manual");
	set_profile("b", "manual");
	set_own_profile("m");
	world.text[0] = '\0';
	assert_order("mba");
}

static void a_user_moves_an_own_profile_as_long_as_none_of_all_users_loses_its_place(void **state)
{
	set_three();
	assert_int_equal(order(&caller, "b", "m", "a"), 0);
	expect("acm15@4 ");
	assert_int_equal(order(&caller, "b", "a", "m"), 0);
	assert_order("bam");
	expect("acm15@4 ");
	assert_int_equal(order(&caller, "b", "m", "a"), ACM_E_ACCESS_DENIED); /* "a" would move down */
	assert_int_equal(order(&caller, "a", "b", "m"), ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_move_profile(world.acm, &caller, &world.adapter.guid, "m", 0), ACM_E_ACCESS_DENIED);
	assert_order("bam");
	expect("");
}

static void an_administrator_puts_those_of_all_users_into_any_order(void **state)
{
	set_three();
	assert_int_equal(order(&root, "a", "b", NULL), 0); /* one's own are all that others see */
	assert_order("mab");
	assert_int_equal(acm_move_profile(world.acm, &root, &world.adapter.guid, "b", 0), 0);
	assert_order("mba");
}

static void an_order_that_is_the_present_one_changes_and_tells_nothing(void **state)
{
	set_three();
	assert_int_equal(order(&caller, "m", "b", "a"), 0);
	assert_int_equal(acm_move_profile(world.acm, &caller, &world.adapter.guid, "a", 2), 0);
	expect("");
}

static void what_the_caller_does_not_see_is_not_found_and_its_name_is_taken(void **state)
{
	set_three();
	assert_int_equal(acm_move_profile(world.acm, &other, &world.adapter.guid, "m", 0), ACM_E_NO_PROFILE);
	assert_int_equal(acm_delete_profile(world.acm, &other, &world.adapter.guid, "m"), ACM_E_NO_PROFILE);
	assert_int_equal(acm_rename_profile(world.acm, &other, &world.adapter.guid, "a", "m"), ACM_E_EXISTS);
	assert_int_equal(acm_rename_profile(world.acm, &other, &world.adapter.guid, "a", "b"), ACM_E_EXISTS);
	assert_order("mba");
	expect("");
}

static void a_place_behind_the_last_is_no_place(void **state)
{
	set_three();
	assert_int_equal(acm_move_profile(world.acm, &root, &world.adapter.guid, "a", 2), ACM_E_INVALID); /* root sees two */
	assert_int_equal(acm_move_profile(world.acm, &root, &world.adapter.guid, "x", 0), ACM_E_NO_PROFILE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_user_moves_an_own_profile_as_long_as_none_of_all_users_loses_its_place),
		TEST(an_administrator_puts_those_of_all_users_into_any_order),
		TEST(an_order_that_is_the_present_one_changes_and_tells_nothing),
		TEST(what_the_caller_does_not_see_is_not_found_and_its_name_is_taken),
		TEST(a_place_behind_the_last_is_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
