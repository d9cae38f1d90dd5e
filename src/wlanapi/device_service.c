/* Device services, vendor control and PSD elements: not offered. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

EXPORT DWORD WINAPI WlanIhvControl(HANDLE hClientHandle, const GUID *pInterfaceGuid,
				   WLAN_IHV_CONTROL_TYPE Type, DWORD dwInBufferSize, PVOID pInBuffer,
				   DWORD dwOutBufferSize, PVOID pOutBuffer, PDWORD pdwBytesReturned)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanExtractPsdIEDataList(HANDLE hClientHandle, DWORD dwIeDataSize, const PBYTE pRawIeData,
					     LPCWSTR strFormat, PVOID pReserved,
					     PWLAN_RAW_DATA_LIST *ppPsdIEDataList)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanSetPsdIEDataList(HANDLE hClientHandle, LPCWSTR strFormat,
					 const PWLAN_RAW_DATA_LIST pPsdIEDataList, PVOID pReserved)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanDeviceServiceCommand(HANDLE hClientHandle, const GUID *pInterfaceGuid,
					     LPGUID pDeviceServiceGuid, DWORD dwOpCode, DWORD dwInBufferSize,
					     PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer,
					     PDWORD pdwBytesReturned)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanGetSupportedDeviceServices(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						   PWLAN_DEVICE_SERVICE_GUID_LIST *ppDevSvcGuidList)
{
	return ERROR_NOT_SUPPORTED;
}

EXPORT DWORD WINAPI WlanRegisterDeviceServiceNotification(HANDLE hClientHandle,
							  const PWLAN_DEVICE_SERVICE_GUID_LIST pDevSvcGuidList)
{
	return ERROR_NOT_SUPPORTED;
}
