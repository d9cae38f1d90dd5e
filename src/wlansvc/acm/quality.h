/*
 * The connection quality that the driver of an interface is asked for (OID_WDI_SET_CONNECTION_QUALITY): low latency while a
 * client has media streaming on, else whatever saves power, with which every port begins.
 *
 * Nothing has to be told again when a connection or an adapter comes: votes for media streaming end with the connection (A13),
 * and a new adapter begins as every port does.
 */
#pragma once

#include <stdbool.h>

#include "wlansvc/host/host.h"

/* An active scan may be away from the connection for so long: the latency that the hint demands, one way. */
#define QUALITY_OFF_CHANNEL_MS 30
/* Below it the driver may want to roam; link quality in percent, -90 dBm. */
#define QUALITY_ROAMING_THRESHOLD 20

/* Zeroed: there is no adapter. */
struct quality {
	struct host_adapter *adapter; /* NULL while down */
	bool is_low_latency;	      /* as the driver was told */
};

/* The adapter has come, or, with NULL, is gone. */
void quality_set_adapter(struct quality *quality, struct host_adapter *adapter);
/* What the driver refuses it is not asked for again until it changes: scans are held back here all the same (background.h). */
void quality_want(struct quality *quality, bool is_low_latency);
