/*
 * The keys of a station's one association, and what is done with them: which key protects a frame on its way out, which one has to
 * fit a frame that came in.
 *
 * Temporal keys are the handshake's (src/rsn), protection is src/rsn/mpdu; this only chooses.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/frame.h"
#include "dot11/key.h"
#include "rsn/mpdu.h"

#define STATION_KEYS_N_GROUP 4 /* indexes 0 to 3 */
#define STATION_KEYS_N_IGTK 2  /* 4 and 5 */
#define STATION_KEYS_N_BIGTK 2 /* 6 and 7 */

/* Zeroed: no key. Ended by station_keys_clear(). A slot whose secret is not set is empty. */
struct station_keys {
	struct mpdu_key pairwise;
	struct mpdu_key group[STATION_KEYS_N_GROUP];
	struct mpdu_key igtk[STATION_KEYS_N_IGTK];
	struct mpdu_key bigtk[STATION_KEYS_N_BIGTK]; /* kept for who asks; beacons are not checked */
};

/**
 * station_keys_add() - put a key in, over what was in its place
 *
 * The very key that is already there stays as it is, packet numbers included: going back to the first number would use a nonce twice.
 *
 * Return: 0; -EINVAL for an index that the kind does not have, or a cipher that does not fit the kind.
 */
int station_keys_add(struct station_keys *keys, const struct dot11_key *key);

/* Wipes one; an empty place stays empty. @index: not looked at for the pairwise key. */
void station_keys_remove(struct station_keys *keys, enum dot11_key_kind kind, uint8_t index);

/* Wipes all. */
void station_keys_clear(struct station_keys *keys);

bool station_keys_has_pairwise(const struct station_keys *keys);
bool station_keys_has_igtk(const struct station_keys *keys);

enum station_keys_outcome {
	STATION_KEYS_E_PLAIN = 1, /* it is not protected: the caller decides whether that will do */
	STATION_KEYS_E_DISCARD,	  /* no key for it, or the key does not fit, or it was heard before */
};

/**
 * station_keys_protect() - with the pairwise key; a station sends nothing to groups directly
 * @frame: header, Protected bit clear, and body
 * @ret:   @size + MPDU_MAX_GROWTH bytes
 *
 * Return: 0; -ENOKEY without pairwise key; negative errno of mpdu_protect().
 */
int station_keys_protect(struct station_keys *keys, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size);

/**
 * station_keys_unprotect() - open an encrypted frame of the peer, or check the MIC of a group addressed management frame
 * @frame: @bytes, parsed
 * @ret:   @size bytes: header with the Protected bit clear, and body in plain; untouched with an outcome
 *
 * Return: 0; enum station_keys_outcome; -EIO.
 */
int station_keys_unprotect(struct station_keys *keys, const uint8_t *bytes, size_t size, const struct dot11_frame *frame, uint8_t *ret,
			   size_t *ret_size);
