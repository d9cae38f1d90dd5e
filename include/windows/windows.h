/*
 * As much of the Windows SDK as Wi-Fi programs need, with the sizes of x86_64 Windows on every Linux: DWORD, LONG and BOOL have
 * 32 bits, WCHAR has 16. Compiled with -fshort-wchar, WCHAR is wchar_t and L"..." literals fit; without, it is char16_t's type
 * and u"..." literals fit. The types are here, the functions of Windows itself in winbase.h (libwlanapi-windows.a, docs/sdk.md).
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifndef _WIN32

#define WINAPI
#define CALLBACK
#define APIENTRY
#define NTAPI
#define STDMETHODCALLTYPE
#define __cdecl
#define __stdcall
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif

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

typedef char CHAR, *PCHAR, *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR;
typedef float FLOAT;
typedef unsigned char UCHAR, *PUCHAR, BYTE, *PBYTE, *LPBYTE, BOOLEAN, *PBOOLEAN;
typedef int8_t INT8;
typedef uint8_t UINT8;
typedef int16_t SHORT, *PSHORT, INT16;
typedef uint16_t USHORT, *PUSHORT, WORD, *PWORD, *LPWORD, UINT16;
typedef int32_t LONG, *PLONG, *LPLONG, LONG32, BOOL, *PBOOL, *LPBOOL, INT, *PINT, *LPINT, INT32, HRESULT;
typedef uint32_t ULONG, *PULONG, ULONG32, DWORD, *PDWORD, *LPDWORD, DWORD32, UINT, *PUINT, UINT32;
typedef int64_t LONGLONG, *PLONGLONG, LONG64, INT64;
typedef uint64_t ULONGLONG, *PULONGLONG, ULONG64, DWORD64, UINT64;
typedef size_t SIZE_T, *PSIZE_T;
typedef intptr_t LONG_PTR, INT_PTR, SSIZE_T;
typedef uintptr_t ULONG_PTR, DWORD_PTR, UINT_PTR;
typedef void *PVOID, *LPVOID, *HANDLE, **PHANDLE, **LPHANDLE, *HWND, *HLOCAL, *HMODULE, *HINSTANCE;
typedef const void *LPCVOID;
typedef union _LARGE_INTEGER {
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

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
typedef WCHAR *PWCHAR, *LPWCH, *PWSTR, *LPWSTR, OLECHAR, *LPOLESTR;
typedef const WCHAR *PCWSTR, *LPCWSTR, *LPCOLESTR;
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef LPCWSTR PCTSTR, LPCTSTR;
#define WINDOWS_TEXT(literal) L##literal
#else
typedef CHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef LPCSTR PCTSTR, LPCTSTR;
#define WINDOWS_TEXT(literal) literal
#endif
#define TEXT(literal) WINDOWS_TEXT(literal)

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID, *PGUID, *LPGUID, IID, CLSID, UUID;
typedef const GUID *LPCGUID;
#ifdef __cplusplus
typedef const GUID &REFGUID, &REFIID, &REFCLSID;
#else
typedef const GUID *REFGUID, *REFIID, *REFCLSID;
#endif

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

#define MAX_PATH 260
#define INFINITE 0xFFFFFFFFu
#define LOWORD(value) ((WORD)((DWORD_PTR)(value)&0xffff))
#define HIWORD(value) ((WORD)((DWORD_PTR)(value) >> 16 & 0xffff))
#define LOBYTE(value) ((BYTE)((DWORD_PTR)(value)&0xff))
#define HIBYTE(value) ((BYTE)((DWORD_PTR)(value) >> 8 & 0xff))
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#define ARRAYSIZE(array) _countof(array)

#include <sal.h>
#include <winerror.h>
#include <winbase.h>
#include <windows_crt.h>

#endif
