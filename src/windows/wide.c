/* Wide text in memory, 16 bits a character; windows_crt.h. */
#include <windows.h>

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"

size_t windows_wcsnlen(const WCHAR *text, size_t max)
{
	return utf16_length((const uint16_t *)text, max);
}

size_t windows_wcslen(const WCHAR *text)
{
	return windows_wcsnlen(text, SIZE_MAX / 4);
}

WCHAR *windows_wcscpy(WCHAR *to, const WCHAR *from)
{
	return memcpy(to, from, (windows_wcslen(from) + 1) * sizeof(*to));
}

WCHAR *windows_wcsncpy(WCHAR *to, const WCHAR *from, size_t n)
{
	size_t length = windows_wcsnlen(from, n);

	memcpy(to, from, length * sizeof(*to));
	memset(to + length, 0, (n - length) * sizeof(*to));
	return to;
}

WCHAR *windows_wcsncat(WCHAR *to, const WCHAR *from, size_t n)
{
	size_t at = windows_wcslen(to), length = windows_wcsnlen(from, n);

	memcpy(to + at, from, length * sizeof(*to));
	to[at + length] = 0;
	return to;
}

WCHAR *windows_wcscat(WCHAR *to, const WCHAR *from)
{
	return windows_wcsncat(to, from, SIZE_MAX / 4);
}

static WCHAR fold(WCHAR c, bool ignores_case)
{
	return ignores_case && c < 0x80 ? (WCHAR)tolower(c) : c;
}

static int compare(const WCHAR *a, const WCHAR *b, size_t n, bool ignores_case)
{
	for (size_t i = 0; i < n; i++) {
		WCHAR x = fold(a[i], ignores_case), y = fold(b[i], ignores_case);

		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			return 0;
	}
	return 0;
}

int windows_wcscmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, false);
}

int windows_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n)
{
	return compare(a, b, n, false);
}

int windows_wcsicmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, true);
}

int windows_wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n)
{
	return compare(a, b, n, true);
}

WCHAR *windows_wcschr(const WCHAR *text, WCHAR c)
{
	for (;; text++) {
		if (*text == c)
			return (WCHAR *)text;
		if (!*text)
			return NULL;
	}
}

WCHAR *windows_wcsrchr(const WCHAR *text, WCHAR c)
{
	WCHAR *last = NULL;

	for (;; text++) {
		if (*text == c)
			last = (WCHAR *)text;
		if (!*text)
			return last;
	}
}

WCHAR *windows_wcsstr(const WCHAR *text, const WCHAR *part)
{
	size_t n = windows_wcslen(part);

	for (;; text++) {
		if (compare(text, part, n, false) == 0)
			return (WCHAR *)text;
		if (!*text)
			return NULL;
	}
}

WCHAR *windows_wcstok(WCHAR *text, const WCHAR *separators, WCHAR **state)
{
	WCHAR *word;

	if (!text)
		text = *state;
	while (text && *text && windows_wcschr(separators, *text))
		text++;
	if (!text || !*text) {
		*state = NULL;
		return NULL;
	}
	word = text;
	while (*text && !windows_wcschr(separators, *text))
		text++;
	if (*text)
		*text++ = 0;
	*state = text;
	return word;
}

WCHAR *windows_wcsdup(const WCHAR *text)
{
	size_t size = (windows_wcslen(text) + 1) * sizeof(*text);
	WCHAR *copy = malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

WCHAR *windows_wmemset(WCHAR *to, WCHAR c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = c;
	return to;
}

/* Digits, signs and exponents are ASCII, so the number ends where the copy does, unit by unit. */
#define NUMBER_MAX 512

static size_t copy_number(const WCHAR *text, char *ret)
{
	size_t n = 0;

	while (n < NUMBER_MAX - 1 && text[n] && text[n] < 0x80) {
		ret[n] = (char)text[n];
		n++;
	}
	ret[n] = '\0';
	return n;
}

LONG windows_wcstol(const WCHAR *text, WCHAR **end, int base)
{
	char copy[NUMBER_MAX], *stop;
	long long value;

	copy_number(text, copy);
	value = strtoll(copy, &stop, base);
	if (end)
		*end = (WCHAR *)text + (stop - copy);
	if (value > INT32_MAX || value < INT32_MIN) {
		errno = ERANGE;
		return value < 0 ? INT32_MIN : INT32_MAX;
	}
	return (LONG)value;
}

ULONG windows_wcstoul(const WCHAR *text, WCHAR **end, int base)
{
	char copy[NUMBER_MAX], *stop;
	unsigned long long value, magnitude;
	bool is_negative;

	copy_number(text, copy);
	value = strtoull(copy, &stop, base);
	is_negative = memchr(copy, '-', (size_t)(stop - copy)) != NULL;
	magnitude = is_negative ? 0 - value : value;
	if (end)
		*end = (WCHAR *)text + (stop - copy);
	if (magnitude > UINT32_MAX) {
		errno = ERANGE;
		return UINT32_MAX;
	}
	return (ULONG)value;
}

double windows_wcstod(const WCHAR *text, WCHAR **end)
{
	char copy[NUMBER_MAX], *stop;
	double value;

	copy_number(text, copy);
	value = strtod(copy, &stop);
	if (end)
		*end = (WCHAR *)text + (stop - copy);
	return value;
}

/* Both: the length without the zero, which is only written if there is room for it; (size_t)-1 for text that is none. */
size_t windows_wcstombs(char *to, const WCHAR *from, size_t capacity)
{
	_auto_free_ char *text = NULL;
	size_t n;

	if (utf16_dup_to_utf8((const uint16_t *)from, SIZE_MAX / 4, &text) < 0) {
		errno = EILSEQ;
		return (size_t)-1;
	}
	n = strlen(text);
	if (!to)
		return n;
	memcpy(to, text, n < capacity ? n + 1 : capacity);
	return n < capacity ? n : capacity;
}

size_t windows_mbstowcs(WCHAR *to, const char *from, size_t capacity)
{
	_auto_free_ uint16_t *text = NULL;
	size_t n;

	if (utf16_dup_from_utf8(from, &text) < 0) {
		errno = EILSEQ;
		return (size_t)-1;
	}
	n = utf16_length(text, SIZE_MAX / 4);
	if (!to)
		return n;
	memcpy(to, text, (n < capacity ? n + 1 : capacity) * sizeof(*to));
	return n < capacity ? n : capacity;
}

/* --- the functions that check --- */

static errno_t append_wide(WCHAR *to, size_t capacity, size_t at, const WCHAR *from, size_t n)
{
	bool cuts = n == (size_t)-1;
	size_t length;

	if (!from) {
		to[0] = 0;
		return EINVAL;
	}
	length = windows_wcsnlen(from, cuts ? SIZE_MAX / 4 : n);
	if (length >= capacity - at) {
		if (!cuts) {
			to[0] = 0;
			return ERANGE;
		}
		length = capacity - at - 1;
	}
	memcpy(to + at, from, length * sizeof(*to));
	to[at + length] = 0;
	return 0;
}

errno_t windows_wcscpy_s(WCHAR *to, size_t capacity, const WCHAR *from)
{
	return !to || !capacity ? EINVAL : append_wide(to, capacity, 0, from, SIZE_MAX / 4);
}

errno_t windows_wcsncpy_s(WCHAR *to, size_t capacity, const WCHAR *from, size_t n)
{
	return !to || !capacity ? EINVAL : append_wide(to, capacity, 0, from, n);
}

errno_t windows_wcscat_s(WCHAR *to, size_t capacity, const WCHAR *from)
{
	size_t at;

	if (!to || !capacity)
		return EINVAL;
	at = windows_wcsnlen(to, capacity);
	if (at == capacity) { /* no text to append to */
		to[0] = 0;
		return EINVAL;
	}
	return append_wide(to, capacity, at, from, SIZE_MAX / 4);
}

static errno_t append_narrow(char *to, size_t capacity, size_t at, const char *from, size_t n)
{
	bool cuts = n == (size_t)-1;
	size_t length;

	if (!from) {
		to[0] = '\0';
		return EINVAL;
	}
	length = strnlen(from, n);
	if (length >= capacity - at) {
		if (!cuts) {
			to[0] = '\0';
			return ERANGE;
		}
		length = capacity - at - 1;
	}
	memcpy(to + at, from, length);
	to[at + length] = '\0';
	return 0;
}

errno_t strcpy_s(char *to, size_t capacity, const char *from)
{
	return !to || !capacity ? EINVAL : append_narrow(to, capacity, 0, from, SIZE_MAX / 4);
}

errno_t strncpy_s(char *to, size_t capacity, const char *from, size_t n)
{
	return !to || !capacity ? EINVAL : append_narrow(to, capacity, 0, from, n);
}

errno_t strcat_s(char *to, size_t capacity, const char *from)
{
	size_t at;

	if (!to || !capacity)
		return EINVAL;
	at = strnlen(to, capacity);
	if (at == capacity) {
		to[0] = '\0';
		return EINVAL;
	}
	return append_narrow(to, capacity, at, from, SIZE_MAX / 4);
}

errno_t memcpy_s(void *to, size_t capacity, const void *from, size_t n)
{
	if (n == 0)
		return 0;
	if (!to)
		return EINVAL;
	if (!from || capacity < n) {
		memset(to, 0, capacity);
		return from ? ERANGE : EINVAL;
	}
	memcpy(to, from, n);
	return 0;
}
