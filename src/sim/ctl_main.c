/* wdi-sim-ctl: gives a running wdi-sim one command and prints its answer. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "sim/command.h"

static const char *arg_socket;

static int connect_to(const char *path, FILE **ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_auto_fd_ int fd = -1;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	*ret = fdopen(fd, "r+");
	if (!*ret)
		return -errno;
	(void)take_fd(fd);
	return 0;
}

/* Return: 0 after "ok"; -EPROTO after "error: ..." or if the simulator went away. */
static int print_answer(FILE *stream)
{
	_auto_free_ char *line = NULL;
	size_t capacity = 0;

	while (getline(&line, &capacity, stream) > 0) {
		if (strcmp(line, "ok\n") == 0)
			return 0;
		if (strncmp(line, "error: ", 7) == 0) {
			line[strcspn(line, "\n")] = '\0';
			log_error("%s", line + 7);
			return -EPROTO;
		}
		fputs(line, stdout);
	}
	log_error("wdi-sim went away without an answer");
	return -EPROTO;
}

static int join_words(char **words, int n, char *line, size_t size)
{
	size_t at = 0;

	for (int i = 0; i < n; i++) {
		int written = snprintf(line + at, size - at, "%s%s", i ? " " : "", words[i]);

		if (written < 0 || (size_t)written >= size - at)
			return -E2BIG;
		at += (size_t)written;
	}
	return 0;
}

static void print_help(void)
{
	printf("wdi-sim-ctl --socket PATH COMMAND...\n\n"
	       "  status                            access points and their stations\n"
	       "  stations AP                       stations of one\n"
	       "  deauth AP STATION|all|broadcast [REASON]\n"
	       "                                    send stations away\n"
	       "  disassoc AP STATION|all|broadcast [REASON]\n"
	       "  silence AP / resume AP            switch off and on\n"
	       "  signal AP DBM\n"
	       "  reject AP [auth] STATUS / accept AP\n"
	       "  loss PERCENT / drop N             lose frames\n"
	       "  hang ADAPTER                      stop answering the service\n"
	       "  ping ADAPTER|STATION              does the data path carry frames, to one and to all?\n"
	       "  join STATION, leave STATION       a client of an adapter that is an access point\n"
	       "  rekey AP [pairwise STATION]       new keys\n"
	       "  passphrase AP NEW                 for whoever comes from now on\n"
	       "  restart AP                        forget stations and keys\n"
	       "  forge AP STATION|all deauthentication|disassociation REASON\n"
	       "                                    an unprotected frame in its name\n");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	_cleanup_command_ struct command command = { 0 };
	const char *error;
	char line[512];
	FILE *stream;
	int option, r;

	log_setup("wdi-sim-ctl", LOG_LEVEL_INFO);
	while ((option = getopt_long(argc, argv, "+h", options, NULL)) >= 0) {
		if (option == 'h') {
			print_help();
			return EXIT_SUCCESS;
		}
		if (option != 's')
			return EXIT_FAILURE;
		arg_socket = optarg;
	}
	if (!arg_socket || optind == argc) {
		log_error("give --socket PATH and a command; --help lists them");
		return EXIT_FAILURE;
	}
	if (join_words(argv + optind, argc - optind, line, sizeof(line)) < 0) {
		log_error("the command is too long");
		return EXIT_FAILURE;
	}
	if (command_parse(line, &command, &error) < 0) {
		log_error("%s", error);
		return EXIT_FAILURE;
	}
	r = connect_to(arg_socket, &stream);
	if (r < 0) {
		log_error("cannot connect to %s: %s", arg_socket, strerror(-r));
		return EXIT_FAILURE;
	}
	if (fprintf(stream, "%s\n", line) < 0 || fflush(stream) != 0) {
		log_error("cannot send the command: %s", strerror(errno));
		r = -EIO;
	} else {
		r = print_answer(stream);
	}
	fclose(stream);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
