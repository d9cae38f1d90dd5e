#include "wlansvc/msm/handshake_port.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "dot11/data.h"

int handshake_port_send(struct host_adapter *adapter, uint16_t port, const struct dot11_mac *from, const struct dot11_mac *to,
			const uint8_t *pdu, size_t size)
{
	struct wdi_data_frame frame = { .port = port, .ethertype = DOT11_ETHERTYPE_EAPOL, .payload = pdu, .size = size };

	if (!adapter)
		return -ENODEV;
	memcpy(frame.destination, to->b, sizeof(frame.destination));
	memcpy(frame.source, from->b, sizeof(frame.source));
	return host_adapter_send_data(adapter, &frame);
}

void handshake_port_set_timer(sd_event_source **timer, sd_event *event, uint64_t delay_us, sd_event_time_handler_t handler,
			      void *userdata)
{
	int r;

	if (delay_us == 0) {
		if (*timer)
			(void)sd_event_source_set_enabled(*timer, SD_EVENT_OFF);
		return;
	}
	if (!*timer) {
		r = sd_event_add_time_relative(event, timer, CLOCK_MONOTONIC, delay_us, 0, handler, userdata);
	} else {
		r = sd_event_source_set_time_relative(*timer, delay_us);
		if (r >= 0)
			r = sd_event_source_set_enabled(*timer, SD_EVENT_ONESHOT);
	}
	if (r < 0)
		log_debug("msm: no timer for a handshake: %s", strerror(-r));
}
