#include "support/harness.h"

#include <stdlib.h>

/* The scenario of this test has 2,000 access points (examples/scenarios/crowd.conf and tests/api/meson.build agree on it). */
#define N_ACCESS_POINTS 2000

static int compare_bssids(const void *a, const void *b)
{
	const unsigned char *left = *(const unsigned char *const *)a, *right = *(const unsigned char *const *)b;
	unsigned int i;

	for (i = 0; i < 6; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

static void every_access_point_of_a_crowd_is_in_the_list_once(void)
{
	const unsigned char **bssids = calloc(N_ACCESS_POINTS, sizeof(*bssids));
	HANDLE handle = open_handle();
	GUID guid = first_interface(handle);
	struct watcher *watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	PWLAN_BSS_LIST list = NULL;
	DWORD i;

	CHECK(bssids != NULL);
	scan_and_wait(handle, &guid, watcher);
	CHECK_EQUAL(WlanGetNetworkBssList(handle, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, N_ACCESS_POINTS);
	for (i = 0; i < list->dwNumberOfItems; i++)
		bssids[i] = list->wlanBssEntries[i].dot11Bssid;
	qsort(bssids, N_ACCESS_POINTS, sizeof(*bssids), compare_bssids);
	for (i = 1; i < N_ACCESS_POINTS; i++)
		CHECK(compare_bssids(&bssids[i - 1], &bssids[i]) < 0);
	free(bssids);
	WlanFreeMemory(list);
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "every access point of a crowd is in the list once", every_access_point_of_a_crowd_is_in_the_list_once },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
