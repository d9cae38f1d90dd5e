/*
 * One simulated access point: an open BSS with its table of stations.
 *
 * It beacons when somebody listens on its channel (air_solicit()), not for ever, so a world at rest costs nothing; docs/scenarios.md.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"
#include "sim/air.h"
#include "sim/scenario.h"

enum access_point_station_state {
	ACCESS_POINT_STATION_AUTHENTICATED = 1,
	ACCESS_POINT_STATION_ASSOCIATED,
};

struct access_point_station {
	struct dot11_mac mac;
	enum access_point_station_state state;
	uint16_t aid;		/* 1 to 2007 while associated */
	bool is_dozing;		/* announced power save: it may be on another channel */
	uint8_t pending_kind;	/* disassociation or deauthentication that waits until it is awake; 0 if none */
	uint16_t pending_reason;
};

struct access_point {
	struct scenario_access_point config;
	struct air_antenna antenna;
	struct schedule_timer beacon_timer;
	uint32_t beacon_offset_us; /* from a solicitation to the beacon */
	uint16_t reject_auth, reject_assoc; /* status codes; 0 accepts */
	struct access_point_station *stations;
	size_t n_stations;
};

/* Puts the access point on the air. @ap: zeroed, stays where it is. @index: spreads the beacons of many. */
void access_point_init(struct access_point *ap, struct air *air, const struct scenario_access_point *config, size_t index);
void access_point_deinit(struct access_point *ap);

/* Return: the station's entry, valid until the next frame; NULL if it is not even authenticated. */
const struct access_point_station *access_point_find(const struct access_point *ap, const struct dot11_mac *station);

/**
 * access_point_drop() - send a station away
 * @kind: DOT11_FRAME_DISASSOCIATION or DOT11_FRAME_DEAUTHENTICATION
 *
 * A dozing station gets its frame when it wakes.
 *
 * Return: 0; -ENOENT if the station is not associated; negative errno of air_transmit().
 */
int access_point_drop(struct access_point *ap, const struct dot11_mac *station, uint8_t kind, uint16_t reason);
