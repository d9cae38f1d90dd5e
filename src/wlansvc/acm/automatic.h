/*
 * Automatic connection of one interface: when it looks for networks, which profile it asks for, and what clients hear of it.
 *
 * It goes by the profiles of all users, and by those of each user who is there (users.h), in the one order that all profiles have.
 *
 * A search is a scan for every network, then a directed probe for each network of an automatic profile that does not broadcast and
 * would be preferred to what was found. At its end the first profile that nothing speaks against is connected (autoconnect.h). A
 * client's scan is as good as the first half of a search.
 *
 * While connected automatically with a profile that has autoSwitch, searches go on, and a profile higher in the list that is found
 * takes the place of the one in use (A5).
 *
 * The mark: a client has disconnected, so nothing is connected automatically until it is lifted (D10 to D13). It is not stored.
 *
 * Told to clients, at the end of a search or of a client's scan (A10): profiles_exhausted when automatic attempts have failed and
 * none is left; network_available when, while disconnected, a network could be connected but no automatic profile fits any;
 * network_not_available when no network in sight could be connected. The latter two only when that is news. profile_blocked and
 * profile_unblocked as the blocked list changes.
 */
#pragma once

#include <systemd/sd-event.h>

#include "base/guid.h"
#include "wlansvc/acm/autoconnect.h"
#include "wlansvc/acm/scan.h"
#include "wlansvc/store/store.h"

/* What the interface does just now, as far as it matters here. */
struct automatic_view {
	const struct users *users; /* who is there; NULL: nobody */
	bool is_enabled; /* autoconf_enabled */
	bool is_usable; /* the adapter is up and its radio on */
	bool is_resting; /* nothing is connected, tried, waiting or being ended */
	bool is_connected;
	bool wants_no_scans; /* clients have asked for that while connected (A13) */
	/* Name of the profile of an automatic connection that may be left for a better one; else NULL. */
	const char *leavable_profile;
	uint32_t bss_type;
	bool only_group_policy;
	const struct filters *filters; /* may be NULL */
	struct autoconnect_periods periods;
};

struct automatic_listener {
	/* Asked whenever it matters. */
	void (*view)(struct automatic_view *ret, void *userdata);
	/* Connect with it, ending what is connected now. @profile: its ownership goes over. */
	void (*connect)(struct profile *profile, void *userdata);
	/* A notification without data. @code: WLAN_NOTIFICATION_ACM */
	void (*tell)(uint32_t code, void *userdata);
};

struct automatic;

struct automatic_parts {
	sd_event *event;
	struct store *store;
	const struct guid *interface;
	struct scanner *scanner;
	const struct bss_list *list;
	const struct acm_policy *policy; /* may change its values */
};

/* Everything it is given outlives it. Return: 0; -ENOMEM. */
int automatic_new(struct automatic **ret, const struct automatic_parts *parts, const struct automatic_listener *listener,
		  void *userdata);
struct automatic *automatic_free(struct automatic *automatic);

/* The interface has come to rest, is connected, begins something, or may or may not scan now: only the timers change. */
void automatic_update(struct automatic *automatic);
/* There is a reason to look now: begins a search if it could lead to a connection. */
void automatic_look(struct automatic *automatic);
/* What is known of the networks is to be judged again: an automatic attempt has ended. */
void automatic_decide(struct automatic *automatic);

/* Every scan that has ended is told here. */
void automatic_scan_finished(struct automatic *automatic, const struct scan_result *result);

/* A user is there who was not: looks now if an automatic profile is theirs. */
void automatic_user_comes(struct automatic *automatic, uid_t uid);

/* An automatic attempt has failed. @reason: WLAN_REASON_CODE */
void automatic_failed(struct automatic *automatic, const char *profile_name, uint32_t reason);
/* Connected, however. */
void automatic_succeeded(struct automatic *automatic, const char *profile_name);
/**
 * automatic_prefer() - a client has connected that profile by hand: it moves above those of the other networks in range (A9)
 * Profiles of group policy stay on top.
 * Return: whether the list has changed.
 */
bool automatic_prefer(struct automatic *automatic, const char *profile_name);
/* The profile says something else now, or is gone. */
void automatic_profile_changed(struct automatic *automatic, const char *profile_name);

void automatic_mark(struct automatic *automatic);
bool automatic_is_marked(const struct automatic *automatic);
/* Ends the mark only. */
void automatic_unmark(struct automatic *automatic);
/* D11: a manual connect, a session change, an adapter that comes back. Ends the mark and all blocks. */
void automatic_lift(struct automatic *automatic);

/* As autoconnect_failure(), now. */
uint32_t automatic_failure(const struct automatic *automatic, const char *profile_name);
