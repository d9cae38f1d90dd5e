#include "wlansvc/power.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-device.h>

#include "base/cleanup.h"
#include "base/log.h"

struct power {
	sd_device_monitor *monitor; /* NULL without udev */
	char *folder;
	struct acm *acm;
};

/* An attribute of a supply: one short line. @ret: "" if there is none. */
static void read_attribute(int supply, const char *name, char ret[32])
{
	_auto_fd_ int fd = openat(supply, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret, 31);

	ret[n > 0 ? n : 0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
}

static bool has(int supply, const char *name, const char *value)
{
	char text[32];

	read_attribute(supply, name, text);
	return strcmp(text, value) == 0;
}

static bool is_online(int supply)
{
	char text[32];

	read_attribute(supply, "online", text);
	return text[0] && strcmp(text, "0") != 0; /* 2: of several plugs of one supply, another one */
}

bool power_is_on_battery(const char *folder)
{
	DIR *supplies = opendir(folder);
	const struct dirent *entry;
	bool discharges = false, is_supplied = false;

	while (supplies && (entry = readdir(supplies))) {
		_auto_fd_ int supply =
			entry->d_name[0] == '.' ? -1 : openat(dirfd(supplies), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (supply < 0)
			continue;
		if (!has(supply, "type", "Battery"))
			is_supplied |= is_online(supply);
		else if (!has(supply, "scope", "Device"))
			discharges |= has(supply, "status", "Discharging");
	}
	if (supplies)
		closedir(supplies);
	return discharges && !is_supplied;
}

static int on_change(sd_device_monitor *monitor, sd_device *device, void *userdata)
{
	struct power *power = userdata;

	acm_set_on_battery(power->acm, power_is_on_battery(power->folder));
	return 0;
}

static int watch(struct power *power, sd_event *event)
{
	int r = sd_device_monitor_new(&power->monitor);

	if (r >= 0)
		r = sd_device_monitor_filter_add_match_subsystem_devtype(power->monitor, "power_supply", NULL);
	if (r >= 0)
		r = sd_device_monitor_attach_event(power->monitor, event);
	if (r >= 0)
		r = sd_device_monitor_start(power->monitor, on_change, power);
	return r;
}

define_cleanup(struct power, power, power_free);

int power_new(struct power **ret, sd_event *event, const char *folder, struct acm *acm)
{
	cleanup(cleanup_power) struct power *power = calloc(1, sizeof(*power));
	int r;

	if (!power)
		return -ENOMEM;
	power->acm = acm;
	power->folder = strdup(folder);
	if (!power->folder)
		return -ENOMEM;
	/* Before it is read, so that no change is missed. */
	r = watch(power, event);
	if (r < 0)
		log_info("What the machine runs on is read only once: udev does not tell (%s)", strerror(-r));
	acm_set_on_battery(acm, power_is_on_battery(folder));
	*ret = take_ptr(power);
	return 0;
}

struct power *power_free(struct power *power)
{
	if (!power)
		return NULL;
	sd_device_monitor_unref(power->monitor);
	free(power->folder);
	free(power);
	return NULL;
}
