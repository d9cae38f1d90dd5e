/* Authentication: as an open system, or by SAE, whose frames are the host's. Then the association follows. */
#include "nl80211/mlme_internal.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/sae_frame.h"

/* Of a whole SAE exchange, in which the kernel repeats each frame twice at intervals of two seconds. */
#define SAE_LIMIT_US 5000000u
#define ALGORITHM_SAE 3 /* IEEE 802.11-2020, 9.4.1.1 */

/* Return: 0; negative errno. */
static int look(struct mlme *mlme)
{
	const struct build_scan scan = { .n_ssids = 1, .ssids = &mlme->peer.ssid, .n_mhz = 1, .mhz = &mlme->peer.mhz };
	int error;

	mlme->has_looked = true;
	error = nl_call(mlme->nl, build_trigger_scan(nl_family(mlme->nl), mlme->ifindex, &scan), NULL, NULL);
	/* Somebody's scan is running: it may find the peer as well. */
	if (error < 0 && error != -EBUSY)
		return error;
	mlme_enter(mlme, MLME_STATE_LOOKING, "the kernel does not know the peer any more");
	return 0;
}

static void sae_tell(struct mlme *mlme, enum mlme_sae what, const uint8_t *frame, size_t size)
{
	mlme->listener->sae(what, &mlme->peer.bssid, frame, size, mlme->userdata);
}

static int authenticate(struct mlme *mlme)
{
	uint16_t family = nl_family(mlme->nl);

	if (!mlme->does_sae)
		return nl_call(mlme->nl, build_authenticate(family, mlme->ifindex, &mlme->peer), NULL, NULL);
	return nl_call(mlme->nl,
		       build_authenticate_sae(family, mlme->ifindex, &mlme->peer, mlme->sae_transaction, mlme->sae_status,
					      mlme->sae_contents, mlme->sae_contents_size),
		       NULL, NULL);
}

int mlme_begin(struct mlme *mlme)
{
	uint16_t family = nl_family(mlme->nl);
	int error;

	if (!mlme->wiphy->can_authenticate) {
		error = nl_call(mlme->nl, build_connect(family, mlme->ifindex, &mlme->peer), NULL, NULL);
		if (error == 0)
			mlme_enter(mlme, MLME_STATE_CONNECTING, "asked");
		return error;
	}
	if (mlme->does_sae && !mlme->sae_contents_size) {
		mlme->sae_end_us = clock_monotonic_us() + SAE_LIMIT_US;
		mlme_enter(mlme, MLME_STATE_SAE_COMMIT_WANTED, "asked");
		sae_tell(mlme, MLME_SAE_COMMIT_WANTED, NULL, 0);
		return 0;
	}
	error = authenticate(mlme);
	if (error == -EALREADY) {
		/* Left over from a program that died. */
		mlme_ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		error = authenticate(mlme);
	}
	if (error == -ENOENT && !mlme->has_looked)
		return look(mlme);
	if (error < 0)
		return error;
	if (!mlme->does_sae)
		mlme_enter(mlme, MLME_STATE_AUTHENTICATING, "asked");
	else if (mlme->sae_transaction == DOT11_SAE_COMMIT)
		mlme_enter(mlme, MLME_STATE_SAE_COMMIT_SENT, "contents are there");
	else
		mlme_enter(mlme, MLME_STATE_SAE_CONFIRM_SENT, "contents are there");
	return 0;
}

void mlme_on_scan_results(struct mlme *mlme)
{
	int error;

	if (mlme->state != MLME_STATE_LOOKING)
		return;
	error = mlme_begin(mlme);
	if (error < 0)
		mlme_fail_attempt(mlme, MLME_ATTEMPT_NOT_FOUND, "the peer was not heard");
}

static int sae_send(struct mlme *mlme, uint16_t transaction, uint16_t status, const void *contents, size_t size)
{
	if (!size || size > sizeof(mlme->sae_contents))
		return -EMSGSIZE;
	mlme->sae_transaction = transaction;
	mlme->sae_status = status;
	memcpy(mlme->sae_contents, contents, size);
	mlme->sae_contents_size = size;
	return mlme_begin(mlme);
}

int mlme_sae_commit(struct mlme *mlme, uint16_t status, const void *contents, size_t size)
{
	if (mlme->state != MLME_STATE_SAE_COMMIT_WANTED && mlme->state != MLME_STATE_SAE_CONFIRM_WANTED)
		return -EPROTO;
	return sae_send(mlme, DOT11_SAE_COMMIT, status, contents, size);
}

int mlme_sae_confirm(struct mlme *mlme, const void *contents, size_t size)
{
	_auto_free_ struct mlme_kept *early = NULL;
	int error;

	if (mlme->state != MLME_STATE_SAE_CONFIRM_WANTED)
		return -EPROTO;
	error = sae_send(mlme, DOT11_SAE_CONFIRM, 0, contents, size);
	if (error < 0)
		return error;
	early = take_ptr(mlme->early_confirm);
	if (early && mlme->state == MLME_STATE_SAE_CONFIRM_SENT) {
		mlme_enter(mlme, MLME_STATE_SAE_VERDICT_WANTED, "the peer's confirm was there already");
		sae_tell(mlme, MLME_SAE_CONFIRM_RECEIVED, early->bytes, early->size);
	}
	return 0;
}

int mlme_change_request(struct mlme *mlme, const struct build_security *security, const uint8_t *elements, size_t size)
{
	if (!mlme_is_sae(mlme->state))
		return -EPROTO;
	if (size > sizeof(mlme->elements))
		return -ENOMEM;
	mlme->peer.security = *security;
	if (size)
		memcpy(mlme->elements, elements, size);
	mlme->peer.elements_size = size;
	return 0;
}

/* The host has seen the peer's frames and says no. */
static void sae_fail(struct mlme *mlme)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_AUTHENTICATION_FAILED };

	if (mlme->sae_peer_status != 0 && mlme->sae_peer_status != DOT11_SAE_STATUS_HASH_TO_ELEMENT) {
		result.attempt = MLME_ATTEMPT_AUTHENTICATION_REFUSED;
		result.status = mlme->sae_peer_status;
		result.authentication_response = mlme->body;
		result.authentication_response_size = mlme->body_size;
	}
	mlme_end_attempt(mlme, &result, "the host ends it");
}

int mlme_sae_finish(struct mlme *mlme, bool is_authenticated)
{
	if (!mlme_is_sae(mlme->state) || (is_authenticated && mlme->state != MLME_STATE_SAE_VERDICT_WANTED))
		return -EPROTO;
	if (is_authenticated)
		mlme_associate(mlme);
	else
		sae_fail(mlme);
	return 0;
}

void mlme_sae_late(struct mlme *mlme, enum mlme_sae what)
{
	sae_tell(mlme, what, NULL, 0);
	mlme_fail_attempt(mlme, MLME_ATTEMPT_AUTHENTICATION_FAILED, "the host did not answer in time");
}

/* Refusals are shown to the host as well: it may have another group, or a token. */
static void on_sae_frame(struct mlme *mlme, const struct event_frame *frame)
{
	if (frame->algorithm != ALGORITHM_SAE)
		return;
	if (frame->transaction == DOT11_SAE_COMMIT && mlme->state == MLME_STATE_SAE_COMMIT_SENT) {
		mlme_enter(mlme, MLME_STATE_SAE_CONFIRM_WANTED, "commit received");
	} else if (frame->transaction == DOT11_SAE_CONFIRM && mlme->state == MLME_STATE_SAE_CONFIRM_SENT) {
		mlme_enter(mlme, MLME_STATE_SAE_VERDICT_WANTED, "confirm received");
	} else if (frame->transaction == DOT11_SAE_CONFIRM && mlme->state < MLME_STATE_SAE_CONFIRM_SENT) {
		/* Equals may confirm in any order; ours comes first here. */
		if (!mlme->early_confirm)
			mlme->early_confirm = mlme_keep(frame->body, frame->body_size);
		return;
	} else {
		return;
	}
	mlme->sae_peer_status = frame->code;
	mlme_keep_body(mlme, frame->body, frame->body_size);
	sae_tell(mlme, mlme->state == MLME_STATE_SAE_CONFIRM_WANTED ? MLME_SAE_COMMIT_RECEIVED : MLME_SAE_CONFIRM_RECEIVED,
		 frame->body, frame->body_size);
}

void mlme_on_authenticate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_AUTHENTICATION_REFUSED };
	struct event_frame frame;

	if (mlme->state != MLME_STATE_AUTHENTICATING && !mlme_is_sae(mlme->state))
		return;
	if (event->is_timed_out) {
		if (!event->has_mac || dot11_mac_equal(&event->mac, &mlme->peer.bssid))
			mlme_fail_attempt(mlme, MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE, "no answer");
		return;
	}
	if (!event->frame || event_frame_parse(event->frame, event->frame_size, &frame) < 0 ||
	    frame.subtype != EVENT_FRAME_AUTHENTICATION || !dot11_mac_equal(&frame.transmitter, &mlme->peer.bssid))
		return;
	if (mlme->does_sae) {
		on_sae_frame(mlme, &frame);
		return;
	}
	if (frame.code != 0) {
		result.status = frame.code;
		result.authentication_response = frame.body;
		result.authentication_response_size = frame.body_size;
		mlme_end_attempt(mlme, &result, "refused");
		return;
	}
	mlme_associate(mlme);
}
