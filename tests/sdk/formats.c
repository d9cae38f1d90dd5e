/* Formatted output and text functions, written so that nothing but their results shows: the same bytes as under Wine. */
#define UNICODE
#include <windows.h>
#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static unsigned int n;

static void show_wide(const WCHAR *text, int result)
{
	printf("%u: %d", ++n, result);
	for (; *text; text++)
		printf(*text < 0x7f && *text >= 0x20 ? " %c" : " %04x", *text);
	printf("\n");
}

static void show(const char *text, int result)
{
	printf("%u: %d [%s]\n", ++n, result, text);
}

#define WIDE(...)                                             \
	do {                                                  \
		int result_;                                  \
		memset(wide, 0, sizeof(wide));                \
		result_ = _snwprintf(wide, 100, __VA_ARGS__); \
		show_wide(wide, result_);                     \
	} while (0)
#define NARROW(...)                                            \
	do {                                                   \
		int result_;                                   \
		memset(narrow, 0, sizeof(narrow));             \
		result_ = _snprintf(narrow, 100, __VA_ARGS__); \
		show(narrow, result_);                         \
	} while (0)

int wmain(void)
{
	static const GUID guid = { 0x01234567, 0x89ab, 0xcdef, { 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10 } };
	static WCHAR wide[256];
	static char narrow[256];
	WCHAR *end, text[] = L"one,two;;three", *state = NULL;
	GUID back;

	WIDE(L"plain");
	WIDE(L"%s|%S|%ls|%ws|%hs", L"wide", "narrow", L"long", L"w", "h");
	WIDE(L"%c%C%lc%hc", L'\x20ac', 'b', L'\xe9', 'd');
	WIDE(L"%10s|%-10s|%.2s|%10.3s|%*s|%-*.*s|", L"right", L"left", L"precise", L"both", 8, L"star", 6, 2, L"stars");
	WIDE(L"%d %i %u %x %X %o %#x %#o", -1, 2147483647, 4294967295u, 0xbeef, 0xBEEF, 8, 255, 8);
	WIDE(L"%ld %lu %lx %8.8lx %08lX", (LONG)-2147483647 - 1, (DWORD)0xffffffff, (DWORD)0xdeadbeef, (DWORD)0xab, (DWORD)0xcd);
	WIDE(L"%I64d %I64u %I64x %lld %llu %I32d", (LONGLONG)-5, (ULONGLONG)0xffffffffffffffff, (ULONGLONG)1 << 40, (LONGLONG)7,
	     (ULONGLONG)8, 9);
	WIDE(L"%hd %hu %hx", 0x12345, 0x1ffff, 0x1beef);
	WIDE(L"%5d|%-5d|%05d|%+d|% d|%.3d|%5.3d|%-+5d|", 42, 42, 42, 42, 42, 42, 42, 42);
	WIDE(L"%f %.1f %8.3f %-8.2f| %08.2f %g %+.0f", 3.14159, 2.26, 1.5, 1.5, -1.5, 0.0001, 2.0);
	WIDE(L"%% %s", L"done");
	WIDE(L"%p", (void *)(uintptr_t)0x1234abcd);
	WIDE(L"%s", (WCHAR *)NULL);
	WIDE(L"%02x%02X %c%c", 5, 171, 'o', 'k');
	WIDE(L"\xd83d\xde00 %s", L"\xd83d\xde00");
	NARROW("%s|%S|%ls|%ws|%hs|%hS", "narrow", L"wide", L"long", L"w", "h", "H");
	NARROW("%c%C%lc", 'a', L'b', L'c');
	NARROW("%10s|%-10S|%.2ls|%10.3s|", "right", L"left", L"precise", "both");
	NARROW("%ld %lu %08lX %I64u %hu", (LONG)-1, (DWORD)4000000000u, (DWORD)0xcafe, (ULONGLONG)1 << 63, 0x10001);
	NARROW("%p %#010x %+5d", (void *)(uintptr_t)0xff, 255, 3);
	NARROW("%s %S", (char *)NULL, (WCHAR *)NULL);

	printf("%d %d %d\n", wcscmp(L"a", L"b") < 0, wcsncmp(L"abc", L"abd", 2), _wcsicmp(L"HeLLo", L"hEllO"));
	printf("%d %d %d\n", (int)wcslen(L"four"), (int)(wcschr(L"find", L'n') != NULL), wcsrchr(L"none", L'x') == NULL);
	printf("%ls %ls\n", wcsstr(L"haystack", L"st"), wcscat(wcscpy(wide, L"left"), L"right"));
	printf("%ld %lu %ld ", wcstol(L" -42x", &end, 10), wcstoul(L"0xff", NULL, 0), wcstol(L"99999999999", NULL, 10));
	printf("%d %ls\n", _wtoi(L"17 and more"), end);
	for (WCHAR *word = wcstok_s(text, L",;", &state); word; word = wcstok_s(NULL, L",;", &state))
		printf("<%ls>", word);
	printf("\n%d %d\n", (int)wcstombs(narrow, L"bytes", sizeof(narrow)), (int)mbstowcs(wide, "units", 256));
	printf("%s %ls\n", narrow, wide);

	printf("%d ", StringFromGUID2(&guid, wide, 256));
	printf("%ls %d ", wide, StringFromGUID2(&guid, wide, 38));
	printf("%08lx %d ", CLSIDFromString(wide, &back), (int)IsEqualGUID(&guid, &back));
	printf("%d\n", FAILED(CLSIDFromString(L"{01234567-89ab-cdef-fedc-ba98765432}", &back)));

	printf("%d ", MultiByteToWideChar(CP_UTF8, 0, "gr\xc3\xbc\xc3\x9f", -1, wide, 256));
	show_wide(wide, 0);
	printf("%d ", MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xc3(", 2, wide, 256));
	printf("%lu ", GetLastError());
	printf("%d ", WideCharToMultiByte(CP_UTF8, 0, L"\x20ac\xd83d\xde00!", -1, NULL, 0, NULL, NULL));
	printf("%d ", WideCharToMultiByte(CP_UTF8, 0, L"\x20ac!", -1, narrow, 2, NULL, NULL));
	printf("%lu ", GetLastError());
	printf("%d ", WideCharToMultiByte(CP_UTF8, 0, L"\x20ac!", 2, narrow, sizeof(narrow), NULL, NULL));
	printf("%02x%02x%02x%c\n", (BYTE)narrow[0], (BYTE)narrow[1], (BYTE)narrow[2], narrow[3]);
	printf("%d %d %d\n", lstrlenW(L"abc"), lstrlenW(NULL), lstrcmpiA("ABC", "abc"));

	printf("%d ", FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, 0x2fffffff, 0, narrow, 100,
				     NULL) == 0);
	printf("%lu ", GetLastError());
	printf("%d ", FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, ERROR_ACCESS_DENIED, 0,
				     narrow, 2, NULL) == 0);
	printf("%lu\n", GetLastError());
	return 0;
}
