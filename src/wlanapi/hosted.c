/* The hosted network: not offered, as newer drivers do not offer it either. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

EXPORT DWORD WINAPI WlanRegisterVirtualStationNotification(HANDLE hClientHandle, BOOL bRegister,
							   PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkInitSettings(HANDLE hClientHandle,
						  PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkStartUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason,
						PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkStopUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason,
					       PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkForceStart(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason,
						PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkForceStop(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason,
					       PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkQueryProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode,
						   PDWORD pdwDataSize, PVOID *ppvData,
						   PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType,
						   PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkSetProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode,
						 DWORD dwDataSize, PVOID pvData,
						 PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkQueryStatus(HANDLE hClientHandle,
						 PWLAN_HOSTED_NETWORK_STATUS *ppWlanHostedNetworkStatus,
						 PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkSetSecondaryKey(HANDLE hClientHandle, DWORD dwKeyLength,
						     PUCHAR pucKeyData, BOOL bIsPassPhrase, BOOL bPersistent,
						     PWLAN_HOSTED_NETWORK_REASON pFailReason,
						     PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkQuerySecondaryKey(HANDLE hClientHandle, PDWORD pdwKeyLength,
						       PUCHAR *ppucKeyData, PBOOL pbIsPassPhrase,
						       PBOOL pbPersistent,
						       PWLAN_HOSTED_NETWORK_REASON pFailReason,
						       PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanHostedNetworkRefreshSecuritySettings(HANDLE hClientHandle,
							     PWLAN_HOSTED_NETWORK_REASON pFailReason,
							     PVOID pvReserved)
{
	return ERROR_NOT_SUPPORTED;
}
