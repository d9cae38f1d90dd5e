#include "nl80211/mlme.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <linux/nl80211.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/sae_frame.h"
#include "nl80211/sa_query.h"

#define MAX_ELEMENTS_SIZE 2048
#define MAX_BODY_SIZE 2324 /* IEEE 802.11: largest management frame body, rounded up */

/* The kernel repeats its requests for less than a second; this is for drivers that say nothing. */
#define STEP_LIMIT_US 3000000u
/* Of a whole SAE exchange, in which the kernel repeats each frame twice at intervals of two seconds. */
#define SAE_LIMIT_US 5000000u
/* A frame that has not left by then will not: the peer is out of reach or the air is full. */
#define FAREWELL_LIMIT_US 100000u
/* Grace periods of the kernel are within 100 ms. */
#define CLEARING_LIMIT_US 500000u

#define ALGORITHM_SAE 3 /* IEEE 802.11-2020, 9.4.1.1 */
#define MAX_SAE_SIZE 1024
/* 802.1X frames that came before the association response: an access point sends one, and repeats it. */
#define MAX_EARLY 4
#define REQUEST_FIXED_SIZE 4 /* capability, listen interval */
#define RESPONSE_FIXED_SIZE 6 /* capability, status, association identifier */

enum mlme_state {
	MLME_STATE_IDLE,
	MLME_STATE_LOOKING, /* a scan for a peer that the kernel has forgotten */
	MLME_STATE_SAE_COMMIT_WANTED, /* by the host */
	MLME_STATE_SAE_COMMIT_SENT,
	MLME_STATE_SAE_CONFIRM_WANTED, /* by the host, or another commit */
	MLME_STATE_SAE_CONFIRM_SENT,
	MLME_STATE_SAE_VERDICT_WANTED, /* by the host */
	MLME_STATE_AUTHENTICATING,
	MLME_STATE_ASSOCIATING,
	MLME_STATE_CONNECTING, /* the driver's own SME */
	MLME_STATE_CONNECTED,
	MLME_STATE_FAREWELL, /* frames sent, their status awaited */
	MLME_STATE_CLEARING, /* the kernel is clearing away; its last event is awaited */
};

/* Bytes that wait. */
struct kept {
	size_t size;
	uint8_t bytes[];
};

struct mlme {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *timer;
	sd_event_source *query_timer;
	uint32_t ifindex;
	struct dot11_mac own;
	const struct wiphy *wiphy;
	const struct mlme_listener *listener;
	void *userdata;

	enum mlme_state state;
	struct build_peer peer;
	uint8_t elements[MAX_ELEMENTS_SIZE];
	bool has_looked;

	bool does_sae;
	uint64_t sae_end_us;
	uint16_t sae_transaction, sae_status; /* of the frame sent last */
	uint8_t sae_contents[MAX_SAE_SIZE];
	size_t sae_contents_size;
	uint16_t sae_peer_status; /* of the frame received last, whose body is in @body */
	struct kept *early_confirm;

	bool has_pairwise_key;
	size_t n_early;
	struct kept *early[MAX_EARLY];
	struct sa_query query;

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
	[MLME_STATE_SAE_COMMIT_WANTED] = "SAE commit wanted",
	[MLME_STATE_SAE_COMMIT_SENT] = "SAE commit sent",
	[MLME_STATE_SAE_CONFIRM_WANTED] = "SAE confirm wanted",
	[MLME_STATE_SAE_CONFIRM_SENT] = "SAE confirm sent",
	[MLME_STATE_SAE_VERDICT_WANTED] = "SAE verdict wanted",
	[MLME_STATE_AUTHENTICATING] = "authenticating",
	[MLME_STATE_ASSOCIATING] = "associating",
	[MLME_STATE_CONNECTING] = "connecting",
	[MLME_STATE_CONNECTED] = "connected",
	[MLME_STATE_FAREWELL] = "farewell",
	[MLME_STATE_CLEARING] = "clearing",
};

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata);

static bool is_sae(enum mlme_state state)
{
	return state >= MLME_STATE_SAE_COMMIT_WANTED && state <= MLME_STATE_SAE_VERDICT_WANTED;
}

static uint64_t limit_of(const struct mlme *mlme, enum mlme_state state)
{
	uint64_t now_us;

	if (is_sae(state)) {
		now_us = clock_monotonic_us();
		return mlme->sae_end_us > now_us ? mlme->sae_end_us - now_us : 1;
	}
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
	uint64_t limit_us = limit_of(mlme, state);
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
	int error;

	if (!mlme)
		return -ENOMEM;
	mlme->nl = nl;
	mlme->loop = sd_event_ref(loop);
	mlme->ifindex = ifindex;
	mlme->own = *own;
	mlme->wiphy = wiphy;
	mlme->listener = listener;
	mlme->userdata = userdata;
	/* Responses are of use only where requests can be sent. */
	if (wiphy->can_send_action) {
		error = nl_call(nl, build_register_action(nl_family(nl), ifindex, EVENT_CATEGORY_SA_QUERY), NULL, NULL);
		if (error < 0 && error != -EALREADY)
			log_debug("interface %u: no SA Query: %s", ifindex, strerror(-error));
	}
	*ret = mlme;
	return 0;
}

static struct kept *keep(const uint8_t *bytes, size_t size)
{
	struct kept *kept = malloc(sizeof(*kept) + size);

	if (!kept)
		return NULL;
	kept->size = size;
	if (size)
		memcpy(kept->bytes, bytes, size);
	return kept;
}

/* What belongs to one attempt or association and must not be seen by the next. */
static void forget(struct mlme *mlme)
{
	while (mlme->n_early)
		free(mlme->early[--mlme->n_early]);
	free(take_ptr(mlme->early_confirm));
	mlme->has_pairwise_key = false;
	mlme->sae_contents_size = 0;
	mlme->sae_peer_status = 0;
	sa_query_stop(&mlme->query);
	mlme->query_timer = sd_event_source_disable_unref(mlme->query_timer);
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
	forget(mlme);
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

static void tell_early(struct mlme *mlme)
{
	size_t n = mlme->n_early;

	mlme->n_early = 0;
	for (size_t i = 0; i < n; i++) {
		_auto_free_ struct kept *kept = take_ptr(mlme->early[i]);

		mlme->listener->eapol(&mlme->peer.bssid, kept->bytes, kept->size, mlme->userdata);
	}
}

static void attempt_end(struct mlme *mlme, const struct mlme_result *result, const char *why)
{
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED) {
		enter(mlme, MLME_STATE_CONNECTED, why);
	} else {
		forget(mlme);
		/* Whatever of the attempt the kernel still knows would stand in the way of the next one; a peer that holds us for
		 * authenticated is told. Before the association this is never a local change: the kernel would do nothing. */
		if (mlme->state != MLME_STATE_LOOKING)
			ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		enter(mlme, MLME_STATE_IDLE, why);
	}
	mlme->listener->attempt_ended(result, mlme->userdata);
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED)
		tell_early(mlme);
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

/* With SAE: sends the frame that the host has given, or asks for the first. */
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
	if (mlme->does_sae && !mlme->sae_contents_size) {
		mlme->sae_end_us = clock_monotonic_us() + SAE_LIMIT_US;
		enter(mlme, MLME_STATE_SAE_COMMIT_WANTED, "asked");
		sae_tell(mlme, MLME_SAE_COMMIT_WANTED, NULL, 0);
		return 0;
	}
	error = authenticate(mlme);
	if (error == -EALREADY) {
		/* Left over from a program that died. */
		ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		error = authenticate(mlme);
	}
	if (error == -ENOENT && !mlme->has_looked)
		return look(mlme);
	if (error < 0)
		return error;
	if (!mlme->does_sae)
		enter(mlme, MLME_STATE_AUTHENTICATING, "asked");
	else if (mlme->sae_transaction == DOT11_SAE_COMMIT)
		enter(mlme, MLME_STATE_SAE_COMMIT_SENT, "contents are there");
	else
		enter(mlme, MLME_STATE_SAE_CONFIRM_SENT, "contents are there");
	return 0;
}

static int sae_send(struct mlme *mlme, uint16_t transaction, uint16_t status, const void *contents, size_t size)
{
	if (!size || size > sizeof(mlme->sae_contents))
		return -EMSGSIZE;
	mlme->sae_transaction = transaction;
	mlme->sae_status = status;
	memcpy(mlme->sae_contents, contents, size);
	mlme->sae_contents_size = size;
	return begin(mlme);
}

int mlme_sae_commit(struct mlme *mlme, uint16_t status, const void *contents, size_t size)
{
	if (mlme->state != MLME_STATE_SAE_COMMIT_WANTED && mlme->state != MLME_STATE_SAE_CONFIRM_WANTED)
		return -EPROTO;
	return sae_send(mlme, DOT11_SAE_COMMIT, status, contents, size);
}

int mlme_sae_confirm(struct mlme *mlme, const void *contents, size_t size)
{
	_auto_free_ struct kept *early = NULL;
	int error;

	if (mlme->state != MLME_STATE_SAE_CONFIRM_WANTED)
		return -EPROTO;
	error = sae_send(mlme, DOT11_SAE_CONFIRM, 0, contents, size);
	if (error < 0)
		return error;
	early = take_ptr(mlme->early_confirm);
	if (early && mlme->state == MLME_STATE_SAE_CONFIRM_SENT) {
		enter(mlme, MLME_STATE_SAE_VERDICT_WANTED, "the peer's confirm was there already");
		sae_tell(mlme, MLME_SAE_CONFIRM_RECEIVED, early->bytes, early->size);
	}
	return 0;
}

int mlme_change_request(struct mlme *mlme, const struct build_security *security, const uint8_t *elements, size_t size)
{
	if (!is_sae(mlme->state))
		return -EPROTO;
	if (size > sizeof(mlme->elements))
		return -ENOMEM;
	mlme->peer.security = *security;
	if (size)
		memcpy(mlme->elements, elements, size);
	mlme->peer.elements_size = size;
	return 0;
}

static void associate(struct mlme *mlme)
{
	int error = nl_call(mlme->nl, build_associate(nl_family(mlme->nl), mlme->ifindex, &mlme->peer), NULL, NULL);

	if (error < 0) {
		log_debug("interface %u: association: %s", mlme->ifindex, strerror(-error));
		attempt_fail(mlme, MLME_ATTEMPT_ASSOCIATION_FAILED, "the kernel refused to associate");
		return;
	}
	enter(mlme, MLME_STATE_ASSOCIATING, "authenticated");
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
	attempt_end(mlme, &result, "the host ends it");
}

int mlme_sae_finish(struct mlme *mlme, bool is_authenticated)
{
	if (!is_sae(mlme->state) || (is_authenticated && mlme->state != MLME_STATE_SAE_VERDICT_WANTED))
		return -EPROTO;
	if (is_authenticated)
		associate(mlme);
	else
		sae_fail(mlme);
	return 0;
}

int mlme_connect(struct mlme *mlme, const struct build_peer *peer, bool does_sae)
{
	int error;

	if (mlme->state != MLME_STATE_IDLE)
		return -EISCONN;
	if (peer->elements_size > sizeof(mlme->elements))
		return -ENOMEM;
	if (does_sae && (!mlme->wiphy->can_authenticate || !mlme->wiphy->can_do_sae))
		return -EOPNOTSUPP;
	forget(mlme);
	mlme->does_sae = does_sae;
	mlme->peer = *peer;
	if (peer->elements_size)
		memcpy(mlme->elements, peer->elements, peer->elements_size);
	mlme->peer.elements = mlme->elements;
	mlme->has_looked = false;
	mlme->is_leave_wanted = false;
	mlme->was_frame_sent = false;
	mlme->n_pending = 0;
	mlme->body_size = 0;
	error = build_farewell(nl_family(mlme->nl), mlme->ifindex, &mlme->own, &peer->bssid, &peer->bssid, &mlme->farewell);
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
	forget(mlme);
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

static void sae_late(struct mlme *mlme, enum mlme_sae what)
{
	sae_tell(mlme, what, NULL, 0);
	attempt_fail(mlme, MLME_ATTEMPT_AUTHENTICATION_FAILED, "the host did not answer in time");
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct mlme *mlme = userdata;

	switch (mlme->state) {
	case MLME_STATE_LOOKING:
		attempt_fail(mlme, MLME_ATTEMPT_NOT_FOUND, "the scan did not end");
		break;
	case MLME_STATE_SAE_COMMIT_WANTED:
		sae_late(mlme, MLME_SAE_COMMIT_LATE);
		break;
	case MLME_STATE_SAE_CONFIRM_WANTED:
		sae_late(mlme, MLME_SAE_CONFIRM_LATE);
		break;
	case MLME_STATE_SAE_VERDICT_WANTED:
		sae_late(mlme, MLME_SAE_VERDICT_LATE);
		break;
	case MLME_STATE_SAE_COMMIT_SENT:
	case MLME_STATE_SAE_CONFIRM_SENT:
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

static void keep_body(struct mlme *mlme, const uint8_t *body, size_t size)
{
	mlme->body_size = size < sizeof(mlme->body) ? size : sizeof(mlme->body);
	if (mlme->body_size)
		memcpy(mlme->body, body, mlme->body_size);
}

/* Refusals are shown to the host as well: it may have another group, or a token. */
static void on_sae_frame(struct mlme *mlme, const struct event_frame *frame)
{
	if (frame->algorithm != ALGORITHM_SAE)
		return;
	if (frame->transaction == DOT11_SAE_COMMIT && mlme->state == MLME_STATE_SAE_COMMIT_SENT) {
		enter(mlme, MLME_STATE_SAE_CONFIRM_WANTED, "commit received");
	} else if (frame->transaction == DOT11_SAE_CONFIRM && mlme->state == MLME_STATE_SAE_CONFIRM_SENT) {
		enter(mlme, MLME_STATE_SAE_VERDICT_WANTED, "confirm received");
	} else if (frame->transaction == DOT11_SAE_CONFIRM && mlme->state < MLME_STATE_SAE_CONFIRM_SENT) {
		/* Equals may confirm in any order; ours comes first here. */
		if (!mlme->early_confirm)
			mlme->early_confirm = keep(frame->body, frame->body_size);
		return;
	} else {
		return;
	}
	mlme->sae_peer_status = frame->code;
	keep_body(mlme, frame->body, frame->body_size);
	sae_tell(mlme, mlme->state == MLME_STATE_SAE_CONFIRM_WANTED ? MLME_SAE_COMMIT_RECEIVED : MLME_SAE_CONFIRM_RECEIVED,
		 frame->body, frame->body_size);
}

static void on_authenticate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_AUTHENTICATION_REFUSED };
	struct event_frame frame;

	if (mlme->state != MLME_STATE_AUTHENTICATING && !is_sae(mlme->state))
		return;
	if (event->is_timed_out) {
		if (!event->has_mac || dot11_mac_equal(&event->mac, &mlme->peer.bssid))
			attempt_fail(mlme, MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE, "no answer");
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
		attempt_end(mlme, &result, "refused");
		return;
	}
	associate(mlme);
}

/*
 * The body of the association request. Of its fixed fields the kernel tells nothing, and nobody above needs them; without
 * elements of the kernel they are those that it was given.
 */
static void write_request(const struct mlme *mlme, const struct event *event, struct writer *writer)
{
	const struct dot11_ssid *ssid = &mlme->peer.ssid;

	writer_le16(writer, mlme->peer.security.akm ? DOT11_CAPABILITY_ESS | DOT11_CAPABILITY_PRIVACY : DOT11_CAPABILITY_ESS);
	writer_le16(writer, 0);
	if (event->request_elements) {
		writer_bytes(writer, event->request_elements, event->request_elements_size);
		return;
	}
	writer_u8(writer, DOT11_ELEMENT_SSID);
	writer_u8(writer, ssid->size);
	writer_bytes(writer, ssid->bytes, ssid->size);
	writer_bytes(writer, mlme->elements, mlme->peer.elements_size);
}

static void on_associate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };
	uint8_t request[REQUEST_FIXED_SIZE + MAX_BODY_SIZE];
	struct writer writer = writer_over(request, sizeof(request));
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
	write_request(mlme, event, &writer);
	if (writer_end(&writer) == 0) {
		result.association_request = request;
		result.association_request_size = writer.size;
	}
	attempt_end(mlme, &result, frame.code ? "refused" : "associated");
}

/* Of a driver with an SME of its own; with ours, it only repeats what is known. */
static void on_connect(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };
	uint8_t request[REQUEST_FIXED_SIZE + MAX_BODY_SIZE], response[RESPONSE_FIXED_SIZE + MAX_BODY_SIZE];
	struct writer writer = writer_over(request, sizeof(request));
	struct writer answer = writer_over(response, sizeof(response));

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
	write_request(mlme, event, &writer);
	if (writer_end(&writer) == 0) {
		result.association_request = request;
		result.association_request_size = writer.size;
	}
	if (event->response_elements) {
		writer_le16(&answer, mlme->peer.security.akm ? DOT11_CAPABILITY_ESS | DOT11_CAPABILITY_PRIVACY : DOT11_CAPABILITY_ESS);
		writer_le16(&answer, result.status);
		writer_le16(&answer, 0);
		writer_bytes(&answer, event->response_elements, event->response_elements_size);
		if (writer_end(&answer) == 0) {
			result.association_response = response;
			result.association_response_size = answer.size;
		}
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
	keep_body(mlme, loss->body, loss->body_size);
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
				     mlme->state <= MLME_STATE_AUTHENTICATING ? MLME_ATTEMPT_AUTHENTICATION_FAILED :
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

/* Data of the port and its keys */

int mlme_send_eapol(struct mlme *mlme, const struct dot11_mac *peer, const void *pdu, size_t size)
{
	if (mlme->state != MLME_STATE_CONNECTED || !dot11_mac_equal(peer, &mlme->peer.bssid) ||
	    !mlme->peer.security.has_control_port)
		return -ENOTCONN;
	return nl_call(mlme->nl,
		       build_control_port_frame(nl_family(mlme->nl), mlme->ifindex, peer, !mlme->has_pairwise_key, pdu, size), NULL,
		       NULL);
}

static void on_control_port(struct mlme *mlme, const struct event *event)
{
	if (!event->frame || !event->has_ethertype || event->ethertype != BUILD_ETHERTYPE_EAPOL || !event->has_mac ||
	    !dot11_mac_equal(&event->mac, &mlme->peer.bssid))
		return;
	if (mlme->state == MLME_STATE_CONNECTED) {
		mlme->listener->eapol(&mlme->peer.bssid, event->frame, event->frame_size, mlme->userdata);
		return;
	}
	/* The first message of a handshake may overtake the association response. */
	if ((mlme->state == MLME_STATE_ASSOCIATING || mlme->state == MLME_STATE_CONNECTING) && mlme->n_early < MAX_EARLY) {
		mlme->early[mlme->n_early] = keep(event->frame, event->frame_size);
		if (mlme->early[mlme->n_early])
			mlme->n_early++;
	}
}

int mlme_add_key(struct mlme *mlme, const struct dot11_key *key)
{
	int error;

	if (mlme->state != MLME_STATE_CONNECTED)
		return -ENOTCONN;
	error = nl_call(mlme->nl, build_new_key(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid, key), NULL, NULL);
	if (error == 0 && key->kind == DOT11_KEY_PAIRWISE)
		mlme->has_pairwise_key = true;
	return error;
}

int mlme_delete_key(struct mlme *mlme, bool is_pairwise, uint8_t index)
{
	int error;

	/* The kernel has removed it with the station. */
	if (mlme->state != MLME_STATE_CONNECTED)
		return 0;
	error = nl_call(mlme->nl,
			build_delete_key(nl_family(mlme->nl), mlme->ifindex, is_pairwise ? &mlme->peer.bssid : NULL, index), NULL,
			NULL);
	if (is_pairwise && (error == 0 || error == -ENOENT))
		mlme->has_pairwise_key = false;
	return error == -ENOENT ? 0 : error;
}

int mlme_authorize(struct mlme *mlme)
{
	if (mlme->state != MLME_STATE_CONNECTED)
		return -ENOTCONN;
	return nl_call(mlme->nl, build_authorize(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid), NULL, NULL);
}

/* SA Query */

static int on_query_timer(sd_event_source *source, uint64_t usec, void *userdata);

static void query_step(struct mlme *mlme)
{
	uint8_t body[SA_QUERY_SIZE];
	uint64_t next_us;
	enum sa_query_step step = sa_query_step(&mlme->query, clock_monotonic_us(), body, &next_us);
	int error;

	mlme->query_timer = sd_event_source_disable_unref(mlme->query_timer);
	if (step == SA_QUERY_STEP_GIVE_UP) {
		/* It has lost our keys: the frame was its own. Yet nothing vouches for that frame, so it is not told as the peer's. */
		mlme->cause = MLME_CAUSE_NOT_HEARD;
		mlme->reason = DOT11_REASON_INVALID_AUTHENTICATION;
		mlme->is_peer_told = false;
		clear(mlme, "no answer to SA Query");
		return;
	}
	if (step == SA_QUERY_STEP_SEND) {
		error = nl_call(mlme->nl,
				build_action(nl_family(mlme->nl), mlme->ifindex, &mlme->own, &mlme->peer.bssid, body, sizeof(body)),
				NULL, NULL);
		if (error < 0)
			log_debug("interface %u: SA Query: %s", mlme->ifindex, strerror(-error));
	}
	if (next_us)
		sd_event_add_time(mlme->loop, &mlme->query_timer, CLOCK_MONOTONIC, next_us, 1000, on_query_timer, mlme);
}

static int on_query_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct mlme *mlme = userdata;

	/* An association that is ending already needs no answer. */
	if (mlme->state == MLME_STATE_CONNECTED)
		query_step(mlme);
	return 0;
}

static void on_unprotected_end(struct mlme *mlme, const struct event *event)
{
	uint16_t first;

	if (mlme->state != MLME_STATE_CONNECTED || !mlme->peer.security.uses_mfp || !mlme->has_pairwise_key ||
	    !mlme->wiphy->can_send_action || !event_is_unprotected_end(event, &mlme->peer.bssid))
		return;
	if (getrandom(&first, sizeof(first), 0) != sizeof(first) || !sa_query_begin(&mlme->query, clock_monotonic_us(), first))
		return;
	log_debug("interface %u: an end without protection: does the peer still know us?", mlme->ifindex);
	query_step(mlme);
}

static void on_frame(struct mlme *mlme, const struct event *event)
{
	struct event_frame frame;
	uint16_t transaction;

	if (mlme->state != MLME_STATE_CONNECTED || !event->frame ||
	    event_frame_parse(event->frame, event->frame_size, &frame) < 0 ||
	    !dot11_mac_equal(&frame.transmitter, &mlme->peer.bssid) || event_sa_query_response(&frame, &transaction) < 0)
		return;
	if (!sa_query_answer(&mlme->query, transaction))
		return;
	log_debug("interface %u: the peer knows us", mlme->ifindex);
	mlme->query_timer = sd_event_source_disable_unref(mlme->query_timer);
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
	case NL80211_CMD_CONTROL_PORT_FRAME:
		on_control_port(mlme, event);
		break;
	case NL80211_CMD_FRAME:
		on_frame(mlme, event);
		break;
	case NL80211_CMD_UNPROT_DEAUTHENTICATE:
	case NL80211_CMD_UNPROT_DISASSOCIATE:
		on_unprotected_end(mlme, event);
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
