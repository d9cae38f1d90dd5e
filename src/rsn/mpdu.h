/*
 * Protection of frames on the air: CCMP, GCMP (IEEE 802.11-2020, 12.5.3 and 12.5.5) for data and individually addressed management
 * frames, BIP (12.5.4) for group addressed ones. For radios that have no hardware: the simulated one.
 *
 * Frames are whole, MAC header included, without FCS.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/key.h"

#define MPDU_MAX_GROWTH 26 /* header of 8 and tag of 16; an MME has up to 26 */

struct mpdu_key {
	uint32_t cipher;
	uint8_t index;
	uint64_t transmitted; /* packet number used last */
	uint64_t received;    /* highest packet number accepted; group management: likewise */
	uint64_t received_management;
	struct secret key;
};

/* Takes a key over; its receive counter is where replay protection begins. */
void mpdu_key_init(struct mpdu_key *ret, const struct dot11_key *key);
void mpdu_key_wipe(struct mpdu_key *key);

enum mpdu_outcome {
	MPDU_E_PLAIN = 1,  /* it is not protected */
	MPDU_E_KEY_INDEX,  /* protected with another key than @key */
	MPDU_E_INTEGRITY,
	MPDU_E_REPLAY,
	MPDU_E_MALFORMED,
};

/**
 * mpdu_protect() - encrypt
 * @frame: MAC header (with the Protected bit clear) and body
 * @ret:   @size + MPDU_MAX_GROWTH bytes
 * Return: 0; -EOVERFLOW when the packet numbers are used up; -EIO; -EINVAL if it has no body, is neither data nor management, is marked
 * Protected already, is a group addressed management frame, or the key is not one for this (TKIP, BIP, a wrong size).
 */
int mpdu_protect(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size);
/* Decrypts: the Protected bit is clear in @ret, which has room for @size bytes. Return: 0; positive enum mpdu_outcome; -EIO. */
int mpdu_unprotect(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size);

/* Appends a management MIC element to a group addressed management frame; the timestamp of a beacon counts as zeros. Return: as
 * mpdu_protect(). */
int mpdu_sign(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size);
/* Checks it; *@ret_size is the size without the element. Return: as mpdu_unprotect(). */
int mpdu_verify(struct mpdu_key *key, const uint8_t *frame, size_t size, size_t *ret_size);
