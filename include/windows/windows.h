/*
 * As much of the Windows SDK's base types as Wi-Fi programs need, with the sizes of x86_64 Windows on every Linux: DWORD, LONG and
 * BOOL have 32 bits, WCHAR has 16. Compiled with -fshort-wchar, WCHAR is wchar_t and L"..." literals fit; without, it is char16_t's
 * type and u"..." literals fit.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifndef _WIN32

#define WINAPI
#define CALLBACK
#define APIENTRY

#ifndef VOID
#define VOID void
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif

typedef char CHAR, *PCHAR, *LPSTR;
typedef const char *LPCSTR;
typedef unsigned char UCHAR, *PUCHAR, BYTE, *PBYTE, *LPBYTE, BOOLEAN, *PBOOLEAN;
typedef int16_t SHORT;
typedef uint16_t USHORT, *PUSHORT, WORD, *PWORD;
typedef int32_t LONG, *PLONG, BOOL, *PBOOL, INT;
typedef uint32_t ULONG, *PULONG, DWORD, *PDWORD, *LPDWORD, UINT;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG, DWORD64;
typedef size_t SIZE_T;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR, DWORD_PTR;
typedef void *PVOID, *LPVOID, *HANDLE, **PHANDLE, *HWND;
typedef const void *LPCVOID;

#if __WCHAR_MAX__ <= 0xffff || (defined(__WCHAR_WIDTH__) && __WCHAR_WIDTH__ == 16)
#ifdef __cplusplus
typedef wchar_t WCHAR;
#else
typedef __WCHAR_TYPE__ WCHAR;
#endif
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
typedef WCHAR *PWCHAR, *PWSTR, *LPWSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR;

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID, *PGUID, *LPGUID;
typedef const GUID *LPCGUID;

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

#include <winerror.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The calling thread's last error, as the functions of this library set it. */
DWORD WINAPI GetLastError(void);
VOID WINAPI SetLastError(DWORD dwErrCode);

#ifdef __cplusplus
}
#endif

#endif
