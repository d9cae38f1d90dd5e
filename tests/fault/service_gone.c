/*
 * Every function of wlanapi.h on a handle whose service is gone. With nobody there, it is the error of RPC, or
 * ERROR_SERVICE_NOT_ACTIVE where the page of the function lists it; with somebody there who does not know the handle, it is the
 * error of RPC. Runs in wlan-sandbox, which tells the service's process in WLANSVC_PID.
 */
#include "../api/support/calls.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FUNCTIONS 256

static HANDLE handles[MAX_FUNCTIONS];
static GUID guid;

/* A process that has opened a handle of its own, and makes one call when it is told to. */
static struct caller {
	pid_t pid;
	int go, status; /* ends of pipes */
} callers[MAX_FUNCTIONS];

static _Noreturn void call_once(const struct function *function, int ready, int go)
{
	struct arguments arguments;
	HANDLE handle;
	DWORD version, status;
	char byte;

	if (WlanOpenHandle(2, NULL, &version, &handle) != ERROR_SUCCESS || write(ready, "x", 1) != 1 || read(go, &byte, 1) != 0)
		_exit(1);
	arguments = right_arguments(handle, &guid);
	status = function->call(&arguments);
	_exit(write(ready, &status, sizeof(status)) != sizeof(status));
}

static void start_callers(void)
{
	unsigned int i, k;

	for (i = 0; i < n_every_function; i++) {
		int go[2], ready[2];
		char byte;

		CHECK(pipe(go) == 0 && pipe(ready) == 0);
		callers[i].pid = fork();
		CHECK(callers[i].pid >= 0);
		if (callers[i].pid == 0) {
			for (k = 0; k < i; k++)
				close(callers[k].go);
			close(go[1]);
			call_once(&every_function[i], ready[1], go[0]);
		}
		close(go[0]);
		close(ready[1]);
		callers[i].go = go[1];
		callers[i].status = ready[0];
		CHECK(read(ready[0], &byte, 1) == 1);
	}
}

static void prepare(void)
{
	HANDLE handle = open_handle();
	DWORD version;
	unsigned int i;

	CHECK(n_every_function <= MAX_FUNCTIONS);
	guid = first_interface(handle);
	calls_prepare(handle, &guid);
	start_callers();
	for (i = 0; i < n_every_function; i++)
		CHECK(WlanOpenHandle(2, NULL, &version, &handles[i]) == ERROR_SUCCESS);
}

static void kill_service(void)
{
	const char *number = getenv("WLANSVC_PID");
	struct pollfd ended = { .events = POLLIN };
	pid_t pid;

	CHECK(number != NULL);
	pid = (pid_t)atoi(number);
	ended.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	CHECK(ended.fd >= 0);
	CHECK(kill(pid, SIGKILL) == 0);
	CHECK(poll(&ended, 1, DEADLINE_MS) == 1);
	close(ended.fd);
}

static void expect_nobody(const struct function *function, DWORD status)
{
	if (function->flags & CALL_LOCAL)
		EXPECT_ANSWER_WAS(function->name, status, ERROR_INVALID_HANDLE);
	else if (function->flags & CALL_SAYS_SERVICE)
		EXPECT_ANSWER_WAS(function->name, status, ERROR_SERVICE_NOT_ACTIVE);
	else
		EXPECT_ANSWER_WAS(function->name, status, RPC_S_SERVER_UNAVAILABLE);
}

/* Each call is the first of its process since the service went. */
static void nobody_is_there_any_more(void)
{
	unsigned int i;

	prepare();
	kill_service();
	for (i = 0; i < n_every_function; i++) {
		struct pollfd answered = { .fd = callers[i].status, .events = POLLIN };
		DWORD status = 0;
		int ending;

		close(callers[i].go);
		CHECK(poll(&answered, 1, DEADLINE_MS) == 1);
		CHECK(read(callers[i].status, &status, sizeof(status)) == sizeof(status));
		close(callers[i].status);
		CHECK(waitpid(callers[i].pid, &ending, 0) == callers[i].pid && ending == 0);
		expect_nobody(&every_function[i], status);
	}
}

/* Here all but the first call find the connection lost already. */
static void nobody_is_there_still(void)
{
	struct arguments arguments;
	HANDLE late = NULL;
	DWORD version = 77;
	unsigned int i;

	for (i = 0; i < n_every_function; i++) {
		arguments = right_arguments(handles[i], &guid);
		expect_nobody(&every_function[i], every_function[i].call(&arguments));
	}
	/* What is wrong with the arguments counts before. */
	arguments = right_arguments(NULL, &guid);
	for (i = 0; i < n_every_function; i++)
		EXPECT_ANSWER(&every_function[i], &arguments, "no handle", ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, &late), ERROR_SERVICE_NOT_ACTIVE);
	CHECK(late == NULL && version == 77);
}

/* Takes connections and hangs up. */
static void *hang_up(void *userdata)
{
	int fd;

	while ((fd = accept(*(int *)userdata, NULL, NULL)) >= 0)
		close(fd);
	return NULL;
}

static int listen_instead(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("WLANSVC_ADDRESS");
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(path != NULL && fd >= 0);
	if (strncmp(path, "unix:path=", 10) == 0)
		path += 10;
	CHECK(strlen(path) < sizeof(address.sun_path));
	strcpy(address.sun_path, path);
	unlink(path);
	CHECK(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 128) == 0);
	return fd;
}

static void somebody_else_is_there(void)
{
	struct arguments arguments;
	HANDLE late = NULL;
	DWORD version = 77;
	pthread_t thread;
	unsigned int i;
	int fd;

	fd = listen_instead();
	CHECK(pthread_create(&thread, NULL, hang_up, &fd) == 0);
	for (i = 0; i < n_every_function; i++) {
		arguments = right_arguments(handles[i], &guid);
		if (!(every_function[i].flags & CALL_LOCAL))
			EXPECT_ANSWER(&every_function[i], &arguments, "somebody else there", RPC_S_SERVER_UNAVAILABLE);
	}
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, &late), RPC_S_SERVER_UNAVAILABLE);
	CHECK(late == NULL && version == 77);
	for (i = 0; i < n_every_function; i++)
		EXPECT_ERROR(WlanCloseHandle(handles[i], NULL), RPC_S_SERVER_UNAVAILABLE);
	EXPECT_ERROR(WlanCloseHandle(handles[0], NULL), ERROR_INVALID_HANDLE);
	shutdown(fd, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(fd);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "nobody is there any more", nobody_is_there_any_more },
		{ "nobody is there still", nobody_is_there_still },
		{ "somebody is there who knows none of the handles", somebody_else_is_there },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
