/* Wi-Fi Direct: not offered. No handle and no session of it exists, so every one that is passed in is unknown. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

static DWORD unknown_handle(HANDLE handle)
{
	return handle && handle != INVALID_HANDLE_VALUE ? ERROR_INVALID_HANDLE : ERROR_INVALID_PARAMETER;
}

EXPORT DWORD WINAPI WFDOpenHandle(DWORD dwClientVersion, PDWORD pdwNegotiatedVersion, PHANDLE phClientHandle)
{
	if (dwClientVersion != WFD_API_VERSION || !pdwNegotiatedVersion || !phClientHandle)
		return ERROR_INVALID_PARAMETER;
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDCloseHandle(HANDLE hClientHandle)
{
	return unknown_handle(hClientHandle);
}

EXPORT DWORD WINAPI WFDStartOpenSession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pDeviceAddress, PVOID pvContext,
					WFD_OPEN_SESSION_COMPLETE_CALLBACK pfnCallback, PHANDLE phSessionHandle)
{
	if (!pDeviceAddress || !pfnCallback || !phSessionHandle)
		return ERROR_INVALID_PARAMETER;
	return unknown_handle(hClientHandle);
}

EXPORT DWORD WINAPI WFDCancelOpenSession(HANDLE hSessionHandle)
{
	return unknown_handle(hSessionHandle);
}

EXPORT DWORD WINAPI WFDOpenLegacySession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pLegacyMacAddress, HANDLE *phSessionHandle,
					 GUID *pGuidSessionInterface)
{
	if (!pLegacyMacAddress || !phSessionHandle || !pGuidSessionInterface)
		return ERROR_INVALID_PARAMETER;
	return unknown_handle(hClientHandle);
}

EXPORT DWORD WINAPI WFDCloseSession(HANDLE hSessionHandle)
{
	return unknown_handle(hSessionHandle);
}

EXPORT DWORD WINAPI WFDUpdateDeviceVisibility(PDOT11_MAC_ADDRESS pDeviceAddress)
{
	return pDeviceAddress ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER;
}
