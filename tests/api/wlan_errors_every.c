/*
 * Every function of wlanapi.h with everything that can be wrong with its arguments: the table of support/calls.c, gone through
 * once for each kind of mistake. What single functions answer besides is in wlan_errors.c and in the programs of their families.
 */
#include "support/calls.h"

#include <stdlib.h>
#include <string.h>

static HANDLE handle, old_handle, closed_handle;
static GUID guid, unknown_guid;

/* Even: no handle ever is. */
#define NEVER_GIVEN ((HANDLE)(ULONG_PTR)0x5a5a5a5a)

#define NOTHING_ALLOWED "D:(A;;0x60000;;;WD)" /* but to see and change the list, or it could not be set back */

static void set_up(void)
{
	DWORD version;

	handle = open_handle();
	guid = first_interface(handle);
	memset(&unknown_guid, 0x77, sizeof(unknown_guid));
	EXPECT_ERROR(WlanOpenHandle(1, NULL, &version, &old_handle), ERROR_SUCCESS);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, &closed_handle), ERROR_SUCCESS);
	EXPECT_ERROR(WlanCloseHandle(closed_handle, NULL), ERROR_SUCCESS);
	calls_prepare(handle, &guid);
}

static void tear_down(void)
{
	EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanCloseHandle(old_handle, NULL), ERROR_SUCCESS);
}

/* The answer of a call that has nothing wrong with it. */
static void expect_right(const struct function *function, const struct arguments *arguments)
{
	DWORD status = function->call(arguments);

	if (status != function->answer && status != function->other_answer)
		harness_fail(__FILE__, __LINE__, "%s: %lu (0x%lx), expected %lu or %lu", function->name, (unsigned long)status,
			     (unsigned long)status, (unsigned long)function->answer, (unsigned long)function->other_answer);
	if (status == ERROR_SUCCESS)
		EXPECT_ANSWER_WAS(function->name, status, ERROR_SUCCESS);
	if (status == ERROR_NOT_SUPPORTED)
		EXPECT_ANSWER_WAS(function->name, status, ERROR_NOT_SUPPORTED);
}

static void right_calls_are_answered(void)
{
	struct arguments arguments;
	unsigned int i;

	set_up();
	arguments = right_arguments(handle, &guid);
	for (i = 0; i < n_every_function; i++)
		expect_right(&every_function[i], &arguments);
	tear_down();
}

static void handles_that_are_none(void)
{
	struct arguments none, invalid, closed, never;
	unsigned int i;

	set_up();
	none = right_arguments(NULL, &guid);
	invalid = right_arguments(INVALID_HANDLE_VALUE, &guid);
	closed = right_arguments(closed_handle, &guid);
	never = right_arguments(NEVER_GIVEN, &guid);
	for (i = 0; i < n_every_function; i++) {
		EXPECT_ANSWER(&every_function[i], &none, "no handle", ERROR_INVALID_PARAMETER);
		EXPECT_ANSWER(&every_function[i], &invalid, "the invalid handle", ERROR_INVALID_PARAMETER);
		EXPECT_ANSWER(&every_function[i], &closed, "a closed handle", ERROR_INVALID_HANDLE);
		EXPECT_ANSWER(&every_function[i], &never, "a handle that was never given", ERROR_INVALID_HANDLE);
	}
	EXPECT_ERROR(WlanCloseHandle(NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanCloseHandle(INVALID_HANDLE_VALUE, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanCloseHandle(closed_handle, NULL), ERROR_INVALID_HANDLE);
	EXPECT_ERROR(WlanCloseHandle(NEVER_GIVEN, NULL), ERROR_INVALID_HANDLE);
	tear_down();
}

static void clients_of_version_1(void)
{
	struct arguments arguments;
	unsigned int i;

	set_up();
	arguments = right_arguments(old_handle, &guid);
	for (i = 0; i < n_every_function; i++) {
		if (every_function[i].flags & CALL_SINCE_2)
			EXPECT_ANSWER(&every_function[i], &arguments, "a handle of version 1", ERROR_NOT_SUPPORTED);
		else
			expect_right(&every_function[i], &arguments);
	}
	tear_down();
}

/* Parameters count before the handle: it is closed. */
static void reserved_parameters(void)
{
	struct arguments arguments;
	unsigned int i;
	DWORD value;

	set_up();
	arguments = right_arguments(closed_handle, &guid);
	arguments.reserved = &value;
	for (i = 0; i < n_every_function; i++)
		if (every_function[i].flags & CALL_RESERVED)
			EXPECT_ANSWER(&every_function[i], &arguments, "a reserved parameter", ERROR_INVALID_PARAMETER);
	tear_down();
}

static void interfaces_that_are_none(void)
{
	struct arguments none, unknown;
	unsigned int i;

	set_up();
	none = right_arguments(closed_handle, NULL);
	unknown = right_arguments(handle, &unknown_guid);
	for (i = 0; i < n_every_function; i++) {
		if (!(every_function[i].flags & CALL_INTERFACE))
			continue;
		EXPECT_ANSWER(&every_function[i], &none, "no interface", ERROR_INVALID_PARAMETER);
		EXPECT_ANSWER(&every_function[i], &unknown, "an unknown interface", ERROR_NOT_FOUND);
	}
	tear_down();
}

static void pointers_that_are_null(void)
{
	struct arguments arguments;
	unsigned int i;

	set_up();
	arguments = right_arguments(closed_handle, &guid);
	for (i = 0; i < n_every_function; i++)
		for (arguments.missing = 1; arguments.missing <= every_function[i].n_pointers; arguments.missing++)
			EXPECT_ANSWER(&every_function[i], &arguments, "a pointer that is NULL", ERROR_INVALID_PARAMETER);
	tear_down();
}

static void sizes_that_lie(void)
{
	struct arguments arguments;
	unsigned int i;

	set_up();
	arguments = right_arguments(closed_handle, &guid);
	arguments.lies = TRUE;
	for (i = 0; i < n_every_function; i++)
		if (every_function[i].flags & CALL_SIZE)
			EXPECT_ANSWER(&every_function[i], &arguments, "a size of four gigabytes", ERROR_INVALID_PARAMETER);
	tear_down();
}

static void texts_without_end(void)
{
	struct arguments arguments;
	unsigned int i, n;
	LPWSTR text;

	set_up();
	arguments = right_arguments(handle, &guid);
	for (i = 0; i < n_every_function; i++) {
		const struct function *function = &every_function[i];

		if (function->text_units == 0)
			continue;
		/* Not one unit more than may be read: a sanitizer sees the next. */
		text = malloc(function->text_units * sizeof(*text));
		CHECK(text != NULL);
		for (n = 0; n < function->text_units; n++)
			text[n] = 'x';
		arguments.text = text;
		if (function->text_answer == ERROR_BAD_PROFILE)
			EXPECT_ANSWER(function, &arguments, "a text without end", ERROR_BAD_PROFILE);
		else
			EXPECT_ANSWER(function, &arguments, "a text without end", ERROR_INVALID_PARAMETER);
		/* Half of a character that takes two units. */
		text[0] = 0xd800;
		text[1] = 0;
		EXPECT_ANSWER(function, &arguments, "half a character", ERROR_INVALID_PARAMETER);
		free(text);
	}
	tear_down();
}

static void what_needs_no_handle(void)
{
	DWORD version = 77, value;
	DOT11_MAC_ADDRESS mac = { 2, 0, 0, 0, 0, 1 };
	HANDLE direct = NULL;
	WCHAR text[4];
	PVOID memory;

	EXPECT_ERROR(WlanOpenHandle(2, &value, &version, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, NULL, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(WFD_API_VERSION, NULL, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(WFD_API_VERSION, &version, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(WFD_API_VERSION + 1, &version, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(0, &version, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(WFD_API_VERSION, &version, &direct), ERROR_NOT_SUPPORTED);
	EXPECT_ERROR(WFDUpdateDeviceVisibility(NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDUpdateDeviceVisibility(&mac), ERROR_NOT_SUPPORTED);
	CHECK(version == 77 && direct == NULL);
	EXPECT_ERROR(WlanReasonCodeToString(0, 0, text, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(0, 4, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(0, 4, text, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(0xffffffff, 4, text, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(text[3], 0);
	EXPECT_ERROR(WlanAllocateMemory(0) ? ERROR_SUCCESS : GetLastError(), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR((memory = WlanAllocateMemory(1)) ? ERROR_SUCCESS : GetLastError(), ERROR_SUCCESS);
	WlanFreeMemory(memory);
	WlanFreeMemory(NULL);
}

/* H5. The service's limit for one program is 4096; whoever closes may open again. */
static void too_many_handles(void)
{
	static HANDLE handles[8192];
	DWORD version = 0, status = ERROR_SUCCESS;
	unsigned int n = 0;

	while (n < 8192 && (status = WlanOpenHandle(2, NULL, &version, &handles[n])) == ERROR_SUCCESS)
		n++;
	EXPECT_ANSWER_WAS("WlanOpenHandle", status, ERROR_REMOTE_SESSION_LIMIT_EXCEEDED);
	CHECK_EQUAL(n, 4096);
	EXPECT_ERROR(WlanCloseHandle(handles[--n], NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, &handles[n]), ERROR_SUCCESS);
	for (n++; n > 0; n--)
		CHECK(WlanCloseHandle(handles[n - 1], NULL) == ERROR_SUCCESS);
}

static const struct function *function_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < n_every_function; i++)
		if (strcmp(every_function[i].name, name) == 0)
			return &every_function[i];
	harness_fail(__FILE__, __LINE__, "no function %s in the table", name);
}

/* Whoever runs the tests is an administrator, so nobody is refused but by a descriptor that says so. */
static void without_the_right_on_the_object(void)
{
	static const struct {
		WLAN_SECURABLE_OBJECT object;
		const char *function;
	} cases[] = {
		{ wlan_secure_interface_properties, "WlanQueryInterface" },
		{ wlan_secure_ac_enabled, "WlanSetInterface" },
		{ wlan_secure_ihv_control, "WlanIhvControl" },
		{ wlan_secure_show_denied, "WlanQueryAutoConfigParameter" },
		{ wlan_secure_show_denied, "WlanSetAutoConfigParameter" },
		{ wlan_secure_deny_list, "WlanGetFilterList" },
		{ wlan_secure_deny_list, "WlanSetFilterList" },
		{ (WLAN_SECURABLE_OBJECT)14, "WlanHostedNetworkForceStart" }, /* wlan_secure_hosted_network_elevated_access */
		{ (WLAN_SECURABLE_OBJECT)14, "WlanHostedNetworkSetProperty" },
	};
	struct arguments arguments, unknown;
	const struct function *function;
	LPWSTR before = NULL;
	DWORD granted;
	unsigned int i;

	set_up();
	arguments = right_arguments(handle, &guid);
	unknown = right_arguments(handle, &unknown_guid);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		function = function_named(cases[i].function);
		EXPECT_ERROR(WlanGetSecuritySettings(handle, cases[i].object, NULL, &before, &granted), ERROR_SUCCESS);
		EXPECT_ERROR(WlanSetSecuritySettings(handle, cases[i].object, wide_text(NOTHING_ALLOWED)), ERROR_SUCCESS);
		EXPECT_ANSWER(function, &arguments, "no right on the object", ERROR_ACCESS_DENIED);
		/* Which interface is asked counts before what may be done with it. */
		if (function->flags & CALL_INTERFACE)
			EXPECT_ANSWER(function, &unknown, "no right and an unknown interface", ERROR_NOT_FOUND);
		EXPECT_ERROR(WlanSetSecuritySettings(handle, cases[i].object, before), ERROR_SUCCESS);
		WlanFreeMemory(before);
	}
	tear_down();
}

/* C4 */
static void connect_without_the_right(void)
{
	WLAN_CONNECTION_PARAMETERS_V2 second;
	WLAN_CONNECTION_PARAMETERS first;

	memset(&first, 0, sizeof(first));
	first.wlanConnectionMode = wlan_connection_mode_profile;
	first.strProfile = wide_text("every");
	first.dot11BssType = dot11_BSS_type_any;
	EXPECT_ERROR(WlanConnect(handle, &guid, &first, NULL), ERROR_ACCESS_DENIED);
	memset(&second, 0, sizeof(second));
	second.wlanConnectionMode = wlan_connection_mode_profile;
	second.strProfile = wide_text("every");
	second.dot11BssType = dot11_BSS_type_any;
	EXPECT_ERROR(WlanConnect2(handle, &guid, &second, NULL), ERROR_ACCESS_DENIED);
}

/* R10: which of two all-user profiles comes first; R3 besides. */
static void without_the_right_on_the_order(void)
{
	LPCWSTR names[2];
	LPWSTR before = NULL;
	DWORD granted, reason;

	set_up();
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("every", "manual"), NULL, FALSE, NULL, &reason),
		     ERROR_ALREADY_EXISTS);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("another", "manual"), NULL, FALSE, NULL, &reason),
		     ERROR_SUCCESS);
	EXPECT_ERROR(WlanGetSecuritySettings(handle, wlan_secure_all_user_profiles_order, NULL, &before, &granted),
		     ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetSecuritySettings(handle, wlan_secure_all_user_profiles_order, wide_text(NOTHING_ALLOWED)),
		     ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetProfilePosition(handle, &guid, wide_text("every"), 0, NULL), ERROR_ACCESS_DENIED);
	names[0] = wide_text("every");
	names[1] = wide_text("another");
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 2, names, NULL), ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanSetSecuritySettings(handle, wlan_secure_all_user_profiles_order, before), ERROR_SUCCESS);
	WlanFreeMemory(before);
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 2, names, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("another"), NULL), ERROR_SUCCESS);
	tear_down();
}

static void without_the_right_on_the_profile(void)
{
	static const char *const functions[] = { "WlanGetProfile",
						 "WlanSetProfile",
						 "WlanSetProfileCustomUserData",
						 "WlanGetProfileCustomUserData",
						 "WlanSetProfileEapUserData",
						 "WlanSetProfileEapXmlUserData" };
	struct arguments arguments;
	unsigned int i;
	DWORD reason;

	set_up();
	arguments = right_arguments(handle, &guid);
	EXPECT_ERROR(WlanSetProfile(handle, &guid, 0, test_profile("every", "manual"), wide_text(NOTHING_ALLOWED), TRUE, NULL,
				    &reason),
		     ERROR_SUCCESS);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		EXPECT_ANSWER(function_named(functions[i]), &arguments, "no right on the profile", ERROR_ACCESS_DENIED);
	EXPECT_ERROR(WlanRenameProfile(handle, &guid, wide_text("every"), wide_text("other"), NULL), ERROR_ACCESS_DENIED);
	connect_without_the_right();
	EXPECT_ERROR(WlanDeleteProfile(handle, &guid, wide_text("every"), NULL),
		     ERROR_SUCCESS); /* who may change the list may that */
	tear_down();
}

static void while_the_hosted_network_is_not_allowed(void)
{
	struct arguments arguments;
	BOOL is_on = FALSE;

	set_up();
	arguments = right_arguments(handle, &guid);
	EXPECT_ERROR(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, sizeof(is_on), &is_on, NULL, NULL),
		     ERROR_SUCCESS);
	EXPECT_ANSWER(function_named("WlanHostedNetworkStartUsing"), &arguments, "not allowed", ERROR_INVALID_STATE);
	EXPECT_ANSWER(function_named("WlanHostedNetworkForceStart"), &arguments, "not allowed", ERROR_INVALID_STATE);
	EXPECT_ANSWER(function_named("WlanHostedNetworkStopUsing"), &arguments, "not allowed", ERROR_INVALID_STATE);
	EXPECT_ANSWER(function_named("WlanHostedNetworkForceStop"), &arguments, "not allowed", ERROR_INVALID_STATE);
	EXPECT_ANSWER(function_named("WlanRegisterVirtualStationNotification"), &arguments, "not allowed", ERROR_INVALID_STATE);
	EXPECT_ERROR(WlanRegisterVirtualStationNotification(handle, FALSE, NULL), ERROR_SUCCESS);
	is_on = TRUE;
	EXPECT_ERROR(WlanHostedNetworkSetProperty(handle, wlan_hosted_network_opcode_enable, sizeof(is_on), &is_on, NULL, NULL),
		     ERROR_SUCCESS);
	tear_down();
}

static void set_radio(DOT11_RADIO_STATE state)
{
	WLAN_PHY_RADIO_STATE radio;

	memset(&radio, 0, sizeof(radio));
	radio.dot11SoftwareRadioState = state;
	EXPECT_ERROR(WlanSetInterface(handle, &guid, wlan_intf_opcode_radio_state, sizeof(radio), &radio, NULL), ERROR_SUCCESS);
}

/* N8 */
static void while_the_radio_is_off(void)
{
	static const char *const functions[] = { "WlanScan", "WlanGetAvailableNetworkList", "WlanGetAvailableNetworkList2",
						 "WlanGetNetworkBssList" };
	struct arguments arguments;
	unsigned int i;

	set_up();
	arguments = right_arguments(handle, &guid);
	set_radio(dot11_radio_state_off);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		EXPECT_ANSWER(function_named(functions[i]), &arguments, "radio off", ERROR_NDIS_DOT11_POWER_STATE_INVALID);
	set_radio(dot11_radio_state_on);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "right calls are answered", right_calls_are_answered },
		{ "handles that are none", handles_that_are_none },
		{ "clients of version 1", clients_of_version_1 },
		{ "reserved parameters", reserved_parameters },
		{ "interfaces that are none", interfaces_that_are_none },
		{ "pointers that are NULL", pointers_that_are_null },
		{ "sizes that lie", sizes_that_lie },
		{ "texts without end", texts_without_end },
		{ "what needs no handle", what_needs_no_handle },
		{ "too many handles", too_many_handles },
		{ "without the right on the object", without_the_right_on_the_object },
		{ "without the right on the profile", without_the_right_on_the_profile },
		{ "without the right on the order of profiles", without_the_right_on_the_order },
		{ "while the hosted network is not allowed", while_the_hosted_network_is_not_allowed },
		{ "while the radio is off", while_the_radio_is_off },
		{ "after all that, right calls are still answered", right_calls_are_answered },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
