/*
 * A WLAN profile: what a person knows of a network. Read from and written to the XML of the public WLANProfile schema
 * (WLAN_profile Schema; profile v1, MacRandomization v3), parsed by libxml2.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"

enum profile_auth { /* authentication element of authEncryption */
	PROFILE_AUTH_OPEN,
	PROFILE_AUTH_SHARED,
	PROFILE_AUTH_WPA,
	PROFILE_AUTH_WPA_PSK,
	PROFILE_AUTH_WPA2,
	PROFILE_AUTH_WPA2_PSK,
	PROFILE_AUTH_WPA3,
	PROFILE_AUTH_WPA3_ENT,
	PROFILE_AUTH_WPA3_ENT_192,
	PROFILE_AUTH_WPA3_SAE,
	PROFILE_AUTH_OWE,
};

enum profile_cipher { /* encryption element of authEncryption */
	PROFILE_CIPHER_NONE,
	PROFILE_CIPHER_WEP,
	PROFILE_CIPHER_TKIP,
	PROFILE_CIPHER_AES,
	PROFILE_CIPHER_GCMP256,
};

#define PROFILE_MAX_SSIDS 256
#define PROFILE_MAX_NAME 255 /* characters of UTF-16 */

struct profile {
	char *name; /* UTF-8 */
	size_t n_ssids; /* at least 1 */
	struct dot11_ssid *ssids;
	bool is_non_broadcast;
	bool is_ibss;
	bool connects_automatically; /* connectionMode auto; manual otherwise */
	bool switches_automatically; /* autoSwitch */
	enum profile_auth auth;
	enum profile_cipher cipher;
	bool uses_onex;
	bool has_clear_key; /* sharedKey with protected false: the xml holds a secret */
	char *xml; /* normalised document: hex SSID always written, CRLF line ends, tabs; unknown elements kept */
};

/* What is wrong with a document: code for the API, sentence for people. */
struct profile_defect {
	uint32_t reason; /* WLAN_REASON_CODE_... */
	char sentence[256]; /* names the element and the rule it breaks, and how to mend it */
};

/**
 * profile_read() - parse and check a profile
 * @xml:        document in UTF-8, @size bytes; hostile
 * @ret:        the caller frees with profile_free()
 * @ret_defect: filled when 1 is returned
 *
 * Return: 0; 1 if the document is not a valid profile (ret_defect says why); -ENOMEM.
 */
int profile_read(const char *xml, size_t size, struct profile **ret, struct profile_defect *ret_defect);

/**
 * profile_for_network() - the profile that discovery builds from an SSID (WlanConnect, discovery modes)
 * Open network, manual. @name: NULL: the SSID as text.
 * Return: 0; -ENOMEM; -EINVAL if the SSID is empty.
 */
int profile_for_network(const struct dot11_ssid *ssid, const char *name, struct profile **ret);

struct profile *profile_free(struct profile *profile);
