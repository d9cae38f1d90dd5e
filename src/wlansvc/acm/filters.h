/*
 * Which networks may be used: the permit and deny lists of group policy and of the user (WlanSetFilterList; rule A8). They hold for
 * every interface.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"
#include "wlansvc/store/store.h"

#define FILTERS_N_LISTS 4 /* WLAN_FILTER_LIST_TYPE counts them from 0 */

struct filters;

/* Reads the user's lists from the store; those of group policy are empty until they are set. Return: 0; negative errno. */
int filters_new(struct filters **ret, struct store *store);
struct filters *filters_free(struct filters *filters);

/**
 * filters_set() - replace one whole list
 * @list: WLAN_FILTER_LIST_TYPE. The user's lists are stored, those of group policy live as long as the service.
 *
 * Return: 0; -EDQUOT above STORE_MAX_FILTERS; other negative errno: nothing has changed.
 */
int filters_set(struct filters *filters, uint32_t list, const struct store_filter *entries, size_t n);

/* Return: the entries, valid until the list is set; NULL if there are none. */
const struct store_filter *filters_get(const struct filters *filters, uint32_t list, size_t *ret_n);

/**
 * filters_verdict() - whether a network may be connected automatically and shown
 * @bss_type: DOT11_BSS_TYPE of the network
 *
 * Group policy beats the user, and what no list names is permitted. An entry with an empty SSID names every network, one of type
 * dot11_BSS_type_any every type. Of one party, a list that names the SSID beats one that names every network (else "deny all but
 * these" could not be said), and deny beats permit.
 *
 * Return: WLAN_REASON_CODE_SUCCESS if it is permitted; _GP_DENIED; _USER_DENIED.
 */
uint32_t filters_verdict(const struct filters *filters, const struct dot11_ssid *ssid, uint32_t bss_type);
