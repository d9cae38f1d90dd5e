/*
 * Reaches mpdu_protect(), mpdu_unprotect(), mpdu_sign() and mpdu_verify(): as frames of the other side, and there and back.
 *
 * The first byte chooses the cipher, the key's index, and whether the rest is a plain frame or one from the air.
 */
#include <stdlib.h>
#include <string.h>

#include "rsn/mpdu.h"

#define FRAME_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t ciphers[] = {
	DOT11_CIPHER_CCMP_128,	   DOT11_CIPHER_CCMP_256,     DOT11_CIPHER_GCMP_128,	 DOT11_CIPHER_GCMP_256,
	DOT11_CIPHER_BIP_CMAC_128, DOT11_CIPHER_BIP_CMAC_256, DOT11_CIPHER_BIP_GMAC_128, DOT11_CIPHER_BIP_GMAC_256,
};

static void receive(struct mpdu_key *key, const uint8_t *frame, size_t size)
{
	const bool is_bip = dot11_cipher_is_group_management(key->cipher);
	uint8_t ret[FRAME_MAX];
	size_t ret_size = 0;
	int r = is_bip ? mpdu_verify(key, frame, size, &ret_size) : mpdu_unprotect(key, frame, size, ret, &ret_size);

	if (r < 0 || r > MPDU_E_MALFORMED)
		abort();
	if (r == 0 && ret_size >= size)
		abort();
}

/* Decrypted, it must be what it was; a second time it is a replay. */
static void check_protected(struct mpdu_key *key, const uint8_t *plain, size_t plain_size, const uint8_t *frame, size_t size)
{
	uint8_t ret[FRAME_MAX + MPDU_MAX_GROWTH];
	size_t ret_size;

	if (mpdu_unprotect(key, frame, size, ret, &ret_size) != 0)
		abort();
	if (ret_size != plain_size || memcmp(ret, plain, plain_size) != 0)
		abort();
	if (mpdu_unprotect(key, frame, size, ret, &ret_size) != MPDU_E_REPLAY)
		abort();
}

static void check_signed(struct mpdu_key *key, size_t plain_size, const uint8_t *frame, size_t size)
{
	size_t ret_size;

	if (mpdu_verify(key, frame, size, &ret_size) != 0 || ret_size != plain_size)
		abort();
	if (mpdu_verify(key, frame, size, &ret_size) != MPDU_E_REPLAY)
		abort();
}

static void there_and_back(struct mpdu_key *key, const uint8_t *plain, size_t size)
{
	uint8_t frame[FRAME_MAX + MPDU_MAX_GROWTH];
	size_t frame_size;

	if (dot11_cipher_is_group_management(key->cipher)) {
		if (mpdu_sign(key, plain, size, frame, &frame_size) == 0)
			check_signed(key, size, frame, frame_size);
	} else {
		if (mpdu_protect(key, plain, size, frame, &frame_size) == 0)
			check_protected(key, plain, size, frame, frame_size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mpdu_key key = { 0 };

	if (size < 1 || size - 1 > FRAME_MAX)
		return 0;
	key.cipher = ciphers[data[0] % 8];
	key.index = dot11_cipher_is_group_management(key.cipher) ? 4 + (data[0] >> 3) % 4 : (data[0] >> 3) % 4;
	key.key.size = dot11_cipher_key_size(key.cipher);
	if (data[0] & 0x80)
		receive(&key, data + 1, size - 1);
	else
		there_and_back(&key, data + 1, size - 1);
	return 0;
}
