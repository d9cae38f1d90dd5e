/* What a network says of itself to whoever looks for a provider: WlanGetAvailableNetworkList2. */
#include <stddef.h>
#include <string.h>

#include "support/harness.h"

static HANDLE handle;
static GUID guid;

static BOOL is_called(const DOT11_SSID *ssid, const char *name)
{
	return ssid->uSSIDLength == strlen(name) && memcmp(ssid->ucSSID, name, strlen(name)) == 0;
}

static void the_second_list_has_what_a_hotspot_says_of_itself(void)
{
	static const UCHAR hessid[6] = { 0x02, 0x57, 0x44, 0x49, 0x03, 0xff };
	static const UCHAR nothing[sizeof(WLAN_AVAILABLE_NETWORK_V2) - offsetof(WLAN_AVAILABLE_NETWORK_V2, AccessNetworkOptions)];
	const DWORD flags = WLAN_AVAILABLE_NETWORK_INTERWORKING_SUPPORTED | WLAN_AVAILABLE_NETWORK_HOTSPOT2_ENABLED |
			    WLAN_AVAILABLE_NETWORK_ANQP_SUPPORTED;
	PWLAN_AVAILABLE_NETWORK_LIST_V2 list = NULL;
	PWLAN_AVAILABLE_NETWORK_LIST first = NULL;
	struct watcher *watcher;
	DWORD i, n_found = 0;

	handle = open_handle();
	guid = first_interface(handle);
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	scan_and_wait(handle, &guid, watcher);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(handle, &guid, 0, NULL, &list), ERROR_SUCCESS);
	EXPECT_ERROR(WlanGetAvailableNetworkList(handle, &guid, 0, NULL, &first), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, first->dwNumberOfItems);
	for (i = 0; i < list->dwNumberOfItems; i++) {
		const WLAN_AVAILABLE_NETWORK_V2 *network = &list->Network[i];

		CHECK_EQUAL(memcmp(network, &first->Network[i], offsetof(WLAN_AVAILABLE_NETWORK, dwReserved)), 0);
		if (is_called(&network->dot11Ssid, "spot")) {
			n_found++;
			CHECK_EQUAL(network->dwFlags, flags);
			CHECK_EQUAL(network->AccessNetworkOptions.AccessNetworkType, 3);
			CHECK_EQUAL(network->AccessNetworkOptions.Internet, 1);
			CHECK_EQUAL(network->AccessNetworkOptions.ASRA, 0);
			CHECK_EQUAL(network->AccessNetworkOptions.ESR, 0);
			CHECK_EQUAL(network->AccessNetworkOptions.UESA, 0);
			CHECK_EQUAL(memcmp(network->dot11HESSID, hessid, sizeof(hessid)), 0);
			CHECK_EQUAL(network->VenueInfo.VenueGroup, 7);
			CHECK_EQUAL(network->VenueInfo.VenueType, 3);
		} else if (is_called(&network->dot11Ssid, "lab")) {
			n_found++;
			CHECK_EQUAL(network->dwFlags & flags, 0);
			CHECK_EQUAL(memcmp(&network->AccessNetworkOptions, nothing, sizeof(nothing)), 0);
		}
	}
	CHECK_EQUAL(n_found, 2);
	WlanFreeMemory(list);
	WlanFreeMemory(first);
	unwatch(watcher);
	EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "the second list has what a hotspot says of itself", the_second_list_has_what_a_hotspot_says_of_itself },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
