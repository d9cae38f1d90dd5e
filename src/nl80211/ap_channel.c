#include "nl80211/ap_channel.h"

#include "base/cleanup.h"

/* Why a channel cannot be used, or 0. */
static int judge(const struct wiphy_channel *channel, uint32_t only_mhz)
{
	if (channel->is_disabled || channel->is_passive || channel->is_radar)
		return AP_CHANNEL_E_NOT_ALLOWED;
	return only_mhz && only_mhz != channel->mhz ? AP_CHANNEL_E_BUSY : 0;
}

static int judge_number(const struct wiphy *wiphy, const struct ap_wish *wish, uint32_t only_mhz,
			struct dot11_channel *ret_channel)
{
	const struct wiphy_band *band = &wiphy->bands[wish->band - 1];
	uint32_t mhz = dot11_channel_to_mhz(wish->band, wish->number);

	for (size_t i = 0; mhz && i < band->n_channels; i++) {
		if (band->channels[i].mhz != mhz)
			continue;
		*ret_channel = (struct dot11_channel){ wish->band, wish->number };
		return judge(&band->channels[i], only_mhz);
	}
	return AP_CHANNEL_E_UNKNOWN;
}

static int judge_band(const struct wiphy *wiphy, enum dot11_band number, uint32_t only_mhz, struct dot11_channel *ret_channel)
{
	const struct wiphy_band *band = &wiphy->bands[number - 1];
	int best = AP_CHANNEL_E_UNKNOWN;

	for (size_t i = 0; i < band->n_channels; i++) {
		int outcome = judge(&band->channels[i], only_mhz);

		if (outcome == 0)
			return dot11_channel_from_mhz(band->channels[i].mhz, ret_channel) < 0 ? AP_CHANNEL_E_UNKNOWN : 0;
		if (outcome < best)
			best = outcome;
	}
	if (best == AP_CHANNEL_E_BUSY)
		return AP_CHANNEL_E_BAND_BUSY;
	return best == AP_CHANNEL_E_NOT_ALLOWED ? AP_CHANNEL_E_BAND_NOT_ALLOWED : best;
}

static int judge_wish(const struct wiphy *wiphy, const struct ap_wish *wish, uint32_t only_mhz, struct dot11_channel *ret_channel)
{
	/* 6 GHz wants more of an access point than ours says. */
	if (wish->band != DOT11_BAND_2GHZ && wish->band != DOT11_BAND_5GHZ)
		return AP_CHANNEL_E_UNKNOWN;
	return wish->number ? judge_number(wiphy, wish, only_mhz, ret_channel)
			    : judge_band(wiphy, wish->band, only_mhz, ret_channel);
}

int ap_channel_choose(const struct wiphy *wiphy, const struct ap_wish *wishes, size_t n_wishes, bool is_mandatory,
		      uint32_t only_mhz, struct dot11_channel *ret_channel)
{
	/* Those of 2.4 GHz that do not overlap, then whatever there is. */
	static const struct ap_wish others[] = {
		{ DOT11_BAND_2GHZ, 6 }, { DOT11_BAND_2GHZ, 1 }, { DOT11_BAND_2GHZ, 11 },
		{ DOT11_BAND_2GHZ, 0 }, { DOT11_BAND_5GHZ, 0 },
	};
	struct dot11_channel channel = { 0 };
	int best = AP_CHANNEL_E_UNKNOWN;

	for (size_t i = 0; i < n_wishes; i++) {
		int outcome = judge_wish(wiphy, &wishes[i], only_mhz, &channel);

		if (outcome == 0) {
			*ret_channel = channel;
			return 0;
		}
		if (outcome < best)
			best = outcome;
	}
	for (size_t i = 0; (!is_mandatory || !n_wishes) && i < array_size(others); i++) {
		int outcome = judge_wish(wiphy, &others[i], only_mhz, &channel);

		if (outcome == 0) {
			*ret_channel = channel;
			return 0;
		}
		if (outcome < best)
			best = outcome;
	}
	return best;
}
