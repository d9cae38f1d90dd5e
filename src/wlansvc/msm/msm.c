#include "wlansvc/msm/msm.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/reason.h"
#include "wlansvc/msm/security.h"

/* How the thing under way is told when the port is idle again. */
enum msm_ending {
	MSM_ENDING_FAILED,
	MSM_ENDING_DISCONNECTED,
};

struct msm {
	enum msm_state state;
	const struct msm_ops *ops;
	void *port;
	const struct msm_listener *listener;
	void *userdata;
	bool has_peer; /* associated with @peer, as far as the driver has told */
	struct dot11_mac peer;
	struct security *security;
	enum msm_ending ending;
	uint16_t air_reason; /* for the peer when it is left: IEEE 802.11 reason code */
	uint32_t reason; /* WLAN_REASON_CODE of the ending; while associating: of the latest failed attempt */
};

struct msm_input {
	enum msm_event event;
	const struct msm_target *target;
	uint32_t reason; /* CONNECT, DISCONNECT: WLAN_REASON_CODE */
	uint32_t status; /* TASK_DONE, KEYS_DONE: NDIS_STATUS; PEER_LOST: enum wdi_assoc_status */
	uint16_t peer_reason; /* PEER_LOST: IEEE 802.11 reason code */
	const struct msm_association *association;
	const struct dot11_mac *peer;
	const struct msm_sae_event *sae;
	const uint8_t *pdu; /* EAPOL */
	size_t pdu_size;
};

static const char *const state_names[MSM_N_STATES] = {
	[MSM_STATE_IDLE] = "idle",
	[MSM_STATE_ASSOCIATING] = "associating",
	[MSM_STATE_SECURING] = "securing",
	[MSM_STATE_ABORTING] = "aborting",
	[MSM_STATE_DROPPING] = "dropping",
	[MSM_STATE_RESETTING] = "resetting",
	[MSM_STATE_CONNECTED] = "connected",
	[MSM_STATE_DISCONNECTING] = "disconnecting",
};

static const char *const event_names[MSM_N_EVENTS] = {
	[MSM_EVENT_CONNECT] = "connect",
	[MSM_EVENT_DISCONNECT] = "disconnect",
	[MSM_EVENT_TASK_DONE] = "task done",
	[MSM_EVENT_ASSOCIATION_RESULT] = "association result",
	[MSM_EVENT_PEER_LOST] = "peer lost",
	[MSM_EVENT_SAE] = "SAE",
	[MSM_EVENT_EAPOL] = "EAPOL",
	[MSM_EVENT_KEYS_DONE] = "keys done",
	[MSM_EVENT_TIMEOUT] = "timeout",
	[MSM_EVENT_ADAPTER_LOST] = "adapter lost",
};

static void msm_enter(struct msm *msm, enum msm_state state, const char *why)
{
	log_debug("msm: %s -> %s: %s", state_names[msm->state], state_names[state], why);
	msm->state = state;
}

static bool is_our_peer(const struct msm *msm, const struct dot11_mac *peer)
{
	return msm->has_peer && (dot11_mac_equal(&msm->peer, peer) || dot11_mac_equal(&DOT11_MAC_BROADCAST, peer));
}

/* What follows from a failure of security does not hide it. */
static void msm_note_reason(struct msm *msm, uint32_t reason)
{
	if (!msm_reason_is_security(msm->reason) || msm_reason_is_security(reason))
		msm->reason = reason;
}

/* The port is free: forget everything, then tell. */
static int msm_end(struct msm *msm, const char *why)
{
	uint32_t reason = msm->reason;

	security_stop(msm->security);
	msm->has_peer = false;
	msm->reason = WLAN_REASON_CODE_SUCCESS;
	msm_enter(msm, MSM_STATE_IDLE, why);
	if (msm->ending == MSM_ENDING_FAILED)
		msm->listener->failed(reason, msm->userdata);
	else
		msm->listener->disconnected(reason, msm->userdata);
	return 0;
}

static int msm_reset(struct msm *msm, const char *why)
{
	int r = msm->ops->submit_reset(msm->port);

	/* Without an adapter there is nothing left to reset; every other cause leaves it to the next connect to fail. */
	if (r < 0)
		return msm_end(msm, "the reset was not accepted");
	msm_enter(msm, MSM_STATE_RESETTING, why);
	return 0;
}

/* The connect task has ended although nobody wants a connection any more, or not this one. */
static int msm_clean_up(struct msm *msm, const char *why)
{
	security_stop(msm->security);
	/* A reset of a live port sends nothing on the air, so the peer is told first (rule 123). */
	if (msm->has_peer && msm->ops->submit_disconnect(&msm->peer, msm->air_reason, msm->port) == 0) {
		msm_enter(msm, MSM_STATE_DROPPING, why);
		return 0;
	}
	return msm_reset(msm, why);
}

/* --- nothing happens, each for a reason of its own --- */

static int msm_ignore_late(struct msm *msm, const struct msm_input *input)
{
	log_debug("msm: %s while %s: of an earlier connection, ignored", event_names[input->event], state_names[msm->state]);
	return MSM_E_NOT_EXPECTED;
}

static int msm_refuse_task_done(struct msm *msm, const struct msm_input *input)
{
	log_debug("msm: a task has ended while %s, but none is under way: ignored", state_names[msm->state]);
	return MSM_E_NOT_EXPECTED;
}

static int msm_refuse_busy(struct msm *msm, const struct msm_input *input)
{
	return MSM_E_BUSY;
}

static int msm_refuse_not_connected(struct msm *msm, const struct msm_input *input)
{
	security_forget(msm->security); /* of a connection that was lost, and is not to come back */
	return MSM_E_NOT_CONNECTED;
}

/* Keys of a handshake that is over: what ends it takes them out again. */
static int msm_take_late_keys(struct msm *msm, const struct msm_input *input)
{
	(void)security_keys_done(msm->security, input->status);
	return msm_ignore_late(msm, input);
}

static int msm_join(struct msm *msm, const struct msm_input *input)
{
	security_forget(msm->security);
	return 0; /* it is ending already; who waits is told by that end */
}

static int msm_take_as_part(struct msm *msm, const struct msm_input *input)
{
	return 0; /* the indication that belongs to our own disconnect, or a peer that was faster (rules 118 and 270) */
}

static int msm_stay_idle(struct msm *msm, const struct msm_input *input)
{
	return 0;
}

/* --- idle --- */

static int msm_begin_connect(struct msm *msm, const struct msm_input *input)
{
	struct msm_offer offer;
	int r = security_begin(msm->security, input->target, &offer);

	if (r < 0)
		return r;
	r = msm->ops->submit_connect(input->target, &offer, msm->port);
	if (r < 0) {
		security_stop(msm->security);
		return r;
	}
	msm->has_peer = false;
	msm->air_reason = DOT11_REASON_LEAVING_NETWORK_DEAUTH;
	msm->reason = WLAN_REASON_CODE_SUCCESS;
	msm->ending = MSM_ENDING_FAILED;
	msm_enter(msm, MSM_STATE_ASSOCIATING, "asked to connect");
	return 0;
}

/* --- associating --- */

static void msm_enter_aborting(struct msm *msm, uint32_t reason, const char *why)
{
	security_stop(msm->security);
	msm->ending = MSM_ENDING_FAILED;
	msm->reason = reason;
	msm_enter(msm, MSM_STATE_ABORTING, why);
	msm->ops->abort_connect(msm->port);
}

static int msm_abort(struct msm *msm, const struct msm_input *input)
{
	security_forget(msm->security);
	msm_enter_aborting(msm, input->reason, "asked to disconnect");
	return 0;
}

static void msm_fail_security(struct msm *msm);

static int msm_note_association(struct msm *msm, const struct msm_input *input)
{
	const struct msm_association *association = input->association;

	if (association->status != WDI_ASSOC_STATUS_SUCCESS) {
		msm_note_reason(msm, security_refused(msm->security, association));
		return 0;
	}
	msm->has_peer = true;
	msm->peer = association->bssid;
	if (security_associate(msm->security, association) == SECURITY_E_FAILED)
		msm_fail_security(msm);
	else
		msm->listener->associated(association, msm->userdata);
	return 0;
}

static int msm_forget_peer(struct msm *msm, const struct msm_input *input)
{
	if (!is_our_peer(msm, input->peer))
		return msm_ignore_late(msm, input);
	msm->has_peer = false;
	if (msm->state == MSM_STATE_ASSOCIATING) {
		msm_note_reason(msm, security_reason_of_loss(msm->security, input->status, input->peer_reason));
		security_lose_peer(msm->security);
	}
	return 0;
}

static int msm_take_sae(struct msm *msm, const struct msm_input *input)
{
	uint16_t air;
	int r = security_sae(msm->security, input->sae);

	if (r == SECURITY_E_IGNORED)
		return msm_ignore_late(msm, input);
	/* The driver knows, and goes on to the next BSS or ends the task. */
	if (r == SECURITY_E_FAILED)
		msm_note_reason(msm, security_failure(msm->security, &air));
	return 0;
}

/* Connected and complete. */
static void msm_become_connected(struct msm *msm, const char *why)
{
	security_settle(msm->security);
	msm->reason = WLAN_REASON_CODE_SUCCESS;
	msm_enter(msm, MSM_STATE_CONNECTED, why);
	msm->listener->connected(msm->userdata);
}

static int msm_finish_connect(struct msm *msm, const struct msm_input *input)
{
	if (input->status == NDIS_STATUS_SUCCESS && msm->has_peer) {
		if (security_is_complete(msm->security))
			msm_become_connected(msm, "the connect task is complete");
		else
			msm_enter(msm, MSM_STATE_SECURING, "the connect task is complete");
		return 0;
	}
	/* The attempts tell more than the task does; but a task that ended by itself is never told as success. */
	if (msm->reason == WLAN_REASON_CODE_SUCCESS)
		msm->reason = msm_reason_from_task(input->status);
	if (msm->reason == WLAN_REASON_CODE_SUCCESS)
		msm->reason = WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE;
	if (input->status == NDIS_STATUS_ADAPTER_REMOVED)
		return msm_end(msm, "the adapter is gone");
	/* Complete without a peer, or failed with one: the driver contradicts itself, and only a reset tells where it stands. */
	if (input->status == NDIS_STATUS_SUCCESS || msm->has_peer)
		return msm_clean_up(msm, "the connect task contradicts its association results");
	return msm_end(msm, "the connect task has failed");
}

/* --- ending an attempt --- */

static int msm_note_unwanted_association(struct msm *msm, const struct msm_input *input)
{
	if (input->association->status == WDI_ASSOC_STATUS_SUCCESS) {
		msm->has_peer = true;
		msm->peer = input->association->bssid;
	}
	return 0;
}

static int msm_after_abort(struct msm *msm, const struct msm_input *input)
{
	if (input->status == NDIS_STATUS_ADAPTER_REMOVED)
		return msm_end(msm, "the adapter is gone");
	return msm_clean_up(msm, "the aborted connect task has ended");
}

static int msm_after_drop(struct msm *msm, const struct msm_input *input)
{
	msm->has_peer = false;
	if (input->status == NDIS_STATUS_ADAPTER_REMOVED)
		return msm_end(msm, "the adapter is gone");
	return msm_reset(msm, "the unwanted peer is gone");
}

static int msm_after_reset(struct msm *msm, const struct msm_input *input)
{
	return msm_end(msm, input->status == NDIS_STATUS_SUCCESS ? "the port is reset" : "the reset has failed");
}

static int msm_end_without_adapter(struct msm *msm, const struct msm_input *input)
{
	if (msm->state == MSM_STATE_ASSOCIATING || msm->state == MSM_STATE_SECURING)
		msm->reason = WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE;
	return msm_end(msm, "the adapter is gone");
}

/* --- securing and connected --- */

/* Leaves the peer because of security: keys go with it. */
static void msm_leave(struct msm *msm, const char *why)
{
	msm->ending = msm->state == MSM_STATE_CONNECTED ? MSM_ENDING_DISCONNECTED : MSM_ENDING_FAILED;
	msm->reason = security_failure(msm->security, &msm->air_reason);
	security_stop(msm->security);
	if (msm->ops->submit_disconnect(&msm->peer, msm->air_reason, msm->port) < 0)
		msm_end(msm, "there is no adapter to leave the peer with");
	else
		msm_enter(msm, MSM_STATE_DISCONNECTING, why);
}

static void msm_fail_security(struct msm *msm)
{
	uint32_t reason;

	if (msm->state != MSM_STATE_ASSOCIATING) {
		msm_leave(msm, "security has failed");
		return;
	}
	reason = security_failure(msm->security, &msm->air_reason);
	msm_enter_aborting(msm, reason, "security has failed");
}

/* The handshake has gone a step; @outcome: enum security_outcome. */
static int msm_go_on(struct msm *msm, const struct msm_input *input, int outcome)
{
	if (outcome == SECURITY_E_IGNORED)
		return msm_ignore_late(msm, input);
	if (outcome == SECURITY_E_FAILED)
		msm_fail_security(msm);
	else if (msm->state == MSM_STATE_SECURING && security_is_complete(msm->security))
		msm_become_connected(msm, "the keys are in");
	return 0;
}

static int msm_take_eapol(struct msm *msm, const struct msm_input *input)
{
	if (!msm->has_peer || !dot11_mac_equal(&msm->peer, input->peer))
		return msm_ignore_late(msm, input);
	return msm_go_on(msm, input, security_eapol(msm->security, input->pdu, input->pdu_size));
}

static int msm_dispatch(struct msm *msm, const struct msm_input *input);

static int msm_take_keys_done(struct msm *msm, const struct msm_input *input)
{
	int outcome = security_keys_done(msm->security, input->status);

	/* A driver that is gone has not refused them. While associating, the end of the connect task tells that. */
	if (outcome == SECURITY_E_FAILED && input->status == NDIS_STATUS_ADAPTER_REMOVED)
		return msm->state == MSM_STATE_ASSOCIATING ?
			       0 :
			       msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_ADAPTER_LOST });
	return msm_go_on(msm, input, outcome);
}

static int msm_take_timeout(struct msm *msm, const struct msm_input *input)
{
	return msm_go_on(msm, input, security_timeout(msm->security));
}

static int msm_begin_disconnect(struct msm *msm, const struct msm_input *input)
{
	int r = msm->ops->submit_disconnect(&msm->peer, DOT11_REASON_LEAVING_NETWORK_DEAUTH, msm->port);

	if (r < 0)
		return r;
	msm->ending = msm->state == MSM_STATE_CONNECTED ? MSM_ENDING_DISCONNECTED : MSM_ENDING_FAILED;
	security_forget(msm->security);
	security_stop(msm->security);
	msm->reason = input->reason;
	msm_enter(msm, MSM_STATE_DISCONNECTING, "asked to disconnect");
	return 0;
}

static int msm_lose_peer(struct msm *msm, const struct msm_input *input)
{
	if (!is_our_peer(msm, input->peer))
		return msm_ignore_late(msm, input);
	msm->ending = msm->state == MSM_STATE_CONNECTED ? MSM_ENDING_DISCONNECTED : MSM_ENDING_FAILED;
	msm->reason = security_reason_of_loss(msm->security, input->status, input->peer_reason);
	security_lose_peer(msm->security);
	return msm_end(msm, "the peer is lost");
}

static int msm_lose_adapter(struct msm *msm, const struct msm_input *input)
{
	msm->ending = MSM_ENDING_DISCONNECTED;
	msm->reason = WLAN_REASON_CODE_DRIVER_DISCONNECTED;
	return msm_end(msm, "the adapter is gone");
}

/* --- disconnecting --- */

/* An attempt has failed for another reason than how it is ended. */
static void msm_note_trouble(struct msm *msm, uint32_t reason)
{
	if (msm->ending == MSM_ENDING_DISCONNECTED)
		msm_note_reason(msm, reason);
}

static int msm_finish_disconnect(struct msm *msm, const struct msm_input *input)
{
	if (input->status == NDIS_STATUS_SUCCESS)
		return msm_end(msm, "the disconnect task is complete");
	if (input->status == NDIS_STATUS_ADAPTER_REMOVED) {
		msm_note_trouble(msm, WLAN_REASON_CODE_DISCONNECT_TIMEOUT);
		return msm_end(msm, "the driver has not answered the disconnect task");
	}
	/* The peer may still be there: a refused disconnect is not told as done before a reset has made it true. */
	msm_note_trouble(msm, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE);
	return msm_reset(msm, "the driver has refused to disconnect");
}

static int msm_end_disconnect_without_adapter(struct msm *msm, const struct msm_input *input)
{
	msm_note_trouble(msm, WLAN_REASON_CODE_DISCONNECT_TIMEOUT);
	return msm_end(msm, "the adapter is gone");
}

typedef int (*msm_handler)(struct msm *msm, const struct msm_input *input);

static const msm_handler transitions[MSM_N_STATES][MSM_N_EVENTS] = {
	[MSM_STATE_IDLE] = {
		[MSM_EVENT_CONNECT] = msm_begin_connect,
		[MSM_EVENT_DISCONNECT] = msm_refuse_not_connected,
		[MSM_EVENT_TASK_DONE] = msm_refuse_task_done,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_ignore_late,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_ignore_late,
		[MSM_EVENT_KEYS_DONE] = msm_take_late_keys,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_stay_idle,
	},
	[MSM_STATE_ASSOCIATING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_abort,
		[MSM_EVENT_TASK_DONE] = msm_finish_connect,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_note_association,
		[MSM_EVENT_PEER_LOST] = msm_forget_peer,
		[MSM_EVENT_SAE] = msm_take_sae,
		[MSM_EVENT_EAPOL] = msm_take_eapol,
		[MSM_EVENT_KEYS_DONE] = msm_take_keys_done,
		[MSM_EVENT_TIMEOUT] = msm_take_timeout,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_without_adapter,
	},
	[MSM_STATE_SECURING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_begin_disconnect,
		[MSM_EVENT_TASK_DONE] = msm_refuse_task_done,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_lose_peer,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_take_eapol,
		[MSM_EVENT_KEYS_DONE] = msm_take_keys_done,
		[MSM_EVENT_TIMEOUT] = msm_take_timeout,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_without_adapter,
	},
	[MSM_STATE_ABORTING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_join,
		[MSM_EVENT_TASK_DONE] = msm_after_abort,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_note_unwanted_association,
		[MSM_EVENT_PEER_LOST] = msm_forget_peer,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_ignore_late,
		[MSM_EVENT_KEYS_DONE] = msm_take_late_keys,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_without_adapter,
	},
	[MSM_STATE_DROPPING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_join,
		[MSM_EVENT_TASK_DONE] = msm_after_drop,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_take_as_part,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_ignore_late,
		[MSM_EVENT_KEYS_DONE] = msm_take_late_keys,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_without_adapter,
	},
	[MSM_STATE_RESETTING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_join,
		[MSM_EVENT_TASK_DONE] = msm_after_reset,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_take_as_part,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_ignore_late,
		[MSM_EVENT_KEYS_DONE] = msm_take_late_keys,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_without_adapter,
	},
	[MSM_STATE_CONNECTED] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_begin_disconnect,
		[MSM_EVENT_TASK_DONE] = msm_refuse_task_done,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_lose_peer,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_take_eapol,
		[MSM_EVENT_KEYS_DONE] = msm_take_keys_done,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_lose_adapter,
	},
	[MSM_STATE_DISCONNECTING] = {
		[MSM_EVENT_CONNECT] = msm_refuse_busy,
		[MSM_EVENT_DISCONNECT] = msm_join,
		[MSM_EVENT_TASK_DONE] = msm_finish_disconnect,
		[MSM_EVENT_ASSOCIATION_RESULT] = msm_ignore_late,
		[MSM_EVENT_PEER_LOST] = msm_take_as_part,
		[MSM_EVENT_SAE] = msm_ignore_late,
		[MSM_EVENT_EAPOL] = msm_ignore_late,
		[MSM_EVENT_KEYS_DONE] = msm_take_late_keys,
		[MSM_EVENT_TIMEOUT] = msm_ignore_late,
		[MSM_EVENT_ADAPTER_LOST] = msm_end_disconnect_without_adapter,
	},
};

static int msm_dispatch(struct msm *msm, const struct msm_input *input)
{
	return transitions[msm->state][input->event](msm, input);
}

int msm_new(struct msm **ret, const struct msm_ops *ops, void *port, const struct msm_listener *listener, void *userdata)
{
	struct msm *msm = calloc(1, sizeof(*msm));

	int r;

	if (!msm)
		return -ENOMEM;
	r = security_new(&msm->security, ops, port);
	if (r < 0) {
		free(msm);
		return r;
	}
	msm->ops = ops;
	msm->port = port;
	msm->listener = listener;
	msm->userdata = userdata;
	*ret = msm;
	return 0;
}

struct msm *msm_free(struct msm *msm)
{
	if (!msm)
		return NULL;
	security_free(msm->security);
	free(msm);
	return NULL;
}

enum msm_state msm_state(const struct msm *msm)
{
	return msm->state;
}

int msm_connect(struct msm *msm, const struct msm_target *target)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_CONNECT, .target = target });
}

int msm_disconnect(struct msm *msm, uint32_t reason)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_DISCONNECT, .reason = reason });
}

int msm_task_done(struct msm *msm, uint32_t status)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_TASK_DONE, .status = status });
}

int msm_association_result(struct msm *msm, const struct msm_association *association)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_ASSOCIATION_RESULT, .association = association });
}

int msm_peer_lost(struct msm *msm, const struct dot11_mac *peer, uint32_t status, uint16_t peer_reason)
{
	return msm_dispatch(msm, &(struct msm_input){
					 .event = MSM_EVENT_PEER_LOST, .peer = peer, .status = status, .peer_reason = peer_reason });
}

int msm_sae(struct msm *msm, const struct msm_sae_event *event)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_SAE, .sae = event });
}

int msm_eapol(struct msm *msm, const struct dot11_mac *peer, const uint8_t *pdu, size_t size)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_EAPOL, .peer = peer, .pdu = pdu, .pdu_size = size });
}

int msm_keys_done(struct msm *msm, uint32_t status)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_KEYS_DONE, .status = status });
}

int msm_timeout(struct msm *msm)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_TIMEOUT });
}

void msm_keep_own(struct msm *msm, const struct dot11_mac *own)
{
	security_keep_own(msm->security, own);
}

struct msm_suites msm_suites(const struct msm *msm)
{
	return msm->state == MSM_STATE_CONNECTED ? security_suites(msm->security) : (struct msm_suites){ 0 };
}

void msm_forget_pmks(struct msm *msm)
{
	security_forget(msm->security);
}

int msm_adapter_lost(struct msm *msm)
{
	return msm_dispatch(msm, &(struct msm_input){ .event = MSM_EVENT_ADAPTER_LOST });
}

const char *msm_state_to_text(enum msm_state state)
{
	return (unsigned)state < MSM_N_STATES ? state_names[state] : "?";
}

const char *msm_event_to_text(enum msm_event event)
{
	return (unsigned)event < MSM_N_EVENTS ? event_names[event] : "?";
}
