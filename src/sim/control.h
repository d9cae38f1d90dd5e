/*
 * The control socket: a Unix stream socket; a client sends one command a line and gets its text, then a line "ok" or
 * "error: SENTENCE" for each.
 */
#pragma once

#include <systemd/sd-event.h>

#include "sim/command.h"

struct control;

struct control_listener {
	/* Carries out one line. @ret_text: answer, to be freed by the caller, ends with the line "ok" or "error: ...".
	 * Return: 0; -ENOMEM. */
	int (*execute)(void *userdata, const char *line, char **ret_text);
};

/**
 * control_new() - listen
 * @path: of the socket; a socket that is there is replaced, anything else is not
 *
 * Return: 0; -ENAMETOOLONG; -EADDRINUSE; other negative errno.
 */
int control_new(struct control **ret, sd_event *event, const char *path, const struct control_listener *listener, void *userdata);

/* Closes all and removes the socket. */
struct control *control_free(struct control *control);
