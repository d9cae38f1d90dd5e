#include "rsn/authenticator.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dot11/eapol_key.h"
#include "rsn/handshake_fixture.h"
#include "rsn/ptk.h"
#include "rsn/supplicant.h"

struct world {
	struct supplicant *supplicant;
	struct authenticator *authenticator;
	struct queue to_station, to_ap;
	char events[EVENTS_SIZE];  /* what the authenticator's listener has heard, timers excepted, since it was cleared */
	uint64_t timer_us; /* 0: none runs */
	enum authenticator_failure failure;
	struct dot11_key installed, station_key;
	struct dot11_key group_keys[3];
	size_t n_group_keys;
};

static const struct dot11_mac ap_mac = { { 0x02, 0x00, 0x00, 0x00, 0x00, 0x09 } };
static const struct dot11_mac station_mac = { { 0x02, 0x00, 0x00, 0x00, 0x00, 0x02 } };

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct world *world = userdata;

	note(world->events, "send");
	push(&world->to_station, pdu, size);
}

static size_t on_group_keys(struct dot11_key ret[3], void *userdata)
{
	struct world *world = userdata;

	memcpy(ret, world->group_keys, sizeof(world->group_keys));
	return world->n_group_keys;
}

static void on_install(const struct dot11_key *key, void *userdata)
{
	struct world *world = userdata;

	note(world->events, "install");
	world->installed = *key;
}

static void on_completed(void *userdata)
{
	note(((struct world *)userdata)->events, "completed");
}

static void on_group_completed(void *userdata)
{
	note(((struct world *)userdata)->events, "group");
}

static void on_failed(enum authenticator_failure failure, void *userdata)
{
	struct world *world = userdata;

	note(world->events, "failed");
	world->failure = failure;
}

static void on_timer(uint64_t delay_us, void *userdata)
{
	((struct world *)userdata)->timer_us = delay_us;
}

static const struct authenticator_listener ap_listener = {
	on_send, on_group_keys, on_install, on_completed, on_group_completed, on_failed, on_timer,
};

static void on_station_send(const uint8_t *pdu, size_t size, void *userdata)
{
	push(&((struct world *)userdata)->to_ap, pdu, size);
}

static void on_station_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	for (size_t i = 0; i < n_keys; i++) {
		if (keys[i].kind == DOT11_KEY_PAIRWISE)
			((struct world *)userdata)->station_key = keys[i];
	}
}

static void on_station_completed(void *userdata)
{
}

static void on_station_failed(enum supplicant_failure failure, void *userdata)
{
	fail_msg("the station fails: %d", failure);
}

static const struct supplicant_listener station_listener = {
	on_station_send,
	on_station_install,
	on_station_completed,
	on_station_failed,
};

struct setup {
	bool station_says_other_rsne, station_says_rsnxe, ap_expects_rsnxe, has_wrong_pmk, has_pmkid;
};

static const struct setup plain;

static void add_group_key(struct world *world, enum dot11_key_kind kind, uint8_t index, uint8_t value)
{
	struct dot11_key *key = &world->group_keys[world->n_group_keys++];

	*key = (struct dot11_key){ .kind = kind, .cipher = DOT11_CIPHER_CCMP_128, .index = index, .key = { .size = 16 } };
	memset(key->key.bytes, value, 16);
}

static void open_ap(struct world *world, const struct setup *setup, const struct secret *pmk)
{
	static const uint8_t pmkid[16] = { 0xab };
	const struct authenticator_config config = {
		.own = ap_mac,
		.station = station_mac,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
		.pmk = pmk,
		.pmkid = setup->has_pmkid ? pmkid : NULL,
		.station_rsne = station_rsne,
		.station_rsne_size = sizeof(station_rsne),
		.station_rsnxe = setup->ap_expects_rsnxe ? rsnxe : NULL,
		.station_rsnxe_size = setup->ap_expects_rsnxe ? sizeof(rsnxe) : 0,
		.own_rsne = ap_rsne,
		.own_rsne_size = sizeof(ap_rsne),
	};

	assert_int_equal(authenticator_new(&world->authenticator, &config, &ap_listener, world), 0);
}

static void open_station(struct world *world, const struct setup *setup, const struct secret *pmk)
{
	const struct supplicant_config config = {
		.own = station_mac,
		.authenticator = ap_mac,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
		.pmk = pmk,
		.own_rsne = setup->station_says_other_rsne ? ap_rsne : station_rsne,
		.own_rsne_size = sizeof(station_rsne),
		.own_rsnxe = setup->station_says_rsnxe ? rsnxe : NULL,
		.own_rsnxe_size = setup->station_says_rsnxe ? sizeof(rsnxe) : 0,
		.bss_rsne = ap_rsne,
		.bss_rsne_size = sizeof(ap_rsne),
	};

	assert_int_equal(supplicant_new(&world->supplicant, &config, &station_listener, world), 0);
}

static void open_world(struct world *world, const struct setup *setup)
{
	struct secret pmk = { .size = 32, .bytes = { 1, 2, 3 } };

	memset(world, 0, sizeof(*world));
	add_group_key(world, DOT11_KEY_GROUP, 1, 0x11);
	add_group_key(world, DOT11_KEY_IGTK, 4, 0x44);
	open_ap(world, setup, &pmk);
	pmk.bytes[31] = setup->has_wrong_pmk;
	open_station(world, setup, &pmk);
}

static void close_world(struct world *world)
{
	supplicant_free(world->supplicant);
	authenticator_free(world->authenticator);
}

static void give_station(struct world *world)
{
	struct pdu pdu = pop(&world->to_station);

	assert_int_equal(supplicant_receive(world->supplicant, pdu.bytes, pdu.size), 0);
}

static int give_ap(struct world *world)
{
	struct pdu pdu = pop(&world->to_ap);

	return authenticator_receive(world->authenticator, pdu.bytes, pdu.size);
}

/* One message and its answer. */
static int exchange(struct world *world)
{
	give_station(world);
	return give_ap(world);
}

static void assert_events(struct world *world, const char *expected)
{
	assert_string_equal(world->events, expected);
	world->events[0] = 0;
}

static void complete(struct world *world)
{
	open_world(world, &plain);
	assert_int_equal(authenticator_start(world->authenticator), 0);
	assert_int_equal(exchange(world), 0);
	assert_int_equal(exchange(world), 0);
	assert_events(world, "send send install completed");
}

static struct dot11_eapol_key parse(const struct pdu *pdu)
{
	struct dot11_eapol_key frame;

	assert_int_equal(dot11_eapol_key_parse(pdu->bytes, pdu->size, 16, &frame), 0);
	return frame;
}

static void handshake_gives_both_sides_one_key_and_stops_the_timer(void **state)
{
	struct world world;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	assert_int_equal(world.timer_us, AUTHENTICATOR_TIMEOUT_US);
	assert_int_equal(exchange(&world), 0);
	assert_int_equal(world.timer_us, AUTHENTICATOR_TIMEOUT_US);
	assert_int_equal(exchange(&world), 0);
	assert_int_equal(world.timer_us, 0);
	assert_events(&world, "send send install completed");
	assert_int_equal(world.installed.kind, DOT11_KEY_PAIRWISE);
	assert_int_equal(world.installed.cipher, DOT11_CIPHER_CCMP_128);
	assert_true(secret_equal(&world.installed.key, &world.station_key.key));
	close_world(&world);
}

static void message_1_says_the_pmkid(void **state)
{
	static const struct setup setup = { .has_pmkid = true };
	struct world world;
	struct dot11_key_data data;
	struct dot11_eapol_key frame;

	open_world(&world, &setup);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	frame = parse(&world.to_station.pdus[0]);
	assert_int_equal(frame.info, DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_ACK | 2);
	assert_int_equal(frame.key_length, 16);
	assert_int_equal(dot11_key_data_parse(frame.data, frame.data_size, &data), 0);
	assert_int_equal(data.pmkid[0], 0xab);
	close_world(&world);
}

/* IEEE 802.11-2020, 12.7.6.6: the counter goes up with each, the nonce stays. */
static void each_message_is_tried_four_times_before_the_station_is_given_up(void **state)
{
	struct world world;
	uint64_t counter = 0;
	uint8_t nonce[32];

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	for (unsigned i = 0; i < AUTHENTICATOR_TRIES; i++) {
		struct pdu pdu = pop(&world.to_station);
		struct dot11_eapol_key frame = parse(&pdu);

		assert_int_equal(world.timer_us, i == 0 ? AUTHENTICATOR_TIMEOUT_US : 1000000);
		if (i > 0)
			assert_memory_equal(frame.nonce, nonce, sizeof(nonce));
		memcpy(nonce, frame.nonce, sizeof(nonce));
		assert_int_equal(frame.replay_counter, counter++);
		authenticator_timeout(world.authenticator);
	}
	assert_events(&world, "send send send send failed");
	assert_int_equal(world.failure, AUTHENTICATOR_FAILURE_TIMEOUT);
	assert_int_equal(world.timer_us, 0);
	authenticator_timeout(world.authenticator);
	assert_events(&world, "");
	assert_int_equal(authenticator_start(world.authenticator), -EBUSY);
	close_world(&world);
}

static void message_3_and_the_group_message_time_out_too(void **state)
{
	struct world world;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	assert_int_equal(exchange(&world), 0);
	for (unsigned i = 0; i < AUTHENTICATOR_TRIES; i++)
		authenticator_timeout(world.authenticator);
	assert_events(&world, "send send send send send failed");
	assert_int_equal(world.failure, AUTHENTICATOR_FAILURE_TIMEOUT);
	close_world(&world);

	complete(&world);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	for (unsigned i = 0; i < AUTHENTICATOR_TRIES; i++)
		authenticator_timeout(world.authenticator);
	assert_events(&world, "send send send send failed");
	assert_int_equal(world.failure, AUTHENTICATOR_FAILURE_GROUP_TIMEOUT);
	close_world(&world);
}

static void answer_to_an_earlier_try_counts(void **state)
{
	struct world world;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	authenticator_timeout(world.authenticator);
	authenticator_timeout(world.authenticator);
	assert_int_equal(exchange(&world), 0); /* to the first */
	assert_events(&world, "send send send send");
	world.to_station.n--;		       /* message 3 is lost */
	assert_int_equal(exchange(&world), 1); /* to the second: its time is over */
	assert_int_equal(exchange(&world), 1);
	authenticator_timeout(world.authenticator);
	assert_int_equal(exchange(&world), 0);
	assert_events(&world, "send install completed");
	close_world(&world);
}

static void answer_of_a_counter_never_sent_is_ignored(void **state)
{
	struct world world;
	struct pdu message_1;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	message_1 = world.to_station.pdus[0];
	world.to_station.pdus[0].bytes[16]++;
	assert_int_equal(exchange(&world), 1);
	push(&world.to_station, message_1.bytes, message_1.size);
	assert_int_equal(exchange(&world), 0);
	close_world(&world);
}

static void assert_unchanged_only(struct world *world)
{
	struct pdu pdu = world->to_ap.pdus[0];

	for (size_t i = 0; i < pdu.size; i++) {
		pdu.bytes[i] ^= 0x20;
		assert_int_equal(authenticator_receive(world->authenticator, pdu.bytes, pdu.size), 1);
		assert_int_equal(authenticator_receive(world->authenticator, pdu.bytes, i), 1);
		pdu.bytes[i] ^= 0x20;
	}
	assert_int_equal(give_ap(world), 0);
}

static void no_changed_byte_of_an_answer_is_taken(void **state)
{
	struct world world;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	give_station(&world);
	assert_unchanged_only(&world);
	give_station(&world);
	assert_unchanged_only(&world);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	give_station(&world);
	assert_unchanged_only(&world);
	assert_events(&world, "send send install completed send group");
	close_world(&world);
}

#define ANSWER_PATTERN (DOT11_EAPOL_KEY_PATTERN | DOT11_EAPOL_KEY_VERSION)

/* With the right MIC: what decides is the pattern alone. */
static void of_all_key_information_only_that_of_message_4_is_taken_for_it(void **state)
{
	static const struct secret pmk = { .size = 32, .bytes = { 1, 2, 3 } };
	uint8_t anonce[32], snonce[32];
	const struct ptk_input input = { &pmk, DOT11_CIPHER_CCMP_128, &ap_mac, &station_mac, anonce, snonce };
	struct ptk_suite suite;
	struct ptk ptk = { 0 };
	struct world world;
	struct pdu pdu;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	memcpy(anonce, world.to_station.pdus[0].bytes + 17, 32);
	give_station(&world);
	memcpy(snonce, world.to_ap.pdus[0].bytes + 17, 32);
	assert_int_equal(give_ap(&world), 0);
	assert_int_equal(ptk_suite_find(DOT11_AKM_PSK, 32, &suite), 0);
	assert_int_equal(ptk_derive(&suite, &input, &ptk), 0);
	give_station(&world);
	pdu = pop(&world.to_ap);
	for (uint32_t i = 1; i <= UINT16_MAX + 1; i++) {
		uint16_t info = (uint16_t)(i + 0x030a); /* that of message 4 comes last */
		bool is_right = (info & ANSWER_PATTERN) == 0x030a;

		if (is_right && i <= UINT16_MAX)
			continue;
		pdu.bytes[5] = (uint8_t)(info >> 8);
		pdu.bytes[6] = (uint8_t)info;
		assert_int_equal(ptk_mic(&suite, &ptk, pdu.bytes, pdu.size, pdu.bytes + DOT11_EAPOL_KEY_MIC_OFFSET), 0);
		assert_int_equal(authenticator_receive(world.authenticator, pdu.bytes, pdu.size), is_right ? 0 : 1);
	}
	close_world(&world);
}

static void answer_to_an_earlier_group_message_is_ignored(void **state)
{
	struct world world;
	struct pdu old;

	complete(&world);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	give_station(&world);
	old = world.to_ap.pdus[0];
	assert_int_equal(give_ap(&world), 0);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	assert_int_equal(authenticator_receive(world.authenticator, old.bytes, old.size), 1);
	assert_events(&world, "send group send");
	assert_int_equal(exchange(&world), 0);
	assert_events(&world, "group");
	close_world(&world);
}

static void other_elements_than_at_the_association_end_it(void **state)
{
	static const struct setup cases[] = {
		{ .station_says_other_rsne = true },
		{ .station_says_rsnxe = true },
		{ .ap_expects_rsnxe = true },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct world world;

		open_world(&world, &cases[i]);
		assert_int_equal(authenticator_start(world.authenticator), 0);
		assert_int_equal(exchange(&world), 0);
		assert_events(&world, "send failed");
		assert_int_equal(world.failure, AUTHENTICATOR_FAILURE_ELEMENT_MISMATCH);
		assert_int_equal(world.timer_us, 0);
		close_world(&world);
	}
}

static void station_with_another_pmk_runs_into_the_timeout(void **state)
{
	static const struct setup setup = { .has_wrong_pmk = true };
	struct world world;

	open_world(&world, &setup);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	for (unsigned i = 0; i < AUTHENTICATOR_TRIES; i++) {
		assert_int_equal(exchange(&world), 1);
		authenticator_timeout(world.authenticator);
	}
	assert_events(&world, "send send send send failed");
	assert_true(supplicant_suspects_pmk(world.supplicant));
	close_world(&world);
}

static void group_handshake_needs_a_pairwise_key_and_runs_alone(void **state)
{
	struct world world;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start_group(world.authenticator), -ENOTCONN);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	assert_int_equal(authenticator_start(world.authenticator), -EBUSY);
	assert_int_equal(authenticator_start_group(world.authenticator), -ENOTCONN);
	close_world(&world);

	complete(&world);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	assert_int_equal(authenticator_start_group(world.authenticator), -EBUSY);
	assert_int_equal(authenticator_start(world.authenticator), -EBUSY);
	assert_int_equal(exchange(&world), 0);
	assert_int_equal(world.timer_us, 0);
	assert_events(&world, "send group");
	close_world(&world);
}

static void rekeying_installs_another_key_and_completes_no_second_time(void **state)
{
	struct world world;
	struct secret first;

	complete(&world);
	first = world.installed.key;
	assert_int_equal(authenticator_start(world.authenticator), 0);
	assert_int_equal(authenticator_start_group(world.authenticator), -EBUSY);
	assert_int_equal(exchange(&world), 0);
	assert_int_equal(exchange(&world), 0);
	assert_events(&world, "send send install");
	assert_false(secret_equal(&first, &world.installed.key));
	assert_true(secret_equal(&world.station_key.key, &world.installed.key));
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	assert_int_equal(exchange(&world), 0);
	close_world(&world);
}

static void answers_that_nobody_waits_for_are_ignored(void **state)
{
	struct world world;
	struct pdu message_4;

	open_world(&world, &plain);
	assert_int_equal(authenticator_start(world.authenticator), 0);
	assert_int_equal(exchange(&world), 0);
	give_station(&world);
	message_4 = world.to_ap.pdus[0];
	assert_int_equal(give_ap(&world), 0);
	assert_int_equal(authenticator_receive(world.authenticator, message_4.bytes, message_4.size), 1);
	/* Nor does a message 4 answer a group message. */
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	assert_int_equal(authenticator_receive(world.authenticator, message_4.bytes, message_4.size), 1);
	assert_events(&world, "send send install completed send");
	close_world(&world);
}

static void suites_that_are_not_served_are_refused(void **state)
{
	struct secret pmk = { .size = 32 };
	struct authenticator *authenticator = NULL;
	struct authenticator_config config = { .akm = DOT11_AKM_8021X, .pairwise_cipher = DOT11_CIPHER_CCMP_128, .pmk = &pmk };

	assert_int_equal(authenticator_new(&authenticator, &config, &ap_listener, NULL), -EINVAL);
	config.akm = DOT11_AKM_PSK;
	config.pairwise_cipher = DOT11_CIPHER_TKIP;
	assert_int_equal(authenticator_new(&authenticator, &config, &ap_listener, NULL), -EINVAL);
	assert_null(authenticator);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshake_gives_both_sides_one_key_and_stops_the_timer),
		cmocka_unit_test(message_1_says_the_pmkid),
		cmocka_unit_test(each_message_is_tried_four_times_before_the_station_is_given_up),
		cmocka_unit_test(message_3_and_the_group_message_time_out_too),
		cmocka_unit_test(answer_to_an_earlier_try_counts),
		cmocka_unit_test(answer_of_a_counter_never_sent_is_ignored),
		cmocka_unit_test(no_changed_byte_of_an_answer_is_taken),
		cmocka_unit_test(of_all_key_information_only_that_of_message_4_is_taken_for_it),
		cmocka_unit_test(answer_to_an_earlier_group_message_is_ignored),
		cmocka_unit_test(other_elements_than_at_the_association_end_it),
		cmocka_unit_test(station_with_another_pmk_runs_into_the_timeout),
		cmocka_unit_test(group_handshake_needs_a_pairwise_key_and_runs_alone),
		cmocka_unit_test(rekeying_installs_another_key_and_completes_no_second_time),
		cmocka_unit_test(answers_that_nobody_waits_for_are_ignored),
		cmocka_unit_test(suites_that_are_not_served_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
