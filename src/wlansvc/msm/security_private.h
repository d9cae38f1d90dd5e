/*
 * What three files share, one object: security.c, the course of an attempt and where its PMK comes from; security_sae.c, the exchange
 * before the association; security_handshake.c, the handshakes after it.
 */
#pragma once

#include "rsn/owe.h"
#include "rsn/pmksa.h"
#include "rsn/sae.h"
#include "rsn/supplicant.h"
#include "wlansvc/msm/agreement.h"
#include "wlansvc/msm/security.h"

#define MAX_OWE_ELEMENT (2 + 1 + 2 + 66) /* of group 21 */

struct handshake {
	struct supplicant *supplicant; /* NULL: there is none */
	struct dot11_mac peer;
	struct agreement agreement;
	struct secret pmk;
	uint8_t pmkid[DOT11_PMKID_SIZE];
	bool is_pmk_cached; /* it came from the cache */
	bool is_in_time; /* message 1 came before the first deadline */
	bool is_complete;
	bool has_failed;
};

struct security {
	const struct msm_ops *ops;
	void *port;
	struct pmksa *pmksa;
	uint8_t salt[32]; /* of @network */
	uint8_t network[32]; /* digest of own address, SSID and passphrase that the cached PMKs were made with; zeros: none */

	/* of an attempt */
	bool is_wanted;
	struct dot11_mac own;
	struct dot11_ssid ssid;
	struct msm_security wishes; /* psk holds the PMK of PSK networks, wherever it came from */
	size_t n_bsses;
	struct agreement_bss *bsses;
	size_t n_pmkids;
	struct msm_pmkid *pmkids; /* those offered */
	struct sae *sae;
	struct dot11_mac sae_peer;
	bool has_confirmed; /* our confirm is out */
	struct owe *owe;
	uint16_t owe_group;
	bool has_other_owe_group; /* the second group is in use */
	uint8_t owe_element[MAX_OWE_ELEMENT];
	size_t owe_element_size;
	struct handshake handshake;
	uint32_t failure; /* WLAN_REASON_CODE */
	uint16_t failure_air;
	size_t n_keys; /* submissions of keys under way */
	size_t n_late_keys; /* those of an earlier handshake; they end first */
};

/* Notes why. Return: SECURITY_E_FAILED. */
int security_fail(struct security *security, uint32_t reason, uint16_t air);

bool security_wishes_akm(const struct security *security, uint32_t akm);
/* NULL if it was none of the candidates. */
const struct agreement_bss *security_find_bss(const struct security *security, const struct dot11_mac *bssid);
void security_end_sae(struct security *security);

/* With security->handshake's peer, agreement and PMK, with which it goes on alone. Return: as supplicant_new(). */
int security_start_handshake(struct security *security, const struct agreement_bss *bss);
/* Wipes it, whatever has become of it. */
void security_end_handshake(struct security *security);

/* IEEE 802.11 status of a confirm: ours was refused, because the peer has computed another key. */
bool security_says_mismatch(uint32_t status);
