/*
 * A station that is nobody's adapter: a client for access points of the service, with its own management entity and supplicant. It joins
 * and leaves by command; docs/scenarios.md.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rsn/supplicant.h"
#include "sim/air.h"
#include "sim/scenario.h"
#include "sim/station_mlme.h"
#include "sim/station_port.h"

struct client_station {
	struct scenario_station config;
	struct air *air;
	struct air_antenna antenna;
	struct station_mlme mlme;
	struct schedule_timer mlme_timers[STATION_MLME_N_TIMERS];
	struct station_port port;
	struct supplicant *supplicant; /* NULL in an open network */
	struct schedule_timer limit; /* of joining, and of a ping */
	uint8_t bss_rsne[257];
	size_t bss_rsne_size;
	void (*joined)(void *userdata, const char *error); /* NULL: nobody waits */
	void *joined_userdata;
	const char *failure; /* of the handshake, found while it still runs */
	void (*pinged)(void *userdata, bool unicast, bool group); /* likewise */
	void *pinged_userdata;
	uint8_t ping[8];
	bool has_unicast, has_group;
};

/* Where to join. */
struct client_station_bss {
	struct dot11_mac bssid;
	struct dot11_channel channel;
	uint16_t beacon_interval_tu;
	const uint8_t *elements; /* of its beacon; used during the call */
	size_t elements_size;
};

/* @station: zeroed; stays where it is. */
void client_station_init(struct client_station *station, struct air *air, const struct scenario_station *config);
void client_station_deinit(struct client_station *station);

/**
 * client_station_join() - authenticate, associate, and where the network is secured, do the handshake
 * @done: told once, from the schedule: @error is NULL, or a sentence for people. Not called if the station is ended meanwhile.
 *
 * Return: 0; -EBUSY unless it is at rest; -ENOKEY if the network is secured and the station has no passphrase, or the other way round.
 */
int client_station_join(struct client_station *station, const struct client_station_bss *bss,
			void (*done)(void *userdata, const char *error), void *userdata);

/* Says goodbye. Return: 0; -ENOTCONN. */
int client_station_leave(struct client_station *station);

/* As radio_ping(). */
int client_station_ping(struct client_station *station, void (*done)(void *userdata, bool unicast, bool group), void *userdata);

/* "idle", "joining", "associated", "authorized" */
const char *client_station_state(const struct client_station *station);
