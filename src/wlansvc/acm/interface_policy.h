/* What group policy says of one interface. */
#pragma once

#include "wlansvc/acm/interface.h"

/*
 * Group policy says enableAutoConfig false, or does so no longer. False is as if autoconf_enabled were off; a connection that
 * exists stays. Tells autoconf_disabled or autoconf_enabled if that is a change, and clients know the interface.
 */
void interface_deny_autoconf(struct interface *interface, bool is_denied);
