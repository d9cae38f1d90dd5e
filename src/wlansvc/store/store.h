/*
 * What outlives the service: profiles and settings, in one SQLite file. Every change is durable when the call returns. Keys of profiles
 * are on the disk only as the vault (vault.h) has sealed them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/guid.h"
#include "profile/profile.h"

struct store;
struct vault;

enum store_outcome {
	STORE_E_NOT_FOUND = 1,
	STORE_E_EXISTS,
	STORE_E_FOREIGN_KEY, /* the profile's key is protected, and not by this machine */
};

#define STORE_ALL_USERS ((uid_t)-1)
#define STORE_MAX_PROFILES 1024 /* of one interface, all owners together */
#define STORE_MAX_SETTING 4096 /* bytes of a name or a value */

struct store_profile {
	uid_t owner; /* STORE_ALL_USERS, or who alone sees it */
	bool is_group_policy; /* read-only */
	struct profile *profile;
};

/**
 * store_open() - open or make the database
 * @path:  file; its folder must exist. ":memory:" keeps everything in memory.
 * @vault: seals and opens the keys of profiles; outlives the store
 *
 * Return: 0; negative errno (-EACCES, -ENOSPC, -EUCLEAN if the file is damaged or of a newer version).
 */
int store_open(struct store **ret, const char *path, struct vault *vault);
struct store *store_close(struct store *store);

/**
 * store_set_profile() - add or replace, by name
 * @profile: copied
 * New ones go to the top of the list, below group policy ones; a replaced one keeps its place (WlanSetProfile).
 *
 * Return: 0; STORE_E_EXISTS if the name exists and @overwrite is false, or exists with another owner or from group policy;
 * STORE_E_FOREIGN_KEY; -EDQUOT if the interface has STORE_MAX_PROFILES; -ENOSPC and other negative errno: nothing has changed.
 */
int store_set_profile(struct store *store, const struct guid *interface, uid_t owner, bool overwrite,
		      const struct profile *profile);

/**
 * store_get_profile() - look up by name (case-sensitive)
 * @viewer: sees all-user profiles and its own
 * @ret:    the caller ends it with store_profile_clear(); its key is there in clear too, unless this machine's key was lost
 *
 * Return: 0; STORE_E_NOT_FOUND; negative errno.
 */
int store_get_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *name,
		      struct store_profile *ret);
void store_profile_clear(struct store_profile *entry);

/* Return: 0; STORE_E_NOT_FOUND; -EACCES if it is from group policy; other negative errno. */
int store_delete_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *name);

/**
 * store_list_profiles() - in order of preference
 * @viewer: (uid_t)0 sees those of every user only if it owns them, like anybody
 * @ret:    array of @ret_n; the caller ends it with store_profiles_free()
 */
int store_list_profiles(struct store *store, const struct guid *interface, uid_t viewer, struct store_profile **ret,
			size_t *ret_n);
void store_profiles_free(struct store_profile *entries, size_t n);

/* Settings: small texts by name, per interface or global (@interface NULL). -E2BIG above STORE_MAX_SETTING. */
int store_set_setting(struct store *store, const struct guid *interface, const char *name, const char *value);
/* @ret: the caller frees. Return: 0; STORE_E_NOT_FOUND; negative errno. */
int store_get_setting(struct store *store, const struct guid *interface, const char *name, char **ret);
