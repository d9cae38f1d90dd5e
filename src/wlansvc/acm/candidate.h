/* Which BSSs of those that the air has shown an attempt to connect may use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wlansvc/acm/bss_list.h"
#include "wlansvc/acm/filters.h"
#include "wlansvc/acm/request.h"
#include "wlansvc/msm/msm.h"

#define CANDIDATES_MAX 10
/* Older than this, a BSS is looked for again before it is connected to. */
#define CANDIDATES_FRESH_US (30 * UINT64_C(1000000))

struct candidates {
	size_t n; /* strongest first */
	const struct bss *bss[CANDIDATES_MAX];
	/* What they call themselves: the attempt's SSID, or that of the hidden half of an OWE transition pair whose open half has it. */
	struct dot11_ssid ssid;
	uint32_t reason; /* WLAN_REASON_CODE: if there is none, why not */
	/* If there is none: an open half is in sight whose hidden half, of this SSID, is not. Empty otherwise. */
	struct dot11_ssid absent;
};

/**
 * candidates_find() - for the SSID that the attempt tries now
 * @security: of the attempt's profile
 * @now_us:   CLOCK_MONOTONIC; what was not seen lately counts only after a scan of the attempt
 */
void candidates_find(const struct bss_list *list, const struct attempt *attempt, const struct msm_security *security, uint64_t now_us,
		     struct candidates *ret);

/* Whether any network is in sight that the profile could connect to. @filters: NULL, or what denies networks. */
bool candidates_are_visible(const struct bss_list *list, const struct profile *profile, const struct filters *filters);
