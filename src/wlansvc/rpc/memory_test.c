/*
 * The whole of one call without memory: in the program that calls, or in the service that answers. Whatever fails, the caller is
 * told so, and nothing was done; and whatever AutoConfig says reaches the caller as its documented code.
 *
 * Allocations and the sd-bus functions that allocate are counted by the linker's wrappers, and one of them fails.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <signal.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "../../../tests/api/support/calls.h"
#include "wlansvc/rpc/acm_fake.h"
#include "wlansvc/rpc/client.h"

/* Both processes see it. */
static struct shared {
	int n_disconnects; /* that reached AutoConfig */
	int outcome; /* of the next ones */
	struct {
		int n; /* allocations so far */
		int failing; /* the one that fails; 0: none */
		int n_failed;
	} side[2];
} *shared;

enum { CALLER, SERVICE };

static int own_side;
static pid_t server;
static GUID interface_guid;

static bool fails(void)
{
	if (!shared || ++shared->side[own_side].n != shared->side[own_side].failing)
		return false;
	shared->side[own_side].n_failed++;
	return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
int __real_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member);
int __wrap_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member);
int __real_sd_bus_message_new_method_return(sd_bus_message *call, sd_bus_message **ret);
int __wrap_sd_bus_message_new_method_return(sd_bus_message *call, sd_bus_message **ret);
int __wrap_sd_bus_message_append(sd_bus_message *message, const char *types, ...);
int __real_sd_bus_message_appendv(sd_bus_message *message, const char *types, va_list arguments);
int __wrap_sd_bus_message_appendv(sd_bus_message *message, const char *types, va_list arguments);
int __real_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size);
int __wrap_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size);
int __real_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply);
int __wrap_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply);
int __wrap_acm_disconnect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

int __wrap_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_new_method_call(bus, ret, destination, path, interface, member);
}

int __wrap_sd_bus_message_new_method_return(sd_bus_message *call, sd_bus_message **ret)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_new_method_return(call, ret);
}

int __wrap_sd_bus_message_append(sd_bus_message *message, const char *types, ...)
{
	va_list arguments;
	int r;

	if (fails())
		return -ENOMEM;
	va_start(arguments, types);
	r = __real_sd_bus_message_appendv(message, types, arguments);
	va_end(arguments);
	return r;
}

int __wrap_sd_bus_message_appendv(sd_bus_message *message, const char *types, va_list arguments)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_appendv(message, types, arguments);
}

int __wrap_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_append_array(message, type, data, size);
}

int __wrap_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply)
{
	return fails() ? -ENOMEM : __real_sd_bus_call(bus, message, usec, error, reply);
}

int __wrap_acm_disconnect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface)
{
	shared->n_disconnects++;
	return shared->outcome;
}

static _Noreturn void serve(int socket)
{
	struct rpc_limits limits = RPC_LIMITS_DEFAULT;
	struct rpc_server *rpc;
	sd_event *event;

	own_side = SERVICE;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log_setup("server", LOG_LEVEL_ERROR);
	if (sd_event_new(&event) < 0 || rpc_server_new(&rpc, event, socket, NULL, &limits) < 0)
		_exit(1);
	sd_event_loop(event);
	_exit(0);
}

static int set_up(void **state)
{
	static char directory[] = "/tmp/rpc-memory-XXXXXX";
	char path[64];
	int fd;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/socket", directory);
	setenv("WLANSVC_ADDRESS", path, 1);
	memcpy(&interface_guid, &acm_fake_interface, sizeof(interface_guid));
	fd = rpc_listen(path);
	server = fork();
	if (server == 0)
		serve(fd);
	close(fd);
	return fd < 0 || server < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	char *path = getenv("WLANSVC_ADDRESS");

	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	return 0;
}

/* The call with its @failing-th allocation on @side failing. Return: whether there was one to fail. */
static bool disconnect_without(HANDLE handle, int side, int failing)
{
	int n_before = shared->n_disconnects;
	bool has_failed;
	DWORD status;

	shared->side[side].n = shared->side[side].n_failed = 0;
	shared->side[side].failing = failing;
	status = WlanDisconnect(handle, &interface_guid, NULL);
	has_failed = shared->side[side].n_failed > 0;
	shared->side[side].failing = 0;
	assert_int_equal(status, has_failed ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS);
	assert_int_equal(shared->n_disconnects, n_before + (has_failed ? 0 : 1));
	return has_failed;
}

static void without_memory_nothing_is_done_and_the_caller_is_told(void **state)
{
	HANDLE handle = open_handle();

	for (int side = CALLER; side <= SERVICE; side++) {
		int failing = 1;

		shared->outcome = 0;
		while (disconnect_without(handle, side, failing))
			failing++;
		assert_true(failing > 2); /* or nothing was tried */
		assert_int_equal(WlanDisconnect(handle, &interface_guid, NULL), ERROR_SUCCESS);
	}
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* Whatever the service cannot allocate for a call, the caller is told by the documented name. The library's own side is
 * tests/fault/no_memory.c, with the service as it is. */
static void the_service_tells_of_every_function_that_memory_was_missing(void **state)
{
	HANDLE handle = open_handle();
	struct arguments arguments = right_arguments(handle, &interface_guid);
	int n_wrong = 0;

	for (unsigned int i = 0; i < n_every_function; i++) {
		const struct function *function = &every_function[i];
		const DWORD missing = function->flags & CALL_SAYS_OUTOFMEMORY ? ERROR_OUTOFMEMORY : ERROR_NOT_ENOUGH_MEMORY;
		bool has_failed = true;
		DWORD status;

		/* The notifier has a connection of its own: one that is not even taken is a lost one. */
		if (function->flags & CALL_LOCAL || strcmp(function->name, "WlanRegisterNotification") == 0)
			continue;
		for (int failing = 1; has_failed; failing++) {
			shared->side[SERVICE].n = shared->side[SERVICE].n_failed = 0;
			shared->side[SERVICE].failing = failing;
			status = function->call(&arguments);
			has_failed = shared->side[SERVICE].n_failed > 0;
			shared->side[SERVICE].failing = 0;
			if (has_failed && status != missing) {
				print_error("%s, allocation %d: %lu\n", function->name, failing, (unsigned long)status);
				n_wrong++;
			}
			if (!has_failed)
				assert_true(failing > 2); /* or nothing was tried */
		}
	}
	assert_int_equal(n_wrong, 0);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void opening_a_handle_without_memory_leaves_none(void **state)
{
	HANDLE kept = open_handle(), handle = (HANDLE)0x55;
	bool has_failed = true;
	DWORD negotiated = 77;

	for (int failing = 1; has_failed; failing++) {
		DWORD status;

		shared->side[CALLER].n = shared->side[CALLER].n_failed = 0;
		shared->side[CALLER].failing = failing;
		status = WlanOpenHandle(2, NULL, &negotiated, &handle);
		has_failed = shared->side[CALLER].n_failed > 0;
		shared->side[CALLER].failing = 0;
		if (!has_failed)
			break;
		assert_int_equal(status, ERROR_NOT_ENOUGH_MEMORY);
		assert_ptr_equal(handle, (HANDLE)0x55);
		assert_int_equal(negotiated, 77);
	}
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(kept, NULL), ERROR_SUCCESS);
}

static void every_outcome_reaches_the_caller_as_its_code(void **state)
{
	static const struct {
		int outcome;
		DWORD status;
	} cases[] = {
		{ 0, ERROR_SUCCESS },
		{ -ENOMEM, ERROR_NOT_ENOUGH_MEMORY },
		{ -ENODEV, ERROR_INVALID_STATE },
		{ ACM_E_NO_INTERFACE, ERROR_NOT_FOUND },
		{ ACM_E_ACCESS_DENIED, ERROR_ACCESS_DENIED },
		{ ACM_E_INVALID_STATE, ERROR_INVALID_STATE },
		{ ACM_E_INVALID, ERROR_INVALID_PARAMETER },
		{ -EIO, ERROR_GEN_FAILURE },
	};
	HANDLE handle = open_handle();

	for (size_t i = 0; i < array_size(cases); i++) {
		shared->outcome = cases[i].outcome;
		assert_int_equal(WlanDisconnect(handle, &interface_guid, NULL), cases[i].status);
	}
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void version_1_may_disconnect(void **state)
{
	DWORD negotiated;
	HANDLE handle;

	shared->outcome = 0;
	assert_int_equal(WlanOpenHandle(1, NULL, &negotiated, &handle), ERROR_SUCCESS);
	assert_int_equal(negotiated, 1);
	assert_int_equal(WlanDisconnect(handle, &interface_guid, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	assert_int_equal(WlanDisconnect(handle, &interface_guid, NULL), ERROR_INVALID_HANDLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory_nothing_is_done_and_the_caller_is_told),
		cmocka_unit_test(the_service_tells_of_every_function_that_memory_was_missing),
		cmocka_unit_test(opening_a_handle_without_memory_leaves_none),
		cmocka_unit_test(every_outcome_reaches_the_caller_as_its_code),
		cmocka_unit_test(version_1_may_disconnect),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
