/* The elements of Opportunistic Wireless Encryption: Diffie-Hellman parameter (RFC 8110, 4.3) and OWE transition mode (Wi-Fi
 * Alliance, Opportunistic Wireless Encryption Specification, 2.2.1). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dot11/types.h"

struct dot11_owe_dh {
	uint16_t group;
	const uint8_t *public_key; /* borrowed */
	size_t public_key_size;
};

/* Finds it in a list of elements. Return: 0; -ENOENT; -EBADMSG if there is one that is cut short or without key, or the list ends inside
 * an element before it. */
int dot11_owe_dh_find(const void *elements, size_t size, struct dot11_owe_dh *ret_dh);
/* Writes the whole element, id and length included. */
void dot11_owe_dh_write(struct writer *writer, const struct dot11_owe_dh *dh);

/* The other BSS of the pair: the open one names the encrypted one, and the encrypted one the open one. */
struct dot11_owe_transition {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
};

/* Return: 0; -ENOENT; -EBADMSG. What follows the SSID (band and channel) is not needed and skipped. */
int dot11_owe_transition_find(const void *elements, size_t size, struct dot11_owe_transition *ret_transition);
void dot11_owe_transition_write(struct writer *writer, const struct dot11_owe_transition *transition);
