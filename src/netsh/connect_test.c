#include "netsh/fake_wlanapi.h"

static void it_asks_for_the_profile_by_its_name_on_any_network_of_it(void **state)
{
	RUN(0, "Connection request was completed successfully.\n", "connect", "name=home");
	assert_int_equal(fake.n_connects, 1);
	assert_int_equal(fake.connect.wlanConnectionMode, wlan_connection_mode_profile);
	assert_string_equal(fake.connect_name, "home");
	assert_null(fake.connect.pDot11Ssid);
	assert_null(fake.connect.pDesiredBssidList);
	assert_int_equal(fake.connect.dot11BssType, dot11_BSS_type_any);
	assert_int_equal(fake.connect.dwFlags, 0);
	assert_int_equal(fake.get_flags, 0); /* no key is needed for that */
}

static void an_ssid_goes_with_the_request_if_it_is_one(void **state)
{
	char word[64] = "ssid=";

	memset(word + 5, 'x', 32);
	RUN(0, "Connection request was completed successfully.\n", "connect", "home", word);
	assert_non_null(fake.connect.pDot11Ssid);
	assert_int_equal(fake.connect_ssid.uSSIDLength, 32);
	assert_memory_equal(fake.connect_ssid.ucSSID, word + 5, 32);
	word[5 + 32] = 'x';
	RUN_PART(1, "One or more parameters", "connect", "home", word);
	assert_int_equal(fake.n_connects, 1);
}

static void a_profile_with_several_ssids_needs_one(void **state)
{
	fake.document = "<WLANProfile>\r\n\t<name>home</name>\r\n\t<SSIDConfig>\r\n\t\t<SSID>\r\n\t\t\t<name>a</name>\r\n\t\t</SSID>\r\n"
			"\t\t<SSID>\r\n\t\t\t<name>b</name>\r\n\t\t</SSID>\r\n\t</SSIDConfig>\r\n</WLANProfile>\r\n";
	RUN_PART(1, "The profile has several SSIDs; say which one with ssid=.\n", "connect", "home");
	assert_int_equal(fake.n_connects, 0);
	RUN_PART(0, "successfully", "connect", "home", "ssid=b");
	assert_memory_equal(fake.connect_ssid.ucSSID, "b", 1);
}

static void of_several_interfaces_the_named_one_connects(void **state)
{
	fake.n_interfaces = 2;
	RUN_PART(1, "One or more parameters", "connect", "home");
	RUN_PART(1, "One or more parameters", "connect", "home", "interface=*");
	assert_int_equal(fake.n_connects, 0);
	RUN_PART(0, "successfully", "connect", "home", "interface=wi-fi 2");
	assert_int_equal(fake.interface, 2);
	RUN(1, "There is no such wireless interface on the system.\n", "connect", "home", "interface=eth0");
	assert_int_equal(fake.n_connects, 1);
}

static void only_the_network_one_is_in_is_not_asked_for_again(void **state)
{
	fake.is_connected = true; /* to "home" with profile "home" */
	RUN_PART(0, "successfully", "connect", "home", "ssid=home");
	assert_int_equal(fake.n_connects, 0);
	RUN_PART(0, "successfully", "connect", "home", "ssid=hom");
	assert_int_equal(fake.n_connects, 1);
	RUN_PART(0, "successfully", "connect", "hotel");
	assert_int_equal(fake.n_connects, 2);
	assert_string_equal(fake.connect_name, "hotel");
}

static void what_the_service_refuses_is_said(void **state)
{
	RUN(1, "There is no profile \"cafe\" assigned to the specified interface.\n", "connect", "cafe");
	fake.get_error = ERROR_ACCESS_DENIED;
	RUN(1, "Function WlanGetProfile returns error 5:\nAccess is denied.\n", "connect", "home");
	assert_int_equal(fake.n_connects, 0);
	fake.get_error = ERROR_SUCCESS;
	fake.connect_error = ERROR_ACCESS_DENIED;
	RUN(1, "Function WlanConnect returns error 5:\nAccess is denied.\n", "connect", "home");
	fake.connect_error = ERROR_NOT_FOUND; /* deleted meanwhile */
	RUN(1, "There is no profile \"home\" assigned to the specified interface.\n", "connect", "home");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(it_asks_for_the_profile_by_its_name_on_any_network_of_it),
		case_of(an_ssid_goes_with_the_request_if_it_is_one),
		case_of(a_profile_with_several_ssids_needs_one),
		case_of(of_several_interfaces_the_named_one_connects),
		case_of(only_the_network_one_is_in_is_not_asked_for_again),
		case_of(what_the_service_refuses_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
