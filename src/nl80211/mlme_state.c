/* The states of an association, how long each may last, and what belongs to one attempt only. */
#include "nl80211/mlme_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* The kernel repeats its requests for less than a second; this is for drivers that say nothing. */
#define STEP_LIMIT_US 3000000u
/* A frame that has not left by then will not: the peer is out of reach or the air is full. */
#define FAREWELL_LIMIT_US 100000u
/* Grace periods of the kernel are within 100 ms. */
#define CLEARING_LIMIT_US 500000u

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

bool mlme_is_sae(enum mlme_state state)
{
	return state >= MLME_STATE_SAE_COMMIT_WANTED && state <= MLME_STATE_SAE_VERDICT_WANTED;
}

bool mlme_is_attempting(const struct mlme *mlme)
{
	return mlme->state >= MLME_STATE_LOOKING && mlme->state <= MLME_STATE_CONNECTING;
}

bool mlme_is_associated(const struct mlme *mlme)
{
	return mlme->state >= MLME_STATE_CONNECTED;
}

static uint64_t limit_of(const struct mlme *mlme, enum mlme_state state)
{
	uint64_t now_us;

	if (mlme_is_sae(state)) {
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

void mlme_enter(struct mlme *mlme, enum mlme_state state, const char *why)
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
					  mlme->on_timer, mlme);
	} else {
		sd_event_source_set_time(mlme->timer, clock_monotonic_us() + limit_us);
		error = sd_event_source_set_enabled(mlme->timer, SD_EVENT_ONESHOT);
	}
	if (error < 0)
		log_debug("interface %u: no timer: %s", mlme->ifindex, strerror(-error));
}

struct mlme_kept *mlme_keep(const uint8_t *bytes, size_t size)
{
	struct mlme_kept *kept = malloc(sizeof(*kept) + size);

	if (!kept)
		return NULL;
	kept->size = size;
	if (size)
		memcpy(kept->bytes, bytes, size);
	return kept;
}

void mlme_keep_body(struct mlme *mlme, const uint8_t *body, size_t size)
{
	mlme->body_size = size < sizeof(mlme->body) ? size : sizeof(mlme->body);
	if (mlme->body_size)
		memcpy(mlme->body, body, mlme->body_size);
}

void mlme_forget(struct mlme *mlme)
{
	while (mlme->n_early)
		free(mlme->early[--mlme->n_early]);
	free(take_ptr(mlme->early_confirm));
	mlme->has_pairwise_key = false;
	mlme->packet_source = sd_event_source_disable_unref(mlme->packet_source);
	if (mlme->has_packet_socket)
		close(mlme->packet_fd);
	mlme->has_packet_socket = false;
	mlme->sae_contents_size = 0;
	mlme->sae_peer_status = 0;
	sa_query_stop(&mlme->query);
	mlme->query_timer = sd_event_source_disable_unref(mlme->query_timer);
}

int mlme_ask_end(struct mlme *mlme, uint16_t reason, bool is_local)
{
	uint16_t family = nl_family(mlme->nl);

	if (mlme->wiphy->can_authenticate)
		return nl_call(mlme->nl, build_deauthenticate(family, mlme->ifindex, &mlme->peer.bssid, reason, is_local), NULL,
			       NULL);
	return nl_call(mlme->nl, build_disconnect(family, mlme->ifindex, reason), NULL, NULL);
}
