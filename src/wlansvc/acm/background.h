/* When the service scans of its own accord. Pure arithmetic: no timer, no clock. */
#pragma once

#include "wlansvc/acm/policy.h"

enum background_situation {
	BACKGROUND_NONE,      /* no scans: autoconf is off, the radio is off or busy, or clients want none while connected */
	BACKGROUND_SEARCHING, /* disconnected: sooner at first, then every scan_ms */
	BACKGROUND_SWITCHING, /* connected, and a more preferred network would be taken: every scan_ms */
	BACKGROUND_KEEPING,   /* connected: for the lists of clients only, more and more rarely */
	BACKGROUND_N_SITUATIONS,
};

struct background {
	enum background_situation situation;
	uint64_t delay_ms; /* the latest one given */
};

/**
 * background_next() - how long to wait for the next scan
 *
 * The same situation again: a scan has passed, the next one comes later, as far as its limit. Another one begins anew.
 *
 * Return: milliseconds from now; 0 if there is to be none.
 */
uint64_t background_next(struct background *background, enum background_situation situation, const struct acm_periods *periods);

/* Something has happened that makes a find likely: the next wait is a first one again. */
void background_restart(struct background *background);
