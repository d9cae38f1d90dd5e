/*
 * The access point's side of the 4-way and the group key handshake for one station (IEEE 802.11-2020, 12.7.6 and 12.7.7): small, for
 * access points of the simulated radio and as the supplicant's partner in tests. Without clock and sockets.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/types.h"
#include "dot11/key.h"

struct authenticator;

#define AUTHENTICATOR_TRIES 4 /* of each message */
#define AUTHENTICATOR_TIMEOUT_US 100000 /* before the first repetition; 1 s before the later ones */

enum authenticator_failure {
	AUTHENTICATOR_FAILURE_TIMEOUT = 1, /* 4-way: deauthenticate with DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT */
	AUTHENTICATOR_FAILURE_GROUP_TIMEOUT,
	AUTHENTICATOR_FAILURE_ELEMENT_MISMATCH, /* message 2 repeats other elements than the association request */
	AUTHENTICATOR_FAILURE_INTERNAL,
};

/* Everything is copied; elements are whole. */
struct authenticator_config {
	struct dot11_mac own, station;
	uint32_t akm, pairwise_cipher, group_management_cipher;
	const struct secret *pmk;
	const struct secret *other_pmk; /* NULL, or one of the same size that message 2 may be made with just as well */
	const uint8_t *pmkid; /* 16 bytes for message 1, or NULL */
	const uint8_t *station_rsne; /* of its association request */
	size_t station_rsne_size;
	const uint8_t *station_rsnxe;
	size_t station_rsnxe_size;
	const uint8_t *own_rsne; /* of our beacon: what message 3 says */
	size_t own_rsne_size;
	const uint8_t *own_rsnxe;
	size_t own_rsnxe_size;
};

struct authenticator_listener {
	void (*send)(const uint8_t *pdu, size_t size, void *userdata);
	/* The group keys of the BSS for message 3 and the group handshake: GTK first. Return: how many, at most 3. */
	size_t (*group_keys)(struct dot11_key ret[3], void *userdata);
	/* The pairwise key, after message 4; the port is open from now on. Again after a rekeying. */
	void (*install)(const struct dot11_key *key, void *userdata);
	void (*completed)(void *userdata);
	/* The station has the new group keys. */
	void (*group_completed)(void *userdata);
	/* Send the station away. Once. */
	void (*failed)(enum authenticator_failure failure, void *userdata);
	/* 0 cancels; at its end authenticator_timeout(). */
	void (*set_timer)(uint64_t delay_us, void *userdata);
};

int authenticator_new(struct authenticator **ret, const struct authenticator_config *config,
		      const struct authenticator_listener *listener, void *userdata);
struct authenticator *authenticator_free(struct authenticator *authenticator);
define_cleanup(struct authenticator, authenticator, authenticator_free);

/* Sends message 1: at the start, or later to change the pairwise key. Return: 0; -EBUSY while a handshake runs; -EIO. */
int authenticator_start(struct authenticator *authenticator);
/* Sends group message 1 with what group_keys() gives now. Return: 0; -ENOTCONN before the 4-way handshake; -EBUSY; -EIO. */
int authenticator_start_group(struct authenticator *authenticator);

/* Return: 0 if taken; 1 if ignored. */
int authenticator_receive(struct authenticator *authenticator, const uint8_t *pdu, size_t size);
void authenticator_timeout(struct authenticator *authenticator);
