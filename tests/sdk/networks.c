/* A program as they are written for Windows: wide throughout, wmain(), the interface's name by StringFromGUID2(). */
#ifndef UNICODE
#define UNICODE
#endif

#include <windows.h>
#include <wlanapi.h>
#include <windot11.h>
#include <objbase.h>
#include <wtypes.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "wlanapi.lib")
#pragma comment(lib, "ole32.lib")

static void print_error(LPCWSTR what, DWORD code)
{
	LPWSTR text = NULL;

	if (FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
			   code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPWSTR)&text, 0, NULL) == 0) {
		fwprintf(stderr, L"%s: error %lu\n", what, code);
		return;
	}
	fwprintf(stderr, L"%s: error %lu: %ws", what, code, text);
	LocalFree(text);
}

static VOID WINAPI on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	if (data->NotificationSource == WLAN_NOTIFICATION_SOURCE_ACM &&
	    data->NotificationCode == wlan_notification_acm_scan_complete)
		SetEvent((HANDLE)context);
}

static int compare_networks(const void *a, const void *b)
{
	const WLAN_AVAILABLE_NETWORK *x = a, *y = b;

	return memcmp(x->dot11Ssid.ucSSID, y->dot11Ssid.ucSSID, DOT11_SSID_MAX_LENGTH);
}

int wmain(int argc, WCHAR *argv[])
{
	HANDLE client = NULL, scanned;
	DWORD version = 0, result;
	PWLAN_INTERFACE_INFO_LIST interfaces = NULL;
	PWLAN_AVAILABLE_NETWORK_LIST networks = NULL;
	WCHAR guid_text[39] = { 0 };

	if (argc > 2) {
		wprintf(L"Usage: %s [PREFIX]\n", argv[0]);
		return 1;
	}
	scanned = CreateEvent(NULL, FALSE, FALSE, NULL);
	result = WlanOpenHandle(2, NULL, &version, &client);
	if (result != ERROR_SUCCESS) {
		print_error(L"WlanOpenHandle", result);
		return 1;
	}
	result = WlanRegisterNotification(client, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_notification, scanned, NULL, NULL);
	if (result == ERROR_SUCCESS)
		result = WlanEnumInterfaces(client, NULL, &interfaces);
	if (result != ERROR_SUCCESS) {
		print_error(L"WlanEnumInterfaces", result);
		return 1;
	}
	wprintf(L"Num Entries: %lu\n", interfaces->dwNumberOfItems);
	for (DWORD i = 0; i < interfaces->dwNumberOfItems; i++) {
		PWLAN_INTERFACE_INFO info = &interfaces->InterfaceInfo[i];

		if (StringFromGUID2(&info->InterfaceGuid, guid_text, sizeof(guid_text) / sizeof(*guid_text)) == 0)
			wprintf(L"StringFromGUID2 failed\n");
		else
			wprintf(L"  InterfaceGUID[%d]: %ws\n", i, guid_text);
		wprintf(L"  Interface Description[%d]: %ws (%d characters)\n", i, info->strInterfaceDescription,
			(int)wcslen(info->strInterfaceDescription));
		wprintf(L"  Interface State[%d]:\t", i);
		switch (info->isState) {
		case wlan_interface_state_disconnected:
			wprintf(L"Disconnected\n");
			break;
		default:
			wprintf(L"%ld\n", info->isState);
			break;
		}
		result = WlanScan(client, &info->InterfaceGuid, NULL, NULL, NULL);
		if (result != ERROR_SUCCESS || WaitForSingleObject(scanned, 10000) != WAIT_OBJECT_0) {
			print_error(L"WlanScan", result);
			return 1;
		}
		result = WlanGetAvailableNetworkList(client, &info->InterfaceGuid, 0, NULL, &networks);
		if (result != ERROR_SUCCESS) {
			print_error(L"WlanGetAvailableNetworkList", result);
			return 1;
		}
		qsort(networks->Network, networks->dwNumberOfItems, sizeof(networks->Network[0]), compare_networks);
		for (DWORD j = 0; j < networks->dwNumberOfItems; j++) {
			PWLAN_AVAILABLE_NETWORK network = &networks->Network[j];
			WCHAR name[DOT11_SSID_MAX_LENGTH + 1] = { 0 };

			MultiByteToWideChar(CP_UTF8, 0, (LPCSTR)network->dot11Ssid.ucSSID, (int)network->dot11Ssid.uSSIDLength,
					    name, DOT11_SSID_MAX_LENGTH);
			if (argc == 2 && wcsncmp(name, argv[1], wcslen(argv[1])) != 0)
				continue;
			wprintf(L"    %-12ws|%3lu%%|%8.8lx|%hs\n", name, network->wlanSignalQuality, network->dwFlags,
				network->bSecurityEnabled ? "secured" : "open");
		}
		WlanFreeMemory(networks);
	}
	WlanFreeMemory(interfaces);
	WlanCloseHandle(client, NULL);
	CloseHandle(scanned);
	/* The handle is gone now, and the program says so in words. */
	result = WlanCloseHandle(client, NULL);
	wprintf(L"WlanCloseHandle again: %u\n", result);
	return 0;
}
