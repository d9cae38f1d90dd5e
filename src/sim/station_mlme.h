/*
 * The station's management entity as a machine: frames and timers in, frames and timers out.
 *
 * It authenticates (open system), associates, keeps the link and ends it, with one BSS at a time. It knows no air and no clock:
 * whoever owns it carries out the operations and tells what came of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/frame.h"
#include "dot11/types.h"

#define STATION_MLME_TRIES 3			 /* authentication and association requests before giving up */
#define STATION_MLME_RESPONSE_TIMEOUT_US 50000	 /* from the acknowledged request to the response */
#define STATION_MLME_LOST_BEACONS 7		 /* beacon intervals of silence until the peer counts as gone */

enum station_mlme_state {
	STATION_MLME_STATE_IDLE,
	STATION_MLME_STATE_AUTHENTICATING,
	STATION_MLME_STATE_ASSOCIATING,
	STATION_MLME_STATE_ASSOCIATED,
	STATION_MLME_STATE_DISASSOCIATING,
	STATION_MLME_STATE_DEAUTHENTICATING,
};

enum station_mlme_timer {
	STATION_MLME_TIMER_RESPONSE,
	STATION_MLME_TIMER_LOST,
	STATION_MLME_N_TIMERS,
};

enum station_mlme_outcome {
	STATION_MLME_JOINED,
	STATION_MLME_AUTH_NO_ACK,
	STATION_MLME_AUTH_NO_RESPONSE,
	STATION_MLME_AUTH_BAD_RESPONSE,
	STATION_MLME_AUTH_REFUSED,  /* the peer's status code says why */
	STATION_MLME_AUTH_DROPPED,  /* deauthenticated meanwhile */
	STATION_MLME_ASSOC_NO_ACK,
	STATION_MLME_ASSOC_NO_RESPONSE,
	STATION_MLME_ASSOC_BAD_RESPONSE,
	STATION_MLME_ASSOC_REFUSED,
	STATION_MLME_ASSOC_DROPPED,
};

enum station_mlme_cause {
	STATION_MLME_LEFT_BY_HOST,
	STATION_MLME_PEER_DEAUTHENTICATED,
	STATION_MLME_PEER_DISASSOCIATED,
	STATION_MLME_PEER_LOST,
};

struct station_mlme_body {
	size_t size; /* 0: there was none */
	uint8_t bytes[DOT11_FRAME_MAX_SIZE]; /* without MAC header */
};

/* How an attempt ended. The bodies stay valid until the next attempt. */
struct station_mlme_attempt {
	enum station_mlme_outcome outcome;
	uint16_t status; /* the peer's, where it gave one */
	const struct station_mlme_body *auth_response, *assoc_request, *assoc_response;
};

struct station_mlme_ops {
	/* Send; with @token other than 0 the end is told by station_mlme_transmitted(). Return: 0; negative errno. */
	int (*transmit)(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token);
	/* Set, or with 0 cancel, a timer; when it is over: station_mlme_timeout(). */
	void (*set_timer)(void *userdata, enum station_mlme_timer timer, uint64_t delay_us);
	/* The attempt has ended; the machine is idle or associated and may be used from within. */
	void (*attempted)(void *userdata, const struct station_mlme_attempt *attempt);
	/* The link is gone and cleared. @frame: the peer's body where it sent one, otherwise NULL. */
	void (*left)(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size);
};

/* Whom to join. Copied. */
struct station_mlme_target {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	uint16_t capability;
	uint16_t beacon_interval_tu;
	struct dot11_elements elements; /* of the association request, after SSID and rates; valid during the call */
	const uint8_t *rates;		/* units of 500 kbit/s; static */
	size_t n_rates;
};

struct station_mlme {
	const struct station_mlme_ops *ops;
	void *userdata;
	enum station_mlme_state state;
	struct dot11_mac peer;
	uint16_t beacon_interval_tu;
	uint16_t aid;	     /* while associated */
	uint16_t reason;     /* of the disconnect under way */
	unsigned int n_tries;
	uint32_t token;	     /* of the frame whose end is awaited */
	uint16_t capability;
	struct station_mlme_body auth_response, assoc_request, assoc_response;
};

void station_mlme_init(struct station_mlme *mlme, const struct station_mlme_ops *ops, void *userdata);

/* Begins an attempt. Return: 0; -EBUSY unless idle; -ENOBUFS if the elements are too long for a frame. */
int station_mlme_join(struct station_mlme *mlme, const struct station_mlme_target *target);

/* Ends an attempt under way, or forgets the peer, without a frame and without telling anybody. */
void station_mlme_reset(struct station_mlme *mlme);

/**
 * station_mlme_leave() - disassociate and deauthenticate
 * @reason: of both frames
 *
 * ops->left() follows when both frames were acknowledged or given up.
 *
 * Return: 0; -ENOTCONN if @peer is not the one associated with.
 */
int station_mlme_leave(struct station_mlme *mlme, const struct dot11_mac *peer, uint16_t reason);

/* Announces power save (off to another channel) or its end; nothing happens unless associated. */
void station_mlme_doze(struct station_mlme *mlme, bool is_dozing);

/* The peer's beacons have stopped, or are heard again. */
void station_mlme_beacons(struct station_mlme *mlme, bool are_heard);

void station_mlme_receive(struct station_mlme *mlme, const struct dot11_frame *frame);
void station_mlme_transmitted(struct station_mlme *mlme, uint32_t token, bool acked);
void station_mlme_timeout(struct station_mlme *mlme, enum station_mlme_timer timer);
