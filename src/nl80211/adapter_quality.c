/* The connection quality that the host wishes for the station's port: power save, and what scans may do. */
#include "nl80211/adapter_internal.h"

#include <string.h>

#include "base/log.h"

/* At home between two channels: enough for what has waited meanwhile, and little beside the 30 ms that nothing may be late. */
#define LOW_LATENCY_PAUSE_MS 20

static int stay_awake(struct adapter *adapter, bool is_awake)
{
	int error = power_save_stay_awake(&adapter->power_save, adapter->nl, adapter->interface.ifindex, is_awake);

	if (error < 0)
		log_debug("%s: power save: %s", adapter->interface.name, strerror(-error));
	return error;
}

void adapter_handle_quality(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	struct driver_quality quality;
	int error;

	if (!adapter_check_port(adapter, request))
		return;
	if (driver_quality_from_wdi(params, &quality) < 0) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_DATA);
		return;
	}
	error = stay_awake(adapter, quality.stays_awake);
	if (error == 0)
		adapter->quality = quality;
	adapter_answer(adapter, request, adapter_status(error));
}

void adapter_end_quality(struct adapter *adapter)
{
	adapter->quality = (struct driver_quality){ 0 };
	(void)stay_awake(adapter, false);
}

bool adapter_quality_refuses_scan(const struct adapter *adapter, const struct wdi_task_scan *params)
{
	return mlme_peer(adapter->mlme) && driver_quality_refuses_scan(&adapter->quality, params);
}

void adapter_quality_limit_scan(const struct adapter *adapter, struct scan_request *scan)
{
	if (!mlme_peer(adapter->mlme) || !adapter->quality.is_low_latency)
		return;
	scan->is_in_portions = true;
	scan->pause_ms = LOW_LATENCY_PAUSE_MS;
	if (!scan->is_passive)
		scan->dwell_ms = driver_quality_limit_dwell(&adapter->quality, scan->dwell_ms);
}
