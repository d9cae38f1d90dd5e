/* SAE between the host, which computes, and the machine below, which sends. */
#include "nl80211/connect_internal.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/log.h"
#include "dot11/sae_frame.h"
#include "driver/mac.h"
#include "driver/security.h"

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
		return params->has_sae_commit_params && params->sae_commit_params.has_scalar &&
				       params->sae_commit_params.has_element
			       ? NDIS_STATUS_SUCCESS
			       : NDIS_STATUS_INVALID_DATA;
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
	if (connect_choose_security(connect, &parameters, &security) != 0 || !security.does_sae)
		return -ENOENT;
	build = connect_build_security(connect, &security);
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
	struct reader rejected =
		reader_over(params->rejected_groups.data, params->has_rejected_groups ? params->rejected_groups.size : 0);
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
