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

#include "dot11/key.h"
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

/* IEEE 802.1X: Port Access Entity. */
#define BUILD_ETHERTYPE_EAPOL 0x888e

/* What is agreed on with a peer; the kernel wants to know although it is in the elements. */
struct build_security {
	uint32_t akm; /* enum dot11_akm; DOT11_AKM_NONE: open, and the rest does not count */
	uint32_t pairwise_cipher, group_cipher; /* enum dot11_cipher */
	bool uses_mfp;
	bool has_control_port; /* 802.1X frames come and go over nl80211; else over the network interface */
};

struct build_peer {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	uint32_t mhz;
	const uint8_t *elements; /* further ones for the association request */
	size_t elements_size;
	struct build_security security;
};

/* Open system authentication. */
struct nl_msg *build_authenticate(uint16_t family, uint32_t ifindex, const struct build_peer *peer);

/* One SAE frame: commit (@transaction 1) or confirm (2) with what follows the status field. */
struct nl_msg *build_authenticate_sae(uint16_t family, uint32_t ifindex, const struct build_peer *peer, uint16_t transaction,
				      uint16_t status, const void *contents, size_t size);
/* The association belongs to the socket that asks for it. */
struct nl_msg *build_associate(uint16_t family, uint32_t ifindex, const struct build_peer *peer);
/* Both at once, for drivers that do it in firmware. */
struct nl_msg *build_connect(uint16_t family, uint32_t ifindex, const struct build_peer *peer);

/* @is_local: change state here and send nothing. */
struct nl_msg *build_deauthenticate(uint16_t family, uint32_t ifindex, const struct dot11_mac *bssid, uint16_t reason,
				    bool is_local);
struct nl_msg *build_disconnect(uint16_t family, uint32_t ifindex, uint16_t reason);

/* Answered with the state. */
struct nl_msg *build_get_power_save(uint16_t family, uint32_t ifindex);
struct nl_msg *build_set_power_save(uint16_t family, uint32_t ifindex, bool is_on);

struct nl_msg *build_get_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer);

/* Opens the port of a peer for data: the station flag "authorized". */
struct nl_msg *build_authorize(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer);

/* @peer: of pairwise keys, else not used. The message holds the key: nl_call() wipes it. */
struct nl_msg *build_new_key(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, const struct dot11_key *key);
/* @peer: NULL for a group key. */
struct nl_msg *build_delete_key(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, uint8_t index);

/* An 802.1X frame to @peer. @is_plain: not to be encrypted, for there is no key yet. */
struct nl_msg *build_control_port_frame(uint16_t family, uint32_t ifindex, const struct dot11_mac *peer, bool is_plain,
					const void *pdu, size_t size);

/* Action frames of @category that the kernel does not handle itself come as events to the socket of commands. */
struct nl_msg *build_register_action(uint16_t family, uint32_t ifindex, uint8_t category);
/* @body: from the category on. The kernel protects it where that was negotiated. */
struct nl_msg *build_action(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *bssid,
			    const void *body, size_t size);

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

/* @peer: who is told; @bssid: the BSS it is told of, which is the peer's for a station and our own for an access point.
 * Return: 0; -ENOMEM. */
int build_farewell(uint16_t family, uint32_t ifindex, const struct dot11_mac *own, const struct dot11_mac *peer,
		   const struct dot11_mac *bssid, struct build_farewell *ret_farewell);

/* Writes @reason into both frames. */
void build_farewell_set_reason(struct build_farewell *farewell, uint16_t reason);
