#include "nl80211/station.h"

#include <errno.h>

#include <linux/nl80211.h>

#include "nl80211/nl.h"

static const struct nla_policy info_policy[NL80211_STA_INFO_MAX + 1] = {
	[NL80211_STA_INFO_SIGNAL] = { .type = NLA_U8 },
	[NL80211_STA_INFO_RX_PACKETS] = { .type = NLA_U32 },
	[NL80211_STA_INFO_TX_PACKETS] = { .type = NLA_U32 },
	[NL80211_STA_INFO_TX_RETRIES] = { .type = NLA_U32 },
	[NL80211_STA_INFO_TX_FAILED] = { .type = NLA_U32 },
	[NL80211_STA_INFO_RX_DROP_MISC] = { .type = NLA_U64 },
	[NL80211_STA_INFO_INACTIVE_TIME] = { .type = NLA_U32 },
};

static const struct nla_policy rate_policy[NL80211_RATE_INFO_MAX + 1] = {
	[NL80211_RATE_INFO_BITRATE32] = { .type = NLA_U32 },
	[NL80211_RATE_INFO_MCS] = { .type = NLA_U8 },
	[NL80211_RATE_INFO_VHT_MCS] = { .type = NLA_U8 },
	[NL80211_RATE_INFO_HE_MCS] = { .type = NLA_U8 },
};

static uint32_t u32(struct nlattr *attribute)
{
	return attribute ? nla_get_u32(attribute) : 0;
}

static void parse_rate(struct nlattr *attribute, uint32_t *ret_kbps, uint32_t *ret_mcs)
{
	static const int mcs[] = { NL80211_RATE_INFO_HE_MCS, NL80211_RATE_INFO_VHT_MCS, NL80211_RATE_INFO_MCS };
	struct nlattr *table[NL80211_RATE_INFO_MAX + 1];

	if (!attribute || nl_parse_nested(attribute, table, NL80211_RATE_INFO_MAX, rate_policy) < 0)
		return;
	*ret_kbps = u32(table[NL80211_RATE_INFO_BITRATE32]) * 100;
	for (size_t i = 0; i < array_size(mcs); i++)
		if (table[mcs[i]]) {
			*ret_mcs = nla_get_u8(table[mcs[i]]);
			return;
		}
}

int station_parse(const struct nlmsghdr *message, struct station *ret_station)
{
	struct nlattr *outer[NL80211_ATTR_MAX + 1], *table[NL80211_STA_INFO_MAX + 1];
	struct station station = { 0 };

	if (nl_parse(message, outer, NL80211_ATTR_MAX, NULL) < 0 || !outer[NL80211_ATTR_STA_INFO])
		return -EBADMSG;
	if (nl_parse_nested(outer[NL80211_ATTR_STA_INFO], table, NL80211_STA_INFO_MAX, info_policy) < 0)
		return -EBADMSG;
	if (table[NL80211_STA_INFO_SIGNAL])
		station.signal_dbm = (int8_t)nla_get_u8(table[NL80211_STA_INFO_SIGNAL]);
	parse_rate(table[NL80211_STA_INFO_TX_BITRATE], &station.tx_kbps, &station.tx_mcs);
	parse_rate(table[NL80211_STA_INFO_RX_BITRATE], &station.rx_kbps, &station.rx_mcs);
	station.rx_packets = u32(table[NL80211_STA_INFO_RX_PACKETS]);
	station.tx_packets = u32(table[NL80211_STA_INFO_TX_PACKETS]);
	station.tx_retries = u32(table[NL80211_STA_INFO_TX_RETRIES]);
	station.tx_failed = u32(table[NL80211_STA_INFO_TX_FAILED]);
	if (table[NL80211_STA_INFO_RX_DROP_MISC])
		station.rx_dropped = nla_get_u64(table[NL80211_STA_INFO_RX_DROP_MISC]);
	station.inactive_ms = u32(table[NL80211_STA_INFO_INACTIVE_TIME]);
	*ret_station = station;
	return 0;
}
