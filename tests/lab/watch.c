/*
 * watch: every notification as a line, for scenario scripts. "ready" comes first; it ends with its input.
 *
 *   SOURCE CODE INTERFACE [reason R | software S hardware H]
 *
 * SOURCE is acm or msm, CODE the number of wlanapi.h, INTERFACE the first part of its GUID.
 */
#include <windows.h>
#include <wlanapi.h>

#include <stdio.h>

static const WLAN_CONNECTION_NOTIFICATION_DATA *connection_of(const WLAN_NOTIFICATION_DATA *data)
{
	switch (data->NotificationCode) {
	case wlan_notification_acm_connection_start:
	case wlan_notification_acm_connection_complete:
	case wlan_notification_acm_connection_attempt_fail:
	case wlan_notification_acm_disconnecting:
	case wlan_notification_acm_disconnected:
		return data->dwDataSize >= sizeof(WLAN_CONNECTION_NOTIFICATION_DATA) ? data->pData : NULL;
	default:
		return NULL;
	}
}

/* Runs on a thread of the library's. */
static VOID WINAPI notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	BOOL is_acm = data->NotificationSource == WLAN_NOTIFICATION_SOURCE_ACM;
	const WLAN_CONNECTION_NOTIFICATION_DATA *connection = is_acm ? connection_of(data) : NULL;

	(void)context;
	if (!is_acm && data->NotificationSource != WLAN_NOTIFICATION_SOURCE_MSM)
		return;
	printf("%s %u %08x", is_acm ? "acm" : "msm", (unsigned int)data->NotificationCode, (unsigned int)data->InterfaceGuid.Data1);
	if (connection)
		printf(" reason %u", (unsigned int)connection->wlanReasonCode);
	if (!is_acm && data->NotificationCode == wlan_notification_msm_disconnected &&
	    data->dwDataSize >= sizeof(WLAN_MSM_NOTIFICATION_DATA))
		printf(" reason %u", (unsigned int)((WLAN_MSM_NOTIFICATION_DATA *)data->pData)->wlanReasonCode);
	if (!is_acm && data->NotificationCode == wlan_notification_msm_radio_state_change &&
	    data->dwDataSize >= sizeof(WLAN_PHY_RADIO_STATE))
		printf(" software %u hardware %u", (unsigned int)((WLAN_PHY_RADIO_STATE *)data->pData)->dot11SoftwareRadioState,
		       (unsigned int)((WLAN_PHY_RADIO_STATE *)data->pData)->dot11HardwareRadioState);
	printf("\n");
	fflush(stdout);
}

int main(void)
{
	DWORD version, status;
	HANDLE handle;

	status = WlanOpenHandle(2, NULL, &version, &handle);
	if (status == ERROR_SUCCESS)
		status = WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM, FALSE, notified,
						  NULL, NULL, NULL);
	if (status != ERROR_SUCCESS) {
		fprintf(stderr, "watch: error %u\n", (unsigned int)status);
		return 1;
	}
	printf("ready\n");
	fflush(stdout);
	while (getchar() != EOF)
		;
	WlanCloseHandle(handle, NULL);
	return 0;
}
