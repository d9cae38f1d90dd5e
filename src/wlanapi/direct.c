/* Wi-Fi Direct: not offered. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

EXPORT DWORD WINAPI WFDOpenHandle(DWORD dwClientVersion, PDWORD pdwNegotiatedVersion, PHANDLE phClientHandle)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDCloseHandle(HANDLE hClientHandle)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDStartOpenSession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pDeviceAddress,
					PVOID pvContext, WFD_OPEN_SESSION_COMPLETE_CALLBACK pfnCallback,
					PHANDLE phSessionHandle)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDCancelOpenSession(HANDLE hSessionHandle)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDOpenLegacySession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pLegacyMacAddress,
					 HANDLE *phSessionHandle, GUID *pGuidSessionInterface)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDCloseSession(HANDLE hSessionHandle)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WFDUpdateDeviceVisibility(PDOT11_MAC_ADDRESS pDeviceAddress)
{
	return ERROR_NOT_SUPPORTED;
}
