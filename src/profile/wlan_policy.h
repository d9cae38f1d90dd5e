/*
 * A wireless policy: what the administrator of a machine wants of automatic configuration and of networks, as XML of the public WLANPolicy
 * schema (WLAN_policy Schema; policy v1 to v4).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "dot11/types.h"
#include "profile/profile.h"

#define WLAN_POLICY_MAX_NETWORKS 1000 /* of one list */
#define WLAN_POLICY_MAX_PROFILES 100

enum wlan_policy_flag { /* elements of globalFlags */
	WLAN_POLICY_ENABLE_AUTO_CONFIG, /* the first three are required */
	WLAN_POLICY_SHOW_DENIED_NETWORK,
	WLAN_POLICY_ALLOW_EVERYONE_TO_CREATE_ALL_USER_PROFILES,
	WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS,
	WLAN_POLICY_ENABLE_SOFT_AP,
	WLAN_POLICY_ENABLE_EXPLICIT_CREDS,
	WLAN_POLICY_BLOCK_PERIOD, /* minutes, 0 to 60 */
	WLAN_POLICY_ENABLE_WFD,
	WLAN_POLICY_N_FLAGS,
};

struct wlan_policy_network {
	struct dot11_ssid ssid;
	bool is_ibss;
};

struct wlan_policy_list {
	struct wlan_policy_network *networks;
	size_t n;
};

struct wlan_policy {
	int flags[WLAN_POLICY_N_FLAGS]; /* -1: it says nothing of it */
	struct wlan_policy_list allowed, blocked;
	bool denies_ibss, denies_ess;
	struct profile **profiles; /* profileList: names are unique, in order of preference */
	size_t n_profiles;
};

/**
 * wlan_policy_read() - parse and check a policy
 * @xml: in UTF-8, at most 64 KiB
 * @ret: the caller frees with wlan_policy_free()
 * Elements of other namespaces are passed over. One bad profile makes the policy a bad one.
 *
 * Return: 0; 1 if it is not valid (ret_defect says why; its reason plays no part); -ENOMEM.
 */
int wlan_policy_read(const char *xml, size_t size, struct wlan_policy **ret, struct profile_defect *ret_defect);
struct wlan_policy *wlan_policy_free(struct wlan_policy *policy);
