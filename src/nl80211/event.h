/*
 * What nl80211 tells, as plain structs: the one place where its events are taken apart, and where it is decided what the end of
 * an association was.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/msg.h>

#include "dot11/types.h"

/* One message of nl80211; pointers borrow from it. */
struct event {
	uint8_t command; /* NL80211_CMD_... */
	bool has_ifindex;
	uint32_t ifindex;
	bool has_wiphy;
	uint32_t wiphy;
	bool has_interface_type;
	uint32_t interface_type; /* NL80211_IFTYPE_... */
	const char *interface_name; /* NULL if not told */
	bool has_mac;
	struct dot11_mac mac;
	bool has_cookie;
	uint64_t cookie;
	bool is_acknowledged; /* of a frame that was sent */
	bool is_timed_out;    /* the peer did not answer */
	bool is_by_peer;      /* of NL80211_CMD_DISCONNECT */
	bool has_status;
	uint16_t status; /* IEEE 802.11 status code */
	bool has_reason;
	uint16_t reason; /* IEEE 802.11 reason code */
	/* Whole, MAC header included; of NL80211_CMD_CONTROL_PORT_FRAME what follows the ethertype. NULL if not told. */
	const uint8_t *frame;
	size_t frame_size;
	bool has_ethertype;
	uint16_t ethertype; /* of NL80211_CMD_CONTROL_PORT_FRAME */
	const uint8_t *request_elements; /* of an association request; NULL if not told */
	size_t request_elements_size;
	const uint8_t *response_elements; /* of an association response; NULL if not told */
	size_t response_elements_size;
};

/**
 * event_parse() - take one nl80211 message apart
 * @message: at least nlmsg_len bytes of it are readable
 *
 * Return: 0; -EBADMSG.
 */
int event_parse(const struct nlmsghdr *message, struct event *ret_event);

#define EVENT_FRAME_HEADER_SIZE 24

enum event_frame_subtype {
	EVENT_FRAME_ASSOCIATION_RESPONSE = 1,
	EVENT_FRAME_REASSOCIATION_RESPONSE = 3,
	EVENT_FRAME_DISASSOCIATION = 10,
	EVENT_FRAME_AUTHENTICATION = 11,
	EVENT_FRAME_DEAUTHENTICATION = 12,
	EVENT_FRAME_ACTION = 13,
};

/* IEEE 802.11-2020, table 9-51 and 9.6.9. */
#define EVENT_CATEGORY_SA_QUERY 8
enum event_sa_query_action {
	EVENT_SA_QUERY_REQUEST = 0,
	EVENT_SA_QUERY_RESPONSE = 1,
};

/* A management frame, taken apart; pointers borrow. */
struct event_frame {
	uint8_t subtype; /* IEEE 802.11, frame control field */
	struct dot11_mac receiver;
	struct dot11_mac transmitter;
	struct dot11_mac bssid;
	const uint8_t *body; /* behind the MAC header */
	size_t body_size;
	uint16_t code; /* status of a response or an authentication, reason of a disassociation or deauthentication */
	uint16_t algorithm, transaction; /* of an authentication */
	uint8_t category, action; /* of an action frame */
};

/* Return: 0; -EBADMSG if it is not a management frame, or has not the fields of its subtype. */
int event_frame_parse(const uint8_t *frame, size_t size, struct event_frame *ret_frame);

/* @frame: an action frame. Return: 0 and the transaction of an SA Query response; -EBADMSG if it is none. */
int event_sa_query_response(const struct event_frame *frame, uint16_t *ret_transaction);

/* Is this a deauthentication or disassociation of @peer that came without the protection that was agreed on? */
bool event_is_unprotected_end(const struct event *event, const struct dot11_mac *peer);

enum event_loss_cause {
	EVENT_LOSS_NONE, /* this event does not end the association */
	EVENT_LOSS_PEER_DEAUTHENTICATED,
	EVENT_LOSS_PEER_DISASSOCIATED,
	EVENT_LOSS_NOT_HEARD, /* beacons missed, or no answer to probes */
	EVENT_LOSS_LOCAL,     /* something else on this machine ended it */
};

struct event_loss {
	enum event_loss_cause cause;
	uint16_t reason;
	/* Behind the MAC header; at least the reason code when the peer ended it. Borrows from the event or from reason_bytes. */
	const uint8_t *body;
	size_t body_size;
	uint8_t reason_bytes[2];
};

/**
 * event_judge_loss() - does this event end the association with @peer, and who ended it
 * @own: address of the interface: frames that claim to come from it were made by the kernel (beacon loss)
 *
 * Forged frames under protection (NL80211_CMD_UNPROT_...) end nothing.
 * @ret_loss is filled always and must stay where it is while its body is used.
 * Source: NDIS_STATUS_WDI_INDICATION_DISASSOCIATION; WDI_ASSOC_STATUS.
 */
void event_judge_loss(const struct event *event, const struct dot11_mac *own, const struct dot11_mac *peer,
		      struct event_loss *ret_loss);
