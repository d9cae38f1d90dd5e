/* What a profile asks of a network's security, what a BSS and a radio offer of it, and where the three do not meet. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "profile/profile.h"
#include "wdi/wdi.h"
#include "wlansvc/acm/bss_list.h"
#include "wlansvc/msm/msm.h"

/**
 * suites_of_profile() - what may be agreed on
 * @capabilities: of the adapter; NULL: nothing is known of it, and nothing is taken away
 * @ret:          to be wiped with suites_wipe(); holds the key. Of use after WLAN_REASON_CODE_SUCCESS only.
 *
 * AES stands for every AES suite, the strongest first; a group cipher of TKIP is taken only if the profile says TKIP, and then beside
 * a pairwise cipher of AES.
 *
 * Return: WLAN_REASON_CODE_SUCCESS; _UNSUPPORTED_SECURITY_SET_BY_OS for what this service has no supplicant for (802.1X, WEP, WPA);
 * _MSMSEC_PROFILE_UNSUPPORTED_AUTH or _CIPHER if the radio cannot do it; _MSMSEC_UI_REQUEST_FAILURE if the key is missing.
 */
uint32_t suites_of_profile(const struct profile *profile, const struct wdi_get_adapter_capabilities_result *capabilities,
			     struct msm_security *ret);

static inline void suites_wipe(struct msm_security *security)
{
	secret_wipe(&security->passphrase);
	secret_wipe(&security->psk);
}

/* Whether a BSS offers it. Return: WLAN_REASON_CODE_SUCCESS; _MSMSEC_CAPABILITY_PROFILE_AUTH, _CAPABILITY_PROFILE_CIPHER,
 * _CAPABILITY_MFP_NW_NIC, _CAPABILITY_NETWORK. */
uint32_t suites_check_bss(const struct msm_security *security, const struct bss *bss);

/* The same for whoever has a profile only. Open profiles and open networks fit. */
uint32_t suites_check_profile(const struct profile *profile, const struct bss *bss);
