/* The access point's port beside the station's: made, removed, and its commands handed over. */
#include "nl80211/adapter_internal.h"

#include <string.h>

#include "base/log.h"
#include "driver/mac.h"

static void on_ap_indication(uint32_t id, const void *payload, void *userdata)
{
	struct adapter *adapter = userdata;

	if (id == NDIS_STATUS_WDI_INDICATION_STOP_AP)
		adapter->is_ap_blocked = true;
	adapter_indicate(adapter, ADAPTER_AP_PORT, id, payload);
}

static void on_ap_finished(struct wdi_request *request, uint32_t status, const void *completion, void *userdata)
{
	struct adapter *adapter = userdata;

	wdi_request_finish(request, status, completion);
	adapter_update_output(adapter);
}

static void on_ap_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	adapter_tell_eapol(adapter, ADAPTER_AP_PORT, ap_port_mac(adapter->ap), client, pdu, size);
}

static bool is_radio_on(void *userdata)
{
	struct adapter *adapter = userdata;

	/* A radio that was switched off stops the access point, and its own event may come later. */
	adapter_check_radio(adapter);
	return adapter_is_on(adapter);
}

static const struct ap_port_listener ap_listener = {
	.indicate = on_ap_indication,
	.finish = on_ap_finished,
	.eapol = on_ap_eapol,
	.is_radio_on = is_radio_on,
};

/* The one channel that an access point can be on now, in MHz; 0 if it is free. */
static uint32_t station_mhz(const struct adapter *adapter)
{
	const struct dot11_channel *channel = connect_channel(adapter->connect);

	if (!adapter->wiphy.is_ap_on_same_channel || !mlme_peer(adapter->mlme))
		return 0;
	return dot11_channel_to_mhz(channel->band, channel->number);
}

void adapter_handle_start_ap(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (!adapter_check_ap(adapter, request))
		return;
	if (!adapter_is_on(adapter)) {
		wdi_request_fail(request, NDIS_STATUS_DOT11_POWER_STATE_INVALID);
		return;
	}
	ap_port_start(adapter->ap, request, params, station_mhz(adapter));
}

/* It is done before anybody could abort it. */
void adapter_abort_start_ap(struct wdi_request *request, void *userdata)
{
}

void adapter_handle_stop_ap(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter_check_ap(adapter, request))
		ap_port_stop(adapter->ap, request);
}

void adapter_handle_association_response(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter_check_ap(adapter, request))
		ap_port_respond(adapter->ap, request, params);
}

void adapter_abort_association_response(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter->ap)
		ap_port_abort_response(adapter->ap);
}

void adapter_handle_advertisement(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter_check_ap(adapter, request))
		adapter_answer(adapter, request, ap_port_advertise(adapter->ap, params));
}

void adapter_create_ap_port(struct adapter *adapter, struct wdi_request *request, const struct dot11_mac *mac)
{
	struct wdi_indication_create_port_complete complete = { .port_attributes.port_number = ADAPTER_AP_PORT };
	int error;

	if (adapter->ap) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	wdi_request_start(request);
	error = ap_port_new(&adapter->ap, adapter->nl, adapter->loop, &adapter->wiphy, &adapter->interface, mac, &ap_listener,
			    adapter);
	if (error < 0) {
		log_debug("%s: no access point: %s", adapter->interface.name, strerror(-error));
		adapter_finish_task(adapter, request, adapter_status(error));
		return;
	}
	complete.port_attributes.mac_address = wdi_mac_from_dot11(ap_port_mac(adapter->ap));
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, &complete);
}

void adapter_delete_ap_port(struct adapter *adapter, struct wdi_request *request)
{
	wdi_request_start(request);
	adapter->ap = ap_port_free(adapter->ap);
	adapter_finish_task(adapter, request, NDIS_STATUS_SUCCESS);
	adapter_check_ap_sustained(adapter);
}
