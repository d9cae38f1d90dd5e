/*
 * What a station driver makes of the connection quality that the host wishes for a port: whether it may save power, and
 * what scans may take away from the connection. Both drivers of this project use it, and so may any other.
 *
 * Source: OID_WDI_SET_CONNECTION_QUALITY; WDI_CONNECTION_QUALITY_HINT; WDI_TLV_LOW_LATENCY_CONNECTION_QUALITY_PARAMETERS;
 * rules 94, 95 and 218.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wdi/wdi.h"

/* Zeroed: what every port begins with. */
struct driver_quality {
	bool stays_awake;	 /* power is not to be saved */
	bool is_low_latency;
	uint32_t off_channel_ms; /* low latency: how long an active scan may be away at a time; 0: as little as it can */
};

/* Return: 0; -EINVAL for a hint that is none, and for low latency without its parameters. */
int driver_quality_from_wdi(const struct wdi_set_connection_quality *params, struct driver_quality *ret);

/* Whether a connection of this quality goes before that scan: nobody waits for it, so it is left out (rule 95). */
bool driver_quality_refuses_scan(const struct driver_quality *quality, const struct wdi_task_scan *scan);

/* How long an active scan may stay on a channel that is not the connection's. @wanted_ms: 0 for the driver's choice, and so is
 * the answer 0. */
uint32_t driver_quality_limit_dwell(const struct driver_quality *quality, uint32_t wanted_ms);
