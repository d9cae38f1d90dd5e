/*
 * wlansvc: the WLAN AutoConfig service. Built bottom-up from the options, run, torn down in reverse.
 */
#include <errno.h>
#include <fcntl.h>
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
#include "wlansvc/drivers.h"
#include "wlansvc/logind.h"
#include "wlansvc/options.h"
#include "wlansvc/policy.h"
#include "wlansvc/power.h"
#include "wlansvc/rpc/server.h"
#include "wlansvc/store/store.h"
#include "wlansvc/store/vault.h"

#define LEAVE_US 1000000u /* what drivers get to end connections when the service ends */

struct service {
	struct options options;
	sd_event *event;
	bool is_ending;
	struct vault *vault;
	struct store *store;
	struct acm *acm;
	struct rpc_server *server;
	struct logind *logind;
	struct power *power;
	struct policy_folder *policy;
	struct drivers *drivers;
};

/* Told once: whoever started us waits for it. */
static void tell_ready(void *userdata)
{
	struct service *service = userdata;

	sd_notify(0, "READY=1");
	if (service->options.ready_fd < 0)
		return;
	if (write(service->options.ready_fd, "ready\n", 6) != 6)
		log_warning("Cannot tell that the service is ready: %s", strerror(errno));
	close(service->options.ready_fd);
	service->options.ready_fd = -1;
}

/* The frames are out: now there is time for those who are to hear of it. */
static void answered(uint32_t oid, void *userdata)
{
	struct service *service = userdata;

	if (oid == OID_WDI_TASK_DISCONNECT && service->server)
		rpc_server_release(service->server);
}

static const struct drivers_listener main_drivers_listener = { .all_up = tell_ready, .answered = answered };

static void notify(const struct acm_notification *notification, void *userdata)
{
	struct service *service = userdata;

	if (service->server)
		rpc_server_notify(service->server, notification);
}

static const struct acm_listener main_acm_listener = { .notify = notify };

/* The socket of the systemd unit, or one of our own. Return: descriptor; negative errno. */
static int open_socket(const struct options *options)
{
	const char *path = options->socket;
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

static int open_store(const char *directory, struct store **ret, struct vault **ret_vault)
{
	_auto_free_ char *key_path = NULL;
	_auto_free_ char *path = NULL;
	int r;

	if (mkdir(directory, 0700) < 0 && errno != EEXIST) {
		log_error("Cannot make %s: %s", directory, strerror(errno));
		return -errno;
	}
	if (asprintf(&path, "%s/wlansvc.db", directory) < 0)
		return -ENOMEM;
	if (asprintf(&key_path, "%s/wlansvc.key", directory) < 0)
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
	acm_end(service->acm);
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
	power_free(service->power);
	policy_folder_free(service->policy);
	drivers_free(service->drivers);
	acm_free(service->acm);
	store_close(service->store);
	vault_close(service->vault);
	sd_event_unref(service->event);
	options_clear(&service->options);
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

static int set_groups(struct acm *acm, const struct options *options)
{
	struct access_groups groups = { 0 };
	int r;

	r = find_groups("administrators", options->administrators, ACCESS_ADMINISTRATORS, groups.administrators,
			&groups.n_administrators);
	if (r < 0)
		return r;
	r = find_groups("operators", options->operators, ACCESS_OPERATORS, groups.operators, &groups.n_operators);
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

	if (r < 0 || service->options.simulation)
		return r;
	r = power_new(&service->power, service->event, POWER_SUPPLIES, service->acm);
	if (r < 0)
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
	const struct options *options = &service->options;
	int fd, r;

	r = sd_event_default(&service->event);
	if (r < 0)
		return r;
	r = block_signals(service);
	if (r < 0)
		return r;
	r = open_store(options->state, &service->store, &service->vault);
	if (r < 0)
		return r;
	r = acm_new(&service->acm, service->event, service->store, &main_acm_listener, service);
	if (r < 0)
		return r;
	r = set_groups(service->acm, options);
	if (r < 0)
		return r;
	acm_set_policy(service->acm, &options->policy);
	if (options->policy_folder[0])
		r = policy_folder_new(&service->policy, service->event, options->policy_folder, service->store, service->acm);
	if (r < 0)
		return r;
	r = watch_machine(service);
	if (r < 0)
		return r;
	fd = open_socket(options);
	if (fd < 0)
		return fd;
	r = rpc_server_new(&service->server, service->event, fd, service->acm, &limits);
	if (r < 0)
		return r;
	r = drivers_new(&service->drivers, service->event, service->acm, options, &main_drivers_listener, service);
	if (r >= 0)
		r = drivers_start(service->drivers);
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

	log_setup("wlansvc", LOG_LEVEL_INFO);
	r = options_read(&service.options, argc, argv);
	if (r != 0) {
		options_clear(&service.options);
		return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	raise_limit();
	r = run(&service);
	if (r < 0)
		log_error("The service ends: %s", strerror(-r));
	tear_down(&service);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
