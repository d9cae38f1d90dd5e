/*
 * bench-command IFACE CONNECT-WORD... -- DISCONNECT-WORD...: a client (client.h) that connects and disconnects by commands as
 * a person gives them at the shell: each a process of its own, from its start to its exit.
 * bench-command --only NAME ROUNDS WORD...: how long a command takes. One result line: NAME ROUNDS MEDIAN P90 in microseconds.
 *
 * Whether IFACE is connected is the kernel's to say: it has a carrier then. A connection that the command only asks for is
 * waited for; so is the carrier's end after a disconnect, but it does not count: what is measured is the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

#define LIMIT_MS 20000
#define WARMING_UP 3

extern char **environ;

struct shell {
	const char *ifname;
	char **connect, **disconnect;
	int links; /* tells of every change of a network interface */
};

static int complain(const char *what, int error)
{
	fprintf(stderr, "bench-command: %s: %s\n", what, strerror(error));
	return -1;
}

/* Silent, and successful, or -1. @ret_start_ns is the moment just before it exists at all. */
static int run(char **words, uint64_t *ret_start_ns, uint64_t *ret_end_ns)
{
	posix_spawn_file_actions_t silence;
	int status, error;
	pid_t pid;

	posix_spawn_file_actions_init(&silence);
	posix_spawn_file_actions_addopen(&silence, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	*ret_start_ns = client_now_ns();
	error = posix_spawnp(&pid, words[0], &silence, NULL, words, environ);
	if (error == 0 && waitpid(pid, &status, 0) < 0)
		error = errno;
	*ret_end_ns = client_now_ns();
	posix_spawn_file_actions_destroy(&silence);
	if (error != 0)
		return complain(words[0], error);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "bench-command: %s: status 0x%x\n", words[0], (unsigned int)status);
		return -1;
	}
	return 0;
}

static bool has_carrier(const struct shell *shell)
{
	char path[128];
	int value = '0';
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/carrier", shell->ifname);
	file = fopen(path, "r");
	if (file) {
		value = fgetc(file); /* cannot be read while the interface is down */
		fclose(file);
	}
	return value == '1';
}

static int await_carrier(const struct shell *shell, bool is_wanted)
{
	const uint64_t end_ns = client_now_ns() + LIMIT_MS * UINT64_C(1000000);
	struct pollfd wait = { .fd = shell->links, .events = POLLIN };
	char change[8192];

	while (has_carrier(shell) != is_wanted) {
		if (client_now_ns() >= end_ns || poll(&wait, 1, LIMIT_MS) <= 0)
			return complain(is_wanted ? "no connection" : "no end of the connection", ETIMEDOUT);
		recv(shell->links, change, sizeof(change), 0);
	}
	return 0;
}

static int shell_connect(void *userdata, struct client_times *ret)
{
	struct shell *shell = userdata;

	if (run(shell->connect, &ret->request_ns, &ret->accepted_ns) < 0 || await_carrier(shell, true) < 0)
		return -1;
	ret->done_ns = client_now_ns();
	return 0;
}

static int shell_disconnect(void *userdata, struct client_times *ret)
{
	struct shell *shell = userdata;

	if (run(shell->disconnect, &ret->request_ns, &ret->accepted_ns) < 0)
		return -1;
	ret->done_ns = ret->accepted_ns;
	return await_carrier(shell, false);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int measure_only(const char *name, unsigned long rounds, char **words)
{
	uint64_t *took = calloc(rounds, sizeof(*took)), start, end;

	if (!took)
		return EXIT_FAILURE;
	for (unsigned long i = 0; i < WARMING_UP + rounds; i++) {
		if (run(words, &start, &end) < 0) {
			free(took);
			return EXIT_FAILURE;
		}
		if (i >= WARMING_UP)
			took[i - WARMING_UP] = end - start;
	}
	qsort(took, rounds, sizeof(*took), compare);
	printf("%s %lu %.0f %.0f\n", name, rounds, (double)took[(rounds - 1) / 2] / 1e3, (double)took[(rounds - 1) * 9 / 10] / 1e3);
	free(took);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const struct client_ops ops = { shell_connect, shell_disconnect };
	struct sockaddr_nl links = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	struct shell shell = { 0 };
	unsigned long rounds;

	if (argc > 4 && strcmp(argv[1], "--only") == 0 && (rounds = strtoul(argv[3], NULL, 10)) > 0 && rounds <= 1000000)
		return measure_only(argv[2], rounds, argv + 4);
	for (int i = 2; i < argc - 1 && !shell.disconnect; i++)
		if (strcmp(argv[i], "--") == 0) {
			argv[i] = NULL;
			shell.disconnect = argv + i + 1;
		}
	if (!shell.disconnect || !argv[2]) {
		fprintf(stderr, "Usage: bench-command IFACE CONNECT-WORD... -- DISCONNECT-WORD...\n"
				"       bench-command --only NAME ROUNDS WORD...\n");
		return EXIT_FAILURE;
	}
	shell.ifname = argv[1];
	shell.connect = argv + 2;
	shell.links = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (shell.links < 0 || bind(shell.links, (struct sockaddr *)&links, sizeof(links)) < 0) {
		complain("rtnetlink", errno);
		return EXIT_FAILURE;
	}
	return client_serve(&ops, &shell);
}
