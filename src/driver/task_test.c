#include "driver/driver_fixture.h"

#include "driver/request.h"

static void a_task_finished_at_once_has_m3_before_m4(void **state)
{
	request(*state, OID_WDI_TASK_DISCONNECT, 5, &disconnect);
	expect(*state, WDI_FRAME_RESULT, OID_WDI_TASK_DISCONNECT, 5, 0, 0);
	expect(*state, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE, 5, 0, 0);
	expect_nothing(*state);
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

static void a_task_that_has_not_started_fails_in_m3_alone(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	wdi_request_fail(test->request, NDIS_STATUS_RESOURCES);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_DOT11_RESET, 5, NDIS_STATUS_RESOURCES, NDIS_STATUS_RESOURCES);
	expect_nothing(test);
	assert_null(test->driver->requests);
}

static void a_task_may_be_completed_with_a_failure_instead_of_m3(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	wdi_request_complete(test->request, NDIS_STATUS_FAILURE, NULL);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_DOT11_RESET, 5, 0, NDIS_STATUS_FAILURE);
	expect_nothing(test);
}

static void a_request_says_what_it_is(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 0x12345, &reset);
	assert_int_equal(wdi_request_oid(test->request), OID_WDI_TASK_DOT11_RESET);
	assert_int_equal(wdi_request_port(test->request), 1);
	assert_int_equal(wdi_request_transaction(test->request), 0x12345);
	assert_ptr_equal(wdi_request_driver(test->request), test->driver);
}

static void requests_that_are_open_together_end_in_any_order(void **state)
{
	struct test *test = *state;
	struct wdi_request *requests[3];

	for (uint32_t i = 0; i < 3; i++) {
		request(test, OID_WDI_TASK_DOT11_RESET, 5 + i, &reset);
		requests[i] = test->request;
	}
	for (size_t i = 0; i < 3; i++) {
		static const uint32_t order[] = { 1, 2, 0 };

		wdi_request_finish(requests[order[i]], NDIS_STATUS_SUCCESS, NULL);
		expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_DOT11_RESET, 5 + order[i], 0, 0);
		expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE, 5 + order[i], 0, 0);
	}
	assert_null(test->driver->requests);
	expect_nothing(test);
}

static void a_task_is_told_once_that_it_is_aborted(void **state)
{
	struct test *test = *state;

	test->leaves_aborts = true;
	request(test, OID_WDI_TASK_SCAN, 5, &scan);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_SCAN, 5, 0, 0);
	for (uint32_t i = 6; i < 9; i++) {
		request_abort_of(test, OID_WDI_TASK_SCAN, 5, i);
		expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, i, 0, 0);
	}
	assert_int_equal(test->n_aborts, 1);
	wdi_request_finish(test->request, NDIS_STATUS_SUCCESS, NULL); /* it was nearly done */
	expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE, 5, 0, 0);
}

static void an_abort_needs_task_transaction_and_port(void **state)
{
	static const struct wdi_tlv_cancel_parameters wrong[] = {
		{ .original_task_oid = OID_WDI_TASK_SCAN, .original_transaction_id = 6, .original_port_id = 1 },
		{ .original_task_oid = OID_WDI_TASK_CONNECT, .original_transaction_id = 5, .original_port_id = 1 },
		{ .original_task_oid = OID_WDI_TASK_SCAN, .original_transaction_id = 5, .original_port_id = 2 },
	};
	struct test *test = *state;

	request(test, OID_WDI_TASK_SCAN, 5, &scan);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_SCAN, 5, 0, 0);
	for (size_t i = 0; i < array_size(wrong); i++) {
		const struct wdi_abort_task params = { .cancel_parameters = wrong[i] };

		request(test, OID_WDI_ABORT_TASK, 7, &params);
		expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 7, 0, 0);
	}
	assert_int_equal(test->n_aborts, 0);
	expect_nothing(test);
}

static void a_task_without_an_abort_goes_on(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	wdi_request_start(test->request);
	expect(test, WDI_FRAME_RESULT, OID_WDI_TASK_DOT11_RESET, 5, 0, 0);
	request_abort_of(test, OID_WDI_TASK_DOT11_RESET, 5, 6);
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 6, 0, 0);
	expect_nothing(test);
	wdi_request_finish(test->request, NDIS_STATUS_SUCCESS, NULL);
	expect(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE, 5, 0, 0);
}

static void a_malformed_abort_is_refused(void **state)
{
	struct test *test = *state;
	uint8_t message[WDI_FRAME_MIN_MESSAGE] = { 1 };
	const struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .id = OID_WDI_ABORT_TASK, .message = message, .size = sizeof(message) };

	assert_int_equal(wdi_link_send(test->host, &frame), 0);
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
	expect(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, 0, NDIS_STATUS_FILE_NOT_FOUND, NDIS_STATUS_FILE_NOT_FOUND);
}

static void an_answer_that_cannot_be_sent_ends_the_next_dispatch(void **state)
{
	struct test *test = *state;

	request(test, OID_WDI_TASK_DOT11_RESET, 5, &reset);
	test->host = wdi_link_free(test->host);
	wdi_request_finish(test->request, NDIS_STATUS_SUCCESS, NULL);
	assert_null(test->driver->requests); /* it has ended all the same */
	assert_true(wdi_driver_dispatch(test->driver) < 0);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(a_task_finished_at_once_has_m3_before_m4),
		case_of(abort_is_answered_and_ends_its_target),
		case_of(abort_of_a_task_that_has_not_started_is_refused),
		case_of(a_started_task_can_fail_only_in_m4),
		case_of(a_result_that_does_not_encode_is_a_failure_not_silence),
		case_of(a_task_that_has_not_started_fails_in_m3_alone),
		case_of(a_task_may_be_completed_with_a_failure_instead_of_m3),
		case_of(a_request_says_what_it_is),
		case_of(requests_that_are_open_together_end_in_any_order),
		case_of(a_task_is_told_once_that_it_is_aborted),
		case_of(an_abort_needs_task_transaction_and_port),
		case_of(a_task_without_an_abort_goes_on),
		case_of(a_malformed_abort_is_refused),
		case_of(an_answer_that_cannot_be_sent_ends_the_next_dispatch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
