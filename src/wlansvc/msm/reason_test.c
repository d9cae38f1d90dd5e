#include "wlansvc/msm/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wdi/wdi.h"

static void an_association_status_becomes_its_reason(void **state)
{
	static const struct {
		uint32_t status, peer_status, reason;
	} cases[] = {
		{ WDI_ASSOC_STATUS_SUCCESS, 0, 0 },
		{ WDI_ASSOC_STATUS_FAILURE, 0, 0x38002 },
		{ WDI_ASSOC_STATUS_UNREACHABLE, 0, 0x38014 },
		{ WDI_ASSOC_STATUS_CANDIDATE_LIST_EXHAUSTED, 0, 0x38014 },
		{ WDI_ASSOC_STATUS_NO_BEACON_PROBE_RESPONSE, 0, 0x38014 },
		{ WDI_ASSOC_STATUS_AUTH_REQUEST_NO_ACK, 0, 0x38003 },
		{ WDI_ASSOC_STATUS_NO_AUTH_RESPONSE, 0, 0x38003 },
		{ WDI_ASSOC_STATUS_ASSOC_REQUEST_NO_ACK, 0, 0x38003 },
		{ WDI_ASSOC_STATUS_NO_ASSOC_RESPONSE, 0, 0x38003 },
		{ WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER, 1, 0x38002 },
		{ WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER, 13, 0x30002 },
		{ WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER, 15, 0x2800d },
		{ WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 17, 0x38002 },
		{ WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 18, 0x30005 },
		{ WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 43, 0x30002 },
		{ WDI_ASSOC_STATUS_NO_AUTH_RESPONSE, 13, 0x38003 }, /* no answer, so no status of a peer */
		{ 12345, 0, 0x38002 },
	};

	for (size_t i = 0; i < array_size(cases); i++)
		assert_int_equal(msm_reason_from_association(cases[i].status, cases[i].peer_status), cases[i].reason);
}

static void a_task_that_failed_never_gives_success(void **state)
{
	static const uint32_t statuses[] = { NDIS_STATUS_FAILURE, NDIS_STATUS_NOT_SUPPORTED, NDIS_STATUS_REQUEST_ABORTED,
					     NDIS_STATUS_ADAPTER_REMOVED, NDIS_STATUS_INVALID_STATE, 0x12345678 };

	assert_int_equal(msm_reason_from_task(NDIS_STATUS_SUCCESS), WLAN_REASON_CODE_SUCCESS);
	for (size_t i = 0; i < array_size(statuses); i++)
		assert_int_not_equal(msm_reason_from_task(statuses[i]), WLAN_REASON_CODE_SUCCESS);
}

static void a_lost_link_was_disconnected_by_the_driver(void **state)
{
	assert_int_equal(msm_reason_from_loss(WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED), 0x3800b);
	assert_int_equal(msm_reason_from_loss(WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST), 0x3800b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_association_status_becomes_its_reason),
		cmocka_unit_test(a_task_that_failed_never_gives_success),
		cmocka_unit_test(a_lost_link_was_disconnected_by_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
