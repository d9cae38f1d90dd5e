/*
 * The station's management entity as a machine: frames and timers in, frames and timers out.
 *
 * It authenticates (open system, or SAE with contents that the host makes and checks), associates, keeps the link and ends it,
 * with one BSS at a time. It knows no air, no clock and no key: whoever owns it carries out the operations, protects the frames that
 * are to be protected, and tells what came of them.
 *
 * With protected management frames (IEEE 802.11-2020, 11.13) a goodbye that anybody could have sent is not believed: the peer is
 * asked (SA Query) whether it still knows us.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/frame.h"
#include "dot11/sae_frame.h"
#include "dot11/types.h"

#define STATION_MLME_TRIES 3			 /* authentication and association requests before giving up */
#define STATION_MLME_RESPONSE_TIMEOUT_US 50000	 /* from the acknowledged request to the response */
#define STATION_MLME_NO_ACK_TIMEOUT_US 100000	 /* from the request that nobody acknowledged to the next */
#define STATION_MLME_SAE_TIMEOUT_US 200000	 /* the same of an SAE frame: the peer has to calculate */
#define STATION_MLME_HOST_TIMEOUT_US 5000000	 /* for the host's part of SAE */
#define STATION_MLME_SA_QUERY_RETRY_US 201000	 /* dot11AssociationSAQueryRetryTimeout */
#define STATION_MLME_SA_QUERY_MAX_US 1000000	 /* dot11AssociationSAQueryMaximumTimeout */
#define STATION_MLME_LOST_BEACONS 7		 /* beacon intervals of silence until the peer counts as gone */

enum station_mlme_state {
	STATION_MLME_STATE_IDLE,
	STATION_MLME_STATE_AUTHENTICATING,	/* open system */
	STATION_MLME_STATE_SAE_ASKING,		/* the host makes a commit */
	STATION_MLME_STATE_SAE_COMMITTED,	/* it is sent; the peer's is awaited */
	STATION_MLME_STATE_SAE_CHECKING,	/* the host looks at it and makes a confirm, or another commit */
	STATION_MLME_STATE_SAE_CONFIRMED,	/* the confirm is sent; the peer's is awaited */
	STATION_MLME_STATE_SAE_ASKING_AGAIN,	/* the host makes another confirm, because the first was not answered */
	STATION_MLME_STATE_SAE_DECIDING,	/* the host looks at the peer's confirm */
	STATION_MLME_STATE_ASSOCIATING,
	STATION_MLME_STATE_ASSOCIATED,
	STATION_MLME_STATE_DISASSOCIATING,
	STATION_MLME_STATE_DEAUTHENTICATING,
};

enum station_mlme_timer {
	STATION_MLME_TIMER_RESPONSE,
	STATION_MLME_TIMER_LOST,
	STATION_MLME_TIMER_SA_QUERY,
	STATION_MLME_N_TIMERS,
};

enum station_mlme_outcome {
	STATION_MLME_JOINED,
	STATION_MLME_AUTH_NO_ACK,
	STATION_MLME_AUTH_NO_RESPONSE,
	STATION_MLME_AUTH_BAD_RESPONSE,
	STATION_MLME_AUTH_REFUSED,  /* the peer's status code says why */
	STATION_MLME_AUTH_DROPPED,  /* deauthenticated meanwhile */
	STATION_MLME_AUTH_ABANDONED, /* by the host, or it did not answer */
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
	STATION_MLME_PEER_FORGOT, /* it does not answer SA Query: it does not know us any more */
};

/* What the host is asked for, or told, during SAE. */
enum station_mlme_sae {
	STATION_MLME_SAE_NEEDS_COMMIT,
	STATION_MLME_SAE_HAS_COMMIT,	/* with the frame: success, token wanted or group refused */
	STATION_MLME_SAE_NEEDS_CONFIRM, /* again */
	STATION_MLME_SAE_HAS_CONFIRM,	/* with the frame */
	/* Errors; ops->attempted() follows. */
	STATION_MLME_SAE_NO_ANSWER, /* of the peer */
	STATION_MLME_SAE_COMMIT_REFUSED,
	STATION_MLME_SAE_CONFIRM_REFUSED,
	STATION_MLME_SAE_NO_HOST_COMMIT,
	STATION_MLME_SAE_NO_HOST_CONFIRM,
	STATION_MLME_SAE_NO_HOST_STATUS,
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
	/* Send; with @token other than 0 the end is told by station_mlme_transmitted(). DOT11_FRAME_PROTECTED in the header's flags:
	 * protect it with the pairwise key. Return: 0; negative errno. */
	int (*transmit)(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token);
	/* Set, or with 0 cancel, a timer; when it is over: station_mlme_timeout(). */
	void (*set_timer)(void *userdata, enum station_mlme_timer timer, uint64_t delay_us);
	/* The attempt has ended; the machine is idle or associated and may be used from within. */
	void (*attempted)(void *userdata, const struct station_mlme_attempt *attempt);
	/* The link is gone and cleared. @frame: the peer's body where it sent one, otherwise NULL. */
	void (*left)(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size);
	/* SAE goes on with station_mlme_sae_commit(), _confirm() or _end(), not from within. @frame: body of the authentication frame,
	 * NULL if there is none. */
	void (*sae)(void *userdata, enum station_mlme_sae what, const uint8_t *frame, size_t size);
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
	bool does_sae; /* otherwise open system authentication */
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
	bool is_acked; /* the latest request was acknowledged; its answer is awaited */
	uint32_t token;	     /* of the frame whose end is awaited */
	uint16_t capability;
	struct dot11_ssid ssid;
	const uint8_t *rates;
	size_t n_rates;
	bool is_protecting; /* management frames */
	uint16_t sa_query_id; /* of the request sent last */
	unsigned int n_sa_queries; /* 0: none is under way */
	struct dot11_management sae_request; /* sent last; its contents are in @auth_request */
	struct station_mlme_body auth_request, auth_response, assoc_request, assoc_response;
};

void station_mlme_init(struct station_mlme *mlme, const struct station_mlme_ops *ops, void *userdata);

/* Begins an attempt. Return: 0; -EBUSY unless idle; -ENOBUFS if the elements are too long for a frame. */
int station_mlme_join(struct station_mlme *mlme, const struct station_mlme_target *target);

/* Other elements for the association request, while SAE goes on. Return: 0; -EPROTO in other states; -ENOBUFS. */
int station_mlme_set_elements(struct station_mlme *mlme, const struct dot11_elements *elements);

/**
 * station_mlme_sae_commit() - the host's commit, answer to NEEDS_COMMIT or HAS_COMMIT
 * Return: 0; -EPROTO if none is awaited; -ENOBUFS if it is too long for a frame.
 */
int station_mlme_sae_commit(struct station_mlme *mlme, const struct dot11_sae_commit *commit);
/* The host's confirm, answer to HAS_COMMIT or NEEDS_CONFIRM. Return: likewise. */
int station_mlme_sae_confirm(struct station_mlme *mlme, const struct dot11_sae_confirm *confirm);
/* The host's verdict: success, answer to HAS_CONFIRM, goes on to associate; a failure ends the attempt whenever it comes.
 * station_mlme_sae_can_end() tells whether it may be called. */
void station_mlme_sae_end(struct station_mlme *mlme, bool is_success);
bool station_mlme_sae_can_end(const struct station_mlme *mlme, bool is_success);

/* From now on, until the link ends, management frames are protected: there are keys. Nothing happens unless associated. */
void station_mlme_protect(struct station_mlme *mlme);

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

/* @is_authentic: it came protected, and the protection was right; the frame is what was in it. */
void station_mlme_receive(struct station_mlme *mlme, const struct dot11_frame *frame, bool is_authentic);
void station_mlme_transmitted(struct station_mlme *mlme, uint32_t token, bool acked);
void station_mlme_timeout(struct station_mlme *mlme, enum station_mlme_timer timer);
