#include "wlansvc/acm/candidate.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "dot11/owe_element.h"
#include "wlansvc/acm/suites.h"

/* Return: WLAN_REASON_CODE_SUCCESS, or why not. */
static uint32_t check(const struct attempt *attempt, const struct msm_security *security, const struct bss *bss)
{
	if (bss->bss_type != dot11_BSS_type_infrastructure)
		return WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED;
	/* Mixed cells: open clients beside WEP ones. Never an RSN network. */
	if (security->n_akms == 0 && attempt->ignores_privacy && bss->security.cipher == DOT11_CIPHER_ALGO_WEP)
		return WLAN_REASON_CODE_SUCCESS;
	return suites_check_bss(security, bss);
}

static void add(struct candidates *candidates, const struct bss *bss)
{
	size_t at = candidates->n;

	while (at > 0 && candidates->bss[at - 1]->rssi_dbm < bss->rssi_dbm)
		at--;
	if (at == CANDIDATES_MAX)
		return;
	if (candidates->n < CANDIDATES_MAX)
		candidates->n++;
	memmove(&candidates->bss[at + 1], &candidates->bss[at], (candidates->n - 1 - at) * sizeof(candidates->bss[0]));
	candidates->bss[at] = bss;
}

static void find_by_ssid(const struct bss_list *list, const struct attempt *attempt, const struct msm_security *security,
			 uint64_t now_us, struct candidates *ret)
{
	for (size_t i = 0; i < bss_list_count(list); i++) {
		const struct bss *bss = bss_list_at(list, i);
		uint32_t reason;

		if (!dot11_ssid_equal(&bss->ssid, &ret->ssid) || !attempt_allows(attempt, &bss->bssid) ||
		    (!attempt->has_scanned && now_us - bss->seen_us > CANDIDATES_FRESH_US))
			continue;
		reason = check(attempt, security, bss);
		if (reason == WLAN_REASON_CODE_SUCCESS)
			add(ret, bss);
		else
			ret->reason = reason;
	}
}

/*
 * The encrypted half of the pair whose open half is @open. Return: NULL if there is none in sight; @ret_ssid is what it calls itself, of
 * length 0 if @open is no half.
 */
static const struct bss *find_partner(const struct bss_list *list, const struct bss *open, struct dot11_ssid *ret_ssid)
{
	struct dot11_owe_transition transition;

	*ret_ssid = (struct dot11_ssid){ 0 };
	if (open->security.is_secure || dot11_owe_transition_find(open->ies, open->ies_size, &transition) < 0)
		return NULL;
	*ret_ssid = transition.ssid;
	return bss_list_find(list, &transition.bssid);
}

static bool wants_owe(const struct msm_security *security)
{
	return security->n_akms > 0 && security->akms[0] == DOT11_AKM_OWE;
}

static void find_partners(const struct bss_list *list, const struct attempt *attempt, const struct msm_security *security,
			  struct candidates *ret)
{
	const struct dot11_ssid wanted = ret->ssid;

	for (size_t i = 0; i < bss_list_count(list); i++) {
		const struct bss *open = bss_list_at(list, i), *partner;
		struct dot11_ssid ssid;

		if (!dot11_ssid_equal(&open->ssid, &wanted))
			continue;
		partner = find_partner(list, open, &ssid);
		if (!partner && ssid.size > 0)
			ret->absent = ssid;
		if (!partner || !attempt_allows(attempt, &partner->bssid) ||
		    check(attempt, security, partner) != WLAN_REASON_CODE_SUCCESS)
			continue;
		/* One connect has one SSID: the first pair's. */
		if (ret->n > 0 && !dot11_ssid_equal(&ret->ssid, &ssid))
			continue;
		ret->ssid = ssid;
		add(ret, partner);
	}
}

void candidates_find(const struct bss_list *list, const struct attempt *attempt, const struct msm_security *security, uint64_t now_us,
		     struct candidates *ret)
{
	*ret = (struct candidates){ .ssid = *attempt_ssid(attempt), .reason = WLAN_REASON_CODE_NOT_VISIBLE };
	find_by_ssid(list, attempt, security, now_us, ret);
	if (ret->n == 0 && wants_owe(security))
		find_partners(list, attempt, security, ret);
}

static bool is_ssid_of(const struct profile *profile, const struct dot11_ssid *ssid)
{
	for (size_t i = 0; i < profile->n_ssids; i++)
		if (dot11_ssid_equal(&profile->ssids[i], ssid))
			return true;
	return false;
}

bool candidates_are_visible(const struct bss_list *list, const struct profile *profile, const struct filters *filters)
{
	for (size_t i = 0; i < bss_list_count(list); i++) {
		const struct bss *bss = bss_list_at(list, i), *partner;
		struct dot11_ssid ssid;

		if (bss->bss_type != dot11_BSS_type_infrastructure || !is_ssid_of(profile, &bss->ssid) ||
		    (filters && filters_verdict(filters, &bss->ssid, bss->bss_type) != WLAN_REASON_CODE_SUCCESS))
			continue;
		if (suites_check_profile(profile, bss) == WLAN_REASON_CODE_SUCCESS)
			return true;
		partner = profile->auth == PROFILE_AUTH_OWE ? find_partner(list, bss, &ssid) : NULL;
		if (partner && suites_check_profile(profile, partner) == WLAN_REASON_CODE_SUCCESS)
			return true;
	}
	return false;
}
