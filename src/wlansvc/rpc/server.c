#include "wlansvc/rpc/server.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <windows.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "marshal/message.h"
#include "marshal/names.h"
#include "wlansvc/rpc/client.h"
#include "wlansvc/rpc/notify_out.h"

struct rpc_server {
	sd_event *event;
	struct acm *acm;
	struct rpc_limits limits;
	struct handle_table *handles;
	sd_event_source *accept_source;
	sd_event_source *bury_source; /* frees the doomed, outside of their own callbacks */
	struct rpc_client *clients;
	size_t n_clients;
	bool is_holding;       /* a disconnect is being passed on */
	bool has_held;         /* somebody's messages wait */
	sd_event_source *limit; /* of their waiting */
};

/* A driver that has not answered by then is not held up by us. */
#define HOLD_LIMIT_US 20000u
#define LARGE_QUEUE (1024 * 1024) /* bytes: worth giving memory back to the system */

static int connect_to(const struct sockaddr_un *address)
{
	_auto_fd_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
		return -errno;
	return 0;
}

int rpc_listen(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_auto_fd_ int fd = -1;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		if (errno != EADDRINUSE)
			return -errno;
		if (connect_to(&address) != -ECONNREFUSED) /* somebody listens, or it is no socket */
			return -EADDRINUSE;
		if (unlink(path) < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
			return -errno;
	}
	/* Everybody may connect, as everybody may open a handle; what they may do with it is checked call by call. */
	if (chmod(path, 0666) < 0 || listen(fd, SOMAXCONN) < 0)
		return -errno;
	return take_fd(fd);
}

struct handle_table *rpc_server_handles(struct rpc_server *server)
{
	return server->handles;
}

struct acm *rpc_server_acm(struct rpc_server *server)
{
	return server->acm;
}

const struct rpc_limits *rpc_server_limits(struct rpc_server *server)
{
	return &server->limits;
}

static size_t count_of_user(const struct rpc_server *server, uid_t uid)
{
	size_t n = 0;

	for (const struct rpc_client *client = server->clients; client; client = client->next)
		n += client->uid == uid;
	return n;
}

static void add_client(struct rpc_server *server, int fd)
{
	struct rpc_client *client;
	size_t n_same;
	int r;

	if (server->n_clients >= server->limits.connections) {
		log_warning("Refusing a connection: %zu are open", server->n_clients);
		close(fd);
		return;
	}
	r = rpc_client_new(&client, server, server->event, fd);
	if (r < 0) {
		log_warning("Cannot serve a new connection: %s", strerror(-r));
		return;
	}
	n_same = count_of_user(server, client->uid);
	if (n_same >= 2 * server->limits.connections_per_uid) {
		log_warning("Refusing a connection of user %u: %zu are open", (unsigned int)client->uid, n_same);
		rpc_client_free(client);
		return;
	}
	client->is_over_limit = n_same >= server->limits.connections_per_uid;
	client->next = server->clients;
	server->clients = client;
	server->n_clients++;
	log_debug("Process %d connected", (int)client->pid);
}

static int accept_ready(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
	struct rpc_server *server = userdata;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (client >= 0)
		add_client(server, client);
	else if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
		log_warning("Cannot accept a connection: %s", strerror(errno));
	return 0;
}

static int bury(sd_event_source *source, void *userdata)
{
	struct rpc_server *server = userdata;
	struct rpc_client **at = &server->clients;
	bool was_large = false;

	while (*at) {
		struct rpc_client *client = *at;

		if (!client->is_doomed) {
			at = &client->next;
			continue;
		}
		*at = client->next;
		server->n_clients--;
		log_debug("Process %d is gone: %zu handles released", (int)client->pid,
			  handle_table_release(server->handles, client));
		was_large |= client->unread > LARGE_QUEUE;
		rpc_client_free(client);
	}
	/* What waited lies between what others have: without this it would stay with the service for good. */
	if (was_large)
		malloc_trim(0);
	/* Not switched off here: it is for once only, and releasing handles may have doomed another one. */
	return 0;
}

void rpc_server_drop(struct rpc_server *server, struct rpc_client *client)
{
	if (client->is_doomed)
		return;
	client->is_doomed = true;
	sd_event_source_set_enabled(server->bury_source, SD_EVENT_ONESHOT);
}

struct rpc_client *rpc_server_find_greedy(struct rpc_server *server, uid_t uid)
{
	struct rpc_client *most = NULL;
	uint64_t waiting;
	size_t sum = 0;

	for (struct rpc_client *client = server->clients; client; client = client->next) {
		if (client->uid != uid || client->is_doomed || client->unread == 0)
			continue;
		/* It may have read everything since it was sent something. */
		if (sd_bus_get_n_queued_write(client->bus, &waiting) >= 0 && waiting == 0)
			client->unread = 0;
		sum += client->unread;
		if (!most || client->unread > most->unread)
			most = client;
	}
	return sum > server->limits.unread_bytes_per_uid ? most : NULL;
}

void rpc_server_hold(struct rpc_server *server)
{
	server->is_holding = true;
}

bool rpc_server_is_holding(const struct rpc_server *server)
{
	return server->is_holding;
}

void rpc_server_release(struct rpc_server *server)
{
	if (!server->has_held)
		return;
	server->has_held = false;
	(void)sd_event_source_set_enabled(server->limit, SD_EVENT_OFF);
	for (struct rpc_client *client = server->clients; client; client = client->next)
		rpc_client_release(client);
}

void rpc_server_hold_end(struct rpc_server *server, bool may_wait)
{
	server->is_holding = false;
	server->has_held = true;
	if (!may_wait || sd_event_source_set_time_relative(server->limit, HOLD_LIMIT_US) < 0 ||
	    sd_event_source_set_enabled(server->limit, SD_EVENT_ONESHOT) < 0)
		rpc_server_release(server);
}

static int on_limit(sd_event_source *source, uint64_t usec, void *userdata)
{
	rpc_server_release(userdata);
	return 0;
}

/* What was bound to the handle ends with it (H7). */
static void handle_closed(const struct handle *handle, void *userdata)
{
	struct rpc_server *server = userdata;

	acm_release_handle(server->acm, handle->value);
	acm_user_leaves(server->acm, ((const struct rpc_client *)handle->owner)->uid);
}

define_cleanup(struct rpc_server, server, rpc_server_free);

int rpc_server_new(struct rpc_server **ret, sd_event *event, int socket, struct acm *acm, const struct rpc_limits *limits)
{
	_auto_fd_ int owned = socket;
	cleanup(cleanup_server) struct rpc_server *server = calloc(1, sizeof(*server));
	int r;

	if (!server)
		return -ENOMEM;
	server->event = sd_event_ref(event);
	server->acm = acm;
	server->limits = *limits;
	r = handle_table_new(&server->handles, limits->handles, limits->handles_per_client);
	if (r < 0)
		return r;
	handle_table_watch(server->handles, handle_closed, server);
	r = sd_event_add_defer(event, &server->bury_source, bury, server);
	if (r < 0)
		return r;
	r = sd_event_source_set_enabled(server->bury_source, SD_EVENT_OFF);
	if (r < 0)
		return r;
	r = sd_event_add_time(event, &server->limit, CLOCK_MONOTONIC, 0, 1000, on_limit, server);
	if (r < 0)
		return r;
	r = sd_event_source_set_enabled(server->limit, SD_EVENT_OFF);
	if (r < 0)
		return r;
	r = sd_event_add_io(event, &server->accept_source, owned, EPOLLIN, accept_ready, server);
	if (r < 0)
		return r;
	r = sd_event_source_set_io_fd_own(server->accept_source, 1);
	if (r < 0)
		return r;
	take_fd(owned);
	*ret = take_ptr(server);
	return 0;
}

struct rpc_server *rpc_server_free(struct rpc_server *server)
{
	if (!server)
		return NULL;
	sd_event_source_disable_unref(server->accept_source);
	sd_event_source_disable_unref(server->bury_source);
	sd_event_source_disable_unref(server->limit);
	while (server->clients) {
		struct rpc_client *client = server->clients;

		server->clients = client->next;
		handle_table_release(server->handles, client);
		rpc_client_free(client);
	}
	handle_table_free(server->handles);
	sd_event_unref(server->event);
	free(server);
	return NULL;
}

static int send_notification(const struct handle *handle, const struct acm_notification *notification, const void *data,
			     size_t size)
{
	struct rpc_client *client = handle->owner;
	cleanup(sd_bus_message_unrefp) sd_bus_message *message = NULL;
	int r;

	r = sd_bus_message_new_signal(client->bus, &message, RPC_PATH, RPC_INTERFACE, RPC_SIGNAL_NOTIFICATION);
	if (r < 0)
		return r;
	r = sd_bus_message_append(message, "tuu", handle->value, notification->source, notification->code);
	if (r < 0)
		return r;
	r = marshal_append_guid(message, &notification->interface);
	if (r < 0)
		return r;
	r = marshal_append_bytes(message, data, size);
	if (r < 0)
		return r;
	return rpc_client_send(client, message, size);
}

void rpc_server_notify(struct rpc_server *server, const struct acm_notification *notification)
{
	_auto_free_ void *data = NULL;
	struct handle *handle = NULL;
	uint64_t digest;
	size_t size;

	if (notify_out_encode(notification, &data, &size) < 0) {
		log_error("No memory for notification %u of source 0x%x", notification->code, notification->source);
		return;
	}
	digest = notify_out_digest(notification, data, size);
	while ((handle = handle_table_next(server->handles, handle))) {
		struct rpc_client *client = handle->owner;
		int r;

		if (client->is_doomed || !notify_out_wants(handle, notification->source, notification->code, digest))
			continue;
		r = send_notification(handle, notification, data, size);
		if (r < 0) {
			log_warning("Cannot notify process %d: %s; closing its connection", (int)client->pid, strerror(-r));
			rpc_server_drop(server, client);
		}
	}
}
