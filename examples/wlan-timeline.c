/*
 * Connect to an open network by its name, disconnect, and print each call and each notification with the time it happened.
 * Plain Windows code: it compiles for Windows too.
 *
 *   wlan-timeline SSID
 */
#include <windows.h>
#include <wlanapi.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#define wait_object_init() CreateEvent(NULL, FALSE, FALSE, NULL)
typedef HANDLE wait_object;
#define wait_object_set(object) SetEvent(object)
#define wait_object_wait(object) (WaitForSingleObject(object, 20000) == WAIT_OBJECT_0)
#else
#include <semaphore.h>
typedef sem_t *wait_object;

static wait_object wait_object_init(void)
{
	static sem_t semaphore;

	sem_init(&semaphore, 0, 0);
	return &semaphore;
}

#define wait_object_set(object) sem_post(object)

static BOOL wait_object_wait(wait_object object)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 20;
	return sem_timedwait(object, &until) == 0;
}
#endif

static wait_object ended;
static DWORD connect_reason;

static void print_line(const char *text)
{
	struct timespec now;

	timespec_get(&now, TIME_UTC);
	printf("%lld.%06ld %s\n", (long long)now.tv_sec, now.tv_nsec / 1000, text);
	fflush(stdout);
}

static const char *name_of(DWORD source, DWORD code)
{
	static const struct {
		DWORD source, code;
		const char *name;
	} names[] = {
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete, "ACM scan_complete" },
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_start, "ACM connection_start" },
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, "ACM connection_complete" },
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_attempt_fail, "ACM connection_attempt_fail" },
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting, "ACM disconnecting" },
		{ WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, "ACM disconnected" },
		{ WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associating, "MSM associating" },
		{ WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_associated, "MSM associated" },
		{ WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected, "MSM connected" },
		{ WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disassociating, "MSM disassociating" },
		{ WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, "MSM disconnected" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].source == source && names[i].code == code)
			return names[i].name;
	return "another notification";
}

static VOID WINAPI notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	char line[128];

	(void)context;
	snprintf(line, sizeof(line), "notification %s", name_of(data->NotificationSource, data->NotificationCode));
	print_line(line);
	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM)
		return;
	if (data->NotificationCode == wlan_notification_acm_connection_complete) {
		connect_reason = ((const WLAN_CONNECTION_NOTIFICATION_DATA *)data->pData)->wlanReasonCode;
		wait_object_set(ended);
	}
	if (data->NotificationCode == wlan_notification_acm_disconnected)
		wait_object_set(ended);
}

static int failed(const char *what, DWORD code)
{
	fprintf(stderr, "wlan-timeline: %s failed with error %lu\n", what, (unsigned long)code);
	return 1;
}

int main(int argc, char **argv)
{
	DOT11_SSID ssid = { 0 };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version, code;
	HANDLE handle;
	GUID guid;

	if (argc != 2 || strlen(argv[1]) > sizeof(ssid.ucSSID)) {
		fprintf(stderr, "Usage: wlan-timeline SSID\n");
		return 2;
	}
	ssid.uSSIDLength = (ULONG)strlen(argv[1]);
	memcpy(ssid.ucSSID, argv[1], ssid.uSSIDLength);
	ended = wait_object_init();

	code = WlanOpenHandle(2, NULL, &version, &handle);
	if (code != ERROR_SUCCESS)
		return failed("WlanOpenHandle", code);
	code = WlanEnumInterfaces(handle, NULL, &list);
	if (code != ERROR_SUCCESS || list->dwNumberOfItems == 0)
		return failed("WlanEnumInterfaces", code);
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	code = WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM, FALSE, notified, NULL,
					NULL, NULL);
	if (code != ERROR_SUCCESS)
		return failed("WlanRegisterNotification", code);

	print_line("call WlanConnect");
	code = WlanConnect(handle, &guid, &parameters, NULL);
	if (code != ERROR_SUCCESS)
		return failed("WlanConnect", code);
	if (!wait_object_wait(ended))
		return failed("waiting for connection_complete", 0);
	if (connect_reason != WLAN_REASON_CODE_SUCCESS)
		return failed("the connection", connect_reason);

	print_line("call WlanDisconnect");
	code = WlanDisconnect(handle, &guid, NULL);
	print_line("return WlanDisconnect");
	if (code != ERROR_SUCCESS)
		return failed("WlanDisconnect", code);
	if (!wait_object_wait(ended))
		return failed("waiting for disconnected", 0);
	code = WlanCloseHandle(handle, NULL);
	return code == ERROR_SUCCESS ? 0 : failed("WlanCloseHandle", code);
}
