#include "sim/station_mlme.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };
static const uint8_t rates[] = { 12 };
static const struct station_mlme_target target = {
	.bssid = { { 2, 0, 0, 0, 1, 0 } }, .ssid = { 2, "hi" }, .beacon_interval_tu = 100, .rates = rates, .n_rates = 1,
};

static struct {
	struct station_mlme mlme;
	int n_sent, last_reason;
	uint8_t kinds[64], last_flags;
	struct dot11_management last;
	uint8_t last_contents[512];
	int n_sae, sae;
	size_t sae_size;
	uint32_t token;
	uint64_t timers[STATION_MLME_N_TIMERS];
	int n_attempts, outcome, status, n_left, cause;
	size_t left_size;
} t;

static int transmit(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token)
{
	t.kinds[t.n_sent++] = header->kind;
	t.last_flags = header->flags;
	t.token = token;
	t.last_reason = management ? management->reason : 0;
	t.last = management ? *management : (struct dot11_management){ 0 };
	assert_true(t.last.elements.size <= sizeof(t.last_contents));
	if (t.last.elements.size > 0)
		memcpy(t.last_contents, t.last.elements.bytes, t.last.elements.size);
	assert_true(dot11_mac_equal(&header->receiver, &bss));
	return 0;
}

static void set_timer(void *userdata, enum station_mlme_timer timer, uint64_t delay_us)
{
	t.timers[timer] = delay_us;
}

static void attempted(void *userdata, const struct station_mlme_attempt *attempt)
{
	t.n_attempts++;
	t.outcome = (int)attempt->outcome;
	t.status = attempt->status;
}

static void left(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size)
{
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_IDLE);
	t.n_left++;
	t.cause = (int)cause;
	t.left_size = size;
}

static void sae(void *userdata, enum station_mlme_sae what, const uint8_t *frame, size_t size)
{
	t.n_sae++;
	t.sae = (int)what;
	t.sae_size = size;
}

static const struct station_mlme_ops ops = { transmit, set_timer, attempted, left, sae };

static int begin(void **state)
{
	memset(&t, 0, sizeof(t));
	station_mlme_init(&t.mlme, &ops, NULL);
	return 0;
}

static void hear_as(uint8_t kind, const struct dot11_management *management, struct dot11_mac from, bool is_authentic)
{
	struct dot11_header header = { .kind = kind, .transmitter = from, .address3 = bss };
	uint8_t bytes[128];
	struct dot11_frame frame;
	int size = dot11_frame_build(bytes, sizeof(bytes), &header, management);

	assert_true(size > 0);
	assert_int_equal(dot11_frame_parse(bytes, (size_t)size, &frame), 0);
	station_mlme_receive(&t.mlme, &frame, is_authentic);
}

static void hear(uint8_t kind, const struct dot11_management *management, struct dot11_mac from)
{
	hear_as(kind, management, from, false);
}

static void reach_association(void)
{
	assert_int_equal(station_mlme_join(&t.mlme, &target), 0);
	station_mlme_transmitted(&t.mlme, t.token, true);
	assert_int_equal(t.timers[STATION_MLME_TIMER_RESPONSE], STATION_MLME_RESPONSE_TIMEOUT_US);
	hear(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 }, bss);
	assert_int_equal(t.kinds[t.n_sent - 1], DOT11_FRAME_ASSOCIATION_REQUEST);
	hear(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .aid = 5 }, bss);
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_ASSOCIATED);
}

static void joins_by_authentication_and_association_and_says_it_is_awake(void **state)
{
	reach_association();
	assert_int_equal(t.n_attempts, 1);
	assert_int_equal(t.outcome, STATION_MLME_JOINED);
	assert_int_equal(t.mlme.aid, 5);
	assert_int_equal(t.kinds[2], DOT11_FRAME_NULL);
	assert_int_equal(t.last_flags, DOT11_FRAME_TO_DS);
	assert_int_equal(t.timers[STATION_MLME_TIMER_RESPONSE], 0);
	assert_int_equal(station_mlme_join(&t.mlme, &target), -EBUSY);
}

static void unacknowledged_request_is_tried_three_times(void **state)
{
	station_mlme_join(&t.mlme, &target);
	for (int i = 0; i < STATION_MLME_TRIES; i++) {
		assert_int_equal(t.n_sent, i + 1);
		station_mlme_transmitted(&t.mlme, t.token, false);
		/* A radio that is off needs a moment to come back. */
		assert_int_equal(t.timers[STATION_MLME_TIMER_RESPONSE], STATION_MLME_NO_ACK_TIMEOUT_US);
		station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	}
	assert_int_equal(t.n_sent, STATION_MLME_TRIES);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_NO_ACK);
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_IDLE);
}

static void missing_response_ends_as_timeout(void **state)
{
	station_mlme_join(&t.mlme, &target);
	hear(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 }, bss);
	for (int i = 0; i < STATION_MLME_TRIES; i++) {
		station_mlme_transmitted(&t.mlme, t.token, true);
		station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	}
	assert_int_equal(t.outcome, STATION_MLME_ASSOC_NO_RESPONSE);
}

static void refusals_carry_the_status_of_the_peer(void **state)
{
	station_mlme_join(&t.mlme, &target);
	hear(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2, .status = 13 }, bss);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_REFUSED);
	assert_int_equal(t.status, 13);
	station_mlme_join(&t.mlme, &target);
	hear(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 }, bss);
	hear(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .status = 17 }, bss);
	assert_int_equal(t.outcome, STATION_MLME_ASSOC_REFUSED);
	assert_int_equal(t.status, 17);
	assert_int_equal(t.n_attempts, 2);
}

static void leaving_disassociates_then_deauthenticates_then_tells(void **state)
{
	reach_association();
	assert_int_equal(station_mlme_leave(&t.mlme, &bss, 5), 0);
	assert_int_equal(t.kinds[3], DOT11_FRAME_DISASSOCIATION);
	assert_int_equal(t.last_reason, 5);
	assert_int_equal(t.n_sent, 4);
	station_mlme_transmitted(&t.mlme, t.token, true);
	assert_int_equal(t.kinds[4], DOT11_FRAME_DEAUTHENTICATION);
	assert_int_equal(t.last_reason, 5);
	assert_int_equal(t.n_left, 0);
	station_mlme_transmitted(&t.mlme, t.token, false); /* a peer that is gone holds nobody */
	assert_int_equal(t.n_left, 1);
	assert_int_equal(t.cause, STATION_MLME_LEFT_BY_HOST);
	station_mlme_transmitted(&t.mlme, t.token, true);
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 1 }, bss);
	assert_int_equal(t.n_left, 1);
}

static void only_the_peer_can_be_left(void **state)
{
	struct dot11_mac other = { { 2, 9, 9, 9, 9, 9 } };

	assert_int_equal(station_mlme_leave(&t.mlme, &bss, 3), -ENOTCONN);
	reach_association();
	assert_int_equal(station_mlme_leave(&t.mlme, &other, 3), -ENOTCONN);
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 1 }, other);
	assert_int_equal(t.n_sent, 3);
	assert_int_equal(t.n_left, 0);
}

static void goodbye_of_the_peer_ends_the_link(void **state)
{
	reach_association();
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 7 }, bss);
	assert_int_equal(t.cause, STATION_MLME_PEER_DEAUTHENTICATED);
	assert_int_equal(t.left_size, 2);
	reach_association();
	hear(DOT11_FRAME_DISASSOCIATION, &(struct dot11_management){ .reason = 8 }, bss);
	assert_int_equal(t.cause, STATION_MLME_PEER_DISASSOCIATED);
	assert_int_equal(t.n_left, 2);
}

static void seven_missing_beacons_end_the_link(void **state)
{
	reach_association();
	station_mlme_beacons(&t.mlme, false);
	assert_int_equal(t.timers[STATION_MLME_TIMER_LOST], 7 * 100 * 1024);
	station_mlme_beacons(&t.mlme, true);
	assert_int_equal(t.timers[STATION_MLME_TIMER_LOST], 0);
	station_mlme_beacons(&t.mlme, false);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_LOST);
	assert_int_equal(t.cause, STATION_MLME_PEER_LOST);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_LOST);
	assert_int_equal(t.n_left, 1);
}

static void reset_ends_an_attempt_silently(void **state)
{
	uint32_t old;

	station_mlme_join(&t.mlme, &target);
	old = t.token;
	station_mlme_reset(&t.mlme);
	assert_int_equal(t.n_attempts, 0);
	station_mlme_join(&t.mlme, &target);
	station_mlme_transmitted(&t.mlme, old, false); /* of the old attempt: means nothing to the new one */
	assert_int_equal(t.n_sent, 2);
}

/* ---- SAE ---- */

static const struct station_mlme_target sae_target = {
	.bssid = { { 2, 0, 0, 0, 1, 0 } }, .ssid = { 2, "hi" }, .beacon_interval_tu = 100, .rates = rates, .n_rates = 1, .does_sae = true,
};
static const uint8_t scalar[32] = { 1 }, element[64] = { 2 }, confirm_bytes[32] = { 3 };
static const struct dot11_sae_commit commit = {
	.status = DOT11_SAE_STATUS_HASH_TO_ELEMENT, .group = 19, .scalar = scalar, .scalar_size = 32, .element = element, .element_size = 64,
};
static const struct dot11_sae_confirm confirm = { .send_confirm = 1, .confirm = confirm_bytes, .confirm_size = 32 };

static void hear_sae(uint16_t transaction, uint16_t status)
{
	hear(DOT11_FRAME_AUTHENTICATION,
	     &(struct dot11_management){ .algorithm = 3, .transaction = transaction, .status = status, .elements = { scalar, 32 } }, bss);
}

static void reach_commit(void)
{
	assert_int_equal(station_mlme_join(&t.mlme, &sae_target), 0);
	assert_int_equal(t.sae, STATION_MLME_SAE_NEEDS_COMMIT);
	assert_int_equal(t.n_sent, 0);
	assert_int_equal(station_mlme_sae_commit(&t.mlme, &commit), 0);
}

static void reach_confirm(void)
{
	reach_commit();
	hear_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT);
	assert_int_equal(t.sae, STATION_MLME_SAE_HAS_COMMIT);
	assert_int_equal(station_mlme_sae_confirm(&t.mlme, &confirm), 0);
}

static void sae_moves_what_the_host_makes_and_then_associates(void **state)
{
	reach_commit();
	assert_int_equal(t.kinds[0], DOT11_FRAME_AUTHENTICATION);
	assert_int_equal(t.last.algorithm, 3);
	assert_int_equal(t.last.transaction, 1);
	assert_int_equal(t.last.status, 126);
	assert_int_equal(t.last.elements.size, 2 + 32 + 64);
	hear_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT);
	assert_int_equal(t.sae_size, 6 + 32);
	assert_int_equal(t.timers[STATION_MLME_TIMER_RESPONSE], STATION_MLME_HOST_TIMEOUT_US);
	assert_int_equal(station_mlme_sae_confirm(&t.mlme, &confirm), 0);
	assert_int_equal(t.last.transaction, 2);
	assert_int_equal(t.last.status, 0);
	assert_int_equal(t.last.elements.size, 2 + 32);
	hear_sae(DOT11_SAE_CONFIRM, 0);
	assert_int_equal(t.sae, STATION_MLME_SAE_HAS_CONFIRM);
	assert_int_equal(t.n_attempts, 0);
	station_mlme_sae_end(&t.mlme, true);
	assert_int_equal(t.kinds[t.n_sent - 1], DOT11_FRAME_ASSOCIATION_REQUEST);
	hear(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .aid = 5 }, bss);
	assert_int_equal(t.outcome, STATION_MLME_JOINED);
}

static void a_wanted_token_and_a_refused_group_are_for_the_host_to_answer(void **state)
{
	static const uint16_t statuses[] = { DOT11_SAE_STATUS_TOKEN_REQUIRED, DOT11_SAE_STATUS_UNSUPPORTED_GROUP };

	reach_commit();
	for (size_t i = 0; i < 2; i++) {
		hear_sae(DOT11_SAE_COMMIT, statuses[i]);
		assert_int_equal(t.sae, STATION_MLME_SAE_HAS_COMMIT);
		assert_int_equal(station_mlme_sae_commit(&t.mlme, &commit), 0);
		assert_int_equal(t.n_sent, 2 + (int)i);
	}
	hear_sae(DOT11_SAE_COMMIT, statuses[1]);
	station_mlme_sae_end(&t.mlme, false); /* it has no other */
	assert_int_equal(t.outcome, STATION_MLME_AUTH_REFUSED);
	assert_int_equal(t.status, 77);
}

static void a_refusal_ends_sae_with_an_error_first(void **state)
{
	reach_commit();
	hear_sae(DOT11_SAE_COMMIT, 1);
	assert_int_equal(t.sae, STATION_MLME_SAE_COMMIT_REFUSED);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_REFUSED);
	assert_int_equal(t.status, 1);
	t.n_sent = 0;
	reach_confirm();
	hear_sae(DOT11_SAE_CONFIRM, 15);
	assert_int_equal(t.sae, STATION_MLME_SAE_CONFIRM_REFUSED);
	assert_int_equal(t.status, 15);
}

static void a_wrong_confirm_is_the_hosts_verdict(void **state)
{
	reach_confirm();
	hear_sae(DOT11_SAE_CONFIRM, 0);
	station_mlme_sae_end(&t.mlme, false);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_BAD_RESPONSE);
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_IDLE);
}

static void repeated_and_early_frames_change_nothing(void **state)
{
	reach_commit();
	hear_sae(DOT11_SAE_CONFIRM, 0); /* too early */
	assert_int_equal(t.n_sae, 1);
	hear_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT);
	hear_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT); /* again, while the host calculates */
	assert_int_equal(t.n_sae, 2);
	assert_int_equal(station_mlme_sae_confirm(&t.mlme, &confirm), 0);
	hear_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT); /* again, after our confirm */
	assert_int_equal(t.n_sae, 2);
	hear_sae(DOT11_SAE_CONFIRM, 0);
	hear_sae(DOT11_SAE_CONFIRM, 0);
	assert_int_equal(t.n_sae, 3);
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_SAE_DECIDING);
}

static void what_the_host_sends_unasked_is_refused(void **state)
{
	assert_int_equal(station_mlme_sae_commit(&t.mlme, &commit), -EPROTO);
	reach_commit();
	assert_int_equal(station_mlme_sae_confirm(&t.mlme, &confirm), -EPROTO);
	assert_int_equal(station_mlme_sae_commit(&t.mlme, &commit), -EPROTO);
	assert_false(station_mlme_sae_can_end(&t.mlme, true));
	assert_true(station_mlme_sae_can_end(&t.mlme, false));
	station_mlme_sae_end(&t.mlme, true);
	assert_int_equal(t.mlme.state, STATION_MLME_STATE_SAE_COMMITTED);
}

static void a_commit_is_repeated_as_it_is(void **state)
{
	uint8_t first[512];

	reach_commit();
	memcpy(first, t.last_contents, sizeof(first));
	for (int i = 1; i < STATION_MLME_TRIES; i++) {
		station_mlme_transmitted(&t.mlme, t.token, true);
		assert_int_equal(t.timers[STATION_MLME_TIMER_RESPONSE], STATION_MLME_SAE_TIMEOUT_US);
		station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
		assert_int_equal(t.n_sent, i + 1);
		assert_memory_equal(first, t.last_contents, sizeof(first));
	}
	station_mlme_transmitted(&t.mlme, t.token, true);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	assert_int_equal(t.sae, STATION_MLME_SAE_NO_ANSWER);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_NO_RESPONSE);
}

static void a_confirm_is_made_anew_each_time(void **state)
{
	reach_confirm();
	for (int i = 1; i < STATION_MLME_TRIES; i++) {
		station_mlme_transmitted(&t.mlme, t.token, true);
		station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
		assert_int_equal(t.sae, STATION_MLME_SAE_NEEDS_CONFIRM);
		assert_int_equal(t.n_sent, 1 + i);
		assert_int_equal(station_mlme_sae_confirm(&t.mlme, &confirm), 0);
	}
	station_mlme_transmitted(&t.mlme, t.token, false);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_NO_ACK);
	assert_int_equal(t.n_attempts, 1);
}

static void a_host_that_does_not_answer_ends_the_attempt(void **state)
{
	station_mlme_join(&t.mlme, &sae_target);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	assert_int_equal(t.sae, STATION_MLME_SAE_NO_HOST_COMMIT);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_ABANDONED);
	reach_commit();
	hear_sae(DOT11_SAE_COMMIT, 0);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	assert_int_equal(t.sae, STATION_MLME_SAE_NO_HOST_CONFIRM);
	t.n_sent = 0;
	reach_confirm();
	hear_sae(DOT11_SAE_CONFIRM, 0);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_RESPONSE);
	assert_int_equal(t.sae, STATION_MLME_SAE_NO_HOST_STATUS);
	assert_int_equal(t.n_attempts, 3);
}

static void an_access_point_without_sae_refuses_in_its_own_manner(void **state)
{
	reach_commit();
	hear(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .algorithm = 3, .transaction = 2, .status = 13 }, bss);
	assert_int_equal(t.outcome, STATION_MLME_AUTH_REFUSED);
	assert_int_equal(t.status, 13);
}

static void other_elements_replace_those_of_the_request(void **state)
{
	static const uint8_t elements[] = { 48, 2, 1, 0 };
	size_t size;

	assert_int_equal(station_mlme_set_elements(&t.mlme, &(struct dot11_elements){ elements, 4 }), -EPROTO);
	reach_confirm();
	size = t.mlme.assoc_request.size;
	assert_int_equal(station_mlme_set_elements(&t.mlme, &(struct dot11_elements){ elements, 4 }), 0);
	assert_int_equal(t.mlme.assoc_request.size, size + 4);
	hear_sae(DOT11_SAE_CONFIRM, 0);
	station_mlme_sae_end(&t.mlme, true);
	assert_memory_equal(t.last_contents + t.last.elements.size - 4, elements, 4);
}

/* ---- protected management frames ---- */

static void reach_protection(void)
{
	reach_association();
	station_mlme_protect(&t.mlme);
	t.n_sent = 0;
}

static void a_goodbye_that_anybody_could_have_sent_is_not_believed_but_asked_about(void **state)
{
	reach_protection();
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 7 }, bss);
	hear(DOT11_FRAME_DISASSOCIATION, &(struct dot11_management){ .reason = 7 }, bss);
	assert_int_equal(t.n_left, 0);
	assert_int_equal(t.n_sent, 1); /* one question for both */
	assert_int_equal(t.kinds[0], DOT11_FRAME_ACTION);
	assert_int_equal(t.last_flags, DOT11_FRAME_PROTECTED);
	/* IEEE 802.11-2020, 9.6.9.2: category 8, action 0, transaction identifier */
	assert_int_equal(t.last.elements.size, 4);
	assert_memory_equal(t.last_contents, ((uint8_t[]){ 8, 0 }), 2);
	assert_int_equal(t.timers[STATION_MLME_TIMER_SA_QUERY], 201000);
}

static void an_answer_to_any_of_the_questions_keeps_the_link(void **state)
{
	uint8_t answer[4] = { 8, 1 };

	reach_protection();
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 6 }, bss);
	memcpy(answer + 2, t.last_contents + 2, 2);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_SA_QUERY);
	assert_int_equal(t.n_sent, 2);
	assert_true(memcmp(answer + 2, t.last_contents + 2, 2) != 0);
	hear(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { answer, 4 } }, bss);
	assert_int_equal(t.timers[STATION_MLME_TIMER_SA_QUERY], 201000); /* not protected: anybody's */
	answer[2] ^= 0x80;
	hear_as(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { answer, 4 } }, bss, true);
	assert_int_equal(t.timers[STATION_MLME_TIMER_SA_QUERY], 201000); /* to another question */
	answer[2] ^= 0x80;
	hear_as(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { answer, 4 } }, bss, true);
	assert_int_equal(t.timers[STATION_MLME_TIMER_SA_QUERY], 0);
	station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_SA_QUERY);
	assert_int_equal(t.n_sent, 2);
	assert_int_equal(t.n_left, 0);
}

static void a_peer_that_does_not_answer_for_a_second_has_forgotten_us(void **state)
{
	uint64_t waited_us = 0;

	reach_protection();
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 7 }, bss);
	while (t.n_left == 0) {
		waited_us += t.timers[STATION_MLME_TIMER_SA_QUERY];
		station_mlme_timeout(&t.mlme, STATION_MLME_TIMER_SA_QUERY);
		assert_true(waited_us <= 1000000);
	}
	assert_int_equal(waited_us, 1000000);
	assert_int_equal(t.cause, STATION_MLME_PEER_FORGOT);
	assert_int_equal(t.n_sent, 5);
}

static void a_question_of_the_peer_is_answered_if_it_is_the_peers(void **state)
{
	static const uint8_t question[] = { 8, 0, 0x34, 0x12 }, answer[] = { 8, 1, 0x34, 0x12 };

	reach_protection();
	hear(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { question, 4 } }, bss);
	assert_int_equal(t.n_sent, 0);
	hear_as(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { question, 3 } }, bss, true);
	assert_int_equal(t.n_sent, 0);
	hear_as(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { question, 4 } }, bss, true);
	assert_int_equal(t.n_sent, 1);
	assert_int_equal(t.last_flags, DOT11_FRAME_PROTECTED);
	assert_memory_equal(t.last_contents, answer, 4);
}

static void an_authentic_goodbye_ends_the_link(void **state)
{
	reach_protection();
	hear_as(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 3 }, bss, true);
	assert_int_equal(t.cause, STATION_MLME_PEER_DEAUTHENTICATED);
	assert_int_equal(t.n_sent, 0);
}

static void our_own_goodbyes_are_protected_and_the_next_link_is_not(void **state)
{
	reach_protection();
	station_mlme_leave(&t.mlme, &bss, 3);
	assert_int_equal(t.kinds[0], DOT11_FRAME_DISASSOCIATION);
	assert_int_equal(t.last_flags, DOT11_FRAME_PROTECTED);
	station_mlme_transmitted(&t.mlme, t.token, true);
	assert_int_equal(t.kinds[1], DOT11_FRAME_DEAUTHENTICATION);
	assert_int_equal(t.last_flags, DOT11_FRAME_PROTECTED);
	station_mlme_transmitted(&t.mlme, t.token, true);
	assert_int_equal(t.n_left, 1);
	reach_association();
	hear(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 3 }, bss);
	assert_int_equal(t.n_left, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(joins_by_authentication_and_association_and_says_it_is_awake, begin),
		cmocka_unit_test_setup(unacknowledged_request_is_tried_three_times, begin),
		cmocka_unit_test_setup(missing_response_ends_as_timeout, begin),
		cmocka_unit_test_setup(refusals_carry_the_status_of_the_peer, begin),
		cmocka_unit_test_setup(leaving_disassociates_then_deauthenticates_then_tells, begin),
		cmocka_unit_test_setup(only_the_peer_can_be_left, begin),
		cmocka_unit_test_setup(goodbye_of_the_peer_ends_the_link, begin),
		cmocka_unit_test_setup(seven_missing_beacons_end_the_link, begin),
		cmocka_unit_test_setup(reset_ends_an_attempt_silently, begin),
		cmocka_unit_test_setup(sae_moves_what_the_host_makes_and_then_associates, begin),
		cmocka_unit_test_setup(a_wanted_token_and_a_refused_group_are_for_the_host_to_answer, begin),
		cmocka_unit_test_setup(a_refusal_ends_sae_with_an_error_first, begin),
		cmocka_unit_test_setup(a_wrong_confirm_is_the_hosts_verdict, begin),
		cmocka_unit_test_setup(repeated_and_early_frames_change_nothing, begin),
		cmocka_unit_test_setup(what_the_host_sends_unasked_is_refused, begin),
		cmocka_unit_test_setup(a_commit_is_repeated_as_it_is, begin),
		cmocka_unit_test_setup(a_confirm_is_made_anew_each_time, begin),
		cmocka_unit_test_setup(a_host_that_does_not_answer_ends_the_attempt, begin),
		cmocka_unit_test_setup(an_access_point_without_sae_refuses_in_its_own_manner, begin),
		cmocka_unit_test_setup(other_elements_replace_those_of_the_request, begin),
		cmocka_unit_test_setup(a_goodbye_that_anybody_could_have_sent_is_not_believed_but_asked_about, begin),
		cmocka_unit_test_setup(an_answer_to_any_of_the_questions_keeps_the_link, begin),
		cmocka_unit_test_setup(a_peer_that_does_not_answer_for_a_second_has_forgotten_us, begin),
		cmocka_unit_test_setup(a_question_of_the_peer_is_answered_if_it_is_the_peers, begin),
		cmocka_unit_test_setup(an_authentic_goodbye_ends_the_link, begin),
		cmocka_unit_test_setup(our_own_goodbyes_are_protected_and_the_next_link_is_not, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
