#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nl80211/ap_channel.h"

static struct wiphy radio(void)
{
	struct wiphy wiphy = { 0 };

	wiphy.bands[0] = (struct wiphy_band){
		.is_present = true,
		.n_channels = 4,
		.channels = { { .mhz = 2412 }, { .mhz = 2437 }, { .mhz = 2462 }, { .mhz = 2467, .is_passive = true } },
	};
	wiphy.bands[1] = (struct wiphy_band){
		.is_present = true,
		.n_channels = 3,
		.channels = { { .mhz = 5180, .is_passive = true },
			      { .mhz = 5200, .is_disabled = true },
			      { .mhz = 5260, .is_radar = true } },
	};
	return wiphy;
}

static void the_first_wish_that_can_be_met_is_taken(void **state)
{
	static const struct ap_wish wishes[] = { { DOT11_BAND_5GHZ, 36 }, { DOT11_BAND_2GHZ, 11 }, { DOT11_BAND_2GHZ, 1 } };
	const struct wiphy wiphy = radio();
	struct dot11_channel channel;

	assert_int_equal(ap_channel_choose(&wiphy, wishes, 3, true, 0, &channel), 0);
	assert_int_equal(channel.number, 11);
	assert_int_equal(ap_channel_choose(&wiphy, wishes, 3, true, 2412, &channel), 0);
	assert_int_equal(channel.number, 1);
}

static void wishes_that_are_not_mandatory_give_way(void **state)
{
	static const struct ap_wish wish = { DOT11_BAND_5GHZ, 36 };
	const struct wiphy wiphy = radio();
	struct dot11_channel channel;

	assert_int_equal(ap_channel_choose(&wiphy, &wish, 1, false, 0, &channel), 0);
	assert_int_equal(channel.number, 6);
	assert_int_equal(ap_channel_choose(&wiphy, &wish, 1, false, 2462, &channel), 0);
	assert_int_equal(channel.number, 11);
	assert_int_equal(ap_channel_choose(&wiphy, NULL, 0, true, 0, &channel), 0);
	assert_int_equal(channel.number, 6);
}

static void what_cannot_be_met_is_told_precisely(void **state)
{
	static const struct {
		struct ap_wish wish;
		uint32_t only_mhz;
		int outcome;
	} cases[] = {
		{ { DOT11_BAND_2GHZ, 12 }, 0, AP_CHANNEL_E_NOT_ALLOWED },
		{ { DOT11_BAND_5GHZ, 36 }, 0, AP_CHANNEL_E_NOT_ALLOWED },
		{ { DOT11_BAND_5GHZ, 40 }, 0, AP_CHANNEL_E_NOT_ALLOWED },
		{ { DOT11_BAND_5GHZ, 52 }, 0, AP_CHANNEL_E_NOT_ALLOWED },
		{ { DOT11_BAND_5GHZ, 0 }, 0, AP_CHANNEL_E_BAND_NOT_ALLOWED },
		{ { DOT11_BAND_2GHZ, 1 }, 2437, AP_CHANNEL_E_BUSY },
		{ { DOT11_BAND_2GHZ, 0 }, 5180, AP_CHANNEL_E_BAND_BUSY },
		{ { DOT11_BAND_6GHZ, 1 }, 0, AP_CHANNEL_E_UNKNOWN },
		{ { DOT11_BAND_6GHZ, 0 }, 0, AP_CHANNEL_E_UNKNOWN },
		{ { DOT11_BAND_2GHZ, 99 }, 0, AP_CHANNEL_E_UNKNOWN },
		{ { 0, 1 }, 0, AP_CHANNEL_E_UNKNOWN },
	};
	const struct wiphy wiphy = radio();
	struct dot11_channel channel = { DOT11_BAND_2GHZ, 7 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(ap_channel_choose(&wiphy, &cases[i].wish, 1, true, cases[i].only_mhz, &channel),
				 cases[i].outcome);
	assert_int_equal(channel.number, 7);
}

static void what_may_pass_soonest_is_told_of_several(void **state)
{
	static const struct ap_wish wishes[] = { { DOT11_BAND_6GHZ, 1 }, { DOT11_BAND_5GHZ, 36 }, { DOT11_BAND_2GHZ, 1 } };
	const struct wiphy wiphy = radio();
	struct dot11_channel channel;

	assert_int_equal(ap_channel_choose(&wiphy, wishes, 2, true, 0, &channel), AP_CHANNEL_E_NOT_ALLOWED);
	assert_int_equal(ap_channel_choose(&wiphy, wishes, 3, true, 2437, &channel), AP_CHANNEL_E_BUSY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_wish_that_can_be_met_is_taken),
		cmocka_unit_test(wishes_that_are_not_mandatory_give_way),
		cmocka_unit_test(what_cannot_be_met_is_told_precisely),
		cmocka_unit_test(what_may_pass_soonest_is_told_of_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
