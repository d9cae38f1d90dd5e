#include "wlanapi/notifier.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/names.h"
#include "marshal/query.h"
#include "wlanapi/export.h"
#include "wlanapi/host_threads.h"
#include "wlanapi/session.h"

struct notifier {
	void *thread; /* of the host */
	struct socket_name name;
	pthread_mutex_t lock; /* of all below; never held during a callback */
	sd_bus *bus;
	uint64_t number; /* the handle that carries the registration */
	int wake;	 /* eventfd: something is queued on the bus, or it is time to end */
	struct notifier_wish wish;
	bool must_end;
	bool frees_itself; /* stopped by its own callback */
};

/* One notification, copied out of the bus. */
struct delivery {
	struct notifier_wish wish;
	WLAN_NOTIFICATION_DATA data;
	void *payload;
};

/* Set when the process exits: callbacks would find a program half taken down. */
static atomic_bool is_exiting;

/* The notifier whose thread this is. */
static _Thread_local const struct notifier *running;

__attribute__((destructor)) static void notifier_at_exit(void)
{
	atomic_store(&is_exiting, true);
}

struct posix_thread {
	pthread_t thread;
	void (*run)(void *userdata);
	void *userdata;
};

static void *posix_run(void *userdata)
{
	const struct posix_thread *thread = userdata;

	thread->run(thread->userdata);
	return NULL;
}

/* Signals are for the program's own threads. */
static int posix_start(void (*run)(void *userdata), void *userdata, void **ret_thread)
{
	struct posix_thread *thread = calloc(1, sizeof(*thread));
	sigset_t all, before;
	int r;

	if (!thread)
		return ENOMEM;
	thread->run = run;
	thread->userdata = userdata;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&thread->thread, NULL, posix_run, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r != 0)
		free(thread);
	else
		*ret_thread = thread;
	return r;
}

static void posix_join(void *thread)
{
	pthread_join(((struct posix_thread *)thread)->thread, NULL);
	free(thread);
}

static void posix_detach(void *thread)
{
	pthread_detach(((struct posix_thread *)thread)->thread);
	free(thread);
}

static void posix_call(void (*callback)(void), void *data, void *context)
{
	((WLAN_NOTIFICATION_CALLBACK)callback)(data, context);
}

static const struct wlanapi_host_threads posix_threads = { posix_start, posix_join, posix_detach, posix_call };

static _Atomic(const struct wlanapi_host_threads *) host = &posix_threads;

EXPORT void native_wifi_set_host_threads(const struct wlanapi_host_threads *threads)
{
	atomic_store(&host, threads);
}

static void notifier_free(struct notifier *notifier)
{
	sd_bus_close_unref(notifier->bus);
	if (notifier->wake >= 0)
		close(notifier->wake);
	pthread_mutex_destroy(&notifier->lock);
	free(notifier);
}

/* Return: whether it is a notification of ours that a program can be given. */
static bool read_delivery(struct notifier *notifier, sd_bus_message *message, struct delivery *ret)
{
	const void *data;
	struct guid interface;
	uint64_t number;
	uint32_t source, code;
	size_t size;

	if (!sd_bus_message_is_signal(message, RPC_INTERFACE, RPC_SIGNAL_NOTIFICATION) ||
	    !sd_bus_message_has_signature(message, "tuuayay") ||
	    sd_bus_message_read(message, "tuu", &number, &source, &code) < 0 || number != notifier->number ||
	    marshal_read_guid(message, &interface) < 0 || marshal_read_bytes(message, &data, &size) < 0 || size > UINT32_MAX ||
	    marshal_check_notification(source, code, data, size) < 0)
		return false;
	memset(ret, 0, sizeof(*ret));
	if (size > 0) {
		ret->payload = malloc(size);
		if (!ret->payload)
			return false;
		memcpy(ret->payload, data, size);
	}
	ret->data.NotificationSource = source;
	ret->data.NotificationCode = code;
	memcpy(&ret->data.InterfaceGuid, interface.b, sizeof(interface.b));
	ret->data.dwDataSize = (DWORD)size;
	ret->data.pData = ret->payload;
	ret->wish = notifier->wish;
	return true;
}

/* Takes what the bus has, at most one notification. Return: <0 when there is no service any more; 0: nothing waits; 1: go on. */
static int process(struct notifier *notifier, struct delivery *ret, bool *ret_is_filled)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *message = NULL;
	int r;

	*ret_is_filled = false;
	r = sd_bus_process(notifier->bus, &message);
	if (r > 0 && message)
		*ret_is_filled = read_delivery(notifier, message, ret);
	return r;
}

static void deliver(struct notifier *notifier, struct delivery *delivery)
{
	bool must_end;

	pthread_mutex_lock(&notifier->lock);
	must_end = notifier->must_end;
	pthread_mutex_unlock(&notifier->lock);
	/* Whoever sets must_end from here on waits for this callback to return. */
	if (!must_end && !atomic_load(&is_exiting) && delivery->wish.callback)
		atomic_load(&host)->call((void (*)(void))delivery->wish.callback, &delivery->data, delivery->wish.context);
	free(delivery->payload);
}

static bool wait_for_more(struct notifier *notifier, short events)
{
	struct pollfd fds[2] = {
		{ .fd = sd_bus_get_fd(notifier->bus), .events = events },
		{ .fd = notifier->wake, .events = POLLIN },
	};
	eventfd_t value;

	if (poll(fds, array_size(fds), -1) < 0 && errno != EINTR)
		return false;
	if (fds[1].revents)
		eventfd_read(notifier->wake, &value);
	return true;
}

static bool run_once(struct notifier *notifier)
{
	struct delivery delivery;
	bool is_filled = false;
	int r = -ESHUTDOWN, events = 0;

	pthread_mutex_lock(&notifier->lock);
	if (!notifier->must_end)
		r = process(notifier, &delivery, &is_filled);
	if (r == 0)
		events = sd_bus_get_events(notifier->bus);
	pthread_mutex_unlock(&notifier->lock);
	if (is_filled)
		deliver(notifier, &delivery);
	if (r < 0 || events < 0)
		return false;
	return r > 0 || wait_for_more(notifier, (short)events);
}

static void run(void *userdata)
{
	struct notifier *notifier = userdata;
	bool frees_itself;

	running = notifier;
	while (run_once(notifier))
		;
	pthread_mutex_lock(&notifier->lock);
	frees_itself = notifier->frees_itself;
	pthread_mutex_unlock(&notifier->lock);
	if (frees_itself)
		notifier_free(notifier);
}

/* Under the lock, or before the thread runs. */
static DWORD register_wish(struct notifier *notifier, const struct notifier_wish *wish)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	uint32_t status, previous;
	int r;

	r = sd_bus_call_method(notifier->bus, NULL, RPC_PATH, RPC_INTERFACE, "RegisterNotification", NULL, &reply, "tub",
			       notifier->number, wish->sources, wish->ignores_duplicates != FALSE);
	if (r >= 0)
		r = sd_bus_message_read(reply, "uu", &status, &previous);
	if (r < 0)
		return sd_bus_is_open(notifier->bus) > 0 ? api_error(r) : RPC_S_SERVER_UNAVAILABLE;
	if (status == ERROR_SUCCESS)
		notifier->wish = *wish;
	return status;
}

DWORD notifier_new(struct notifier **ret, DWORD version, const struct notifier_wish *wish)
{
	struct notifier *notifier = calloc(1, sizeof(*notifier));
	DWORD negotiated, status;

	if (!notifier)
		return ERROR_NOT_ENOUGH_MEMORY;
	notifier->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&notifier->lock, NULL);
	status = notifier->wake < 0 ? ERROR_NOT_ENOUGH_MEMORY : session_connect(&notifier->bus);
	if (status == ERROR_SUCCESS)
		notifier->name = socket_name_of(notifier->bus);
	if (status == ERROR_SUCCESS)
		status = session_open_handle(notifier->bus, version, &negotiated, &notifier->number);
	if (status == ERROR_SERVICE_NOT_ACTIVE) /* it was there a moment ago */
		status = RPC_S_SERVER_UNAVAILABLE;
	if (status == ERROR_SUCCESS)
		status = register_wish(notifier, wish);
	if (status == ERROR_SUCCESS && atomic_load(&host)->start(run, notifier, &notifier->thread) != 0)
		status = ERROR_NOT_ENOUGH_MEMORY;
	if (status != ERROR_SUCCESS) {
		notifier_free(notifier);
		return status;
	}
	*ret = notifier;
	return ERROR_SUCCESS;
}

DWORD notifier_change(struct notifier *notifier, const struct notifier_wish *wish)
{
	DWORD status;

	pthread_mutex_lock(&notifier->lock);
	status = register_wish(notifier, wish);
	pthread_mutex_unlock(&notifier->lock);
	/* The call may have read notifications from the socket that poll() does not see any more. */
	eventfd_write(notifier->wake, 1);
	return status;
}

void notifier_stop(struct notifier *notifier)
{
	bool is_own = running == notifier;
	void *thread = notifier->thread;

	pthread_mutex_lock(&notifier->lock);
	notifier->must_end = true;
	notifier->frees_itself = is_own;
	eventfd_write(notifier->wake, 1);
	pthread_mutex_unlock(&notifier->lock);
	if (is_own) {
		atomic_load(&host)->detach(thread);
		return;
	}
	atomic_load(&host)->join(thread);
	notifier_free(notifier);
}

void notifier_forget(struct notifier *notifier)
{
	socket_name_close(&notifier->name);
}
