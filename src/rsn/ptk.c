#include "rsn/ptk.h"

#include <errno.h>
#include <string.h>

#include "dot11/suite.h"

static const struct ptk_row {
	uint32_t akm;
	size_t pmk_size;
	struct ptk_suite suite;
} ptk_rows[] = {
	{ DOT11_AKM_PSK, 32, { CRYPTO_SHA1, false, 2, 16, 16, 16 } },
	{ DOT11_AKM_PSK_SHA256, 32, { CRYPTO_SHA256, true, 3, 16, 16, 16 } },
	{ DOT11_AKM_SAE, 32, { CRYPTO_SHA256, true, 0, 16, 16, 16 } },
	/* RFC 8110, 4.4 and table 1: the hash follows the group, and the size of the PMK the hash */
	{ DOT11_AKM_OWE, 32, { CRYPTO_SHA256, false, 0, 16, 16, 16 } },
	{ DOT11_AKM_OWE, 48, { CRYPTO_SHA384, false, 0, 24, 32, 24 } },
	{ DOT11_AKM_OWE, 64, { CRYPTO_SHA512, false, 0, 32, 32, 32 } },
};

int ptk_suite_find(uint32_t akm, size_t pmk_size, struct ptk_suite *ret_suite)
{
	for (size_t i = 0; i < array_size(ptk_rows); i++) {
		if (ptk_rows[i].akm == akm && ptk_rows[i].pmk_size == pmk_size) {
			*ret_suite = ptk_rows[i].suite;
			return 0;
		}
	}
	return -EINVAL;
}

void ptk_wipe(struct ptk *ptk)
{
	secret_wipe(&ptk->kck);
	secret_wipe(&ptk->kek);
	secret_wipe(&ptk->tk);
}

static void write_ordered(struct writer *writer, const void *a, const void *b, size_t size)
{
	bool a_is_lower = memcmp(a, b, size) < 0;

	writer_bytes(writer, a_is_lower ? a : b, size);
	writer_bytes(writer, a_is_lower ? b : a, size);
}

int ptk_derive(const struct ptk_suite *suite, const struct ptk_input *input, struct ptk *ret_ptk)
{
	size_t tk_size = dot11_cipher_key_size(input->pairwise_cipher);
	uint8_t context[2 * 6 + 2 * DOT11_EAPOL_KEY_NONCE_SIZE];
	struct writer writer = writer_over(context, sizeof(context));
	_cleanup_secret_ struct secret all = { .size = suite->kck_size + suite->kek_size + tk_size };
	int r;

	write_ordered(&writer, input->authenticator->b, input->station->b, 6);
	write_ordered(&writer, input->anonce, input->snonce, DOT11_EAPOL_KEY_NONCE_SIZE);
	r = crypto_kdf(suite->hash, input->pmk->bytes, input->pmk->size, "Pairwise key expansion", context, sizeof(context),
		       all.bytes, all.size);
	if (r < 0)
		return r;
	secret_set(&ret_ptk->kck, all.bytes, suite->kck_size);
	secret_set(&ret_ptk->kek, all.bytes + suite->kck_size, suite->kek_size);
	secret_set(&ret_ptk->tk, all.bytes + suite->kck_size + suite->kek_size, tk_size);
	return 0;
}

int ptk_mic(const struct ptk_suite *suite, const struct ptk *ptk, const uint8_t *pdu, size_t size, uint8_t *ret_mic)
{
	static const uint8_t zeros[DOT11_EAPOL_KEY_MIC_MAX];
	size_t behind = DOT11_EAPOL_KEY_MIC_OFFSET + suite->mic_size;
	const struct crypto_part parts[] = {
		{ pdu, DOT11_EAPOL_KEY_MIC_OFFSET },
		{ zeros, suite->mic_size },
		{ pdu + behind, size - behind },
	};
	uint8_t mic[CRYPTO_HASH_MAX];
	int r;

	if (suite->mic_is_cmac)
		r = crypto_cmac(ptk->kck.bytes, ptk->kck.size, parts, array_size(parts), mic);
	else
		r = crypto_hmac(suite->hash, ptk->kck.bytes, ptk->kck.size, parts, array_size(parts), mic);
	if (r < 0)
		return r;
	memcpy(ret_mic, mic, suite->mic_size);
	return 0;
}

int ptk_check_mic(const struct ptk_suite *suite, const struct ptk *ptk, const uint8_t *pdu, size_t size)
{
	uint8_t mic[DOT11_EAPOL_KEY_MIC_MAX];
	int r = ptk_mic(suite, ptk, pdu, size, mic);

	if (r < 0)
		return r;
	return secret_equal_bytes(mic, pdu + DOT11_EAPOL_KEY_MIC_OFFSET, suite->mic_size) ? 0 : -EBADMSG;
}

void ptk_key_data_wipe(struct ptk_key_data *data)
{
	secret_wipe_bytes(data->bytes, data->size);
	data->size = 0;
}

int ptk_unwrap(const struct ptk *ptk, const uint8_t *wrapped, size_t size, struct ptk_key_data *ret_data)
{
	int r;

	if (size < 24 || size % 8 != 0 || size - 8 > sizeof(ret_data->bytes))
		return -EBADMSG;
	r = crypto_key_unwrap(ptk->kek.bytes, ptk->kek.size, wrapped, size, ret_data->bytes);
	if (r < 0)
		return r;
	ret_data->size = size - 8;
	return 0;
}

int ptk_wrap(const struct ptk *ptk, const struct ptk_key_data *data, uint8_t *ret)
{
	return crypto_key_wrap(ptk->kek.bytes, ptk->kek.size, data->bytes, data->size, ret);
}

int ptk_pmkid(uint32_t akm, const struct secret *pmk, const struct dot11_mac *authenticator, const struct dot11_mac *station,
	      uint8_t ret_pmkid[16])
{
	static const char name[] = { 'P', 'M', 'K', ' ', 'N', 'a', 'm', 'e' };
	const struct crypto_part parts[] = { { name, sizeof(name) }, { authenticator->b, 6 }, { station->b, 6 } };
	uint8_t hash[CRYPTO_HASH_MAX];
	int r;

	if (akm != DOT11_AKM_PSK && akm != DOT11_AKM_PSK_SHA256)
		return -EINVAL;
	r = crypto_hmac(akm == DOT11_AKM_PSK ? CRYPTO_SHA1 : CRYPTO_SHA256, pmk->bytes, pmk->size, parts, array_size(parts),
			hash);
	if (r < 0)
		return r;
	memcpy(ret_pmkid, hash, 16);
	return 0;
}
