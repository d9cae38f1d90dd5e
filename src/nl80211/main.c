/* wdi-nl80211: the radios of this machine as WDI adapters. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/nl80211.h>
#include <linux/rfkill.h>
#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "nl80211/adapter.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"

#define MAX_ADAPTERS 64

static const char *arg_interfaces[MAX_ADAPTERS];
static size_t arg_n_interfaces;
static uint32_t arg_without;

struct program {
	struct nl *nl;
	sd_event *loop;
	int control_fd;
	int rfkill_fd;
	struct adapter *adapters[MAX_ADAPTERS];
	size_t n_adapters;
};

static const char usage[] =
	"Usage: wdi-nl80211 [--interface NAME]... [--log-level LEVEL] [--without ABILITY]...\n"
	"Driver process of wlansvc: offers the station interfaces of this machine.\n"
	"\n"
	"  --interface NAME   only this interface; may be repeated\n"
	"  --log-level LEVEL  error, warning, info or debug\n"
	"  --without ABILITY  take the radios not to have it: authenticate or control-port; may be repeated\n"
	"  --help             this text\n"
	"  --version          the version\n";

static bool is_wanted(const struct wiphy_interface *interface)
{
	if (interface->type != NL80211_IFTYPE_STATION)
		return false;
	for (size_t i = 0; i < arg_n_interfaces; i++)
		if (strcmp(arg_interfaces[i], interface->name) == 0)
			return true;
	return arg_n_interfaces == 0;
}

static struct adapter *find(const struct program *program, uint32_t ifindex)
{
	for (size_t i = 0; i < program->n_adapters; i++)
		if (adapter_has_interface(program->adapters[i], ifindex))
			return program->adapters[i];
	return NULL;
}

static void drop(struct program *program, const struct adapter *adapter)
{
	for (size_t i = 0; i < program->n_adapters; i++) {
		if (program->adapters[i] != adapter)
			continue;
		adapter_free(program->adapters[i]);
		program->adapters[i] = program->adapters[--program->n_adapters];
		return;
	}
}

struct gone {
	struct program *program;
	struct adapter *adapter;
};

static int on_gone_later(sd_event_source *source, void *userdata)
{
	struct gone *gone = userdata;

	drop(gone->program, gone->adapter);
	free(gone);
	return 0;
}

/* Called from within the adapter, which must not be freed there. */
static void on_gone(struct adapter *adapter, void *userdata)
{
	struct gone *gone = malloc(sizeof(*gone));
	sd_event_source *source;

	if (!gone)
		return;
	*gone = (struct gone){ .program = userdata, .adapter = adapter };
	if (sd_event_add_defer(gone->program->loop, &source, on_gone_later, gone) < 0) {
		free(gone);
		return;
	}
	sd_event_source_set_floating(source, true);
	sd_event_source_unref(source);
}

static void add(struct program *program, const struct wiphy_interface *interface)
{
	int error;

	if (!is_wanted(interface) || find(program, interface->ifindex) || program->n_adapters == MAX_ADAPTERS)
		return;
	error = adapter_new(&program->adapters[program->n_adapters], program->nl, program->loop, program->control_fd, interface,
			    arg_without, on_gone, program);
	if (error < 0) {
		log_warning("%s: not offered: %s", interface->name, strerror(-error));
		return;
	}
	program->n_adapters++;
	log_info("%s: offered", interface->name);
}

static int on_event(const struct nlmsghdr *message, void *userdata)
{
	struct program *program = userdata;
	struct wiphy_interface interface;
	struct adapter *adapter;
	struct event event;

	if (event_parse(message, &event) < 0 || !event.has_ifindex)
		return 0;
	if (event.command == NL80211_CMD_NEW_INTERFACE && wiphy_interface_parse(message, &interface) == 0) {
		add(program, &interface);
		return 0;
	}
	adapter = find(program, event.ifindex);
	if (!adapter)
		return 0;
	if (event.command == NL80211_CMD_DEL_INTERFACE && event.ifindex == adapter_ifindex(adapter)) {
		log_info("interface %u: removed", event.ifindex);
		drop(program, adapter);
		return 0;
	}
	adapter_on_event(adapter, &event);
	return 0;
}

static int on_nl(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct program *program = userdata;
	int error = nl_dispatch(program->nl, on_event, program);

	if (error == NL_E_EVENTS_LOST) {
		for (size_t i = 0; i < program->n_adapters; i++)
			adapter_resync(program->adapters[i]);
		return 0;
	}
	if (error < 0) {
		log_error("nl80211: %s", strerror(-error));
		return sd_event_exit(program->loop, EXIT_FAILURE);
	}
	return 0;
}

/* After every handler: a call may have met events for the owner on its way. */
static int on_post(sd_event_source *source, void *userdata)
{
	struct program *program = userdata;

	return nl_has_kept_events(program->nl) ? on_nl(NULL, -1, 0, program) : 0;
}

static int on_control(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct program *program = userdata;
	char byte;
	ssize_t size = recv(fd, &byte, 1, MSG_DONTWAIT);

	/* The service says nothing on this socket; only its end tells something. */
	if (size > 0 || (size < 0 && errno == EAGAIN))
		return 0;
	return sd_event_exit(program->loop, EXIT_SUCCESS);
}

static int on_rfkill(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct program *program = userdata;
	/* Later kernels have longer messages, and give what is asked for. */
	struct rfkill_event event;

	while (read(fd, &event, sizeof(event)) >= (ssize_t)RFKILL_EVENT_SIZE_V1)
		for (size_t i = 0; i < program->n_adapters; i++)
			adapter_on_switch(program->adapters[i], event.idx);
	return 0;
}

static int parse_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "interface", required_argument, NULL, 'i' },
		{ "log-level", required_argument, NULL, 'l' },
		{ "without", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	enum log_level level;
	int option;

	log_setup("wdi-nl80211", LOG_LEVEL_INFO);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'i':
			if (arg_n_interfaces == MAX_ADAPTERS)
				return -E2BIG;
			arg_interfaces[arg_n_interfaces++] = optarg;
			break;
		case 'l':
			if (log_level_from_text(optarg, &level) < 0) {
				fprintf(stderr, "wdi-nl80211: --log-level %s: not a level\n", optarg);
				return -EINVAL;
			}
			log_setup("wdi-nl80211", level);
			break;
		case 'w':
			if (strcmp(optarg, "authenticate") == 0) {
				arg_without |= ADAPTER_WITHOUT_AUTHENTICATE;
			} else if (strcmp(optarg, "control-port") == 0) {
				arg_without |= ADAPTER_WITHOUT_CONTROL_PORT;
			} else {
				fprintf(stderr, "wdi-nl80211: --without %s: authenticate or control-port\n", optarg);
				return -EINVAL;
			}
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		case 'V':
			puts("wdi-nl80211 0.1.0");
			exit(EXIT_SUCCESS);
		default:
			return -EINVAL;
		}
	}
	if (optind != argc) {
		fprintf(stderr, "wdi-nl80211: %s: no argument expected\n", argv[optind]);
		return -EINVAL;
	}
	return 0;
}

/* Return: descriptor; -EINVAL if the service has given none. */
static int control_fd(void)
{
	const char *text = getenv("WDI_CONTROL_FD");
	char *end;
	long fd;

	if (!text || !*text)
		return -EINVAL;
	errno = 0;
	fd = strtol(text, &end, 10);
	if (*end || errno || fd < 0 || fd > 65535 || fcntl((int)fd, F_GETFD) < 0)
		return -EINVAL;
	fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	return (int)fd;
}

static int set_up(struct program *program)
{
	_auto_free_ struct wiphy_interface *interfaces = NULL;
	size_t n_interfaces = 0;
	sigset_t signals;
	int error;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	error = sd_event_default(&program->loop);
	if (error < 0)
		return error;
	sd_event_add_signal(program->loop, NULL, SIGTERM, NULL, NULL);
	sd_event_add_signal(program->loop, NULL, SIGINT, NULL, NULL);
	error = nl_new(&program->nl);
	if (error < 0)
		return error;
	error = sd_event_add_io(program->loop, NULL, nl_event_fd(program->nl), EPOLLIN, on_nl, program);
	if (error < 0)
		return error;
	error = sd_event_add_io(program->loop, NULL, nl_command_fd(program->nl), EPOLLIN, on_nl, program);
	if (error < 0)
		return error;
	error = sd_event_add_post(program->loop, NULL, on_post, program);
	if (error < 0)
		return error;
	error = sd_event_add_io(program->loop, NULL, program->control_fd, EPOLLIN, on_control, program);
	if (error < 0)
		return error;
	/* Without rfkill there are no switches to watch. */
	program->rfkill_fd = open("/dev/rfkill", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (program->rfkill_fd >= 0)
		sd_event_add_io(program->loop, NULL, program->rfkill_fd, EPOLLIN, on_rfkill, program);
	error = wiphy_get_interfaces(program->nl, &interfaces, &n_interfaces);
	if (error < 0)
		return error;
	for (size_t i = 0; i < n_interfaces; i++)
		add(program, &interfaces[i]);
	return 0;
}

int main(int argc, char **argv)
{
	struct program program = { .control_fd = -1, .rfkill_fd = -1 };
	int error, status = EXIT_FAILURE;

	if (parse_arguments(argc, argv) < 0) {
		fputs("Try 'wdi-nl80211 --help'.\n", stderr);
		return EXIT_FAILURE;
	}
	program.control_fd = control_fd();
	if (program.control_fd < 0) {
		fputs("wdi-nl80211 is started by wlansvc; WDI_CONTROL_FD is not set.\n", stderr);
		return EXIT_FAILURE;
	}
	error = set_up(&program);
	if (error < 0) {
		if (error == -ENOENT)
			log_error("this kernel has no nl80211");
		else
			log_error("cannot start: %s", strerror(-error));
	} else {
		status = sd_event_loop(program.loop);
	}
	while (program.n_adapters)
		drop(&program, program.adapters[0]);
	nl_free(program.nl);
	sd_event_unref(program.loop);
	if (program.rfkill_fd >= 0)
		close(program.rfkill_fd);
	return status < 0 ? EXIT_FAILURE : status;
}
