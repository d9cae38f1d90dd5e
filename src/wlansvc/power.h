/* Whether the machine runs on a battery: what the kernel says of its power supplies, read at the start and whenever one of them
 * changes. */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

#include "wlansvc/acm/acm.h"

#define POWER_SUPPLIES "/sys/class/power_supply"

struct power;

/**
 * power_new() - tell acm what the machine runs on, now and from now on
 * @folder: POWER_SUPPLIES, or one that looks like it
 * @acm:    outlives it
 * Without udev changes are not noticed, which the log says.
 *
 * Return: 0; -ENOMEM.
 */
int power_new(struct power **ret, sd_event *event, const char *folder, struct acm *acm);
struct power *power_free(struct power *power);

/**
 * power_is_on_battery() - whether a battery of the machine discharges and nothing supplies it from outside
 * Batteries of mice and the like do not count; without any supply it is the mains. A folder that cannot be read has none.
 */
bool power_is_on_battery(const char *folder);
