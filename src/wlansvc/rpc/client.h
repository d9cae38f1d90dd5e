/*
 * One connection: its handles live as long as it. Private to rpc/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>

#include "wlansvc/rpc/handle_table.h"
#include "wlansvc/rpc/server.h"
#include "wlansvc/rpc/win32.h"

/* What a disconnect tells one client at once, and then some; of more, nothing waits. */
#define RPC_HELD_MAX 8

struct rpc_client {
	struct rpc_server *server;
	sd_bus *bus;
	uid_t uid;
	gid_t gid;
	pid_t pid;
	gid_t *groups; /* supplementary ones */
	size_t n_groups;
	bool is_over_limit; /* too many connections of its user: may not open handles */
	bool is_doomed;     /* freed when the loop runs next */
	bool was_warned;    /* that it has many handles open */
	size_t unread;      /* bytes sent since its queue was empty */
	struct rpc_held {
		sd_bus_message *message;
		size_t size;
	} held[RPC_HELD_MAX]; /* messages that wait, oldest first; rpc_server_hold() */
	size_t n_held;
	struct rpc_client *next;
};

/* server.c */
struct handle_table *rpc_server_handles(struct rpc_server *server);
struct acm *rpc_server_acm(struct rpc_server *server);
const struct rpc_limits *rpc_server_limits(struct rpc_server *server);
/* Closes the connection and releases its handles as soon as the loop runs again; from now on it is sent nothing. */
void rpc_server_drop(struct rpc_server *server, struct rpc_client *client);

/* Of a user for whom too much waits in all, the connection for which most does; NULL: it is not too much. */
struct rpc_client *rpc_server_find_greedy(struct rpc_server *server, uid_t uid);

/*
 * Between the two, what is sent to any client is put aside. With @may_wait it stays aside until rpc_server_release(), for 20 ms at
 * most: a driver that has just been told to disconnect gets the processors to itself, for every message wakes another process up.
 * Each client hears everything in the order in which it was sent: what is sent later is sent after what waits.
 */
void rpc_server_hold(struct rpc_server *server);
void rpc_server_hold_end(struct rpc_server *server, bool may_wait);
bool rpc_server_is_holding(const struct rpc_server *server);

/* Takes @fd over, also on failure. Return: 0; negative errno. */
int rpc_client_new(struct rpc_client **ret, struct rpc_server *server, sd_event *event, int fd);
struct rpc_client *rpc_client_free(struct rpc_client *client);

/* Sends what was put aside. */
void rpc_client_release(struct rpc_client *client);

/* Sends and counts what the client has not read; beyond the limit it is dropped. @size: what the message holds, about. */
int rpc_client_send(struct rpc_client *client, sd_bus_message *message, size_t size);

/* One method call under way. */
struct rpc_call {
	struct rpc_client *client;
	sd_bus_message *message;
	struct handle *handle;
	struct acm_caller caller;
	struct acm *acm;
};

/* Logs the call by the name of the API. Return: 0. */
void rpc_call_begin(struct rpc_call *call, sd_bus_message *message, void *userdata, const char *function);

/* Reads the first argument, the handle. Return: ERROR_SUCCESS; ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER; ERROR_NOT_SUPPORTED if
 * its version may not call this method (version.h). */
struct win32_error rpc_call_read_handle(struct rpc_call *call);

/* ... and the second, the interface. */
struct win32_error rpc_call_read_interface(struct rpc_call *call, struct guid *ret);

/* What acm has answered to a function that changes a profile: for an interface that was here and is gone it has a code of its own. */
struct win32_error rpc_call_profile_status(struct rpc_call *call, const struct guid *interface, int result);

/* An answer to @message with the arguments of sd_bus_message_append(). @ret: unreferenced by the caller. Return: 0; negative errno. */
int rpc_new_reply(sd_bus_message *message, sd_bus_message **ret, const char *types, ...);

/* Reply of the status alone. */
int rpc_call_reply(struct rpc_call *call, struct win32_error status);

/* Reply of the status and one blob; @data may be NULL with @size 0. */
int rpc_call_reply_bytes(struct rpc_call *call, struct win32_error status, const void *data, size_t size);

/* Sends a reply that the method built. @size: of its payload, about. */
/* Return: 1, as a method handler returns it; negative errno. */
int rpc_call_send(struct rpc_call *call, sd_bus_message *reply, size_t size);

/* Sends the answer to a call that has waited for a driver. @r: what making it returned. The message of the call holds its connection; if
 * that is closed by now, nobody is told. */
void rpc_answer_late(int r, sd_bus_message *reply);

/* The methods of each family; userdata is the struct rpc_client. */
extern const sd_bus_vtable bus_handle_vtable[];
extern const sd_bus_vtable bus_interface_vtable[];
extern const sd_bus_vtable bus_scan_vtable[];
extern const sd_bus_vtable bus_connect_vtable[];
extern const sd_bus_vtable bus_profile_vtable[];
extern const sd_bus_vtable bus_opcode_vtable[];
extern const sd_bus_vtable bus_autoconfig_vtable[];
extern const sd_bus_vtable bus_profile_ops_vtable[];
extern const sd_bus_vtable bus_security_vtable[];
extern const sd_bus_vtable bus_hosted_vtable[];
extern const sd_bus_vtable bus_device_vtable[];
