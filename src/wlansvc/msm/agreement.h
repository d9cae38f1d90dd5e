/*
 * What was agreed on in an association: out of the elements of BSS and request, judged by what was wished. No secrets, no state.
 *
 * The driver chooses; what it has chosen is believed only as far as both sides' elements say it too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/rsne.h"
#include "wlansvc/msm/msm.h"

/* A whole element, id and length included; size 0: there is none. */
struct agreement_element {
	size_t size;
	uint8_t bytes[2 + 255];
};

struct agreement_bss {
	struct dot11_mac bssid;
	struct agreement_element rsne, rsnxe;
};

struct agreement {
	struct msm_suites suites;
	struct agreement_element own_rsne, own_rsnxe;
	struct dot11_rsne own; /* @own_rsne in parts */
};

/* Takes the elements out of the body of a beacon or probe response. Return: 0; -ENOENT if it has no RSN element; -EBADMSG. */
int agreement_read_bss(const uint8_t *body, size_t size, struct agreement_bss *ret);

/* Does the BSS offer it? Broken elements offer nothing. */
bool agreement_bss_has_cipher(const struct agreement_bss *bss, uint32_t cipher);
bool agreement_bss_has_akm(const struct agreement_bss *bss, uint32_t akm);
bool agreement_bss_has_h2e(const struct agreement_bss *bss);

/**
 * agreement_judge() - of a successful association
 * @bss: whose elements are compared; read from what the driver told of it, or from a candidate
 *
 * Return: 0; else the WLAN_REASON_CODE why this association is not to be kept: _MSMSEC_DOWNGRADE_DETECTED if a better AKM was
 * offered and wished, _MSMSEC_CAPABILITY_NETWORK if management frames are not protected although they must be,
 * _DRIVER_OPERATION_FAILURE if something was chosen that was not wished or not offered, or the request was not told.
 */
uint32_t agreement_judge(const struct msm_security *wishes, const struct agreement_bss *bss, const struct msm_association *association,
			 struct agreement *ret);
