/*
 * Which profile automatic connection takes, and which it leaves alone for a while.
 *
 * The first profile in the list that is automatic, of a kind this service can connect, not blocked and visible (A1 to A4). A
 * profile whose automatic attempt failed is blocked for a minute, and twice as long after each further failure, up to 20 minutes
 * (the documented block period); a manual connect and an adapter that comes back lift all blocks (D11).
 */
#pragma once

#include "wlansvc/acm/bss_list.h"
#include "wlansvc/store/store.h"

#define AUTOCONNECT_SCAN_PERIOD_US (60 * UINT64_C(1000000))

struct autoconnect;

int autoconnect_new(struct autoconnect **ret);
struct autoconnect *autoconnect_free(struct autoconnect *autoconnect);

/* Return: index into @profiles; -ENOENT if none is to be connected. */
int autoconnect_choose(const struct autoconnect *autoconnect, const struct store_profile *profiles, size_t n_profiles,
		       const struct bss_list *list, uint64_t now_us);

/* An automatic attempt with that profile has failed. */
void autoconnect_block(struct autoconnect *autoconnect, const char *profile_name, uint64_t now_us);
/* It has succeeded. */
void autoconnect_unblock(struct autoconnect *autoconnect, const char *profile_name);
void autoconnect_unblock_all(struct autoconnect *autoconnect);
