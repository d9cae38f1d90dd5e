/* A DLL that listens while it is loaded: it opens and closes its handle in DllMain, as plug-ins do. */
#include <windows.h>
#include <wlanapi.h>

static HANDLE handle;

static VOID WINAPI notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
	DWORD version;

	if (reason == DLL_PROCESS_ATTACH)
		return WlanOpenHandle(2, NULL, &version, &handle) == ERROR_SUCCESS &&
		       WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, notified, NULL, NULL, NULL) ==
			       ERROR_SUCCESS;
	if (reason == DLL_PROCESS_DETACH)
		WlanCloseHandle(handle, NULL);
	return TRUE;
}
