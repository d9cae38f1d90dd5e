#include "wlansvc/msm/agreement.h"

#include <errno.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "dot11/element.h"
#include "dot11/frame.h"

static void copy_element(const struct dot11_elements *elements, uint8_t id, struct agreement_element *ret)
{
	struct dot11_element element;

	ret->size = 0;
	if (!dot11_element_find(elements->bytes, elements->size, id, &element))
		return;
	ret->bytes[0] = id;
	ret->bytes[1] = element.size;
	memcpy(&ret->bytes[2], element.body, element.size);
	ret->size = 2u + element.size;
}

int agreement_read_bss(const uint8_t *body, size_t size, struct agreement_bss *ret)
{
	struct dot11_management management;
	int r = dot11_management_parse(DOT11_FRAME_BEACON, body, size, &management);

	if (r < 0)
		return r;
	copy_element(&management.elements, DOT11_ELEMENT_RSN, &ret->rsne);
	copy_element(&management.elements, DOT11_ELEMENT_RSNX, &ret->rsnxe);
	return ret->rsne.size > 0 ? 0 : -ENOENT;
}

static int parse_rsne(const struct agreement_element *element, struct dot11_rsne *ret)
{
	return element->size < 2 ? -ENOENT : dot11_rsne_parse(&element->bytes[2], element->size - 2, ret);
}

bool agreement_bss_has_cipher(const struct agreement_bss *bss, uint32_t cipher)
{
	struct dot11_rsne rsne;

	return parse_rsne(&bss->rsne, &rsne) == 0 && dot11_rsne_has_pairwise(&rsne, cipher);
}

bool agreement_bss_has_akm(const struct agreement_bss *bss, uint32_t akm)
{
	struct dot11_rsne rsne;

	return parse_rsne(&bss->rsne, &rsne) == 0 && dot11_rsne_has_akm(&rsne, akm);
}

bool agreement_bss_has_h2e(const struct agreement_bss *bss)
{
	return bss->rsnxe.size > 2 && (dot11_rsnx_parse(&bss->rsnxe.bytes[2], bss->rsnxe.size - 2) & DOT11_RSNX_SAE_H2E);
}

static bool is_among(uint32_t suite, const uint32_t *suites, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (suites[i] == suite)
			return true;
	return false;
}

static int read_request(const struct msm_association *association, struct agreement *ret)
{
	uint8_t kind = association->is_reassociation ? DOT11_FRAME_REASSOCIATION_REQUEST : DOT11_FRAME_ASSOCIATION_REQUEST;
	struct dot11_management request;
	int r = dot11_management_parse(kind, association->request, association->request_size, &request);

	if (r < 0)
		return r;
	copy_element(&request.elements, DOT11_ELEMENT_RSN, &ret->own_rsne);
	copy_element(&request.elements, DOT11_ELEMENT_RSNX, &ret->own_rsnxe);
	return parse_rsne(&ret->own_rsne, &ret->own);
}

/* One of each, and each one wished and offered. */
static bool is_chosen_well(const struct msm_security *wishes, const struct dot11_rsne *own, const struct dot11_rsne *bss)
{
	return own->n_akms == 1 && own->n_pairwise == 1 && dot11_rsne_has_akm(bss, own->akms[0]) &&
	       dot11_rsne_has_pairwise(bss, own->pairwise[0]) && own->group_cipher == bss->group_cipher &&
	       is_among(own->akms[0], wishes->akms, wishes->n_akms) &&
	       is_among(own->pairwise[0], wishes->ciphers, wishes->n_ciphers) &&
	       is_among(own->group_cipher, wishes->group_ciphers, wishes->n_group_ciphers);
}

/* In a transition network the passphrase is exposed to guessing by whoever makes the station take PSK. */
static bool is_downgrade(const struct msm_security *wishes, const struct dot11_rsne *own, const struct dot11_rsne *bss)
{
	return own->akms[0] != DOT11_AKM_SAE && is_among(DOT11_AKM_SAE, wishes->akms, wishes->n_akms) &&
	       dot11_rsne_has_akm(bss, DOT11_AKM_SAE);
}

uint32_t agreement_judge(const struct msm_security *wishes, const struct agreement_bss *bss, const struct msm_association *association,
			 struct agreement *ret)
{
	struct dot11_rsne offered;
	bool uses_mfp;

	if (read_request(association, ret) < 0 || parse_rsne(&bss->rsne, &offered) < 0) {
		log_debug("msm: the driver has not told the elements of the association");
		return WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE;
	}
	if (!is_chosen_well(wishes, &ret->own, &offered)) {
		log_debug("msm: the driver has chosen what was not wished or is not offered");
		return WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE;
	}
	if (is_downgrade(wishes, &ret->own, &offered))
		return WLAN_REASON_CODE_MSMSEC_DOWNGRADE_DETECTED;
	uses_mfp = (ret->own.capabilities & DOT11_RSN_MFP_CAPABLE) && (offered.capabilities & DOT11_RSN_MFP_CAPABLE);
	if (wishes->needs_mfp && !uses_mfp)
		return WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK;
	ret->suites = (struct msm_suites){
		.akm = ret->own.akms[0],
		.pairwise_cipher = ret->own.pairwise[0],
		.group_cipher = ret->own.group_cipher,
		.group_management_cipher = uses_mfp ? ret->own.group_management_cipher : DOT11_CIPHER_NONE,
	};
	return 0;
}
