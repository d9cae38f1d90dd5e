/*
 * What makes a connection secure: SAE before the association, the Diffie-Hellman exchange of OWE within it, the 4-way and group key
 * handshakes after it, and the PMKs that are kept for the next time. It owns every secret of an attempt and wipes it at its end.
 *
 * The machine of states and tasks is msm.c: it asks here, and what cannot go on is told to it as SECURITY_E_FAILED.
 *
 * Source: IEEE 802.11-2020, 12.4, 12.6, 12.7; RFC 8110; rules 180 to 193.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wlansvc/msm/msm.h"

struct security;

enum security_outcome {
	SECURITY_E_IGNORED = 1, /* it has no place here */
	SECURITY_E_FAILED, /* this BSS is to be left: security_failure() */
};

/* @ops: outlives it. Return: 0; -ENOMEM. */
int security_new(struct security **ret, const struct msm_ops *ops, void *port);
/* Wipes everything; the timer is left alone. */
struct security *security_free(struct security *security);

/**
 * security_begin() - get ready for a connect task
 * @target:    nothing of it is kept but copies
 * @ret_offer: what the connect task says besides; borrowed until the next call
 *
 * Return: 0; -EINVAL if the wishes contradict each other or a secret is missing; -ENOMEM; -EIO.
 */
int security_begin(struct security *security, const struct msm_target *target, struct msm_offer *ret_offer);

/* The attempt goes on with another address than the target's. Before its first frame. */
void security_keep_own(struct security *security, const struct dot11_mac *own);

/* Does the attempt want a secure network? */
bool security_is_wanted(const struct security *security);

/* Return: 0: answered; SECURITY_E_IGNORED; SECURITY_E_FAILED: answered with a failure, the driver ends this attempt. */
int security_sae(struct security *security, const struct msm_sae_event *event);

/**
 * security_refused() - the attempt with one BSS has ended without association
 * With status 77 of an OWE network the driver gets an element of another group.
 * Return: WLAN_REASON_CODE.
 */
uint32_t security_refused(struct security *security, const struct msm_association *association);

/* The handshake with this BSS begins; an earlier one is over. Return: 0; SECURITY_E_FAILED. */
int security_associate(struct security *security, const struct msm_association *association);

/* Return: 0; SECURITY_E_IGNORED; SECURITY_E_FAILED. */
int security_eapol(struct security *security, const uint8_t *pdu, size_t size);
int security_keys_done(struct security *security, uint32_t status);
int security_timeout(struct security *security);

/* The handshake is complete, and all keys are in. */
bool security_is_complete(const struct security *security);

/* Of the latest SECURITY_E_FAILED. @ret_air: IEEE 802.11 reason code for the peer. Return: WLAN_REASON_CODE. */
uint32_t security_failure(const struct security *security, uint16_t *ret_air);

/* Why the peer is lost: a wrong passphrase, if it went while the handshake showed signs of it; else msm_reason_from_loss().
 * @peer_reason: IEEE 802.11 reason code, 0 if not told. Return: WLAN_REASON_CODE. */
uint32_t security_reason_of_loss(const struct security *security, uint32_t status, uint16_t peer_reason);

/* The peer is gone while the connect task goes on: its handshake is over. */
void security_lose_peer(struct security *security);

/* Connected: the PMK goes to the cache, and whatever only an attempt needs is wiped. Rekeying goes on. */
void security_settle(struct security *security);

/* It is over: every secret is wiped but cached PMKs, and keys on their way are nobody's. */
void security_stop(struct security *security);

/* Forgets and wipes all cached PMKs; and that of an attempt under way will not be kept. */
void security_forget(struct security *security);

struct msm_suites security_suites(const struct security *security);
