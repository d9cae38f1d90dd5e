/* The msm's tasks, keys and frames as commands and data of the WDI host: one station port of one adapter. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "wlansvc/host/host.h"
#include "wlansvc/msm/msm.h"

struct msm_port {
	struct host_adapter *adapter; /* NULL while there is none: submissions fail with -ENODEV */
	struct msm *msm;
	struct host_command *connect; /* the connect task under way */
	struct dot11_mac address; /* that the port has, set by whoever owns it when the adapter comes up: its permanent one */
	struct dot11_mac wanted; /* instead, by the reset task under way */
	struct dot11_mac own; /* of the latest target, unless the driver has refused it */
	sd_event_source *timer; /* NULL until first wanted */
	sd_event *event;
};

/* @event: outlives the port. The other members are set by whoever owns it. */
void msm_port_init(struct msm_port *port, sd_event *event);
void msm_port_deinit(struct msm_port *port);

/* Ops over a struct msm_port. */
extern const struct msm_ops msm_port_ops;

/**
 * msm_port_indication() - pass on what concerns the connection
 * Return: true if @id was one of association result, disassociation and SAE; the payload is decoded as host.h says.
 */
bool msm_port_indication(struct msm_port *port, uint32_t id, const void *payload);

/* A frame of the data socket. Return: true if it was EAPOL. */
bool msm_port_data(struct msm_port *port, const struct wdi_data_frame *frame);
