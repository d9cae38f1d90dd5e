#include "nl80211/build.h"

#include <errno.h>
#include <string.h>

#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "dot11/frame.h"

define_cleanup(struct nl_msg, message, nlmsg_free);

static struct nl_msg *start(uint16_t family, uint8_t command, int flags)
{
	cleanup(cleanup_message) struct nl_msg *message = nlmsg_alloc();

	if (!message || !genlmsg_put(message, 0, 0, family, 0, NLM_F_REQUEST | flags, command, 0))
		return NULL;
	return take_ptr(message);
}

static struct nl_msg *start_interface(uint16_t family, uint8_t command, int flags, uint32_t ifindex)
{
	cleanup(cleanup_message) struct nl_msg *message = start(family, command, flags);

	if (!message || nla_put_u32(message, NL80211_ATTR_IFINDEX, ifindex) < 0)
		return NULL;
	return take_ptr(message);
}

static int put_mac(struct nl_msg *message, const struct dot11_mac *mac)
{
	return nla_put(message, NL80211_ATTR_MAC, sizeof(mac->b), mac->b);
}

struct nl_msg *build_get_wiphy(uint16_t family, uint32_t wiphy)
{
	cleanup(cleanup_message) struct nl_msg *message = start(family, NL80211_CMD_GET_WIPHY, NLM_F_DUMP);

	if (!message)
		return NULL;
	/* Without it the kernel cuts the answer off where old programs had too little room. */
	if (nla_put_flag(message, NL80211_ATTR_SPLIT_WIPHY_DUMP) < 0 || nla_put_u32(message, NL80211_ATTR_WIPHY, wiphy) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_get_interfaces(uint16_t family)
{
	return start(family, NL80211_CMD_GET_INTERFACE, NLM_F_DUMP);
}

struct nl_msg *build_get_interface(uint16_t family, uint32_t ifindex)
{
	return start_interface(family, NL80211_CMD_GET_INTERFACE, 0, ifindex);
}

struct nl_msg *build_get_scan(uint16_t family, uint32_t ifindex)
{
	return start_interface(family, NL80211_CMD_GET_SCAN, NLM_F_DUMP, ifindex);
}

static int put_ssids(struct nl_msg *message, const struct build_scan *scan)
{
	struct nlattr *nest = nla_nest_start(message, NL80211_ATTR_SCAN_SSIDS);

	if (!nest)
		return -ENOMEM;
	for (size_t i = 0; i < scan->n_ssids; i++)
		if (nla_put(message, (int)i + 1, scan->ssids[i].size, scan->ssids[i].bytes) < 0)
			return -ENOMEM;
	nla_nest_end(message, nest);
	return 0;
}

static int put_frequencies(struct nl_msg *message, const struct build_scan *scan)
{
	struct nlattr *nest = nla_nest_start(message, NL80211_ATTR_SCAN_FREQUENCIES);

	if (!nest)
		return -ENOMEM;
	for (size_t i = 0; i < scan->n_mhz; i++)
		if (nla_put_u32(message, (int)i + 1, scan->mhz[i]) < 0)
			return -ENOMEM;
	nla_nest_end(message, nest);
	return 0;
}

struct nl_msg *build_trigger_scan(uint16_t family, uint32_t ifindex, const struct build_scan *scan)
{
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, NL80211_CMD_TRIGGER_SCAN, 0, ifindex);

	if (!message)
		return NULL;
	if (scan->n_ssids && put_ssids(message, scan) < 0)
		return NULL;
	if (scan->n_mhz && put_frequencies(message, scan) < 0)
		return NULL;
	/* Given elements go into probe requests, and a passive scan has none (rule 202). */
	if (scan->n_ssids && scan->elements_size &&
	    nla_put(message, NL80211_ATTR_IE, (int)scan->elements_size, scan->elements) < 0)
		return NULL;
	if (scan->bssid && put_mac(message, scan->bssid) < 0)
		return NULL;
	if (scan->dwell_tu && nla_put_u16(message, NL80211_ATTR_MEASUREMENT_DURATION, scan->dwell_tu) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_abort_scan(uint16_t family, uint32_t ifindex)
{
	return start_interface(family, NL80211_CMD_ABORT_SCAN, 0, ifindex);
}

static struct nl_msg *start_peer(uint16_t family, uint8_t command, uint32_t ifindex, const struct build_peer *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, command, 0, ifindex);

	if (!message || put_mac(message, &peer->bssid) < 0 ||
	    nla_put(message, NL80211_ATTR_SSID, peer->ssid.size, peer->ssid.bytes) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_WIPHY_FREQ, peer->mhz) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_authenticate(uint16_t family, uint32_t ifindex, const struct build_peer *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = start_peer(family, NL80211_CMD_AUTHENTICATE, ifindex, peer);

	if (!message || nla_put_u32(message, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM) < 0)
		return NULL;
	return take_ptr(message);
}

static int put_association(struct nl_msg *message, const struct build_peer *peer)
{
	if (nla_put_flag(message, NL80211_ATTR_SOCKET_OWNER) < 0)
		return -ENOMEM;
	if (peer->elements_size && nla_put(message, NL80211_ATTR_IE, (int)peer->elements_size, peer->elements) < 0)
		return -ENOMEM;
	return 0;
}

struct nl_msg *build_associate(uint16_t family, uint32_t ifindex, const struct build_peer *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = start_peer(family, NL80211_CMD_ASSOCIATE, ifindex, peer);

	if (!message || put_association(message, peer) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_connect(uint16_t family, uint32_t ifindex, const struct build_peer *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = start_peer(family, NL80211_CMD_CONNECT, ifindex, peer);

	if (!message || nla_put_u32(message, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM) < 0 ||
	    put_association(message, peer) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_deauthenticate(uint16_t family, uint32_t ifindex, const struct dot11_mac *bssid, uint16_t reason,
				    bool is_local)
{
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, NL80211_CMD_DEAUTHENTICATE, 0, ifindex);

	if (!message || put_mac(message, bssid) < 0 || nla_put_u16(message, NL80211_ATTR_REASON_CODE, reason) < 0 ||
	    (is_local && nla_put_flag(message, NL80211_ATTR_LOCAL_STATE_CHANGE) < 0))
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_disconnect(uint16_t family, uint32_t ifindex, uint16_t reason)
{
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, NL80211_CMD_DISCONNECT, 0, ifindex);

	if (!message || nla_put_u16(message, NL80211_ATTR_REASON_CODE, reason) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_get_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, NL80211_CMD_GET_STATION, 0, ifindex);

	if (!message || put_mac(message, peer) < 0)
		return NULL;
	return take_ptr(message);
}

/* Appends one frame as a netlink message. */
static int farewell_append(struct build_farewell *farewell, uint16_t family, uint32_t ifindex, uint8_t kind,
			   const struct dot11_mac *own, const struct dot11_mac *bssid, size_t *ret_reason_offset)
{
	const struct dot11_header header = { .kind = kind, .receiver = *bssid, .transmitter = *own, .address3 = *bssid };
	const struct dot11_management body = { 0 };
	uint8_t frame[DOT11_HEADER_SIZE + 2];
	int size = dot11_frame_build(frame, sizeof(frame), &header, &body);
	cleanup(cleanup_message) struct nl_msg *message = start_interface(family, NL80211_CMD_FRAME, NLM_F_ACK, ifindex);
	const struct nlmsghdr *netlink;
	struct writer writer = writer_over(farewell->bytes, sizeof(farewell->bytes));

	if (size < 0)
		return size;
	if (!message || nla_put(message, NL80211_ATTR_FRAME, size, frame) < 0)
		return -ENOMEM;
	netlink = nlmsg_hdr(message);
	writer.size = farewell->size;
	writer_bytes(&writer, netlink, netlink->nlmsg_len);
	writer_zero(&writer, NLMSG_ALIGN(netlink->nlmsg_len) - netlink->nlmsg_len);
	if (writer_end(&writer) < 0)
		return -ENOMEM;
	/* The frame is the last attribute and padded to four bytes, and the reason is the last of it. */
	*ret_reason_offset = farewell->size + netlink->nlmsg_len - NLA_ALIGN((size_t)size) + (size_t)size - 2;
	farewell->size = writer.size;
	return 0;
}

int build_farewell(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *bssid,
		   struct build_farewell *ret_farewell)
{
	struct build_farewell farewell = { 0 };
	int error;

	error = farewell_append(&farewell, family, ifindex, DOT11_FRAME_DISASSOCIATION, own, bssid, &farewell.reason_offset[0]);
	if (error < 0)
		return error;
	farewell.first_size = farewell.size;
	error = farewell_append(&farewell, family, ifindex, DOT11_FRAME_DEAUTHENTICATION, own, bssid,
				&farewell.reason_offset[1]);
	if (error < 0)
		return error;
	*ret_farewell = farewell;
	return 0;
}

void build_farewell_set_reason(struct build_farewell *farewell, uint16_t reason)
{
	struct writer writer = writer_over(farewell->bytes, sizeof(farewell->bytes));

	writer.size = farewell->size;
	for (size_t i = 0; i < 2; i++)
		writer_patch_le16(&writer, farewell->reason_offset[i], reason);
}
