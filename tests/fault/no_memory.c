/*
 * Every function of wlanapi.h in a program without memory: each allocation of the call fails in turn, until there is none left to
 * fail. Every time the documented error comes back, nothing has been written, and the next call works.
 *
 * The library is part of this program; allocations, and the sd-bus functions that allocate, go through the linker's wrappers.
 */
#include "../api/support/calls.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <systemd/sd-bus.h>

static _Thread_local unsigned int n_allocations, failing, n_failed; /* of the thread that calls */

static BOOL fails(void)
{
	if (failing == 0 || ++n_allocations != failing)
		return FALSE;
	n_failed++;
	return TRUE;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
int __real_sd_bus_new(sd_bus **ret);
int __wrap_sd_bus_new(sd_bus **ret);
int __real_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member);
int __wrap_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member);
int __wrap_sd_bus_message_append(sd_bus_message *message, const char *types, ...);
int __real_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size);
int __wrap_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size);
int __real_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply);
int __wrap_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply);
int __wrap_sd_bus_call_method(sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member,
			      sd_bus_error *error, sd_bus_message **reply, const char *types, ...);

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

int __wrap_sd_bus_new(sd_bus **ret)
{
	return fails() ? -ENOMEM : __real_sd_bus_new(ret);
}

int __wrap_sd_bus_message_new_method_call(sd_bus *bus, sd_bus_message **ret, const char *destination, const char *path,
					  const char *interface, const char *member)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_new_method_call(bus, ret, destination, path, interface, member);
}

int __wrap_sd_bus_message_append(sd_bus_message *message, const char *types, ...)
{
	va_list arguments;
	int r;

	if (fails())
		return -ENOMEM;
	va_start(arguments, types);
	r = sd_bus_message_appendv(message, types, arguments);
	va_end(arguments);
	return r;
}

int __wrap_sd_bus_message_append_array(sd_bus_message *message, char type, const void *data, size_t size)
{
	return fails() ? -ENOMEM : __real_sd_bus_message_append_array(message, type, data, size);
}

int __wrap_sd_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t usec, sd_bus_error *error, sd_bus_message **reply)
{
	return fails() ? -ENOMEM : __real_sd_bus_call(bus, message, usec, error, reply);
}

int __wrap_sd_bus_call_method(sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member,
			      sd_bus_error *error, sd_bus_message **reply, const char *types, ...)
{
	va_list arguments;
	int r;

	if (fails())
		return -ENOMEM;
	va_start(arguments, types);
	r = sd_bus_call_methodv(bus, destination, path, interface, member, error, reply, types, arguments);
	va_end(arguments);
	return r;
}

static HANDLE handle;
static GUID guid;

static void begin_failing(unsigned int which)
{
	n_allocations = n_failed = 0;
	failing = which;
}

/* Return: whether there was an allocation to fail. */
static BOOL end_failing(void)
{
	failing = 0;
	return n_failed > 0;
}

static void check_function(const struct function *function)
{
	struct arguments arguments = right_arguments(handle, &guid);
	BOOL has_failed = TRUE;
	unsigned int which;
	DWORD status;

	for (which = 1; has_failed; which++) {
		/* Or the registration is only changed. */
		CHECK(WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_NONE, FALSE, NULL, NULL, NULL, NULL) ==
		      ERROR_SUCCESS);
		begin_failing(which);
		status = function->call(&arguments);
		has_failed = end_failing();
		if (!has_failed)
			CHECK(status == function->answer || status == function->other_answer);
		else if (function->flags & CALL_SAYS_OUTOFMEMORY)
			EXPECT_ANSWER_WAS(function->name, status, ERROR_OUTOFMEMORY);
		else
			EXPECT_ANSWER_WAS(function->name, status, ERROR_NOT_ENOUGH_MEMORY);
	}
	CHECK(which > 3 || (function->flags & CALL_LOCAL)); /* or nothing was tried */
}

static void every_allocation_fails_in_turn(void)
{
	unsigned int i;

	handle = open_handle();
	guid = first_interface(handle);
	calls_prepare(handle, &guid);
	for (i = 0; i < n_every_function; i++)
		check_function(&every_function[i]);
	EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* With the connection to make, and on one that is there. */
static void handles_without_memory(void)
{
	HANDLE opened = NULL, kept = NULL;
	BOOL has_failed = TRUE;
	unsigned int round, which;
	DWORD version = 77, status;

	for (round = 0; round < 2; round++) {
		for (which = 1, has_failed = TRUE; has_failed; which++) {
			begin_failing(which);
			status = WlanOpenHandle(2, NULL, &version, &opened);
			has_failed = end_failing();
			if (has_failed) {
				EXPECT_ANSWER_WAS("WlanOpenHandle", status, ERROR_NOT_ENOUGH_MEMORY);
				CHECK(opened == NULL && version == 77);
			}
		}
		CHECK(which > 3 && status == ERROR_SUCCESS);
		kept = round == 0 ? opened : kept;
		opened = round == 0 ? NULL : opened;
		version = 77;
	}
	/* A handle is closed whatever happens: the service notices by the connection at the latest. */
	begin_failing(1);
	status = WlanCloseHandle(opened, NULL);
	CHECK(end_failing());
	EXPECT_ANSWER_WAS("WlanCloseHandle", status, ERROR_NOT_ENOUGH_MEMORY);
	EXPECT_ERROR(WlanCloseHandle(opened, NULL), ERROR_INVALID_HANDLE);
	EXPECT_ERROR(WlanCloseHandle(kept, NULL), ERROR_SUCCESS);
}

static void memory_itself(void)
{
	PVOID memory;

	begin_failing(1);
	memory = WlanAllocateMemory(77);
	CHECK(end_failing());
	CHECK(memory == NULL);
	EXPECT_ANSWER_WAS("WlanAllocateMemory", GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "every allocation fails in turn", every_allocation_fails_in_turn },
		{ "handles without memory", handles_without_memory },
		{ "memory itself", memory_itself },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
