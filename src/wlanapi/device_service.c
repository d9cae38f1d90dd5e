/* Device services and vendor control: not offered. The service says so, after handle, interface and rights, as everywhere. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* A method that takes handle and interface and has nothing to answer but a status. What goes with it is not read: nobody gets it.
 */
static DWORD ask(HANDLE handle, const char *method, const GUID *interface)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status = family_begin(&call, handle, method, API_SINCE_VERSION_2, interface);

	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}

/* Sizes and buffers belong together, however large. */
static bool are_buffers_valid(DWORD in_size, const void *in, DWORD out_size, const void *out)
{
	return (in_size == 0 || in) && (out_size == 0 || out);
}

EXPORT DWORD WINAPI WlanIhvControl(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_IHV_CONTROL_TYPE Type,
				   DWORD dwInBufferSize, PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer,
				   PDWORD pdwBytesReturned)
{
	if (!pInterfaceGuid || !pdwBytesReturned || !are_buffers_valid(dwInBufferSize, pInBuffer, dwOutBufferSize, pOutBuffer) ||
	    (Type != wlan_ihv_control_type_service && Type != wlan_ihv_control_type_driver))
		return ERROR_INVALID_PARAMETER;
	return ask(hClientHandle, "IhvControl", pInterfaceGuid);
}

EXPORT DWORD WINAPI WlanDeviceServiceCommand(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPGUID pDeviceServiceGuid,
					     DWORD dwOpCode, DWORD dwInBufferSize, PVOID pInBuffer, DWORD dwOutBufferSize,
					     PVOID pOutBuffer, PDWORD pdwBytesReturned)
{
	if (!pInterfaceGuid || !pDeviceServiceGuid || !pdwBytesReturned ||
	    !are_buffers_valid(dwInBufferSize, pInBuffer, dwOutBufferSize, pOutBuffer))
		return ERROR_INVALID_PARAMETER;
	return ask(hClientHandle, "DeviceServiceCommand", pInterfaceGuid);
}

EXPORT DWORD WINAPI WlanGetSupportedDeviceServices(HANDLE hClientHandle, const GUID *pInterfaceGuid,
						   PWLAN_DEVICE_SERVICE_GUID_LIST *ppDevSvcGuidList)
{
	if (!pInterfaceGuid || !ppDevSvcGuidList)
		return ERROR_INVALID_PARAMETER;
	return ask(hClientHandle, "GetSupportedDeviceServices", pInterfaceGuid);
}

EXPORT DWORD WINAPI WlanRegisterDeviceServiceNotification(HANDLE hClientHandle,
							  const PWLAN_DEVICE_SERVICE_GUID_LIST pDevSvcGuidList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pDevSvcGuidList && pDevSvcGuidList->dwNumberOfItems > 0 &&
	    pDevSvcGuidList->dwIndex >= pDevSvcGuidList->dwNumberOfItems)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "RegisterDeviceServiceNotification", API_SINCE_VERSION_2);
	return status == ERROR_SUCCESS ? api_call_send(&call) : status;
}
