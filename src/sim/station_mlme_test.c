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

static const struct station_mlme_ops ops = { transmit, set_timer, attempted, left };

static int begin(void **state)
{
	memset(&t, 0, sizeof(t));
	station_mlme_init(&t.mlme, &ops, NULL);
	return 0;
}

static void hear(uint8_t kind, const struct dot11_management *management, struct dot11_mac from)
{
	struct dot11_header header = { .kind = kind, .transmitter = from, .address3 = bss };
	uint8_t bytes[128];
	struct dot11_frame frame;
	int size = dot11_frame_build(bytes, sizeof(bytes), &header, management);

	assert_true(size > 0);
	assert_int_equal(dot11_frame_parse(bytes, (size_t)size, &frame), 0);
	station_mlme_receive(&t.mlme, &frame);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
