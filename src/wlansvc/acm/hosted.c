#include "wlansvc/acm/hosted.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "dot11/channel.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/acm/wait_list.h"
#include "wlansvc/msm/ap_port.h"

#define MAX_REFERENCES 4096
#define DEFAULT_CHANNEL 6
#define PRIMARY_KEY_SIZE 63
#define PASSPHRASE_ROUNDS 4096

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

	bool has_settings, is_disallowed;
	struct dot11_ssid ssid;
	uint32_t max_peers;
	struct secret primary; /* text */
	struct secret secondary; /* text of a passphrase, or 32 bytes */
	bool is_passphrase, is_persistent; /* the secondary one */

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
	bool is_available = hosted->n_adapters > 0 && !hosted->is_disallowed;

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

/* --- settings --- */

static int save_settings(struct hosted *hosted, const struct dot11_ssid *ssid, uint32_t max_peers)
{
	char text[2 * sizeof(ssid->bytes) + 1] = "", number[16];
	int r;

	for (size_t i = 0; i < ssid->size; i++)
		snprintf(text + 2 * i, 3, "%02x", ssid->bytes[i]);
	snprintf(number, sizeof(number), "%u", max_peers);
	r = store_set_setting(hosted->acm->store, NULL, "hosted_network_max_peers", number);
	if (r == 0)
		r = store_set_setting(hosted->acm->store, NULL, "hosted_network_ssid", text);
	if (r < 0)
		return r;
	hosted->ssid = *ssid;
	hosted->max_peers = max_peers;
	hosted->has_settings = true;
	return 0;
}

static bool read_ssid(const char *text, struct dot11_ssid *ret)
{
	size_t size = strlen(text) / 2;
	unsigned int byte;

	if (size == 0 || size > sizeof(ret->bytes))
		return false;
	for (size_t i = 0; i < size; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			return false;
		ret->bytes[i] = (uint8_t)byte;
	}
	ret->size = (uint8_t)size;
	return true;
}

/* What cannot be read is made anew by whoever needs it. Return: 0; negative errno. */
static int load(struct hosted *hosted)
{
	_auto_free_ char *ssid = NULL, *max_peers = NULL, *disallowed = NULL, *kind = NULL;
	struct store *store = hosted->acm->store;
	int r;

	r = store_get_setting(store, NULL, "hosted_network_ssid", &ssid);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_max_peers", &max_peers);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_disallowed", &disallowed);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_secondary_kind", &kind);
	if (r < 0)
		return r;
	hosted->is_disallowed = disallowed && strcmp(disallowed, "1") == 0;
	hosted->max_peers = max_peers ? (uint32_t)strtoul(max_peers, NULL, 10) : HOSTED_DEFAULT_PEERS;
	if (hosted->max_peers == 0)
		hosted->max_peers = HOSTED_DEFAULT_PEERS;
	hosted->has_settings = ssid && read_ssid(ssid, &hosted->ssid) &&
			       store_get_secret(store, "hosted_network_primary_key", &hosted->primary) == 0;
	if (store_get_secret(store, "hosted_network_secondary_key", &hosted->secondary) == 0) {
		hosted->is_passphrase = kind && strcmp(kind, "passphrase") == 0;
		hosted->is_persistent = true;
	}
	return 0;
}

static int make_primary_key(struct hosted *hosted)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	_cleanup_secret_ struct secret key = { .size = PRIMARY_KEY_SIZE };
	int r = crypto_random(key.bytes, key.size);

	_Static_assert(sizeof(letters) == 64 + 1, "each as likely as the other");
	for (size_t i = 0; i < key.size; i++)
		key.bytes[i] = (uint8_t)letters[key.bytes[i] & 63];
	if (r == 0)
		r = store_set_secret(hosted->acm->store, "hosted_network_primary_key", &key);
	if (r == 0)
		hosted->primary = key;
	return r;
}

/* W4: readable and this machine's. */
static int make_settings(struct hosted *hosted)
{
	char name[64] = "";
	struct dot11_ssid ssid;
	int r;

	if (hosted->has_settings)
		return 0;
	if (gethostname(name, sizeof(name) - 1) < 0 || !name[0])
		strcpy(name, "hosted-network");
	ssid.size = (uint8_t)(strlen(name) > 32 ? 32 : strlen(name));
	memcpy(ssid.bytes, name, ssid.size);
	r = make_primary_key(hosted);
	return r < 0 ? r : save_settings(hosted, &ssid, HOSTED_DEFAULT_PEERS);
}

/* --- the access point --- */

static int make_pmk(const struct hosted *hosted, const struct secret *key, bool is_passphrase, struct secret *ret)
{
	if (!is_passphrase) {
		*ret = *key;
		return 0;
	}
	ret->size = 32;
	return crypto_pbkdf2_sha1(key->bytes, key->size, hosted->ssid.bytes, hosted->ssid.size, PASSPHRASE_ROUNDS, ret->bytes, 32);
}

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
	struct ap_settings settings cleanup(wipe_settings) = { .ssid = hosted->ssid, .is_secure = true };
	size_t capacity = ap_port_capacity(hosted->port.adapter);
	int r;

	settings.max_clients = hosted->max_peers < capacity ? hosted->max_peers : capacity;
	if (settings.max_clients > AP_MAX_CLIENTS)
		settings.max_clients = AP_MAX_CLIENTS;
	r = make_pmk(hosted, &hosted->primary, true, &settings.pmk);
	if (r == 0 && hosted->secondary.size > 0)
		r = make_pmk(hosted, &hosted->secondary, hosted->is_passphrase, &settings.other_pmk);
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

static void forget_temporary_key(struct hosted *hosted)
{
	if (!hosted->is_persistent)
		secret_wipe(&hosted->secondary);
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
	forget_temporary_key(hosted);
	if (endings[ending].ends_uses) {
		drop_all_uses(hosted);
		answer_starts(hosted, ACM_E_FAILED, reason);
	}
	update_state(hosted, reason);
	reason = wlan_hosted_network_reason_success;
	wait_list_tell(&hosted->stops, 0, &reason);
	/* Wanted again while it went down. */
	if (hosted->starts && hosted->is_disallowed)
		answer_starts(hosted, ACM_E_INVALID_STATE, wlan_hosted_network_reason_service_unavailable);
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
		r = load(hosted);
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

int acm_hosted_init(struct acm *acm, uint32_t *ret_reason)
{
	int r = make_settings(acm->hosted);

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
	if (hosted->is_disallowed)
		return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_service_unavailable);
	if (hosted->n_adapters == 0 || hosted->is_blocked)
		return answer(ACM_E_INVALID_STATE, ret_reason, wlan_hosted_network_reason_interface_unavailable);
	r = make_settings(hosted);
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
	if (!acm->hosted->has_settings)
		return ACM_E_NO_DATA;
	*ret_ssid = acm->hosted->ssid;
	*ret_max_peers = acm->hosted->max_peers;
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
	if (hosted->primary.size == 0)
		r = make_primary_key(hosted);
	if (r == 0)
		r = save_settings(hosted, ssid, max_peers);
	if (r == 0)
		become_idle(hosted, wlan_hosted_network_reason_properties_change);
	return answer(r, ret_reason, reason_of_store(r));
}

bool acm_hosted_is_enabled(struct acm *acm)
{
	return !acm->hosted->is_disallowed;
}

int acm_hosted_enable(struct acm *acm, const struct acm_caller *caller, bool is_enabled, uint32_t *ret_reason)
{
	struct hosted *hosted = acm->hosted;
	int r;

	if (may_force(acm, caller) != 0)
		return answer(ACM_E_ACCESS_DENIED, ret_reason, wlan_hosted_network_reason_elevation_required);
	r = store_set_setting(acm->store, NULL, "hosted_network_disallowed", is_enabled ? "0" : "1");
	if (r < 0)
		return answer(r, ret_reason, wlan_hosted_network_reason_persistence_failed);
	hosted->is_disallowed = !is_enabled;
	if (!is_enabled)
		become_idle(hosted, wlan_hosted_network_reason_service_unavailable);
	if (ap_state(hosted->ap) == AP_STATE_DOWN)
		update_state(hosted, is_enabled ? wlan_hosted_network_reason_interface_available :
						  wlan_hosted_network_reason_service_unavailable);
	return answer(0, ret_reason, 0);
}

/* Of text between two tags. */
static void put_escaped(FILE *to, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		switch (bytes[i]) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		default:
			/* The hexadecimal form is exact; the name is for people. */
			fputc(bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?', to);
		}
	}
}

static void put_profile(FILE *to, const struct dot11_ssid *ssid, const char *key)
{
	fputs("<?xml version=\"1.0\"?>\r\n<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\">\r\n\t<name>", to);
	put_escaped(to, ssid->bytes, ssid->size);
	fputs("</name>\r\n\t<SSIDConfig>\r\n\t\t<SSID>\r\n\t\t\t<hex>", to);
	for (size_t i = 0; i < ssid->size; i++)
		fprintf(to, "%02X", ssid->bytes[i]);
	fputs("</hex>\r\n\t\t\t<name>", to);
	put_escaped(to, ssid->bytes, ssid->size);
	fprintf(to, "</name>\r\n\t\t</SSID>\r\n\t</SSIDConfig>\r\n\t<connectionType>ESS</connectionType>\r\n"
		    "\t<connectionMode>auto</connectionMode>\r\n\t<MSM>\r\n\t\t<security>\r\n\t\t\t<authEncryption>\r\n"
		    "\t\t\t\t<authentication>WPA2PSK</authentication>\r\n\t\t\t\t<encryption>AES</encryption>\r\n"
		    "\t\t\t\t<useOneX>false</useOneX>\r\n\t\t\t</authEncryption>\r\n\t\t\t<sharedKey>\r\n"
		    "\t\t\t\t<keyType>passPhrase</keyType>\r\n\t\t\t\t<protected>true</protected>\r\n"
		    "\t\t\t\t<keyMaterial>%s</keyMaterial>\r\n\t\t\t</sharedKey>\r\n\t\t</security>\r\n\t</MSM>\r\n</WLANProfile>\r\n",
		key);
}

int acm_hosted_profile(struct acm *acm, char **ret)
{
	_auto_free_ char *key = NULL, *text = NULL;
	size_t size;
	FILE *to;
	int r;

	if (!acm->hosted->has_settings)
		return ACM_E_NO_DATA;
	r = store_protect_key(acm->store, &acm->hosted->primary, &key);
	if (r < 0)
		return r;
	to = open_memstream(&text, &size);
	if (!to)
		return -ENOMEM;
	put_profile(to, &acm->hosted->ssid, key);
	if (fclose(to) != 0)
		return -ENOMEM;
	*ret = take_ptr(text);
	return 0;
}

int acm_hosted_refresh(struct acm *acm, uint32_t *ret_reason)
{
	int r = make_settings(acm->hosted);

	if (r == 0)
		r = make_primary_key(acm->hosted);
	if (r == 0)
		become_idle(acm->hosted, wlan_hosted_network_reason_properties_change);
	return answer(r, ret_reason, reason_of_store(r));
}

static bool is_good_key(const struct secret *key, bool is_passphrase)
{
	if (key->size == 0)
		return true;
	if (!is_passphrase)
		return key->size == 32;
	for (size_t i = 0; i < key->size; i++)
		if (key->bytes[i] < ' ' || key->bytes[i] > '~')
			return false;
	return key->size >= 8 && key->size <= 63;
}

int acm_hosted_set_key(struct acm *acm, const struct secret *key, bool is_passphrase, bool is_persistent, uint32_t *ret_reason)
{
	_cleanup_secret_ struct secret pmk = { 0 };
	struct hosted *hosted = acm->hosted;
	int r;

	if (!is_good_key(key, is_passphrase))
		return answer(ACM_E_INVALID, ret_reason, wlan_hosted_network_reason_bad_parameters);
	/* One that is not to last takes the place of one that was. */
	r = store_set_secret(acm->store, "hosted_network_secondary_key", is_persistent ? key : &(struct secret){ 0 });
	if (r == 0)
		r = store_set_setting(acm->store, NULL, "hosted_network_secondary_kind", is_passphrase ? "passphrase" : "binary");
	if (r < 0)
		return answer(r, ret_reason, reason_of_store(r));
	hosted->secondary = *key;
	hosted->is_passphrase = is_passphrase;
	hosted->is_persistent = is_persistent;
	if (ap_state(hosted->ap) == AP_STATE_DOWN)
		return answer(0, ret_reason, 0);
	/* Who is here stays; who comes needs it at once. */
	r = key->size > 0 ? make_pmk(hosted, key, is_passphrase, &pmk) : 0;
	if (r == 0)
		ap_set_other_pmk(hosted->ap, &pmk);
	return answer(r, ret_reason, wlan_hosted_network_reason_crypt_error);
}

void acm_hosted_key(struct acm *acm, struct secret *ret, bool *ret_is_passphrase, bool *ret_is_persistent)
{
	*ret = acm->hosted->secondary;
	*ret_is_passphrase = acm->hosted->secondary.size > 0 && acm->hosted->is_passphrase;
	*ret_is_persistent = acm->hosted->secondary.size > 0 && acm->hosted->is_persistent;
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

bool acm_hosted_is_capable(struct acm *acm, const struct guid *interface)
{
	for (size_t i = 0; i < acm->hosted->n_adapters; i++)
		if (guid_equal(host_adapter_guid(acm->hosted->adapters[i]), interface))
			return true;
	return false;
}
