/* What passes the ports, the station's and the access point's alike: keys and 802.1X frames. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "nl80211/build.h"
#include "nl80211/keys.h"

void adapter_handle_add_keys(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter_is_for_ap(adapter, request))
		adapter_answer(adapter, request, ap_port_add_keys(adapter->ap, params));
	else if (adapter_check_port(adapter, request))
		adapter_answer(adapter, request, keys_add(adapter->mlme, &adapter->wiphy, params));
}

void adapter_handle_delete_keys(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter_is_for_ap(adapter, request))
		adapter_answer(adapter, request, ap_port_delete_keys(adapter->ap, params));
	else if (adapter_check_port(adapter, request))
		adapter_answer(adapter, request, keys_delete(adapter->mlme, params));
}

/* From the host to the air. Everything but 802.1X goes over the kernel's interface, and is no business of this socket. */
void adapter_on_host_frame(const struct wdi_data_frame *frame, void *userdata)
{
	struct adapter *adapter = userdata;
	struct dot11_mac destination;
	int error = -ENODEV;

	if (frame->ethertype != BUILD_ETHERTYPE_EAPOL)
		return;
	memcpy(destination.b, frame->destination, sizeof(destination.b));
	if (frame->port == ADAPTER_STATION_PORT)
		error = mlme_send_eapol(adapter->mlme, &destination, frame->payload, frame->size);
	else if (frame->port == ADAPTER_AP_PORT && adapter->ap)
		error = ap_port_send_eapol(adapter->ap, &destination, frame->payload, frame->size);
	if (error < 0)
		log_debug("%s: 802.1X frame: %s", adapter->interface.name, strerror(-error));
}

void adapter_tell_eapol(struct adapter *adapter, uint16_t port, const struct dot11_mac *own, const struct dot11_mac *peer,
			const uint8_t *pdu, size_t size)
{
	struct wdi_data_frame frame = { .port = port, .ethertype = BUILD_ETHERTYPE_EAPOL, .payload = pdu, .size = size };
	int error;

	memcpy(frame.destination, own->b, sizeof(frame.destination));
	memcpy(frame.source, peer->b, sizeof(frame.source));
	error = wdi_driver_send_data(adapter->driver, &frame);
	if (error < 0)
		log_debug("%s: 802.1X frame to the host: %s", adapter->interface.name, strerror(-error));
}

void adapter_on_eapol(const struct dot11_mac *bssid, const uint8_t *pdu, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	adapter_tell_eapol(adapter, ADAPTER_STATION_PORT, &adapter->address.current, bssid, pdu, size);
}
