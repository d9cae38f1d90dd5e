/*
 * The control socket: a Unix stream socket; a client sends one command a line and gets its text, then a line "ok" or
 * "error: SENTENCE" for each.
 */
#pragma once

#include <stdint.h>

#include <systemd/sd-event.h>

#include "sim/command.h"

struct control;

/* Outcomes of execute(). */
enum control_outcome {
	CONTROL_E_LATER = 1, /* control_answer() will follow; until then no further line of this client is looked at */
};

struct control_listener {
	/* Carries out one line. @token: of the client. @ret_text: answer, to be freed by the caller, ends with the line "ok" or
	 * "error: ...". Return: 0; CONTROL_E_LATER; -ENOMEM. */
	int (*execute)(void *userdata, const char *line, uint64_t token, char **ret_text);
};

/**
 * control_new() - listen
 * @path: of the socket; a socket that is there is replaced, anything else is not
 *
 * Return: 0; -ENAMETOOLONG; -EADDRINUSE; other negative errno.
 */
int control_new(struct control **ret, sd_event *event, const char *path, const struct control_listener *listener, void *userdata);

/* The answer that came later, whole as of execute(). A client that has gone is no mistake. */
void control_answer(struct control *control, uint64_t token, const char *text);

/* Closes all and removes the socket. */
struct control *control_free(struct control *control);
