/* Channel numbers and center frequencies of 20 MHz channels (IEEE 802.11-2020, annex E; 802.11ax for 6 GHz). */
#pragma once

#include <stdint.h>

enum dot11_band {
	DOT11_BAND_2GHZ = 1,
	DOT11_BAND_5GHZ,
	DOT11_BAND_6GHZ,
};

struct dot11_channel {
	enum dot11_band band;
	uint16_t number;
};

/* Center in MHz; 0 if the band has no such channel. */
uint32_t dot11_channel_to_mhz(enum dot11_band band, uint16_t number);

/* Center in kHz as the Native Wifi interface counts; 0 if the band has no such channel. */
uint32_t dot11_channel_to_khz(enum dot11_band band, uint16_t number);

/* Return: 0; -EINVAL if @center_mhz is no center of a 20 MHz channel. */
int dot11_channel_from_mhz(uint32_t center_mhz, struct dot11_channel *ret_channel);

/* "2.4", "5" and "6"; NULL for a value that is no band. */
const char *dot11_band_name(enum dot11_band band);
