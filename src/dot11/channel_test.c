#include "dot11/channel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* IEEE 802.11-2020, annex E. */
static const struct {
	enum dot11_band band;
	uint16_t number;
	uint32_t mhz;
} channels[] = {
	{ DOT11_BAND_2GHZ, 1, 2412 },  { DOT11_BAND_2GHZ, 13, 2472 },  { DOT11_BAND_2GHZ, 14, 2484 },
	{ DOT11_BAND_5GHZ, 36, 5180 }, { DOT11_BAND_5GHZ, 100, 5500 }, { DOT11_BAND_5GHZ, 165, 5825 },
	{ DOT11_BAND_6GHZ, 1, 5955 },  { DOT11_BAND_6GHZ, 2, 5935 },   { DOT11_BAND_6GHZ, 233, 7115 },
};

static void channels_have_the_center_of_the_standard(void **state)
{
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
		struct dot11_channel channel;

		assert_int_equal(dot11_channel_to_mhz(channels[i].band, channels[i].number), channels[i].mhz);
		assert_int_equal(dot11_channel_to_khz(channels[i].band, channels[i].number), channels[i].mhz * 1000);
		assert_int_equal(dot11_channel_from_mhz(channels[i].mhz, &channel), 0);
		assert_int_equal(channel.band, channels[i].band);
		assert_int_equal(channel.number, channels[i].number);
	}
}

static void what_is_no_channel_is_refused(void **state)
{
	struct dot11_channel channel;

	assert_int_equal(dot11_channel_to_mhz(DOT11_BAND_2GHZ, 15), 0);
	assert_int_equal(dot11_channel_to_mhz(DOT11_BAND_5GHZ, 37), 0);
	assert_int_equal(dot11_channel_to_mhz(DOT11_BAND_6GHZ, 0), 0);
	assert_int_equal(dot11_channel_from_mhz(2413, &channel), -EINVAL);
	assert_int_equal(dot11_channel_from_mhz(0, &channel), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(channels_have_the_center_of_the_standard),
		cmocka_unit_test(what_is_no_channel_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
