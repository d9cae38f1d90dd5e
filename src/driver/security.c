#include "driver/security.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/key.h"
#include "dot11/rsne.h"
#include "dot11/suite.h"

/* --- numbers --- */

static const struct {
	uint32_t dot11, wdi;
} ciphers[] = {
	{ DOT11_CIPHER_TKIP, WDI_CIPHER_ALGO_TKIP },
	{ DOT11_CIPHER_CCMP_128, WDI_CIPHER_ALGO_CCMP },
	{ DOT11_CIPHER_BIP_CMAC_128, WDI_CIPHER_ALGO_BIP },
	{ DOT11_CIPHER_GCMP_128, WDI_CIPHER_ALGO_GCMP },
	{ DOT11_CIPHER_GCMP_256, WDI_CIPHER_ALGO_GCMP_256 },
	{ DOT11_CIPHER_CCMP_256, WDI_CIPHER_ALGO_CCMP_256 },
	{ DOT11_CIPHER_BIP_GMAC_128, WDI_CIPHER_ALGO_BIP_GMAC_128 },
	{ DOT11_CIPHER_BIP_GMAC_256, WDI_CIPHER_ALGO_BIP_GMAC_256 },
	{ DOT11_CIPHER_BIP_CMAC_256, WDI_CIPHER_ALGO_BIP_CMAC_256 },
};

/* An AKM that an authentication algorithm of WDI allows, best first. */
static const struct {
	uint32_t akm, auth;
} akms[] = {
	{ DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE },
	{ DOT11_AKM_OWE, WDI_AUTH_ALGO_OWE },
	{ DOT11_AKM_PSK_SHA256, WDI_AUTH_ALGO_RSNA_PSK },
	{ DOT11_AKM_PSK, WDI_AUTH_ALGO_RSNA_PSK },
	{ DOT11_AKM_8021X_SHA256, WDI_AUTH_ALGO_RSNA },
	{ DOT11_AKM_8021X, WDI_AUTH_ALGO_RSNA },
};

uint32_t driver_cipher_to_wdi(uint32_t dot11_cipher)
{
	for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
		if (ciphers[i].dot11 == dot11_cipher)
			return ciphers[i].wdi;
	return WDI_CIPHER_ALGO_NONE;
}

uint32_t driver_cipher_from_wdi(uint32_t wdi_cipher)
{
	for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
		if (ciphers[i].wdi == wdi_cipher)
			return ciphers[i].dot11;
	return DOT11_CIPHER_NONE;
}

uint32_t driver_akm_to_wdi(uint32_t akm)
{
	for (size_t i = 0; i < sizeof(akms) / sizeof(akms[0]); i++)
		if (akms[i].akm == akm)
			return akms[i].auth;
	return WDI_AUTH_ALGO_80211_OPEN;
}

uint32_t driver_suite_to_wdi(uint32_t selector)
{
	return __builtin_bswap32(selector);
}

uint32_t driver_suite_from_wdi(uint32_t suite)
{
	return __builtin_bswap32(suite);
}

/* --- the choice --- */

/* What a BSS says of itself. */
struct offer {
	bool has_rsne;
	struct dot11_rsne rsne;
	uint32_t rsnx; /* capabilities */
};

struct wishes {
	const struct wdi_tlv_connect_parameters *parameters;
	const struct wdi_tlv_connect_bss_entry *entry;
	const uint32_t *ciphers; /* of the radio, as enum wdi_cipher_algorithm */
	size_t n_ciphers;
};

static bool is_listed(const uint32_t *list, size_t n, uint32_t value)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == value)
			return true;
	return false;
}

static int read_offer(const struct wdi_tlv_connect_bss_entry *entry, struct offer *ret)
{
	bool is_probe = entry->has_probe_response_frame;
	const struct wdi_blob *frame = is_probe ? &entry->probe_response_frame : &entry->beacon_frame;
	struct dot11_management management;
	struct dot11_element element;

	memset(ret, 0, sizeof(*ret));
	if (!is_probe && !entry->has_beacon_frame)
		return 0; /* nothing is known: an open network, as far as we can tell */
	if (dot11_management_parse(is_probe ? DOT11_FRAME_PROBE_RESPONSE : DOT11_FRAME_BEACON, frame->data, frame->size,
				   &management) < 0)
		return -EBADMSG;
	if (dot11_element_find(management.elements.bytes, management.elements.size, DOT11_ELEMENT_RSNX, &element))
		ret->rsnx = dot11_rsnx_parse(element.body, element.size);
	if (!dot11_element_find(management.elements.bytes, management.elements.size, DOT11_ELEMENT_RSN, &element))
		return 0;
	ret->has_rsne = true;
	return dot11_rsne_parse(element.body, element.size, &ret->rsne);
}

static bool radio_can(const struct wishes *wishes, uint32_t cipher)
{
	uint32_t wdi = driver_cipher_to_wdi(cipher);

	return wdi != WDI_CIPHER_ALGO_NONE && is_listed(wishes->ciphers, wishes->n_ciphers, wdi);
}

static bool fits(const struct wishes *wishes, const struct offer *offer, uint32_t akm, uint32_t cipher)
{
	return dot11_rsne_has_akm(&offer->rsne, akm) && dot11_rsne_has_pairwise(&offer->rsne, cipher) &&
	       dot11_cipher_is_pairwise(cipher) && radio_can(wishes, cipher);
}

static bool choose_from_pairs(const struct wishes *wishes, const struct offer *offer, struct driver_security *security)
{
	const struct wdi_tlv_connect_parameters *parameters = wishes->parameters;

	for (size_t i = 0; i < parameters->n_rsna_akm_cipher_suite; i++) {
		uint32_t akm = driver_suite_from_wdi(parameters->rsna_akm_cipher_suite[i].akm);
		uint32_t cipher = driver_suite_from_wdi(parameters->rsna_akm_cipher_suite[i].cipher);

		if (!fits(wishes, offer, akm, cipher))
			continue;
		security->akm = akm;
		security->pairwise_cipher = cipher;
		return true;
	}
	return false;
}

static bool choose_from_algorithms(const struct wishes *wishes, const struct offer *offer, struct driver_security *security)
{
	const struct wdi_tlv_connect_parameters *parameters = wishes->parameters;

	for (size_t i = 0; i < sizeof(akms) / sizeof(akms[0]); i++) {
		if (!is_listed(parameters->authentication_algorithms, parameters->n_authentication_algorithms, akms[i].auth))
			continue;
		for (size_t j = 0; j < parameters->n_unicast_cipher_algorithms; j++) {
			uint32_t cipher = driver_cipher_from_wdi(parameters->unicast_cipher_algorithms[j]);

			if (!fits(wishes, offer, akms[i].akm, cipher))
				continue;
			security->akm = akms[i].akm;
			security->pairwise_cipher = cipher;
			return true;
		}
	}
	return false;
}

static bool choose_group(const struct wishes *wishes, const struct offer *offer, struct driver_security *security)
{
	const struct wdi_tlv_connect_parameters *parameters = wishes->parameters;
	uint32_t cipher = offer->rsne.group_cipher;

	if (!dot11_cipher_is_group(cipher) || !radio_can(wishes, cipher))
		return false;
	if (parameters->n_multicast_cipher_algorithms > 0 &&
	    !is_listed(parameters->multicast_cipher_algorithms, parameters->n_multicast_cipher_algorithms, driver_cipher_to_wdi(cipher)))
		return false;
	security->group_cipher = cipher;
	return true;
}

/* WPA3 and Enhanced Open do not go without protected management frames. */
static bool needs_mfp(uint32_t akm)
{
	return akm == DOT11_AKM_SAE || akm == DOT11_AKM_OWE;
}

static bool choose_mfp(const struct wishes *wishes, const struct offer *offer, struct driver_security *security)
{
	bool is_required = offer->rsne.capabilities & DOT11_RSN_MFP_REQUIRED || needs_mfp(security->akm);

	security->uses_mfp = wishes->parameters->connection_settings.mfp_enabled &&
			     offer->rsne.capabilities & DOT11_RSN_MFP_CAPABLE &&
			     dot11_cipher_is_group_management(offer->rsne.group_management_cipher) &&
			     radio_can(wishes, offer->rsne.group_management_cipher);
	if (security->uses_mfp)
		security->group_management_cipher = offer->rsne.group_management_cipher;
	return security->uses_mfp || !is_required;
}

/* --- the elements --- */

static void write_rsne(struct writer *writer, const struct wishes *wishes, const struct driver_security *security)
{
	struct dot11_rsne rsne = {
		.group_cipher = security->group_cipher,
		.n_pairwise = 1,
		.pairwise = { security->pairwise_cipher },
		.n_akms = 1,
		.akms = { security->akm },
		.group_management_cipher = security->group_management_cipher,
	};

	/* Said if and only if the host has it enabled (rule 165), whatever the BSS can. */
	if (wishes->parameters->connection_settings.mfp_enabled)
		rsne.capabilities |= DOT11_RSN_MFP_CAPABLE;
	if (needs_mfp(security->akm))
		rsne.capabilities |= DOT11_RSN_MFP_REQUIRED;
	if (wishes->entry->has_pmkid && wishes->entry->pmkid.size == DOT11_PMKID_SIZE) {
		memcpy(rsne.pmkids[0], wishes->entry->pmkid.data, DOT11_PMKID_SIZE);
		rsne.n_pmkids = 1;
	}
	dot11_rsne_write(writer, &rsne);
}

static void write_added(struct writer *writer, bool is_there, const struct wdi_blob *added)
{
	if (is_there)
		writer_bytes(writer, added->data, added->size);
}

static int write_elements(const struct wishes *wishes, const struct offer *offer, struct driver_security *security)
{
	struct writer writer = writer_over(security->elements, sizeof(security->elements));

	if (security->akm != DOT11_AKM_NONE) {
		write_rsne(&writer, wishes, security);
		if (security->akm == DOT11_AKM_SAE)
			dot11_rsnx_write(&writer, offer->rsnx & DOT11_RSNX_SAE_H2E);
	}
	write_added(&writer, wishes->parameters->has_association_request_vendor_ie, &wishes->parameters->association_request_vendor_ie);
	write_added(&writer, wishes->entry->has_association_request_vendor_ie, &wishes->entry->association_request_vendor_ie);
	if (writer_end(&writer) < 0)
		return -ENOBUFS;
	security->elements_size = security->elements_without_owe = writer.size;
	if (security->akm == DOT11_AKM_OWE && wishes->parameters->has_owedhie)
		return driver_security_set_owe(security, wishes->parameters->owedhie.data, wishes->parameters->owedhie.size);
	return 0;
}

int driver_security_set_owe(struct driver_security *security, const uint8_t *element, size_t size)
{
	if (size > sizeof(security->elements) - security->elements_without_owe)
		return -ENOBUFS;
	memcpy(security->elements + security->elements_without_owe, element, size);
	security->elements_size = security->elements_without_owe + size;
	return 0;
}

int driver_security_choose(const struct wdi_tlv_connect_parameters *parameters, const struct wdi_tlv_connect_bss_entry *entry,
			   const uint32_t *radio_ciphers, size_t n_ciphers, struct driver_security *ret)
{
	const struct wishes wishes = { parameters, entry, radio_ciphers, n_ciphers };
	struct driver_security security = { 0 };
	struct offer offer;
	int r = read_offer(entry, &offer);

	if (r == -EOPNOTSUPP)
		return DRIVER_SECURITY_E_MISMATCH;
	if (r < 0)
		return r;
	if (offer.has_rsne) {
		bool found = parameters->n_rsna_akm_cipher_suite > 0 ? choose_from_pairs(&wishes, &offer, &security) :
								       choose_from_algorithms(&wishes, &offer, &security);

		if (!found || !choose_group(&wishes, &offer, &security) || !choose_mfp(&wishes, &offer, &security))
			return DRIVER_SECURITY_E_MISMATCH;
		security.does_sae = security.akm == DOT11_AKM_SAE && !entry->has_pmkid;
	} else if (!is_listed(parameters->authentication_algorithms, parameters->n_authentication_algorithms,
			      WDI_AUTH_ALGO_80211_OPEN)) {
		return DRIVER_SECURITY_E_MISMATCH;
	}
	security.auth = driver_akm_to_wdi(security.akm);
	r = write_elements(&wishes, &offer, &security);
	if (r < 0)
		return r;
	*ret = security;
	return 0;
}

/* --- keys --- */

/* The TLV that carries the material of an algorithm. */
struct material {
	bool *has;
	struct wdi_blob *blob;
};

static struct material material_of(struct wdi_tlv_set_cipher_key_info *info, uint32_t cipher)
{
	switch (cipher) {
	case DOT11_CIPHER_CCMP_128:
	case DOT11_CIPHER_CCMP_256:
		return (struct material){ &info->has_ccmp_key, &info->ccmp_key };
	case DOT11_CIPHER_GCMP_128:
		return (struct material){ &info->has_gcmp_key, &info->gcmp_key };
	case DOT11_CIPHER_GCMP_256:
		return (struct material){ &info->has_gcmp_256_key, &info->gcmp_256_key };
	case DOT11_CIPHER_BIP_CMAC_128:
	case DOT11_CIPHER_BIP_CMAC_256:
	case DOT11_CIPHER_BIP_GMAC_128:
		return (struct material){ &info->has_bip_key, &info->bip_key };
	case DOT11_CIPHER_BIP_GMAC_256:
		return (struct material){ &info->has_bip_gmac_256_key, &info->bip_gmac_256_key };
	default:
		return (struct material){ NULL, NULL };
	}
}

static const uint32_t key_types[] = {
	[DOT11_KEY_PAIRWISE] = WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY,
	[DOT11_KEY_GROUP] = WDI_CIPHER_KEY_TYPE_GROUP_KEY,
	[DOT11_KEY_IGTK] = WDI_CIPHER_KEY_TYPE_IGTK,
	[DOT11_KEY_BIGTK] = WDI_CIPHER_KEY_TYPE_BIGTK,
};

/* TKIP: the temporal key, then the MIC key for frames from the access point and the one for frames to it (12.8.1). */
enum { TKIP_KEY_SIZE = 16, TKIP_MIC_SIZE = 8 };

static int tkip_from_wdi(const struct wdi_tlv_cipher_key_tkip_info *info, struct secret *ret)
{
	uint8_t bytes[TKIP_KEY_SIZE + 2 * TKIP_MIC_SIZE];

	if (info->tkip_key.size != TKIP_KEY_SIZE || info->tkipmic.size != 2 * TKIP_MIC_SIZE)
		return -EBADMSG;
	memcpy(bytes, info->tkip_key.data, TKIP_KEY_SIZE);
	memcpy(bytes + TKIP_KEY_SIZE, info->tkipmic.data, 2 * TKIP_MIC_SIZE);
	(void)secret_set(ret, bytes, sizeof(bytes));
	secret_wipe_bytes(bytes, sizeof(bytes));
	return 0;
}

int driver_key_from_wdi(const struct wdi_tlv_set_cipher_key_info *info, struct dot11_key *ret)
{
	_cleanup_secret_ struct secret bytes = { 0 };
	struct dot11_key key = { .cipher = driver_cipher_from_wdi(info->cipher_key_type_info.cipher_algorithm) };
	struct material material = material_of((struct wdi_tlv_set_cipher_key_info *)info, key.cipher);
	size_t kind = 0;

	while (kind < sizeof(key_types) / sizeof(key_types[0]) && key_types[kind] != info->cipher_key_type_info.key_type)
		kind++;
	if (kind == sizeof(key_types) / sizeof(key_types[0]))
		return -EBADMSG;
	if (key.cipher == DOT11_CIPHER_TKIP) {
		if (!info->has_tkip_info || tkip_from_wdi(&info->tkip_info, &bytes) < 0)
			return -EBADMSG;
	} else if (!material.has) {
		return -EOPNOTSUPP;
	} else if (!*material.has || material.blob->size != dot11_cipher_key_size(key.cipher)) {
		return -EBADMSG;
	} else {
		(void)secret_set(&bytes, material.blob->data, material.blob->size);
	}
	if (kind == DOT11_KEY_PAIRWISE && !info->has_peer_mac_address)
		return -EBADMSG; /* rule 192 */
	if (info->has_cipher_key_id && info->cipher_key_id.cipher_key_id > 7)
		return -EBADMSG;
	key.kind = (enum dot11_key_kind)kind;
	key.index = info->has_cipher_key_id ? (uint8_t)info->cipher_key_id.cipher_key_id : 0;
	if (info->has_receive_sequence_count)
		memcpy(key.receive_counter, info->receive_sequence_count.receive_sequence_count, sizeof(key.receive_counter));
	key.key = bytes;
	*ret = key;
	secret_wipe(&key.key);
	return 0;
}

void driver_key_to_wdi(const struct dot11_key *key, const struct wdi_mac *mac, struct wdi_tlv_set_cipher_key_info *ret)
{
	struct wdi_tlv_set_cipher_key_info info = {
		.has_cipher_key_id = true,
		.cipher_key_id.cipher_key_id = key->index,
		.cipher_key_type_info = {
			.cipher_algorithm = driver_cipher_to_wdi(key->cipher),
			.direction = WDI_CIPHER_KEY_DIRECTION_BOTH,
			.static_ = 0, /* gone with the association (rule 194) */
			.key_type = key_types[key->kind],
		},
		.has_receive_sequence_count = true,
	};
	struct material material = material_of(&info, key->cipher);

	memcpy(info.receive_sequence_count.receive_sequence_count, key->receive_counter, sizeof(key->receive_counter));
	if (key->kind == DOT11_KEY_PAIRWISE && mac) {
		info.has_peer_mac_address = true;
		info.peer_mac_address.address = *mac;
	}
	if (key->cipher == DOT11_CIPHER_TKIP) {
		info.has_tkip_info = true;
		info.tkip_info.tkip_key = (struct wdi_blob){ key->key.bytes, TKIP_KEY_SIZE };
		info.tkip_info.tkipmic = (struct wdi_blob){ key->key.bytes + TKIP_KEY_SIZE, 2 * TKIP_MIC_SIZE };
	} else if (material.has) {
		*material.has = true;
		*material.blob = (struct wdi_blob){ key->key.bytes, key->key.size };
	}
	*ret = info;
}
