/* The radio of an interface: its switches, switching it by software, and what its going off ends. */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* For struct radio, with the interface as its userdata. The driver may tell its new state as well, before or after. */
void interface_radio_changed(bool is_on, void *userdata);
void interface_take_radio_status(struct interface *interface, const struct wdi_indication_radio_status *indication);
