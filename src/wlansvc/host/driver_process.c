/* A driver as a process: started, watched, killed when it hangs or lies, started again; and the adapters it announces. */
#include "wlansvc/host/host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "driver/announce.h"
#include "wlansvc/host/adapter.h"

#define US_PER_MS 1000u

/* The control socket's number in the driver process. */
#define CONTROL_FD 3

/* An adapter whose link was closed is removed for good if its driver lives on for so long; a dying process closes its sockets
 * a moment before it is dead. */
#define LOST_MS 100

/* A driver that lives longer, and has brought an adapter up, is started again as soon as the first time when it dies. */
#define STEADY_US (2000u * US_PER_MS)

/* What a driver gets to end by itself. */
#define GRACE_MS 500

#define ADAPTERS_MAX 64

enum driver_state {
	DRIVER_STOPPED, /* no process; the restart timer runs */
	DRIVER_RUNNING,
	DRIVER_KILLED, /* SIGKILL is out; adapters are down */
};

struct host_driver {
	sd_event *event;
	char **argv;
	struct host_timers timers;
	const struct host_listener *listener;
	void *userdata;
	struct wdi_trace *trace;

	enum driver_state state;
	pid_t pid;
	int pidfd, control_fd;
	sd_event_source *death, *control, *restart, *lost, *missing;
	uint64_t started_us;	  /* the process, last time */
	uint64_t restart_delay_ms; /* next time */
	struct host_adapter *adapters;
};

static int start(struct host_driver *driver);

static void close_control(struct host_driver *driver)
{
	driver->control = sd_event_source_disable_unref(driver->control);
	if (driver->control_fd >= 0)
		close(take_fd(driver->control_fd));
}

static int set_timer(sd_event_source *timer, uint64_t delay_ms)
{
	int r = sd_event_source_set_time_relative(timer, delay_ms * US_PER_MS);

	return r < 0 ? r : sd_event_source_set_enabled(timer, SD_EVENT_ONESHOT);
}

static void look_for_missing(struct host_driver *driver, uint64_t delay_ms)
{
	int r = set_timer(driver->missing, delay_ms);

	if (r < 0)
		log_error("%s: nobody will notice adapters that do not come back: %s", driver->argv[0], strerror(-r));
}

/* Adapters are down that should come back: looks for them some time later. */
static void expect_back(struct host_driver *driver)
{
	int enabled = SD_EVENT_OFF;

	if (driver->timers.missing_ms == 0 || !driver->adapters)
		return;
	(void)sd_event_source_get_enabled(driver->missing, &enabled);
	if (enabled == SD_EVENT_OFF)
		look_for_missing(driver, driver->timers.missing_ms);
}

/* Whether all went well since the start of a process that is dead now. */
static bool was_steady(struct host_driver *driver)
{
	bool was_up = false;

	for (struct host_adapter *adapter = driver->adapters; adapter; adapter = adapter->next) {
		was_up |= adapter->was_up;
		adapter->was_up = false;
	}
	return was_up && clock_monotonic_us() - driver->started_us >= STEADY_US;
}

static void detach_all(struct host_driver *driver)
{
	for (struct host_adapter *adapter = driver->adapters; adapter; adapter = adapter->next)
		if (adapter->state != HOST_ADAPTER_DOWN)
			host_adapter_detach(adapter, false);
	expect_back(driver);
}

/* How long to wait this time; the next time it is longer. */
static uint64_t choose_delay(struct host_driver *driver)
{
	uint64_t delay_ms;

	if (was_steady(driver))
		driver->restart_delay_ms = driver->timers.restart_delay_ms;
	delay_ms = driver->restart_delay_ms;
	if (delay_ms * 2 <= driver->timers.restart_max_ms)
		driver->restart_delay_ms = delay_ms * 2;
	else if (delay_ms < driver->timers.restart_max_ms)
		driver->restart_delay_ms = driver->timers.restart_max_ms;
	return delay_ms;
}

static void stop_and_restart_later(struct host_driver *driver)
{
	uint64_t delay_ms = choose_delay(driver);
	int r;

	driver->state = DRIVER_STOPPED;
	close_control(driver);
	detach_all(driver);
	log_info("%s: is started again in %llu ms", driver->argv[0], (unsigned long long)delay_ms);
	r = set_timer(driver->restart, delay_ms);
	if (r < 0)
		log_error("%s: cannot be started again: %s", driver->argv[0], strerror(-r));
}

/* Takes the status of the dead process, so that no zombie stays. */
static void reap(struct host_driver *driver)
{
	siginfo_t info = { 0 };

	while (waitid(P_PID, (id_t)driver->pid, &info, WEXITED) < 0 && errno == EINTR)
		;
	log_warning("%s: driver %s %d; its adapters are down", driver->argv[0],
		    info.si_code == CLD_EXITED ? "ended with status" : "was ended by signal", info.si_status);
	driver->pid = 0;
	driver->death = sd_event_source_disable_unref(driver->death);
	close(take_fd(driver->pidfd));
}

static int on_death(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct host_driver *driver = userdata;

	reap(driver);
	stop_and_restart_later(driver);
	return 0;
}

/* Recovery of a driver that hangs or lies; it is started again when it is dead. */
static void kill_driver(struct host_driver *driver)
{
	if (driver->state != DRIVER_RUNNING)
		return;
	driver->state = DRIVER_KILLED;
	(void)pidfd_send_signal(driver->pidfd, SIGKILL, NULL, 0);
	close_control(driver);
	detach_all(driver);
}

static void on_adapter_failed(struct host_adapter *adapter, void *userdata)
{
	kill_driver(userdata);
}

static void on_adapter_lost(struct host_adapter *adapter, void *userdata)
{
	struct host_driver *driver = userdata;

	if (set_timer(driver->lost, LOST_MS) < 0)
		kill_driver(driver);
}

static const struct host_adapter_owner adapter_owner = { .failed = on_adapter_failed, .lost = on_adapter_lost };

static void remove_for_good(struct host_adapter **at, const char *why)
{
	struct host_adapter *adapter = *at;

	*at = adapter->next;
	log_info("%s: %s", adapter->name, why);
	host_adapter_detach(adapter, true);
	host_adapter_free(adapter);
}

static int on_lost_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct host_driver *driver = userdata;
	struct host_adapter **at = &driver->adapters;

	while (*at)
		if ((*at)->state == HOST_ADAPTER_LOST)
			remove_for_good(at, "removed by its driver");
		else
			at = &(*at)->next;
	return 0;
}

/* What is just being brought up, or taken back, is looked at once more. */
static int on_missing_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct host_driver *driver = userdata;
	struct host_adapter **at = &driver->adapters;
	const uint64_t now_us = clock_monotonic_us();
	uint64_t left_us = UINT64_MAX;

	while (*at) {
		uint64_t end_us = (*at)->down_us + driver->timers.missing_ms * US_PER_MS;

		if ((*at)->state == HOST_ADAPTER_DOWN && end_us <= now_us) {
			remove_for_good(at, "its driver has not brought it back: removed");
			continue;
		}
		if ((*at)->state != HOST_ADAPTER_UP) {
			uint64_t its_us = end_us > now_us ? end_us - now_us : driver->timers.missing_ms * US_PER_MS;

			left_us = its_us < left_us ? its_us : left_us;
		}
		at = &(*at)->next;
	}
	if (left_us != UINT64_MAX)
		look_for_missing(driver, left_us / US_PER_MS + 1);
	return 0;
}

static int on_restart(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct host_driver *driver = userdata;
	int r = start(driver);

	if (r < 0) {
		log_error("%s: cannot be started: %s", driver->argv[0], strerror(-r));
		stop_and_restart_later(driver);
	}
	return 0;
}

/* The adapter of that GUID: the one that was there before (recovery), or a new one. */
static int find_or_add_adapter(struct host_driver *driver, const struct wdi_announcement *announcement, struct host_adapter **ret)
{
	struct host_adapter **at = &driver->adapters;
	struct guid guid;
	size_t n = 0;
	int r;

	memcpy(guid.b, announcement->guid, sizeof(guid.b));
	for (; *at; at = &(*at)->next, n++)
		if (guid_equal(&(*at)->guid, &guid)) {
			*ret = *at;
			return 0;
		}
	if (n >= ADAPTERS_MAX)
		return -ENOBUFS;
	r = host_adapter_new(at, driver->event, &driver->timers, &guid, announcement->name, announcement->description, driver->trace,
			     &adapter_owner, driver, driver->listener, driver->userdata);
	if (r < 0)
		return r;
	*ret = *at;
	return 0;
}

/* Return: 0; negative errno after which the driver has to be killed. */
static int take_announcement(struct host_driver *driver)
{
	struct wdi_announcement announcement;
	struct host_adapter *adapter;
	_auto_fd_ int fd = -1;
	_auto_fd_ int data_fd = -1;
	int r;

	r = wdi_announcement_receive(driver->control_fd, &announcement, &fd, &data_fd);
	if (r < 0)
		return r;
	r = find_or_add_adapter(driver, &announcement, &adapter);
	if (r < 0)
		return r;
	if (adapter->state != HOST_ADAPTER_DOWN) { /* the driver has begun anew with this one */
		host_adapter_detach(adapter, false);
		expect_back(driver);
	}
	log_debug("%s: announced by %s", adapter->name, driver->argv[0]);
	return host_adapter_attach(adapter, take_fd(fd), take_fd(data_fd));
}

static int on_control(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct host_driver *driver = userdata;
	int r = take_announcement(driver);

	if (r >= 0 || r == -EAGAIN)
		return 0;
	if (r != -ECONNRESET) /* the driver's end shows here first */
		log_error("%s: control socket: %s; resetting the driver", driver->argv[0], strerror(-r));
	kill_driver(driver);
	return 0;
}

static char **make_environment(char *control)
{
	size_t n = 0, n_kept = 0;
	char **result;

	while (environ[n])
		n++;
	result = calloc(n + 2, sizeof(*result));
	if (!result)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "WDI_CONTROL_FD=", strlen("WDI_CONTROL_FD=")) != 0)
			result[n_kept++] = environ[i];
	result[n_kept] = control;
	return result;
}

/* In the child, between fork() and exec(). */
static _Noreturn void become_driver(char *const argv[], char *const environment[], int control_fd)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	/* An interrupt typed at a terminal is for the service, which then ends its drivers. */
	setpgid(0, 0);
	if (control_fd == CONTROL_FD) {
		if (fcntl(CONTROL_FD, F_SETFD, 0) < 0)
			_exit(126);
	} else if (dup2(control_fd, CONTROL_FD) < 0) {
		_exit(126);
	}
	close_range(CONTROL_FD + 1, ~0u, 0);
	execvpe(argv[0], argv, environment);
	_exit(127);
}

static int spawn(struct host_driver *driver, int control_fd)
{
	static char control[] = "WDI_CONTROL_FD=3";
	_auto_free_ char **environment = make_environment(control);
	pid_t pid;

	_Static_assert(CONTROL_FD == 3, "the text above says so");
	if (!environment)
		return -ENOMEM;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become_driver(driver->argv, environment, control_fd);
	driver->pidfd = pidfd_open(pid, 0);
	if (driver->pidfd < 0) {
		int r = -errno;

		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		return r;
	}
	driver->pid = pid;
	return 0;
}

/* Ends the process: asks, waits a moment, and insists. */
static void end_process(struct host_driver *driver)
{
	struct pollfd death = { .fd = driver->pidfd, .events = POLLIN };

	if (driver->pid <= 0)
		return;
	close_control(driver);
	driver->death = sd_event_source_disable_unref(driver->death);
	if (driver->state == DRIVER_RUNNING) {
		(void)pidfd_send_signal(driver->pidfd, SIGTERM, NULL, 0);
		if (poll(&death, 1, GRACE_MS) <= 0)
			(void)pidfd_send_signal(driver->pidfd, SIGKILL, NULL, 0);
	}
	while (waitpid(driver->pid, NULL, 0) < 0 && errno == EINTR)
		;
	driver->pid = 0;
	close(take_fd(driver->pidfd));
}

static int start(struct host_driver *driver)
{
	int fds[2], r;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	driver->control_fd = fds[0];
	_auto_fd_ int theirs = fds[1];

	r = fcntl(driver->control_fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : spawn(driver, theirs);
	if (r < 0) {
		close_control(driver);
		return r;
	}
	driver->state = DRIVER_RUNNING;
	driver->started_us = clock_monotonic_us();
	r = sd_event_add_io(driver->event, &driver->control, driver->control_fd, EPOLLIN, on_control, driver);
	if (r >= 0)
		r = sd_event_add_io(driver->event, &driver->death, driver->pidfd, EPOLLIN, on_death, driver);
	if (r < 0) {
		end_process(driver);
		return r;
	}
	return 0;
}

static char **copy_argv(const char *const *argv)
{
	size_t n = 0;
	char **result;

	while (argv[n])
		n++;
	result = calloc(n + 1, sizeof(*result));
	for (size_t i = 0; result && i < n; i++) {
		result[i] = strdup(argv[i]);
		if (!result[i]) {
			while (i > 0)
				free(result[--i]);
			free(result);
			return NULL;
		}
	}
	return result;
}

static int add_idle_timer(sd_event *event, sd_event_source **ret, sd_event_time_handler_t handler, void *userdata)
{
	int r = sd_event_add_time(event, ret, CLOCK_MONOTONIC, UINT64_MAX, US_PER_MS, handler, userdata);

	return r < 0 ? r : sd_event_source_set_enabled(*ret, SD_EVENT_OFF);
}

int host_driver_new(struct host_driver **ret, sd_event *event, const char *const *argv, const struct host_timers *timers,
		    const char *trace, const struct host_listener *listener, void *userdata)
{
	struct host_driver *driver;
	int r;

	if (!argv[0])
		return -EINVAL;
	driver = calloc(1, sizeof(*driver));
	if (!driver)
		return -ENOMEM;
	driver->event = sd_event_ref(event);
	driver->timers = *timers;
	driver->restart_delay_ms = timers->restart_delay_ms;
	driver->listener = listener;
	driver->userdata = userdata;
	driver->pidfd = -1;
	driver->control_fd = -1;
	driver->argv = copy_argv(argv);
	r = driver->argv ? 0 : -ENOMEM;
	if (r >= 0 && trace)
		r = wdi_trace_open(&driver->trace, trace);
	if (r >= 0)
		r = add_idle_timer(event, &driver->restart, on_restart, driver);
	if (r >= 0)
		r = add_idle_timer(event, &driver->lost, on_lost_timer, driver);
	if (r >= 0)
		r = add_idle_timer(event, &driver->missing, on_missing_timer, driver);
	if (r >= 0)
		r = start(driver);
	if (r < 0) {
		host_driver_free(driver);
		return r;
	}
	*ret = driver;
	return 0;
}

struct host_driver *host_driver_free(struct host_driver *driver)
{
	if (!driver)
		return NULL;
	driver->restart = sd_event_source_disable_unref(driver->restart);
	driver->lost = sd_event_source_disable_unref(driver->lost);
	driver->missing = sd_event_source_disable_unref(driver->missing);
	end_process(driver);
	close_control(driver);
	while (driver->adapters) {
		struct host_adapter *next = driver->adapters->next;

		host_adapter_free(driver->adapters);
		driver->adapters = next;
	}
	for (char **argument = driver->argv; argument && *argument; argument++)
		free(*argument);
	free(driver->argv);
	wdi_trace_close(driver->trace);
	sd_event_unref(driver->event);
	free(driver);
	return NULL;
}
