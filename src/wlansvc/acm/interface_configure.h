/* What may be set of an interface, and the votes of handles on it. */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* D22: with the connection, background scans are back and media streaming ends. */
void interface_end_votes(struct interface *interface);
