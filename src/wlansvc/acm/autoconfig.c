/* Parameters of automatic configuration and filter lists: what holds for every interface. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "profile/wlan_policy.h"
#include "wlansvc/acm/interface_policy.h"
#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/private.h"

/* Notifications of what belongs to no interface carry a GUID of zeros. */
static struct notifier notifier_of(const struct acm *acm)
{
	return (struct notifier){ .listener = acm->listener, .userdata = acm->userdata };
}

/* Return: WLAN_SECURABLE_OBJECT; WLAN_SECURABLE_OBJECT_COUNT if the parameter has none. */
static uint32_t object_of(uint32_t opcode)
{
	switch (opcode) {
	case wlan_autoconf_opcode_show_denied_networks:
		return wlan_secure_show_denied;
	case wlan_autoconf_opcode_allow_virtual_station_extensibility:
		return wlan_secure_virtual_station_extensibility;
	default:
		return WLAN_SECURABLE_OBJECT_COUNT;
	}
}

static int check(struct acm *acm, const struct acm_caller *caller, uint32_t object, uint32_t wanted)
{
	return object == WLAN_SECURABLE_OBJECT_COUNT ? 0 : acm_check_object(acm, caller, object, wanted);
}

int acm_query_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t *ret, uint32_t *ret_type)
{
	uint32_t value, type;
	int r;

	if (settings_get(acm->settings, opcode, &value, &type) != 0)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of(opcode), WLAN_READ_ACCESS);
	if (r != 0)
		return r;
	*ret = value;
	*ret_type = type;
	return 0;
}

int acm_set_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t value)
{
	int r = check(acm, caller, object_of(opcode), WLAN_WRITE_ACCESS);

	if (r != 0)
		return r;
	r = settings_set(acm->settings, opcode, value);
	switch (r) {
	case SETTINGS_E_UNKNOWN:
	case SETTINGS_E_RANGE:
		return ACM_E_INVALID;
	case SETTINGS_E_POLICY:
		return ACM_E_ACCESS_DENIED;
	default:
		return r;
	}
}

static uint32_t object_of_list(uint32_t list)
{
	switch (list) {
	case wlan_filter_list_type_user_permit:
		return wlan_secure_permit_list;
	case wlan_filter_list_type_user_deny:
		return wlan_secure_deny_list;
	default:
		return WLAN_SECURABLE_OBJECT_COUNT;
	}
}

int acm_get_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter **ret, size_t *ret_n)
{
	int r;

	if (list >= FILTERS_N_LISTS)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of_list(list), WLAN_READ_ACCESS);
	if (r != 0)
		return r;
	*ret = filters_get(acm->filters, list, ret_n);
	return 0;
}

int acm_set_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter *entries, size_t n)
{
	const struct notifier notifier = notifier_of(acm);
	int r;

	if (object_of_list(list) == WLAN_SECURABLE_OBJECT_COUNT || n > STORE_MAX_FILTERS)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of_list(list), WLAN_WRITE_ACCESS);
	if (r != 0)
		return r;
	r = filters_set(acm->filters, list, entries, n);
	if (r < 0)
		return r;
	notify_acm(&notifier, wlan_notification_acm_filter_list_change);
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_change_filters(acm->interfaces[i]);
	return 0;
}

/* --- group policy --- */

static void set_parameters(struct acm *acm, const struct wlan_policy *policy)
{
	static const struct {
		uint32_t opcode;
		enum wlan_policy_flag flag;
		uint32_t factor;
	} parameters[] = {
		{ wlan_autoconf_opcode_show_denied_networks, WLAN_POLICY_SHOW_DENIED_NETWORK, 1 },
		{ wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks, WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS, 1 },
		{ wlan_autoconf_opcode_allow_explicit_creds, WLAN_POLICY_ENABLE_EXPLICIT_CREDS, 1 },
		{ wlan_autoconf_opcode_block_period, WLAN_POLICY_BLOCK_PERIOD, 60 },
	};

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		if (policy->flags[parameters[i].flag] >= 0)
			settings_set_policy(acm->settings, parameters[i].opcode,
					    (uint32_t)policy->flags[parameters[i].flag] * parameters[i].factor);
}

/* enableWFD needs nothing: there is no Wi-Fi Direct to deny. */
static void set_permissions(struct acm *acm, const struct wlan_policy *policy)
{
	permissions_restrict(acm->permissions, policy && policy->flags[WLAN_POLICY_ALLOW_EVERYONE_TO_CREATE_ALL_USER_PROFILES] == 0);
	hosted_deny(acm->hosted, policy && policy->flags[WLAN_POLICY_ENABLE_SOFT_AP] == 0);
}

/* Only when it changes: what has been turned on since stays on when something else of the policy does. */
static void set_autoconf(struct acm *acm, const struct wlan_policy *policy)
{
	bool is_denied = policy && policy->flags[WLAN_POLICY_ENABLE_AUTO_CONFIG] == 0;

	if (is_denied == acm->denies_autoconf)
		return;
	acm->denies_autoconf = is_denied;
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_deny_autoconf(acm->interfaces[i], is_denied);
}

static int set_list(struct acm *acm, uint32_t list, const struct wlan_policy_list *networks, bool has_every_ibss, bool has_every_ess)
{
	_auto_free_ struct store_filter *filters = calloc(networks->n + 2, sizeof(*filters));
	size_t n = 0;

	if (!filters)
		return -ENOMEM;
	for (; n < networks->n; n++)
		filters[n] = (struct store_filter){
			.ssid = networks->networks[n].ssid,
			.bss_type = networks->networks[n].is_ibss ? dot11_BSS_type_independent : dot11_BSS_type_infrastructure,
		};
	if (has_every_ibss)
		filters[n++].bss_type = dot11_BSS_type_independent;
	if (has_every_ess)
		filters[n++].bss_type = dot11_BSS_type_infrastructure;
	return filters_set(acm->filters, list, filters, n);
}

static bool has_policy_filters(const struct acm *acm)
{
	size_t n_permit, n_deny;

	(void)filters_get(acm->filters, wlan_filter_list_type_gp_permit, &n_permit);
	(void)filters_get(acm->filters, wlan_filter_list_type_gp_deny, &n_deny);
	return n_permit + n_deny > 0;
}

int acm_set_network_policy(struct acm *acm, const struct wlan_policy *policy)
{
	static const struct wlan_policy nothing = { 0 };
	const struct notifier notifier = notifier_of(acm);
	bool had_filters = has_policy_filters(acm);
	int r = settings_drop_policy(acm->settings), failure;

	set_permissions(acm, policy);
	set_autoconf(acm, policy);
	if (policy)
		set_parameters(acm, policy);
	else
		policy = &nothing;
	failure = set_list(acm, wlan_filter_list_type_gp_deny, &policy->blocked, policy->denies_ibss, policy->denies_ess);
	r = failure < 0 ? failure : r;
	failure = set_list(acm, wlan_filter_list_type_gp_permit, &policy->allowed, false, false);
	r = failure < 0 ? failure : r;
	if (had_filters || has_policy_filters(acm))
		notify_acm(&notifier, wlan_notification_acm_filter_list_change);
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_change_filters(acm->interfaces[i]);
	return r;
}

int acm_set_psd(struct acm *acm, const struct acm_caller *caller, const char *format, const struct psd_item *items, size_t n)
{
	int r = psd_set(acm->psd, caller->handle, format, items, n);

	if (r == 0)
		hosted_change_elements(acm->hosted);
	if (r == -ENOBUFS) {
		log_info("proximity service discovery: no room for %zu more of \"%s\": beacons hold %d bytes of all applications", n,
			 format, PSD_MAX_ELEMENTS);
		return -ENOMEM;
	}
	return r == -E2BIG || r == -EILSEQ ? ACM_E_INVALID : r;
}
