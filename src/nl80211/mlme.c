#include "nl80211/mlme.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"

#define MAX_ELEMENTS_SIZE 2048
#define MAX_BODY_SIZE 2324 /* IEEE 802.11: largest management frame body, rounded up */

/* The kernel repeats its requests for less than a second; this is for drivers that say nothing. */
#define STEP_LIMIT_US 3000000u
/* A frame that has not left by then will not: the peer is out of reach or the air is full. */
#define FAREWELL_LIMIT_US 100000u
/* Grace periods of the kernel are within 100 ms. */
#define CLEARING_LIMIT_US 500000u

enum mlme_state {
	MLME_STATE_IDLE,
	MLME_STATE_LOOKING, /* a scan for a peer that the kernel has forgotten */
	MLME_STATE_AUTHENTICATING,
	MLME_STATE_ASSOCIATING,
	MLME_STATE_CONNECTING, /* the driver's own SME */
	MLME_STATE_CONNECTED,
	MLME_STATE_FAREWELL, /* frames sent, their status awaited */
	MLME_STATE_CLEARING, /* the kernel is clearing away; its last event is awaited */
};

struct mlme {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *timer;
	uint32_t ifindex;
	struct dot11_mac own;
	const struct wiphy *wiphy;
	const struct mlme_listener *listener;
	void *userdata;

	enum mlme_state state;
	struct build_peer peer;
	uint8_t elements[MAX_ELEMENTS_SIZE];
	bool has_looked;

	/* Of the end of an association. */
	struct build_farewell farewell;
	bool is_leave_wanted; /* left() is owed */
	bool was_frame_sent;
	bool is_peer_told; /* a deauthentication is on its way, or none is wanted */
	size_t n_pending;
	uint64_t pending[2];
	uint16_t reason;
	enum mlme_cause cause;
	uint8_t body[MAX_BODY_SIZE];
	size_t body_size;
};

static const char *const state_names[] = {
	[MLME_STATE_IDLE] = "idle",
	[MLME_STATE_LOOKING] = "looking",
	[MLME_STATE_AUTHENTICATING] = "authenticating",
	[MLME_STATE_ASSOCIATING] = "associating",
	[MLME_STATE_CONNECTING] = "connecting",
	[MLME_STATE_CONNECTED] = "connected",
	[MLME_STATE_FAREWELL] = "farewell",
	[MLME_STATE_CLEARING] = "clearing",
};

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata);

static uint64_t limit_of(enum mlme_state state)
{
	switch (state) {
	case MLME_STATE_IDLE:
	case MLME_STATE_CONNECTED:
		return 0;
	case MLME_STATE_FAREWELL:
		return FAREWELL_LIMIT_US;
	case MLME_STATE_CLEARING:
		return CLEARING_LIMIT_US;
	default:
		return STEP_LIMIT_US;
	}
}

static void enter(struct mlme *mlme, enum mlme_state state, const char *why)
{
	uint64_t limit_us = limit_of(state);
	int error = 0;

	log_debug("interface %u: %s -> %s: %s", mlme->ifindex, state_names[mlme->state], state_names[state], why);
	mlme->state = state;
	if (!limit_us) {
		if (mlme->timer)
			sd_event_source_set_enabled(mlme->timer, SD_EVENT_OFF);
		return;
	}
	if (!mlme->timer) {
		error = sd_event_add_time(mlme->loop, &mlme->timer, CLOCK_MONOTONIC, clock_monotonic_us() + limit_us, 1000,
					  on_timer, mlme);
	} else {
		sd_event_source_set_time(mlme->timer, clock_monotonic_us() + limit_us);
		error = sd_event_source_set_enabled(mlme->timer, SD_EVENT_ONESHOT);
	}
	if (error < 0)
		log_debug("interface %u: no timer: %s", mlme->ifindex, strerror(-error));
}

int mlme_new(struct mlme **ret, struct nl *nl, sd_event *loop, uint32_t ifindex, const struct dot11_mac *own,
	     const struct wiphy *wiphy, const struct mlme_listener *listener, void *userdata)
{
	struct mlme *mlme = calloc(1, sizeof(*mlme));

	if (!mlme)
		return -ENOMEM;
	mlme->nl = nl;
	mlme->loop = sd_event_ref(loop);
	mlme->ifindex = ifindex;
	mlme->own = *own;
	mlme->wiphy = wiphy;
	mlme->listener = listener;
	mlme->userdata = userdata;
	*ret = mlme;
	return 0;
}

static int ask_end(struct mlme *mlme, uint16_t reason, bool is_local)
{
	uint16_t family = nl_family(mlme->nl);

	if (mlme->wiphy->can_authenticate)
		return nl_call(mlme->nl, build_deauthenticate(family, mlme->ifindex, &mlme->peer.bssid, reason, is_local), NULL,
			       NULL);
	return nl_call(mlme->nl, build_disconnect(family, mlme->ifindex, reason), NULL, NULL);
}

struct mlme *mlme_free(struct mlme *mlme)
{
	if (!mlme)
		return NULL;
	if (mlme->state != MLME_STATE_IDLE && mlme->state != MLME_STATE_LOOKING)
		ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
	sd_event_source_disable_unref(mlme->timer);
	sd_event_unref(mlme->loop);
	free(mlme);
	return NULL;
}

static bool is_attempting(const struct mlme *mlme)
{
	return mlme->state >= MLME_STATE_LOOKING && mlme->state <= MLME_STATE_CONNECTING;
}

static bool is_associated(const struct mlme *mlme)
{
	return mlme->state >= MLME_STATE_CONNECTED;
}

const struct dot11_mac *mlme_peer(const struct mlme *mlme)
{
	return is_associated(mlme) ? &mlme->peer.bssid : NULL;
}

static void attempt_end(struct mlme *mlme, const struct mlme_result *result, const char *why)
{
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED) {
		enter(mlme, MLME_STATE_CONNECTED, why);
	} else {
		/* Whatever of the attempt the kernel still knows would stand in the way of the next one; a peer that holds us for
		 * authenticated is told. Before the association this is never a local change: the kernel would do nothing. */
		if (mlme->state != MLME_STATE_LOOKING)
			ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		enter(mlme, MLME_STATE_IDLE, why);
	}
	mlme->listener->attempt_ended(result, mlme->userdata);
}

static void attempt_fail(struct mlme *mlme, enum mlme_attempt attempt, const char *why)
{
	const struct mlme_result result = { .attempt = attempt };

	attempt_end(mlme, &result, why);
}

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
	enter(mlme, MLME_STATE_LOOKING, "the kernel does not know the peer any more");
	return 0;
}

static int begin(struct mlme *mlme)
{
	uint16_t family = nl_family(mlme->nl);
	int error;

	if (!mlme->wiphy->can_authenticate) {
		error = nl_call(mlme->nl, build_connect(family, mlme->ifindex, &mlme->peer), NULL, NULL);
		if (error == 0)
			enter(mlme, MLME_STATE_CONNECTING, "asked");
		return error;
	}
	error = nl_call(mlme->nl, build_authenticate(family, mlme->ifindex, &mlme->peer), NULL, NULL);
	if (error == -EALREADY) {
		/* Left over from a program that died. */
		ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		error = nl_call(mlme->nl, build_authenticate(family, mlme->ifindex, &mlme->peer), NULL, NULL);
	}
	if (error == -ENOENT && !mlme->has_looked)
		return look(mlme);
	if (error == 0)
		enter(mlme, MLME_STATE_AUTHENTICATING, "asked");
	return error;
}

int mlme_connect(struct mlme *mlme, const struct build_peer *peer)
{
	int error;

	if (mlme->state != MLME_STATE_IDLE)
		return -EISCONN;
	if (peer->elements_size > sizeof(mlme->elements))
		return -ENOMEM;
	mlme->peer = *peer;
	if (peer->elements_size)
		memcpy(mlme->elements, peer->elements, peer->elements_size);
	mlme->peer.elements = mlme->elements;
	mlme->has_looked = false;
	mlme->is_leave_wanted = false;
	mlme->was_frame_sent = false;
	mlme->n_pending = 0;
	mlme->body_size = 0;
	error = build_farewell(nl_family(mlme->nl), mlme->ifindex, &mlme->own, &peer->bssid, &mlme->farewell);
	return error < 0 ? error : begin(mlme);
}

void mlme_abort(struct mlme *mlme)
{
	if (is_attempting(mlme))
		attempt_fail(mlme, MLME_ATTEMPT_ABORTED, "aborted");
}

static void finish(struct mlme *mlme, const char *why)
{
	bool is_leave_wanted = mlme->is_leave_wanted;
	bool is_by_peer = mlme->cause == MLME_CAUSE_PEER_DEAUTHENTICATED || mlme->cause == MLME_CAUSE_PEER_DISASSOCIATED;

	mlme->is_leave_wanted = false;
	mlme->n_pending = 0;
	enter(mlme, MLME_STATE_IDLE, why);
	mlme->listener->lost(mlme->cause, &mlme->peer.bssid, is_by_peer ? mlme->body : NULL,
			     is_by_peer ? mlme->body_size : 0, mlme->userdata);
	if (is_leave_wanted)
		mlme->listener->left(mlme->userdata);
}

/* The frames have left, or will not: now the kernel clears station, keys and authorization. */
static void clear(struct mlme *mlme, const char *why)
{
	int error;

	enter(mlme, MLME_STATE_CLEARING, why);
	error = ask_end(mlme, mlme->reason, mlme->is_peer_told);
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
	enter(mlme, MLME_STATE_FAREWELL, "disconnect asked for");
	/* Nothing to wait for: the timer is due at once, for left() must not come from within mlme_leave(). */
	if (!mlme->n_pending && mlme->timer)
		sd_event_source_set_time(mlme->timer, 0);
}

int mlme_leave(struct mlme *mlme, const struct dot11_mac *bssid, enum mlme_cause cause, uint16_t reason)
{
	if (!is_associated(mlme) || (bssid && !dot11_mac_equal(bssid, &mlme->peer.bssid)))
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
		clear(mlme, "ended without frames");
	}
	return 0;
}

static int on_nothing(const struct nlmsghdr *message, void *userdata)
{
	return 0;
}

/* The kernel has no station any more for an association that is over. */
static bool is_station_gone(struct mlme *mlme)
{
	int error = nl_call(mlme->nl, build_get_station(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid), on_nothing, NULL);

	return error == -ENOENT || error == -ENODEV;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct mlme *mlme = userdata;

	switch (mlme->state) {
	case MLME_STATE_LOOKING:
		attempt_fail(mlme, MLME_ATTEMPT_NOT_FOUND, "the scan did not end");
		break;
	case MLME_STATE_AUTHENTICATING:
		attempt_fail(mlme, MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE, "timeout");
		break;
	case MLME_STATE_ASSOCIATING:
	case MLME_STATE_CONNECTING:
		attempt_fail(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "timeout");
		break;
	case MLME_STATE_FAREWELL:
		clear(mlme, mlme->n_pending ? "no status of the frames in time" : "the frames were refused");
		break;
	case MLME_STATE_CLEARING:
		if (!is_station_gone(mlme)) {
			/* It did not do what it was asked for; once more, with everything. */
			mlme->is_peer_told = false;
			clear(mlme, "the station is still there");
			break;
		}
		finish(mlme, "the station is gone, though no event told so");
		break;
	case MLME_STATE_IDLE:
	case MLME_STATE_CONNECTED:
		break;
	}
	return 0;
}

static void on_authenticate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_AUTHENTICATION_REFUSED };
	struct event_frame frame;
	int error;

	if (mlme->state != MLME_STATE_AUTHENTICATING)
		return;
	if (event->is_timed_out) {
		if (!event->has_mac || dot11_mac_equal(&event->mac, &mlme->peer.bssid))
			attempt_fail(mlme, MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE, "no answer");
		return;
	}
	if (!event->frame || event_frame_parse(event->frame, event->frame_size, &frame) < 0 ||
	    frame.subtype != EVENT_FRAME_AUTHENTICATION || !dot11_mac_equal(&frame.transmitter, &mlme->peer.bssid))
		return;
	if (frame.code != 0) {
		result.status = frame.code;
		result.authentication_response = frame.body;
		result.authentication_response_size = frame.body_size;
		attempt_end(mlme, &result, "refused");
		return;
	}
	error = nl_call(mlme->nl, build_associate(nl_family(mlme->nl), mlme->ifindex, &mlme->peer), NULL, NULL);
	if (error < 0) {
		log_debug("interface %u: association: %s", mlme->ifindex, strerror(-error));
		attempt_fail(mlme, MLME_ATTEMPT_ASSOCIATION_FAILED, "the kernel refused to associate");
		return;
	}
	enter(mlme, MLME_STATE_ASSOCIATING, "authenticated");
}

static void on_associate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };
	struct event_frame frame;

	if (mlme->state != MLME_STATE_ASSOCIATING)
		return;
	if (event->is_timed_out) {
		if (!event->has_mac || dot11_mac_equal(&event->mac, &mlme->peer.bssid))
			attempt_fail(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "no answer");
		return;
	}
	if (!event->frame || event_frame_parse(event->frame, event->frame_size, &frame) < 0 ||
	    (frame.subtype != EVENT_FRAME_ASSOCIATION_RESPONSE && frame.subtype != EVENT_FRAME_REASSOCIATION_RESPONSE) ||
	    !dot11_mac_equal(&frame.transmitter, &mlme->peer.bssid))
		return;
	if (frame.code != 0)
		result.attempt = MLME_ATTEMPT_ASSOCIATION_REFUSED;
	result.status = frame.code;
	result.association_response = frame.body;
	result.association_response_size = frame.body_size;
	attempt_end(mlme, &result, frame.code ? "refused" : "associated");
}

/* Of a driver with an SME of its own; with ours, it only repeats what is known. */
static void on_connect(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };

	if (mlme->state != MLME_STATE_CONNECTING)
		return;
	if (event->is_timed_out) {
		attempt_fail(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "no answer");
		return;
	}
	if (event->has_status && event->status != 0) {
		/* Without the frames that a status "failed by peer" must carry. */
		result.attempt = MLME_ATTEMPT_ASSOCIATION_FAILED;
		result.status = event->status;
	}
	attempt_end(mlme, &result, result.status ? "refused" : "associated");
}

static void on_tx_status(struct mlme *mlme, const struct event *event)
{
	if (!event->has_cookie || mlme->state != MLME_STATE_FAREWELL)
		return;
	for (size_t i = 0; i < mlme->n_pending; i++) {
		if (mlme->pending[i] != event->cookie)
			continue;
		log_debug("interface %u: frame %s", mlme->ifindex, event->is_acknowledged ? "acknowledged" : "not acknowledged");
		mlme->pending[i] = mlme->pending[--mlme->n_pending];
		if (!mlme->n_pending)
			clear(mlme, "both frames have left");
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
	mlme->body_size = loss->body_size < sizeof(mlme->body) ? loss->body_size : sizeof(mlme->body);
	if (mlme->body_size)
		memcpy(mlme->body, loss->body, mlme->body_size);
}

static void on_end(struct mlme *mlme, const struct event *event)
{
	struct event_loss loss;
	bool is_last = event->command == NL80211_CMD_DISCONNECT;
	bool is_by_peer;

	event_judge_loss(event, &mlme->own, &mlme->peer.bssid, &loss);
	if (loss.cause == EVENT_LOSS_NONE)
		return;
	is_by_peer = loss.cause == EVENT_LOSS_PEER_DEAUTHENTICATED || loss.cause == EVENT_LOSS_PEER_DISASSOCIATED;
	if (is_attempting(mlme)) {
		if (is_by_peer && mlme->state != MLME_STATE_LOOKING)
			attempt_fail(mlme,
				     mlme->state == MLME_STATE_AUTHENTICATING ? MLME_ATTEMPT_AUTHENTICATION_FAILED :
										MLME_ATTEMPT_ASSOCIATION_FAILED,
				     "the peer ended it");
		return;
	}
	if (!is_associated(mlme))
		return;
	if (mlme->state == MLME_STATE_CONNECTED) {
		keep_loss(mlme, &loss);
		if (!is_last)
			enter(mlme, MLME_STATE_CLEARING, "the association has ended");
	} else if (is_by_peer && mlme->cause == MLME_CAUSE_HOST && !mlme->was_frame_sent) {
		/* The peer was faster: our frames came too late to be sent. */
		keep_loss(mlme, &loss);
	}
	/* It is the last of the kernel's events: station, keys and authorization are gone. */
	if (is_last)
		finish(mlme, "cleared");
	else if (mlme->state == MLME_STATE_FAREWELL)
		enter(mlme, MLME_STATE_CLEARING, "the association has ended meanwhile");
}

static void on_scan_results(struct mlme *mlme)
{
	int error;

	if (mlme->state != MLME_STATE_LOOKING)
		return;
	error = begin(mlme);
	if (error < 0)
		attempt_fail(mlme, MLME_ATTEMPT_NOT_FOUND, "the peer was not heard");
}

void mlme_on_event(struct mlme *mlme, const struct event *event)
{
	switch (event->command) {
	case NL80211_CMD_AUTHENTICATE:
		on_authenticate(mlme, event);
		break;
	case NL80211_CMD_ASSOCIATE:
		on_associate(mlme, event);
		break;
	case NL80211_CMD_CONNECT:
		on_connect(mlme, event);
		break;
	case NL80211_CMD_FRAME_TX_STATUS:
		on_tx_status(mlme, event);
		break;
	case NL80211_CMD_DEAUTHENTICATE:
	case NL80211_CMD_DISASSOCIATE:
	case NL80211_CMD_DISCONNECT:
		on_end(mlme, event);
		break;
	case NL80211_CMD_NEW_SCAN_RESULTS:
	case NL80211_CMD_SCAN_ABORTED:
		on_scan_results(mlme);
		break;
	default:
		break;
	}
}

void mlme_resync(struct mlme *mlme)
{
	if (!is_associated(mlme) || !is_station_gone(mlme))
		return;
	if (mlme->state == MLME_STATE_CONNECTED)
		mlme->cause = MLME_CAUSE_NOT_HEARD;
	finish(mlme, "the station was gone after events had been lost");
}
