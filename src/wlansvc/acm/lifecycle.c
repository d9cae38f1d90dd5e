/* What happens to the machine and its users, and what the administrator wants, told to every interface. */
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/private.h"

void acm_set_policy(struct acm *acm, const struct acm_policy *policy)
{
	acm->policy = *policy;
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_set_policy(acm->interfaces[i], policy);
}

void acm_session_changed(struct acm *acm)
{
	log_info("A session has changed: disconnects and failures of before are forgotten");
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_change_session(acm->interfaces[i]);
}

void acm_user_comes(struct acm *acm, uid_t uid)
{
	int r = users_add(acm->users, uid);

	if (r < 0)
		log_warning("The automatic profiles of user %u are left out: %s", (unsigned int)uid, strerror(-r));
	for (size_t i = 0; r > 0 && i < acm->n_interfaces; i++)
		interface_user_comes(acm->interfaces[i], uid);
}

void acm_user_leaves(struct acm *acm, uid_t uid)
{
	users_remove(acm->users, uid);
}

void acm_set_session_user(struct acm *acm, uid_t uid)
{
	uid_t old = acm->session_user;

	if (uid == old)
		return;
	acm->session_user = uid;
	if (uid != STORE_ALL_USERS)
		acm_user_comes(acm, uid);
	if (old != STORE_ALL_USERS)
		acm_user_leaves(acm, old);
}

/* One that is gone, or that comes, may uncover or hide a stored one: its connection goes by what is not there any more. */
void acm_policy_profile_changed(struct acm *acm, const char *name, bool is_gone)
{
	for (size_t i = 0; i < acm->n_interfaces; i++) {
		if (!is_gone) {
			interface_change_profile(acm->interfaces[i], name);
			continue;
		}
		interface_tell_profile_change(acm->interfaces[i]);
		interface_forget_profile(acm->interfaces[i], name);
	}
}

void acm_set_on_battery(struct acm *acm, bool is_on_battery)
{
	const uint32_t setting = is_on_battery ? wlan_power_setting_medium_saving : wlan_power_setting_no_saving;

	if (settings_value(acm->settings, wlan_autoconf_opcode_power_setting) == setting)
		return;
	log_info("The machine runs on %s", is_on_battery ? "a battery" : "the mains");
	settings_set_power(acm->settings, setting);
	for (size_t i = 0; i < acm->n_interfaces; i++) {
		const struct notifier notifier = { acm->listener, acm->userdata, *interface_guid(acm->interfaces[i]) };

		if (interface_is_ready(acm->interfaces[i]))
			notify_word(&notifier, wlan_notification_acm_power_setting_change, setting);
	}
}

void acm_suspend(struct acm *acm)
{
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_suspend(acm->interfaces[i]);
}

void acm_end(struct acm *acm)
{
	acm->is_ending = true;
	acm_suspend(acm);
}

bool acm_is_ending(const struct acm *acm)
{
	return acm->is_ending;
}

bool acm_is_at_rest(const struct acm *acm)
{
	for (size_t i = 0; i < acm->n_interfaces; i++)
		if (!interface_is_at_rest(acm->interfaces[i]))
			return false;
	return true;
}

void acm_resume(struct acm *acm)
{
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_resume(acm->interfaces[i]);
}
