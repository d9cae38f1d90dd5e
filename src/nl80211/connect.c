#include "nl80211/connect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/sae_frame.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/capabilities.h"

#define BODY_FIXED_SIZE 12 /* timestamp, interval and capability before the elements of a beacon */
/* How long the host may take to find another group for OWE. */
#define OWE_LIMIT_US 2000000u
/* Groups 19, 20 and 21: there is no fourth. */
#define OWE_MAX_ATTEMPTS 3

enum connect_state {
	CONNECT_STATE_IDLE,
	CONNECT_STATE_TRYING,	  /* the mlme is at work */
	CONNECT_STATE_OWE_WANTED, /* refused for its group; the host's next element is awaited */
};

enum sae_wish {
	SAE_WISH_NONE,
	SAE_WISH_COMMIT,
	SAE_WISH_ANSWER, /* confirm, or another commit */
	SAE_WISH_VERDICT,
};

struct connect {
	sd_event *loop;
	sd_event_source *timer;
	struct mlme *mlme;
	const struct wiphy *wiphy;
	const struct connect_listener *listener;
	void *userdata;

	enum connect_state state;
	const struct wdi_task_connect *task;
	size_t next_candidate;
	const struct wdi_tlv_connect_bss_entry *candidate;
	bool is_without_pmkid; /* the candidate did not take it */
	unsigned int n_owe_attempts;
	enum sae_wish sae_wish;
	struct driver_security security;
	struct build_peer peer;
	uint32_t phy_type;
	struct dot11_channel channel;
};

int connect_new(struct connect **ret, sd_event *loop, struct mlme *mlme, const struct wiphy *wiphy,
		const struct connect_listener *listener, void *userdata)
{
	struct connect *connect = calloc(1, sizeof(*connect));

	if (!connect)
		return -ENOMEM;
	connect->loop = sd_event_ref(loop);
	connect->mlme = mlme;
	connect->wiphy = wiphy;
	connect->listener = listener;
	connect->userdata = userdata;
	*ret = connect;
	return 0;
}

struct connect *connect_free(struct connect *connect)
{
	if (!connect)
		return NULL;
	sd_event_source_disable_unref(connect->timer);
	sd_event_unref(connect->loop);
	free(connect);
	return NULL;
}

bool connect_is_running(const struct connect *connect)
{
	return connect->state != CONNECT_STATE_IDLE;
}

uint32_t connect_phy_type(const struct connect *connect)
{
	return connect->phy_type;
}

const struct dot11_channel *connect_channel(const struct connect *connect)
{
	return &connect->channel;
}

static bool can_authenticate(const struct wiphy *wiphy, uint32_t auth)
{
	switch (auth) {
	case WDI_AUTH_ALGO_80211_OPEN:
		return true;
	case WDI_AUTH_ALGO_WPA3_SAE:
		return wiphy->has_control_port && wiphy->can_authenticate && wiphy->can_do_sae;
	case WDI_AUTH_ALGO_RSNA:
	case WDI_AUTH_ALGO_RSNA_PSK:
	case WDI_AUTH_ALGO_OWE:
		return wiphy->has_control_port;
	default:
		return false;
	}
}

int connect_check(const struct connect *connect, const struct wdi_task_connect *task)
{
	const struct wdi_tlv_connect_parameters *parameters = &task->connect_parameters;

	for (size_t i = 0; i < parameters->n_authentication_algorithms; i++)
		if (can_authenticate(connect->wiphy, parameters->authentication_algorithms[i]))
			return 0;
	for (size_t i = 0; i < parameters->n_rsna_akm_cipher_suite; i++)
		if (can_authenticate(connect->wiphy,
				     driver_akm_to_wdi(driver_suite_from_wdi(parameters->rsna_akm_cipher_suite[i].akm))))
			return 0;
	return -EOPNOTSUPP;
}

/* Results */

static uint32_t assoc_status(enum mlme_attempt attempt)
{
	static const uint32_t table[] = {
		[MLME_ATTEMPT_ASSOCIATED] = WDI_ASSOC_STATUS_SUCCESS,
		[MLME_ATTEMPT_ABORTED] = WDI_ASSOC_STATUS_ABORTED,
		[MLME_ATTEMPT_NOT_FOUND] = WDI_ASSOC_STATUS_NO_BEACON_PROBE_RESPONSE,
		[MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE] = WDI_ASSOC_STATUS_NO_AUTH_RESPONSE,
		[MLME_ATTEMPT_AUTHENTICATION_REFUSED] = WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER,
		[MLME_ATTEMPT_AUTHENTICATION_FAILED] = WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE,
		[MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE] = WDI_ASSOC_STATUS_NO_ASSOC_RESPONSE,
		[MLME_ATTEMPT_ASSOCIATION_REFUSED] = WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER,
		[MLME_ATTEMPT_ASSOCIATION_FAILED] = WDI_ASSOC_STATUS_ASSOC_EXCHANGE_FAILURE,
	};

	return table[attempt];
}

static struct wdi_blob candidate_frame(const struct wdi_tlv_connect_bss_entry *candidate)
{
	if (candidate->has_probe_response_frame)
		return candidate->probe_response_frame;
	if (candidate->has_beacon_frame)
		return candidate->beacon_frame;
	return (struct wdi_blob){ NULL, 0 };
}

/* @status: enum wdi_assoc_status */
static void tell_result(struct connect *connect, uint32_t status, const struct mlme_result *result)
{
	const struct driver_security *security = &connect->security;
	struct wdi_blob frame = candidate_frame(connect->candidate);
	const struct wdi_tlv_association_result association = {
		.bssid = connect->candidate->bssid,
		.association_result_parameters = {
			.association_status = status,
			.status_code = result->status,
			.auth_algorithm = security->auth,
			.unicast_cipher_algorithm = driver_cipher_to_wdi(security->pairwise_cipher),
			.multicast_data_cipher_algorithm = driver_cipher_to_wdi(security->group_cipher),
			.multicast_mgmt_cipher_algorithm = driver_cipher_to_wdi(security->group_management_cipher),
			/* Open: nothing to authorize. */
			.port_authorized = status == WDI_ASSOC_STATUS_SUCCESS && security->akm == DOT11_AKM_NONE,
			.ds_info = WDI_DS_UNKNOWN,
			.band_id = capabilities_band_id(connect->channel.band),
		},
		.has_association_request_frame = result->association_request != NULL,
		.association_request_frame = { result->association_request, result->association_request_size },
		.has_association_response_frame = result->association_response != NULL,
		.association_response_frame = { result->association_response, result->association_response_size },
		.has_authentication_response_frame = result->authentication_response != NULL,
		.authentication_response_frame = { result->authentication_response, result->authentication_response_size },
		.has_beacon_probe_response = frame.size != 0,
		.beacon_probe_response = frame,
		.n_active_phy_type_list = 1,
		.active_phy_type_list = &connect->phy_type,
	};
	const struct wdi_indication_association_result indication = {
		.n_association_results = 1,
		.association_results = &association,
	};

	connect->listener->indicate(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT, &indication, connect->userdata);
}

static void tell_not_tried(struct connect *connect, uint32_t status)
{
	const struct mlme_result result = { 0 };

	tell_result(connect, status, &result);
}

static void end(struct connect *connect, uint32_t status)
{
	connect->state = CONNECT_STATE_IDLE;
	connect->timer = sd_event_source_disable_unref(connect->timer);
	connect->task = NULL;
	connect->candidate = NULL;
	connect->sae_wish = SAE_WISH_NONE;
	connect->listener->ended(status, connect->userdata);
}

/* Candidates */

static bool has_mac(const struct wdi_mac *list, size_t n, const struct wdi_mac *mac, bool is_wildcard_valid)
{
	static const struct wdi_mac any = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };

	for (size_t i = 0; i < n; i++)
		if (memcmp(&list[i], mac, sizeof(*mac)) == 0 ||
		    (is_wildcard_valid && memcmp(&list[i], &any, sizeof(any)) == 0))
			return true;
	return false;
}

static bool is_allowed(const struct connect *connect, const struct wdi_tlv_connect_bss_entry *candidate)
{
	const struct wdi_tlv_connect_parameters *parameters = &connect->task->connect_parameters;
	const struct wdi_mac *bssid = &candidate->bssid.address;

	for (size_t i = 0; i < parameters->n_unavailable_band_list; i++)
		if (parameters->unavailable_band_list[i] == candidate->channel_info.band_id)
			return false;
	if (has_mac(parameters->disallowed_bssi_ds, parameters->n_disallowed_bssi_ds, bssid, false))
		return false;
	return !parameters->n_allowed_bssi_ds ||
	       has_mac(parameters->allowed_bssi_ds, parameters->n_allowed_bssi_ds, bssid, true);
}

/* The SSID that the candidate shows if it is a wanted one; of a hidden one the first wanted. Return: 0; -ENOENT. */
static int choose_ssid(const struct connect *connect, const struct wdi_blob *frame, struct dot11_ssid *ret_ssid)
{
	const struct wdi_tlv_connect_parameters *parameters = &connect->task->connect_parameters;
	struct dot11_ssid shown = { .size = 0 };
	bool is_hidden;

	if (frame->size > BODY_FIXED_SIZE)
		dot11_elements_ssid(frame->data + BODY_FIXED_SIZE, frame->size - BODY_FIXED_SIZE, &shown);
	/* Some hide by zeros of the true length. */
	is_hidden = shown.size == 0 || shown.bytes[0] == 0;
	for (size_t i = 0; i < parameters->n_ssid_list; i++) {
		const struct wdi_blob *wanted = &parameters->ssid_list[i];

		if (wanted->size == 0 && !is_hidden) {
			*ret_ssid = shown;
			return 0;
		}
		if (wanted->size == 0 || wanted->size > sizeof(shown.bytes))
			continue;
		if (!is_hidden && (wanted->size != shown.size || memcmp(wanted->data, shown.bytes, shown.size) != 0))
			continue;
		ret_ssid->size = (uint8_t)wanted->size;
		memcpy(ret_ssid->bytes, wanted->data, wanted->size);
		return 0;
	}
	return -ENOENT;
}

/* What driver_security_choose() says of the candidate with what this radio can. */
static int choose_security(const struct connect *connect, const struct wdi_tlv_connect_parameters *parameters,
			   struct driver_security *ret_security)
{
	struct wdi_tlv_connect_bss_entry entry = *connect->candidate;
	uint32_t ciphers[WIPHY_MAX_CIPHERS];
	size_t n_ciphers = 0;

	for (size_t i = 0; i < connect->wiphy->n_ciphers; i++)
		if (driver_cipher_to_wdi(connect->wiphy->ciphers[i]) != WDI_CIPHER_ALGO_NONE)
			ciphers[n_ciphers++] = driver_cipher_to_wdi(connect->wiphy->ciphers[i]);
	if (connect->is_without_pmkid)
		entry.has_pmkid = false;
	return driver_security_choose(parameters, &entry, ciphers, n_ciphers, ret_security);
}

static struct build_security build_security_of(const struct connect *connect, const struct driver_security *security)
{
	return (struct build_security){
		.akm = security->akm,
		.pairwise_cipher = security->pairwise_cipher,
		.group_cipher = security->group_cipher,
		.uses_mfp = security->uses_mfp,
		.has_control_port = connect->wiphy->has_control_port,
	};
}

/* Where the candidate is and what it is called. Return: 0; -ENOENT. */
static int locate(struct connect *connect)
{
	const struct wdi_tlv_connect_bss_entry *candidate = connect->candidate;
	struct wdi_blob frame = candidate_frame(candidate);
	bool has_elements = frame.size > BODY_FIXED_SIZE;

	memset(&connect->peer, 0, sizeof(connect->peer));
	memset(&connect->security, 0, sizeof(connect->security));
	connect->security.auth = WDI_AUTH_ALGO_80211_OPEN;
	connect->phy_type = WDI_PHY_TYPE_UNKNOWN;
	connect->channel = (struct dot11_channel){
		.band = capabilities_band(candidate->channel_info.band_id),
		.number = (uint16_t)candidate->channel_info.channel_number,
	};
	if (!connect->channel.band)
		return -ENOENT;
	connect->phy_type = capabilities_phy_type(connect->wiphy, connect->channel.band,
						  has_elements ? frame.data + BODY_FIXED_SIZE : NULL,
						  has_elements ? frame.size - BODY_FIXED_SIZE : 0);
	connect->peer.bssid = dot11_mac_from_wdi(&candidate->bssid.address);
	connect->peer.mhz = dot11_channel_to_mhz(connect->channel.band, connect->channel.number);
	if (!connect->peer.mhz)
		return -ENOENT;
	return choose_ssid(connect, &frame, &connect->peer.ssid);
}

/* With what has been agreed on. Return: 0; negative errno. */
static int attempt(struct connect *connect)
{
	connect->state = CONNECT_STATE_TRYING;
	connect->sae_wish = SAE_WISH_NONE;
	connect->peer.security = build_security_of(connect, &connect->security);
	connect->peer.elements = connect->security.elements;
	connect->peer.elements_size = connect->security.elements_size;
	if (connect->security.akm != DOT11_AKM_NONE && !can_authenticate(connect->wiphy, connect->security.auth))
		return -EOPNOTSUPP;
	return mlme_connect(connect->mlme, &connect->peer, connect->security.does_sae);
}

/* Begins an attempt with the current candidate. Return: 0; else an association result has been told. */
static int try_candidate(struct connect *connect)
{
	int error = locate(connect);

	if (error < 0) {
		tell_not_tried(connect, WDI_ASSOC_STATUS_NO_BEACON_PROBE_RESPONSE);
		return error;
	}
	error = choose_security(connect, &connect->task->connect_parameters, &connect->security);
	if (error != 0) {
		log_debug(DOT11_MAC_FORMAT ": offers nothing that is wished", DOT11_MAC_ARGS(&connect->peer.bssid));
		tell_not_tried(connect, WDI_ASSOC_STATUS_FAILURE);
		return -ENOENT;
	}
	error = attempt(connect);
	if (error < 0) {
		log_debug(DOT11_MAC_FORMAT ": attempt: %s", DOT11_MAC_ARGS(&connect->peer.bssid), strerror(-error));
		tell_not_tried(connect, WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE);
	}
	return error;
}

static void try_next(struct connect *connect)
{
	while (connect->next_candidate < connect->task->n_preferred_bss_entry_list) {
		connect->candidate = &connect->task->preferred_bss_entry_list[connect->next_candidate++];
		connect->is_without_pmkid = false;
		connect->n_owe_attempts = 0;
		if (is_allowed(connect, connect->candidate) && try_candidate(connect) == 0)
			return;
	}
	end(connect, NDIS_STATUS_FAILURE);
}

void connect_start(struct connect *connect, const struct wdi_task_connect *task)
{
	connect->task = task;
	connect->next_candidate = 0;
	connect->state = CONNECT_STATE_TRYING;
	try_next(connect);
}

void connect_abort(struct connect *connect)
{
	if (connect->state == CONNECT_STATE_TRYING)
		mlme_abort(connect->mlme);
	else if (connect->state == CONNECT_STATE_OWE_WANTED)
		end(connect, NDIS_STATUS_REQUEST_ABORTED);
}

/* OWE */

static int on_owe_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct connect *connect = userdata;

	connect->timer = sd_event_source_disable_unref(connect->timer);
	if (connect->state == CONNECT_STATE_OWE_WANTED) {
		log_debug("no element for another group in time");
		try_next(connect);
	}
	return 0;
}

/* Return: false if there is no timer to be had. */
static bool await_owe(struct connect *connect)
{
	if (sd_event_add_time(connect->loop, &connect->timer, CLOCK_MONOTONIC, clock_monotonic_us() + OWE_LIMIT_US, 1000,
			      on_owe_timer, connect) < 0)
		return false;
	connect->state = CONNECT_STATE_OWE_WANTED;
	return true;
}

uint32_t connect_check_owe(const struct connect *connect, const struct wdi_set_owe_dh_ie *params)
{
	if (connect->state != CONNECT_STATE_OWE_WANTED)
		return NDIS_STATUS_INVALID_STATE;
	if (!params->owe_dh_ie.size ||
	    params->owe_dh_ie.size > sizeof(connect->security.elements) - connect->security.elements_without_owe)
		return NDIS_STATUS_INVALID_DATA;
	return NDIS_STATUS_SUCCESS;
}

void connect_set_owe(struct connect *connect, const struct wdi_set_owe_dh_ie *params)
{
	int error = driver_security_set_owe(&connect->security, params->owe_dh_ie.data, params->owe_dh_ie.size);

	connect->timer = sd_event_source_disable_unref(connect->timer);
	if (error == 0)
		error = attempt(connect);
	if (error < 0) {
		tell_not_tried(connect, WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE);
		try_next(connect);
	}
}

/* SAE */

uint32_t connect_check_sae(const struct connect *connect, const struct wdi_set_sae_auth_params *params)
{
	uint32_t type = params->sae_request_type.request_type;

	if (connect->state != CONNECT_STATE_TRYING || !connect->security.does_sae ||
	    memcmp(&params->bss_id.address, &connect->candidate->bssid.address, sizeof(struct wdi_mac)) != 0)
		return NDIS_STATUS_INVALID_STATE;
	switch (type) {
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS:
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E:
		if (connect->sae_wish != SAE_WISH_COMMIT && connect->sae_wish != SAE_WISH_ANSWER)
			return NDIS_STATUS_INVALID_STATE;
		return params->has_sae_commit_params && params->sae_commit_params.has_scalar && params->sae_commit_params.has_element ?
			       NDIS_STATUS_SUCCESS :
			       NDIS_STATUS_INVALID_DATA;
	case WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS:
		if (connect->sae_wish != SAE_WISH_ANSWER)
			return NDIS_STATUS_INVALID_STATE;
		return params->has_sae_confirm_params ? NDIS_STATUS_SUCCESS : NDIS_STATUS_INVALID_DATA;
	case WDI_SAE_REQUEST_TYPE_SUCCESS:
		return connect->sae_wish == SAE_WISH_VERDICT ? NDIS_STATUS_SUCCESS : NDIS_STATUS_INVALID_STATE;
	case WDI_SAE_REQUEST_TYPE_FAILURE:
		return NDIS_STATUS_SUCCESS;
	default:
		return NDIS_STATUS_INVALID_DATA;
	}
}

/* AKM and cipher that come with a commit are those of the association (rule 188). Return: 0; -ENOENT: they do not fit the BSS. */
static int apply_suites(struct connect *connect, const struct wdi_tlv_sae_commit_params *params)
{
	struct wdi_tlv_connect_parameters parameters = connect->task->connect_parameters;
	struct wdi_rsna_akm_cipher_pair pairs[8];
	struct driver_security security;
	struct build_security build;

	if (!params->n_rsna_akm_suite || !params->has_cipher_algorithm)
		return 0;
	parameters.n_rsna_akm_cipher_suite = 0;
	parameters.rsna_akm_cipher_suite = pairs;
	for (size_t i = 0; i < params->n_rsna_akm_suite && i < array_size(pairs); i++)
		pairs[parameters.n_rsna_akm_cipher_suite++] = (struct wdi_rsna_akm_cipher_pair){
			.akm = params->rsna_akm_suite[i],
			.cipher = driver_suite_to_wdi(driver_cipher_from_wdi(params->cipher_algorithm.cipher_algorithm)),
		};
	if (choose_security(connect, &parameters, &security) != 0 || !security.does_sae)
		return -ENOENT;
	build = build_security_of(connect, &security);
	connect->security = security;
	return mlme_change_request(connect->mlme, &build, security.elements, security.elements_size);
}

static int send_commit(struct connect *connect, const struct wdi_tlv_sae_commit_params *params, bool is_h2e)
{
	struct dot11_sae_commit commit = {
		.status = is_h2e ? DOT11_SAE_STATUS_HASH_TO_ELEMENT : 0,
		.group = params->finite_cyclic_group.value,
		.scalar = params->scalar.data,
		.scalar_size = params->scalar.size,
		.element = params->element.data,
		.element_size = params->element.size,
		.token = params->has_anti_clogging_token ? params->anti_clogging_token.data : NULL,
		.token_size = params->has_anti_clogging_token ? params->anti_clogging_token.size : 0,
	};
	struct reader rejected = reader_over(params->rejected_groups.data,
					     params->has_rejected_groups ? params->rejected_groups.size : 0);
	uint8_t contents[1024];
	struct writer writer = writer_over(contents, sizeof(contents));
	int error = apply_suites(connect, params);

	if (error < 0)
		return error;
	while (rejected.left >= 2 && commit.n_rejected < DOT11_SAE_MAX_REJECTED)
		commit.rejected[commit.n_rejected++] = reader_le16(&rejected);
	dot11_sae_commit_write(&writer, &commit);
	if (writer_end(&writer) < 0)
		return -EMSGSIZE;
	return mlme_sae_commit(connect->mlme, commit.status, contents, writer.size);
}

static int send_confirm(struct connect *connect, const struct wdi_tlv_sae_confirm_params *params)
{
	const struct dot11_sae_confirm confirm = {
		.send_confirm = params->send_confirm.value,
		.confirm = params->confirm.data,
		.confirm_size = params->confirm.size,
	};
	uint8_t contents[2 + DOT11_SAE_MAX_CONFIRM];
	struct writer writer = writer_over(contents, sizeof(contents));

	dot11_sae_confirm_write(&writer, &confirm);
	if (writer_end(&writer) < 0)
		return -EMSGSIZE;
	return mlme_sae_confirm(connect->mlme, contents, writer.size);
}

void connect_set_sae(struct connect *connect, const struct wdi_set_sae_auth_params *params)
{
	uint32_t type = params->sae_request_type.request_type;
	int error = 0;

	connect->sae_wish = SAE_WISH_NONE;
	switch (type) {
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS:
	case WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E:
		error = send_commit(connect, &params->sae_commit_params, type == WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E);
		break;
	case WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS:
		error = send_confirm(connect, &params->sae_confirm_params);
		break;
	default:
		mlme_sae_finish(connect->mlme, type == WDI_SAE_REQUEST_TYPE_SUCCESS);
		return;
	}
	if (error < 0) {
		log_debug("SAE: %s", strerror(-error));
		mlme_sae_finish(connect->mlme, false);
	}
}

void connect_on_sae(struct connect *connect, enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size)
{
	static const struct {
		uint32_t type, status;
		enum sae_wish wish;
	} table[] = {
		[MLME_SAE_COMMIT_WANTED] = { WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0, SAE_WISH_COMMIT },
		[MLME_SAE_COMMIT_RECEIVED] = { WDI_SAE_INDICATION_TYPE_COMMIT_FRAME, 0, SAE_WISH_ANSWER },
		[MLME_SAE_CONFIRM_RECEIVED] = { WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME, 0, SAE_WISH_VERDICT },
		[MLME_SAE_COMMIT_LATE] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_COMMIT_REQUEST,
					   SAE_WISH_NONE },
		[MLME_SAE_CONFIRM_LATE] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_CONFIRM_REQUEST,
					    SAE_WISH_NONE },
		[MLME_SAE_VERDICT_LATE] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_STATUS,
					    SAE_WISH_NONE },
	};
	const struct wdi_indication_sae_auth_params_needed indication = {
		.bss_id.address = wdi_mac_from_dot11(bssid),
		.sae_indication_type.indication_type = table[what].type,
		.has_sae_commit_frame = what == MLME_SAE_COMMIT_RECEIVED,
		.sae_commit_frame = { frame, size },
		.has_sae_confirm_frame = what == MLME_SAE_CONFIRM_RECEIVED,
		.sae_confirm_frame = { frame, size },
		.has_sae_status = table[what].type == WDI_SAE_INDICATION_TYPE_ERROR,
		.sae_status.request_type = table[what].status,
	};

	connect->sae_wish = table[what].wish;
	connect->listener->indicate(NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED, &indication, connect->userdata);
}

/* Ends of attempts */

/* Did it fail with a cached key? Then the key is the suspect, and everything is done anew (rule 185). */
static bool is_pmkid_refused(const struct connect *connect)
{
	return connect->candidate->has_pmkid && !connect->is_without_pmkid &&
	       (connect->security.akm == DOT11_AKM_SAE || connect->security.akm == DOT11_AKM_OWE);
}

static bool is_owe_group_refused(struct connect *connect, const struct mlme_result *result)
{
	return result->attempt == MLME_ATTEMPT_ASSOCIATION_REFUSED && result->status == DOT11_STATUS_UNSUPPORTED_GROUP &&
	       connect->security.akm == DOT11_AKM_OWE && ++connect->n_owe_attempts < OWE_MAX_ATTEMPTS;
}

void connect_on_attempt_ended(struct connect *connect, const struct mlme_result *result)
{
	if (connect->state != CONNECT_STATE_TRYING)
		return;
	connect->sae_wish = SAE_WISH_NONE;
	tell_result(connect, assoc_status(result->attempt), result);
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED) {
		end(connect, NDIS_STATUS_SUCCESS);
	} else if (result->attempt == MLME_ATTEMPT_ABORTED) {
		end(connect, NDIS_STATUS_REQUEST_ABORTED);
	} else if (is_owe_group_refused(connect, result) && await_owe(connect)) {
		return;
	} else if (is_pmkid_refused(connect)) {
		connect->is_without_pmkid = true;
		if (try_candidate(connect) < 0)
			try_next(connect);
	} else {
		try_next(connect);
	}
}
