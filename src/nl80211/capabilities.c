#include "nl80211/capabilities.h"

#include <string.h>

#include "base/cleanup.h"
#include "dot11/element.h"
#include "dot11/suite.h"
#include "driver/security.h"

/* Ethernet frames are what the interface carries. */
#define MTU 1500
#define MAX_MPDU_SIZE 2346
/* Unknown to nl80211 as a number, but the list must not be empty: milliwatts of a usual card. */
static const uint32_t tx_power_levels[] = { 100 };
static const uint8_t firmware_version[] = "nl80211";

uint32_t capabilities_band_id(enum dot11_band band)
{
	switch (band) {
	case DOT11_BAND_2GHZ:
		return WDI_BAND_ID_2400;
	case DOT11_BAND_5GHZ:
		return WDI_BAND_ID_5000;
	case DOT11_BAND_6GHZ:
		return WDI_BAND_ID_6000;
	}
	return WDI_BAND_ID_UNKNOWN;
}

enum dot11_band capabilities_band(uint32_t band_id)
{
	for (enum dot11_band band = DOT11_BAND_2GHZ; band <= DOT11_BAND_6GHZ; band++)
		if (capabilities_band_id(band) == band_id)
			return band;
	return 0;
}

uint32_t capabilities_phy_type(const struct wiphy *wiphy, enum dot11_band band, const uint8_t *elements, size_t size)
{
	const struct wiphy_band *ours = &wiphy->bands[band - 1];
	struct reader reader = reader_over(elements, size);
	bool has_ht = false, has_vht = false, has_he = false, has_erp = false;
	struct dot11_element element;

	while (dot11_element_next(&reader, &element)) {
		has_ht |= element.id == DOT11_ELEMENT_HT_CAPABILITIES;
		has_vht |= element.id == DOT11_ELEMENT_VHT_CAPABILITIES;
		has_erp |= element.id == DOT11_ELEMENT_ERP || element.id == DOT11_ELEMENT_EXTENDED_RATES;
		has_he |= element.id == DOT11_ELEMENT_EXTENSION && element.size &&
			  element.body[0] == DOT11_EXTENSION_HE_CAPABILITIES;
	}
	if (has_he && ours->has_he)
		return WDI_PHY_TYPE_HE;
	if (has_vht && ours->has_vht)
		return WDI_PHY_TYPE_VHT;
	if (has_ht && ours->has_ht)
		return WDI_PHY_TYPE_HT;
	if (band != DOT11_BAND_2GHZ)
		return WDI_PHY_TYPE_OFDM;
	return has_erp ? WDI_PHY_TYPE_ERP : WDI_PHY_TYPE_HRDSSS;
}

static size_t phy_types_of(const struct wiphy_band *band, enum dot11_band number, uint32_t types[8])
{
	size_t n = 0;

	if (number == DOT11_BAND_2GHZ) {
		types[n++] = WDI_PHY_TYPE_HRDSSS;
		types[n++] = WDI_PHY_TYPE_ERP;
	} else {
		types[n++] = WDI_PHY_TYPE_OFDM;
	}
	if (band->has_ht)
		types[n++] = WDI_PHY_TYPE_HT;
	if (band->has_vht)
		types[n++] = WDI_PHY_TYPE_VHT;
	if (band->has_he)
		types[n++] = WDI_PHY_TYPE_HE;
	return n;
}

static void add_phy(struct capabilities *capabilities, uint32_t type, const struct wiphy_band *band)
{
	size_t n = capabilities->result.n_phy_info;
	struct wdi_tlv_phy_info *phy = &capabilities->phys[n];

	for (size_t i = 0; i < n; i++)
		if (capabilities->phys[i].phy_capabilities.phy_type == type)
			return;
	if (n == array_size(capabilities->phys))
		return;
	for (size_t i = 0; i < band->n_rates; i++) {
		capabilities->rates[n][i].data_rate_flag = WDI_DATA_RATE_RX_RATE | WDI_DATA_RATE_TX_RATE;
		capabilities->rates[n][i].data_rate_value = band->rates[i];
	}
	*phy = (struct wdi_tlv_phy_info){
		.phy_capabilities = { .phy_type = type, .mpdu_max_length = MAX_MPDU_SIZE },
		.n_tx_power_level_list = array_size(tx_power_levels),
		.tx_power_level_list = tx_power_levels,
		.n_data_rate_list = band->n_rates,
		.data_rate_list = capabilities->rates[n],
	};
	capabilities->result.n_phy_info++;
}

static void add_band(struct capabilities *capabilities, const struct wiphy_band *band, enum dot11_band number)
{
	size_t n = capabilities->result.n_band_info, n_types, n_channels = 0, n_widths = 0;
	uint32_t *types = capabilities->phy_types[n];

	for (size_t i = 0; i < band->n_channels; i++) {
		struct dot11_channel channel;

		if (band->channels[i].is_disabled || dot11_channel_from_mhz(band->channels[i].mhz, &channel) < 0)
			continue;
		capabilities->channels[n][n_channels].channel_number = channel.number;
		capabilities->channels[n][n_channels++].channel_center_frequency = band->channels[i].mhz;
	}
	if (!n_channels || !band->n_rates)
		return;
	n_types = phy_types_of(band, number, types);
	capabilities->widths[n][n_widths++] = 20;
	if (band->is_40mhz_capable)
		capabilities->widths[n][n_widths++] = 40;
	if (band->has_vht)
		capabilities->widths[n][n_widths++] = 80;
	capabilities->bands[n] = (struct wdi_tlv_band_info){
		.band_capabilities = { .band_id = capabilities_band_id(number), .band_state = true },
		.n_valid_phy_types = n_types,
		.valid_phy_types = types,
		.n_valid_channel_types = n_channels,
		.valid_channel_types = capabilities->channels[n],
		.n_channel_width_list = n_widths,
		.channel_width_list = capabilities->widths[n],
	};
	capabilities->result.n_band_info++;
	for (size_t i = 0; i < n_types; i++)
		add_phy(capabilities, types[i], band);
}

/* In units of 1000 bit/s: the fastest legacy rate, or of HT at 20 MHz, which everything newer has as well. */
static uint32_t max_rate(const struct wiphy *wiphy, uint8_t *ret_n_streams)
{
	uint32_t fastest = 0;

	*ret_n_streams = 1;
	for (size_t b = 0; b < WIPHY_MAX_BANDS; b++) {
		const struct wiphy_band *band = &wiphy->bands[b];

		for (size_t i = 0; i < band->n_rates; i++)
			if (band->rates[i] * 500u > fastest)
				fastest = band->rates[i] * 500u;
		if (band->has_ht && band->n_rx_streams) {
			uint32_t rate = band->n_rx_streams * (band->is_40mhz_capable ? 150000u : 72200u);

			if (rate > fastest)
				fastest = rate;
			if (band->n_rx_streams > *ret_n_streams)
				*ret_n_streams = band->n_rx_streams;
		}
	}
	return fastest;
}

static bool is_pairwise_of(uint32_t auth, uint32_t cipher)
{
	/* TKIP is served for the group of an old network only. */
	return auth != WDI_AUTH_ALGO_80211_OPEN && dot11_cipher_is_pairwise(cipher) && cipher != DOT11_CIPHER_TKIP;
}

static bool is_group_of(uint32_t auth, uint32_t cipher)
{
	if (auth == WDI_AUTH_ALGO_80211_OPEN || !dot11_cipher_is_group(cipher))
		return false;
	return cipher != DOT11_CIPHER_TKIP || auth == WDI_AUTH_ALGO_RSNA_PSK;
}

static bool is_management_of(uint32_t auth, uint32_t cipher)
{
	return auth != WDI_AUTH_ALGO_80211_OPEN && dot11_cipher_is_group_management(cipher);
}

/* All pairs of an algorithm and a cipher of the radio that @fits. Return: how many. */
static size_t fill_pairs(const struct wiphy *wiphy, const uint32_t *auths, size_t n_auths,
			 bool (*fits)(uint32_t auth, uint32_t cipher), struct wdi_algo_pairs *pairs, size_t n)
{
	for (size_t a = 0; a < n_auths; a++)
		for (size_t c = 0; c < wiphy->n_ciphers && n < CAPABILITIES_MAX_PAIRS; c++)
			if (fits(auths[a], wiphy->ciphers[c]) && driver_cipher_to_wdi(wiphy->ciphers[c]))
				pairs[n++] = (struct wdi_algo_pairs){ auths[a], driver_cipher_to_wdi(wiphy->ciphers[c]) };
	return n;
}

static bool has_group_management_cipher(const struct wiphy *wiphy)
{
	for (size_t i = 0; i < wiphy->n_ciphers; i++)
		if (dot11_cipher_is_group_management(wiphy->ciphers[i]))
			return true;
	return false;
}

/* Return: how many authentication algorithms. */
static size_t list_auths(const struct wiphy *wiphy, uint32_t auths[3])
{
	bool has_mfp = has_group_management_cipher(wiphy);
	size_t n = 0;

	auths[n++] = WDI_AUTH_ALGO_RSNA_PSK;
	if (has_mfp && wiphy->can_authenticate && wiphy->can_do_sae)
		auths[n++] = WDI_AUTH_ALGO_WPA3_SAE;
	if (has_mfp)
		auths[n++] = WDI_AUTH_ALGO_OWE;
	return n;
}

static void fill_security(struct capabilities *capabilities, const struct wiphy *wiphy)
{
	static const struct wdi_algo_pairs open_system = { WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE };
	struct wdi_tlv_station_attributes *station = &capabilities->result.station_attributes;
	uint32_t auths[3];
	size_t n_auths = list_auths(wiphy, auths);

	capabilities->unicast[0] = open_system;
	capabilities->multicast[0] = open_system;
	station->n_unicast_algorithms = fill_pairs(wiphy, auths, n_auths, is_pairwise_of, capabilities->unicast, 1);
	station->unicast_algorithms = capabilities->unicast;
	station->n_multicast_data_algorithms = fill_pairs(wiphy, auths, n_auths, is_group_of, capabilities->multicast, 1);
	station->multicast_data_algorithms = capabilities->multicast;
	station->n_multicast_management_algorithms = fill_pairs(wiphy, auths, n_auths, is_management_of, capabilities->management, 0);
	station->multicast_management_algorithms = capabilities->management;
	station->station_capabilities.mfp_capable = n_auths && has_group_management_cipher(wiphy);
	station->station_capabilities.key_mapping_table_size = n_auths ? 1 : 0;
	station->station_capabilities.default_key_table_size = n_auths ? 4 : 0;
	capabilities->result.interface_attributes.interface_capabilities.sae_authentication_supported =
		n_auths && has_group_management_cipher(wiphy) && wiphy->can_authenticate && wiphy->can_do_sae;
}

void capabilities_fill(const struct wiphy *wiphy, const struct dot11_mac *mac, const struct radio_state *radio,
		       struct capabilities *ret_capabilities)
{
	struct capabilities *capabilities = ret_capabilities;
	struct wdi_tlv_interface_capabilities *interface;
	struct wdi_tlv_station_attributes *station;
	uint8_t n_streams;
	uint32_t rate = max_rate(wiphy, &n_streams);

	memset(capabilities, 0, sizeof(*capabilities));
	interface = &capabilities->result.interface_attributes.interface_capabilities;
	interface->mtu_size = MTU;
	interface->max_multi_cast_list_size = 32;
	memcpy(interface->address.b, mac->b, sizeof(mac->b));
	interface->max_tx_rate = rate;
	interface->max_rx_rate = rate;
	interface->hardware_radio_state = radio->is_hardware_on;
	interface->software_radio_state = radio->is_software_on;
	interface->num_rx_streams = n_streams;
	interface->num_tx_streams = n_streams;
	interface->num_channels = 1;
	capabilities->result.interface_attributes.firmware_version =
		(struct wdi_blob){ .data = firmware_version, .size = sizeof(firmware_version) - 1 };

	station = &capabilities->result.station_attributes;
	station->station_capabilities.scan_ssid_list_size = wiphy->max_scan_ssids;
	station->station_capabilities.desired_bssid_list_size = 1;
	station->station_capabilities.desired_ssid_list_size = 1;
	fill_security(capabilities, wiphy);

	capabilities->result.band_info = capabilities->bands;
	capabilities->result.phy_info = capabilities->phys;
	for (size_t i = 0; i < WIPHY_MAX_BANDS; i++)
		if (wiphy->bands[i].is_present)
			add_band(capabilities, &wiphy->bands[i], (enum dot11_band)(i + 1));
}

void capabilities_add_randomization(const struct wiphy *wiphy, struct capabilities *capabilities)
{
	static const struct dot11_mac any = { { 0 } };
	struct wdi_tlv_interface_capabilities *interface = &capabilities->result.interface_attributes.interface_capabilities;

	interface->mac_address_randomization = true;
	/* The kernel's mask has the bits that may differ, WDI's those that may not. */
	if (!dot11_mac_equal(&wiphy->address_bits, &any))
		for (size_t i = 0; i < sizeof(any.b); i++)
			interface->mac_address_randomization_mask.b[i] = (uint8_t)~wiphy->address_bits.b[i];
}

void capabilities_add_ap(const struct wiphy *wiphy, struct capabilities *capabilities, uint32_t max_clients)
{
	static const struct wdi_algo_pairs open_system = { WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE };
	static const uint32_t auths[] = { WDI_AUTH_ALGO_RSNA_PSK };
	struct wdi_tlv_ap_attributes *ap = &capabilities->result.ap_attributes;
	size_t n_auths = wiphy->has_control_port ? array_size(auths) : 0;

	capabilities->result.has_ap_attributes = true;
	ap->ap_capabilities.scan_ssid_list_size = wiphy->max_scan_ssids;
	ap->ap_capabilities.desired_ssid_list_size = 1;
	ap->ap_capabilities.association_table_size = max_clients;
	ap->ap_capabilities.key_mapping_table_size = n_auths ? max_clients : 0;
	ap->ap_capabilities.default_key_table_size = n_auths ? 4 : 0;
	capabilities->ap_unicast[0] = open_system;
	capabilities->ap_multicast[0] = open_system;
	ap->n_unicast_algorithms = fill_pairs(wiphy, auths, n_auths, is_pairwise_of, capabilities->ap_unicast, 1);
	ap->unicast_algorithms = capabilities->ap_unicast;
	ap->n_multicast_data_algorithms = fill_pairs(wiphy, auths, n_auths, is_pairwise_of, capabilities->ap_multicast, 1);
	ap->multicast_data_algorithms = capabilities->ap_multicast;
}
