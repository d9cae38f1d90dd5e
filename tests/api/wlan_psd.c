/*
 * Proximity service discovery on the air: what programs set is in the hosted network's beacons and probe responses, and another
 * adapter's scan gives it back (WlanSetPsdIEDataList, WlanExtractPsdIEDataList). Needs two adapters.
 */
#include "support/harness.h"

#include <stddef.h>
#include <string.h>

#define MAX_ADAPTERS 8
#define MAX_ITEMS 6
#define MAX_SIZE 241
#define ROUNDS 5

static const char discovery[] = "http://schemas.xmlsoaps.org/ws/2004/10/discovery";
static const char other_format[] = "http://schemas.microsoft.com/networking/discoveryformat/v2";

/* Room for every list of a test, descriptors first. */
struct list {
	WLAN_RAW_DATA_LIST list;
	BYTE rest[(MAX_ITEMS - 1) * sizeof(WLAN_RAW_DATA) + MAX_ITEMS * MAX_SIZE];
};

static HANDLE handle;
static GUID adapters[MAX_ADAPTERS];
static DWORD n_adapters;
static struct watcher *watcher;
static WLAN_HOSTED_NETWORK_REASON reason;

static void set_up(void)
{
	PWLAN_INTERFACE_INFO_LIST interfaces = NULL;
	DWORD i;

	handle = open_handle();
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_HNWK);
	CHECK_EQUAL(WlanEnumInterfaces(handle, NULL, &interfaces), ERROR_SUCCESS);
	n_adapters = interfaces->dwNumberOfItems;
	CHECK(n_adapters >= 2 && n_adapters <= MAX_ADAPTERS);
	for (i = 0; i < n_adapters; i++)
		adapters[i] = interfaces->InterfaceInfo[i].InterfaceGuid;
	WlanFreeMemory(interfaces);
}

static void tear_down(void)
{
	unwatch(watcher);
	CHECK_EQUAL(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
}

static void start(void)
{
	CHECK_EQUAL(WlanHostedNetworkInitSettings(handle, &reason, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanHostedNetworkStartUsing(handle, &reason, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_HNWK, wlan_hosted_network_state_change);
}

static void stop(void)
{
	CHECK_EQUAL(WlanHostedNetworkStopUsing(handle, &reason, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_HNWK, wlan_hosted_network_state_change);
}

/* @n items of @size bytes; those of item k are @first + k. An item's offset counts from its descriptor. Static memory. */
static PWLAN_RAW_DATA_LIST make_list(DWORD n, DWORD size, BYTE first)
{
	static struct list list;
	BYTE *descriptors = (BYTE *)&list + offsetof(WLAN_RAW_DATA_LIST, DataList);
	BYTE *blobs = descriptors + n * sizeof(WLAN_RAW_DATA);
	DWORD i, fields[2];

	memset(&list, 0, sizeof(list));
	for (i = 0; i < n; i++) {
		BYTE *descriptor = descriptors + i * sizeof(WLAN_RAW_DATA);

		fields[0] = (DWORD)(blobs + i * size - descriptor);
		fields[1] = size;
		memcpy(descriptor, fields, sizeof(fields));
		memset(blobs + i * size, first + (int)i, size);
	}
	list.list.dwNumberOfItems = n;
	list.list.dwTotalSize = (DWORD)(blobs + n * size - (BYTE *)&list);
	return &list.list;
}

/* The hosted network's BSS as one of the adapters has heard it: the data of a format. NULL if none has. */
static PWLAN_RAW_DATA_LIST extract_from(const GUID *adapter, const char *format)
{
	PWLAN_HOSTED_NETWORK_STATUS status = NULL;
	PWLAN_RAW_DATA_LIST found = NULL;
	PWLAN_BSS_LIST list = NULL;
	DWORD i;

	CHECK_EQUAL(WlanHostedNetworkQueryStatus(handle, &status, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanGetNetworkBssList(handle, adapter, NULL, dot11_BSS_type_any, FALSE, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++) {
		WLAN_BSS_ENTRY *entry = &list->wlanBssEntries[i];

		if (memcmp(entry->dot11Bssid, status->wlanHostedNetworkBSSID, 6) == 0)
			EXPECT_ERROR(WlanExtractPsdIEDataList(handle, entry->ulIeSize, (PBYTE)entry + entry->ulIeOffset,
							      wide_text(format), NULL, &found),
				     ERROR_SUCCESS);
	}
	WlanFreeMemory(list);
	WlanFreeMemory(status);
	return found;
}

static BOOL is_list(const WLAN_RAW_DATA_LIST *list, DWORD n, DWORD size, BYTE first)
{
	DWORD i, at;

	if (list->dwNumberOfItems != n)
		return FALSE;
	for (i = 0; i < n; i++) {
		const BYTE *descriptor = (const BYTE *)list + offsetof(WLAN_RAW_DATA_LIST, DataList) + i * sizeof(WLAN_RAW_DATA);
		DWORD fields[2];

		memcpy(fields, descriptor, sizeof(fields));
		if (fields[1] != size)
			return FALSE;
		for (at = 0; at < size; at++)
			if (descriptor[fields[0] + at] != (BYTE)(first + (int)i))
				return FALSE;
	}
	return TRUE;
}

static void scan(const GUID *adapter)
{
	/* A watcher does not tell adapters apart: this one sees no end but that of its scan. */
	HANDLE scanner = open_handle();
	struct watcher *ends = watch(scanner, WLAN_NOTIFICATION_SOURCE_ACM);

	scan_and_wait(scanner, adapter, ends);
	unwatch(ends);
	CHECK_EQUAL(WlanCloseHandle(scanner, NULL), ERROR_SUCCESS);
}

/* What another adapter finds, after a scan or a few: one that had begun may have passed the channel before. */
static void expect_heard(const char *format, DWORD n, DWORD size, BYTE first)
{
	BOOL is_found = FALSE, is_right = FALSE;
	DWORD i;
	int round;

	for (round = 0; round < ROUNDS && !is_right; round++) {
		for (i = 0; i < n_adapters; i++) {
			PWLAN_RAW_DATA_LIST list;

			scan(&adapters[i]);
			list = extract_from(&adapters[i], format);
			if (!list)
				continue;
			is_found = TRUE;
			is_right = is_list(list, n, size, first);
			WlanFreeMemory(list);
			if (is_right)
				break;
		}
	}
	CHECK(is_found);
	CHECK(is_right);
}

static void what_is_set_before_the_start_is_heard_by_another_adapter(void)
{
	set_up();
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(2, 5, 'a'), NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(other_format), make_list(1, 1, 'x'), NULL), ERROR_SUCCESS);
	start();
	expect_heard(discovery, 2, 5, 'a');
	expect_heard(other_format, 1, 1, 'x');
	expect_heard("urn:nobody", 0, 0, 0);
	stop();
	/* And at the next start again. */
	start();
	expect_heard(discovery, 2, 5, 'a');
	stop();
	tear_down();
}

static void what_changes_is_heard_while_the_network_is_active(void)
{
	HANDLE other;

	set_up();
	start();
	expect_heard(discovery, 0, 0, 0);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(1, 3, 'a'), NULL), ERROR_SUCCESS);
	expect_heard(discovery, 1, 3, 'a');
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(1, 4, 'b'), NULL), ERROR_SUCCESS);
	expect_heard(discovery, 1, 4, 'b'); /* of the same format: instead of the one before */
	/* Every program has lists of its own; they are said one behind the other. */
	other = open_handle();
	EXPECT_ERROR(WlanSetPsdIEDataList(other, wide_text(discovery), make_list(1, 4, 'c'), NULL), ERROR_SUCCESS);
	expect_heard(discovery, 2, 4, 'b');
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), NULL, NULL), ERROR_SUCCESS);
	expect_heard(discovery, 1, 4, 'c');
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(other_format), make_list(1, 2, 'd'), NULL), ERROR_SUCCESS);
	CHECK_EQUAL(WlanCloseHandle(other, NULL), ERROR_SUCCESS); /* and they end with its handle */
	expect_heard(discovery, 0, 0, 0);
	expect_heard(other_format, 1, 2, 'd');
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, NULL, NULL, NULL), ERROR_SUCCESS);
	expect_heard(other_format, 0, 0, 0);
	stop();
	tear_down();
}

static void the_largest_list_is_heard_and_larger_ones_are_refused(void)
{
	set_up();
	start();
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(5, 240, 'a'), NULL), ERROR_SUCCESS);
	expect_heard(discovery, 5, 240, 'a');
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(6, 1, 'b'), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(1, 241, 'b'), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(discovery), make_list(1, 0, 'b'), NULL), ERROR_INVALID_PARAMETER);
	/* A beacon has an end. */
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text(other_format), make_list(2, 240, 'b'), NULL),
		     ERROR_NOT_ENOUGH_MEMORY);
	expect_heard(discovery, 5, 240, 'a');
	expect_heard(other_format, 0, 0, 0);
	stop();
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "what is set before the start is heard by another adapter",
		  what_is_set_before_the_start_is_heard_by_another_adapter },
		{ "what changes is heard while the network is active", what_changes_is_heard_while_the_network_is_active },
		{ "the largest list is heard and larger ones are refused",
		  the_largest_list_is_heard_and_larger_ones_are_refused },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
