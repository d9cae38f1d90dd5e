#include "wlansvc/acm/interface_automatic.h"

#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/interface_attempt.h"

static bool is_switchable(const struct interface *interface)
{
	return interface->state == INTERFACE_STATE_CONNECTED && interface->current->mode == wlan_connection_mode_auto &&
	       interface->current->profile->switches_automatically;
}

static uint64_t block_period_ms(const struct interface *interface)
{
	if (interface->policy.periods.block_ms > 0 || !interface->settings)
		return interface->policy.periods.block_ms;
	return settings_value(interface->settings, wlan_autoconf_opcode_block_period) * UINT64_C(1000);
}

static void view_for_automatic(struct automatic_view *ret, void *userdata)
{
	const struct interface *interface = userdata;

	*ret = (struct automatic_view){
		.is_enabled = interface->own.is_autoconf_enabled && !interface->is_suspended,
		.is_usable = interface->adapter && interface_radio_is_on(interface),
		.is_resting = interface->state == INTERFACE_STATE_IDLE && !interface->current && !interface->pending,
		.is_connected = interface->state == INTERFACE_STATE_CONNECTED && !interface->pending,
		.wants_no_scans = interface_settings_has_vote(&interface->own, SETTINGS_VOTE_NO_BACKGROUND_SCAN) ||
				  interface_settings_has_vote(&interface->own, SETTINGS_VOTE_MEDIA_STREAMING),
		.leavable_profile = is_switchable(interface) ? interface->current->profile->name : NULL,
		.bss_type = interface->own.bss_type,
		.only_group_policy =
			interface->settings &&
			settings_value(interface->settings, wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks),
		.filters = interface->filters,
		.users = interface->users,
		.periods = { interface->policy.periods.retry_ms, block_period_ms(interface) },
	};
}

static void connect_automatically(struct profile *profile, void *userdata)
{
	struct interface *interface = userdata;
	struct attempt *attempt;

	if (attempt_from_profile(&attempt, profile) < 0) {
		profile_free(profile);
		return;
	}
	if (interface->state != INTERFACE_STATE_CONNECTED) {
		interface_begin_attempt(interface, attempt);
		return;
	}
	interface->pending = attempt;
	if (interface_drop_connection(interface) != 0)
		interface->pending = attempt_free(attempt); /* the connection stays */
}

static void tell_for_automatic(uint32_t code, void *userdata)
{
	const struct interface *interface = userdata;

	notify_acm(&interface->notifier, code);
}

const struct automatic_listener interface_automatic_listener = {
	.view = view_for_automatic,
	.connect = connect_automatically,
	.tell = tell_for_automatic,
};

void interface_set_policy(struct interface *interface, const struct acm_policy *policy)
{
	interface->policy = *policy;
}

uint32_t interface_failure_of(const struct interface *interface, const char *profile_name)
{
	return automatic_failure(interface->automatic, profile_name);
}

void interface_change_filters(struct interface *interface)
{
	automatic_look(interface->automatic);
}

void interface_change_session(struct interface *interface)
{
	automatic_lift(interface->automatic);
	automatic_look(interface->automatic);
}

void interface_user_comes(struct interface *interface, uid_t uid)
{
	automatic_user_comes(interface->automatic, uid);
}
