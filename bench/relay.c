/*
 * bench-relay [--bare] COMMAND...: the floor with a service and a driver process before it, and nothing else in either.
 *
 * What is called by sd-bus without a daemon passes a word on by seqpacket to COMMAND (bench-floor), and answers when that has
 * answered. This is what the two hops cost that the design asks for, when nobody checks, keeps or tells anything: the part of
 * the distance between bench-floor and a real service that no code of the service can take away. With --bare the first hop is
 * a seqpacket too, and nobody has an event loop: what two processes between cost, whatever they speak.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "client.h"

#define PATH "/bench"
#define INTERFACE "bench.Relay"
/* What WlanDisconnect carries: a handle and the identifier of an interface. */
#define ARGUMENTS "tay"
#define CALL_LIMIT_US 30000000u

/* --- the service --- */

struct service {
	int driver;
	sd_bus_message *waiting;
};

static int on_call(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const char *member = sd_bus_message_get_member(message);
	struct service *service = userdata;
	char line[32];
	int n = snprintf(line, sizeof(line), "%s\n", strcmp(member, "Connect") == 0 ? "connect" : "disconnect");

	if (send(service->driver, line, (size_t)n, 0) != n)
		return -1;
	service->waiting = sd_bus_message_ref(message);
	return 1;
}

static int on_driver(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct service *service = userdata;
	char line[128];
	ssize_t size = recv(fd, line, sizeof(line) - 1, 0);

	if (size <= 0)
		return sd_event_exit(sd_event_source_get_event(source), EXIT_FAILURE);
	line[size] = '\0';
	(void)sd_bus_reply_method_return(service->waiting, "b", strncmp(line, "done", 4) == 0);
	service->waiting = sd_bus_message_unref(service->waiting);
	return 0;
}

static int serve(int client, int driver)
{
	static const sd_bus_vtable table[] = {
		SD_BUS_VTABLE_START(0),
		SD_BUS_METHOD("Connect", ARGUMENTS, "b", on_call, SD_BUS_VTABLE_UNPRIVILEGED),
		SD_BUS_METHOD("Disconnect", ARGUMENTS, "b", on_call, SD_BUS_VTABLE_UNPRIVILEGED),
		SD_BUS_VTABLE_END,
	};
	struct service service = { .driver = driver };
	sd_event *event;
	char ready[32];
	sd_id128_t id;
	sd_bus *bus;

	if (recv(driver, ready, sizeof(ready), 0) <= 0)
		return EXIT_FAILURE;
	if (sd_event_default(&event) < 0 || sd_id128_randomize(&id) < 0 || sd_bus_new(&bus) < 0 ||
	    sd_bus_set_fd(bus, client, client) < 0 || sd_bus_set_server(bus, 1, id) < 0 || sd_bus_set_anonymous(bus, 1) < 0 ||
	    sd_bus_add_object_vtable(bus, NULL, PATH, INTERFACE, table, &service) < 0 || sd_bus_start(bus) < 0 ||
	    sd_bus_set_exit_on_disconnect(bus, 1) < 0 || sd_bus_attach_event(bus, event, SD_EVENT_PRIORITY_NORMAL) < 0 ||
	    sd_event_add_io(event, NULL, driver, EPOLLIN, on_driver, &service) < 0)
		return EXIT_FAILURE;
	return sd_event_loop(event);
}

/* --- the service that has nothing but two sockets --- */

static int serve_bare(int client, int driver)
{
	char line[128];
	ssize_t size;

	if (recv(driver, line, sizeof(line), 0) <= 0) /* "ready" */
		return EXIT_FAILURE;
	while ((size = recv(client, line, sizeof(line), 0)) > 0) {
		if (send(driver, line, (size_t)size, 0) != size)
			return EXIT_FAILURE;
		size = recv(driver, line, sizeof(line), 0);
		if (size <= 0 || send(client, line, (size_t)size, 0) != size)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static int call_bare(int service, const char *line, struct client_times *ret)
{
	char answer[128];
	ssize_t size;

	ret->request_ns = client_now_ns();
	if (send(service, line, strlen(line), 0) < 0)
		return -1;
	size = recv(service, answer, sizeof(answer), 0);
	ret->done_ns = ret->accepted_ns = client_now_ns();
	return size > 4 && strncmp(answer, "done", 4) == 0 ? 0 : -1;
}

static int bare_connect(void *userdata, struct client_times *ret)
{
	return call_bare(*(int *)userdata, "connect\n", ret);
}

static int bare_disconnect(void *userdata, struct client_times *ret)
{
	return call_bare(*(int *)userdata, "disconnect\n", ret);
}

/* --- the client of the other --- */

static int call(sd_bus *bus, const char *method, struct client_times *ret)
{
	static const uint8_t guid[16];
	sd_bus_message *message = NULL, *reply = NULL;
	int ok = 0, r;

	ret->request_ns = client_now_ns();
	r = sd_bus_message_new_method_call(bus, &message, NULL, PATH, INTERFACE, method);
	if (r >= 0)
		r = sd_bus_message_append(message, "t", (uint64_t)1);
	if (r >= 0)
		r = sd_bus_message_append_array(message, 'y', guid, sizeof(guid));
	if (r >= 0)
		r = sd_bus_call(bus, message, CALL_LIMIT_US, NULL, &reply);
	ret->done_ns = ret->accepted_ns = client_now_ns();
	if (r >= 0)
		r = sd_bus_message_read(reply, "b", &ok);
	sd_bus_message_unref(message);
	sd_bus_message_unref(reply);
	if (r >= 0 && ok)
		return 0;
	fprintf(stderr, "bench-relay: %s: %s\n", method, r < 0 ? strerror(-r) : "refused");
	return -1;
}

static int relay_connect(void *userdata, struct client_times *ret)
{
	return call(userdata, "Connect", ret);
}

static int relay_disconnect(void *userdata, struct client_times *ret)
{
	return call(userdata, "Disconnect", ret);
}

static int speak_bus(int service)
{
	static const struct client_ops ops = { relay_connect, relay_disconnect };
	sd_bus *bus;

	if (sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, service, service) < 0 || sd_bus_start(bus) < 0) {
		fprintf(stderr, "bench-relay: no connection to the service\n");
		return EXIT_FAILURE;
	}
	return client_serve(&ops, bus);
}

int main(int argc, char **argv)
{
	static const struct client_ops bare_ops = { bare_connect, bare_disconnect };
	bool is_bare = argc > 1 && strcmp(argv[1], "--bare") == 0;
	char **command = argv + 1 + is_bare;
	int clients[2], packets[2];

	if (!*command) {
		fprintf(stderr, "Usage: bench-relay [--bare] COMMAND...\n");
		return EXIT_FAILURE;
	}
	if (socketpair(AF_UNIX, (is_bare ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0, clients) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, packets) < 0) {
		perror("bench-relay");
		return EXIT_FAILURE;
	}
	if (fork() == 0) {
		dup2(packets[1], STDIN_FILENO);
		dup2(packets[1], STDOUT_FILENO);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	close(packets[1]);
	if (fork() == 0) {
		close(clients[0]);
		_exit(is_bare ? serve_bare(clients[1], packets[0]) : serve(clients[1], packets[0]));
	}
	close(packets[0]);
	close(clients[1]);
	return is_bare ? client_serve(&bare_ops, &clients[0]) : speak_bus(clients[0]);
}
