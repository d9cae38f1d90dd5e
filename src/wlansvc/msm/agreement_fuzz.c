/*
 * Reaches agreement_read_bss(), agreement_bss_has_cipher(), agreement_bss_has_akm(), agreement_bss_has_h2e() and agreement_judge()
 * with read_request(), is_chosen_well() and is_downgrade(): the first byte chooses what is wished, the second where the beacon ends
 * and the request begins.
 */
#include <stdlib.h>

#include "wlansvc/msm/agreement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_among(uint32_t suite, const uint32_t *suites, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (suites[i] == suite)
			return true;
	return false;
}

/* Whatever the bytes are: nothing is agreed on that was not wished and is not offered. */
static void check(const struct msm_security *wishes, const struct agreement_bss *bss, const struct agreement *agreement)
{
	const struct msm_suites *suites = &agreement->suites;

	if (!is_among(suites->akm, wishes->akms, wishes->n_akms) || !agreement_bss_has_akm(bss, suites->akm))
		abort();
	if (!is_among(suites->pairwise_cipher, wishes->ciphers, wishes->n_ciphers) ||
	    !agreement_bss_has_cipher(bss, suites->pairwise_cipher))
		abort();
	if (!is_among(suites->group_cipher, wishes->group_ciphers, wishes->n_group_ciphers))
		abort();
	if (suites->akm != DOT11_AKM_SAE && is_among(DOT11_AKM_SAE, wishes->akms, wishes->n_akms) &&
	    agreement_bss_has_akm(bss, DOT11_AKM_SAE))
		abort();
	if (wishes->needs_mfp && suites->group_management_cipher == DOT11_CIPHER_NONE)
		abort();
	if (agreement->own_rsne.size > sizeof(agreement->own_rsne.bytes) || agreement->own_rsnxe.size > sizeof(agreement->own_rsnxe.bytes))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t akms[] = { DOT11_AKM_SAE, DOT11_AKM_PSK_SHA256, DOT11_AKM_PSK, DOT11_AKM_OWE };
	struct msm_security wishes = {
		.n_ciphers = 2,
		.ciphers = { DOT11_CIPHER_GCMP_256, DOT11_CIPHER_CCMP_128 },
		.n_group_ciphers = 2,
		.group_ciphers = { DOT11_CIPHER_GCMP_256, DOT11_CIPHER_CCMP_128 },
	};
	struct agreement_bss bss = { 0 };
	struct msm_association association = { 0 };
	struct agreement agreement;
	size_t split;

	if (size < 2)
		return 0;
	for (size_t i = 0; i < 4; i++)
		if (data[0] & (1u << i))
			wishes.akms[wishes.n_akms++] = akms[i];
	wishes.needs_mfp = data[0] & 0x10;
	association.is_reassociation = data[0] & 0x20;
	split = data[1] < size - 2 ? data[1] : size - 2;
	(void)agreement_read_bss(data + 2, split, &bss);
	(void)agreement_bss_has_h2e(&bss);
	association.request = data + 2 + split;
	association.request_size = size - 2 - split;
	if (agreement_judge(&wishes, &bss, &association, &agreement) == 0)
		check(&wishes, &bss, &agreement);
	return 0;
}
