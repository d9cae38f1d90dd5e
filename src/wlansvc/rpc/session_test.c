/* The library against the server, with a fake acm behind it: two processes and a socket between them. */
#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/clock.h"
#include "base/log.h"
#include "wlansvc/rpc/acm_fake.h"
#include "wlansvc/rpc/server.h"

#define MAX_HANDLES 24
#define DEADLINE_S 20

struct fixture {
	char directory[64];
	pid_t server;
	GUID interface;
};

static void relay(const struct acm_notification *notification, void *userdata)
{
	rpc_server_notify(userdata, notification);
}

static _Noreturn void serve(int socket)
{
	struct rpc_limits limits = RPC_LIMITS_DEFAULT;
	struct rpc_server *server;
	sd_event *event;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log_setup("server", LOG_LEVEL_ERROR);
	limits.handles = MAX_HANDLES;
	limits.unread_bytes = 64 * 1024;
	if (sd_event_new(&event) < 0 || rpc_server_new(&server, event, socket, NULL, &limits) < 0)
		_exit(1);
	acm_fake_listener.notify = relay;
	acm_fake_userdata = server;
	sd_event_loop(event);
	_exit(0);
}

static void start_server(struct fixture *f)
{
	int fd = rpc_listen(getenv("WLANSVC_ADDRESS"));

	assert_true(fd >= 0);
	f->server = fork();
	if (f->server == 0)
		serve(fd);
	close(fd);
	assert_true(f->server > 0);
}

static void kill_server(struct fixture *f)
{
	kill(f->server, SIGKILL);
	waitpid(f->server, NULL, 0);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[80];

	strcpy(f->directory, "/tmp/rpc-test-XXXXXX");
	if (!mkdtemp(f->directory))
		return -1;
	snprintf(path, sizeof(path), "%s/socket", f->directory);
	setenv("WLANSVC_ADDRESS", path, 1);
	memcpy(&f->interface, &acm_fake_interface, sizeof(f->interface));
	start_server(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	kill_server(f);
	unlink(getenv("WLANSVC_ADDRESS"));
	rmdir(f->directory);
	free(f);
	return 0;
}

static HANDLE open_version(DWORD version)
{
	HANDLE handle = NULL;
	DWORD negotiated = 0;

	assert_int_equal(WlanOpenHandle(version, NULL, &negotiated, &handle), ERROR_SUCCESS);
	return handle;
}

static struct timespec deadline(void)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += DEADLINE_S;
	return at;
}

static void wait_for(sem_t *semaphore)
{
	struct timespec at = deadline();

	assert_int_equal(sem_timedwait(semaphore, &at), 0);
}

/* The fake acm's descriptor is the caller. */
static void assert_caller(const char *wanted)
{
	HANDLE handle = open_version(2);
	char text[4096] = "";
	LPWSTR sddl = NULL;
	DWORD granted = 0;

	assert_int_equal(WlanGetSecuritySettings(handle, wlan_secure_bss_type, NULL, &sddl, &granted), ERROR_SUCCESS);
	for (size_t i = 0; sddl[i] && i < sizeof(text) - 1; i++)
		text[i] = (char)sddl[i];
	assert_string_equal(text, wanted);
	assert_int_equal(granted, WLAN_WRITE_ACCESS);
	WlanFreeMemory(sddl);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void the_service_knows_the_groups_of_its_clients(void **state)
{
	static const gid_t others[] = { 4, 27, 4000000000 };
	gid_t groups[256];
	char wanted[4096];
	int n = getgroups(256, groups), used;

	assert_true(n >= 0);
	used = snprintf(wanted, sizeof(wanted), "%u:%u", (unsigned int)geteuid(), (unsigned int)getegid());
	for (int i = 0; i < n; i++)
		used += snprintf(wanted + used, sizeof(wanted) - (size_t)used, ",%u", (unsigned int)groups[i]);
	assert_caller(wanted);
	if (setgroups(3, others) < 0) /* root only */
		return;
	snprintf(wanted, sizeof(wanted), "%u:%u,4,27,4000000000", (unsigned int)geteuid(), (unsigned int)getegid());
	assert_caller(wanted);
	assert_int_equal(setgroups((size_t)n, groups), 0);
}

static void versions_are_negotiated(void **state)
{
	HANDLE handle;
	DWORD version;

	assert_int_equal(WlanOpenHandle(1, NULL, &version, &handle), ERROR_SUCCESS);
	assert_int_equal(version, 1);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanOpenHandle(0x00010007, NULL, &version, &handle), ERROR_SUCCESS);
	assert_int_equal(version, 2);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanOpenHandle(0, NULL, &version, &handle), ERROR_NOT_SUPPORTED);
}

static void parameter_errors_come_before_handle_errors(void **state)
{
	struct fixture *f = *state;
	PWLAN_INTERFACE_INFO_LIST list = (void *)0x77;
	HANDLE handle = open_version(2);

	assert_int_equal(WlanEnumInterfaces((HANDLE)0x1234, NULL, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDisconnect((HANDLE)0x1234, NULL, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDisconnect((HANDLE)0x1234, &f->interface, &list), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDisconnect(NULL, &f->interface, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDisconnect(INVALID_HANDLE_VALUE, &f->interface, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDisconnect((HANDLE)&list, &f->interface, NULL), ERROR_INVALID_HANDLE);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_INVALID_HANDLE);
	assert_int_equal(WlanEnumInterfaces(handle, NULL, &list), ERROR_INVALID_HANDLE);
	assert_ptr_equal(list, (void *)0x77);
}

static void every_family_answers(void **state)
{
	static const GUID unknown = { 1, 2, 3, { 4 } };
	struct fixture *f = *state;
	HANDLE handle = open_version(2);
	PWLAN_AVAILABLE_NETWORK_LIST networks;
	PWLAN_INTERFACE_INFO_LIST interfaces;
	PWLAN_PROFILE_INFO_LIST profiles;
	PWLAN_BSS_LIST bss;
	DOT11_SSID ssid = { 4, "lab1" };
	DWORD size, flags = 0, access = 0, reason = 99;
	LPWSTR xml;
	void *data;

	assert_int_equal(WlanEnumInterfaces(handle, NULL, &interfaces), ERROR_SUCCESS);
	assert_int_equal(interfaces->dwNumberOfItems, 1);
	assert_memory_equal(&interfaces->InterfaceInfo[0].InterfaceGuid, &f->interface, 16);
	assert_memory_equal(interfaces->InterfaceInfo[0].strInterfaceDescription, u"Fake radio", 22);
	WlanFreeMemory(interfaces);

	assert_int_equal(WlanGetNetworkBssList(handle, &f->interface, NULL, dot11_BSS_type_any, FALSE, NULL, &bss), ERROR_SUCCESS);
	assert_int_equal(bss->dwNumberOfItems, 3);
	assert_int_equal(bss->wlanBssEntries[2].dot11Bssid[5], 2);
	assert_int_equal(bss->wlanBssEntries[2].ulIeSize, 10);
	assert_memory_equal((char *)&bss->wlanBssEntries[2] + bss->wlanBssEntries[2].ulIeOffset, "\0\4lab1", 6);
	WlanFreeMemory(bss);
	assert_int_equal(WlanGetNetworkBssList(handle, &f->interface, &ssid, dot11_BSS_type_any, FALSE, NULL, &bss), ERROR_SUCCESS);
	assert_int_equal(bss->dwNumberOfItems, 0);
	WlanFreeMemory(bss);

	assert_int_equal(WlanGetAvailableNetworkList(handle, &f->interface, 0, NULL, &networks), ERROR_SUCCESS);
	assert_memory_equal(networks->Network[0].strProfileName, u"lab", 8);
	WlanFreeMemory(networks);
	assert_int_equal(WlanGetAvailableNetworkList(handle, &f->interface, 4, NULL, &networks), ERROR_INVALID_PARAMETER);

	assert_int_equal(WlanQueryInterface(handle, &f->interface, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(size, 4);
	assert_int_equal(*(DWORD *)data, wlan_interface_state_disconnected);
	WlanFreeMemory(data);
	assert_int_equal(WlanQueryInterface(handle, &f->interface, wlan_intf_opcode_radio_state, NULL, &size, &data, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(size, 772);
	WlanFreeMemory(data);
	assert_int_equal(WlanQueryInterface(handle, &f->interface, wlan_intf_opcode_current_connection, NULL, &size, &data, NULL),
			 ERROR_INVALID_STATE);
	assert_int_equal(WlanQueryInterface(handle, &f->interface, wlan_intf_opcode_statistics, NULL, &size, &data, NULL),
			 ERROR_SUCCESS);
	assert_int_equal(size, sizeof(WLAN_STATISTICS));
	WlanFreeMemory(data);
	assert_int_equal(WlanQueryInterface(handle, &f->interface, wlan_intf_opcode_qos_info, NULL, &size, &data, NULL),
			 ERROR_NOT_SUPPORTED);
	assert_int_equal(WlanQueryInterface(handle, &unknown, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL),
			 ERROR_NOT_FOUND);

	assert_int_equal(WlanSetProfile(handle, &f->interface, 0, u"nonsense", NULL, TRUE, NULL, &reason), ERROR_BAD_PROFILE);
	assert_int_equal(reason, WLAN_REASON_CODE_INVALID_PROFILE_SCHEMA);
	assert_int_equal(WlanSetProfile(handle, &f->interface, 0, u"<x/>", NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	assert_int_equal(reason, 0);
	assert_int_equal(WlanGetProfile(handle, &f->interface, u"lab", NULL, &xml, &flags, &access), ERROR_SUCCESS);
	assert_memory_equal(xml, u"<WLANProfile>\r\n\t", 32);
	assert_int_equal(access, WLAN_WRITE_ACCESS);
	WlanFreeMemory(xml);
	assert_int_equal(WlanGetProfile(handle, &f->interface, u"other", NULL, &xml, NULL, NULL), ERROR_NOT_FOUND);
	assert_int_equal(WlanGetProfileList(handle, &f->interface, NULL, &profiles), ERROR_SUCCESS);
	assert_memory_equal(profiles->ProfileInfo[0].strProfileName, u"lab", 8);
	WlanFreeMemory(profiles);
	assert_int_equal(WlanDeleteProfile(handle, &f->interface, u"lab", NULL), ERROR_SUCCESS);
	assert_int_equal(WlanDisconnect(handle, &unknown, NULL), ERROR_NOT_FOUND);
	assert_int_equal(WlanHostedNetworkStartUsing(handle, NULL, NULL), ERROR_INVALID_STATE);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* H11: the pages of what changes profiles have another error for it than for an interface that nobody knows. */
static void an_interface_that_was_removed_is_an_invalid_parameter_to_what_changes_profiles(void **state)
{
	HANDLE handle = open_version(2);
	EAP_METHOD_TYPE method = { 0 };
	BYTE byte = 1, *data = NULL;
	LPCWSTR names[] = { u"lab" };
	DWORD reason, size;
	LPWSTR xml = NULL;
	GUID removed;

	memcpy(&removed, &acm_fake_removed, sizeof(removed));
	assert_int_equal(WlanSetProfile(handle, &removed, 0, u"<x/>", NULL, TRUE, NULL, &reason), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanDeleteProfile(handle, &removed, u"lab", NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanSetProfileList(handle, &removed, 1, names, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanSetProfilePosition(handle, &removed, u"lab", 0, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanSetProfileCustomUserData(handle, &removed, u"lab", 1, &byte, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanSetProfileEapUserData(handle, &removed, u"lab", method, 0, 1, &byte, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanSetProfileEapXmlUserData(handle, &removed, u"lab", 0, u"<x/>", NULL), ERROR_INVALID_PARAMETER);

	assert_int_equal(WlanGetProfile(handle, &removed, u"lab", NULL, &xml, NULL, NULL), ERROR_NOT_FOUND);
	assert_int_equal(WlanRenameProfile(handle, &removed, u"lab", u"other", NULL), ERROR_NOT_FOUND);
	assert_int_equal(WlanGetProfileCustomUserData(handle, &removed, u"lab", NULL, &size, &data), ERROR_NOT_FOUND);
	assert_int_equal(WlanDisconnect(handle, &removed, NULL), ERROR_NOT_FOUND);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void connection_parameters_are_checked(void **state)
{
	static const struct {
		WLAN_CONNECTION_MODE mode;
		LPCWSTR profile;
		bool has_ssid;
		DOT11_BSS_TYPE type;
		DWORD flags;
		DWORD status;
	} cases[] = {
		{ wlan_connection_mode_profile, u"lab", false, dot11_BSS_type_any, 0, ERROR_SUCCESS },
		{ wlan_connection_mode_profile, NULL, false, dot11_BSS_type_any, 0, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_profile, u"", false, dot11_BSS_type_any, 0, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_profile, u"lab", false, dot11_BSS_type_any, 0x80, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_auto, u"lab", false, dot11_BSS_type_any, 0, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_discovery_unsecure, NULL, false, dot11_BSS_type_infrastructure, 0, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_discovery_unsecure, NULL, true, dot11_BSS_type_any, 0, ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_discovery_unsecure, NULL, true, dot11_BSS_type_infrastructure, 0, ERROR_SUCCESS },
		{ wlan_connection_mode_profile, u"lab", false, dot11_BSS_type_infrastructure, WLAN_CONNECTION_ADHOC_JOIN_ONLY,
		  ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_profile, u"lab", false, dot11_BSS_type_independent, WLAN_CONNECTION_HIDDEN_NETWORK,
		  ERROR_INVALID_PARAMETER },
		{ wlan_connection_mode_profile, u"lab", false, dot11_BSS_type_any, WLAN_CONNECTION_IGNORE_PRIVACY_BIT,
		  ERROR_INVALID_PARAMETER },
	};
	struct fixture *f = *state;
	HANDLE handle = open_version(2);
	DOT11_SSID ssid = { 4, "lab1" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		WLAN_CONNECTION_PARAMETERS p = { cases[i].mode, cases[i].profile, cases[i].has_ssid ? &ssid : NULL, NULL,
						 cases[i].type, cases[i].flags };

		assert_int_equal(WlanConnect(handle, &f->interface, &p, NULL), cases[i].status);
	}
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

struct heard {
	pthread_mutex_t lock;
	sem_t one;
	size_t n;
	DWORD codes[64], sizes[64];
};

static void WINAPI hear(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct heard *heard = context;

	pthread_mutex_lock(&heard->lock);
	if (heard->n < 64) {
		heard->codes[heard->n] = data->NotificationSource << 8 | data->NotificationCode;
		heard->sizes[heard->n++] = data->dwDataSize;
	}
	pthread_mutex_unlock(&heard->lock);
	sem_post(&heard->one);
}

static void heard_init(struct heard *heard)
{
	memset(heard, 0, sizeof(*heard));
	pthread_mutex_init(&heard->lock, NULL);
	sem_init(&heard->one, 0, 0);
}

static void notifications_come_in_order_and_with_their_data(void **state)
{
	static const DWORD codes[] = { 0x814, 0x1009, 0x100a, 0x815 };
	static const DWORD sizes[] = { 572, 580, 580, 572 };
	struct fixture *f = *state;
	HANDLE handle = open_version(2);
	struct heard heard;
	DWORD previous = 77;

	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, NULL, NULL, NULL, &previous),
			 ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, hear, &heard, NULL, &previous),
			 ERROR_SUCCESS);
	assert_int_equal(previous, 0);
	assert_int_equal(WlanDisconnect(handle, &f->interface, NULL), ERROR_SUCCESS);
	for (int i = 0; i < 4; i++)
		wait_for(&heard.one);
	assert_memory_equal(heard.codes, codes, sizeof(codes));
	assert_memory_equal(heard.sizes, sizes, sizeof(sizes));
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_NONE, FALSE, NULL, NULL, NULL, &previous),
			 ERROR_SUCCESS);
	assert_int_equal(previous, WLAN_NOTIFICATION_SOURCE_ALL);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* The server of this one holds back what a disconnect tells until the driver has answered, and no driver is there to answer. */
static void a_disconnect_without_an_answer_of_the_driver_returns_with_all_in_order(void **state)
{
	static const DWORD codes[] = { 0x814, 0x1009, 0x100a, 0x815, 0x807 };
	struct fixture *f = *state;
	struct heard heard;
	HANDLE handle;

	kill_server(f);
	unlink(getenv("WLANSVC_ADDRESS"));
	acm_fake_state = wlan_interface_state_disconnecting;
	start_server(f);
	acm_fake_state = wlan_interface_state_disconnected;
	handle = open_version(2);
	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, hear, &heard, NULL, NULL), 0);
	/* The second round overtakes nothing of the first, whether that still waits or not. */
	for (size_t round = 0; round < 2; round++) {
		assert_int_equal(WlanDisconnect(handle, &f->interface, NULL), ERROR_SUCCESS);
		assert_int_equal(WlanScan(handle, &f->interface, NULL, NULL, NULL), ERROR_SUCCESS);
		for (size_t i = 0; i < 5; i++)
			wait_for(&heard.one);
		assert_memory_equal(heard.codes + round * 5, codes, sizeof(codes));
	}
	assert_int_equal(heard.n, 10);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void version_1_hears_two_codes_only(void **state)
{
	struct fixture *f = *state;
	WLAN_CONNECTION_PARAMETERS p = { wlan_connection_mode_profile, u"lab", NULL, NULL, dot11_BSS_type_any, 0 };
	HANDLE handle = open_version(1);
	struct heard heard;
	PWLAN_BSS_LIST bss;

	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, hear, &heard, NULL, NULL), 0);
	assert_int_equal(WlanScan(handle, &f->interface, NULL, NULL, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanConnect(handle, &f->interface, &p, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanDisconnect(handle, &f->interface, NULL), ERROR_SUCCESS);
	wait_for(&heard.one);
	wait_for(&heard.one);
	assert_int_equal(heard.n, 2);
	assert_int_equal(heard.codes[0], 0x80a);
	assert_int_equal(heard.codes[1], 0x815);
	assert_int_equal(WlanGetNetworkBssList(handle, &f->interface, NULL, 3, FALSE, NULL, &bss), ERROR_NOT_SUPPORTED);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void repeated_notifications_are_dropped_on_request(void **state)
{
	struct fixture *f = *state;
	HANDLE handle = open_version(2);
	struct heard heard;

	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM, TRUE, hear, &heard, NULL, NULL), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(WlanScan(handle, &f->interface, NULL, NULL, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanDisconnect(handle, &f->interface, NULL), ERROR_SUCCESS);
	for (int i = 0; i < 3; i++)
		wait_for(&heard.one);
	assert_int_equal(heard.codes[0], 0x807);
	assert_int_equal(heard.codes[1], 0x814);
	assert_int_equal(heard.codes[2], 0x815);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

struct slow {
	HANDLE handle;
	sem_t entered, may_go;
	atomic_bool is_done;
	DWORD status;
};

static void WINAPI be_slow(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct slow *slow = context;

	sem_post(&slow->entered);
	wait_for(&slow->may_go);
	atomic_store(&slow->is_done, true);
}

static void *let_go(void *userdata)
{
	sem_post(userdata);
	return NULL;
}

static void unregistering_waits_for_the_callback(void **state)
{
	struct fixture *f = *state;
	struct slow slow = { .handle = open_version(2) };
	pthread_t thread;

	sem_init(&slow.entered, 0, 0);
	sem_init(&slow.may_go, 0, 0);
	assert_int_equal(WlanRegisterNotification(slow.handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, be_slow, &slow, NULL, NULL), 0);
	assert_int_equal(WlanScan(slow.handle, &f->interface, NULL, NULL, NULL), ERROR_SUCCESS);
	wait_for(&slow.entered);
	pthread_create(&thread, NULL, let_go, &slow.may_go);
	assert_int_equal(WlanRegisterNotification(slow.handle, 0, FALSE, NULL, NULL, NULL, NULL), ERROR_SUCCESS);
	assert_true(atomic_load(&slow.is_done));
	pthread_join(thread, NULL);
	assert_int_equal(WlanCloseHandle(slow.handle, NULL), ERROR_SUCCESS);
}

static void WINAPI unregister_inside(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct slow *slow = context;

	slow->status = WlanRegisterNotification(slow->handle, 0, FALSE, NULL, NULL, NULL, NULL);
	sem_post(&slow->entered);
}

static void unregistering_inside_the_callback_does_not_hang(void **state)
{
	struct fixture *f = *state;
	struct slow slow = { .handle = open_version(2), .status = 99 };

	sem_init(&slow.entered, 0, 0);
	assert_int_equal(WlanRegisterNotification(slow.handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, unregister_inside, &slow, NULL,
						  NULL), 0);
	assert_int_equal(WlanScan(slow.handle, &f->interface, NULL, NULL, NULL), ERROR_SUCCESS);
	wait_for(&slow.entered);
	assert_int_equal(slow.status, ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(slow.handle, NULL), ERROR_SUCCESS);
}

static void a_lost_service_is_told_at_once_and_a_new_one_is_found(void **state)
{
	struct fixture *f = *state;
	HANDLE handle = open_version(2), other;
	PWLAN_INTERFACE_INFO_LIST list = (void *)0x77;
	struct heard heard;
	DWORD version;
	uint64_t before;

	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, hear, &heard, NULL, NULL), 0);
	kill_server(f);
	before = clock_monotonic_us();
	assert_int_equal(WlanEnumInterfaces(handle, NULL, &list), RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(WlanDisconnect(handle, &f->interface, NULL), RPC_S_SERVER_UNAVAILABLE);
	assert_ptr_equal(list, (void *)0x77);
	assert_int_equal(WlanOpenHandle(2, NULL, &version, &other), ERROR_SERVICE_NOT_ACTIVE);
	assert_true(clock_monotonic_us() - before < 5000000);
	start_server(f);
	assert_int_equal(WlanEnumInterfaces(handle, NULL, &list), RPC_S_SERVER_UNAVAILABLE);
	other = open_version(2);
	assert_int_equal(WlanEnumInterfaces(other, NULL, &list), ERROR_SUCCESS);
	WlanFreeMemory(list);
	assert_int_equal(WlanRegisterNotification(handle, 0, FALSE, NULL, NULL, NULL, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(handle, NULL), RPC_S_SERVER_UNAVAILABLE);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_INVALID_HANDLE);
	assert_int_equal(WlanCloseHandle(other, NULL), ERROR_SUCCESS);
}

static void a_killed_client_leaves_no_handles(void **state)
{
	HANDLE handles[MAX_HANDLES], mine;
	DWORD version, status = 1;
	uint64_t end = clock_monotonic_us() + DEADLINE_S * UINT64_C(1000000);
	int full[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(full), 0);
	pid = fork();
	if (pid == 0) {
		for (size_t i = 0; i < MAX_HANDLES; i++)
			if (WlanOpenHandle(2, NULL, &version, &handles[i]) != ERROR_SUCCESS)
				_exit(1);
		if (write(full[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(full[0], &byte, 1), 1);
	assert_int_equal(WlanOpenHandle(2, NULL, &version, &mine), ERROR_REMOTE_SESSION_LIMIT_EXCEEDED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (status != ERROR_SUCCESS && clock_monotonic_us() < end)
		status = WlanOpenHandle(2, NULL, &version, &mine);
	assert_int_equal(status, ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(mine, NULL), ERROR_SUCCESS);
	close(full[0]);
	close(full[1]);
}

static void handles_mean_nothing_after_fork(void **state)
{
	HANDLE handle = open_version(2), own;
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version;
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (WlanEnumInterfaces(handle, NULL, &list) != ERROR_INVALID_HANDLE)
			_exit(1);
		if (WlanOpenHandle(2, NULL, &version, &own) != ERROR_SUCCESS)
			_exit(2);
		_exit(WlanEnumInterfaces(own, NULL, &list) == ERROR_SUCCESS ? 0 : 3);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(WlanEnumInterfaces(handle, NULL, &list), ERROR_SUCCESS);
	WlanFreeMemory(list);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

struct caller {
	const struct fixture *f;
	HANDLE handle;
	unsigned int n_failed;
};

static void *call_often(void *userdata)
{
	struct caller *caller = userdata;

	for (int i = 0; i < 50; i++) {
		PWLAN_INTERFACE_INFO_LIST list;
		HANDLE own;
		DWORD version;

		if (WlanEnumInterfaces(caller->handle, NULL, &list) == ERROR_SUCCESS)
			WlanFreeMemory(list);
		else
			caller->n_failed++;
		caller->n_failed += WlanScan(caller->handle, &caller->f->interface, NULL, NULL, NULL) != ERROR_SUCCESS;
		if (WlanOpenHandle(2, NULL, &version, &own) == ERROR_SUCCESS)
			caller->n_failed += WlanCloseHandle(own, NULL) != ERROR_SUCCESS;
		else
			caller->n_failed++;
	}
	return NULL;
}

static void sixteen_threads_share_a_handle(void **state)
{
	struct caller callers[16];
	pthread_t threads[16];
	HANDLE handle = open_version(2);
	struct heard heard;

	heard_init(&heard);
	assert_int_equal(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, hear, &heard, NULL, NULL), 0);
	for (int i = 0; i < 16; i++) {
		callers[i] = (struct caller){ .f = *state, .handle = handle };
		pthread_create(&threads[i], NULL, call_often, &callers[i]);
	}
	for (int i = 0; i < 16; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(callers[i].n_failed, 0);
	}
	for (int i = 0; i < 16 * 50; i++) /* one scan_complete each */
		wait_for(&heard.one);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void a_client_that_does_not_read_harms_nobody(void **state)
{
	struct fixture *f = *state;
	struct slow slow = { .handle = open_version(2) };
	HANDLE other = open_version(2);
	struct heard heard;

	heard_init(&heard);
	sem_init(&slow.entered, 0, 0);
	sem_init(&slow.may_go, 0, 0);
	assert_int_equal(WlanRegisterNotification(slow.handle, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, be_slow, &slow, NULL, NULL), 0);
	assert_int_equal(WlanRegisterNotification(other, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, hear, &heard, NULL, NULL), 0);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(WlanDisconnect(other, &f->interface, NULL), ERROR_SUCCESS);
		wait_for(&heard.one);
		wait_for(&heard.one);
	}
	for (int i = 0; i < 4000; i++)
		sem_post(&slow.may_go);
	assert_int_equal(WlanCloseHandle(slow.handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(other, NULL), ERROR_SUCCESS);
}

static void memory_and_reasons_need_no_service(void **state)
{
	WCHAR text[8];

	SetLastError(0);
	assert_null(WlanAllocateMemory(0));
	assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanReasonCodeToString(0, 0, text, NULL), ERROR_INVALID_PARAMETER);
	assert_int_equal(WlanReasonCodeToString(0, 8, text, NULL), ERROR_SUCCESS);
	assert_memory_equal(text, u"No erro", 16);
}

#define with_server(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_server(versions_are_negotiated),
		with_server(parameter_errors_come_before_handle_errors),
		with_server(every_family_answers),
		with_server(an_interface_that_was_removed_is_an_invalid_parameter_to_what_changes_profiles),
		with_server(connection_parameters_are_checked),
		with_server(notifications_come_in_order_and_with_their_data),
		with_server(a_disconnect_without_an_answer_of_the_driver_returns_with_all_in_order),
		with_server(version_1_hears_two_codes_only),
		with_server(repeated_notifications_are_dropped_on_request),
		with_server(unregistering_waits_for_the_callback),
		with_server(unregistering_inside_the_callback_does_not_hang),
		with_server(a_lost_service_is_told_at_once_and_a_new_one_is_found),
		with_server(a_killed_client_leaves_no_handles),
		with_server(handles_mean_nothing_after_fork),
		with_server(the_service_knows_the_groups_of_its_clients),
		with_server(sixteen_threads_share_a_handle),
		with_server(a_client_that_does_not_read_harms_nobody),
		cmocka_unit_test(memory_and_reasons_need_no_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
