#include "wlansvc/acm/interface_configure.h"

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"

const struct interface_settings *interface_settings(const struct interface *interface)
{
	return &interface->own;
}

int interface_set_autoconf(struct interface *interface, bool is_enabled)
{
	bool was_enabled = interface->own.is_autoconf_enabled;
	int r = interface_settings_set_autoconf(&interface->own, interface->store, &interface->guid, is_enabled);

	if (r < 0 || was_enabled == is_enabled)
		return r;
	log_info("%s: automatic configuration %s", interface->description, is_enabled ? "on" : "off");
	notify_acm(&interface->notifier,
		   is_enabled ? wlan_notification_acm_autoconf_enabled : wlan_notification_acm_autoconf_disabled);
	automatic_update(interface->automatic);
	if (is_enabled)
		automatic_look(interface->automatic);
	return 0;
}

int interface_set_bss_type(struct interface *interface, uint32_t bss_type)
{
	uint32_t before = interface->own.bss_type;
	int r = interface_settings_set_bss_type(&interface->own, interface->store, &interface->guid, bss_type);

	if (r < 0 || before == bss_type)
		return r;
	notify_word(&interface->notifier, wlan_notification_acm_bss_type_change, bss_type);
	automatic_look(interface->automatic);
	return 0;
}

static void tell_votes(struct interface *interface, const bool *changed)
{
	if (changed[SETTINGS_VOTE_NO_BACKGROUND_SCAN])
		notify_acm(&interface->notifier, interface_settings_has_vote(&interface->own, SETTINGS_VOTE_NO_BACKGROUND_SCAN) ?
							 wlan_notification_acm_background_scan_disabled :
							 wlan_notification_acm_background_scan_enabled);
	quality_want(&interface->quality, interface_settings_has_vote(&interface->own, SETTINGS_VOTE_MEDIA_STREAMING));
	automatic_update(interface->automatic);
}

void interface_end_votes(struct interface *interface)
{
	bool changed[SETTINGS_N_VOTES];

	interface_settings_drop_votes(&interface->own, changed);
	tell_votes(interface, changed);
}

int interface_vote(struct interface *interface, int vote, uint64_t handle, bool is_cast)
{
	bool changed[SETTINGS_N_VOTES] = { 0 };
	int r;

	if (interface->state != INTERFACE_STATE_CONNECTED)
		return ACM_E_INVALID_STATE;
	r = interface_settings_vote(&interface->own, (enum settings_vote)vote, handle, is_cast);
	if (r <= 0)
		return r;
	changed[vote] = true;
	tell_votes(interface, changed);
	return 0;
}

void interface_release_handle(struct interface *interface, uint64_t handle)
{
	bool changed[SETTINGS_N_VOTES];

	interface_settings_release(&interface->own, handle, changed);
	tell_votes(interface, changed);
}
