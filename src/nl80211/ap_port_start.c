/* The start of the access point: from what the host wishes to what this radio can. */
#include "nl80211/ap_port_internal.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "driver/security.h"
#include "nl80211/ap_channel.h"
#include "nl80211/capabilities.h"
#include "nl80211/keys.h"
#include "nl80211/radio.h"

#define MAX_WISHES 64
#define DEFAULT_BEACON_INTERVAL_TU 100
#define DEFAULT_DTIM_PERIOD 2
/* IEEE 802.11-2020, table E-4: "any country". */
#define GLOBAL_OPERATING_CLASSES 0x04

static enum dot11_band band_of_class(uint8_t operating_class, uint32_t number)
{
	/* IEEE 802.11-2020, table E-4. */
	if (operating_class >= 81 && operating_class <= 84)
		return DOT11_BAND_2GHZ;
	if (operating_class >= 115 && operating_class <= 130)
		return DOT11_BAND_5GHZ;
	if (operating_class >= 131 && operating_class <= 137)
		return DOT11_BAND_6GHZ;
	return number <= 14 ? DOT11_BAND_2GHZ : DOT11_BAND_5GHZ;
}

static uint8_t class_of(const struct dot11_channel *channel)
{
	if (channel->band == DOT11_BAND_2GHZ)
		return channel->number == 14 ? 82 : 81;
	if (channel->band == DOT11_BAND_6GHZ)
		return 131;
	if (channel->number <= 48)
		return 115;
	if (channel->number <= 64)
		return 118;
	return channel->number <= 144 ? 121 : 125;
}

static void add_wish(struct ap_wish *wishes, size_t *n, enum dot11_band band, uint32_t number)
{
	if (*n < MAX_WISHES)
		wishes[(*n)++] = (struct ap_wish){ band, number <= UINT16_MAX ? (uint16_t)number : UINT16_MAX };
}

/* First the advertised channel, then the list (rule 220). */
static size_t list_wishes(const struct wdi_task_start_ap *params, struct ap_wish *wishes)
{
	const struct wdi_tlv_p2p_channel_number *advertised = &params->advertised_operating_channel;
	size_t n = 0;

	if (params->has_advertised_operating_channel && advertised->channel_number)
		add_wish(wishes, &n, band_of_class(advertised->operating_class, advertised->channel_number),
			 advertised->channel_number);
	for (size_t i = 0; i < params->n_ap_band_channel_list; i++) {
		const struct wdi_tlv_ap_band_channel *entry = &params->ap_band_channel_list[i];
		enum dot11_band band = capabilities_band(entry->band_id.band_id);

		if (!entry->n_channel_list)
			add_wish(wishes, &n, band, 0);
		for (size_t c = 0; c < entry->n_channel_list; c++)
			add_wish(wishes, &n, band, entry->channel_list[c]);
	}
	return n;
}

static uint32_t channel_status(int outcome)
{
	switch (outcome) {
	case AP_CHANNEL_E_BUSY:
		return NDIS_STATUS_DOT11_AP_CHANNEL_CURRENTLY_NOT_AVAILABLE;
	case AP_CHANNEL_E_BAND_BUSY:
		return NDIS_STATUS_DOT11_AP_BAND_CURRENTLY_NOT_AVAILABLE;
	case AP_CHANNEL_E_NOT_ALLOWED:
		return NDIS_STATUS_DOT11_AP_CHANNEL_NOT_ALLOWED;
	case AP_CHANNEL_E_BAND_NOT_ALLOWED:
		return NDIS_STATUS_DOT11_AP_BAND_NOT_ALLOWED;
	default:
		return NDIS_STATUS_NOT_SUPPORTED;
	}
}

static bool contains(const uint32_t *list, size_t n, uint32_t value)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == value)
			return true;
	return false;
}

/* The first cipher of a list that the radio has, 0 without one. */
static uint32_t choose_cipher(const struct wiphy *wiphy, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t cipher = driver_cipher_from_wdi(list[i]);

		if (cipher != DOT11_CIPHER_NONE && cipher != DOT11_CIPHER_TKIP && dot11_cipher_is_pairwise(cipher) &&
		    wiphy_has_cipher(wiphy, cipher))
			return cipher;
	}
	return DOT11_CIPHER_NONE;
}

/* Return: 0; -EOPNOTSUPP for wishes that are not served. */
static int choose_security(const struct ap_port *port, const struct wdi_task_start_ap *params, struct ap_bss *bss)
{
	const uint32_t *auths = params->authentication_algorithms;
	size_t n = params->n_authentication_algorithms;

	/* Leaving it out of a list that has it would let nobody in who insists on it. */
	if (contains(auths, n, WDI_AUTH_ALGO_WPA3_SAE))
		return -EOPNOTSUPP;
	if (contains(auths, n, WDI_AUTH_ALGO_RSNA_PSK)) {
		bss->akm = DOT11_AKM_PSK;
		bss->pairwise_cipher =
			choose_cipher(port->wiphy, params->unicast_cipher_algorithms, params->n_unicast_cipher_algorithms);
		bss->group_cipher =
			choose_cipher(port->wiphy, params->multicast_cipher_algorithms, params->n_multicast_cipher_algorithms);
		return bss->pairwise_cipher && bss->group_cipher && port->wiphy->has_control_port ? 0 : -EOPNOTSUPP;
	}
	return contains(auths, n, WDI_AUTH_ALGO_80211_OPEN) && contains(params->unicast_cipher_algorithms,
									params->n_unicast_cipher_algorithms, WDI_CIPHER_ALGO_NONE)
		       ? 0
		       : -EOPNOTSUPP;
}

/* Return: NDIS status. */
static uint32_t fill_bss(const struct ap_port *port, const struct wdi_task_start_ap *params, uint32_t only_mhz,
			 struct ap_bss *bss)
{
	const struct wdi_tlv_start_ap_parameters *fixed = &params->static_parameters;
	struct ap_wish wishes[MAX_WISHES];
	size_t n_wishes = list_wishes(params, wishes);
	int outcome;

	if (!params->desired_ssid.size || params->desired_ssid.size > sizeof(bss->ssid.bytes) ||
	    fixed->beacon_period > UINT16_MAX || fixed->dtim_period > UINT8_MAX)
		return NDIS_STATUS_INVALID_DATA;
	bss->bssid = port->interface.mac;
	bss->ssid.size = (uint8_t)params->desired_ssid.size;
	memcpy(bss->ssid.bytes, params->desired_ssid.data, params->desired_ssid.size);
	bss->beacon_interval_tu = fixed->beacon_period ? (uint16_t)fixed->beacon_period : DEFAULT_BEACON_INTERVAL_TU;
	bss->dtim_period = fixed->dtim_period ? (uint8_t)fixed->dtim_period : DEFAULT_DTIM_PERIOD;
	if (choose_security(port, params, bss) < 0)
		return NDIS_STATUS_NOT_SUPPORTED;
	outcome = ap_channel_choose(port->wiphy, wishes, n_wishes, fixed->must_use_specified_channels, only_mhz, &bss->channel);
	if (outcome != 0)
		return channel_status(outcome);
	ap_bss_set_rates(bss, &port->wiphy->bands[bss->channel.band - 1], fixed->data_rate_support802_11b);
	ap_bss_set_ht(bss, &port->wiphy->bands[bss->channel.band - 1]);
	ap_bss_set_extra(bss, port->beacon_extra, port->beacon_extra_size, port->probe_extra, port->probe_extra_size);
	return bss->n_rates ? NDIS_STATUS_SUCCESS : NDIS_STATUS_NOT_SUPPORTED;
}

static uint32_t start_status(int error)
{
	switch (error) {
	case 0:
		return NDIS_STATUS_SUCCESS;
	case -EALREADY:
		return NDIS_STATUS_INVALID_STATE;
	case -EBUSY: /* something else holds the radio on another channel */
		return NDIS_STATUS_DOT11_AP_CHANNEL_CURRENTLY_NOT_AVAILABLE;
	case -ERFKILL:
	case -ENETDOWN:
		return NDIS_STATUS_DOT11_POWER_STATE_INVALID;
	default:
		return keys_status(error);
	}
}

static void tell_channel(const struct ap_port *port, const struct dot11_channel *channel)
{
	const struct wdi_indication_p2p_group_operating_channel indication = {
		.channel = {
			.country_or_region_string = { 'X', 'X', GLOBAL_OPERATING_CLASSES },
			.operating_class = class_of(channel),
			.channel_number = channel->number,
		},
		.indicate_reason.reason = WDI_P2P_CHANNEL_INDICATE_REASON_NEW_CONNECTION,
		.ap_band_information.band_id.band_id = capabilities_band_id(channel->band),
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_P2P_GROUP_OPERATING_CHANNEL, &indication, port->userdata);
}

void ap_port_start(struct ap_port *port, struct wdi_request *request, const struct wdi_task_start_ap *params, uint32_t only_mhz)
{
	struct ap_bss bss = { .akm = DOT11_AKM_NONE };
	struct build_security security;
	uint32_t status;

	wdi_request_start(request);
	status = ap_is_started(port->ap) ? NDIS_STATUS_INVALID_STATE : fill_bss(port, params, only_mhz, &bss);
	if (status == NDIS_STATUS_SUCCESS) {
		security = (struct build_security){
			.akm = bss.akm,
			.pairwise_cipher = bss.pairwise_cipher,
			.group_cipher = bss.group_cipher,
			.has_control_port = port->wiphy->has_control_port,
		};
		/* After a radio was off the interface is down. */
		radio_set_interface_up(port->interface.name, true);
		status = start_status(
			ap_start(port->ap, &bss, &security, dot11_channel_to_mhz(bss.channel.band, bss.channel.number)));
	}
	if (status == NDIS_STATUS_SUCCESS)
		tell_channel(port, &bss.channel);
	else
		log_debug("%s: cannot start: 0x%08x", port->interface.name, status);
	port->listener->finish(request, status, NULL, port->userdata);
}
