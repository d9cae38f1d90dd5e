#include "wlansvc/acm/network_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"

uint32_t network_auth_of_profile(const struct profile *profile)
{
	switch (profile->auth) {
	case PROFILE_AUTH_OPEN:
		return DOT11_AUTH_ALGO_80211_OPEN;
	case PROFILE_AUTH_SHARED:
		return DOT11_AUTH_ALGO_80211_SHARED_KEY;
	case PROFILE_AUTH_WPA:
		return DOT11_AUTH_ALGO_WPA;
	case PROFILE_AUTH_WPA_PSK:
		return DOT11_AUTH_ALGO_WPA_PSK;
	case PROFILE_AUTH_WPA2:
		return DOT11_AUTH_ALGO_RSNA;
	case PROFILE_AUTH_WPA2_PSK:
		return DOT11_AUTH_ALGO_RSNA_PSK;
	case PROFILE_AUTH_WPA3:
	case PROFILE_AUTH_WPA3_ENT_192:
		return DOT11_AUTH_ALGO_WPA3_ENT_192;
	case PROFILE_AUTH_WPA3_ENT:
		return DOT11_AUTH_ALGO_WPA3_ENT;
	case PROFILE_AUTH_WPA3_SAE:
		return DOT11_AUTH_ALGO_WPA3_SAE;
	case PROFILE_AUTH_OWE:
		return DOT11_AUTH_ALGO_OWE;
	}
	return DOT11_AUTH_ALGO_80211_OPEN;
}

uint32_t network_cipher_of_profile(const struct profile *profile)
{
	switch (profile->cipher) {
	case PROFILE_CIPHER_NONE:
		return DOT11_CIPHER_ALGO_NONE;
	case PROFILE_CIPHER_WEP:
		return DOT11_CIPHER_ALGO_WEP;
	case PROFILE_CIPHER_TKIP:
		return DOT11_CIPHER_ALGO_TKIP;
	case PROFILE_CIPHER_AES:
		return DOT11_CIPHER_ALGO_CCMP;
	case PROFILE_CIPHER_GCMP256:
		return DOT11_CIPHER_ALGO_GCMP_256;
	}
	return DOT11_CIPHER_ALGO_NONE;
}

static bool is_aes(uint32_t cipher)
{
	return cipher == DOT11_CIPHER_ALGO_CCMP || cipher == DOT11_CIPHER_ALGO_GCMP || cipher == DOT11_CIPHER_ALGO_GCMP_256 ||
	       cipher == DOT11_CIPHER_ALGO_CCMP_256;
}

uint32_t network_not_connectable_reason(uint32_t bss_type, uint32_t auth, uint32_t cipher)
{
	if (bss_type != dot11_BSS_type_infrastructure)
		return WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED;
	if (auth == DOT11_AUTH_ALGO_80211_OPEN && cipher == DOT11_CIPHER_ALGO_NONE)
		return WLAN_REASON_CODE_SUCCESS;
	if ((auth == DOT11_AUTH_ALGO_RSNA_PSK || auth == DOT11_AUTH_ALGO_WPA3_SAE || auth == DOT11_AUTH_ALGO_OWE) && is_aes(cipher))
		return WLAN_REASON_CODE_SUCCESS;
	return WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS;
}

bool network_fits_profile(const struct profile *profile, const struct dot11_ssid *ssid, uint32_t bss_type, bool is_secure)
{
	bool profile_is_secure = !profile_is_open(profile);
	uint32_t profile_type = profile->is_ibss ? dot11_BSS_type_independent : dot11_BSS_type_infrastructure;

	if (profile_is_secure != is_secure || profile_type != bss_type)
		return false;
	for (size_t i = 0; i < profile->n_ssids; i++)
		if (dot11_ssid_equal(&profile->ssids[i], ssid))
			return true;
	return false;
}

struct group {
	struct acm_network network;
	int32_t rssi_dbm;
};

static void add_phy_type(struct acm_network *network, uint32_t phy_type)
{
	for (size_t i = 0; i < network->n_phy_types; i++)
		if (network->phy_types[i] == phy_type)
			return;
	if (network->n_phy_types == array_size(network->phy_types)) {
		network->more_phy_types = true;
		return;
	}
	network->phy_types[network->n_phy_types++] = phy_type;
}

static int compare_bss(const void *left, const void *right)
{
	const struct bss *a = *(const struct bss *const *)left, *b = *(const struct bss *const *)right;
	int order = (int)a->ssid.size - (int)b->ssid.size;

	if (order == 0)
		order = memcmp(a->ssid.bytes, b->ssid.bytes, a->ssid.size);
	if (order == 0)
		order = (int)a->bss_type - (int)b->bss_type;
	if (order == 0)
		order = (int)a->security.is_secure - (int)b->security.is_secure;
	if (order == 0) /* strongest first: its auth and cipher stand for the network */
		order = b->rssi_dbm > a->rssi_dbm ? 1 : b->rssi_dbm < a->rssi_dbm ? -1 : 0;
	return order;
}

static bool is_same_network(const struct acm_network *network, const struct bss *bss)
{
	return dot11_ssid_equal(&network->ssid, &bss->ssid) && network->bss_type == bss->bss_type &&
	       network->is_secure == bss->security.is_secure;
}

static int compare_signal(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	return b->rssi_dbm > a->rssi_dbm ? 1 : b->rssi_dbm < a->rssi_dbm ? -1 : 0;
}

static void take_interworking(struct acm_network *network, const struct bss *bss)
{
	dot11_interworking_find(bss->ies, bss->ies_size, &network->interworking);
	if (network->interworking.is_supported)
		network->flags |= WLAN_AVAILABLE_NETWORK_INTERWORKING_SUPPORTED;
	if (network->interworking.answers_anqp)
		network->flags |= WLAN_AVAILABLE_NETWORK_ANQP_SUPPORTED;
	if (network->interworking.is_hotspot2)
		network->flags |= WLAN_AVAILABLE_NETWORK_HOTSPOT2_ENABLED;
}

/* @ret: groups by falling signal, of *@ret_n; the caller frees it. */
static int group_bss(const struct bss_list *list, struct group **ret, size_t *ret_n)
{
	size_t n = bss_list_count(list), n_groups = 0;
	_auto_free_ const struct bss **sorted = calloc(n + 1, sizeof(*sorted));
	_auto_free_ struct group *groups = NULL;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = bss_list_at(list, i);
	qsort(sorted, n, sizeof(const struct bss *), compare_bss);
	for (size_t i = 0; i < n; i++)
		n_groups += i == 0 || compare_bss(&sorted[i - 1], &sorted[i]) != 0;
	groups = calloc(n_groups + 1, sizeof(*groups)); /* at most so many: equal networks of unequal signal count too often */
	if (!groups)
		return -ENOMEM;
	n_groups = 0;
	for (size_t i = 0; i < n; i++) {
		const struct bss *bss = sorted[i];
		struct acm_network *network = n_groups > 0 ? &groups[n_groups - 1].network : NULL;

		if (!network || !is_same_network(network, bss)) {
			network = &groups[n_groups].network;
			network->ssid = bss->ssid;
			network->bss_type = bss->bss_type;
			network->is_secure = bss->security.is_secure;
			network->auth = bss->security.auth;
			network->cipher = bss->security.cipher;
			network->signal_quality = bss_signal_quality(bss->rssi_dbm);
			network->not_connectable_reason = network_not_connectable_reason(bss->bss_type, bss->security.auth, bss->security.cipher);
			network->is_connectable = network->not_connectable_reason == WLAN_REASON_CODE_SUCCESS;
			take_interworking(network, bss);
			groups[n_groups++].rssi_dbm = bss->rssi_dbm;
		}
		network->n_bssids++;
		add_phy_type(network, bss->phy_type);
	}
	qsort(groups, n_groups, sizeof(*groups), compare_signal);
	*ret = take_ptr(groups);
	*ret_n = n_groups;
	return 0;
}

static bool is_connected(const struct network_connection *connection, const struct acm_network *network)
{
	return connection && dot11_ssid_equal(&connection->ssid, &network->ssid) && connection->bss_type == network->bss_type &&
	       connection->is_secure == network->is_secure;
}

static void name_after(struct acm_network *network, const struct profile *profile, const struct network_wishes *wishes)
{
	snprintf(network->profile_name, sizeof(network->profile_name), "%s", profile->name);
	network->flags |= WLAN_AVAILABLE_NETWORK_HAS_PROFILE;
	if (is_connected(wishes->connection, network) && strcmp(wishes->connection->profile_name, profile->name) == 0)
		network->flags |= WLAN_AVAILABLE_NETWORK_CONNECTED;
	if (wishes->has_failed && wishes->has_failed(profile->name, wishes->userdata))
		network->flags |= WLAN_AVAILABLE_NETWORK_AUTO_CONNECT_FAILED;
}

/* What the filters say of the groups. Return: how many are left. */
static size_t apply_filters(struct group *groups, size_t n_groups, const struct network_wishes *wishes)
{
	size_t n = 0;

	for (size_t i = 0; i < n_groups; i++) {
		struct acm_network *network = &groups[i].network;
		uint32_t verdict = wishes->filters ? filters_verdict(wishes->filters, &network->ssid, network->bss_type) :
						     WLAN_REASON_CODE_SUCCESS;

		if (verdict != WLAN_REASON_CODE_SUCCESS) {
			if (!wishes->shows_denied && !is_connected(wishes->connection, network))
				continue;
			network->is_connectable = false;
			network->not_connectable_reason = verdict;
		}
		if (wishes->is_of_version_1)
			network->n_bssids = 1;
		groups[n++] = groups[i];
	}
	return n;
}

/* N1: profiles that no scan has shown, if the caller wants those of its kind. */
static bool is_wanted_unseen(const struct profile *profile, const struct network_wishes *wishes)
{
	const uint32_t flags = wishes->flags;
	uint32_t bss_type = profile->is_ibss ? dot11_BSS_type_independent : dot11_BSS_type_infrastructure;

	if (wishes->filters && !wishes->shows_denied &&
	    filters_verdict(wishes->filters, &profile->ssids[0], bss_type) != WLAN_REASON_CODE_SUCCESS)
		return false;
	if (profile->is_ibss)
		return flags & WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES;
	return profile->is_non_broadcast && !profile->connects_automatically &&
	       (flags & WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES);
}

static void fill_unseen(struct acm_network *network, const struct profile *profile)
{
	network->ssid = profile->ssids[0];
	network->bss_type = profile->is_ibss ? dot11_BSS_type_independent : dot11_BSS_type_infrastructure;
	network->auth = network_auth_of_profile(profile);
	network->cipher = network_cipher_of_profile(profile);
	network->is_secure = !profile_is_open(profile);
	network->not_connectable_reason = network_not_connectable_reason(network->bss_type, network->auth, network->cipher);
	network->is_connectable = network->not_connectable_reason == WLAN_REASON_CODE_SUCCESS;
}

static bool is_of_console_user(const struct acm_network *network, const struct network_wishes *wishes)
{
	for (size_t i = 0; i < wishes->n_console_profiles; i++)
		if (network_fits_profile(wishes->console_profiles[i].profile, &network->ssid, network->bss_type, network->is_secure))
			return true;
	return false;
}

int network_list_build(const struct bss_list *list, const struct network_wishes *wishes, struct acm_network **ret, size_t *ret_n)
{
	const struct store_profile *profiles = wishes->profiles;
	const size_t n_profiles = wishes->n_profiles;
	_auto_free_ struct group *groups = NULL;
	_auto_free_ struct acm_network *networks = NULL;
	size_t n_groups, n = 0, n_max;
	int r;

	r = group_bss(list, &groups, &n_groups);
	if (r < 0)
		return r;
	n_groups = apply_filters(groups, n_groups, wishes);
	n_max = n_groups;
	for (size_t p = 0; p < n_profiles; p++) {
		size_t n_before = n_max;

		for (size_t g = 0; g < n_groups; g++)
			n_max += network_fits_profile(profiles[p].profile, &groups[g].network.ssid, groups[g].network.bss_type,
						      groups[g].network.is_secure);
		if (n_max == n_before && is_wanted_unseen(profiles[p].profile, wishes))
			n_max++;
	}
	networks = calloc(n_max + 1, sizeof(*networks));
	if (!networks)
		return -ENOMEM;
	for (size_t p = 0; p < n_profiles; p++) {
		const struct profile *profile = profiles[p].profile;
		size_t n_before = n;

		for (size_t g = 0; g < n_groups; g++) {
			if (!network_fits_profile(profile, &groups[g].network.ssid, groups[g].network.bss_type,
						  groups[g].network.is_secure))
				continue;
			networks[n] = groups[g].network;
			name_after(&networks[n++], profile, wishes);
		}
		if (n == n_before && is_wanted_unseen(profile, wishes)) {
			fill_unseen(&networks[n], profile);
			name_after(&networks[n++], profile, wishes);
		}
	}
	for (size_t g = 0; g < n_groups; g++) {
		networks[n] = groups[g].network;
		if (is_connected(wishes->connection, &networks[n]))
			networks[n].flags |= WLAN_AVAILABLE_NETWORK_CONNECTED;
		if (is_of_console_user(&networks[n], wishes))
			networks[n].flags |= WLAN_AVAILABLE_NETWORK_CONSOLE_USER_PROFILE;
		n++;
	}
	*ret = take_ptr(networks);
	*ret_n = n;
	return 0;
}
