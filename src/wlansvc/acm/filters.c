#include "wlansvc/acm/filters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"

struct filter_list {
	struct store_filter *entries;
	size_t n;
};

struct filters {
	struct store *store;
	struct filter_list lists[FILTERS_N_LISTS];
};

define_cleanup(struct filters, filters, filters_free);

static bool is_of_user(uint32_t list)
{
	return list == wlan_filter_list_type_user_permit || list == wlan_filter_list_type_user_deny;
}

int filters_new(struct filters **ret, struct store *store)
{
	cleanup(cleanup_filters) struct filters *filters = calloc(1, sizeof(*filters));

	if (!filters)
		return -ENOMEM;
	filters->store = store;
	for (uint32_t list = 0; list < FILTERS_N_LISTS; list++) {
		int r = is_of_user(list) ? store_get_filters(store, list, &filters->lists[list].entries, &filters->lists[list].n) : 0;

		if (r < 0)
			return r;
	}
	*ret = take_ptr(filters);
	return 0;
}

struct filters *filters_free(struct filters *filters)
{
	if (!filters)
		return NULL;
	for (size_t i = 0; i < FILTERS_N_LISTS; i++)
		free(filters->lists[i].entries);
	free(filters);
	return NULL;
}

int filters_set(struct filters *filters, uint32_t list, const struct store_filter *entries, size_t n)
{
	_auto_free_ struct store_filter *copy = NULL;
	int r;

	if (list >= FILTERS_N_LISTS)
		return -EINVAL;
	if (n > STORE_MAX_FILTERS)
		return -EDQUOT;
	copy = calloc(n + 1, sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	if (n > 0)
		memcpy(copy, entries, n * sizeof(*copy));
	if (is_of_user(list)) {
		r = store_set_filters(filters->store, list, copy, n);
		if (r < 0)
			return r;
	}
	free(filters->lists[list].entries);
	filters->lists[list] = (struct filter_list){ take_ptr(copy), n };
	return 0;
}

const struct store_filter *filters_get(const struct filters *filters, uint32_t list, size_t *ret_n)
{
	*ret_n = list < FILTERS_N_LISTS ? filters->lists[list].n : 0;
	return *ret_n > 0 ? filters->lists[list].entries : NULL;
}

enum match { /* how closely a list names a network */
	MATCH_NONE,
	MATCH_EVERY_NETWORK,
	MATCH_SSID,
};

static enum match match(const struct filters *filters, uint32_t list, const struct dot11_ssid *ssid, uint32_t bss_type)
{
	enum match best = MATCH_NONE;

	for (size_t i = 0; i < filters->lists[list].n; i++) {
		const struct store_filter *entry = &filters->lists[list].entries[i];

		if (entry->bss_type != dot11_BSS_type_any && entry->bss_type != bss_type)
			continue;
		if (entry->ssid.size == 0)
			best = best == MATCH_NONE ? MATCH_EVERY_NETWORK : best;
		else if (dot11_ssid_equal(&entry->ssid, ssid))
			return MATCH_SSID;
	}
	return best;
}

uint32_t filters_verdict(const struct filters *filters, const struct dot11_ssid *ssid, uint32_t bss_type)
{
	static const struct {
		uint32_t permit, deny, reason;
	} parties[] = {
		{ wlan_filter_list_type_gp_permit, wlan_filter_list_type_gp_deny, WLAN_REASON_CODE_GP_DENIED },
		{ wlan_filter_list_type_user_permit, wlan_filter_list_type_user_deny, WLAN_REASON_CODE_USER_DENIED },
	};

	for (size_t i = 0; i < array_size(parties); i++) {
		enum match permit = match(filters, parties[i].permit, ssid, bss_type);
		enum match deny = match(filters, parties[i].deny, ssid, bss_type);

		if (deny != MATCH_NONE && deny >= permit)
			return parties[i].reason;
		if (permit != MATCH_NONE)
			return WLAN_REASON_CODE_SUCCESS;
	}
	return WLAN_REASON_CODE_SUCCESS;
}
