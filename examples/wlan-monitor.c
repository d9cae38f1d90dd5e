/*
 * Watch the first adapter, and tell it what to do: every notification is a line as it comes, every line typed is an order.
 *
 *   scan              look around, and list the networks when the scan is over
 *   connect SSID      an open network
 *   disconnect
 *   quit              (or the end of the input)
 *
 * Plain Windows code, the same for Linux and Windows; build it with mingw-w64 and it runs under Wine on our wlanapi.dll:
 *
 *   x86_64-w64-mingw32-gcc -D_WIN32_WINNT=0x0A00 wlan-monitor.c -o wlan-monitor.exe -lwlanapi
 */
#include <windows.h>
#include <wlanapi.h>
#ifdef __MINGW32__
#include "../tests/api/support/mingw_supplement.h"
#endif

#include <stdio.h>
#include <string.h>
#include <time.h>

struct monitor {
	HANDLE handle;
	GUID guid;
};

static const char *name_of(DWORD source, DWORD code)
{
	static const char *const acm[] = {
		[wlan_notification_acm_scan_complete] = "scan complete",
		[wlan_notification_acm_scan_fail] = "scan failed",
		[wlan_notification_acm_connection_start] = "connecting",
		[wlan_notification_acm_connection_complete] = "connection complete",
		[wlan_notification_acm_connection_attempt_fail] = "connection attempt failed",
		[wlan_notification_acm_interface_arrival] = "adapter arrived",
		[wlan_notification_acm_interface_removal] = "adapter removed",
		[wlan_notification_acm_profile_change] = "profiles changed",
		[wlan_notification_acm_disconnecting] = "disconnecting",
		[wlan_notification_acm_disconnected] = "disconnected",
		[wlan_notification_acm_scan_list_refresh] = "network list refreshed",
	};
	static const char *const msm[] = {
		[wlan_notification_msm_associating] = "associating",
		[wlan_notification_msm_associated] = "associated",
		[wlan_notification_msm_authenticating] = "authenticating",
		[wlan_notification_msm_connected] = "connected",
		[wlan_notification_msm_disassociating] = "disassociating",
		[wlan_notification_msm_disconnected] = "disconnected",
		[wlan_notification_msm_signal_quality_change] = "signal quality changed",
	};

	if (source == WLAN_NOTIFICATION_SOURCE_ACM && code < sizeof(acm) / sizeof(acm[0]))
		return acm[code];
	if (source == WLAN_NOTIFICATION_SOURCE_MSM && code < sizeof(msm) / sizeof(msm[0]))
		return msm[code];
	return NULL;
}

/* Enough for a terminal: what is not ASCII is a question mark. */
static void append_wide(char *line, size_t size, const WCHAR *text)
{
	size_t used = strlen(line);

	for (; *text && used + 1 < size; text++)
		line[used++] = *text >= ' ' && *text < 0x7f ? (char)*text : '?';
	line[used] = '\0';
}

static void append_outcome(char *line, size_t size, const WLAN_CONNECTION_NOTIFICATION_DATA *data)
{
	WCHAR sentence[256];
	size_t used;

	if (data->wlanReasonCode != WLAN_REASON_CODE_SUCCESS &&
	    WlanReasonCodeToString(data->wlanReasonCode, 256, sentence, NULL) == ERROR_SUCCESS) {
		used = strlen(line);
		snprintf(line + used, size - used, ": ");
		append_wide(line, size, sentence);
	}
}

static int carries_outcome(const WLAN_NOTIFICATION_DATA *data)
{
	return data->NotificationSource == WLAN_NOTIFICATION_SOURCE_ACM &&
	       data->dwDataSize >= sizeof(WLAN_CONNECTION_NOTIFICATION_DATA) &&
	       (data->NotificationCode == wlan_notification_acm_connection_complete ||
		data->NotificationCode == wlan_notification_acm_connection_attempt_fail ||
		data->NotificationCode == wlan_notification_acm_disconnected);
}

static void print_networks(struct monitor *monitor);

/* Runs on a thread of the library's. */
static VOID WINAPI notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	const char *name = name_of(data->NotificationSource, data->NotificationCode);
	time_t now = time(NULL);
	char line[512], when[16];

	strftime(when, sizeof(when), "%H:%M:%S", localtime(&now));
	snprintf(line, sizeof(line), "%s  %s ", when, data->NotificationSource == WLAN_NOTIFICATION_SOURCE_MSM ? "MSM" : "ACM");
	if (name)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "%s", name);
	else
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "notification %u of source %u",
			 (unsigned int)data->NotificationCode, (unsigned int)data->NotificationSource);
	if (carries_outcome(data))
		append_outcome(line, sizeof(line), data->pData);
	printf("%s\n", line);
	if (data->NotificationSource == WLAN_NOTIFICATION_SOURCE_ACM &&
	    data->NotificationCode == wlan_notification_acm_scan_complete)
		print_networks(context);
	fflush(stdout);
}

static int failed(const char *what, DWORD code)
{
	printf("%s failed with error %u\n", what, (unsigned int)code);
	fflush(stdout);
	return 1;
}

static void print_networks(struct monitor *monitor)
{
	PWLAN_AVAILABLE_NETWORK_LIST list;
	const WLAN_AVAILABLE_NETWORK *network;
	DWORD code, i;

	code = WlanGetAvailableNetworkList(monitor->handle, &monitor->guid, 0, NULL, &list);
	if (code != ERROR_SUCCESS) {
		failed("WlanGetAvailableNetworkList", code);
		return;
	}
	for (i = 0; i < list->dwNumberOfItems; i++) {
		network = &list->Network[i];
		printf("          %3u %%  %s  %.*s%s\n", (unsigned int)network->wlanSignalQuality,
		       network->bSecurityEnabled ? "secured" : "open   ", (int)network->dot11Ssid.uSSIDLength,
		       (const char *)network->dot11Ssid.ucSSID,
		       network->dwFlags & WLAN_AVAILABLE_NETWORK_CONNECTED ? "  (connected)" : "");
	}
	WlanFreeMemory(list);
}

static DWORD connect_to(struct monitor *monitor, const char *name)
{
	DOT11_SSID ssid = { 0 };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	if (strlen(name) > sizeof(ssid.ucSSID))
		return ERROR_INVALID_PARAMETER;
	ssid.uSSIDLength = (ULONG)strlen(name);
	memcpy(ssid.ucSSID, name, ssid.uSSIDLength);
	return WlanConnect(monitor->handle, &monitor->guid, &parameters, NULL);
}

static void obey(struct monitor *monitor, const char *order)
{
	DWORD code;

	if (strcmp(order, "scan") == 0) {
		code = WlanScan(monitor->handle, &monitor->guid, NULL, NULL, NULL);
	} else if (strncmp(order, "connect ", 8) == 0) {
		code = connect_to(monitor, order + 8);
	} else if (strcmp(order, "disconnect") == 0) {
		code = WlanDisconnect(monitor->handle, &monitor->guid, NULL);
	} else {
		printf("scan, connect SSID, disconnect, quit?\n");
		fflush(stdout);
		return;
	}
	if (code != ERROR_SUCCESS)
		failed(order, code);
}

static int begin(struct monitor *monitor)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version, code;
	char name[256] = "";

	code = WlanOpenHandle(2, NULL, &version, &monitor->handle);
	if (code != ERROR_SUCCESS)
		return failed("WlanOpenHandle", code);
	code = WlanEnumInterfaces(monitor->handle, NULL, &list);
	if (code != ERROR_SUCCESS)
		return failed("WlanEnumInterfaces", code);
	if (list->dwNumberOfItems == 0) {
		printf("There is no adapter.\n");
		return 1;
	}
	monitor->guid = list->InterfaceInfo[0].InterfaceGuid;
	append_wide(name, sizeof(name), list->InterfaceInfo[0].strInterfaceDescription);
	WlanFreeMemory(list);
	code = WlanRegisterNotification(monitor->handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM, FALSE,
					notified, monitor, NULL, NULL);
	if (code != ERROR_SUCCESS)
		return failed("WlanRegisterNotification", code);
	printf("Watching %s\n", name);
	fflush(stdout);
	return 0;
}

int main(void)
{
	static struct monitor monitor;
	char line[256];
	DWORD code;

	if (begin(&monitor) != 0)
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strcmp(line, "quit") == 0)
			break;
		obey(&monitor, line);
	}
	code = WlanCloseHandle(monitor.handle, NULL);
	return code == ERROR_SUCCESS ? 0 : failed("WlanCloseHandle", code);
}
