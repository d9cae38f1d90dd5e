/* Device services and vendor control: not offered. Wrong parameters and handles are told before that, as everywhere. */
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"
#include "wlanapi/family.h"

static DWORD not_supported(HANDLE handle)
{
	DWORD status = family_check_handle(handle, API_SINCE_VERSION_2);

	return status == ERROR_SUCCESS ? ERROR_NOT_SUPPORTED : status;
}

EXPORT DWORD WINAPI WlanIhvControl(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_IHV_CONTROL_TYPE Type, DWORD dwInBufferSize,
				   PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer, PDWORD pdwBytesReturned)
{
	if (!pInterfaceGuid || !pdwBytesReturned || (dwInBufferSize > 0 && !pInBuffer) || (dwOutBufferSize > 0 && !pOutBuffer) ||
	    (Type != wlan_ihv_control_type_service && Type != wlan_ihv_control_type_driver))
		return ERROR_INVALID_PARAMETER;
	return not_supported(hClientHandle);
}

EXPORT DWORD WINAPI WlanDeviceServiceCommand(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPGUID pDeviceServiceGuid, DWORD dwOpCode,
					     DWORD dwInBufferSize, PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer,
					     PDWORD pdwBytesReturned)
{
	if (!pInterfaceGuid || !pDeviceServiceGuid || !pdwBytesReturned || (dwInBufferSize > 0 && !pInBuffer) ||
	    (dwOutBufferSize > 0 && !pOutBuffer))
		return ERROR_INVALID_PARAMETER;
	return not_supported(hClientHandle);
}

EXPORT DWORD WINAPI WlanGetSupportedDeviceServices(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						   PWLAN_DEVICE_SERVICE_GUID_LIST *ppDevSvcGuidList)
{
	if (!pInterfaceGuid || !ppDevSvcGuidList)
		return ERROR_INVALID_PARAMETER;
	return not_supported(hClientHandle);
}

EXPORT DWORD WINAPI WlanRegisterDeviceServiceNotification(HANDLE hClientHandle, const PWLAN_DEVICE_SERVICE_GUID_LIST pDevSvcGuidList)
{
	if (pDevSvcGuidList && pDevSvcGuidList->dwNumberOfItems > 0 && pDevSvcGuidList->dwIndex >= pDevSvcGuidList->dwNumberOfItems)
		return ERROR_INVALID_PARAMETER;
	return not_supported(hClientHandle);
}
