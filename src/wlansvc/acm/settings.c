#include "wlansvc/acm/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"

#define ANY_VALUE UINT32_MAX

static const struct parameter {
	const char *name; /* in the store; NULL: only queried */
	uint32_t initial, max;
	bool is_bool;
} parameters[] = {
	[wlan_autoconf_opcode_show_denied_networks] = { "show_denied_networks", FALSE, ANY_VALUE, true },
	[wlan_autoconf_opcode_power_setting] = { NULL, wlan_power_setting_no_saving, 0, false },
	[wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks] = { NULL, FALSE, 0, true },
	[wlan_autoconf_opcode_allow_explicit_creds] = { "allow_explicit_creds", TRUE, ANY_VALUE, true },
	[wlan_autoconf_opcode_block_period] = { "block_period", 20 * 60, SETTINGS_BLOCK_PERIOD_MAX_S, false },
	[wlan_autoconf_opcode_allow_virtual_station_extensibility] = { "allow_virtual_station_extensibility", TRUE, ANY_VALUE, true },
};

#define N_PARAMETERS array_size(parameters)

struct settings {
	struct store *store;
	uint32_t values[N_PARAMETERS];
	bool is_from_policy[N_PARAMETERS];
};

struct vote {
	struct vote *next;
	uint64_t handle;
	enum settings_vote kind;
};

/* Return: 0; STORE_E_NOT_FOUND, also for what is no number up to @max; negative errno. */
static int read_number(struct store *store, const struct guid *interface, const char *name, uint32_t max, uint32_t *ret)
{
	_auto_free_ char *text = NULL;
	unsigned long long value;
	char *end;
	int r = store_get_setting(store, interface, name, &text);

	if (r != 0)
		return r;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end || value > max) {
		log_warning("Setting %s: \"%s\" is no value of it; the default holds", name, text);
		return STORE_E_NOT_FOUND;
	}
	*ret = (uint32_t)value;
	return 0;
}

static int write_number(struct store *store, const struct guid *interface, const char *name, uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return store_set_setting(store, interface, name, text);
}

static bool is_parameter(uint32_t opcode)
{
	return opcode > wlan_autoconf_opcode_start && opcode < N_PARAMETERS;
}

define_cleanup(struct settings, settings, settings_free);

static int load(struct settings *settings, uint32_t opcode)
{
	const struct parameter *parameter = &parameters[opcode];
	int r;

	settings->values[opcode] = parameter->initial;
	if (!parameter->name)
		return 0;
	r = read_number(settings->store, NULL, parameter->name, parameter->max, &settings->values[opcode]);
	return r < 0 ? r : 0;
}

int settings_new(struct settings **ret, struct store *store)
{
	cleanup(cleanup_settings) struct settings *settings = calloc(1, sizeof(*settings));

	if (!settings)
		return -ENOMEM;
	settings->store = store;
	for (uint32_t i = wlan_autoconf_opcode_start + 1; i < N_PARAMETERS; i++) {
		int r = load(settings, i);

		if (r < 0)
			return r;
	}
	*ret = take_ptr(settings);
	return 0;
}

struct settings *settings_free(struct settings *settings)
{
	free(settings);
	return NULL;
}

int settings_get(const struct settings *settings, uint32_t opcode, uint32_t *ret_value, uint32_t *ret_type)
{
	if (!is_parameter(opcode))
		return SETTINGS_E_UNKNOWN;
	*ret_value = settings->values[opcode];
	if (ret_type)
		*ret_type = settings->is_from_policy[opcode] ? wlan_opcode_value_type_set_by_group_policy :
			    parameters[opcode].name	     ? wlan_opcode_value_type_set_by_user :
							       wlan_opcode_value_type_query_only;
	return 0;
}

uint32_t settings_value(const struct settings *settings, uint32_t opcode)
{
	uint32_t value = 0;

	(void)settings_get(settings, opcode, &value, NULL);
	return value;
}

int settings_set(struct settings *settings, uint32_t opcode, uint32_t value)
{
	int r;

	if (!is_parameter(opcode) || !parameters[opcode].name)
		return SETTINGS_E_UNKNOWN;
	if (parameters[opcode].is_bool)
		value = value != 0;
	if (value > parameters[opcode].max)
		return SETTINGS_E_RANGE;
	if (settings->is_from_policy[opcode])
		return SETTINGS_E_POLICY;
	r = write_number(settings->store, NULL, parameters[opcode].name, value);
	if (r == 0)
		settings->values[opcode] = value;
	return r;
}

void settings_set_power(struct settings *settings, uint32_t setting)
{
	settings->values[wlan_autoconf_opcode_power_setting] = setting;
}

void settings_set_policy(struct settings *settings, uint32_t opcode, uint32_t value)
{
	if (!is_parameter(opcode))
		return;
	settings->values[opcode] = value;
	settings->is_from_policy[opcode] = true;
}

int settings_drop_policy(struct settings *settings)
{
	int r = 0;

	for (uint32_t i = wlan_autoconf_opcode_start + 1; i < N_PARAMETERS; i++) {
		int failure;

		if (!settings->is_from_policy[i])
			continue;
		settings->is_from_policy[i] = false;
		failure = load(settings, i);
		r = failure < 0 ? failure : r;
	}
	return r;
}

void interface_settings_load(struct interface_settings *settings, struct store *store, const struct guid *interface)
{
	uint32_t is_enabled = TRUE, bss_type = dot11_BSS_type_any;

	if (read_number(store, interface, "autoconf_enabled", TRUE, &is_enabled) < 0 ||
	    read_number(store, interface, "bss_type", dot11_BSS_type_any, &bss_type) < 0)
		log_warning("The settings of an interface cannot be read; the defaults hold");
	settings->is_autoconf_enabled = is_enabled;
	settings->bss_type = bss_type >= dot11_BSS_type_infrastructure ? bss_type : dot11_BSS_type_any;
}

void interface_settings_clear(struct interface_settings *settings)
{
	bool changed[SETTINGS_N_VOTES];

	interface_settings_drop_votes(settings, changed);
}

int interface_settings_set_autoconf(struct interface_settings *settings, struct store *store, const struct guid *interface,
				    bool is_enabled)
{
	int r = write_number(store, interface, "autoconf_enabled", is_enabled);

	if (r < 0)
		return r;
	settings->is_autoconf_enabled = is_enabled;
	settings->is_autoconf_denied &= !is_enabled;
	return 0;
}

void interface_settings_deny_autoconf(struct interface_settings *settings, struct store *store, const struct guid *interface,
				      bool is_denied)
{
	uint32_t is_enabled = TRUE;

	if (!is_denied && !settings->is_autoconf_denied)
		return; /* it was turned on */
	if (!is_denied && read_number(store, interface, "autoconf_enabled", TRUE, &is_enabled) < 0)
		log_warning("The settings of an interface cannot be read; the defaults hold");
	settings->is_autoconf_denied = is_denied;
	settings->is_autoconf_enabled = !is_denied && is_enabled;
}

int interface_settings_set_bss_type(struct interface_settings *settings, struct store *store, const struct guid *interface,
				    uint32_t bss_type)
{
	int r = write_number(store, interface, "bss_type", bss_type);

	if (r == 0)
		settings->bss_type = bss_type;
	return r;
}

bool interface_settings_has_vote(const struct interface_settings *settings, enum settings_vote vote)
{
	for (const struct vote *v = settings->votes; v; v = v->next)
		if (v->kind == vote)
			return true;
	return false;
}

/* @kind: SETTINGS_N_VOTES for all; @handle: NULL for all. */
static void drop(struct interface_settings *settings, enum settings_vote kind, const uint64_t *handle)
{
	struct vote **at = &settings->votes;

	while (*at) {
		struct vote *vote = *at;

		if ((kind != SETTINGS_N_VOTES && vote->kind != kind) || (handle && vote->handle != *handle)) {
			at = &vote->next;
			continue;
		}
		*at = vote->next;
		free(vote);
	}
}

static int cast(struct interface_settings *settings, enum settings_vote kind, uint64_t handle)
{
	struct vote *vote;

	for (vote = settings->votes; vote; vote = vote->next)
		if (vote->kind == kind && vote->handle == handle)
			return 0;
	vote = calloc(1, sizeof(*vote));
	if (!vote)
		return -ENOMEM;
	*vote = (struct vote){ .next = settings->votes, .handle = handle, .kind = kind };
	settings->votes = vote;
	return 0;
}

int interface_settings_vote(struct interface_settings *settings, enum settings_vote vote, uint64_t handle, bool is_cast)
{
	bool before = interface_settings_has_vote(settings, vote);
	int r = 0;

	if (is_cast)
		r = cast(settings, vote, handle);
	else
		drop(settings, vote, &handle);
	return r < 0 ? r : before != interface_settings_has_vote(settings, vote);
}

static void drop_all(struct interface_settings *settings, const uint64_t *handle, bool *ret_changed)
{
	for (enum settings_vote kind = 0; kind < SETTINGS_N_VOTES; kind++)
		ret_changed[kind] = interface_settings_has_vote(settings, kind);
	drop(settings, SETTINGS_N_VOTES, handle);
	for (enum settings_vote kind = 0; kind < SETTINGS_N_VOTES; kind++)
		ret_changed[kind] = ret_changed[kind] != interface_settings_has_vote(settings, kind);
}

void interface_settings_release(struct interface_settings *settings, uint64_t handle, bool *ret_changed)
{
	drop_all(settings, &handle, ret_changed);
}

void interface_settings_drop_votes(struct interface_settings *settings, bool *ret_changed)
{
	drop_all(settings, NULL, ret_changed);
}
