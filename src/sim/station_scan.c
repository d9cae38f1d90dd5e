#include "sim/station_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int station_scan_add_channel(struct station_scan *scan, struct dot11_channel channel)
{
	if (dot11_channel_to_mhz(channel.band, channel.number) == 0)
		return -EINVAL;
	for (size_t i = 0; i < scan->n_channels; i++) {
		if (scan->channels[i].band == channel.band && scan->channels[i].number == channel.number)
			return 0;
	}
	if (scan->n_channels == STATION_SCAN_MAX_CHANNELS)
		return -ENOBUFS;
	scan->channels[scan->n_channels++] = channel;
	return 0;
}

void station_scan_add_default_channels(struct station_scan *scan)
{
	static const struct {
		enum dot11_band band;
		uint16_t first, last, step;
	} ranges[] = {
		{ DOT11_BAND_2GHZ, 1, 14, 1 },	   { DOT11_BAND_5GHZ, 36, 64, 4 },  { DOT11_BAND_5GHZ, 100, 144, 4 },
		{ DOT11_BAND_5GHZ, 149, 177, 4 }, { DOT11_BAND_6GHZ, 5, 229, 16 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		for (uint16_t number = ranges[i].first; number <= ranges[i].last; number += ranges[i].step)
			(void)station_scan_add_channel(scan, (struct dot11_channel){ ranges[i].band, number });
	}
}

/* A BSS is on one channel, so only those of the present one need a look. */
static struct station_scan_bss *find_or_add(struct station_scan *scan, const struct dot11_mac *bssid)
{
	for (size_t i = scan->first_here; i < scan->n_bsses; i++) {
		if (dot11_mac_equal(&scan->bsses[i].bssid, bssid))
			return &scan->bsses[i];
	}
	if (scan->n_bsses == scan->n_allocated) {
		size_t n = scan->n_allocated ? 2 * scan->n_allocated : 16;
		struct station_scan_bss *larger = reallocarray(scan->bsses, n, sizeof(*larger));

		if (!larger)
			return NULL;
		scan->bsses = larger;
		scan->n_allocated = n;
	}
	scan->bsses[scan->n_bsses] = (struct station_scan_bss){ .bssid = *bssid, .channel = scan->channels[scan->at] };
	return &scan->bsses[scan->n_bsses++];
}

int station_scan_hear(struct station_scan *scan, const struct dot11_frame *frame, int signal_dbm)
{
	struct station_scan_body *body;
	struct station_scan_bss *bss;
	uint8_t *copy;

	if (!frame->is_management || scan->at >= scan->n_channels ||
	    (frame->header.kind != DOT11_FRAME_BEACON && frame->header.kind != DOT11_FRAME_PROBE_RESPONSE))
		return 0;
	copy = malloc(frame->body_size ? frame->body_size : 1);
	if (!copy)
		return -ENOMEM;
	bss = find_or_add(scan, &frame->header.address3);
	if (!bss) {
		free(copy);
		return -ENOMEM;
	}
	memcpy(copy, frame->body, frame->body_size);
	body = frame->header.kind == DOT11_FRAME_BEACON ? &bss->beacon : &bss->probe_response;
	free(body->bytes);
	*body = (struct station_scan_body){ copy, frame->body_size };
	bss->signal_dbm = signal_dbm;
	return 0;
}

bool station_scan_next(struct station_scan *scan)
{
	if (scan->at < scan->n_channels)
		scan->at++;
	scan->first_here = scan->n_bsses;
	return scan->at < scan->n_channels;
}

void station_scan_clear(struct station_scan *scan)
{
	for (size_t i = 0; i < scan->n_bsses; i++) {
		free(scan->bsses[i].beacon.bytes);
		free(scan->bsses[i].probe_response.bytes);
	}
	free(scan->bsses);
	scan->bsses = NULL;
	scan->n_bsses = scan->n_allocated = scan->first_here = 0;
}

void station_scan_restart(struct station_scan *scan)
{
	station_scan_clear(scan);
	scan->at = 0;
}
