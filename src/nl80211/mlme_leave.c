/* The end of an association, whoever wants it: frames if they are asked for, then the kernel's state, then the word to the owner.
 */
#include "nl80211/mlme_internal.h"

#include <errno.h>

#include <linux/nl80211.h>

#include "base/log.h"

void mlme_finish(struct mlme *mlme, const char *why)
{
	bool is_leave_wanted = mlme->is_leave_wanted;
	bool is_by_peer = mlme->cause == MLME_CAUSE_PEER_DEAUTHENTICATED || mlme->cause == MLME_CAUSE_PEER_DISASSOCIATED;

	mlme->is_leave_wanted = false;
	mlme->n_pending = 0;
	mlme_forget(mlme);
	mlme_enter(mlme, MLME_STATE_IDLE, why);
	mlme->listener->lost(mlme->cause, &mlme->peer.bssid, is_by_peer ? mlme->body : NULL, is_by_peer ? mlme->body_size : 0,
			     mlme->userdata);
	if (is_leave_wanted)
		mlme->listener->left(mlme->userdata);
}

void mlme_clear(struct mlme *mlme, const char *why)
{
	int error;

	mlme_enter(mlme, MLME_STATE_CLEARING, why);
	error = mlme_ask_end(mlme, mlme->reason, mlme->is_peer_told);
	if (error < 0)
		log_debug("interface %u: asked to end: %s", mlme->ifindex, strerror(-error));
}

static void on_farewell_answer(size_t request, const struct nlmsghdr *message, void *userdata)
{
	struct mlme *mlme = userdata;
	struct event event;

	if (event_parse(message, &event) == 0 && event.has_cookie && mlme->n_pending < 2)
		mlme->pending[mlme->n_pending++] = event.cookie;
}

static void farewell(struct mlme *mlme)
{
	/* A driver with an SME of its own sends the deauthentication when it is told to disconnect. */
	bool is_pair = mlme->wiphy->can_authenticate && mlme->wiphy->can_send_deauthentication;
	int results[2] = { -EOPNOTSUPP, -EOPNOTSUPP };
	int error;

	build_farewell_set_reason(&mlme->farewell, mlme->reason);
	error = nl_call_many(mlme->nl, mlme->farewell.bytes, is_pair ? mlme->farewell.size : mlme->farewell.first_size,
			     is_pair ? 2 : 1, on_farewell_answer, mlme, results);
	if (error < 0)
		log_debug("interface %u: frames: %s", mlme->ifindex, strerror(-error));
	mlme->was_frame_sent = results[0] == 0 || results[1] == 0;
	mlme->is_peer_told = results[1] == 0;
	mlme_enter(mlme, MLME_STATE_FAREWELL, "disconnect asked for");
	/* Nothing to wait for: the timer is due at once, for left() must not come from within mlme_leave(). */
	if (!mlme->n_pending && mlme->timer)
		sd_event_source_set_time(mlme->timer, 0);
}

int mlme_leave(struct mlme *mlme, const struct dot11_mac *bssid, enum mlme_cause cause, uint16_t reason)
{
	if (!mlme_is_associated(mlme) || (bssid && !dot11_mac_equal(bssid, &mlme->peer.bssid)))
		return MLME_E_NOT_CONNECTED;
	mlme->is_leave_wanted = true;
	/* It is ending already, for a cause that came first. */
	if (mlme->state != MLME_STATE_CONNECTED)
		return 0;
	mlme->cause = cause;
	mlme->reason = reason;
	if (cause == MLME_CAUSE_HOST) {
		farewell(mlme);
	} else {
		mlme->is_peer_told = true;
		mlme_clear(mlme, "ended without frames");
	}
	return 0;
}

static int on_nothing(const struct nlmsghdr *message, void *userdata)
{
	return 0;
}

bool mlme_is_station_gone(struct mlme *mlme)
{
	int error = nl_call(mlme->nl, build_get_station(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid), on_nothing, NULL);

	return error == -ENOENT || error == -ENODEV;
}

void mlme_on_tx_status(struct mlme *mlme, const struct event *event)
{
	if (!event->has_cookie || mlme->state != MLME_STATE_FAREWELL)
		return;
	for (size_t i = 0; i < mlme->n_pending; i++) {
		if (mlme->pending[i] != event->cookie)
			continue;
		log_debug("interface %u: frame %s", mlme->ifindex, event->is_acknowledged ? "acknowledged" : "not acknowledged");
		mlme->pending[i] = mlme->pending[--mlme->n_pending];
		if (!mlme->n_pending)
			mlme_clear(mlme, "both frames have left");
		return;
	}
}

static enum mlme_cause cause_of(enum event_loss_cause cause)
{
	switch (cause) {
	case EVENT_LOSS_PEER_DEAUTHENTICATED:
		return MLME_CAUSE_PEER_DEAUTHENTICATED;
	case EVENT_LOSS_PEER_DISASSOCIATED:
		return MLME_CAUSE_PEER_DISASSOCIATED;
	case EVENT_LOSS_NOT_HEARD:
		return MLME_CAUSE_NOT_HEARD;
	default:
		return MLME_CAUSE_LOCAL;
	}
}

static void keep_loss(struct mlme *mlme, const struct event_loss *loss)
{
	mlme->cause = cause_of(loss->cause);
	mlme_keep_body(mlme, loss->body, loss->body_size);
}

void mlme_on_end(struct mlme *mlme, const struct event *event)
{
	struct event_loss loss;
	bool is_last = event->command == NL80211_CMD_DISCONNECT;
	bool is_by_peer;

	event_judge_loss(event, &mlme->own, &mlme->peer.bssid, &loss);
	if (loss.cause == EVENT_LOSS_NONE)
		return;
	is_by_peer = loss.cause == EVENT_LOSS_PEER_DEAUTHENTICATED || loss.cause == EVENT_LOSS_PEER_DISASSOCIATED;
	if (mlme_is_attempting(mlme)) {
		if (is_by_peer && mlme->state != MLME_STATE_LOOKING)
			mlme_fail_attempt(mlme,
					  mlme->state <= MLME_STATE_AUTHENTICATING ? MLME_ATTEMPT_AUTHENTICATION_FAILED
										   : MLME_ATTEMPT_ASSOCIATION_FAILED,
					  "the peer ended it");
		return;
	}
	if (!mlme_is_associated(mlme))
		return;
	if (mlme->state == MLME_STATE_CONNECTED) {
		keep_loss(mlme, &loss);
		if (!is_last)
			mlme_enter(mlme, MLME_STATE_CLEARING, "the association has ended");
	} else if (is_by_peer && mlme->cause == MLME_CAUSE_HOST && !mlme->was_frame_sent) {
		/* The peer was faster: our frames came too late to be sent. */
		keep_loss(mlme, &loss);
	}
	/* It is the last of the kernel's events: station, keys and authorization are gone. */
	if (is_last)
		mlme_finish(mlme, "cleared");
	else if (mlme->state == MLME_STATE_FAREWELL)
		mlme_enter(mlme, MLME_STATE_CLEARING, "the association has ended meanwhile");
}
