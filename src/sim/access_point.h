/*
 * One simulated access point: a BSS, open or secured, with its table of stations.
 *
 * It beacons when somebody listens on its channel (air_solicit()), not for ever, so a world at rest costs nothing;
 * docs/scenarios.md. What secures a BSS is in access_point_security.c (elements, who may associate, keys of the BSS),
 * access_point_sae.c and access_point_link.c (handshakes, protected frames).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"
#include "rsn/authenticator.h"
#include "rsn/mpdu.h"
#include "rsn/pmksa.h"
#include "rsn/sae.h"
#include "sim/air.h"
#include "sim/scenario.h"

/* Of data frames that are answered with the same payload: IEEE 802, local experimental. */
#define ACCESS_POINT_ECHO_ETHERTYPE 0x88b5

struct access_point;

enum access_point_station_state {
	ACCESS_POINT_STATION_NEW, /* SAE is under way */
	ACCESS_POINT_STATION_AUTHENTICATED,
	ACCESS_POINT_STATION_ASSOCIATED,
	ACCESS_POINT_STATION_AUTHORIZED, /* its data frames are taken; in an open BSS at once */
};

/* Does a station that is associated still answer? IEEE 802.11-2020, 11.13. */
struct access_point_sa_query {
	struct schedule_timer timer; /* set: the next request, or the end */
	uint64_t end_us;
	uint16_t transaction;
	bool has_timed_out; /* the next association replaces this one */
};

struct access_point_station {
	struct access_point *ap;
	struct dot11_mac mac;
	enum access_point_station_state state;
	uint16_t aid;		/* 1 to 2007 while associated */
	bool is_dozing;		/* announced power save: it may be on another channel */
	uint8_t pending_kind;	/* disassociation or deauthentication that waits until it is awake; 0 if none */
	uint16_t pending_reason;

	/* the authentication done last, which may be one for an association to come */
	uint16_t algorithm; /* enum access_point_algorithm */
	struct sae *sae;    /* under way or done; NULL */
	bool is_sae_done;
	uint16_t sae_status;	    /* of its commits: 0 or DOT11_SAE_STATUS_HASH_TO_ELEMENT */
	uint8_t sae_scalar[DOT11_SAE_MAX_SCALAR]; /* of its commit, to tell a repeated one */
	struct schedule_timer sae_timer; /* gives an exchange up that does not go on */

	/* the association */
	uint32_t akm, pairwise; /* DOT11_AKM_NONE: without security */
	bool has_pmf;
	struct authenticator *authenticator;
	bool has_started, wants_group_keys;
	bool awaits_group_keys; /* the switch to new group keys waits for this station */
	uint16_t failed_reason; /* of the handshake; to be sent away with it; 0 */
	struct schedule_timer handshake_timer;
	bool has_key;
	struct mpdu_key key;
	struct access_point_sa_query sa_query;
	/* Of the association that a protected disassociation has ended: a station that says goodbye twice protects the deauthentication
	 * with it too. Only that frame is opened with it; size 0 if there is none. */
	struct mpdu_key farewell_key;
};

/* Keys for everybody. */
struct access_point_group_keys {
	struct mpdu_key gtk, igtk, bigtk;
};

/* What a secured access point has beside an open one. */
struct access_point_rsn {
	struct secret psk;     /* made of the passphrase when first needed */
	struct pmksa *pmksa;   /* of stations; their address stands in the place of the BSSID */
	uint8_t token_key[32]; /* of anti-clogging tokens */
	struct access_point_group_keys group_keys[2];
	unsigned int active; /* the one that sends */
	bool is_switching;   /* the other one is being handed out */
};

struct access_point {
	struct scenario_access_point config;
	struct air_antenna antenna;
	struct schedule_timer beacon_timer;
	uint32_t beacon_offset_us; /* from a solicitation to the beacon */
	uint16_t reject_auth, reject_assoc; /* status codes; 0 accepts */
	struct access_point_station **stations;
	size_t n_stations;
	struct access_point_rsn *rsn; /* NULL in an open BSS */
	uint64_t n_refused_data;       /* data frames not authorized, not protected, or with a wrong or repeated protection */
	uint64_t n_ignored_management; /* management frames that had to be protected and were not, or wrongly */
};

/* Puts the access point on the air. @ap: zeroed, stays where it is. @index: spreads the beacons of many.
 * Return: 0; -ENOMEM; -EIO if no keys could be made. After a failure access_point_deinit() is due all the same. */
int access_point_init(struct access_point *ap, struct air *air, const struct scenario_access_point *config, size_t index);
void access_point_deinit(struct access_point *ap);

/* Return: the station's entry, valid until the next frame; NULL if it is not even authenticated. */
const struct access_point_station *access_point_find(const struct access_point *ap, const struct dot11_mac *station);

/**
 * access_point_drop() - send a station away
 * @kind: DOT11_FRAME_DISASSOCIATION or DOT11_FRAME_DEAUTHENTICATION
 *
 * Protected where protected management frames were negotiated. A dozing station gets its frame when it wakes.
 *
 * Return: 0; -ENOENT if the station is not associated; negative errno of air_transmit().
 */
int access_point_drop(struct access_point *ap, const struct dot11_mac *station, uint8_t kind, uint16_t reason);

/* Sends everybody away with one group addressed frame, signed where management frames are protected.
 * Return: as access_point_drop(). */
int access_point_drop_by_broadcast(struct access_point *ap, uint8_t kind, uint16_t reason);

/* An unprotected frame in the access point's name; it changes nothing here. Return: 0; negative errno of air_transmit(). */
int access_point_forge(struct access_point *ap, const struct dot11_mac *receiver, uint8_t kind, uint16_t reason);

/* Forgets all stations and keys without a word, as after a loss of power. Return: 0; -EIO if no new keys could be made. */
int access_point_restart(struct access_point *ap);

/* New group keys, handed to every authorized station before they are used. Return: 0; -EOPNOTSUPP in an open BSS; -EBUSY while
 * the last ones are still being handed out; -EIO. */
int access_point_rekey_group(struct access_point *ap);
/* A new pairwise key. Return: 0; -ENOENT if the station is not authorized; -EOPNOTSUPP in an open BSS; -EBUSY; -EIO. */
int access_point_rekey_pairwise(struct access_point *ap, const struct dot11_mac *station);

/* Stations that are here stay; whoever comes from now on needs the new one. Return: 0; -EOPNOTSUPP for a BSS without one. */
int access_point_set_passphrase(struct access_point *ap, const struct secret *passphrase);
