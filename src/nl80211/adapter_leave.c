/* Commands that an association ends with: disconnect, reset, radio off, port or adapter gone. And its end as the host is told. */
#include "nl80211/adapter_internal.h"

#include <string.h>

#include "base/log.h"
#include "driver/mac.h"

static uint32_t loss_status(const struct adapter *adapter, enum mlme_cause cause)
{
	switch (cause) {
	case MLME_CAUSE_HOST:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	case MLME_CAUSE_RESET:
		return WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET;
	case MLME_CAUSE_RADIO_OFF:
		return WDI_ASSOC_STATUS_RADIO_OFF;
	case MLME_CAUSE_PEER_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case MLME_CAUSE_PEER_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	case MLME_CAUSE_NOT_HEARD:
		return WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE;
	case MLME_CAUSE_LOCAL:
		break;
	}
	return adapter_is_on(adapter) ? WDI_ASSOC_STATUS_DISASSOCIATE_UNABLE_TO_MAINTAIN : WDI_ASSOC_STATUS_RADIO_OFF;
}

void adapter_on_lost(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_indication_disassociation indication = { 0 };

	adapter->link_timer = sd_event_source_disable_unref(adapter->link_timer);
	/* A radio that was switched off ends the association locally, and its own event may come later. */
	if (cause == MLME_CAUSE_LOCAL)
		adapter_check_radio(adapter);
	indication.disconnect_indication_parameters.mac_address = wdi_mac_from_dot11(bssid);
	indication.disconnect_indication_parameters.disassociation_wabi_reason = loss_status(adapter, cause);
	indication.has_deauth_frame = cause == MLME_CAUSE_PEER_DEAUTHENTICATED;
	indication.has_disassociation_frame = cause == MLME_CAUSE_PEER_DISASSOCIATED;
	indication.deauth_frame = (struct wdi_blob){ body, size };
	indication.disassociation_frame = (struct wdi_blob){ body, size };
	adapter_indicate(adapter, ADAPTER_STATION_PORT, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication);
}

/* Return: 0; as mac_address_set(). */
static int take_address(struct adapter *adapter, const struct dot11_mac *mac)
{
	int error = mac_address_set(&adapter->address, mac);

	if (error < 0)
		log_warning("%s: it cannot have the address " DOT11_MAC_FORMAT ": %s", adapter->interface.name, DOT11_MAC_ARGS(mac),
			    strerror(-error));
	mlme_set_own(adapter->mlme, &adapter->address.current);
	return error;
}

/* What is left of a command once no association stands in its way. */
static void end_leave(struct adapter *adapter, struct wdi_request *request)
{
	uint32_t status = NDIS_STATUS_SUCCESS;

	switch (wdi_request_oid(request)) {
	case OID_WDI_TASK_SET_RADIO_STATE:
		status = adapter_switch_radio(adapter, false);
		break;
	case OID_WDI_TASK_DOT11_RESET:
		status = adapter_status(take_address(adapter, &adapter->wanted));
		break;
	case OID_WDI_TASK_DELETE_PORT:
	case OID_WDI_TASK_CLOSE:
		adapter->has_port = false;
		adapter_end_quality(adapter);
		(void)take_address(adapter, &adapter->address.permanent);
		break;
	default:
		break;
	}
	adapter_finish_task(adapter, request, status);
}

void adapter_on_left(void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->leave_request);

	if (request)
		end_leave(adapter, request);
}

void adapter_handle_disconnect(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_disconnect *disconnect = params;
	struct dot11_mac peer = dot11_mac_from_wdi(&disconnect->disconnect_parameters.mac_address);
	int outcome;

	if (adapter_is_for_ap(adapter, request)) {
		ap_port_disconnect(adapter->ap, request, disconnect);
		return;
	}
	if (!adapter_check_port(adapter, request))
		return;
	/* The frames first: everything else has time. */
	outcome = mlme_leave(adapter->mlme, &peer, MLME_CAUSE_HOST, disconnect->disconnect_parameters.disassociation80211_reason);
	wdi_request_start(request);
	if (outcome == MLME_E_NOT_CONNECTED)
		wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
	else
		adapter->leave_request = request;
}

/* Ends whatever goes on without frames, then finishes the request. */
static void leave_silently(struct adapter *adapter, struct wdi_request *request, enum mlme_cause cause)
{
	wdi_request_start(request);
	connect_abort(adapter->connect);
	scan_stop(adapter->scan);
	if (mlme_leave(adapter->mlme, NULL, cause, 1) == MLME_E_NOT_CONNECTED)
		end_leave(adapter, request);
	else
		adapter->leave_request = request;
}

void adapter_handle_reset(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_dot11_reset *reset = params;

	if (adapter_is_for_ap(adapter, request)) {
		ap_port_reset(adapter->ap, request);
		return;
	}
	if (!adapter_check_port(adapter, request))
		return;
	adapter->wanted = reset->has_reset_mac_address ? dot11_mac_from_wdi(&reset->reset_mac_address.address) : adapter->address.current;
	if (!adapter->address.can_change && !dot11_mac_equal(&adapter->wanted, &adapter->address.current)) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}

void adapter_handle_set_radio(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_set_radio_state *set = params;

	if (!set->software_radio_state.value) {
		if (adapter->ap)
			ap_port_halt(adapter->ap, AP_CAUSE_RADIO_OFF);
		leave_silently(adapter, request, MLME_CAUSE_RADIO_OFF);
		return;
	}
	wdi_request_start(request);
	wdi_request_finish(request, adapter_switch_radio(adapter, true), NULL);
}

void adapter_handle_close(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	adapter->ap = ap_port_free(adapter->ap);
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}

void adapter_handle_delete_port(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_delete_port *delete = params;

	if (adapter->ap && delete->delete_port_parameters.port_number == ADAPTER_AP_PORT) {
		adapter_delete_ap_port(adapter, request);
		return;
	}
	if (!adapter->has_port || delete->delete_port_parameters.port_number != ADAPTER_STATION_PORT) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
		return;
	}
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}
