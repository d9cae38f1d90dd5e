/* The formatted output of Microsoft's C library, and wide text in files; windows_crt.h. Here wchar_t is spelled WCHAR. */
#include <windows.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "windows/format.h"

static int write_file(FILE *file, const void *format, va_list arguments, bool is_wide)
{
	struct format_sink sink = { .is_wide = is_wide, .file = file };
	va_list copy;
	int r;

	va_copy(copy, arguments);
	r = format_write(&sink, format, &copy);
	va_end(copy);
	return r < 0 || sink.n > INT_MAX ? -1 : (int)sink.n;
}

int windows_vfprintf(FILE *file, const char *format, va_list arguments)
{
	return write_file(file, format, arguments, false);
}

int windows_vfwprintf(FILE *file, const WCHAR *format, va_list arguments)
{
	return write_file(file, format, arguments, true);
}

/* C99's: the length without the limit, always terminated. */
int windows_vsnprintf(char *text, size_t capacity, const char *format, va_list arguments)
{
	struct format_sink sink = { .text = text, .capacity = capacity ? capacity - 1 : 0 };
	va_list copy;
	int r;

	va_copy(copy, arguments);
	r = format_write(&sink, format, &copy);
	va_end(copy);
	if (capacity)
		text[sink.n < capacity ? sink.n : capacity - 1] = '\0';
	return r < 0 || sink.n > INT_MAX ? -1 : (int)sink.n;
}

int windows_vsnprintf_cut(char *text, size_t capacity, const char *format, va_list arguments)
{
	int n = windows_vsnprintf(text, capacity, format, arguments);

	return n >= 0 && (size_t)n < capacity ? n : -1;
}

/* Too long is an error for wide text. */
int windows_vswprintf(WCHAR *text, size_t capacity, const WCHAR *format, va_list arguments)
{
	struct format_sink sink = { .is_wide = true, .text = text, .capacity = capacity ? capacity - 1 : 0 };
	va_list copy;
	int r;

	va_copy(copy, arguments);
	r = format_write(&sink, format, &copy);
	va_end(copy);
	if (capacity)
		text[sink.n < capacity ? sink.n : capacity - 1] = 0;
	return r < 0 || sink.n >= capacity || sink.n > INT_MAX ? -1 : (int)sink.n;
}

/* One definition for each function with dots. */
#define WITH_DOTS(call)                      \
	do {                                 \
		va_list arguments;           \
		int result_;                 \
		va_start(arguments, format); \
		result_ = (call);            \
		va_end(arguments);           \
		return result_;              \
	} while (0)

int windows_fprintf(FILE *file, const char *format, ...)
{
	WITH_DOTS(windows_vfprintf(file, format, arguments));
}

int windows_printf(const char *format, ...)
{
	WITH_DOTS(windows_vfprintf(stdout, format, arguments));
}

int windows_snprintf(char *text, size_t capacity, const char *format, ...)
{
	WITH_DOTS(windows_vsnprintf(text, capacity, format, arguments));
}

int windows_snprintf_cut(char *text, size_t capacity, const char *format, ...)
{
	WITH_DOTS(windows_vsnprintf_cut(text, capacity, format, arguments));
}

int windows_sprintf_s(char *text, size_t capacity, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = windows_vsnprintf_cut(text, capacity, format, arguments);
	va_end(arguments);
	if (n < 0 && capacity > 0)
		text[0] = '\0';
	return n;
}

int windows_sprintf(char *text, const char *format, ...)
{
	WITH_DOTS(windows_vsnprintf(text, INT_MAX, format, arguments));
}

int windows_fwprintf(FILE *file, const WCHAR *format, ...)
{
	WITH_DOTS(windows_vfwprintf(file, format, arguments));
}

int windows_wprintf(const WCHAR *format, ...)
{
	WITH_DOTS(windows_vfwprintf(stdout, format, arguments));
}

int windows_swprintf(WCHAR *text, size_t capacity, const WCHAR *format, ...)
{
	WITH_DOTS(windows_vswprintf(text, capacity, format, arguments));
}

int windows_fputws(const WCHAR *text, FILE *file)
{
	static const WCHAR format[] = { '%', 's', 0 };

	return windows_fwprintf(file, format, text) < 0 ? -1 : 0;
}

/* One character of UTF-8. @ret: one unit or a pair; U+FFFD for bytes that are none. Return: units; 0 at the end of the file. */
static int read_character(FILE *file, uint16_t ret[3])
{
	int c = fgetc(file), n = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
	char bytes[5] = { (char)c };

	if (c == EOF)
		return 0;
	if (c == 0) { /* no end of a text here */
		ret[0] = 0;
		return 1;
	}
	for (int i = 1; i <= n; i++) {
		c = fgetc(file);
		if ((c & 0xc0) != 0x80) {
			ungetc(c, file);
			break;
		}
		bytes[i] = (char)c;
	}
	n = utf16_from_utf8(bytes, ret, 3);
	if (n > 0)
		return n;
	ret[0] = 0xfffd;
	return 1;
}

WCHAR *windows_fgetws(WCHAR *text, int capacity, FILE *file)
{
	uint16_t units[3] = { 0 };
	int n = 0, n_units;

	if (!text || capacity <= 0)
		return NULL;
	while (n < capacity - 1 && units[0] != '\n' && (n_units = read_character(file, units)) > 0) {
		/* A pair for which only half the room is left is lost: four bytes cannot be put back into the file. */
		if (n + n_units > capacity - 1) {
			units[0] = 0xfffd;
			n_units = 1;
		}
		for (int i = 0; i < n_units; i++)
			text[n++] = (WCHAR)units[i];
	}
	text[n] = 0;
	return n > 0 ? text : NULL;
}

FILE *windows_wfopen(const WCHAR *name, const WCHAR *mode)
{
	_auto_free_ char *path = NULL, *how = NULL;
	FILE *file;
	size_t n;

	if (!name || !mode || utf16_dup_to_utf8((const uint16_t *)name, SIZE_MAX / 4, &path) < 0 ||
	    utf16_dup_to_utf8((const uint16_t *)mode, SIZE_MAX / 4, &how) < 0) {
		errno = EINVAL;
		return NULL;
	}
	/* "t", "S", ", ccs=UTF-8" and their like say what holds here anyway. */
	n = strspn(how, "rwab+");
	how[n] = '\0';
	file = fopen(path, how);
	return file;
}

errno_t windows_wfopen_s(FILE **ret, const WCHAR *name, const WCHAR *mode)
{
	if (!ret)
		return EINVAL;
	*ret = windows_wfopen(name, mode);
	return *ret ? 0 : errno;
}

errno_t fopen_s(FILE **ret, const char *name, const char *mode)
{
	if (!ret || !name || !mode)
		return EINVAL;
	*ret = fopen(name, mode);
	return *ret ? 0 : errno;
}
