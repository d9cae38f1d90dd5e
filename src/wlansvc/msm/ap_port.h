/* The ap's tasks, keys and frames as commands and data of the WDI host: a port beside the station port of an adapter. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "wlansvc/host/host.h"
#include "wlansvc/msm/ap.h"

struct ap_port {
	struct host_adapter *adapter; /* NULL while there is none: submissions fail with -ENODEV */
	struct ap *ap;
	bool has_number;
	uint16_t number; /* of the port */
	struct dot11_mac own;
	struct host_command *start; /* the task under way */
	uint32_t channel; /* where the access point is, as far as the driver has told */
	sd_event_source *timer; /* NULL until first wanted */
	sd_event *event;
};

/* @event: outlives the port. @adapter and @ap are set by whoever owns it. */
void ap_port_init(struct ap_port *port, sd_event *event);
void ap_port_deinit(struct ap_port *port);

/* Ops over a struct ap_port. */
extern const struct ap_ops ap_port_ops;

/**
 * ap_port_indication() - pass on what concerns the access point
 * @number: the port that the indication names
 * Return: true if it was of this port; the payload is decoded as host.h says.
 */
bool ap_port_indication(struct ap_port *port, uint16_t number, uint32_t id, const void *payload);

/* A frame of the data socket. Return: true if it was of this port. */
bool ap_port_data(struct ap_port *port, const struct wdi_data_frame *frame);

/* Whether the adapter can be an access point with WPA2-PSK and CCMP, and for how many clients. 0: not at all. */
size_t ap_port_capacity(const struct host_adapter *adapter);
