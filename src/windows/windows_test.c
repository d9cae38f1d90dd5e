/* What tests/sdk does not show beside Wine: limits, errors, and waiting. Built like a program made of Windows sources. */
#include <objbase.h>
#include <rpc.h>
#include <strsafe.h>
#include <windows.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int format_wide(wchar_t *text, size_t capacity, const wchar_t *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vswprintf(text, capacity, format, arguments);
	va_end(arguments);
	return n;
}

static void a_format_that_is_none_is_refused(void **state)
{
	static const wchar_t *const formats[] = { L"%", L"%q", L"%5", L"%l", L"%n", L"%99999999999d", L"%-*" };
	wchar_t text[8] = L"before";
	int number = 0;

	for (size_t i = 0; i < _countof(formats) - 1; i++)
		assert_true(format_wide(text, 8, formats[i], &number) < 0);
	assert_int_equal(number, 0);
	assert_true(format_wide(text, 8, L"%999d", 1) < 0);
}

static void wide_text_without_room_is_an_error_and_ends_with_a_zero(void **state)
{
	wchar_t text[5];

	assert_int_equal(swprintf(text, 5, L"%s", L"four"), 4);
	assert_int_equal(swprintf(text, 5, L"%s", L"fives"), -1);
	assert_int_equal(text[4], 0);
	assert_int_equal(wcscmp(text, L"five"), 0);
	assert_int_equal(StringCchPrintfW(text, 5, L"%d", 12345), STRSAFE_E_INSUFFICIENT_BUFFER);
	assert_int_equal(wcscmp(text, L"1234"), 0);
	assert_int_equal(StringCchPrintfW(text, 0, L"x"), STRSAFE_E_INVALID_PARAMETER);
}

static void narrow_output_counts_what_did_not_fit(void **state)
{
	char text[4];

	assert_int_equal(snprintf(text, sizeof(text), "%S",
				  L"\x20ac"
				  L"1"),
			 4);
	assert_string_equal(text, "\xe2\x82\xac");
	assert_int_equal(snprintf(NULL, 0, "%ld", (LONG)-1), 2);
	assert_int_equal(_snprintf(text, sizeof(text), "%d", 1234), -1);
	assert_string_equal(text, "123");
	assert_int_equal(sprintf_s(text, sizeof(text), "%d", 123), 3);
	assert_int_equal(sprintf_s(text, sizeof(text), "%d", 1234), -1);
	assert_string_equal(text, "");
}

static void a_lone_surrogate_in_a_file_is_a_replacement_character(void **state)
{
	char bytes[32] = "";
	FILE *file = fmemopen(bytes, sizeof(bytes), "w");

	assert_int_equal(fwprintf(file, L"%c-%s", 0xd800, L"\xd83d\xde00"), 4);
	fclose(file);
	assert_string_equal(bytes, "\xef\xbf\xbd-\xf0\x9f\x98\x80");
}

static void lines_of_a_file_come_back_wide(void **state)
{
	char bytes[] = "gr\xc3\xbc\xc3\x9f\nand a longer one\n";
	FILE *file = fmemopen(bytes, strlen(bytes), "r");
	wchar_t line[8];

	assert_non_null(fgetws(line, 8, file));
	assert_int_equal(wcscmp(line, L"gr\xfc\xdf\n"), 0);
	assert_non_null(fgetws(line, 8, file));
	assert_int_equal(wcscmp(line, L"and a l"), 0);
	assert_non_null(fgetws(line, 8, file)); /* the rest of the line, as the standard says */
	assert_int_equal(wcscmp(line, L"onger o"), 0);
	assert_non_null(fgetws(line, 8, file));
	assert_int_equal(wcscmp(line, L"ne\n"), 0);
	assert_null(fgetws(line, 8, file));
	fclose(file);
}

static void the_checking_functions_leave_an_empty_text(void **state)
{
	wchar_t wide[4] = L"abc";
	char narrow[4] = "abc";

	assert_int_equal(wcscpy_s(wide, 4, L"long"), ERANGE);
	assert_int_equal(wide[0], 0);
	assert_int_equal(wcsncpy_s(wide, 4, L"long", _TRUNCATE), 0);
	assert_int_equal(wcscmp(wide, L"lon"), 0);
	assert_int_equal(wcscat_s(wide, 4, L"g"), ERANGE);
	assert_int_equal(wcscpy_s(wide, 4, NULL), EINVAL);
	assert_int_equal(wcscpy_s(NULL, 4, L"x"), EINVAL);
	assert_int_equal(strcpy_s(narrow, 4, "long"), ERANGE);
	assert_string_equal(narrow, "");
	assert_int_equal(strncpy_s(narrow, 4, "long", 2), 0);
	assert_string_equal(narrow, "lo");
	assert_int_equal(strcat_s(narrow, 4, "ng"), ERANGE);
	assert_int_equal(memcpy_s(narrow, 2, "long", 4), ERANGE);
}

static void memory_that_grows_is_zero_where_it_is_new(void **state)
{
	HANDLE heap = GetProcessHeap();
	unsigned char *memory = HeapAlloc(heap, HEAP_ZERO_MEMORY, 5);

	memset(memory, 0xaa, 5);
	memory = HeapReAlloc(heap, HEAP_ZERO_MEMORY, memory, 5000);
	assert_int_equal(memory[4], 0xaa);
	for (size_t i = 5; i < 5000; i++)
		assert_int_equal(memory[i], 0);
	assert_true(HeapFree(heap, 0, memory));
	assert_null(HeapReAlloc(heap, 0, NULL, 5));
	assert_null(LocalAlloc(0x2, 5)); /* movable */
	assert_int_equal(GetLastError(), ERROR_NOT_SUPPORTED);
}

static void identifiers_are_read_in_their_own_form_only(void **state)
{
	GUID guid;

	assert_int_equal(CLSIDFromString(L"{01234567-89ab-cdef-0123-456789abcdef}", &guid), S_OK);
	assert_int_equal(guid.Data1, 0x01234567);
	assert_int_equal(CLSIDFromString(L"01234567-89ab-cdef-0123-456789abcdef", &guid), CO_E_CLASSSTRING);
	assert_int_equal(guid.Data1, 0);
	assert_int_equal(UuidFromStringA((RPC_CSTR) "{01234567-89ab-cdef-0123-456789abcdef}", &guid), RPC_S_INVALID_STRING_UUID);
	assert_int_equal(UuidFromStringA((RPC_CSTR) "01234567-89AB-cdef-0123-456789abcdef", &guid), RPC_S_OK);
	assert_int_equal(guid.Data4[7], 0xef);
	assert_int_equal(CoCreateGuid(&guid), S_OK);
	assert_int_equal(guid.Data3 >> 12, 4);
}

static void a_handle_is_checked(void **state)
{
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);

	assert_false(ReleaseMutex(event));
	assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
	assert_true(CloseHandle(event));
	assert_false(CloseHandle(event));
	assert_false(SetEvent(NULL));
	assert_int_equal(WaitForSingleObject((HANDLE)(uintptr_t)0x7fffffff, 0), WAIT_FAILED);
	assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
	assert_null(CreateEventW(NULL, TRUE, FALSE, L"Global\\name"));
	assert_int_equal(GetLastError(), ERROR_NOT_SUPPORTED);
	assert_int_equal(WaitForMultipleObjects(0, &event, FALSE, 0), WAIT_FAILED);
	assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
}

static void an_event_wakes_as_many_as_its_kind_says(void **state)
{
	HANDLE automatic = CreateEventW(NULL, FALSE, TRUE, NULL), manual = CreateEventW(NULL, TRUE, TRUE, NULL);
	HANDLE both[] = { automatic, manual };

	assert_int_equal(WaitForMultipleObjects(2, both, TRUE, INFINITE), WAIT_OBJECT_0);
	assert_int_equal(WaitForSingleObject(automatic, 0), WAIT_TIMEOUT);
	assert_int_equal(WaitForSingleObject(manual, 0), WAIT_OBJECT_0);
	assert_int_equal(WaitForMultipleObjects(2, both, TRUE, 1), WAIT_TIMEOUT);
	assert_int_equal(WaitForMultipleObjects(2, both, FALSE, INFINITE), WAIT_OBJECT_0 + 1);
	ResetEvent(manual);
	assert_int_equal(WaitForSingleObject(manual, 0), WAIT_TIMEOUT);
	CloseHandle(automatic);
	CloseHandle(manual);
}

struct pair {
	HANDLE mutex, taken, go;
};

static DWORD WINAPI hold_and_leave(LPVOID parameter)
{
	struct pair *pair = parameter;

	WaitForSingleObject(pair->mutex, INFINITE);
	WaitForSingleObject(pair->mutex, INFINITE);
	ReleaseMutex(pair->mutex); /* once of twice */
	SetEvent(pair->taken);
	WaitForSingleObject(pair->go, INFINITE);
	return 7;
}

static void a_mutex_is_its_owners_until_that_ends(void **state)
{
	struct pair pair = { CreateMutexW(NULL, FALSE, NULL), CreateEventW(NULL, FALSE, FALSE, NULL),
			     CreateEventW(NULL, FALSE, FALSE, NULL) };
	DWORD id = 0, code = 0;
	HANDLE thread = CreateThread(NULL, 0, hold_and_leave, &pair, 0, &id);

	assert_int_not_equal(id, 0);
	assert_int_equal(WaitForSingleObject(pair.taken, INFINITE), WAIT_OBJECT_0);
	assert_true(GetExitCodeThread(thread, &code));
	assert_int_equal(code, STILL_ACTIVE);
	assert_int_equal(WaitForSingleObject(pair.mutex, 0), WAIT_TIMEOUT);
	assert_false(ReleaseMutex(pair.mutex));
	assert_int_equal(GetLastError(), ERROR_NOT_OWNER);
	SetEvent(pair.go);
	assert_int_equal(WaitForSingleObject(pair.mutex, INFINITE), WAIT_ABANDONED);
	assert_int_equal(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
	assert_true(GetExitCodeThread(thread, &code));
	assert_int_equal(code, 7);
	assert_true(ReleaseMutex(pair.mutex));
	CloseHandle(thread);
	CloseHandle(pair.mutex);
	CloseHandle(pair.taken);
	CloseHandle(pair.go);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_format_that_is_none_is_refused),
		cmocka_unit_test(wide_text_without_room_is_an_error_and_ends_with_a_zero),
		cmocka_unit_test(narrow_output_counts_what_did_not_fit),
		cmocka_unit_test(a_lone_surrogate_in_a_file_is_a_replacement_character),
		cmocka_unit_test(lines_of_a_file_come_back_wide),
		cmocka_unit_test(the_checking_functions_leave_an_empty_text),
		cmocka_unit_test(memory_that_grows_is_zero_where_it_is_new),
		cmocka_unit_test(identifiers_are_read_in_their_own_form_only),
		cmocka_unit_test(a_handle_is_checked),
		cmocka_unit_test(an_event_wakes_as_many_as_its_kind_says),
		cmocka_unit_test(a_mutex_is_its_owners_until_that_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
