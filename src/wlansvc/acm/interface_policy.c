#include "wlansvc/acm/interface_policy.h"

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/interface_state.h"

void interface_deny_autoconf(struct interface *interface, bool is_denied)
{
	bool was_enabled = interface->own.is_autoconf_enabled, is_enabled;

	interface_settings_deny_autoconf(&interface->own, interface->store, &interface->guid, is_denied);
	is_enabled = interface->own.is_autoconf_enabled;
	if (was_enabled == is_enabled)
		return;
	log_info("%s: automatic configuration %s by group policy", interface->description,
		 is_enabled ? "on: no longer off" : "off");
	if (interface_is_ready(interface))
		notify_acm(&interface->notifier,
			   is_enabled ? wlan_notification_acm_autoconf_enabled : wlan_notification_acm_autoconf_disabled);
	automatic_update(interface->automatic);
	if (is_enabled)
		automatic_look(interface->automatic);
}
