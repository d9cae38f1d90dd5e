#include "wlansvc/acm/quality.h"

#include <string.h>

#include "base/log.h"

void quality_set_adapter(struct quality *quality, struct host_adapter *adapter)
{
	*quality = (struct quality){ .adapter = adapter };
}

static void on_done(uint32_t status, const void *result, void *userdata)
{
	const struct quality *quality = userdata;

	if (status == NDIS_STATUS_SUCCESS || status == NDIS_STATUS_ADAPTER_REMOVED || !quality->adapter)
		return;
	log_info("%s: the driver does not take the wish for a connection of %s (0x%08x)", host_adapter_name(quality->adapter),
		 quality->is_low_latency ? "low latency" : "the usual quality", status);
}

void quality_want(struct quality *quality, bool is_low_latency)
{
	const struct wdi_set_connection_quality params = {
		.quality.connection_quality_hint = is_low_latency ? WDI_CONNECTION_QUALITY_LOW_LATENCY :
								    WDI_CONNECTION_QUALITY_AUTO_POWER_SAVE,
		.has_low_latency_parameters = is_low_latency,
		.low_latency_parameters = {
			.maximum_off_channel_operation_time = QUALITY_OFF_CHANNEL_MS,
			.roaming_needed_link_quality_threshold = QUALITY_ROAMING_THRESHOLD,
		},
	};
	int r;

	if (!quality->adapter || quality->is_low_latency == is_low_latency)
		return;
	quality->is_low_latency = is_low_latency;
	r = host_adapter_submit(quality->adapter, OID_WDI_SET_CONNECTION_QUALITY, host_adapter_port(quality->adapter), &params,
				on_done, quality, NULL);
	if (r < 0)
		log_warning("%s: the driver cannot be told which quality the connection should have: %s",
			    host_adapter_name(quality->adapter), strerror(-r));
}
