#include "nl80211/wiphy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "dot11/channel.h"
#include "nl80211/build.h"
#include "nl80211/event.h"

#define MAX_INTERFACES 256

static const struct nla_policy wiphy_policy[NL80211_ATTR_MAX + 1] = {
	[NL80211_ATTR_WIPHY] = { .type = NLA_U32 },
	[NL80211_ATTR_WIPHY_NAME] = { .type = NLA_STRING, .minlen = 1, .maxlen = 64 },
	[NL80211_ATTR_MAX_NUM_SCAN_SSIDS] = { .type = NLA_U8 },
	[NL80211_ATTR_MAX_SCAN_IE_LEN] = { .type = NLA_U16 },
	[NL80211_ATTR_FEATURE_FLAGS] = { .type = NLA_U32 },
	[NL80211_ATTR_MAC_MASK] = { .minlen = 6 },
};

static const struct nla_policy band_policy[NL80211_BAND_ATTR_MAX + 1] = {
	[NL80211_BAND_ATTR_HT_CAPA] = { .type = NLA_U16 },
	[NL80211_BAND_ATTR_HT_MCS_SET] = { .minlen = 16 },
	[NL80211_BAND_ATTR_HT_AMPDU_FACTOR] = { .type = NLA_U8 },
	[NL80211_BAND_ATTR_HT_AMPDU_DENSITY] = { .type = NLA_U8 },
};

static const struct nla_policy frequency_policy[NL80211_FREQUENCY_ATTR_MAX + 1] = {
	[NL80211_FREQUENCY_ATTR_FREQ] = { .type = NLA_U32 },
};

static const struct nla_policy limit_policy[MAX_NL80211_IFACE_LIMIT + 1] = {
	[NL80211_IFACE_LIMIT_MAX] = { .type = NLA_U32 },
};

static const struct nla_policy combination_policy[MAX_NL80211_IFACE_COMB + 1] = {
	[NL80211_IFACE_COMB_MAXNUM] = { .type = NLA_U32 },
	[NL80211_IFACE_COMB_NUM_CHANNELS] = { .type = NLA_U32 },
};

static const struct nla_policy rate_policy[NL80211_BITRATE_ATTR_MAX + 1] = {
	[NL80211_BITRATE_ATTR_RATE] = { .type = NLA_U32 },
};

static int parse_frequency(const struct nlattr *attribute, struct wiphy *wiphy)
{
	struct nlattr *table[NL80211_FREQUENCY_ATTR_MAX + 1];
	struct dot11_channel channel;
	struct wiphy_band *band;
	uint32_t mhz;

	if (nl_parse_nested(attribute, table, NL80211_FREQUENCY_ATTR_MAX, frequency_policy) < 0)
		return -EBADMSG;
	if (!table[NL80211_FREQUENCY_ATTR_FREQ])
		return 0;
	mhz = nla_get_u32(table[NL80211_FREQUENCY_ATTR_FREQ]);
	/* Bands that WDI has no name for, such as 60 GHz, are left out. */
	if (dot11_channel_from_mhz(mhz, &channel) < 0)
		return 0;
	band = &wiphy->bands[channel.band - 1];
	band->is_present = true;
	if (band->n_channels == WIPHY_MAX_CHANNELS)
		return 0;
	band->channels[band->n_channels++] = (struct wiphy_channel){
		.mhz = mhz,
		.is_disabled = table[NL80211_FREQUENCY_ATTR_DISABLED] != NULL,
		.is_passive = table[NL80211_FREQUENCY_ATTR_NO_IR] != NULL,
		.is_radar = table[NL80211_FREQUENCY_ATTR_RADAR] != NULL,
	};
	return 0;
}

static int parse_rate(const struct nlattr *attribute, struct wiphy_band *band)
{
	struct nlattr *table[NL80211_BITRATE_ATTR_MAX + 1];

	if (nl_parse_nested(attribute, table, NL80211_BITRATE_ATTR_MAX, rate_policy) < 0)
		return -EBADMSG;
	if (table[NL80211_BITRATE_ATTR_RATE] && band->n_rates < WIPHY_MAX_RATES)
		band->rates[band->n_rates++] = (uint16_t)(nla_get_u32(table[NL80211_BITRATE_ATTR_RATE]) / 5);
	return 0;
}

static int band_number(int kernel_band)
{
	switch (kernel_band) {
	case NL80211_BAND_2GHZ:
		return DOT11_BAND_2GHZ;
	case NL80211_BAND_5GHZ:
		return DOT11_BAND_5GHZ;
	case NL80211_BAND_6GHZ:
		return DOT11_BAND_6GHZ;
	default:
		return 0;
	}
}

static void parse_he(const struct nlattr *attribute, struct wiphy_band *band)
{
	band->has_he = band->has_he || nla_len(attribute) > 0;
}

static void parse_mcs_set(const struct nlattr *attribute, struct wiphy_band *band)
{
	const uint8_t *mask = nla_data(attribute);

	memcpy(band->ht_mcs, mask, sizeof(band->ht_mcs));
	/* One byte of the receive mask per spatial stream. */
	for (uint8_t i = 0; i < 4; i++)
		if (mask[i])
			band->n_rx_streams = i + 1;
}

static int parse_band(const struct nlattr *attribute, struct wiphy *wiphy)
{
	struct nlattr *table[NL80211_BAND_ATTR_MAX + 1];
	struct wiphy_band *band;
	const struct nlattr *child;
	int left, number = band_number(nla_type(attribute));

	if (!number)
		return 0;
	band = &wiphy->bands[number - 1];
	if (nl_parse_nested(attribute, table, NL80211_BAND_ATTR_MAX, band_policy) < 0)
		return -EBADMSG;
	if (table[NL80211_BAND_ATTR_FREQS])
		nla_for_each_nested(child, table[NL80211_BAND_ATTR_FREQS], left)
			if (parse_frequency(child, wiphy) < 0)
				return -EBADMSG;
	if (table[NL80211_BAND_ATTR_RATES])
		nla_for_each_nested(child, table[NL80211_BAND_ATTR_RATES], left)
			if (parse_rate(child, band) < 0)
				return -EBADMSG;
	if (table[NL80211_BAND_ATTR_HT_CAPA]) {
		uint16_t capabilities = nla_get_u16(table[NL80211_BAND_ATTR_HT_CAPA]);

		band->has_ht = capabilities != 0;
		band->is_40mhz_capable = (capabilities & 2) != 0;
		band->ht_information = capabilities;
	}
	if (table[NL80211_BAND_ATTR_HT_AMPDU_FACTOR] && table[NL80211_BAND_ATTR_HT_AMPDU_DENSITY])
		band->ht_ampdu = (uint8_t)((nla_get_u8(table[NL80211_BAND_ATTR_HT_AMPDU_FACTOR]) & 3) |
					   (nla_get_u8(table[NL80211_BAND_ATTR_HT_AMPDU_DENSITY]) & 7) << 2);
	if (table[NL80211_BAND_ATTR_HT_MCS_SET])
		parse_mcs_set(table[NL80211_BAND_ATTR_HT_MCS_SET], band);
	band->has_vht = band->has_vht || table[NL80211_BAND_ATTR_VHT_CAPA];
	if (table[NL80211_BAND_ATTR_IFTYPE_DATA])
		parse_he(table[NL80211_BAND_ATTR_IFTYPE_DATA], band);
	return 0;
}

static void parse_commands(const struct nlattr *attribute, struct wiphy *wiphy)
{
	const struct nlattr *child;
	int left;

	nla_for_each_nested(child, attribute, left) {
		if (nla_len(child) < 4)
			continue;
		if (nla_get_u32(child) == NL80211_CMD_AUTHENTICATE)
			wiphy->can_authenticate = true;
		if (nla_get_u32(child) == NL80211_CMD_CONNECT)
			wiphy->can_connect = true;
		if (nla_get_u32(child) == NL80211_CMD_PROBE_CLIENT)
			wiphy->can_probe_client = true;
	}
}

static bool has_deauthentication(const struct nlattr *types)
{
	const struct nlattr *child;
	int left;

	nla_for_each_nested(child, types, left)
		if (nla_len(child) >= 2 && nla_get_u16(child) == EVENT_FRAME_DEAUTHENTICATION << 4)
			return true;
	return false;
}

static void parse_frame_types(const struct nlattr *attribute, struct wiphy *wiphy)
{
	const struct nlattr *type, *child;
	int left, left_inside;

	nla_for_each_nested(type, attribute, left) {
		if (nla_type(type) == NL80211_IFTYPE_AP)
			wiphy->can_send_as_ap = has_deauthentication(type);
		if (nla_type(type) != NL80211_IFTYPE_STATION)
			continue;
		nla_for_each_nested(child, type, left_inside) {
			if (nla_len(child) < 2)
				continue;
			if (nla_get_u16(child) == EVENT_FRAME_DISASSOCIATION << 4)
				wiphy->can_send_disassociation = true;
			if (nla_get_u16(child) == EVENT_FRAME_DEAUTHENTICATION << 4)
				wiphy->can_send_deauthentication = true;
			if (nla_get_u16(child) == EVENT_FRAME_ACTION << 4)
				wiphy->can_send_action = true;
		}
	}
}

static void parse_interface_types(const struct nlattr *attribute, struct wiphy *wiphy)
{
	const struct nlattr *child;
	int left;

	nla_for_each_nested(child, attribute, left)
		if (nla_type(child) == NL80211_IFTYPE_AP)
			wiphy->can_be_ap = true;
}

static bool has_type(const struct nlattr *types, int wanted)
{
	const struct nlattr *child;
	int left;

	nla_for_each_nested(child, types, left)
		if (nla_type(child) == wanted)
			return true;
	return false;
}

/* How many stations and access points a combination allows, counted by its limits. A limit for both kinds is for two. */
static bool is_for_both(const struct nlattr *limits)
{
	const struct nlattr *limit;
	uint32_t n_stations = 0, n_aps = 0, n_either = 0;
	int left;

	nla_for_each_nested(limit, limits, left) {
		struct nlattr *table[MAX_NL80211_IFACE_LIMIT + 1];
		bool for_station, for_ap;
		uint32_t max;

		if (nl_parse_nested(limit, table, MAX_NL80211_IFACE_LIMIT, limit_policy) < 0 || !table[NL80211_IFACE_LIMIT_MAX] ||
		    !table[NL80211_IFACE_LIMIT_TYPES])
			continue;
		max = nla_get_u32(table[NL80211_IFACE_LIMIT_MAX]);
		for_station = has_type(table[NL80211_IFACE_LIMIT_TYPES], NL80211_IFTYPE_STATION);
		for_ap = has_type(table[NL80211_IFACE_LIMIT_TYPES], NL80211_IFTYPE_AP);
		if (for_station && for_ap)
			n_either += max < 2 ? max : 2;
		else if (for_station)
			n_stations += max != 0;
		else if (for_ap)
			n_aps += max != 0;
	}
	return n_either + (n_stations != 0) + (n_aps != 0) >= 2;
}

static void parse_combinations(const struct nlattr *attribute, struct wiphy *wiphy)
{
	const struct nlattr *combination;
	int left;

	nla_for_each_nested(combination, attribute, left) {
		struct nlattr *table[MAX_NL80211_IFACE_COMB + 1];
		bool is_one_channel;

		if (nl_parse_nested(combination, table, MAX_NL80211_IFACE_COMB, combination_policy) < 0 ||
		    !table[NL80211_IFACE_COMB_LIMITS] || !table[NL80211_IFACE_COMB_MAXNUM] ||
		    nla_get_u32(table[NL80211_IFACE_COMB_MAXNUM]) < 2 || !is_for_both(table[NL80211_IFACE_COMB_LIMITS]))
			continue;
		is_one_channel = !table[NL80211_IFACE_COMB_NUM_CHANNELS] ||
				 nla_get_u32(table[NL80211_IFACE_COMB_NUM_CHANNELS]) < 2;
		wiphy->is_ap_on_same_channel = wiphy->has_ap_beside_station ? wiphy->is_ap_on_same_channel && is_one_channel :
									      is_one_channel;
		wiphy->has_ap_beside_station = true;
	}
}

static bool has_feature(const struct nlattr *features, size_t bit)
{
	return (size_t)nla_len(features) > bit / 8 && ((const uint8_t *)nla_data(features))[bit / 8] & 1 << bit % 8;
}

static void parse_features(const struct nlattr *features, struct wiphy *wiphy)
{
	wiphy->can_set_scan_dwell = has_feature(features, NL80211_EXT_FEATURE_SET_SCAN_DWELL);
	wiphy->has_control_port = has_feature(features, NL80211_EXT_FEATURE_CONTROL_PORT_OVER_NL80211);
	wiphy->can_protect_beacons = has_feature(features, NL80211_EXT_FEATURE_BEACON_PROTECTION) ||
				     has_feature(features, NL80211_EXT_FEATURE_BEACON_PROTECTION_CLIENT);
}

static void parse_ciphers(const struct nlattr *attribute, struct wiphy *wiphy)
{
	size_t n = (size_t)nla_len(attribute) / sizeof(uint32_t);

	wiphy->n_ciphers = 0;
	for (size_t i = 0; i < n && i < WIPHY_MAX_CIPHERS; i++)
		memcpy(&wiphy->ciphers[wiphy->n_ciphers++], (const uint8_t *)nla_data(attribute) + i * sizeof(uint32_t),
		       sizeof(uint32_t));
}

bool wiphy_has_cipher(const struct wiphy *wiphy, uint32_t cipher)
{
	for (size_t i = 0; i < wiphy->n_ciphers; i++)
		if (wiphy->ciphers[i] == cipher)
			return true;
	return false;
}

int wiphy_parse(const struct nlmsghdr *message, struct wiphy *wiphy)
{
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	const struct nlattr *child;
	int left, command = nl_parse(message, table, NL80211_ATTR_MAX, wiphy_policy);

	if (command < 0)
		return command;
	if (table[NL80211_ATTR_WIPHY])
		wiphy->index = nla_get_u32(table[NL80211_ATTR_WIPHY]);
	if (table[NL80211_ATTR_WIPHY_NAME]) {
		strncpy(wiphy->name, nla_get_string(table[NL80211_ATTR_WIPHY_NAME]), sizeof(wiphy->name) - 1);
		wiphy->name[sizeof(wiphy->name) - 1] = 0;
	}
	if (table[NL80211_ATTR_MAX_NUM_SCAN_SSIDS])
		wiphy->max_scan_ssids = nla_get_u8(table[NL80211_ATTR_MAX_NUM_SCAN_SSIDS]);
	if (table[NL80211_ATTR_MAX_SCAN_IE_LEN])
		wiphy->max_scan_elements_size = nla_get_u16(table[NL80211_ATTR_MAX_SCAN_IE_LEN]);
	if (table[NL80211_ATTR_WIPHY_BANDS])
		nla_for_each_nested(child, table[NL80211_ATTR_WIPHY_BANDS], left)
			if (parse_band(child, wiphy) < 0)
				return -EBADMSG;
	if (table[NL80211_ATTR_SUPPORTED_COMMANDS])
		parse_commands(table[NL80211_ATTR_SUPPORTED_COMMANDS], wiphy);
	if (table[NL80211_ATTR_TX_FRAME_TYPES])
		parse_frame_types(table[NL80211_ATTR_TX_FRAME_TYPES], wiphy);
	if (table[NL80211_ATTR_SUPPORTED_IFTYPES])
		parse_interface_types(table[NL80211_ATTR_SUPPORTED_IFTYPES], wiphy);
	if (table[NL80211_ATTR_INTERFACE_COMBINATIONS])
		parse_combinations(table[NL80211_ATTR_INTERFACE_COMBINATIONS], wiphy);
	if (table[NL80211_ATTR_DEVICE_AP_SME])
		wiphy->has_ap_sme = true;
	if (table[NL80211_ATTR_FEATURE_FLAGS])
		wiphy->can_do_sae = nla_get_u32(table[NL80211_ATTR_FEATURE_FLAGS]) & NL80211_FEATURE_SAE;
	if (table[NL80211_ATTR_MAC_MASK])
		memcpy(wiphy->address_bits.b, nla_data(table[NL80211_ATTR_MAC_MASK]), sizeof(wiphy->address_bits.b));
	if (table[NL80211_ATTR_EXT_FEATURES])
		parse_features(table[NL80211_ATTR_EXT_FEATURES], wiphy);
	if (table[NL80211_ATTR_CIPHER_SUITES])
		parse_ciphers(table[NL80211_ATTR_CIPHER_SUITES], wiphy);
	return 0;
}

static int on_wiphy(const struct nlmsghdr *message, void *userdata)
{
	return wiphy_parse(message, userdata);
}

int wiphy_get(struct nl *nl, uint32_t index, struct wiphy *ret_wiphy)
{
	struct wiphy wiphy = { 0 };
	int error = nl_call(nl, build_get_wiphy(nl_family(nl), index), on_wiphy, &wiphy);

	if (error < 0)
		return error;
	*ret_wiphy = wiphy;
	return 0;
}

static uint32_t bandwidth_of(uint32_t width)
{
	switch (width) {
	case NL80211_CHAN_WIDTH_20_NOHT:
	case NL80211_CHAN_WIDTH_20:
		return 20;
	case NL80211_CHAN_WIDTH_40:
		return 40;
	case NL80211_CHAN_WIDTH_80:
		return 80;
	case NL80211_CHAN_WIDTH_80P80:
	case NL80211_CHAN_WIDTH_160:
		return 160;
	case NL80211_CHAN_WIDTH_5:
		return 5;
	case NL80211_CHAN_WIDTH_10:
		return 10;
	default:
		return 0;
	}
}

int wiphy_interface_parse(const struct nlmsghdr *message, struct wiphy_interface *ret_interface)
{
	static const struct nla_policy policy[NL80211_ATTR_MAX + 1] = {
		[NL80211_ATTR_CHANNEL_WIDTH] = { .type = NLA_U32 },
	};
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	struct event event;
	struct wiphy_interface interface = { 0 };

	if (event_parse(message, &event) < 0 || nl_parse(message, table, NL80211_ATTR_MAX, policy) < 0)
		return -EBADMSG;
	if (!event.has_ifindex || !event.has_wiphy || !event.has_interface_type || !event.interface_name || !event.has_mac)
		return -EBADMSG;
	interface.ifindex = event.ifindex;
	interface.wiphy = event.wiphy;
	interface.type = event.interface_type;
	strncpy(interface.name, event.interface_name, sizeof(interface.name) - 1);
	interface.mac = event.mac;
	if (table[NL80211_ATTR_CHANNEL_WIDTH])
		interface.bandwidth_mhz = bandwidth_of(nla_get_u32(table[NL80211_ATTR_CHANNEL_WIDTH]));
	*ret_interface = interface;
	return 0;
}

struct interface_list {
	struct wiphy_interface *interfaces;
	size_t n_interfaces;
};

static int on_interface(const struct nlmsghdr *message, void *userdata)
{
	struct interface_list *list = userdata;
	struct wiphy_interface *grown;

	if (list->n_interfaces == MAX_INTERFACES)
		return 0;
	grown = reallocarray(list->interfaces, list->n_interfaces + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	list->interfaces = grown;
	/* P2P devices have no network interface: not ours. */
	if (wiphy_interface_parse(message, &grown[list->n_interfaces]) == 0)
		list->n_interfaces++;
	return 0;
}

int wiphy_get_interfaces(struct nl *nl, struct wiphy_interface **ret_interfaces, size_t *ret_n_interfaces)
{
	struct interface_list list = { 0 };
	int error = nl_call(nl, build_get_interfaces(nl_family(nl)), on_interface, &list);

	if (error < 0) {
		free(list.interfaces);
		return error;
	}
	*ret_interfaces = list.interfaces;
	*ret_n_interfaces = list.n_interfaces;
	return 0;
}

static int on_one_interface(const struct nlmsghdr *message, void *userdata)
{
	return wiphy_interface_parse(message, userdata);
}

int wiphy_get_interface(struct nl *nl, uint32_t ifindex, struct wiphy_interface *ret_interface)
{
	return nl_call(nl, build_get_interface(nl_family(nl), ifindex), on_one_interface, ret_interface);
}
