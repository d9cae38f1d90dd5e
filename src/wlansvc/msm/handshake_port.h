/* What the handshakes of both sides, station and access point, need of the host and of the event loop: a way to the air and a timer. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "wlansvc/host/host.h"

/**
 * handshake_port_send() - an EAPOL frame
 * @adapter: NULL: there is none
 * @port:    of the adapter
 *
 * Return: 0; -ENODEV; negative errno of host_adapter_send_data().
 */
int handshake_port_send(struct host_adapter *adapter, uint16_t port, const struct dot11_mac *from, const struct dot11_mac *to,
			const uint8_t *pdu, size_t size);

/**
 * handshake_port_set_timer() - once, so long from now
 * @timer:    made when it is first wanted; its owner drops it
 * @delay_us: 0: not at all
 *
 * Without memory there is no timer, which is logged: whoever waits is ended by the other side.
 */
void handshake_port_set_timer(sd_event_source **timer, sd_event *event, uint64_t delay_us, sd_event_time_handler_t handler,
			      void *userdata);
