#include "sim/port_ap_wdi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "driver/mac.h"
#include "sim/port_ap.h"
#include "sim/radio_internal.h"

#define DEFAULT_CHANNEL 6

struct radio_ap {
	struct radio *radio;
	struct port_ap port;
	struct wdi_request *stop, *response, *leave;
	size_t n_leaving; /* so many are still to leave before @leave ends */
};

bool radio_ap_is_for(const struct wdi_request *request)
{
	return wdi_request_port(request) == RADIO_AP_PORT;
}

bool radio_ap_is_own(const struct radio *radio, const struct dot11_mac *mac)
{
	return radio->ap && dot11_mac_equal(mac, &radio->ap->port.antenna.mac);
}

bool radio_ap_find(const struct radio *radio, const struct dot11_ssid *ssid, struct dot11_mac *ret_bssid,
		   struct dot11_channel *ret_channel, uint16_t *ret_beacon_interval_tu, struct writer *elements)
{
	const struct port_ap *port = radio->ap ? &radio->ap->port : NULL;

	if (!port || !port->is_started || port->is_stopping || !dot11_ssid_equal(&port->shape.config.ssid, ssid) ||
	    port_ap_write_elements(port, elements) < 0)
		return false;
	*ret_bssid = port->antenna.mac;
	*ret_channel = port->shape.config.channel;
	*ret_beacon_interval_tu = port->shape.config.beacon_interval_tu;
	return true;
}

static void indicate_left(struct radio_ap *ap, const struct dot11_mac *client, uint32_t status, const uint8_t *frame, size_t size)
{
	const struct wdi_blob body = { frame, size };
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = { .mac_address = wdi_mac_from_dot11(client), .disassociation_wabi_reason = status },
		.has_deauth_frame = status == WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		.deauth_frame = body,
		.has_disassociation_frame = status == WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		.disassociation_frame = body,
	};

	radio_indicate(ap->radio, RADIO_AP_PORT, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication);
}

/* --- what happens on the air --- */

static void requested(void *userdata, const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size)
{
	struct radio_ap *ap = userdata;
	const struct wdi_indication_ap_association_request_received indication = {
		.incoming_request_info = {
			.assoc_request_params = {
				.peer_mac_address = wdi_mac_from_dot11(client),
				.is_reassociation_request = is_reassociation,
			},
			.assoc_request_frame = { body, size },
		},
	};

	radio_indicate(ap->radio, RADIO_AP_PORT, NDIS_STATUS_WDI_INDICATION_AP_ASSOCIATION_REQUEST_RECEIVED, &indication);
}

static void answered(void *userdata, const struct dot11_mac *client, bool is_acked, bool is_reassociation, const uint8_t *body, size_t size)
{
	static const uint32_t phys[] = { WDI_PHY_TYPE_HE };
	struct radio_ap *ap = userdata;
	struct wdi_request *request = take_ptr(ap->response);
	bool is_secure = ap->port.shape.rsn;
	uint8_t elements[PORT_AP_MAX_ELEMENTS];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct wdi_indication_send_ap_association_response_complete completion = {
		.assoc_response_result = {
			.peer_mac_address = wdi_mac_from_dot11(client),
			.is_reassociation_request = is_reassociation,
			.is_re_association_response = is_reassociation,
			.auth_algorithm = is_secure ? WDI_AUTH_ALGO_RSNA_PSK : WDI_AUTH_ALGO_80211_OPEN,
			.unicast_cipher_algorithm = is_secure ? WDI_CIPHER_ALGO_CCMP : WDI_CIPHER_ALGO_NONE,
			.multicast_cipher_algorithm = is_secure ? WDI_CIPHER_ALGO_CCMP : WDI_CIPHER_ALGO_NONE,
		},
		.assoc_response_frame = { body, size },
		.n_active_phy_list = array_size(phys),
		.active_phy_list = phys,
	};

	if (!request) { /* it was aborted */
		(void)port_ap_disconnect(&ap->port, client, DOT11_REASON_UNSPECIFIED);
		return;
	}
	if (!is_acked || port_ap_write_elements(&ap->port, &writer) < 0) {
		radio_finish(ap->radio, request, NDIS_STATUS_FAILURE, NULL);
		return;
	}
	completion.beacon_i_es = (struct wdi_blob){ elements, writer.size };
	radio_finish(ap->radio, request, NDIS_STATUS_SUCCESS, &completion);
}

static uint32_t status_of(enum port_ap_departure departure)
{
	switch (departure) {
	case PORT_AP_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case PORT_AP_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	default:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	}
}

static void left(void *userdata, const struct dot11_mac *client, enum port_ap_departure departure, const uint8_t *frame, size_t size)
{
	struct radio_ap *ap = userdata;
	bool is_awaited = ap->leave && departure == PORT_AP_SENT_AWAY;

	indicate_left(ap, client, status_of(departure), frame, size);
	if (!is_awaited)
		return;
	if (--ap->n_leaving == 0)
		radio_finish(ap->radio, take_ptr(ap->leave), NDIS_STATUS_SUCCESS, NULL);
}

static void stopped(void *userdata)
{
	struct radio_ap *ap = userdata;

	if (ap->stop)
		radio_finish(ap->radio, take_ptr(ap->stop), NDIS_STATUS_SUCCESS, NULL);
}

static void receive_data(void *userdata, const struct dot11_data *data)
{
	struct radio_ap *ap = userdata;
	struct wdi_data_frame frame = {
		.port = RADIO_AP_PORT, .ethertype = data->ethertype, .payload = data->payload, .size = data->size,
	};

	if (ap->radio->is_hung || data->size > WDI_DATA_MAX_PAYLOAD)
		return;
	memcpy(frame.destination, data->destination.b, sizeof(frame.destination));
	memcpy(frame.source, data->source.b, sizeof(frame.source));
	(void)wdi_driver_send_data(ap->radio->driver, &frame); /* a host that does not read has lost it */
}

static const struct port_ap_listener port_listener = { requested, answered, left, stopped, receive_data };

/* --- commands --- */

static bool needs_port(struct radio *radio, struct wdi_request *request)
{
	if (radio->ap && radio_ap_is_for(request))
		return true;
	wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
	return false;
}

/* One that differs from the station's whatever that is, and is nobody's by universal administration. */
static struct dot11_mac address_of_port(const struct radio *radio)
{
	struct dot11_mac mac = radio->config.mac; /* the port's own stays the same when the station's is a randomized one */

	mac.b[0] = (uint8_t)((mac.b[0] | 0x02) ^ 0x10);
	return mac;
}

void radio_ap_create(struct radio *radio, struct wdi_request *request)
{
	struct wdi_indication_create_port_complete completion = { 0 };
	struct dot11_mac mac = address_of_port(radio);

	if (radio->ap) {
		wdi_request_complete(request, NDIS_STATUS_RESOURCES, NULL);
		return;
	}
	radio->ap = calloc(1, sizeof(*radio->ap));
	if (!radio->ap) {
		wdi_request_complete(request, NDIS_STATUS_RESOURCES, NULL);
		return;
	}
	radio->ap->radio = radio;
	port_ap_init(&radio->ap->port, &mac, &port_listener, radio->ap);
	radio->ap->port.antenna.x = radio->antenna.x;
	radio->ap->port.antenna.y = radio->antenna.y;
	completion.port_attributes.mac_address = wdi_mac_from_dot11(&mac);
	completion.port_attributes.port_number = RADIO_AP_PORT;
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, &completion);
}

void radio_ap_clear(struct radio *radio)
{
	if (!radio->ap)
		return;
	port_ap_clear(&radio->ap->port);
	free(radio->ap);
	radio->ap = NULL;
}

void radio_ap_delete(struct radio *radio, struct wdi_request *request)
{
	if (!radio->ap) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	radio_ap_clear(radio);
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

/* The lists name what is allowed; we do open, and PSK with CCMP. Return: 0; -EINVAL. */
static int read_security(const struct wdi_task_start_ap *params, bool *ret_is_secure)
{
	bool has_ccmp = false, has_group_ccmp = false;

	for (size_t i = 0; i < params->n_authentication_algorithms; i++) {
		if (params->authentication_algorithms[i] == WDI_AUTH_ALGO_80211_OPEN) {
			*ret_is_secure = false;
			return 0;
		}
	}
	for (size_t i = 0; i < params->n_unicast_cipher_algorithms; i++)
		has_ccmp |= params->unicast_cipher_algorithms[i] == WDI_CIPHER_ALGO_CCMP;
	for (size_t i = 0; i < params->n_multicast_cipher_algorithms; i++)
		has_group_ccmp |= params->multicast_cipher_algorithms[i] == WDI_CIPHER_ALGO_CCMP;
	for (size_t i = 0; i < params->n_authentication_algorithms; i++) {
		if (params->authentication_algorithms[i] == WDI_AUTH_ALGO_RSNA_PSK && has_ccmp && has_group_ccmp) {
			*ret_is_secure = true;
			return 0;
		}
	}
	return -EINVAL;
}

static uint32_t band_of_class(uint8_t operating_class)
{
	if (operating_class >= 131 && operating_class <= 136)
		return WDI_BAND_ID_6000;
	return operating_class >= 115 && operating_class <= 130 ? WDI_BAND_ID_5000 : WDI_BAND_ID_2400;
}

/* The advertised channel, then the list (rule 220), then one of ours unless the list is all there is. Return: 0; -ENOENT. */
static int choose_channel(const struct wdi_task_start_ap *params, struct dot11_channel *ret)
{
	const struct wdi_tlv_p2p_channel_number *advertised = &params->advertised_operating_channel;

	if (params->has_advertised_operating_channel &&
	    radio_channel_from_wdi(band_of_class(advertised->operating_class), advertised->channel_number, ret) == 0)
		return 0;
	for (size_t i = 0; i < params->n_ap_band_channel_list; i++) {
		const struct wdi_tlv_ap_band_channel *band = &params->ap_band_channel_list[i];

		for (size_t k = 0; k < band->n_channel_list; k++)
			if (radio_channel_from_wdi(band->band_id.band_id, band->channel_list[k], ret) == 0)
				return 0;
	}
	if (params->static_parameters.must_use_specified_channels)
		return -ENOENT;
	*ret = (struct dot11_channel){ DOT11_BAND_2GHZ, DEFAULT_CHANNEL };
	return 0;
}

void radio_ap_handle_start(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_start_ap *params = p;
	struct port_ap_config config = {
		.beacon_interval_tu = (uint16_t)params->static_parameters.beacon_period,
		.is_for_p2p_only = !params->static_parameters.accept_non_p2_p_clients,
	};
	struct radio *radio = userdata;

	if (!needs_port(radio, request) || !radio_needs_radio(radio, request))
		return;
	if (!radio_blob_to_ssid(&params->desired_ssid, &config.ssid) || config.ssid.size == 0 ||
	    params->static_parameters.beacon_period == 0 || params->static_parameters.beacon_period > UINT16_MAX) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_DATA, NULL);
		return;
	}
	if (read_security(params, &config.is_secure) < 0 || (config.is_secure && wdi_driver_data_fd(radio->driver) < 0)) {
		wdi_request_complete(request, NDIS_STATUS_NOT_SUPPORTED, NULL);
		return;
	}
	if (choose_channel(params, &config.channel) < 0) {
		wdi_request_complete(request, NDIS_STATUS_DOT11_AP_CHANNEL_CURRENTLY_NOT_AVAILABLE, NULL);
		return;
	}
	wdi_request_start(request);
	radio_finish(radio, request,
		     port_ap_start(&radio->ap->port, radio->air, &config) < 0 ? NDIS_STATUS_INVALID_STATE : NDIS_STATUS_SUCCESS, NULL);
}

void radio_ap_handle_stop(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!needs_port(radio, request))
		return;
	wdi_request_start(request);
	radio->ap->stop = request;
	if (port_ap_stop(&radio->ap->port) < 0)
		radio_finish(radio, take_ptr(radio->ap->stop), NDIS_STATUS_SUCCESS, NULL);
}

void radio_ap_handle_response(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_send_ap_association_response *params = p;
	const struct wdi_tlv_association_response_parameters *response = &params->assoc_response_parameters;
	struct radio *radio = userdata;
	struct dot11_mac client;
	uint16_t status = response->accept_request	? DOT11_STATUS_SUCCESS
			  : response->reason_code > 0 ? response->reason_code
						      : DOT11_STATUS_FAILURE;

	if (!needs_port(radio, request))
		return;
	client = dot11_mac_from_wdi(&params->incoming_request_info.assoc_request_params.peer_mac_address);
	wdi_request_start(request);
	radio->ap->response = request;
	if (port_ap_answer(&radio->ap->port, &client, status) < 0)
		radio_finish(radio, take_ptr(radio->ap->response), NDIS_STATUS_FAILURE, NULL);
}

/* The response is on the air: if it is heard the client is sent away again. */
void radio_ap_abort_response(struct wdi_request *request, void *userdata)
{
	struct radio *radio = userdata;

	if (radio->ap && radio->ap->response == request)
		radio_finish(radio, take_ptr(radio->ap->response), NDIS_STATUS_REQUEST_ABORTED, NULL);
}

/* All of them, if the host does not take one after the other (rule 271). */
static size_t disconnect_all(struct port_ap *port, uint16_t reason)
{
	struct dot11_mac macs[PORT_AP_MAX_CLIENTS];
	size_t n = 0, n_leaving = 0;

	for (size_t i = 0; i < port->n_clients; i++)
		macs[n++] = port->clients[i]->mac;
	for (size_t i = 0; i < n; i++)
		n_leaving += port_ap_disconnect(port, &macs[i], reason) == 0;
	return n_leaving;
}

void radio_ap_disconnect(struct radio *radio, struct wdi_request *request, const struct wdi_task_disconnect *params)
{
	struct dot11_mac client = dot11_mac_from_wdi(&params->disconnect_parameters.mac_address);
	uint16_t reason = params->disconnect_parameters.disassociation80211_reason;

	if (!needs_port(radio, request))
		return;
	wdi_request_start(request);
	if (dot11_mac_equal(&client, &DOT11_MAC_BROADCAST))
		radio->ap->n_leaving = disconnect_all(&radio->ap->port, reason);
	else
		radio->ap->n_leaving = port_ap_disconnect(&radio->ap->port, &client, reason) == 0;
	/* Frames end later, so nobody has left yet. A client that is not there: nothing to do, and that is done (rule 268). */
	if (radio->ap->n_leaving > 0)
		radio->ap->leave = request;
	else
		radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

void radio_ap_reset(struct radio *radio, struct wdi_request *request)
{
	if (!needs_port(radio, request))
		return;
	wdi_request_start(request);
	port_ap_clear(&radio->ap->port);
	radio_finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void wipe_key(struct dot11_key *key)
{
	secret_wipe(&key->key);
}

static int add_key(struct port_ap *port, const struct wdi_tlv_set_cipher_key_info *info)
{
	struct dot11_key key cleanup(wipe_key) = { 0 };
	struct dot11_mac client;
	int r = driver_key_from_wdi(info, &key);

	if (r < 0)
		return r;
	client = dot11_mac_from_wdi(&info->peer_mac_address.address);
	return port_ap_add_key(port, info->has_peer_mac_address ? &client : NULL, &key);
}

void radio_ap_add_cipher_keys(struct radio *radio, struct wdi_request *request, const struct wdi_set_add_cipher_keys *params)
{
	int r = 0;

	if (!needs_port(radio, request))
		return;
	for (size_t i = 0; i < params->n_set_cipher_key && r == 0; i++)
		r = add_key(&radio->ap->port, &params->set_cipher_key[i]);
	wdi_request_complete(request,
			     r == 0		? NDIS_STATUS_SUCCESS
			     : r == -ENOENT	? NDIS_STATUS_INVALID_STATE
			     : r == -EOPNOTSUPP ? NDIS_STATUS_NOT_SUPPORTED
						: NDIS_STATUS_INVALID_DATA,
			     NULL);
}

/* What the message does not name is taken away. */
void radio_ap_handle_advertisement(struct wdi_request *request, const void *p, void *userdata)
{
	static const struct wdi_blob nothing;
	const struct wdi_set_advertisement_information *params = p;
	const struct wdi_tlv_additional_ies *extra = &params->additional_i_es;
	const struct wdi_blob *beacon = extra->has_additional_beacon_i_es ? &extra->additional_beacon_i_es : &nothing;
	const struct wdi_blob *probe = extra->has_additional_probe_response_i_es ? &extra->additional_probe_response_i_es : &nothing;
	struct radio *radio = userdata;

	if (!needs_port(radio, request))
		return;
	if (!params->has_additional_i_es)
		beacon = probe = &nothing;
	wdi_request_complete(request,
			     port_ap_set_extra(&radio->ap->port, beacon->data, beacon->size, probe->data, probe->size) < 0 ?
				     NDIS_STATUS_INVALID_DATA :
				     NDIS_STATUS_SUCCESS,
			     NULL);
}

void radio_ap_send(struct radio *radio, const struct wdi_data_frame *frame)
{
	struct dot11_data data = { .ethertype = frame->ethertype, .payload = frame->payload, .size = frame->size };

	if (!radio->ap)
		return;
	memcpy(data.destination.b, frame->destination, sizeof(data.destination.b));
	memcpy(data.source.b, frame->source, sizeof(data.source.b));
	(void)port_ap_send(&radio->ap->port, &data); /* a frame that cannot be sent is lost, as on the air */
}

void radio_ap_lose_radio(struct radio *radio)
{
	const struct wdi_indication_stop_ap indication = { .reason.value = WDI_STOP_AP_REASON_CHANNEL_NOT_AVAILABLE };
	struct dot11_mac macs[PORT_AP_MAX_CLIENTS];
	struct radio_ap *ap = radio->ap;
	size_t n = 0;

	if (!ap || !ap->port.is_started)
		return;
	for (size_t i = 0; i < ap->port.n_clients; i++)
		if (ap->port.clients[i]->state == PORT_AP_CLIENT_ASSOCIATED || ap->port.clients[i]->state == PORT_AP_CLIENT_LEAVING)
			macs[n++] = ap->port.clients[i]->mac;
	port_ap_clear(&ap->port);
	for (size_t i = 0; i < n; i++)
		indicate_left(ap, &macs[i], WDI_ASSOC_STATUS_RADIO_OFF, NULL, 0);
	if (ap->response)
		radio_finish(radio, take_ptr(ap->response), NDIS_STATUS_FAILURE, NULL);
	radio_indicate(radio, RADIO_AP_PORT, NDIS_STATUS_WDI_INDICATION_STOP_AP, &indication);
}

void radio_ap_set_capabilities(bool has_data, struct wdi_get_adapter_capabilities_result *result)
{
	static const struct wdi_algo_pairs pairs[] = {
		{ WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE },
		{ WDI_AUTH_ALGO_RSNA_PSK, WDI_CIPHER_ALGO_CCMP },
	};

	result->has_ap_attributes = true;
	result->ap_attributes = (struct wdi_tlv_ap_attributes){
		.ap_capabilities = {
			.scan_ssid_list_size = 1,
			.desired_ssid_list_size = 1,
			.association_table_size = PORT_AP_MAX_CLIENTS,
			.key_mapping_table_size = has_data ? PORT_AP_MAX_CLIENTS : 0,
			.default_key_table_size = has_data ? PORT_AP_N_GROUP_KEYS : 0,
		},
		.n_unicast_algorithms = has_data ? 2 : 1,
		.unicast_algorithms = pairs,
		.n_multicast_data_algorithms = has_data ? 2 : 1,
		.multicast_data_algorithms = pairs,
	};
}
