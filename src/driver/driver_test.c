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
#include "driver/announce.h"
#include "wdi/data.h"
#include "wdi/driver.h"
#include "wdi/link.h"

struct test {
	struct wdi_driver *driver;
	struct wdi_link *host;
	struct wdi_request *request; /* the one that handlers keep */
	int n_aborts;
	int n_frames;
};

static void keep(struct wdi_request *request, const void *params, void *userdata)
{
	((struct test *)userdata)->request = request;
}

static void keep_started(struct wdi_request *request, const void *params, void *userdata)
{
	keep(request, params, userdata);
	wdi_request_start(request);
}

static void abort_task(struct wdi_request *request, void *userdata)
{
	((struct test *)userdata)->n_aborts++;
	wdi_request_finish(request, NDIS_STATUS_REQUEST_ABORTED, NULL);
}

static void finish_at_once(struct wdi_request *request, const void *params, void *userdata)
{
	const struct wdi_task_disconnect *disconnect = params;

	assert_int_equal(disconnect->disconnect_parameters.disassociation80211_reason, 3);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
}

static void give_no_result(struct wdi_request *request, const void *params, void *userdata)
{
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, NULL); /* a result is required */
}

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_SCAN, keep_started, abort_task },
	{ OID_WDI_TASK_DISCONNECT, finish_at_once, NULL },
	{ OID_WDI_TASK_DOT11_RESET, keep, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, give_no_result, NULL },
};

static int set_up(void **state)
{
	struct test *test = calloc(1, sizeof(*test));
	int fds[2];

	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(wdi_driver_new(&test->driver, fds[0], handlers, array_size(handlers), test), 0);
	assert_int_equal(wdi_link_new(&test->host, fds[1]), 0);
	*state = test;
	return 0;
}

static int tear_down(void **state)
{
	struct test *test = *state;

	wdi_driver_free(test->driver);
	wdi_link_free(test->host);
	free(test);
	return 0;
}

static void request(struct test *test, uint32_t oid, uint32_t transaction, const void *params)
{
	struct wdi_header header = { .port_id = 1, .transaction_id = transaction };
	struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .id = oid };
	_auto_free_ uint8_t *message = NULL;

	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &frame.size), 0);
	frame.message = message;
	assert_int_equal(wdi_link_send(test->host, &frame), 0);
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
}

static void request_abort_of(struct test *test, uint32_t oid, uint32_t target, uint32_t transaction)
{
	struct wdi_abort_task params = {
		.cancel_parameters = { .original_task_oid = oid, .original_transaction_id = target, .original_port_id = 1 },
	};

	request(test, OID_WDI_ABORT_TASK, transaction, &params);
}

static void expect(struct test *test, enum wdi_frame_kind kind, uint32_t id, uint32_t transaction, uint32_t request_status,
		   uint32_t header_status)
{
	struct wdi_frame frame;

	assert_int_equal(wdi_link_receive(test->host, &frame), 0);
	assert_int_equal(frame.kind, kind);
	assert_int_equal(frame.id, id);
	assert_int_equal(frame.status, request_status);
	assert_int_equal(wdi_frame_transaction(&frame), transaction);
	assert_int_equal(wdi_frame_header_status(&frame), header_status);
}

static void expect_nothing(struct test *test)
{
	struct wdi_frame frame;

	assert_int_equal(wdi_link_receive(test->host, &frame), -EAGAIN);
}

static const struct wdi_task_scan scan = { 0 };
static const struct wdi_task_dot11_reset reset = { 0 };
static const struct wdi_task_disconnect disconnect = { .disconnect_parameters = { .disassociation80211_reason = 3 } };

static void a_task_finished_at_once_has_m3_before_m4(void **state)
{
	request(*state, OID_WDI_TASK_DISCONNECT, 5, &disconnect);
	expect(*state, WDI_FRAME_RESULT, OID_WDI_TASK_DISCONNECT, 5, 0, 0);
	expect(*state, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE, 5, 0, 0);
	expect_nothing(*state);
}

static void an_unknown_command_is_not_supported(void **state)
{
	request(*state, OID_WDI_TASK_STOP_AP, 6, NULL);
	expect(*state, WDI_FRAME_RESULT, OID_WDI_TASK_STOP_AP, 6, NDIS_STATUS_NOT_SUPPORTED, NDIS_STATUS_NOT_SUPPORTED);
}

static void a_malformed_request_is_refused_with_its_error(void **state)
{
	struct test *test = *state;
	uint8_t message[24] = { 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0x36, 0, 200, 0 };
	struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .id = OID_WDI_TASK_DISCONNECT, .message = message };

	frame.size = 16; /* the required TLV is missing */
	assert_int_equal(wdi_link_send(test->host, &frame), 0);
	frame.size = 24; /* a TLV that reaches past the end */
	assert_int_equal(wdi_link_send(test->host, &frame), 0);
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
	expect(test, WDI_FRAME_RESULT, frame.id, 9, NDIS_STATUS_FILE_NOT_FOUND, NDIS_STATUS_FILE_NOT_FOUND);
	expect(test, WDI_FRAME_RESULT, frame.id, 9, NDIS_STATUS_BUFFER_OVERFLOW, NDIS_STATUS_BUFFER_OVERFLOW);
	expect_nothing(test);
}

static void abort_is_answered_and_ends_its_target(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_SCAN, 5, &scan);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_SCAN, 5, 0, 0);
	request_abort_of(test, OID_WDI_TASK_SCAN, 4, 6); /* another transaction: ended already, as far as we know */
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 6, 0, 0);
	assert_int_equal(test->n_aborts, 0);
	request_abort_of(test, OID_WDI_TASK_SCAN, 5, 7);
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 7, 0, 0);
	expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE, 5, 0, NDIS_STATUS_REQUEST_ABORTED);
	assert_int_equal(test->n_aborts, 1);
	request_abort_of(test, OID_WDI_TASK_SCAN, 5, 8); /* too late */
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 8, 0, 0);
	assert_int_equal(test->n_aborts, 1);
	expect_nothing(test);
}

static void abort_of_a_task_that_has_not_started_is_refused(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	request_abort_of(test, OID_WDI_TASK_DOT11_RESET, 5, 6);
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 6, 0, NDIS_STATUS_INVALID_STATE);
	wdi_request_fail(test->request, NDIS_STATUS_RESOURCES);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_DOT11_RESET, 5, NDIS_STATUS_RESOURCES, NDIS_STATUS_RESOURCES);
}

static void a_started_task_can_fail_only_in_m4(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_SCAN, 5, &scan);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_SCAN, 5, 0, 0);
	wdi_request_fail(test->request, NDIS_STATUS_RESOURCES);
	expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE, 5, 0, NDIS_STATUS_RESOURCES);
}

static void a_result_that_does_not_encode_is_a_failure_not_silence(void **state)
{
	request(*state, OID_WDI_GET_ADAPTER_CAPABILITIES, 5, NULL);
	expect(*state, WDI_FRAME_RESULT, OID_WDI_GET_ADAPTER_CAPABILITIES, 5, 0, NDIS_STATUS_FAILURE);
}

static void indications_have_no_transaction(void **state)
{
	static const struct wdi_indication_radio_status status = { 0 };
	struct test *test = *state;

	assert_int_equal(wdi_driver_indicate(test->driver, 1, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &status), 0);
	expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, 0, 0, 0);
	assert_int_equal(wdi_driver_indicate(test->driver, 1, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, NULL), -EINVAL);
	test->host = wdi_link_free(test->host);
	assert_int_equal(wdi_driver_dispatch(test->driver), -ECONNRESET);
}

static void note_data(const struct wdi_data_frame *frame, void *userdata)
{
	struct test *test = userdata;

	assert_null(test->request); /* see below */
	assert_int_equal(frame->ethertype, 0x888e);
	test->n_frames++;
}

static void a_frame_sent_before_a_request_comes_before_it(void **state)
{
	static const struct wdi_data_frame frame = { .port = 1, .ethertype = 0x888e };
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct test *test = *state;
	struct wdi_data_frame back;
	int fds[2];

	assert_int_equal(wdi_driver_send_data(test->driver, &frame), -ENOTCONN);
	assert_int_equal(wdi_driver_data_fd(test->driver), -1);
	assert_int_equal(wdi_data_socketpair(fds), 0);
	assert_int_equal(wdi_driver_attach_data(test->driver, fds[0], note_data), 0);
	assert_int_equal(wdi_driver_data_fd(test->driver), fds[0]);
	assert_int_equal(wdi_data_send(fds[1], &frame), 0);
	assert_int_equal(wdi_data_send(fds[1], &frame), 0);
	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	assert_int_equal(test->n_frames, 2);
	assert_non_null(test->request);
	assert_int_equal(wdi_driver_send_data(test->driver, &frame), 0);
	assert_int_equal(wdi_data_receive(fds[1], buffer, &back), 0);
	assert_int_equal(back.ethertype, 0x888e);
	assert_int_equal(write(fds[1], "garbage", 7), 7); /* loses nothing */
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
	assert_int_equal(wdi_driver_attach_data(test->driver, dup(fds[1]), note_data), -EALREADY);
	close(fds[1]);
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
}

static void an_announcement_may_bring_a_data_socket(void **state)
{
	const struct wdi_adapter_info info = { .guid = { 1 }, .name = "sim0" };
	int control[2], ours, our_data, theirs, their_data;
	struct wdi_announcement announcement;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
	assert_int_equal(wdi_driver_announce(control[0], &info, &ours, &our_data), 0);
	assert_int_equal(wdi_announcement_receive(control[1], &announcement, &theirs, &their_data), 0);
	assert_int_equal(write(our_data, "x", 1), 1);
	assert_int_equal(read(their_data, &(char){ 0 }, 1), 1);
	for (size_t i = 0; i < 6; i++)
		close((const int[]){ ours, our_data, theirs, their_data, control[0], control[1] }[i]);
}

static void an_announcement_arrives_with_its_link(void **state)
{
	struct wdi_adapter_info info = { .guid = { 1, 2, 3 }, .name = "sim0", .description = "Simulated" };
	struct wdi_announcement announcement;
	int control[2], ours, theirs, their_data;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
	assert_int_equal(wdi_announcement_receive(control[1], &announcement, &theirs, &their_data), -EAGAIN);
	assert_int_equal(wdi_driver_announce(control[0], &info, &ours, NULL), 0);
	assert_int_equal(wdi_announcement_receive(control[1], &announcement, &theirs, &their_data), 0);
	assert_int_equal(their_data, -1);
	assert_string_equal(announcement.name, "sim0");
	assert_string_equal(announcement.description, "Simulated");
	assert_memory_equal(announcement.guid, info.guid, 16);
	assert_int_equal(write(ours, "x", 1), 1);
	assert_int_equal(read(theirs, &(char){ 0 }, 1), 1);
	close(ours);
	close(theirs);
	info.name = "0123456789012345678901234567890123456789012345678901234567890123";
	assert_int_equal(wdi_driver_announce(control[0], &info, &ours, NULL), -EINVAL);
	assert_int_equal(send(control[0], "garbage", 7, 0), 7);
	assert_int_equal(wdi_announcement_receive(control[1], &announcement, &theirs, &their_data), -EBADMSG);
	close(control[0]);
	assert_int_equal(wdi_announcement_receive(control[1], &announcement, &theirs, &their_data), -ECONNRESET);
	close(control[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_task_finished_at_once_has_m3_before_m4, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_command_is_not_supported, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_malformed_request_is_refused_with_its_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(abort_is_answered_and_ends_its_target, set_up, tear_down),
		cmocka_unit_test_setup_teardown(abort_of_a_task_that_has_not_started_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_started_task_can_fail_only_in_m4, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_result_that_does_not_encode_is_a_failure_not_silence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(indications_have_no_transaction, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_frame_sent_before_a_request_comes_before_it, set_up, tear_down),
		cmocka_unit_test(an_announcement_arrives_with_its_link),
		cmocka_unit_test(an_announcement_may_bring_a_data_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
