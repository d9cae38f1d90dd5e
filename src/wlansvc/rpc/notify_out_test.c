#include "wlansvc/rpc/notify_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

static void sizes_are_those_of_windows(void **state)
{
	static const struct {
		enum acm_notification_data kind;
		size_t size;
	} cases[] = { { ACM_DATA_NONE, 0 }, { ACM_DATA_CONNECTION, 572 }, { ACM_DATA_MSM, 580 }, { ACM_DATA_REASON, 4 },
		      { ACM_DATA_RADIO, 12 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct acm_notification n = { .kind = cases[i].kind, .profile_name = "lab", .profile_xml = "" };
		void *data;
		size_t size;

		assert_int_equal(notify_out_encode(&n, &data, &size), 0);
		assert_int_equal(size, cases[i].size);
		free(data);
	}
}

static void connection_data_carries_name_reason_and_document(void **state)
{
	struct acm_notification n = { .kind = ACM_DATA_CONNECTION, .profile_name = "l\xc3\xa4" "b", .reason = 0x28002,
				      .profile_xml = "<a/>", .ssid = { 2, "ab" }, .is_secure = true };
	WLAN_CONNECTION_NOTIFICATION_DATA *data;
	size_t size;
	void *out;

	assert_int_equal(notify_out_encode(&n, &out, &size), 0);
	data = out;
	assert_int_equal(size, offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, strProfileXml) + 5 * 2);
	assert_memory_equal(data->strProfileName, u"l\u00e4b", 8);
	assert_memory_equal((uint8_t *)out + offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, strProfileXml), u"<a/>", 10);
	assert_int_equal(data->wlanReasonCode, 0x28002);
	assert_int_equal(data->dot11Ssid.uSSIDLength, 2);
	assert_int_equal(data->bSecurityEnabled, TRUE);
	free(out);
}

static void version_1_and_masks_filter(void **state)
{
	struct handle old = { .version = 1, .registration = { .sources = WLAN_NOTIFICATION_SOURCE_ALL } };
	struct handle acm = { .version = 2, .registration = { .sources = WLAN_NOTIFICATION_SOURCE_ACM } };

	assert_true(notify_out_wants(&old, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, 1));
	assert_true(notify_out_wants(&old, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, 1));
	assert_false(notify_out_wants(&old, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete, 1));
	assert_false(notify_out_wants(&old, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, 1));
	assert_true(notify_out_wants(&acm, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete, 1));
	assert_false(notify_out_wants(&acm, WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, 1));
}

static void only_immediate_repetitions_are_dropped(void **state)
{
	struct handle h = { .version = 2, .registration = { .sources = WLAN_NOTIFICATION_SOURCE_ACM, .ignores_duplicates = true } };

	assert_true(notify_out_wants(&h, WLAN_NOTIFICATION_SOURCE_ACM, 7, 1));
	assert_false(notify_out_wants(&h, WLAN_NOTIFICATION_SOURCE_ACM, 7, 1));
	assert_true(notify_out_wants(&h, WLAN_NOTIFICATION_SOURCE_ACM, 8, 2));
	assert_true(notify_out_wants(&h, WLAN_NOTIFICATION_SOURCE_ACM, 7, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_windows),
		cmocka_unit_test(connection_data_carries_name_reason_and_document),
		cmocka_unit_test(version_1_and_masks_filter),
		cmocka_unit_test(only_immediate_repetitions_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
