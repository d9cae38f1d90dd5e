#include "dot11/channel.h"

#include <errno.h>
#include <stddef.h>

/* Channels of one raster: from @first to @last in steps of @step, @base + 5 * number MHz. */
static const struct {
	enum dot11_band band;
	uint16_t first, last, step;
	uint32_t base;
} rasters[] = {
	{ DOT11_BAND_2GHZ, 1, 13, 1, 2407 },
	{ DOT11_BAND_2GHZ, 14, 14, 1, 2414 }, /* Japan: 12 MHz above channel 13 */
	{ DOT11_BAND_5GHZ, 36, 64, 4, 5000 },
	{ DOT11_BAND_5GHZ, 100, 144, 4, 5000 },
	{ DOT11_BAND_5GHZ, 149, 177, 4, 5000 },
	{ DOT11_BAND_6GHZ, 2, 2, 4, 5925 },	  /* operating class 136 */
	{ DOT11_BAND_6GHZ, 1, 233, 4, 5950 },
};

uint32_t dot11_channel_to_mhz(enum dot11_band band, uint16_t number)
{
	for (size_t i = 0; i < sizeof(rasters) / sizeof(rasters[0]); i++) {
		if (rasters[i].band == band && number >= rasters[i].first && number <= rasters[i].last &&
		    (number - rasters[i].first) % rasters[i].step == 0)
			return rasters[i].base + 5U * number;
	}
	return 0;
}

uint32_t dot11_channel_to_khz(enum dot11_band band, uint16_t number)
{
	return dot11_channel_to_mhz(band, number) * 1000;
}

int dot11_channel_from_mhz(uint32_t center_mhz, struct dot11_channel *ret_channel)
{
	for (size_t i = 0; i < sizeof(rasters) / sizeof(rasters[0]); i++) {
		uint32_t number;

		if (center_mhz < rasters[i].base || (center_mhz - rasters[i].base) % 5 != 0)
			continue;
		number = (center_mhz - rasters[i].base) / 5;
		if (number < rasters[i].first || number > rasters[i].last ||
		    (number - rasters[i].first) % rasters[i].step != 0)
			continue;
		*ret_channel = (struct dot11_channel){ .band = rasters[i].band, .number = (uint16_t)number };
		return 0;
	}
	return -EINVAL;
}

const char *dot11_band_name(enum dot11_band band)
{
	switch (band) {
	case DOT11_BAND_2GHZ:
		return "2.4";
	case DOT11_BAND_5GHZ:
		return "5";
	case DOT11_BAND_6GHZ:
		return "6";
	}
	return NULL;
}
