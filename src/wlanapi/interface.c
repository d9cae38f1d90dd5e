/* WlanEnumInterfaces. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/list.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

EXPORT DWORD WINAPI WlanEnumInterfaces(HANDLE hClientHandle, PVOID pReserved, PWLAN_INTERFACE_INFO_LIST *ppInterfaceList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;

	if (pReserved || !ppInterfaceList)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "EnumInterfaces", API_SINCE_VERSION_1);
	if (status == ERROR_SUCCESS)
		status = api_call_send(&call);
	if (status == ERROR_SUCCESS)
		status = family_take_list(&call, &marshal_interface_info, (void **)ppInterfaceList);
	return status;
}
