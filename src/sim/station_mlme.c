#include "sim/station_mlme.h"

#include <errno.h>
#include <string.h>

#include "dot11/codes.h"
#include "dot11/element.h"

#define ALGORITHM_SAE 3

/* SA Query action frames: IEEE 802.11-2020, 9.6.9. */
#define CATEGORY_SA_QUERY 8
#define SA_QUERY_REQUEST 0
#define SA_QUERY_RESPONSE 1

static bool is_host_state(enum station_mlme_state state)
{
	return state == STATION_MLME_STATE_SAE_ASKING || state == STATION_MLME_STATE_SAE_CHECKING ||
	       state == STATION_MLME_STATE_SAE_ASKING_AGAIN || state == STATION_MLME_STATE_SAE_DECIDING;
}

/* The one place that changes the state: leaving one ends its wait. */
static void enter(struct station_mlme *mlme, enum station_mlme_state state)
{
	mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE,
			     is_host_state(state) ? STATION_MLME_HOST_TIMEOUT_US : 0);
	if (mlme->state == STATION_MLME_STATE_ASSOCIATED) {
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_LOST, 0);
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_SA_QUERY, 0);
		mlme->n_sa_queries = 0;
	}
	if (state == STATION_MLME_STATE_IDLE)
		mlme->is_protecting = false;
	mlme->token++; /* what was sent in the old state is awaited no more */
	if (mlme->token == 0)
		mlme->token = 1;
	mlme->state = state;
}

static int transmit(struct station_mlme *mlme, uint8_t kind, const struct dot11_management *management)
{
	const struct dot11_header header = {
		.kind = kind,
		.flags = mlme->is_protecting ? DOT11_FRAME_PROTECTED : 0,
		.receiver = mlme->peer,
		.address3 = mlme->peer,
	};

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

static void end_sae(struct station_mlme *mlme, enum station_mlme_sae error, enum station_mlme_outcome outcome, uint16_t status)
{
	mlme->ops->sae(mlme->userdata, error, NULL, 0);
	end_attempt(mlme, outcome, status);
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
	} else if (mlme->state == STATION_MLME_STATE_ASSOCIATING) {
		/* Stored whole as the host wants to see it; its fixed fields are the first four bytes. */
		management.capability = mlme->capability;
		management.listen_interval = 10;
		management.elements = (struct dot11_elements){ mlme->assoc_request.bytes + 4, mlme->assoc_request.size - 4 };
		r = transmit(mlme, DOT11_FRAME_ASSOCIATION_REQUEST, &management);
	} else {
		r = transmit(mlme, DOT11_FRAME_AUTHENTICATION, &mlme->sae_request);
	}
	if (r < 0)
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE, STATION_MLME_RESPONSE_TIMEOUT_US);
}

/* The request was not acknowledged, or not answered. */
static void retry(struct station_mlme *mlme, bool is_acked)
{
	bool is_last = mlme->n_tries >= STATION_MLME_TRIES;

	switch (mlme->state) {
	case STATION_MLME_STATE_AUTHENTICATING:
		if (is_last)
			end_attempt(mlme, is_acked ? STATION_MLME_AUTH_NO_RESPONSE : STATION_MLME_AUTH_NO_ACK, 0);
		break;
	case STATION_MLME_STATE_ASSOCIATING:
		if (is_last)
			end_attempt(mlme, is_acked ? STATION_MLME_ASSOC_NO_RESPONSE : STATION_MLME_ASSOC_NO_ACK, 0);
		break;
	default:
		if (is_last)
			end_sae(mlme, STATION_MLME_SAE_NO_ANSWER,
				is_acked ? STATION_MLME_AUTH_NO_RESPONSE : STATION_MLME_AUTH_NO_ACK, 0);
		break;
	}
	if (is_last)
		return;
	if (mlme->state != STATION_MLME_STATE_SAE_CONFIRMED) {
		request(mlme);
		return;
	}
	/* A commit may be repeated as it is; a confirm counts (rule 184). */
	enter(mlme, STATION_MLME_STATE_SAE_ASKING_AGAIN);
	mlme->ops->sae(mlme->userdata, STATION_MLME_SAE_NEEDS_CONFIRM, NULL, 0);
}

void station_mlme_init(struct station_mlme *mlme, const struct station_mlme_ops *ops, void *userdata)
{
	memset(mlme, 0, sizeof(*mlme));
	mlme->ops = ops;
	mlme->userdata = userdata;
}

static int write_association_request(struct station_mlme *mlme, const struct dot11_elements *elements)
{
	const struct dot11_management management = { .capability = mlme->capability, .listen_interval = 10 };
	uint8_t bytes[sizeof(mlme->assoc_request.bytes)];
	struct writer writer = writer_over(bytes, sizeof(bytes) - DOT11_HEADER_SIZE);

	dot11_frame_write_management(&writer, DOT11_FRAME_ASSOCIATION_REQUEST, &management);
	dot11_element_write_ssid(&writer, &mlme->ssid);
	dot11_element_write_rates(&writer, mlme->rates, mlme->n_rates);
	writer_bytes(&writer, elements->bytes, elements->size);
	if (writer_end(&writer) < 0)
		return -ENOBUFS;
	memcpy(mlme->assoc_request.bytes, bytes, writer.size);
	mlme->assoc_request.size = writer.size;
	return 0;
}

int station_mlme_join(struct station_mlme *mlme, const struct station_mlme_target *target)
{
	int r;

	if (mlme->state != STATION_MLME_STATE_IDLE)
		return -EBUSY;
	mlme->assoc_request.size = mlme->auth_response.size = mlme->assoc_response.size = 0;
	mlme->peer = target->bssid;
	mlme->ssid = target->ssid;
	mlme->rates = target->rates;
	mlme->n_rates = target->n_rates;
	mlme->capability = target->capability;
	mlme->beacon_interval_tu = target->beacon_interval_tu;
	mlme->n_tries = 0;
	r = write_association_request(mlme, &target->elements);
	if (r < 0)
		return r;
	if (target->does_sae) {
		enter(mlme, STATION_MLME_STATE_SAE_ASKING);
		mlme->ops->sae(mlme->userdata, STATION_MLME_SAE_NEEDS_COMMIT, NULL, 0);
		return 0;
	}
	enter(mlme, STATION_MLME_STATE_AUTHENTICATING);
	request(mlme);
	return 0;
}

static bool is_sae_state(enum station_mlme_state state)
{
	return is_host_state(state) || state == STATION_MLME_STATE_SAE_COMMITTED || state == STATION_MLME_STATE_SAE_CONFIRMED;
}

int station_mlme_set_elements(struct station_mlme *mlme, const struct dot11_elements *elements)
{
	return is_sae_state(mlme->state) ? write_association_request(mlme, elements) : -EPROTO;
}

/* Sends what the host made; it is kept so that it can be repeated. */
static int send_sae(struct station_mlme *mlme, uint16_t transaction, uint16_t status, const struct writer *contents)
{
	if (writer_end(contents) < 0)
		return -ENOBUFS;
	mlme->auth_request.size = contents->size;
	mlme->sae_request = (struct dot11_management){
		.algorithm = ALGORITHM_SAE,
		.transaction = transaction,
		.status = status,
		.elements = { mlme->auth_request.bytes, contents->size },
	};
	enter(mlme, transaction == DOT11_SAE_COMMIT ? STATION_MLME_STATE_SAE_COMMITTED : STATION_MLME_STATE_SAE_CONFIRMED);
	request(mlme);
	return 0;
}

/* Over the room for what stands behind header and fixed fields of an authentication frame. */
static struct writer sae_writer(struct station_mlme *mlme)
{
	return writer_over(mlme->auth_request.bytes, sizeof(mlme->auth_request.bytes) - DOT11_HEADER_SIZE - 6);
}

int station_mlme_sae_commit(struct station_mlme *mlme, const struct dot11_sae_commit *commit)
{
	struct writer writer = sae_writer(mlme);

	if (mlme->state != STATION_MLME_STATE_SAE_ASKING && mlme->state != STATION_MLME_STATE_SAE_CHECKING)
		return -EPROTO;
	mlme->n_tries = 0;
	dot11_sae_commit_write(&writer, commit);
	return send_sae(mlme, DOT11_SAE_COMMIT, commit->status, &writer);
}

int station_mlme_sae_confirm(struct station_mlme *mlme, const struct dot11_sae_confirm *confirm)
{
	struct writer writer = sae_writer(mlme);

	if (mlme->state != STATION_MLME_STATE_SAE_CHECKING && mlme->state != STATION_MLME_STATE_SAE_ASKING_AGAIN)
		return -EPROTO;
	if (mlme->state == STATION_MLME_STATE_SAE_CHECKING)
		mlme->n_tries = 0;
	dot11_sae_confirm_write(&writer, confirm);
	return send_sae(mlme, DOT11_SAE_CONFIRM, DOT11_STATUS_SUCCESS, &writer);
}

bool station_mlme_sae_can_end(const struct station_mlme *mlme, bool is_success)
{
	return is_success ? mlme->state == STATION_MLME_STATE_SAE_DECIDING : is_sae_state(mlme->state);
}

void station_mlme_sae_end(struct station_mlme *mlme, bool is_success)
{
	struct dot11_management heard;

	if (!station_mlme_sae_can_end(mlme, is_success))
		return;
	if (is_success) {
		mlme->n_tries = 0;
		enter(mlme, STATION_MLME_STATE_ASSOCIATING);
		request(mlme);
	} else if (mlme->auth_response.size == 0 || dot11_management_parse(DOT11_FRAME_AUTHENTICATION, mlme->auth_response.bytes,
									   mlme->auth_response.size, &heard) < 0) {
		end_attempt(mlme, STATION_MLME_AUTH_ABANDONED, 0);
	} else if (heard.status == DOT11_STATUS_SUCCESS || heard.status == DOT11_SAE_STATUS_HASH_TO_ELEMENT) {
		end_attempt(mlme, STATION_MLME_AUTH_BAD_RESPONSE, heard.status);
	} else {
		end_attempt(mlme, STATION_MLME_AUTH_REFUSED, heard.status);
	}
}

void station_mlme_protect(struct station_mlme *mlme)
{
	if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
		mlme->is_protecting = true;
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

static void receive_open(struct station_mlme *mlme, const struct dot11_frame *frame)
{
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

/* Refusals that another commit may overcome are the host's to judge. */
static bool is_answerable(uint16_t status)
{
	return status == DOT11_STATUS_SUCCESS || status == DOT11_SAE_STATUS_HASH_TO_ELEMENT ||
	       status == DOT11_SAE_STATUS_TOKEN_REQUIRED || status == DOT11_SAE_STATUS_UNSUPPORTED_GROUP;
}

/* What is repeated or late, or comes before its time, is passed over: whoever sent it repeats what is still needed. */
static void receive_sae(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	bool is_commit = mlme->state == STATION_MLME_STATE_SAE_COMMITTED;
	uint16_t status = frame->management.status;
	bool is_fitting;

	is_fitting = frame->management.algorithm == ALGORITHM_SAE &&
		     frame->management.transaction == (is_commit ? DOT11_SAE_COMMIT : DOT11_SAE_CONFIRM);
	/* An access point without SAE may refuse in the manner of open system, with transaction 2. */
	if (!is_fitting && (!is_commit || status == DOT11_STATUS_SUCCESS))
		return;
	keep(&mlme->auth_response, frame);
	if (is_commit && (!is_fitting || !is_answerable(status))) {
		end_sae(mlme, STATION_MLME_SAE_COMMIT_REFUSED, STATION_MLME_AUTH_REFUSED, status);
	} else if (!is_commit && status != DOT11_STATUS_SUCCESS) {
		end_sae(mlme, STATION_MLME_SAE_CONFIRM_REFUSED, STATION_MLME_AUTH_REFUSED, status);
	} else {
		enter(mlme, is_commit ? STATION_MLME_STATE_SAE_CHECKING : STATION_MLME_STATE_SAE_DECIDING);
		mlme->ops->sae(mlme->userdata, is_commit ? STATION_MLME_SAE_HAS_COMMIT : STATION_MLME_SAE_HAS_CONFIRM,
			       mlme->auth_response.bytes, mlme->auth_response.size);
	}
}

static void receive_authentication(struct station_mlme *mlme, const struct dot11_frame *frame)
{
	if (mlme->state == STATION_MLME_STATE_AUTHENTICATING)
		receive_open(mlme, frame);
	else if (mlme->state == STATION_MLME_STATE_SAE_COMMITTED || mlme->state == STATION_MLME_STATE_SAE_CONFIRMED ||
		 mlme->state == STATION_MLME_STATE_SAE_ASKING_AGAIN)
		receive_sae(mlme, frame);
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

static void transmit_sa_query(struct station_mlme *mlme, uint8_t action, uint16_t id)
{
	const uint8_t body[] = { CATEGORY_SA_QUERY, action, (uint8_t)id, (uint8_t)(id >> 8) };
	const struct dot11_management management = { .elements = { body, sizeof(body) } };
	const struct dot11_header header = {
		.kind = DOT11_FRAME_ACTION,
		.flags = DOT11_FRAME_PROTECTED,
		.receiver = mlme->peer,
		.address3 = mlme->peer,
	};

	(void)mlme->ops->transmit(mlme->userdata, &header, &management, 0); /* the next one comes if it is lost */
}

static void ask_sa(struct station_mlme *mlme)
{
	uint64_t asked_us = (uint64_t)mlme->n_sa_queries * STATION_MLME_SA_QUERY_RETRY_US;
	uint64_t left_us = STATION_MLME_SA_QUERY_MAX_US - asked_us;

	mlme->n_sa_queries++;
	mlme->sa_query_id++;
	transmit_sa_query(mlme, SA_QUERY_REQUEST, mlme->sa_query_id);
	mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_SA_QUERY,
			     left_us < STATION_MLME_SA_QUERY_RETRY_US ? left_us : STATION_MLME_SA_QUERY_RETRY_US);
}

static void sa_query_timeout(struct station_mlme *mlme)
{
	if (mlme->state != STATION_MLME_STATE_ASSOCIATED || mlme->n_sa_queries == 0)
		return;
	if (mlme->n_sa_queries * STATION_MLME_SA_QUERY_RETRY_US < STATION_MLME_SA_QUERY_MAX_US)
		ask_sa(mlme);
	else
		leave(mlme, STATION_MLME_PEER_FORGOT, NULL);
}

static void receive_action(struct station_mlme *mlme, const struct dot11_frame *frame, bool is_authentic)
{
	struct reader reader = reader_over(frame->body, frame->body_size);
	uint8_t category = reader_u8(&reader), action = reader_u8(&reader);
	uint16_t id = reader_le16(&reader);

	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0 || category != CATEGORY_SA_QUERY ||
	    mlme->state != STATION_MLME_STATE_ASSOCIATED || !mlme->is_protecting || !is_authentic)
		return;
	if (action == SA_QUERY_REQUEST) {
		transmit_sa_query(mlme, SA_QUERY_RESPONSE, id);
	} else if (action == SA_QUERY_RESPONSE && (uint16_t)(mlme->sa_query_id - id) < mlme->n_sa_queries) {
		mlme->n_sa_queries = 0;
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_SA_QUERY, 0);
	}
}

static void receive_goodbye(struct station_mlme *mlme, const struct dot11_frame *frame, bool is_authentic)
{
	bool is_deauth = frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;

	switch (mlme->state) {
	case STATION_MLME_STATE_ASSOCIATING:
		end_attempt(mlme, STATION_MLME_ASSOC_DROPPED, 0);
		break;
	case STATION_MLME_STATE_ASSOCIATED:
		if (!mlme->is_protecting || is_authentic)
			leave(mlme, is_deauth ? STATION_MLME_PEER_DEAUTHENTICATED : STATION_MLME_PEER_DISASSOCIATED, frame);
		else if (mlme->n_sa_queries == 0 && !(frame->header.receiver.b[0] & 1))
			ask_sa(mlme);
		break;
	default: /* leaving anyway, for the reason already begun; or nobody's peer */
		if (is_deauth && (mlme->state == STATION_MLME_STATE_AUTHENTICATING || is_sae_state(mlme->state)))
			end_attempt(mlme, STATION_MLME_AUTH_DROPPED, 0);
		break;
	}
}

void station_mlme_receive(struct station_mlme *mlme, const struct dot11_frame *frame, bool is_authentic)
{
	if (frame->is_protected || mlme->state == STATION_MLME_STATE_IDLE ||
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
		receive_goodbye(mlme, frame, is_authentic);
		break;
	case DOT11_FRAME_ACTION:
		receive_action(mlme, frame, is_authentic);
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
	case STATION_MLME_STATE_SAE_COMMITTED:
	case STATION_MLME_STATE_SAE_CONFIRMED:
		mlme->is_acked = acked;
		mlme->ops->set_timer(mlme->userdata, STATION_MLME_TIMER_RESPONSE,
				     !acked			? STATION_MLME_NO_ACK_TIMEOUT_US :
				     is_sae_state(mlme->state) ? STATION_MLME_SAE_TIMEOUT_US :
								 STATION_MLME_RESPONSE_TIMEOUT_US);
		break;
	case STATION_MLME_STATE_DISASSOCIATING:
	case STATION_MLME_STATE_DEAUTHENTICATING:
		leave_step(mlme);
		break;
	default:
		break;
	}
}

static void response_timeout(struct station_mlme *mlme)
{
	switch (mlme->state) {
	case STATION_MLME_STATE_AUTHENTICATING:
	case STATION_MLME_STATE_ASSOCIATING:
	case STATION_MLME_STATE_SAE_COMMITTED:
	case STATION_MLME_STATE_SAE_CONFIRMED:
		retry(mlme, mlme->is_acked);
		break;
	case STATION_MLME_STATE_SAE_ASKING:
		end_sae(mlme, STATION_MLME_SAE_NO_HOST_COMMIT, STATION_MLME_AUTH_ABANDONED, 0);
		break;
	case STATION_MLME_STATE_SAE_CHECKING:
	case STATION_MLME_STATE_SAE_ASKING_AGAIN:
		end_sae(mlme, STATION_MLME_SAE_NO_HOST_CONFIRM, STATION_MLME_AUTH_ABANDONED, 0);
		break;
	case STATION_MLME_STATE_SAE_DECIDING:
		end_sae(mlme, STATION_MLME_SAE_NO_HOST_STATUS, STATION_MLME_AUTH_ABANDONED, 0);
		break;
	default:
		break;
	}
}

void station_mlme_timeout(struct station_mlme *mlme, enum station_mlme_timer timer)
{
	switch (timer) {
	case STATION_MLME_TIMER_RESPONSE:
		response_timeout(mlme);
		break;
	case STATION_MLME_TIMER_LOST:
		if (mlme->state == STATION_MLME_STATE_ASSOCIATED)
			leave(mlme, STATION_MLME_PEER_LOST, NULL);
		break;
	case STATION_MLME_TIMER_SA_QUERY:
		sa_query_timeout(mlme);
		break;
	default:
		break;
	}
}
