/* One network interface as a WDI adapter: commands of the host become scans and associations, and their ends become indications. */
#pragma once

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"

struct adapter;

/* Abilities that a radio is taken not to have, so that the ways around them can be tried. */
enum adapter_without {
	ADAPTER_WITHOUT_AUTHENTICATE = 1, /* it does authentication and association by itself, if it can at all */
	ADAPTER_WITHOUT_CONTROL_PORT = 2, /* 802.1X frames go over the network interface */
};

/**
 * adapter_new() - bring the interface up, announce it and serve its link
 * @control_fd: socket to the service
 * @without:    enum adapter_without, any of them
 * @on_gone:    the host has let go of the link: free the adapter, but not from within
 *
 * Return: 0; -EOPNOTSUPP if the radio can neither authenticate nor connect; other negative errno.
 */
int adapter_new(struct adapter **ret, struct nl *nl, sd_event *loop, int control_fd, const struct wiphy_interface *interface,
		uint32_t without, void (*on_gone)(struct adapter *adapter, void *userdata), void *userdata);
struct adapter *adapter_free(struct adapter *adapter);
define_cleanup(struct adapter, adapter, adapter_free);

/* The station's interface, without which there is no adapter. */
uint32_t adapter_ifindex(const struct adapter *adapter);
/* That, or the one of its access point. */
bool adapter_has_interface(const struct adapter *adapter, uint32_t ifindex);

/* Every event of its interfaces is to be shown to the adapter. */
void adapter_on_event(struct adapter *adapter, const struct event *event);

/* Events were lost. */
void adapter_resync(struct adapter *adapter);

/* rfkill's switch @number, which may be another radio's, has been switched. */
void adapter_on_switch(struct adapter *adapter, uint32_t number);
