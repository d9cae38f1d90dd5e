#include "dot11/suite.h"

#include "base/cleanup.h"

enum suite_use {
	USE_PAIRWISE = 1 << 0,
	USE_GROUP = 1 << 1,
	USE_GROUP_MANAGEMENT = 1 << 2,
};

static const struct {
	uint32_t cipher;
	const char *name;
	uint8_t key_size;
	uint8_t uses; /* enum suite_use: IEEE 802.11-2020, table 9-150; "use group cipher" protects nothing itself */
} ciphers[] = {
	{ DOT11_CIPHER_NONE, "none", 0, 0 },
	{ DOT11_CIPHER_USE_GROUP, "use group cipher", 0, 0 },
	{ DOT11_CIPHER_TKIP, "TKIP", 32, USE_PAIRWISE | USE_GROUP },
	{ DOT11_CIPHER_CCMP_128, "CCMP-128", 16, USE_PAIRWISE | USE_GROUP },
	{ DOT11_CIPHER_BIP_CMAC_128, "BIP-CMAC-128", 16, USE_GROUP_MANAGEMENT },
	{ DOT11_CIPHER_NO_GROUP_TRAFFIC, "no group traffic", 0, USE_GROUP },
	{ DOT11_CIPHER_GCMP_128, "GCMP-128", 16, USE_PAIRWISE | USE_GROUP },
	{ DOT11_CIPHER_GCMP_256, "GCMP-256", 32, USE_PAIRWISE | USE_GROUP },
	{ DOT11_CIPHER_CCMP_256, "CCMP-256", 32, USE_PAIRWISE | USE_GROUP },
	{ DOT11_CIPHER_BIP_GMAC_128, "BIP-GMAC-128", 16, USE_GROUP_MANAGEMENT },
	{ DOT11_CIPHER_BIP_GMAC_256, "BIP-GMAC-256", 32, USE_GROUP_MANAGEMENT },
	{ DOT11_CIPHER_BIP_CMAC_256, "BIP-CMAC-256", 32, USE_GROUP_MANAGEMENT },
};

static const struct {
	uint32_t akm;
	const char *name;
} akms[] = {
	{ DOT11_AKM_NONE, "none" },
	{ DOT11_AKM_8021X, "802.1X" },
	{ DOT11_AKM_PSK, "PSK" },
	{ DOT11_AKM_8021X_SHA256, "802.1X-SHA256" },
	{ DOT11_AKM_PSK_SHA256, "PSK-SHA256" },
	{ DOT11_AKM_SAE, "SAE" },
	{ DOT11_AKM_SUITE_B_192, "Suite-B-192" },
	{ DOT11_AKM_OWE, "OWE" },
};

size_t dot11_cipher_key_size(uint32_t cipher)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		if (ciphers[i].cipher == cipher)
			return ciphers[i].key_size;
	}
	return 0;
}

static bool has_use(uint32_t cipher, enum suite_use use)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		if (ciphers[i].cipher == cipher)
			return ciphers[i].uses & use;
	}
	return false;
}

bool dot11_cipher_is_pairwise(uint32_t cipher)
{
	return has_use(cipher, USE_PAIRWISE);
}

bool dot11_cipher_is_group(uint32_t cipher)
{
	return has_use(cipher, USE_GROUP);
}

bool dot11_cipher_is_group_management(uint32_t cipher)
{
	return has_use(cipher, USE_GROUP_MANAGEMENT);
}

const char *dot11_cipher_name(uint32_t cipher)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		if (ciphers[i].cipher == cipher)
			return ciphers[i].name;
	}
	return "unknown";
}

const char *dot11_akm_name(uint32_t akm)
{
	for (size_t i = 0; i < array_size(akms); i++) {
		if (akms[i].akm == akm)
			return akms[i].name;
	}
	return "unknown";
}
