#include "wlansvc/acm/interface.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "wlansvc/acm/autoconnect.h"
#include "wlansvc/acm/candidate.h"
#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/scan.h"
#include "wlansvc/acm/suites.h"
#include "wlansvc/msm/msm.h"
#include "wlansvc/msm/port.h"

#define MAX_PENDING 16

enum state {
	STATE_NOT_READY,
	STATE_IDLE,
	STATE_DISCOVERING,   /* an attempt waits for a scan */
	STATE_CONNECTING,    /* the msm makes the connection */
	STATE_AUTHENTICATING, /* associated; the msm secures the connection */
	STATE_CONNECTED,
	STATE_CANCELLING,    /* the msm ends an attempt */
	STATE_DISCONNECTING, /* the msm ends the connection */
};

static const struct {
	const char *name;
	uint32_t shown; /* WLAN_INTERFACE_STATE */
} states[] = {
	[STATE_NOT_READY] = { "not ready", wlan_interface_state_not_ready },
	[STATE_IDLE] = { "disconnected", wlan_interface_state_disconnected },
	[STATE_DISCOVERING] = { "discovering", wlan_interface_state_discovering },
	[STATE_CONNECTING] = { "associating", wlan_interface_state_associating },
	[STATE_AUTHENTICATING] = { "authenticating", wlan_interface_state_authenticating },
	[STATE_CONNECTED] = { "connected", wlan_interface_state_connected },
	[STATE_CANCELLING] = { "cancelling", wlan_interface_state_disconnecting },
	[STATE_DISCONNECTING] = { "disconnecting", wlan_interface_state_disconnecting },
};

struct link {
	struct dot11_mac peer;
	uint32_t phy_type; /* DOT11_PHY_TYPE, which counts as WDI's does */
	bool has_quality;  /* the driver has told the link's state */
	uint32_t quality;
	uint32_t rx_kbps, tx_kbps;
};

struct interface {
	enum state state;
	struct guid guid;
	char *description;
	sd_event *event;
	struct store *store;
	struct host_adapter *adapter; /* NULL while down */
	struct notifier notifier;
	struct msm_port port;
	struct msm *msm;
	struct scanner *scanner;
	struct bss_list *bss_list;
	struct autoconnect *autoconnect;
	sd_event_source *rescan; /* the next look for an automatic network */
	bool is_user_disconnected; /* D10 to D13 */
	struct attempt *current; /* tried, connected or being ended */
	struct attempt *pending; /* begin when the current one has ended */
	struct link link;
	bool software_on, hardware_on;
	size_t n_phys;
};

static void interface_continue(struct interface *interface);
static void look_for_automatic(struct interface *interface);
static void connect_automatically(struct interface *interface);

static void interface_enter(struct interface *interface, enum state state, const char *why)
{
	if (state == interface->state)
		return;
	log_debug("%s: %s -> %s: %s", interface->description, states[interface->state].name, states[state].name, why);
	interface->state = state;
	if (state == STATE_CONNECTING || state == STATE_CANCELLING || state == STATE_DISCONNECTING)
		scanner_hold(interface->scanner, true);
}

/* Nothing is connected or tried any more. */
static void interface_rest(struct interface *interface, const char *why)
{
	memset(&interface->link, 0, sizeof(interface->link));
	interface_enter(interface, interface->adapter ? STATE_IDLE : STATE_NOT_READY, why);
}

static void tell_connection(struct interface *interface, uint32_t code, uint32_t reason)
{
	notify_connection(&interface->notifier, code, interface->current, reason);
}

static void tell_msm(struct interface *interface, uint32_t code, uint32_t reason)
{
	notify_msm(&interface->notifier, code, interface->current, &interface->link.peer, interface->link.phy_type, reason);
}

static void tell_start(struct interface *interface)
{
	if (interface->current->has_started)
		return;
	interface->current->has_started = true;
	tell_connection(interface, wlan_notification_acm_connection_start, WLAN_REASON_CODE_SUCCESS);
}

/* --- an attempt --- */

static int submit_connect(struct interface *interface, const struct candidates *found, const struct msm_security *security)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(interface->adapter);
	const struct attempt *attempt = interface->current;
	struct msm_candidate candidates[CANDIDATES_MAX];
	struct msm_target target = {
		.ssid = found->ssid,
		.is_hidden = attempt->is_hidden || !dot11_ssid_equal(&found->ssid, attempt_ssid(attempt)),
		.security = *security,
		.n_candidates = found->n,
		.candidates = candidates,
		.n_allowed = attempt->n_bssids,
		.allowed = attempt->bssids,
	};
	int r;

	if (capabilities)
		target.own = dot11_mac_from_wdi(&capabilities->interface_attributes.interface_capabilities.address);
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

/* The SSID that was tried leads nowhere. */
static void give_up_ssid(struct interface *interface, uint32_t reason)
{
	struct attempt *attempt = interface->current;

	attempt->reason = reason;
	if (attempt->is_associating) {
		attempt->is_associating = false;
		tell_msm(interface, wlan_notification_msm_disconnected, reason);
	}
	if (attempt->mode != wlan_connection_mode_auto)
		tell_connection(interface, wlan_notification_acm_connection_attempt_fail, reason);
	attempt->at_ssid++;
	if (attempt->is_hidden)
		attempt->has_scanned = false; /* only a probe for the next one finds the next one */
}

/* The attempt is over without a connection. */
static void end_attempt(struct interface *interface, uint32_t reason)
{
	struct attempt *attempt = interface->current;
	struct link link = interface->link;
	bool was_automatic;

	interface_rest(interface, "the attempt has ended");
	if (attempt->is_associating) {
		interface->link = link; /* named once more */
		tell_msm(interface, wlan_notification_msm_disconnected, reason);
		memset(&interface->link, 0, sizeof(interface->link));
	}
	log_info("%s: not connected to \"%s\" (reason 0x%05x)", interface->description, attempt->profile->name, reason);
	if (attempt->mode == wlan_connection_mode_auto && reason != WLAN_REASON_CODE_USER_CANCELLED)
		autoconnect_block(interface->autoconnect, attempt->profile->name, clock_monotonic_us());
	tell_connection(interface, wlan_notification_acm_connection_complete, reason);
	was_automatic = attempt->mode == wlan_connection_mode_auto;
	interface->current = attempt_free(attempt);
	interface_continue(interface);
	if (was_automatic)
		connect_automatically(interface); /* the next in the list; this one is blocked now */
	else
		look_for_automatic(interface);
}

static uint32_t begin_connecting(struct interface *interface, const struct candidates *found, const struct msm_security *security)
{
	if (submit_connect(interface, found, security) != 0)
		return WLAN_REASON_CODE_CONNECT_CALL_FAIL;
	interface->link = (struct link){ .peer = found->bss[0]->bssid, .phy_type = found->bss[0]->phy_type };
	interface_enter(interface, STATE_CONNECTING, "asked to connect");
	tell_start(interface);
	interface->current->is_associating = true;
	tell_msm(interface, wlan_notification_msm_associating, WLAN_REASON_CODE_SUCCESS);
	return 0;
}

static uint32_t begin_discovering(struct interface *interface)
{
	struct attempt *attempt = interface->current;
	bool is_directed = attempt->is_hidden || attempt->n_ssids == 1;

	scanner_hold(interface->scanner, false);
	if (scanner_request(interface->scanner, SCAN_FOR_SERVICE, is_directed ? attempt_ssid(attempt) : NULL, NULL, 0,
			    &attempt->ticket) < 0)
		return WLAN_REASON_CODE_SCAN_CALL_FAIL;
	interface_enter(interface, STATE_DISCOVERING, "looking for the network");
	tell_start(interface);
	return 0;
}

/* Return: 0 if a task is under way now; else a WLAN_REASON_CODE. */
static uint32_t try_ssid(struct interface *interface)
{
	const struct attempt *attempt = interface->current;
	struct msm_security security;
	struct candidates found;
	uint32_t reason = suites_of_profile(attempt->profile, host_adapter_capabilities(interface->adapter), &security);

	if (reason == WLAN_REASON_CODE_SUCCESS) {
		candidates_find(interface->bss_list, attempt, &security, clock_monotonic_us(), &found);
		if (found.n > 0)
			reason = begin_connecting(interface, &found, &security);
		else if (attempt->has_scanned)
			reason = found.reason;
		else
			reason = begin_discovering(interface);
	}
	suites_wipe(&security);
	return reason;
}

static void go_on_with_attempt(struct interface *interface)
{
	struct attempt *attempt = interface->current;

	while (attempt->at_ssid < attempt->n_ssids) {
		uint32_t reason = try_ssid(interface);

		if (reason == 0)
			return;
		interface_enter(interface, STATE_DISCOVERING, "the next SSID");
		tell_start(interface);
		give_up_ssid(interface, reason);
	}
	end_attempt(interface, attempt->reason == WLAN_REASON_CODE_NOT_VISIBLE ? WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE :
										 attempt->reason);
}

static void begin_attempt(struct interface *interface, struct attempt *attempt)
{
	interface->current = attempt;
	interface_enter(interface, STATE_DISCOVERING, attempt->mode == wlan_connection_mode_auto ? "automatic connection" :
												     "asked to connect");
	go_on_with_attempt(interface);
}

/* The interface rests: whoever waited has its turn. */
static void interface_continue(struct interface *interface)
{
	while (interface->pending && !interface->current) {
		struct attempt *attempt = interface->pending;
		uint32_t reason = attempt->is_cancelled ? WLAN_REASON_CODE_USER_CANCELLED :
				  !interface->adapter	? WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE :
							  WLAN_REASON_CODE_SUCCESS;

		interface->pending = attempt->next;
		attempt->next = NULL;
		if (reason == WLAN_REASON_CODE_SUCCESS) {
			begin_attempt(interface, attempt);
			return;
		}
		notify_connection(&interface->notifier, wlan_notification_acm_connection_complete, attempt, reason);
		attempt_free(attempt);
	}
	if (!interface->current)
		scanner_hold(interface->scanner, false);
}

static void cancel_pending(struct interface *interface)
{
	for (struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		attempt->is_cancelled = true;
}

/* --- automatic connection --- */

static int on_rescan(sd_event_source *source, uint64_t usec, void *userdata)
{
	look_for_automatic(userdata);
	return 0;
}

static void arm_rescan(struct interface *interface)
{
	interface->rescan = sd_event_source_disable_unref(interface->rescan);
	if (sd_event_add_time_relative(interface->event, &interface->rescan, CLOCK_MONOTONIC, AUTOCONNECT_SCAN_PERIOD_US, 0, on_rescan,
				       interface) < 0)
		log_warning("%s: no timer, automatic connection waits for the next scan", interface->description);
}

static bool may_connect_automatically(const struct interface *interface)
{
	return interface->state == STATE_IDLE && !interface->current && !interface->pending && !interface->is_user_disconnected &&
	       interface_radio_is_on(interface);
}

/* The profiles that automatic connection may use: those of every user. Return: whether any of them is automatic. */
static bool list_automatic(struct interface *interface, struct store_profile **ret, size_t *ret_n)
{
	bool has_any = false;

	if (store_list_profiles(interface->store, &interface->guid, STORE_ALL_USERS, ret, ret_n) < 0)
		return false;
	for (size_t i = 0; i < *ret_n; i++)
		has_any |= (*ret)[i].profile->connects_automatically;
	if (!has_any)
		store_profiles_free(*ret, *ret_n);
	return has_any;
}

/* A scan has just ended: take what it shows. */
static void connect_automatically(struct interface *interface)
{
	struct store_profile *profiles;
	struct attempt *attempt = NULL;
	size_t n;
	int chosen;

	if (!may_connect_automatically(interface) || !list_automatic(interface, &profiles, &n))
		return;
	chosen = autoconnect_choose(interface->autoconnect, profiles, n, interface->bss_list, clock_monotonic_us());
	if (chosen >= 0 && attempt_from_profile(&attempt, profiles[chosen].profile) == 0)
		profiles[chosen].profile = NULL;
	store_profiles_free(profiles, n);
	arm_rescan(interface);
	if (attempt)
		begin_attempt(interface, attempt);
}

static void look_for_automatic(struct interface *interface)
{
	struct store_profile *profiles;
	size_t n;

	if (!may_connect_automatically(interface) || !list_automatic(interface, &profiles, &n))
		return;
	store_profiles_free(profiles, n);
	arm_rescan(interface);
	(void)scanner_request(interface->scanner, SCAN_FOR_SERVICE, NULL, NULL, 0, NULL); /* or at the next period */
}

/* --- what the msm tells --- */

static void on_associated(const struct msm_association *association, void *userdata)
{
	struct interface *interface = userdata;

	interface->link.peer = association->bssid;
	if (association->phy_type != WDI_PHY_TYPE_UNKNOWN)
		interface->link.phy_type = association->phy_type;
	if (!suites_are_open(interface->current->profile))
		interface_enter(interface, STATE_AUTHENTICATING, "associated, not secured yet");
	tell_msm(interface, wlan_notification_msm_associated, WLAN_REASON_CODE_SUCCESS);
}

static void on_connected(void *userdata)
{
	struct interface *interface = userdata;

	interface->current->is_associating = false;
	autoconnect_unblock(interface->autoconnect, interface->current->profile->name);
	interface_enter(interface, STATE_CONNECTED, "the driver is connected");
	tell_msm(interface, wlan_notification_msm_connected, WLAN_REASON_CODE_SUCCESS);
	log_info("%s: connected to \"%s\" (" DOT11_MAC_FORMAT ")", interface->description, interface->current->profile->name,
		 DOT11_MAC_ARGS(&interface->link.peer));
	tell_connection(interface, wlan_notification_acm_connection_complete, WLAN_REASON_CODE_SUCCESS);
	scanner_hold(interface->scanner, false);
}

static void on_failed(uint32_t reason, void *userdata)
{
	struct interface *interface = userdata;

	if (interface->state == STATE_CANCELLING) {
		end_attempt(interface, reason);
		return;
	}
	interface_enter(interface, STATE_DISCOVERING, "the driver could not connect");
	give_up_ssid(interface, reason);
	go_on_with_attempt(interface);
}

static void on_disconnected(uint32_t reason, void *userdata)
{
	struct interface *interface = userdata;
	bool was_asked = interface->state == STATE_DISCONNECTING;
	struct link link = interface->link;

	interface_rest(interface, was_asked ? "asked to disconnect" : "the link is lost");
	interface->link.peer = link.peer; /* named once more, below */
	interface->link.phy_type = link.phy_type;
	tell_msm(interface, wlan_notification_msm_disconnected, reason);
	if (was_asked && reason != WLAN_REASON_CODE_SUCCESS)
		log_warning("%s: the driver has not disconnected from \"%s\" as asked (reason 0x%05x); the link is taken as gone",
			    interface->description, interface->current->profile->name, reason);
	else
		log_info("%s: disconnected from \"%s\" (%s)", interface->description, interface->current->profile->name,
			 was_asked ? "asked" : "link lost");
	tell_connection(interface, wlan_notification_acm_disconnected, WLAN_REASON_CODE_SUCCESS);
	memset(&interface->link, 0, sizeof(interface->link));
	interface->current = attempt_free(interface->current);
	interface_continue(interface);
	look_for_automatic(interface);
}

static const struct msm_listener msm_listener = {
	.associated = on_associated,
	.connected = on_connected,
	.failed = on_failed,
	.disconnected = on_disconnected,
};

/* --- what the scanner tells --- */

static bool has_peer(const struct interface *interface)
{
	return interface->state == STATE_CONNECTED || interface->state == STATE_DISCONNECTING || interface->state == STATE_CONNECTING ||
	       interface->state == STATE_AUTHENTICATING;
}

static void on_scan_finished(const struct scan_result *result, void *userdata)
{
	struct interface *interface = userdata;
	bool is_complete = result->reason == WLAN_REASON_CODE_SUCCESS;

	if (is_complete && result->is_full)
		bss_list_age(interface->bss_list, has_peer(interface) ? &interface->link.peer : NULL, clock_monotonic_us());
	for (unsigned i = 0; i < result->n_clients; i++) {
		if (is_complete)
			notify_acm(&interface->notifier, wlan_notification_acm_scan_complete);
		else
			notify_scan_fail(&interface->notifier, result->reason);
	}
	if (interface->state == STATE_DISCOVERING && interface->current && interface->current->ticket == result->ticket) {
		interface->current->has_scanned = true;
		go_on_with_attempt(interface);
	} else {
		connect_automatically(interface);
	}
}

static const struct scan_listener scan_listener = { .finished = on_scan_finished };

/* --- the adapter --- */

static void take_capabilities(struct interface *interface)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(interface->adapter);

	interface->hardware_on = true;
	interface->software_on = true;
	interface->n_phys = 1;
	if (!capabilities)
		return;
	interface->hardware_on = capabilities->interface_attributes.interface_capabilities.hardware_radio_state;
	interface->software_on = capabilities->interface_attributes.interface_capabilities.software_radio_state;
	if (capabilities->n_phy_info > 0)
		interface->n_phys = capabilities->n_phy_info < 64 ? capabilities->n_phy_info : 64;
}

define_cleanup(struct interface, interface, interface_free);

int interface_new(struct interface **ret, sd_event *event, struct store *store, struct host_adapter *adapter,
		  const struct acm_listener *listener, void *userdata)
{
	cleanup(cleanup_interface) struct interface *interface = calloc(1, sizeof(*interface));

	if (!interface)
		return -ENOMEM;
	interface->event = sd_event_ref(event);
	interface->store = store;
	interface->guid = *host_adapter_guid(adapter);
	interface->notifier = (struct notifier){ listener, userdata, interface->guid };
	interface->description = strdup(host_adapter_description(adapter));
	if (!interface->description || msm_new(&interface->msm, &msm_port_ops, &interface->port, &msm_listener, interface) < 0 ||
	    scanner_new(&interface->scanner, &scan_listener, interface) < 0 || bss_list_new(&interface->bss_list) < 0 ||
	    autoconnect_new(&interface->autoconnect) < 0)
		return -ENOMEM;
	msm_port_init(&interface->port, interface->event);
	interface->port.msm = interface->msm;
	*ret = take_ptr(interface);
	return 0;
}

struct interface *interface_free(struct interface *interface)
{
	if (!interface)
		return NULL;
	while (interface->pending) {
		struct attempt *attempt = interface->pending;

		interface->pending = attempt->next;
		attempt_free(attempt);
	}
	attempt_free(interface->current);
	sd_event_source_disable_unref(interface->rescan);
	sd_event_unref(interface->event);
	scanner_free(interface->scanner);
	msm_free(interface->msm);
	msm_port_deinit(&interface->port);
	bss_list_free(interface->bss_list);
	autoconnect_free(interface->autoconnect);
	free(interface->description);
	free(interface);
	return NULL;
}

static void take_adapter(struct interface *interface, struct host_adapter *adapter)
{
	interface->adapter = adapter;
	interface->port.adapter = adapter;
	scanner_set_adapter(interface->scanner, adapter);
	take_capabilities(interface);
	interface->is_user_disconnected = false; /* D11: the interface reconnects */
	autoconnect_unblock_all(interface->autoconnect);
	interface_enter(interface, STATE_IDLE, "the adapter is up");
}

void interface_arrive(struct interface *interface, struct host_adapter *adapter)
{
	take_adapter(interface, adapter);
	notify_acm(&interface->notifier, wlan_notification_acm_interface_arrival);
	look_for_automatic(interface);
}

void interface_up(struct interface *interface, struct host_adapter *adapter)
{
	take_adapter(interface, adapter);
	look_for_automatic(interface);
}

void interface_down(struct interface *interface)
{
	interface->adapter = NULL;
	interface->port.adapter = NULL;
	cancel_pending(interface);
	msm_adapter_lost(interface->msm);
	scanner_set_adapter(interface->scanner, NULL);
	if (interface->state == STATE_DISCOVERING && interface->current)
		end_attempt(interface, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE);
	interface->rescan = sd_event_source_disable_unref(interface->rescan);
	bss_list_flush(interface->bss_list);
	interface_enter(interface, STATE_NOT_READY, "the adapter is down");
}

void interface_tell_removal(struct interface *interface)
{
	notify_acm(&interface->notifier, wlan_notification_acm_interface_removal);
}

static void take_bss_entries(struct interface *interface, const struct wdi_indication_bss_entry_list *indication)
{
	uint64_t now_us = clock_monotonic_us(), now_filetime = clock_filetime();

	for (size_t i = 0; i < indication->n_device_descriptor; i++)
		if (bss_list_report(interface->bss_list, &indication->device_descriptor[i], now_us, now_filetime) < 0)
			log_debug("%s: a BSS entry that cannot be read is left out", interface->description);
}

static void take_link_state(struct interface *interface, const struct wdi_indication_link_state_change *indication)
{
	const struct wdi_tlv_link_state_change_parameters *params = &indication->link_state_change_parameters;

	if (!has_peer(interface) || memcmp(params->peer_mac_address.b, interface->link.peer.b, 6) != 0)
		return;
	interface->link.has_quality = true;
	interface->link.quality = params->link_quality > 100 ? 100 : params->link_quality;
	interface->link.rx_kbps = params->rx_link_speed; /* units of 1000 bit/s (rule 215) */
	interface->link.tx_kbps = params->tx_link_speed;
}

static void take_radio_status(struct interface *interface, const struct wdi_indication_radio_status *indication)
{
	bool was_on = interface_radio_is_on(interface);
	struct acm_phy_radio radios[64];
	size_t n;

	if (interface->hardware_on == indication->radio_state.hardware_state &&
	    interface->software_on == indication->radio_state.software_state)
		return;
	interface->hardware_on = indication->radio_state.hardware_state;
	interface->software_on = indication->radio_state.software_state;
	log_info("%s: radio %s", interface->description, interface_radio_is_on(interface) ? "on" : "off");
	n = interface_radios(interface, radios);
	for (size_t i = 0; i < n; i++)
		notify_radio(&interface->notifier, &radios[i]);
	if (!was_on)
		look_for_automatic(interface);
}

void interface_data(struct interface *interface, const struct wdi_data_frame *frame)
{
	if (!msm_port_data(&interface->port, frame))
		log_debug("%s: a data frame of type 0x%04x is of no use here", interface->description, frame->ethertype);
}

void interface_indication(struct interface *interface, uint32_t id, const void *payload)
{
	if (msm_port_indication(&interface->port, id, payload))
		return;
	switch (id) {
	case NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST:
		take_bss_entries(interface, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE:
		take_link_state(interface, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_RADIO_STATUS:
		take_radio_status(interface, payload);
		break;
	default:
		log_debug("%s: indication 0x%08x is of no use here", interface->description, id);
	}
}

/* --- questions --- */

const struct guid *interface_guid(const struct interface *interface)
{
	return &interface->guid;
}

const char *interface_description(const struct interface *interface)
{
	return interface->description;
}

uint32_t interface_state(const struct interface *interface)
{
	return states[interface->state].shown;
}

bool interface_is_ready(const struct interface *interface)
{
	return interface->adapter;
}

bool interface_radio_is_on(const struct interface *interface)
{
	return interface->hardware_on && interface->software_on;
}

const struct bss_list *interface_bss_list(const struct interface *interface)
{
	return interface->bss_list;
}

bool interface_connection(const struct interface *interface, struct network_connection *ret)
{
	if (interface->state != STATE_CONNECTED)
		return false;
	ret->ssid = *attempt_ssid(interface->current);
	ret->bss_type = dot11_BSS_type_infrastructure;
	ret->is_secure = !suites_are_open(interface->current->profile);
	ret->profile_name = attempt_profile_name(interface->current);
	return true;
}

const char *interface_stored_profile(const struct interface *interface)
{
	return interface->current && interface->current->is_stored ? interface->current->profile->name : NULL;
}

static uint32_t phy_index_of(const struct interface *interface, uint32_t phy_type)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(interface->adapter);

	for (size_t i = 0; capabilities && i < capabilities->n_phy_info && i < 64; i++)
		if (capabilities->phy_info[i].phy_capabilities.phy_type == phy_type)
			return (uint32_t)i;
	return 0;
}

int interface_current(const struct interface *interface, struct acm_connection *ret)
{
	const struct msm_suites suites = msm_suites(interface->msm);
	const struct bss *bss;

	if (interface->state != STATE_CONNECTED)
		return ACM_E_INVALID_STATE;
	bss = bss_list_find(interface->bss_list, &interface->link.peer);
	*ret = (struct acm_connection){
		.state = states[interface->state].shown,
		.mode = interface->current->mode,
		.ssid = *attempt_ssid(interface->current),
		.bss_type = dot11_BSS_type_infrastructure,
		.bssid = interface->link.peer,
		.phy_type = interface->link.phy_type,
		.phy_index = phy_index_of(interface, interface->link.phy_type),
		.rx_kbps = interface->link.rx_kbps,
		.tx_kbps = interface->link.tx_kbps,
		/* WDI and Windows count algorithms alike. */
		.is_secure = suites.akm != DOT11_AKM_NONE,
		.auth = driver_akm_to_wdi(suites.akm),
		.cipher = driver_cipher_to_wdi(suites.pairwise_cipher),
		.rssi_dbm = bss ? bss->rssi_dbm : -100,
		.channel = bss ? bss->channel : 0,
	};
	ret->signal_quality = interface->link.has_quality ? interface->link.quality : bss_signal_quality(ret->rssi_dbm);
	snprintf(ret->profile_name, sizeof(ret->profile_name), "%s", attempt_profile_name(interface->current));
	return 0;
}

size_t interface_radios(const struct interface *interface, struct acm_phy_radio *ret)
{
	for (size_t i = 0; i < interface->n_phys; i++)
		ret[i] = (struct acm_phy_radio){ (uint32_t)i, interface->software_on, interface->hardware_on };
	return interface->n_phys;
}

/* --- requests --- */

int interface_scan(struct interface *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size)
{
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (!interface_radio_is_on(interface))
		return ACM_E_RADIO_OFF;
	r = scanner_request(interface->scanner, SCAN_FOR_CLIENT, ssid, ie, ie_size, NULL);
	if (r == -ENOBUFS)
		return ACM_E_BUSY;
	if (r == -EMSGSIZE)
		return ACM_E_INVALID;
	return r == -ENODEV ? ACM_E_INVALID_STATE : r;
}

/* C7: nothing to do. */
static bool is_connected_already(const struct interface *interface, const struct attempt *attempt)
{
	const struct attempt *current = interface->current;

	if (interface->state != STATE_CONNECTED || attempt->is_stored != current->is_stored ||
	    attempt->mode == wlan_connection_mode_temporary_profile || strcmp(attempt->profile->name, current->profile->name) != 0 ||
	    strcmp(attempt->profile->xml, current->profile->xml) != 0 || !attempt_allows(attempt, &interface->link.peer))
		return false;
	for (size_t i = 0; i < attempt->n_ssids; i++)
		if (dot11_ssid_equal(&attempt->ssids[i], attempt_ssid(current)))
			return true;
	return false;
}

static int drop_connection(struct interface *interface)
{
	int r = msm_disconnect(interface->msm, WLAN_REASON_CODE_SUCCESS);

	if (r != 0)
		return r < 0 ? r : ACM_E_INVALID_STATE;
	interface_enter(interface, STATE_DISCONNECTING, "asked to disconnect");
	tell_connection(interface, wlan_notification_acm_disconnecting, WLAN_REASON_CODE_SUCCESS);
	tell_msm(interface, wlan_notification_msm_disassociating, WLAN_REASON_CODE_SUCCESS);
	return 0;
}

/* Ends whatever goes on. @reason: of a cancelled attempt. */
static int drop_current(struct interface *interface, uint32_t reason)
{
	switch (interface->state) {
	case STATE_CONNECTED:
		return drop_connection(interface);
	case STATE_CONNECTING:
	case STATE_AUTHENTICATING:
		/* Before the call: its end may come from inside if there is no adapter to reset. */
		interface_enter(interface, STATE_CANCELLING, "the attempt is cancelled");
		(void)msm_disconnect(interface->msm, reason);
		return 0;
	case STATE_DISCOVERING:
		end_attempt(interface, reason);
		return 0;
	default:
		return 0;
	}
}

int interface_connect(struct interface *interface, struct attempt *attempt)
{
	struct attempt **last = &interface->pending;
	unsigned n = 0;
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (!interface_radio_is_on(interface))
		return ACM_E_RADIO_OFF;
	while (*last) {
		last = &(*last)->next;
		n++;
	}
	if (n >= MAX_PENDING)
		return ACM_E_BUSY;
	if (is_connected_already(interface, attempt) && n == 0) {
		interface->is_user_disconnected = false;
		notify_connection(&interface->notifier, wlan_notification_acm_connection_complete, attempt, WLAN_REASON_CODE_SUCCESS);
		attempt_free(attempt);
		return 0;
	}
	if (interface->state == STATE_CONNECTED) {
		r = drop_connection(interface);
		if (r != 0)
			return r;
	}
	/* A manual connect lifts the mark and the blocks (D11); of several that wait, the last one counts. */
	interface->is_user_disconnected = false;
	autoconnect_unblock_all(interface->autoconnect);
	cancel_pending(interface);
	*last = attempt;
	(void)drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	interface_continue(interface);
	return 0;
}

int interface_disconnect(struct interface *interface)
{
	bool was_marked = interface->is_user_disconnected;
	int r;

	cancel_pending(interface);
	interface->is_user_disconnected = true;
	r = drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	if (r != 0)
		interface->is_user_disconnected = was_marked;
	return r;
}

void interface_forget_profile(struct interface *interface, const char *name)
{
	struct attempt *current = interface->current;

	for (struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		if (attempt->is_stored && strcmp(attempt->profile->name, name) == 0)
			attempt->is_cancelled = true;
	autoconnect_unblock(interface->autoconnect, name);
	msm_forget_pmks(interface->msm);
	if (current && current->is_stored && strcmp(current->profile->name, name) == 0)
		if (drop_current(interface, WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED) != 0)
			log_warning("%s: the connection of the deleted profile \"%s\" could not be ended", interface->description, name);
}

void interface_change_profile(struct interface *interface, const char *name)
{
	autoconnect_unblock(interface->autoconnect, name); /* the new one may know the right key */
	msm_forget_pmks(interface->msm);
	interface_tell_profile_change(interface);
	look_for_automatic(interface);
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
