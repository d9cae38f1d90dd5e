/* Stored profiles that change under an interface: what uses them ends or goes on (R8). */
#include "wlansvc/acm/interface.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/interface_attempt.h"
#include "wlansvc/acm/suites.h"

const char *interface_stored_profile(const struct interface *interface)
{
	return interface->current && interface->current->is_stored ? interface->current->profile->name : NULL;
}

const struct profile *interface_temporary_profile(const struct interface *interface)
{
	return interface->state == INTERFACE_STATE_CONNECTED && !interface->current->is_stored ? interface->current->profile : NULL;
}

bool interface_can_use(const struct interface *interface, const struct profile *profile)
{
	struct msm_security security;
	uint32_t reason = WLAN_REASON_CODE_SUCCESS;

	if (interface->adapter) {
		reason = suites_of_profile(profile, host_adapter_capabilities(interface->adapter), &security);
		suites_wipe(&security);
	}
	return reason != WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH &&
	       reason != WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_CIPHER;
}

void interface_tell_profile_change(struct interface *interface)
{
	notify_acm(&interface->notifier, wlan_notification_acm_profile_change);
}

void interface_change_profile(struct interface *interface, const char *name)
{
	automatic_profile_changed(interface->automatic, name); /* the new one may know the right key */
	msm_forget_pmks(interface->msm);
	interface_tell_profile_change(interface);
	/* R8: an attempt goes by what the profile said. A connection that exists stays. */
	if (interface->state != INTERFACE_STATE_CONNECTED && interface->current && interface->current->is_stored &&
	    strcmp(interface->current->profile->name, name) == 0)
		(void)interface_drop_current(interface, WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED);
	automatic_look(interface->automatic);
}

void interface_rename_profile(struct interface *interface, const char *old_name, const char *new_name)
{
	struct attempt *attempt = interface->current;

	automatic_profile_changed(interface->automatic, old_name);
	for (; attempt; attempt = attempt == interface->current ? interface->pending : attempt->next)
		if (attempt->is_stored && strcmp(attempt->profile->name, old_name) == 0 &&
		    profile_rename(attempt->profile, new_name) < 0)
			log_warning("%s: the connection keeps the name \"%s\" of its profile", interface->description, old_name);
	notify_names(&interface->notifier, old_name, new_name);
}

void interface_forget_profile(struct interface *interface, const char *name)
{
	struct attempt *current = interface->current;

	for (struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		if (attempt->is_stored && strcmp(attempt->profile->name, name) == 0)
			attempt->is_cancelled = true;
	automatic_profile_changed(interface->automatic, name);
	msm_forget_pmks(interface->msm);
	if (current && current->is_stored && strcmp(current->profile->name, name) == 0)
		if (interface_drop_current(interface, WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED) != 0)
			log_warning("%s: the connection of the deleted profile \"%s\" could not be ended", interface->description,
				    name);
}
