/*
 * What people and programs may set: parameters of automatic configuration, global ones and those of an interface, and the votes of
 * handles, which end with the handle.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wlansvc/store/store.h"

#define SETTINGS_BLOCK_PERIOD_MAX_S 3600

/* --- global: WLAN_AUTOCONF_OPCODE --- */

struct settings;

enum settings_outcome {
	SETTINGS_E_UNKNOWN = 1, /* no such parameter, or one that cannot be set */
	SETTINGS_E_RANGE,	/* not a value of it */
	SETTINGS_E_POLICY,	/* group policy has set it */
};

/* Reads what was set from the store. Return: 0; negative errno. */
int settings_new(struct settings **ret, struct store *store);
struct settings *settings_free(struct settings *settings);

/**
 * settings_get() - the value of a parameter
 * @opcode: WLAN_AUTOCONF_OPCODE. BOOLs are 0 or 1; the block period is in seconds, as the API counts it
 * @ret_type: WLAN_OPCODE_VALUE_TYPE; NULL allowed
 *
 * Return: 0; SETTINGS_E_UNKNOWN.
 */
int settings_get(const struct settings *settings, uint32_t opcode, uint32_t *ret_value, uint32_t *ret_type);

/* The same where the opcode is known to be one. */
uint32_t settings_value(const struct settings *settings, uint32_t opcode);

/* Sets and stores. Return: 0; SETTINGS_E_UNKNOWN, _RANGE, _POLICY; negative errno: nothing has changed. */
int settings_set(struct settings *settings, uint32_t opcode, uint32_t value);

/* What the machine's power supply asks for: WLAN_POWER_SETTING. It is not stored. */
void settings_set_power(struct settings *settings, uint32_t setting);

/* From group policy: beats what was set until settings_drop_policy(), and is not stored. */
void settings_set_policy(struct settings *settings, uint32_t opcode, uint32_t value);
/* Everything is again as it was set. Return: 0; negative errno: what cannot be read has its default. */
int settings_drop_policy(struct settings *settings);

/* --- of one interface --- */

enum settings_vote {
	SETTINGS_VOTE_NO_BACKGROUND_SCAN, /* off while any handle wants it off (A13) */
	SETTINGS_VOTE_MEDIA_STREAMING,	  /* on while any handle wants it on */
	SETTINGS_N_VOTES,
};

struct vote;

/* Embedded in whoever owns it; zeroed and loaded before use. */
struct interface_settings {
	bool is_autoconf_enabled; /* as it was set, unless group policy has it off */
	bool is_autoconf_denied; /* group policy has it off, and nobody has turned it on since */
	uint32_t bss_type; /* DOT11_BSS_TYPE that automatic connection may use */
	struct vote *votes;
};

/* What was set for the interface, or the defaults: on, and any type. */
void interface_settings_load(struct interface_settings *settings, struct store *store, const struct guid *interface);
void interface_settings_clear(struct interface_settings *settings);

/* Stored: they hold again after a restart. Return: 0; negative errno: nothing has changed.
 * Policy that denies AutoConfig leaves one request: to turn it on (enableAutoConfig of WLANPolicy). So that ends the denial. */
int interface_settings_set_autoconf(struct interface_settings *settings, struct store *store, const struct guid *interface,
				    bool is_enabled);
int interface_settings_set_bss_type(struct interface_settings *settings, struct store *store, const struct guid *interface,
				    uint32_t bss_type);

/* Group policy says enableAutoConfig false, or does so no longer. Not stored: without it holds what was set. */
void interface_settings_deny_autoconf(struct interface_settings *settings, struct store *store, const struct guid *interface,
				      bool is_denied);

/* Whether any handle votes for it. */
bool interface_settings_has_vote(const struct interface_settings *settings, enum settings_vote vote);
/* Casts or takes back the vote of one handle. Return: 0; 1 if has_vote() says something else now; -ENOMEM. */
int interface_settings_vote(struct interface_settings *settings, enum settings_vote vote, uint64_t handle, bool is_cast);
/* A handle has ended: all its votes. @ret_changed: SETTINGS_N_VOTES booleans, what has_vote() says differently now. */
void interface_settings_release(struct interface_settings *settings, uint64_t handle, bool *ret_changed);
/* All votes of all handles: the connection has ended (D22). @ret_changed: as above. */
void interface_settings_drop_votes(struct interface_settings *settings, bool *ret_changed);
