/*
 * Profiles of group policy: files that the administrator of a machine, or a tool of theirs, puts into a folder. They are profiles of every
 * interface, for all users, above all others and read-only (WLAN_PROFILE_GROUP_POLICY), and live in memory: a stored profile of the same
 * name is hidden as long as there is one of policy, and comes back with it gone.
 */
#pragma once

#include "profile/wlan_policy.h"
#include "wlansvc/store/store.h"

#define STORE_NETWORK_POLICY "policy.xml" /* in the folder of policy: WLANPolicy, and no profile */

/* A profile of group policy is new, says something else now, or is gone. Told after the list has changed. */
typedef void (*store_policy_changed_fn)(const char *name, bool is_gone, void *userdata);

/**
 * store_set_policy() - these are all profiles of group policy from now on
 * @profiles: in order of preference, names unique; copied
 * @changed:  may be NULL
 *
 * Return: 0; STORE_E_FOREIGN_KEY if the key of one is protected, and not by this machine; -EDQUOT above STORE_MAX_PROFILES; other
 * negative errno: nothing has changed, unless it is 0.
 */
int store_set_policy(struct store *store, struct profile *const *profiles, size_t n, store_policy_changed_fn changed, void *userdata);

/* Whether a profile of group policy is for that network. */
bool store_policy_names(const struct store *store, const struct dot11_ssid *ssid);

/**
 * store_read_policy() - the same, from the profileList of @policy, and then from the files *.xml of a folder but policy.xml, one WLANProfile
 * each, in the order of their names (as strcmp())
 * @policy: as store_read_network_policy() read it; NULL: none
 *
 * A folder that is not there says that there is no policy. The folder and each file have to belong to root or the service's user, and
 * nobody else may write them; a file with a key in clear is for its owner alone (mode 0600). A file that breaks that, is no valid
 * profile, or has a name that a file before has, is left out, and the log says why.
 *
 * Return: how many there are; negative errno: nothing has changed (-EPERM: others may write the folder).
 */
int store_read_policy(struct store *store, const char *path, const struct wlan_policy *policy, store_policy_changed_fn changed,
		      void *userdata);

/**
 * store_read_network_policy() - what the file policy.xml of that folder says, if there is one
 * @ret: wlan_policy_free(); NULL if there is no such file
 * It has to belong to root or the service's user, and nobody else may write it, nor read it if a profile in it has a key in clear. What is
 * wrong is in the log.
 *
 * Return: 0; -EPERM, -EINVAL if it breaks that or is no valid policy; other negative errno.
 */
int store_read_network_policy(const char *path, struct wlan_policy **ret);
