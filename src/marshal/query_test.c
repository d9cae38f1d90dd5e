#include "marshal/query.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

static void values_have_the_size_of_their_opcode(void **state)
{
	uint8_t data[772] = { 0 };

	assert_int_equal(marshal_check_query(wlan_intf_opcode_rssi, data, 4), 0);
	assert_int_equal(marshal_check_query(wlan_intf_opcode_rssi, data, 8), -EBADMSG);
	assert_int_equal(marshal_check_query(wlan_intf_opcode_current_connection, data, 604), 0);
	assert_int_equal(marshal_check_query(wlan_intf_opcode_radio_state, data, 772), 0);
	data[0] = 65;
	assert_int_equal(marshal_check_query(wlan_intf_opcode_radio_state, data, 772), -EBADMSG);
	assert_int_equal(marshal_check_query(12345, data, 4), -EBADMSG);
}

static void short_notification_data_is_refused(void **state)
{
	uint8_t data[580] = { 0 };

	assert_int_equal(marshal_check_notification(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, data, 572), 0);
	assert_int_equal(marshal_check_notification(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, data, 570), -EBADMSG);
	assert_int_equal(marshal_check_notification(WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, data, 580), 0);
	assert_int_equal(marshal_check_notification(WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, data, 0), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_the_size_of_their_opcode),
		cmocka_unit_test(short_notification_data_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
