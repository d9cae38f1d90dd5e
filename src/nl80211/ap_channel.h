/* On which channel an access point goes: wishes of the host, what the radio may use, and where its station is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"
#include "nl80211/wiphy.h"

/* One wish; a band without a number is any channel of that band. */
struct ap_wish {
	enum dot11_band band;
	uint16_t number; /* 0: any */
};

/* Why none of the mandatory wishes can be met; where they differ, what may pass soonest. */
enum ap_channel_outcome {
	AP_CHANNEL_E_BUSY = 1, /* the radio's station is on another channel, and the radio can be on one only */
	AP_CHANNEL_E_BAND_BUSY,
	AP_CHANNEL_E_NOT_ALLOWED, /* by the regulatory domain */
	AP_CHANNEL_E_BAND_NOT_ALLOWED,
	AP_CHANNEL_E_UNKNOWN, /* the radio has no such channel */
};

/**
 * ap_channel_choose() - the first wish that can be met, else any channel
 * @is_mandatory: nothing but the wishes will do
 * @only_mhz:     the one channel that the radio can be on now; 0 if it is free
 *
 * Channels with radar detection are not used: nobody here listens for radar.
 * Return: 0; enum ap_channel_outcome.
 * Source: OID_WDI_TASK_START_AP (rule 220).
 */
int ap_channel_choose(const struct wiphy *wiphy, const struct ap_wish *wishes, size_t n_wishes, bool is_mandatory,
		      uint32_t only_mhz, struct dot11_channel *ret_channel);
