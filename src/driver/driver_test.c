#include "driver/driver_fixture.h"

#include <unistd.h>

#include "wdi/data.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_unknown_command_is_not_supported, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_malformed_request_is_refused_with_its_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(indications_have_no_transaction, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_frame_sent_before_a_request_comes_before_it, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
