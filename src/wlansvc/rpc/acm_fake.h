/* For tests: an acm without radios. One interface; every request that succeeds is followed by its notifications at once. */
#pragma once

#include "wlansvc/acm/acm.h"

/* The only interface. */
extern const struct guid acm_fake_interface;
extern const struct guid acm_fake_removed; /* was here */

/* Entries that acm_list_bss() shows. */
extern size_t acm_fake_n_bss;

/* The state of the interface; disconnected at first. */
extern uint32_t acm_fake_state;

/* Told every notification; set before the first request. */
extern struct acm_listener acm_fake_listener;
extern void *acm_fake_userdata;
