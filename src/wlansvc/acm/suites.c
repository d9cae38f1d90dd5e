#include "wlansvc/acm/suites.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/hex.h"
#include "dot11/element.h"
#include "dot11/rsne.h"
#include "driver/security.h"

static const uint32_t aes[] = { DOT11_CIPHER_GCMP_256, DOT11_CIPHER_CCMP_256, DOT11_CIPHER_GCMP_128, DOT11_CIPHER_CCMP_128 };
static const uint32_t gcmp_256[] = { DOT11_CIPHER_GCMP_256 };
static const uint32_t ccmp[] = { DOT11_CIPHER_CCMP_128 };
static const uint32_t ccmp_or_tkip[] = { DOT11_CIPHER_CCMP_128, DOT11_CIPHER_TKIP };

static const uint32_t psk[] = { DOT11_AKM_PSK_SHA256, DOT11_AKM_PSK };
static const uint32_t sae[] = { DOT11_AKM_SAE };
static const uint32_t sae_or_psk[] = { DOT11_AKM_SAE, DOT11_AKM_PSK_SHA256, DOT11_AKM_PSK };
static const uint32_t owe[] = { DOT11_AKM_OWE };

/* --- the radio --- */

static bool is_pair_listed(const struct wdi_algo_pairs *pairs, size_t n, uint32_t auth, uint32_t cipher)
{
	for (size_t i = 0; i < n; i++)
		if (pairs[i].auth_algorithm == auth && pairs[i].cipher_algorithm == cipher)
			return true;
	return false;
}

static bool radio_can(const struct wdi_get_adapter_capabilities_result *capabilities, uint32_t akm, uint32_t cipher)
{
	const struct wdi_tlv_station_attributes *station;

	if (!capabilities)
		return true;
	station = &capabilities->station_attributes;
	if (akm == DOT11_AKM_SAE && !capabilities->interface_attributes.interface_capabilities.sae_authentication_supported)
		return false;
	return is_pair_listed(station->unicast_algorithms, station->n_unicast_algorithms, driver_akm_to_wdi(akm),
			      driver_cipher_to_wdi(cipher));
}

static bool radio_can_group(const struct wdi_get_adapter_capabilities_result *capabilities, uint32_t cipher)
{
	const struct wdi_tlv_station_attributes *station;

	if (!capabilities)
		return true;
	station = &capabilities->station_attributes;
	for (size_t i = 0; i < station->n_multicast_data_algorithms; i++)
		if (station->multicast_data_algorithms[i].cipher_algorithm == driver_cipher_to_wdi(cipher))
			return true;
	return false;
}

/* --- the profile --- */

static size_t copy(uint32_t *ret, const uint32_t *list, size_t n)
{
	memcpy(ret, list, n * sizeof(*list));
	return n;
}

static bool take_akms(const struct profile *profile, struct msm_security *security)
{
	if (profile->uses_onex)
		return false;
	switch (profile->auth) {
	case PROFILE_AUTH_WPA2_PSK:
		security->n_akms = copy(security->akms, psk, array_size(psk));
		return true;
	case PROFILE_AUTH_WPA3_SAE:
		if (profile->is_transition) {
			security->n_akms = copy(security->akms, sae_or_psk, array_size(sae_or_psk));
		} else {
			security->n_akms = copy(security->akms, sae, array_size(sae));
			security->needs_mfp = true;
		}
		return true;
	case PROFILE_AUTH_OWE:
		security->n_akms = copy(security->akms, owe, array_size(owe));
		security->needs_mfp = true;
		return true;
	default:
		return false;
	}
}

static bool take_ciphers(const struct profile *profile, struct msm_security *security)
{
	switch (profile->cipher) {
	case PROFILE_CIPHER_AES:
		security->n_ciphers = copy(security->ciphers, aes, array_size(aes));
		security->n_group_ciphers = copy(security->group_ciphers, aes, array_size(aes));
		return true;
	case PROFILE_CIPHER_GCMP256:
		security->n_ciphers = copy(security->ciphers, gcmp_256, array_size(gcmp_256));
		security->n_group_ciphers = copy(security->group_ciphers, gcmp_256, array_size(gcmp_256));
		return true;
	case PROFILE_CIPHER_TKIP:
		security->n_ciphers = copy(security->ciphers, ccmp, array_size(ccmp));
		security->n_group_ciphers = copy(security->group_ciphers, ccmp_or_tkip, array_size(ccmp_or_tkip));
		return true;
	default:
		return false;
	}
}

/* The reader of profiles has checked that they are 64 hex digits. */
static void take_network_key(const struct profile *profile, struct secret *ret)
{
	uint8_t bytes[32];

	if (hex_read((const char *)profile->clear_key.bytes, bytes, sizeof(bytes)) == 0)
		(void)secret_set(ret, bytes, sizeof(bytes));
	secret_wipe_bytes(bytes, sizeof(bytes));
}

static bool take_key(const struct profile *profile, struct msm_security *security)
{
	if (profile->auth == PROFILE_AUTH_OWE)
		return true;
	if (profile->key_type == PROFILE_KEY_NETWORK && profile->clear_key.size == 64)
		take_network_key(profile, &security->psk);
	else if (profile->key_type == PROFILE_KEY_PASSPHRASE && profile->clear_key.size > 0)
		security->passphrase = profile->clear_key;
	else
		return false;
	return true;
}

/* Takes away what the radio cannot. Return: as suites_of_profile(). */
static uint32_t narrow(const struct wdi_get_adapter_capabilities_result *capabilities, struct msm_security *security)
{
	size_t n = 0;

	security->uses_mfp = !capabilities || capabilities->station_attributes.station_capabilities.mfp_capable;
	if (security->needs_mfp && !security->uses_mfp)
		return WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH;
	for (size_t i = 0; i < security->n_akms; i++) {
		bool can = security->akms[i] == DOT11_AKM_SAE ? security->uses_mfp : true;

		for (size_t j = 0; can && j < security->n_ciphers; j++)
			if (radio_can(capabilities, security->akms[i], security->ciphers[j])) {
				security->akms[n++] = security->akms[i];
				break;
			}
	}
	security->n_akms = n;
	if (n == 0)
		return WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH;
	n = 0;
	for (size_t i = 0; i < security->n_ciphers; i++)
		if (radio_can(capabilities, security->akms[0], security->ciphers[i]))
			security->ciphers[n++] = security->ciphers[i];
	security->n_ciphers = n;
	n = 0;
	for (size_t i = 0; i < security->n_group_ciphers; i++)
		if (radio_can_group(capabilities, security->group_ciphers[i]))
			security->group_ciphers[n++] = security->group_ciphers[i];
	security->n_group_ciphers = n;
	return security->n_ciphers > 0 && n > 0 ? WLAN_REASON_CODE_SUCCESS : WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_CIPHER;
}

/* Everything but the key. Return: as suites_of_profile(). */
static uint32_t take_suites(const struct profile *profile, const struct wdi_get_adapter_capabilities_result *capabilities,
			    struct msm_security *security)
{
	if (!take_akms(profile, security) || !take_ciphers(profile, security))
		return WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS;
	return narrow(capabilities, security);
}

uint32_t suites_of_profile(const struct profile *profile, const struct wdi_get_adapter_capabilities_result *capabilities,
			     struct msm_security *ret)
{
	uint32_t reason;

	memset(ret, 0, sizeof(*ret));
	if (profile_is_open(profile))
		return WLAN_REASON_CODE_SUCCESS;
	reason = take_suites(profile, capabilities, ret);
	if (reason == WLAN_REASON_CODE_SUCCESS && !take_key(profile, ret))
		reason = WLAN_REASON_CODE_MSMSEC_UI_REQUEST_FAILURE;
	ret->caches_pmk = profile->caches_pmk;
	ret->pmk_lifetime_us = profile->pmk_cache_minutes * UINT64_C(60000000);
	return reason;
}

/* --- the BSS --- */

static bool find_rsne(const struct bss *bss, struct dot11_rsne *ret)
{
	struct dot11_element element;

	return dot11_element_find(bss->ies, bss->ies_size, DOT11_ELEMENT_RSN, &element) &&
	       dot11_rsne_parse(element.body, element.size, ret) == 0;
}

static bool has_akm(const struct msm_security *security, const struct dot11_rsne *rsne)
{
	for (size_t i = 0; i < security->n_akms; i++)
		if (dot11_rsne_has_akm(rsne, security->akms[i]))
			return true;
	return false;
}

static bool has_ciphers(const struct msm_security *security, const struct dot11_rsne *rsne)
{
	bool has_pairwise = false, has_group = false;

	for (size_t i = 0; i < security->n_ciphers; i++)
		has_pairwise |= dot11_rsne_has_pairwise(rsne, security->ciphers[i]);
	for (size_t i = 0; i < security->n_group_ciphers; i++)
		has_group |= rsne->group_cipher == security->group_ciphers[i];
	return has_pairwise && has_group;
}

uint32_t suites_check_bss(const struct msm_security *security, const struct bss *bss)
{
	struct dot11_rsne rsne;

	if (security->n_akms == 0)
		return bss->security.is_secure ? WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK : WLAN_REASON_CODE_SUCCESS;
	if (!find_rsne(bss, &rsne) || !has_akm(security, &rsne))
		return WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH;
	if (!has_ciphers(security, &rsne))
		return WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_CIPHER;
	if ((rsne.capabilities & DOT11_RSN_MFP_REQUIRED && !security->uses_mfp) ||
	    (security->needs_mfp && !(rsne.capabilities & DOT11_RSN_MFP_CAPABLE)))
		return WLAN_REASON_CODE_MSMSEC_CAPABILITY_MFP_NW_NIC;
	return WLAN_REASON_CODE_SUCCESS;
}

uint32_t suites_check_profile(const struct profile *profile, const struct bss *bss)
{
	struct msm_security security = { 0 };
	uint32_t reason = profile_is_open(profile) ? WLAN_REASON_CODE_SUCCESS : take_suites(profile, NULL, &security);

	return reason == WLAN_REASON_CODE_SUCCESS ? suites_check_bss(&security, bss) : reason;
}
