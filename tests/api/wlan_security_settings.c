#include "support/harness.h"

#include <stdlib.h>
#include <string.h>

/* Whoever runs the service is an administrator of it, and so is this program, which runs as the same user. */
static HANDLE handle;
static GUID guid;

/* Values of wlanapi.h that mingw-w64 does not have. */
#define N_OBJECTS 17
#define WRITE 0x70023

#define CONTROL_AND_READ "D:(A;;0x60001;;;WD)"

static void set_up(void)
{
	handle = open_handle();
	guid = first_interface(handle);
}

static void tear_down(void)
{
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static BOOL is_same(LPCWSTR a, LPCWSTR b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The descriptor, and what the caller may do. The caller frees. */
static LPWSTR get(WLAN_SECURABLE_OBJECT object, DWORD *granted)
{
	WLAN_OPCODE_VALUE_TYPE type = wlan_opcode_value_type_invalid;
	LPWSTR sddl = NULL;

	CHECK_EQUAL(WlanGetSecuritySettings(handle, object, &type, &sddl, granted), ERROR_SUCCESS);
	CHECK_EQUAL(type, wlan_opcode_value_type_set_by_user);
	CHECK(sddl != NULL);
	return sddl;
}

static void every_object_has_a_descriptor_that_can_be_set_again(void)
{
	int object;

	set_up();
	for (object = 0; object < N_OBJECTS; object++) {
		DWORD granted = 0, again_granted = 0;
		LPWSTR sddl = get((WLAN_SECURABLE_OBJECT)object, &granted), again;

		CHECK_EQUAL(granted & WRITE, WRITE);
		CHECK_EQUAL(WlanSetSecuritySettings(handle, (WLAN_SECURABLE_OBJECT)object, sddl), ERROR_SUCCESS);
		again = get((WLAN_SECURABLE_OBJECT)object, &again_granted);
		CHECK(is_same(sddl, again));
		CHECK_EQUAL(again_granted, granted);
		WlanFreeMemory(sddl);
		WlanFreeMemory(again);
	}
	tear_down();
}

static void wrong_arguments_are_invalid_parameters(void)
{
	WLAN_OPCODE_VALUE_TYPE type = wlan_opcode_value_type_invalid;
	LPWSTR sddl = (LPWSTR)wide_text("untouched"), before = sddl;
	DWORD granted = 77;
	HANDLE closed;

	set_up();
	CHECK_EQUAL(WlanGetSecuritySettings(NULL, wlan_secure_bss_type, NULL, &sddl, &granted), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanGetSecuritySettings(handle, wlan_secure_bss_type, &type, NULL, &granted), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanGetSecuritySettings(handle, wlan_secure_bss_type, &type, &sddl, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanGetSecuritySettings(handle, N_OBJECTS, &type, &sddl, &granted), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanGetSecuritySettings(handle, (WLAN_SECURABLE_OBJECT)-1, &type, &sddl, &granted), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(NULL, wlan_secure_bss_type, wide_text("D:")), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_bss_type, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, N_OBJECTS, wide_text("D:")), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_bss_type, wide_text("")), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_bss_type, wide_text("O:BAG:BA")), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_bss_type, wide_text("D:(A;;GA;;;WD")), ERROR_INVALID_PARAMETER);
	closed = handle;
	tear_down();
	CHECK_EQUAL(WlanGetSecuritySettings(closed, wlan_secure_bss_type, &type, &sddl, &granted), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanSetSecuritySettings(closed, wlan_secure_bss_type, wide_text("D:")), ERROR_INVALID_HANDLE);
	CHECK(sddl == before);
	CHECK_EQUAL(granted, 77);
	CHECK_EQUAL(type, wlan_opcode_value_type_invalid);
}

static void clients_of_version_1_have_no_permissions(void)
{
	HANDLE old = NULL;
	LPWSTR sddl = NULL;
	DWORD version = 0, granted = 0;

	CHECK_EQUAL(WlanOpenHandle(1, NULL, &version, &old), ERROR_SUCCESS);
	CHECK_EQUAL(version, 1);
	CHECK_EQUAL(WlanGetSecuritySettings(old, wlan_secure_bss_type, NULL, &sddl, &granted), ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(WlanSetSecuritySettings(old, wlan_secure_bss_type, wide_text("D:")), ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(WlanCloseHandle(old, NULL), ERROR_SUCCESS);
}

static void who_lost_the_right_to_query_gets_it_back_by_the_right_to_change_the_list(void)
{
	WLAN_INTERFACE_STATE *state = NULL;
	DWORD granted = 0, size = 0;
	LPWSTR before;

	set_up();
	before = get(wlan_secure_interface_properties, &granted);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_interface_properties, wide_text("D:(A;;0x60000;;;WD)")),
		    ERROR_SUCCESS);
	CHECK_EQUAL(WlanQueryInterface(handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&state, NULL),
		    ERROR_ACCESS_DENIED);
	CHECK(state == NULL);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_interface_properties, wide_text(CONTROL_AND_READ)),
		    ERROR_SUCCESS);
	interface_state(handle, &guid);
	CHECK_EQUAL(WlanSetSecuritySettings(handle, wlan_secure_interface_properties, before), ERROR_SUCCESS);
	WlanFreeMemory(before);
	tear_down();
}

static void set_profile(const char *security, BOOL overwrite, DWORD expected)
{
	DWORD reason = 0;

	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, test_profile("guarded", "manual"), security ? wide_text(security) : NULL,
				   overwrite, NULL, &reason),
		    expected);
}

static DWORD granted_profile(void)
{
	LPWSTR xml = NULL;
	DWORD granted = 0;

	CHECK_EQUAL(WlanGetProfile(handle, &guid, wide_text("guarded"), NULL, &xml, NULL, &granted), ERROR_SUCCESS);
	WlanFreeMemory(xml);
	return granted;
}

static void a_profile_says_what_its_descriptor_grants(void)
{
	set_up();
	set_profile(NULL, FALSE, ERROR_SUCCESS);
	CHECK_EQUAL(granted_profile(), WRITE);
	set_profile(CONTROL_AND_READ, TRUE, ERROR_SUCCESS);
	CHECK_EQUAL(granted_profile(), 0x60001);
	set_profile(NULL, TRUE, ERROR_ACCESS_DENIED); /* writing is not granted */
	set_profile("D:(A;;GA;;;WD)", FALSE, ERROR_ALREADY_EXISTS);
	set_profile("D:(A;;GA;;;", TRUE, ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(granted_profile(), 0x60001);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("guarded"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void a_client_of_version_1_gives_no_descriptor(void)
{
	DWORD version = 0, reason = 0;
	HANDLE old = NULL;

	set_up();
	CHECK_EQUAL(WlanOpenHandle(1, NULL, &version, &old), ERROR_SUCCESS);
	CHECK_EQUAL(WlanSetProfile(old, &guid, 0, test_profile("guarded", "manual"), wide_text("nonsense"), FALSE, NULL, &reason),
		    ERROR_SUCCESS);
	CHECK_EQUAL(WlanCloseHandle(old, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(granted_profile(), WRITE);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("guarded"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void connecting_and_disconnecting_need_execute(void)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct watcher *watcher;
	struct seen seen;

	set_up();
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	disconnect_and_wait(handle, &guid, watcher);
	set_profile(CONTROL_AND_READ, FALSE, ERROR_SUCCESS);
	parameters.strProfile = wide_text("guarded");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_ACCESS_DENIED);
	set_profile("D:(A;;0x60021;;;WD)", TRUE, ERROR_SUCCESS);
	parameters.strProfile = wide_text("guarded");
	CHECK_EQUAL(WlanConnect(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	/* The right is that of the moment, not of the connect. */
	set_profile(CONTROL_AND_READ, TRUE, ERROR_SUCCESS);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_ACCESS_DENIED);
	scan_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(interface_state(handle, &guid), wlan_interface_state_connected);
	set_profile("D:(A;;0x60021;;;WD)", TRUE, ERROR_SUCCESS);
	CHECK_EQUAL(WlanDisconnect(handle, &guid, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("guarded"), NULL), ERROR_SUCCESS);
	unwatch(watcher);
	tear_down();
}

static const struct test tests[] = {
	{ "every object has a descriptor that can be set again", every_object_has_a_descriptor_that_can_be_set_again },
	{ "wrong arguments are invalid parameters", wrong_arguments_are_invalid_parameters },
	{ "clients of version 1 have no permissions", clients_of_version_1_have_no_permissions },
	{ "who lost the right to query gets it back by the right to change the list",
	  who_lost_the_right_to_query_gets_it_back_by_the_right_to_change_the_list },
	{ "a profile says what its descriptor grants", a_profile_says_what_its_descriptor_grants },
	{ "a client of version 1 gives no descriptor", a_client_of_version_1_gives_no_descriptor },
	{ "connecting and disconnecting need execute", connecting_and_disconnecting_need_execute },
};

int main(int argc, char **argv)
{
	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
