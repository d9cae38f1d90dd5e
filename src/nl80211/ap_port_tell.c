/* What the access point tells, as indications and ends of tasks of its port. */
#include "nl80211/ap_port_internal.h"

#include <errno.h>

#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/capabilities.h"

static void on_asked(const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size, void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_ap_association_request_received indication = {
		.incoming_request_info = {
			.assoc_request_params = {
				.peer_mac_address = wdi_mac_from_dot11(client),
				.is_reassociation_request = is_reassociation,
			},
			.assoc_request_frame = { body, size },
		},
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_AP_ASSOCIATION_REQUEST_RECEIVED, &indication, port->userdata);
}

uint32_t ap_port_response_status(int error)
{
	switch (error) {
	case -ECANCELED:
		return NDIS_STATUS_REQUEST_ABORTED;
	case -ENOTCONN:
		return NDIS_STATUS_INVALID_STATE;
	case -ENOMEM:
	case -ENOBUFS:
		return NDIS_STATUS_RESOURCES;
	default:
		return NDIS_STATUS_FAILURE;
	}
}

static void on_responded(const struct ap_response *response, void *userdata)
{
	struct ap_port *port = userdata;
	const struct ap_bss *bss = ap_bss(port->ap);
	struct wdi_request *request = take_ptr(port->response_request);
	uint8_t elements[2048];
	int made = ap_frame_beacon_elements(bss, elements, sizeof(elements));
	size_t size = made > 0 ? (size_t)made : 0;
	const uint32_t phy_type = capabilities_phy_type(port->wiphy, bss->channel.band, elements, size);
	const struct wdi_indication_send_ap_association_response_complete complete = {
		.assoc_response_result = {
			.peer_mac_address = wdi_mac_from_dot11(&response->client),
			.is_reassociation_request = response->is_reassociation,
			.is_re_association_response = response->is_reassociation,
			.auth_algorithm = driver_akm_to_wdi(bss->akm),
			.unicast_cipher_algorithm = driver_cipher_to_wdi(bss->pairwise_cipher),
			.multicast_cipher_algorithm = driver_cipher_to_wdi(bss->group_cipher),
		},
		.assoc_response_frame = { response->body, response->size },
		.beacon_i_es = { elements, size },
		.n_active_phy_list = 1,
		.active_phy_list = &phy_type,
	};

	if (!request)
		return;
	if (response->error)
		port->listener->finish(request, ap_port_response_status(response->error), NULL, port->userdata);
	else
		port->listener->finish(request, NDIS_STATUS_SUCCESS, &complete, port->userdata);
}

static uint32_t loss_status(const struct ap_port *port, enum ap_cause cause)
{
	switch (cause) {
	case AP_CAUSE_HOST:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	case AP_CAUSE_RESET:
		return WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET;
	case AP_CAUSE_RADIO_OFF:
		return WDI_ASSOC_STATUS_RADIO_OFF;
	case AP_CAUSE_CLIENT_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case AP_CAUSE_CLIENT_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	case AP_CAUSE_NOT_HEARD:
		return WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE;
	case AP_CAUSE_LOCAL:
		break;
	}
	return port->listener->is_radio_on(port->userdata) ? WDI_ASSOC_STATUS_DISASSOCIATE_UNABLE_TO_MAINTAIN
							   : WDI_ASSOC_STATUS_RADIO_OFF;
}

static void on_lost(enum ap_cause cause, const struct dot11_mac *client, const uint8_t *body, size_t size, void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = {
			.mac_address = wdi_mac_from_dot11(client),
			.disassociation_wabi_reason = loss_status(port, cause),
		},
		.has_deauth_frame = cause == AP_CAUSE_CLIENT_DEAUTHENTICATED,
		.has_disassociation_frame = cause == AP_CAUSE_CLIENT_DISASSOCIATED,
		.deauth_frame = { body, size },
		.disassociation_frame = { body, size },
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication, port->userdata);
}

static void on_left(void *userdata)
{
	struct ap_port *port = userdata;
	struct wdi_request *request = take_ptr(port->leave_request);

	if (request)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
}

void ap_port_on_stopped(void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_stop_ap indication = {
		.reason.value = WDI_STOP_AP_REASON_FREQUENCY_NOT_AVAILABLE,
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_STOP_AP, &indication, port->userdata);
}

static void on_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct ap_port *port = userdata;

	port->listener->eapol(client, pdu, size, port->userdata);
}

const struct ap_listener ap_port_ap_listener = {
	.asked = on_asked,
	.responded = on_responded,
	.lost = on_lost,
	.left = on_left,
	.stopped = ap_port_on_stopped,
	.eapol = on_eapol,
};
