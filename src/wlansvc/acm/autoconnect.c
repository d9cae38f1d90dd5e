#include "wlansvc/acm/autoconnect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/candidate.h"
#include "wlansvc/msm/reason.h"

#define MAX_REMEMBERED 64
#define FAILURES_BEFORE_BLOCK 2

struct failure {
	char *name;
	unsigned n;
	bool is_blocked;
	uint64_t until_us;
};

struct autoconnect {
	struct failure failures[MAX_REMEMBERED];
	size_t n_failures;
};

int autoconnect_new(struct autoconnect **ret)
{
	struct autoconnect *autoconnect = calloc(1, sizeof(*autoconnect));

	if (!autoconnect)
		return -ENOMEM;
	*ret = autoconnect;
	return 0;
}

struct autoconnect *autoconnect_free(struct autoconnect *autoconnect)
{
	if (autoconnect) {
		autoconnect_unblock_all(autoconnect);
		free(autoconnect);
	}
	return NULL;
}

static size_t find(const struct autoconnect *autoconnect, const char *name)
{
	size_t i = 0;

	while (i < autoconnect->n_failures && strcmp(autoconnect->failures[i].name, name) != 0)
		i++;
	return i;
}

static void forget(struct autoconnect *autoconnect, size_t at)
{
	free(autoconnect->failures[at].name);
	autoconnect->failures[at] = autoconnect->failures[--autoconnect->n_failures];
}

/* --- the choice --- */

static bool shares_ssid(const struct profile *left, const struct profile *right)
{
	for (size_t i = 0; i < left->n_ssids; i++)
		for (size_t j = 0; j < right->n_ssids; j++)
			if (dot11_ssid_equal(&left->ssids[i], &right->ssids[j]))
				return true;
	return false;
}

static bool is_group_policys_alone(const struct autoconnect_question *question, size_t at)
{
	if (!question->only_group_policy || question->profiles[at].is_group_policy)
		return false;
	for (size_t i = 0; i < question->n_profiles; i++)
		if (question->profiles[i].is_group_policy && shares_ssid(question->profiles[i].profile, question->profiles[at].profile))
			return true;
	return false;
}

/* One permitted SSID is enough; those that are denied are passed over by the attempt. */
static uint32_t filter_profile(const struct filters *filters, const struct profile *profile)
{
	uint32_t verdict = WLAN_REASON_CODE_SUCCESS;

	for (size_t i = 0; filters && i < profile->n_ssids; i++) {
		verdict = filters_verdict(filters, &profile->ssids[i], dot11_BSS_type_infrastructure);
		if (verdict == WLAN_REASON_CODE_SUCCESS)
			break;
	}
	return verdict;
}

/* All but whether it is in sight. */
static uint32_t check_wish(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t at)
{
	const struct profile *profile = question->profiles[at].profile;
	uint32_t verdict;

	if (!profile->connects_automatically || profile->is_ibss) /* A11: ad hoc networks are joined on request only */
		return WLAN_REASON_CODE_NO_AUTO_CONNECTION;
	if (question->bss_type == dot11_BSS_type_independent)
		return WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED;
	if (is_group_policys_alone(question, at))
		return WLAN_REASON_CODE_GP_DENIED;
	verdict = filter_profile(question->filters, profile);
	if (verdict != WLAN_REASON_CODE_SUCCESS)
		return verdict;
	return autoconnect_failure(autoconnect, profile->name, question->now_us);
}

uint32_t autoconnect_verdict(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t at)
{
	uint32_t verdict = check_wish(autoconnect, question, at);

	if (verdict != WLAN_REASON_CODE_SUCCESS)
		return verdict;
	return candidates_are_visible(question->list, question->profiles[at].profile, question->filters) ? WLAN_REASON_CODE_SUCCESS :
													   WLAN_REASON_CODE_NOT_VISIBLE;
}

/* A9a: of several profiles for one network that of all users goes before a user's own, wherever it stands; group policy's are on top. */
static size_t prefer_that_of_all(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t chosen)
{
	const struct store_profile *profiles = question->profiles;

	if (profiles[chosen].owner == STORE_ALL_USERS)
		return chosen;
	for (size_t i = chosen + 1; i < question->n_profiles; i++)
		if (profiles[i].owner == STORE_ALL_USERS && shares_ssid(profiles[i].profile, profiles[chosen].profile) &&
		    autoconnect_verdict(autoconnect, question, i) == WLAN_REASON_CODE_SUCCESS)
			return i;
	return chosen;
}

int autoconnect_choose(const struct autoconnect *autoconnect, const struct autoconnect_question *question)
{
	for (size_t i = 0; i < question->n_profiles; i++)
		if (autoconnect_verdict(autoconnect, question, i) == WLAN_REASON_CODE_SUCCESS)
			return (int)prefer_that_of_all(autoconnect, question, i);
	return -ENOENT;
}

static bool is_visible(const struct bss_list *list, const struct dot11_ssid *ssid)
{
	for (size_t i = 0; i < bss_list_count(list); i++)
		if (dot11_ssid_equal(&bss_list_at(list, i)->ssid, ssid))
			return true;
	return false;
}

bool autoconnect_find_hidden(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t before,
			     size_t *at, struct dot11_ssid *ret)
{
	size_t n = 0; /* counts SSIDs of all profiles */

	for (size_t i = 0; i < before && i < question->n_profiles; i++) {
		const struct profile *profile = question->profiles[i].profile;

		for (size_t j = 0; j < profile->n_ssids; j++) {
			if (n++ < *at)
				continue;
			*at = n;
			if (profile->is_non_broadcast && !is_visible(question->list, &profile->ssids[j]) &&
			    check_wish(autoconnect, question, i) == WLAN_REASON_CODE_SUCCESS) {
				*ret = profile->ssids[j];
				return true;
			}
		}
	}
	return false;
}

/* --- what has failed --- */

static uint64_t after(uint64_t now_us, uint64_t delay_ms)
{
	return now_us + delay_ms * 1000;
}

/* Room for one more: of those that are remembered, the one whose time is over first goes. */
static void make_room(struct autoconnect *autoconnect)
{
	size_t first = 0;

	if (autoconnect->n_failures < MAX_REMEMBERED)
		return;
	for (size_t i = 1; i < autoconnect->n_failures; i++)
		if (autoconnect->failures[i].until_us < autoconnect->failures[first].until_us)
			first = i;
	forget(autoconnect, first);
}

static struct failure *remember(struct autoconnect *autoconnect, const char *profile_name)
{
	size_t at = find(autoconnect, profile_name);
	char *name;

	if (at < autoconnect->n_failures)
		return &autoconnect->failures[at];
	name = strdup(profile_name);
	if (!name)
		return NULL;
	make_room(autoconnect);
	autoconnect->failures[autoconnect->n_failures] = (struct failure){ .name = name };
	return &autoconnect->failures[autoconnect->n_failures++];
}

static bool was_not_there(uint32_t reason)
{
	return reason == WLAN_REASON_CODE_NOT_VISIBLE || reason == WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE ||
	       reason == WLAN_REASON_CODE_NO_VISIBLE_AP;
}

bool autoconnect_fail(struct autoconnect *autoconnect, const char *profile_name, uint32_t reason,
		      const struct autoconnect_periods *periods, uint64_t now_us)
{
	struct failure *failure = remember(autoconnect, profile_name);
	bool was_blocked;

	if (!failure)
		return false; /* without memory it is simply tried again */
	was_blocked = failure->is_blocked;
	failure->n += !was_not_there(reason);
	failure->is_blocked = periods->block_ms > 0 && failure->n > 0 &&
			      (failure->n >= FAILURES_BEFORE_BLOCK || msm_reason_is_security(reason));
	failure->until_us = after(now_us, failure->is_blocked ? periods->block_ms : periods->retry_ms);
	return failure->is_blocked && !was_blocked;
}

uint32_t autoconnect_failure(const struct autoconnect *autoconnect, const char *profile_name, uint64_t now_us)
{
	size_t at = find(autoconnect, profile_name);

	if (at == autoconnect->n_failures || now_us >= autoconnect->failures[at].until_us)
		return WLAN_REASON_CODE_SUCCESS;
	return autoconnect->failures[at].is_blocked ? WLAN_REASON_CODE_IN_BLOCKED_LIST : WLAN_REASON_CODE_IN_FAILED_LIST;
}

bool autoconnect_unblock(struct autoconnect *autoconnect, const char *profile_name)
{
	size_t at = find(autoconnect, profile_name);
	bool was_blocked;

	if (at == autoconnect->n_failures)
		return false;
	was_blocked = autoconnect->failures[at].is_blocked;
	forget(autoconnect, at);
	return was_blocked;
}

size_t autoconnect_unblock_all(struct autoconnect *autoconnect)
{
	size_t n_blocked = 0;

	while (autoconnect->n_failures > 0) {
		n_blocked += autoconnect->failures[0].is_blocked;
		forget(autoconnect, 0);
	}
	return n_blocked;
}

size_t autoconnect_expire(struct autoconnect *autoconnect, uint64_t now_us)
{
	size_t n_blocked = 0, i = 0;

	while (i < autoconnect->n_failures) {
		if (autoconnect->failures[i].is_blocked && now_us >= autoconnect->failures[i].until_us) {
			n_blocked++;
			forget(autoconnect, i);
		} else {
			i++;
		}
	}
	return n_blocked;
}

uint64_t autoconnect_next_us(const struct autoconnect *autoconnect, uint64_t now_us)
{
	uint64_t next_us = UINT64_MAX;

	for (size_t i = 0; i < autoconnect->n_failures; i++)
		if (autoconnect->failures[i].until_us > now_us && autoconnect->failures[i].until_us < next_us)
			next_us = autoconnect->failures[i].until_us;
	return next_us;
}
