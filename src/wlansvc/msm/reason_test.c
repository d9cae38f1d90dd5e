#include "wlansvc/msm/reason.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "rsn/sae.h"
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
		{ WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 77, 0x30002 },
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

static void a_handshake_tells_why_it_failed(void **state)
{
	static const struct {
		enum supplicant_failure failure;
		uint32_t reason;
		uint16_t air;
	} cases[] = {
		{ SUPPLICANT_FAILURE_MISSING_KEY_DATA, 0x48006, 13 },
		{ SUPPLICANT_FAILURE_MISSING_RSNE, 0x48007, 13 },
		{ SUPPLICANT_FAILURE_MISSING_GROUP_KEY, 0x48008, 13 },
		{ SUPPLICANT_FAILURE_RSNE_MISMATCH, 0x48009, 17 },
		{ SUPPLICANT_FAILURE_RSNXE_MISMATCH, 0x48013, 17 },
		{ SUPPLICANT_FAILURE_GROUP_MISSING_KEY, 0x4800d, 13 },
		{ SUPPLICANT_FAILURE_INTERNAL, 0x38010, 1 },
		{ (enum supplicant_failure)0, 0x38010, 1 },
		{ (enum supplicant_failure)99, 0x38010, 1 },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		assert_int_equal(msm_reason_from_handshake(cases[i].failure), cases[i].reason);
		assert_int_equal(msm_air_reason_from_handshake(cases[i].failure), cases[i].air);
	}
}

static void sae_tells_why_it_failed(void **state)
{
	static const struct {
		int outcome;
		uint32_t reason, of_commit, of_confirm;
	} cases[] = {
		{ SAE_E_MISMATCH, 0x48014, 35, 35 },	    { SAE_E_DOWNGRADE, 0x48013, 19, 19 },
		{ SAE_E_REFUSED, 0x38004, 12, 32 },	    { SAE_E_INVALID, 0x38004, 16, 31 },
		{ SAE_E_REFLECTION, 0x38004, 17, 17 },	    { SAE_E_UNSUPPORTED_GROUP, 0x38004, 14, 14 },
		{ SAE_E_NO_COMMON_GROUP, 0x38004, 14, 14 }, { SAE_E_STATE, 0x38004, 10, 30 },
		{ -EIO, 0x38010, 18, 34 },		    { -ENOMEM, 0x38010, 18, 34 },
	};

	assert_int_equal(msm_sae_status(0, false), WDI_SAE_STATUS_SUCCESS);
	for (size_t i = 0; i < array_size(cases); i++) {
		assert_int_equal(msm_reason_from_sae(cases[i].outcome), cases[i].reason);
		assert_int_equal(msm_sae_status(cases[i].outcome, false), cases[i].of_commit);
		assert_int_equal(msm_sae_status(cases[i].outcome, true), cases[i].of_confirm);
	}
}

static void reasons_of_security_are_told_from_the_others(void **state)
{
	assert_true(msm_reason_is_security(WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED));
	assert_true(msm_reason_is_security(WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK));
	assert_true(msm_reason_is_security(WLAN_REASON_CODE_PRE_SECURITY_FAILURE));
	assert_false(msm_reason_is_security(WLAN_REASON_CODE_SUCCESS));
	assert_false(msm_reason_is_security(WLAN_REASON_CODE_ASSOCIATION_TIMEOUT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_association_status_becomes_its_reason),
		cmocka_unit_test(a_task_that_failed_never_gives_success),
		cmocka_unit_test(a_lost_link_was_disconnected_by_the_driver),
		cmocka_unit_test(a_handshake_tells_why_it_failed),
		cmocka_unit_test(sae_tells_why_it_failed),
		cmocka_unit_test(reasons_of_security_are_told_from_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
