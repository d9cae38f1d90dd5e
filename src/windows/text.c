/* Conversions and bounded text; winbase.h and strsafe.h. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strsafe.h>
#include <windows.h>

#include "base/cleanup.h"
#include "base/utf16.h"

static int refuse(DWORD error)
{
	SetLastError(error);
	return 0;
}

static bool is_known_page(UINT page)
{
	return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP || page == CP_UTF8;
}

/* Both conversions: @n units of @size bytes into room for @capacity of them; no room asked for is a question for the length. */
static int give(const void *units, size_t n, size_t size, void *room, int capacity)
{
	if (n > INT32_MAX)
		return refuse(ERROR_INVALID_PARAMETER);
	if (capacity == 0)
		return (int)n;
	if ((size_t)capacity < n)
		return refuse(ERROR_INSUFFICIENT_BUFFER);
	memcpy(room, units, n * size);
	return (int)n;
}

/*
 * Text that ends with a zero is converted with it, as is a zero inside of text of a given length: piece by piece, since what is
 * below knows text by its end only.
 */
int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, int cbMultiByte, LPWSTR lpWideCharStr,
			       int cchWideChar)
{
	size_t size, n = 0;
	_auto_free_ uint16_t *units = NULL;
	_auto_free_ char *copy = NULL;

	if (!is_known_page(CodePage) || !lpMultiByteStr || cbMultiByte == 0 || cbMultiByte < -1 || cchWideChar < 0 ||
	    (cchWideChar > 0 && (!lpWideCharStr || (const void *)lpWideCharStr == (const void *)lpMultiByteStr)))
		return refuse(ERROR_INVALID_PARAMETER);
	if (dwFlags & ~(DWORD)(MB_PRECOMPOSED | MB_ERR_INVALID_CHARS))
		return refuse(ERROR_INVALID_FLAGS);
	size = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
	units = calloc(size + 1, sizeof(*units));
	copy = calloc(size + 1, 1);
	if (!units || !copy)
		return refuse(ERROR_NOT_ENOUGH_MEMORY);
	memcpy(copy, lpMultiByteStr, size);
	for (size_t at = 0; at < size;) {
		_auto_free_ uint16_t *piece = NULL;
		size_t length = strlen(copy + at), n_piece;

		if (utf16_dup_from_utf8(copy + at, &piece) == 0) {
			n_piece = utf16_length(piece, SIZE_MAX / 4);
			memcpy(units + n, piece, n_piece * sizeof(*units));
			n += n_piece;
		} else if (dwFlags & MB_ERR_INVALID_CHARS) {
			return refuse(ERROR_NO_UNICODE_TRANSLATION);
		} else { /* each foreign byte becomes a replacement character */
			for (size_t i = 0; i < length; i++)
				units[n++] = (uint8_t)copy[at + i] < 0x80 ? (uint8_t)copy[at + i] : 0xfffd;
		}
		at += length;
		if (at < size) {
			units[n++] = 0;
			at++;
		}
	}
	return give(units, n, sizeof(*units), lpWideCharStr, cchWideChar);
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, int cchWideChar, LPSTR lpMultiByteStr,
			       int cbMultiByte, LPCSTR lpDefaultChar, LPBOOL lpUsedDefaultChar)
{
	size_t size, n = 0;
	_auto_free_ char *bytes = NULL;

	if (!is_known_page(CodePage) || !lpWideCharStr || cchWideChar == 0 || cchWideChar < -1 || cbMultiByte < 0 ||
	    (cbMultiByte > 0 && (!lpMultiByteStr || (const void *)lpMultiByteStr == (const void *)lpWideCharStr)))
		return refuse(ERROR_INVALID_PARAMETER);
	/* Every character has its bytes in UTF-8, so that no default is ever used. */
	if (CodePage == CP_UTF8 && (lpDefaultChar || lpUsedDefaultChar))
		return refuse(ERROR_INVALID_PARAMETER);
	if (dwFlags & ~(DWORD)(WC_ERR_INVALID_CHARS | WC_NO_BEST_FIT_CHARS))
		return refuse(ERROR_INVALID_FLAGS);
	if (lpUsedDefaultChar)
		*lpUsedDefaultChar = FALSE;
	size = cchWideChar < 0 ? utf16_length((const uint16_t *)lpWideCharStr, SIZE_MAX / 4) + 1 : (size_t)cchWideChar;
	bytes = calloc(size, 3);
	if (!bytes)
		return refuse(ERROR_NOT_ENOUGH_MEMORY);
	for (size_t at = 0; at < size;) {
		size_t length = utf16_length((const uint16_t *)lpWideCharStr + at, size - at);
		_auto_free_ uint16_t *copy = calloc(length + 1, sizeof(*copy));
		_auto_free_ char *piece = NULL;

		if (!copy)
			return refuse(ERROR_NOT_ENOUGH_MEMORY);
		memcpy(copy, lpWideCharStr + at, length * sizeof(*copy));
		for (size_t i = 0; i < length; i++) {
			bool is_pair = (copy[i] & 0xfc00) == 0xd800 && (copy[i + 1] & 0xfc00) == 0xdc00;

			if (is_pair)
				i++;
			else if ((copy[i] & 0xf800) != 0xd800)
				continue;
			else if (dwFlags & WC_ERR_INVALID_CHARS)
				return refuse(ERROR_NO_UNICODE_TRANSLATION);
			else
				copy[i] = 0xfffd;
		}
		if (utf16_dup_to_utf8(copy, length, &piece) < 0)
			return refuse(ERROR_NOT_ENOUGH_MEMORY);
		memcpy(bytes + n, piece, strlen(piece));
		n += strlen(piece);
		at += length;
		if (at < size) {
			bytes[n++] = '\0';
			at++;
		}
	}
	return give(bytes, n, 1, lpMultiByteStr, cbMultiByte);
}

int WINAPI lstrlenW(LPCWSTR lpString)
{
	return lpString ? (int)windows_wcslen(lpString) : 0;
}

int WINAPI lstrlenA(LPCSTR lpString)
{
	return lpString ? (int)strlen(lpString) : 0;
}

int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2)
{
	return windows_wcscmp(lpString1, lpString2);
}

int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
	return windows_wcsicmp(lpString1, lpString2);
}

int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2)
{
	return strcmp(lpString1, lpString2);
}

int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
	return strcasecmp(lpString1, lpString2);
}

/* --- strsafe.h --- */

static bool is_sound(const void *to, size_t capacity)
{
	return to && capacity > 0 && capacity <= STRSAFE_MAX_CCH;
}

HRESULT WINAPI StringCchPrintfW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszFormat, ...)
{
	va_list arguments;
	int n;

	if (!is_sound(pszDest, cchDest))
		return STRSAFE_E_INVALID_PARAMETER;
	va_start(arguments, pszFormat);
	n = windows_vswprintf(pszDest, cchDest, pszFormat, arguments);
	va_end(arguments);
	return n < 0 ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}

HRESULT WINAPI StringCchPrintfA(LPSTR pszDest, size_t cchDest, LPCSTR pszFormat, ...)
{
	va_list arguments;
	int n;

	if (!is_sound(pszDest, cchDest))
		return STRSAFE_E_INVALID_PARAMETER;
	va_start(arguments, pszFormat);
	n = windows_vsnprintf(pszDest, cchDest, pszFormat, arguments);
	va_end(arguments);
	return n < 0 || (size_t)n >= cchDest ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}

static HRESULT append_wide(LPWSTR to, size_t capacity, size_t at, LPCWSTR from)
{
	size_t n = windows_wcslen(from), room = capacity - at - 1;

	memcpy(to + at, from, (n < room ? n : room) * sizeof(*to));
	to[at + (n < room ? n : room)] = 0;
	return n <= room ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static HRESULT append_narrow(LPSTR to, size_t capacity, size_t at, LPCSTR from)
{
	size_t n = strlen(from), room = capacity - at - 1;

	memcpy(to + at, from, n < room ? n : room);
	to[at + (n < room ? n : room)] = '\0';
	return n <= room ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

HRESULT WINAPI StringCchCopyW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
{
	return is_sound(pszDest, cchDest) ? append_wide(pszDest, cchDest, 0, pszSrc) : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI StringCchCopyA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
{
	return is_sound(pszDest, cchDest) ? append_narrow(pszDest, cchDest, 0, pszSrc) : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI StringCchLengthW(LPCWSTR psz, size_t cchMax, size_t *pcchLength)
{
	size_t n = psz && cchMax <= STRSAFE_MAX_CCH ? windows_wcsnlen(psz, cchMax) : cchMax;

	if (pcchLength)
		*pcchLength = n < cchMax ? n : 0;
	return n < cchMax ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI StringCchLengthA(LPCSTR psz, size_t cchMax, size_t *pcchLength)
{
	size_t n = psz && cchMax <= STRSAFE_MAX_CCH ? strnlen(psz, cchMax) : cchMax;

	if (pcchLength)
		*pcchLength = n < cchMax ? n : 0;
	return n < cchMax ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI StringCchCatW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
{
	size_t at;

	if (!is_sound(pszDest, cchDest) || StringCchLengthW(pszDest, cchDest, &at) != S_OK)
		return STRSAFE_E_INVALID_PARAMETER;
	return append_wide(pszDest, cchDest, at, pszSrc);
}

HRESULT WINAPI StringCchCatA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
{
	size_t at;

	if (!is_sound(pszDest, cchDest) || StringCchLengthA(pszDest, cchDest, &at) != S_OK)
		return STRSAFE_E_INVALID_PARAMETER;
	return append_narrow(pszDest, cchDest, at, pszSrc);
}
