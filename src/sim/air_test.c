#include "sim/air.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"

static const struct dot11_channel channel = { DOT11_BAND_5GHZ, 36 };

static struct {
	uint8_t bytes[65536];
	size_t size;
	int n_frames, n_acks, n_received, n_done, n_acked;
} seen;

static void capture(void *userdata, uint64_t time_us, struct dot11_channel where, uint8_t rate, int signal_dbm, const uint8_t *bytes,
		    size_t size)
{
	struct writer writer = writer_over(seen.bytes + seen.size, sizeof(seen.bytes) - seen.size);

	writer_le64(&writer, time_us);
	writer_bytes(&writer, bytes, size);
	assert_int_equal(writer_end(&writer), 0);
	seen.size += writer.size;
	if (bytes[0] == DOT11_FRAME_ACK)
		seen.n_acks++;
	else
		seen.n_frames++;
}

static void receive(void *userdata, const struct air_reception *reception)
{
	seen.n_received++;
}

static void done(void *userdata, uint32_t token, bool acked)
{
	assert_int_equal(token, 7);
	seen.n_done++;
	seen.n_acked += acked;
}

static const struct air_listener listener = { .receive = receive };

struct scene {
	struct schedule schedule;
	struct air air;
	struct air_antenna a, b;
};

static void build(struct scene *scene, uint64_t seed, unsigned int loss)
{
	memset(&seen, 0, sizeof(seen));
	memset(scene, 0, sizeof(*scene));
	air_init(&scene->air, &scene->schedule, seed);
	scene->air.capture = capture;
	scene->air.loss_percent = loss;
	scene->a = (struct air_antenna){ .mac = { { 2, 0, 0, 0, 0, 1 } }, .is_on = true, .listener = &listener };
	scene->b = (struct air_antenna){ .mac = { { 2, 0, 0, 0, 0, 2 } }, .is_on = true, .listener = &listener };
	air_tune(&scene->air, &scene->a, channel);
	air_tune(&scene->air, &scene->b, channel);
}

static void send(struct scene *scene, struct dot11_mac receiver)
{
	struct dot11_header header = { .kind = DOT11_FRAME_DEAUTHENTICATION, .receiver = receiver, .address3 = scene->b.mac };

	assert_int_equal(air_transmit(&scene->a, &header, &(struct dot11_management){ .reason = 3 }, done, NULL, 7), 0);
}

static void end(struct scene *scene)
{
	air_detach(&scene->a);
	air_detach(&scene->b);
	air_deinit(&scene->air);
}

static void a_frame_is_delivered_and_acknowledged(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	send(&scene, scene.b.mac);
	assert_int_equal(seen.n_received, 0);
	schedule_run_until(&scene.schedule, 1000);
	assert_int_equal(seen.n_received, 1);
	assert_int_equal(seen.n_acks, 1);
	assert_int_equal(seen.n_acked, 1);
	end(&scene);
}

static void nobody_there_ends_at_the_retry_limit(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	scene.b.is_on = false;
	send(&scene, scene.b.mac);
	schedule_run_until(&scene.schedule, 100000);
	assert_int_equal(seen.n_frames, 1 + AIR_RETRY_LIMIT);
	assert_int_equal(seen.n_done, 1);
	assert_int_equal(seen.n_acked, 0);
	assert_int_equal(scene.a.n_failed, 1);
	end(&scene);
}

static void another_channel_hears_nothing(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	air_tune(&scene.air, &scene.b, (struct dot11_channel){ DOT11_BAND_5GHZ, 40 });
	send(&scene, DOT11_MAC_BROADCAST);
	schedule_run_until(&scene.schedule, 1000);
	assert_int_equal(seen.n_received, 0);
	assert_int_equal(seen.n_acked, 1); /* group addresses expect no acknowledgement */
	end(&scene);
}

static void a_lost_acknowledgement_does_not_deliver_twice(void **state)
{
	struct scene scene;

	for (uint64_t seed = 1; seed < 200; seed++) {
		build(&scene, seed, 50);
		send(&scene, scene.b.mac);
		schedule_run_until(&scene.schedule, 100000);
		assert_true(seen.n_received <= 1);
		assert_int_equal(seen.n_done, 1);
		end(&scene);
	}
}

static void dropped_frames_are_repeated(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	scene.air.n_drop = 3;
	send(&scene, scene.b.mac);
	schedule_run_until(&scene.schedule, 100000);
	assert_int_equal(seen.n_frames, 4);
	assert_int_equal(seen.n_acked, 1);
	end(&scene);
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
	static uint8_t first[sizeof(seen.bytes)];
	struct scene scene;
	size_t first_size = 0;

	for (int run = 0; run < 3; run++) {
		build(&scene, run < 2 ? 5 : 6, 40);
		for (int i = 0; i < 50; i++) {
			send(&scene, scene.b.mac);
			schedule_run_until(&scene.schedule, scene.schedule.now_us + 10000);
		}
		if (run == 0) {
			memcpy(first, seen.bytes, seen.size);
			first_size = seen.size;
		} else if (run == 1) {
			assert_int_equal(seen.size, first_size);
			assert_memory_equal(seen.bytes, first, first_size);
		} else {
			assert_true(seen.size != first_size || memcmp(seen.bytes, first, first_size) != 0);
		}
		end(&scene);
	}
}

static void what_leaves_is_not_called_any_more(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	send(&scene, scene.b.mac);
	air_detach(&scene.a);
	schedule_run_until(&scene.schedule, 100000);
	assert_int_equal(seen.n_done, 0);
	end(&scene);
}

static void distance_weakens_the_signal(void **state)
{
	struct scene scene;

	build(&scene, 1, 0);
	assert_int_equal(air_signal(&scene.air, &scene.a, &scene.b), -20);
	scene.b.x = 10;
	assert_int_equal(air_signal(&scene.air, &scene.a, &scene.b), -50);
	scene.b.has_signal = true;
	scene.b.signal_dbm = -77;
	assert_int_equal(air_signal(&scene.air, &scene.a, &scene.b), -77);
	end(&scene);
}

static void a_raw_frame_goes_as_it_is_but_for_sequence_number_and_duration(void **state)
{
	uint8_t frame[40] = { DOT11_FRAME_DATA, DOT11_FRAME_TO_DS | DOT11_FRAME_PROTECTED };
	struct scene scene;
	struct dot11_frame parsed;

	build(&scene, 1, 0);
	memcpy(frame + 4, scene.b.mac.b, 6);
	memcpy(frame + 10, scene.a.mac.b, 6);
	memset(frame + 24, 0xee, 16);
	scene.a.sequence = 0xabc;
	assert_int_equal(air_transmit_raw(&scene.a, frame, sizeof(frame), done, NULL, 7), 0);
	assert_int_equal(dot11_frame_parse(seen.bytes + 8, sizeof(frame), &parsed), 0);
	assert_int_equal(parsed.header.sequence, 0xabc);
	assert_int_equal(parsed.header.duration_us, 60);
	assert_true(parsed.is_protected);
	assert_memory_equal(seen.bytes + 8 + 4, frame + 4, 18);
	assert_memory_equal(seen.bytes + 8 + 24, frame + 24, 16);
	assert_int_equal(scene.a.sequence, 0xabd);
	schedule_run_until(&scene.schedule, 1000);
	assert_int_equal(seen.n_received, 1);
	assert_int_equal(seen.n_acked, 1);
	assert_int_equal(air_transmit_raw(&scene.a, frame, DOT11_HEADER_SIZE - 1, done, NULL, 7), -EINVAL);
	assert_int_equal(air_transmit_raw(&scene.a, frame, DOT11_FRAME_MAX_SIZE + 1, done, NULL, 7), -ENOBUFS);
	scene.a.is_on = false;
	assert_int_equal(air_transmit_raw(&scene.a, frame, sizeof(frame), done, NULL, 7), -ENETDOWN);
	end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_is_delivered_and_acknowledged),
		cmocka_unit_test(nobody_there_ends_at_the_retry_limit),
		cmocka_unit_test(another_channel_hears_nothing),
		cmocka_unit_test(a_lost_acknowledgement_does_not_deliver_twice),
		cmocka_unit_test(dropped_frames_are_repeated),
		cmocka_unit_test(the_same_seed_gives_the_same_bytes),
		cmocka_unit_test(what_leaves_is_not_called_any_more),
		cmocka_unit_test(distance_weakens_the_signal),
		cmocka_unit_test(a_raw_frame_goes_as_it_is_but_for_sequence_number_and_duration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
