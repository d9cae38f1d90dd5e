/* What waits for clients that do not read: not too much for one of them, and not too much for all of one user's together. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <systemd/sd-bus.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "marshal/names.h"
#include "wlansvc/rpc/acm_fake.h"
#include "wlansvc/rpc/server.h"

#define N_SILENT 4
#define N_HANDLES 16   /* of each silent client, all of which are told everything */
#define MAX_SCANS 4000 /* the kernel takes several megabytes before anything waits; too few for a limit of sd-bus itself */
#define WAITS_FOR_ALL (1024 * 1024)

static char directory[64], path[80];
static pid_t server_pid;
static struct rpc_limits limits;

static void relay(const struct acm_notification *notification, void *userdata)
{
	rpc_server_notify(userdata, notification);
}

static _Noreturn void serve(int socket)
{
	struct rpc_server *server;
	sd_event *event;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log_setup("server", LOG_LEVEL_ERROR);
	if (sd_event_new(&event) < 0 || rpc_server_new(&server, event, socket, NULL, &limits) < 0)
		_exit(1);
	acm_fake_listener.notify = relay;
	acm_fake_userdata = server;
	sd_event_loop(event);
	_exit(0);
}

static void start_server(void)
{
	int fd;

	strcpy(directory, "/tmp/rpc-unread-XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/socket", directory);
	setenv("WLANSVC_ADDRESS", path, 1);
	fd = rpc_listen(path);
	assert_true(fd >= 0);
	server_pid = fork();
	if (server_pid == 0)
		serve(fd);
	close(fd);
}

static void stop_server(void)
{
	kill(server_pid, SIGKILL);
	waitpid(server_pid, NULL, 0);
	unlink(path);
	rmdir(directory);
}

static uint64_t open_handle(sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	uint32_t status, version;
	uint64_t handle;

	assert_true(sd_bus_call_method(bus, NULL, RPC_PATH, RPC_INTERFACE, "OpenHandle", NULL, &reply, "uu", 1u, 2u) >= 0);
	assert_true(sd_bus_message_read(reply, "uut", &status, &version, &handle) > 0);
	assert_int_equal(status, ERROR_SUCCESS);
	sd_bus_message_unref(reply);
	return handle;
}

/* Registers @n handles and reads nothing from then on. */
static sd_bus *be_silent(unsigned int n)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sd_bus *bus = NULL;

	strcpy(address.sun_path, path);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_true(sd_bus_new(&bus) >= 0 && sd_bus_set_fd(bus, fd, fd) >= 0 && sd_bus_start(bus) >= 0);
	for (unsigned int i = 0; i < n; i++)
		assert_true(sd_bus_call_method(bus, NULL, RPC_PATH, RPC_INTERFACE, "RegisterNotification", NULL, NULL, "tub",
					       open_handle(bus), (uint32_t)WLAN_NOTIFICATION_SOURCE_ALL, 0) >= 0);
	return bus;
}

static bool is_closed(sd_bus *bus)
{
	struct pollfd wait = { .fd = sd_bus_get_fd(bus) };

	return poll(&wait, 1, 0) > 0 && wait.revents & POLLHUP;
}

/* Scans, each of which is told to everybody, until one of the silent ones is given up. Return: which; @n if none was. */
static unsigned int tell_until_one_is_closed(sd_bus *const *silent, unsigned int n)
{
	unsigned int closed = n;
	HANDLE handle;
	GUID interface;
	DWORD version;

	memcpy(&interface, &acm_fake_interface, sizeof(interface));
	assert_int_equal(WlanOpenHandle(2, NULL, &version, &handle), ERROR_SUCCESS);
	for (int scan = 0; scan < MAX_SCANS && closed == n; scan++) {
		assert_int_equal(WlanScan(handle, &interface, NULL, NULL, NULL), ERROR_SUCCESS);
		for (closed = 0; closed < n && !is_closed(silent[closed]); closed++)
			;
	}
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	return closed;
}

static void one_that_never_reads_is_given_up(void **state)
{
	sd_bus *silent;

	(void)state;
	limits = RPC_LIMITS_DEFAULT;
	limits.unread_bytes = WAITS_FOR_ALL;
	limits.unread_bytes_per_uid = SIZE_MAX;
	start_server();
	silent = be_silent(N_HANDLES);
	assert_int_equal(tell_until_one_is_closed(&silent, 1), 0);
	sd_bus_unref(silent);
	stop_server();
}

static void of_several_of_one_user_the_one_for_which_most_waits_is_given_up(void **state)
{
	sd_bus *silent[N_SILENT];

	(void)state;
	limits = RPC_LIMITS_DEFAULT;
	limits.unread_bytes = SIZE_MAX;
	limits.unread_bytes_per_uid = WAITS_FOR_ALL;
	start_server();
	for (unsigned int i = 0; i < N_SILENT; i++)
		silent[i] = be_silent(i == 2 ? 2 * N_HANDLES : N_HANDLES);
	assert_int_equal(tell_until_one_is_closed(silent, N_SILENT), 2);
	for (unsigned int i = 0; i < N_SILENT; i++) {
		assert_int_equal(is_closed(silent[i]), i == 2);
		sd_bus_unref(silent[i]);
	}
	stop_server();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_never_reads_is_given_up),
		cmocka_unit_test(of_several_of_one_user_the_one_for_which_most_waits_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
