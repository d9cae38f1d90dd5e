#include "wlansvc/acm/interface_attempt.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/clock.h"
#include "base/log.h"
#include "wlansvc/acm/candidate.h"
#include "wlansvc/acm/mac_address.h"
#include "wlansvc/acm/suites.h"
#include "wlansvc/store/policy.h"

static int submit_connect(struct interface *interface, const struct candidates *found, const struct msm_security *security)
{
	const struct attempt *attempt = interface->current;
	struct msm_candidate candidates[CANDIDATES_MAX];
	struct msm_target target = {
		.own = mac_address_choose(interface->store, interface->description, &interface->guid,
					  host_adapter_capabilities(interface->adapter), attempt->profile, attempt_ssid(attempt),
					  time(NULL)),
		.ssid = found->ssid,
		.is_hidden = attempt->is_hidden || !dot11_ssid_equal(&found->ssid, attempt_ssid(attempt)),
		.security = *security,
		.n_candidates = found->n,
		.candidates = candidates,
		.n_allowed = attempt->n_bssids,
		.allowed = attempt->bssids,
	};
	int r;

	for (size_t i = 0; i < found->n; i++)
		candidates[i] = (struct msm_candidate){
			.bssid = found->bss[i]->bssid,
			.probe_response = found->bss[i]->probe_response,
			.probe_response_size = found->bss[i]->probe_response_size,
			.beacon = found->bss[i]->beacon,
			.beacon_size = found->bss[i]->beacon_size,
			.context = found->bss[i]->context,
			.context_size = found->bss[i]->context_size,
			.rssi_dbm = found->bss[i]->rssi_dbm,
			.link_quality = found->bss[i]->link_quality,
			.channel = found->bss[i]->channel,
			.band_id = found->bss[i]->band_id,
		};
	r = msm_connect(interface->msm, &target);
	suites_wipe(&target.security);
	return r;
}

void interface_give_up_ssid(struct interface *interface, uint32_t reason)
{
	struct attempt *attempt = interface->current;

	attempt->reason = reason;
	if (attempt->is_associating) {
		attempt->is_associating = false;
		interface_tell_msm(interface, wlan_notification_msm_disconnected, reason);
	}
	if (attempt->mode != wlan_connection_mode_auto)
		interface_tell_connection(interface, wlan_notification_acm_connection_attempt_fail, reason);
	attempt->at_ssid++;
	attempt->has_probed = false;
	if (attempt->is_hidden)
		attempt->has_scanned = false; /* only a probe for the next one finds the next one */
}

void interface_end_attempt(struct interface *interface, uint32_t reason)
{
	struct attempt *attempt = interface->current;
	struct interface_link link = interface->link;
	bool was_automatic = attempt->mode == wlan_connection_mode_auto;

	interface_rest(interface, "the attempt has ended");
	if (attempt->is_associating) {
		interface->link = link; /* named once more */
		interface_tell_msm(interface, wlan_notification_msm_disconnected, reason);
		memset(&interface->link, 0, sizeof(interface->link));
	}
	log_info("%s: not connected to \"%s\" (reason 0x%05x)", interface->description, attempt->profile->name, reason);
	interface_tell_connection(interface, wlan_notification_acm_connection_complete, reason);
	if (was_automatic && reason != WLAN_REASON_CODE_USER_CANCELLED && reason != WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED)
		automatic_failed(interface->automatic, attempt->profile->name, reason);
	interface->current = attempt_free(attempt);
	interface_continue(interface);
	if (was_automatic)
		automatic_decide(interface->automatic); /* the next in the list; this one is left alone now */
	else
		automatic_look(interface->automatic);
}

static uint32_t begin_connecting(struct interface *interface, const struct candidates *found, const struct msm_security *security)
{
	if (submit_connect(interface, found, security) != 0)
		return WLAN_REASON_CODE_CONNECT_CALL_FAIL;
	interface->link = (struct interface_link){ .peer = found->bss[0]->bssid, .phy_type = found->bss[0]->phy_type };
	interface_enter(interface, INTERFACE_STATE_CONNECTING, "asked to connect");
	interface_tell_start(interface);
	interface->current->is_associating = true;
	interface_tell_msm(interface, wlan_notification_msm_associating, WLAN_REASON_CODE_SUCCESS);
	return 0;
}

static uint32_t look_for(struct interface *interface, const struct dot11_ssid *ssid, const char *why)
{
	scanner_hold(interface->scanner, false);
	if (scanner_request(interface->scanner, SCAN_FOR_SERVICE, ssid, NULL, 0, &interface->current->ticket) < 0)
		return WLAN_REASON_CODE_SCAN_CALL_FAIL;
	interface_enter(interface, INTERFACE_STATE_DISCOVERING, why);
	interface_tell_start(interface);
	return 0;
}

static uint32_t begin_discovering(struct interface *interface)
{
	const struct attempt *attempt = interface->current;
	bool is_directed = attempt->is_hidden || attempt->n_ssids == 1;

	return look_for(interface, is_directed ? attempt_ssid(attempt) : NULL, "looking for the network");
}

/* The hidden half of a pair answers only to its own name, which its open half has just told; a scan may miss its beacon. */
static uint32_t begin_probing(struct interface *interface, const struct dot11_ssid *ssid)
{
	interface->current->has_probed = true;
	return look_for(interface, ssid, "looking for the encrypted half of the network");
}

/* A8 and A15. Which profile is tried automatically was chosen with A15 in view. */
static uint32_t check_permission(const struct interface *interface)
{
	const struct attempt *attempt = interface->current;

	if (interface->settings && attempt->mode != wlan_connection_mode_auto && !attempt->is_of_policy &&
	    settings_value(interface->settings, wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks) &&
	    store_policy_names(interface->store, attempt_ssid(attempt)))
		return WLAN_REASON_CODE_GP_DENIED;
	return interface->filters ? filters_verdict(interface->filters, attempt_ssid(attempt), dot11_BSS_type_infrastructure) :
				    WLAN_REASON_CODE_SUCCESS;
}

/* Return: 0 if a task is under way now; else a WLAN_REASON_CODE. */
static uint32_t try_ssid(struct interface *interface)
{
	const struct attempt *attempt = interface->current;
	struct msm_security security;
	struct candidates found;
	uint32_t reason;

	reason = check_permission(interface);
	if (reason != WLAN_REASON_CODE_SUCCESS)
		return reason;
	reason = suites_of_profile(attempt->profile, host_adapter_capabilities(interface->adapter), &security);

	if (reason == WLAN_REASON_CODE_SUCCESS) {
		candidates_find(interface->bss_list, attempt, &security, clock_monotonic_us(), &found);
		if (found.n > 0)
			reason = begin_connecting(interface, &found, &security);
		else if (found.absent.size > 0 && !attempt->has_probed)
			reason = begin_probing(interface, &found.absent);
		else if (attempt->has_scanned)
			reason = found.reason;
		else
			reason = begin_discovering(interface);
	}
	suites_wipe(&security);
	return reason;
}

void interface_go_on(struct interface *interface)
{
	struct attempt *attempt = interface->current;

	while (attempt->at_ssid < attempt->n_ssids) {
		uint32_t reason = try_ssid(interface);

		if (reason == 0)
			return;
		interface_enter(interface, INTERFACE_STATE_DISCOVERING, "the next SSID");
		interface_tell_start(interface);
		interface_give_up_ssid(interface, reason);
	}
	interface_end_attempt(interface, attempt->reason == WLAN_REASON_CODE_NOT_VISIBLE ? WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE :
											   attempt->reason);
}

void interface_begin_attempt(struct interface *interface, struct attempt *attempt)
{
	interface->current = attempt;
	interface_enter(interface, INTERFACE_STATE_DISCOVERING,
			attempt->mode == wlan_connection_mode_auto ? "automatic connection" : "asked to connect");
	interface_go_on(interface);
}

void interface_continue(struct interface *interface)
{
	if (!interface->current)
		radio_proceed(&interface->radio, interface->adapter);
	while (interface->pending && !interface->current) {
		struct attempt *attempt = interface->pending;
		uint32_t reason = attempt->is_cancelled ? WLAN_REASON_CODE_USER_CANCELLED :
				  !interface->adapter	? WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE :
							  WLAN_REASON_CODE_SUCCESS;

		interface->pending = attempt->next;
		attempt->next = NULL;
		if (reason == WLAN_REASON_CODE_SUCCESS) {
			interface_begin_attempt(interface, attempt);
			return;
		}
		notify_connection(&interface->notifier, wlan_notification_acm_connection_complete, attempt, reason);
		attempt_free(attempt);
	}
	if (!interface->current)
		scanner_hold(interface->scanner, false);
	automatic_update(interface->automatic);
}

void interface_cancel_pending(struct interface *interface)
{
	for (struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		attempt->is_cancelled = true;
}

int interface_drop_connection(struct interface *interface)
{
	int r = msm_disconnect(interface->msm, WLAN_REASON_CODE_SUCCESS);

	if (r != 0)
		return r < 0 ? r : ACM_E_INVALID_STATE;
	interface_enter(interface, INTERFACE_STATE_DISCONNECTING, "asked to disconnect");
	interface_tell_connection(interface, wlan_notification_acm_disconnecting, WLAN_REASON_CODE_SUCCESS);
	interface_tell_msm(interface, wlan_notification_msm_disassociating, WLAN_REASON_CODE_SUCCESS);
	return 0;
}

int interface_drop_current(struct interface *interface, uint32_t reason)
{
	switch (interface->state) {
	case INTERFACE_STATE_CONNECTED:
		return interface_drop_connection(interface);
	case INTERFACE_STATE_CONNECTING:
	case INTERFACE_STATE_AUTHENTICATING:
		/* Before the call: its end may come from inside if there is no adapter to reset. */
		interface_enter(interface, INTERFACE_STATE_CANCELLING, "the attempt is cancelled");
		(void)msm_disconnect(interface->msm, reason);
		return 0;
	case INTERFACE_STATE_DISCOVERING:
		interface_end_attempt(interface, reason);
		return 0;
	default:
		return 0;
	}
}
