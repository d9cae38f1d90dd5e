/*
 * Two hundred clients and one disconnect: every one that registered for it is told each of the documented notifications once, in
 * the documented order, and a version 1 client hears of it what a version 1 client hears.
 */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_CLIENTS 200

static struct stream clients[N_CLIENTS];

/* The kinds of clients in turn, and what each is told from the connect to the disconnect. */
static const struct kind {
	DWORD version, sources;
	const char *expected;
} kinds[] = {
	{ 2, WLAN_NOTIFICATION_SOURCE_ALL, "acm9 msm1 msm2 msm4 acm10 acm20 msm9 msm10 acm21" },
	{ 2, WLAN_NOTIFICATION_SOURCE_ACM, "acm9 acm10 acm20 acm21" },
	{ 2, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM, "acm9 msm1 msm2 msm4 acm10 acm20 msm9 msm10 acm21" },
	{ 1, WLAN_NOTIFICATION_SOURCE_ACM, "acm10 acm21" },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int fail(const char *what, DWORD code)
{
	printf("not ok 1 - two hundred clients hear the same\n# %s: error %u\n", what, (unsigned int)code);
	return 1;
}

static int compare(struct stream *client, size_t number, const struct kind *kind)
{
	const char *text;

	if (!stream_wait(client, 0, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, NULL)) {
		printf("# client %zu was not told of the end: %s\n", number, stream_text(client, 0));
		return 1;
	}
	text = stream_text(client, 0);
	if (strcmp(text, kind->expected) != 0 || client->error[0]) {
		printf("# client %zu of version %u heard: %s\n# expected: %s\n# %s\n", number, (unsigned int)kind->version, text,
		       kind->expected, client->error);
		return 1;
	}
	return 0;
}

int main(void)
{
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "lab" };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	PWLAN_INTERFACE_INFO_LIST list;
	int n_wrong = 0;
	DWORD status;
	GUID guid;

	printf("1..1\n");
	for (size_t i = 0; i < N_CLIENTS; i++) {
		status = stream_open(&clients[i], kinds[i % N_KINDS].version, kinds[i % N_KINDS].sources);
		if (status != ERROR_SUCCESS)
			return fail("a client cannot register", status);
	}
	status = WlanEnumInterfaces(clients[0].handle, NULL, &list);
	if (status != ERROR_SUCCESS)
		return fail("WlanEnumInterfaces", status);
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	status = WlanConnect(clients[0].handle, &guid, &parameters, NULL);
	if (status != ERROR_SUCCESS ||
	    !stream_wait(&clients[0], 0, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, NULL))
		return fail("WlanConnect", status);
	/* Not by the client that connected, and by one of version 1. */
	status = WlanDisconnect(clients[3].handle, &guid, NULL);
	if (status != ERROR_SUCCESS)
		return fail("WlanDisconnect", status);
	for (size_t i = 0; i < N_CLIENTS; i++)
		n_wrong += compare(&clients[i], i, &kinds[i % N_KINDS]);
	for (size_t i = 0; i < N_CLIENTS; i++)
		stream_close(&clients[i]);
	printf("%s 1 - two hundred clients hear the same\n", n_wrong ? "not ok" : "ok");
	return n_wrong > 0;
}
