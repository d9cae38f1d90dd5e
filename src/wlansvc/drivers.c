#include "wlansvc/drivers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"

#define MAX_WORDS 64

/* One process, and whether an adapter of it has ever been up. */
struct driver {
	struct drivers *drivers;
	struct host_driver *host;
	bool was_up;
};

struct drivers {
	sd_event *event;
	struct acm *acm;
	const struct options *options;
	const struct drivers_listener *listener;
	void *userdata;
	size_t n;
	struct driver all[OPTIONS_MAX_DRIVERS + 1]; /* the simulation too */
};

static void adapter_up(struct host_adapter *adapter, void *userdata)
{
	struct driver *driver = userdata;
	const struct drivers *drivers = driver->drivers;
	bool was_up = driver->was_up;

	acm_host_listener.adapter_up(adapter, drivers->acm);
	driver->was_up = true;
	if (was_up)
		return;
	for (size_t i = 0; i < drivers->n; i++)
		if (!drivers->all[i].was_up)
			return;
	drivers->listener->all_up(drivers->userdata);
}

static void adapter_down(struct host_adapter *adapter, bool is_final, void *userdata)
{
	struct driver *driver = userdata;

	acm_host_listener.adapter_down(adapter, is_final, driver->drivers->acm);
}

static void indication(struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload, void *userdata)
{
	struct driver *driver = userdata;

	acm_host_listener.indication(adapter, port, id, payload, driver->drivers->acm);
}

static void answered(struct host_adapter *adapter, uint32_t oid, void *userdata)
{
	struct driver *driver = userdata;

	driver->drivers->listener->answered(oid, driver->drivers->userdata);
}

static void data(struct host_adapter *adapter, const struct wdi_data_frame *frame, void *userdata)
{
	struct driver *driver = userdata;

	acm_host_listener.data(adapter, frame, driver->drivers->acm);
}

/* acm's own, with a look at which drivers have come up. */
static const struct host_listener host_listener = {
	.adapter_up = adapter_up,
	.adapter_down = adapter_down,
	.indication = indication,
	.answered = answered,
	.data = data,
};

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

static int start_program(struct drivers *drivers, const char **argv)
{
	const struct options *options = drivers->options;
	struct driver *driver = &drivers->all[drivers->n];
	_auto_free_ char *program = NULL;
	int r;

	r = find_driver(argv[0], &program);
	if (r < 0)
		return r;
	argv[0] = program;
	driver->drivers = drivers;
	r = host_driver_new(&driver->host, drivers->event, argv, &options->timers, options->trace, &host_listener, driver);
	if (r < 0) {
		log_error("Cannot start driver %s: %s", program, strerror(-r));
		return r;
	}
	log_info("Driver %s started", program);
	drivers->n++;
	return 0;
}

static int start_command(struct drivers *drivers, const char *command)
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
	return n > 0 ? start_program(drivers, argv) : -EINVAL;
}

static int start_simulation(struct drivers *drivers)
{
	const struct options *options = drivers->options;
	const char *argv[8];
	size_t n = 0;

	argv[n++] = "wdi-sim";
	if (options->pcap) {
		argv[n++] = "--pcap";
		argv[n++] = options->pcap;
	}
	if (options->sim_control) {
		argv[n++] = "--control";
		argv[n++] = options->sim_control;
	}
	/* Without a file the simulator has a world of its own. */
	if (strcmp(options->simulation, "default") != 0) {
		argv[n++] = "--scenario";
		argv[n++] = options->simulation;
	}
	argv[n] = NULL;
	return start_program(drivers, argv);
}

int drivers_new(struct drivers **ret, sd_event *event, struct acm *acm, const struct options *options,
		const struct drivers_listener *listener, void *userdata)
{
	struct drivers *drivers = calloc(1, sizeof(*drivers));

	if (!drivers)
		return -ENOMEM;
	drivers->event = sd_event_ref(event);
	drivers->acm = acm;
	drivers->options = options;
	drivers->listener = listener;
	drivers->userdata = userdata;
	*ret = drivers;
	return 0;
}

struct drivers *drivers_free(struct drivers *drivers)
{
	if (!drivers)
		return NULL;
	for (size_t i = 0; i < drivers->n; i++)
		host_driver_free(drivers->all[i].host);
	sd_event_unref(drivers->event);
	free(drivers);
	return NULL;
}

int drivers_start(struct drivers *drivers)
{
	const struct options *options = drivers->options;
	int r = 0;

	if (options->simulation)
		r = start_simulation(drivers);
	for (size_t i = 0; i < options->n_drivers && r >= 0; i++)
		r = start_command(drivers, options->drivers[i]);
	if (r >= 0 && drivers->n == 0) {
		log_warning("No driver is configured: there will be no interfaces");
		drivers->listener->all_up(drivers->userdata);
	}
	return r;
}
