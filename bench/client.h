/*
 * A client under measurement: a process that connects and disconnects when told to on its standard input, and answers with the
 * moments of what it did. The moment of a request is taken by the client itself, so that the way of the order to it does not count.
 */
#pragma once

#include <stdint.h>

struct client_times {
	uint64_t request_ns;  /* just before the request; CLOCK_REALTIME, as the time stamps of frames */
	uint64_t accepted_ns; /* the request has been answered */
	uint64_t done_ns;     /* what was asked for has happened */
};

struct client_ops {
	/* Both return 0 or -1 after a line on standard error, and wait until it has happened. */
	int (*connect)(void *userdata, struct client_times *ret);
	int (*disconnect)(void *userdata, struct client_times *ret);
};

uint64_t client_now_ns(void);

/*
 * client_serve() - say "ready", then obey the lines "connect" and "disconnect" until the end of standard input
 *
 * Each is answered by "done REQUEST ACCEPTED DONE" in nanoseconds, or by "failed".
 * Return: an exit status.
 */
int client_serve(const struct client_ops *ops, void *userdata);
