#include "netsh/fake_wlanapi.h"

static void one_profile_is_deleted_where_it_is(void **state)
{
	fake.n_interfaces = 2;
	RUN(0, "Profile \"home\" is deleted from interface \"Wi-Fi\".\nProfile \"home\" is deleted from interface \"Wi-Fi 2\".\n",
	    "delete", "profile", "name=home");
	assert_string_equal(fake.deletes, "1:home 2:home");
}

static void an_interface_may_be_named(void **state)
{
	fake.n_interfaces = 2;
	RUN(0, "Profile \"home\" is deleted from interface \"Wi-Fi 2\".\n", "delete", "profile", "home", "interface=Wi-Fi 2");
	assert_string_equal(fake.deletes, "2:home");
	RUN(1, "There is no such wireless interface on the system.\n", "delete", "profile", "home", "interface=eth0");
	assert_int_equal(fake.n_deletes, 1);
}

static void a_pattern_deletes_all_that_it_fits(void **state)
{
	RUN(0, "Profile \"home\" is deleted from interface \"Wi-Fi\".\nProfile \"../mine\" is deleted from interface \"Wi-Fi\".\n",
	    "delete", "profile", "*");
	assert_string_equal(fake.deletes, "1:home 1:../mine");
	RUN(0, "Profile \"home\" is deleted from interface \"Wi-Fi\".\n", "delete", "profile", "h?me");
}

static void names_are_told_apart_by_case_and_length(void **state)
{
	static char *const names[] = { "Home", "hom", "home ", "homes", "?home" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		RUN_PART(1, "\" is not found on any interface.\n", "delete", "profile", names[i]);
	assert_int_equal(fake.n_deletes, 0);
}

static void one_that_cannot_be_deleted_does_not_save_the_others(void **state)
{
	fake.delete_error = ERROR_ACCESS_DENIED; /* of the first */
	RUN(1, "Function WlanDeleteProfile returns error 5:\nAccess is denied.\n"
	       "Profile \"../mine\" is deleted from interface \"Wi-Fi\".\n", "delete", "profile", "*");
	assert_string_equal(fake.deletes, "1:home 1:../mine");
}

static void a_list_that_cannot_be_had_is_not_told_as_not_found(void **state)
{
	fake.list_error = ERROR_ACCESS_DENIED;
	RUN(1, "Function WlanGetProfileList returns error 5:\nAccess is denied.\n", "delete", "profile", "home");
}

static void without_a_name_nothing_is_deleted(void **state)
{
	RUN_PART(1, "One or more parameters", "delete", "profile");
	RUN_PART(1, "One or more parameters", "delete", "profile", "interface=Wi-Fi");
	assert_int_equal(fake.n_deletes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(one_profile_is_deleted_where_it_is),
		case_of(an_interface_may_be_named),
		case_of(a_pattern_deletes_all_that_it_fits),
		case_of(names_are_told_apart_by_case_and_length),
		case_of(one_that_cannot_be_deleted_does_not_save_the_others),
		case_of(a_list_that_cannot_be_had_is_not_told_as_not_found),
		case_of(without_a_name_nothing_is_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
