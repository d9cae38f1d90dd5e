/*
 * The RSN element and the RSN extension element (IEEE 802.11-2020, 9.4.2.24 and 9.4.2.241).
 *
 * Suites that are not known here are kept as they are: whoever chooses skips them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define DOT11_RSNE_MAX_SUITES 16 /* of each list; further ones are checked for length and left out */
#define DOT11_PMKID_SIZE 16

/* RSN Capabilities field: IEEE 802.11-2020, figure 9-287. */
enum dot11_rsn_capability {
	DOT11_RSN_PREAUTHENTICATION = 1 << 0,
	DOT11_RSN_MFP_REQUIRED = 1 << 6,
	DOT11_RSN_MFP_CAPABLE = 1 << 7,
	DOT11_RSN_OCV_CAPABLE = 1 << 14,
};

struct dot11_rsne {
	uint32_t group_cipher; /* enum dot11_cipher; what is left out of an element has its default: CCMP-128, 802.1X */
	size_t n_pairwise;
	uint32_t pairwise[DOT11_RSNE_MAX_SUITES];
	size_t n_akms;
	uint32_t akms[DOT11_RSNE_MAX_SUITES]; /* enum dot11_akm */
	uint16_t capabilities;
	size_t n_pmkids;
	uint8_t pmkids[DOT11_RSNE_MAX_SUITES][DOT11_PMKID_SIZE];
	uint32_t group_management_cipher; /* DOT11_CIPHER_NONE without protected management frames; BIP-CMAC-128 if they are there
					   * and no suite is named */
};

/**
 * dot11_rsne_parse() - take the body of an element 48 apart
 * @body: behind id and length; hostile
 *
 * The selector 00-00-00:0 is dropped from lists, so that nobody can name what DOT11_AKM_NONE and DOT11_CIPHER_NONE stand for.
 *
 * Return: 0; -EBADMSG if it ends inside a field, announces more suites than it has, or has that selector as a group cipher; -EOPNOTSUPP for another version than 1.
 */
int dot11_rsne_parse(const void *body, size_t size, struct dot11_rsne *ret_rsne);

/* Writes the whole element, id and length included. Optional fields at the end that say nothing are left out only behind the
 * capabilities: group management cipher and PMKIDs are written when there are any. */
void dot11_rsne_write(struct writer *writer, const struct dot11_rsne *rsne);

bool dot11_rsne_has_pairwise(const struct dot11_rsne *rsne, uint32_t cipher);
bool dot11_rsne_has_akm(const struct dot11_rsne *rsne, uint32_t akm);

/* RSN extension element, bits of its first bytes behind the length field. */
enum dot11_rsnx_capability {
	DOT11_RSNX_PROTECTED_TWT = 1 << 4,
	DOT11_RSNX_SAE_H2E = 1 << 5,
};

/* @body: behind id and length. Return: the capability bits, length field removed; 0 if it is empty or cut short. */
uint32_t dot11_rsnx_parse(const void *body, size_t size);
/* Writes the whole element with one byte of capabilities; nothing at all if @capabilities is 0. */
void dot11_rsnx_write(struct writer *writer, uint32_t capabilities);
