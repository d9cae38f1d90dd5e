/*
 * One connection of one port, as a machine of states and events. It has no clock and does no I/O: tasks leave through
 * struct msm_ops, their ends come back as events.
 *
 * Every waiting state waits for the end of exactly one task, and the host answers every task (after 10 s without M3 or 30 s
 * without M4 with NDIS_STATUS_ADAPTER_REMOVED), so the deadline of each of them is the host's.
 *
 * Source: OID_WDI_TASK_CONNECT, OID_WDI_TASK_DISCONNECT, OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"

struct msm;

enum msm_state {
	MSM_STATE_IDLE,          /* no peer, no task */
	MSM_STATE_ASSOCIATING,   /* the connect task runs */
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

struct msm_target {
	struct dot11_ssid ssid;
	bool is_hidden;
	uint32_t auth; /* enum wdi_auth_algorithm */
	uint32_t unicast_cipher, group_cipher; /* enum wdi_cipher_algorithm */
	size_t n_candidates; /* at least 1; best first */
	const struct msm_candidate *candidates;
	size_t n_allowed; /* 0: any BSSID */
	const struct dot11_mac *allowed;
};

/* End of one association attempt, as the driver tells it. */
struct msm_association {
	struct dot11_mac bssid;
	uint32_t status;      /* enum wdi_assoc_status */
	uint32_t peer_status; /* 802.11 status code */
	uint32_t auth, unicast_cipher; /* WDI numbers, as negotiated */
	uint32_t phy_type; /* enum wdi_phy_type; 0 if not told */
	uint32_t band_id;
};

/* Every submit_ that returns 0 is answered by exactly one msm_task_done(), never from inside the call. */
struct msm_ops {
	int (*submit_connect)(const struct msm_target *target, void *port);
	/* The connect task still ends with msm_task_done(), aborted or not. */
	void (*abort_connect)(void *port);
	/* @reason: for the frames on the air (IEEE 802.11, reason codes) */
	int (*submit_disconnect)(const struct dot11_mac *peer, uint16_t reason, void *port);
	int (*submit_reset)(void *port);
};

/* Told last, after the state has changed: the listener may call msm_connect() and msm_disconnect() from inside. */
struct msm_listener {
	/* Associated; connected() or failed() follows. More than once if the driver goes on to another BSS. */
	void (*associated)(const struct msm_association *association, void *userdata);
	void (*connected)(void *userdata);
	/* The attempt has ended without a connection, and the port is free again. @reason: WLAN_REASON_CODE, the true cause. */
	void (*failed)(uint32_t reason, void *userdata);
	/* The connection has ended, and the port is free again. @reason: that given to msm_disconnect() if the driver did as it was
	 * told; else WLAN_REASON_CODE_DRIVER_DISCONNECTED, _DISCONNECT_TIMEOUT or _DRIVER_OPERATION_FAILURE. */
	void (*disconnected)(uint32_t reason, void *userdata);
};

/* @ops, @listener: outlive the msm. Return: 0; -ENOMEM. */
int msm_new(struct msm **ret, const struct msm_ops *ops, void *port, const struct msm_listener *listener, void *userdata);
/* Tells nobody. No task of it may be under way that could still call msm_task_done(). */
struct msm *msm_free(struct msm *msm);

enum msm_state msm_state(const struct msm *msm);

/**
 * msm_connect() - start the connect task
 * Return: 0, and then failed() or connected() follows; MSM_E_BUSY; negative errno of the submission (nothing follows).
 */
int msm_connect(struct msm *msm, const struct msm_target *target);

/**
 * msm_disconnect() - end the connection, or the attempt, whatever its state
 * @reason: WLAN_REASON_CODE that failed() or disconnected() repeats
 *
 * Connected: the disconnect task, reason code 3 on the air (the station is leaving); disconnected() after its completion.
 * Associating: the connect task is aborted; after its end the peer, if there is one meanwhile, is disconnected; then the port is
 * reset (the rule for an aborted connect); then failed(). Already ending: joins, the first reason stays.
 *
 * Return: 0; MSM_E_NOT_CONNECTED (nothing follows); negative errno of the submission (the state is as before).
 */
int msm_disconnect(struct msm *msm, uint32_t reason);

/* What the driver tells. Return: 0; MSM_E_NOT_EXPECTED if it was ignored. @status: NDIS_STATUS. */
int msm_task_done(struct msm *msm, uint32_t status);
int msm_association_result(struct msm *msm, const struct msm_association *association);
/* @status: enum wdi_assoc_status. @peer: broadcast means the peer, whoever it is. */
int msm_peer_lost(struct msm *msm, const struct dot11_mac *peer, uint32_t status);
int msm_adapter_lost(struct msm *msm);

const char *msm_state_to_text(enum msm_state state);
const char *msm_event_to_text(enum msm_event event);
