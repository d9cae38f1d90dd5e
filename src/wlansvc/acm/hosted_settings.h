/* What outlives the service of a hosted network: its name, how many may join it, its keys, and whether it is allowed (W4). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/types.h"
#include "wlansvc/store/store.h"

#define HOSTED_DEFAULT_PEERS 100

/* Embedded in whoever owns it; zeroed and loaded before use. Its secrets are wiped by the owner. */
struct hosted_settings {
	struct store *store;
	bool are_made; /* name and primary key exist */
	bool is_disallowed;
	struct dot11_ssid ssid;
	uint32_t max_peers;
	struct secret primary;		   /* text */
	struct secret secondary;	   /* text of a passphrase, or 32 bytes; not set: there is none */
	bool is_passphrase, is_persistent; /* the secondary one */
};

/* What cannot be read is made anew by whoever needs it. @store: outlives it. Return: 0; negative errno. */
int hosted_settings_load(struct hosted_settings *settings, struct store *store);

/* Those that follow store what they change. Return: 0; negative errno (-EIO: keys cannot be sealed): nothing has changed. */

/* If there are none: readable, and this machine's. */
int hosted_settings_make(struct hosted_settings *settings);
/* A new primary key. */
int hosted_settings_make_key(struct hosted_settings *settings);
int hosted_settings_set(struct hosted_settings *settings, const struct dot11_ssid *ssid, uint32_t max_peers);
int hosted_settings_disallow(struct hosted_settings *settings, bool is_disallowed);
/* @key: not set: none any more. @is_persistent: else it is not stored, and one that was is gone. */
int hosted_settings_set_secondary(struct hosted_settings *settings, const struct secret *key, bool is_passphrase, bool is_persistent);

/* A secondary key that is not persistent ends with the use of the network. */
void hosted_settings_forget_temporary_key(struct hosted_settings *settings);

/* 32 bytes, or the text of a passphrase; or not set. */
bool hosted_key_is_good(const struct secret *key, bool is_passphrase);
/* Of @key, for the SSID as it is now. Return: 0; negative errno. */
int hosted_settings_pmk(const struct hosted_settings *settings, const struct secret *key, bool is_passphrase, struct secret *ret);

/* The profile with which a station joins, its key protected. @ret: the caller frees. Return: 0; negative errno. */
int hosted_settings_to_profile(const struct hosted_settings *settings, char **ret);
