#include "sim/radio.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "driver/mac.h"
#include "sim/port_ap_wdi.h"
#include "sim/radio_internal.h"
#include "sim/station_wdi.h"

#define LINK_SPEED_KBPS 86000	    /* HE, one stream, 20 MHz, MCS 7, guard interval 0.8 us */

void radio_indicate(struct radio *radio, uint16_t port, uint32_t id, const void *payload)
{
	/* The host misses it only when the link is broken, which the next dispatch tells. */
	if (!radio->is_hung)
		(void)wdi_driver_indicate(radio->driver, port, id, payload);
}

void radio_finish(struct radio *radio, struct wdi_request *request, uint32_t status, const void *completion)
{
	if (!radio->is_hung)
		wdi_request_finish(request, status, completion);
}

uint32_t radio_band_to_wdi(enum dot11_band band)
{
	return band == DOT11_BAND_2GHZ ? WDI_BAND_ID_2400 : band == DOT11_BAND_5GHZ ? WDI_BAND_ID_5000 : WDI_BAND_ID_6000;
}

int radio_channel_from_wdi(uint32_t band, uint32_t number, struct dot11_channel *ret)
{
	struct dot11_channel channel = { .number = (uint16_t)number };

	switch (band) {
	case WDI_BAND_ID_2400:
		channel.band = DOT11_BAND_2GHZ;
		break;
	case WDI_BAND_ID_5000:
		channel.band = DOT11_BAND_5GHZ;
		break;
	case WDI_BAND_ID_6000:
		channel.band = DOT11_BAND_6GHZ;
		break;
	default:
		return -EINVAL;
	}
	if (number > UINT16_MAX || dot11_channel_to_mhz(channel.band, channel.number) == 0)
		return -EINVAL;
	*ret = channel;
	return 0;
}

uint8_t radio_quality(int signal_dbm)
{
	int quality = 2 * (signal_dbm + 100);

	return (uint8_t)(quality < 0 ? 0 : quality > 100 ? 100 : quality);
}

const uint8_t *radio_rates(enum dot11_band band, size_t *ret_n)
{
	/* Units of 500 kbit/s. */
	static const uint8_t rates_2ghz[] = { 2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108 };
	static const uint8_t rates_ofdm[] = { 12, 18, 24, 36, 48, 72, 96, 108 };

	*ret_n = band == DOT11_BAND_2GHZ ? sizeof(rates_2ghz) : sizeof(rates_ofdm);
	return band == DOT11_BAND_2GHZ ? rates_2ghz : rates_ofdm;
}

void radio_write_station_elements(struct writer *writer, enum dot11_band band)
{
	static const uint8_t ht[26] = { 0x2c, 0x00, 0x17, 0xff };
	uint8_t he[22] = { DOT11_EXTENSION_HE_CAPABILITIES };

	he[18] = he[20] = 0xfc;
	he[19] = he[21] = 0xff;
	if (band != DOT11_BAND_6GHZ)
		dot11_element_write(writer, DOT11_ELEMENT_HT_CAPABILITIES, ht, sizeof(ht));
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, he, sizeof(he));
}

bool radio_blob_to_ssid(const struct wdi_blob *blob, struct dot11_ssid *ret)
{
	if (blob->size > sizeof(ret->bytes))
		return false;
	ret->size = (uint8_t)blob->size;
	if (blob->size > 0)
		memcpy(ret->bytes, blob->data, blob->size);
	return true;
}

/* ---- link ---- */

static int link_signal(const struct radio *radio)
{
	for (const struct air_antenna *a = radio->air->channels[radio->home.band - DOT11_BAND_2GHZ][radio->home.number & 0xff]; a;
	     a = a->next) {
		if (dot11_mac_equal(&a->mac, &radio->mlme.peer))
			return air_signal(radio->air, a, &radio->antenna);
	}
	return -100;
}

void radio_indicate_link_state(struct radio *radio)
{
	int signal_dbm = link_signal(radio);
	const struct wdi_tlv_link_info link = {
		.local_link_mac_address = wdi_mac_from_dot11(&radio->antenna.mac),
		.peer_link_mac_address = wdi_mac_from_dot11(&radio->mlme.peer),
		.channel_number = radio->home.number,
		.band_id = radio_band_to_wdi(radio->home.band),
		.rssi = signal_dbm,
		.bandwidth = 20,
		.tx_mcs = 7,
		.rx_mcs = 7,
	};
	const struct wdi_indication_link_state_change change = {
		.link_state_change_parameters = {
			.peer_mac_address = wdi_mac_from_dot11(&radio->mlme.peer),
			.tx_link_speed = LINK_SPEED_KBPS,
			.rx_link_speed = LINK_SPEED_KBPS,
			.link_quality = radio_quality(signal_dbm),
		},
		.n_link_info = 1,
		.link_info = &link,
		.has_ap_channel = true,
		.ap_channel = { .channel_number = radio->home.number, .band_id = radio_band_to_wdi(radio->home.band) },
	};

	radio->quality = radio_quality(signal_dbm);
	radio_indicate(radio, RADIO_PORT, NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE, &change);
}

void radio_check_signal(struct radio *radio)
{
	int difference;

	if (radio->mlme.state != STATION_MLME_STATE_ASSOCIATED)
		return;
	difference = (int)radio_quality(link_signal(radio)) - (int)radio->quality;
	if (difference > 5 || difference < -5)
		radio_indicate_link_state(radio);
}

void radio_beacons(struct radio *radio, const struct dot11_mac *bssid, bool are_heard)
{
	if (dot11_mac_equal(&radio->mlme.peer, bssid))
		station_mlme_beacons(&radio->mlme, are_heard);
}

static void indicate_disassociation(struct radio *radio, const struct dot11_mac *peer, uint32_t status, const uint8_t *frame, size_t size)
{
	const struct wdi_blob body = { frame, size };
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = { .mac_address = wdi_mac_from_dot11(peer), .disassociation_wabi_reason = status },
		.has_deauth_frame = status == WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		.deauth_frame = body,
		.has_disassociation_frame = status == WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		.disassociation_frame = body,
	};

	radio_indicate(radio, RADIO_PORT, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication);
}

static void indicate_radio_status(struct radio *radio)
{
	const struct wdi_indication_radio_status status = {
		.radio_state = { .hardware_state = true, .software_state = !radio->is_radio_off },
	};

	radio_indicate(radio, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &status);
}

static void switch_off(struct radio *radio, struct wdi_request *request)
{
	radio->is_radio_off = true;
	radio->antenna.is_on = false;
	indicate_radio_status(radio);
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

void radio_end_link(struct radio *radio)
{
	station_port_close(&radio->port);
	radio->n_held = 0;
}

static void left(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size)
{
	struct radio *radio = userdata;
	struct wdi_request *request = take_ptr(radio->leave);
	bool is_radio_off = request && wdi_request_oid(request) == OID_WDI_TASK_SET_RADIO_STATE;

	radio_end_link(radio); /* before anybody is told (rule 132) */
	indicate_disassociation(radio, peer, is_radio_off ? WDI_ASSOC_STATUS_RADIO_OFF : station_wdi_left_status(cause), frame, size);
	if (is_radio_off)
		switch_off(radio, request);
	else if (request)
		radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

/* ---- commands ---- */

bool radio_needs_port(struct radio *radio, struct wdi_request *request)
{
	if (radio->has_port && wdi_request_port(request) == RADIO_PORT)
		return true;
	wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
	return false;
}

bool radio_needs_radio(struct radio *radio, struct wdi_request *request)
{
	if (!radio->is_radio_off)
		return true;
	wdi_request_complete(request, NDIS_STATUS_DOT11_POWER_STATE_INVALID, NULL);
	return false;
}

static void handle_open(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	radio->antenna.is_on = !radio->is_radio_off;
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void drop_everything(struct radio *radio)
{
	radio_end_link(radio);
	station_mlme_reset(&radio->mlme);
	schedule_cancel(radio->air->schedule, &radio->owe_timer);
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	station_scan_clear(&radio->scan);
	radio->wished = (struct driver_quality){ 0 };
}

static void handle_close(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	drop_everything(radio);
	radio_ap_clear(radio);
	radio->antenna.is_on = false;
	radio->antenna.mac = radio->config.mac;
	radio->has_port = false;
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_create_port(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_create_port *params = p;
	struct wdi_indication_create_port_complete completion = { 0 };
	struct radio *radio = userdata;
	uint16_t modes = params->create_port_parameters.op_mode_mask;

	if (modes == WDI_OPERATION_MODE_P2P_GO) { /* an access point, for ordinary stations: WDI has no mode of its own for it */
		radio_ap_create(radio, request);
		return;
	}
	if (modes && !(modes & WDI_OPERATION_MODE_STA)) {
		wdi_request_complete(request, NDIS_STATUS_NOT_SUPPORTED, NULL);
		return;
	}
	if (radio->has_port) {
		wdi_request_complete(request, NDIS_STATUS_RESOURCES, NULL);
		return;
	}
	if (params->has_mac_address)
		radio->antenna.mac = dot11_mac_from_wdi(&params->mac_address.address);
	radio->has_port = true;
	completion.port_attributes.mac_address = wdi_mac_from_dot11(&radio->antenna.mac);
	completion.port_attributes.port_number = RADIO_PORT;
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, &completion);
}

static void handle_delete_port(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_delete_port *params = p;
	struct radio *radio = userdata;

	if (params->delete_port_parameters.port_number == RADIO_AP_PORT) {
		radio_ap_delete(radio, request);
		return;
	}
	if (!radio->has_port || params->delete_port_parameters.port_number != RADIO_PORT) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	drop_everything(radio);
	radio->antenna.mac = radio->config.mac;
	radio->has_port = false;
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

#define MAX_BAND_CHANNELS 64

static size_t list_channels(enum dot11_band band, struct wdi_channel_mapping_entry entries[MAX_BAND_CHANNELS])
{
	size_t n = 0;

	for (uint16_t number = 1; number <= 233 && n < MAX_BAND_CHANNELS; number++) {
		uint32_t mhz = dot11_channel_to_mhz(band, number);

		if (mhz > 0 && !(band == DOT11_BAND_6GHZ && number == 2)) /* operating class 136 is nobody's */
			entries[n++] = (struct wdi_channel_mapping_entry){ number, mhz };
	}
	return n;
}

static void handle_get_capabilities(struct wdi_request *request, const void *params, void *userdata)
{
	static const uint32_t phys[3][3] = {
		{ WDI_PHY_TYPE_ERP, WDI_PHY_TYPE_HT, WDI_PHY_TYPE_HE },
		{ WDI_PHY_TYPE_HT, WDI_PHY_TYPE_VHT, WDI_PHY_TYPE_HE },
		{ WDI_PHY_TYPE_HE },
	};
	static const uint32_t all_phys[] = { WDI_PHY_TYPE_ERP, WDI_PHY_TYPE_HT, WDI_PHY_TYPE_VHT, WDI_PHY_TYPE_HE };
	static const uint32_t widths[] = { 20 };
	static const uint32_t powers[] = { 100 }; /* mW */
	static const struct wdi_phy_data_rate_list_entry rates[] = { { 3, 2 }, { 3, 12 }, { 3, 108 } };
	static const char firmware[] = "wdi-sim";
	struct wdi_channel_mapping_entry channels[3][MAX_BAND_CHANNELS];
	struct wdi_tlv_band_info bands[3];
	struct wdi_tlv_phy_info phy_infos[array_size(all_phys)];
	struct radio *radio = userdata;
	struct wdi_get_adapter_capabilities_result result = {
		.interface_attributes = {
			.interface_capabilities = {
				.mtu_size = 1500,
				.max_multi_cast_list_size = 32,
				.address = wdi_mac_from_dot11(&radio->config.mac), /* the permanent one */
				.max_tx_rate = LINK_SPEED_KBPS,
				.max_rx_rate = LINK_SPEED_KBPS,
				.hardware_radio_state = true,
				.software_radio_state = !radio->is_radio_off,
				.num_rx_streams = 1,
				.num_tx_streams = 1,
				.num_channels = 1,
				.mac_address_randomization = true,
				.mac_address_randomization_mask = { { 0 } }, /* every bit may be another */
				.cannot_support_miracast_sink = true,
			},
			.firmware_version = { (const uint8_t *)firmware, sizeof(firmware) },
		},
		.station_attributes = {
			.station_capabilities = {
				.scan_ssid_list_size = RADIO_MAX_SCAN_SSIDS,
				.desired_bssid_list_size = 64,
				.desired_ssid_list_size = 8,
				.privacy_exemption_list_size = 0,
			},
		},
		.n_band_info = array_size(bands),
		.band_info = bands,
		.n_phy_info = array_size(phy_infos),
		.phy_info = phy_infos,
	};

	station_wdi_set_algorithms(wdi_driver_data_fd(radio->driver) >= 0, &result.station_attributes,
				   &result.interface_attributes.interface_capabilities);
	radio_ap_set_capabilities(wdi_driver_data_fd(radio->driver) >= 0, &result);
	for (size_t i = 0; i < array_size(bands); i++) {
		enum dot11_band band = (enum dot11_band)(DOT11_BAND_2GHZ + i);

		bands[i] = (struct wdi_tlv_band_info){
			.band_capabilities = { .band_id = radio_band_to_wdi(band), .band_state = true },
			.n_valid_phy_types = band == DOT11_BAND_6GHZ ? 1 : 3,
			.valid_phy_types = phys[i],
			.n_valid_channel_types = list_channels(band, channels[i]),
			.valid_channel_types = channels[i],
			.n_channel_width_list = array_size(widths),
			.channel_width_list = widths,
		};
	}
	for (size_t i = 0; i < array_size(all_phys); i++) {
		phy_infos[i] = (struct wdi_tlv_phy_info){
			.phy_capabilities = { .phy_type = all_phys[i], .mpdu_max_length = DOT11_FRAME_MAX_SIZE },
			.n_tx_power_level_list = array_size(powers),
			.tx_power_level_list = powers,
			.n_data_rate_list = array_size(rates),
			.data_rate_list = rates,
		};
	}
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

static void handle_disconnect(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_disconnect *params = p;
	struct radio *radio = userdata;
	struct dot11_mac peer = dot11_mac_from_wdi(&params->disconnect_parameters.mac_address);

	if (radio_ap_is_for(request)) {
		radio_ap_disconnect(radio, request, params);
		return;
	}
	if (!radio_needs_port(radio, request))
		return;
	wdi_request_start(request);
	radio->leave = request;
	if (dot11_mac_equal(&peer, &DOT11_MAC_BROADCAST)) /* all peers: a station has one */
		peer = radio->mlme.peer;
	/* A peer that is not connected: there is nothing to do, and that is done. */
	if (station_mlme_leave(&radio->mlme, &peer, params->disconnect_parameters.disassociation80211_reason) < 0)
		radio_finish(radio, take_ptr(radio->leave), NDIS_STATUS_SUCCESS, NULL);
}

static void handle_reset(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_dot11_reset *params = p;
	struct radio *radio = userdata;
	bool was_associated = radio->mlme.state == STATION_MLME_STATE_ASSOCIATED;
	struct dot11_mac peer = radio->mlme.peer;

	if (radio_ap_is_for(request)) {
		radio_ap_reset(radio, request);
		return;
	}
	if (!radio_needs_port(radio, request))
		return;
	if (params->has_reset_mac_address && params->reset_mac_address.address.b[0] & 1) { /* a group's */
		wdi_request_complete(request, NDIS_STATUS_INVALID_DATA, NULL);
		return;
	}
	wdi_request_start(request);
	radio_end_link(radio);
	station_mlme_reset(&radio->mlme);
	if (was_associated) /* the host should have disconnected first (rule 123); nothing goes on the air now */
		indicate_disassociation(radio, &peer, WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET, NULL, 0);
	if (params->has_reset_mac_address)
		radio->antenna.mac = dot11_mac_from_wdi(&params->reset_mac_address.address);
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_set_radio_state(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_set_radio_state *params = p;
	struct radio *radio = userdata;

	wdi_request_start(request);
	if (params->software_radio_state.value) {
		radio->is_radio_off = false;
		radio->antenna.is_on = true;
		indicate_radio_status(radio);
		radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
		return;
	}
	radio_ap_lose_radio(radio);
	radio->leave = request;
	if (station_mlme_leave(&radio->mlme, &radio->mlme.peer, DOT11_REASON_LEAVING_NETWORK_DEAUTH) < 0)
		switch_off(radio, take_ptr(radio->leave));
}

static void handle_get_statistics(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;
	const struct air_antenna *antenna = &radio->antenna;
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	bool has_peer = radio->mlme.state == STATION_MLME_STATE_ASSOCIATED;
	/* The result has an entry at least: without a peer, one that counts nothing. */
	const struct wdi_tlv_mac_statistics mac = {
		.mac_address = wdi_mac_from_dot11(has_peer ? &radio->mlme.peer : &everybody),
		.transmitted_frame_count = has_peer ? antenna->n_sent - radio->sent_before : 0,
		.received_frame_count = has_peer ? antenna->n_received - radio->received_before : 0,
	};
	const struct wdi_tlv_phy_statistics phy = {
		.phy_type = WDI_PHY_TYPE_HE,
		.transmitted_frame_count = antenna->n_sent - antenna->n_failed,
		.failed_count = antenna->n_failed,
		.retry_count = antenna->n_retries,
		.ack_failure_count = antenna->n_retries + antenna->n_failed,
		.received_frame_count = antenna->n_received,
	};
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = 1,
		.peer_mac_statistics = &mac,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

static void handle_set_connection_quality(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!radio_needs_port(radio, request))
		return;
	wdi_request_complete(request,
			     driver_quality_from_wdi(params, &radio->wished) < 0 ? NDIS_STATUS_INVALID_DATA : NDIS_STATUS_SUCCESS, NULL);
}

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_OPEN, handle_open, NULL },
	{ OID_WDI_TASK_CLOSE, handle_close, NULL },
	{ OID_WDI_TASK_CREATE_PORT, handle_create_port, NULL },
	{ OID_WDI_TASK_DELETE_PORT, handle_delete_port, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, handle_get_capabilities, NULL },
	{ OID_WDI_TASK_SCAN, radio_handle_scan, radio_abort_scan },
	{ OID_WDI_TASK_CONNECT, radio_handle_connect, radio_abort_connect },
	{ OID_WDI_TASK_DISCONNECT, handle_disconnect, NULL },
	{ OID_WDI_TASK_DOT11_RESET, handle_reset, NULL },
	{ OID_WDI_TASK_SET_RADIO_STATE, handle_set_radio_state, NULL },
	{ OID_WDI_GET_STATISTICS, handle_get_statistics, NULL },
	{ OID_WDI_SET_CONNECTION_QUALITY, handle_set_connection_quality, NULL },
	{ OID_WDI_TASK_START_AP, radio_ap_handle_start, NULL },
	{ OID_WDI_TASK_STOP_AP, radio_ap_handle_stop, NULL },
	{ OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, radio_ap_handle_response, radio_ap_abort_response },
	{ OID_WDI_SET_ADVERTISEMENT_INFORMATION, radio_ap_handle_advertisement, NULL },
	{ OID_WDI_SET_SAE_AUTH_PARAMS, radio_handle_set_sae_auth_params, NULL },
	{ OID_WDI_SET_OWE_DH_IE, radio_handle_set_owe_dh_ie, NULL },
	{ OID_WDI_SET_ADD_CIPHER_KEYS, radio_handle_add_cipher_keys, NULL },
	{ OID_WDI_SET_DELETE_CIPHER_KEYS, radio_handle_delete_cipher_keys, NULL },
};

/* ---- air ---- */

static void transmitted(void *userdata, uint32_t token, bool acked)
{
	struct radio *radio = userdata;

	station_mlme_transmitted(&radio->mlme, token, acked);
}

/* The pairwise key is still there when our own goodbye goes: it is wiped when the frame's end is told. */
static int transmit_protected(struct radio *radio, const struct dot11_header *header, const struct dot11_management *management,
			      uint32_t token)
{
	struct dot11_header plain_header = *header;
	uint8_t plain[DOT11_FRAME_MAX_SIZE - MPDU_MAX_GROWTH], bytes[DOT11_FRAME_MAX_SIZE];
	size_t size;
	int r;

	plain_header.flags &= (uint8_t)~DOT11_FRAME_PROTECTED;
	plain_header.transmitter = radio->antenna.mac;
	r = dot11_frame_build(plain, sizeof(plain), &plain_header, management);
	if (r < 0)
		return r;
	r = station_keys_protect(&radio->port.keys, plain, (size_t)r, bytes, &size);
	if (r < 0)
		return r;
	return air_transmit_raw(&radio->antenna, bytes, size, token ? transmitted : NULL, radio, token);
}

static int transmit(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token)
{
	struct radio *radio = userdata;

	/* Off-channel during a scan: the link's frames go where the peer is. */
	if (!radio->scan_request)
		air_tune(radio->air, &radio->antenna, radio->home);
	if (header->flags & DOT11_FRAME_PROTECTED)
		return transmit_protected(radio, header, management, token);
	return air_transmit(&radio->antenna, header, management, token ? transmitted : NULL, radio, token);
}

static void set_timer(void *userdata, enum station_mlme_timer timer, uint64_t delay_us)
{
	struct radio *radio = userdata;

	if (delay_us > 0)
		schedule_set(radio->air->schedule, &radio->mlme_timers[timer], delay_us);
	else
		schedule_cancel(radio->air->schedule, &radio->mlme_timers[timer]);
}

static const struct station_mlme_ops mlme_ops = {
	.transmit = transmit,
	.set_timer = set_timer,
	.attempted = radio_attempted,
	.left = left,
	.sae = radio_ask_host,
};

static void response_timeout(void *userdata)
{
	struct radio *radio = userdata;

	station_mlme_timeout(&radio->mlme, STATION_MLME_TIMER_RESPONSE);
}

static void lost_timeout(void *userdata)
{
	struct radio *radio = userdata;

	station_mlme_timeout(&radio->mlme, STATION_MLME_TIMER_LOST);
}

static void sa_query_timeout(void *userdata)
{
	struct radio *radio = userdata;

	station_mlme_timeout(&radio->mlme, STATION_MLME_TIMER_SA_QUERY);
}

/* Encrypted to us, or to all with a MIC: what is in it, if it is the peer's. */
static void receive_protected_management(struct radio *radio, const struct air_reception *reception)
{
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;
	size_t size;
	int r;

	if (reception->size > sizeof(buffer) || !dot11_mac_equal(&reception->frame->header.transmitter, &radio->mlme.peer))
		return;
	r = station_keys_unprotect(&radio->port.keys, reception->bytes, reception->size, reception->frame, buffer, &size);
	if (r == STATION_KEYS_E_PLAIN)
		station_mlme_receive(&radio->mlme, reception->frame, false);
	else if (r == 0 && dot11_frame_parse(buffer, size, &frame) == 0)
		station_mlme_receive(&radio->mlme, &frame, true);
}

static void receive_management(struct radio *radio, const struct air_reception *reception)
{
	const struct dot11_header *header = &reception->frame->header;
	bool is_robust = header->kind == DOT11_FRAME_DISASSOCIATION || header->kind == DOT11_FRAME_DEAUTHENTICATION ||
			 header->kind == DOT11_FRAME_ACTION;

	if (!is_robust || !radio->security.uses_mfp)
		station_mlme_receive(&radio->mlme, reception->frame, false);
	else
		receive_protected_management(radio, reception);
}

static void receive(void *userdata, const struct air_reception *reception)
{
	struct radio *radio = userdata;
	const struct dot11_frame *frame = reception->frame;

	if (radio_ap_is_own(radio, &frame->header.transmitter))
		return;
	/* Without memory this BSS is missing in the list, as if it had not been heard. */
	if (radio->scan_request)
		(void)station_scan_hear(&radio->scan, frame, reception->signal_dbm);
	if (!(frame->header.receiver.b[0] & 1) && !dot11_mac_equal(&frame->header.receiver, &radio->antenna.mac))
		return;
	if (frame->is_data)
		radio_receive_data(radio, reception);
	else if (frame->is_management || frame->is_protected || frame->header.kind == DOT11_FRAME_ACTION)
		receive_management(radio, reception);
}

static const struct air_listener listener = { .receive = receive };

struct radio *radio_free(struct radio *radio)
{
	if (!radio)
		return NULL;
	for (int i = 0; i < STATION_MLME_N_TIMERS; i++)
		schedule_cancel(radio->air->schedule, &radio->mlme_timers[i]);
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	schedule_cancel(radio->air->schedule, &radio->owe_timer);
	schedule_cancel(radio->air->schedule, &radio->ping.timer);
	station_port_close(&radio->port);
	station_scan_clear(&radio->scan);
	radio_ap_clear(radio);
	air_detach(&radio->antenna);
	wdi_driver_free(radio->driver);
	free(radio);
	return NULL;
}

int radio_new(struct radio **ret, struct air *air, const struct scenario_adapter *config, int fd)
{
	struct radio *radio = calloc(1, sizeof(*radio));
	int r;

	if (!radio) {
		close(fd);
		return -ENOMEM;
	}
	r = wdi_driver_new(&radio->driver, fd, handlers, array_size(handlers), radio);
	if (r < 0) {
		free(radio);
		return r;
	}
	radio->config = *config;
	radio->air = air;
	radio->home = (struct dot11_channel){ DOT11_BAND_2GHZ, 1 };
	radio->antenna = (struct air_antenna){
		.mac = config->mac,
		.x = config->position.x,
		.y = config->position.y,
		.listener = &listener,
		.userdata = radio,
	};
	air_tune(air, &radio->antenna, radio->home);
	station_mlme_init(&radio->mlme, &mlme_ops, radio);
	radio->mlme_timers[STATION_MLME_TIMER_RESPONSE] = (struct schedule_timer){ .fire = response_timeout, .userdata = radio };
	radio->mlme_timers[STATION_MLME_TIMER_LOST] = (struct schedule_timer){ .fire = lost_timeout, .userdata = radio };
	radio->mlme_timers[STATION_MLME_TIMER_SA_QUERY] = (struct schedule_timer){ .fire = sa_query_timeout, .userdata = radio };
	radio->scan_timer = (struct schedule_timer){ .fire = radio_scan_step, .userdata = radio };
	radio->owe_timer = (struct schedule_timer){ .fire = radio_owe_timeout, .userdata = radio };
	radio->ping.timer = (struct schedule_timer){ .fire = radio_ping_timeout, .userdata = radio };
	*ret = radio;
	return 0;
}

int radio_attach_data(struct radio *radio, int fd)
{
	return wdi_driver_attach_data(radio->driver, fd, radio_receive_from_host);
}

int radio_data_fd(const struct radio *radio)
{
	return wdi_driver_data_fd(radio->driver);
}

const struct driver_quality *radio_wished_quality(const struct radio *radio)
{
	return &radio->wished;
}

const char *radio_name(const struct radio *radio)
{
	return radio->config.name;
}

int radio_fd(const struct radio *radio)
{
	return wdi_driver_fd(radio->driver);
}

bool radio_wants_output(const struct radio *radio)
{
	return wdi_driver_wants_output(radio->driver);
}

int radio_dispatch(struct radio *radio)
{
	return radio->is_hung ? 0 : wdi_driver_dispatch(radio->driver);
}

void radio_hang(struct radio *radio)
{
	radio->is_hung = true;
}

bool radio_is_hung(const struct radio *radio)
{
	return radio->is_hung;
}
