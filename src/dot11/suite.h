/* Suite selectors: OUI and type as one big endian number (IEEE 802.11-2020, tables 9-149 and 9-151). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dot11_cipher {
	DOT11_CIPHER_NONE = 0, /* no suite: nothing is protected */
	DOT11_CIPHER_USE_GROUP = 0x000fac00,
	DOT11_CIPHER_TKIP = 0x000fac02,
	DOT11_CIPHER_CCMP_128 = 0x000fac04,
	DOT11_CIPHER_BIP_CMAC_128 = 0x000fac06,
	DOT11_CIPHER_NO_GROUP_TRAFFIC = 0x000fac07,
	DOT11_CIPHER_GCMP_128 = 0x000fac08,
	DOT11_CIPHER_GCMP_256 = 0x000fac09,
	DOT11_CIPHER_CCMP_256 = 0x000fac0a,
	DOT11_CIPHER_BIP_GMAC_128 = 0x000fac0b,
	DOT11_CIPHER_BIP_GMAC_256 = 0x000fac0c,
	DOT11_CIPHER_BIP_CMAC_256 = 0x000fac0d,
};

enum dot11_akm {
	DOT11_AKM_NONE = 0, /* open network */
	DOT11_AKM_8021X = 0x000fac01,
	DOT11_AKM_PSK = 0x000fac02,
	DOT11_AKM_8021X_SHA256 = 0x000fac05,
	DOT11_AKM_PSK_SHA256 = 0x000fac06,
	DOT11_AKM_SAE = 0x000fac08,
	DOT11_AKM_SUITE_B_192 = 0x000fac0c,
	DOT11_AKM_OWE = 0x000fac12,
};

/* Bytes of the temporal key; 0 for a suite that has none here. TKIP: 32, MIC keys included. */
size_t dot11_cipher_key_size(uint32_t cipher);
/* Can it protect data to one station? BIP suites cannot, and DOT11_CIPHER_USE_GROUP only refers to another. */
bool dot11_cipher_is_pairwise(uint32_t cipher);
bool dot11_cipher_is_group(uint32_t cipher);
/* One of the four BIP suites. */
bool dot11_cipher_is_group_management(uint32_t cipher);

/* "CCMP-128", "SAE"...; "unknown" for the others. Never NULL. */
const char *dot11_cipher_name(uint32_t cipher);
const char *dot11_akm_name(uint32_t akm);
