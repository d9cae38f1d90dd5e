/*
 * What a station driver makes of the security wishes in a connect: which AKM and ciphers of a BSS are used, and the elements of the
 * association request that say so. Both drivers of this project use it, and so may any other.
 *
 * Source: OID_WDI_TASK_CONNECT; WDI_TLV_CONNECT_PARAMETERS; rules 162, 165, 181 and 188.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wdi/wdi.h"

#define DRIVER_SECURITY_MAX_ELEMENTS 512

struct driver_security {
	uint32_t akm; /* enum dot11_akm; DOT11_AKM_NONE: an open network, and the rest is 0 */
	uint32_t pairwise_cipher, group_cipher, group_management_cipher; /* enum dot11_cipher */
	bool uses_mfp;	   /* both sides can */
	bool does_sae;	   /* authenticate by SAE before the association; false with a PMKID */
	uint32_t auth;	   /* enum wdi_auth_algorithm, for the association result */
	uint8_t elements[DRIVER_SECURITY_MAX_ELEMENTS]; /* RSNE, RSNXE, OWE parameter, what the host adds: for the association request */
	size_t elements_size;
	size_t elements_without_owe; /* the OWE parameter is the last of them */
};

enum driver_security_outcome {
	DRIVER_SECURITY_E_MISMATCH = 1, /* the BSS offers nothing that is wished: try the next */
};

/**
 * driver_security_choose() - for one BSS
 * @ciphers, @n_ciphers: enum wdi_cipher_algorithm that the radio can do, group management ones included
 *
 * The wishes are rsna_akm_cipher_suite of the connect in order of preference if it has any, else its authentication algorithms and
 * ciphers. Capabilities: 802.11w is said if and only if mfp_enabled is.
 *
 * Return: 0; DRIVER_SECURITY_E_MISMATCH; -EBADMSG if the BSS's elements are broken; -ENOBUFS if the elements are too long.
 */
int driver_security_choose(const struct wdi_tlv_connect_parameters *parameters, const struct wdi_tlv_connect_bss_entry *entry,
			   const uint32_t *ciphers, size_t n_ciphers, struct driver_security *ret);

/* Replaces the OWE parameter element (@element: whole) for another try. Return: 0; -ENOBUFS. */
int driver_security_set_owe(struct driver_security *security, const uint8_t *element, size_t size);

/* Suite selectors as WDI writes them (RSNA_AKM_SUITE, RSNA_CIPHER_SUITE: OUI first in memory) and as dot11/suite.h counts them. */
uint32_t driver_suite_to_wdi(uint32_t selector);
uint32_t driver_suite_from_wdi(uint32_t suite);

/* Between WDI's numbers and suite selectors; 0 (WDI_CIPHER_ALGO_NONE, DOT11_CIPHER_NONE) for what the other side has no number for. */
uint32_t driver_cipher_to_wdi(uint32_t dot11_cipher);
uint32_t driver_cipher_from_wdi(uint32_t wdi_cipher);
/* enum wdi_auth_algorithm of an AKM. */
uint32_t driver_akm_to_wdi(uint32_t akm);

/**
 * driver_key_from_wdi() - one key of OID_WDI_SET_ADD_CIPHER_KEYS
 * Return: 0; -EBADMSG if the key material for its algorithm is missing or has a wrong size; -EOPNOTSUPP for an algorithm not served.
 */
struct dot11_key;
int driver_key_from_wdi(const struct wdi_tlv_set_cipher_key_info *info, struct dot11_key *ret);
/* @info: borrows from @key; @mac only for pairwise keys. The union of TLVs that the algorithm wants is filled. */
void driver_key_to_wdi(const struct dot11_key *key, const struct wdi_mac *mac, struct wdi_tlv_set_cipher_key_info *ret);
