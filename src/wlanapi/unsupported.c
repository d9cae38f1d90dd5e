/* Functions of the families beside this file that are not offered yet. Programs that link or load them start, and are told. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

EXPORT DWORD WINAPI WlanGetInterfaceCapability(HANDLE hClientHandle, const GUID *pInterfaceGuid,
					       PVOID pReserved, PWLAN_INTERFACE_CAPABILITY *ppCapability)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanConnect2(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				 const WLAN_CONNECTION_PARAMETERS_V2 *pConnectionParameters, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanGetAvailableNetworkList2(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						 DWORD dwFlags, PVOID pReserved,
						 PWLAN_AVAILABLE_NETWORK_LIST_V2 *ppAvailableNetworkList)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				     WLAN_INTF_OPCODE OpCode, DWORD dwDataSize, const PVOID pData,
				     PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanQueryAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode,
						 PVOID pReserved, PDWORD pdwDataSize, PVOID *ppData,
						 PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode,
					       DWORD dwDataSize, const PVOID pData, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanGetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType,
				      PVOID pReserved, PDOT11_NETWORK_LIST *ppNetworkList)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType,
				      const PDOT11_NETWORK_LIST pNetworkList, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanRenameProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				      LPCWSTR strOldProfileName, LPCWSTR strNewProfileName, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSaveTemporaryProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid,
					     LPCWSTR strProfileName, LPCWSTR strAllUserProfileSecurity,
					     DWORD dwFlags, BOOL bOverWrite, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetProfileList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwItems,
				       LPCWSTR *strProfileNames, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetProfilePosition(HANDLE hClientHandle, const GUID *pInterfaceGuid,
					   LPCWSTR strProfileName, DWORD dwPosition, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanGetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						 LPCWSTR strProfileName, PVOID pReserved, DWORD *pdwDataSize,
						 PBYTE *ppData)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						 LPCWSTR strProfileName, DWORD dwDataSize, const PBYTE pData,
						 PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetProfileEapUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid,
					      LPCWSTR strProfileName, EAP_METHOD_TYPE eapType, DWORD dwFlags,
					      DWORD dwEapUserDataSize, const LPBYTE pbEapUserData,
					      PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetProfileEapXmlUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						 LPCWSTR strProfileName, DWORD dwFlags,
						 LPCWSTR strEapXmlUserData, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanGetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject,
					    PWLAN_OPCODE_VALUE_TYPE pValueType, LPWSTR *pstrCurrentSDDL,
					    PDWORD pdwGrantedAccess)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject,
					    LPCWSTR strModifiedSDDL)
{
	return ERROR_NOT_SUPPORTED;
}
