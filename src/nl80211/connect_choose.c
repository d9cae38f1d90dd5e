/* What is possible: with this radio at all, and with one candidate: whether it is wanted, where it is, and what is agreed on. */
#include "nl80211/connect_internal.h"

#include <errno.h>
#include <string.h>

#include "dot11/element.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/capabilities.h"

#define BODY_FIXED_SIZE 12 /* timestamp, interval and capability before the elements of a beacon */

bool connect_can_authenticate(const struct wiphy *wiphy, uint32_t auth)
{
	switch (auth) {
	case WDI_AUTH_ALGO_80211_OPEN:
	case WDI_AUTH_ALGO_RSNA:
	case WDI_AUTH_ALGO_RSNA_PSK:
	case WDI_AUTH_ALGO_OWE:
		return true;
	case WDI_AUTH_ALGO_WPA3_SAE:
		return wiphy->can_authenticate && wiphy->can_do_sae;
	default:
		return false;
	}
}

int connect_check(const struct connect *connect, const struct wdi_task_connect *task)
{
	const struct wdi_tlv_connect_parameters *parameters = &task->connect_parameters;

	for (size_t i = 0; i < parameters->n_authentication_algorithms; i++)
		if (connect_can_authenticate(connect->wiphy, parameters->authentication_algorithms[i]))
			return 0;
	for (size_t i = 0; i < parameters->n_rsna_akm_cipher_suite; i++)
		if (connect_can_authenticate(connect->wiphy,
					     driver_akm_to_wdi(driver_suite_from_wdi(parameters->rsna_akm_cipher_suite[i].akm))))
			return 0;
	return -EOPNOTSUPP;
}

struct wdi_blob connect_candidate_frame(const struct wdi_tlv_connect_bss_entry *candidate)
{
	if (candidate->has_probe_response_frame)
		return candidate->probe_response_frame;
	if (candidate->has_beacon_frame)
		return candidate->beacon_frame;
	return (struct wdi_blob){ NULL, 0 };
}

static bool has_mac(const struct wdi_mac *list, size_t n, const struct wdi_mac *mac, bool is_wildcard_valid)
{
	static const struct wdi_mac any = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };

	for (size_t i = 0; i < n; i++)
		if (memcmp(&list[i], mac, sizeof(*mac)) == 0 || (is_wildcard_valid && memcmp(&list[i], &any, sizeof(any)) == 0))
			return true;
	return false;
}

bool connect_is_allowed(const struct connect *connect, const struct wdi_tlv_connect_bss_entry *candidate)
{
	const struct wdi_tlv_connect_parameters *parameters = &connect->task->connect_parameters;
	const struct wdi_mac *bssid = &candidate->bssid.address;

	for (size_t i = 0; i < parameters->n_unavailable_band_list; i++)
		if (parameters->unavailable_band_list[i] == candidate->channel_info.band_id)
			return false;
	if (has_mac(parameters->disallowed_bssi_ds, parameters->n_disallowed_bssi_ds, bssid, false))
		return false;
	return !parameters->n_allowed_bssi_ds || has_mac(parameters->allowed_bssi_ds, parameters->n_allowed_bssi_ds, bssid, true);
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

int connect_locate(struct connect *connect)
{
	const struct wdi_tlv_connect_bss_entry *candidate = connect->candidate;
	struct wdi_blob frame = connect_candidate_frame(candidate);
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
	connect->phy_type =
		capabilities_phy_type(connect->wiphy, connect->channel.band, has_elements ? frame.data + BODY_FIXED_SIZE : NULL,
				      has_elements ? frame.size - BODY_FIXED_SIZE : 0);
	connect->peer.bssid = dot11_mac_from_wdi(&candidate->bssid.address);
	connect->peer.mhz = dot11_channel_to_mhz(connect->channel.band, connect->channel.number);
	if (!connect->peer.mhz)
		return -ENOENT;
	return choose_ssid(connect, &frame, &connect->peer.ssid);
}

int connect_choose_security(const struct connect *connect, const struct wdi_tlv_connect_parameters *parameters,
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

struct build_security connect_build_security(const struct connect *connect, const struct driver_security *security)
{
	return (struct build_security){
		.akm = security->akm,
		.pairwise_cipher = security->pairwise_cipher,
		.group_cipher = security->group_cipher,
		.uses_mfp = security->uses_mfp,
		.has_control_port = connect->wiphy->has_control_port,
	};
}
