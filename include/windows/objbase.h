/* Identifiers and memory of COM, as far as Wi-Fi programs need them; COM itself is not here. Source: public documentation. */
#pragma once

#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CLSIDFromString IIDFromString

/* "{8-4-4-4-12}" in upper case. Return: characters with the terminating zero (39); 0 when @cchMax is fewer. */
int WINAPI StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax);

/* Return: S_OK; E_INVALIDARG for NULL; CO_E_CLASSSTRING for a text that is no GUID in braces. */
HRESULT WINAPI IIDFromString(LPCOLESTR lpsz, GUID *lpiid);

/* Return: S_OK; E_OUTOFMEMORY; the text is released by CoTaskMemFree(). */
HRESULT WINAPI StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz);

/* A random GUID (RFC 4122, version 4). Return: S_OK; E_INVALIDARG; E_FAIL without random numbers. */
HRESULT WINAPI CoCreateGuid(GUID *pguid);

LPVOID WINAPI CoTaskMemAlloc(SIZE_T cb);
VOID WINAPI CoTaskMemFree(LPVOID pv);

#ifdef __cplusplus
}
#define IsEqualGUID(a, b) (memcmp(&(a), &(b), sizeof(GUID)) == 0)
#else
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif
#define IsEqualIID IsEqualGUID
#define IsEqualCLSID IsEqualGUID
