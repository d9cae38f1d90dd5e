/* What happens to the machine and its users, and what the administrator wants, told to every interface. */
#include "wlansvc/acm/private.h"

#include "base/log.h"

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

void acm_suspend(struct acm *acm)
{
	log_info("The machine goes to sleep");
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_suspend(acm->interfaces[i]);
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
	log_info("The machine is awake");
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_resume(acm->interfaces[i]);
}
