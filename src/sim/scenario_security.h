/*
 * The keys of an [ap] section that say how its network is secured: reading them, their defaults, and which go together.
 *
 * docs/scenarios.md is the manual.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/channel.h"
#include "dot11/suite.h"
#include "dot11/types.h"

#define SCENARIO_MAX_PAIRWISE 4
#define SCENARIO_MAX_GROUPS 3
#define SCENARIO_NO_ANTI_CLOGGING (-1)
#define SCENARIO_PARTNER_SIZE 64 /* COMMAND_NAME_SIZE */

enum scenario_security_kind {
	SCENARIO_SECURITY_OPEN,
	SCENARIO_SECURITY_WPA2_PSK,
	SCENARIO_SECURITY_WPA2_PSK_SHA256,
	SCENARIO_SECURITY_SAE,
	SCENARIO_SECURITY_SAE_TRANSITION, /* SAE and WPA2-PSK with one passphrase */
	SCENARIO_SECURITY_OWE,
};

/* Protection of management frames. */
enum scenario_pmf {
	SCENARIO_PMF_DEFAULT, /* never behind scenario_security_finish() */
	SCENARIO_PMF_OFF,
	SCENARIO_PMF_OPTIONAL,
	SCENARIO_PMF_REQUIRED,
};

/* How SAE finds its password element. */
enum scenario_sae_pwe {
	SCENARIO_SAE_PWE_BOTH,
	SCENARIO_SAE_PWE_HUNTING_AND_PECKING,
	SCENARIO_SAE_PWE_HASH_TO_ELEMENT,
};

/* Zeroed before the first key. */
struct scenario_security {
	enum scenario_security_kind kind;
	struct secret passphrase; /* 8 to 63 bytes */
	struct secret psk;	  /* 32 bytes, instead of a passphrase */
	size_t n_pairwise;
	uint32_t pairwise[SCENARIO_MAX_PAIRWISE]; /* enum dot11_cipher */
	uint32_t group, group_management;	  /* DOT11_CIPHER_NONE: not there */
	enum scenario_pmf pmf;
	enum scenario_sae_pwe sae_pwe;
	size_t n_sae_groups, n_owe_groups;
	uint16_t sae_groups[SCENARIO_MAX_GROUPS], owe_groups[SCENARIO_MAX_GROUPS];
	bool has_sae_pwe, has_anti_clogging;
	int anti_clogging; /* so many unfinished SAE exchanges, and a token is demanded; SCENARIO_NO_ANTI_CLOGGING: never */
	bool protects_beacons;
	char owe_partner[SCENARIO_PARTNER_SIZE]; /* the other access point of OWE transition mode; empty if none */
	struct dot11_mac owe_partner_bssid;	 /* found at the end of the scenario */
	struct dot11_ssid owe_partner_ssid;
};

/**
 * scenario_security_set() - one key
 * @key: with '-' between words
 * @ret_error: a sentence for people with -EINVAL; static
 *
 * Return: 0; -ENOENT if the key is none of these; -EINVAL.
 */
int scenario_security_set(struct scenario_security *security, const char *key, const char *value, const char **ret_error);

/* Checks what must go together and fills in the defaults. Return: 0; -EINVAL with a static sentence in *@ret_error. */
int scenario_security_finish(struct scenario_security *security, enum dot11_band band, const char **ret_error);

/* A passphrase of WPA: 8 to 63 printable ASCII characters. Return: 0; -EINVAL. */
int scenario_set_passphrase(struct secret *passphrase, const char *text);

static inline bool scenario_security_has_sae(const struct scenario_security *security)
{
	return security->kind == SCENARIO_SECURITY_SAE || security->kind == SCENARIO_SECURITY_SAE_TRANSITION;
}

static inline bool scenario_security_has_password(const struct scenario_security *security)
{
	return security->kind != SCENARIO_SECURITY_OPEN && security->kind != SCENARIO_SECURITY_OWE;
}

void scenario_security_wipe(struct scenario_security *security);
