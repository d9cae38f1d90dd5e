/* Opportunistic Wireless Encryption: one Diffie-Hellman exchange inside the association (RFC 8110). Groups 19, 20, 21. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/owe_element.h"

struct owe;

/* Makes a fresh pair of keys. Return: 0; -EOPNOTSUPP for another group; -ENOMEM; -EIO. */
int owe_new(struct owe **ret, uint16_t group);
struct owe *owe_free(struct owe *owe);
define_cleanup(struct owe, owe, owe_free);

/* Our half. Borrowed from @owe. */
void owe_own(const struct owe *owe, struct dot11_owe_dh *ret_dh);

enum owe_outcome {
	OWE_E_GROUP = 1, /* the peer answers with another group */
	OWE_E_INVALID,	 /* its key is no point of the curve */
};

/**
 * owe_finish() - the PMK of both halves
 * @is_client: we are the station (whose key and elements go first into the derivation)
 * @ret_pmk:   32, 48 or 64 bytes for groups 19, 20, 21
 * @ret_pmkid: 16 bytes
 *
 * Return: 0; positive enum owe_outcome; -EIO.
 */
int owe_finish(const struct owe *owe, bool is_client, const struct dot11_owe_dh *peer, struct secret *ret_pmk, uint8_t *ret_pmkid);
