/*
 * Hashes, key derivation, message authentication, key wrap and authenticated encryption, as IEEE 802.11 uses them: OpenSSL's
 * libcrypto behind functions of fixed meaning. Nothing here is an own primitive.
 *
 * Every function returns 0, or -EIO when libcrypto refuses or has no memory; outputs are written only with 0.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum crypto_hash {
	CRYPTO_SHA1,
	CRYPTO_SHA256,
	CRYPTO_SHA384,
	CRYPTO_SHA512,
};

#define CRYPTO_HASH_MAX 64

/* 20, 32, 48, 64 bytes. */
size_t crypto_hash_size(enum crypto_hash hash);

/* Input in pieces, hashed one after the other. */
struct crypto_part {
	const void *bytes;
	size_t size;
};

/* @ret: crypto_hash_size() bytes */
int crypto_digest(enum crypto_hash hash, const struct crypto_part *parts, size_t n_parts, uint8_t *ret);

/* RFC 2104. @key may be empty. @ret: crypto_hash_size() bytes */
int crypto_hmac(enum crypto_hash hash, const void *key, size_t key_size, const struct crypto_part *parts, size_t n_parts,
		uint8_t *ret);

/* RFC 8018, with HMAC-SHA-1; a passphrase to PMK is 4096 rounds over the SSID to 32 bytes (IEEE 802.11-2020, J.4.1). */
int crypto_pbkdf2_sha1(const void *password, size_t password_size, const void *salt, size_t salt_size, unsigned iterations,
		       uint8_t *ret, size_t size);

/**
 * crypto_kdf() - IEEE 802.11-2020: PRF of 12.7.1.2 for CRYPTO_SHA1, KDF-Hash-Length of 12.7.1.6.2 for the others
 * @size: bytes wanted, at most 512; the length that the KDF hashes is 8 times this
 */
int crypto_kdf(enum crypto_hash hash, const void *key, size_t key_size, const char *label, const void *context,
	       size_t context_size, uint8_t *ret, size_t size);

/* RFC 5869. Extract: @ret has crypto_hash_size() bytes. */
int crypto_hkdf_extract(enum crypto_hash hash, const void *salt, size_t salt_size, const void *ikm, size_t ikm_size, uint8_t *ret);
int crypto_hkdf_expand(enum crypto_hash hash, const void *prk, size_t prk_size, const void *info, size_t info_size, uint8_t *ret,
		       size_t size);

/* RFC 4493 for 16 bytes of key, and the same with AES-256 for 32. @ret: 16 bytes */
int crypto_cmac(const void *key, size_t key_size, const struct crypto_part *parts, size_t n_parts, uint8_t *ret);

/* NIST SP 800-38D, no plaintext. @key_size: 16, 32. @nonce: 12 bytes. @ret: 16 bytes */
int crypto_gmac(const void *key, size_t key_size, const uint8_t *nonce, const struct crypto_part *parts, size_t n_parts,
		uint8_t *ret);

/* RFC 3394 with the default IV. @key_size: 16, 24, 32. @size: of the plain text, a multiple of 8, at least 16. @ret: @size + 8. */
int crypto_key_wrap(const void *key, size_t key_size, const void *plain, size_t size, uint8_t *ret);
/* @size: of the wrapped text. @ret: @size - 8. Return: also -EBADMSG if the integrity check fails or @size cannot be. */
int crypto_key_unwrap(const void *key, size_t key_size, const void *wrapped, size_t size, uint8_t *ret);

enum crypto_aead {
	CRYPTO_CCM, /* RFC 3610: nonce 13 bytes, tag 8 or 16 */
	CRYPTO_GCM, /* NIST SP 800-38D: nonce 12 bytes, tag 16 */
};

/* @key_size: 16, 32. @ret_text has @size bytes and may be @text itself; @ret_tag has @tag_size. */
int crypto_seal(enum crypto_aead aead, const void *key, size_t key_size, const uint8_t *nonce, const void *aad, size_t aad_size,
		const void *text, size_t size, uint8_t *ret_text, uint8_t *ret_tag, size_t tag_size);
/* Return: also -EBADMSG if the tag is wrong. */
int crypto_open(enum crypto_aead aead, const void *key, size_t key_size, const uint8_t *nonce, const void *aad, size_t aad_size,
		const void *text, size_t size, const uint8_t *tag, size_t tag_size, uint8_t *ret_text);

/* Bytes that nobody can foresee: the kernel's. */
int crypto_random(void *ret, size_t size);
