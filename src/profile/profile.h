/*
 * A WLAN profile: what a person knows of a network. Read from and written to the XML of the public WLANProfile schema
 * (WLAN_profile Schema; profile v1, MacRandomization v3, transitionMode v4), parsed by libxml2.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
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

enum profile_key { /* keyType element of sharedKey */
	PROFILE_KEY_NONE, /* no sharedKey element */
	PROFILE_KEY_PASSPHRASE,
	PROFILE_KEY_NETWORK,
};

#define PROFILE_MAX_SSIDS 256
#define PROFILE_MAX_PROTECTED_KEY 512 /* bytes that keyMaterial holds as hex digits when it is protected */
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
	bool is_transition; /* transitionMode: WPA2-PSK beside WPA3-SAE */
	enum profile_key key_type;
	uint8_t key_index; /* 0 to 3 */
	/* keyMaterial: the text as a person typed it, or, if protected is true in the document, the bytes that its hex digits say. Only
	 * one of them is set; whoever can open the protected form sets the clear one (profile_set_clear_key()). */
	struct secret clear_key;
	uint8_t *protected_key; /* NULL if there is none */
	size_t protected_key_size;
	bool caches_pmk; /* PMKCacheMode */
	uint32_t pmk_cache_minutes; /* PMKCacheTTL: 5 to 1440 */
	uint32_t pmk_cache_size; /* PMKCacheSize: 1 to 255 */
	bool randomizes_mac; /* enableRandomization; not said is false */
	bool randomizes_mac_daily; /* randomizeEveryday */
	bool has_mac_seed;
	uint32_t mac_seed; /* randomizationSeed: another one is another address */
	/* Normalised document: hex SSID always written, CRLF line ends, tabs; unknown elements kept. Holds no secret: keyMaterial is the
	 * protected form, or empty while there is only the clear one. */
	char *xml;
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

/* Does it name neither authentication nor cipher: a network that anybody may join? */
bool profile_is_open(const struct profile *profile);

/* Wipes the key. */
struct profile *profile_free(struct profile *profile);

/* A copy. Return: 0; -ENOMEM. */
int profile_copy(const struct profile *profile, struct profile **ret);

/**
 * profile_protect_key() - put the protected form of the key into the document
 * @bytes: what whoever keeps the profile made of clear_key; the clear key stays in the struct
 * Return: 0; -ENOENT if the profile has no key; -E2BIG above PROFILE_MAX_PROTECTED_KEY, or for nothing; -ENOMEM.
 */
int profile_protect_key(struct profile *profile, const uint8_t *bytes, size_t size);

/* Sets the clear form beside the protected one: @key as a person typed it. Return: 0; -EINVAL if the profile has no key, or @key
 * breaks a rule of its keys (it was of another profile, say); -E2BIG. */
int profile_set_clear_key(struct profile *profile, const void *key, size_t size);

/**
 * profile_clear_xml() - the document with protected false and the clear key: for those who may see it
 * @ret: the caller wipes and frees it
 * A WEP key comes as hexadecimal digits, however it was typed.
 * Return: 0; -ENOENT if there is no clear key; -ENOMEM.
 */
int profile_clear_xml(const struct profile *profile, char **ret);

/* Gives it another name, in the document too. Return: 0; -EINVAL if it is no name for a profile; -ENOMEM. */
int profile_rename(struct profile *profile, const char *name);

/* Sets connectionMode. Return: 0; -EINVAL if the profile may not have it (ad hoc ones are manual); -ENOMEM. */
int profile_set_mode(struct profile *profile, bool connects_automatically);

/* Writes randomizationSeed into MacRandomization, in place of one that is there. Return: 0; -ENOENT without that element; -ENOMEM. */
int profile_set_mac_seed(struct profile *profile, uint32_t seed);

/* Whether a document of at most 64 KiB is well-formed and its root is EapHostUserCredentials; what is in it is a matter of the method. */
bool profile_is_eap_credentials(const char *xml, size_t size);
