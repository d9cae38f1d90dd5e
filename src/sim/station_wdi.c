#include "sim/station_wdi.h"

#include <errno.h>

#include "base/cleanup.h"
#include "driver/mac.h"

uint32_t station_wdi_attempt_status(enum station_mlme_outcome outcome)
{
	switch (outcome) {
	case STATION_MLME_JOINED:
		return WDI_ASSOC_STATUS_SUCCESS;
	case STATION_MLME_AUTH_NO_ACK:
		return WDI_ASSOC_STATUS_AUTH_REQUEST_NO_ACK;
	case STATION_MLME_AUTH_NO_RESPONSE:
		return WDI_ASSOC_STATUS_NO_AUTH_RESPONSE;
	case STATION_MLME_AUTH_BAD_RESPONSE:
		return WDI_ASSOC_STATUS_BAD_AUTH_RESPONSE;
	case STATION_MLME_AUTH_REFUSED:
		return WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER;
	case STATION_MLME_AUTH_DROPPED:
	case STATION_MLME_AUTH_ABANDONED:
		return WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE;
	case STATION_MLME_ASSOC_NO_ACK:
		return WDI_ASSOC_STATUS_ASSOC_REQUEST_NO_ACK;
	case STATION_MLME_ASSOC_NO_RESPONSE:
		return WDI_ASSOC_STATUS_NO_ASSOC_RESPONSE;
	case STATION_MLME_ASSOC_BAD_RESPONSE:
		return WDI_ASSOC_STATUS_BAD_ASSOC_RESPONSE;
	case STATION_MLME_ASSOC_REFUSED:
		return WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER;
	case STATION_MLME_ASSOC_DROPPED:
		return WDI_ASSOC_STATUS_ASSOC_EXCHANGE_FAILURE;
	}
	return WDI_ASSOC_STATUS_FAILURE;
}

uint32_t station_wdi_left_status(enum station_mlme_cause cause)
{
	switch (cause) {
	case STATION_MLME_LEFT_BY_HOST:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	case STATION_MLME_PEER_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case STATION_MLME_PEER_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	case STATION_MLME_PEER_LOST:
		return WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE;
	case STATION_MLME_PEER_FORGOT: /* the goodbye that made us ask was not authentic, so it is not reported as one (rule 138) */
		return WDI_ASSOC_STATUS_DISASSOCIATE_NEEDED_REASSOC;
	}
	return WDI_ASSOC_STATUS_FAILURE;
}

static const struct {
	uint32_t type, status;
} sae_indications[] = {
	[STATION_MLME_SAE_NEEDS_COMMIT] = { WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, WDI_SAE_STATUS_SUCCESS },
	[STATION_MLME_SAE_HAS_COMMIT] = { WDI_SAE_INDICATION_TYPE_COMMIT_FRAME, WDI_SAE_STATUS_SUCCESS },
	[STATION_MLME_SAE_NEEDS_CONFIRM] = { WDI_SAE_INDICATION_TYPE_CONFIRM_REQUEST_RESEND_REQUEST, WDI_SAE_STATUS_SUCCESS },
	[STATION_MLME_SAE_HAS_CONFIRM] = { WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME, WDI_SAE_STATUS_SUCCESS },
	[STATION_MLME_SAE_NO_ANSWER] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_FAILURE },
	[STATION_MLME_SAE_COMMIT_REFUSED] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_COMMIT_MESSAGE_FAILURE_FROM_PEER },
	[STATION_MLME_SAE_CONFIRM_REFUSED] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_CONFIRM_MESSAGE_FAILURE_FROM_PEER },
	[STATION_MLME_SAE_NO_HOST_COMMIT] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_COMMIT_REQUEST },
	[STATION_MLME_SAE_NO_HOST_CONFIRM] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_CONFIRM_REQUEST },
	[STATION_MLME_SAE_NO_HOST_STATUS] = { WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_TIMEOUT_WAITING_FOR_STATUS },
};

struct wdi_indication_sae_auth_params_needed station_wdi_sae_indication(enum station_mlme_sae what, const struct dot11_mac *peer,
									const uint8_t *frame, size_t size)
{
	uint32_t type = sae_indications[what].type;

	return (struct wdi_indication_sae_auth_params_needed){
		.bss_id = { wdi_mac_from_dot11(peer) },
		.sae_indication_type = { type },
		.has_sae_commit_frame = type == WDI_SAE_INDICATION_TYPE_COMMIT_FRAME,
		.sae_commit_frame = { frame, size },
		.has_sae_confirm_frame = type == WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME,
		.sae_confirm_frame = { frame, size },
		.has_sae_status = type == WDI_SAE_INDICATION_TYPE_ERROR,
		.sae_status = { sae_indications[what].status },
	};
}

/* Two bytes each, as in the element of the frame. */
static int read_rejected(const struct wdi_blob *blob, struct dot11_sae_commit *commit)
{
	struct reader reader = reader_over(blob->data, blob->size);

	if (blob->size % 2 != 0 || blob->size / 2 > DOT11_SAE_MAX_REJECTED)
		return -EINVAL;
	while (reader.left > 0)
		commit->rejected[commit->n_rejected++] = reader_le16(&reader);
	return 0;
}

int station_wdi_commit(const struct wdi_set_sae_auth_params *params, struct dot11_sae_commit *ret_commit)
{
	const struct wdi_tlv_sae_commit_params *given = &params->sae_commit_params;
	bool is_h2e = params->sae_request_type.request_type == WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E;
	struct dot11_sae_commit commit = { .group = given->finite_cyclic_group.value };

	if (!params->has_sae_commit_params)
		return -EINVAL;
	commit.status = is_h2e ? DOT11_SAE_STATUS_HASH_TO_ELEMENT : given->sae_status_code.status_code;
	if (given->has_scalar) {
		commit.scalar = given->scalar.data;
		commit.scalar_size = given->scalar.size;
	}
	if (given->has_element) {
		commit.element = given->element.data;
		commit.element_size = given->element.size;
	}
	if (given->has_anti_clogging_token && given->anti_clogging_token.size > 0) {
		commit.token = given->anti_clogging_token.data;
		commit.token_size = given->anti_clogging_token.size;
	}
	if (commit.scalar_size > DOT11_SAE_MAX_SCALAR || commit.element_size > DOT11_SAE_MAX_ELEMENT)
		return -EINVAL;
	if (given->has_rejected_groups && read_rejected(&given->rejected_groups, &commit) < 0)
		return -EINVAL;
	*ret_commit = commit;
	return 0;
}

int station_wdi_confirm(const struct wdi_set_sae_auth_params *params, struct dot11_sae_confirm *ret_confirm)
{
	const struct wdi_tlv_sae_confirm_params *given = &params->sae_confirm_params;

	if (!params->has_sae_confirm_params || given->confirm.size == 0 || given->confirm.size > DOT11_SAE_MAX_CONFIRM)
		return -EINVAL;
	*ret_confirm = (struct dot11_sae_confirm){
		.send_confirm = given->send_confirm.value,
		.confirm = given->confirm.data,
		.confirm_size = given->confirm.size,
	};
	return 0;
}

#define PAIRS(auth)                                                                                                                   \
	{ auth, WDI_CIPHER_ALGO_CCMP }, { auth, WDI_CIPHER_ALGO_GCMP }, { auth, WDI_CIPHER_ALGO_GCMP_256 },                             \
	{ auth, WDI_CIPHER_ALGO_CCMP_256 }
#define MANAGEMENT_PAIRS(auth)                                                                                                        \
	{ auth, WDI_CIPHER_ALGO_BIP }, { auth, WDI_CIPHER_ALGO_BIP_GMAC_128 }, { auth, WDI_CIPHER_ALGO_BIP_GMAC_256 },                  \
	{ auth, WDI_CIPHER_ALGO_BIP_CMAC_256 }

/* The first is all there is without a data socket. */
static const struct wdi_algo_pairs data_pairs[] = {
	{ WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE }, PAIRS(WDI_AUTH_ALGO_RSNA_PSK), PAIRS(WDI_AUTH_ALGO_WPA3_SAE),
	PAIRS(WDI_AUTH_ALGO_OWE),
};

static const struct wdi_algo_pairs management_pairs[] = {
	{ WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE }, MANAGEMENT_PAIRS(WDI_AUTH_ALGO_RSNA_PSK),
	MANAGEMENT_PAIRS(WDI_AUTH_ALGO_WPA3_SAE), MANAGEMENT_PAIRS(WDI_AUTH_ALGO_OWE),
};

void station_wdi_set_algorithms(bool has_data, struct wdi_tlv_station_attributes *attributes,
				struct wdi_tlv_interface_capabilities *capabilities)
{
	attributes->unicast_algorithms = attributes->multicast_data_algorithms = data_pairs;
	attributes->n_unicast_algorithms = attributes->n_multicast_data_algorithms = has_data ? array_size(data_pairs) : 1;
	attributes->multicast_management_algorithms = management_pairs;
	attributes->n_multicast_management_algorithms = has_data ? array_size(management_pairs) : 1;
	attributes->station_capabilities.mfp_capable = has_data;
	attributes->station_capabilities.key_mapping_table_size = has_data; /* the peer's */
	attributes->station_capabilities.default_key_table_size = has_data ? 8 : 0; /* group keys of all kinds: indexes 0 to 7 */
	capabilities->sae_authentication_supported = has_data;
}

const uint32_t station_wdi_ciphers[] = {
	WDI_CIPHER_ALGO_CCMP, WDI_CIPHER_ALGO_GCMP, WDI_CIPHER_ALGO_GCMP_256, WDI_CIPHER_ALGO_CCMP_256,
	WDI_CIPHER_ALGO_BIP, WDI_CIPHER_ALGO_BIP_GMAC_128, WDI_CIPHER_ALGO_BIP_GMAC_256, WDI_CIPHER_ALGO_BIP_CMAC_256,
};
const size_t station_wdi_n_ciphers = array_size(station_wdi_ciphers);
