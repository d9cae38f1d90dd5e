/*
 * Which profile automatic connection takes, and which it leaves alone for a while.
 *
 * The first profile in the list that nothing speaks against (A1 to A4, A8, A14, A15). What failed is remembered by the profile's
 * name, in two lists: a first failure puts it into the failed list, from which it is tried again after a while; a second one in a
 * row, or a first one of security (a wrong key does not mend itself), into the blocked list for the block period (A6). A network
 * that was not there when it was tried is not counted. Success, a changed profile, a manual connect, a session change and an adapter
 * that comes back lift the blocks (D11).
 */
#pragma once

#include <stdbool.h>

#include "wlansvc/acm/bss_list.h"
#include "wlansvc/acm/filters.h"
#include "wlansvc/store/store.h"

struct autoconnect;

int autoconnect_new(struct autoconnect **ret);
struct autoconnect *autoconnect_free(struct autoconnect *autoconnect);

struct autoconnect_question {
	const struct store_profile *profiles; /* in order of preference */
	size_t n_profiles;
	const struct bss_list *list;
	const struct filters *filters; /* NULL: none */
	uint32_t bss_type; /* DOT11_BSS_TYPE that may be used (A14) */
	bool only_group_policy; /* A15: a network that group policy configures is joined with its profiles only */
	uint64_t now_us; /* CLOCK_MONOTONIC */
};

/**
 * autoconnect_verdict() - what speaks against a profile
 * @at: index into the question's profiles
 *
 * Return: WLAN_REASON_CODE_SUCCESS if it can be tried now; _NO_AUTO_CONNECTION, _BSS_TYPE_NOT_ALLOWED, _GP_DENIED, _USER_DENIED,
 * _IN_BLOCKED_LIST, _IN_FAILED_LIST, _NOT_VISIBLE, in this order.
 */
uint32_t autoconnect_verdict(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t at);

/* Return: index of the first profile that can be tried, or, if that is a user's own, of one of all users for the same network; -ENOENT if
 * there is none. */
int autoconnect_choose(const struct autoconnect *autoconnect, const struct autoconnect_question *question);

/**
 * autoconnect_find_hidden() - the next SSID that only a directed probe can show
 * @before: profiles below this index are asked about: finding those behind it would change nothing
 * @at:     in: 0 for the first SSID, then what the call before left; out: where to go on
 *
 * Return: true with an SSID of an automatic profile of a network that does not broadcast, that is not visible and that nothing but
 * this speaks against; false if there is no further one.
 */
bool autoconnect_find_hidden(const struct autoconnect *autoconnect, const struct autoconnect_question *question, size_t before,
			     size_t *at, struct dot11_ssid *ret);

/* How long what has failed is left alone. */
struct autoconnect_periods {
	uint64_t retry_ms;
	uint64_t block_ms; /* 0: nothing is ever blocked */
};

/**
 * autoconnect_fail() - an automatic attempt with that profile has failed
 * @reason:  WLAN_REASON_CODE
 * Return: whether it has entered the blocked list.
 */
bool autoconnect_fail(struct autoconnect *autoconnect, const char *profile_name, uint32_t reason,
		      const struct autoconnect_periods *periods, uint64_t now_us);

/* Return: WLAN_REASON_CODE_IN_BLOCKED_LIST, _IN_FAILED_LIST or _SUCCESS. */
uint32_t autoconnect_failure(const struct autoconnect *autoconnect, const char *profile_name, uint64_t now_us);

/* Nothing is held against it any more. Return: whether it was blocked. */
bool autoconnect_unblock(struct autoconnect *autoconnect, const char *profile_name);
/* Return: how many were blocked. */
size_t autoconnect_unblock_all(struct autoconnect *autoconnect);

/* Ends the blocks whose time is over. Return: how many. */
size_t autoconnect_expire(struct autoconnect *autoconnect, uint64_t now_us);
/* When the next block or failure is over; UINT64_MAX if there is none. */
uint64_t autoconnect_next_us(const struct autoconnect *autoconnect, uint64_t now_us);
