#include "sim/control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/cleanup.h"
#include "base/secret.h"

#define MAX_CLIENTS 32
#define MAX_LINE 1024

struct client {
	struct control *control;
	sd_event_source *source;
	int fd;
	uint64_t token;
	bool is_waiting; /* for the answer of a line that takes time */
	size_t n; /* bytes of an unfinished line */
	char line[MAX_LINE];
	struct client *next;
};

struct control {
	sd_event *event;
	sd_event_source *source;
	const struct control_listener *listener;
	void *userdata;
	int fd;
	struct sockaddr_un address;
	struct client *clients;
	unsigned int n_clients;
	uint64_t last_token;
};

static void client_free(struct client *client)
{
	struct client **at = &client->control->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->control->n_clients--;
	sd_event_source_unref(client->source);
	close(client->fd);
	free(client);
}

/* Answers are small beside a socket's buffer; a client that does not read its answers is let go. */
static int answer(struct client *client, const char *text)
{
	size_t size = strlen(text);

	while (size > 0) {
		ssize_t n = send(client->fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		size -= (size_t)n;
	}
	return 0;
}

static int take_line(struct client *client, const char *line)
{
	_auto_free_ char *text = NULL;
	int r = client->control->listener->execute(client->control->userdata, line, client->token, &text);

	client->is_waiting = r == CONTROL_E_LATER;
	return r == 0 ? answer(client, text) : r < 0 ? r : 0;
}

static int take_lines(struct client *client)
{
	char *end;
	int r;

	while (!client->is_waiting && (end = memchr(client->line, '\n', client->n))) {
		size_t size = (size_t)(end - client->line) + 1;

		*end = '\0';
		r = take_line(client, client->line);
		if (r < 0)
			return r;
		memmove(client->line, client->line + size, client->n - size);
		client->n -= size;
		/* It may have been a passphrase. */
		secret_wipe_bytes(client->line + client->n, size);
	}
	if (client->is_waiting)
		return sd_event_source_set_enabled(client->source, SD_EVENT_OFF);
	return client->n == sizeof(client->line) ? -EMSGSIZE : 0;
}

static int on_client(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct client *client = userdata;
	ssize_t n = recv(fd, client->line + client->n, sizeof(client->line) - client->n, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n > 0) {
		client->n += (size_t)n;
		if (take_lines(client) == 0)
			return 0;
	}
	client_free(client);
	return 0;
}

void control_answer(struct control *control, uint64_t token, const char *text)
{
	struct client *client = control->clients;

	while (client && client->token != token)
		client = client->next;
	if (!client)
		return;
	client->is_waiting = false;
	if (sd_event_source_set_enabled(client->source, SD_EVENT_ON) < 0 || answer(client, text) < 0 || take_lines(client) < 0)
		client_free(client);
}

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct control *control = userdata;
	_auto_fd_ int client_fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client;
	int size = 1024 * 1024;

	if (client_fd < 0 || control->n_clients == MAX_CLIENTS)
		return 0;
	/* The status of some thousand access points has to fit. */
	(void)setsockopt(client_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	client = calloc(1, sizeof(*client));
	if (!client)
		return 0;
	client->control = control;
	client->fd = client_fd;
	client->token = ++control->last_token;
	if (sd_event_add_io(control->event, &client->source, client_fd, EPOLLIN, on_client, client) < 0) {
		free(client);
		return 0;
	}
	(void)take_fd(client_fd);
	client->next = control->clients;
	control->clients = client;
	control->n_clients++;
	return 0;
}

struct control *control_free(struct control *control)
{
	if (!control)
		return NULL;
	while (control->clients)
		client_free(control->clients);
	sd_event_source_unref(control->source);
	if (control->fd >= 0) {
		close(control->fd);
		unlink(control->address.sun_path);
	}
	free(control);
	return NULL;
}
define_cleanup(struct control, control, control_free);

int control_new(struct control **ret, sd_event *event, const char *path, const struct control_listener *listener, void *userdata)
{
	struct control *control cleanup(cleanup_control) = calloc(1, sizeof(*control));
	_auto_fd_ int fd = -1;
	struct stat st;
	int r;

	if (!control)
		return -ENOMEM;
	control->fd = -1;
	control->event = event;
	control->listener = listener;
	control->userdata = userdata;
	control->address.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(control->address.sun_path))
		return -ENAMETOOLONG;
	strcpy(control->address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	if (bind(fd, (struct sockaddr *)&control->address, sizeof(control->address)) < 0 || chmod(path, 0600) < 0 || listen(fd, 8) < 0)
		return -errno;
	control->fd = take_fd(fd);
	r = sd_event_add_io(event, &control->source, control->fd, EPOLLIN, on_connection, control);
	if (r < 0)
		return r;
	*ret = take_ptr(control);
	return 0;
}
