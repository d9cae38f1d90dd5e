#include "sim/radio_internal.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/sae_frame.h"
#include "dot11/suite.h"
#include "driver/mac.h"
#include "sim/station_wdi.h"

#define OWE_WAIT_US 2000000 /* for another group from the host, after the peer has refused one */

/* @attempt: NULL if there was no exchange to speak of. */
static void indicate_result(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate, uint32_t status,
			    const struct station_mlme_attempt *attempt)
{
	static const uint32_t phys[] = { WDI_PHY_TYPE_HE };
	const struct driver_security *security = &radio->security;
	struct wdi_tlv_association_result result = {
		.bssid = candidate->bssid,
		.association_result_parameters =
			{
				.association_status = status,
				.status_code = attempt ? attempt->status : 0,
				.auth_algorithm = security->auth,
				.unicast_cipher_algorithm = driver_cipher_to_wdi(security->pairwise_cipher),
				.multicast_data_cipher_algorithm = driver_cipher_to_wdi(security->group_cipher),
				.multicast_mgmt_cipher_algorithm = driver_cipher_to_wdi(security->group_management_cipher),
				/* An open network leaves nothing to authorize. */
				.port_authorized =
					status == WDI_ASSOC_STATUS_SUCCESS && radio->port.state == STATION_PORT_STATE_AUTHORIZED,
				.ds_info = WDI_DS_UNKNOWN,
				.band_id = candidate->channel_info.band_id,
			},
		.n_active_phy_type_list = 1,
		.active_phy_type_list = phys,
	};
	const struct wdi_indication_association_result indication = { .n_association_results = 1, .association_results = &result };
	const struct wdi_blob *probe = candidate->has_probe_response_frame ? &candidate->probe_response_frame
				       : candidate->has_beacon_frame	   ? &candidate->beacon_frame
									   : NULL;

	if (probe) {
		result.has_beacon_probe_response = true;
		result.beacon_probe_response = *probe;
	}
	if (attempt && attempt->outcome >= STATION_MLME_ASSOC_NO_ACK)
		result.has_association_request_frame = true;
	if (status == WDI_ASSOC_STATUS_SUCCESS)
		result.has_association_request_frame = true;
	if (result.has_association_request_frame)
		result.association_request_frame = (struct wdi_blob){ attempt->assoc_request->bytes, attempt->assoc_request->size };
	if (attempt && attempt->assoc_response->size > 0) {
		result.has_association_response_frame = true;
		result.association_response_frame =
			(struct wdi_blob){ attempt->assoc_response->bytes, attempt->assoc_response->size };
	}
	/* The authentication response belongs only to a failed authentication (rule 169). */
	if (attempt && attempt->outcome >= STATION_MLME_AUTH_BAD_RESPONSE && attempt->outcome <= STATION_MLME_AUTH_ABANDONED &&
	    attempt->auth_response->size > 0) {
		result.has_authentication_response_frame = true;
		result.authentication_response_frame =
			(struct wdi_blob){ attempt->auth_response->bytes, attempt->auth_response->size };
	}
	radio_indicate(radio, RADIO_PORT, NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT, &indication);
}

static bool is_in(const struct dot11_mac *mac, const struct wdi_mac *list, size_t n, bool wildcard_counts)
{
	for (size_t i = 0; i < n; i++) {
		struct dot11_mac entry = dot11_mac_from_wdi(&list[i]);

		if (dot11_mac_equal(mac, &entry) || (wildcard_counts && dot11_mac_equal(&entry, &DOT11_MAC_BROADCAST)))
			return true;
	}
	return false;
}

/* The SSID to ask for: the candidate's own if it is wanted, or the wanted one if the candidate hides its. */
static bool choose_ssid(const struct wdi_tlv_connect_parameters *wanted, const struct dot11_ssid *own, struct dot11_ssid *ret)
{
	struct dot11_ssid ssid;

	for (size_t i = 0; i < wanted->n_ssid_list; i++) {
		if (!radio_blob_to_ssid(&wanted->ssid_list[i], &ssid))
			continue;
		if (ssid.size > 0 && (own->size == 0 || dot11_ssid_equal(&ssid, own))) {
			*ret = ssid;
			return true;
		}
		if (ssid.size == 0 && own->size > 0) {
			*ret = *own;
			return true;
		}
	}
	return false;
}

static bool is_allowed(const struct wdi_tlv_connect_parameters *wanted, const struct dot11_mac *bssid)
{
	if (is_in(bssid, wanted->disallowed_bssi_ds, wanted->n_disallowed_bssi_ds, false))
		return false;
	return wanted->n_allowed_bssi_ds == 0 || is_in(bssid, wanted->allowed_bssi_ds, wanted->n_allowed_bssi_ds, true);
}

/* @only: if not NULL, the one pair of AKM and cipher that is wished. Return: 0; -ENOENT if the BSS does not fit; -EBADMSG;
 * -ENOBUFS. */
static int choose_security(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate,
			   const struct wdi_rsna_akm_cipher_pair *only)
{
	struct wdi_tlv_connect_parameters wanted = radio->connect_params->connect_parameters;
	struct wdi_tlv_connect_bss_entry entry = *candidate;
	struct driver_security security;
	int r;

	if (radio->is_pmkid_refused)
		entry.has_pmkid = false;
	if (radio->owe_element_size > 0) {
		wanted.has_owedhie = true;
		wanted.owedhie = (struct wdi_blob){ radio->owe_element, radio->owe_element_size };
	}
	if (only) {
		wanted.n_rsna_akm_cipher_suite = 1;
		wanted.rsna_akm_cipher_suite = only;
	}
	r = driver_security_choose(&wanted, &entry, station_wdi_ciphers, station_wdi_n_ciphers, &security);
	if (r < 0)
		return r;
	if (r > 0 || (security.akm != DOT11_AKM_NONE && wdi_driver_data_fd(radio->driver) < 0))
		return -ENOENT;
	radio->security = security;
	return 0;
}

/* What the association request says behind SSID and rates. @elements: DOT11_FRAME_MAX_SIZE bytes. Return: 0; -EINVAL. */
static int write_request_elements(const struct radio *radio, enum dot11_band band, uint8_t *elements, struct dot11_elements *ret)
{
	struct writer writer = writer_over(elements, DOT11_FRAME_MAX_SIZE);

	radio_write_station_elements(&writer, band);
	writer_bytes(&writer, radio->security.elements, radio->security.elements_size);
	if (writer_end(&writer) < 0 || dot11_elements_check(elements, writer.size) < 0)
		return -EINVAL;
	*ret = (struct dot11_elements){ elements, writer.size };
	return 0;
}

static uint16_t capability_for(const struct radio *radio, enum dot11_band band)
{
	uint16_t capability = DOT11_CAPABILITY_ESS;

	if (band == DOT11_BAND_2GHZ)
		capability |= DOT11_CAPABILITY_SHORT_PREAMBLE | DOT11_CAPABILITY_SHORT_SLOT;
	if (radio->security.akm != DOT11_AKM_NONE)
		capability |= DOT11_CAPABILITY_PRIVACY;
	return capability;
}

/* Return: 0 with the attempt begun; -ENOENT if the host does not want this candidate; other negative errno. */
static int try_candidate(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate)
{
	const struct wdi_tlv_connect_parameters *wanted = &radio->connect_params->connect_parameters;
	const struct wdi_blob *blob =
		candidate->has_probe_response_frame ? &candidate->probe_response_frame : &candidate->beacon_frame;
	struct dot11_management management = { .beacon_interval_tu = 100 };
	struct station_mlme_target target = { .bssid = dot11_mac_from_wdi(&candidate->bssid.address) };
	struct dot11_ssid own = { 0 };
	struct dot11_channel channel;
	uint8_t elements[DOT11_FRAME_MAX_SIZE];
	int r;

	if (!is_allowed(wanted, &target.bssid))
		return -ENOENT;
	if (radio_channel_from_wdi(candidate->channel_info.band_id, candidate->channel_info.channel_number, &channel) < 0)
		return -EINVAL;
	if ((candidate->has_probe_response_frame || candidate->has_beacon_frame) &&
	    dot11_management_parse(DOT11_FRAME_BEACON, blob->data, blob->size, &management) == 0 &&
	    dot11_elements_ssid(management.elements.bytes, management.elements.size, &own) == -EBADMSG)
		return -EINVAL;
	if (!choose_ssid(wanted, &own, &target.ssid))
		return -ENOENT;
	r = choose_security(radio, candidate, NULL);
	if (r < 0)
		return r;
	r = write_request_elements(radio, channel.band, elements, &target.elements);
	if (r < 0)
		return r;
	target.rates = radio_rates(channel.band, &target.n_rates);
	target.beacon_interval_tu = management.beacon_interval_tu ? management.beacon_interval_tu : 100;
	target.capability = capability_for(radio, channel.band);
	target.does_sae = radio->security.does_sae;
	radio->home = channel;
	air_tune(radio->air, &radio->antenna, channel);
	return station_mlme_join(&radio->mlme, &target);
}

static void try_from_candidate(struct radio *radio)
{
	const struct wdi_task_connect *params = radio->connect_params;

	for (; radio->candidate < params->n_preferred_bss_entry_list; radio->candidate++, radio->is_pmkid_refused = false) {
		const struct wdi_tlv_connect_bss_entry *candidate = &params->preferred_bss_entry_list[radio->candidate];
		int r = try_candidate(radio, candidate);

		if (r == 0)
			return;
		if (r != -ENOENT)
			indicate_result(radio, candidate, WDI_ASSOC_STATUS_FAILURE, NULL);
	}
	radio_finish(radio, take_ptr(radio->connect), NDIS_STATUS_FAILURE, NULL);
}

static void try_next(struct radio *radio)
{
	radio->candidate++;
	radio->is_pmkid_refused = false;
	try_from_candidate(radio);
}

void radio_owe_timeout(void *userdata)
{
	try_next(userdata);
}

static void joined(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate,
		   const struct station_mlme_attempt *attempt)
{
	radio->sent_before = radio->antenna.n_sent;
	radio->received_before = radio->antenna.n_received;
	station_port_open(&radio->port, &radio->antenna.mac, &radio->mlme.peer, radio->security.akm != DOT11_AKM_NONE);
	indicate_result(radio, candidate, WDI_ASSOC_STATUS_SUCCESS, attempt);
	radio_indicate_link_state(radio);
	radio_finish(radio, take_ptr(radio->connect), NDIS_STATUS_SUCCESS, NULL);
}

/* A PMKID that the peer does not know (any more): the same BSS again by SAE from the beginning (rule 185). */
static bool wants_sae_instead(const struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate,
			      const struct station_mlme_attempt *attempt)
{
	return radio->security.akm == DOT11_AKM_SAE && candidate->has_pmkid && !radio->is_pmkid_refused &&
	       attempt->outcome != STATION_MLME_AUTH_NO_ACK && attempt->outcome != STATION_MLME_ASSOC_NO_ACK;
}

void radio_attempted(void *userdata, const struct station_mlme_attempt *attempt)
{
	struct radio *radio = userdata;
	const struct wdi_tlv_connect_bss_entry *candidate = &radio->connect_params->preferred_bss_entry_list[radio->candidate];

	if (attempt->outcome == STATION_MLME_JOINED) {
		joined(radio, candidate, attempt);
		return;
	}
	if (wants_sae_instead(radio, candidate, attempt)) {
		radio->is_pmkid_refused = true;
		try_from_candidate(radio);
		return;
	}
	indicate_result(radio, candidate, station_wdi_attempt_status(attempt->outcome), attempt);
	if (radio->security.akm == DOT11_AKM_OWE && attempt->outcome == STATION_MLME_ASSOC_REFUSED &&
	    attempt->status == DOT11_SAE_STATUS_UNSUPPORTED_GROUP)
		schedule_set(radio->air->schedule, &radio->owe_timer, OWE_WAIT_US); /* rule 190 */
	else
		try_next(radio);
}

void radio_ask_host(void *userdata, enum station_mlme_sae what, const uint8_t *frame, size_t size)
{
	struct radio *radio = userdata;
	const struct wdi_indication_sae_auth_params_needed needed =
		station_wdi_sae_indication(what, &radio->mlme.peer, frame, size);

	radio_indicate(radio, RADIO_PORT, NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED, &needed);
}

/* The AKM and the cipher that the host gives with a commit are the ones to associate with (rule 188). Return: 0; -EINVAL. */
static int take_suites(struct radio *radio, const struct wdi_tlv_sae_commit_params *params)
{
	struct wdi_rsna_akm_cipher_pair pair = {
		.akm = driver_suite_to_wdi(radio->security.akm),
		.cipher = driver_suite_to_wdi(radio->security.pairwise_cipher),
	};
	const struct wdi_rsna_akm_cipher_pair chosen = pair;
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	struct dot11_elements elements;

	if (params->n_rsna_akm_suite > 0)
		pair.akm = params->rsna_akm_suite[0];
	if (params->has_cipher_algorithm)
		pair.cipher = driver_suite_to_wdi(driver_cipher_from_wdi(params->cipher_algorithm.cipher_algorithm));
	if (pair.akm == chosen.akm && pair.cipher == chosen.cipher)
		return 0;
	if (choose_security(radio, &radio->connect_params->preferred_bss_entry_list[radio->candidate], &pair) < 0 ||
	    write_request_elements(radio, radio->home.band, bytes, &elements) < 0)
		return -EINVAL;
	return station_mlme_set_elements(&radio->mlme, &elements) < 0 ? -EINVAL : 0;
}

/* Does the host wish for anything that this radio can do? */
static bool is_connect_possible(const struct radio *radio, const struct wdi_tlv_connect_parameters *wanted)
{
	bool has_data = wdi_driver_data_fd(radio->driver) >= 0;

	if (has_data && wanted->n_rsna_akm_cipher_suite > 0)
		return true;
	for (size_t i = 0; i < wanted->n_authentication_algorithms; i++) {
		switch (wanted->authentication_algorithms[i]) {
		case WDI_AUTH_ALGO_80211_OPEN:
			return true;
		case WDI_AUTH_ALGO_RSNA_PSK:
		case WDI_AUTH_ALGO_WPA3_SAE:
		case WDI_AUTH_ALGO_OWE:
			if (has_data)
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

void radio_handle_connect(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!radio_needs_port(radio, request) || !radio_needs_radio(radio, request))
		return;
	if (radio->mlme.state != STATION_MLME_STATE_IDLE || radio->connect) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	radio->connect_params = params;
	if (!is_connect_possible(radio, &radio->connect_params->connect_parameters)) {
		wdi_request_complete(request, NDIS_STATUS_NOT_SUPPORTED, NULL);
		return;
	}
	radio_end_link(radio); /* no key of another association is left (rule 194) */
	radio->connect = request;
	radio->candidate = 0;
	radio->is_pmkid_refused = false;
	radio->owe_element_size = 0;
	radio->security = (struct driver_security){ .auth = WDI_AUTH_ALGO_80211_OPEN };
	wdi_request_start(request);
	try_from_candidate(radio);
}

void radio_abort_connect(struct wdi_request *request, void *userdata)
{
	struct radio *radio = userdata;

	if (request != radio->connect)
		return;
	station_mlme_reset(&radio->mlme);
	schedule_cancel(radio->air->schedule, &radio->owe_timer);
	if (radio->candidate < radio->connect_params->n_preferred_bss_entry_list)
		indicate_result(radio, &radio->connect_params->preferred_bss_entry_list[radio->candidate],
				WDI_ASSOC_STATUS_ABORTED, NULL);
	radio_finish(radio, take_ptr(radio->connect), NDIS_STATUS_REQUEST_ABORTED, NULL);
}

/* What the request type asks for. Return: 0; -EINVAL if it is incomplete; -EPROTO if it is not awaited. */
static int continue_sae(struct radio *radio, const struct wdi_set_sae_auth_params *params)
{
	struct dot11_sae_commit commit;
	struct dot11_sae_confirm confirm;
	int r;

	switch (params->sae_request_type.request_type) {
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS:
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E:
		r = station_wdi_commit(params, &commit);
		if (r == 0)
			r = take_suites(radio, &params->sae_commit_params);
		return r < 0 ? r : station_mlme_sae_commit(&radio->mlme, &commit);
	case WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS:
		r = station_wdi_confirm(params, &confirm);
		return r < 0 ? r : station_mlme_sae_confirm(&radio->mlme, &confirm);
	default:
		return -EINVAL;
	}
}

void radio_handle_set_sae_auth_params(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_set_sae_auth_params *params = p;
	struct radio *radio = userdata;
	struct dot11_mac bssid = dot11_mac_from_wdi(&params->bss_id.address);
	uint32_t type = params->sae_request_type.request_type;
	bool is_end = type == WDI_SAE_REQUEST_TYPE_SUCCESS || type == WDI_SAE_REQUEST_TYPE_FAILURE;
	bool is_success = type == WDI_SAE_REQUEST_TYPE_SUCCESS;
	int r;

	if (!radio_needs_port(radio, request))
		return;
	if (!radio->connect || !dot11_mac_equal(&bssid, &radio->mlme.peer) ||
	    !station_mlme_sae_can_end(&radio->mlme, is_success)) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	if (is_end) { /* answered before what follows from it */
		wdi_request_complete(request, NDIS_STATUS_SUCCESS, NULL);
		station_mlme_sae_end(&radio->mlme, is_success);
		return;
	}
	r = continue_sae(radio, params);
	wdi_request_complete(request,
			     r == 0	    ? NDIS_STATUS_SUCCESS
			     : r == -EPROTO ? NDIS_STATUS_INVALID_STATE
					    : NDIS_STATUS_INVALID_DATA,
			     NULL);
}

void radio_handle_set_owe_dh_ie(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_set_owe_dh_ie *params = p;
	struct radio *radio = userdata;

	if (!radio_needs_port(radio, request))
		return;
	if (params->owe_dh_ie.size == 0 || params->owe_dh_ie.size > sizeof(radio->owe_element)) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_DATA, NULL);
		return;
	}
	if (!radio->connect) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	memcpy(radio->owe_element, params->owe_dh_ie.data, params->owe_dh_ie.size);
	radio->owe_element_size = params->owe_dh_ie.size;
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, NULL);
	if (radio->owe_timer.is_set) {
		schedule_cancel(radio->air->schedule, &radio->owe_timer);
		try_from_candidate(radio);
	}
}
