/* wdi-sim: a driver process whose adapters, access points and air are simulated. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/guid.h"
#include "base/log.h"
#include "sim/control.h"
#include "sim/pcap.h"
#include "sim/world.h"
#include "wdi/driver.h"

static const char *arg_scenario;
static const char *arg_pcap;
static const char *arg_control;
static bool arg_check;
static bool arg_has_seed;
static long arg_seed;
static enum log_level arg_log_level = LOG_LEVEL_INFO;

struct adapter_source {
	struct simulator *simulator;
	struct radio *radio;
	sd_event_source *source, *data_source;
};

struct simulator {
	sd_event *event;
	sd_event_source *timer;
	struct world *world;
	struct pcap *pcap;
	struct control *control;
	uint64_t start_us;
	struct adapter_source adapters[SCENARIO_MAX_ADAPTERS];
	size_t n_adapters;
};

static void close_sources(struct adapter_source *adapter)
{
	adapter->source = sd_event_source_disable_unref(adapter->source);
	adapter->data_source = sd_event_source_disable_unref(adapter->data_source);
}

static void close_simulator(struct simulator *simulator)
{
	control_free(simulator->control);
	for (size_t i = 0; i < simulator->n_adapters; i++)
		close_sources(&simulator->adapters[i]);
	sd_event_source_disable_unref(simulator->timer);
	world_free(simulator->world);
	if (simulator->pcap && pcap_flush(simulator->pcap) < 0)
		log_error("cannot write the capture %s; it is incomplete", arg_pcap);
	pcap_free(simulator->pcap);
	sd_event_unref(simulator->event);
}

/* Everything that comes from outside happens at the present time, after what was due before. */
static void catch_up(struct simulator *simulator)
{
	schedule_run_until(world_schedule(simulator->world), clock_monotonic_us() - simulator->start_us);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	catch_up(userdata);
	return 0;
}

/* After every round of the loop: wake for the next event of the world, and for links that have to drain. */
static int on_post(sd_event_source *source, void *userdata)
{
	struct simulator *simulator = userdata;
	uint64_t due_us;

	for (size_t i = 0; i < simulator->n_adapters; i++) {
		struct adapter_source *adapter = &simulator->adapters[i];
		uint32_t events = EPOLLIN;

		if (!adapter->radio)
			continue;
		if (radio_is_hung(adapter->radio)) {
			sd_event_source_set_enabled(adapter->source, SD_EVENT_OFF);
			sd_event_source_set_enabled(adapter->data_source, SD_EVENT_OFF);
			continue;
		}
		if (radio_wants_output(adapter->radio))
			events |= EPOLLOUT;
		sd_event_source_set_io_events(adapter->source, events);
	}
	if (simulator->pcap)
		(void)pcap_flush(simulator->pcap); /* told once, at the end */
	if (!schedule_next(world_schedule(simulator->world), &due_us))
		return sd_event_source_set_enabled(simulator->timer, SD_EVENT_OFF);
	sd_event_source_set_time(simulator->timer, simulator->start_us + due_us);
	return sd_event_source_set_enabled(simulator->timer, SD_EVENT_ONESHOT);
}

static int on_link(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct adapter_source *adapter = userdata;

	catch_up(adapter->simulator);
	if (radio_dispatch(adapter->radio) < 0) {
		sd_event_source_set_enabled(adapter->source, SD_EVENT_OFF);
		sd_event_source_set_enabled(adapter->data_source, SD_EVENT_OFF);
		world_remove_radio(adapter->simulator->world, take_ptr(adapter->radio));
	}
	return 0;
}

/* The service says nothing on this socket; that it is closed says enough. */
static int on_service(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	char buffer[256];
	ssize_t n = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);

	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return 0;
	return sd_event_exit(sd_event_source_get_event(source), 0);
}

static void answer_later(void *userdata, uint64_t token, const char *text)
{
	struct simulator *simulator = userdata;

	control_answer(simulator->control, token, text);
}

/* Return: 0 when the answer is written; CONTROL_E_LATER; -ENOMEM. */
static int execute_line(struct simulator *simulator, const char *line, uint64_t token, FILE *answer)
{
	const struct world_reply reply = { .answer = answer_later, .userdata = simulator, .token = token };
	_cleanup_command_ struct command command = { 0 };
	const char *error;
	int r;

	if (command_parse(line, &command, &error) < 0)
		return fprintf(answer, "error: %s\n", error) < 0 ? -ENOMEM : 0;
	catch_up(simulator);
	r = world_execute(simulator->world, &command, answer, &reply);
	if (r == WORLD_E_LATER)
		return CONTROL_E_LATER;
	if (r == 0)
		return fprintf(answer, "ok\n") < 0 ? -ENOMEM : 0;
	return fprintf(answer, "error: %s\n", r > 0 ? world_error_text(r) : strerror(-r)) < 0 ? -ENOMEM : 0;
}

static int execute(void *userdata, const char *line, uint64_t token, char **ret_text)
{
	char *text = NULL;
	size_t size;
	FILE *answer = open_memstream(&text, &size);
	int r;

	if (!answer)
		return -ENOMEM;
	r = execute_line(userdata, line, token, answer);
	if (fclose(answer) != 0 || r != 0) {
		free(text);
		return r > 0 ? r : -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

static const struct control_listener control_listener = { .execute = execute };

static int add_adapter(struct simulator *simulator, int control_fd, const struct scenario_adapter *config)
{
	struct adapter_source *adapter = &simulator->adapters[simulator->n_adapters];
	char name[COMMAND_NAME_SIZE + 8];
	struct wdi_adapter_info info = { .name = config->name, .description = "Simulated 802.11 adapter" };
	struct guid guid;
	int fd, data_fd, r;

	snprintf(name, sizeof(name), "wdi-sim/%s", config->name);
	guid = guid_from_name(name);
	memcpy(info.guid, guid.b, sizeof(info.guid));
	r = wdi_driver_announce(control_fd, &info, &fd, &data_fd);
	if (r < 0)
		return r;
	adapter->simulator = simulator;
	simulator->n_adapters++;
	r = world_add_radio(simulator->world, config, fd, &adapter->radio);
	if (r < 0) {
		close(data_fd);
		return r;
	}
	r = radio_attach_data(adapter->radio, data_fd);
	if (r < 0)
		return r;
	r = sd_event_add_io(simulator->event, &adapter->source, radio_fd(adapter->radio), EPOLLIN, on_link, adapter);
	if (r < 0)
		return r;
	r = sd_event_add_io(simulator->event, &adapter->data_source, radio_data_fd(adapter->radio), EPOLLIN, on_link, adapter);
	if (r < 0)
		return r;
	return 0;
}

static int block_signals(sd_event *event)
{
	sigset_t set;
	int r;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	r = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
	return r < 0 ? r : sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
}

static int set_up(struct simulator *simulator, const struct scenario *scenario, int control_fd)
{
	int r;

	r = sd_event_new(&simulator->event);
	if (r < 0)
		return r;
	r = block_signals(simulator->event);
	if (r < 0)
		return r;
	simulator->start_us = clock_monotonic_us();
	r = world_new(&simulator->world, scenario);
	if (r < 0)
		return r;
	if (arg_pcap) {
		r = pcap_new(&simulator->pcap, arg_pcap, clock_realtime_us());
		if (r < 0) {
			log_error("cannot write the capture %s: %s", arg_pcap, strerror(-r));
			return r;
		}
		world_air(simulator->world)->capture = pcap_write;
		world_air(simulator->world)->capture_userdata = simulator->pcap;
	}
	if (arg_control) {
		r = control_new(&simulator->control, simulator->event, arg_control, &control_listener, simulator);
		if (r < 0) {
			log_error("cannot listen on %s: %s", arg_control, strerror(-r));
			return r;
		}
	}
	r = sd_event_add_time(simulator->event, &simulator->timer, CLOCK_MONOTONIC, 0, 1, on_timer, simulator);
	if (r < 0)
		return r;
	r = sd_event_add_post(simulator->event, NULL, on_post, simulator);
	if (r < 0)
		return r;
	r = sd_event_add_io(simulator->event, NULL, control_fd, EPOLLIN, on_service, simulator);
	if (r < 0)
		return r;
	for (size_t i = 0; i < scenario->n_adapters; i++) {
		r = add_adapter(simulator, control_fd, &scenario->adapters[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

static int load(struct scenario **ret)
{
	struct scenario_error error;
	const char *name = arg_scenario ? arg_scenario : "built-in scenario";
	int r;

	if (arg_scenario)
		r = scenario_load(arg_scenario, ret, &error);
	else
		r = scenario_parse(scenario_default_text, strlen(scenario_default_text), ret, &error);
	if (r == -EINVAL && error.line > 0)
		log_error("%s:%u: %s", name, error.line, error.message);
	else if (r == -EINVAL)
		log_error("%s: %s", name, error.message);
	else if (r < 0)
		log_error("%s: %s", name, strerror(-r));
	return r;
}

static void print_help(void)
{
	printf("wdi-sim [OPTION...]\n\n"
	       "A WDI driver with simulated adapters, access points and air; started by wlansvc.\n\n"
	       "  --scenario FILE    what there is to simulate (default: a few open networks)\n"
	       "  --pcap FILE        capture the air\n"
	       "  --control SOCKET   take commands of wdi-sim-ctl\n"
	       "  --seed N           of the random losses, instead of the scenario's\n"
	       "  --check            read the scenario and exit\n"
	       "  --log-level LEVEL  error, warning, info or debug\n"
	       "  --help  --version\n");
}

/* Return: 0; 1 if there is nothing more to do; -EINVAL. */
static int parse_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "scenario", required_argument, NULL, 's' },  { "pcap", required_argument, NULL, 'p' },
		{ "control", required_argument, NULL, 'c' },   { "seed", required_argument, NULL, 'r' },
		{ "log-level", required_argument, NULL, 'l' }, { "check", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },	       { "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		switch (option) {
		case 's':
			arg_scenario = optarg;
			break;
		case 'p':
			arg_pcap = optarg;
			break;
		case 'c':
			arg_control = optarg;
			break;
		case 'k':
			arg_check = true;
			break;
		case 'r':
			if (command_parse_number(optarg, 0, INT32_MAX, &arg_seed) < 0) {
				log_error("--seed takes a number from 0 to %d", INT32_MAX);
				return -EINVAL;
			}
			arg_has_seed = true;
			break;
		case 'l':
			if (log_level_from_text(optarg, &arg_log_level) < 0) {
				log_error("--log-level takes error, warning, info or debug");
				return -EINVAL;
			}
			break;
		case 'h':
			print_help();
			return 1;
		case 'V':
			printf("wdi-sim " SIM_VERSION "\n");
			return 1;
		default:
			return -EINVAL;
		}
	}
	if (optind < argc) {
		log_error("wdi-sim takes no argument %s", argv[optind]);
		return -EINVAL;
	}
	return 0;
}

static int find_control_fd(void)
{
	const char *text = getenv("WDI_CONTROL_FD");
	long fd;

	return text && command_parse_number(text, 0, INT32_MAX, &fd) == 0 ? (int)fd : -EBADF;
}

int main(int argc, char **argv)
{
	struct scenario *scenario = NULL;
	struct simulator *simulator = NULL;
	int control_fd, r;

	log_setup("wdi-sim", LOG_LEVEL_INFO);
	r = parse_arguments(argc, argv);
	if (r != 0)
		return r > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	log_setup("wdi-sim", arg_log_level);
	if (load(&scenario) < 0)
		return EXIT_FAILURE;
	if (arg_has_seed)
		scenario->seed = (uint64_t)arg_seed;
	control_fd = find_control_fd();
	simulator = calloc(1, sizeof(*simulator));
	if (arg_check) {
		r = 0;
	} else if (control_fd < 0) {
		log_error("WDI_CONTROL_FD is not set: wdi-sim is started by wlansvc, as one of its drivers");
		r = -EBADF;
	} else if (!simulator) {
		r = -ENOMEM;
	} else {
		r = set_up(simulator, scenario, control_fd);
		if (r >= 0)
			r = sd_event_loop(simulator->event);
		if (r < 0)
			log_error("stopped: %s", strerror(-r));
	}
	if (simulator)
		close_simulator(simulator);
	free(simulator);
	scenario_free(scenario);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
