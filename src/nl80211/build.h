/*
 * Requests to nl80211 as messages, made of their arguments alone: nothing is sent here.
 *
 * Every function returns a message for nl_call(), or NULL when there is no memory, which nl_call() takes as well.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/msg.h>

#include "dot11/types.h"

/* Dumps; @ifindex 0 asks for all interfaces. */
struct nl_msg *build_get_wiphy(uint16_t family, uint32_t wiphy);
struct nl_msg *build_get_interfaces(uint16_t family);
struct nl_msg *build_get_interface(uint16_t family, uint32_t ifindex);
struct nl_msg *build_get_scan(uint16_t family, uint32_t ifindex);

struct build_scan {
	size_t n_ssids; /* 0: passive */
	const struct dot11_ssid *ssids;
	size_t n_mhz; /* 0: all channels */
	const uint32_t *mhz;
	const uint8_t *elements; /* for the probe requests */
	size_t elements_size;
	const struct dot11_mac *bssid; /* NULL: any */
	uint16_t dwell_tu;	       /* time on each channel in units of 1024 us; 0: the driver's choice */
};

struct nl_msg *build_trigger_scan(uint16_t family, uint32_t ifindex, const struct build_scan *scan);
struct nl_msg *build_abort_scan(uint16_t family, uint32_t ifindex);

struct build_peer {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	uint32_t mhz;
	const uint8_t *elements; /* further ones for the association request */
	size_t elements_size;
};

/* Open system authentication. */
struct nl_msg *build_authenticate(uint16_t family, uint32_t ifindex, const struct build_peer *peer);
/* The association belongs to the socket that asks for it. */
struct nl_msg *build_associate(uint16_t family, uint32_t ifindex, const struct build_peer *peer);
/* Both at once, for drivers that do it in firmware. */
struct nl_msg *build_connect(uint16_t family, uint32_t ifindex, const struct build_peer *peer);

/* @is_local: change state here and send nothing. */
struct nl_msg *build_deauthenticate(uint16_t family, uint32_t ifindex, const struct dot11_mac *bssid, uint16_t reason,
				    bool is_local);
struct nl_msg *build_disconnect(uint16_t family, uint32_t ifindex, uint16_t reason);

struct nl_msg *build_get_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer);

/*
 * The two frames of a disconnect as finished netlink messages one behind the other, for one sendmsg(): they are made when the
 * association begins, so that a disconnect has only to write its reason into them.
 */
struct build_farewell {
	_Alignas(4) uint8_t bytes[256];
	size_t size;		/* of both messages */
	size_t first_size;	/* of the disassociation alone, padding included */
	size_t reason_offset[2]; /* of the disassociation, of the deauthentication */
};

/* Return: 0; -ENOMEM. */
int build_farewell(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *bssid,
		   struct build_farewell *ret_farewell);

/* Writes @reason into both frames. */
void build_farewell_set_reason(struct build_farewell *farewell, uint16_t reason);
