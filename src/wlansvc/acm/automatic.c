#include "wlansvc/acm/automatic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/clock.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/acm/background.h"
#include "wlansvc/acm/candidate.h"
#include "wlansvc/acm/network_list.h"
#include "wlansvc/acm/users.h"

/* Names that are asked for aloud in one search. */
#define MAX_PROBES 16

enum search {
	SEARCH_NONE,
	SEARCH_SCANNING, /* for every network */
	SEARCH_PROBING, /* for one that does not broadcast */
};

enum news {
	NEWS_NONE,
	NEWS_AVAILABLE,
	NEWS_NOT_AVAILABLE,
};

struct automatic {
	struct automatic_parts parts;
	const struct automatic_listener *listener;
	void *userdata;
	struct autoconnect *autoconnect;
	struct background background;
	sd_event_source *scan_timer; /* the next search */
	sd_event_source *failure_timer; /* the next end of a failure's time */
	enum search search;
	uint64_t ticket; /* of the scan that is awaited */
	size_t at_ssid;	 /* as autoconnect_find_hidden() left it */
	unsigned n_probes;
	bool is_marked;
	unsigned n_failed; /* attempts since the last success or the last time that profiles_exhausted was told */
	enum news news;
};

struct automatic_list {
	struct store_profile *entries;
	size_t n;
};

static void cleanup_list(struct automatic_list *list)
{
	store_profiles_free(list->entries, list->n);
}

static void automatic_search(struct automatic *automatic);

static void tell(const struct automatic *automatic, uint32_t code, size_t n)
{
	for (size_t i = 0; i < n; i++)
		automatic->listener->tell(code, automatic->userdata);
}

static struct automatic_view view_of(const struct automatic *automatic)
{
	struct automatic_view view = { 0 };

	automatic->listener->view(&view, automatic->userdata);
	return view;
}

static bool is_there(const struct automatic_view *view, uid_t owner)
{
	return owner == STORE_ALL_USERS || (view->users && users_have(view->users, owner));
}

/* The profiles that automatic connection may use. */
static int list_profiles(const struct automatic *automatic, struct automatic_list *ret)
{
	const struct automatic_view view = view_of(automatic);
	int r = store_list_all_profiles(automatic->parts.store, automatic->parts.interface, &ret->entries, &ret->n);
	size_t n = 0;

	if (r < 0) {
		log_warning("Automatic connection: cannot read the profiles: %s", strerror(-r));
		return r;
	}
	for (size_t i = 0; i < ret->n; i++)
		if (is_there(&view, ret->entries[i].owner))
			ret->entries[n++] = ret->entries[i];
		else
			store_profile_clear(&ret->entries[i]);
	ret->n = n;
	return 0;
}

static struct autoconnect_question question_of(const struct automatic *automatic, const struct automatic_view *view,
					       const struct automatic_list *profiles)
{
	return (struct autoconnect_question){
		.profiles = profiles->entries,
		.n_profiles = profiles->n,
		.list = automatic->parts.list,
		.filters = view->filters,
		.bss_type = view->bss_type,
		.only_group_policy = view->only_group_policy,
		.now_us = clock_monotonic_us(),
	};
}

/* --- timers --- */

static void arm(const struct automatic *automatic, sd_event_source **source, uint64_t at_us, sd_event_time_handler_t handler)
{
	*source = sd_event_source_disable_unref(*source);
	if (sd_event_add_time(automatic->parts.event, source, CLOCK_MONOTONIC, at_us, 1, handler, (void *)automatic) < 0)
		log_warning("Automatic connection: no timer, it waits for the next scan of a client");
}

static int on_scan_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct automatic *automatic = userdata;

	automatic->scan_timer = sd_event_source_disable_unref(automatic->scan_timer);
	automatic_update(automatic);
	if (automatic->background.situation != BACKGROUND_NONE)
		automatic_search(automatic);
	return 0;
}

static enum background_situation situation_of(const struct automatic_view *view)
{
	if (!view->is_enabled || !view->is_usable || (!view->is_resting && !view->is_connected))
		return BACKGROUND_NONE;
	if (view->is_resting)
		return BACKGROUND_SEARCHING;
	if (view->wants_no_scans)
		return BACKGROUND_NONE;
	return view->leavable_profile ? BACKGROUND_SWITCHING : BACKGROUND_KEEPING;
}

static void arm_scan(struct automatic *automatic, enum background_situation situation)
{
	uint64_t delay_ms = background_next(&automatic->background, situation, &automatic->parts.policy->periods);

	automatic->scan_timer = sd_event_source_disable_unref(automatic->scan_timer);
	if (delay_ms > 0)
		arm(automatic, &automatic->scan_timer, clock_monotonic_us() + delay_ms * 1000, on_scan_timer);
}

static void arm_failure(struct automatic *automatic);

static int on_failure_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct automatic *automatic = userdata;

	automatic->failure_timer = sd_event_source_disable_unref(automatic->failure_timer);
	tell(automatic, wlan_notification_acm_profile_unblocked, autoconnect_expire(automatic->autoconnect, clock_monotonic_us()));
	arm_failure(automatic);
	automatic_look(automatic);
	return 0;
}

static void arm_failure(struct automatic *automatic)
{
	uint64_t next_us = autoconnect_next_us(automatic->autoconnect, clock_monotonic_us());

	automatic->failure_timer = sd_event_source_disable_unref(automatic->failure_timer);
	if (next_us != UINT64_MAX)
		arm(automatic, &automatic->failure_timer, next_us, on_failure_timer);
}

/* --- a search --- */

static void automatic_search(struct automatic *automatic)
{
	int r;

	if (automatic->search != SEARCH_NONE)
		return;
	r = scanner_request(automatic->parts.scanner, SCAN_IN_BACKGROUND, NULL, NULL, 0, &automatic->ticket);
	if (r == 0) {
		automatic->search = SEARCH_SCANNING;
	} else {
		const struct automatic_view view = view_of(automatic);

		log_debug("Automatic connection: no scan (%s), tried again later", strerror(-r));
		arm_scan(automatic, situation_of(&view));
	}
}

static size_t index_of(const struct automatic_list *profiles, const char *name)
{
	size_t at = 0;

	while (at < profiles->n && strcmp(profiles->entries[at].profile->name, name) != 0)
		at++;
	return at;
}

/* Profiles behind this index are no improvement. */
static size_t find_limit(const struct automatic_view *view, const struct automatic_list *profiles)
{
	size_t at;

	if (!view->leavable_profile)
		return profiles->n;
	at = index_of(profiles, view->leavable_profile);
	return at < profiles->n ? at : 0;
}

static bool may_connect(const struct automatic *automatic, const struct automatic_view *view)
{
	return view->is_enabled && view->is_usable && !automatic->is_marked &&
	       (view->is_resting || (view->is_connected && view->leavable_profile));
}

/* Return: whether a probe is on its way, and its end has to be awaited. */
static bool probe_next(struct automatic *automatic)
{
	cleanup(cleanup_list) struct automatic_list profiles = { 0 };
	const struct automatic_view view = view_of(automatic);
	struct autoconnect_question question;
	struct dot11_ssid ssid;
	size_t limit;
	int chosen;

	if (automatic->n_probes == MAX_PROBES || !may_connect(automatic, &view) || list_profiles(automatic, &profiles) < 0)
		return false;
	question = question_of(automatic, &view, &profiles);
	chosen = autoconnect_choose(automatic->autoconnect, &question);
	limit = find_limit(&view, &profiles);
	if (chosen >= 0 && (size_t)chosen < limit)
		limit = (size_t)chosen;
	while (autoconnect_find_hidden(automatic->autoconnect, &question, limit, &automatic->at_ssid, &ssid)) {
		if (scanner_request(automatic->parts.scanner, SCAN_IN_BACKGROUND, &ssid, NULL, 0, &automatic->ticket) < 0)
			return false;
		automatic->n_probes++;
		automatic->search = SEARCH_PROBING;
		return true;
	}
	return false;
}

/* --- the decision --- */

static bool fits_any_profile(const struct automatic_view *view, const struct automatic *automatic,
			     const struct automatic_list *profiles)
{
	for (size_t i = 0; i < profiles->n; i++)
		if (profiles->entries[i].profile->connects_automatically &&
		    candidates_are_visible(automatic->parts.list, profiles->entries[i].profile, view->filters))
			return true;
	return false;
}

static bool is_any_connectable(const struct automatic *automatic, const struct automatic_view *view)
{
	for (size_t i = 0; i < bss_list_count(automatic->parts.list); i++) {
		const struct bss *bss = bss_list_at(automatic->parts.list, i);

		if (network_not_connectable_reason(bss->bss_type, bss->security.auth, bss->security.cipher) != WLAN_REASON_CODE_SUCCESS)
			continue;
		if (!view->filters || filters_verdict(view->filters, &bss->ssid, bss->bss_type) == WLAN_REASON_CODE_SUCCESS)
			return true;
	}
	return false;
}

static void tell_news(struct automatic *automatic, const struct automatic_view *view, const struct automatic_list *profiles)
{
	enum news news = NEWS_NONE;

	if (!is_any_connectable(automatic, view))
		news = NEWS_NOT_AVAILABLE;
	else if (view->is_resting && !fits_any_profile(view, automatic, profiles))
		news = NEWS_AVAILABLE;
	if (news == automatic->news)
		return;
	automatic->news = news;
	if (news != NEWS_NONE)
		tell(automatic,
		     news == NEWS_AVAILABLE ? wlan_notification_acm_network_available : wlan_notification_acm_network_not_available, 1);
}

/* Return: whether a connection was asked for. */
static bool choose(struct automatic *automatic, const struct automatic_view *view, struct automatic_list *profiles)
{
	const struct autoconnect_question question = question_of(automatic, view, profiles);
	int chosen = autoconnect_choose(automatic->autoconnect, &question);

	if (chosen < 0 || (size_t)chosen >= find_limit(view, profiles)) {
		if (chosen < 0 && automatic->n_failed > 0 && view->is_resting) {
			automatic->n_failed = 0;
			tell(automatic, wlan_notification_acm_profiles_exhausted, 1);
		}
		return false;
	}
	if (view->is_connected)
		log_info("Automatic connection: \"%s\" is in range and preferred to \"%s\"", profiles->entries[chosen].profile->name,
			 view->leavable_profile);
	automatic->listener->connect(take_ptr(profiles->entries[chosen].profile), automatic->userdata);
	return true;
}

static void decide(struct automatic *automatic, bool has_scanned)
{
	cleanup(cleanup_list) struct automatic_list profiles = { 0 };
	const struct automatic_view view = view_of(automatic);

	if (!view.is_usable || (!view.is_resting && !view.is_connected) || list_profiles(automatic, &profiles) < 0)
		return;
	if (may_connect(automatic, &view) && choose(automatic, &view, &profiles))
		return;
	if (has_scanned)
		tell_news(automatic, &view, &profiles);
}

void automatic_decide(struct automatic *automatic)
{
	/* A search that goes on ends in a better founded decision. */
	if (automatic->search == SEARCH_NONE)
		decide(automatic, false);
}

void automatic_scan_finished(struct automatic *automatic, const struct scan_result *result)
{
	bool is_awaited = automatic->search != SEARCH_NONE && result->ticket == automatic->ticket;

	if (!is_awaited && automatic->search != SEARCH_NONE)
		return; /* it ends in a better founded decision */
	if (!is_awaited && !result->is_full) {
		if (result->n_clients > 0)
			decide(automatic, false);
		return;
	}
	if (result->is_full) {
		const struct automatic_view view = view_of(automatic);

		automatic->at_ssid = 0;
		automatic->n_probes = 0;
		arm_scan(automatic, situation_of(&view));
	}
	automatic->search = SEARCH_NONE;
	if (!probe_next(automatic))
		decide(automatic, result->reason == WLAN_REASON_CODE_SUCCESS);
}

/* --- what the interface tells --- */

define_cleanup(struct automatic, automatic, automatic_free);

int automatic_new(struct automatic **ret, const struct automatic_parts *parts, const struct automatic_listener *listener,
		  void *userdata)
{
	cleanup(cleanup_automatic) struct automatic *automatic = calloc(1, sizeof(*automatic));

	if (!automatic)
		return -ENOMEM;
	automatic->parts = *parts;
	automatic->listener = listener;
	automatic->userdata = userdata;
	if (autoconnect_new(&automatic->autoconnect) < 0)
		return -ENOMEM;
	*ret = take_ptr(automatic);
	return 0;
}

struct automatic *automatic_free(struct automatic *automatic)
{
	if (!automatic)
		return NULL;
	sd_event_source_disable_unref(automatic->scan_timer);
	sd_event_source_disable_unref(automatic->failure_timer);
	autoconnect_free(automatic->autoconnect);
	free(automatic);
	return NULL;
}

void automatic_update(struct automatic *automatic)
{
	const struct automatic_view view = view_of(automatic);
	enum background_situation situation = situation_of(&view);

	/* The series of the same situation goes on undisturbed. */
	if (situation != automatic->background.situation)
		arm_scan(automatic, situation);
	if (view.is_connected)
		automatic->news = NEWS_NONE;
}

static bool has_automatic(const struct automatic_list *profiles)
{
	for (size_t i = 0; i < profiles->n; i++)
		if (profiles->entries[i].profile->connects_automatically)
			return true;
	return false;
}

void automatic_look(struct automatic *automatic)
{
	cleanup(cleanup_list) struct automatic_list profiles = { 0 };
	const struct automatic_view view = view_of(automatic);

	if (!may_connect(automatic, &view) || list_profiles(automatic, &profiles) < 0 || !has_automatic(&profiles))
		return;
	background_restart(&automatic->background);
	arm_scan(automatic, situation_of(&view));
	automatic_search(automatic);
}

void automatic_user_comes(struct automatic *automatic, uid_t uid)
{
	cleanup(cleanup_list) struct automatic_list profiles = { 0 };
	bool has_one = false;

	if (list_profiles(automatic, &profiles) < 0)
		return;
	for (size_t i = 0; i < profiles.n; i++)
		has_one |= profiles.entries[i].owner == uid && profiles.entries[i].profile->connects_automatically;
	if (has_one)
		automatic_look(automatic);
}

void automatic_failed(struct automatic *automatic, const char *profile_name, uint32_t reason)
{
	const struct automatic_view view = view_of(automatic);

	automatic->n_failed++;
	if (autoconnect_fail(automatic->autoconnect, profile_name, reason, &view.periods, clock_monotonic_us()))
		tell(automatic, wlan_notification_acm_profile_blocked, 1);
	arm_failure(automatic);
}

static void unblock(struct automatic *automatic, const char *profile_name)
{
	if (autoconnect_unblock(automatic->autoconnect, profile_name))
		tell(automatic, wlan_notification_acm_profile_unblocked, 1);
	arm_failure(automatic);
}

void automatic_succeeded(struct automatic *automatic, const char *profile_name)
{
	automatic->n_failed = 0;
	unblock(automatic, profile_name);
}

bool automatic_prefer(struct automatic *automatic, const char *profile_name)
{
	cleanup(cleanup_list) struct automatic_list profiles = { 0 };
	_auto_free_ const char **names = NULL;
	size_t from = 0, at;

	if (list_profiles(automatic, &profiles) < 0)
		return false;
	at = index_of(&profiles, profile_name);
	if (at == profiles.n || profiles.entries[at].is_group_policy)
		return false;
	while (from < at && (profiles.entries[from].is_group_policy ||
			     !candidates_are_visible(automatic->parts.list, profiles.entries[from].profile, NULL)))
		from++;
	if (from == at)
		return false;
	names = calloc(at - from + 1, sizeof(*names));
	if (!names)
		return false;
	names[0] = profile_name;
	for (size_t i = from; i < at; i++)
		names[i - from + 1] = profiles.entries[i].profile->name;
	return store_order_profiles(automatic->parts.store, automatic->parts.interface, names, at - from + 1) == 0;
}

void automatic_profile_changed(struct automatic *automatic, const char *profile_name)
{
	unblock(automatic, profile_name);
}

void automatic_mark(struct automatic *automatic)
{
	automatic->is_marked = true;
}

bool automatic_is_marked(const struct automatic *automatic)
{
	return automatic->is_marked;
}

void automatic_unmark(struct automatic *automatic)
{
	automatic->is_marked = false;
}

void automatic_lift(struct automatic *automatic)
{
	size_t n = autoconnect_unblock_all(automatic->autoconnect);

	automatic->is_marked = false;
	automatic->n_failed = 0;
	tell(automatic, wlan_notification_acm_profile_unblocked, n);
	arm_failure(automatic);
}

uint32_t automatic_failure(const struct automatic *automatic, const char *profile_name)
{
	return autoconnect_failure(automatic->autoconnect, profile_name, clock_monotonic_us());
}
