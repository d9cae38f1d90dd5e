#include "support/harness.h"

static void the_highest_version_both_know_is_negotiated(void)
{
	static const struct {
		DWORD asked, negotiated;
	} rows[] = { { 1, 1 }, { 2, 2 } };
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		HANDLE handle = NULL;
		DWORD version = 0;

		CHECK_EQUAL(WlanOpenHandle(rows[i].asked, NULL, &version, &handle), ERROR_SUCCESS);
		CHECK_EQUAL(version, rows[i].negotiated);
		CHECK(handle != NULL);
		CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	}
}

static void missing_outputs_and_a_reserved_value_are_refused(void)
{
	HANDLE handle = (HANDLE)0x55;
	DWORD version = 0x55;

	CHECK_EQUAL(WlanOpenHandle(2, NULL, NULL, &handle), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanOpenHandle(2, NULL, &version, NULL), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanOpenHandle(2, &version, &version, &handle), ERROR_INVALID_PARAMETER);
	CHECK(handle == (HANDLE)0x55);
	CHECK_EQUAL(version, 0x55);
}

static void a_closed_handle_is_unknown(void)
{
	HANDLE handle = open_handle();

	CHECK_EQUAL(WlanCloseHandle(handle, &handle), ERROR_INVALID_PARAMETER);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanCloseHandle(NULL, NULL), ERROR_INVALID_PARAMETER);
}

static void a_handle_is_looked_up_and_never_dereferenced(void)
{
	int variable = 0;
	PWLAN_INTERFACE_INFO_LIST list = (PWLAN_INTERFACE_INFO_LIST)0x55;

	CHECK_EQUAL(WlanEnumInterfaces((HANDLE)&variable, NULL, &list), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanEnumInterfaces((HANDLE)0x10, NULL, &list), ERROR_INVALID_HANDLE);
	CHECK_EQUAL(WlanEnumInterfaces(NULL, NULL, &list), ERROR_INVALID_PARAMETER);
	CHECK(list == (PWLAN_INTERFACE_INFO_LIST)0x55);
}

static void memory_of_no_size_is_refused_with_a_last_error(void)
{
	PVOID memory;

	SetLastError(0);
	CHECK(WlanAllocateMemory(0) == NULL);
	CHECK_EQUAL(GetLastError(), ERROR_INVALID_PARAMETER);
	memory = WlanAllocateMemory(100);
	CHECK(memory != NULL);
	WlanFreeMemory(memory);
}

static void what_is_not_offered_says_not_supported(void)
{
	HANDLE handle = open_handle();
	GUID guid = first_interface(handle);
	DWORD size = 0;

	CHECK_EQUAL(WlanIhvControl(handle, &guid, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, &size), ERROR_NOT_SUPPORTED);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "the highest version both know is negotiated", the_highest_version_both_know_is_negotiated },
		{ "missing outputs and a reserved value are refused", missing_outputs_and_a_reserved_value_are_refused },
		{ "a closed handle is unknown", a_closed_handle_is_unknown },
		{ "a handle is looked up and never dereferenced", a_handle_is_looked_up_and_never_dereferenced },
		{ "memory of no size is refused with a last error", memory_of_no_size_is_refused_with_a_last_error },
		{ "what is not offered says not supported", what_is_not_offered_says_not_supported },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
