/* As somebody writes it for the Windows SDK: wide literals, wide output buffers, nothing of ours. Compiled with -fshort-wchar. */
#include <windows.h>
#include <wlanapi.h>
#include <stdio.h>

int main(void)
{
	PWLAN_INTERFACE_INFO_LIST list = NULL;
	WCHAR reason[256] = L"";
	HANDLE client = NULL;
	DWORD version = 0, code;

	code = WlanOpenHandle(2, NULL, &version, &client);
	if (code != ERROR_SUCCESS) {
		fprintf(stderr, "WlanOpenHandle: %u\n", (unsigned int)code);
		return 1;
	}
	code = WlanEnumInterfaces(client, NULL, &list);
	if (code != ERROR_SUCCESS || list->dwNumberOfItems != 1 || list->InterfaceInfo[0].strInterfaceDescription[0] == L'\0')
		return 2;
	WlanFreeMemory(list);
	code = WlanDeleteProfile(client, &(GUID){ 0 }, L"no such profile", NULL);
	if (code != ERROR_NOT_FOUND)
		return 3;
	if (WlanReasonCodeToString(WLAN_REASON_CODE_SUCCESS, 256, reason, NULL) != ERROR_SUCCESS || reason[0] == L'\0')
		return 4;
	return WlanCloseHandle(client, NULL) == ERROR_SUCCESS ? 42 : 5;
}
