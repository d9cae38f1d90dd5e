#include "sim/station_mlme.h"

#include <errno.h>
#include <string.h>

#include "dot11/codes.h"
#include "dot11/element.h"

/* The one place that changes the state: leaving one ends its wait. */
static void enter(struct station_mlme *mlme, enum station_mlme_state state)
{
	mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE, 0);
	if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_LOST, 0);
	mlme->token++; /* what was sent in the old state is awaited no more */
	if (mlme->token == 0)
		mlme->token = 1;
	mlme->state = state;
}

static int transmit(struct station_mlme *mlme, uint8_t kind, const struct dot11_management *management)
{
	const struct dot11_header header = { .kind = kind, .receiver = mlme->peer, .address3 = mlme->peer };

	return mlme->ops->transmit(mlme->userdata, &header, management, mlme->token);
}

/* Null data, to the distribution system (IEEE 802.11-2020, 9.3.2.1): address 1 and 3 are the BSSID. */
static void transmit_null(struct station_mlme *mlme, bool is_dozing)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_NULL,
		.flags = DOT11_FRAME_TO_DS | (is_dozing ? DOT11_FRAME_POWER_MANAGEMENT : 0),
		.receiver = mlme->peer,
		.address3 = mlme->peer,
	};

	/* If it is lost the AP notices with the next one: nothing waits for it. */
	(void)mlme->ops->transmit(mlme->userdata, &header, NULL, 0);
}

static void end_attempt(struct station_mlme *mlme, enum station_mlme_outcome outcome, uint16_t status)
{
	const struct station_mlme_attempt attempt = {
		.outcome = outcome,
		.status = status,
		.auth_response = &mlme->auth_response,
		.assoc_request = &mlme->assoc_request,
		.assoc_response = &mlme->assoc_response,
	};

	enter(mlme, outcome == STATION_MLME_JOINED ? STATION_MLME_STATE_ASSOCIATED : STATION_MLME_STATE_IDLE);
	if (outcome == STATION_MLME_JOINED)
		transmit_null(mlme, false);
	mlme->ops->attempted(mlme->userdata, &attempt);
}

static void request(struct station_mlme *mlme);

static void retry(struct station_mlme *mlme, enum station_mlme_outcome outcome)
{
	if (mlme->n_tries < STATION_MLME_TRIES)
		request(mlme);
	else
		end_attempt(mlme, outcome, 0);
}

/* Sends the request of the present state; if even that fails, its response timeout comes. */
static void request(struct station_mlme *mlme)
{
	struct dot11_management management = { 0 };
	int r;

	mlme->n_tries++;
	if (mlme->state == STATION_MLME_STATE_AUTHENTICATING) {
		management.transaction = 1;
		r = transmit(mlme, DOT11_FRAME_AUTHENTICATION, &management);
	} else {
		/* Stored whole as the host wants to see it; its fixed fields are the first four bytes. */
		management.capability = mlme->capability;
		management.listen_interval = 10;
		management.elements = (struct dot11_elements){ mlme->assoc_request.bytes + 4, mlme->assoc_request.size - 4 };
		r = transmit(mlme, DOT11_FRAME_ASSOCIATION_REQUEST, &management);
	}
	if (r < 0)
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE, STATION_MLME_RESPONSE_TIMEOUT_US);
}

void station_mlme_init(struct station_mlme *mlme, const struct station_mlme_ops *ops, void *userdata)
{
	memset(mlme, 0, sizeof(*mlme));
	mlme->ops = ops;
	mlme->userdata = userdata;
}

int station_mlme_join(struct station_mlme *mlme, const struct station_mlme_target *target)
{
	struct dot11_management management = { .capability = target->capability, .listen_interval = 10 };
	struct writer writer = writer_over(mlme->assoc_request.bytes, sizeof(mlme->assoc_request.bytes) - DOT11_HEADER_SIZE);

	if (mlme->state != STATION_MLME_STATE_IDLE)
		return -EBUSY;
	dot11_frame_write_management(&writer, DOT11_FRAME_ASSOCIATION_REQUEST, &management);
	dot11_element_write_ssid(&writer, &target->ssid);
	dot11_element_write_rates(&writer, target->rates, target->n_rates);
	writer_bytes(&writer, target->elements.bytes, target->elements.size);
	mlme->assoc_request.size = 0;
	if (writer_end(&writer) < 0)
		return -ENOBUFS;
	mlme->assoc_request.size = writer.size;
	mlme->auth_response.size = mlme->assoc_response.size = 0;
	mlme->peer = target->bssid;
	mlme->capability = target->capability;
	mlme->beacon_interval_tu = target->beacon_interval_tu;
	mlme->n_tries = 0;
	enter(mlme, STATION_MLME_STATE_AUTHENTICATING);
	request(mlme);
	return 0;
}

void station_mlme_reset(struct station_mlme *mlme)
{
	if (mlme->state != STATION_MLME_STATE_IDLE)
		enter(mlme, STATION_MLME_STATE_IDLE);
}

static void leave(struct station_mlme *mlme, enum station_mlme_cause cause, const struct dot11_frame *frame)
{
	const struct dot11_mac peer = mlme->peer;

	enter(mlme, STATION_MLME_STATE_IDLE);
	mlme->ops->left(mlme->userdata, cause, &peer, frame ? frame->body : NULL, frame ? frame->body_size : 0);
}

/* The next step of leaving, whether or not the frame before was acknowledged: a peer that is gone must not hold us. */
static void leave_step(struct station_mlme *mlme)
{
	struct dot11_management management = { .reason = mlme->reason };

	if (mlme->state == STATION_MLME_STATE_ASSOCIATED) {
		enter(mlme, STATION_MLME_STATE_DISASSOCIATING);
		if (transmit(mlme, DOT11_FRAME_DISASSOCIATION, &management) == 0)
			return;
	}
	if (mlme->state == STATION_MLME_STATE_DISASSOCIATING) {
		enter(mlme, STATION_MLME_STATE_DEAUTHENTICATING);
		if (transmit(mlme, DOT11_FRAME_DEAUTHENTICATION, &management) == 0)
			return;
	}
	leave(mlme, STATION_MLME_LEFT_BY_HOST, NULL);
}

int station_mlme_leave(struct station_mlme *mlme, const struct dot11_mac *peer, uint16_t reason)
{
	if (mlme->state != STATION_MLME_STATE_ASSOCIATED || !dot11_mac_equal(&mlme->peer, peer))
		return -ENOTCONN;
	mlme->reason = reason;
	leave_step(mlme);
	return 0;
}

void station_mlme_doze(struct station_mlme *mlme, bool is_dozing)
{
	if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
		transmit_null(mlme, is_dozing);
}

void station_mlme_beacons(struct station_mlme *mlme, bool are_heard)
{
	if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_LOST,
				     are_heard ? 0 : (uint64_t)STATION_MLME_LOST_BEACONS * mlme->beacon_interval_tu * 1024);
}

static void keep(struct station_mlme_body *body, const struct dot11_frame *frame)
{
	body->size = frame->body_size < sizeof(body->bytes) ? frame->body_size : sizeof(body->bytes);
	memcpy(body->bytes, frame->body, body->size);
}

static void receive_authentication(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	if (mlme->state != STATION_MLME_STATE_AUTHENTICATING)
		return;
	keep(&mlme->auth_response, frame);
	if (frame->management.transaction != 2 || frame->management.algorithm != 0) {
		end_attempt(mlme, STATION_MLME_AUTH_BAD_RESPONSE, frame->management.status);
	} else if (frame->management.status != DOT11_STATUS_SUCCESS) {
		end_attempt(mlme, STATION_MLME_AUTH_REFUSED, frame->management.status);
	} else {
		mlme->n_tries = 0;
		enter(mlme, STATION_MLME_STATE_ASSOCIATING);
		request(mlme);
	}
}

static void receive_association(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	if (mlme->state != STATION_MLME_STATE_ASSOCIATING)
		return;
	keep(&mlme->assoc_response, frame);
	if (frame->management.status != DOT11_STATUS_SUCCESS) {
		end_attempt(mlme, STATION_MLME_ASSOC_REFUSED, frame->management.status);
	} else if (frame->management.aid == 0 || frame->management.aid > 2007) {
		end_attempt(mlme, STATION_MLME_ASSOC_BAD_RESPONSE, 0);
	} else {
		mlme->aid = frame->management.aid;
		end_attempt(mlme, STATION_MLME_JOINED, 0);
	}
}

static void receive_goodbye(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	bool is_deauth = frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;

	switch (mlme->state) {
	case STATION_MLME_STATE_AUTHENTICATING:
		if (is_deauth)
			end_attempt(mlme, STATION_MLME_AUTH_DROPPED, 0);
		break;
	case STATION_MLME_STATE_ASSOCIATING:
		end_attempt(mlme, STATION_MLME_ASSOC_DROPPED, 0);
		break;
	case STATION_MLME_STATE_ASSOCIATED:
		leave(mlme, is_deauth ? STATION_MLME_PEER_DEAUTHENTICATED : STATION_MLME_PEER_DISASSOCIATED, frame);
		break;
	default: /* leaving anyway, for the reason already begun; or nobody's peer */
		break;
	}
}

void station_mlme_receive(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	if (!frame->is_management || mlme->state == STATION_MLME_STATE_IDLE ||
	    !dot11_mac_equal(&frame->header.transmitter, &mlme->peer))
		return;
	switch (frame->header.kind) {
	case DOT11_FRAME_AUTHENTICATION:
		receive_authentication(mlme, frame);
		break;
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
		receive_association(mlme, frame);
		break;
	case DOT11_FRAME_DISASSOCIATION:
	case DOT11_FRAME_DEAUTHENTICATION:
		receive_goodbye(mlme, frame);
		break;
	default:
		break;
	}
}

void station_mlme_transmitted(struct station_mlme *mlme, uint32_t token, bool acked)
{
	if (token != mlme->token)
		return;
	switch (mlme->state) {
	case STATION_MLME_STATE_AUTHENTICATING:
	case STATION_MLME_STATE_ASSOCIATING:
		if (acked)
			mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE, STATION_MLME_RESPONSE_TIMEOUT_US);
		else
			retry(mlme, mlme->state == STATION_MLME_STATE_AUTHENTICATING ? STATION_MLME_AUTH_NO_ACK :
										       STATION_MLME_ASSOC_NO_ACK);
		break;
	case STATION_MLME_STATE_DISASSOCIATING:
	case STATION_MLME_STATE_DEAUTHENTICATING:
		leave_step(mlme);
		break;
	default:
		break;
	}
}

void station_mlme_timeout(struct station_mlme *mlme, enum station_mlme_timer timer)
{
	if (timer == STATION_MLME_TIMER_LOST) {
		if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
			leave(mlme, STATION_MLME_PEER_LOST, NULL);
		return;
	}
	if (mlme->state == STATION_MLME_STATE_AUTHENTICATING)
		retry(mlme, STATION_MLME_AUTH_NO_RESPONSE);
	else if (mlme->state == STATION_MLME_STATE_ASSOCIATING)
		retry(mlme, STATION_MLME_ASSOC_NO_RESPONSE);
}
