/* One walk over channels with what was heard: the state of a scan without air and clock, which its owner moves along. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"
#include "dot11/frame.h"
#include "dot11/types.h"

#define STATION_SCAN_MAX_CHANNELS 512

struct station_scan_body {
	uint8_t *bytes; /* without MAC header; NULL if none was heard */
	size_t size;
};

struct station_scan_bss {
	struct dot11_mac bssid;
	struct dot11_channel channel;
	int signal_dbm;
	struct station_scan_body beacon, probe_response;
};

struct station_scan {
	struct dot11_channel channels[STATION_SCAN_MAX_CHANNELS];
	size_t n_channels;
	size_t at; /* index of the present channel */
	struct station_scan_bss *bsses;
	size_t n_bsses, n_allocated;
	size_t first_here; /* of the BSSs heard on the present channel */
};

/* Every channel a scan visits if nobody says which: all of 2.4 and 5 GHz, at 6 GHz the preferred scanning channels. */
void station_scan_add_default_channels(struct station_scan *scan);

/* Return: 0; -EINVAL if there is no such channel; -ENOBUFS if the list is full. One that is there already is not added again. */
int station_scan_add_channel(struct station_scan *scan, struct dot11_channel channel);

/* Takes a beacon or probe response. Return: 0, also for other frames; -ENOMEM (the BSS is as it was before). */
int station_scan_hear(struct station_scan *scan, const struct dot11_frame *frame, int signal_dbm);

/* Steps to the next channel. Return: false after the last. */
bool station_scan_next(struct station_scan *scan);

/* Back to the first channel with nothing heard. */
void station_scan_restart(struct station_scan *scan);

/* Frees what was heard. */
void station_scan_clear(struct station_scan *scan);
