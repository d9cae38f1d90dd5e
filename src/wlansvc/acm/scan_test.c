/* Scans against a host that notes what it is asked for. */
#include "wlansvc/acm/scan.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

struct host_command {
	int unused;
};

struct host_adapter {
	int unused;
};

static struct {
	struct host_adapter adapter;
	struct host_command command;
	struct scanner *scanner;
	host_done_fn done; /* of the one that runs; NULL: none does */
	void *userdata;
	int error; /* what the host answers */
	unsigned n_submitted, n_aborted;
	struct wdi_task_scan task; /* the last one; its bytes below */
	uint8_t ssid[32], ie[SCAN_MAX_IE];
	struct scan_result results[32];
	unsigned n_results;
} t;

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return 7;
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	const struct wdi_task_scan *task = params;

	assert_int_equal(oid, OID_WDI_TASK_SCAN);
	assert_int_equal(port, 7);
	if (t.error)
		return t.error;
	assert_null(t.done);
	t.n_submitted++;
	t.task = *task;
	if (task->n_ssid_list > 0)
		memcpy(t.ssid, task->ssid_list[0].data, task->ssid_list[0].size);
	if (task->has_vendor_i_es)
		memcpy(t.ie, task->vendor_i_es.data, task->vendor_i_es.size);
	t.done = done;
	t.userdata = userdata;
	*ret = &t.command;
	return 0;
}

int host_command_abort(struct host_command *command)
{
	t.n_aborted++;
	return 0;
}

static void end(uint32_t status)
{
	host_done_fn done = t.done;

	assert_non_null(done);
	t.done = NULL;
	done(status, NULL, t.userdata);
}

static void on_finished(const struct scan_result *result, void *userdata)
{
	t.results[t.n_results++] = *result;
}

static const struct scan_listener listener = { on_finished };

static int set_up(void **state)
{
	memset(&t, 0, sizeof(t));
	if (scanner_new(&t.scanner, &listener, NULL) < 0)
		return -1;
	scanner_set_adapter(t.scanner, &t.adapter);
	return 0;
}

static int tear_down(void **state)
{
	scanner_free(t.scanner);
	return 0;
}

static const struct dot11_ssid lab = { 3, "lab" };

static void a_scan_for_all_may_be_passive_and_one_with_a_name_or_an_element_probes(void **state)
{
	static const uint8_t element[] = { 221, 3, 1, 2, 3 };

	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), 0);
	assert_int_equal(t.task.n_ssid_list, 0);
	assert_false(t.task.has_vendor_i_es);
	assert_int_equal(t.task.scan_mode_parameters.allowed_scan_type, WDI_SCAN_TYPE_AUTO);
	assert_int_equal(t.task.scan_mode_parameters.scan_trigger, WDI_SCAN_TRIGGER_MANUAL);
	end(NDIS_STATUS_SUCCESS);

	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_SERVICE, &lab, NULL, 0, NULL), 0);
	assert_int_equal(t.task.n_ssid_list, 1);
	assert_memory_equal(t.ssid, "lab", 3);
	assert_int_equal(t.task.scan_mode_parameters.allowed_scan_type, WDI_SCAN_TYPE_ACTIVE_ONLY);
	assert_int_equal(t.task.scan_mode_parameters.scan_trigger, WDI_SCAN_TRIGGER_CONNECT);
	end(NDIS_STATUS_SUCCESS);

	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, element, sizeof(element), NULL), 0);
	assert_true(t.task.has_vendor_i_es);
	assert_int_equal(t.task.vendor_i_es.size, sizeof(element));
	assert_memory_equal(t.ie, element, sizeof(element));
	assert_int_equal(t.task.scan_mode_parameters.allowed_scan_type, WDI_SCAN_TYPE_ACTIVE_ONLY);
	end(NDIS_STATUS_SUCCESS);

	assert_int_equal(scanner_request(t.scanner, SCAN_IN_BACKGROUND, NULL, NULL, 0, NULL), 0);
	assert_int_equal(t.task.scan_mode_parameters.scan_trigger, WDI_SCAN_TRIGGER_BACKGROUND);
	end(NDIS_STATUS_SUCCESS);
	assert_true(t.results[0].is_full && !t.results[1].is_full && t.results[2].is_full && t.results[3].is_full);
	assert_int_equal(t.results[0].n_clients, 1);
	assert_int_equal(t.results[3].n_clients, 0);
}

/* The documentation lets clients without notifications wait 4 s. */
static void a_scan_is_asked_to_end_within_four_seconds(void **state)
{
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), 0);
	assert_in_range(t.task.dwell_time.maximum_scan_time, 1, 4000);
	end(NDIS_STATUS_SUCCESS);
}

static void one_that_waits_is_joined_and_one_that_runs_is_not(void **state)
{
	uint64_t first, second, third;

	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, &first), 0);
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, &second), 0);
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, &third), 0);
	assert_true(first != second && second == third);
	assert_int_equal(t.n_submitted, 1);
	end(NDIS_STATUS_SUCCESS);
	assert_int_equal(t.n_submitted, 2);
	end(NDIS_STATUS_SUCCESS);
	assert_int_equal(t.n_results, 2);
	assert_int_equal(t.results[1].n_clients, 2);
}

static void too_many_that_wait_are_refused(void **state)
{
	struct dot11_ssid ssid = { 1, "a" };
	int r = 0;

	for (unsigned i = 0; i <= SCAN_MAX_WAITING; i++, ssid.bytes[0]++) {
		assert_int_equal(r, 0);
		r = scanner_request(t.scanner, SCAN_FOR_CLIENT, &ssid, NULL, 0, NULL);
	}
	assert_int_equal(r, 0); /* one runs, the others wait */
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, &ssid, NULL, 0, NULL), -ENOBUFS);
	while (t.done)
		end(NDIS_STATUS_SUCCESS);
	assert_int_equal(t.n_results, SCAN_MAX_WAITING + 1);
}

static void an_element_that_is_none_is_refused(void **state)
{
	static const uint8_t element[SCAN_MAX_IE + 1] = { 221 };

	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, element, sizeof(element), NULL), -EMSGSIZE);
	assert_int_equal(t.n_submitted, 0);
}

static void what_is_aborted_is_started_again_three_times_at_most(void **state)
{
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), 0);
	for (int i = 0; i < 3; i++) {
		end(NDIS_STATUS_REQUEST_ABORTED);
		assert_int_equal(t.n_results, 0);
	}
	end(NDIS_STATUS_REQUEST_ABORTED);
	assert_int_equal(t.n_results, 1);
	assert_int_equal(t.results[0].reason, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE);
}

static void what_is_held_waits_and_what_runs_is_aborted(void **state)
{
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), 0);
	scanner_hold(t.scanner, true);
	assert_int_equal(t.n_aborted, 1);
	end(NDIS_STATUS_REQUEST_ABORTED);
	assert_null(t.done);
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, &lab, NULL, 0, NULL), 0);
	assert_int_equal(t.n_submitted, 1);
	scanner_hold(t.scanner, false);
	assert_int_equal(t.n_submitted, 2);
	end(NDIS_STATUS_SUCCESS);
	end(NDIS_STATUS_SUCCESS);
	assert_int_equal(t.n_results, 2);
}

static void without_an_adapter_everything_that_waits_fails_once(void **state)
{
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), 0);
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, &lab, NULL, 0, NULL), 0);
	scanner_set_adapter(t.scanner, NULL);
	end(NDIS_STATUS_ADAPTER_REMOVED);
	assert_int_equal(t.n_results, 2);
	assert_int_equal(t.results[1].reason, WLAN_REASON_CODE_SCAN_CALL_FAIL);
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), -ENODEV);
}

static void what_the_host_refuses_at_once_is_told_to_the_caller_alone(void **state)
{
	t.error = -ENOMEM;
	assert_int_equal(scanner_request(t.scanner, SCAN_FOR_CLIENT, NULL, NULL, 0, NULL), -ENOMEM);
	assert_int_equal(t.n_results, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_scan_for_all_may_be_passive_and_one_with_a_name_or_an_element_probes),
		TEST(a_scan_is_asked_to_end_within_four_seconds),
		TEST(one_that_waits_is_joined_and_one_that_runs_is_not),
		TEST(too_many_that_wait_are_refused),
		TEST(an_element_that_is_none_is_refused),
		TEST(what_is_aborted_is_started_again_three_times_at_most),
		TEST(what_is_held_waits_and_what_runs_is_aborted),
		TEST(without_an_adapter_everything_that_waits_fails_once),
		TEST(what_the_host_refuses_at_once_is_told_to_the_caller_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
