/* The test is the host: it notes what the driver is asked for. */
#include "wlansvc/acm/quality.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/cleanup.h"

static struct {
	uint32_t hint; /* of the latest; 0: none */
	unsigned n;
	bool has_limits;
	int refusal;
	host_done_fn done;
	void *userdata;
} asked;

const char *host_adapter_name(const struct host_adapter *adapter)
{
	return "fake";
}

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return 3;
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	const struct wdi_set_connection_quality *quality = params;
	const struct wdi_header header = { .port_id = port, .transaction_id = 1 };
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	assert_int_equal(oid, OID_WDI_SET_CONNECTION_QUALITY);
	assert_int_equal(port, 3);
	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	asked.hint = quality->quality.connection_quality_hint;
	asked.has_limits = quality->has_low_latency_parameters;
	asked.n++;
	asked.done = done;
	asked.userdata = userdata;
	if (asked.has_limits) {
		assert_int_equal(quality->low_latency_parameters.maximum_off_channel_operation_time, 30);
		assert_int_equal(quality->low_latency_parameters.roaming_needed_link_quality_threshold, 20);
	}
	return asked.refusal;
}

static struct quality quality;

static int set_up(void **state)
{
	quality = (struct quality){ 0 };
	asked.hint = asked.n = 0;
	asked.refusal = 0;
	quality_set_adapter(&quality, (struct host_adapter *)&asked);
	return 0;
}

static void the_driver_hears_of_every_change_and_of_nothing_else(void **state)
{
	quality_want(&quality, false); /* as it begins */
	assert_int_equal(asked.n, 0);
	quality_want(&quality, true);
	quality_want(&quality, true);
	assert_int_equal(asked.n, 1);
	assert_int_equal(asked.hint, WDI_CONNECTION_QUALITY_LOW_LATENCY);
	assert_true(asked.has_limits);
	quality_want(&quality, false);
	assert_int_equal(asked.n, 2);
	assert_int_equal(asked.hint, WDI_CONNECTION_QUALITY_AUTO_POWER_SAVE);
	assert_false(asked.has_limits);
}

static void a_new_adapter_begins_as_every_port_does(void **state)
{
	quality_want(&quality, true);
	quality_set_adapter(&quality, NULL);
	asked.done(NDIS_STATUS_ADAPTER_REMOVED, NULL, asked.userdata);
	quality_want(&quality, false); /* the connection's end, told to nobody */
	assert_int_equal(asked.n, 1);
	quality_set_adapter(&quality, (struct host_adapter *)&asked);
	quality_want(&quality, false);
	assert_int_equal(asked.n, 1);
	quality_want(&quality, true);
	assert_int_equal(asked.n, 2);
}

static void a_driver_that_refuses_is_asked_again_when_it_changes(void **state)
{
	quality_want(&quality, true);
	asked.done(NDIS_STATUS_NOT_SUPPORTED, NULL, asked.userdata);
	quality_want(&quality, true);
	assert_int_equal(asked.n, 1);
	asked.refusal = -ENOMEM;
	quality_want(&quality, false);
	assert_int_equal(asked.n, 2);
	asked.refusal = 0;
	quality_want(&quality, true);
	assert_int_equal(asked.n, 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_driver_hears_of_every_change_and_of_nothing_else, set_up),
		cmocka_unit_test_setup(a_new_adapter_begins_as_every_port_does, set_up),
		cmocka_unit_test_setup(a_driver_that_refuses_is_asked_again_when_it_changes, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
