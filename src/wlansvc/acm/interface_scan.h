/* Scans of an interface: asked for by clients, ended by the driver, and what they find. */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* With the interface as its userdata. */
extern const struct scan_listener interface_scan_listener;

/* What the driver hears, during a scan or not. */
void interface_take_bss_entries(struct interface *interface, const struct wdi_indication_bss_entry_list *indication);
