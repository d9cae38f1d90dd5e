/* The msm's tasks as commands of the WDI host: one station port of one adapter. */
#pragma once

#include "wlansvc/host/host.h"
#include "wlansvc/msm/msm.h"

struct msm_port {
	struct host_adapter *adapter; /* NULL while there is none: submissions fail with -ENODEV */
	struct msm *msm;
	struct host_command *connect; /* the connect task under way */
};

/* Ops over a struct msm_port. */
extern const struct msm_ops msm_port_ops;

/**
 * msm_port_indication() - pass on what concerns the connection
 * Return: true if @id was one of association result and disassociation; the payload is decoded as host.h says.
 */
bool msm_port_indication(struct msm_port *port, uint32_t id, const void *payload);
