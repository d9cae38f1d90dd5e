#include "nl80211/build.h"

#include <errno.h>
#include <string.h>

#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "base/bytes.h"
#include "dot11/frame.h"
#include "nl80211/build_internal.h"

static struct nl_msg *start(uint16_t family, uint8_t command, int flags)
{
	cleanup(cleanup_message) struct nl_msg *message = nlmsg_alloc();

	if (!message || !genlmsg_put(message, 0, 0, family, 0, NLM_F_REQUEST | flags, command, 0))
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_start_interface(uint16_t family, uint8_t command, int flags, uint32_t ifindex)
{
	cleanup(cleanup_message) struct nl_msg *message = start(family, command, flags);

	if (!message || nla_put_u32(message, NL80211_ATTR_IFINDEX, ifindex) < 0)
		return NULL;
	return take_ptr(message);
}

int build_put_mac(struct nl_msg *message, const struct dot11_mac *mac)
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
	return build_start_interface(family, NL80211_CMD_GET_INTERFACE, 0, ifindex);
}

struct nl_msg *build_get_scan(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_GET_SCAN, NLM_F_DUMP, ifindex);
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
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_TRIGGER_SCAN, 0, ifindex);

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
	if (scan->bssid && build_put_mac(message, scan->bssid) < 0)
		return NULL;
	if (scan->dwell_tu && nla_put_u16(message, NL80211_ATTR_MEASUREMENT_DURATION, scan->dwell_tu) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_abort_scan(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_ABORT_SCAN, 0, ifindex);
}

static struct nl_msg *start_peer(uint16_t family, uint8_t command, uint32_t ifindex, const struct build_peer *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, command, 0, ifindex);

	if (!message || build_put_mac(message, &peer->bssid) < 0 ||
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

struct nl_msg *build_authenticate_sae(uint16_t family, uint32_t ifindex, const struct build_peer *peer, uint16_t transaction,
				      uint16_t status, const void *contents, size_t size)
{
	cleanup(cleanup_message) struct nl_msg *message = start_peer(family, NL80211_CMD_AUTHENTICATE, ifindex, peer);
	struct nlattr *data;
	struct writer writer;

	if (!message || nla_put_u32(message, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_SAE) < 0)
		return NULL;
	data = nla_reserve(message, NL80211_ATTR_AUTH_DATA, (int)(4 + size));
	if (!data)
		return NULL;
	writer = writer_over(nla_data(data), 4 + size);
	writer_le16(&writer, transaction);
	writer_le16(&writer, status);
	writer_bytes(&writer, contents, size);
	return take_ptr(message);
}

static int put_security(struct nl_msg *message, const struct build_security *security)
{
	if (nla_put_flag(message, NL80211_ATTR_PRIVACY) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_WPA_VERSIONS, NL80211_WPA_VERSION_2) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_CIPHER_SUITES_PAIRWISE, security->pairwise_cipher) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_CIPHER_SUITE_GROUP, security->group_cipher) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_AKM_SUITES, security->akm) < 0 ||
	    nla_put_u32(message, NL80211_ATTR_USE_MFP, security->uses_mfp ? NL80211_MFP_REQUIRED : NL80211_MFP_NO) < 0)
		return -ENOMEM;
	/* With a control port the kernel keeps data back until somebody authorizes the peer. */
	if (nla_put_flag(message, NL80211_ATTR_CONTROL_PORT) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_CONTROL_PORT_ETHERTYPE, BUILD_ETHERTYPE_EAPOL) < 0)
		return -ENOMEM;
	if (security->has_control_port && nla_put_flag(message, NL80211_ATTR_CONTROL_PORT_OVER_NL80211) < 0)
		return -ENOMEM;
	return 0;
}

static int put_association(struct nl_msg *message, const struct build_peer *peer)
{
	if (nla_put_flag(message, NL80211_ATTR_SOCKET_OWNER) < 0)
		return -ENOMEM;
	if (peer->elements_size && nla_put(message, NL80211_ATTR_IE, (int)peer->elements_size, peer->elements) < 0)
		return -ENOMEM;
	return peer->security.akm == DOT11_AKM_NONE ? 0 : put_security(message, &peer->security);
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
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_DEAUTHENTICATE, 0, ifindex);

	if (!message || build_put_mac(message, bssid) < 0 || nla_put_u16(message, NL80211_ATTR_REASON_CODE, reason) < 0 ||
	    (is_local && nla_put_flag(message, NL80211_ATTR_LOCAL_STATE_CHANGE) < 0))
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_disconnect(uint16_t family, uint32_t ifindex, uint16_t reason)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_DISCONNECT, 0, ifindex);

	if (!message || nla_put_u16(message, NL80211_ATTR_REASON_CODE, reason) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_get_power_save(uint16_t family, uint32_t ifindex)
{
	return build_start_interface(family, NL80211_CMD_GET_POWER_SAVE, 0, ifindex);
}

struct nl_msg *build_set_power_save(uint16_t family, uint32_t ifindex, bool is_on)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_SET_POWER_SAVE, 0, ifindex);

	if (!message || nla_put_u32(message, NL80211_ATTR_PS_STATE, is_on ? NL80211_PS_ENABLED : NL80211_PS_DISABLED) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_get_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_GET_STATION, 0, ifindex);

	if (!message || build_put_mac(message, peer) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_authorize(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer)
{
	const struct nl80211_sta_flag_update flags = {
		.mask = 1 << NL80211_STA_FLAG_AUTHORIZED,
		.set = 1 << NL80211_STA_FLAG_AUTHORIZED,
	};
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_SET_STATION, 0, ifindex);

	if (!message || build_put_mac(message, peer) < 0 || nla_put(message, NL80211_ATTR_STA_FLAGS2, sizeof(flags), &flags) < 0)
		return NULL;
	return take_ptr(message);
}

/*
 * The standard puts the authenticator's transmit MIC key first (IEEE 802.11-2020, 12.7.7.4 and figure 12-32); the kernel
 * wants what this side transmits with first.
 */
static void turn_mic_keys(uint8_t *key)
{
	for (size_t i = 16; i < 24; i++) {
		uint8_t byte = key[i];

		key[i] = key[i + 8];
		key[i + 8] = byte;
	}
}

static int put_key(struct nl_msg *message, const struct dot11_key *key)
{
	static const uint32_t types[] = {
		[DOT11_KEY_PAIRWISE] = NL80211_KEYTYPE_PAIRWISE,
		[DOT11_KEY_GROUP] = NL80211_KEYTYPE_GROUP,
		[DOT11_KEY_IGTK] = NL80211_KEYTYPE_GROUP,
		[DOT11_KEY_BIGTK] = NL80211_KEYTYPE_GROUP,
	};
	struct nlattr *nest = nla_nest_start(message, NL80211_ATTR_KEY), *data;

	if (!nest)
		return -ENOMEM;
	data = nla_reserve(message, NL80211_KEY_DATA, (int)key->key.size);
	if (!data)
		return -ENOMEM;
	memcpy(nla_data(data), key->key.bytes, key->key.size);
	if (key->cipher == DOT11_CIPHER_TKIP && key->key.size == 32)
		turn_mic_keys(nla_data(data));
	if (nla_put_u32(message, NL80211_KEY_CIPHER, key->cipher) < 0 || nla_put_u8(message, NL80211_KEY_IDX, key->index) < 0 ||
	    nla_put(message, NL80211_KEY_SEQ, sizeof(key->receive_counter), key->receive_counter) < 0 ||
	    nla_put_u32(message, NL80211_KEY_TYPE, types[key->kind]) < 0)
		return -ENOMEM;
	nla_nest_end(message, nest);
	return 0;
}

struct nl_msg *build_new_key(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, const struct dot11_key *key)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_NEW_KEY, 0, ifindex);

	if (!message || (key->kind == DOT11_KEY_PAIRWISE && build_put_mac(message, peer) < 0))
		return NULL;
	if (put_key(message, key) < 0) {
		secret_wipe_bytes(nlmsg_hdr(message), nlmsg_hdr(message)->nlmsg_len);
		return NULL;
	}
	return take_ptr(message);
}

struct nl_msg *build_delete_key(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, uint8_t index)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_DEL_KEY, 0, ifindex);
	struct nlattr *nest;

	if (!message || (peer && build_put_mac(message, peer) < 0))
		return NULL;
	nest = nla_nest_start(message, NL80211_ATTR_KEY);
	if (!nest || nla_put_u8(message, NL80211_KEY_IDX, index) < 0 ||
	    nla_put_u32(message, NL80211_KEY_TYPE, peer ? NL80211_KEYTYPE_PAIRWISE : NL80211_KEYTYPE_GROUP) < 0)
		return NULL;
	nla_nest_end(message, nest);
	return take_ptr(message);
}

struct nl_msg *build_control_port_frame(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, bool is_plain,
					const void *pdu, size_t size)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_CONTROL_PORT_FRAME, 0, ifindex);

	if (!message || build_put_mac(message, peer) < 0 ||
	    nla_put_u16(message, NL80211_ATTR_CONTROL_PORT_ETHERTYPE, BUILD_ETHERTYPE_EAPOL) < 0 ||
	    nla_put(message, NL80211_ATTR_FRAME, (int)size, pdu) < 0 ||
	    /* Nobody here waits for its acknowledgement: handshakes repeat themselves. */
	    nla_put_flag(message, NL80211_ATTR_DONT_WAIT_FOR_ACK) < 0 ||
	    (is_plain && nla_put_flag(message, NL80211_ATTR_CONTROL_PORT_NO_ENCRYPT) < 0))
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_register_action(uint16_t family, uint32_t ifindex, uint8_t category)
{
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_REGISTER_FRAME, 0, ifindex);

	if (!message || nla_put_u16(message, NL80211_ATTR_FRAME_TYPE, DOT11_FRAME_ACTION) < 0 ||
	    nla_put(message, NL80211_ATTR_FRAME_MATCH, 1, &category) < 0)
		return NULL;
	return take_ptr(message);
}

struct nl_msg *build_action(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *bssid,
			    const void *body, size_t size)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_ACTION, .receiver = *bssid, .transmitter = *own, .address3 = *bssid,
	};
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_FRAME, 0, ifindex);
	struct writer writer;
	struct nlattr *frame;

	if (!message)
		return NULL;
	frame = nla_reserve(message, NL80211_ATTR_FRAME, (int)(DOT11_HEADER_SIZE + size));
	if (!frame)
		return NULL;
	writer = writer_over(nla_data(frame), DOT11_HEADER_SIZE + size);
	dot11_frame_write_header(&writer, &header);
	writer_bytes(&writer, body, size);
	if (nla_put_flag(message, NL80211_ATTR_DONT_WAIT_FOR_ACK) < 0)
		return NULL;
	return take_ptr(message);
}

/* Appends one frame as a netlink message. */
static int farewell_append(struct build_farewell *farewell, uint16_t family, uint32_t ifindex, uint8_t kind,
			   const struct dot11_mac *own, const struct dot11_mac *peer, const struct dot11_mac *bssid,
			   size_t *ret_reason_offset)
{
	const struct dot11_header header = { .kind = kind, .receiver = *peer, .transmitter = *own, .address3 = *bssid };
	const struct dot11_management body = { 0 };
	uint8_t frame[DOT11_HEADER_SIZE + 2];
	int size = dot11_frame_build(frame, sizeof(frame), &header, &body);
	cleanup(cleanup_message) struct nl_msg *message = build_start_interface(family, NL80211_CMD_FRAME, NLM_F_ACK, ifindex);
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

int build_farewell(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *peer,
		   const struct dot11_mac *bssid, struct build_farewell *ret_farewell)
{
	struct build_farewell farewell = { 0 };
	int error;

	error = farewell_append(&farewell, family, ifindex, DOT11_FRAME_DISASSOCIATION, own, peer, bssid,
				&farewell.reason_offset[0]);
	if (error < 0)
		return error;
	farewell.first_size = farewell.size;
	error = farewell_append(&farewell, family, ifindex, DOT11_FRAME_DEAUTHENTICATION, own, peer, bssid,
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
