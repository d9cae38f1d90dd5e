#include "nl80211/build_ap.h"

#include <errno.h>

#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "nl80211/build_internal.h"

#define HT_NON_HT_MIXED 3 /* IEEE 802.11-2020, 9.4.2.56, HT Protection */
#define HT_CAPABILITIES_SIZE 26

struct nl_msg *build_new_ap_interface(uint16_t family, uint32_t wiphy, const char *name)
{
	cleanup(cleanup_message) struct nl_msg *message = nlmsg_alloc();

	if (!message || !genlmsg_put(message, 0, 0, family, 0, NLM_F_REQUEST, NL80211_CMD_NEW_INTERFACE, 0) ||
	    nla_put_u32(message, NL80211_ATTR_WIPHY, wiphy) < 0 || nla_put_string(message, NL80211_ATTR_IFNAME, name) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_IFTYPE, NL80211_IFTYPE_AP) < 0 ||
	    nla_put_flag(message, NL80211_ATTR_SOCKET_OWNER) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_delete_interface(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_DEL_INTERFACE, 0, ifindex);
}

static int put_security(struct nl_msg *message, const struct build_security *security)
{
	if (nla_put_flag(message, NL80211_ATTR_PRIVACY) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_WPA_VERSIONS, NL80211_WPA_VERSION_2) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_CIPHER_SUITES_PAIRWISE, security->pairwise_cipher) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_CIPHER_SUITE_GROUP, security->group_cipher) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_AKM_SUITES, security->akm) < 0 ||
	    nla_put_flag(message, NL80211_ATTR_CONTROL_PORT) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_CONTROL_PORT_ETHERTYPE, BUILD_ETHERTYPE_EAPOL) < 0)
		return -ENOMEM;
	if (security->has_control_port && nla_put_flag(message, NL80211_ATTR_CONTROL_PORT_OVER_NL80211) < 0)
		return -ENOMEM;
	return 0;
}

static int put_beacon(struct nl_msg *message, const uint8_t *head, size_t head_size, const uint8_t *tail, size_t tail_size)
{
	int error = nla_put(message, NL80211_ATTR_BEACON_HEAD, (int)head_size, head);

	return error < 0 ? error : nla_put(message, NL80211_ATTR_BEACON_TAIL, (int)tail_size, tail);
}

struct nl_msg *build_start_ap(uint16_t family, uint32_t ifindex, const struct build_ap *ap)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_START_AP, 0, ifindex);

	if (!message || put_beacon(message, ap->head, ap->head_size, ap->tail, ap->tail_size) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_BEACON_INTERVAL, ap->beacon_interval_tu) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_DTIM_PERIOD, ap->dtim_period) < 0 ||
	    nla_put(message, NL80211_ATTR_SSID, ap->ssid.size, ap->ssid.bytes) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_HIDDEN_SSID, NL80211_HIDDEN_SSID_NOT_IN_USE) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_WIPHY_FREQ, ap->mhz) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_CHANNEL_WIDTH, ap->has_ht ? NL80211_CHAN_WIDTH_20 : NL80211_CHAN_WIDTH_20_NOHT) <
		    0 ||
	    nla_put_flag(message, NL80211_ATTR_SOCKET_OWNER) < 0)
		return NULL;
	if (ap->security.akm != DOT11_AKM_NONE && put_security(message, &ap->security) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_set_beacon(uint16_t family, uint32_t ifindex, const uint8_t *head, size_t head_size, const uint8_t *tail,
				size_t tail_size)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_SET_BEACON, 0, ifindex);

	if (!message || put_beacon(message, head, head_size, tail, tail_size) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_stop_ap(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_STOP_AP, 0, ifindex);
}

struct nl_msg *build_set_bss(uint16_t family, uint32_t ifindex, const uint8_t *basic_rates, size_t n_basic_rates,
			     bool has_short_slot, bool has_ht)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_SET_BSS, 0, ifindex);

	if (!message || nla_put(message, NL80211_ATTR_BSS_BASIC_RATES, (int)n_basic_rates, basic_rates) < 0 ||
	    nla_put_u8(message, NL80211_ATTR_BSS_SHORT_SLOT_TIME, has_short_slot) < 0 ||
	    (has_ht && nla_put_u16(message, NL80211_ATTR_BSS_HT_OPMODE, HT_NON_HT_MIXED) < 0))
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_new_station(uint16_t family, uint32_t ifindex, const struct build_station *station)
{
	struct nl80211_sta_flag_update flags = {
		.mask = 1 << NL80211_STA_FLAG_AUTHORIZED | 1 << NL80211_STA_FLAG_SHORT_PREAMBLE | 1 << NL80211_STA_FLAG_WME,
	};
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_NEW_STATION, 0, ifindex);

	if (station->is_authorized)
		flags.set |= 1 << NL80211_STA_FLAG_AUTHORIZED;
	if (station->has_short_preamble)
		flags.set |= 1 << NL80211_STA_FLAG_SHORT_PREAMBLE;
	if (station->has_qos)
		flags.set |= 1 << NL80211_STA_FLAG_WME;
	if (!message || build_put_mac(message, &station->mac) < 0 ||
	    nla_put(message, NL80211_ATTR_STA_SUPPORTED_RATES, (int)station->n_rates, station->rates) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_STA_AID, station->aid) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_STA_LISTEN_INTERVAL, station->listen_interval) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_STA_CAPABILITY, station->capability) < 0 ||
	    nla_put(message, NL80211_ATTR_STA_FLAGS2, sizeof(flags), &flags) < 0 ||
	    (station->ht_capabilities &&
	     nla_put(message, NL80211_ATTR_HT_CAPABILITY, HT_CAPABILITIES_SIZE, station->ht_capabilities) < 0))
		return NULL;
	return take_ptr(message);
}

static struct nl_msg *about_station(uint16_t family, uint8_t command, uint32_t ifindex, const struct dot11_mac *mac)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, command, 0, ifindex);

	if (!message || build_put_mac(message, mac) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_delete_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *mac)
{
	return about_station(family, NL80211_CMD_DEL_STATION, ifindex, mac);
}

struct nl_msg *build_probe_client(uint16_t family, uint32_t ifindex, const struct dot11_mac *mac)
{
	return about_station(family, NL80211_CMD_PROBE_CLIENT, ifindex, mac);
}

struct nl_msg *build_register_frame(uint16_t family, uint32_t ifindex, uint8_t kind)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_REGISTER_FRAME, 0, ifindex);

	if (!message || nla_put_u16(message, NL80211_ATTR_FRAME_TYPE, kind) < 0 ||
	    nla_put(message, NL80211_ATTR_FRAME_MATCH, 0, NULL) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_register_unexpected(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_UNEXPECTED_FRAME, 0, ifindex);
}

struct nl_msg *build_frame(uint16_t family, uint32_t ifindex, const void *frame, size_t size, bool wants_status)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_FRAME, 0, ifindex);

	if (!message || nla_put(message, NL80211_ATTR_FRAME, (int)size, frame) < 0 ||
	    (!wants_status && nla_put_flag(message, NL80211_ATTR_DONT_WAIT_FOR_ACK) < 0))
		return NULL;
	return take_ptr(message);
}

static int put_default_types(struct nl_msg *message)
{
	struct nlattr *nest = nla_nest_start(message, NL80211_KEY_DEFAULT_TYPES);

	if (!nest || nla_put_flag(message, NL80211_KEY_DEFAULT_TYPE_MULTICAST) < 0)
		return -ENOMEM;
	nla_nest_end(message, nest);
	return 0;
}

struct nl_msg *build_default_key(uint16_t family, uint32_t ifindex, enum dot11_key_kind kind, uint8_t index)
{
	static const int flags[] = {
		[DOT11_KEY_PAIRWISE] = NL80211_KEY_DEFAULT,
		[DOT11_KEY_GROUP] = NL80211_KEY_DEFAULT,
		[DOT11_KEY_IGTK] = NL80211_KEY_DEFAULT_MGMT,
		[DOT11_KEY_BIGTK] = NL80211_KEY_DEFAULT_BEACON,
	};
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_SET_KEY, 0, ifindex);
	struct nlattr *nest;

	if (!message)
		return NULL;
	nest = nla_nest_start(message, NL80211_ATTR_KEY);
	if (!nest || nla_put_u8(message, NL80211_KEY_IDX, index) < 0 || nla_put_flag(message, flags[kind]) < 0 ||
	    (kind == DOT11_KEY_GROUP && put_default_types(message) < 0))
		return NULL;
	nla_nest_end(message, nest);
	return take_ptr(message);
}
