#include "wlansvc/acm/interface.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/acm/interface_attempt.h"
#include "wlansvc/acm/interface_automatic.h"
#include "wlansvc/acm/interface_msm.h"
#include "wlansvc/acm/interface_radio.h"
#include "wlansvc/acm/interface_scan.h"
#include "wlansvc/acm/mac_address.h"

static void take_capabilities(struct interface *interface)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(interface->adapter);

	interface->hardware_on = true;
	interface->software_on = true;
	interface->n_phys = 1;
	if (!capabilities)
		return;
	interface->hardware_on = capabilities->interface_attributes.interface_capabilities.hardware_radio_state;
	interface->software_on = capabilities->interface_attributes.interface_capabilities.software_radio_state;
	if (capabilities->n_phy_info > 0)
		interface->n_phys = capabilities->n_phy_info < 64 ? capabilities->n_phy_info : 64;
}

define_cleanup(struct interface, interface, interface_free);

int interface_new(struct interface **ret, sd_event *event, struct store *store, struct host_adapter *adapter,
		  const struct acm_listener *listener, void *userdata)
{
	cleanup(cleanup_interface) struct interface *interface = calloc(1, sizeof(*interface));

	if (!interface)
		return -ENOMEM;
	interface->event = sd_event_ref(event);
	interface->store = store;
	interface->guid = *host_adapter_guid(adapter);
	interface->notifier = (struct notifier){ listener, userdata, interface->guid };
	interface->description = strdup(host_adapter_description(adapter));
	if (!interface->description ||
	    msm_new(&interface->msm, &msm_port_ops, &interface->port, &interface_msm_listener, interface) < 0 ||
	    scanner_new(&interface->scanner, &interface_scan_listener, interface) < 0 || bss_list_new(&interface->bss_list) < 0)
		return -ENOMEM;
	interface->policy = ACM_POLICY_DEFAULT;
	interface->own.is_autoconf_enabled = true;
	interface->own.bss_type = dot11_BSS_type_any;
	if (automatic_new(&interface->automatic,
			  &(struct automatic_parts){
				  .event = interface->event,
				  .store = store,
				  .interface = &interface->guid,
				  .scanner = interface->scanner,
				  .list = interface->bss_list,
				  .policy = &interface->policy,
			  },
			  &interface_automatic_listener, interface) < 0)
		return -ENOMEM;
	msm_port_init(&interface->port, interface->event);
	interface->port.msm = interface->msm;
	interface->radio.changed = interface_radio_changed;
	interface->radio.userdata = interface;
	*ret = take_ptr(interface);
	return 0;
}

void interface_use(struct interface *interface, struct settings *settings, struct filters *filters, const struct users *users)
{
	interface->settings = settings;
	interface->filters = filters;
	interface->users = users;
	interface_settings_load(&interface->own, interface->store, &interface->guid);
}

struct interface *interface_free(struct interface *interface)
{
	if (!interface)
		return NULL;
	while (interface->pending) {
		struct attempt *attempt = interface->pending;

		interface->pending = attempt->next;
		attempt_free(attempt);
	}
	attempt_free(interface->current);
	automatic_free(interface->automatic);
	sd_event_unref(interface->event);
	scanner_free(interface->scanner);
	msm_free(interface->msm);
	msm_port_deinit(&interface->port);
	bss_list_free(interface->bss_list);
	radio_cancel(&interface->radio);
	wait_list_tell(&interface->statistics, -ECANCELED, NULL);
	interface_settings_clear(&interface->own);
	free(interface->description);
	free(interface);
	return NULL;
}

static void take_adapter(struct interface *interface, struct host_adapter *adapter)
{
	interface->adapter = adapter;
	interface->port.adapter = adapter;
	interface->port.address = mac_address_permanent(host_adapter_capabilities(adapter));
	scanner_set_adapter(interface->scanner, adapter);
	quality_set_adapter(&interface->quality, adapter);
	take_capabilities(interface);
	automatic_lift(interface->automatic); /* D11: the interface reconnects */
	interface_enter(interface, INTERFACE_STATE_IDLE, "the adapter is up");
	if (interface->radio.is_kept_off && interface->software_on && radio_wish(&interface->radio, false, NULL, NULL) == 0)
		radio_proceed(&interface->radio, adapter);
}

void interface_arrive(struct interface *interface, struct host_adapter *adapter)
{
	take_adapter(interface, adapter);
	notify_acm(&interface->notifier, wlan_notification_acm_interface_arrival);
	automatic_look(interface->automatic);
}

void interface_down(struct interface *interface)
{
	interface->adapter = NULL;
	interface->port.adapter = NULL;
	quality_set_adapter(&interface->quality, NULL);
	interface_cancel_pending(interface);
	msm_adapter_lost(interface->msm);
	scanner_set_adapter(interface->scanner, NULL);
	if (interface->state == INTERFACE_STATE_DISCOVERING && interface->current)
		interface_end_attempt(interface, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE);
	bss_list_flush(interface->bss_list);
	interface_enter(interface, INTERFACE_STATE_NOT_READY, "the adapter is down");
}

void interface_tell_removal(struct interface *interface)
{
	notify_acm(&interface->notifier, wlan_notification_acm_interface_removal);
}

static void take_link_state(struct interface *interface, const struct wdi_indication_link_state_change *indication)
{
	const struct wdi_tlv_link_state_change_parameters *params = &indication->link_state_change_parameters;
	uint32_t quality;
	bool is_news;

	if (!interface_has_peer(interface) || memcmp(params->peer_mac_address.b, interface->link.peer.b, 6) != 0)
		return;
	quality = params->link_quality > 100 ? 100 : params->link_quality;
	is_news = interface->state == INTERFACE_STATE_CONNECTED &&
		  (!interface->link.has_quality || interface->link.quality != quality);
	interface->link.has_quality = true;
	interface->link.quality = quality;
	interface->link.rx_kbps = params->rx_link_speed; /* units of 1000 bit/s (rule 215) */
	interface->link.tx_kbps = params->tx_link_speed;
	if (is_news)
		notify_quality(&interface->notifier, quality);
}

void interface_data(struct interface *interface, const struct wdi_data_frame *frame)
{
	if (!msm_port_data(&interface->port, frame))
		log_debug("%s: a data frame of type 0x%04x is of no use here", interface->description, frame->ethertype);
}

void interface_indication(struct interface *interface, uint32_t id, const void *payload)
{
	if (msm_port_indication(&interface->port, id, payload))
		return;
	switch (id) {
	case NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST:
		interface_take_bss_entries(interface, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE:
		take_link_state(interface, payload);
		break;
	case NDIS_STATUS_WDI_INDICATION_RADIO_STATUS:
		interface_take_radio_status(interface, payload);
		break;
	default:
		log_debug("%s: indication 0x%08x is of no use here", interface->description, id);
	}
}
