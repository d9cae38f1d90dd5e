/* The smallest words of IEEE 802.11 that every floor above uses. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct dot11_mac {
	uint8_t b[6];
};

#define DOT11_MAC_BROADCAST ((struct dot11_mac){ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } })
#define DOT11_MAC_FORMAT "%02x:%02x:%02x:%02x:%02x:%02x"
#define DOT11_MAC_ARGS(mac) (mac)->b[0], (mac)->b[1], (mac)->b[2], (mac)->b[3], (mac)->b[4], (mac)->b[5]

static inline bool dot11_mac_equal(const struct dot11_mac *a, const struct dot11_mac *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Raw bytes, not text: any value, zeros included (IEEE 802.11, SSID element). */
struct dot11_ssid {
	uint8_t size; /* 0 to 32; 0 is the wildcard */
	uint8_t bytes[32];
};

static inline bool dot11_ssid_equal(const struct dot11_ssid *a, const struct dot11_ssid *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}
