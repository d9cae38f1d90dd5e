/*
 * The library called by sixteen threads at once, against the server with a fake acm behind it. For the thread
 * sanitizer above all; what callbacks must not do is checked without it too.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/rpc/acm_fake.h"
#include "wlansvc/rpc/server.h"

#define N_THREADS 16
#define N_ROUNDS 25
#define N_CALLS 8 /* on each handle */

struct fixture {
	char directory[64], path[80];
	pid_t server;
};

static GUID interface;
static HANDLE calls_in_callbacks;

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
	if (sd_event_new(&event) < 0 || rpc_server_new(&server, event, socket, NULL, &limits) < 0)
		_exit(1);
	acm_fake_listener.notify = relay;
	acm_fake_userdata = server;
	sd_event_loop(event);
	_exit(0);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	DWORD version;
	int fd;

	strcpy(f->directory, "/tmp/rpc-threads-XXXXXX");
	if (!mkdtemp(f->directory))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/socket", f->directory);
	setenv("WLANSVC_ADDRESS", f->path, 1);
	memcpy(&interface, &acm_fake_interface, sizeof(interface));
	fd = rpc_listen(f->path);
	f->server = fd < 0 ? -1 : fork();
	if (f->server == 0)
		serve(fd);
	close(fd);
	*state = f;
	return f->server > 0 && WlanOpenHandle(2, NULL, &version, &calls_in_callbacks) == ERROR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	WlanCloseHandle(calls_in_callbacks, NULL);
	kill(f->server, SIGKILL);
	waitpid(f->server, NULL, 0);
	unlink(f->path);
	rmdir(f->directory);
	free(f);
	return 0;
}

/* What threads find wrong: cmocka's own assertions are for its thread alone. */
static atomic_uint n_overlapping, n_after_close, n_failed, n_callbacks;

/* Belongs to one handle, and is freed when WlanCloseHandle has returned: a callback that runs later touches freed memory. */
struct listener {
	atomic_bool is_inside, is_closed;
	unsigned int n_heard; /* no atomic: callbacks of one handle come one after the other, and none after the close */
};

static DWORD query(HANDLE handle)
{
	DWORD size, code;
	PVOID data;

	code = WlanQueryInterface(handle, &interface, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL);
	if (code == ERROR_SUCCESS)
		WlanFreeMemory(data);
	return code;
}

static void expect(DWORD code)
{
	if (code != ERROR_SUCCESS)
		atomic_fetch_add(&n_failed, 1);
}

static void WINAPI listen(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct listener *listener = context;

	if (atomic_exchange(&listener->is_inside, true))
		atomic_fetch_add(&n_overlapping, 1);
	if (atomic_load(&listener->is_closed))
		atomic_fetch_add(&n_after_close, 1);
	listener->n_heard += data->NotificationCode != 0;
	/* Long enough to be met by a close; and callbacks may call. */
	if (atomic_fetch_add(&n_callbacks, 1) % 16 == 0)
		expect(query(calls_in_callbacks));
	else
		sched_yield();
	atomic_store(&listener->is_inside, false);
}

static DWORD enumerate(HANDLE handle)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD code = WlanEnumInterfaces(handle, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return code;
}

static DWORD call_something(HANDLE handle, unsigned int dice)
{
	switch (dice % 4) {
	case 0:
		return WlanScan(handle, &interface, NULL, NULL, NULL);
	case 1:
		return WlanDisconnect(handle, &interface, NULL);
	case 2:
		return enumerate(handle);
	default:
		return query(handle);
	}
}

static HANDLE open_one(void)
{
	HANDLE handle = NULL;
	DWORD version;

	if (WlanOpenHandle(2, NULL, &version, &handle) != ERROR_SUCCESS)
		atomic_fetch_add(&n_failed, 1);
	return handle;
}

static DWORD listen_to(HANDLE handle, DWORD sources, struct listener *listener)
{
	return WlanRegisterNotification(handle, sources, FALSE, sources ? listen : NULL, listener, NULL, NULL);
}

/* Whoever closes a handle frees what belongs to it. Return: whether this call was the one that closed. */
static bool close_one(HANDLE handle, struct listener *listener)
{
	DWORD code = WlanCloseHandle(handle, NULL);

	if (code != ERROR_SUCCESS)
		return false;
	atomic_store(&listener->is_closed, true);
	if (atomic_load(&listener->is_inside))
		atomic_fetch_add(&n_after_close, 1);
	free(listener);
	return true;
}

struct thread {
	pthread_t thread;
	unsigned int seed;
	pthread_barrier_t *begin;
	HANDLE shared_handle;
	struct listener *shared_listener;
};

/* All that a program does with a handle of its own, and the calls of all others at the same time. */
static void *use_own_handles(void *userdata)
{
	struct thread *self = userdata;

	pthread_barrier_wait(self->begin);
	for (int round = 0; round < N_ROUNDS; round++) {
		struct listener *listener = calloc(1, sizeof(*listener));
		HANDLE handle = open_one();

		expect(listen_to(handle, WLAN_NOTIFICATION_SOURCE_ALL, listener));
		for (int i = 0; i < N_CALLS; i++) {
			expect(call_something(handle, (unsigned int)rand_r(&self->seed)));
			expect(call_something(self->shared_handle, (unsigned int)rand_r(&self->seed)));
			if (i == N_CALLS / 2) /* another wish, or none for a while */
				expect(listen_to(handle, rand_r(&self->seed) & 1 ? WLAN_NOTIFICATION_SOURCE_ACM : 0, listener));
		}
		if (rand_r(&self->seed) & 1)
			expect(listen_to(self->shared_handle, WLAN_NOTIFICATION_SOURCE_ACM, self->shared_listener));
		if (!close_one(handle, listener))
			atomic_fetch_add(&n_failed, 1);
	}
	return NULL;
}

static void assert_nothing_wrong(void)
{
	assert_int_equal(atomic_load(&n_failed), 0);
	assert_int_equal(atomic_load(&n_overlapping), 0);
	assert_int_equal(atomic_load(&n_after_close), 0);
	assert_true(atomic_load(&n_callbacks) > 0);
}

static void run_threads(void *(*run)(void *userdata), HANDLE shared_handle, struct listener *shared_listener)
{
	struct thread threads[N_THREADS];
	pthread_barrier_t begin;

	atomic_store(&n_failed, 0);
	atomic_store(&n_overlapping, 0);
	atomic_store(&n_after_close, 0);
	atomic_store(&n_callbacks, 0);
	pthread_barrier_init(&begin, NULL, N_THREADS);
	for (unsigned int i = 0; i < N_THREADS; i++) {
		threads[i] = (struct thread){
			.seed = i, .begin = &begin, .shared_handle = shared_handle, .shared_listener = shared_listener
		};
		assert_int_equal(pthread_create(&threads[i].thread, NULL, run, &threads[i]), 0);
	}
	for (unsigned int i = 0; i < N_THREADS; i++)
		pthread_join(threads[i].thread, NULL);
	pthread_barrier_destroy(&begin);
}

static void callbacks_of_a_handle_neither_overlap_nor_outlive_it(void **state)
{
	struct listener *listener = calloc(1, sizeof(*listener));
	HANDLE handle = open_one();

	(void)state;
	run_threads(use_own_handles, handle, listener);
	assert_true(close_one(handle, listener));
	assert_nothing_wrong();
}

/* Handles that any thread may close while others are calling. */
static struct slot {
	pthread_mutex_t lock;
	HANDLE handle;
	struct listener *listener;
} slots[N_THREADS];

/* Puts a new handle into a slot. Return: the one that was there, to be closed. */
static struct slot exchange(struct slot *slot, HANDLE handle, struct listener *listener)
{
	struct slot before;

	pthread_mutex_lock(&slot->lock);
	before = (struct slot){ .handle = slot->handle, .listener = slot->listener };
	slot->handle = handle;
	slot->listener = listener;
	pthread_mutex_unlock(&slot->lock);
	return before;
}

static HANDLE look_at(struct slot *slot)
{
	HANDLE handle;

	pthread_mutex_lock(&slot->lock);
	handle = slot->handle;
	pthread_mutex_unlock(&slot->lock);
	return handle;
}

static void *close_those_of_others(void *userdata)
{
	struct thread *self = userdata;

	pthread_barrier_wait(self->begin);
	for (int round = 0; round < N_ROUNDS; round++) {
		struct listener *listener = calloc(1, sizeof(*listener));
		HANDLE handle = open_one();
		struct slot before;

		expect(listen_to(handle, WLAN_NOTIFICATION_SOURCE_ALL, listener));
		before = exchange(&slots[(unsigned int)rand_r(&self->seed) % N_THREADS], handle, listener);
		for (int i = 0; i < N_CALLS; i++) {
			HANDLE other = look_at(&slots[(unsigned int)rand_r(&self->seed) % N_THREADS]);
			DWORD code = other ? call_something(other, (unsigned int)rand_r(&self->seed)) : ERROR_SUCCESS;

			if (code != ERROR_SUCCESS && code != ERROR_INVALID_HANDLE)
				atomic_fetch_add(&n_failed, 1);
		}
		/* Only this thread has it now, but calls of others on it may be under way. */
		if (before.handle && !close_one(before.handle, before.listener))
			atomic_fetch_add(&n_failed, 1);
	}
	return NULL;
}

static void a_handle_can_be_closed_under_calls_of_other_threads(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_THREADS; i++)
		pthread_mutex_init(&slots[i].lock, NULL);
	run_threads(close_those_of_others, NULL, NULL);
	for (size_t i = 0; i < N_THREADS; i++) {
		struct slot last = exchange(&slots[i], NULL, NULL);

		if (last.handle)
			assert_true(close_one(last.handle, last.listener));
	}
	assert_nothing_wrong();
}

static atomic_uint n_closed;

static void *close_the_shared_one(void *userdata)
{
	struct thread *self = userdata;

	pthread_barrier_wait(self->begin);
	if (close_one(self->shared_handle, self->shared_listener))
		atomic_fetch_add(&n_closed, 1);
	return NULL;
}

static void of_sixteen_threads_that_close_one_handle_one_does(void **state)
{
	(void)state;
	for (int round = 0; round < N_ROUNDS; round++) {
		struct listener *listener = calloc(1, sizeof(*listener));
		HANDLE handle = open_one(), other = open_one();

		expect(listen_to(handle, WLAN_NOTIFICATION_SOURCE_ALL, listener));
		for (int i = 0; i < N_CALLS; i++) /* so that callbacks are under way */
			assert_int_equal(WlanScan(other, &interface, NULL, NULL, NULL), ERROR_SUCCESS);
		atomic_store(&n_closed, 0);
		run_threads(close_the_shared_one, handle, listener);
		assert_int_equal(atomic_load(&n_closed), 1);
		assert_int_equal(atomic_load(&n_after_close), 0);
		assert_int_equal(WlanCloseHandle(other, NULL), ERROR_SUCCESS);
	}
}

#define with_server(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_server(callbacks_of_a_handle_neither_overlap_nor_outlive_it),
		with_server(a_handle_can_be_closed_under_calls_of_other_threads),
		with_server(of_sixteen_threads_that_close_one_handle_one_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
