#include "support/harness.h"

#include <string.h>

static HANDLE handle;
static GUID guid;

static BOOL is_test_ssid(const DOT11_SSID *ssid)
{
	DOT11_SSID wanted = test_ssid();

	return ssid->uSSIDLength == wanted.uSSIDLength && memcmp(ssid->ucSSID, wanted.ucSSID, wanted.uSSIDLength) == 0;
}

static void every_accepted_scan_ends_with_exactly_one_notification(void)
{
	struct watcher *watcher;
	unsigned int i;
	DWORD reason;

	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	for (i = 0; i < 3; i++)
		CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	for (i = 0; i < 3; i++)
		wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
	/* The marker that no fourth one comes: the change of a profile is the very next notification. */
	CHECK_EQUAL(WlanSetProfile(handle, &guid, 0, test_profile("marker", "manual"), NULL, TRUE, NULL, &reason), ERROR_SUCCESS);
	expect_next(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_profile_change);
	CHECK_EQUAL(WlanDeleteProfile(handle, &guid, wide_text("marker"), NULL), ERROR_SUCCESS);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void the_network_list_has_the_network(void)
{
	PWLAN_AVAILABLE_NETWORK_LIST list = NULL;
	struct watcher *watcher;
	BOOL is_found = FALSE;
	DWORD i;

	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	scan_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanGetAvailableNetworkList(handle, &guid, 0, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++) {
		const WLAN_AVAILABLE_NETWORK *network = &list->Network[i];

		if (!is_test_ssid(&network->dot11Ssid) || network->strProfileName[0])
			continue;
		is_found = TRUE;
		CHECK(network->bNetworkConnectable);
		CHECK(!network->bSecurityEnabled);
		CHECK_EQUAL(network->dot11BssType, dot11_BSS_type_infrastructure);
		CHECK_EQUAL(network->dot11DefaultAuthAlgorithm, DOT11_AUTH_ALGO_80211_OPEN);
		CHECK_EQUAL(network->dot11DefaultCipherAlgorithm, DOT11_CIPHER_ALGO_NONE);
		CHECK(network->uNumberOfBssids >= 1);
		CHECK(network->wlanSignalQuality <= 100);
		CHECK(network->uNumberOfPhyTypes >= 1 && network->uNumberOfPhyTypes <= 8);
	}
	CHECK(is_found);
	WlanFreeMemory(list);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void the_bss_list_is_whole_and_its_values_fit_together(void)
{
	PWLAN_BSS_LIST list = NULL;
	struct watcher *watcher;
	BOOL is_found = FALSE;
	DWORD i;

	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	scan_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanGetNetworkBssList(handle, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++) {
		const WLAN_BSS_ENTRY *bss = &list->wlanBssEntries[i];
		size_t offset = (size_t)((const char *)bss - (const char *)list);
		const unsigned char *ies = (const unsigned char *)bss + bss->ulIeOffset;

		CHECK(offset + bss->ulIeOffset + bss->ulIeSize <= list->dwTotalSize);
		CHECK(bss->ulIeSize <= 2324);
		CHECK(bss->uLinkQuality <= 100);
		CHECK(bss->lRssi < 0 && bss->lRssi >= -110);
		CHECK(bss->ulChCenterFrequency > 2000000);
		CHECK(bss->wlanRateSet.uRateSetLength >= 1 && bss->wlanRateSet.uRateSetLength <= DOT11_RATE_SET_MAX_LENGTH);
		CHECK(bss->usBeaconPeriod > 0);
		if (!is_test_ssid(&bss->dot11Ssid))
			continue;
		is_found = TRUE;
		CHECK(bss->ulIeSize >= 2u + bss->dot11Ssid.uSSIDLength);
		CHECK_EQUAL(ies[0], 0); /* the SSID element comes first (IEEE 802.11, beacon frame body) */
		CHECK_EQUAL(ies[1], bss->dot11Ssid.uSSIDLength);
	}
	CHECK(is_found);
	WlanFreeMemory(list);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void an_ssid_with_any_type_gives_an_empty_list(void)
{
	DOT11_SSID ssid = test_ssid();
	PWLAN_BSS_LIST list = NULL;

	handle = open_handle();
	guid = first_interface(handle);
	CHECK_EQUAL(WlanGetNetworkBssList(handle, &guid, &ssid, dot11_BSS_type_any, FALSE, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 0);
	WlanFreeMemory(list);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void an_unknown_interface_is_not_found(void)
{
	GUID unknown = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
	PWLAN_BSS_LIST list = (PWLAN_BSS_LIST)0x55;

	handle = open_handle();
	CHECK_EQUAL(WlanScan(handle, &unknown, NULL, NULL, NULL), ERROR_NOT_FOUND);
	CHECK_EQUAL(WlanGetNetworkBssList(handle, &unknown, NULL, dot11_BSS_type_any, FALSE, NULL, &list), ERROR_NOT_FOUND);
	CHECK(list == (PWLAN_BSS_LIST)0x55);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "every accepted scan ends with exactly one notification", every_accepted_scan_ends_with_exactly_one_notification },
		{ "the network list has the network", the_network_list_has_the_network },
		{ "the BSS list is whole and its values fit together", the_bss_list_is_whole_and_its_values_fit_together },
		{ "an SSID with any type gives an empty list", an_ssid_with_any_type_gives_an_empty_list },
		{ "an unknown interface is not found", an_unknown_interface_is_not_found },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
