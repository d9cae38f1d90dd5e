#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "wlansvc/store/store.h"
#include "wlansvc/store/vault.h"

static const struct guid radio = { { 1 } };

struct fixture {
	struct vault *vault;
	struct store *store;
};

static void add(struct fixture *f, const char *name, uid_t owner)
{
	struct profile *profile = NULL;
	struct dot11_ssid ssid = { .size = 1, .bytes = { 'x' } };

	assert_int_equal(profile_for_network(&ssid, name, &profile), 0);
	assert_int_equal(store_set_profile(f->store, &radio, owner, true, NULL, profile), 0);
	profile_free(profile);
}

/* In the list: "A", "B" of user 7, "C". */
static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(vault_open(&f->vault, NULL), 0);
	assert_int_equal(store_open(&f->store, ":memory:", f->vault), 0);
	add(f, "C", STORE_ALL_USERS);
	add(f, "B", 7);
	add(f, "A", STORE_ALL_USERS);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	store_close(f->store);
	vault_close(f->vault);
	free(f);
	return 0;
}

static void assert_order(struct fixture *f, uid_t viewer, const char *wanted)
{
	struct store_profile *entries;
	char order[8] = "";
	size_t n;

	assert_int_equal(store_list_profiles(f->store, &radio, viewer, &entries, &n), 0);
	assert_true(n < sizeof(order));
	for (size_t i = 0; i < n; i++)
		order[i] = entries[i].profile->name[0];
	store_profiles_free(entries, n);
	assert_string_equal(order, wanted);
}

static void profiles_that_the_viewer_does_not_see_keep_their_places(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(store_order_profiles(f->store, &radio, (const char *const[]){ "C", "A" }, 2), 0);
	assert_order(f, 7, "CBA");
	assert_order(f, 8, "CA");
	assert_int_equal(store_order_profiles(f->store, &radio, (const char *const[]){ "A", "none" }, 2), STORE_E_NOT_FOUND);
	assert_order(f, 7, "CBA");
}

static void a_renamed_profile_keeps_place_data_and_credentials(void **state)
{
	struct store_eap_data eap = { .user = STORE_ALL_USERS, .is_xml = true, .data = (uint8_t *)"secret", .size = 6 }, found = { 0 };
	_auto_free_ uint8_t *data = NULL;
	struct fixture *f = *state;
	size_t size;

	assert_int_equal(store_set_custom_data(f->store, &radio, "A", "data", 4), 0);
	assert_int_equal(store_set_eap_data(f->store, &radio, "A", &eap), 0);
	assert_int_equal(store_rename_profile(f->store, &radio, 8, "A", "Z"), 0);
	assert_order(f, 7, "ZBC");
	assert_int_equal(store_get_custom_data(f->store, &radio, "Z", &data, &size), 0);
	assert_int_equal(size, 4);
	assert_memory_equal(data, "data", 4);
	assert_int_equal(store_get_eap_data(f->store, &radio, "Z", 8, &found), 0);
	assert_int_equal(found.size, 6);
	assert_memory_equal(found.data, "secret", 6);
	store_eap_data_clear(&found);
	assert_int_equal(store_get_eap_data(f->store, &radio, "A", 8, &found), STORE_E_NOT_FOUND);
	/* A name that somebody else's profile has is taken, too. */
	assert_int_equal(store_rename_profile(f->store, &radio, 8, "Z", "B"), STORE_E_EXISTS);
	assert_int_equal(store_rename_profile(f->store, &radio, 8, "B", "Y"), STORE_E_NOT_FOUND);
	assert_int_equal(store_rename_profile(f->store, &radio, 8, "Z", ""), -EINVAL);
}

static void setting_a_profile_again_empties_its_data(void **state)
{
	struct fixture *f = *state;
	uint8_t *data;
	size_t size;

	assert_int_equal(store_set_custom_data(f->store, &radio, "A", "data", 4), 0);
	add(f, "A", STORE_ALL_USERS);
	assert_int_equal(store_get_custom_data(f->store, &radio, "A", &data, &size), STORE_E_NOT_FOUND);
	assert_int_equal(store_set_custom_data(f->store, &radio, "none", "data", 4), STORE_E_NOT_FOUND);
	assert_int_equal(store_set_custom_data(f->store, &radio, "A", "data", STORE_MAX_USER_DATA + 1), -E2BIG);
}

static void own_credentials_beat_those_for_all_and_go_with_the_profile(void **state)
{
	_auto_free_ uint8_t *long_one = malloc(1000);
	struct store_eap_data all = { .user = STORE_ALL_USERS, .method_size = 16, .data = (uint8_t *)"all", .size = 3 };
	struct store_eap_data own = { .user = 8, .is_xml = true, .data = long_one, .size = 1000 }, found = { 0 };
	struct fixture *f = *state;

	assert_non_null(long_one);
	for (size_t i = 0; i < 1000; i++)
		long_one[i] = (uint8_t)i;
	assert_int_equal(store_set_eap_data(f->store, &radio, "A", &all), 0);
	assert_int_equal(store_set_eap_data(f->store, &radio, "A", &own), 0);
	assert_int_equal(store_get_eap_data(f->store, &radio, "A", 8, &found), 0);
	assert_int_equal(found.user, 8);
	assert_int_equal(found.size, 1000);
	assert_memory_equal(found.data, long_one, 1000);
	store_eap_data_clear(&found);
	assert_int_equal(store_get_eap_data(f->store, &radio, "A", 9, &found), 0);
	assert_int_equal(found.method_size, 16);
	assert_memory_equal(found.data, "all", 3);
	store_eap_data_clear(&found);
	assert_int_equal(store_delete_eap_data(f->store, &radio, "A", STORE_ALL_USERS), 0);
	assert_int_equal(store_get_eap_data(f->store, &radio, "A", 9, &found), STORE_E_NOT_FOUND);
	assert_int_equal(store_delete_profile(f->store, &radio, 8, "A"), 0);
	add(f, "A", STORE_ALL_USERS);
	assert_int_equal(store_get_eap_data(f->store, &radio, "A", 8, &found), STORE_E_NOT_FOUND);
	assert_int_equal(store_set_eap_data(f->store, &radio, "none", &own), STORE_E_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(profiles_that_the_viewer_does_not_see_keep_their_places, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_renamed_profile_keeps_place_data_and_credentials, set_up, tear_down),
		cmocka_unit_test_setup_teardown(setting_a_profile_again_empties_its_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(own_credentials_beat_those_for_all_and_go_with_the_profile, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
