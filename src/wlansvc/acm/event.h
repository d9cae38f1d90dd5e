/* What the log says of connections, with everything that the service's event log has in Windows (E1). */
#pragma once

#include "base/guid.h"
#include "wlansvc/acm/request.h"

/* Why a connection has ended: the three causes that the service tells apart (D19). */
enum event_cause {
	EVENT_CAUSE_ASKED,   /* a client, its user or the machine wanted it */
	EVENT_CAUSE_DRIVER,  /* the driver has told that the link is lost, or is gone itself */
	EVENT_CAUSE_ANOTHER, /* another connection is wanted */
};

/* Event 8003. @attempt: of the connection that has ended. */
void event_disconnected(const char *description, const struct guid *interface, const struct attempt *attempt, enum event_cause cause);
