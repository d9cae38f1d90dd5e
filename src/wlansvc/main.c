/*
 * wlansvc: the WLAN AutoConfig service. Built bottom-up from the options, run, torn down in reverse.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "marshal/names.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/host/host.h"
#include "wlansvc/logind.h"
#include "wlansvc/policy.h"
#include "wlansvc/rpc/server.h"
#include "wlansvc/store/store.h"
#include "wlansvc/store/vault.h"

#define CONFIGURATION "/etc/native-wifi/wlansvc.conf"
#define STATE_DIRECTORY "/var/lib/wlansvc"
#define POLICY_DIRECTORY "/etc/native-wifi/policy"
#define MAX_DRIVERS 16
#define MAX_WORDS 64
#define LEAVE_US 1000000u /* what drivers get to end connections when the service ends */

static const char *arg_simulation;
static const char *arg_drivers[MAX_DRIVERS];
static size_t arg_n_drivers;
static const char *arg_socket;
static const char *arg_state = STATE_DIRECTORY;
static const char *arg_policy_folder = POLICY_DIRECTORY;
static const char *arg_trace;
static const char *arg_pcap;
static const char *arg_sim_control;
static const char *arg_configuration = CONFIGURATION;
static struct host_timers arg_timers;
static const char *arg_administrators;
static const char *arg_operators;
static const char *arg_disconnect_stays;
static const char *arg_manual_first;
static struct acm_policy arg_policy;
static int arg_ready_fd = -1;

/* One driver process, and whether an adapter of it has ever been up. */
struct main_driver {
	struct service *service;
	struct host_driver *driver;
	bool was_up;
};

struct service {
	sd_event *event;
	bool is_ending;
	struct vault *vault;
	struct store *store;
	struct acm *acm;
	struct rpc_server *server;
	struct logind *logind;
	struct policy_folder *policy;
	size_t n_drivers;
	struct main_driver drivers[MAX_DRIVERS + 1];
};

/* Told once: whoever started us waits for it. */
static void tell_ready(struct service *service)
{
	for (size_t i = 0; i < service->n_drivers; i++)
		if (!service->drivers[i].was_up)
			return;
	sd_notify(0, "READY=1");
	if (arg_ready_fd >= 0) {
		if (write(arg_ready_fd, "ready\n", 6) != 6)
			log_warning("Cannot tell that the service is ready: %s", strerror(errno));
		close(arg_ready_fd);
		arg_ready_fd = -1;
	}
}

static void adapter_up(struct host_adapter *adapter, void *userdata)
{
	struct main_driver *driver = userdata;
	bool was_up = driver->was_up;

	acm_host_listener.adapter_up(adapter, driver->service->acm);
	driver->was_up = true;
	if (!was_up)
		tell_ready(driver->service);
}

static void adapter_down(struct host_adapter *adapter, bool is_final, void *userdata)
{
	struct main_driver *driver = userdata;

	acm_host_listener.adapter_down(adapter, is_final, driver->service->acm);
}

static void indication(struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload, void *userdata)
{
	struct main_driver *driver = userdata;

	acm_host_listener.indication(adapter, port, id, payload, driver->service->acm);
}

/* The frames are out: now there is time for those who are to hear of it. */
static void answered(struct host_adapter *adapter, uint32_t oid, void *userdata)
{
	struct main_driver *driver = userdata;

	if (oid == OID_WDI_TASK_DISCONNECT && driver->service->server)
		rpc_server_release(driver->service->server);
}

static void data(struct host_adapter *adapter, const struct wdi_data_frame *frame, void *userdata)
{
	struct main_driver *driver = userdata;

	acm_host_listener.data(adapter, frame, driver->service->acm);
}

/* acm's own, with a look at which drivers have come up. */
static const struct host_listener main_host_listener = {
	.adapter_up = adapter_up,
	.adapter_down = adapter_down,
	.indication = indication,
	.answered = answered,
	.data = data,
};

static void notify(const struct acm_notification *notification, void *userdata)
{
	struct service *service = userdata;

	if (service->server)
		rpc_server_notify(service->server, notification);
}

static const struct acm_listener main_acm_listener = { .notify = notify };

static void usage(FILE *to)
{
	fputs("wlansvc [OPTION]...\n"
	      "\n"
	      "  --sim SCENARIO         serve simulated radios: start wdi-sim with this scenario\n"
	      "  --driver COMMAND       start this driver (words separated by blanks); may be given several times\n"
	      "  --config FILE          instead of " CONFIGURATION "\n"
	      "  --socket PATH          instead of $" RPC_ADDRESS_VARIABLE " or " RPC_SOCKET_DEFAULT "\n"
	      "  --state DIR            where wlansvc.db is kept, instead of " STATE_DIRECTORY "\n"
	      "  --policy DIR           profiles of group policy, instead of " POLICY_DIRECTORY "; \"\" for none\n"
	      "  --trace FILE           record every WDI message\n"
	      "  --pcap FILE            simulated radios: capture of the air\n"
	      "  --sim-control SOCKET   simulated radios: where wdi-sim-ctl reaches them\n"
	      "  --log-level LEVEL      error, warning, info (default) or debug\n"
	      "  --m3-timeout-ms N      how long a driver may take to accept a command\n"
	      "  --m4-timeout-ms N      how long it may take to complete one\n"
	      "  --abort-timeout-ms N   how long it may take to end one that was aborted\n"
	      "  --administrators GROUPS  groups, separated by commas, instead of " ACCESS_ADMINISTRATORS "; \"\" for none\n"
	      "  --operators GROUPS     network configuration operators, instead of " ACCESS_OPERATORS "\n"
	      "  --disconnect-stays on|off  whether a disconnect asked for by a client stops automatic connection (default: on)\n"
	      "  --manual-first on|off  whether a manual connect moves its profile above those in range (default: off)\n"
	      "  --period NAME=MS       first-scan, scan, connected-scan, retry or block: how long automatic connection waits\n"
	      "  --ready-fd N           write \"ready\" to this descriptor when all drivers are up\n"
	      "  --help, --version\n",
	      to);
}

static int parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end || text[0] == '-' || value > max)
		return -EINVAL;
	*ret = value;
	return 0;
}

/* NAME=MS */
static int parse_period(const char *text)
{
	const struct {
		const char *name;
		uint64_t *value;
	} periods[] = {
		{ "first-scan=", &arg_policy.periods.first_scan_ms },
		{ "scan=", &arg_policy.periods.scan_ms },
		{ "connected-scan=", &arg_policy.periods.connected_scan_ms },
		{ "retry=", &arg_policy.periods.retry_ms },
		{ "block=", &arg_policy.periods.block_ms },
	};

	for (size_t i = 0; i < array_size(periods); i++)
		if (strncmp(text, periods[i].name, strlen(periods[i].name)) == 0)
			return parse_number(text + strlen(periods[i].name), UINT32_MAX, periods[i].value);
	return -EINVAL;
}

/* "on" or "off"; NULL leaves the default. */
static int parse_switch(const char *text, bool *ret)
{
	if (!text)
		return 0;
	if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return -EINVAL;
	*ret = strcmp(text, "on") == 0;
	return 0;
}

static int parse_option(int option, const char *value)
{
	enum log_level level;
	uint64_t number;

	switch (option) {
	case 's':
		arg_simulation = value;
		return 0;
	case 'd':
		if (arg_n_drivers == MAX_DRIVERS)
			return -E2BIG;
		arg_drivers[arg_n_drivers++] = value;
		return 0;
	case 'c':
		arg_configuration = value;
		return 0;
	case 'S':
		arg_socket = value;
		return 0;
	case 'D':
		arg_state = value;
		return 0;
	case 'G':
		arg_policy_folder = value;
		return 0;
	case 't':
		arg_trace = value;
		return 0;
	case 'p':
		arg_pcap = value;
		return 0;
	case 'C':
		arg_sim_control = value;
		return 0;
	case 'l':
		if (log_level_from_text(value, &level) < 0)
			return -EINVAL;
		log_setup("wlansvc", level);
		return 0;
	case '3':
		return parse_number(value, UINT32_MAX, &arg_timers.m3_timeout_ms);
	case '4':
		return parse_number(value, UINT32_MAX, &arg_timers.m4_timeout_ms);
	case 'a':
		return parse_number(value, UINT32_MAX, &arg_timers.abort_timeout_ms);
	case 'A':
		arg_administrators = value;
		return 0;
	case 'O':
		arg_operators = value;
		return 0;
	case 'j':
		arg_disconnect_stays = value;
		return 0;
	case 'm':
		arg_manual_first = value;
		return 0;
	case 'P':
		return parse_period(value);
	case 'r':
		if (parse_number(value, 65535, &number) < 0 || fcntl((int)number, F_SETFD, FD_CLOEXEC) < 0)
			return -EINVAL;
		arg_ready_fd = (int)number;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Return: 0; 1: nothing is left to do; -EINVAL. */
static int parse_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "sim", required_argument, NULL, 's' },	   { "driver", required_argument, NULL, 'd' },
		{ "config", required_argument, NULL, 'c' },	   { "socket", required_argument, NULL, 'S' },
		{ "state", required_argument, NULL, 'D' },	   { "trace", required_argument, NULL, 't' },
		{ "pcap", required_argument, NULL, 'p' },	   { "sim-control", required_argument, NULL, 'C' },
		{ "log-level", required_argument, NULL, 'l' },	   { "m3-timeout-ms", required_argument, NULL, '3' },
		{ "m4-timeout-ms", required_argument, NULL, '4' }, { "abort-timeout-ms", required_argument, NULL, 'a' },
		{ "administrators", required_argument, NULL, 'A' }, { "operators", required_argument, NULL, 'O' },
		{ "disconnect-stays", required_argument, NULL, 'j' }, { "manual-first", required_argument, NULL, 'm' },
		{ "period", required_argument, NULL, 'P' },	   { "ready-fd", required_argument, NULL, 'r' },
		{ "policy", required_argument, NULL, 'G' },
		{ "help", no_argument, NULL, 'h' },		   { "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == 'h') {
			usage(stdout);
			return 1;
		}
		if (option == 'v') {
			puts("wlansvc " VERSION);
			return 1;
		}
		if (option == '?')
			return -EINVAL;
		if (parse_option(option, optarg) < 0) {
			fprintf(stderr, "wlansvc: \"%s\" is not a valid value\n", optarg);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
}

/* What follows @word and blanks; NULL if the line begins with another word. */
static char *after_word(char *line, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(line, word, size) != 0 || (line[size] && !strchr(" \t", line[size])))
		return NULL;
	line += size;
	return line + strspn(line, " \t");
}

/* One that is not empty. What is on the command line counts more. Return: 0; -EINVAL; -ENOMEM. */
static int read_line(char *line)
{
	static const struct {
		const char *word;
		const char **value;
	} words[] = {
		{ "administrators", &arg_administrators },
		{ "operators", &arg_operators },
		{ "disconnect-stays", &arg_disconnect_stays },
		{ "manual-first", &arg_manual_first },
	};
	const char *value = after_word(line, "driver");

	if (value) {
		if (!*value || arg_n_drivers == MAX_DRIVERS)
			return -EINVAL;
		arg_drivers[arg_n_drivers] = strdup(value);
		return arg_drivers[arg_n_drivers++] ? 0 : -ENOMEM;
	}
	for (size_t i = 0; i < array_size(words); i++) {
		value = after_word(line, words[i].word);
		if (!value)
			continue;
		if (!*words[i].value)
			*words[i].value = strdup(value);
		return *words[i].value ? 0 : -ENOMEM;
	}
	return -EINVAL;
}

/* Empty lines and those that begin with # do not count. The lines live as long as the process. */
static int read_configuration(void)
{
	cleanup(cleanup_free) char *line = NULL;
	size_t capacity = 0;
	FILE *file = fopen(arg_configuration, "re");
	int r;

	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (getline(&line, &capacity, file) >= 0) {
		char *at = line + strspn(line, " \t");

		at[strcspn(at, "\r\n")] = 0;
		if (!*at || *at == '#')
			continue;
		r = read_line(at);
		if (r == -EINVAL)
			log_error("%s: \"%s\" is not understood; lines are \"driver COMMAND\", \"administrators GROUPS\", "
				  "\"operators GROUPS\", \"disconnect-stays on|off\" and \"manual-first on|off\"",
				  arg_configuration, at);
		if (r < 0) {
			fclose(file);
			return r;
		}
	}
	fclose(file);
	return 0;
}

/* Our own drivers lie beside this program, in ../sim or ../nl80211 of a build tree, or where they were installed. */
static int find_driver(const char *name, char **ret)
{
	static const char *const places[] = { "%s/%s", "%s/../sim/%s", "%s/../nl80211/%s", LIBEXECDIR "%.0s/%s" };
	_auto_free_ char *self = realpath("/proc/self/exe", NULL);
	char *slash = self ? strrchr(self, '/') : NULL;

	if (strchr(name, '/') || !slash) {
		*ret = strdup(name);
		return *ret ? 0 : -ENOMEM;
	}
	*slash = 0;
	for (size_t i = 0; i < array_size(places); i++) {
		_auto_free_ char *path = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (asprintf(&path, places[i], self, name) < 0)
			return -ENOMEM;
#pragma GCC diagnostic pop
		if (access(path, X_OK) == 0) {
			*ret = take_ptr(path);
			return 0;
		}
	}
	log_error("There is no driver %s", name);
	return -ENOENT;
}

static int start_driver(struct service *service, const char **argv)
{
	struct main_driver *driver = &service->drivers[service->n_drivers];
	_auto_free_ char *program = NULL;
	int r;

	r = find_driver(argv[0], &program);
	if (r < 0)
		return r;
	argv[0] = program;
	driver->service = service;
	r = host_driver_new(&driver->driver, service->event, argv, &arg_timers, arg_trace, &main_host_listener, driver);
	if (r < 0) {
		log_error("Cannot start driver %s: %s", program, strerror(-r));
		return r;
	}
	log_info("Driver %s started", program);
	service->n_drivers++;
	return 0;
}

static int start_command(struct service *service, const char *command)
{
	_auto_free_ char *words = strdup(command);
	const char *argv[MAX_WORDS + 1];
	size_t n = 0;
	char *rest = NULL;

	if (!words)
		return -ENOMEM;
	for (char *word = strtok_r(words, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		if (n == MAX_WORDS)
			return -E2BIG;
		argv[n++] = word;
	}
	argv[n] = NULL;
	return n > 0 ? start_driver(service, argv) : -EINVAL;
}

static int start_simulation(struct service *service)
{
	const char *argv[8];
	size_t n = 0;

	argv[n++] = "wdi-sim";
	if (arg_pcap) {
		argv[n++] = "--pcap";
		argv[n++] = arg_pcap;
	}
	if (arg_sim_control) {
		argv[n++] = "--control";
		argv[n++] = arg_sim_control;
	}
	/* Without a file the simulator has a world of its own. */
	if (strcmp(arg_simulation, "default") != 0) {
		argv[n++] = "--scenario";
		argv[n++] = arg_simulation;
	}
	argv[n] = NULL;
	return start_driver(service, argv);
}

static int start_drivers(struct service *service)
{
	int r = 0;

	if (arg_simulation)
		r = start_simulation(service);
	for (size_t i = 0; i < arg_n_drivers && r >= 0; i++)
		r = start_command(service, arg_drivers[i]);
	if (r >= 0 && service->n_drivers == 0) {
		log_warning("No driver is configured: there will be no interfaces");
		tell_ready(service);
	}
	return r;
}

/* The socket of the systemd unit, or one of our own. Return: descriptor; negative errno. */
static int open_socket(void)
{
	const char *path = arg_socket;
	int n = sd_listen_fds(1);
	int r;

	if (n < 0)
		return n;
	if (n == 1) {
		r = sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, NULL, 0);
		if (r > 0 && fcntl(SD_LISTEN_FDS_START, F_SETFL, O_NONBLOCK) >= 0)
			return SD_LISTEN_FDS_START;
		log_error("The socket handed over is not a listening Unix stream socket");
		return -EINVAL;
	}
	if (!path)
		path = getenv(RPC_ADDRESS_VARIABLE);
	if (!path || !path[0])
		path = RPC_SOCKET_DEFAULT;
	if (strncmp(path, "unix:path=", 10) == 0)
		path += 10;
	r = rpc_listen(path);
	if (r == -EADDRINUSE)
		log_error("A service listens at %s already", path);
	else if (r < 0)
		log_error("Cannot listen at %s: %s", path, strerror(-r));
	return r;
}

/* The key is that of the file, or of a systemd credential. */
static void tell_vault_error(const char *path, int r)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");

	if (r == -EPERM)
		log_error("The key %s (or wlansvc.key in %s) could be read or written by others: it has to belong to the service's user and to "
			  "have mode 0600 (chown, chmod 600)",
			  path, credentials ? credentials : "$CREDENTIALS_DIRECTORY");
	else if (r == -EBADMSG)
		log_error("%s (or wlansvc.key in %s) is no key of 32 bytes: move it away to get a new one; the keys of stored profiles have to "
			  "be typed again then",
			  path, credentials ? credentials : "$CREDENTIALS_DIRECTORY");
	else
		log_error("Cannot use %s: %s", path, strerror(-r));
}

static int open_store(struct store **ret, struct vault **ret_vault)
{
	_auto_free_ char *key_path = NULL;
	_auto_free_ char *path = NULL;
	int r;

	if (mkdir(arg_state, 0700) < 0 && errno != EEXIST) {
		log_error("Cannot make %s: %s", arg_state, strerror(errno));
		return -errno;
	}
	if (asprintf(&path, "%s/wlansvc.db", arg_state) < 0)
		return -ENOMEM;
	if (asprintf(&key_path, "%s/wlansvc.key", arg_state) < 0)
		return -ENOMEM;
	r = vault_open(ret_vault, key_path);
	if (r < 0) {
		tell_vault_error(key_path, r);
		return r;
	}
	r = store_open(ret, path, *ret_vault);
	if (r < 0)
		log_error("Cannot open %s: %s", path, strerror(-r));
	return r;
}

/* SIGTERM and SIGINT end the loop, SIGHUP tells of sessions; SIGCHLD is sd-event's, a write to a client that is gone an error like others. */
static int leave_when_at_rest(sd_event_source *source, void *userdata)
{
	struct service *service = userdata;

	return acm_is_at_rest(service->acm) ? sd_event_exit(service->event, 0) : 0;
}

static int leave_now(sd_event_source *source, uint64_t usec, void *userdata)
{
	log_warning("A driver has not ended its connection in time");
	return sd_event_exit(sd_event_source_get_event(source), 0);
}

/* The end of the service: connections are ended before their drivers are (rule 101). Who is asked twice does not wait. */
static int on_end(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
	struct service *service = userdata;

	if (service->is_ending || !service->acm)
		return sd_event_exit(service->event, 0);
	service->is_ending = true;
	acm_suspend(service->acm);
	/* What is at rest already causes no event that anybody could look after. */
	if (acm_is_at_rest(service->acm) || sd_event_add_post(service->event, NULL, leave_when_at_rest, service) < 0 ||
	    sd_event_add_time_relative(service->event, NULL, CLOCK_MONOTONIC, LEAVE_US, 0, leave_now, service) < 0)
		return sd_event_exit(service->event, 0);
	return 0;
}

static int block_signals(struct service *service)
{
	sigset_t set;
	int r;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -errno;
	r = sd_event_add_signal(service->event, NULL, SIGTERM, on_end, service);
	if (r < 0)
		return r;
	r = sd_event_add_signal(service->event, NULL, SIGINT, on_end, service);
	return r < 0 ? r : 0;
}

/* A descriptor per client, and some for ourselves. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		log_warning("Cannot raise the limit of open files: %s", strerror(errno));
}

static void tear_down(struct service *service)
{
	service->server = rpc_server_free(service->server);
	logind_free(service->logind);
	policy_folder_free(service->policy);
	for (size_t i = 0; i < service->n_drivers; i++)
		host_driver_free(service->drivers[i].driver);
	acm_free(service->acm);
	store_close(service->store);
	vault_close(service->vault);
	sd_event_unref(service->event);
}

/* @names: NULL: the default, and then it does not matter how many of them exist. */
static int find_groups(const char *what, const char *names, const char *default_names, gid_t *ret, size_t *ret_n)
{
	int r = access_groups_find(names ? names : default_names, ret, ret_n);

	if (r < 0)
		log_error("Cannot find the groups of %s, \"%s\": %s", what, names ? names : default_names, strerror(-r));
	else if (names && names[0] && *ret_n == 0)
		log_warning("There is no group \"%s\": nobody is made one of the %s", names, what);
	return r;
}

static int set_groups(struct acm *acm)
{
	struct access_groups groups = { 0 };
	int r;

	r = find_groups("administrators", arg_administrators, ACCESS_ADMINISTRATORS, groups.administrators,
			&groups.n_administrators);
	if (r < 0)
		return r;
	r = find_groups("operators", arg_operators, ACCESS_OPERATORS, groups.operators, &groups.n_operators);
	if (r < 0)
		return r;
	acm_set_groups(acm, &groups);
	return 0;
}

/* For machines without systemd-logind: somebody else knows that a session has changed. And what asks daemons to read their files. */
static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
	struct service *service = userdata;

	acm_session_changed(service->acm);
	if (service->policy)
		policy_folder_read(service->policy);
	return 0;
}

/* Simulated radios do not sleep, and nobody sits in front of them. */
static int watch_machine(struct service *service)
{
	int r = sd_event_add_signal(service->event, NULL, SIGHUP, on_hangup, service);

	if (r < 0 || arg_simulation)
		return r;
	r = logind_new(&service->logind, service->event, NULL, service->acm);
	if (r < 0)
		log_info("logind cannot be reached (%s): sleep and session changes are not noticed; SIGHUP tells a session change",
			 strerror(-r));
	return 0;
}

static int run(struct service *service)
{
	const struct rpc_limits limits = RPC_LIMITS_DEFAULT;
	int fd, r;

	r = sd_event_default(&service->event);
	if (r < 0)
		return r;
	r = block_signals(service);
	if (r < 0)
		return r;
	r = open_store(&service->store, &service->vault);
	if (r < 0)
		return r;
	r = acm_new(&service->acm, service->event, service->store, &main_acm_listener, service);
	if (r < 0)
		return r;
	r = set_groups(service->acm);
	if (r < 0)
		return r;
	acm_set_policy(service->acm, &arg_policy);
	if (arg_policy_folder[0])
		r = policy_folder_new(&service->policy, service->event, arg_policy_folder, service->store, service->acm);
	if (r < 0)
		return r;
	r = watch_machine(service);
	if (r < 0)
		return r;
	fd = open_socket();
	if (fd < 0)
		return fd;
	r = rpc_server_new(&service->server, service->event, fd, service->acm, &limits);
	if (r < 0)
		return r;
	r = start_drivers(service);
	if (r < 0)
		return r;
	r = sd_event_loop(service->event);
	sd_notify(0, "STOPPING=1");
	return r;
}

int main(int argc, char **argv)
{
	struct service service = { 0 };
	int r;

	arg_timers = HOST_TIMERS_DEFAULT;
	arg_policy = ACM_POLICY_DEFAULT;
	log_setup("wlansvc", LOG_LEVEL_INFO);
	r = parse_arguments(argc, argv);
	if (r != 0) {
		if (r < 0)
			usage(stderr);
		return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	r = read_configuration();
	if (r < 0) {
		log_error("Cannot read %s: %s", arg_configuration, strerror(-r));
		return EXIT_FAILURE;
	}
	if (parse_switch(arg_disconnect_stays, &arg_policy.disconnect_stays) < 0 ||
	    parse_switch(arg_manual_first, &arg_policy.prefers_manual) < 0) {
		log_error("disconnect-stays and manual-first are on or off");
		return EXIT_FAILURE;
	}
	raise_limit();
	r = run(&service);
	if (r < 0)
		log_error("The service ends: %s", strerror(-r));
	tear_down(&service);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
