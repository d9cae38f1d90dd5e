/*
 * One station's association: the SME of this driver. It asks the kernel for one step after the other, and ends what it began.
 *
 * Contents of SAE frames and of 802.1X frames are the host's: they pass through here. Under management frame protection an
 * end that was not protected is answered by an SA Query, which ends the association only if the peer does not answer.
 *
 * Drivers without NL80211_CMD_AUTHENTICATE have an SME of their own and are asked by NL80211_CMD_CONNECT instead.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "dot11/key.h"
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
	const uint8_t *association_request; /* the fixed fields are rebuilt: the kernel does not tell them */
	size_t association_request_size;
};

enum mlme_sae {
	MLME_SAE_COMMIT_WANTED,	   /* mlme_sae_commit() is expected */
	MLME_SAE_COMMIT_RECEIVED,  /* then again, or mlme_sae_confirm() */
	MLME_SAE_CONFIRM_RECEIVED, /* then mlme_sae_finish() */
	MLME_SAE_COMMIT_LATE, /* what was expected did not come; attempt_ended() follows */
	MLME_SAE_CONFIRM_LATE,
	MLME_SAE_VERDICT_LATE,
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
	/* @frame: body of the peer's authentication frame, NULL with those that tell of none. May come from within mlme_connect(). */
	void (*sae)(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata);
	/* An 802.1X frame of the peer, never before attempt_ended(). @pdu: hostile. */
	void (*eapol)(const struct dot11_mac *bssid, const uint8_t *pdu, size_t size, void *userdata);
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
 * @peer:     copied, elements too
 * @does_sae: authenticate by SAE; else as an open system
 *
 * Return: 0, then attempt_ended() comes, not from within; -EISCONN while there is an association or an attempt; -ENOMEM;
 * -EOPNOTSUPP for SAE with a radio that cannot.
 */
int mlme_connect(struct mlme *mlme, const struct build_peer *peer, bool does_sae);

/**
 * mlme_sae_commit() - the next frame of an SAE authentication, what follows its status field
 * @status: 0, or 126 for hash to element
 *
 * The kernel repeats it when no answer comes, and the whole exchange has a time limit.
 * Return: 0; -EPROTO if none is expected now; -EMSGSIZE; the kernel's error as negative errno (the attempt stays where it was).
 */
int mlme_sae_commit(struct mlme *mlme, uint16_t status, const void *contents, size_t size);
int mlme_sae_confirm(struct mlme *mlme, const void *contents, size_t size);

/**
 * mlme_sae_finish() - the host's verdict
 * @is_authenticated: associate; else the attempt ends: attempt_ended() comes from within
 *
 * Return: 0; -EPROTO if no SAE authentication is under way, or success was not to be expected yet.
 */
int mlme_sae_finish(struct mlme *mlme, bool is_authenticated);

/* During SAE: what the association request is to say, if not what mlme_connect() was told. Return: 0; -EPROTO; -ENOMEM. */
int mlme_change_request(struct mlme *mlme, const struct build_security *security, const uint8_t *elements, size_t size);

/**
 * mlme_send_eapol() - an 802.1X frame to the peer
 * It is encrypted exactly when there is a pairwise key.
 * Return: 0; -ENOTCONN if @peer is not the peer, or there is no way for such frames; the kernel's error.
 */
int mlme_send_eapol(struct mlme *mlme, const struct dot11_mac *peer, const void *pdu, size_t size);

/* Keys of the association, which replace those of the same kind and index. Return: 0; -ENOTCONN; the kernel's error. */
int mlme_add_key(struct mlme *mlme, const struct dot11_key *key);
/* A key that is not there is no error. */
int mlme_delete_key(struct mlme *mlme, bool is_pairwise, uint8_t index);
/* Opens the port for data. Return: 0; -ENOTCONN; the kernel's error. */
int mlme_authorize(struct mlme *mlme);

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

/* The interface has another address now; nothing is connected. */
void mlme_set_own(struct mlme *mlme, const struct dot11_mac *own);

/* The peer while there is an association, else NULL. */
const struct dot11_mac *mlme_peer(const struct mlme *mlme);

/* Every event of the interface is to be shown to the machine. */
void mlme_on_event(struct mlme *mlme, const struct event *event);

/* Events were lost: ask the kernel how things are. */
void mlme_resync(struct mlme *mlme);
