#include "driver/quality.h"

#include <errno.h>

int driver_quality_from_wdi(const struct wdi_set_connection_quality *params, struct driver_quality *ret)
{
	struct driver_quality quality = { 0 };

	switch (params->quality.connection_quality_hint) {
	case WDI_CONNECTION_QUALITY_AUTO_POWER_SAVE:
		break;
	case WDI_CONNECTION_QUALITY_LOW_LATENCY:
		if (!params->has_low_latency_parameters)
			return -EINVAL;
		/* It may doze as long as nothing is 30 ms late, but beacons, and what waits behind them, come every 100 ms. */
		quality.stays_awake = true;
		quality.is_low_latency = true;
		quality.off_channel_ms = params->low_latency_parameters.maximum_off_channel_operation_time;
		break;
	case WDI_CONNECTION_QUALITY_HIGH_THROUGHPUT:
	case WDI_CONNECTION_QUALITY_NO_POWER_SAVE:
		quality.stays_awake = true;
		break;
	default:
		return -EINVAL;
	}
	*ret = quality;
	return 0;
}

bool driver_quality_refuses_scan(const struct driver_quality *quality, const struct wdi_task_scan *scan)
{
	return quality->is_low_latency && scan->scan_mode_parameters.scan_trigger == WDI_SCAN_TRIGGER_BACKGROUND;
}

uint32_t driver_quality_limit_dwell(const struct driver_quality *quality, uint32_t wanted_ms)
{
	uint32_t limit_ms = quality->off_channel_ms ? quality->off_channel_ms : 1;

	if (!quality->is_low_latency || (wanted_ms && wanted_ms < limit_ms))
		return wanted_ms;
	return limit_ms;
}
