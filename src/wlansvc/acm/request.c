#include "wlansvc/acm/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/acm/suites.h"

/* More than a person or a program needs; a limit on what one request makes us keep. */
#define MAX_BSSIDS 256

define_cleanup(struct attempt, attempt, attempt_free);

struct attempt *attempt_free(struct attempt *attempt)
{
	if (attempt) {
		profile_free(attempt->profile);
		free(attempt->ssids);
		free(attempt->bssids);
		free(attempt);
	}
	return NULL;
}

static int find_profile(struct acm *acm, struct store *store, const struct acm_caller *caller, const struct guid *interface, const char *name,
			struct profile **ret, bool *ret_is_of_policy)
{
	struct store_profile entry = { 0 };
	int r;

	if (!name || !*name)
		return ACM_E_INVALID;
	r = store_get_profile(store, interface, caller->uid, name, &entry);
	if (r == STORE_E_NOT_FOUND)
		return ACM_E_NO_PROFILE;
	if (r < 0)
		return r;
	if (!acm_check_access(acm, caller, &entry, ACM_ACCESS_EXECUTE)) {
		store_profile_clear(&entry);
		return ACM_E_ACCESS_DENIED;
	}
	*ret = take_ptr(entry.profile);
	*ret_is_of_policy = entry.is_group_policy;
	store_profile_clear(&entry);
	return 0;
}

static int read_profile(const char *xml, struct profile **ret)
{
	struct profile_defect defect;
	int r;

	if (!xml)
		return ACM_E_INVALID;
	r = profile_read(xml, strlen(xml), ret, &defect);
	if (r > 0) {
		log_info("Connect: the temporary profile is not valid: %s", defect.sentence);
		return ACM_E_BAD_PROFILE;
	}
	return r;
}

static int make_profile(const struct acm_connect *connect, struct profile **ret)
{
	int r;

	if (!connect->ssid || connect->bss_type == dot11_BSS_type_any)
		return ACM_E_INVALID;
	r = profile_for_network(connect->ssid, NULL, ret);
	return r == -EINVAL ? ACM_E_INVALID : r;
}

static int take_ssids(struct attempt *attempt, const struct dot11_ssid *wanted)
{
	const struct dot11_ssid *ssids = attempt->profile->ssids;
	size_t n = attempt->profile->n_ssids;

	if (wanted) {
		size_t i = 0;

		while (i < n && !dot11_ssid_equal(&ssids[i], wanted))
			i++;
		if (i == n)
			return ACM_E_INVALID; /* C5: one of the profile's */
		ssids = wanted;
		n = 1;
	}
	attempt->ssids = calloc(n, sizeof(*attempt->ssids));
	if (!attempt->ssids)
		return -ENOMEM;
	memcpy(attempt->ssids, ssids, n * sizeof(*ssids));
	attempt->n_ssids = n;
	return 0;
}

static int take_bssids(struct attempt *attempt, const struct acm_connect *connect)
{
	if (connect->n_bssids == 0)
		return 0;
	if (connect->n_bssids > MAX_BSSIDS)
		return ACM_E_INVALID;
	attempt->bssids = calloc(connect->n_bssids, sizeof(*attempt->bssids));
	if (!attempt->bssids)
		return -ENOMEM;
	memcpy(attempt->bssids, connect->bssids, connect->n_bssids * sizeof(*attempt->bssids));
	attempt->n_bssids = connect->n_bssids;
	return 0;
}

int attempt_from_request(struct attempt **ret, struct acm *acm, struct store *store, const struct acm_caller *caller, const struct guid *interface,
			 const struct acm_connect *connect)
{
	static const uint32_t unsupported_flags =
		WLAN_CONNECTION_EAPOL_PASSTHROUGH | WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE |
		WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_CONNECTION_MODE_AUTO |
		WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_OVERWRITE_EXISTING | WLAN_CONNECTION_ADHOC_JOIN_ONLY;
	cleanup(cleanup_attempt) struct attempt *attempt = calloc(1, sizeof(*attempt));
	struct msm_security security;
	int r;

	if (!attempt)
		return -ENOMEM;
	switch (connect->mode) {
	case wlan_connection_mode_profile:
		r = find_profile(acm, store, caller, interface, connect->profile, &attempt->profile, &attempt->is_of_policy);
		attempt->is_stored = true;
		break;
	case wlan_connection_mode_temporary_profile:
		r = read_profile(connect->profile, &attempt->profile);
		break;
	case wlan_connection_mode_discovery_unsecure:
		r = make_profile(connect, &attempt->profile);
		break;
	case wlan_connection_mode_discovery_secure:
		log_info("Connect: discovery of a secured network is not supported");
		return ACM_E_NOT_SUPPORTED;
	default:
		return ACM_E_INVALID; /* C3: auto is never a caller's value */
	}
	if (r != 0)
		return r;

	const struct profile *profile = attempt->profile;

	if (connect->bss_type != dot11_BSS_type_any && connect->bss_type != 0 &&
	    profile->is_ibss != (connect->bss_type == dot11_BSS_type_independent))
		return ACM_E_INVALID; /* C6 */
	if (profile->is_ibss || (connect->flags & unsupported_flags)) {
		log_info("Connect: profile \"%s\" or flags 0x%x ask for what is not supported", profile->name, connect->flags);
		return ACM_E_NOT_SUPPORTED;
	}
	if (suites_of_profile(profile, NULL, &security) == WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS) {
		log_info("Connect: profile \"%s\" asks for 802.1X, WEP or WPA, which are not supported", profile->name);
		return ACM_E_NOT_SUPPORTED;
	}
	suites_wipe(&security);
	attempt->mode = connect->mode;
	attempt->flags = connect->flags;
	attempt->ignores_privacy = connect->flags & WLAN_CONNECTION_IGNORE_PRIVACY_BIT;
	/* C11: with a profile, the profile says whether the network hides. */
	attempt->is_hidden = profile->is_non_broadcast || (connect->mode == wlan_connection_mode_discovery_unsecure &&
							   (connect->flags & WLAN_CONNECTION_HIDDEN_NETWORK));
	r = take_ssids(attempt, connect->ssid);
	if (r != 0)
		return r;
	r = take_bssids(attempt, connect);
	if (r != 0)
		return r;
	*ret = take_ptr(attempt);
	return 0;
}

int attempt_from_profile(struct attempt **ret, struct profile *profile)
{
	cleanup(cleanup_attempt) struct attempt *attempt = calloc(1, sizeof(*attempt));
	int r;

	if (!attempt)
		return -ENOMEM;
	attempt->profile = profile;
	r = take_ssids(attempt, NULL);
	if (r < 0) {
		attempt->profile = NULL;
		return r;
	}
	attempt->mode = wlan_connection_mode_auto;
	attempt->is_stored = true;
	attempt->is_hidden = profile->is_non_broadcast;
	*ret = take_ptr(attempt);
	return 0;
}

const struct dot11_ssid *attempt_ssid(const struct attempt *attempt)
{
	return &attempt->ssids[attempt->at_ssid < attempt->n_ssids ? attempt->at_ssid : attempt->n_ssids - 1];
}

bool attempt_allows(const struct attempt *attempt, const struct dot11_mac *bssid)
{
	for (size_t i = 0; i < attempt->n_bssids; i++)
		if (dot11_mac_equal(&attempt->bssids[i], bssid) || dot11_mac_equal(&attempt->bssids[i], &DOT11_MAC_BROADCAST))
			return true;
	return attempt->n_bssids == 0;
}

const char *attempt_profile_name(const struct attempt *attempt)
{
	return attempt->mode == wlan_connection_mode_discovery_unsecure ? "" : attempt->profile->name;
}
