#include "support/harness.h"

#include <string.h>

static HANDLE handle;
static GUID guid;
static struct watcher *watcher;

static void forget_all(void)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;
	DWORD i;

	EXPECT_ERROR(WlanGetProfileList(handle, &guid, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++)
		EXPECT_ERROR(WlanDeleteProfile(handle, &guid, list->ProfileInfo[i].strProfileName, NULL), ERROR_SUCCESS);
	WlanFreeMemory(list);
}

static void set_up(void)
{
	DWORD reason;

	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	disconnect_and_wait(handle, &guid, watcher);
	forget_all();
	/* The last one that is set is on top: A B C. */
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("C", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, WLAN_PROFILE_USER, test_profile("B", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("A", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	scan_and_wait(handle, &guid, watcher); /* what was told until now is behind us */
}

static void tear_down(void)
{
	forget_all();
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* @wanted: a letter per profile. */
static void check_order(const char *wanted)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;
	DWORD i;

	EXPECT_ERROR(WlanGetProfileList(handle, &guid, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, strlen(wanted));
	for (i = 0; i < list->dwNumberOfItems; i++)
		CHECK_EQUAL(list->ProfileInfo[i].strProfileName[0], wanted[i]);
	WlanFreeMemory(list);
}

static void a_list_is_put_into_any_order(void)
{
	LPCWSTR names[3];

	set_up();
	check_order("ABC");
	names[0] = wide_text("C");
	names[1] = wide_text("A");
	names[2] = wide_text("B");
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 3, names, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_order("CAB");
	tear_down();
}

static void a_list_must_be_a_permutation(void)
{
	LPCWSTR names[3];

	set_up();
	names[0] = wide_text("C");
	names[1] = wide_text("A");
	names[2] = wide_text("C");
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 3, names, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 2, names, NULL), ERROR_INVALID_PARAMETER);
	names[2] = wide_text("D");
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 3, names, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 0, names, NULL), ERROR_INVALID_PARAMETER);
	names[2] = NULL;
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 3, names, NULL), ERROR_INVALID_PARAMETER);
	check_order("ABC");
	tear_down();
}

static void a_profile_moves_to_a_place(void)
{
	set_up();
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("C"), 0, NULL), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_order("CAB");
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("C"), 2, NULL), ERROR_SUCCESS);
	check_order("ABC");
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("A"), 1, NULL), ERROR_SUCCESS);
	check_order("BAC");
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("A"), 1, NULL), ERROR_SUCCESS); /* where it is */
	check_order("BAC");
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("A"), 3, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("D"), 0, NULL), ERROR_NOT_FOUND);
	check_order("BAC");
	tear_down();
}

static void a_new_name_keeps_the_place_and_is_told_with_the_old_one(void)
{
	LPWSTR xml = NULL;
	struct seen seen;

	set_up();
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("B"), wide_text("Z"), NULL), ERROR_SUCCESS);
	seen = expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_name_change);
	CHECK_EQUAL(seen.size, 4 * sizeof(WCHAR));
	CHECK(memcmp(seen.data, "B\0\0\0Z\0\0\0", 8) == 0);
	check_order("AZC");
	EXPECT_ERROR(WlanGetProfile(handle, &guid, wide_text("B"), NULL, &xml, NULL, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanGetProfile(handle, &guid, wide_text("Z"), NULL, &xml, NULL, NULL), ERROR_SUCCESS);
	WlanFreeMemory(xml);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("B"), wide_text("Y"), NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("Z"), wide_text("A"), NULL), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("Z"), wide_text(""), NULL), ERROR_INVALID_PARAMETER);
	check_order("AZC");
	tear_down();
}

static void a_connection_goes_on_under_the_new_name(void)
{
	WLAN_CONNECTION_PARAMETERS parameters;
	PWLAN_CONNECTION_ATTRIBUTES connection = NULL;
	DWORD size;

	set_up();
	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text("A");
	parameters.dot11BssType = dot11_BSS_type_infrastructure;
	EXPECT_ERROR(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("A"), wide_text("N"), NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanQueryInterface(handle, &guid, wlan_intf_opcode_current_connection, NULL, &size, (void **)&connection, NULL),
		     ERROR_SUCCESS);
	CHECK_EQUAL(connection->strProfileName[0], 'N');
	WlanFreeMemory(connection);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

static void custom_data_is_kept_until_the_profile_is_set_again(void)
{
	BYTE bytes[] = { 1, 0, 255 }, *data = NULL;
	DWORD size = 9, reason;

	set_up();
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &guid, wide_text("A"), NULL, &size, &data), ERROR_FILE_NOT_FOUND);
	CHECK_EQUAL(size, 9);
	EXPECT_ERROR(WlanSetProfileCustomUserData(handle, &guid, wide_text("A"), sizeof(bytes), bytes, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("A"), wide_text("N"), NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &guid, wide_text("N"), NULL, &size, &data), ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(bytes));
	CHECK(memcmp(data, bytes, sizeof(bytes)) == 0);
	WlanFreeMemory(data);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("N", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &guid, wide_text("N"), NULL, &size, &data), ERROR_FILE_NOT_FOUND);
	EXPECT_ERROR(WlanSetProfileCustomUserData(handle, &guid, wide_text("N"), sizeof(bytes), bytes, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetProfileCustomUserData(handle, &guid, wide_text("N"), 0, NULL, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &guid, wide_text("N"), NULL, &size, &data), ERROR_FILE_NOT_FOUND);
	EXPECT_ERROR(WlanSetProfileCustomUserData(handle, &guid, wide_text("D"), sizeof(bytes), bytes, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &guid, wide_text("D"), NULL, &size, &data), ERROR_NOT_FOUND);
	tear_down();
}

static const char onex_profile[] =
	"<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>onex</name>"
	"<SSIDConfig><SSID><name>onex</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
	"<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>WPA2</authentication>"
	"<encryption>AES</encryption><useOneX>true</useOneX></authEncryption>"
	"<OneX xmlns=\"http://www.microsoft.com/networking/OneX/v1\"><EAPConfig>"
	"<EapHostConfig xmlns=\"http://www.microsoft.com/provisioning/EapHostConfig\"><EapMethod>"
	"<Type xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">25</Type>"
	"<VendorId xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">0</VendorId>"
	"<VendorType xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">0</VendorType>"
	"<AuthorId xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">0</AuthorId></EapMethod>"
	"<ConfigBlob>00</ConfigBlob></EapHostConfig></EAPConfig></OneX></security></MSM></WLANProfile>";

static void credentials_need_a_profile_of_802_1x(void)
{
	const char *credentials = "<EapHostUserCredentials><Credentials/></EapHostUserCredentials>";
	DWORD reason = 0, status;
	EAP_METHOD_TYPE method;
	BYTE blob[300];

	set_up();
	memset(&method, 0, sizeof(method));
	memset(blob, 7, sizeof(blob));
	method.eapType.type = 25;
	EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("A"), method, 0, sizeof(blob), blob, NULL), ERROR_NOT_SUPPORTED);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(handle, &guid, wide_text("A"), 0, wide_text(credentials), NULL), ERROR_NOT_SUPPORTED);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(handle, &guid, wide_text("A"), 0, wide_text("<nonsense/>"), NULL), ERROR_BAD_PROFILE);
	EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("D"), method, 0, sizeof(blob), blob, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("A"), method, 0, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("A"), method, 2, sizeof(blob), blob, NULL), ERROR_INVALID_PARAMETER);
	/* A radio that cannot do 802.1X takes no such profile. */
	status = WlanSetProfile(handle, &guid, 0, wide_text(onex_profile), NULL, TRUE, NULL, &reason);
	if (status != ERROR_NO_MATCH) {
		CHECK_EQUAL(status, ERROR_SUCCESS);
		EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("onex"), method, 0, sizeof(blob), blob, NULL), ERROR_SUCCESS);
		EXPECT_ERROR(WlanSetProfileEapXmlUserData(handle, &guid, wide_text("onex"), WLAN_SET_EAPHOST_DATA_ALL_USERS,
							  wide_text(credentials), NULL),
			     ERROR_SUCCESS);
		EXPECT_ERROR(WlanSetProfileEapUserData(handle, &guid, wide_text("onex"), method, WLAN_SET_EAPHOST_DATA_ALL_USERS, 0, NULL,
						       NULL),
			     ERROR_SUCCESS);
	}
	tear_down();
}

static void a_temporary_profile_is_saved_while_connected(void)
{
	LPWSTR xml = NULL;
	DWORD flags = 0;

	set_up();
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &guid, wide_text("T"), NULL, 0, FALSE, NULL), ERROR_INVALID_STATE);
	connect_and_wait(handle, &guid, watcher);
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &guid, wide_text("A"), NULL, 0, FALSE, NULL), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &guid, wide_text("T"), NULL, WLAN_PROFILE_USER, FALSE, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	check_order("TABC");
	EXPECT_ERROR(WlanGetProfile(handle, &guid, wide_text("T"), NULL, &xml, &flags, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(flags, WLAN_PROFILE_USER);
	WlanFreeMemory(xml);
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &guid, NULL, NULL, WLAN_PROFILE_CONNECTION_MODE_AUTO, FALSE, NULL),
		     ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &guid, wide_text("U"), NULL, WLAN_PROFILE_GROUP_POLICY, FALSE, NULL),
		     ERROR_INVALID_PARAMETER);
	disconnect_and_wait(handle, &guid, watcher);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a list is put into any order", a_list_is_put_into_any_order },
		{ "a list must be a permutation", a_list_must_be_a_permutation },
		{ "a profile moves to a place", a_profile_moves_to_a_place },
		{ "a new name keeps the place and is told with the old one", a_new_name_keeps_the_place_and_is_told_with_the_old_one },
		{ "a connection goes on under the new name", a_connection_goes_on_under_the_new_name },
		{ "custom data is kept until the profile is set again", custom_data_is_kept_until_the_profile_is_set_again },
		{ "credentials need a profile of 802.1X", credentials_need_a_profile_of_802_1x },
		{ "a temporary profile is saved while connected", a_temporary_profile_is_saved_while_connected },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
