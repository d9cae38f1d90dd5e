/* What automatic connection sees of an interface and does with it, and what happens around the interface that gives it a new chance. */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* With the interface as its userdata. */
extern const struct automatic_listener interface_automatic_listener;
