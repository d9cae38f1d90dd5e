/*
 * One station's association: the SME of this driver. It asks the kernel for one step after the other, and ends what it began.
 *
 * Drivers without NL80211_CMD_AUTHENTICATE have an SME of their own and are asked by NL80211_CMD_CONNECT instead.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "dot11/types.h"
#include "nl80211/build.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"

enum mlme_outcome {
	MLME_E_NOT_CONNECTED = 1,
};

enum mlme_attempt {
	MLME_ATTEMPT_ASSOCIATED,
	MLME_ATTEMPT_ABORTED,
	MLME_ATTEMPT_NOT_FOUND, /* neither beacon nor probe response on its channel */
	MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE,
	MLME_ATTEMPT_AUTHENTICATION_REFUSED, /* status and frame tell */
	MLME_ATTEMPT_AUTHENTICATION_FAILED,
	MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE,
	MLME_ATTEMPT_ASSOCIATION_REFUSED, /* status and frame tell */
	MLME_ATTEMPT_ASSOCIATION_FAILED,
};

struct mlme_result {
	enum mlme_attempt attempt;
	uint16_t status; /* IEEE 802.11 status code of the peer; 0 if it said none */
	/* Behind the MAC header, valid during the call; NULL if there is none. */
	const uint8_t *authentication_response;
	size_t authentication_response_size;
	const uint8_t *association_response;
	size_t association_response_size;
};

enum mlme_cause {
	MLME_CAUSE_HOST,  /* asked for, with frames */
	MLME_CAUSE_RESET, /* asked for, without frames */
	MLME_CAUSE_RADIO_OFF,
	MLME_CAUSE_PEER_DEAUTHENTICATED, /* the body tells */
	MLME_CAUSE_PEER_DISASSOCIATED,	 /* the body tells */
	MLME_CAUSE_NOT_HEARD,
	MLME_CAUSE_LOCAL, /* something else on this machine ended it */
};

struct mlme_listener {
	/* The end of an attempt, exactly once for each mlme_connect() that returned 0. */
	void (*attempt_ended)(const struct mlme_result *result, void *userdata);
	/* The association is over, and the kernel has nothing of it any more. Exactly once for each one. @body: of the peer's
	 * frame, NULL for the other causes. */
	void (*lost)(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata);
	/* What mlme_leave() began has ended; after lost(). */
	void (*left)(void *userdata);
};

struct mlme;

/* Return: 0; -ENOMEM. All that is handed over must outlive it. */
int mlme_new(struct mlme **ret, struct nl *nl, sd_event *loop, uint32_t ifindex, const struct dot11_mac *own,
	     const struct wiphy *wiphy, const struct mlme_listener *listener, void *userdata);
/* Asks the kernel to end whatever there is, and waits for nothing. */
struct mlme *mlme_free(struct mlme *mlme);
define_cleanup(struct mlme, mlme, mlme_free);

/**
 * mlme_connect() - authenticate and associate
 * @peer: copied, elements too
 *
 * Return: 0, then attempt_ended() comes, not from within; -EISCONN while there is an association or an attempt; -ENOMEM.
 */
int mlme_connect(struct mlme *mlme, const struct build_peer *peer);

/* Ends an attempt: attempt_ended() is called from within with MLME_ATTEMPT_ABORTED. Nothing happens if there is none. */
void mlme_abort(struct mlme *mlme);

/**
 * mlme_leave() - end the association with @bssid
 * @bssid:  NULL: with whomever it is
 * @cause:  MLME_CAUSE_HOST: disassociation and deauthentication with @reason are on their way when this function returns;
 *          MLME_CAUSE_RESET and MLME_CAUSE_RADIO_OFF: nothing is sent
 *
 * If the peer has ended it already, lost() tells that instead.
 * Return: 0, then left() comes, not from within; MLME_E_NOT_CONNECTED.
 */
int mlme_leave(struct mlme *mlme, const struct dot11_mac *bssid, enum mlme_cause cause, uint16_t reason);

/* The peer while there is an association, else NULL. */
const struct dot11_mac *mlme_peer(const struct mlme *mlme);

/* Every event of the interface is to be shown to the machine. */
void mlme_on_event(struct mlme *mlme, const struct event *event);

/* Events were lost: ask the kernel how things are. */
void mlme_resync(struct mlme *mlme);
