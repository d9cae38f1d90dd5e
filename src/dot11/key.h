/* A key that a handshake has made, on its way to the radio. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/suite.h"

enum dot11_key_kind {
	DOT11_KEY_PAIRWISE, /* temporal key of the PTK */
	DOT11_KEY_GROUP,	  /* GTK */
	DOT11_KEY_IGTK,
	DOT11_KEY_BIGTK,
};

struct dot11_key {
	enum dot11_key_kind kind;
	uint32_t cipher; /* enum dot11_cipher */
	uint8_t index;	 /* pairwise 0; GTK 0 to 3; IGTK 4 and 5; BIGTK 6 and 7 */
	uint8_t receive_counter[6]; /* packet number received last, least significant byte first */
	struct secret key; /* dot11_cipher_key_size() bytes */
};
