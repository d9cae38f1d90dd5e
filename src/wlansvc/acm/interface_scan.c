#include "wlansvc/acm/interface_scan.h"

#include <errno.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/clock.h"
#include "base/log.h"
#include "wlansvc/acm/interface_attempt.h"

static void on_scan_finished(const struct scan_result *result, void *userdata)
{
	struct interface *interface = userdata;
	bool is_complete = result->reason == WLAN_REASON_CODE_SUCCESS;

	if (is_complete && result->is_full)
		bss_list_age(interface->bss_list, interface_has_peer(interface) ? &interface->link.peer : NULL,
			     clock_monotonic_us());
	for (unsigned i = 0; i < result->n_clients; i++) {
		if (is_complete)
			notify_acm(&interface->notifier, wlan_notification_acm_scan_complete);
		else
			notify_scan_fail(&interface->notifier, result->reason);
	}
	if (is_complete && (result->is_full || result->n_clients > 0))
		notify_acm(&interface->notifier, wlan_notification_acm_scan_list_refresh);
	if (interface->state == INTERFACE_STATE_DISCOVERING && interface->current &&
	    interface->current->ticket == result->ticket) {
		interface->current->has_scanned = true;
		interface_go_on(interface);
	}
	automatic_scan_finished(interface->automatic, result);
}

const struct scan_listener interface_scan_listener = { .finished = on_scan_finished };

void interface_take_bss_entries(struct interface *interface, const struct wdi_indication_bss_entry_list *indication)
{
	uint64_t now_us = clock_monotonic_us(), now_filetime = clock_filetime();

	for (size_t i = 0; i < indication->n_device_descriptor; i++)
		if (bss_list_report(interface->bss_list, &indication->device_descriptor[i], now_us, now_filetime) < 0)
			log_debug("%s: a BSS entry that cannot be read is left out", interface->description);
}

const struct bss_list *interface_bss_list(const struct interface *interface)
{
	return interface->bss_list;
}

int interface_scan(struct interface *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size)
{
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (!interface_radio_is_on(interface))
		return ACM_E_RADIO_OFF;
	r = scanner_request(interface->scanner, SCAN_FOR_CLIENT, ssid, ie, ie_size, NULL);
	if (r == -ENOBUFS)
		return ACM_E_BUSY;
	if (r == -EMSGSIZE)
		return ACM_E_INVALID;
	return r == -ENODEV ? ACM_E_INVALID_STATE : r;
}
