#include "wlansvc/acm/settings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/store/vault.h"

static const struct guid radio = { { 1, 2, 3 } }, other_radio = { { 4 } };

struct fixture {
	struct vault *vault;
	struct store *store;
	struct settings *settings;
	struct interface_settings own;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(vault_open(&f->vault, NULL), 0);
	assert_int_equal(store_open(&f->store, ":memory:", f->vault), 0);
	assert_int_equal(settings_new(&f->settings, f->store), 0);
	interface_settings_load(&f->own, f->store, &radio);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	interface_settings_clear(&f->own);
	settings_free(f->settings);
	store_close(f->store);
	vault_close(f->vault);
	free(f);
	return 0;
}

static void what_was_set_outlives_the_service(void **state)
{
	struct fixture *f = *state;
	uint32_t value, type;

	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, 30), 0);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_show_denied_networks, 7), 0);
	settings_free(f->settings);
	assert_int_equal(settings_new(&f->settings, f->store), 0);
	assert_int_equal(settings_get(f->settings, wlan_autoconf_opcode_block_period, &value, &type), 0);
	assert_int_equal(value, 30);
	assert_int_equal(type, wlan_opcode_value_type_set_by_user);
	assert_int_equal(settings_value(f->settings, wlan_autoconf_opcode_show_denied_networks), 1);
}

static void a_policy_beats_the_user_and_is_not_stored(void **state)
{
	struct fixture *f = *state;
	uint32_t value, type;

	settings_set_policy(f->settings, wlan_autoconf_opcode_block_period, 60);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, 30), SETTINGS_E_POLICY);
	assert_int_equal(settings_get(f->settings, wlan_autoconf_opcode_block_period, &value, &type), 0);
	assert_int_equal(value, 60);
	assert_int_equal(type, wlan_opcode_value_type_set_by_group_policy);
	settings_free(f->settings);
	assert_int_equal(settings_new(&f->settings, f->store), 0);
	assert_int_equal(settings_value(f->settings, wlan_autoconf_opcode_block_period), 1200);
}

static void without_the_policy_everything_is_as_it_was_set(void **state)
{
	struct fixture *f = *state;
	uint32_t value, type;

	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, 30), 0);
	settings_set_policy(f->settings, wlan_autoconf_opcode_block_period, 60);
	settings_set_policy(f->settings, wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks, 1);
	assert_int_equal(settings_drop_policy(f->settings), 0);
	assert_int_equal(settings_get(f->settings, wlan_autoconf_opcode_block_period, &value, &type), 0);
	assert_int_equal(value, 30);
	assert_int_equal(type, wlan_opcode_value_type_set_by_user);
	assert_int_equal(settings_value(f->settings, wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks), 0);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, 40), 0);
}

static void what_is_no_value_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, SETTINGS_BLOCK_PERIOD_MAX_S), 0);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_block_period, SETTINGS_BLOCK_PERIOD_MAX_S + 1), SETTINGS_E_RANGE);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_power_setting, 1), SETTINGS_E_UNKNOWN);
	settings_set_power(f->settings, wlan_power_setting_medium_saving); /* nobody but the machine sets it */
	assert_int_equal(settings_value(f->settings, wlan_autoconf_opcode_power_setting), wlan_power_setting_medium_saving);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_start, 1), SETTINGS_E_UNKNOWN);
	assert_int_equal(settings_set(f->settings, wlan_autoconf_opcode_end, 1), SETTINGS_E_UNKNOWN);
	assert_int_equal(settings_get(f->settings, wlan_autoconf_opcode_end, &value, NULL), SETTINGS_E_UNKNOWN);
}

static void a_damaged_setting_is_the_default(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(store_set_setting(f->store, NULL, "block_period", "99999"), 0);
	assert_int_equal(store_set_setting(f->store, &radio, "bss_type", "infrastructure"), 0);
	settings_free(f->settings);
	assert_int_equal(settings_new(&f->settings, f->store), 0);
	assert_int_equal(settings_value(f->settings, wlan_autoconf_opcode_block_period), 1200);
	interface_settings_load(&f->own, f->store, &radio);
	assert_int_equal(f->own.bss_type, dot11_BSS_type_any);
}

static void an_interface_has_settings_of_its_own(void **state)
{
	struct interface_settings again = { 0 }, other = { 0 };
	struct fixture *f = *state;

	assert_true(f->own.is_autoconf_enabled);
	assert_int_equal(interface_settings_set_autoconf(&f->own, f->store, &radio, false), 0);
	assert_int_equal(interface_settings_set_bss_type(&f->own, f->store, &radio, dot11_BSS_type_infrastructure), 0);
	interface_settings_load(&again, f->store, &radio);
	assert_false(again.is_autoconf_enabled);
	assert_int_equal(again.bss_type, dot11_BSS_type_infrastructure);
	interface_settings_load(&other, f->store, &other_radio);
	assert_true(other.is_autoconf_enabled);
}

static void what_policy_denies_is_off_until_somebody_turns_it_on_or_policy_is_gone(void **state)
{
	struct interface_settings again = { 0 };
	struct fixture *f = *state;

	interface_settings_deny_autoconf(&f->own, f->store, &radio, true);
	assert_true(!f->own.is_autoconf_enabled && f->own.is_autoconf_denied);
	interface_settings_load(&again, f->store, &radio);
	assert_true(again.is_autoconf_enabled); /* what was set is as it was */
	assert_int_equal(interface_settings_set_autoconf(&f->own, f->store, &radio, true), 0);
	assert_true(f->own.is_autoconf_enabled && !f->own.is_autoconf_denied);

	interface_settings_deny_autoconf(&f->own, f->store, &radio, true);
	assert_int_equal(interface_settings_set_autoconf(&f->own, f->store, &radio, false), 0);
	assert_true(f->own.is_autoconf_denied);
	interface_settings_deny_autoconf(&f->own, f->store, &radio, false);
	assert_false(f->own.is_autoconf_enabled); /* somebody has turned it off meanwhile */
	assert_int_equal(interface_settings_set_autoconf(&f->own, f->store, &radio, true), 0);
	interface_settings_deny_autoconf(&f->own, f->store, &radio, true);
	interface_settings_deny_autoconf(&f->own, f->store, &radio, false);
	assert_true(f->own.is_autoconf_enabled);
}

static void a_vote_stands_until_its_last_handle(void **state)
{
	const enum settings_vote scan = SETTINGS_VOTE_NO_BACKGROUND_SCAN, media = SETTINGS_VOTE_MEDIA_STREAMING;
	bool changed[SETTINGS_N_VOTES];
	struct fixture *f = *state;

	assert_int_equal(interface_settings_vote(&f->own, scan, 1, true), 1);
	assert_int_equal(interface_settings_vote(&f->own, scan, 1, true), 0); /* a handle has one vote */
	assert_int_equal(interface_settings_vote(&f->own, scan, 2, true), 0);
	assert_int_equal(interface_settings_vote(&f->own, media, 2, true), 1);
	assert_int_equal(interface_settings_vote(&f->own, scan, 3, false), 0); /* it had none */
	assert_int_equal(interface_settings_vote(&f->own, scan, 1, false), 0);
	assert_true(interface_settings_has_vote(&f->own, scan));
	interface_settings_release(&f->own, 2, changed);
	assert_true(changed[scan] && changed[media]);
	assert_false(interface_settings_has_vote(&f->own, scan));
	interface_settings_release(&f->own, 2, changed);
	assert_false(changed[scan] || changed[media]);
	assert_int_equal(interface_settings_vote(&f->own, media, 9, true), 1);
	interface_settings_drop_votes(&f->own, changed);
	assert_true(changed[media] && !changed[scan]);
	assert_false(interface_settings_has_vote(&f->own, media));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_set_outlives_the_service, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_policy_beats_the_user_and_is_not_stored, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_the_policy_everything_is_as_it_was_set, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_value_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_damaged_setting_is_the_default, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_interface_has_settings_of_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_policy_denies_is_off_until_somebody_turns_it_on_or_policy_is_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_vote_stands_until_its_last_handle, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
