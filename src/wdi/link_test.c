#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "wdi/link.h"

/* OID_WDI_TASK_DISCONNECT's M3 with request status NOT_SUPPORTED; docs/wdi-transport.md, "Frame". */
static const uint8_t example[WDI_FRAME_HEADER_SIZE + WDI_FRAME_MIN_MESSAGE] = {
	'W', 'D', 'I', 'F', 1, 0, 2, 0, 0x08, 0x00, 0x40, 0xe4, 0xbb, 0x00, 0x00, 0xc0, 16, 0, 0, 0, 0, 0, 0, 0,
	0x01, 0x00, 0, 0, 0xbb, 0x00, 0x00, 0xc0, 0x2a, 0, 0, 0, 0, 0, 0, 0,
};

struct links {
	struct wdi_link *a, *b;
};

static struct links make_links(void)
{
	struct links links;
	int fds[2];

	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(wdi_link_new(&links.a, fds[0]), 0);
	assert_int_equal(wdi_link_new(&links.b, fds[1]), 0);
	return links;
}

static void the_documented_frame_is_read_and_written(void **state)
{
	uint8_t header[WDI_FRAME_HEADER_SIZE];
	struct wdi_frame frame;

	assert_int_equal(wdi_frame_parse(example, sizeof(example), &frame), 0);
	assert_int_equal(frame.kind, WDI_FRAME_RESULT);
	assert_int_equal(frame.id, 0xe4400008);
	assert_int_equal(frame.status, 0xc00000bb);
	assert_int_equal(frame.size, 16);
	assert_int_equal(wdi_frame_port(&frame), 1);
	assert_int_equal(wdi_frame_header_status(&frame), 0xc00000bb);
	assert_int_equal(wdi_frame_transaction(&frame), 42);
	assert_int_equal(wdi_frame_write_header(&frame, header), 0);
	assert_memory_equal(header, example, sizeof(header));
}

static void each_defect_of_a_frame_has_its_error(void **state)
{
	static const struct {
		size_t size; /* of the packet */
		size_t offset; /* of the byte that is changed */
		uint8_t value;
		int error;
	} cases[] = {
		{ 0, 0, 'W', WDI_FRAME_E_TRUNCATED },
		{ 23, 0, 'W', WDI_FRAME_E_TRUNCATED },
		{ 39, 0, 'W', WDI_FRAME_E_TRUNCATED },
		{ 40, 0, 'w', WDI_FRAME_E_MAGIC },
		{ 40, 4, 2, WDI_FRAME_E_VERSION },
		{ 40, 6, 0, WDI_FRAME_E_KIND },
		{ 40, 6, 4, WDI_FRAME_E_KIND },
		{ 40, 6, 1, WDI_FRAME_E_FIELD },
		{ 40, 6, 3, WDI_FRAME_E_FIELD },
		{ 40, 16, 15, WDI_FRAME_E_NO_HEADER },
		{ 40, 16, 17, WDI_FRAME_E_TRUNCATED },
		{ 40, 18, 3, WDI_FRAME_E_TOO_LONG },
		{ 40, 19, 0xff, WDI_FRAME_E_TOO_LONG },
		{ 41, 0, 'W', WDI_FRAME_E_TOO_LONG },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t packet[64] = { 0 };
		struct wdi_frame frame;

		memcpy(packet, example, sizeof(example));
		packet[cases[i].offset] = cases[i].value;
		assert_int_equal(wdi_frame_parse(packet, cases[i].size, &frame), cases[i].error);
		assert_string_not_equal(wdi_frame_error_name(cases[i].error), "no frame error");
	}
}

static void frames_arrive_in_order_when_the_socket_was_full(void **state)
{
	struct links links = make_links();
	_auto_free_ uint8_t *message = calloc(1, WDI_LINK_MAX_MESSAGE);
	uint32_t n_sent = 0, n_received = 0;
	struct wdi_frame frame;

	while (n_sent < 40) {
		frame = (struct wdi_frame){ .kind = WDI_FRAME_INDICATION, .id = n_sent++, .message = message };
		frame.size = n_sent % 2 ? WDI_LINK_MAX_MESSAGE : WDI_FRAME_MIN_MESSAGE;
		assert_int_equal(wdi_link_send(links.a, &frame), 0);
	}
	assert_true(wdi_link_wants_output(links.a));
	while (n_received < n_sent) {
		int r = wdi_link_receive(links.b, &frame);

		if (r == -EAGAIN) {
			assert_int_equal(wdi_link_flush(links.a), 0);
			continue;
		}
		assert_int_equal(r, 0);
		assert_int_equal(frame.id, n_received++);
	}
	assert_false(wdi_link_wants_output(links.a));
	assert_int_equal(wdi_link_receive(links.b, &frame), -EAGAIN);
	wdi_link_free(links.a);
	assert_int_equal(wdi_link_receive(links.b, &frame), -ECONNRESET);
	wdi_link_free(links.b);
}

static void a_reader_that_does_not_read_is_given_up(void **state)
{
	struct links links = make_links();
	_auto_free_ uint8_t *message = calloc(1, WDI_LINK_MAX_MESSAGE);
	struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .message = message, .size = WDI_LINK_MAX_MESSAGE };
	int r = 0;

	for (int i = 0; i < 1000 && r == 0; i++)
		r = wdi_link_send(links.a, &frame);
	assert_int_equal(r, -ENOBUFS);
	wdi_link_free(links.a);
	wdi_link_free(links.b);
}

static void what_is_not_a_message_is_not_sent(void **state)
{
	struct links links = make_links();
	uint8_t message[16] = { 0 };

	assert_int_equal(wdi_link_send(links.a, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .message = message, .size = 15 }),
			 -EMSGSIZE);
	assert_int_equal(wdi_link_send(links.a, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST,
								     .message = message,
								     .size = WDI_LINK_MAX_MESSAGE + 1 }),
			 -EMSGSIZE);
	wdi_link_free(links.a);
	wdi_link_free(links.b);
}

static void a_packet_that_is_too_long_is_seen(void **state)
{
	size_t size = WDI_LINK_MAX_MESSAGE + WDI_FRAME_HEADER_SIZE + 1;
	_auto_free_ uint8_t *packet = calloc(1, size);
	struct links links = make_links();
	struct wdi_frame frame;

	assert_int_equal(send(wdi_link_fd(links.a), packet, size, 0), size);
	assert_int_equal(wdi_link_receive(links.b, &frame), WDI_FRAME_E_TOO_LONG);
	wdi_link_free(links.a);
	assert_int_equal(wdi_link_receive(links.b, &frame), -ECONNRESET);
	wdi_link_free(links.b);
}

static void a_stream_socket_is_no_link(void **state)
{
	struct wdi_link *link = NULL;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(wdi_link_new(&link, fds[0]), -EPROTOTYPE);
	assert_null(link);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_frame_is_read_and_written),
		cmocka_unit_test(each_defect_of_a_frame_has_its_error),
		cmocka_unit_test(frames_arrive_in_order_when_the_socket_was_full),
		cmocka_unit_test(a_reader_that_does_not_read_is_given_up),
		cmocka_unit_test(what_is_not_a_message_is_not_sent),
		cmocka_unit_test(a_packet_that_is_too_long_is_seen),
		cmocka_unit_test(a_stream_socket_is_no_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
