/* A service that is asked to end leaves its networks first, and says so; then the handles mean nothing any more. */
#include "stream.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	static struct stream client;
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "lab" };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	PWLAN_INTERFACE_INFO_LIST list;
	const char *heard;
	bool is_good;
	size_t mark;
	GUID guid;

	printf("1..1\n");
	if (stream_open(&client, 2, WLAN_NOTIFICATION_SOURCE_ALL) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(client.handle, NULL, &list) != ERROR_SUCCESS)
		return 1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	is_good = WlanConnect(client.handle, &guid, &parameters, NULL) == ERROR_SUCCESS && stream_wait_state(&client, STREAM_CONNECTED);
	mark = stream_mark(&client);
	kill((pid_t)atoi(getenv("WLANSVC_PID")), SIGTERM);
	is_good = is_good && stream_wait(&client, mark, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, NULL);
	heard = stream_text(&client, mark);
	is_good = is_good && strcmp(heard, "acm20 msm9 msm10 acm21") == 0 && !client.error[0];
	printf("%s 1 - a service that ends leaves its networks first\n", is_good ? "ok" : "not ok");
	if (!is_good)
		printf("# heard: %s %s\n", heard, client.error);
	stream_close(&client);
	return !is_good;
}
