/*
 * The pairwise key hierarchy (IEEE 802.11-2020, 12.7.1.3): what a PMK and two nonces become, and what the parts of it do to an
 * EAPOL-Key frame.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "crypto/crypto.h"
#include "dot11/eapol_key.h"
#include "dot11/types.h"

#define PTK_KEY_DATA_MAX 2304 /* bytes of key data, wrapped or not: more than fits into a data frame */

/* How an AKM protects EAPOL-Key frames: IEEE 802.11-2020, table 12-11 and 12.7.2. */
struct ptk_suite {
	enum crypto_hash hash;	    /* of the key derivation; CRYPTO_SHA1 stands for the PRF */
	bool mic_is_cmac;	    /* AES-128-CMAC; else HMAC with @hash, cut to mic_size */
	uint8_t descriptor_version; /* in Key Information */
	size_t kck_size, kek_size, mic_size;
};

/* @pmk_size: 32; for OWE, where it tells the group, also 48 and 64. Return: 0; -EINVAL for an AKM that is not served or another
 * size. */
int ptk_suite_find(uint32_t akm, size_t pmk_size, struct ptk_suite *ret_suite);

struct ptk {
	struct secret kck, kek;
	struct secret tk; /* dot11_cipher_key_size() bytes */
};

void ptk_wipe(struct ptk *ptk);
#define _cleanup_ptk_ cleanup(ptk_wipe)

/* What the two sides of an association put into it. */
struct ptk_input {
	const struct secret *pmk;
	uint32_t pairwise_cipher;
	const struct dot11_mac *authenticator, *station;
	const uint8_t *anonce, *snonce; /* DOT11_EAPOL_KEY_NONCE_SIZE */
};

/* Return: 0; -EIO. */
int ptk_derive(const struct ptk_suite *suite, const struct ptk_input *input, struct ptk *ret_ptk);

/* @pdu: whole, of at least DOT11_EAPOL_KEY_SIZE() bytes; its MIC field counts as zeros. Return: 0; -EIO. */
int ptk_mic(const struct ptk_suite *suite, const struct ptk *ptk, const uint8_t *pdu, size_t size, uint8_t *ret_mic);
/* Return: 0; -EBADMSG if the MIC of @pdu is another one; -EIO. */
int ptk_check_mic(const struct ptk_suite *suite, const struct ptk *ptk, const uint8_t *pdu, size_t size);

/* Key data in clear, wiped by its type. */
struct ptk_key_data {
	size_t size;
	uint8_t bytes[PTK_KEY_DATA_MAX];
};

void ptk_key_data_wipe(struct ptk_key_data *data);
#define _cleanup_ptk_key_data_ cleanup(ptk_key_data_wipe)

/* Return: 0; -EBADMSG if the integrity check fails or @size cannot be; -EIO. Nothing of @ret_data is written but with 0. */
int ptk_unwrap(const struct ptk *ptk, const uint8_t *wrapped, size_t size, struct ptk_key_data *ret_data);
/* @data: padded by dot11_key_data_pad(). @ret: @data->size + 8 bytes. Return: 0; -EIO. */
int ptk_wrap(const struct ptk *ptk, const struct ptk_key_data *data, uint8_t *ret);

/* The name of a PMK that is a PSK (12.7.1.3). Return: 0; -EINVAL for an AKM whose PMKID is made elsewhere; -EIO. */
int ptk_pmkid(uint32_t akm, const struct secret *pmk, const struct dot11_mac *authenticator, const struct dot11_mac *station,
	      uint8_t ret_pmkid[16]);
