/* Authentication by SAE: the access point is the equal that answers (IEEE 802.11-2020, 12.4.8). */
#include <errno.h>
#include <string.h>

#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "sim/access_point_internal.h"

#define TOKEN_SIZE 32
#define MAX_BODY 1024
/* An exchange that does not go on is forgotten: long beside what a station waits for each answer. */
#define EXCHANGE_TIMEOUT_US 5000000

static void send_sae(struct access_point *ap, const struct dot11_mac *receiver, uint16_t transaction, uint16_t status,
		     const struct writer *body)
{
	const struct dot11_management answer = {
		.algorithm = ALGORITHM_SAE,
		.transaction = transaction,
		.status = status,
		.elements = { body ? body->start : NULL, body ? body->size : 0 },
	};

	if (!body || writer_end(body) == 0)
		access_point_send(ap, DOT11_FRAME_AUTHENTICATION, receiver, &answer);
}

static void send_refusal(struct access_point *ap, const struct dot11_mac *receiver, uint16_t transaction, uint16_t status)
{
	send_sae(ap, receiver, transaction, status, NULL);
}

static void send_commit_content(struct access_point *ap, const struct dot11_mac *receiver, const struct dot11_sae_commit *commit)
{
	uint8_t bytes[MAX_BODY];
	struct writer body = writer_over(bytes, sizeof(bytes));

	dot11_sae_commit_write(&body, commit);
	send_sae(ap, receiver, DOT11_SAE_COMMIT, commit->status, &body);
}

static void refuse_group(struct access_point *ap, const struct dot11_mac *receiver, uint16_t group)
{
	send_commit_content(ap, receiver, &(struct dot11_sae_commit){ .status = DOT11_SAE_STATUS_UNSUPPORTED_GROUP, .group = group });
}

static void send_commit(struct access_point_station *station)
{
	struct dot11_sae_commit commit;

	if (sae_make_commit(station->sae, &commit) == 0)
		send_commit_content(station->ap, &station->mac, &commit);
}

static void send_confirm(struct access_point_station *station)
{
	struct dot11_sae_confirm confirm;
	uint8_t bytes[MAX_BODY];
	struct writer body = writer_over(bytes, sizeof(bytes));

	if (sae_make_confirm(station->sae, &confirm) != 0)
		return;
	dot11_sae_confirm_write(&body, &confirm);
	send_sae(station->ap, &station->mac, DOT11_SAE_CONFIRM, DOT11_STATUS_SUCCESS, &body);
}

void access_point_end_sae(struct access_point_station *station)
{
	if (station->sae_timer.is_set)
		schedule_cancel(access_point_schedule(station->ap), &station->sae_timer);
	station->sae = sae_free(station->sae);
	station->is_sae_done = false;
	secret_wipe_bytes(station->sae_scalar, sizeof(station->sae_scalar));
}

void access_point_abandon_sae(struct access_point_station *station)
{
	access_point_end_sae(station);
	if (station->state == ACCESS_POINT_STATION_NEW)
		access_point_forget_station(station);
}

static void give_up(void *userdata)
{
	access_point_abandon_sae(userdata);
}

size_t access_point_count_open_sae(const struct access_point *ap)
{
	size_t n = 0;

	for (size_t i = 0; i < ap->n_stations; i++)
		n += ap->stations[i]->sae && !ap->stations[i]->is_sae_done;
	return n;
}

/* Nothing is kept for a station that only asks: what it must bring back is made of its address and our key. */
static int make_token(const struct access_point *ap, const struct dot11_mac *station, uint8_t *ret)
{
	const struct crypto_part part = { station->b, sizeof(station->b) };

	return crypto_hmac(CRYPTO_SHA256, ap->rsn->token_key, sizeof(ap->rsn->token_key), &part, 1, ret);
}

static bool needs_token(const struct access_point *ap)
{
	int threshold = ap->config.security.anti_clogging;

	return threshold != SCENARIO_NO_ANTI_CLOGGING && access_point_count_open_sae(ap) >= (size_t)threshold;
}

static bool has_token(const struct access_point *ap, const struct dot11_mac *station, const struct dot11_sae_commit *commit)
{
	uint8_t token[TOKEN_SIZE];

	return commit->token && commit->token_size == sizeof(token) && make_token(ap, station, token) == 0 &&
	       secret_equal_bytes(commit->token, token, sizeof(token));
}

static void demand_token(struct access_point *ap, const struct dot11_mac *station, const struct dot11_sae_commit *commit)
{
	uint8_t token[TOKEN_SIZE];

	if (make_token(ap, station, token) < 0)
		return;
	send_commit_content(ap, station,
			    &(struct dot11_sae_commit){
				    .status = DOT11_SAE_STATUS_TOKEN_REQUIRED,
				    .group = commit->group,
				    .token = token,
				    .token_size = sizeof(token),
				    .token_in_container = commit->status == DOT11_SAE_STATUS_HASH_TO_ELEMENT,
			    });
}

static int make_machine(struct access_point_station *station, uint16_t status)
{
	const struct scenario_access_point *config = &station->ap->config;
	struct sae_config sae_config = {
		.own = config->bssid,
		.peer = station->mac,
		.ssid = config->ssid,
		.password = config->security.passphrase.bytes,
		.password_size = config->security.passphrase.size,
		.method = status == DOT11_SAE_STATUS_HASH_TO_ELEMENT ? SAE_HASH_TO_ELEMENT : SAE_HUNTING_AND_PECKING,
		.n_groups = config->security.n_sae_groups,
	};

	memcpy(sae_config.groups, config->security.sae_groups, sizeof(sae_config.groups));
	return sae_new(&station->sae, &sae_config);
}

static void answer_failed_commit(struct access_point_station *station, int outcome, uint16_t group)
{
	struct access_point *ap = station->ap;

	switch (outcome) {
	case SAE_E_UNSUPPORTED_GROUP:
		refuse_group(ap, &station->mac, group);
		break;
	case SAE_E_REFLECTION: /* 12.4.8.6.4: silently discarded */
		break;
	default:
		send_refusal(ap, &station->mac, DOT11_SAE_COMMIT, DOT11_STATUS_FAILURE);
		break;
	}
	access_point_abandon_sae(station);
}

static void begin_exchange(struct access_point *ap, const struct dot11_mac *mac, uint16_t status,
			   const struct dot11_sae_commit *commit)
{
	struct access_point_station *station = access_point_add_station(ap, mac);
	int r;

	if (!station) {
		send_refusal(ap, mac, DOT11_SAE_COMMIT, DOT11_STATUS_NO_MORE_STAS);
		return;
	}
	access_point_end_sae(station);
	r = make_machine(station, status);
	if (r == 0)
		r = sae_take_commit(station->sae, commit);
	if (r != 0) {
		answer_failed_commit(station, r, commit->group);
		return;
	}
	station->sae_status = status;
	memcpy(station->sae_scalar, commit->scalar, commit->scalar_size);
	station->sae_timer = (struct schedule_timer){ .fire = give_up, .userdata = station };
	schedule_set(access_point_schedule(ap), &station->sae_timer, EXCHANGE_TIMEOUT_US);
	send_commit(station);
}

static bool is_repeated(const struct access_point_station *station, const struct dot11_sae_commit *commit)
{
	return station && station->sae && sae_group(station->sae) == commit->group &&
	       commit->scalar_size <= sizeof(station->sae_scalar) &&
	       memcmp(station->sae_scalar, commit->scalar, commit->scalar_size) == 0;
}

/* One that was on its way while the exchange went on needs no answer. */
static void answer_repeated(struct access_point_station *station)
{
	if (!station->is_sae_done)
		send_commit(station);
}

static bool takes_method(const struct access_point *ap, uint16_t status)
{
	switch (ap->config.security.sae_pwe) {
	case SCENARIO_SAE_PWE_HUNTING_AND_PECKING:
		return status == DOT11_STATUS_SUCCESS;
	case SCENARIO_SAE_PWE_HASH_TO_ELEMENT:
		return status == DOT11_SAE_STATUS_HASH_TO_ELEMENT;
	default:
		return status == DOT11_STATUS_SUCCESS || status == DOT11_SAE_STATUS_HASH_TO_ELEMENT;
	}
}

static bool takes_group(const struct access_point *ap, uint16_t group)
{
	for (size_t i = 0; i < ap->config.security.n_sae_groups; i++) {
		if (ap->config.security.sae_groups[i] == group)
			return true;
	}
	return false;
}

static void receive_commit(struct access_point *ap, const struct dot11_frame *frame)
{
	const struct dot11_mac *mac = &frame->header.transmitter;
	const struct dot11_management *m = &frame->management;
	struct dot11_sae_commit commit;
	int r = dot11_sae_commit_parse(m->status, m->elements.bytes, m->elements.size, &commit);

	if (!takes_method(ap, m->status)) {
		send_refusal(ap, mac, DOT11_SAE_COMMIT, DOT11_STATUS_FAILURE);
	} else if (r == -EOPNOTSUPP || (r == 0 && !takes_group(ap, commit.group))) {
		refuse_group(ap, mac, commit.group);
	} else if (r < 0 || !commit.scalar || !commit.element) {
		send_refusal(ap, mac, DOT11_SAE_COMMIT, DOT11_STATUS_FAILURE);
	} else if (commit.has_password_identifier) {
		send_refusal(ap, mac, DOT11_SAE_COMMIT, DOT11_SAE_STATUS_UNKNOWN_PASSWORD_IDENTIFIER);
	} else if (is_repeated(access_point_find_station(ap, mac), &commit)) {
		answer_repeated(access_point_find_station(ap, mac));
	} else if (needs_token(ap) && !has_token(ap, mac, &commit)) {
		demand_token(ap, mac, &commit);
	} else {
		begin_exchange(ap, mac, m->status, &commit);
	}
}

static void accept(struct access_point_station *station)
{
	station->is_sae_done = true;
	station->algorithm = ALGORITHM_SAE;
	schedule_cancel(access_point_schedule(station->ap), &station->sae_timer);
	/* With protected management frames an association outlives an authentication that anybody may begin (11.3.4.3). */
	if (!access_point_is_protected(station)) {
		access_point_end_association(station);
		station->state = ACCESS_POINT_STATION_AUTHENTICATED;
	}
}

static void receive_confirm(struct access_point *ap, const struct dot11_frame *frame)
{
	struct access_point_station *station = access_point_find_station(ap, &frame->header.transmitter);
	const struct dot11_management *m = &frame->management;
	struct dot11_sae_confirm confirm;
	int r;

	if (!station || !station->sae)
		return;
	if (station->is_sae_done) { /* our confirm was lost */
		send_confirm(station);
		return;
	}
	if (dot11_sae_confirm_parse(m->elements.bytes, m->elements.size, &confirm) < 0)
		return;
	r = sae_take_confirm(station->sae, m->status, &confirm);
	if (r == 0) {
		accept(station);
		send_confirm(station);
		return;
	}
	if (r == SAE_E_STATE)
		return;
	send_refusal(ap, &station->mac, DOT11_SAE_CONFIRM, r == SAE_E_MISMATCH ? DOT11_STATUS_CHALLENGE_FAILURE : DOT11_STATUS_FAILURE);
	access_point_abandon_sae(station);
}

void access_point_receive_sae(struct access_point *ap, const struct dot11_frame *frame)
{
	uint16_t transaction = frame->management.transaction;

	if (ap->reject_auth)
		send_refusal(ap, &frame->header.transmitter, transaction, ap->reject_auth);
	else if (transaction == DOT11_SAE_COMMIT)
		receive_commit(ap, frame);
	else if (transaction == DOT11_SAE_CONFIRM)
		receive_confirm(ap, frame);
	else
		send_refusal(ap, &frame->header.transmitter, transaction, DOT11_STATUS_TRANSACTION_SEQUENCE);
}
