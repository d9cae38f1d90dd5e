/*
 * A client that listens: it keeps what it is told, and holds it against the documented order of notifications (D14 to D18 of the
 * disconnect's rules, C8 and C9 of the connect's). What has no place there is an error of the service.
 */
#ifndef STREAM_H
#define STREAM_H

#include <windows.h>
#include <wlanapi.h>

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define STREAM_DEADLINE_MS 20000

/* How far the interface is, as the notifications tell it. */
enum stream_state {
	STREAM_RESTING,
	STREAM_STARTED,	      /* an attempt, nothing on the air */
	STREAM_ASSOCIATING,
	STREAM_ASSOCIATED,
	STREAM_SECURED,	      /* connected, and the attempt is not told as complete yet */
	STREAM_CONNECTED,
	STREAM_DISCONNECTING,
	STREAM_DISASSOCIATING,
	STREAM_GONE,	      /* the link is, and AutoConfig has not told yet */
	STREAM_REMOVED,	      /* the interface, while its driver is started again */
	STREAM_N_STATES,
};

struct stream_told {
	DWORD source, code, reason;
};

#define STREAM_KEPT 4096 /* the latest */

struct stream {
	HANDLE handle;
	DWORD version, sources;
	pthread_mutex_t lock;
	pthread_cond_t more;
	enum stream_state state;
	size_t n_told;
	struct stream_told told[STREAM_KEPT];
	size_t n_connections, n_disconnections, n_failures; /* completed */
	size_t n_arrivals; /* of the interface, after removals */
	char error[256]; /* the first; "" if there is none */
};

/* Opens a handle and registers. Return: ERROR_SUCCESS; the code of the call that failed. */
DWORD stream_open(struct stream *stream, DWORD version, DWORD sources);
void stream_close(struct stream *stream);

/* How much has been told: where stream_wait() may begin to look. */
size_t stream_mark(struct stream *stream);

/**
 * stream_wait() - until something is told, at @from or later
 * @ret_reason: NULL, or where its reason code goes
 *
 * Return: whether it came before the deadline.
 */
bool stream_wait(struct stream *stream, size_t from, DWORD source, DWORD code, DWORD *ret_reason);

/* Waits until nothing is under way any more, by the state and not by time. Return: whether it came before the deadline. */
bool stream_wait_state(struct stream *stream, enum stream_state state);

/* Waits until so much has been told in all. Return: whether it came before the deadline. */
bool stream_wait_told(struct stream *stream, size_t n_told);

/* Waits until the interface has come back so often in all. Return: whether it came before the deadline. */
bool stream_wait_arrivals(struct stream *stream, size_t n_arrivals);

/* What was told from @from on, as "acm20 msm9 ..."; static memory. Scans and profiles are left out. */
const char *stream_text(struct stream *stream, size_t from);

#endif
