/*
 * The station's side of the 4-way and the group key handshake (IEEE 802.11-2020, 12.7.6 and 12.7.7), as a machine without clock
 * and sockets: 802.1X PDUs in, PDUs, keys and outcomes out through a listener.
 *
 * One machine serves one association. What it accepts and in which order, replay counters, that a key is never put in twice
 * (CVE-2017-13077 to 13081), and that the elements of message 3 are those of the beacon, is decided here. Everything received is hostile.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/types.h"
#include "dot11/key.h"

struct supplicant;

/* Why the handshake cannot succeed any more. */
enum supplicant_failure {
	SUPPLICANT_FAILURE_MISSING_KEY_DATA = 1, /* message 3 carries no key data */
	SUPPLICANT_FAILURE_MISSING_RSNE,	 /* message 3 carries no RSN element */
	SUPPLICANT_FAILURE_MISSING_GROUP_KEY,	 /* message 3 carries no GTK (or no IGTK where one is due) */
	SUPPLICANT_FAILURE_RSNE_MISMATCH,	 /* RSNE of message 3 differs from the beacon's */
	SUPPLICANT_FAILURE_RSNXE_MISMATCH,	 /* RSNXE likewise: a downgrade is suspected */
	SUPPLICANT_FAILURE_GROUP_MISSING_KEY,	 /* group message 1 without a usable key */
	SUPPLICANT_FAILURE_INTERNAL,		 /* no memory, or libcrypto failed */
};

/* Everything is copied. Elements are whole: id and length included. */
struct supplicant_config {
	struct dot11_mac own, authenticator;
	uint32_t akm; /* DOT11_AKM_PSK, _PSK_SHA256, _SAE, _OWE */
	uint32_t pairwise_cipher, group_cipher;
	uint32_t group_management_cipher; /* DOT11_CIPHER_NONE unless protected management frames were negotiated */
	const struct secret *pmk;
	const uint8_t *own_rsne; /* as in our association request */
	size_t own_rsne_size;
	const uint8_t *own_rsnxe; /* NULL if we sent none */
	size_t own_rsnxe_size;
	const uint8_t *bss_rsne; /* as in the beacon or probe response */
	size_t bss_rsne_size;
	const uint8_t *bss_rsnxe; /* NULL if it has none */
	size_t bss_rsnxe_size;
	bool takes_bigtk; /* the radio can check protected beacons */
};

/* Called from inside supplicant_receive(); the machine may not be freed from within. */
struct supplicant_listener {
	/* @pdu: from the 802.1X version byte on */
	void (*send)(const uint8_t *pdu, size_t size, void *userdata);
	/* Keys to be put in now, all of one message; after send() of the message that answers. */
	void (*install)(const struct dot11_key *keys, size_t n_keys, void *userdata);
	/* The first 4-way handshake is complete; after install(). Once. */
	void (*completed)(void *userdata);
	/* Leave the network. Once; nothing follows. */
	void (*failed)(enum supplicant_failure failure, void *userdata);
};

/* Return: 0; -ENOMEM; -EINVAL for an AKM or cipher that is not served, or a PMK of a wrong size; -EIO if no nonce could be made. */
int supplicant_new(struct supplicant **ret, const struct supplicant_config *config, const struct supplicant_listener *listener,
		   void *userdata);
struct supplicant *supplicant_free(struct supplicant *supplicant);
define_cleanup(struct supplicant, supplicant, supplicant_free);

enum supplicant_outcome {
	SUPPLICANT_E_IGNORED = 1, /* not a message that has a place here: malformed, replayed, wrong MIC, out of order; logged at debug */
};

/* Return: 0 if it was taken; SUPPLICANT_E_IGNORED. */
int supplicant_receive(struct supplicant *supplicant, const uint8_t *pdu, size_t size);

/* Has message 1 been received? */
bool supplicant_has_started(const struct supplicant *supplicant);
/* Message 1 came again after our message 2 and message 3 never did: the other side holds another PMK, most likely. */
bool supplicant_suspects_pmk(const struct supplicant *supplicant);
