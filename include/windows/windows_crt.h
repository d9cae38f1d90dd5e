/*
 * What Microsoft's C library has beside the standard's, or with another meaning, for C sources compiled with -fshort-wchar: the
 * system's own functions of wide text take 32 bits for a character. Functions of wide text and formatted output are replaced by
 * those of libwlanapi-windows.a: a long has 32 bits in a format, %s in a wide format and %S in a narrow one are wide, and what is
 * written to a file is UTF-8. Not in C++, where the standard library undoes such names; there only winbase.h and its neighbours
 * serve.
 */
#pragma once

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int errno_t;

/* Formatted output. Return: characters (wide ones for w-functions); negative for an error, or when the buffer is too small. */
int windows_vfprintf(FILE *file, const char *format, va_list arguments);
int windows_fprintf(FILE *file, const char *format, ...);
int windows_printf(const char *format, ...);
int windows_vsnprintf(char *text, size_t capacity, const char *format, va_list arguments);
int windows_snprintf(char *text, size_t capacity, const char *format, ...);
int windows_sprintf(char *text, const char *format, ...);
/* What is cut off is an error: negative. The second leaves an empty text then. */
int windows_vsnprintf_cut(char *text, size_t capacity, const char *format, va_list arguments);
int windows_snprintf_cut(char *text, size_t capacity, const char *format, ...);
int windows_sprintf_s(char *text, size_t capacity, const char *format, ...);
int windows_vfwprintf(FILE *file, const WCHAR *format, va_list arguments);
int windows_fwprintf(FILE *file, const WCHAR *format, ...);
int windows_wprintf(const WCHAR *format, ...);
int windows_vswprintf(WCHAR *text, size_t capacity, const WCHAR *format, va_list arguments);
int windows_swprintf(WCHAR *text, size_t capacity, const WCHAR *format, ...);

/* Wide text in files, which is UTF-8 there. */
int windows_fputws(const WCHAR *text, FILE *file);
WCHAR *windows_fgetws(WCHAR *text, int capacity, FILE *file);
FILE *windows_wfopen(const WCHAR *name, const WCHAR *mode);
errno_t windows_wfopen_s(FILE **ret, const WCHAR *name, const WCHAR *mode);
errno_t fopen_s(FILE **ret, const char *name, const char *mode);

/* Wide text in memory. Case is that of ASCII and of what the C locale knows of it. */
size_t windows_wcslen(const WCHAR *text);
size_t windows_wcsnlen(const WCHAR *text, size_t max);
WCHAR *windows_wcscpy(WCHAR *to, const WCHAR *from);
WCHAR *windows_wcsncpy(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *windows_wcscat(WCHAR *to, const WCHAR *from);
WCHAR *windows_wcsncat(WCHAR *to, const WCHAR *from, size_t n);
int windows_wcscmp(const WCHAR *a, const WCHAR *b);
int windows_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n);
int windows_wcsicmp(const WCHAR *a, const WCHAR *b);
int windows_wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n);
WCHAR *windows_wcschr(const WCHAR *text, WCHAR c);
WCHAR *windows_wcsrchr(const WCHAR *text, WCHAR c);
WCHAR *windows_wcsstr(const WCHAR *text, const WCHAR *part);
WCHAR *windows_wcstok(WCHAR *text, const WCHAR *separators, WCHAR **state);
WCHAR *windows_wcsdup(const WCHAR *text);
LONG windows_wcstol(const WCHAR *text, WCHAR **end, int base);
ULONG windows_wcstoul(const WCHAR *text, WCHAR **end, int base);
double windows_wcstod(const WCHAR *text, WCHAR **end);
size_t windows_wcstombs(char *to, const WCHAR *from, size_t capacity);
size_t windows_mbstowcs(WCHAR *to, const char *from, size_t capacity);
WCHAR *windows_wmemset(WCHAR *to, WCHAR c, size_t n);

/* The _s functions: EINVAL for NULL or an empty destination, ERANGE when it is too small; then the destination is an empty text.
 */
errno_t windows_wcscpy_s(WCHAR *to, size_t capacity, const WCHAR *from);
errno_t windows_wcsncpy_s(WCHAR *to, size_t capacity, const WCHAR *from, size_t n);
errno_t windows_wcscat_s(WCHAR *to, size_t capacity, const WCHAR *from);
errno_t strcpy_s(char *to, size_t capacity, const char *from);
errno_t strncpy_s(char *to, size_t capacity, const char *from, size_t n);
errno_t strcat_s(char *to, size_t capacity, const char *from);
errno_t memcpy_s(void *to, size_t capacity, const void *from, size_t n);

#ifdef __cplusplus
}
#endif

#if !defined(__cplusplus) && __WCHAR_MAX__ <= 0xffff

#include <wchar.h>
#include <wctype.h>

/* With parentheses: "printf" alone is also a word of __attribute__((format)). */
#undef vfprintf
#undef fprintf
#undef printf
#undef vprintf
#undef vsnprintf
#undef snprintf
#undef sprintf
#define vfprintf(...) windows_vfprintf(__VA_ARGS__)
#define fprintf(...) windows_fprintf(__VA_ARGS__)
#define printf(...) windows_printf(__VA_ARGS__)
#define vprintf(...) windows_vfprintf(stdout, __VA_ARGS__)
#define vsnprintf(...) windows_vsnprintf(__VA_ARGS__)
#define snprintf(...) windows_snprintf(__VA_ARGS__)
#define sprintf(...) windows_sprintf(__VA_ARGS__)
#define printf_s(...) windows_printf(__VA_ARGS__)
#define fprintf_s(...) windows_fprintf(__VA_ARGS__)
#define sprintf_s(...) windows_sprintf_s(__VA_ARGS__)
#define _snprintf(...) windows_snprintf_cut(__VA_ARGS__)
#define _vsnprintf(...) windows_vsnprintf_cut(__VA_ARGS__)
#define wprintf windows_wprintf
#define wprintf_s windows_wprintf
#define fwprintf windows_fwprintf
#define fwprintf_s windows_fwprintf
#define vfwprintf windows_vfwprintf
#define vwprintf(...) windows_vfwprintf(stdout, __VA_ARGS__)
#define swprintf windows_swprintf
#define swprintf_s windows_swprintf
#define _snwprintf windows_swprintf
#define vswprintf windows_vswprintf
#define vswprintf_s windows_vswprintf
#define _vsnwprintf windows_vswprintf
#define fputws windows_fputws
#define fgetws windows_fgetws
#define _putws(text) (windows_fputws((text), stdout) < 0 ? EOF : putchar('\n'))
#define _wfopen windows_wfopen
#define _wfopen_s windows_wfopen_s
#define wcslen windows_wcslen
#define wcsnlen windows_wcsnlen
#define wcsnlen_s windows_wcsnlen
#define wcscpy windows_wcscpy
#define wcsncpy windows_wcsncpy
#define wcscat windows_wcscat
#define wcsncat windows_wcsncat
#define wcscmp windows_wcscmp
#define wcsncmp windows_wcsncmp
#define _wcsicmp windows_wcsicmp
#define _wcsnicmp windows_wcsnicmp
#define wcschr windows_wcschr
#define wcsrchr windows_wcsrchr
#define wcsstr windows_wcsstr
#define wcstok_s windows_wcstok
#define wcsdup windows_wcsdup
#define _wcsdup windows_wcsdup
#define wcstol windows_wcstol
#define wcstoul windows_wcstoul
#define wcstod windows_wcstod
#define _wtoi(text) ((int)windows_wcstol((text), NULL, 10))
#define _wtol(text) windows_wcstol((text), NULL, 10)
#define wcstombs windows_wcstombs
#define mbstowcs windows_mbstowcs
#define wmemcpy(to, from, n) ((wchar_t *)memcpy((to), (from), (n) * sizeof(wchar_t)))
#define wmemset windows_wmemset
#define wcscpy_s windows_wcscpy_s
#define wcsncpy_s windows_wcsncpy_s
#define wcscat_s windows_wcscat_s
#define _TRUNCATE ((size_t)-1)
#define _stricmp strcasecmp
#define _strnicmp strncasecmp
#define stricmp strcasecmp
#define _strdup strdup
#define _strtoui64 strtoull
#define strtok_s strtok_r

#endif
