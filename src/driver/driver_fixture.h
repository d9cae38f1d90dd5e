/* A driver of the SDK and the host's end of its link, for the tests of this folder. */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wdi/driver.h"
#include "wdi/link.h"

struct test {
	struct wdi_driver *driver;
	struct wdi_link *host;
	struct wdi_request *request; /* the one that handlers keep */
	int n_aborts;
	int n_frames;
	bool leaves_aborts; /* an aborted task goes on for a while */
};

static inline void keep(struct wdi_request *request, const void *params, void *userdata)
{
	((struct test *)userdata)->request = request;
}

static inline void keep_started(struct wdi_request *request, const void *params, void *userdata)
{
	keep(request, params, userdata);
	wdi_request_start(request);
}

static inline void abort_task(struct wdi_request *request, void *userdata)
{
	struct test *test = userdata;

	test->n_aborts++;
	if (!test->leaves_aborts)
		wdi_request_finish(request, NDIS_STATUS_REQUEST_ABORTED, NULL);
}

static inline void finish_at_once(struct wdi_request *request, const void *params, void *userdata)
{
	const struct wdi_task_disconnect *disconnect = params;

	assert_int_equal(disconnect->disconnect_parameters.disassociation80211_reason, 3);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
}

static inline void give_no_result(struct wdi_request *request, const void *params, void *userdata)
{
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, NULL); /* a result is required */
}

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_SCAN, keep_started, abort_task },
	{ OID_WDI_TASK_DISCONNECT, finish_at_once, NULL },
	{ OID_WDI_TASK_DOT11_RESET, keep, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, give_no_result, NULL },
};

static inline int set_up(void **state)
{
	struct test *test = calloc(1, sizeof(*test));
	int fds[2];

	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(wdi_driver_new(&test->driver, fds[0], handlers, array_size(handlers), test), 0);
	assert_int_equal(wdi_link_new(&test->host, fds[1]), 0);
	*state = test;
	return 0;
}

static inline int tear_down(void **state)
{
	struct test *test = *state;

	wdi_driver_free(test->driver);
	wdi_link_free(test->host);
	free(test);
	return 0;
}

static inline void request(struct test *test, uint32_t oid, uint32_t transaction, const void *params)
{
	struct wdi_header header = { .port_id = 1, .transaction_id = transaction };
	struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .id = oid };
	_auto_free_ uint8_t *message = NULL;

	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &frame.size), 0);
	frame.message = message;
	assert_int_equal(wdi_link_send(test->host, &frame), 0);
	assert_int_equal(wdi_driver_dispatch(test->driver), 0);
}

static inline void request_abort_of(struct test *test, uint32_t oid, uint32_t target, uint32_t transaction)
{
	struct wdi_abort_task params = {
		.cancel_parameters = { .original_task_oid = oid, .original_transaction_id = target, .original_port_id = 1 },
	};

	request(test, OID_WDI_ABORT_TASK, transaction, &params);
}

static inline void expect(struct test *test, enum wdi_frame_kind kind, uint32_t id, uint32_t transaction, uint32_t request_status,
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

static inline void expect_nothing(struct test *test)
{
	struct wdi_frame frame;

	assert_int_equal(wdi_link_receive(test->host, &frame), -EAGAIN);
}

static const struct wdi_task_scan scan = { 0 };
static const struct wdi_task_dot11_reset reset = { 0 };
static const struct wdi_task_disconnect disconnect = { .disconnect_parameters = { .disassociation80211_reason = 3 } };
