#include "support/harness.h"

#include <stdlib.h>
#include <string.h>

static HANDLE handle;
static GUID guid;

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
}

static void tear_down(void)
{
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static unsigned int length_of(LPCWSTR text)
{
	unsigned int n = 0;

	while (text[n])
		n++;
	return n;
}

static BOOL contains(LPCWSTR text, const char *part)
{
	unsigned int n = (unsigned int)strlen(part), total = length_of(text), i, k;

	for (i = 0; i + n <= total; i++) {
		for (k = 0; k < n && text[i + k] == (unsigned char)part[k]; k++)
			;
		if (k == n)
			return TRUE;
	}
	return FALSE;
}

static void set_profile(const char *name, BOOL overwrite, DWORD expected)
{
	DWORD reason = 0;

	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, test_profile(name, "manual"), NULL, overwrite, NULL, &reason), expected);
}

static void a_profile_comes_back_normalised(void)
{
	LPWSTR xml = NULL;
	DWORD flags = 0, access = 0;

	set_up();
	set_profile("normal", TRUE, ERROR_SUCCESS);
	CHECK_EQUAL(WlanGetProfile(handle, &guid, wide_text("normal"), NULL, &xml, &flags, &access), ERROR_SUCCESS);
	CHECK(contains(xml, "<name>normal</name>\r\n"));
	CHECK(contains(xml, "<hex>"));
	CHECK(contains(xml, "\t<SSIDConfig>\r\n"));
	CHECK_EQUAL(flags, 0);
	WlanFreeMemory(xml);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("normal"), NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("normal"), NULL), ERROR_NOT_FOUND);
	CHECK_EQUAL(WlanGetProfile(handle, &guid, wide_text("normal"), NULL, &xml, NULL, NULL), ERROR_NOT_FOUND);
	tear_down();
}

static void a_new_profile_goes_on_top_and_a_replaced_one_stays(void)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;

	set_up();
	set_profile("first", TRUE, ERROR_SUCCESS);
	set_profile("second", TRUE, ERROR_SUCCESS);
	set_profile("first", FALSE, ERROR_ALREADY_EXISTS);
	set_profile("first", TRUE, ERROR_SUCCESS);
	CHECK_EQUAL(WlanGetProfileList(handle, &guid, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 2);
	CHECK(contains(list->ProfileInfo[0].strProfileName, "second"));
	CHECK(contains(list->ProfileInfo[1].strProfileName, "first"));
	WlanFreeMemory(list);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("first"), NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("second"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void a_bad_profile_says_why(void)
{
	WCHAR text[512] = { 0 };
	DWORD reason = 0;

	set_up();
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, wide_text("<nonsense/>"), NULL, TRUE, NULL, &reason), ERROR_BAD_PROFILE);
	CHECK(reason != WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(WlanReasonCodeToString(reason, 512, text, NULL), ERROR_SUCCESS);
	CHECK(text[0] != 0);
	tear_down();
}

static DWORD set_kind(DWORD flags, BOOL overwrite)
{
	DWORD reason;

	return WlanSetProfile(handle, &guid, flags, test_profile("kind", "manual"), NULL, overwrite, NULL, &reason);
}

static void a_name_has_one_kind_and_policys_is_nobodys(void)
{
	set_up();
	EXPECT_ERROR(set_kind(WLAN_PROFILE_GROUP_POLICY, FALSE), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(set_kind(WLAN_PROFILE_GROUP_POLICY, TRUE), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(set_kind(0, FALSE), ERROR_SUCCESS);
	EXPECT_ERROR(set_kind(WLAN_PROFILE_USER, FALSE), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(set_kind(WLAN_PROFILE_USER, TRUE), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("kind"), NULL), ERROR_SUCCESS);
	EXPECT_ERROR(set_kind(WLAN_PROFILE_USER, TRUE), ERROR_SUCCESS);
	EXPECT_ERROR(set_kind(0, TRUE), ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("kind"), NULL), ERROR_SUCCESS);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a profile comes back normalised", a_profile_comes_back_normalised },
		{ "a new profile goes on top and a replaced one stays", a_new_profile_goes_on_top_and_a_replaced_one_stays },
		{ "a bad profile says why", a_bad_profile_says_why },
		{ "a name has one kind, and policy's is nobody's", a_name_has_one_kind_and_policys_is_nobodys },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
