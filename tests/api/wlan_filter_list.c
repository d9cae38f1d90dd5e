#include "support/harness.h"

#include <stddef.h>
#include <string.h>

static HANDLE handle;
static struct watcher *watcher;

static void set_up(void)
{
	handle = open_handle();
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
}

static void tear_down(void)
{
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, NULL, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_permit, NULL, NULL), ERROR_SUCCESS);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

/* A list of one network. */
static DOT11_NETWORK_LIST list_of(const char *ssid, DOT11_BSS_TYPE type)
{
	DOT11_NETWORK_LIST list;

	memset(&list, 0, sizeof(list));
	list.dwNumberOfItems = 1;
	list.Network[0].dot11Ssid.uSSIDLength = (ULONG)strlen(ssid);
	memcpy(list.Network[0].dot11Ssid.ucSSID, ssid, strlen(ssid));
	list.Network[0].dot11BssType = type;
	return list;
}

static PDOT11_NETWORK_LIST get(WLAN_FILTER_LIST_TYPE type)
{
	PDOT11_NETWORK_LIST list = NULL;

	EXPECT_ERROR(WlanGetFilterList(handle, type, NULL, &list), ERROR_SUCCESS);
	return list;
}

static void a_list_reads_back_and_is_told(void)
{
	DOT11_NETWORK_LIST deny = list_of("neighbour", dot11_BSS_type_infrastructure);
	PDOT11_NETWORK_LIST list;

	set_up();
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &deny, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_filter_list_change);
	list = get(wlan_filter_list_type_user_deny);
	CHECK_EQUAL(list->dwNumberOfItems, 1);
	CHECK_EQUAL(list->dwIndex, 0);
	CHECK_EQUAL(list->Network[0].dot11Ssid.uSSIDLength, 9);
	CHECK(memcmp(list->Network[0].dot11Ssid.ucSSID, "neighbour", 9) == 0);
	CHECK_EQUAL(list->Network[0].dot11BssType, dot11_BSS_type_infrastructure);
	WlanFreeMemory(list);
	list = get(wlan_filter_list_type_user_permit); /* the other one is as it was */
	CHECK_EQUAL(list->dwNumberOfItems, 0);
	WlanFreeMemory(list);
	deny.dwNumberOfItems = 0; /* clears, as NULL does */
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &deny, NULL), ERROR_SUCCESS);
	list = get(wlan_filter_list_type_user_deny);
	CHECK_EQUAL(list->dwNumberOfItems, 0);
	WlanFreeMemory(list);
	tear_down();
}

static void lists_of_group_policy_are_read_only(void)
{
	DOT11_NETWORK_LIST entry = list_of("x", dot11_BSS_type_any);

	set_up();
	WlanFreeMemory(get(wlan_filter_list_type_gp_permit));
	WlanFreeMemory(get(wlan_filter_list_type_gp_deny));
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_gp_permit, &entry, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_gp_deny, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetFilterList(handle, (WLAN_FILTER_LIST_TYPE)4, &entry, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

static void a_list_that_lies_is_refused(void)
{
	DOT11_NETWORK_LIST list = list_of("x", dot11_BSS_type_any), *out = NULL;

	set_up();
	list.dwIndex = 1;
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &list, NULL), ERROR_INVALID_PARAMETER);
	list.dwIndex = 0;
	list.Network[0].dot11Ssid.uSSIDLength = 33;
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &list, NULL), ERROR_INVALID_PARAMETER);
	list.Network[0].dot11Ssid.uSSIDLength = 1;
	list.Network[0].dot11BssType = (DOT11_BSS_TYPE)0;
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &list, NULL), ERROR_INVALID_PARAMETER);
	list.dwNumberOfItems = 0xffffffff;
	EXPECT_ERROR(WlanSetFilterList(handle, wlan_filter_list_type_user_deny, &list, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetFilterList(handle, (WLAN_FILTER_LIST_TYPE)4, NULL, &out), ERROR_INVALID_PARAMETER);
	CHECK(out == NULL);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "a list reads back and is told", a_list_reads_back_and_is_told },
		{ "lists of group policy are read-only", lists_of_group_policy_are_read_only },
		{ "a list that lies is refused", a_list_that_lies_is_refused },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
