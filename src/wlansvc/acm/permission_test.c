#include "wlansvc/acm/permission.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "access/check.h"
#include "base/cleanup.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/store/vault.h"

#define SUDO 27
#define NETDEV 109
#define SEE_LIST 0x20000

static const gid_t sudo[] = { 100, SUDO };
static const gid_t netdev[] = { NETDEV };

enum who {
	USER,
	OPERATOR,
	ADMINISTRATOR,
	ROOT,
	SERVICE, /* the user that the service runs as */
	N_WHO,
};

static const struct acm_caller callers[N_WHO] = {
	[USER] = { .uid = 1000, .gid = 1000, .version = 2 },
	[OPERATOR] = { .uid = 1001, .gid = 1001, .version = 2, .groups = netdev, .n_groups = 1 },
	[ADMINISTRATOR] = { .uid = 1002, .gid = 1002, .version = 2, .groups = sudo, .n_groups = 2 },
	[ROOT] = { .uid = 0, .gid = 0, .version = 2 },
	[SERVICE] = { .uid = 998, .gid = 998, .version = 2 },
};

struct world {
	struct vault *vault;
	struct acm acm; /* nothing of it but the store and the permissions */
};

static void start(struct world *world)
{
	const struct access_groups groups = {
		.has_service_uid = true,
		.service_uid = 998,
		.n_administrators = 1,
		.administrators = { SUDO },
		.n_operators = 1,
		.operators = { NETDEV },
	};

	assert_int_equal(permissions_new(&world->acm.permissions, world->acm.store), 0);
	acm_set_groups(&world->acm, &groups);
}

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_int_equal(vault_open(&world->vault, NULL), 0);
	assert_int_equal(store_open(&world->acm.store, ":memory:", world->vault), 0);
	start(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	permissions_free(world->acm.permissions);
	store_close(world->acm.store);
	vault_close(world->vault);
	free(world);
	return 0;
}

/* By object: what a user, an operator and an administrator are granted; root and the service's user are administrators. */
static const uint32_t defaults[WLAN_SECURABLE_OBJECT_COUNT][3] = {
	[wlan_secure_permit_list] = { 0x20001, 0x20001, 0x70023 },
	[wlan_secure_deny_list] = { 0x20001, 0x20001, 0x70023 },
	[wlan_secure_ac_enabled] = { 0x20001, 0x30023, 0x70023 },
	[wlan_secure_bc_scan_enabled] = { 0x20001, 0x30023, 0x70023 },
	[wlan_secure_bss_type] = { 0x20001, 0x30023, 0x70023 },
	[wlan_secure_show_denied] = { 0x20001, 0x20001, 0x70023 },
	[wlan_secure_interface_properties] = { 0x20001, 0x30023, 0x70023 },
	[wlan_secure_ihv_control] = { SEE_LIST, SEE_LIST, 0x70023 },
	[wlan_secure_all_user_profiles_order] = { 0x20001, 0x20001, 0x70023 },
	[wlan_secure_add_new_all_user_profiles] = { 0x30023, 0x30023, 0x70023 },
	[wlan_secure_add_new_per_user_profiles] = { 0x30023, 0x30023, 0x70023 },
	[wlan_secure_media_streaming_mode_enabled] = { 0x30023, 0x30023, 0x70023 },
	[wlan_secure_current_operation_mode] = { 0x20001, 0x30023, 0x70023 },
	[wlan_secure_get_plaintext_key] = { SEE_LIST, SEE_LIST, 0x70023 },
	[wlan_secure_hosted_network_elevated_access] = { SEE_LIST, SEE_LIST, 0x70023 },
	[wlan_secure_virtual_station_extensibility] = { 0x20001, 0x20001, 0x70023 },
	[wlan_secure_wfd_elevated_access] = { SEE_LIST, SEE_LIST, 0x70023 },
};

static bool holds(uint32_t granted, uint32_t needed)
{
	return (granted & needed) == needed;
}

static void every_object_has_its_default_for_everybody(void **state)
{
	struct world *world = *state;

	for (uint32_t object = 0; object < WLAN_SECURABLE_OBJECT_COUNT; object++)
		for (int who = 0; who < N_WHO; who++) {
			uint32_t expected = defaults[object][who < ADMINISTRATOR ? who : ADMINISTRATOR], granted = 0;
			_auto_free_ char *sddl = NULL;

			assert_int_equal(acm_get_security(&world->acm, &callers[who], object, &sddl, &granted), 0);
			if (granted != expected)
				fail_msg("%s: caller %d is granted 0x%x", permission_object_name(object), who, granted);
			assert_string_equal(sddl, permission_object_default(object));
			assert_int_equal(acm_check_object(&world->acm, &callers[who], object, WLAN_READ_ACCESS) == 0,
					 holds(expected, 0x20001));
			assert_int_equal(acm_check_object(&world->acm, &callers[who], object, WLAN_EXECUTE_ACCESS) == 0,
					 holds(expected, 0x20021));
			assert_int_equal(acm_check_object(&world->acm, &callers[who], object, WLAN_WRITE_ACCESS) == 0,
					 holds(expected, 0x30023));
		}
}

static const char *who_may(struct acm *acm, uint32_t object, uint32_t wanted)
{
	if (acm_check_object(acm, &callers[USER], object, wanted) == 0)
		return "everybody";
	if (acm_check_object(acm, &callers[OPERATOR], object, wanted) == 0)
		return "operators";
	return acm_check_object(acm, &callers[ADMINISTRATOR], object, wanted) == 0 ? "administrators" : "nobody";
}

/* docs/permissions.md, or what of it is missing. */
static void the_table_in_the_documentation_is_true(void **state)
{
	struct world *world = *state;
	static char text[65536];
	FILE *file = fopen(getenv("PERMISSIONS_MD"), "r");
	int n_missing = 0;
	char row[512];

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = 0;
	fclose(file);
	for (uint32_t object = 0; object < WLAN_SECURABLE_OBJECT_COUNT; object++) {
		snprintf(row, sizeof(row), "| %u | `%s` | %s | %s | %s | `%s` |\n", object, permission_object_name(object),
			 who_may(&world->acm, object, WLAN_READ_ACCESS), who_may(&world->acm, object, WLAN_EXECUTE_ACCESS),
			 who_may(&world->acm, object, WLAN_WRITE_ACCESS), strchr(permission_object_default(object), '('));
		if (!strstr(text, row)) {
			print_error("%s", row);
			n_missing++;
		}
	}
	assert_int_equal(n_missing, 0);
	assert_non_null(strstr(text, permission_profile_default));
	assert_non_null(strstr(text, permission_policy_default));
}

static void where_policy_does_not_let_everyone_administrators_add_all_user_profiles(void **state)
{
	static const uint32_t object = wlan_secure_add_new_all_user_profiles;
	struct world *world = *state;
	struct acm *acm = &world->acm;

	permissions_restrict(acm->permissions, true);
	assert_int_equal(acm_check_object(acm, &callers[USER], object, WLAN_WRITE_ACCESS), ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_check_object(acm, &callers[OPERATOR], object, WLAN_WRITE_ACCESS), ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_check_object(acm, &callers[ADMINISTRATOR], object, WLAN_WRITE_ACCESS), 0);
	assert_int_equal(acm_check_object(acm, &callers[USER], wlan_secure_add_new_per_user_profiles, WLAN_WRITE_ACCESS), 0);
	assert_int_equal(acm_security_type(acm, object), wlan_opcode_value_type_set_by_group_policy);
	assert_int_equal(acm_security_type(acm, wlan_secure_add_new_per_user_profiles), wlan_opcode_value_type_set_by_user);
	/* What an administrator says of it goes before. */
	assert_int_equal(acm_set_security(acm, &callers[ADMINISTRATOR], object, "D:(A;;0x30023;;;NO)"), 0);
	assert_int_equal(acm_check_object(acm, &callers[OPERATOR], object, WLAN_WRITE_ACCESS), 0);
	assert_int_equal(acm_check_object(acm, &callers[USER], object, WLAN_WRITE_ACCESS), ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_security_type(acm, object), wlan_opcode_value_type_set_by_user);
}

static void without_the_policy_everyone_adds_all_user_profiles_again(void **state)
{
	struct world *world = *state;

	permissions_restrict(world->acm.permissions, true);
	permissions_restrict(world->acm.permissions, false);
	assert_int_equal(acm_check_object(&world->acm, &callers[USER], wlan_secure_add_new_all_user_profiles, WLAN_WRITE_ACCESS), 0);
}

static void only_who_may_change_the_list_changes_it(void **state)
{
	static const char users_may[] = "D:(A;;GW;;;BU)";
	struct world *world = *state;
	struct acm *acm = &world->acm;

	for (uint32_t object = 0; object < WLAN_SECURABLE_OBJECT_COUNT; object++) {
		uint32_t granted = 0;
		char *sddl = NULL;

		assert_int_equal(acm_set_security(acm, &callers[USER], object, users_may), ACM_E_ACCESS_DENIED);
		assert_int_equal(acm_set_security(acm, &callers[OPERATOR], object, users_may), ACM_E_ACCESS_DENIED);
		assert_int_equal(acm_get_security(acm, &callers[USER], object, &sddl, &granted), 0);
		assert_string_equal(sddl, permission_object_default(object));
		free(sddl);
		assert_int_equal(acm_set_security(acm, &callers[ADMINISTRATOR], object, users_may), 0);
		assert_int_equal(acm_get_security(acm, &callers[USER], object, &sddl, &granted), 0);
		assert_string_equal(sddl, "D:(A;;0x40000000;;;BU)");
		assert_int_equal(granted, WLAN_WRITE_ACCESS);
		free(sddl);
		/* GENERIC_WRITE holds the right to change the list, so a user may now. */
		assert_int_equal(acm_set_security(acm, &callers[USER], object, "D:(A;;GW;;;BA)(A;;GR;;;BU)"), 0);
		assert_int_equal(acm_check_object(acm, &callers[USER], object, WLAN_WRITE_ACCESS), ACM_E_ACCESS_DENIED);
		assert_int_equal(acm_check_object(acm, &callers[USER], object, WLAN_READ_ACCESS), 0);
		assert_int_equal(acm_set_security(acm, &callers[USER], object, users_may), ACM_E_ACCESS_DENIED);
	}
}

static void what_was_set_outlives_the_service(void **state)
{
	struct world *world = *state;
	struct acm *acm = &world->acm;

	assert_int_equal(acm_set_security(acm, &callers[ROOT], wlan_secure_get_plaintext_key, "D:(A;;GR;;;S-1-22-1-1000)"), 0);
	permissions_free(acm->permissions);
	start(world);
	assert_int_equal(acm_check_object(acm, &callers[USER], wlan_secure_get_plaintext_key, WLAN_READ_ACCESS), 0);
	assert_int_equal(acm_check_object(acm, &callers[OPERATOR], wlan_secure_get_plaintext_key, WLAN_READ_ACCESS),
			 ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_check_object(acm, &callers[ADMINISTRATOR], wlan_secure_get_plaintext_key, WLAN_READ_ACCESS),
			 ACM_E_ACCESS_DENIED);
}

static void the_system_is_never_locked_out(void **state)
{
	struct world *world = *state;
	struct acm *acm = &world->acm;
	uint32_t granted = 0;
	char *sddl = NULL;

	assert_int_equal(acm_set_security(acm, &callers[ADMINISTRATOR], wlan_secure_ac_enabled, "O:BUD:(D;;GA;;;WD)"), 0);
	assert_int_equal(acm_check_object(acm, &callers[ROOT], wlan_secure_ac_enabled, WLAN_READ_ACCESS), ACM_E_ACCESS_DENIED);
	/* The owner may too: here every user. */
	assert_int_equal(acm_get_security(acm, &callers[USER], wlan_secure_ac_enabled, &sddl, &granted), 0);
	assert_int_equal(granted, ACCESS_READ_CONTROL | ACCESS_WRITE_DAC);
	free(sddl);
	assert_int_equal(acm_set_security(acm, &callers[USER], wlan_secure_ac_enabled, "O:SYD:"), 0);
	assert_int_equal(acm_get_security(acm, &callers[USER], wlan_secure_ac_enabled, &sddl, &granted), ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_set_security(acm, &callers[ADMINISTRATOR], wlan_secure_ac_enabled, "D:(A;;GA;;;BA)"),
			 ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_set_security(acm, &callers[SERVICE], wlan_secure_ac_enabled, "D:"), 0);
	assert_int_equal(acm_set_security(acm, &callers[ROOT], wlan_secure_ac_enabled, "D:(A;;GA;;;BA)"), 0);
	assert_int_equal(acm_check_object(acm, &callers[ADMINISTRATOR], wlan_secure_ac_enabled, WLAN_WRITE_ACCESS), 0);
}

static void a_descriptor_that_cannot_be_enforced_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *sddl;
		int result;
	} rows[] = {
		{ "", ACM_E_INVALID },
		{ "O:BAG:BA", ACM_E_INVALID }, /* without a list everybody could do everything */
		{ "D:(A;;GR;;;ZZ)", ACM_E_INVALID },
		{ "D:(A;;GR;;;WD", ACM_E_INVALID },
		{ "nonsense", ACM_E_INVALID },
		{ "D:(A;;GR;;;DA)", ACM_E_NOT_SUPPORTED },
		{ "D:(XA;;GR;;;WD;(1==1))", ACM_E_NOT_SUPPORTED },
	};
	struct world *world = *state;
	uint32_t granted = 0;
	char *sddl = NULL;

	for (size_t i = 0; i < array_size(rows); i++)
		assert_int_equal(acm_set_security(&world->acm, &callers[ROOT], wlan_secure_bss_type, rows[i].sddl),
				 rows[i].result);
	assert_int_equal(acm_set_security(&world->acm, &callers[ROOT], WLAN_SECURABLE_OBJECT_COUNT, "D:"), ACM_E_INVALID);
	assert_int_equal(acm_get_security(&world->acm, &callers[ROOT], WLAN_SECURABLE_OBJECT_COUNT, &sddl, &granted),
			 ACM_E_INVALID);
	assert_int_equal(acm_check_object(&world->acm, &callers[ROOT], UINT32_MAX, WLAN_READ_ACCESS), ACM_E_INVALID);
	assert_int_equal(acm_get_security(&world->acm, &callers[ROOT], wlan_secure_bss_type, &sddl, &granted), 0);
	assert_string_equal(sddl, permission_object_default(wlan_secure_bss_type));
	free(sddl);
}

static void a_text_that_somebody_broke_in_the_file_leaves_the_administrators(void **state)
{
	struct world *world = *state;

	assert_int_equal(store_set_setting(world->acm.store, NULL, "security.permit_list", "D:(A;;GA;;;WD"), 0);
	permissions_free(world->acm.permissions);
	start(world);
	assert_int_equal(acm_check_object(&world->acm, &callers[USER], wlan_secure_permit_list, WLAN_READ_ACCESS),
			 ACM_E_ACCESS_DENIED);
	assert_int_equal(acm_check_object(&world->acm, &callers[ADMINISTRATOR], wlan_secure_permit_list, WLAN_WRITE_ACCESS), 0);
}

static struct profile profile = { .name = (char *)"home" };

/* @rights: of a user, an operator, an administrator, root. */
static const struct {
	const char *security;
	uid_t owner;
	bool is_group_policy;
	uint32_t rights[4];
} profiles[] = {
	{ NULL, STORE_ALL_USERS, false, { 0x70023, 0x70023, 0x70023, 0x70023 } },
	{ "D:(A;;0x70023;;;BA)(A;;0x20001;;;BU)", STORE_ALL_USERS, false, { 0x20001, 0x20001, 0x70023, 0x70023 } },
	{ "D:(A;;GA;;;BA)", STORE_ALL_USERS, false, { 0, 0, 0x70023, 0x70023 } },
	{ "D:(D;;WP;;;S-1-22-1-1000)(A;;GX;;;WD)", STORE_ALL_USERS, false, { 0x20001, 0x20021, 0x20021, 0x60021 } },
	{ "D:", STORE_ALL_USERS, false, { 0, 0, 0, 0x60000 } },
	{ "broken", STORE_ALL_USERS, false, { 0, 0, 0x70023, 0x70023 } },
	{ NULL, 1000, false, { 0x70023, 0, 0, 0 } },
	{ NULL, STORE_ALL_USERS, true, { 0x20021, 0x20021, 0x20021, 0x20021 } },
	{ "D:(A;;GA;;;WD)", STORE_ALL_USERS, true, { 0x20021, 0x20021, 0x20021, 0x20021 } },
};

static void a_profile_is_under_its_own_descriptor(void **state)
{
	struct world *world = *state;

	for (size_t i = 0; i < array_size(profiles); i++)
		for (int who = 0; who <= ROOT; who++) {
			const struct store_profile entry = {
				.owner = profiles[i].owner,
				.is_group_policy = profiles[i].is_group_policy,
				.security = (char *)profiles[i].security,
				.profile = &profile,
			};
			uint32_t rights = acm_profile_rights(&world->acm, &callers[who], &entry);

			if (rights != profiles[i].rights[who])
				fail_msg("profile %zu: caller %d has 0x%x", i, who, rights);
			assert_int_equal(acm_check_access(&world->acm, &callers[who], &entry, ACM_ACCESS_READ),
					 holds(rights, 0x20001));
			assert_int_equal(acm_check_access(&world->acm, &callers[who], &entry, ACM_ACCESS_EXECUTE),
					 holds(rights, 0x20021));
			assert_int_equal(acm_check_access(&world->acm, &callers[who], &entry, ACM_ACCESS_WRITE),
					 holds(rights, 0x30023));
			assert_int_equal(acm_check_access(&world->acm, &callers[who], &entry, ACM_ACCESS_REPLACE),
					 holds(rights, 0x40000));
			assert_int_equal(acm_check_access(&world->acm, &callers[who], &entry, ACM_ACCESS_DELETE),
					 holds(rights, 0x30023) || holds(rights, 0x40000));
		}
}

static void the_descriptor_of_a_profile_is_kept_in_one_way_of_writing(void **state)
{
	char *text = (char *)"unchanged";

	assert_int_equal(permission_read_security("D:(A;;GX;;;S-1-5-32-544)", &text), 0);
	assert_string_equal(text, "D:(A;;0x20000000;;;BA)");
	free(text);
	text = (char *)"unchanged";
	assert_int_equal(permission_read_security("D:(A;;GX;;;S-1-5-32-544", &text), ACM_E_INVALID);
	assert_int_equal(permission_read_security("O:BA", &text), ACM_E_INVALID);
	assert_int_equal(permission_read_security("D:(OA;;GX;;;BA)", &text), ACM_E_NOT_SUPPORTED);
	assert_string_equal(text, "unchanged");
	assert_int_equal(permission_read_security("", &text), 0);
	assert_null(text);
	assert_int_equal(permission_read_security(NULL, &text), 0);
	assert_null(text);
}

static void opcodes_have_their_objects(void **state)
{
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_autoconf_enabled), wlan_secure_ac_enabled);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_background_scan_enabled), wlan_secure_bc_scan_enabled);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_media_streaming_mode), wlan_secure_media_streaming_mode_enabled);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_bss_type), wlan_secure_bss_type);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_current_operation_mode), wlan_secure_current_operation_mode);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_radio_state), wlan_secure_interface_properties);
	assert_int_equal(acm_object_of_opcode(wlan_intf_opcode_statistics), wlan_secure_interface_properties);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_object_has_its_default_for_everybody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_table_in_the_documentation_is_true, set_up, tear_down),
		cmocka_unit_test_setup_teardown(where_policy_does_not_let_everyone_administrators_add_all_user_profiles, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_the_policy_everyone_adds_all_user_profiles_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_who_may_change_the_list_changes_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_set_outlives_the_service, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_system_is_never_locked_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_descriptor_that_cannot_be_enforced_is_refused_and_changes_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_text_that_somebody_broke_in_the_file_leaves_the_administrators, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_profile_is_under_its_own_descriptor, set_up, tear_down),
		cmocka_unit_test(the_descriptor_of_a_profile_is_kept_in_one_way_of_writing),
		cmocka_unit_test(opcodes_have_their_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
