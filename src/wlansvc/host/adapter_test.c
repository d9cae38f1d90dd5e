/* The host's end of a link against a driver whose every packet the test writes; and a driver process that is this program itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log_fixture.h"
#include "wdi/driver.h"
#include "wlansvc/host/adapter.h"

#define DEADLINE_US (10u * 1000u * 1000u)
#define STEP_US (10u * 1000u)

static const struct wdi_algo_pairs no_security = { 0 };
static const struct wdi_get_adapter_capabilities_result capabilities = {
	.interface_attributes = { .firmware_version = { .data = (const uint8_t *)"1.0", .size = 3 } },
	.station_attributes = {
		.n_unicast_algorithms = 1,
		.unicast_algorithms = &no_security,
		.n_multicast_data_algorithms = 1,
		.multicast_data_algorithms = &no_security,
		.n_multicast_management_algorithms = 1,
		.multicast_management_algorithms = &no_security,
	},
};
static const struct wdi_indication_create_port_complete port_7 = { .port_attributes = { .port_number = 7 } };

struct told {
	int n; /* times */
	uint32_t status;
	int order; /* when, of all ends */
};

struct test {
	sd_event *event;
	struct host_adapter *adapter;
	struct host_driver *process;
	struct wdi_link *driver; /* the other end */
	struct wdi_frame frame;
	int data_fd; /* the other end, 0 if there is none */
	int n_up, n_down, n_final, n_indications, n_frames, n_failed, n_lost, n_ended;
};

static struct test *the_test; /* for done functions, whose userdata is what they tell */

static void on_up(struct host_adapter *adapter, void *userdata)
{
	struct test *test = userdata;

	test->adapter = adapter;
	test->n_up++;
}

static void on_down(struct host_adapter *adapter, bool is_final, void *userdata)
{
	struct test *test = userdata;

	assert_ptr_equal(adapter, test->adapter);
	test->n_down++;
	test->n_final += is_final;
}

static void on_indication(struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload, void *userdata)
{
	struct test *test = userdata;

	assert_int_equal(id, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS);
	assert_true(((const struct wdi_indication_radio_status *)payload)->radio_state.hardware_state);
	test->n_indications++;
}

static void on_data(struct host_adapter *adapter, const struct wdi_data_frame *frame, void *userdata)
{
	struct test *test = userdata;

	assert_int_equal(frame->ethertype, 0x888e);
	assert_true(test->n_indications > 0); /* sent before it, and so heard before it */
	test->n_frames++;
}

static const struct host_listener listener = {
	.adapter_up = on_up,
	.adapter_down = on_down,
	.indication = on_indication,
	.data = on_data,
};

static void on_failed(struct host_adapter *adapter, void *userdata)
{
	struct test *test = userdata;

	test->n_failed++;
	host_adapter_detach(adapter, false);
}

static void on_lost(struct host_adapter *adapter, void *userdata)
{
	struct test *test = userdata;

	test->n_lost++;
	host_adapter_detach(adapter, true);
}

static const struct host_adapter_owner owner = { .failed = on_failed, .lost = on_lost };

static void on_done(uint32_t status, const void *result, void *userdata)
{
	struct told *told = userdata;

	told->n++;
	told->status = status;
	told->order = ++the_test->n_ended;
}

static void run_until(struct test *test, const int *counter, int value)
{
	uint64_t deadline = clock_monotonic_us() + DEADLINE_US;

	while (*counter < value) {
		assert_true(clock_monotonic_us() < deadline);
		assert_true(sd_event_run(test->event, STEP_US) >= 0);
	}
}

/* The next message to the driver is request @oid. */
static void expect_m1(struct test *test, uint32_t oid)
{
	uint64_t deadline = clock_monotonic_us() + DEADLINE_US;
	int r;

	while ((r = wdi_link_receive(test->driver, &test->frame)) == -EAGAIN) {
		assert_true(clock_monotonic_us() < deadline);
		assert_true(sd_event_run(test->event, STEP_US) >= 0);
	}
	assert_int_equal(r, 0);
	assert_int_equal(test->frame.kind, WDI_FRAME_REQUEST);
	assert_int_equal(test->frame.id, oid);
}

/* The driver has nothing to read, after the host has seen everything that was sent to it. */
static void expect_nothing(struct test *test)
{
	struct wdi_frame frame;

	while (sd_event_run(test->event, 0) > 0)
		;
	assert_int_equal(wdi_link_receive(test->driver, &frame), -EAGAIN);
}

static void answer(struct test *test, enum wdi_frame_kind kind, uint32_t id, uint32_t transaction, uint32_t status, const void *payload)
{
	struct wdi_header header = { .port_id = 7, .status = status, .transaction_id = transaction };
	struct wdi_frame frame = { .kind = kind, .id = id };
	_auto_free_ uint8_t *message = NULL;

	assert_int_equal(wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, payload, &message, &frame.size), 0);
	frame.message = message;
	assert_int_equal(wdi_link_send(test->driver, &frame), 0);
}

/* M3 and, for a task, M4 of the request that was expected last. */
static void answer_m3(struct test *test, const void *result)
{
	answer(test, WDI_FRAME_RESULT, test->frame.id, wdi_frame_transaction(&test->frame), NDIS_STATUS_SUCCESS, result);
}

static void answer_m4(struct test *test, uint32_t task, uint32_t transaction, uint32_t status, const void *completion)
{
	answer(test, WDI_FRAME_INDICATION, wdi_message_info(task)->completion, transaction, status, completion);
}

static void answer_task(struct test *test, const void *completion)
{
	uint32_t task = test->frame.id, transaction = wdi_frame_transaction(&test->frame);

	answer_m3(test, NULL);
	answer_m4(test, task, transaction, NDIS_STATUS_SUCCESS, completion);
}

static void attach(struct test *test)
{
	int fds[2], data[2];

	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(wdi_data_socketpair(data), 0);
	assert_int_equal(wdi_link_new(&test->driver, fds[1]), 0);
	if (test->data_fd > 0)
		close(test->data_fd);
	test->data_fd = data[1];
	assert_int_equal(host_adapter_attach(test->adapter, fds[0], data[0]), 0);
}

static void bring_up(struct test *test)
{
	int n_up = test->n_up;

	attach(test);
	expect_m1(test, OID_WDI_TASK_OPEN);
	answer_task(test, NULL);
	expect_m1(test, OID_WDI_GET_ADAPTER_CAPABILITIES);
	answer_m3(test, &capabilities);
	expect_m1(test, OID_WDI_TASK_CREATE_PORT);
	answer_task(test, &port_7);
	run_until(test, &test->n_up, n_up + 1);
}

static struct test *make_test(const struct host_timers *timers)
{
	struct test *test = calloc(1, sizeof(*test));
	struct guid guid = guid_from_name("test");

	assert_int_equal(sd_event_new(&test->event), 0);
	assert_int_equal(host_adapter_new(&test->adapter, test->event, timers, &guid, "fake0", "Fake adapter", NULL, &owner, test,
					  &listener, test),
			 0);
	the_test = test;
	return test;
}

static void end_test(struct test *test)
{
	host_adapter_free(test->adapter);
	wdi_link_free(test->driver);
	if (test->data_fd > 0)
		close(test->data_fd);
	sd_event_unref(test->event);
	free(test);
}

static void submit(struct test *test, uint32_t oid, struct told *told, struct host_command **ret)
{
	static const struct wdi_task_scan scan = { 0 };
	static const struct wdi_task_disconnect disconnect = { 0 };
	static const struct wdi_task_dot11_reset reset = { 0 };
	static const struct wdi_set_connection_quality quality = { 0 };
	const void *params = oid == OID_WDI_TASK_SCAN		    ? (const void *)&scan :
			     oid == OID_WDI_TASK_DISCONNECT	    ? (const void *)&disconnect :
			     oid == OID_WDI_TASK_DOT11_RESET	    ? (const void *)&reset :
			     oid == OID_WDI_SET_CONNECTION_QUALITY ? (const void *)&quality :
								      NULL;
	int n = told->n;

	assert_int_equal(host_adapter_submit(test->adapter, oid, 7, params, on_done, told, ret), 0);
	assert_int_equal(told->n, n);
}

static void bring_up_opens_asks_and_makes_the_port(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told told = { 0 };

	assert_int_equal(host_adapter_submit(test->adapter, OID_WDI_GET_STATISTICS, 7, NULL, on_done, &told, NULL), -ENODEV);
	bring_up(test);
	assert_int_equal(host_adapter_port(test->adapter), 7);
	assert_memory_equal(host_adapter_capabilities(test->adapter)->interface_attributes.firmware_version.data, "1.0", 3);
	end_test(test);
}

static void a_failing_step_of_bring_up_undoes_those_before(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct wdi_frame frame;

	attach(test);
	expect_m1(test, OID_WDI_TASK_OPEN);
	answer_task(test, NULL);
	expect_m1(test, OID_WDI_GET_ADAPTER_CAPABILITIES);
	answer_m3(test, &capabilities);
	expect_m1(test, OID_WDI_TASK_CREATE_PORT);
	answer(test, WDI_FRAME_RESULT, OID_WDI_TASK_CREATE_PORT, wdi_frame_transaction(&test->frame), NDIS_STATUS_FAILURE, NULL);
	expect_m1(test, OID_WDI_TASK_CLOSE);
	answer_task(test, NULL);
	while (sd_event_run(test->event, 0) > 0)
		;
	assert_int_equal(wdi_link_receive(test->driver, &frame), -ECONNRESET);
	assert_int_equal(test->n_up, 0);
	assert_int_equal(test->n_down, 0);
	end_test(test);
}

static void commands_are_sent_at_once_and_one_at_a_time(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told scan = { 0 }, statistics = { 0 }, quality = { 0 }, second = { 0 };
	static const struct wdi_tlv_mac_statistics peer = { 0 };
	static const struct wdi_tlv_phy_statistics phy = { 0 };
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = 1,
		.peer_mac_statistics = &peer,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};
	uint32_t transaction;

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &scan, NULL);
	assert_int_equal(wdi_link_receive(test->driver, &test->frame), 0); /* without a turn of the loop */
	assert_int_equal(test->frame.id, OID_WDI_TASK_SCAN);
	transaction = wdi_frame_transaction(&test->frame);
	assert_int_not_equal(transaction, 0);
	submit(test, OID_WDI_GET_STATISTICS, &statistics, NULL);
	submit(test, OID_WDI_SET_CONNECTION_QUALITY, &quality, NULL);
	submit(test, OID_WDI_TASK_SCAN, &second, NULL);
	expect_nothing(test);
	answer_m3(test, NULL);
	expect_m1(test, OID_WDI_GET_STATISTICS); /* beside the task; the other property waits for it */
	answer_m3(test, &result);
	run_until(test, &statistics.n, 1);
	expect_nothing(test);
	answer_m4(test, OID_WDI_TASK_SCAN, transaction, NDIS_STATUS_SUCCESS, NULL);
	expect_m1(test, OID_WDI_SET_CONNECTION_QUALITY);
	assert_int_equal(scan.n, 1);
	answer_m3(test, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	answer_task(test, NULL);
	run_until(test, &second.n, 1);
	assert_int_equal(quality.n, 1);
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

static void an_urgent_task_aborts_the_running_one(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told scan = { 0 }, disconnect = { 0 };
	_auto_free_ struct wdi_abort_task *params = NULL;
	uint32_t transaction, abort_transaction;
	void *payload;

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &scan, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	transaction = wdi_frame_transaction(&test->frame);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_nothing(test); /* not before M3 (rule 60) */
	answer_m3(test, NULL);
	expect_m1(test, OID_WDI_ABORT_TASK);
	assert_int_equal(wdi_message_decode(OID_WDI_ABORT_TASK, WDI_FROM_HOST, WDI_PEER_CURRENT, test->frame.message,
					    test->frame.size, NULL, &payload),
			 0);
	params = payload;
	assert_int_equal(params->cancel_parameters.original_task_oid, OID_WDI_TASK_SCAN);
	assert_int_equal(params->cancel_parameters.original_transaction_id, transaction);
	assert_int_equal(params->cancel_parameters.original_port_id, 7);
	abort_transaction = wdi_frame_transaction(&test->frame);
	expect_nothing(test);
	answer_m4(test, OID_WDI_TASK_SCAN, transaction, NDIS_STATUS_REQUEST_ABORTED, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	assert_int_equal(scan.status, NDIS_STATUS_REQUEST_ABORTED);
	answer_task(test, NULL);
	run_until(test, &disconnect.n, 1);
	assert_int_equal(disconnect.status, NDIS_STATUS_SUCCESS);
	/* The abort's own answer may be the last (rule 63). */
	answer(test, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, abort_transaction, NDIS_STATUS_SUCCESS, NULL);
	expect_nothing(test);
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

static void nothing_ends_a_disconnect_early(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 }, reset = { 0 };
	struct host_command *command;
	uint32_t transaction;

	bring_up(test);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, &command);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	transaction = wdi_frame_transaction(&test->frame);
	answer_m3(test, NULL);
	expect_nothing(test);
	assert_int_equal(host_command_abort(command), -EOPNOTSUPP);
	submit(test, OID_WDI_TASK_DOT11_RESET, &reset, NULL); /* more urgent, and waits all the same */
	expect_nothing(test);
	assert_int_equal(disconnect.n, 0);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, transaction, NDIS_STATUS_SUCCESS, NULL);
	expect_m1(test, OID_WDI_TASK_DOT11_RESET);
	assert_int_equal(disconnect.n, 1);
	end_test(test);
}

static void a_disconnect_goes_before_what_waited_longer(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told first = { 0 }, second = { 0 }, disconnect = { 0 };
	uint32_t transaction;

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &first, NULL);
	submit(test, OID_WDI_TASK_SCAN, &second, NULL);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	transaction = wdi_frame_transaction(&test->frame);
	answer_m3(test, NULL);
	answer_m4(test, OID_WDI_TASK_SCAN, transaction, NDIS_STATUS_SUCCESS, NULL);
	expect_m1(test, OID_WDI_ABORT_TASK); /* sent with the M3, and too late (rule 64) */
	answer_m3(test, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer_task(test, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	assert_int_equal(disconnect.n, 1);
	assert_int_equal(second.n, 0);
	end_test(test);
}

/* Rule 49 for M3 and M4: what the driver says is what the submitter is told. */
static void a_disconnect_that_fails_is_told_as_failed(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 };

	bring_up(test);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer(test, WDI_FRAME_RESULT, OID_WDI_TASK_DISCONNECT, wdi_frame_transaction(&test->frame), NDIS_STATUS_INVALID_STATE, NULL);
	run_until(test, &disconnect.n, 1);
	assert_int_equal(disconnect.status, NDIS_STATUS_INVALID_STATE);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer_m3(test, NULL);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, wdi_frame_transaction(&test->frame), NDIS_STATUS_FAILURE, NULL);
	run_until(test, &disconnect.n, 2);
	assert_int_equal(disconnect.status, NDIS_STATUS_FAILURE);
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

/* Rules 14, 15 and 82: only its own transaction ends a task, once. */
static void a_completion_for_another_transaction_ends_nothing(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 };
	uint32_t transaction;

	bring_up(test);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	transaction = wdi_frame_transaction(&test->frame);
	answer_m3(test, NULL);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, transaction + 1, NDIS_STATUS_SUCCESS, NULL);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, transaction - 1, NDIS_STATUS_SUCCESS, NULL);
	expect_nothing(test);
	assert_int_equal(disconnect.n, 0);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, transaction, NDIS_STATUS_SUCCESS, NULL);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, transaction, NDIS_STATUS_FAILURE, NULL);
	expect_nothing(test);
	assert_int_equal(disconnect.n, 1);
	assert_int_equal(disconnect.status, NDIS_STATUS_SUCCESS);
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

static void a_completion_may_overtake_m3(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 };

	bring_up(test);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, wdi_frame_transaction(&test->frame), NDIS_STATUS_SUCCESS, NULL);
	expect_nothing(test);
	assert_int_equal(disconnect.n, 0);
	answer_m3(test, NULL);
	run_until(test, &disconnect.n, 1);
	assert_int_equal(disconnect.status, NDIS_STATUS_SUCCESS);
	/* A late second answer is ignored. */
	answer_m3(test, NULL);
	expect_nothing(test);
	/* An M3 that fails afterwards does not undo it (rule 42). */
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer_m4(test, OID_WDI_TASK_DISCONNECT, wdi_frame_transaction(&test->frame), NDIS_STATUS_SUCCESS, NULL);
	answer(test, WDI_FRAME_RESULT, OID_WDI_TASK_DISCONNECT, wdi_frame_transaction(&test->frame), NDIS_STATUS_FAILURE, NULL);
	run_until(test, &disconnect.n, 2);
	assert_int_equal(disconnect.status, NDIS_STATUS_SUCCESS);
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

static void a_waiting_command_is_aborted_later_but_without_the_driver(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told first = { 0 }, second = { 0 };
	struct host_command *command;

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &first, NULL);
	submit(test, OID_WDI_TASK_SCAN, &second, &command);
	assert_int_equal(host_command_abort(command), 0);
	assert_int_equal(second.n, 0);
	run_until(test, &second.n, 1);
	assert_int_equal(second.status, NDIS_STATUS_REQUEST_ABORTED);
	expect_m1(test, OID_WDI_TASK_SCAN);
	answer_task(test, NULL);
	run_until(test, &first.n, 1);
	expect_nothing(test);
	end_test(test);
}

static void indications_come_at_any_time(void **state)
{
	static const struct wdi_indication_radio_status on = { .radio_state = { .hardware_state = true, .software_state = true } };
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told scan = { 0 };

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &scan, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	answer(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, 0, NDIS_STATUS_SUCCESS, &on);
	run_until(test, &test->n_indications, 1);
	assert_int_equal(scan.n, 0);
	end_test(test);
}

static void data_frames_keep_their_place_among_the_messages(void **state)
{
	static const struct wdi_indication_radio_status on = { .radio_state = { .hardware_state = true, .software_state = true } };
	static const struct wdi_data_frame frame = { .port = 7, .ethertype = 0x888e };
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame back;

	assert_int_equal(host_adapter_send_data(test->adapter, &frame), -ENODEV);
	bring_up(test);
	assert_true(host_adapter_has_data(test->adapter));
	assert_int_equal(host_adapter_send_data(test->adapter, &frame), 0);
	assert_int_equal(wdi_data_receive(test->data_fd, buffer, &back), 0);
	assert_int_equal(back.port, 7);
	/* Both wait when the loop runs; on_data() looks at the order. */
	answer(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, 0, NDIS_STATUS_SUCCESS, &on);
	assert_int_equal(wdi_data_send(test->data_fd, &frame), 0);
	run_until(test, &test->n_frames, 1);
	assert_int_equal(write(test->data_fd, "garbage", 7), 7);
	assert_int_equal(wdi_data_send(test->data_fd, &frame), 0);
	run_until(test, &test->n_frames, 2);
	end_test(test);
}

static void a_command_without_answer_ends_and_the_driver_is_reset(void **state)
{
	struct test *test = make_test(&(struct host_timers){ .m3_timeout_ms = 500, .m4_timeout_ms = 500, .abort_timeout_ms = 500,
							   .restart_delay_ms = 1 });
	struct told hung = { 0 }, waiting = { 0 };

	for (int phase = 0; phase < 2; phase++) {
		bring_up(test);
		submit(test, OID_WDI_TASK_DISCONNECT, &hung, NULL);
		submit(test, OID_WDI_TASK_SCAN, &waiting, NULL);
		expect_m1(test, OID_WDI_TASK_DISCONNECT);
		if (phase == 1) /* hangs between M3 and M4 */
			answer_m3(test, NULL);
		run_until(test, &test->n_failed, phase + 1);
		assert_int_equal(hung.n, phase + 1);
		assert_int_equal(hung.status, NDIS_STATUS_ADAPTER_REMOVED);
		assert_int_equal(waiting.n, phase + 1);
		assert_int_equal(waiting.status, NDIS_STATUS_ADAPTER_REMOVED);
		assert_true(hung.order < waiting.order);
		assert_int_equal(test->n_down, phase + 1);
		test->driver = wdi_link_free(test->driver);
	}
	assert_int_equal(test->n_final, 0);
	end_test(test);
}

/* 0 is that of indications (rule 121). */
static void no_command_has_transaction_0(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 };

	bring_up(test);
	test->adapter->last_transaction = UINT32_MAX;
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	assert_int_equal(wdi_frame_transaction(&test->frame), 1);
	answer_task(test, NULL);
	run_until(test, &disconnect.n, 1);
	end_test(test);
}

/* Rules 77 and 88: what hangs, where, and who noticed. */
static void a_hang_is_logged_as_windows_does(void **state)
{
	struct test *test = make_test(&(struct host_timers){ .m3_timeout_ms = 500, .m4_timeout_ms = 500, .abort_timeout_ms = 500,
							   .restart_delay_ms = 1 });
	struct told hung = { 0 };
	const char *text;

	for (int phase = 0; phase < 2; phase++) {
		bring_up(test);
		submit(test, OID_WDI_TASK_DISCONNECT, &hung, NULL);
		expect_m1(test, OID_WDI_TASK_DISCONNECT);
		if (phase == 1)
			answer_m3(test, NULL);
		log_fixture_begin();
		run_until(test, &test->n_failed, phase + 1);
		text = log_fixture_end();
		assert_non_null(strstr(text, "TASK_DISCONNECT"));
		assert_non_null(strstr(text, phase == 0 ? "code 0xC000138A, event 5002, trigger 1, active command 0x" :
							  "code 0xC000138A, event 5002, trigger 2, active command 0x"));
		test->driver = wdi_link_free(test->driver);
	}
	end_test(test);
}

/* Rule 90: the driver says so itself, and the command that hangs with the firmware ends here. */
static void stalled_firmware_resets_the_driver(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told disconnect = { 0 };
	const char *text;

	bring_up(test);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_TASK_DISCONNECT);
	answer_m3(test, NULL);
	answer(test, WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_FIRMWARE_STALLED, 0, NDIS_STATUS_SUCCESS, NULL);
	log_fixture_begin();
	run_until(test, &test->n_failed, 1);
	text = log_fixture_end();
	assert_non_null(strstr(text, "event 5002, trigger 4"));
	assert_int_equal(disconnect.n, 1);
	assert_int_equal(disconnect.status, NDIS_STATUS_ADAPTER_REMOVED);
	test->driver = wdi_link_free(test->driver);
	end_test(test);
}

/* Rule 62 is no reason to reset a driver on a busy machine, but one to name it. */
static void an_aborted_task_that_ends_late_is_named_in_the_log(void **state)
{
	static const uint64_t pauses_us[] = { 0, 60000 };
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told scan = { 0 };

	bring_up(test);
	for (size_t i = 0; i < array_size(pauses_us); i++) {
		struct told disconnect = { 0 };
		uint32_t transaction;
		uint64_t begin_us;
		const char *text;

		submit(test, OID_WDI_TASK_SCAN, &scan, NULL);
		expect_m1(test, OID_WDI_TASK_SCAN);
		transaction = wdi_frame_transaction(&test->frame);
		answer_m3(test, NULL);
		submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
		expect_m1(test, OID_WDI_ABORT_TASK);
		answer_m3(test, NULL);
		begin_us = clock_monotonic_us();
		while (clock_monotonic_us() - begin_us < pauses_us[i])
			assert_true(sd_event_run(test->event, STEP_US) >= 0);
		log_fixture_begin();
		answer_m4(test, OID_WDI_TASK_SCAN, transaction, NDIS_STATUS_REQUEST_ABORTED, NULL);
		run_until(test, &scan.n, (int)i + 1);
		text = log_fixture_end();
		/* On a busy machine even the quick one may be late. */
		if (clock_monotonic_us() - begin_us < 50000 || pauses_us[i] > 0)
			assert_true(!strstr(text, "after its abort, where 50 are allowed") == (pauses_us[i] == 0));
		expect_m1(test, OID_WDI_TASK_DISCONNECT);
		answer_task(test, NULL);
		run_until(test, &disconnect.n, 1);
	}
	assert_int_equal(test->n_failed, 0);
	end_test(test);
}

/* Rule 62: what was aborted has to end soon, long before it would be taken for hung without the abort. */
static void an_aborted_task_that_does_not_end_resets_the_driver(void **state)
{
	struct test *test = make_test(&(struct host_timers){ .m3_timeout_ms = 60000, .m4_timeout_ms = 60000, .abort_timeout_ms = 100,
							   .restart_delay_ms = 1 });
	struct told scan = { 0 }, disconnect = { 0 };

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &scan, NULL);
	expect_m1(test, OID_WDI_TASK_SCAN);
	answer_m3(test, NULL);
	submit(test, OID_WDI_TASK_DISCONNECT, &disconnect, NULL);
	expect_m1(test, OID_WDI_ABORT_TASK);
	answer_m3(test, NULL); /* the abort has arrived, and nothing follows from it */
	run_until(test, &test->n_failed, 1);
	assert_int_equal(scan.status, NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(disconnect.status, NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(scan.n + disconnect.n, 2);
	test->driver = wdi_link_free(test->driver);
	end_test(test);
}

static void garbage_resets_the_driver(void **state)
{
	static const struct wdi_frame lies[] = {
		/* RADIO_STATUS without its TLV; a request from a driver */
		{ .kind = WDI_FRAME_INDICATION, .id = NDIS_STATUS_WDI_INDICATION_RADIO_STATUS },
		{ .kind = WDI_FRAME_REQUEST, .id = OID_WDI_TASK_SCAN },
		{ .kind = 0 }, /* not even a frame */
	};
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);

	for (size_t i = 0; i < array_size(lies); i++) {
		uint8_t message[16] = { 0 };
		struct wdi_frame frame = lies[i];
		struct told told = { 0 };

		bring_up(test);
		submit(test, OID_WDI_TASK_SCAN, &told, NULL);
		frame.message = message;
		frame.size = sizeof(message);
		if (frame.kind)
			assert_int_equal(wdi_link_send(test->driver, &frame), 0);
		else
			assert_int_equal(send(wdi_link_fd(test->driver), "garbage", 7, 0), 7);
		run_until(test, &test->n_failed, (int)i + 1);
		assert_int_equal(told.status, NDIS_STATUS_ADAPTER_REMOVED);
		test->driver = wdi_link_free(test->driver);
	}
	end_test(test);
}

static void a_link_that_ends_is_told(void **state)
{
	struct test *test = make_test(&HOST_TIMERS_DEFAULT);
	struct told told = { 0 };

	bring_up(test);
	submit(test, OID_WDI_TASK_SCAN, &told, NULL);
	test->driver = wdi_link_free(test->driver);
	run_until(test, &test->n_lost, 1);
	assert_int_equal(told.status, NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(test->n_down, 1);
	end_test(test);
}

/* The driver process: this program with an argument. */

static void handle_task(struct wdi_request *request, const void *params, void *userdata)
{
	wdi_request_start(request);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, wdi_request_oid(request) == OID_WDI_TASK_CREATE_PORT ? &port_7 : NULL);
}

static void handle_capabilities(struct wdi_request *request, const void *params, void *userdata)
{
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &capabilities);
}

static void handle_disconnect(struct wdi_request *request, const void *params, void *userdata)
{
	/* never answered: this driver hangs */
}

static void handle_reset(struct wdi_request *request, const void *params, void *userdata)
{
	raise(SIGKILL);
}

static int run_driver(void)
{
	static const struct wdi_driver_handler handlers[] = {
		{ OID_WDI_TASK_OPEN, handle_task, NULL },
		{ OID_WDI_TASK_CREATE_PORT, handle_task, NULL },
		{ OID_WDI_TASK_SCAN, handle_task, NULL },
		{ OID_WDI_GET_ADAPTER_CAPABILITIES, handle_capabilities, NULL },
		{ OID_WDI_TASK_DISCONNECT, handle_disconnect, NULL },
		{ OID_WDI_TASK_DOT11_RESET, handle_reset, NULL },
	};
	struct wdi_adapter_info info = { .guid = { 1, 2, 3 }, .name = "fake0", .description = "Fake adapter" };
	int control = atoi(getenv("WDI_CONTROL_FD")), fd;
	struct wdi_driver *driver;

	if (wdi_driver_announce(control, &info, &fd, NULL) < 0 || wdi_driver_new(&driver, fd, handlers, array_size(handlers), NULL) < 0)
		return 1;
	for (;;) {
		struct pollfd polls[2] = { { .fd = control, .events = POLLIN }, { .fd = wdi_driver_fd(driver), .events = POLLIN } };

		if (poll(polls, 2, -1) < 0 || polls[0].revents || wdi_driver_dispatch(driver) < 0)
			break;
	}
	wdi_driver_free(driver);
	return 0;
}

static const char *program;

static void a_driver_that_dies_or_hangs_comes_back(void **state)
{
	const char *const argv[] = { program, "--driver", NULL };
	struct host_timers timers = { .m3_timeout_ms = 2000, .m4_timeout_ms = 2000, .abort_timeout_ms = 2000, .restart_delay_ms = 1 };
	struct told scan = { 0 }, reset = { 0 }, hung = { 0 };
	struct test test = { 0 };
	struct host_adapter *first;

	the_test = &test;
	assert_int_equal(sd_event_new(&test.event), 0);
	assert_int_equal(host_driver_new(&test.process, test.event, argv, &timers, NULL, &listener, &test), 0);
	run_until(&test, &test.n_up, 1);
	first = test.adapter;
	submit(&test, OID_WDI_TASK_SCAN, &scan, NULL);
	run_until(&test, &scan.n, 1);
	assert_int_equal(scan.status, NDIS_STATUS_SUCCESS);

	submit(&test, OID_WDI_TASK_DOT11_RESET, &reset, NULL);
	run_until(&test, &test.n_up, 2);
	assert_int_equal(reset.status, NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(test.n_down, 1);
	assert_ptr_equal(test.adapter, first);

	submit(&test, OID_WDI_TASK_DISCONNECT, &hung, NULL);
	run_until(&test, &test.n_up, 3);
	assert_int_equal(hung.status, NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(test.n_down, 2);
	assert_int_equal(test.n_final, 0);
	assert_ptr_equal(test.adapter, first);
	submit(&test, OID_WDI_TASK_SCAN, &scan, NULL);
	run_until(&test, &scan.n, 2);
	host_driver_free(test.process);
	sd_event_unref(test.event);
}

static void a_program_that_does_not_exist_is_a_driver_that_dies(void **state)
{
	const char *const argv[] = { "/nonexistent/driver", NULL };
	struct host_timers timers = { .m3_timeout_ms = 2000, .m4_timeout_ms = 2000, .abort_timeout_ms = 2000, .restart_delay_ms = 1 };
	struct test test = { 0 };

	assert_int_equal(sd_event_new(&test.event), 0);
	assert_int_equal(host_driver_new(&test.process, test.event, argv, &timers, NULL, &listener, &test), 0);
	for (int i = 0; i < 20; i++)
		assert_true(sd_event_run(test.event, STEP_US) >= 0);
	assert_int_equal(test.n_up, 0);
	host_driver_free(test.process);
	sd_event_unref(test.event);
}

/* The driver process that dies before it is any use: each start leaves a byte in the file its argument names. */
static int run_useless_driver(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	return fd < 0 || write(fd, "x", 1) != 1;
}

static void count_starts(struct test *test, const char *path, off_t wanted, uint64_t *ret_us)
{
	const uint64_t begin_us = clock_monotonic_us();
	struct stat file;

	do {
		assert_true(clock_monotonic_us() < begin_us + DEADLINE_US);
		assert_true(sd_event_run(test->event, STEP_US) >= 0);
		assert_int_equal(stat(path, &file), 0);
	} while (file.st_size < wanted);
	*ret_us = clock_monotonic_us() - begin_us;
}

static void a_driver_that_dies_again_and_again_is_started_less_often(void **state)
{
	char path[] = "/tmp/host-starts-XXXXXX";
	const char *const argv[] = { program, "--useless", path, NULL };
	struct host_timers timers = { .m3_timeout_ms = 2000, .m4_timeout_ms = 2000, .abort_timeout_ms = 2000, .restart_delay_ms = 20,
				      .restart_max_ms = 160 };
	struct test test = { 0 };
	uint64_t three_us;
	const char *text;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(sd_event_new(&test.event), 0);
	log_fixture_begin();
	assert_int_equal(host_driver_new(&test.process, test.event, argv, &timers, NULL, &listener, &test), 0);
	count_starts(&test, path, 4, &three_us);
	count_starts(&test, path, 7, &(uint64_t){ 0 });
	text = log_fixture_end();
	assert_true(three_us >= 140000);
	assert_non_null(strstr(text, "again in 20 ms"));
	assert_non_null(strstr(text, "again in 40 ms"));
	assert_non_null(strstr(text, "again in 80 ms"));
	text = strstr(text, "again in 160 ms");
	assert_non_null(text);
	assert_non_null(strstr(text + 1, "again in 160 ms")); /* not longer */
	assert_null(strstr(text, "again in 320 ms"));
	host_driver_free(test.process);
	sd_event_unref(test.event);
	unlink(path);
}

/* The driver process that has its adapter the first time only: the file is there then. */
static int run_forgetful_driver(const char *path)
{
	struct pollfd control = { .fd = atoi(getenv("WDI_CONTROL_FD")), .events = POLLIN };

	if (unlink(path) == 0)
		return run_driver();
	while (poll(&control, 1, -1) >= 0 && !control.revents)
		;
	return 0;
}

static void an_adapter_that_does_not_come_back_is_removed(void **state)
{
	char path[] = "/tmp/host-first-XXXXXX";
	const char *const argv[] = { program, "--forgetful", path, NULL };
	struct host_timers timers = { .m3_timeout_ms = 2000, .m4_timeout_ms = 2000, .abort_timeout_ms = 2000, .restart_delay_ms = 1,
				      .missing_ms = 100 };
	struct told reset = { 0 };
	struct test test = { 0 };
	uint64_t begin_us;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	the_test = &test;
	assert_int_equal(sd_event_new(&test.event), 0);
	assert_int_equal(host_driver_new(&test.process, test.event, argv, &timers, NULL, &listener, &test), 0);
	run_until(&test, &test.n_up, 1);
	submit(&test, OID_WDI_TASK_DOT11_RESET, &reset, NULL); /* it dies of it */
	run_until(&test, &test.n_down, 1);
	assert_int_equal(test.n_final, 0);
	begin_us = clock_monotonic_us();
	run_until(&test, &test.n_final, 1);
	assert_true(clock_monotonic_us() - begin_us >= 90000);
	assert_int_equal(test.n_up, 1);
	assert_int_equal(test.n_down, 2);
	host_driver_free(test.process);
	sd_event_unref(test.event);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bring_up_opens_asks_and_makes_the_port),
		cmocka_unit_test(a_failing_step_of_bring_up_undoes_those_before),
		cmocka_unit_test(commands_are_sent_at_once_and_one_at_a_time),
		cmocka_unit_test(an_urgent_task_aborts_the_running_one),
		cmocka_unit_test(nothing_ends_a_disconnect_early),
		cmocka_unit_test(a_disconnect_goes_before_what_waited_longer),
		cmocka_unit_test(a_disconnect_that_fails_is_told_as_failed),
		cmocka_unit_test(a_completion_for_another_transaction_ends_nothing),
		cmocka_unit_test(a_completion_may_overtake_m3),
		cmocka_unit_test(a_waiting_command_is_aborted_later_but_without_the_driver),
		cmocka_unit_test(indications_come_at_any_time),
		cmocka_unit_test(data_frames_keep_their_place_among_the_messages),
		cmocka_unit_test(a_command_without_answer_ends_and_the_driver_is_reset),
		cmocka_unit_test(an_aborted_task_that_does_not_end_resets_the_driver),
		cmocka_unit_test(no_command_has_transaction_0),
		cmocka_unit_test(a_hang_is_logged_as_windows_does),
		cmocka_unit_test(stalled_firmware_resets_the_driver),
		cmocka_unit_test(an_aborted_task_that_ends_late_is_named_in_the_log),
		cmocka_unit_test(garbage_resets_the_driver),
		cmocka_unit_test(a_link_that_ends_is_told),
		cmocka_unit_test(a_driver_that_dies_or_hangs_comes_back),
		cmocka_unit_test(a_program_that_does_not_exist_is_a_driver_that_dies),
		cmocka_unit_test(a_driver_that_dies_again_and_again_is_started_less_often),
		cmocka_unit_test(an_adapter_that_does_not_come_back_is_removed),
	};

	if (argc > 1 && strcmp(argv[1], "--driver") == 0)
		return run_driver();
	if (argc > 2 && strcmp(argv[1], "--useless") == 0)
		return run_useless_driver(argv[2]);
	if (argc > 2 && strcmp(argv[1], "--forgetful") == 0)
		return run_forgetful_driver(argv[2]);
	program = argv[0];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
