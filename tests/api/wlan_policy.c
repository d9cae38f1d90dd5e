/* Profiles of group policy: "office" is one from the start. */
#include "support/harness.h"

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	disconnect_and_wait(handle, &guid, watcher);
}

static void tear_down(void)
{
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* @wanted: the first letters of the names in order, capital for those of policy. */
static void check_list(const char *wanted)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;
	DWORD i;

	EXPECT_ERROR(WlanGetProfileList(handle, &guid, NULL, &list), ERROR_SUCCESS);
	for (i = 0; wanted[i]; i++) {
		BOOL is_policy = wanted[i] >= 'A' && wanted[i] <= 'Z';

		CHECK(i < list->dwNumberOfItems);
		CHECK_EQUAL(list->ProfileInfo[i].strProfileName[0], is_policy ? wanted[i] + ('a' - 'A') : wanted[i]);
		CHECK_EQUAL(list->ProfileInfo[i].dwFlags, is_policy ? WLAN_PROFILE_GROUP_POLICY : 0);
	}
	CHECK_EQUAL(list->dwNumberOfItems, i);
	WlanFreeMemory(list);
}

static void a_profile_of_policy_is_listed_on_top_and_read_with_its_flag(void)
{
	DWORD reason, flags = 0, access = 0;
	LPWSTR xml = NULL;

	set_up();
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("mine", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	check_list("Om");
	EXPECT_ERROR(WlanGetProfile(handle, &guid, wide_text("office"), NULL, &xml, &flags, &access), ERROR_SUCCESS);
	CHECK_EQUAL(flags, WLAN_PROFILE_GROUP_POLICY);
	CHECK_EQUAL(access & WLAN_WRITE_ACCESS & ~WLAN_EXECUTE_ACCESS, 0);
	WlanFreeMemory(xml);
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("mine"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void a_profile_of_policy_is_read_only(void)
{
	LPCWSTR names[2];
	DWORD reason;

	set_up();
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("mine", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("office", "manual"), NULL, TRUE, NULL, &reason), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("office", "manual"), NULL, FALSE, NULL, &reason),
		     ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("office"), NULL), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("office"), wide_text("home"), NULL), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("mine"), wide_text("office"), NULL), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("office"), 1, NULL), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("mine"), 0, NULL), ERROR_ACCESS_DENIED);
	names[0] = wide_text("mine");
	names[1] = wide_text("office");
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 2, names, NULL), ERROR_ACCESS_DENIED);
	check_list("Om");
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("mine"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void use_profile(const char *name)
{
	WLAN_CONNECTION_PARAMETERS parameters = { 0 };

	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text(name);
	parameters.dot11BssType = dot11_BSS_type_any;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
}

static void a_profile_of_policy_connects(void)
{
	set_up();
	use_profile("office");
	tear_down();
}

static void policy_that_changes_is_told_and_what_is_gone_ends_its_connection(void)
{
	set_up();
	tell_access_point("add guest");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_list("GO");
	use_profile("guest");
	tell_access_point("remove guest");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	check_list("O");
	tear_down();
}

static void a_stored_profile_of_the_same_name_comes_back_when_policy_has_none(void)
{
	DWORD reason;

	set_up();
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("guest", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	tell_access_point("add guest");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_list("GO");
	tell_access_point("remove guest");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_list("Og");
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("guest"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void what_policy_says_of_networks_and_settings_holds_until_it_is_gone(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = { 0 };
	WLAN_OPCODE_VALUE_TYPE type;
	PDOT11_NETWORK_LIST list;
	DWORD size, period = 30;
	struct seen seen;
	PVOID value;

	set_up();
	tell_access_point("deny lab");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_filter_list_change);
	EXPECT_ERROR(WlanGetFilterList(handle, wlan_filter_list_type_gp_deny, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 1);
	CHECK_EQUAL(list->Network[0].dot11Ssid.uSSIDLength, 3);
	WlanFreeMemory(list);
	EXPECT_ERROR(WlanQueryAutoConfigParameter(handle, wlan_autoconf_opcode_block_period, NULL, &size, &value, &type), ERROR_SUCCESS);
	CHECK_EQUAL(*(DWORD *)value, 7 * 60);
	CHECK_EQUAL(type, wlan_opcode_value_type_set_by_group_policy);
	WlanFreeMemory(value);
	EXPECT_ERROR(WlanSetAutoConfigParameter(handle, wlan_autoconf_opcode_block_period, sizeof(period), &period, NULL),
		     ERROR_ACCESS_DENIED);
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text("office");
	parameters.dot11BssType = dot11_BSS_type_any;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	CHECK_EQUAL(((const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data)->wlanReasonCode, WLAN_REASON_CODE_GP_DENIED);

	tell_access_point("remove policy");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_filter_list_change);
	use_profile("office");
	EXPECT_ERROR(WlanQueryAutoConfigParameter(handle, wlan_autoconf_opcode_block_period, NULL, &size, &value, &type), ERROR_SUCCESS);
	CHECK_EQUAL(*(DWORD *)value, 20 * 60);
	WlanFreeMemory(value);
	tear_down();
}

static void check_type(WLAN_OPCODE_VALUE_TYPE type)
{
	WLAN_OPCODE_VALUE_TYPE seen_type;
	PDWORD value = NULL;
	PVOID enabled = NULL;
	LPWSTR sddl = NULL;
	DWORD size, granted;

	EXPECT_ERROR(WlanQueryInterface(handle, &guid, wlan_intf_opcode_autoconf_enabled, NULL, &size, (PVOID *)&value, &seen_type),
		     ERROR_SUCCESS);
	CHECK_EQUAL(seen_type, type);
	CHECK_EQUAL(*value != FALSE, type == wlan_opcode_value_type_set_by_user);
	WlanFreeMemory(value);
	EXPECT_ERROR(WlanHostedNetworkQueryProperty(handle, wlan_hosted_network_opcode_enable, &size, &enabled, &seen_type, NULL),
		     ERROR_SUCCESS);
	CHECK_EQUAL(seen_type, type);
	CHECK_EQUAL(*(BOOL *)enabled != FALSE, type == wlan_opcode_value_type_set_by_user);
	WlanFreeMemory(enabled);
	EXPECT_ERROR(WlanGetSecuritySettings(handle, wlan_secure_add_new_all_user_profiles, &seen_type, &sddl, &granted), ERROR_SUCCESS);
	CHECK_EQUAL(seen_type, type);
	WlanFreeMemory(sddl);
}

static DWORD begin_to_connect(const char *name)
{
	WLAN_CONNECTION_PARAMETERS parameters = { 0 };

	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text(name);
	parameters.dot11BssType = dot11_BSS_type_any;
	return WlanConnect(handle, &guid, &parameters, NULL);
}

static void what_policy_forbids_is_refused_until_it_is_gone(void)
{
	WLAN_HOSTED_NETWORK_REASON hosted_reason = wlan_hosted_network_reason_success;
	BOOL is_enabled = TRUE;
	struct seen seen;
	DWORD reason;

	set_up();
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("mine", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	check_type(wlan_opcode_value_type_set_by_user);
	tell_access_point("forbid");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_autoconf_disabled);
	check_list("LOm"); /* what the policy itself lists is above the files beside it */
	check_type(wlan_opcode_value_type_set_by_group_policy);

	EXPECT_ERROR(begin_to_connect("listed"), ERROR_INVALID_STATE);
	EXPECT_ERROR(WlanHostedNetworkInitSettings(handle, &hosted_reason, NULL), ERROR_INVALID_STATE);
	CHECK_EQUAL(hosted_reason, wlan_hosted_network_reason_gp_denied);
	EXPECT_ERROR(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, sizeof(is_enabled), &is_enabled,
						  &hosted_reason, NULL),
		     ERROR_INVALID_STATE);

	/* The one request that is left. Then the network of a profile of policy is joined with that alone. */
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_autoconf_enabled, sizeof(is_enabled), &is_enabled, NULL),
		     ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_autoconf_enabled);
	EXPECT_ERROR(begin_to_connect("mine"), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	CHECK_EQUAL(((const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data)->wlanReasonCode, WLAN_REASON_CODE_GP_DENIED);
	use_profile("listed");

	tell_access_point("remove policy");
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected); /* its profile is gone */
	check_list("Om");
	use_profile("mine");
	check_type(wlan_opcode_value_type_set_by_user);
	disconnect_and_wait(handle, &guid, watcher); /* else the deletion ends it, and takes its time */
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("mine"), NULL), ERROR_SUCCESS);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a profile of policy is listed on top and read with its flag", a_profile_of_policy_is_listed_on_top_and_read_with_its_flag },
		{ "a profile of policy is read-only", a_profile_of_policy_is_read_only },
		{ "a profile of policy connects", a_profile_of_policy_connects },
		{ "policy that changes is told, and what is gone ends its connection",
		  policy_that_changes_is_told_and_what_is_gone_ends_its_connection },
		{ "a stored profile of the same name comes back when policy has none",
		  a_stored_profile_of_the_same_name_comes_back_when_policy_has_none },
		{ "what policy forbids is refused until it is gone", what_policy_forbids_is_refused_until_it_is_gone },
		{ "what policy says of networks and settings holds until it is gone",
		  what_policy_says_of_networks_and_settings_holds_until_it_is_gone },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
