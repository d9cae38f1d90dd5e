/* Association, by our requests or by an SME of the driver's own, and the end of an attempt. */
#include "nl80211/mlme_internal.h"

#include <string.h>

#include <linux/nl80211.h>

#include "base/bytes.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"

#define REQUEST_FIXED_SIZE 4  /* capability, listen interval */
#define RESPONSE_FIXED_SIZE 6 /* capability, status, association identifier */

void mlme_end_attempt(struct mlme *mlme, const struct mlme_result *result, const char *why)
{
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED) {
		mlme_enter(mlme, MLME_STATE_CONNECTED, why);
	} else {
		mlme_forget(mlme);
		/* Whatever of the attempt the kernel still knows would stand in the way of the next one; a peer that holds us for
		 * authenticated is told. Before the association this is never a local change: the kernel would do nothing. */
		if (mlme->state != MLME_STATE_LOOKING)
			mlme_ask_end(mlme, DOT11_REASON_LEAVING_NETWORK_DEAUTH, false);
		mlme_enter(mlme, MLME_STATE_IDLE, why);
	}
	mlme->listener->attempt_ended(result, mlme->userdata);
	if (result->attempt == MLME_ATTEMPT_ASSOCIATED)
		mlme_tell_early(mlme);
}

void mlme_fail_attempt(struct mlme *mlme, enum mlme_attempt attempt, const char *why)
{
	const struct mlme_result result = { .attempt = attempt };

	mlme_end_attempt(mlme, &result, why);
}

void mlme_associate(struct mlme *mlme)
{
	int error = nl_call(mlme->nl, build_associate(nl_family(mlme->nl), mlme->ifindex, &mlme->peer), NULL, NULL);

	if (error < 0) {
		log_debug("interface %u: association: %s", mlme->ifindex, strerror(-error));
		mlme_fail_attempt(mlme, MLME_ATTEMPT_ASSOCIATION_FAILED, "the kernel refused to associate");
		return;
	}
	mlme_enter(mlme, MLME_STATE_ASSOCIATING, "authenticated");
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

void mlme_on_associate(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };
	uint8_t request[REQUEST_FIXED_SIZE + MLME_MAX_BODY_SIZE];
	struct writer writer = writer_over(request, sizeof(request));
	struct event_frame frame;

	if (mlme->state != MLME_STATE_ASSOCIATING)
		return;
	if (event->is_timed_out) {
		if (!event->has_mac || dot11_mac_equal(&event->mac, &mlme->peer.bssid))
			mlme_fail_attempt(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "no answer");
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
	mlme_end_attempt(mlme, &result, frame.code ? "refused" : "associated");
}

/* Of a driver with an SME of its own; with ours, it only repeats what is known. */
void mlme_on_connect(struct mlme *mlme, const struct event *event)
{
	struct mlme_result result = { .attempt = MLME_ATTEMPT_ASSOCIATED };
	uint8_t request[REQUEST_FIXED_SIZE + MLME_MAX_BODY_SIZE], response[RESPONSE_FIXED_SIZE + MLME_MAX_BODY_SIZE];
	struct writer writer = writer_over(request, sizeof(request));
	struct writer answer = writer_over(response, sizeof(response));

	/* One of another peer is late: of an attempt that was given up. */
	if (mlme->state != MLME_STATE_CONNECTING || (event->has_mac && !dot11_mac_equal(&event->mac, &mlme->peer.bssid)))
		return;
	if (event->is_timed_out) {
		mlme_fail_attempt(mlme, MLME_ATTEMPT_NO_ASSOCIATION_RESPONSE, "no answer");
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
		writer_le16(&answer,
			    mlme->peer.security.akm ? DOT11_CAPABILITY_ESS | DOT11_CAPABILITY_PRIVACY : DOT11_CAPABILITY_ESS);
		writer_le16(&answer, result.status);
		writer_le16(&answer, 0);
		writer_bytes(&answer, event->response_elements, event->response_elements_size);
		if (writer_end(&answer) == 0) {
			result.association_response = response;
			result.association_response_size = answer.size;
		}
	}
	mlme_end_attempt(mlme, &result, result.status ? "refused" : "associated");
}
