/* What the administrator decides about AutoConfig, and how long it waits for what. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In milliseconds. */
struct acm_periods {
	/* Disconnected: the first background scan so long after the interface has come to rest, each further one twice as long after the
	 * one before, until they are scan_ms apart (S4: 60 s). */
	uint64_t first_scan_ms;
	uint64_t scan_ms;
	/* Connected: every scan_ms if a more preferred network may be switched to (A5); else twice as long each time, up to this. */
	uint64_t connected_scan_ms;
	/* A network whose automatic attempt has failed is in the failed list for so long... */
	uint64_t retry_ms;
	/* ... and in the blocked list for so long; 0: as the parameter block_period says (A6). */
	uint64_t block_ms;
};

#define ACM_PERIODS_DEFAULT \
	((struct acm_periods){ .first_scan_ms = 10000, .scan_ms = 60000, .connected_scan_ms = 480000, .retry_ms = 60000 })

struct acm_policy {
	struct acm_periods periods;
	/* D10 to D13: after a disconnect asked for by a client the interface is not connected automatically, until a client connects it,
	 * the adapter comes back or the user's session changes. */
	bool disconnect_stays;
	/* A9: a profile that a client has connected by hand moves above those of the other networks in range. */
	bool prefers_manual;
};

#define ACM_POLICY_DEFAULT \
	((struct acm_policy){ .periods = ACM_PERIODS_DEFAULT, .disconnect_stays = true, .prefers_manual = false })
