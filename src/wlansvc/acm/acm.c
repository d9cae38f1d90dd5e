#include "wlansvc/acm/acm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/acm/mac_address.h"
#include "wlansvc/acm/interface_policy.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/acm/request.h"

define_cleanup(struct acm, acm, acm_free);

/* Also one whose driver is being started again. */
static struct interface *find_known(const struct acm *acm, const struct guid *guid)
{
	for (size_t i = 0; i < acm->n_interfaces; i++)
		if (guid_equal(interface_guid(acm->interfaces[i]), guid))
			return acm->interfaces[i];
	return NULL;
}

struct interface *acm_find(struct acm *acm, const struct guid *guid)
{
	struct interface *found = find_known(acm, guid);

	return found && interface_is_ready(found) ? found : NULL;
}

bool acm_was_removed(struct acm *acm, const struct guid *interface)
{
	size_t n = acm->n_removed < ACM_MAX_INTERFACES ? acm->n_removed : ACM_MAX_INTERFACES;
	const struct interface *known = find_known(acm, interface);

	if (known)
		return !interface_is_ready(known);
	for (size_t i = 0; i < n; i++)
		if (guid_equal(&acm->removed[i], interface))
			return true;
	return false;
}

/* --- the host --- */

static void on_adapter_up(struct host_adapter *adapter, void *userdata)
{
	struct acm *acm = userdata;
	struct interface *interface = host_adapter_userdata(adapter);

	if (interface) {
		log_info("%s: back", interface_description(interface));
		interface_arrive(interface, adapter);
		hosted_adapter_up(acm->hosted, adapter);
		return;
	}
	if (find_known(acm, host_adapter_guid(adapter)) || acm->n_interfaces == ACM_MAX_INTERFACES) {
		log_warning("%s: not used: %s", host_adapter_description(adapter),
			    acm->n_interfaces == ACM_MAX_INTERFACES ? "too many adapters" : "another adapter has its GUID");
		return;
	}
	if (interface_new(&interface, acm->event, acm->store, adapter, acm->listener, acm->userdata) < 0) {
		log_error("%s: not used: no memory", host_adapter_description(adapter));
		return;
	}
	interface_use(interface, acm->settings, acm->filters, acm->users);
	interface_set_policy(interface, &acm->policy);
	if (acm->denies_autoconf)
		interface_deny_autoconf(interface, true);
	host_adapter_set_userdata(adapter, interface);
	acm->interfaces[acm->n_interfaces++] = interface;
	log_info("%s: arrived", interface_description(interface));
	interface_arrive(interface, adapter);
	hosted_adapter_up(acm->hosted, adapter);
}

static void on_adapter_down(struct host_adapter *adapter, bool is_final, void *userdata)
{
	struct acm *acm = userdata;
	struct interface *interface = host_adapter_userdata(adapter);
	bool was_ready;
	size_t i = 0;

	if (!interface)
		return;
	log_info("%s: %s", interface_description(interface), is_final ? "removed" : "down, being recovered");
	was_ready = interface_is_ready(interface);
	hosted_adapter_down(acm->hosted, adapter);
	interface_down(interface);
	/* Rule 86: recovery is a removal and an arrival. I4, all calls on a removed GUID fail: before it is told. */
	if (!is_final) {
		interface_tell_removal(interface);
		return;
	}
	host_adapter_set_userdata(adapter, NULL);
	while (acm->interfaces[i] != interface)
		i++;
	acm->removed[acm->n_removed++ % ACM_MAX_INTERFACES] = *interface_guid(interface);
	acm->n_interfaces--;
	memmove(&acm->interfaces[i], &acm->interfaces[i + 1], (acm->n_interfaces - i) * sizeof(struct interface *));
	if (was_ready)
		interface_tell_removal(interface);
	interface_free(interface);
}

static void on_indication(struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload, void *userdata)
{
	struct interface *interface = host_adapter_userdata(adapter);
	struct acm *acm = userdata;

	if (interface && !hosted_indication(acm->hosted, adapter, port, id, payload))
		interface_indication(interface, id, payload);
}

static void on_data(struct host_adapter *adapter, const struct wdi_data_frame *frame, void *userdata)
{
	struct interface *interface = host_adapter_userdata(adapter);
	struct acm *acm = userdata;

	if (interface && !hosted_data(acm->hosted, adapter, frame))
		interface_data(interface, frame);
}

const struct host_listener acm_host_listener = {
	.adapter_up = on_adapter_up,
	.adapter_down = on_adapter_down,
	.indication = on_indication,
	.data = on_data,
};

/* --- the public functions --- */

int acm_new(struct acm **ret, sd_event *event, struct store *store, const struct acm_listener *listener, void *userdata)
{
	cleanup(cleanup_acm) struct acm *acm = calloc(1, sizeof(*acm));
	int r;

	if (!acm)
		return -ENOMEM;
	acm->event = sd_event_ref(event);
	acm->store = store;
	acm->listener = listener;
	acm->userdata = userdata;
	acm->policy = ACM_POLICY_DEFAULT;
	acm->session_user = STORE_ALL_USERS;
	r = settings_new(&acm->settings, store);
	if (r == 0)
		r = filters_new(&acm->filters, store);
	if (r == 0)
		r = permissions_new(&acm->permissions, store);
	if (r == 0)
		r = psd_new(&acm->psd);
	if (r == 0)
		r = hosted_new(&acm->hosted, acm);
	if (r == 0)
		r = users_new(&acm->users);
	if (r < 0)
		return r;
	*ret = take_ptr(acm);
	return 0;
}

struct acm *acm_free(struct acm *acm)
{
	if (!acm)
		return NULL;
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_free(acm->interfaces[i]);
	settings_free(acm->settings);
	filters_free(acm->filters);
	permissions_free(acm->permissions);
	psd_free(acm->psd);
	hosted_free(acm->hosted);
	users_free(acm->users);
	sd_event_unref(acm->event);
	free(acm);
	return NULL;
}

int acm_list_interfaces(struct acm *acm, struct acm_interface **ret, size_t *ret_n)
{
	struct acm_interface *list = calloc(acm->n_interfaces + 1, sizeof(*list));
	size_t n = 0;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < acm->n_interfaces; i++)
		if (interface_is_ready(acm->interfaces[i])) /* H12: those that are enabled */
			list[n++] = (struct acm_interface){
				.guid = *interface_guid(acm->interfaces[i]),
				.description = interface_description(acm->interfaces[i]),
				.state = interface_state(acm->interfaces[i]),
			};
	*ret = list;
	*ret_n = n;
	return 0;
}

int acm_scan(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size)
{
	struct interface *found = acm_find(acm, interface);

	if (!found)
		return ACM_E_NO_INTERFACE;
	return interface_scan(found, ssid, ie, ie_size);
}

static void fill_bss(struct acm_bss *ret, const struct bss *bss)
{
	*ret = (struct acm_bss){
		.ssid = bss->ssid,
		.bssid = bss->bssid,
		.bss_type = bss->bss_type,
		.phy_type = bss->phy_type,
		.rssi_dbm = bss->rssi_dbm,
		.link_quality = bss->link_quality,
		.in_reg_domain = true,
		.beacon_period = bss->beacon_period_tu,
		.timestamp = bss->timestamp,
		.host_timestamp = bss->host_timestamp,
		.capability = bss->capability,
		.center_khz = bss->center_khz,
		.n_rates = bss->n_rates,
		.ies = bss->ies,
		.ies_size = bss->ies_size,
	};
	memcpy(ret->rates, bss->rates, bss->n_rates * sizeof(bss->rates[0]));
}

/* B1: an SSID with type any matches nothing, since no BSS is of that type. */
static bool is_wanted(const struct dot11_ssid *wanted, uint32_t wanted_type, bool wanted_security, const struct dot11_ssid *ssid,
		      uint32_t type, bool is_secure)
{
	return !wanted || (dot11_ssid_equal(wanted, ssid) && wanted_type == type && wanted_security == is_secure);
}

int acm_list_bss(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, uint32_t bss_type, bool is_secure,
		 struct acm_bss **ret, size_t *ret_n)
{
	struct interface *found = acm_find(acm, interface);
	const struct bss_list *list;
	struct acm_bss *entries, own;
	size_t n = 0;

	if (!found)
		return ACM_E_NO_INTERFACE;
	if (!interface_radio_is_on(found))
		return ACM_E_RADIO_OFF; /* N8 */
	list = interface_bss_list(found);
	entries = calloc(bss_list_count(list) + 1, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	for (size_t i = 0; i < bss_list_count(list); i++) {
		const struct bss *bss = bss_list_at(list, i);

		if (is_wanted(ssid, bss_type, is_secure, &bss->ssid, bss->bss_type, bss->security.is_secure))
			fill_bss(&entries[n++], bss);
	}
	/* B4, and if the radio hears itself, only once. */
	if (hosted_bss(acm->hosted, interface, &own) && !bss_list_find(list, &own.bssid) &&
	    is_wanted(ssid, bss_type, is_secure, &own.ssid, own.bss_type, true))
		entries[n++] = own;
	*ret = entries;
	*ret_n = n;
	return 0;
}

static bool has_failed(const char *profile_name, const void *userdata)
{
	return interface_failure_of(userdata, profile_name) != WLAN_REASON_CODE_SUCCESS;
}

struct profile_list {
	struct store_profile *entries;
	size_t n;
};

static void cleanup_profile_list(struct profile_list *list)
{
	store_profiles_free(list->entries, list->n);
}

/* N3: the own profiles of the user in front of the machine, if that is not the caller. */
static int list_console_profiles(const struct acm *acm, const struct acm_caller *caller, const struct guid *interface,
				 struct profile_list *ret)
{
	size_t n = 0;
	int r;

	if (acm->session_user == STORE_ALL_USERS || acm->session_user == caller->uid)
		return 0;
	r = store_list_profiles(acm->store, interface, acm->session_user, &ret->entries, &ret->n);
	if (r < 0)
		return r;
	for (size_t i = 0; i < ret->n; i++)
		if (ret->entries[i].owner == acm->session_user)
			ret->entries[n++] = ret->entries[i];
		else
			store_profile_clear(&ret->entries[i]);
	ret->n = n;
	return 0;
}

int acm_list_networks(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t flags,
		      struct acm_network **ret, size_t *ret_n)
{
	struct interface *found = acm_find(acm, interface);
	cleanup(cleanup_profile_list) struct profile_list profiles = { 0 }, theirs = { 0 };
	struct network_connection connection;
	bool is_connected;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	if (!interface_radio_is_on(found))
		return ACM_E_RADIO_OFF; /* N8 */
	r = store_list_profiles(acm->store, interface, caller->uid, &profiles.entries, &profiles.n);
	if (r == 0)
		r = list_console_profiles(acm, caller, interface, &theirs);
	if (r < 0)
		return r;
	is_connected = interface_connection(found, &connection);
	return network_list_build(interface_bss_list(found),
				  &(struct network_wishes){
					  .profiles = profiles.entries,
					  .n_profiles = profiles.n,
					  .console_profiles = theirs.entries,
					  .n_console_profiles = theirs.n,
					  .flags = flags,
					  .connection = is_connected ? &connection : NULL,
					  .filters = acm->filters,
					  .shows_denied =
						  settings_value(acm->settings, wlan_autoconf_opcode_show_denied_networks),
					  .is_of_version_1 = caller->version < 2,
					  .has_failed = has_failed,
					  .userdata = found,
				  },
				  ret, ret_n);
}

int acm_connect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const struct acm_connect *connect)
{
	struct interface *found = acm_find(acm, interface);
	struct attempt *attempt;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	if (!interface_radio_is_on(found))
		return ACM_E_RADIO_OFF;
	r = attempt_from_request(&attempt, acm, acm->store, caller, interface, connect);
	if (r != 0)
		return r;
	r = interface_connect(found, attempt);
	if (r != 0)
		attempt_free(attempt);
	return r;
}

/* D8: what a client of version 1 disconnects from is on demand from now on. @entry: as stored; its profile is changed. */
static void make_on_demand(struct acm *acm, struct interface *interface, struct store_profile *entry)
{
	int r;

	if (!entry->profile->connects_automatically || entry->is_group_policy)
		return;
	r = profile_set_mode(entry->profile, false);
	if (r == 0)
		r = store_set_profile(acm->store, interface_guid(interface), entry->owner, true, NULL, entry->profile);
	if (r != 0) {
		log_warning("%s: profile \"%s\" could not be made manual: it stays automatic", interface_description(interface),
			    entry->profile->name);
		return;
	}
	log_info("%s: profile \"%s\" is manual now: a client of version 1 has disconnected from it", interface_description(interface),
		 entry->profile->name);
	interface_change_profile(interface, entry->profile->name);
}

int acm_disconnect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface)
{
	struct interface *found = acm_find(acm, interface);
	cleanup(store_profile_clear) struct store_profile entry = { 0 };
	bool is_of_version_1 = caller->version < 2;
	const char *name;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	/* D3, D4: whoever may not use the profile may not end its connection; one that the caller does not see is of another user,
	 * which the pages leave open: allowed. */
	name = interface_stored_profile(found);
	r = name ? store_get_profile(acm->store, interface, caller->uid, name, &entry) : STORE_E_NOT_FOUND;
	if (r < 0)
		return r;
	if (r == 0 && !acm_check_access(acm, caller, &entry, ACM_ACCESS_EXECUTE))
		return ACM_E_ACCESS_DENIED;
	r = interface_disconnect(found, !is_of_version_1);
	if (r < 0)
		log_warning("%s: cannot disconnect: %s; the connection stays", interface_description(found), strerror(-r));
	if (r == 0 && is_of_version_1 && entry.profile)
		make_on_demand(acm, found, &entry);
	return r;
}

int acm_interface_state(struct acm *acm, const struct guid *interface, uint32_t *ret_state)
{
	struct interface *found = acm_find(acm, interface);

	if (!found)
		return ACM_E_NO_INTERFACE;
	*ret_state = interface_state(found);
	return 0;
}

int acm_current_connection(struct acm *acm, const struct guid *interface, struct acm_connection *ret)
{
	struct interface *found = acm_find(acm, interface);

	return found ? interface_current(found, ret) : ACM_E_NO_INTERFACE;
}

int acm_radio_state(struct acm *acm, const struct guid *interface, struct acm_phy_radio *ret, size_t *ret_n)
{
	struct interface *found = acm_find(acm, interface);

	if (!found)
		return ACM_E_NO_INTERFACE;
	*ret_n = interface_radios(found, ret);
	return 0;
}

define_cleanup(struct profile, profile, profile_free);

/* Whether the caller may add a profile of that name, or overwrite the one there is. @security: a new descriptor, or NULL. */
static int check_set_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uid_t owner,
			     const char *name, bool overwrite, const char *security)
{
	cleanup(store_profile_clear) struct store_profile old = { 0 };
	int r = store_get_profile(acm->store, interface, caller->uid, name, &old);

	if (r < 0)
		return r;
	if (r > 0)
		return acm_check_object(acm, caller,
					owner == STORE_ALL_USERS ? wlan_secure_add_new_all_user_profiles :
								   wlan_secure_add_new_per_user_profiles,
					WLAN_WRITE_ACCESS);
	if (!overwrite || old.owner != owner)
		return ACM_E_EXISTS;
	return acm_check_access(acm, caller, &old, security ? ACM_ACCESS_REPLACE : ACM_ACCESS_WRITE) ? 0 : ACM_E_ACCESS_DENIED;
}

int acm_set_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uid_t owner, const char *xml,
		    const char *security, bool overwrite, uint32_t *ret_reason)
{
	struct interface *found = acm_find(acm, interface);
	cleanup(cleanup_profile) struct profile *profile = NULL;
	_auto_free_ char *descriptor = NULL;
	struct profile_defect defect;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	if (owner != STORE_ALL_USERS && owner != caller->uid)
		return ACM_E_ACCESS_DENIED;
	/* Per-user profiles have none, and clients of version 1 cannot give one (G7). */
	r = permission_read_security(owner == STORE_ALL_USERS && caller->version >= 2 ? security : NULL, &descriptor);
	if (r != 0)
		return r;
	r = profile_read(xml, strlen(xml), &profile, &defect);
	if (r < 0)
		return r;
	if (r > 0) {
		log_info("%s: profile refused: %s", interface_description(found), defect.sentence);
		*ret_reason = defect.reason;
		return ACM_E_BAD_PROFILE;
	}
	r = check_set_profile(acm, caller, interface, owner, profile->name, overwrite, descriptor);
	if (r != 0)
		return r;
	if (!interface_can_use(found, profile)) {
		log_info("%s: profile \"%s\" refused: the radio cannot do its security", interface_description(found), profile->name);
		return ACM_E_NO_MATCH;
	}
	r = mac_address_complete_profile(profile);
	if (r == 0)
		r = store_set_profile(acm->store, interface, owner, overwrite, descriptor, profile);
	switch (r) {
	case 0:
		*ret_reason = WLAN_REASON_CODE_SUCCESS;
		interface_change_profile(found, profile->name);
		return 0;
	case STORE_E_EXISTS:
		return ACM_E_EXISTS;
	case STORE_E_FOREIGN_KEY:
		log_info("%s: profile \"%s\" refused: its keyMaterial was protected by another machine; export it there with the key in "
			 "clear, or type the key again",
			 interface_description(found), profile->name);
		*ret_reason = WLAN_REASON_CODE_MSMSEC_PROFILE_RAWDATA_INVALID;
		return ACM_E_BAD_PROFILE;
	default:
		if (r < 0)
			log_warning("%s: profile \"%s\" cannot be stored: %s", interface_description(found), profile->name, strerror(-r));
		return r < 0 ? r : ACM_E_NO_PROFILE;
	}
}

int acm_get_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
		    struct store_profile *ret)
{
	struct store_profile entry = { 0 };
	int r;

	if (!acm_find(acm, interface))
		return ACM_E_NO_INTERFACE;
	r = store_get_profile(acm->store, interface, caller->uid, name, &entry);
	if (r == STORE_E_NOT_FOUND)
		return ACM_E_NO_PROFILE;
	if (r < 0)
		return r;
	if (!acm_check_access(acm, caller, &entry, ACM_ACCESS_READ)) {
		store_profile_clear(&entry);
		return ACM_E_ACCESS_DENIED;
	}
	*ret = entry;
	return 0;
}

int acm_list_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, struct store_profile **ret,
		      size_t *ret_n)
{
	if (!acm_find(acm, interface))
		return ACM_E_NO_INTERFACE;
	return store_list_profiles(acm->store, interface, caller->uid, ret, ret_n);
}

int acm_delete_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name)
{
	struct interface *found = acm_find(acm, interface);
	struct store_profile entry = { 0 };
	bool may_write;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	r = store_get_profile(acm->store, interface, caller->uid, name, &entry);
	if (r != 0)
		return r < 0 ? r : ACM_E_NO_PROFILE;
	may_write = acm_check_access(acm, caller, &entry, ACM_ACCESS_DELETE);
	store_profile_clear(&entry);
	if (!may_write)
		return ACM_E_ACCESS_DENIED;
	r = store_delete_profile(acm->store, interface, caller->uid, name);
	if (r != 0)
		return r < 0 ? r : ACM_E_NO_PROFILE;
	interface_tell_profile_change(found);
	interface_forget_profile(found, name);
	return 0;
}
