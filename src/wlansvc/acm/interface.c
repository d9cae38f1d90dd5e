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
#include "wlansvc/acm/automatic.h"
#include "wlansvc/acm/candidate.h"
#include "wlansvc/acm/filters.h"
#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/radio.h"
#include "wlansvc/acm/scan.h"
#include "wlansvc/acm/settings.h"
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
	struct automatic *automatic;
	struct acm_policy policy;
	bool is_suspended;
	struct attempt *current; /* tried, connected or being ended */
	struct attempt *pending; /* begin when the current one has ended */
	struct link link;
	bool software_on, hardware_on;
	struct radio radio;
	struct wait_list statistics;
	struct settings *settings; /* of all */
	struct filters *filters;
	const struct users *users;
	struct interface_settings own;
	size_t n_phys;
};

static void interface_continue(struct interface *interface);
static void on_radio_changed(bool is_on, void *userdata);

static void interface_enter(struct interface *interface, enum state state, const char *why)
{
	if (state == interface->state)
		return;
	log_debug("%s: %s -> %s: %s", interface->description, states[interface->state].name, states[state].name, why);
	interface->state = state;
	if (state == STATE_CONNECTING || state == STATE_CANCELLING || state == STATE_DISCONNECTING)
		scanner_hold(interface->scanner, true);
	automatic_update(interface->automatic);
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

/* --- votes of handles --- */

static void tell_votes(struct interface *interface, const bool *changed)
{
	if (changed[SETTINGS_VOTE_NO_BACKGROUND_SCAN])
		notify_acm(&interface->notifier, interface_settings_has_vote(&interface->own, SETTINGS_VOTE_NO_BACKGROUND_SCAN) ?
							 wlan_notification_acm_background_scan_disabled :
							 wlan_notification_acm_background_scan_enabled);
	automatic_update(interface->automatic);
}

/* D22: with the connection, background scans are back and media streaming ends. */
static void end_votes(struct interface *interface)
{
	bool changed[SETTINGS_N_VOTES];

	interface_settings_drop_votes(&interface->own, changed);
	tell_votes(interface, changed);
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
	bool was_automatic = attempt->mode == wlan_connection_mode_auto;

	interface_rest(interface, "the attempt has ended");
	if (attempt->is_associating) {
		interface->link = link; /* named once more */
		tell_msm(interface, wlan_notification_msm_disconnected, reason);
		memset(&interface->link, 0, sizeof(interface->link));
	}
	log_info("%s: not connected to \"%s\" (reason 0x%05x)", interface->description, attempt->profile->name, reason);
	tell_connection(interface, wlan_notification_acm_connection_complete, reason);
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
	uint32_t reason;

	if (interface->filters) { /* A8 */
		reason = filters_verdict(interface->filters, attempt_ssid(attempt), dot11_BSS_type_infrastructure);
		if (reason != WLAN_REASON_CODE_SUCCESS)
			return reason;
	}
	reason = suites_of_profile(attempt->profile, host_adapter_capabilities(interface->adapter), &security);

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
			begin_attempt(interface, attempt);
			return;
		}
		notify_connection(&interface->notifier, wlan_notification_acm_connection_complete, attempt, reason);
		attempt_free(attempt);
	}
	if (!interface->current)
		scanner_hold(interface->scanner, false);
	automatic_update(interface->automatic);
}

static void cancel_pending(struct interface *interface)
{
	for (struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		attempt->is_cancelled = true;
}

/* --- automatic connection --- */

static bool is_switchable(const struct interface *interface)
{
	return interface->state == STATE_CONNECTED && interface->current->mode == wlan_connection_mode_auto &&
	       interface->current->profile->switches_automatically;
}

static uint64_t block_period_ms(const struct interface *interface)
{
	if (interface->policy.periods.block_ms > 0 || !interface->settings)
		return interface->policy.periods.block_ms;
	return settings_value(interface->settings, wlan_autoconf_opcode_block_period) * UINT64_C(1000);
}

static void view_for_automatic(struct automatic_view *ret, void *userdata)
{
	const struct interface *interface = userdata;

	*ret = (struct automatic_view){
		.is_enabled = interface->own.is_autoconf_enabled && !interface->is_suspended,
		.is_usable = interface->adapter && interface_radio_is_on(interface),
		.is_resting = interface->state == STATE_IDLE && !interface->current && !interface->pending,
		.is_connected = interface->state == STATE_CONNECTED && !interface->pending,
		.wants_no_scans = interface_settings_has_vote(&interface->own, SETTINGS_VOTE_NO_BACKGROUND_SCAN) ||
				  interface_settings_has_vote(&interface->own, SETTINGS_VOTE_MEDIA_STREAMING),
		.leavable_profile = is_switchable(interface) ? interface->current->profile->name : NULL,
		.bss_type = interface->own.bss_type,
		.only_group_policy =
			interface->settings &&
			settings_value(interface->settings, wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks),
		.filters = interface->filters,
		.users = interface->users,
		.periods = { interface->policy.periods.retry_ms, block_period_ms(interface) },
	};
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

static void connect_automatically(struct profile *profile, void *userdata)
{
	struct interface *interface = userdata;
	struct attempt *attempt;

	if (attempt_from_profile(&attempt, profile) < 0) {
		profile_free(profile);
		return;
	}
	if (interface->state != STATE_CONNECTED) {
		begin_attempt(interface, attempt);
		return;
	}
	interface->pending = attempt;
	if (drop_connection(interface) != 0)
		interface->pending = attempt_free(attempt); /* the connection stays */
}

static void tell_for_automatic(uint32_t code, void *userdata)
{
	const struct interface *interface = userdata;

	notify_acm(&interface->notifier, code);
}

static const struct automatic_listener automatic_listener = {
	.view = view_for_automatic,
	.connect = connect_automatically,
	.tell = tell_for_automatic,
};

static void look_for_automatic(struct interface *interface)
{
	automatic_look(interface->automatic);
}

/* --- what the msm tells --- */

static void on_associated(const struct msm_association *association, void *userdata)
{
	struct interface *interface = userdata;

	interface->link.peer = association->bssid;
	if (association->phy_type != WDI_PHY_TYPE_UNKNOWN)
		interface->link.phy_type = association->phy_type;
	if (!profile_is_open(interface->current->profile))
		interface_enter(interface, STATE_AUTHENTICATING, "associated, not secured yet");
	tell_msm(interface, wlan_notification_msm_associated, WLAN_REASON_CODE_SUCCESS);
}

static void on_connected(void *userdata)
{
	struct interface *interface = userdata;

	interface->current->is_associating = false;
	interface_enter(interface, STATE_CONNECTED, "the driver is connected");
	tell_msm(interface, wlan_notification_msm_connected, WLAN_REASON_CODE_SUCCESS);
	log_info("%s: connected to \"%s\" (" DOT11_MAC_FORMAT ")", interface->description, interface->current->profile->name,
		 DOT11_MAC_ARGS(&interface->link.peer));
	tell_connection(interface, wlan_notification_acm_connection_complete, WLAN_REASON_CODE_SUCCESS);
	automatic_succeeded(interface->automatic, interface->current->profile->name);
	if (interface->policy.prefers_manual && interface->current->mode == wlan_connection_mode_profile &&
	    automatic_prefer(interface->automatic, interface->current->profile->name))
		interface_tell_profile_change(interface);
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
	end_votes(interface);
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
	if (is_complete && (result->is_full || result->n_clients > 0))
		notify_acm(&interface->notifier, wlan_notification_acm_scan_list_refresh);
	if (interface->state == STATE_DISCOVERING && interface->current && interface->current->ticket == result->ticket) {
		interface->current->has_scanned = true;
		go_on_with_attempt(interface);
	}
	automatic_scan_finished(interface->automatic, result);
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
	    scanner_new(&interface->scanner, &scan_listener, interface) < 0 || bss_list_new(&interface->bss_list) < 0)
		return -ENOMEM;
	interface->policy = ACM_POLICY_DEFAULT;
	interface->own.is_autoconf_enabled = true;
	interface->own.bss_type = dot11_BSS_type_any;
	if (automatic_new(&interface->automatic,
			  &(struct automatic_parts){
				  .event = interface->event,
				  .store = store,
				  .interface = &interface->guid,
				  .scanner = interface->scanner,
				  .list = interface->bss_list,
				  .policy = &interface->policy,
			  },
			  &automatic_listener, interface) < 0)
		return -ENOMEM;
	msm_port_init(&interface->port, interface->event);
	interface->port.msm = interface->msm;
	interface->radio.changed = on_radio_changed;
	interface->radio.userdata = interface;
	*ret = take_ptr(interface);
	return 0;
}

void interface_use(struct interface *interface, struct settings *settings, struct filters *filters, const struct users *users)
{
	interface->settings = settings;
	interface->filters = filters;
	interface->users = users;
	interface_settings_load(&interface->own, interface->store, &interface->guid);
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
	automatic_free(interface->automatic);
	sd_event_unref(interface->event);
	scanner_free(interface->scanner);
	msm_free(interface->msm);
	msm_port_deinit(&interface->port);
	bss_list_free(interface->bss_list);
	radio_cancel(&interface->radio);
	wait_list_tell(&interface->statistics, -ECANCELED, NULL);
	interface_settings_clear(&interface->own);
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
	automatic_lift(interface->automatic); /* D11: the interface reconnects */
	interface_enter(interface, STATE_IDLE, "the adapter is up");
	if (interface->radio.is_kept_off && interface->software_on && radio_wish(&interface->radio, false, NULL, NULL) == 0)
		radio_proceed(&interface->radio, adapter);
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
	uint32_t quality;
	bool is_news;

	if (!has_peer(interface) || memcmp(params->peer_mac_address.b, interface->link.peer.b, 6) != 0)
		return;
	quality = params->link_quality > 100 ? 100 : params->link_quality;
	is_news = interface->state == STATE_CONNECTED && (!interface->link.has_quality || interface->link.quality != quality);
	interface->link.has_quality = true;
	interface->link.quality = quality;
	interface->link.rx_kbps = params->rx_link_speed; /* units of 1000 bit/s (rule 215) */
	interface->link.tx_kbps = params->tx_link_speed;
	if (is_news)
		notify_quality(&interface->notifier, quality);
}

/* Without a radio there is no peer; a driver that says so itself as well is not heard any more. */
static void lose_connection(struct interface *interface)
{
	if (interface->state == STATE_CONNECTED || interface->state == STATE_AUTHENTICATING)
		(void)msm_peer_lost(interface->msm, &DOT11_MAC_BROADCAST, WDI_ASSOC_STATUS_RADIO_OFF, 0);
}

static void set_radio_state(struct interface *interface, bool hardware_on, bool software_on)
{
	bool was_on = interface_radio_is_on(interface);
	struct acm_phy_radio radios[64];
	size_t n;

	if (interface->hardware_on == hardware_on && interface->software_on == software_on)
		return;
	interface->hardware_on = hardware_on;
	interface->software_on = software_on;
	log_info("%s: radio %s", interface->description, interface_radio_is_on(interface) ? "on" : "off");
	n = interface_radios(interface, radios);
	for (size_t i = 0; i < n; i++)
		notify_radio(&interface->notifier, &radios[i]);
	if (!was_on && interface_radio_is_on(interface))
		automatic_lift(interface->automatic); /* as good as an interface that reconnects */
	else if (was_on)
		lose_connection(interface);
	automatic_update(interface->automatic);
	look_for_automatic(interface);
}

/* The driver may tell its new state as well, before or after. */
static void on_radio_changed(bool is_on, void *userdata)
{
	struct interface *interface = userdata;

	set_radio_state(interface, interface->hardware_on, is_on);
}

static void take_radio_status(struct interface *interface, const struct wdi_indication_radio_status *indication)
{
	set_radio_state(interface, indication->radio_state.hardware_state, indication->radio_state.software_state);
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
	return interface->hardware_on && interface->software_on && !radio_is_going_off(&interface->radio);
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
	ret->is_secure = !profile_is_open(interface->current->profile);
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
		.center_khz = bss ? bss->center_khz : 0,
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

	if (!interface->adapter || !interface->own.is_autoconf_enabled) /* C13 */
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
		automatic_unmark(interface->automatic);
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
	automatic_lift(interface->automatic);
	cancel_pending(interface);
	*last = attempt;
	(void)drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	interface_continue(interface);
	return 0;
}

int interface_disconnect(struct interface *interface, bool is_remembered)
{
	bool was_marked = automatic_is_marked(interface->automatic);
	int r;

	cancel_pending(interface);
	if (is_remembered && interface->policy.disconnect_stays)
		automatic_mark(interface->automatic);
	if (interface->state == STATE_IDLE) /* nobody goes back to what was lost before: its PMK is forgotten */
		(void)msm_disconnect(interface->msm, WLAN_REASON_CODE_SUCCESS);
	r = drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	if (r != 0 && !was_marked)
		automatic_unmark(interface->automatic);
	return r;
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
		if (drop_current(interface, WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED) != 0)
			log_warning("%s: the connection of the deleted profile \"%s\" could not be ended", interface->description, name);
}

void interface_change_profile(struct interface *interface, const char *name)
{
	automatic_profile_changed(interface->automatic, name); /* the new one may know the right key */
	msm_forget_pmks(interface->msm);
	interface_tell_profile_change(interface);
	/* R8: an attempt goes by what the profile said. A connection that exists stays. */
	if (interface->state != STATE_CONNECTED && interface->current && interface->current->is_stored &&
	    strcmp(interface->current->profile->name, name) == 0)
		(void)drop_current(interface, WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED);
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

void interface_rename_profile(struct interface *interface, const char *old_name, const char *new_name)
{
	struct attempt *attempt = interface->current;

	automatic_profile_changed(interface->automatic, old_name);
	for (; attempt; attempt = attempt == interface->current ? interface->pending : attempt->next)
		if (attempt->is_stored && strcmp(attempt->profile->name, old_name) == 0 && profile_rename(attempt->profile, new_name) < 0)
			log_warning("%s: the connection keeps the name \"%s\" of its profile", interface->description, old_name);
	notify_names(&interface->notifier, old_name, new_name);
}

const struct profile *interface_temporary_profile(const struct interface *interface)
{
	return interface->state == STATE_CONNECTED && !interface->current->is_stored ? interface->current->profile : NULL;
}

/* --- settings --- */

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
		look_for_automatic(interface);
	return 0;
}

int interface_set_bss_type(struct interface *interface, uint32_t bss_type)
{
	uint32_t before = interface->own.bss_type;
	int r = interface_settings_set_bss_type(&interface->own, interface->store, &interface->guid, bss_type);

	if (r < 0 || before == bss_type)
		return r;
	notify_word(&interface->notifier, wlan_notification_acm_bss_type_change, bss_type);
	look_for_automatic(interface);
	return 0;
}

int interface_vote(struct interface *interface, int vote, uint64_t handle, bool is_cast)
{
	bool changed[SETTINGS_N_VOTES] = { 0 };
	int r;

	if (interface->state != STATE_CONNECTED)
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

int interface_set_radio(struct interface *interface, bool is_on, acm_done_fn done, void *userdata)
{
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (interface->radio.step == RADIO_STEP_NONE && interface->software_on == is_on) {
		done(0, NULL, userdata);
		return 0;
	}
	r = radio_wish(&interface->radio, is_on, done, userdata);
	if (r != 0)
		return r;
	if (!is_on) {
		cancel_pending(interface);
		r = drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
		if (r != 0) /* the task fails, or ends the connection with the radio */
			log_warning("%s: cannot disconnect before the radio goes off: %s", interface->description, strerror(-r));
	}
	if (!interface->current || r != 0)
		radio_proceed(&interface->radio, interface->adapter);
	return 0;
}

static void on_statistics(uint32_t status, const void *result, void *userdata)
{
	struct interface *interface = userdata;

	wait_list_tell(&interface->statistics,
		       status == NDIS_STATUS_SUCCESS && result		? 0 :
		       status == NDIS_STATUS_ADAPTER_REMOVED		? ACM_E_INVALID_STATE :
									  ACM_E_FAILED,
		       result);
}

int interface_query_statistics(struct interface *interface, acm_done_fn done, void *userdata)
{
	bool is_asked = !wait_list_is_empty(&interface->statistics);
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (!is_asked) {
		r = host_adapter_submit(interface->adapter, OID_WDI_GET_STATISTICS, host_adapter_port(interface->adapter), NULL,
					on_statistics, interface, NULL);
		if (r < 0)
			return r;
	}
	return wait_list_add(&interface->statistics, done, userdata);
}

const struct wdi_get_adapter_capabilities_result *interface_capabilities(const struct interface *interface)
{
	return interface->adapter ? host_adapter_capabilities(interface->adapter) : NULL;
}

/* --- what happens around it --- */

void interface_set_policy(struct interface *interface, const struct acm_policy *policy)
{
	interface->policy = *policy;
}

uint32_t interface_failure_of(const struct interface *interface, const char *profile_name)
{
	return automatic_failure(interface->automatic, profile_name);
}

void interface_change_filters(struct interface *interface)
{
	look_for_automatic(interface);
}

void interface_change_session(struct interface *interface)
{
	automatic_lift(interface->automatic);
	look_for_automatic(interface);
}

void interface_user_comes(struct interface *interface, uid_t uid)
{
	automatic_user_comes(interface->automatic, uid);
}

void interface_suspend(struct interface *interface)
{
	if (interface->is_suspended)
		return;
	interface->is_suspended = true;
	cancel_pending(interface);
	if (drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED) != 0)
		log_warning("%s: the connection could not be ended before the machine sleeps", interface->description);
	automatic_update(interface->automatic);
}

bool interface_is_at_rest(const struct interface *interface)
{
	return !interface->current && !interface->pending;
}

void interface_resume(struct interface *interface)
{
	if (!interface->is_suspended)
		return;
	interface->is_suspended = false;
	bss_list_flush(interface->bss_list); /* who knows where the machine is now */
	automatic_update(interface->automatic);
	look_for_automatic(interface);
}
