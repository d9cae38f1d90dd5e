#include "wlanapi/session.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "marshal/message.h"
#include "marshal/names.h"
#include "wlanapi/notifier.h"

struct session {
	unsigned int references; /* under table_lock */
	pthread_mutex_t lock;	 /* of the bus and every message of it */
	sd_bus *bus;
	struct socket_name name;
	atomic_bool is_lost;
};

#define MAX_CLIENTS 8192 /* index bits of a handle value; the service's own limit is lower */

/* The table of handles and the session that new ones share, empty in a child of fork(). */
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;
static struct client *table[MAX_CLIENTS];
static struct session *table_session;

struct socket_name socket_name_of(sd_bus *bus)
{
	struct socket_name name = { .fd = sd_bus_get_fd(bus) };
	struct stat status;

	if (name.fd >= 0 && fstat(name.fd, &status) == 0)
		name.inode = status.st_ino;
	else
		name.fd = -1;
	return name;
}

void socket_name_close(const struct socket_name *name)
{
	struct stat status;

	if (name->fd >= 0 && fstat(name->fd, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_ino == name->inode)
		close(name->fd);
}

static void fork_prepare(void)
{
	pthread_mutex_lock(&table_lock);
}

static void fork_parent(void)
{
	pthread_mutex_unlock(&table_lock);
}

/*
 * The child's handles are the parent's and mean nothing here. Its copies of the sockets are closed, or the service would not see
 * the parent go; the objects stay behind, as their locks may be held by threads that do not exist here.
 */
static void fork_child(void)
{
	if (table_session)
		socket_name_close(&table_session->name);
	for (size_t i = 0; i < MAX_CLIENTS; i++)
		if (table[i] && table[i]->notifier)
			notifier_forget(table[i]->notifier);
	table_session = NULL;
	memset(table, 0, sizeof(table));
	pthread_mutex_init(&table_lock, NULL);
}

static void table_setup(void)
{
	pthread_atfork(fork_prepare, fork_parent, fork_child);
}

static int connect_socket(int *ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv(RPC_ADDRESS_VARIABLE);
	_auto_fd_ int fd = -1;

	if (!path || !path[0])
		path = RPC_SOCKET_DEFAULT;
	if (strncmp(path, "unix:path=", 10) == 0)
		path += 10;
	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		if (errno != EINTR)
			return -errno;
	*ret = take_fd(fd);
	return 0;
}

DWORD session_connect(sd_bus **ret)
{
	cleanup(sd_bus_close_unrefp) sd_bus *bus = NULL;
	_auto_fd_ int fd = -1;
	int r;

	r = connect_socket(&fd);
	if (r == -ENOMEM || r == -EMFILE || r == -ENFILE)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (r == -EACCES || r == -EPERM)
		return ERROR_ACCESS_DENIED;
	if (r < 0)
		return ERROR_SERVICE_NOT_ACTIVE;
	if (sd_bus_new(&bus) < 0)
		return ERROR_NOT_ENOUGH_MEMORY;
	r = sd_bus_set_fd(bus, fd, fd);
	if (r < 0)
		return api_error(r);
	take_fd(fd);
	r = sd_bus_negotiate_fds(bus, 0);
	if (r >= 0)
		r = sd_bus_start(bus);
	if (r < 0) /* who listens is no service, or goes away just now */
		return api_error(r);
	*ret = take_ptr(bus);
	return ERROR_SUCCESS;
}

DWORD session_open_handle(sd_bus *bus, DWORD version, DWORD *ret_version, uint64_t *ret_number)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	uint32_t status, negotiated;
	uint64_t number;
	int r;

	r = sd_bus_call_method(bus, NULL, RPC_PATH, RPC_INTERFACE, "OpenHandle", NULL, &reply, "uu", RPC_PROTOCOL, version);
	if (r >= 0)
		r = sd_bus_message_read(reply, "uut", &status, &negotiated, &number);
	if (r < 0)
		return api_error(r);
	if (status != ERROR_SUCCESS)
		return status;
	*ret_version = negotiated;
	*ret_number = number;
	return ERROR_SUCCESS;
}

static void session_free(struct session *session)
{
	sd_bus_close_unref(session->bus);
	pthread_mutex_destroy(&session->lock);
	free(session);
}

/* Under table_lock; the session to free when it was the last use, outside of the lock. */
static struct session *session_release(struct session *session)
{
	if (--session->references > 0)
		return NULL;
	if (table_session == session)
		table_session = NULL;
	return session;
}

static DWORD session_new(struct session **ret)
{
	struct session *session = calloc(1, sizeof(*session));
	DWORD status;

	if (!session)
		return ERROR_NOT_ENOUGH_MEMORY;
	status = session_connect(&session->bus);
	if (status != ERROR_SUCCESS) {
		free(session);
		return status;
	}
	session->name = socket_name_of(session->bus);
	session->references = 1;
	pthread_mutex_init(&session->lock, NULL);
	*ret = session;
	return ERROR_SUCCESS;
}

/* A connection found dead is not shared any more: the service may be back. */
static DWORD session_get(struct session **ret)
{
	DWORD status = ERROR_SUCCESS;

	pthread_mutex_lock(&table_lock);
	if (table_session && atomic_load(&table_session->is_lost))
		table_session = NULL;
	if (table_session)
		table_session->references++;
	else
		status = session_new(&table_session);
	if (status == ERROR_SUCCESS)
		*ret = table_session;
	pthread_mutex_unlock(&table_lock);
	return status;
}

static void session_put(struct session *session)
{
	struct session *last;

	pthread_mutex_lock(&table_lock);
	last = session_release(session);
	pthread_mutex_unlock(&table_lock);
	if (last)
		session_free(last);
}

struct client *client_unref(struct client *client)
{
	bool is_last;

	if (!client)
		return NULL;
	pthread_mutex_lock(&table_lock);
	is_last = --client->references == 0;
	pthread_mutex_unlock(&table_lock);
	if (is_last) {
		session_put(client->session);
		pthread_mutex_destroy(&client->lock);
		free(client);
	}
	return NULL;
}

/* 31 bits and odd: no address of anything, and it survives a 32-bit program under Wine. */
static HANDLE choose_value(size_t index)
{
	uint32_t noise = 0;

	if (getrandom(&noise, sizeof(noise), 0) != sizeof(noise))
		noise = 0x5a5a5a5a;
	return (HANDLE)(uintptr_t)(((noise << 14) & 0x7fffc000) | (uint32_t)(index << 1) | 1);
}

static size_t index_of(HANDLE value)
{
	return ((uintptr_t)value >> 1) % MAX_CLIENTS;
}

static DWORD table_add(struct client *client)
{
	DWORD status = ERROR_REMOTE_SESSION_LIMIT_EXCEEDED;

	pthread_mutex_lock(&table_lock);
	for (size_t i = 0; i < MAX_CLIENTS; i++) {
		if (table[i])
			continue;
		client->value = choose_value(i);
		table[i] = client;
		status = ERROR_SUCCESS;
		break;
	}
	pthread_mutex_unlock(&table_lock);
	return status;
}

static void session_lost(struct session *session)
{
	atomic_store(&session->is_lost, true);
}

static bool is_of_rpc(DWORD status)
{
	return status == RPC_S_SERVER_UNAVAILABLE || status == RPC_S_CALL_FAILED;
}

static DWORD open_on(struct session *session, DWORD version, struct client *client)
{
	DWORD status;

	pthread_mutex_lock(&session->lock);
	status = session_open_handle(session->bus, version, &client->version, &client->number);
	if (is_of_rpc(status))
		session_lost(session);
	pthread_mutex_unlock(&session->lock);
	return status;
}

/* A shared connection that turns out dead is replaced once: the service has been started anew since. */
static DWORD open_anywhere(DWORD version, struct client *client)
{
	DWORD status = RPC_S_SERVER_UNAVAILABLE;

	for (int attempt = 0; attempt < 2 && is_of_rpc(status); attempt++) {
		struct session *session;

		status = session_get(&session);
		if (status != ERROR_SUCCESS)
			return status;
		status = open_on(session, version, client);
		if (status == ERROR_SUCCESS)
			client->session = session;
		else
			session_put(session);
	}
	return status;
}

DWORD client_open(DWORD version, struct client **ret)
{
	_auto_free_ struct client *client = calloc(1, sizeof(*client));
	DWORD status;

	pthread_once(&table_once, table_setup);
	if (!client)
		return ERROR_NOT_ENOUGH_MEMORY;
	status = open_anywhere(version, client);
	if (status != ERROR_SUCCESS)
		return status;
	client->references = 1;
	pthread_mutex_init(&client->lock, NULL);
	status = table_add(client);
	if (status != ERROR_SUCCESS) {
		client_unref(take_ptr(client));
		return status;
	}
	*ret = take_ptr(client);
	return ERROR_SUCCESS;
}

static DWORD find(HANDLE handle, bool removes, struct client **ret)
{
	struct client **slot = &table[index_of(handle)];
	DWORD status = ERROR_INVALID_HANDLE;

	if (!handle || handle == INVALID_HANDLE_VALUE)
		return ERROR_INVALID_PARAMETER;
	pthread_mutex_lock(&table_lock);
	if (*slot && (*slot)->value == handle) {
		*ret = *slot;
		if (removes)
			*slot = NULL;
		else
			(*ret)->references++;
		status = ERROR_SUCCESS;
	}
	pthread_mutex_unlock(&table_lock);
	return status;
}

DWORD client_find(HANDLE handle, struct client **ret)
{
	return find(handle, false, ret);
}

DWORD client_remove(HANDLE handle, struct client **ret)
{
	return find(handle, true, ret);
}

/* On a lost connection the kernel says so at once, even if nobody has read from it yet. */
DWORD client_check(struct client *client)
{
	struct session *session = client->session;
	struct pollfd poll_fd = { .events = POLLRDHUP };
	bool is_open;

	pthread_mutex_lock(&session->lock);
	poll_fd.fd = sd_bus_get_fd(session->bus);
	is_open = !atomic_load(&session->is_lost) && poll_fd.fd >= 0 && poll(&poll_fd, 1, 0) == 0;
	if (!is_open)
		session_lost(session);
	pthread_mutex_unlock(&session->lock);
	return is_open ? ERROR_SUCCESS : RPC_S_SERVER_UNAVAILABLE;
}

DWORD api_explain(DWORD status)
{
	_auto_fd_ int fd = -1;

	return status == RPC_S_SERVER_UNAVAILABLE && connect_socket(&fd) < 0 ? ERROR_SERVICE_NOT_ACTIVE : status;
}

DWORD api_error(int r)
{
	switch (r) {
	case -ENOMEM:
	case -ENOBUFS:
	case -EMSGSIZE:
		return ERROR_NOT_ENOUGH_MEMORY;
	case -ECONNRESET:
	case -ENOTCONN:
	case -EPIPE:
	case -ESHUTDOWN:
	case -ECHILD:
		return RPC_S_SERVER_UNAVAILABLE;
	default:
		return RPC_S_CALL_FAILED;
	}
}

DWORD api_call_begin_client(struct api_call *call, struct client *client, const char *method)
{
	struct session *session = client->session;
	int r;

	if (atomic_load(&session->is_lost))
		return RPC_S_SERVER_UNAVAILABLE;
	pthread_mutex_lock(&session->lock);
	call->client = client;
	r = sd_bus_message_new_method_call(session->bus, &call->message, NULL, RPC_PATH, RPC_INTERFACE, method);
	if (r >= 0)
		r = sd_bus_message_append(call->message, "t", client->number);
	if (r == -ENOTCONN || r == -ECONNRESET)
		session_lost(session);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

DWORD api_call_begin(struct api_call *call, HANDLE handle, const char *method, enum api_since since)
{
	struct client *client = NULL;
	DWORD status;

	memset(call, 0, sizeof(*call));
	status = client_find(handle, &client);
	if (status != ERROR_SUCCESS)
		return status;
	if (since == API_SINCE_VERSION_2 && client->version < 2)
		status = ERROR_NOT_SUPPORTED;
	else
		status = api_call_begin_client(call, client, method);
	if (!call->client) /* else api_call_end() releases it */
		client_unref(client);
	return status;
}

DWORD api_call_send(struct api_call *call)
{
	struct session *session = call->client->session;
	sd_bus_error error = SD_BUS_ERROR_NULL;
	uint32_t status;
	int r;

	r = sd_bus_call(session->bus, call->message, 0, &error, &call->reply);
	sd_bus_error_free(&error);
	if (r >= 0)
		r = sd_bus_message_read(call->reply, "u", &status);
	if (r < 0) {
		DWORD failure = sd_bus_is_open(session->bus) > 0 ? api_error(r) : RPC_S_SERVER_UNAVAILABLE;

		if (failure == RPC_S_SERVER_UNAVAILABLE)
			session_lost(session);
		return failure;
	}
	return status;
}

void api_call_end(struct api_call *call)
{
	if (!call->client)
		return;
	sd_bus_message_unref(call->message);
	sd_bus_message_unref(call->reply);
	pthread_mutex_unlock(&call->client->session->lock);
	client_unref(call->client);
}

DWORD api_call_take_bytes(struct api_call *call, void **ret, size_t *ret_size)
{
	const void *data;
	size_t size;
	void *copy;

	if (marshal_read_bytes(call->reply, &data, &size) < 0 || size == 0)
		return RPC_S_CALL_FAILED;
	if (size > UINT32_MAX)
		return RPC_S_CALL_FAILED;
	copy = WlanAllocateMemory((DWORD)size);
	if (!copy)
		return ERROR_NOT_ENOUGH_MEMORY;
	memcpy(copy, data, size);
	*ret = copy;
	*ret_size = size;
	return ERROR_SUCCESS;
}

DWORD api_text_in(LPCWSTR text, size_t max, char **ret)
{
	static const uint16_t empty[1];
	int r;

	if (text && utf16_length((const uint16_t *)text, max) == max)
		return ERROR_INVALID_PARAMETER;
	r = utf16_dup_to_utf8(text ? (const uint16_t *)text : empty, max, ret);
	if (r == -ENOMEM)
		return ERROR_NOT_ENOUGH_MEMORY;
	return r < 0 ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

DWORD api_text_out(const char *text, LPWSTR *ret)
{
	_auto_free_ uint16_t *units = NULL;
	size_t size;
	WCHAR *copy;

	if (utf16_dup_from_utf8(text, &units) < 0)
		return ERROR_NOT_ENOUGH_MEMORY;
	size = (utf16_length(units, SIZE_MAX / 4) + 1) * sizeof(*units);
	copy = size <= UINT32_MAX ? WlanAllocateMemory((DWORD)size) : NULL;
	if (!copy)
		return ERROR_NOT_ENOUGH_MEMORY;
	memcpy(copy, units, size);
	*ret = copy;
	return ERROR_SUCCESS;
}
