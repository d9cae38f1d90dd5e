/* Our service, through wlanapi.h; only the client that never reads speaks to it directly. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <systemd/sd-bus.h>
#include <windows.h>
#include <wlanapi.h>

#include "load.h"

#define OBJECT "/org/nativewifi/WlanService1"
#define INTERFACE "org.nativewifi.WlanService1"

static GUID guid;

struct client {
	sem_t one;
	atomic_uint n_heard;
	unsigned int n, seed;
	HANDLE handles[];
};

struct talker {
	HANDLE handle;
	sem_t connected, disconnected;
};

static int find(void)
{
	PWLAN_INTERFACE_INFO_LIST list;
	HANDLE handle;
	DWORD version;

	if (WlanOpenHandle(2, NULL, &version, &handle) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(handle, NULL, &list) != ERROR_SUCCESS || list->dwNumberOfItems == 0)
		return -1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	WlanCloseHandle(handle, NULL);
	return 0;
}

/* --- those that call --- */

static HANDLE any_handle(void *client)
{
	struct client *own = client;

	return own->handles[(unsigned int)rand_r(&own->seed) % own->n];
}

static int ask_state(void *client)
{
	PVOID data;
	DWORD size, code = WlanQueryInterface(any_handle(client), &guid, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(data);
	return (int)code;
}

static int ask_interfaces(void *client)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD code = WlanEnumInterfaces(any_handle(client), NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return (int)code;
}

static int ask_networks(void *client)
{
	PWLAN_AVAILABLE_NETWORK_LIST list;
	DWORD code = WlanGetAvailableNetworkList(any_handle(client), &guid, 0, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return (int)code;
}

static int ask_bss(void *client)
{
	PWLAN_BSS_LIST list;
	DWORD code = WlanGetNetworkBssList(any_handle(client), &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return (int)code;
}

static int ask_profiles(void *client)
{
	PWLAN_PROFILE_INFO_LIST list;
	DWORD code = WlanGetProfileList(any_handle(client), &guid, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return (int)code;
}

static int open_and_close(void *client)
{
	HANDLE handle;
	DWORD version, code = WlanOpenHandle(2, NULL, &version, &handle);

	(void)client;
	return (int)(code == ERROR_SUCCESS ? WlanCloseHandle(handle, NULL) : code);
}

static const struct load_call calls[] = {
	{ "WlanQueryInterface", ask_state, 60 },
	{ "WlanEnumInterfaces", ask_interfaces, 10 },
	{ "WlanGetAvailableNetworkList", ask_networks, 10 },
	{ "WlanGetNetworkBssList", ask_bss, 5 },
	{ "WlanGetProfileList", ask_profiles, 10 },
	{ "WlanOpenHandle, WlanCloseHandle", open_and_close, 5 },
};

static VOID WINAPI on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct client *client = context;

	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM ||
	    data->NotificationCode != wlan_notification_acm_disconnected)
		return;
	atomic_fetch_add(&client->n_heard, 1);
	sem_post(&client->one);
}

static void *open_client(unsigned int n_handles)
{
	struct client *client = calloc(1, sizeof(*client) + n_handles * sizeof(HANDLE));
	DWORD version;

	if (!client)
		return NULL;
	sem_init(&client->one, 0, 0);
	for (; client->n < n_handles; client->n++)
		if (WlanOpenHandle(2, NULL, &version, &client->handles[client->n]) != ERROR_SUCCESS)
			return NULL;
	if (WlanRegisterNotification(client->handles[0], WLAN_NOTIFICATION_SOURCE_ALL, FALSE, on_notification, client, NULL, NULL) !=
	    ERROR_SUCCESS)
		return NULL;
	return client;
}

/* Hearing is the library's thread. */
static void rest(void *client, uint64_t until_us)
{
	(void)client;
	if (load_now_us() < until_us)
		load_sleep_until(until_us);
}

static unsigned int await_client(void *userdata, unsigned int n)
{
	struct client *client = userdata;

	while (atomic_load(&client->n_heard) < n && load_wait_for(&client->one))
		;
	return atomic_load(&client->n_heard);
}

static bool close_client(void *userdata)
{
	struct client *client = userdata;
	bool is_good = true;

	for (unsigned int i = 0; i < client->n; i++)
		is_good &= WlanCloseHandle(client->handles[i], NULL) == ERROR_SUCCESS;
	free(client);
	return is_good;
}

/* --- one that never reads --- */

static int connect_to_service(void)
{
	const char *address = getenv("WLANSVC_ADDRESS");
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strncmp(address, "unix:path=", 10) == 0)
		address += 10;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", address);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&name, sizeof(name)) < 0)
		return -1;
	return fd;
}

static bool register_one(sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	uint32_t status = 1, version;
	uint64_t handle;
	bool is_good;

	is_good = sd_bus_call_method(bus, NULL, OBJECT, INTERFACE, "OpenHandle", NULL, &reply, "uu", 1u, 2u) >= 0 &&
		  sd_bus_message_read(reply, "uut", &status, &version, &handle) >= 0 && status == 0;
	sd_bus_message_unref(reply);
	reply = NULL;
	is_good = is_good &&
		  sd_bus_call_method(bus, NULL, OBJECT, INTERFACE, "RegisterNotification", NULL, &reply, "tub", handle,
				     (uint32_t)WLAN_NOTIFICATION_SOURCE_ALL, 0) >= 0 &&
		  sd_bus_message_read(reply, "u", &status) >= 0 && status == 0;
	sd_bus_message_unref(reply);
	return is_good;
}

static int open_deaf(void)
{
	int fd = connect_to_service();
	sd_bus *bus = NULL;

	if (fd < 0 || sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 || sd_bus_start(bus) < 0)
		return -1;
	for (unsigned int i = 0; i < LOAD_DEAF; i++)
		if (!register_one(bus))
			return -1;
	return fd;
}

/* --- one that gives everybody something to hear --- */

static VOID WINAPI on_own_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct talker *talker = context;

	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM)
		return;
	if (data->NotificationCode == wlan_notification_acm_connection_complete)
		sem_post(&talker->connected);
	if (data->NotificationCode == wlan_notification_acm_disconnected)
		sem_post(&talker->disconnected);
}

static void *open_talker(void)
{
	static struct talker talker;
	DWORD version;

	sem_init(&talker.connected, 0, 0);
	sem_init(&talker.disconnected, 0, 0);
	if (WlanOpenHandle(2, NULL, &version, &talker.handle) != ERROR_SUCCESS ||
	    WlanRegisterNotification(talker.handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_own_notification, &talker, NULL, NULL) !=
		    ERROR_SUCCESS)
		return NULL;
	return &talker;
}

static bool connect_and_disconnect(void *userdata)
{
	struct talker *talker = userdata;
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "lab" };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	return WlanConnect(talker->handle, &guid, &parameters, NULL) == ERROR_SUCCESS && load_wait_for(&talker->connected) &&
	       WlanDisconnect(talker->handle, &guid, NULL) == ERROR_SUCCESS && load_wait_for(&talker->disconnected);
}

static bool still_answers(void *userdata)
{
	struct talker *talker = userdata;
	PVOID data;
	DWORD size;

	if (WlanQueryInterface(talker->handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL) != ERROR_SUCCESS)
		return false;
	WlanFreeMemory(data);
	return true;
}

const struct load_target load_ours = {
	.name = "ours",
	.calls = calls,
	.gives_up = true,
	.find = find,
	.open = open_client,
	.rest = rest,
	.await = await_client,
	.close = close_client,
	.open_deaf = open_deaf,
	.open_talker = open_talker,
	.cycle = connect_and_disconnect,
	.still_answers = still_answers,
};
