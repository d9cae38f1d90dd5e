/* What the parts of an access point's port share: ap_port.c stands on ap_port_tell.c; ap_port_start.c on neither. */
#pragma once

#include "nl80211/ap_port.h"

struct ap_port {
	struct nl *nl;
	const struct wiphy *wiphy;
	const struct ap_port_listener *listener;
	void *userdata;
	struct wiphy_interface interface;
	struct ap_kernel kernel;
	struct ap *ap;
	struct wdi_request *response_request;
	struct wdi_request *leave_request; /* disconnect or stop: waits for frames */
	size_t beacon_extra_size, probe_extra_size;
	uint8_t beacon_extra[AP_FRAME_MAX_EXTRA], probe_extra[AP_FRAME_MAX_EXTRA];
};

/* ap_port_tell.c */

/* userdata: the port */
extern const struct ap_listener ap_port_ap_listener;
/* The access point was stopped by somebody else. @userdata: the port */
void ap_port_on_stopped(void *userdata);
/* NDIS status of the errno that a response ended with. */
uint32_t ap_port_response_status(int error);
