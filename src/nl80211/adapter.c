/* The life of an adapter: what the host may ask of it, its link, and where an event of the kernel belongs. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/guid.h"
#include "base/log.h"
#include "driver/mac.h"
#include "nl80211/capabilities.h"
#include "nl80211/radio.h"

uint32_t adapter_ifindex(const struct adapter *adapter)
{
	return adapter->interface.ifindex;
}

bool adapter_has_interface(const struct adapter *adapter, uint32_t ifindex)
{
	return ifindex == adapter->interface.ifindex || (adapter->ap && ifindex == ap_port_ifindex(adapter->ap));
}

static void handle_open(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	int error = radio_set_interface_up(adapter->interface.name, true);

	if (error < 0 && error != -ERFKILL) {
		wdi_request_fail(request, adapter_status(error));
		return;
	}
	radio_get(adapter->wiphy.name, adapter->interface.name, &adapter->radio);
	wdi_request_start(request);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_create_port(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_create_port *create = params;
	const struct wdi_indication_create_port_complete complete = {
		.port_attributes = { .mac_address = wdi_mac_from_dot11(&adapter->address.current),
				     .port_number = ADAPTER_STATION_PORT },
	};
	uint16_t mode = create->create_port_parameters.op_mode_mask;

	/* The protocol's word for an access point. */
	if (mode == WDI_OPERATION_MODE_P2P_GO && ap_port_is_possible(&adapter->wiphy)) {
		struct dot11_mac mac = dot11_mac_from_wdi(&create->mac_address.address);

		adapter_create_ap_port(adapter, request, create->has_mac_address ? &mac : NULL);
		return;
	}
	if (!(mode & WDI_OPERATION_MODE_STA) ||
	    (create->has_mac_address &&
	     memcmp(&create->mac_address.address, &adapter->address.current, sizeof(struct wdi_mac)) != 0)) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	if (adapter->has_port) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	adapter->has_port = true;
	wdi_request_start(request);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, &complete);
}

static void handle_capabilities(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	_auto_free_ struct capabilities *capabilities = malloc(sizeof(*capabilities));

	if (!capabilities) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	capabilities_fill(&adapter->wiphy, &adapter->interface.mac, &adapter->radio, capabilities);
	if (adapter->address.can_change)
		capabilities_add_randomization(&adapter->wiphy, capabilities);
	if (ap_port_is_possible(&adapter->wiphy))
		capabilities_add_ap(&adapter->wiphy, capabilities, AP_MAX_CLIENTS);
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &capabilities->result);
}

static const struct mlme_listener mlme_listener = {
	.attempt_ended = adapter_on_attempt_ended,
	.lost = adapter_on_lost,
	.left = adapter_on_left,
	.sae = adapter_on_sae,
	.eapol = adapter_on_eapol,
};

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_OPEN, handle_open, NULL },
	{ OID_WDI_TASK_CLOSE, adapter_handle_close, NULL },
	{ OID_WDI_TASK_CREATE_PORT, handle_create_port, NULL },
	{ OID_WDI_TASK_DELETE_PORT, adapter_handle_delete_port, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, handle_capabilities, NULL },
	{ OID_WDI_TASK_SCAN, adapter_handle_scan, adapter_abort_scan },
	{ OID_WDI_TASK_CONNECT, adapter_handle_connect, adapter_abort_connect },
	{ OID_WDI_TASK_DISCONNECT, adapter_handle_disconnect, NULL },
	{ OID_WDI_TASK_DOT11_RESET, adapter_handle_reset, NULL },
	{ OID_WDI_TASK_SET_RADIO_STATE, adapter_handle_set_radio, NULL },
	{ OID_WDI_GET_STATISTICS, adapter_handle_statistics, NULL },
	{ OID_WDI_SET_CONNECTION_QUALITY, adapter_handle_quality, NULL },
	{ OID_WDI_SET_ADD_CIPHER_KEYS, adapter_handle_add_keys, NULL },
	{ OID_WDI_SET_DELETE_CIPHER_KEYS, adapter_handle_delete_keys, NULL },
	{ OID_WDI_SET_SAE_AUTH_PARAMS, adapter_handle_set_sae, NULL },
	{ OID_WDI_SET_OWE_DH_IE, adapter_handle_set_owe, NULL },
	{ OID_WDI_TASK_START_AP, adapter_handle_start_ap, adapter_abort_start_ap },
	{ OID_WDI_TASK_STOP_AP, adapter_handle_stop_ap, NULL },
	{ OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, adapter_handle_association_response, adapter_abort_association_response },
	{ OID_WDI_SET_ADVERTISEMENT_INFORMATION, adapter_handle_advertisement, NULL },
};

static int on_link(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct adapter *adapter = userdata;

	if (wdi_driver_dispatch(adapter->driver) < 0) {
		log_debug("%s: the host is gone", adapter->interface.name);
		sd_event_source_set_enabled(adapter->source, SD_EVENT_OFF);
		sd_event_source_set_enabled(adapter->data_source, SD_EVENT_OFF);
		adapter->on_gone(adapter, adapter->userdata);
		return 0;
	}
	adapter_update_output(adapter);
	return 0;
}

static int announce(struct adapter *adapter, int control_fd)
{
	char text[128], description[64];
	struct guid guid;
	struct wdi_adapter_info info = { .name = adapter->interface.name, .description = description };
	_auto_fd_ int data_fd = -1;
	int fd, error;

	snprintf(text, sizeof(text), "wdi-nl80211/%s/" DOT11_MAC_FORMAT, adapter->interface.name,
		 DOT11_MAC_ARGS(&adapter->interface.mac));
	/* People choose among several by it. */
	snprintf(description, sizeof(description), "nl80211 802.11 adapter %s", adapter->interface.name);
	guid = guid_from_name(text);
	memcpy(info.guid, guid.b, sizeof(info.guid));
	error = wdi_driver_announce(control_fd, &info, &fd, &data_fd);
	if (error < 0)
		return error;
	error = wdi_driver_new(&adapter->driver, fd, handlers, array_size(handlers), adapter);
	if (error < 0)
		return error;
	error = wdi_driver_attach_data(adapter->driver, take_fd(data_fd), adapter_on_host_frame);
	if (error < 0)
		return error;
	error = sd_event_add_io(adapter->loop, &adapter->data_source, wdi_driver_data_fd(adapter->driver), EPOLLIN, on_link,
				adapter);
	if (error < 0)
		return error;
	return sd_event_add_io(adapter->loop, &adapter->source, wdi_driver_fd(adapter->driver), EPOLLIN, on_link, adapter);
}

int adapter_new(struct adapter **ret, struct nl *nl, sd_event *loop, int control_fd, const struct wiphy_interface *interface,
		uint32_t without, void (*on_gone)(struct adapter *adapter, void *userdata), void *userdata)
{
	cleanup(cleanup_adapter) struct adapter *adapter = calloc(1, sizeof(*adapter));
	int error;

	if (!adapter)
		return -ENOMEM;
	adapter->nl = nl;
	adapter->loop = sd_event_ref(loop);
	adapter->interface = *interface;
	adapter->on_gone = on_gone;
	adapter->userdata = userdata;
	error = wiphy_get(nl, interface->wiphy, &adapter->wiphy);
	if (error < 0)
		return error;
	if (without & ADAPTER_WITHOUT_AUTHENTICATE)
		adapter->wiphy.can_authenticate = false;
	if (without & ADAPTER_WITHOUT_CONTROL_PORT)
		adapter->wiphy.has_control_port = false;
	if (!adapter->wiphy.can_authenticate && !adapter->wiphy.can_connect)
		return -EOPNOTSUPP;
	error = mac_address_begin(&adapter->address, interface);
	if (error < 0)
		return error;
	adapter->interface.mac = adapter->address.permanent;
	error = radio_set_interface_up(interface->name, true);
	/* A radio that is switched off is an adapter all the same. */
	if (error < 0 && error != -ERFKILL)
		return error;
	error = radio_get(adapter->wiphy.name, interface->name, &adapter->radio);
	if (error < 0)
		return error;
	error = scan_new(&adapter->scan, nl, loop, interface->ifindex, &adapter->wiphy, &adapter_scan_listener, adapter);
	if (error < 0)
		return error;
	error = mlme_new(&adapter->mlme, nl, loop, interface->ifindex, &adapter->address.current, &adapter->wiphy, &mlme_listener,
			 adapter);
	if (error < 0)
		return error;
	error = connect_new(&adapter->connect, loop, adapter->mlme, &adapter->wiphy, &adapter_connect_listener, adapter);
	if (error < 0)
		return error;
	error = announce(adapter, control_fd);
	if (error < 0)
		return error;
	*ret = take_ptr(adapter);
	return 0;
}

struct adapter *adapter_free(struct adapter *adapter)
{
	if (!adapter)
		return NULL;
	adapter->source = sd_event_source_disable_unref(adapter->source);
	adapter->data_source = sd_event_source_disable_unref(adapter->data_source);
	sd_event_source_disable_unref(adapter->link_timer);
	adapter_end_quality(adapter);
	ap_port_free(adapter->ap);
	connect_free(adapter->connect);
	mlme_free(adapter->mlme);
	scan_free(adapter->scan);
	mac_address_end(&adapter->address);
	wdi_driver_free(adapter->driver);
	sd_event_unref(adapter->loop);
	free(adapter);
	return NULL;
}

void adapter_on_event(struct adapter *adapter, const struct event *event)
{
	if (event->ifindex == adapter->interface.ifindex) {
		scan_on_event(adapter->scan, event);
		mlme_on_event(adapter->mlme, event);
	} else if (adapter->ap) {
		ap_port_on_event(adapter->ap, event);
	}
	adapter_update_output(adapter);
}

void adapter_resync(struct adapter *adapter)
{
	mlme_resync(adapter->mlme);
	if (adapter->ap)
		ap_port_resync(adapter->ap);
	adapter_update_output(adapter);
}
