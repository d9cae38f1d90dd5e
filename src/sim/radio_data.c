#include "sim/radio_internal.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/crypto.h"
#include "dot11/data.h"
#include "driver/mac.h"
#include "sim/port_ap_wdi.h"

#define PING_TIMEOUT_US 500000

/* ---- keys ---- */

static void wipe_key(struct dot11_key *key)
{
	secret_wipe(&key->key);
}

/* Return: 0; negative errno. */
static int add_key(struct radio *radio, const struct wdi_tlv_set_cipher_key_info *info)
{
	struct dot11_key key cleanup(wipe_key) = { 0 };
	struct dot11_mac peer;
	int r = driver_key_from_wdi(info, &key);

	if (r < 0)
		return r;
	peer = dot11_mac_from_wdi(&info->peer_mac_address.address);
	if (info->has_peer_mac_address && key.kind == DOT11_KEY_PAIRWISE && !dot11_mac_equal(&peer, &radio->mlme.peer))
		return -ENOTCONN;
	return station_port_add_key(&radio->port, &key);
}

void radio_handle_add_cipher_keys(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_set_add_cipher_keys *params = p;
	struct radio *radio = userdata;
	int r = 0;

	if (radio_ap_is_for(request)) {
		radio_ap_add_cipher_keys(radio, request, params);
		return;
	}
	if (!radio_needs_port(radio, request))
		return;
	for (size_t i = 0; i < params->n_set_cipher_key && r == 0; i++)
		r = add_key(radio, &params->set_cipher_key[i]);
	if (radio->security.uses_mfp && station_keys_has_pairwise(&radio->port.keys))
		station_mlme_protect(&radio->mlme);
	wdi_request_complete(request,
			     r == 0		? NDIS_STATUS_SUCCESS
			     : r == -ENOTCONN	? NDIS_STATUS_INVALID_STATE
			     : r == -EOPNOTSUPP ? NDIS_STATUS_NOT_SUPPORTED
						: NDIS_STATUS_INVALID_DATA,
			     NULL);
}

static enum dot11_key_kind kind_from_wdi(const struct wdi_tlv_delete_cipher_key_info *info)
{
	switch (info->cipher_key_type_info.key_type) {
	case WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY:
		return DOT11_KEY_PAIRWISE;
	case WDI_CIPHER_KEY_TYPE_IGTK:
		return DOT11_KEY_IGTK;
	case WDI_CIPHER_KEY_TYPE_BIGTK:
		return DOT11_KEY_BIGTK;
	default:
		return DOT11_KEY_GROUP;
	}
}

void radio_handle_delete_cipher_keys(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_set_delete_cipher_keys *params = p;
	struct radio *radio = userdata;

	if (!radio_needs_port(radio, request))
		return;
	for (size_t i = 0; i < params->n_cipher_key_info; i++) {
		const struct wdi_tlv_delete_cipher_key_info *info = &params->cipher_key_info[i];
		uint32_t index = info->has_cipher_key_id ? info->cipher_key_id.cipher_key_id : 0;

		if (index <= UINT8_MAX)
			station_port_remove_key(&radio->port, kind_from_wdi(info), (uint8_t)index);
	}
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, NULL);
}

/* ---- data ---- */

static bool is_away(const struct radio *radio)
{
	return radio->scan_request && !radio->is_pausing;
}

/* Return: 0; STATION_PORT_E_BLOCKED; -ENOBUFS if too much waits already; other negative errno. */
static int transmit_data(struct radio *radio, const struct dot11_data *data)
{
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	struct radio_held_frame *held;
	size_t size;
	int r;

	if (radio->mlme.state != STATION_MLME_STATE_ASSOCIATED)
		return STATION_PORT_E_BLOCKED;
	if (is_away(radio) && radio->n_held == RADIO_MAX_HELD)
		return -ENOBUFS;
	/* Protected now, as the keys are now: the last message of a handshake goes before its keys. */
	r = station_port_send(&radio->port, data, bytes, &size);
	if (r != 0)
		return r;
	if (!is_away(radio))
		return air_transmit_raw(&radio->antenna, bytes, size, NULL, NULL, 0);
	held = &radio->held[radio->n_held++];
	memcpy(held->bytes, bytes, size);
	held->size = size;
	return 0;
}

/* A frame that cannot be sent is lost, as on the air. */
void radio_receive_from_host(const struct wdi_data_frame *frame, void *userdata)
{
	struct radio *radio = userdata;
	struct dot11_data data = { .ethertype = frame->ethertype, .payload = frame->payload, .size = frame->size };

	if (frame->port == RADIO_AP_PORT && !radio->is_radio_off)
		radio_ap_send(radio, frame);
	if (!radio->has_port || frame->port != RADIO_PORT || radio->is_radio_off)
		return;
	memcpy(data.destination.b, frame->destination, sizeof(data.destination.b));
	memcpy(data.source.b, frame->source, sizeof(data.source.b));
	(void)transmit_data(radio, &data);
}

/* ---- ping ---- */

static void end_ping(struct radio *radio)
{
	struct radio_ping ping = radio->ping;

	schedule_cancel(radio->air->schedule, &radio->ping.timer);
	radio->ping.done = NULL;
	ping.done(ping.userdata, ping.has_unicast, ping.has_group);
}

void radio_ping_timeout(void *userdata)
{
	end_ping(userdata);
}

int radio_ping(struct radio *radio, void (*done)(void *userdata, bool unicast, bool group), void *userdata)
{
	struct radio_ping *ping = &radio->ping;
	struct dot11_data data = {
		.destination = radio->port.bssid,
		.source = radio->port.own,
		.ethertype = DOT11_ETHERTYPE_EXPERIMENT,
		.payload = ping->payload,
		.size = RADIO_PING_SIZE,
	};
	int r;

	if (ping->done)
		return -EBUSY;
	if (radio->is_hung || radio->mlme.state != STATION_MLME_STATE_ASSOCIATED ||
	    radio->port.state != STATION_PORT_STATE_AUTHORIZED)
		return -ENOTCONN;
	r = crypto_random(ping->payload, sizeof(ping->payload));
	if (r < 0)
		return r;
	r = transmit_data(radio, &data);
	if (r != 0)
		return r < 0 ? r : -ENOTCONN;
	ping->done = done;
	ping->userdata = userdata;
	ping->has_unicast = ping->has_group = false;
	schedule_set(radio->air->schedule, &ping->timer, PING_TIMEOUT_US);
	return 0;
}

/* Return: is it the answer to our ping? */
static bool take_pong(struct radio *radio, const struct dot11_data *data)
{
	struct radio_ping *ping = &radio->ping;

	if (!ping->done || data->ethertype != DOT11_ETHERTYPE_EXPERIMENT || data->size != RADIO_PING_SIZE ||
	    memcmp(data->payload, ping->payload, RADIO_PING_SIZE) != 0)
		return false;
	if (data->destination.b[0] & 1)
		ping->has_group = true;
	else
		ping->has_unicast = true;
	if (ping->has_group && ping->has_unicast)
		end_ping(radio);
	return true;
}

void radio_receive_data(struct radio *radio, const struct air_reception *reception)
{
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct wdi_data_frame frame = { .port = RADIO_PORT };
	struct dot11_data data;

	if (radio->mlme.state != STATION_MLME_STATE_ASSOCIATED || reception->size > sizeof(buffer) ||
	    station_port_receive(&radio->port, reception->bytes, reception->size, reception->frame, buffer, &data) != 0)
		return;
	if (take_pong(radio, &data) || radio->is_hung || data.size > WDI_DATA_MAX_PAYLOAD)
		return;
	memcpy(frame.destination, data.destination.b, sizeof(frame.destination));
	memcpy(frame.source, data.source.b, sizeof(frame.source));
	frame.ethertype = data.ethertype;
	frame.payload = data.payload;
	frame.size = data.size;
	(void)wdi_driver_send_data(radio->driver, &frame); /* a host that does not read has lost it */
}
