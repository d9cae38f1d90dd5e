#include "crypto/crypto.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/cleanup.h"
#include "base/secret.h"

#define KDF_MAX 512
#define AES_BLOCK 16
#define CCM_NONCE 13
#define GCM_NONCE 12
#define WRAP_GROWTH 8

define_cleanup(EVP_MD_CTX, digest, EVP_MD_CTX_free);
define_cleanup(EVP_MAC, mac, EVP_MAC_free);
define_cleanup(EVP_MAC_CTX, mac_context, EVP_MAC_CTX_free);
define_cleanup(EVP_CIPHER_CTX, cipher, EVP_CIPHER_CTX_free);

/* Results on their way: an output is written when the whole of it is known, and what was derived for nothing is wiped. */
struct scratch {
	uint8_t *bytes;
	size_t size;
};

static void scratch_wipe(struct scratch *scratch)
{
	if (!scratch->bytes)
		return;
	secret_wipe_bytes(scratch->bytes, scratch->size);
	free(scratch->bytes);
}
#define _cleanup_scratch_ cleanup(scratch_wipe)

static int scratch_init(struct scratch *scratch, size_t size)
{
	scratch->bytes = malloc(size > 0 ? size : 1);
	if (!scratch->bytes)
		return -EIO;
	scratch->size = size;
	return 0;
}

struct block {
	uint8_t bytes[CRYPTO_HASH_MAX];
};

static void block_wipe(struct block *block)
{
	secret_wipe_bytes(block->bytes, sizeof(block->bytes));
}
#define _cleanup_block_ cleanup(block_wipe)

static const struct {
	const char *name;
	const EVP_MD *(*digest)(void);
	size_t size;
} hashes[] = {
	[CRYPTO_SHA1] = { "SHA1", EVP_sha1, 20 },
	[CRYPTO_SHA256] = { "SHA256", EVP_sha256, 32 },
	[CRYPTO_SHA384] = { "SHA384", EVP_sha384, 48 },
	[CRYPTO_SHA512] = { "SHA512", EVP_sha512, 64 },
};

size_t crypto_hash_size(enum crypto_hash hash)
{
	return hashes[hash].size;
}

int crypto_digest(enum crypto_hash hash, const struct crypto_part *parts, size_t n_parts, uint8_t *ret)
{
	EVP_MD_CTX *context cleanup(cleanup_digest) = EVP_MD_CTX_new();
	struct block digest _cleanup_block_ = { 0 };

	if (!context || EVP_DigestInit_ex2(context, hashes[hash].digest(), NULL) != 1)
		return -EIO;
	for (size_t i = 0; i < n_parts; i++) {
		if (EVP_DigestUpdate(context, parts[i].bytes, parts[i].size) != 1)
			return -EIO;
	}
	if (EVP_DigestFinal_ex(context, digest.bytes, NULL) != 1)
		return -EIO;
	memcpy(ret, digest.bytes, hashes[hash].size);
	return 0;
}

/* @size: of the whole code, which is what @ret has room for */
static int authenticate(const char *name, const OSSL_PARAM *params, const void *key, size_t key_size,
			const struct crypto_part *parts, size_t n_parts, uint8_t *ret, size_t size)
{
	EVP_MAC *mac cleanup(cleanup_mac) = EVP_MAC_fetch(NULL, name, NULL);
	EVP_MAC_CTX *context cleanup(cleanup_mac_context) = mac ? EVP_MAC_CTX_new(mac) : NULL;
	struct block code _cleanup_block_ = { 0 };
	size_t code_size;

	/* libcrypto takes NULL for "the key of last time". */
	if (!context || EVP_MAC_init(context, key_size > 0 ? key : "", key_size, params) != 1)
		return -EIO;
	for (size_t i = 0; i < n_parts; i++) {
		if (parts[i].size > 0 && EVP_MAC_update(context, parts[i].bytes, parts[i].size) != 1)
			return -EIO;
	}
	if (EVP_MAC_final(context, code.bytes, &code_size, sizeof(code.bytes)) != 1 || code_size != size)
		return -EIO;
	memcpy(ret, code.bytes, size);
	return 0;
}

int crypto_hmac(enum crypto_hash hash, const void *key, size_t key_size, const struct crypto_part *parts, size_t n_parts,
		uint8_t *ret)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)hashes[hash].name, 0),
		OSSL_PARAM_construct_end(),
	};

	return authenticate("HMAC", params, key, key_size, parts, n_parts, ret, hashes[hash].size);
}

int crypto_pbkdf2_sha1(const void *password, size_t password_size, const void *salt, size_t salt_size, unsigned iterations,
		       uint8_t *ret, size_t size)
{
	struct scratch derived _cleanup_scratch_ = { 0 };

	if (password_size > INT_MAX || salt_size > INT_MAX || size > INT_MAX || iterations == 0 || iterations > INT_MAX)
		return -EIO;
	if (scratch_init(&derived, size) < 0 ||
	    PKCS5_PBKDF2_HMAC(password_size > 0 ? password : "", (int)password_size, salt, (int)salt_size, (int)iterations,
			      EVP_sha1(), (int)size, derived.bytes) != 1)
		return -EIO;
	memcpy(ret, derived.bytes, size);
	return 0;
}

/* One block of the PRF of 12.7.1.2: label, a zero, context, counter of one byte from 0. */
static int kdf_block_sha1(const void *key, size_t key_size, const char *label, const struct crypto_part *context, size_t i,
			  uint8_t *ret)
{
	const uint8_t counter = (uint8_t)i;
	const struct crypto_part parts[] = { { label, strlen(label) + 1 }, *context, { &counter, 1 } };

	return crypto_hmac(CRYPTO_SHA1, key, key_size, parts, array_size(parts), ret);
}

/* One block of the KDF of 12.7.1.6.2: counter of two bytes from 1, label, context, length wanted in bits; little endian. */
static int kdf_block(enum crypto_hash hash, const void *key, size_t key_size, const char *label,
		     const struct crypto_part *context, size_t i, size_t n_bits, uint8_t *ret)
{
	const uint8_t counter[2] = { (uint8_t)(i + 1), (uint8_t)((i + 1) >> 8) };
	const uint8_t length[2] = { (uint8_t)n_bits, (uint8_t)(n_bits >> 8) };
	const struct crypto_part parts[] = { { counter, 2 }, { label, strlen(label) }, *context, { length, 2 } };

	return crypto_hmac(hash, key, key_size, parts, array_size(parts), ret);
}

int crypto_kdf(enum crypto_hash hash, const void *key, size_t key_size, const char *label, const void *context,
	       size_t context_size, uint8_t *ret, size_t size)
{
	const struct crypto_part part = { context, context_size };
	const size_t n_blocks = (size + hashes[hash].size - 1) / hashes[hash].size;
	struct scratch derived _cleanup_scratch_ = { 0 };
	int r;

	if (size > KDF_MAX || scratch_init(&derived, n_blocks * hashes[hash].size) < 0)
		return -EIO;
	for (size_t i = 0; i < n_blocks; i++) {
		uint8_t *block = derived.bytes + i * hashes[hash].size;

		if (hash == CRYPTO_SHA1)
			r = kdf_block_sha1(key, key_size, label, &part, i, block);
		else
			r = kdf_block(hash, key, key_size, label, &part, i, size * 8, block);
		if (r < 0)
			return r;
	}
	memcpy(ret, derived.bytes, size);
	return 0;
}

int crypto_hkdf_extract(enum crypto_hash hash, const void *salt, size_t salt_size, const void *ikm, size_t ikm_size, uint8_t *ret)
{
	/* No salt means zeros of the hash's size, which is what HMAC makes of an empty key. */
	return crypto_hmac(hash, salt, salt_size, &(struct crypto_part){ ikm, ikm_size }, 1, ret);
}

int crypto_hkdf_expand(enum crypto_hash hash, const void *prk, size_t prk_size, const void *info, size_t info_size, uint8_t *ret,
		       size_t size)
{
	const size_t block_size = hashes[hash].size;
	const size_t n_blocks = size / block_size + (size % block_size > 0);
	struct scratch derived _cleanup_scratch_ = { 0 };

	/* The counter has one byte: RFC 5869, 2.3. */
	if (n_blocks > UINT8_MAX || scratch_init(&derived, n_blocks * block_size) < 0)
		return -EIO;
	for (size_t i = 0; i < n_blocks; i++) {
		const uint8_t counter = (uint8_t)(i + 1);
		uint8_t *block = derived.bytes + i * block_size;
		const struct crypto_part parts[] = {
			{ i > 0 ? block - block_size : block, i > 0 ? block_size : 0 },
			{ info, info_size },
			{ &counter, 1 },
		};

		if (crypto_hmac(hash, prk, prk_size, parts, array_size(parts), block) < 0)
			return -EIO;
	}
	memcpy(ret, derived.bytes, size);
	return 0;
}

static const char *name_by_key_size(size_t key_size, const char *name_128, const char *name_256)
{
	if (key_size == 16)
		return name_128;
	return key_size == 32 ? name_256 : NULL;
}

int crypto_cmac(const void *key, size_t key_size, const struct crypto_part *parts, size_t n_parts, uint8_t *ret)
{
	const char *cipher = name_by_key_size(key_size, "AES-128-CBC", "AES-256-CBC");
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)cipher, 0),
		OSSL_PARAM_construct_end(),
	};

	if (!cipher)
		return -EIO;
	return authenticate("CMAC", params, key, key_size, parts, n_parts, ret, AES_BLOCK);
}

int crypto_gmac(const void *key, size_t key_size, const uint8_t *nonce, const struct crypto_part *parts, size_t n_parts,
		uint8_t *ret)
{
	const char *cipher = name_by_key_size(key_size, "AES-128-GCM", "AES-256-GCM");
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)cipher, 0),
		OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, (void *)nonce, GCM_NONCE),
		OSSL_PARAM_construct_end(),
	};

	if (!cipher)
		return -EIO;
	return authenticate("GMAC", params, key, key_size, parts, n_parts, ret, AES_BLOCK);
}

static const EVP_CIPHER *wrap_cipher(size_t key_size)
{
	switch (key_size) {
	case 16:
		return EVP_aes_128_wrap();
	case 24:
		return EVP_aes_192_wrap();
	case 32:
		return EVP_aes_256_wrap();
	default:
		return NULL;
	}
}

/* @direction: 1 wraps, 0 unwraps */
static EVP_CIPHER_CTX *wrap_begin(const void *key, size_t key_size, int direction)
{
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = EVP_CIPHER_CTX_new();

	if (!context || !wrap_cipher(key_size))
		return NULL;
	EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	if (EVP_CipherInit_ex2(context, wrap_cipher(key_size), key, NULL, direction, NULL) != 1)
		return NULL;
	return take_ptr(context);
}

int crypto_key_wrap(const void *key, size_t key_size, const void *plain, size_t size, uint8_t *ret)
{
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = wrap_begin(key, key_size, 1);
	struct scratch wrapped _cleanup_scratch_ = { 0 };
	int written;

	if (!context || size < 16 || size % 8 != 0 || size > INT_MAX - WRAP_GROWTH)
		return -EIO;
	/* libcrypto asks for room for one block more than it writes. */
	if (scratch_init(&wrapped, size + AES_BLOCK) < 0 ||
	    EVP_CipherUpdate(context, wrapped.bytes, &written, plain, (int)size) != 1 || (size_t)written != size + WRAP_GROWTH)
		return -EIO;
	memcpy(ret, wrapped.bytes, size + WRAP_GROWTH);
	return 0;
}

int crypto_key_unwrap(const void *key, size_t key_size, const void *wrapped, size_t size, uint8_t *ret)
{
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = wrap_begin(key, key_size, 0);
	struct scratch plain _cleanup_scratch_ = { 0 };
	int written;

	if (!context)
		return -EIO;
	if (size < 16 + WRAP_GROWTH || size % 8 != 0 || size > INT_MAX)
		return -EBADMSG;
	if (scratch_init(&plain, size + AES_BLOCK) < 0)
		return -EIO;
	if (EVP_CipherUpdate(context, plain.bytes, &written, wrapped, (int)size) != 1 || (size_t)written != size - WRAP_GROWTH)
		return -EBADMSG;
	memcpy(ret, plain.bytes, size - WRAP_GROWTH);
	return 0;
}

static const EVP_CIPHER *aead_cipher(enum crypto_aead aead, size_t key_size)
{
	if (key_size == 16)
		return aead == CRYPTO_CCM ? EVP_aes_128_ccm() : EVP_aes_128_gcm();
	if (key_size == 32)
		return aead == CRYPTO_CCM ? EVP_aes_256_ccm() : EVP_aes_256_gcm();
	return NULL;
}

struct aead_input {
	enum crypto_aead aead;
	const void *key;
	size_t key_size;
	const uint8_t *nonce;
	const void *aad;
	size_t aad_size;
	size_t size; /* of the text */
};

/*
 * A context that has all but the text. CCM wants to know the lengths of nonce and tag before the key, and the length of the text
 * before the additional data. @tag: NULL to seal.
 */
static EVP_CIPHER_CTX *aead_begin(const struct aead_input *in, const uint8_t *tag, size_t tag_size)
{
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *cipher = aead_cipher(in->aead, in->key_size);
	const int nonce_size = in->aead == CRYPTO_CCM ? CCM_NONCE : GCM_NONCE;
	const int direction = tag ? 0 : 1;
	int written;

	if (!context || !cipher || in->size > INT_MAX || in->aad_size > INT_MAX || tag_size > AES_BLOCK)
		return NULL;
	if (EVP_CipherInit_ex2(context, cipher, NULL, NULL, direction, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, nonce_size, NULL) != 1)
		return NULL;
	if ((tag || in->aead == CRYPTO_CCM) &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)tag_size, (void *)tag) != 1)
		return NULL;
	if (EVP_CipherInit_ex2(context, NULL, in->key, in->nonce, direction, NULL) != 1)
		return NULL;
	if (in->aead == CRYPTO_CCM && EVP_CipherUpdate(context, NULL, &written, NULL, (int)in->size) != 1)
		return NULL;
	if (in->aad_size > 0 && EVP_CipherUpdate(context, NULL, &written, in->aad, (int)in->aad_size) != 1)
		return NULL;
	return take_ptr(context);
}

/* The text, and the end. CCM checks the tag with the text, GCM at the end: either way 1 means that all is well. */
static int aead_finish(EVP_CIPHER_CTX *context, const void *text, size_t size, uint8_t *ret)
{
	static const uint8_t nothing;
	int written;

	if (EVP_CipherUpdate(context, ret, &written, size > 0 ? text : &nothing, (int)size) != 1 || (size_t)written != size)
		return 0;
	return EVP_CipherFinal_ex(context, ret + size, &written) == 1;
}

int crypto_seal(enum crypto_aead aead, const void *key, size_t key_size, const uint8_t *nonce, const void *aad, size_t aad_size,
		const void *text, size_t size, uint8_t *ret_text, uint8_t *ret_tag, size_t tag_size)
{
	const struct aead_input in = { aead, key, key_size, nonce, aad, aad_size, size };
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = aead_begin(&in, NULL, tag_size);
	struct scratch sealed _cleanup_scratch_ = { 0 };
	uint8_t tag[AES_BLOCK];

	if (!context || scratch_init(&sealed, size + AES_BLOCK) < 0 || !aead_finish(context, text, size, sealed.bytes) ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, (int)tag_size, tag) != 1)
		return -EIO;
	if (size > 0)
		memcpy(ret_text, sealed.bytes, size);
	memcpy(ret_tag, tag, tag_size);
	return 0;
}

int crypto_open(enum crypto_aead aead, const void *key, size_t key_size, const uint8_t *nonce, const void *aad, size_t aad_size,
		const void *text, size_t size, const uint8_t *tag, size_t tag_size, uint8_t *ret_text)
{
	const struct aead_input in = { aead, key, key_size, nonce, aad, aad_size, size };
	EVP_CIPHER_CTX *context cleanup(cleanup_cipher) = aead_begin(&in, tag, tag_size);
	struct scratch opened _cleanup_scratch_ = { 0 };

	if (!context || scratch_init(&opened, size + AES_BLOCK) < 0)
		return -EIO;
	if (!aead_finish(context, text, size, opened.bytes))
		return -EBADMSG;
	if (size > 0)
		memcpy(ret_text, opened.bytes, size);
	return 0;
}

int crypto_random(void *ret, size_t size)
{
	uint8_t *at = ret;

	/* Not RAND_bytes(): the kernel's numbers are as good, and asking OpenSSL for one sets all of it up, which is two megabytes of
	 * memory that a service without secured networks never needs. */
	while (size > 0) {
		ssize_t n = getrandom(at, size, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EIO;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}
