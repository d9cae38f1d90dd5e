/* One network interface as a WDI adapter: commands of the host become scans and associations, and their ends become indications. */
#pragma once

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"

struct adapter;

/**
 * adapter_new() - bring the interface up, announce it and serve its link
 * @control_fd: socket to the service
 * @on_gone:    the host has let go of the link: free the adapter, but not from within
 *
 * Return: 0; -EOPNOTSUPP if the radio can neither authenticate nor connect; other negative errno.
 */
int adapter_new(struct adapter **ret, struct nl *nl, sd_event *loop, int control_fd, const struct wiphy_interface *interface,
		void (*on_gone)(struct adapter *adapter, void *userdata), void *userdata);
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

/* The radio's switches may have changed. */
void adapter_check_radio(struct adapter *adapter);
