#include "wdi/data.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const uint8_t payload[] = { 2, 3, 0, 0 };

static const struct wdi_data_frame example = {
	.port = 1,
	.destination = { 2, 0, 0, 0, 1, 0 },
	.source = { 2, 0, 0, 0, 0, 1 },
	.ethertype = 0x888e,
	.payload = payload,
	.size = sizeof(payload),
};

static void a_frame_passes_as_the_transport_page_says(void **state)
{
	static const uint8_t expected[] = {
		1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0x88, 0x8e, 2, 3, 0, 0,
	};
	uint8_t packet[64];
	int fds[2];

	assert_int_equal(wdi_data_socketpair(fds), 0);
	assert_int_equal(wdi_data_send(fds[0], &example), 0);
	assert_int_equal(recv(fds[1], packet, sizeof(packet), 0), sizeof(expected));
	assert_memory_equal(packet, expected, sizeof(expected));
	close(fds[0]);
	close(fds[1]);
}

static void what_was_sent_is_received(void **state)
{
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame frame;
	int fds[2];

	assert_int_equal(wdi_data_socketpair(fds), 0);
	assert_int_equal(wdi_data_receive(fds[1], buffer, &frame), -EAGAIN);
	assert_int_equal(wdi_data_send(fds[0], &example), 0);
	assert_int_equal(wdi_data_receive(fds[1], buffer, &frame), 0);
	assert_int_equal(frame.port, 1);
	assert_int_equal(frame.ethertype, 0x888e);
	assert_memory_equal(frame.destination, example.destination, 6);
	assert_memory_equal(frame.source, example.source, 6);
	assert_int_equal(frame.size, sizeof(payload));
	assert_memory_equal(frame.payload, payload, sizeof(payload));
	close(fds[0]);
	assert_int_equal(wdi_data_receive(fds[1], buffer, &frame), -ECONNRESET);
	close(fds[1]);
}

static void what_is_no_frame_is_refused(void **state)
{
	static uint8_t packet[WDI_DATA_PACKET_MAX + 1];
	struct wdi_data_frame frame;

	for (size_t size = 0; size < WDI_DATA_HEADER_SIZE; size++)
		assert_int_equal(wdi_data_parse(packet, size, &frame), -EBADMSG);
	assert_int_equal(wdi_data_parse(packet, WDI_DATA_HEADER_SIZE, &frame), 0);
	assert_int_equal(wdi_data_parse(packet, sizeof(packet), &frame), -EBADMSG);
	packet[2] = 1;
	assert_int_equal(wdi_data_parse(packet, 64, &frame), -EBADMSG);
}

static void a_reader_that_does_not_read_costs_frames_not_memory(void **state)
{
	int fds[2], r;

	assert_int_equal(wdi_data_socketpair(fds), 0);
	do
		r = wdi_data_send(fds[0], &example);
	while (r == 0);
	assert_int_equal(r, -EAGAIN);
	close(fds[1]);
	assert_int_equal(wdi_data_send(fds[0], &example), -ECONNRESET);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_passes_as_the_transport_page_says),
		cmocka_unit_test(what_was_sent_is_received),
		cmocka_unit_test(what_is_no_frame_is_refused),
		cmocka_unit_test(a_reader_that_does_not_read_costs_frames_not_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
