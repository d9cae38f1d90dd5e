/*
 * bench-disconnect-client SSID [PASSPHRASE]: connects to an open network, or to one with WPA2-PSK, with a temporary profile and
 * disconnects, as any application would: through wlanapi.h alone. The end of both is the notification that says so.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <windows.h>
#include <wlanapi.h>

#include "client.h"

#define LIMIT_S 20
#define MAX_PROFILE 1024

struct station {
	HANDLE handle;
	GUID interface;
	WCHAR profile[MAX_PROFILE];

	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* Written by the thread of the notifications. */
	uint64_t connected_ns, disconnected_ns;
	bool has_failed;
};

static VOID on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct station *station = context;
	const uint64_t now_ns = client_now_ns();

	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM)
		return;
	pthread_mutex_lock(&station->lock);
	switch (data->NotificationCode) {
	case wlan_notification_acm_connection_complete:
		if (((WLAN_CONNECTION_NOTIFICATION_DATA *)data->pData)->wlanReasonCode == WLAN_REASON_CODE_SUCCESS)
			station->connected_ns = now_ns;
		else
			station->has_failed = true;
		break;
	case wlan_notification_acm_connection_attempt_fail:
		station->has_failed = true;
		break;
	case wlan_notification_acm_disconnected:
		station->disconnected_ns = now_ns;
		break;
	}
	pthread_cond_broadcast(&station->changed);
	pthread_mutex_unlock(&station->lock);
}

static void forget(struct station *station)
{
	pthread_mutex_lock(&station->lock);
	station->connected_ns = station->disconnected_ns = 0;
	station->has_failed = false;
	pthread_mutex_unlock(&station->lock);
}

static int wait_for(struct station *station, const uint64_t *moment, uint64_t *ret_ns)
{
	struct timespec end;
	int error = 0;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += LIMIT_S;
	pthread_mutex_lock(&station->lock);
	while (!*moment && !station->has_failed && error == 0)
		error = pthread_cond_timedwait(&station->changed, &station->lock, &end);
	*ret_ns = *moment;
	pthread_mutex_unlock(&station->lock);
	return *ret_ns ? 0 : -1;
}

static int complain(const char *what, DWORD error)
{
	fprintf(stderr, "bench-disconnect-client: %s: error %u\n", what, (unsigned int)error);
	return -1;
}

static int station_connect(void *userdata, struct client_times *ret)
{
	struct station *station = userdata;
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.strProfile = station->profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	DWORD error;

	forget(station);
	ret->request_ns = client_now_ns();
	error = WlanConnect(station->handle, &station->interface, &parameters, NULL);
	ret->accepted_ns = client_now_ns();
	if (error != ERROR_SUCCESS)
		return complain("WlanConnect", error);
	if (wait_for(station, &station->connected_ns, &ret->done_ns) < 0)
		return complain("no connection", 0);
	return 0;
}

static int station_disconnect(void *userdata, struct client_times *ret)
{
	struct station *station = userdata;
	DWORD error;

	forget(station);
	ret->request_ns = client_now_ns();
	error = WlanDisconnect(station->handle, &station->interface, NULL);
	ret->accepted_ns = client_now_ns();
	if (error != ERROR_SUCCESS)
		return complain("WlanDisconnect", error);
	if (wait_for(station, &station->disconnected_ns, &ret->done_ns) < 0)
		return complain("no end of the connection", 0);
	return 0;
}

static void write_profile(const char *ssid, const char *passphrase, WCHAR *ret)
{
	char text[MAX_PROFILE], key[256] = "";
	int n;

	if (passphrase)
		snprintf(key, sizeof(key),
			 "<sharedKey><keyType>passPhrase</keyType><protected>false</protected><keyMaterial>%s</keyMaterial></sharedKey>",
			 passphrase);
	n = snprintf(text, sizeof(text),
		     "<?xml version=\"1.0\"?>\n"
		     "<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\">\n"
		     "<name>%s</name><SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig>\n"
		     "<connectionType>ESS</connectionType><connectionMode>manual</connectionMode>\n"
		     "<MSM><security><authEncryption><authentication>%s</authentication><encryption>%s</encryption>"
		     "<useOneX>false</useOneX></authEncryption>%s</security></MSM></WLANProfile>\n",
		     ssid, ssid, passphrase ? "WPA2PSK" : "open", passphrase ? "AES" : "none", key);

	for (int i = 0; i <= n && i < MAX_PROFILE; i++)
		ret[i] = (WCHAR)text[i];
}

int main(int argc, char **argv)
{
	static const struct client_ops ops = { station_connect, station_disconnect };
	static struct station station = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version, error;

	if (argc < 2 || argc > 3 || strlen(argv[1]) > 32) {
		fprintf(stderr, "Usage: bench-disconnect-client SSID [PASSPHRASE]\n");
		return EXIT_FAILURE;
	}
	write_profile(argv[1], argv[2], station.profile);
	error = WlanOpenHandle(2, NULL, &version, &station.handle);
	if (error == ERROR_SUCCESS)
		error = WlanEnumInterfaces(station.handle, NULL, &list);
	if (error != ERROR_SUCCESS || list->dwNumberOfItems == 0) {
		complain("no service or no interface", error);
		return EXIT_FAILURE;
	}
	station.interface = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	error = WlanRegisterNotification(station.handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_notification, &station, NULL, NULL);
	if (error != ERROR_SUCCESS) {
		complain("WlanRegisterNotification", error);
		return EXIT_FAILURE;
	}
	return client_serve(&ops, &station);
}
