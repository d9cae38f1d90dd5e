#include "nl80211/event.h"

#include <errno.h>
#include <string.h>

#include <linux/nl80211.h>
#include <netlink/attr.h>

#include "base/bytes.h"
#include "nl80211/nl.h"

/* IEEE 802.11, reason codes. */
#define REASON_DISASSOCIATED_FOR_INACTIVITY 4

static const struct nla_policy event_policy[NL80211_ATTR_MAX + 1] = {
	[NL80211_ATTR_WIPHY] = { .type = NLA_U32 },
	[NL80211_ATTR_IFINDEX] = { .type = NLA_U32 },
	[NL80211_ATTR_IFNAME] = { .type = NLA_STRING, .minlen = 1, .maxlen = 16 },
	[NL80211_ATTR_IFTYPE] = { .type = NLA_U32 },
	[NL80211_ATTR_MAC] = { .minlen = 6 },
	[NL80211_ATTR_COOKIE] = { .type = NLA_U64 },
	[NL80211_ATTR_STATUS_CODE] = { .type = NLA_U16 },
	[NL80211_ATTR_REASON_CODE] = { .type = NLA_U16 },
	[NL80211_ATTR_CONTROL_PORT_ETHERTYPE] = { .type = NLA_U16 },
};

int event_parse(const struct nlmsghdr *message, struct event *ret_event)
{
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	struct event event = { 0 };
	int command = nl_parse(message, table, NL80211_ATTR_MAX, event_policy);

	if (command < 0)
		return command;
	event.command = (uint8_t)command;
	if (table[NL80211_ATTR_IFINDEX]) {
		event.has_ifindex = true;
		event.ifindex = nla_get_u32(table[NL80211_ATTR_IFINDEX]);
	}
	if (table[NL80211_ATTR_WIPHY]) {
		event.has_wiphy = true;
		event.wiphy = nla_get_u32(table[NL80211_ATTR_WIPHY]);
	}
	if (table[NL80211_ATTR_IFTYPE]) {
		event.has_interface_type = true;
		event.interface_type = nla_get_u32(table[NL80211_ATTR_IFTYPE]);
	}
	if (table[NL80211_ATTR_IFNAME])
		event.interface_name = nla_get_string(table[NL80211_ATTR_IFNAME]);
	if (table[NL80211_ATTR_MAC]) {
		event.has_mac = true;
		memcpy(event.mac.b, nla_data(table[NL80211_ATTR_MAC]), sizeof(event.mac.b));
	}
	if (table[NL80211_ATTR_COOKIE]) {
		event.has_cookie = true;
		event.cookie = nla_get_u64(table[NL80211_ATTR_COOKIE]);
	}
	event.is_acknowledged = table[NL80211_ATTR_ACK] != NULL;
	event.is_timed_out = table[NL80211_ATTR_TIMED_OUT] != NULL;
	event.is_by_peer = table[NL80211_ATTR_DISCONNECTED_BY_AP] != NULL;
	if (table[NL80211_ATTR_STATUS_CODE]) {
		event.has_status = true;
		event.status = nla_get_u16(table[NL80211_ATTR_STATUS_CODE]);
	}
	if (table[NL80211_ATTR_REASON_CODE]) {
		event.has_reason = true;
		event.reason = nla_get_u16(table[NL80211_ATTR_REASON_CODE]);
	}
	if (table[NL80211_ATTR_FRAME]) {
		event.frame = nla_data(table[NL80211_ATTR_FRAME]);
		event.frame_size = (size_t)nla_len(table[NL80211_ATTR_FRAME]);
	}
	if (table[NL80211_ATTR_CONTROL_PORT_ETHERTYPE]) {
		event.has_ethertype = true;
		event.ethertype = nla_get_u16(table[NL80211_ATTR_CONTROL_PORT_ETHERTYPE]);
	}
	if (table[NL80211_ATTR_REQ_IE]) {
		event.request_elements = nla_data(table[NL80211_ATTR_REQ_IE]);
		event.request_elements_size = (size_t)nla_len(table[NL80211_ATTR_REQ_IE]);
	}
	if (table[NL80211_ATTR_RESP_IE]) {
		event.response_elements = nla_data(table[NL80211_ATTR_RESP_IE]);
		event.response_elements_size = (size_t)nla_len(table[NL80211_ATTR_RESP_IE]);
	}
	*ret_event = event;
	return 0;
}

/* IEEE 802.11, management frame bodies. Return: 0; -EBADMSG. */
static int read_fixed_fields(struct reader *reader, struct event_frame *frame)
{
	switch (frame->subtype) {
	case EVENT_FRAME_ASSOCIATION_RESPONSE:
	case EVENT_FRAME_REASSOCIATION_RESPONSE:
		reader_skip(reader, 2); /* capabilities */
		frame->code = reader_le16(reader);
		break;
	case EVENT_FRAME_AUTHENTICATION:
		frame->algorithm = reader_le16(reader);
		frame->transaction = reader_le16(reader);
		frame->code = reader_le16(reader);
		break;
	case EVENT_FRAME_DISASSOCIATION:
	case EVENT_FRAME_DEAUTHENTICATION:
		frame->code = reader_le16(reader);
		break;
	case EVENT_FRAME_ACTION:
		frame->category = reader_u8(reader);
		frame->action = reader_u8(reader);
		break;
	default:
		return -EBADMSG;
	}
	return reader_end(reader, READER_MORE_MAY_FOLLOW);
}

int event_frame_parse(const uint8_t *frame, size_t size, struct event_frame *ret_frame)
{
	struct reader reader = reader_over(frame, size);
	struct event_frame result = { 0 };
	uint16_t control = reader_le16(&reader);

	reader_skip(&reader, 2); /* duration */
	reader_copy(&reader, result.receiver.b, 6);
	reader_copy(&reader, result.transmitter.b, 6);
	reader_copy(&reader, result.bssid.b, 6);
	reader_skip(&reader, 2); /* sequence control */
	if (control & 0x8000) /* HT control field */
		reader_skip(&reader, 4);
	if (reader.failed || (control & 0x0c) != 0)
		return -EBADMSG;
	result.subtype = (control >> 4) & 0xf;
	result.body = reader.at;
	result.body_size = reader.left;
	if (read_fixed_fields(&reader, &result) < 0)
		return -EBADMSG;
	*ret_frame = result;
	return 0;
}

int event_sa_query_response(const struct event_frame *frame, uint16_t *ret_transaction)
{
	struct reader reader = reader_over(frame->body, frame->body_size);
	uint16_t transaction;

	if (frame->subtype != EVENT_FRAME_ACTION || frame->category != EVENT_CATEGORY_SA_QUERY ||
	    frame->action != EVENT_SA_QUERY_RESPONSE)
		return -EBADMSG;
	reader_skip(&reader, 2);
	transaction = reader_le16(&reader);
	if (reader.failed)
		return -EBADMSG;
	*ret_transaction = transaction;
	return 0;
}

bool event_is_unprotected_end(const struct event *event, const struct dot11_mac *peer)
{
	struct event_frame frame;

	if (event->command != NL80211_CMD_UNPROT_DEAUTHENTICATE && event->command != NL80211_CMD_UNPROT_DISASSOCIATE)
		return false;
	return event->frame && event_frame_parse(event->frame, event->frame_size, &frame) == 0 &&
	       dot11_mac_equal(&frame.transmitter, peer);
}

static enum event_loss_cause local_cause(uint16_t reason)
{
	/* mac80211 and the full-MAC drivers report missed beacons under this reason. */
	return reason == REASON_DISASSOCIATED_FOR_INACTIVITY ? EVENT_LOSS_NOT_HEARD : EVENT_LOSS_LOCAL;
}

static void judge_frame(const struct event *event, const struct dot11_mac *own, const struct dot11_mac *peer,
			struct event_loss *loss)
{
	struct event_frame frame;

	if (!event->frame || event_frame_parse(event->frame, event->frame_size, &frame) < 0)
		return;
	if (frame.subtype != EVENT_FRAME_DEAUTHENTICATION && frame.subtype != EVENT_FRAME_DISASSOCIATION)
		return;
	loss->reason = frame.code;
	if (dot11_mac_equal(&frame.transmitter, own)) {
		if (dot11_mac_equal(&frame.receiver, peer))
			loss->cause = local_cause(frame.code);
		return;
	}
	if (!dot11_mac_equal(&frame.transmitter, peer))
		return;
	loss->cause = frame.subtype == EVENT_FRAME_DEAUTHENTICATION ? EVENT_LOSS_PEER_DEAUTHENTICATED :
								      EVENT_LOSS_PEER_DISASSOCIATED;
	loss->body = frame.body;
	loss->body_size = frame.body_size;
}

void event_judge_loss(const struct event *event, const struct dot11_mac *own, const struct dot11_mac *peer,
		      struct event_loss *ret_loss)
{
	memset(ret_loss, 0, sizeof(*ret_loss));
	switch (event->command) {
	case NL80211_CMD_DEAUTHENTICATE:
	case NL80211_CMD_DISASSOCIATE:
		judge_frame(event, own, peer, ret_loss);
		return;
	case NL80211_CMD_DISCONNECT:
		ret_loss->reason = event->has_reason ? event->reason : 0;
		if (!event->is_by_peer) {
			ret_loss->cause = local_cause(ret_loss->reason);
			return;
		}
		/* A full-MAC driver keeps the frame to itself, but tells its reason code, and that is the shortest body. */
		ret_loss->cause = EVENT_LOSS_PEER_DEAUTHENTICATED;
		ret_loss->reason_bytes[0] = (uint8_t)ret_loss->reason;
		ret_loss->reason_bytes[1] = (uint8_t)(ret_loss->reason >> 8);
		ret_loss->body = ret_loss->reason_bytes;
		ret_loss->body_size = sizeof(ret_loss->reason_bytes);
		return;
	default:
		return;
	}
}
