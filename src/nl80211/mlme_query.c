/* SA Query of an association: an end that came without protection is believed only if the peer does not answer. */
#include "nl80211/mlme_internal.h"

#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"

static int on_query_timer(sd_event_source *source, uint64_t usec, void *userdata);

static void query_step(struct mlme *mlme)
{
	uint8_t body[SA_QUERY_SIZE];
	uint64_t next_us;
	enum sa_query_step step = sa_query_step(&mlme->query, clock_monotonic_us(), body, &next_us);
	int error;

	mlme->query_timer = sd_event_source_disable_unref(mlme->query_timer);
	if (step == SA_QUERY_STEP_GIVE_UP) {
		/* It has lost our keys: the frame was its own. Yet nothing vouches for that frame, so it is not told as the
		 * peer's. */
		mlme->cause = MLME_CAUSE_NOT_HEARD;
		mlme->reason = DOT11_REASON_INVALID_AUTHENTICATION;
		mlme->is_peer_told = false;
		mlme_clear(mlme, "no answer to SA Query");
		return;
	}
	if (step == SA_QUERY_STEP_SEND) {
		error = nl_call(
			mlme->nl,
			build_action(nl_family(mlme->nl), mlme->ifindex, &mlme->own, &mlme->peer.bssid, body, sizeof(body)), NULL,
			NULL);
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

void mlme_on_unprotected_end(struct mlme *mlme, const struct event *event)
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

void mlme_on_frame(struct mlme *mlme, const struct event *event)
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
