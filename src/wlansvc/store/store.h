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
#include "base/secret.h"
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
	char *security;	      /* SDDL of an all-user profile; NULL: the default */
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
 * @security: SDDL, at most STORE_MAX_SETTING bytes; NULL: the default for a new profile, unchanged for one that is replaced
 * @profile:  copied
 * New ones go to the top of the list, below group policy ones; a replaced one keeps its place (WlanSetProfile).
 *
 * Return: 0; STORE_E_EXISTS if the name exists and @overwrite is false, or exists with another owner or from group policy;
 * STORE_E_FOREIGN_KEY; -EDQUOT if the interface has STORE_MAX_PROFILES; -E2BIG: @security is too long; -ENOSPC and other negative
 * errno: nothing has changed.
 */
int store_set_profile(struct store *store, const struct guid *interface, uid_t owner, bool overwrite, const char *security,
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
/* The same with those of every user. */
int store_list_all_profiles(struct store *store, const struct guid *interface, struct store_profile **ret, size_t *ret_n);
void store_profiles_free(struct store_profile *entries, size_t n);

/* Settings: small texts by name, per interface or global (@interface NULL). -E2BIG above STORE_MAX_SETTING. */
int store_set_setting(struct store *store, const struct guid *interface, const char *name, const char *value);
/* @ret: the caller frees. Return: 0; STORE_E_NOT_FOUND; negative errno. */
int store_get_setting(struct store *store, const struct guid *interface, const char *name, char **ret);

/* A global setting that is a secret: on the disk only as the vault has sealed it. One that is not set (size 0) removes it.
 * Return: 0; negative errno. */
int store_set_secret(struct store *store, const char *name, const struct secret *secret);
/* @ret: the caller wipes. Return: 0; STORE_E_NOT_FOUND; -EBADMSG if this machine's key is another one now; other negative errno. */
int store_get_secret(struct store *store, const char *name, struct secret *ret);

/**
 * store_protect_key() - a key as profiles carry it when it is protected
 * @ret: hexadecimal digits of the sealed text; the caller frees
 * Return: 0; -ENOMEM; -EIO.
 */
int store_protect_key(struct store *store, const struct secret *key, char **ret);

/* Filter lists (WLAN_FILTER_LIST_TYPE), in the order they were given. */
#define STORE_MAX_FILTERS 1024 /* of one list */

struct store_filter {
	struct dot11_ssid ssid; /* empty: every network */
	uint32_t bss_type;	/* DOT11_BSS_TYPE */
};

/* Replaces the whole list. Return: 0; -EDQUOT above STORE_MAX_FILTERS; other negative errno: nothing has changed. */
int store_set_filters(struct store *store, uint32_t list, const struct store_filter *entries, size_t n);
/* @ret: the caller frees. Return: 0; negative errno. */
int store_get_filters(struct store *store, uint32_t list, struct store_filter **ret, size_t *ret_n);

#define STORE_MAX_USER_DATA 65536 /* bytes of custom data, or of credentials, of one profile */

/* Data that a program keeps with a profile; replacing the profile empties it (R7). @size 0: none.
 * Return: 0; STORE_E_NOT_FOUND; -E2BIG; other negative errno. */
int store_set_custom_data(struct store *store, const struct guid *interface, const char *name, const void *data, size_t size);
/* @ret: the caller frees. Return: 0; STORE_E_NOT_FOUND if there is no such profile or no data; negative errno. */
int store_get_custom_data(struct store *store, const struct guid *interface, const char *name, uint8_t **ret, size_t *ret_size);

/* Credentials for an 802.1X profile: of one user, or for all. They go with the profile. */
struct store_eap_data {
	uid_t user; /* STORE_ALL_USERS: for all */
	bool is_xml; /* EapHostUserCredentials; else the blob of a method */
	size_t method_size;
	uint8_t method[16]; /* EAP_METHOD_TYPE as in memory on Windows; none with XML */
	uint8_t *data;	    /* sealed on the disk */
	size_t size;
};

/* Replaces those of the same user. Return: 0; STORE_E_NOT_FOUND; -E2BIG; other negative errno. */
int store_set_eap_data(struct store *store, const struct guid *interface, const char *name, const struct store_eap_data *eap);
/* Those of @user, or else those for all. @ret: store_eap_data_clear(). Return: 0; STORE_E_NOT_FOUND; -EBADMSG if this machine's key
 * is another one now; other negative errno. */
int store_get_eap_data(struct store *store, const struct guid *interface, const char *name, uid_t user, struct store_eap_data *ret);
/* Wipes. */
void store_eap_data_clear(struct store_eap_data *eap);
/* Return: 0, also if there were none; negative errno. */
int store_delete_eap_data(struct store *store, const struct guid *interface, const char *name, uid_t user);

/**
 * store_order_profiles() - put some profiles into another order
 * @names: in the new order; the places that these profiles have now are dealt out anew among them, all others keep theirs
 *
 * Return: 0; STORE_E_NOT_FOUND: nothing has changed; negative errno.
 */
int store_order_profiles(struct store *store, const struct guid *interface, const char *const *names, size_t n);

/* Everything of the profile stays, its credentials and data too. Return: 0; STORE_E_NOT_FOUND; STORE_E_EXISTS, whoever owns that one;
 * -EACCES if it is from group policy; -EINVAL if @new_name is no name; other negative errno. */
int store_rename_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *old_name, const char *new_name);
