/* The port's life, its interface, and the host's commands for it. */
#include "nl80211/ap_port_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/keys.h"
#include "nl80211/radio.h"
#include "nl80211/station.h"

bool ap_port_is_possible(const struct wiphy *wiphy)
{
	return wiphy->can_be_ap && !wiphy->has_ap_sme && wiphy->can_send_as_ap && wiphy->has_ap_beside_station;
}

uint32_t ap_port_ifindex(const struct ap_port *port)
{
	return port->interface.ifindex;
}

const struct dot11_mac *ap_port_mac(const struct ap_port *port)
{
	return &port->interface.mac;
}

const struct ap *ap_port_ap(const struct ap_port *port)
{
	return port->ap;
}

static int on_interface(const struct nlmsghdr *message, void *userdata)
{
	/* An answer that describes it not is none of ours: then its name is not known, and that is an error below. */
	wiphy_interface_parse(message, userdata);
	return 0;
}

/* Some radios give every interface the same address; an access point must have one of its own. */
static int give_address(struct ap_port *port, const struct wiphy_interface *station, const struct dot11_mac *wanted)
{
	struct dot11_mac mac = wanted ? *wanted : port->interface.mac;
	int error;

	if (dot11_mac_equal(&mac, &station->mac))
		mac.b[0] ^= 0x02; /* locally administered */
	if (dot11_mac_equal(&mac, &port->interface.mac))
		return 0;
	error = radio_set_interface_mac(port->interface.name, &mac);
	if (error == 0)
		port->interface.mac = mac;
	return error;
}

int ap_port_new(struct ap_port **ret, struct nl *nl, sd_event *loop, const struct wiphy *wiphy,
		const struct wiphy_interface *station, const struct dot11_mac *mac, const struct ap_port_listener *listener,
		void *userdata)
{
	cleanup(cleanup_ap_port) struct ap_port *port = NULL;
	char name[16];
	int error;

	if (!ap_port_is_possible(wiphy))
		return -EOPNOTSUPP;
	port = calloc(1, sizeof(*port));
	if (!port)
		return -ENOMEM;
	port->nl = nl;
	port->wiphy = wiphy;
	port->listener = listener;
	port->userdata = userdata;
	snprintf(name, sizeof(name), "%.12s-ap", station->name);
	error = nl_call(nl, build_new_ap_interface(nl_family(nl), wiphy->index, name), on_interface, &port->interface);
	if (error < 0)
		return error;
	if (!port->interface.ifindex)
		return -EBADMSG;
	error = give_address(port, station, mac);
	if (error < 0)
		return error;
	error = radio_set_interface_up(port->interface.name, true);
	if (error < 0)
		return error;
	port->kernel = (struct ap_kernel){ .nl = nl, .ifindex = port->interface.ifindex, .own = port->interface.mac };
	error = ap_kernel_register(&port->kernel);
	if (error < 0)
		return error;
	error = ap_new(&port->ap, loop, &ap_kernel_ops, &port->kernel, &ap_port_ap_listener, port);
	if (error < 0)
		return error;
	*ret = take_ptr(port);
	return 0;
}

struct ap_port *ap_port_free(struct ap_port *port)
{
	int error;

	if (!port)
		return NULL;
	ap_free(port->ap);
	if (port->interface.ifindex) {
		error = nl_call(port->nl, build_delete_interface(nl_family(port->nl), port->interface.ifindex), NULL, NULL);
		if (error < 0)
			log_debug("%s: cannot be removed: %s", port->interface.name, strerror(-error));
	}
	free(port);
	return NULL;
}

void ap_port_respond(struct ap_port *port, struct wdi_request *request,
		     const struct wdi_task_send_ap_association_response *params)
{
	const struct wdi_tlv_incoming_association_request_info *info = &params->incoming_request_info;
	const struct wdi_tlv_association_response_parameters *answer = &params->assoc_response_parameters;
	struct dot11_mac client = dot11_mac_from_wdi(&info->assoc_request_params.peer_mac_address);
	const struct wdi_blob *extra = &params->vendor_i_es;
	uint8_t kind = info->assoc_request_params.is_reassociation_request ? DOT11_FRAME_REASSOCIATION_REQUEST
									   : DOT11_FRAME_ASSOCIATION_REQUEST;
	uint16_t status = DOT11_STATUS_SUCCESS;
	struct dot11_management management = { 0 };
	int error;

	if (!answer->accept_request)
		status = answer->reason_code ? answer->reason_code : DOT11_STATUS_FAILURE;
	if ((params->has_vendor_i_es && dot11_elements_check(extra->data, extra->size) < 0) ||
	    dot11_management_parse(kind, info->assoc_request_frame.data, info->assoc_request_frame.size, &management) < 0) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_DATA);
		return;
	}
	wdi_request_start(request);
	error = ap_respond(port->ap, &client, status, params->has_vendor_i_es ? extra->data : NULL,
			   params->has_vendor_i_es ? extra->size : 0);
	if (error < 0)
		port->listener->finish(request, ap_port_response_status(error), NULL, port->userdata);
	else
		port->response_request = request;
}

void ap_port_abort_response(struct ap_port *port)
{
	ap_abort_response(port->ap);
}

void ap_port_disconnect(struct ap_port *port, struct wdi_request *request, const struct wdi_task_disconnect *params)
{
	const struct wdi_tlv_disconnect_parameters *disconnect = &params->disconnect_parameters;
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct dot11_mac client = dot11_mac_from_wdi(&disconnect->mac_address);
	/* The frames first: everything else has time. */
	int outcome =
		ap_leave(port->ap, dot11_mac_equal(&client, &everybody) ? NULL : &client, disconnect->disassociation80211_reason);

	wdi_request_start(request);
	if (outcome == AP_E_DONE)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
	else
		port->leave_request = request;
}

void ap_port_stop(struct ap_port *port, struct wdi_request *request)
{
	int outcome = ap_stop(port->ap, DOT11_REASON_LEAVING_NETWORK_DEAUTH);

	wdi_request_start(request);
	if (outcome == AP_E_DONE)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
	else
		port->leave_request = request;
}

void ap_port_reset(struct ap_port *port, struct wdi_request *request)
{
	wdi_request_start(request);
	ap_halt(port->ap, AP_CAUSE_RESET);
	port->beacon_extra_size = 0;
	port->probe_extra_size = 0;
	port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
}

void ap_port_halt(struct ap_port *port, enum ap_cause cause)
{
	if (!ap_is_started(port->ap))
		return;
	ap_halt(port->ap, cause);
	ap_port_on_stopped(port);
}

static void wipe_key(struct dot11_key *key)
{
	secret_wipe(&key->key);
}

/* Return: 0; negative errno. */
static int add_one(struct ap_port *port, const struct wdi_tlv_set_cipher_key_info *info)
{
	cleanup(wipe_key) struct dot11_key key = { 0 };
	struct dot11_mac client = dot11_mac_from_wdi(&info->peer_mac_address.address);
	int error = driver_key_from_wdi(info, &key);

	if (error < 0)
		return error;
	if (!wiphy_has_cipher(port->wiphy, key.cipher))
		return -EOPNOTSUPP;
	error = ap_add_key(port->ap, info->has_peer_mac_address ? &client : NULL, &key);
	if (error < 0)
		log_debug("key %u of %s: %s", key.index, dot11_cipher_name(key.cipher), strerror(-error));
	return error;
}

uint32_t ap_port_add_keys(struct ap_port *port, const struct wdi_set_add_cipher_keys *add)
{
	for (size_t i = 0; i < add->n_set_cipher_key; i++) {
		int error = add_one(port, &add->set_cipher_key[i]);

		if (error < 0)
			return keys_status(error);
	}
	return NDIS_STATUS_SUCCESS;
}

uint32_t ap_port_delete_keys(struct ap_port *port, const struct wdi_set_delete_cipher_keys *delete)
{
	for (size_t i = 0; i < delete->n_cipher_key_info; i++) {
		const struct wdi_tlv_delete_cipher_key_info *info = &delete->cipher_key_info[i];
		uint32_t index = info->has_cipher_key_id ? info->cipher_key_id.cipher_key_id : 0;
		struct dot11_mac client = dot11_mac_from_wdi(&info->peer_mac_address.address);
		bool is_pairwise = info->cipher_key_type_info.key_type == WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY;
		int error;

		if (index > 7 || (is_pairwise && !info->has_peer_mac_address))
			return NDIS_STATUS_INVALID_DATA;
		error = ap_delete_key(port->ap, is_pairwise ? &client : NULL, (uint8_t)index);
		if (error < 0)
			return keys_status(error);
	}
	return NDIS_STATUS_SUCCESS;
}

uint32_t ap_port_advertise(struct ap_port *port, const struct wdi_set_advertisement_information *params)
{
	static const struct wdi_blob nothing;
	const struct wdi_tlv_additional_ies *extra = &params->additional_i_es;
	const struct wdi_blob *beacon =
		params->has_additional_i_es && extra->has_additional_beacon_i_es ? &extra->additional_beacon_i_es : &nothing;
	const struct wdi_blob *probe = params->has_additional_i_es && extra->has_additional_probe_response_i_es
					       ? &extra->additional_probe_response_i_es
					       : &nothing;
	int error;

	if (beacon->size > sizeof(port->beacon_extra) || probe->size > sizeof(port->probe_extra) ||
	    dot11_elements_check(beacon->data, beacon->size) < 0 || dot11_elements_check(probe->data, probe->size) < 0)
		return NDIS_STATUS_INVALID_DATA;
	error = ap_set_extra(port->ap, beacon->data, beacon->size, probe->data, probe->size);
	if (error < 0 && error != -ENOTCONN) {
		log_debug("%s: beacons stay as they are: %s", port->interface.name, strerror(-error));
		return keys_status(error);
	}
	port->beacon_extra_size = beacon->size;
	if (beacon->size)
		memcpy(port->beacon_extra, beacon->data, beacon->size);
	port->probe_extra_size = probe->size;
	if (probe->size)
		memcpy(port->probe_extra, probe->data, probe->size);
	return NDIS_STATUS_SUCCESS;
}

static int on_station(const struct nlmsghdr *message, void *userdata)
{
	return station_parse(message, userdata);
}

void ap_port_tell_statistics(struct ap_port *port, struct wdi_request *request)
{
	struct dot11_mac clients[AP_MAX_CLIENTS];
	struct wdi_tlv_mac_statistics macs[AP_MAX_CLIENTS + 1] = { 0 };
	struct wdi_tlv_phy_statistics phy = { .phy_type = WDI_PHY_TYPE_UNKNOWN };
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	size_t n = ap_clients(port->ap, clients);
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = n ? n : 1,
		.peer_mac_statistics = macs,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	macs[0].mac_address = wdi_mac_from_dot11(&everybody);
	for (size_t i = 0; i < n; i++) {
		struct station station = { 0 };

		macs[i].mac_address = wdi_mac_from_dot11(&clients[i]);
		if (nl_call(port->nl, build_get_station(nl_family(port->nl), port->interface.ifindex, &clients[i]), on_station,
			    &station) < 0)
			continue;
		macs[i].transmitted_frame_count = station.tx_packets;
		macs[i].received_frame_count = station.rx_packets;
		phy.transmitted_frame_count += station.tx_packets;
		phy.received_frame_count += station.rx_packets;
		phy.failed_count += station.tx_failed;
		phy.retry_count += station.tx_retries;
	}
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

int ap_port_send_eapol(struct ap_port *port, const struct dot11_mac *client, const void *pdu, size_t size)
{
	return ap_send_eapol(port->ap, client, pdu, size);
}

void ap_port_on_event(struct ap_port *port, const struct event *event)
{
	ap_on_event(port->ap, event);
}

void ap_port_resync(struct ap_port *port)
{
	ap_resync(port->ap);
}
