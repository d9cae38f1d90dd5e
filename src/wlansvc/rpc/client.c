#include "wlansvc/rpc/client.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <windows.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "marshal/message.h"
#include "marshal/names.h"
#include "wlansvc/rpc/version.h"

#define SMALL_QUEUE (64 * 1024) /* bytes: below it nobody is suspected of not reading */

static int client_disconnected(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_client *client = userdata;

	rpc_server_drop(client->server, client);
	return 0;
}

/* The groups that the peer had when it connected; never read from /proc, where another process may have its number by now. */
static int learn_groups(struct rpc_client *client, int fd)
{
	_auto_free_ gid_t *groups = NULL;
	socklen_t size = 0;
	int r;

	r = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &size);
	if (r < 0 && errno == ENOPROTOOPT) { /* Linux before 4.13 */
		log_debug("The kernel does not tell the groups of clients");
		return 0;
	}
	if (r < 0 && errno != ERANGE)
		return -errno;
	if (size > 0) {
		groups = malloc(size);
		if (!groups)
			return -ENOMEM;
		if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) < 0)
			return -errno;
	}
	client->groups = take_ptr(groups);
	client->n_groups = size / sizeof(gid_t);
	return 0;
}

static int learn_peer(struct rpc_client *client, int fd)
{
	struct ucred credentials;
	socklen_t size = sizeof(credentials);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
		return -errno;
	client->uid = credentials.uid;
	client->gid = credentials.gid;
	client->pid = credentials.pid;
	return learn_groups(client, fd);
}

static int add_methods(struct rpc_client *client)
{
	static const sd_bus_vtable *const vtables[] = {
		bus_handle_vtable,
		bus_interface_vtable,
		bus_scan_vtable,
		bus_connect_vtable,
		bus_profile_vtable,
		bus_opcode_vtable,
		bus_security_vtable,
		bus_autoconfig_vtable,
		bus_profile_ops_vtable,
		bus_hosted_vtable,
		bus_device_vtable,
	};

	for (size_t i = 0; i < array_size(vtables); i++) {
		int r = sd_bus_add_object_vtable(client->bus, NULL, RPC_PATH, RPC_INTERFACE, vtables[i], client);

		if (r < 0)
			return r;
	}
	return 0;
}

/* Peer to peer: we are the server of the handshake, there is no broker, no Hello and there are no descriptors. */
static int start_bus(struct rpc_client *client, sd_event *event, int *fd)
{
	sd_id128_t id;
	int r;

	r = sd_id128_randomize(&id);
	if (r < 0)
		return r;
	r = sd_bus_new(&client->bus);
	if (r < 0)
		return r;
	r = sd_bus_set_fd(client->bus, *fd, *fd);
	if (r < 0)
		return r;
	take_fd(*fd);
	r = sd_bus_set_server(client->bus, 1, id);
	if (r < 0)
		return r;
	r = sd_bus_negotiate_fds(client->bus, 0);
	if (r < 0)
		return r;
	r = add_methods(client);
	if (r < 0)
		return r;
	r = sd_bus_match_signal(client->bus, NULL, NULL, "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
				"Disconnected", client_disconnected, client);
	if (r < 0)
		return r;
	r = sd_bus_start(client->bus);
	if (r < 0)
		return r;
	r = sd_bus_attach_event(client->bus, event, SD_EVENT_PRIORITY_NORMAL);
	return r < 0 ? r : 0;
}

define_cleanup(struct rpc_client, client, rpc_client_free);

int rpc_client_new(struct rpc_client **ret, struct rpc_server *server, sd_event *event, int fd)
{
	_auto_fd_ int owned = fd;
	cleanup(cleanup_client) struct rpc_client *client = calloc(1, sizeof(*client));
	int r;

	if (!client)
		return -ENOMEM;
	client->server = server;
	r = learn_peer(client, owned);
	if (r < 0)
		return r;
	r = start_bus(client, event, &owned);
	if (r < 0)
		return r;
	*ret = take_ptr(client);
	return 0;
}

struct rpc_client *rpc_client_free(struct rpc_client *client)
{
	if (client) {
		for (size_t i = 0; i < client->n_held; i++)
			sd_bus_message_unref(client->held[i].message);
		sd_bus_close_unref(client->bus);
		free(client->groups);
		free(client);
	}
	return NULL;
}

/* One user's programs together must not fill the memory either, each of them with less than is allowed to one. */
static void drop_greedy(struct rpc_client *client)
{
	struct rpc_client *greedy = client->unread > SMALL_QUEUE ? rpc_server_find_greedy(client->server, client->uid) : NULL;

	if (!greedy)
		return;
	log_warning("Too much waits for programs of user %u that do not read, most of it for process %d (%zu bytes); closing its connection",
		    (unsigned int)greedy->uid, (int)greedy->pid, greedy->unread);
	rpc_server_drop(greedy->server, greedy);
}

static int send_now(struct rpc_client *client, sd_bus_message *message, size_t size)
{
	uint64_t waiting = 0;
	int r;

	if (client->is_doomed)
		return 0;
	r = sd_bus_send(client->bus, message, NULL);
	if (r >= 0)
		r = sd_bus_get_n_queued_write(client->bus, &waiting);
	client->unread = waiting > 0 ? client->unread + size + 256 : 0;
	if (r >= 0 && client->unread <= rpc_server_limits(client->server)->unread_bytes) {
		drop_greedy(client);
		return 0;
	}
	if (r >= 0)
		log_warning("Process %d does not read its notifications (%zu bytes wait); closing its connection", (int)client->pid,
			    client->unread);
	rpc_server_drop(client->server, client);
	return 0;
}

void rpc_client_release(struct rpc_client *client)
{
	size_t n = client->n_held;

	client->n_held = 0;
	for (size_t i = 0; i < n; i++) {
		int r = send_now(client, client->held[i].message, client->held[i].size);

		sd_bus_message_unref(client->held[i].message);
		if (r < 0) {
			log_warning("Cannot answer process %d: %s; closing its connection", (int)client->pid, strerror(-r));
			rpc_server_drop(client->server, client);
		}
	}
}

int rpc_client_send(struct rpc_client *client, sd_bus_message *message, size_t size)
{
	if (!client->is_doomed && rpc_server_is_holding(client->server) && client->n_held < RPC_HELD_MAX) {
		client->held[client->n_held++] = (struct rpc_held){ sd_bus_message_ref(message), size };
		return 0;
	}
	rpc_client_release(client);
	return send_now(client, message, size);
}

void rpc_call_begin(struct rpc_call *call, sd_bus_message *message, void *userdata, const char *function)
{
	struct rpc_client *client = userdata;

	*call = (struct rpc_call){
		.client = client,
		.message = message,
		.caller = { .uid = client->uid, .gid = client->gid, .pid = client->pid, .groups = client->groups,
			    .n_groups = client->n_groups },
		.acm = rpc_server_acm(client->server),
	};
	log_debug("D-Bus call %s from pid %d", function, (int)client->pid);
}

struct win32_error rpc_call_read_handle(struct rpc_call *call)
{
	uint64_t value;

	if (sd_bus_message_read(call->message, "t", &value) <= 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	call->handle = handle_table_find(rpc_server_handles(call->client->server), call->client, value);
	if (!call->handle)
		return WIN32(ERROR_INVALID_HANDLE);
	call->caller.version = call->handle->version;
	call->caller.handle = call->handle->value;
	if (call->caller.version < 2 && !rpc_version_1_has(sd_bus_message_get_member(call->message)))
		return WIN32(ERROR_NOT_SUPPORTED);
	return WIN32_OK;
}

struct win32_error rpc_call_read_interface(struct rpc_call *call, struct guid *ret)
{
	struct win32_error status = rpc_call_read_handle(call);

	if (status.v == 0 && marshal_read_guid(call->message, ret) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	return status;
}

struct win32_error rpc_call_profile_status(struct rpc_call *call, const struct guid *interface, int result)
{
	if (result == ACM_E_NO_INTERFACE && acm_was_removed(call->acm, interface))
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(result);
}

int rpc_call_send(struct rpc_call *call, sd_bus_message *reply, size_t size)
{
	int r = rpc_client_send(call->client, reply, size);

	/* To a method handler 0 means "not mine", and sd-bus would answer a second time: with an unknown method. */
	return r < 0 ? r : 1;
}

void rpc_answer_late(int r, sd_bus_message *reply)
{
	if (r >= 0)
		r = sd_bus_message_send(reply);
	if (r < 0)
		log_debug("A late answer was not sent: %s", strerror(-r));
}

int rpc_new_reply(sd_bus_message *message, sd_bus_message **ret, const char *types, ...)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	va_list arguments;
	int r;

	r = sd_bus_message_new_method_return(message, &reply);
	if (r < 0)
		return r;
	va_start(arguments, types);
	r = sd_bus_message_appendv(reply, types, arguments);
	va_end(arguments);
	if (r < 0)
		return r;
	*ret = take_ptr(reply);
	return 0;
}

int rpc_call_reply(struct rpc_call *call, struct win32_error status)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	r = rpc_new_reply(call->message, &reply, "u", status.v);
	if (r < 0)
		return r;
	return rpc_call_send(call, reply, 0);
}

int rpc_call_reply_bytes(struct rpc_call *call, struct win32_error status, const void *data, size_t size)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	r = rpc_new_reply(call->message, &reply, "u", status.v);
	if (r < 0)
		return r;
	r = marshal_append_bytes(reply, data, size);
	if (r < 0)
		return r;
	return rpc_call_send(call, reply, size);
}
