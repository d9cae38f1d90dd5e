/* What the msm tells an interface of its connection: associated, connected, failed, ended; and what follows for clients. */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* With the interface as its userdata. */
extern const struct msm_listener interface_msm_listener;
