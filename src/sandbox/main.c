/*
 * wlan-sandbox: run a command against a service of its own with simulated radios.
 *
 * An ordinary user needs nothing else: socket, store and control socket live in a temporary folder that goes away at the end, and
 * WLANSVC_ADDRESS in the command's environment names the service. The exit status is that of the command.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"

#define EXIT_SANDBOX_FAILED 125 /* as env(1) and timeout(1): trouble of ours, not of the command */
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND 127

#define READY_DEADLINE_MS 30000 /* a driver that has shown no adapter by then will not show one */

#define MAX_SERVICE_OPTIONS 8

struct sandbox {
	const char *scenario; /* NULL: the simulator's built-in one */
	const char *pcap, *trace, *log_level, *driver;
	const char *service_options[MAX_SERVICE_OPTIONS];
	size_t n_service_options;
	char folder[PATH_MAX];
	char service[PATH_MAX];
	pid_t service_pid;
};

static volatile sig_atomic_t pending_signal;

static void remember_signal(int number)
{
	pending_signal = number;
}

static void print_usage(FILE *to)
{
	fprintf(to,
		"Usage: wlan-sandbox [OPTION]... [--] COMMAND [ARGUMENT]...\n"
		"Run COMMAND against a private Wi-Fi service with simulated radios.\n"
		"\n"
		"  --scenario FILE     access points, adapters and faults (default: a built-in scenario)\n"
		"  --driver COMMAND    another driver than the simulated radio\n"
		"  --pcap FILE         record the air (pcapng)\n"
		"  --trace FILE        record the messages between service and driver (read with wdi-dump trace)\n"
		"  --service OPTION    one more option for the service, as --service=--m3-timeout-ms=300 (up to 8)\n"
		"  --log-level LEVEL   error, warning, info or debug (default: warning)\n"
		"  --help              this text\n"
		"\n"
		"COMMAND finds the service through WLANSVC_ADDRESS and the simulator's control socket through WDI_SIM_CONTROL.\n");
}

/* The service stands beside this program when installed, and in the neighbour folder of a build. */
static int find_service(struct sandbox *sandbox)
{
	static const char *const places[] = { "wlansvc", "../wlansvc/wlansvc", "../libexec/native-wifi/wlansvc", "../sbin/wlansvc" };
	char self[PATH_MAX], *slash;
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (size < 0)
		return -errno;
	self[size] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	for (size_t i = 0; i < array_size(places); i++) {
		if ((size_t)snprintf(sandbox->service, sizeof(sandbox->service), "%.2000s/%s", self, places[i]) >=
		    sizeof(sandbox->service))
			continue;
		if (access(sandbox->service, X_OK) == 0)
			return 0;
	}
	return -ENOENT;
}

static int make_folder(struct sandbox *sandbox)
{
	const char *base = getenv("TMPDIR");

	snprintf(sandbox->folder, sizeof(sandbox->folder), "%.200s/wlan-sandbox.XXXXXX", base && *base ? base : "/tmp");
	return mkdtemp(sandbox->folder) ? 0 : -errno;
}

static void remove_folder(const struct sandbox *sandbox)
{
	DIR *folder = opendir(sandbox->folder);
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	rmdir(sandbox->folder);
}

static void exec_service(const struct sandbox *sandbox, int ready_fd)
{
	char socket[PATH_MAX + 16], control[PATH_MAX + 16], ready[16];
	const char *arguments[24 + MAX_SERVICE_OPTIONS];
	size_t n = 0;

	snprintf(socket, sizeof(socket), "%s/socket", sandbox->folder);
	snprintf(control, sizeof(control), "%s/control", sandbox->folder);
	snprintf(ready, sizeof(ready), "%d", ready_fd);

	arguments[n++] = sandbox->service;
	if (sandbox->driver) {
		arguments[n++] = "--driver";
		arguments[n++] = sandbox->driver;
	} else {
		arguments[n++] = "--sim";
		arguments[n++] = sandbox->scenario ? sandbox->scenario : "default";
		arguments[n++] = "--sim-control";
		arguments[n++] = control;
	}
	if (sandbox->pcap) {
		arguments[n++] = "--pcap";
		arguments[n++] = sandbox->pcap;
	}
	if (sandbox->trace) {
		arguments[n++] = "--trace";
		arguments[n++] = sandbox->trace;
	}
	arguments[n++] = "--socket";
	arguments[n++] = socket;
	arguments[n++] = "--state";
	arguments[n++] = sandbox->folder;
	/* The machine's policy is not for simulated radios. */
	arguments[n++] = "--policy";
	arguments[n++] = "";
	arguments[n++] = "--log-level";
	arguments[n++] = sandbox->log_level;
	arguments[n++] = "--ready-fd";
	arguments[n++] = ready;
	for (size_t i = 0; i < sandbox->n_service_options; i++)
		arguments[n++] = sandbox->service_options[i];
	arguments[n] = NULL;
	execv(sandbox->service, (char *const *)arguments);
	fprintf(stderr, "wlan-sandbox: cannot start %s: %s\n", sandbox->service, strerror(errno));
	_exit(EXIT_SANDBOX_FAILED);
}

/* Starts the service and waits until it says that it is ready, or ends. Return: 0; negative errno. */
static int start_service(struct sandbox *sandbox)
{
	struct pollfd wait = { .events = POLLIN };
	_auto_fd_ int ready = -1;
	int ends[2];
	char word[16];
	int n;

	if (pipe(ends) < 0)
		return -errno;
	ready = ends[0];
	wait.fd = ready;
	fcntl(ready, F_SETFD, FD_CLOEXEC);
	sandbox->service_pid = fork();
	if (sandbox->service_pid < 0) {
		close(ends[1]);
		return -errno;
	}
	if (sandbox->service_pid == 0) {
		/* Whatever kills the sandbox, no service outlives it. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		exec_service(sandbox, ends[1]);
	}
	close(ends[1]);
	do {
		n = poll(&wait, 1, READY_DEADLINE_MS);
	} while (n < 0 && errno == EINTR && !pending_signal);
	if (n == 0)
		return -ETIMEDOUT;
	return n > 0 && read(ready, word, sizeof(word)) > 0 ? 0 : -ESRCH;
}

static void stop_service(struct sandbox *sandbox)
{
	const uint64_t deadline = clock_monotonic_us() + 5000000;
	int status;

	if (sandbox->service_pid <= 0)
		return;
	kill(sandbox->service_pid, SIGTERM);
	while (waitpid(sandbox->service_pid, &status, WNOHANG) == 0) {
		if (clock_monotonic_us() > deadline) {
			kill(sandbox->service_pid, SIGKILL);
			waitpid(sandbox->service_pid, &status, 0);
			break;
		}
		poll(NULL, 0, 1);
	}
	sandbox->service_pid = 0;
}

static void exec_command(const struct sandbox *sandbox, char *const *command)
{
	char address[PATH_MAX + 16], control[PATH_MAX + 16], pid[16];

	snprintf(address, sizeof(address), "%s/socket", sandbox->folder);
	snprintf(control, sizeof(control), "%s/control", sandbox->folder);
	snprintf(pid, sizeof(pid), "%d", (int)sandbox->service_pid);
	setenv("WLANSVC_ADDRESS", address, 1);
	setenv("WLANSVC_PID", pid, 1);
	setenv("WDI_SIM_CONTROL", control, 1);
	execvp(command[0], command);
	fprintf(stderr, "wlan-sandbox: cannot run %s: %s\n", command[0], strerror(errno));
	_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE);
}

static int run_command(const struct sandbox *sandbox, char *const *command)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return EXIT_SANDBOX_FAILED;
	if (pid == 0)
		exec_command(sandbox, command);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno == EINTR && pending_signal)
			kill(pid, pending_signal);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int parse_options(struct sandbox *sandbox, int argc, char **argv)
{
	static const struct option options[] = {
		{ "scenario", required_argument, NULL, 's' }, { "pcap", required_argument, NULL, 'p' },
		{ "trace", required_argument, NULL, 't' },    { "log-level", required_argument, NULL, 'l' },
		{ "driver", required_argument, NULL, 'd' },   { "help", no_argument, NULL, 'h' },
		{ "service", required_argument, NULL, 'o' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) >= 0) {
		switch (option) {
		case 's':
			sandbox->scenario = optarg;
			break;
		case 'p':
			sandbox->pcap = optarg;
			break;
		case 't':
			sandbox->trace = optarg;
			break;
		case 'l':
			sandbox->log_level = optarg;
			break;
		case 'd':
			sandbox->driver = optarg;
			break;
		case 'o':
			if (sandbox->n_service_options == MAX_SERVICE_OPTIONS) {
				fprintf(stderr, "wlan-sandbox: more than %d options for the service\n", MAX_SERVICE_OPTIONS);
				return -EINVAL;
			}
			sandbox->service_options[sandbox->n_service_options++] = optarg;
			break;
		case 'h':
			print_usage(stdout);
			exit(EXIT_SUCCESS);
		default:
			fprintf(stderr, "Try 'wlan-sandbox --help'.\n");
			return -EINVAL;
		}
	}
	if (optind == argc) {
		fprintf(stderr, "wlan-sandbox: no command given: name the program to run, as in\n  wlan-sandbox -- netsh wlan show networks\n");
		return -EINVAL;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction forward = { .sa_handler = remember_signal };
	struct sandbox sandbox = { .log_level = "warning" };
	int result, status = EXIT_SANDBOX_FAILED;

	if (parse_options(&sandbox, argc, argv) < 0)
		return EXIT_SANDBOX_FAILED;
	if (sandbox.scenario && access(sandbox.scenario, R_OK) < 0) {
		fprintf(stderr, "wlan-sandbox: cannot read the scenario %s: %s\n", sandbox.scenario, strerror(errno));
		return EXIT_SANDBOX_FAILED;
	}
	if (find_service(&sandbox) < 0) {
		fprintf(stderr, "wlan-sandbox: the service wlansvc is not beside this program: install or build the whole project\n");
		return EXIT_SANDBOX_FAILED;
	}
	result = make_folder(&sandbox);
	if (result < 0) {
		fprintf(stderr, "wlan-sandbox: cannot make a temporary folder: %s\n", strerror(-result));
		return EXIT_SANDBOX_FAILED;
	}
	sigaction(SIGINT, &forward, NULL);
	sigaction(SIGTERM, &forward, NULL);
	sigaction(SIGHUP, &forward, NULL);
	result = start_service(&sandbox);
	if (result == 0)
		status = run_command(&sandbox, argv + optind);
	else
		fprintf(stderr, "wlan-sandbox: %s\n",
			result == -ETIMEDOUT ? "no driver has brought an adapter up in 30 s; its messages above say why" :
					       "the service has ended; its messages above say why");
	stop_service(&sandbox);
	remove_folder(&sandbox);
	return status;
}
