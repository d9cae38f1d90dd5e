/*
 * The socket, and whoever comes through it: accepts connections, learns who is there (SO_PEERCRED), speaks D-Bus peer to peer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "wlansvc/acm/acm.h"

struct rpc_server;

/* What clients may make grow. */
struct rpc_limits {
	size_t handles;             /* in all */
	size_t handles_per_client;  /* of one connection */
	size_t connections;         /* in all; one more is closed at once */
	size_t connections_per_uid; /* one more may not open a handle: ERROR_REMOTE_SESSION_LIMIT_EXCEEDED; twice as many are closed */
	size_t unread_bytes;        /* waiting for a client that does not read; it is dropped beyond */
	size_t unread_bytes_per_uid; /* for all of a user's together; beyond, the one for which most waits is dropped */
};

#define RPC_LIMITS_DEFAULT \
	((struct rpc_limits){ .handles = 16384, .handles_per_client = 4096, .connections = 4096, \
			      .connections_per_uid = 1024, .unread_bytes = 16 * 1024 * 1024, \
			      .unread_bytes_per_uid = 64 * 1024 * 1024 })

/* Makes the listening socket at @path (its folder must exist; a socket that nobody listens on is replaced).
 * Return: the descriptor; -EADDRINUSE if a service listens there; negative errno. */
int rpc_listen(const char *path);

/**
 * rpc_server_new() - serve a listening socket
 * @socket: taken over, also on failure
 * @acm:    outlives the server
 *
 * Return: 0; negative errno.
 */
int rpc_server_new(struct rpc_server **ret, sd_event *event, int socket, struct acm *acm, const struct rpc_limits *limits);
struct rpc_server *rpc_server_free(struct rpc_server *server);

/* Sends what waits for a driver to be done with a disconnect (client.h, rpc_server_hold()); nothing if nothing waits. */
void rpc_server_release(struct rpc_server *server);

/* Sends it to every handle that asked for it. Never calls acm. */
void rpc_server_notify(struct rpc_server *server, const struct acm_notification *notification);
