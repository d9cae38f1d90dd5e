#include "support/harness.h"

#include <string.h>

static HANDLE handle;

static void set_up(void)
{
	handle = open_handle();
}

static void tear_down(void)
{
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static DWORD get(WLAN_AUTOCONF_OPCODE opcode, WLAN_OPCODE_VALUE_TYPE expected_type)
{
	WLAN_OPCODE_VALUE_TYPE type = wlan_opcode_value_type_invalid;
	DWORD *data = NULL, size = 0, value;

	EXPECT_ERROR(WlanQueryAutoConfigParameter(handle, opcode, NULL, &size, (void **)&data, &type), ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(DWORD));
	CHECK_EQUAL(type, expected_type);
	value = *data;
	WlanFreeMemory(data);
	return value;
}

static void set(WLAN_AUTOCONF_OPCODE opcode, DWORD value)
{
	EXPECT_ERROR(WlanSetAutoConfigParameter(handle, opcode, sizeof(value), &value, NULL), ERROR_SUCCESS);
}

static void parameters_have_their_documented_defaults(void)
{
	set_up();
	CHECK_EQUAL(get(wlan_autoconf_opcode_show_denied_networks, wlan_opcode_value_type_set_by_user), FALSE);
	CHECK_EQUAL(get(wlan_autoconf_opcode_power_setting, wlan_opcode_value_type_query_only), wlan_power_setting_no_saving);
	CHECK_EQUAL(get(wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks, wlan_opcode_value_type_query_only), FALSE);
	CHECK(get(wlan_autoconf_opcode_allow_explicit_creds, wlan_opcode_value_type_set_by_user) != FALSE);
	CHECK_EQUAL(get(wlan_autoconf_opcode_block_period, wlan_opcode_value_type_set_by_user), 1200);
	CHECK(get(wlan_autoconf_opcode_allow_virtual_station_extensibility, wlan_opcode_value_type_set_by_user) != FALSE);
	tear_down();
}

static void what_is_set_reads_back_in_every_handle(void)
{
	HANDLE other;

	set_up();
	set(wlan_autoconf_opcode_show_denied_networks, 5); /* a BOOL: any value but 0 */
	set(wlan_autoconf_opcode_block_period, 60);
	set(wlan_autoconf_opcode_allow_virtual_station_extensibility, FALSE);
	set(wlan_autoconf_opcode_allow_explicit_creds, FALSE);
	other = handle;
	handle = open_handle();
	CHECK(get(wlan_autoconf_opcode_show_denied_networks, wlan_opcode_value_type_set_by_user) != FALSE);
	CHECK_EQUAL(get(wlan_autoconf_opcode_block_period, wlan_opcode_value_type_set_by_user), 60);
	CHECK_EQUAL(get(wlan_autoconf_opcode_allow_virtual_station_extensibility, wlan_opcode_value_type_set_by_user), FALSE);
	CHECK_EQUAL(get(wlan_autoconf_opcode_allow_explicit_creds, wlan_opcode_value_type_set_by_user), FALSE);
	set(wlan_autoconf_opcode_show_denied_networks, FALSE);
	set(wlan_autoconf_opcode_block_period, 1200);
	set(wlan_autoconf_opcode_allow_virtual_station_extensibility, TRUE);
	set(wlan_autoconf_opcode_allow_explicit_creds, TRUE);
	CHECK_EQUAL(WlanCloseHandle(other, NULL), ERROR_SUCCESS);
	tear_down();
}

static void what_cannot_be_set_is_refused(void)
{
	static const WLAN_AUTOCONF_OPCODE opcodes[] = { wlan_autoconf_opcode_start, wlan_autoconf_opcode_power_setting,
							wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks,
							wlan_autoconf_opcode_end, (WLAN_AUTOCONF_OPCODE)77 };
	DWORD value = 1, size = 3;
	void *data = &size;
	unsigned int i;

	set_up();
	for (i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++)
		EXPECT_ERROR(WlanSetAutoConfigParameter(handle, opcodes[i], sizeof(value), &value, NULL), ERROR_INVALID_PARAMETER);
	value = 3601; /* more than an hour */
	EXPECT_ERROR(WlanSetAutoConfigParameter(handle, wlan_autoconf_opcode_block_period, sizeof(value), &value, NULL),
		     ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetAutoConfigParameter(handle, wlan_autoconf_opcode_block_period, 2, &value, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryAutoConfigParameter(handle, wlan_autoconf_opcode_end, NULL, &size, &data, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(size, 3);
	CHECK(data == &size);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "parameters have their documented defaults", parameters_have_their_documented_defaults },
		{ "what is set reads back in every handle", what_is_set_reads_back_in_every_handle },
		{ "what cannot be set is refused", what_cannot_be_set_is_refused },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
