/*
 * The driver processes of the service: which programs they are, when all of them have come up, and what they tell acm. Where the
 * program of a driver is named without a path, it is one of ours, beside the service's own.
 */
#pragma once

#include <systemd/sd-event.h>

#include "wlansvc/acm/acm.h"
#include "wlansvc/options.h"

struct drivers;

struct drivers_listener {
	/* Once: of every process that was started an adapter has been up; at once if none was. */
	void (*all_up)(void *userdata);
	/* As host_listener's. */
	void (*answered)(uint32_t oid, void *userdata);
};

/* Starts none. @acm, @options, @listener: outlive it. Return: 0; -ENOMEM. */
int drivers_new(struct drivers **ret, sd_event *event, struct acm *acm, const struct options *options,
		const struct drivers_listener *listener, void *userdata);
/* Ends the processes at once: acm_suspend() comes before (rule 101), acm_free() after. */
struct drivers *drivers_free(struct drivers *drivers);

/* Return: 0; -ENOENT: there is no such program; -EINVAL, -E2BIG: the words of a command; negative errno of host_driver_new(). */
int drivers_start(struct drivers *drivers);
