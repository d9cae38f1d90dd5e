#include "wlansvc/msm/ap_port.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "dot11/data.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/handshake_port.h"

#define BEACON_PERIOD_TU 100
#define DTIM_PERIOD 2

/* A command that concerns one client, or, with 0, the group key. */
struct client_command {
	struct ap_port *port;
	uint32_t client;
};

static void on_created(uint32_t status, const void *result, void *userdata)
{
	const struct wdi_indication_create_port_complete *completion = result;
	struct ap_port *port = userdata;

	if (status == NDIS_STATUS_SUCCESS && completion) {
		port->own = dot11_mac_from_wdi(&completion->port_attributes.mac_address);
		port->number = completion->port_attributes.port_number;
		port->has_number = true;
	}
	ap_created(port->ap, status, &port->own);
}

static int submit_create(void *userdata)
{
	/* WDI has no mode for access points alone: a group owner that takes ordinary stations and says nothing of groups is one. */
	const struct wdi_task_create_port params = { .create_port_parameters.op_mode_mask = WDI_OPERATION_MODE_P2P_GO };
	struct ap_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;
	port->has_number = false;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &params, on_created, port, NULL);
}

static void on_task_done(uint32_t status, const void *result, void *userdata)
{
	struct ap_port *port = userdata;

	ap_task_done(port->ap, status);
}

static void on_started(uint32_t status, const void *result, void *userdata)
{
	struct ap_port *port = userdata;

	port->start = NULL;
	ap_task_done(port->ap, status);
}

/* Operating classes of 20 MHz: IEEE 802.11-2020, annex E, table E-4. */
static uint8_t operating_class(uint32_t band_id, uint32_t channel)
{
	if (band_id == WDI_BAND_ID_2400)
		return channel == 14 ? 82 : 81;
	if (band_id == WDI_BAND_ID_5000)
		return channel <= 48 ? 115 : channel <= 64 ? 118 : channel <= 144 ? 121 : 125;
	return 131;
}

static int submit_start(const struct ap_settings *settings, void *userdata)
{
	static const uint32_t open_auth = WDI_AUTH_ALGO_80211_OPEN, psk_auth = WDI_AUTH_ALGO_RSNA_PSK;
	static const uint32_t no_cipher = WDI_CIPHER_ALGO_NONE, ccmp = WDI_CIPHER_ALGO_CCMP;
	static const uint32_t other_channels[] = { 1, 6, 11 };
	static const struct wdi_tlv_ap_band_channel others = {
		.band_id.band_id = WDI_BAND_ID_2400,
		.n_channel_list = array_size(other_channels),
		.channel_list = other_channels,
	};
	const struct wdi_task_start_ap start = {
		.desired_ssid = { settings->ssid.bytes, settings->ssid.size },
		.static_parameters = {
			.beacon_period = BEACON_PERIOD_TU,
			.dtim_period = DTIM_PERIOD,
			.exclude_unencrypted = settings->is_secure,
			.data_rate_support802_11b = true,
			.accept_non_p2_p_clients = true,
		},
		.n_authentication_algorithms = 1,
		.authentication_algorithms = settings->is_secure ? &psk_auth : &open_auth,
		.n_multicast_cipher_algorithms = 1,
		.multicast_cipher_algorithms = settings->is_secure ? &ccmp : &no_cipher,
		.n_unicast_cipher_algorithms = 1,
		.unicast_cipher_algorithms = settings->is_secure ? &ccmp : &no_cipher,
		.has_advertised_operating_channel = true,
		.advertised_operating_channel = {
			.country_or_region_string = { 'X', 'X', 0x04 }, /* the global classes */
			.operating_class = operating_class(settings->band_id, settings->channel),
			.channel_number = settings->channel,
		},
		.n_ap_band_channel_list = 1,
		.ap_band_channel_list = &others,
	};
	struct ap_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;
	port->channel = settings->channel;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_START_AP, port->number, &start, on_started, port, &port->start);
}

static void abort_start(void *userdata)
{
	struct ap_port *port = userdata;

	/* -EOPNOTSUPP: it runs on; its end is awaited all the same. */
	if (port->start)
		(void)host_command_abort(port->start);
}

static void on_advertised(uint32_t status, const void *result, void *userdata)
{
	struct ap_port *port = userdata;

	ap_advertisement_done(port->ap, status);
}

/* A property goes before the task that is submitted after it, and waits for the one that runs (host/queue.h). */
static int submit_advertisement(const uint8_t *elements, size_t size, void *userdata)
{
	const struct wdi_set_advertisement_information params = {
		.has_additional_i_es = true,
		.additional_i_es = {
			/* Neither may be empty: without them there are none. */
			.has_additional_beacon_i_es = size > 0,
			.additional_beacon_i_es = { elements, size },
			.has_additional_probe_response_i_es = size > 0,
			.additional_probe_response_i_es = { elements, size },
		},
	};
	struct ap_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;
	return host_adapter_submit(port->adapter, OID_WDI_SET_ADVERTISEMENT_INFORMATION, port->number, &params, on_advertised,
				   port, NULL);
}

static int submit_stop(void *userdata)
{
	struct ap_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_STOP_AP, port->number, NULL, on_task_done, port, NULL);
}

static int submit_reset(void *userdata)
{
	const struct wdi_task_dot11_reset reset = { .dot11_reset_parameters.set_default_mib = 0 };
	struct ap_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_DOT11_RESET, port->number, &reset, on_task_done, port, NULL);
}

static void on_deleted(uint32_t status, const void *result, void *userdata)
{
	struct ap_port *port = userdata;

	port->has_number = false;
	ap_task_done(port->ap, status);
}

static int submit_delete(void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_task_delete_port params = { .delete_port_parameters.port_number = port->number };

	if (!port->adapter)
		return -ENODEV;
	return host_adapter_submit(port->adapter, OID_WDI_TASK_DELETE_PORT, WDI_PORT_ADAPTER, &params, on_deleted, port, NULL);
}

/* @params: of @oid, for one client. @done: frees the struct client_command it gets. */
static int submit_for_client(struct ap_port *port, uint32_t client, uint32_t oid, const void *params, host_done_fn done)
{
	_auto_free_ struct client_command *command = malloc(sizeof(*command));
	int r;

	if (!command)
		return -ENOMEM;
	if (!port->adapter)
		return -ENODEV;
	*command = (struct client_command){ port, client };
	r = host_adapter_submit(port->adapter, oid, port->number, params, done, command, NULL);
	if (r == 0)
		take_ptr(command);
	return r;
}

static void on_response_done(uint32_t status, const void *result, void *userdata)
{
	const struct wdi_indication_send_ap_association_response_complete *completion = result;
	_auto_free_ struct client_command *command = userdata;

	if (status == NDIS_STATUS_SUCCESS && completion)
		ap_response_done(command->port->ap, command->client, status, completion->beacon_i_es.data, completion->beacon_i_es.size);
	else
		ap_response_done(command->port->ap, command->client, status, NULL, 0);
}

static int submit_response(uint32_t client, const struct ap_request *request, uint16_t status, void *userdata)
{
	const struct wdi_task_send_ap_association_response params = {
		.assoc_response_parameters = { .accept_request = status == 0, .reason_code = status },
		.incoming_request_info = {
			.assoc_request_params = {
				.peer_mac_address = wdi_mac_from_dot11(&request->client),
				.is_reassociation_request = request->is_reassociation,
			},
			.assoc_request_frame = { request->frame, request->frame_size },
			.has_assoc_request_device_context = request->context,
			.assoc_request_device_context = { request->context, request->context_size },
		},
	};

	return submit_for_client(userdata, client, OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, &params, on_response_done);
}

static void on_disconnect_done(uint32_t status, const void *result, void *userdata)
{
	_auto_free_ struct client_command *command = userdata;

	ap_disconnect_done(command->port->ap, command->client, status);
}

static int submit_disconnect(uint32_t client, const struct dot11_mac *mac, uint16_t reason, void *userdata)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(mac), .disassociation80211_reason = reason },
	};

	return submit_for_client(userdata, client, OID_WDI_TASK_DISCONNECT, &params, on_disconnect_done);
}

static void on_keys_done(uint32_t status, const void *result, void *userdata)
{
	_auto_free_ struct client_command *command = userdata;

	ap_keys_done(command->port->ap, command->client, status);
}

static int submit_keys(uint32_t client, const struct dot11_mac *mac, const struct dot11_key *key, void *userdata)
{
	const struct wdi_mac peer = mac ? wdi_mac_from_dot11(mac) : (struct wdi_mac){ { 0 } };
	struct wdi_tlv_set_cipher_key_info info;
	const struct wdi_set_add_cipher_keys params = { .n_set_cipher_key = 1, .set_cipher_key = &info };

	driver_key_to_wdi(key, mac ? &peer : NULL, &info); /* borrows the bytes of the key */
	return submit_for_client(userdata, client, OID_WDI_SET_ADD_CIPHER_KEYS, &params, on_keys_done);
}

static int send_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct ap_port *port = userdata;

	return handshake_port_send(port->adapter, port->number, &port->own, client, pdu, size);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ap_port *port = userdata;

	ap_timeout(port->ap);
	return 0;
}

static void set_timer(uint64_t delay_us, void *userdata)
{
	struct ap_port *port = userdata;

	handshake_port_set_timer(&port->timer, port->event, delay_us, on_timer, port);
}

static uint64_t now_us(void *userdata)
{
	return clock_monotonic_us();
}

const struct ap_ops ap_port_ops = {
	.submit_create = submit_create,
	.submit_start = submit_start,
	.abort_start = abort_start,
	.submit_advertisement = submit_advertisement,
	.submit_stop = submit_stop,
	.submit_reset = submit_reset,
	.submit_delete = submit_delete,
	.submit_response = submit_response,
	.submit_disconnect = submit_disconnect,
	.submit_keys = submit_keys,
	.send_eapol = send_eapol,
	.set_timer = set_timer,
	.now_us = now_us,
};

void ap_port_init(struct ap_port *port, sd_event *event)
{
	*port = (struct ap_port){ .event = event };
}

void ap_port_deinit(struct ap_port *port)
{
	port->timer = sd_event_source_disable_unref(port->timer);
}

static void pass_request(struct ap_port *port, const struct wdi_indication_ap_association_request_received *indication)
{
	const struct wdi_tlv_incoming_association_request_info *info = &indication->incoming_request_info;
	const struct ap_request request = {
		.client = dot11_mac_from_wdi(&info->assoc_request_params.peer_mac_address),
		.is_reassociation = info->assoc_request_params.is_reassociation_request,
		.frame = info->assoc_request_frame.data,
		.frame_size = info->assoc_request_frame.size,
		.context = info->has_assoc_request_device_context ? info->assoc_request_device_context.data : NULL,
		.context_size = info->has_assoc_request_device_context ? info->assoc_request_device_context.size : 0,
	};

	(void)ap_association_request(port->ap, &request); /* who is not answered asks again */
}

static void pass_disassociation(struct ap_port *port, const struct wdi_indication_disassociation *indication)
{
	struct dot11_mac client = dot11_mac_from_wdi(&indication->disconnect_indication_parameters.mac_address);

	ap_peer_lost(port->ap, &client, indication->disconnect_indication_parameters.disassociation_wabi_reason);
}

bool ap_port_indication(struct ap_port *port, uint16_t number, uint32_t id, const void *payload)
{
	if (!port->has_number || number != port->number)
		return false;
	switch (id) {
	case NDIS_STATUS_WDI_INDICATION_AP_ASSOCIATION_REQUEST_RECEIVED:
		pass_request(port, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_DISASSOCIATION:
		pass_disassociation(port, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_STOP_AP:
		ap_stopped(port->ap);
		break;
	case NDIS_STATUS_WDI_INDICATION_P2P_GROUP_OPERATING_CHANNEL:
		port->channel =
			((const struct wdi_indication_p2p_group_operating_channel *)payload)->channel.channel_number;
		break;
	default:
		log_debug("ap: indication 0x%08x is of no use here", id);
	}
	return true;
}

bool ap_port_data(struct ap_port *port, const struct wdi_data_frame *frame)
{
	struct dot11_mac client;

	if (!port->has_number || frame->port != port->number)
		return false;
	memcpy(client.b, frame->source, sizeof(client.b));
	if (frame->ethertype == DOT11_ETHERTYPE_EAPOL && memcmp(frame->destination, port->own.b, sizeof(port->own.b)) == 0)
		ap_eapol(port->ap, &client, frame->payload, frame->size);
	return true;
}

static bool has_psk_ccmp(const struct wdi_algo_pairs *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pairs[i].auth_algorithm == WDI_AUTH_ALGO_RSNA_PSK && pairs[i].cipher_algorithm == WDI_CIPHER_ALGO_CCMP)
			return true;
	return false;
}

size_t ap_port_capacity(const struct host_adapter *adapter)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(adapter);
	const struct wdi_tlv_ap_attributes *attributes;

	/* Who offers PSK moves the frames of its handshake. */
	if (!capabilities || !capabilities->has_ap_attributes)
		return 0;
	attributes = &capabilities->ap_attributes;
	if (!has_psk_ccmp(attributes->unicast_algorithms, attributes->n_unicast_algorithms) ||
	    !has_psk_ccmp(attributes->multicast_data_algorithms, attributes->n_multicast_data_algorithms))
		return 0;
	return attributes->ap_capabilities.association_table_size;
}
