/* The candidates one after the other, what is told of each, and the second tries with a candidate that OWE or a cached key asks
 * for. */
#include "nl80211/connect_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "driver/security.h"
#include "nl80211/capabilities.h"

/* How long the host may take to find another group for OWE. */
#define OWE_LIMIT_US 2000000u
/* Groups 19, 20 and 21: there is no fourth. */
#define OWE_MAX_ATTEMPTS 3

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

/* @status: enum wdi_assoc_status */
static void tell_result(struct connect *connect, uint32_t status, const struct mlme_result *result)
{
	const struct driver_security *security = &connect->security;
	struct wdi_blob frame = connect_candidate_frame(connect->candidate);
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

/* With what has been agreed on. Return: 0; negative errno. */
static int attempt(struct connect *connect)
{
	connect->state = CONNECT_STATE_TRYING;
	connect->sae_wish = SAE_WISH_NONE;
	connect->peer.security = connect_build_security(connect, &connect->security);
	connect->peer.elements = connect->security.elements;
	connect->peer.elements_size = connect->security.elements_size;
	if (connect->security.akm != DOT11_AKM_NONE && !connect_can_authenticate(connect->wiphy, connect->security.auth))
		return -EOPNOTSUPP;
	return mlme_connect(connect->mlme, &connect->peer, connect->security.does_sae);
}

/* Begins an attempt with the current candidate. Return: 0; else an association result has been told. */
static int try_candidate(struct connect *connect)
{
	int error = connect_locate(connect);

	if (error < 0) {
		tell_not_tried(connect, WDI_ASSOC_STATUS_NO_BEACON_PROBE_RESPONSE);
		return error;
	}
	error = connect_choose_security(connect, &connect->task->connect_parameters, &connect->security);
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
		if (connect_is_allowed(connect, connect->candidate) && try_candidate(connect) == 0)
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
