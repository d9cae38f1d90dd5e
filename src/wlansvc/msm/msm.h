/*
 * One connection of one port, as a machine of states and events. It does no I/O and asks for the time only to let cached PMKs
 * expire: tasks, frames, keys and the timer leave through struct msm_ops, their ends come back as events.
 *
 * Every waiting state waits for the end of exactly one task, and the host answers every task (after 10 s without M3 or 30 s
 * without M4 with NDIS_STATUS_ADAPTER_REMOVED), so the deadline of each of them is the host's. Only the handshake, which waits for
 * the peer, has deadlines of its own: 5 s to its first message, and 5 s more to its end.
 *
 * Source: OID_WDI_TASK_CONNECT, OID_WDI_TASK_DISCONNECT, OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/key.h"
#include "dot11/sae_frame.h"
#include "dot11/suite.h"
#include "dot11/types.h"

struct msm;

enum msm_state {
	MSM_STATE_IDLE,          /* no peer, no task */
	MSM_STATE_ASSOCIATING,   /* the connect task runs; a handshake may have begun */
	MSM_STATE_SECURING,      /* associated; the handshake, or putting its keys in, is not over */
	MSM_STATE_ABORTING,      /* the connect task was aborted, its end is awaited */
	MSM_STATE_DROPPING,      /* a peer that nobody wants: the disconnect task runs, a reset follows */
	MSM_STATE_RESETTING,     /* the reset that follows an aborted connect runs */
	MSM_STATE_CONNECTED,     /* there is a peer */
	MSM_STATE_DISCONNECTING, /* the disconnect task runs */
	MSM_N_STATES,
};

enum msm_event {
	MSM_EVENT_CONNECT,
	MSM_EVENT_DISCONNECT,
	MSM_EVENT_TASK_DONE,          /* M4, or a refusal, of the task under way */
	MSM_EVENT_ASSOCIATION_RESULT, /* one attempt of the connect task has ended */
	MSM_EVENT_PEER_LOST,          /* disassociation indication */
	MSM_EVENT_SAE,                /* the driver needs contents of an SAE frame, or has one */
	MSM_EVENT_EAPOL,              /* an 802.1X PDU of the peer */
	MSM_EVENT_KEYS_DONE,          /* the end of putting keys in */
	MSM_EVENT_TIMEOUT,            /* the timer that the msm asked for */
	MSM_EVENT_ADAPTER_LOST,
	MSM_N_EVENTS,
};

enum msm_outcome {
	MSM_E_NOT_CONNECTED = 1, /* nothing to end */
	MSM_E_BUSY,              /* a connection exists or is being made or ended */
	MSM_E_NOT_EXPECTED,      /* the driver told something that has no place here; ignored */
};

/* A BSS to try. The pointers are used during msm_connect() only. */
struct msm_candidate {
	struct dot11_mac bssid;
	const uint8_t *probe_response, *beacon; /* bodies, without MAC header; either may be NULL */
	size_t probe_response_size, beacon_size;
	const uint8_t *context; /* what the driver gave with the BSS entry, or NULL */
	size_t context_size;
	int32_t rssi_dbm;
	uint32_t link_quality; /* 0 to 100 */
	uint32_t channel;
	uint32_t band_id; /* enum wdi_band_id */
};

/* What may be agreed on with the peer. */
struct msm_security {
	size_t n_akms; /* 0: open networks only, and nothing else here counts */
	uint32_t akms[4]; /* DOT11_AKM_PSK, _PSK_SHA256, _SAE, _OWE, best first */
	size_t n_ciphers;
	uint32_t ciphers[4]; /* pairwise, best first */
	size_t n_group_ciphers;
	uint32_t group_ciphers[5];
	bool uses_mfp; /* the radio can protect management frames */
	bool needs_mfp; /* the profile does not go without */
	struct secret passphrase; /* text of 8 to 63 characters; not set for OWE */
	struct secret psk; /* 32 bytes instead of a passphrase; AKMs with PSK only */
	bool caches_pmk; /* PMKs of SAE and OWE are kept for the next association that nobody asked to end */
	uint64_t pmk_lifetime_us;
};

struct msm_target {
	struct dot11_mac own; /* address that the port is to have; it gets it before the connect task if it has another one */
	struct dot11_ssid ssid;
	bool is_hidden;
	struct msm_security security;
	size_t n_candidates; /* at least 1; best first */
	const struct msm_candidate *candidates;
	size_t n_allowed; /* 0: any BSSID */
	const struct dot11_mac *allowed;
};

/* A PMK that is known from an earlier association with @bssid. */
struct msm_pmkid {
	struct dot11_mac bssid;
	uint8_t bytes[16];
};

/* What the msm adds to a target for the connect task. Used during submit_connect() only. */
struct msm_offer {
	size_t n_pmkids; /* one per BSS at most */
	const struct msm_pmkid *pmkids;
	const uint8_t *owe_element; /* Diffie-Hellman parameter, whole; NULL if OWE is not wished */
	size_t owe_element_size;
};

/* End of one association attempt, as the driver tells it. */
struct msm_association {
	struct dot11_mac bssid;
	bool is_reassociation; /* which kind of frames @request and @response are */
	uint32_t status;      /* enum wdi_assoc_status */
	uint32_t peer_status; /* 802.11 status code */
	uint32_t auth, unicast_cipher, group_cipher, group_management_cipher; /* WDI numbers, as negotiated */
	uint32_t phy_type; /* enum wdi_phy_type; 0 if not told */
	uint32_t band_id;
	/* Bodies of frames, without MAC header; NULL and 0 if not told. Used during the call only. */
	const uint8_t *request, *response, *authentication, *beacon;
	size_t request_size, response_size, authentication_size, beacon_size;
};

/* What the driver asks or tells of SAE: NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED. */
struct msm_sae_event {
	struct dot11_mac bssid;
	uint32_t type; /* enum wdi_sae_indication_type */
	uint32_t status; /* enum wdi_sae_status of an error */
	const uint8_t *frame; /* body of the authentication frame from its algorithm on; NULL if none */
	size_t frame_size;
};

/* What the driver is to send, or how it ended: OID_WDI_SET_SAE_AUTH_PARAMS. */
struct msm_sae_answer {
	struct dot11_mac bssid;
	uint32_t type; /* enum wdi_sae_request_type */
	const struct dot11_sae_commit *commit; /* of a commit, else NULL */
	const struct dot11_sae_confirm *confirm; /* of a confirm, else NULL */
	uint32_t akm, cipher; /* with a commit: what the association request will say */
	uint32_t status; /* enum wdi_sae_status of success and failure */
};

/* Every submit_ that returns 0 is answered by exactly one msm_task_done(), never from inside the call. */
struct msm_ops {
	int (*submit_connect)(const struct msm_target *target, const struct msm_offer *offer, void *port);
	/* The connect task still ends with msm_task_done(), aborted or not. */
	void (*abort_connect)(void *port);
	/* @reason: for the frames on the air (IEEE 802.11, reason codes) */
	int (*submit_disconnect)(const struct dot11_mac *peer, uint16_t reason, void *port);
	int (*submit_reset)(void *port);
	/* Answered by msm_keys_done(); more than one may be under way. @peer: of pairwise keys. The keys are encoded before this returns. */
	int (*submit_keys)(const struct dot11_mac *peer, const struct dot11_key *keys, size_t n_keys, void *port);
	/* Not answered: a driver that refuses ends the attempt itself. */
	int (*submit_sae)(const struct msm_sae_answer *answer, void *port);
	/* The Diffie-Hellman parameter for the next request; @element: whole. Not answered. */
	int (*submit_owe)(const uint8_t *element, size_t size, void *port);
	int (*send_eapol)(const struct dot11_mac *peer, const uint8_t *pdu, size_t size, void *port);
	/* One timer: a new one replaces it, 0 ends it; at its end msm_timeout(). */
	void (*set_timer)(uint64_t delay_us, void *port);
};

/* Told last, after the state has changed: the listener may call msm_connect() and msm_disconnect() from inside. */
struct msm_listener {
	/* Associated, not yet secured; connected() or failed() follows. More than once if the driver goes on to another BSS. */
	void (*associated)(const struct msm_association *association, void *userdata);
	void (*connected)(void *userdata);
	/* The attempt has ended without a connection, and the port is free again. @reason: WLAN_REASON_CODE, the true cause. */
	void (*failed)(uint32_t reason, void *userdata);
	/* The connection has ended, and the port is free again. @reason: that given to msm_disconnect() if the driver did as it was
	 * told; else WLAN_REASON_CODE_DRIVER_DISCONNECTED, _DISCONNECT_TIMEOUT or _DRIVER_OPERATION_FAILURE; or the MSMSEC code why a
	 * change of keys has failed. */
	void (*disconnected)(uint32_t reason, void *userdata);
};

/* @ops, @listener: outlive the msm. Return: 0; -ENOMEM. */
int msm_new(struct msm **ret, const struct msm_ops *ops, void *port, const struct msm_listener *listener, void *userdata);
/* Tells nobody. No task of it may be under way that could still call msm_task_done(). */
struct msm *msm_free(struct msm *msm);

enum msm_state msm_state(const struct msm *msm);

/**
 * msm_connect() - start the connect task
 * Return: 0, and then failed() or connected() follows; MSM_E_BUSY; -EINVAL if the security wishes contradict each other or a secret
 * is missing, other negative errno of the submission (nothing follows).
 */
int msm_connect(struct msm *msm, const struct msm_target *target);

/**
 * msm_disconnect() - end the connection, or the attempt, whatever its state
 * @reason: WLAN_REASON_CODE that failed() or disconnected() repeats
 *
 * Connected: the disconnect task, reason code 3 on the air (the station is leaving); disconnected() after its completion.
 * Securing: the disconnect task; then failed(). Associating: the connect task is aborted; after its end the peer, if there is one
 * meanwhile, is disconnected; then the port is reset (the rule for an aborted connect); then failed(). Already ending: joins, the
 * first reason stays. Idle: nothing. In every case the cached PMKs of the network are forgotten: nobody wants to go back.
 *
 * Return: 0; MSM_E_NOT_CONNECTED (nothing follows); negative errno of the submission (the state is as before).
 */
int msm_disconnect(struct msm *msm, uint32_t reason);

/* What the driver tells. Return: 0; MSM_E_NOT_EXPECTED if it was ignored. @status: NDIS_STATUS. */
int msm_task_done(struct msm *msm, uint32_t status);
int msm_association_result(struct msm *msm, const struct msm_association *association);
/* @status: enum wdi_assoc_status. @peer: broadcast means the peer, whoever it is. @peer_reason: IEEE 802.11 reason code of the frame
 * that the peer has sent; 0 if there was none. */
int msm_peer_lost(struct msm *msm, const struct dot11_mac *peer, uint32_t status, uint16_t peer_reason);
int msm_adapter_lost(struct msm *msm);
int msm_sae(struct msm *msm, const struct msm_sae_event *event);
/* @pdu: from the 802.1X version byte on; hostile. */
int msm_eapol(struct msm *msm, const struct dot11_mac *peer, const uint8_t *pdu, size_t size);
int msm_keys_done(struct msm *msm, uint32_t status);
int msm_timeout(struct msm *msm);
/* The port has not got the address of the target: it keeps @own, which keys and frames are made with from now on. Before the connect
 * task begins. */
void msm_keep_own(struct msm *msm, const struct dot11_mac *own);

/* What the connection uses: enum dot11_akm and enum dot11_cipher; all 0 unless connected to a secure network. */
struct msm_suites {
	uint32_t akm, pairwise_cipher, group_cipher, group_management_cipher;
};
struct msm_suites msm_suites(const struct msm *msm);

/* Forgets and wipes every cached PMK: its profile was changed or deleted. */
void msm_forget_pmks(struct msm *msm);

const char *msm_state_to_text(enum msm_state state);
const char *msm_event_to_text(enum msm_event event);
