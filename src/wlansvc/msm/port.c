#include "wlansvc/msm/port.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "dot11/data.h"
#include "dot11/frame.h"
#include "dot11/rsne.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/handshake_port.h"

/* More would only make the message longer; they are sorted, the rest is weaker. */
#define MAX_CANDIDATES 10

#define MAX_KEYS 4 /* of one message of a handshake: pairwise, GTK, IGTK, BIGTK */

static void port_connect_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	port->connect = NULL;
	msm_task_done(port->msm, status);
}

static void port_task_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	msm_task_done(port->msm, status);
}

static void port_forget_done(uint32_t status, const void *result, void *userdata)
{
	if (status != NDIS_STATUS_SUCCESS)
		log_debug("msm: a request within the connect task has failed (0x%08x)", status); /* the task's end tells the rest */
}

static void port_keys_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	msm_keys_done(port->msm, status);
}

static const uint8_t *find_pmkid(const struct msm_offer *offer, const struct dot11_mac *bssid)
{
	for (size_t i = 0; i < offer->n_pmkids; i++)
		if (dot11_mac_equal(&offer->pmkids[i].bssid, bssid))
			return offer->pmkids[i].bytes;
	return NULL;
}

static void fill_entry(struct wdi_tlv_connect_bss_entry *entry, const struct msm_candidate *candidate, const uint8_t *pmkid)
{
	*entry = (struct wdi_tlv_connect_bss_entry){
		.bssid.address = wdi_mac_from_dot11(&candidate->bssid),
		.has_probe_response_frame = candidate->probe_response_size > 0,
		.probe_response_frame = { candidate->probe_response, candidate->probe_response_size },
		.has_beacon_frame = candidate->beacon_size > 0,
		.beacon_frame = { candidate->beacon, candidate->beacon_size },
		.signal_info = { .rssi = candidate->rssi_dbm, .link_quality = candidate->link_quality },
		.channel_info = { .channel_number = candidate->channel, .band_id = candidate->band_id },
		.has_device_specific_context = candidate->context_size > 0,
		.device_specific_context = { candidate->context, candidate->context_size },
		.has_pmkid = pmkid,
		.pmkid = { pmkid, pmkid ? DOT11_PMKID_SIZE : 0 },
	};
}

/* The security wishes in the protocol's words: the lists of old, and the pairs, which tell PSK from PSK-SHA256. */
struct wishes {
	size_t n_auths, n_unicast, n_multicast, n_pairs;
	uint32_t auths[4], unicast[4], multicast[5];
	struct wdi_rsna_akm_cipher_pair pairs[16];
};

static void add_once(uint32_t *list, size_t *n, uint32_t value)
{
	for (size_t i = 0; i < *n; i++)
		if (list[i] == value)
			return;
	list[(*n)++] = value;
}

static void fill_wishes(struct wishes *ret, const struct msm_security *security)
{
	*ret = (struct wishes){ 0 };
	if (security->n_akms == 0) {
		add_once(ret->auths, &ret->n_auths, WDI_AUTH_ALGO_80211_OPEN);
		add_once(ret->unicast, &ret->n_unicast, WDI_CIPHER_ALGO_NONE);
		add_once(ret->multicast, &ret->n_multicast, WDI_CIPHER_ALGO_NONE);
		return;
	}
	for (size_t i = 0; i < security->n_ciphers; i++)
		add_once(ret->unicast, &ret->n_unicast, driver_cipher_to_wdi(security->ciphers[i]));
	for (size_t i = 0; i < security->n_group_ciphers; i++)
		add_once(ret->multicast, &ret->n_multicast, driver_cipher_to_wdi(security->group_ciphers[i]));
	for (size_t i = 0; i < security->n_akms; i++) {
		add_once(ret->auths, &ret->n_auths, driver_akm_to_wdi(security->akms[i]));
		for (size_t c = 0; c < security->n_ciphers; c++)
			ret->pairs[ret->n_pairs++] = (struct wdi_rsna_akm_cipher_pair){
				.akm = driver_suite_to_wdi(security->akms[i]),
				.cipher = driver_suite_to_wdi(security->ciphers[c]),
			};
	}
}

static void port_address_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	if (status == NDIS_STATUS_SUCCESS) {
		port->address = port->wanted;
		return;
	}
	if (status != NDIS_STATUS_ADAPTER_REMOVED)
		log_warning("msm: the driver has not taken the address " DOT11_MAC_FORMAT " (0x%08x); the connection uses " DOT11_MAC_FORMAT,
			    DOT11_MAC_ARGS(&port->wanted), status, DOT11_MAC_ARGS(&port->address));
	port->own = port->address;
	msm_keep_own(port->msm, &port->address);
}

/* The task that carries an address is the reset, and an idle port has nothing to lose by it. The connect task waits in the queue
 * until it is complete. */
static int submit_address(struct msm_port *port, const struct dot11_mac *address)
{
	const struct wdi_task_dot11_reset reset = {
		.dot11_reset_parameters.set_default_mib = 0,
		.has_reset_mac_address = true,
		.reset_mac_address.address = wdi_mac_from_dot11(address),
	};

	port->wanted = *address;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_DOT11_RESET, host_adapter_port(port->adapter), &reset, port_address_done,
				   port, NULL);
}

static int port_submit_connect(const struct msm_target *target, const struct msm_offer *offer, void *userdata)
{
	struct msm_port *port = userdata;
	struct wdi_tlv_connect_bss_entry entries[MAX_CANDIDATES];
	size_t n_entries = target->n_candidates < MAX_CANDIDATES ? target->n_candidates : MAX_CANDIDATES;
	const struct wdi_blob ssid = { target->ssid.bytes, target->ssid.size };
	_auto_free_ struct wdi_mac *allowed = NULL;
	struct wishes wishes;
	int r;

	if (!port->adapter)
		return -ENODEV;
	for (size_t i = 0; i < n_entries; i++)
		fill_entry(&entries[i], &target->candidates[i], find_pmkid(offer, &target->candidates[i].bssid));
	if (target->n_allowed > 0) {
		allowed = calloc(target->n_allowed, sizeof(*allowed));
		if (!allowed)
			return -ENOMEM;
		for (size_t i = 0; i < target->n_allowed; i++)
			allowed[i] = wdi_mac_from_dot11(&target->allowed[i]);
	}
	fill_wishes(&wishes, &target->security);

	const struct wdi_task_connect connect = {
		.connect_parameters = {
			.connection_settings = {
				.hidden_network = target->is_hidden,
				/* Open networks carry plain frames by their nature. */
				.exclude_unencrypted = target->security.n_akms > 0,
				.mfp_enabled = target->security.n_akms > 0 && target->security.uses_mfp,
			},
			.n_ssid_list = 1,
			.ssid_list = &ssid,
			.n_authentication_algorithms = wishes.n_auths,
			.authentication_algorithms = wishes.auths,
			.n_multicast_cipher_algorithms = wishes.n_multicast,
			.multicast_cipher_algorithms = wishes.multicast,
			.n_unicast_cipher_algorithms = wishes.n_unicast,
			.unicast_cipher_algorithms = wishes.unicast,
			.n_allowed_bssi_ds = target->n_allowed,
			.allowed_bssi_ds = allowed,
			.has_owedhie = offer->owe_element,
			.owedhie = { offer->owe_element, offer->owe_element_size },
			.n_rsna_akm_cipher_suite = wishes.n_pairs,
			.rsna_akm_cipher_suite = wishes.n_pairs > 0 ? wishes.pairs : NULL,
		},
		.n_preferred_bss_entry_list = n_entries,
		.preferred_bss_entry_list = entries,
	};

	if (!dot11_mac_equal(&target->own, &port->address)) {
		r = submit_address(port, &target->own);
		if (r < 0)
			return r;
	}
	port->own = target->own;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_CONNECT, host_adapter_port(port->adapter), &connect,
				   port_connect_done, port, &port->connect);
}

static void port_abort_connect(void *userdata)
{
	struct msm_port *port = userdata;

	/* -EOPNOTSUPP: it runs on; its end is awaited all the same. */
	if (port->connect)
		(void)host_command_abort(port->connect);
}

static int port_submit_disconnect(const struct dot11_mac *peer, uint16_t reason, void *userdata)
{
	struct msm_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;

	const struct wdi_task_disconnect disconnect = {
		.disconnect_parameters = {
			.mac_address = wdi_mac_from_dot11(peer),
			.disassociation80211_reason = reason,
		},
	};

	return host_adapter_submit(port->adapter, OID_WDI_TASK_DISCONNECT, host_adapter_port(port->adapter), &disconnect,
				   port_task_done, port, NULL);
}

static int port_submit_reset(void *userdata)
{
	struct msm_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;

	/* The MIB stays: what was configured beyond this attempt is not the attempt's (rule 159). */
	const struct wdi_task_dot11_reset reset = { .dot11_reset_parameters.set_default_mib = 0 };

	return host_adapter_submit(port->adapter, OID_WDI_TASK_DOT11_RESET, host_adapter_port(port->adapter), &reset,
				   port_task_done, port, NULL);
}

static int port_submit_keys(const struct dot11_mac *peer, const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct msm_port *port = userdata;
	struct wdi_tlv_set_cipher_key_info infos[MAX_KEYS];
	const struct wdi_mac mac = wdi_mac_from_dot11(peer);

	if (!port->adapter)
		return -ENODEV;
	if (n_keys > array_size(infos))
		return -EINVAL;
	for (size_t i = 0; i < n_keys; i++)
		driver_key_to_wdi(&keys[i], &mac, &infos[i]); /* borrows the bytes of the keys */

	const struct wdi_set_add_cipher_keys set = { .n_set_cipher_key = n_keys, .set_cipher_key = infos };

	return host_adapter_submit(port->adapter, OID_WDI_SET_ADD_CIPHER_KEYS, host_adapter_port(port->adapter), &set,
				   port_keys_done, port, NULL);
}

/* Rejected groups as they stand in the frame: two bytes each. */
static struct wdi_blob write_rejected(const struct dot11_sae_commit *commit, uint8_t buffer[2 * DOT11_SAE_MAX_REJECTED])
{
	struct writer writer = writer_over(buffer, 2 * DOT11_SAE_MAX_REJECTED);

	for (size_t i = 0; i < commit->n_rejected && i < DOT11_SAE_MAX_REJECTED; i++)
		writer_le16(&writer, commit->rejected[i]);
	return (struct wdi_blob){ buffer, writer.size };
}

static void fill_commit(struct wdi_tlv_sae_commit_params *ret, const struct dot11_sae_commit *commit, const uint32_t *akm,
			uint32_t cipher, uint8_t rejected[2 * DOT11_SAE_MAX_REJECTED])
{
	*ret = (struct wdi_tlv_sae_commit_params){
		.finite_cyclic_group.value = commit->group,
		.has_scalar = commit->scalar,
		.scalar = { commit->scalar, commit->scalar_size },
		.has_element = commit->element,
		.element = { commit->element, commit->element_size },
		.has_anti_clogging_token = commit->token,
		.anti_clogging_token = { commit->token, commit->token_size },
		.has_rejected_groups = commit->n_rejected > 0,
		.rejected_groups = write_rejected(commit, rejected),
		.n_rsna_akm_suite = 1,
		.rsna_akm_suite = akm,
		.has_cipher_algorithm = true,
		.cipher_algorithm = { driver_cipher_to_wdi(cipher) },
		.sae_status_code.status_code = commit->status,
	};
}

static int port_submit_sae(const struct msm_sae_answer *answer, void *userdata)
{
	struct msm_port *port = userdata;
	uint8_t rejected[2 * DOT11_SAE_MAX_REJECTED];
	const uint32_t akm = driver_suite_to_wdi(answer->akm);
	struct wdi_set_sae_auth_params set = {
		.bss_id.address = wdi_mac_from_dot11(&answer->bssid),
		.sae_request_type.request_type = answer->type,
		.has_sae_commit_params = answer->commit,
		.has_sae_confirm_params = answer->confirm,
		.has_sae_status = !answer->commit && !answer->confirm,
		.sae_status.request_type = answer->status,
	};

	if (!port->adapter)
		return -ENODEV;
	if (answer->commit)
		fill_commit(&set.sae_commit_params, answer->commit, &akm, answer->cipher, rejected);
	if (answer->confirm)
		set.sae_confirm_params = (struct wdi_tlv_sae_confirm_params){
			.send_confirm.value = answer->confirm->send_confirm,
			.confirm = { answer->confirm->confirm, answer->confirm->confirm_size },
		};
	return host_adapter_submit(port->adapter, OID_WDI_SET_SAE_AUTH_PARAMS, host_adapter_port(port->adapter), &set,
				   port_forget_done, port, NULL);
}

static int port_submit_owe(const uint8_t *element, size_t size, void *userdata)
{
	struct msm_port *port = userdata;
	const struct wdi_set_owe_dh_ie set = { .owe_dh_ie = { element, size } };

	if (!port->adapter)
		return -ENODEV;
	return host_adapter_submit(port->adapter, OID_WDI_SET_OWE_DH_IE, host_adapter_port(port->adapter), &set, port_forget_done,
				   port, NULL);
}

static int port_send_eapol(const struct dot11_mac *peer, const uint8_t *pdu, size_t size, void *userdata)
{
	struct msm_port *port = userdata;
	uint16_t number = port->adapter ? host_adapter_port(port->adapter) : 0;

	return handshake_port_send(port->adapter, number, &port->own, peer, pdu, size);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct msm_port *port = userdata;

	msm_timeout(port->msm);
	return 0;
}

static void port_set_timer(uint64_t delay_us, void *userdata)
{
	struct msm_port *port = userdata;

	handshake_port_set_timer(&port->timer, port->event, delay_us, on_timer, port);
}

void msm_port_init(struct msm_port *port, sd_event *event)
{
	*port = (struct msm_port){ .event = event };
}

void msm_port_deinit(struct msm_port *port)
{
	port->timer = sd_event_source_disable_unref(port->timer);
}

const struct msm_ops msm_port_ops = {
	.submit_connect = port_submit_connect,
	.abort_connect = port_abort_connect,
	.submit_disconnect = port_submit_disconnect,
	.submit_reset = port_submit_reset,
	.submit_keys = port_submit_keys,
	.submit_sae = port_submit_sae,
	.submit_owe = port_submit_owe,
	.send_eapol = port_send_eapol,
	.set_timer = port_set_timer,
};

static void pass_association_results(struct msm_port *port, const struct wdi_indication_association_result *indication)
{
	for (size_t i = 0; i < indication->n_association_results; i++) {
		const struct wdi_tlv_association_result *result = &indication->association_results[i];
		const struct wdi_tlv_association_result_parameters *parameters = &result->association_result_parameters;
		const struct msm_association association = {
			.bssid = dot11_mac_from_wdi(&result->bssid.address),
			.is_reassociation = parameters->re_association,
			.status = parameters->association_status,
			.peer_status = parameters->status_code,
			.auth = parameters->auth_algorithm,
			.unicast_cipher = parameters->unicast_cipher_algorithm,
			.group_cipher = parameters->multicast_data_cipher_algorithm,
			.group_management_cipher = parameters->multicast_mgmt_cipher_algorithm,
			.phy_type = result->n_active_phy_type_list > 0 ? result->active_phy_type_list[0] : WDI_PHY_TYPE_UNKNOWN,
			.band_id = parameters->band_id,
			.request = result->association_request_frame.data,
			.request_size = result->association_request_frame.size,
			.response = result->association_response_frame.data,
			.response_size = result->association_response_frame.size,
			.authentication = result->authentication_response_frame.data,
			.authentication_size = result->authentication_response_frame.size,
			.beacon = result->beacon_probe_response.data,
			.beacon_size = result->beacon_probe_response.size,
		};

		msm_association_result(port->msm, &association);
	}
}

static uint16_t reason_of_frame(uint8_t kind, const struct wdi_blob *frame)
{
	struct dot11_management management;

	return dot11_management_parse(kind, frame->data, frame->size, &management) == 0 ? management.reason : 0;
}

static void pass_disassociation(struct msm_port *port, const struct wdi_indication_disassociation *indication)
{
	struct dot11_mac peer = dot11_mac_from_wdi(&indication->disconnect_indication_parameters.mac_address);
	uint16_t reason = 0;

	if (indication->has_deauth_frame)
		reason = reason_of_frame(DOT11_FRAME_DEAUTHENTICATION, &indication->deauth_frame);
	else if (indication->has_disassociation_frame)
		reason = reason_of_frame(DOT11_FRAME_DISASSOCIATION, &indication->disassociation_frame);
	msm_peer_lost(port->msm, &peer, indication->disconnect_indication_parameters.disassociation_wabi_reason, reason);
}

static void pass_sae(struct msm_port *port, const struct wdi_indication_sae_auth_params_needed *indication)
{
	const struct wdi_blob *frame =
		indication->has_sae_commit_frame ? &indication->sae_commit_frame : &indication->sae_confirm_frame;
	const struct msm_sae_event event = {
		.bssid = dot11_mac_from_wdi(&indication->bss_id.address),
		.type = indication->sae_indication_type.indication_type,
		.status = indication->has_sae_status ? indication->sae_status.request_type : WDI_SAE_STATUS_SUCCESS,
		.frame = frame->data,
		.frame_size = frame->size,
	};

	msm_sae(port->msm, &event);
}

bool msm_port_indication(struct msm_port *port, uint32_t id, const void *payload)
{
	switch (id) {
	case NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT:
		pass_association_results(port, payload);
		return true;
	case NDIS_STATUS_WDI_INDICATION_DISASSOCIATION:
		pass_disassociation(port, payload);
		return true;
	case NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED:
		pass_sae(port, payload);
		return true;
	default:
		return false;
	}
}

bool msm_port_data(struct msm_port *port, const struct wdi_data_frame *frame)
{
	struct dot11_mac peer;

	if (frame->ethertype != DOT11_ETHERTYPE_EAPOL)
		return false;
	memcpy(peer.b, frame->source, sizeof(peer.b));
	if (memcmp(frame->destination, port->own.b, sizeof(port->own.b)) == 0)
		msm_eapol(port->msm, &peer, frame->payload, frame->size);
	return true;
}
