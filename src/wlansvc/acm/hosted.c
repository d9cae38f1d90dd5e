#include "wlansvc/acm/hosted.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "dot11/channel.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/rsne.h"
#include "dot11/suite.h"
#include "wlansvc/acm/bss_list.h"
#include "wlansvc/acm/hosted_settings.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/acm/wait_list.h"
#include "wlansvc/msm/ap_port.h"

#define MAX_REFERENCES 4096
#define DEFAULT_CHANNEL 6

/* A handle that uses the network, so many times. */
struct reference {
	uint64_t handle;
	unsigned int count;
};

/* A start that is answered when the network is active. */
struct start {
	struct start *next;
	uint64_t handle; /* 0: closed meanwhile, or forced */
	bool is_forced;
	acm_done_fn done;
	void *userdata;
};

struct hosted {
	struct acm *acm;
	struct ap *ap;
	struct ap_port port;
	struct host_adapter *adapters[ACM_MAX_INTERFACES]; /* that could be it; the first one is used */
	size_t n_adapters;
	struct guid device;
	uint32_t state; /* WLAN_HOSTED_NETWORK_STATE, as told */
	bool is_blocked; /* the driver cannot sustain an access point (rule 228) */
	struct dot11_mac bssid;
	uint32_t center_khz;
	uint8_t elements[64]; /* as hosted_bss() gave them last */

	struct hosted_settings settings;
	bool is_denied; /* by group policy: nobody can allow it, or change anything of it */

	bool is_forced;
	struct reference *references;
	size_t n_references;
	struct start *starts;
	struct wait_list stops;
	uint32_t stop_reason; /* why it goes down */
};

/* --- telling --- */

static void tell(struct hosted *hosted, struct acm_notification *notification)
{
	notification->source = WLAN_NOTIFICATION_SOURCE_HNWK;
	notification->interface = hosted->device;
	notification->profile_name = notification->profile_xml = "";
	hosted->acm->listener->notify(notification, hosted->acm->userdata);
}

static const char *state_name(uint32_t state)
{
	return state == wlan_hosted_network_active ? "active" : state == wlan_hosted_network_idle ? "idle" : "unavailable";
}

static void enter(struct hosted *hosted, uint32_t state, uint32_t reason)
{
	struct acm_notification notification = {
		.code = wlan_hosted_network_state_change,
		.kind = ACM_DATA_HOSTED_STATE,
		.hosted = { .old_state = hosted->state, .new_state = state, .reason = reason },
	};

	if (state == hosted->state)
		return;
	log_info("hosted network: %s -> %s (reason %u)", state_name(hosted->state), state_name(state), reason);
	hosted->state = state;
	tell(hosted, &notification);
}

/* While no access point is up. */
static void update_state(struct hosted *hosted, uint32_t reason)
{
	bool is_available = hosted->n_adapters > 0 && !hosted->settings.is_disallowed && !hosted->is_denied;

	if (ap_state(hosted->ap) == AP_STATE_UP)
		return;
	enter(hosted, is_available ? wlan_hosted_network_idle : wlan_hosted_network_unavailable, reason);
}

static void tell_peer(struct hosted *hosted, const struct dot11_mac *peer, bool is_here, uint32_t reason)
{
	struct acm_notification notification = {
		.code = wlan_hosted_network_peer_state_change,
		.kind = ACM_DATA_HOSTED_PEER,
		.peer = *peer,
		.hosted = {
			.old_state = is_here ? wlan_hosted_network_peer_state_invalid : wlan_hosted_network_peer_state_authenticated,
			.new_state = is_here ? wlan_hosted_network_peer_state_authenticated : wlan_hosted_network_peer_state_invalid,
			.reason = reason,
		},
	};

	log_info("hosted network: " DOT11_MAC_FORMAT " %s", DOT11_MAC_ARGS(peer), is_here ? "joined" : "left");
	tell(hosted, &notification);
}

/* --- references --- */

static struct reference *find_reference(struct hosted *hosted, uint64_t handle)
{
	for (size_t i = 0; i < hosted->n_references; i++)
		if (hosted->references[i].handle == handle)
			return &hosted->references[i];
	return NULL;
}

static int add_reference(struct hosted *hosted, uint64_t handle)
{
	struct reference *reference = find_reference(hosted, handle), *larger;

	if (reference) {
		reference->count++;
		return 0;
	}
	if (hosted->n_references == MAX_REFERENCES)
		return ACM_E_BUSY;
	larger = reallocarray(hosted->references, hosted->n_references + 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	hosted->references = larger;
	larger[hosted->n_references++] = (struct reference){ handle, 1 };
	return 0;
}

static void remove_reference(struct hosted *hosted, struct reference *reference)
{
	*reference = hosted->references[--hosted->n_references];
}

static bool is_used(const struct hosted *hosted)
{
	return hosted->is_forced || hosted->n_references > 0 || hosted->starts;
}

static void drop_all_uses(struct hosted *hosted)
{
	hosted->is_forced = false;
	hosted->n_references = 0;
}

/* --- the access point --- */

/* One radio is on one channel: that of the station, if it is connected. */
static void choose_channel(struct hosted *hosted, struct ap_settings *settings)
{
	const struct interface *interface = acm_find(hosted->acm, host_adapter_guid(hosted->port.adapter));
	_auto_free_ struct acm_connection *connection = calloc(1, sizeof(*connection));
	const struct bss *bss = NULL;

	settings->channel = DEFAULT_CHANNEL;
	settings->band_id = WDI_BAND_ID_2400;
	if (interface && connection && interface_current(interface, connection) == 0)
		bss = bss_list_find(interface_bss_list(interface), &connection->bssid);
	if (bss && bss->channel > 0 && bss->center_khz > 0 && bss->center_khz < 5925000) {
		settings->channel = bss->channel;
		settings->band_id = bss->center_khz < 5000000 ? WDI_BAND_ID_2400 : WDI_BAND_ID_5000;
	}
	hosted->center_khz = bss && bss->center_khz > 0 && bss->center_khz < 5925000 ?
				     bss->center_khz :
				     1000 * dot11_channel_to_mhz(DOT11_BAND_2GHZ, DEFAULT_CHANNEL);
}

static void wipe_settings(struct ap_settings *settings)
{
	secret_wipe(&settings->pmk);
	secret_wipe(&settings->other_pmk);
}

/* Return: 0; negative errno; AP_E_BUSY while it goes down. */
static int start_ap(struct hosted *hosted)
{
	struct ap_settings settings cleanup(wipe_settings) = { .ssid = hosted->settings.ssid, .is_secure = true };
	size_t capacity = ap_port_capacity(hosted->port.adapter);
	int r;

	settings.max_clients = hosted->settings.max_peers < capacity ? hosted->settings.max_peers : capacity;
	if (settings.max_clients > AP_MAX_CLIENTS)
		settings.max_clients = AP_MAX_CLIENTS;
	r = hosted_settings_pmk(&hosted->settings, &hosted->settings.primary, true, &settings.pmk);
	if (r == 0 && hosted->settings.secondary.size > 0)
		r = hosted_settings_pmk(&hosted->settings, &hosted->settings.secondary, hosted->settings.is_passphrase,
					&settings.other_pmk);
	if (r < 0)
		return r;
	choose_channel(hosted, &settings);
	return ap_start(hosted->ap, &settings);
}

static void answer_starts(struct hosted *hosted, int result, uint32_t reason)
{
	while (hosted->starts) {
		struct start *start = hosted->starts;

		hosted->starts = start->next;
		if (result == 0 && start->is_forced)
			hosted->is_forced = true;
		else if (result == 0 && start->handle && add_reference(hosted, start->handle) != 0)
			log_warning("hosted network: a use is not counted: too many, or no memory");
		start->done(result, &reason, start->userdata);
		free(start);
	}
}

static void stop_ap(struct hosted *hosted, uint32_t reason)
{
	if (ap_stop(hosted->ap) == 0)
		hosted->stop_reason = reason;
}

static void on_up(void *userdata)
{
	struct hosted *hosted = userdata;

	hosted->bssid = hosted->port.own;
	if (!is_used(hosted)) { /* whoever wanted it is gone */
		stop_ap(hosted, wlan_hosted_network_reason_client_abort);
		return;
	}
	answer_starts(hosted, 0, wlan_hosted_network_reason_success);
	enter(hosted, wlan_hosted_network_active, wlan_hosted_network_reason_user_action);
	if (!is_used(hosted))
		stop_ap(hosted, wlan_hosted_network_reason_client_abort);
}

static void on_down(enum ap_ending ending, uint32_t status, void *userdata)
{
	static const struct {
		uint32_t reason;
		bool ends_uses;
	} endings[] = {
		[AP_ENDING_ASKED] = { wlan_hosted_network_reason_success, false },
		[AP_ENDING_FAILED] = { wlan_hosted_network_reason_ap_start_failed, true },
		[AP_ENDING_DRIVER] = { wlan_hosted_network_reason_miniport_stopped, true },
		[AP_ENDING_ADAPTER_LOST] = { wlan_hosted_network_reason_device_change, true },
	};
	struct hosted *hosted = userdata;
	uint32_t reason = ending == AP_ENDING_ASKED ? hosted->stop_reason : endings[ending].reason;

	hosted->port.has_number = false;
	if (ending == AP_ENDING_FAILED)
		log_warning("hosted network: the driver could not start it (0x%08x)", status);
	if (ending == AP_ENDING_DRIVER)
		hosted->is_blocked = true;
	hosted_settings_forget_temporary_key(&hosted->settings);
	if (endings[ending].ends_uses) {
		drop_all_uses(hosted);
		answer_starts(hosted, ACM_E_FAILED, reason);
	}
	update_state(hosted, reason);
	reason = wlan_hosted_network_reason_success;
	wait_list_tell(&hosted->stops, 0, &reason);
	/* Wanted again while it went down. */
	if (hosted->starts && (hosted->is_denied || hosted->settings.is_disallowed))
		answer_starts(hosted, ACM_E_INVALID_STATE,
			      hosted->is_denied ? wlan_hosted_network_reason_gp_denied : wlan_hosted_network_reason_service_unavailable);
	else if (hosted->starts && ap_state(hosted->ap) == AP_STATE_DOWN && start_ap(hosted) != 0)
		answer_starts(hosted, ACM_E_FAILED, wlan_hosted_network_reason_ap_start_failed);
}

static void on_joined(const struct dot11_mac *client, void *userdata)
{
	tell_peer(userdata, client, true, wlan_hosted_network_reason_peer_arrived);
}

static void on_left(const struct dot11_mac *client, enum ap_departure departure, void *userdata)
{
	tell_peer(userdata, client, false,
		  departure == AP_DEPARTURE_LOST ? wlan_hosted_network_reason_peer_timeout : wlan_hosted_network_reason_peer_departed);
}

static const struct ap_listener ap_listener = { on_up, on_down, on_joined, on_left };

/* --- for acm.c --- */

int hosted_new(struct hosted **ret, struct acm *acm)
{
	struct hosted *hosted = calloc(1, sizeof(*hosted));
	int r;

	if (!hosted)
		return -ENOMEM;
	hosted->acm = acm;
	hosted->state = wlan_hosted_network_unavailable;
	ap_port_init(&hosted->port, acm->event);
	r = ap_new(&hosted->ap, &ap_port_ops, &hosted->port, &ap_listener, hosted);
	if (r == 0)
		r = hosted_settings_load(&hosted->settings, acm->store);
	if (r < 0) {
		hosted_free(hosted);
		return r;
	}
	hosted->port.ap = hosted->ap;
	*ret = hosted;
	return 0;
}

struct hosted *hosted_free(struct hosted *hosted)
{
	if (!hosted)
		return NULL;
	answer_starts(hosted, -ECANCELED, wlan_hosted_network_reason_service_shutting_down);
	wait_list_tell(&hosted->stops, -ECANCELED, NULL);
	ap_free(hosted->ap);
	ap_port_deinit(&hosted->port);
	free(hosted->references);
	secret_wipe_bytes(hosted, sizeof(*hosted));
	free(hosted);
	return NULL;
}

static void use_first_adapter(struct hosted *hosted)
{
	char name[128];

	hosted->port.adapter = hosted->n_adapters > 0 ? hosted->adapters[0] : NULL;
	hosted->port.has_number = false;
	hosted->is_blocked = false;
	if (!hosted->port.adapter)
		return;
	snprintf(name, sizeof(name), "hosted-network/%s", host_adapter_name(hosted->port.adapter));
	hosted->device = guid_from_name(name);
}

void hosted_adapter_up(struct hosted *hosted, struct host_adapter *adapter)
{
	if (ap_port_capacity(adapter) == 0 || hosted->n_adapters == ACM_MAX_INTERFACES)
		return;
	hosted->adapters[hosted->n_adapters++] = adapter;
	if (hosted->n_adapters == 1)
		use_first_adapter(hosted);
	update_state(hosted, wlan_hosted_network_reason_interface_available);
}

void hosted_adapter_down(struct hosted *hosted, struct host_adapter *adapter)
{
	bool is_ours = hosted->port.adapter == adapter;
	size_t i = 0;

	while (i < hosted->n_adapters && hosted->adapters[i] != adapter)
		i++;
	if (i == hosted->n_adapters)
		return;
	hosted->n_adapters--;
	memmove(&hosted->adapters[i], &hosted->adapters[i + 1], (hosted->n_adapters - i) * sizeof(struct host_adapter *));
	if (!is_ours)
		return;
	hosted->port.adapter = NULL;
	ap_adapter_lost(hosted->ap);
	update_state(hosted, wlan_hosted_network_reason_interface_unavailable);
	use_first_adapter(hosted);
}

bool hosted_indication(struct hosted *hosted, struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload)
{
	if (adapter != hosted->port.adapter)
		return false;
	if (id == NDIS_STATUS_WDI_INDICATION_CAN_SUSTAIN_AP) {
		hosted->is_blocked = false;
		return true;
	}
	return ap_port_indication(&hosted->port, port, id, payload);
}

bool hosted_data(struct hosted *hosted, struct host_adapter *adapter, const struct wdi_data_frame *frame)
{
	return adapter == hosted->port.adapter && ap_port_data(&hosted->port, frame);
}

void hosted_release_handle(struct hosted *hosted, uint64_t handle)
{
	struct reference *reference = find_reference(hosted, handle);

	for (struct start *start = hosted->starts; start; start = start->next)
		if (!start->is_forced && start->handle == handle)
			start->handle = 0;
	if (!reference)
		return;
	remove_reference(hosted, reference);
	if (!is_used(hosted))
		stop_ap(hosted, wlan_hosted_network_reason_client_abort);
}

void hosted_change_elements(struct hosted *hosted)
{
	uint8_t elements[PSD_MAX_ELEMENTS];

	ap_set_elements(hosted->ap, elements, psd_elements(hosted->acm->psd, elements));
}

/* --- for rpc --- */

/* Return: @result, with the reason that goes with it. */
static int answer(int result, uint32_t *ret_reason, uint32_t reason)
{
	*ret_reason = result == 0 ? wlan_hosted_network_reason_success : reason;
	return result;
}

static uint32_t reason_of_store(int r)
{
	return r == 0 ? wlan_hosted_network_reason_success : r == -EIO ? wlan_hosted_network_reason_crypt_error :
								       wlan_hosted_network_reason_persistence_failed;
}

/* Also to those who are elevated: policy is above them. */
static int deny(uint32_t *ret_reason)
{
	log_info("hosted network: group policy denies it");
	return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_gp_denied);
}

int acm_hosted_init(struct acm *acm, uint32_t *ret_reason)
{
	int r;

	if (acm->hosted->is_denied)
		return deny(ret_reason);
	r = hosted_settings_make(&acm->hosted->settings);
	return answer(r, ret_reason, reason_of_store(r));
}

static int may_force(struct acm *acm, const struct acm_caller *caller)
{
	return acm_check_object(acm, caller, wlan_secure_hosted_network_elevated_access, WLAN_WRITE_ACCESS);
}

static int wait_for_start(struct hosted *hosted, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata)
{
	struct start *start = calloc(1, sizeof(*start));
	int r = 0;

	if (!start)
		return -ENOMEM;
	*start = (struct start){ hosted->starts, is_forced ? 0 : caller->handle, is_forced, done, userdata };
	if (ap_state(hosted->ap) == AP_STATE_DOWN)
		r = start_ap(hosted);
	if (r != 0) {
		free(start);
		return r;
	}
	hosted->starts = start;
	return 0;
}

int acm_hosted_start(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		     uint32_t *ret_reason)
{
	struct hosted *hosted = acm->hosted;
	uint32_t success = wlan_hosted_network_reason_success;
	int r;

	if (is_forced && may_force(acm, caller) != 0)
		return answer(ACM_E_ACCESS_DENIED, ret_reason, wlan_hosted_network_reason_elevation_required);
	if (hosted->is_denied)
		return deny(ret_reason);
	if (hosted->settings.is_disallowed)
		return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_service_unavailable);
	if (hosted->n_adapters == 0 || hosted->is_blocked)
		return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_interface_unavailable);
	r = hosted_settings_make(&hosted->settings);
	if (r < 0)
		return answer(r, ret_reason, reason_of_store(r));
	if (ap_state(hosted->ap) != AP_STATE_UP) {
		r = wait_for_start(hosted, caller, is_forced, done, userdata);
		return answer(r, ret_reason,
			      r == -ENOMEM ? wlan_hosted_network_reason_insufficient_resources : wlan_hosted_network_reason_ap_start_failed);
	}
	if (is_forced)
		hosted->is_forced = true;
	else
		r = add_reference(hosted, caller->handle);
	if (r == 0)
		done(0, &success, userdata);
	return answer(r, ret_reason, wlan_hosted_network_reason_insufficient_resources);
}

int acm_hosted_stop(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		    uint32_t *ret_reason)
{
	struct hosted *hosted = acm->hosted;
	struct reference *reference = find_reference(hosted, caller->handle);
	uint32_t success = wlan_hosted_network_reason_success;
	int r;

	if (is_forced ? hosted->state != wlan_hosted_network_active : !reference)
		return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_stop_before_start);
	r = wait_list_add(&hosted->stops, done, userdata);
	if (r < 0)
		return answer(r, ret_reason, wlan_hosted_network_reason_insufficient_resources);
	if (is_forced)
		drop_all_uses(hosted);
	else if (--reference->count == 0)
		remove_reference(hosted, reference);
	if (is_used(hosted) || ap_stop(hosted->ap) != 0)
		wait_list_tell(&hosted->stops, 0, &success);
	else
		hosted->stop_reason = wlan_hosted_network_reason_user_action;
	return answer(0, ret_reason, success);
}

int acm_hosted_settings(struct acm *acm, struct dot11_ssid *ret_ssid, uint32_t *ret_max_peers)
{
	if (!acm->hosted->settings.are_made)
		return ACM_E_NO_DATA;
	*ret_ssid = acm->hosted->settings.ssid;
	*ret_max_peers = acm->hosted->settings.max_peers;
	return 0;
}

/* What has changed counts from the next start on. */
static void become_idle(struct hosted *hosted, uint32_t reason)
{
	drop_all_uses(hosted);
	stop_ap(hosted, reason);
}

int acm_hosted_set_settings(struct acm *acm, const struct dot11_ssid *ssid, uint32_t max_peers, uint32_t *ret_reason)
{
	struct hosted *hosted = acm->hosted;
	int r = 0;

	if (ssid->size == 0 || ssid->size > 32 || max_peers == 0)
		return answer(ACM_E_INVALID, ret_reason, wlan_hosted_network_reason_bad_parameters);
	if (hosted->is_denied)
		return deny(ret_reason);
	if (hosted->settings.primary.size == 0)
		r = hosted_settings_make_key(&hosted->settings);
	if (r == 0)
		r = hosted_settings_set(&hosted->settings, ssid, max_peers);
	if (r == 0)
		become_idle(hosted, wlan_hosted_network_reason_properties_change);
	return answer(r, ret_reason, reason_of_store(r));
}

bool acm_hosted_is_enabled(struct acm *acm)
{
	return !acm->hosted->settings.is_disallowed && !acm->hosted->is_denied;
}

bool acm_hosted_is_denied(struct acm *acm)
{
	return acm->hosted->is_denied;
}

/* Whether it may be used at all has changed. @reason: why it becomes unavailable if it may not. */
static void apply_permission(struct hosted *hosted, uint32_t reason)
{
	bool is_allowed = !hosted->settings.is_disallowed && !hosted->is_denied;

	if (!is_allowed)
		become_idle(hosted, reason);
	if (ap_state(hosted->ap) == AP_STATE_DOWN)
		update_state(hosted, is_allowed ? wlan_hosted_network_reason_interface_available : reason);
}

void hosted_deny(struct hosted *hosted, bool is_denied)
{
	if (hosted->is_denied == is_denied)
		return;
	hosted->is_denied = is_denied;
	apply_permission(hosted, is_denied ? wlan_hosted_network_reason_gp_denied : wlan_hosted_network_reason_service_unavailable);
}

int acm_hosted_enable(struct acm *acm, const struct acm_caller *caller, bool is_enabled, uint32_t *ret_reason)
{
	struct hosted *hosted = acm->hosted;
	int r;

	if (may_force(acm, caller) != 0)
		return answer(ACM_E_ACCESS_DENIED, ret_reason, wlan_hosted_network_reason_elevation_required);
	if (hosted->is_denied)
		return deny(ret_reason);
	r = hosted_settings_disallow(&hosted->settings, !is_enabled);
	if (r < 0)
		return answer(r, ret_reason, wlan_hosted_network_reason_persistence_failed);
	apply_permission(hosted, wlan_hosted_network_reason_service_unavailable);
	return answer(0, ret_reason, 0);
}

int acm_hosted_profile(struct acm *acm, char **ret)
{
	return acm->hosted->settings.are_made ? hosted_settings_to_profile(&acm->hosted->settings, ret) : ACM_E_NO_DATA;
}

int acm_hosted_refresh(struct acm *acm, uint32_t *ret_reason)
{
	int r;

	if (acm->hosted->is_denied)
		return deny(ret_reason);
	r = hosted_settings_make(&acm->hosted->settings);
	if (r == 0)
		r = hosted_settings_make_key(&acm->hosted->settings);
	if (r == 0)
		become_idle(acm->hosted, wlan_hosted_network_reason_properties_change);
	return answer(r, ret_reason, reason_of_store(r));
}

int acm_hosted_set_key(struct acm *acm, const struct secret *key, bool is_passphrase, bool is_persistent, uint32_t *ret_reason)
{
	_cleanup_secret_ struct secret pmk = { 0 };
	struct hosted *hosted = acm->hosted;
	int r;

	if (!hosted_key_is_good(key, is_passphrase))
		return answer(ACM_E_INVALID, ret_reason, wlan_hosted_network_reason_bad_parameters);
	if (hosted->is_denied)
		return deny(ret_reason);
	r = hosted_settings_set_secondary(&hosted->settings, key, is_passphrase, is_persistent);
	if (r < 0)
		return answer(r, ret_reason, reason_of_store(r));
	if (ap_state(hosted->ap) == AP_STATE_DOWN)
		return answer(0, ret_reason, 0);
	/* Who is here stays; who comes needs it at once. */
	r = key->size > 0 ? hosted_settings_pmk(&hosted->settings, key, is_passphrase, &pmk) : 0;
	if (r == 0)
		ap_set_other_pmk(hosted->ap, &pmk);
	return answer(r, ret_reason, wlan_hosted_network_reason_crypt_error);
}

void acm_hosted_key(struct acm *acm, struct secret *ret, bool *ret_is_passphrase, bool *ret_is_persistent)
{
	*ret = acm->hosted->settings.secondary;
	*ret_is_passphrase = acm->hosted->settings.secondary.size > 0 && acm->hosted->settings.is_passphrase;
	*ret_is_persistent = acm->hosted->settings.secondary.size > 0 && acm->hosted->settings.is_persistent;
}

void acm_hosted_status(struct acm *acm, struct acm_hosted_status *ret)
{
	const struct hosted *hosted = acm->hosted;

	*ret = (struct acm_hosted_status){ .state = hosted->state, .device = hosted->device };
	if (hosted->state != wlan_hosted_network_active)
		return;
	ret->bssid = hosted->bssid;
	ret->phy_type = dot11_phy_type_ht;
	ret->center_khz = hosted->center_khz;
	ret->n_peers = ap_clients(hosted->ap, ret->peers);
}

bool hosted_bss(struct hosted *hosted, const struct guid *interface, struct acm_bss *ret)
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1,
		.akms = { DOT11_AKM_PSK },
	};
	struct writer writer = writer_over(hosted->elements, sizeof(hosted->elements));

	if (hosted->state != wlan_hosted_network_active || !guid_equal(host_adapter_guid(hosted->port.adapter), interface))
		return false;
	dot11_element_write_ssid(&writer, &hosted->settings.ssid);
	dot11_rsne_write(&writer, &rsne);
	*ret = (struct acm_bss){
		.ssid = hosted->settings.ssid,
		.bssid = hosted->bssid,
		.bss_type = dot11_BSS_type_infrastructure,
		.phy_type = dot11_phy_type_ht,
		/* Nobody measures one's own signal: the strongest that the scale of quality knows. */
		.rssi_dbm = -50,
		.link_quality = bss_signal_quality(-50),
		.in_reg_domain = true,
		.beacon_period = 100,
		.host_timestamp = clock_filetime(),
		.capability = DOT11_CAPABILITY_ESS | DOT11_CAPABILITY_PRIVACY,
		.center_khz = hosted->center_khz,
		/* What the driver offers besides it does not tell; every access point has these. */
		.n_rates = 3,
		.rates = { 0x8000 | 12, 0x8000 | 24, 0x8000 | 48 },
		.ies = hosted->elements,
		.ies_size = writer.size,
	};
	return true;
}

bool acm_hosted_is_capable(struct acm *acm, const struct guid *interface)
{
	for (size_t i = 0; i < acm->hosted->n_adapters; i++)
		if (guid_equal(host_adapter_guid(acm->hosted->adapters[i]), interface))
			return true;
	return false;
}
