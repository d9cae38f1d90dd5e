/* The machine of one association as a whole: its life, its timer, and which part an event belongs to. */
#include "nl80211/mlme_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/log.h"
#include "dot11/codes.h"

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct mlme *mlme = userdata;

	switch (mlme->state) {
	case MLME_STATE_LOOKING:
		mlme_fail_attempt(mlme, MLME_ATTEMPT_NOT_FOUND, "the scan did not end");
		break;
	case MLME_STATE_SAE_COMMIT_WANTED:
		mlme_sae_late(mlme, MLME_SAE_COMMIT_LATE);
		break;
	case MLME_STATE_SAE_CONFIRM_WANTED:
		mlme_sae_late(mlme, MLME_SAE_CONFIRM_LATE);
		break;
	case MLME_STATE_SAE_VERDICT_WANTED:
		mlme_sae_late(mlme, MLME_SAE_VERDICT_LATE);
		break;
	case MLME_STATE_SAE_COMMIT_SENT:
	case MLME_STATE_SAE_CONFIRM_SENT:
	case MLME_STATE_AUTHENTICATING:
		mlme_fail_attempt(mlme, MLME_ATTEMPT_NO_AUTHENTICATION_RESPONSE, "timeout");
		break;
	case MLME_STATE_ASSOCIATING:
	case MLME_STATE_CONNECTING:
		mlme_fail_attempt(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "timeout");
		break;
	case MLME_STATE_FAREWELL:
		mlme_clear(mlme, mlme->n_pending ? "no status of the frames in time" : "the frames were refused");
		break;
	case MLME_STATE_CLEARING:
		if (!mlme_is_station_gone(mlme)) {
			/* It did not do what it was asked for; once more, with everything. */
			mlme->is_peer_told = false;
			mlme_clear(mlme, "the station is still there");
			break;
		}
		mlme_finish(mlme, "the station is gone, though no event told so");
		break;
	case MLME_STATE_IDLE:
	case MLME_STATE_CONNECTED:
		break;
	}
	return 0;
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
	mlme->on_timer = on_timer;
	/* Responses are of use only where requests can be sent. */
	if (wiphy->can_send_action) {
		error = nl_call(nl, build_register_action(nl_family(nl), ifindex, EVENT_CATEGORY_SA_QUERY), NULL, NULL);
		if (error < 0 && error != -EALREADY)
			log_debug("interface %u: no SA Query: %s", ifindex, strerror(-error));
	}
	*ret = mlme;
	return 0;
}

void mlme_set_own(struct mlme *mlme, const struct dot11_mac *own)
{
	mlme->own = *own;
}

struct mlme *mlme_free(struct mlme *mlme)
{
	if (!mlme)
		return NULL;
	if (mlme->state != MLME_STATE_IDLE && mlme->state != MLME_STATE_LOOKING)
		mlme_ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
	mlme_forget(mlme);
	sd_event_source_disable_unref(mlme->timer);
	sd_event_unref(mlme->loop);
	free(mlme);
	return NULL;
}

const struct dot11_mac *mlme_peer(const struct mlme *mlme)
{
	return mlme_is_associated(mlme) ? &mlme->peer.bssid : NULL;
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
	mlme_forget(mlme);
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
	if (error == 0)
		error = mlme_open_port(mlme);
	if (error == 0)
		error = mlme_begin(mlme);
	if (error < 0)
		mlme_forget(mlme);
	return error;
}

void mlme_abort(struct mlme *mlme)
{
	if (mlme_is_attempting(mlme))
		mlme_fail_attempt(mlme, MLME_ATTEMPT_ABORTED, "aborted");
}

void mlme_on_event(struct mlme *mlme, const struct event *event)
{
	switch (event->command) {
	case NL80211_CMD_AUTHENTICATE:
		mlme_on_authenticate(mlme, event);
		break;
	case NL80211_CMD_ASSOCIATE:
		mlme_on_associate(mlme, event);
		break;
	case NL80211_CMD_CONNECT:
		mlme_on_connect(mlme, event);
		break;
	case NL80211_CMD_FRAME_TX_STATUS:
		mlme_on_tx_status(mlme, event);
		break;
	case NL80211_CMD_CONTROL_PORT_FRAME:
		mlme_on_control_port(mlme, event);
		break;
	case NL80211_CMD_FRAME:
		mlme_on_frame(mlme, event);
		break;
	case NL80211_CMD_UNPROT_DEAUTHENTICATE:
	case NL80211_CMD_UNPROT_DISASSOCIATE:
		mlme_on_unprotected_end(mlme, event);
		break;
	case NL80211_CMD_DEAUTHENTICATE:
	case NL80211_CMD_DISASSOCIATE:
	case NL80211_CMD_DISCONNECT:
		mlme_on_end(mlme, event);
		break;
	case NL80211_CMD_NEW_SCAN_RESULTS:
	case NL80211_CMD_SCAN_ABORTED:
		mlme_on_scan_results(mlme);
		break;
	default:
		break;
	}
}

void mlme_resync(struct mlme *mlme)
{
	if (!mlme_is_associated(mlme) || !mlme_is_station_gone(mlme))
		return;
	if (mlme->state == MLME_STATE_CONNECTED)
		mlme->cause = MLME_CAUSE_NOT_HEARD;
	mlme_finish(mlme, "the station was gone after events had been lost");
}
