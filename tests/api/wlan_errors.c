/* What a wrong argument is answered, function by function: parameters before handles, handles before anything else, outputs untouched. */
#include "support/harness.h"

#include <string.h>

static HANDLE handle, old_handle, closed_handle;
static GUID guid, unknown_guid;
static WCHAR endless[1024]; /* a name that never ends */

#define UNTOUCHED ((void *)0x5a5a5a5a)

static void set_up(void)
{
	DWORD version, i;

	handle = open_handle();
	guid = first_interface(handle);
	memset(&unknown_guid, 0x77, sizeof(unknown_guid));
	for (i = 0; i < sizeof(endless) / sizeof(endless[0]); i++)
		endless[i] = 'x';
	EXPECT_ERROR(WlanOpenHandle(1, NULL, &version, &old_handle), ERROR_SUCCESS);
	CHECK_EQUAL(version, 1);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &version, &closed_handle), ERROR_SUCCESS);
	EXPECT_ERROR(WlanCloseHandle(closed_handle, NULL), ERROR_SUCCESS);
}

static void tear_down(void)
{
	EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanCloseHandle(old_handle, NULL), ERROR_SUCCESS);
}

/* What every function answers to handles: none, one that was closed, and one of version 1 if it is not of version 1. */
#define BAD_HANDLES(function, ...)                                                \
	do {                                                                      \
		EXPECT_ERROR(function(NULL, __VA_ARGS__), ERROR_INVALID_PARAMETER);     \
		EXPECT_ERROR(function(closed_handle, __VA_ARGS__), ERROR_INVALID_HANDLE); \
	} while (0)
#define NOT_OF_VERSION_1(function, ...) EXPECT_ERROR(function(old_handle, __VA_ARGS__), ERROR_NOT_SUPPORTED)

static void querying_an_interface(void)
{
	const WLAN_INTF_OPCODE state = wlan_intf_opcode_interface_state;
	PWLAN_INTERFACE_CAPABILITY capability = UNTOUCHED;
	void *data = UNTOUCHED;
	DWORD size = 77;

	set_up();
	EXPECT_ERROR(WlanQueryInterface(closed_handle, NULL, state, NULL, &size, &data, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryInterface(closed_handle, &guid, state, &size, &size, &data, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryInterface(closed_handle, &guid, state, NULL, NULL, &data, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryInterface(closed_handle, &guid, state, NULL, &size, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanQueryInterface, &guid, state, NULL, &size, &data, NULL);
	EXPECT_ERROR(WlanQueryInterface(handle, &unknown_guid, state, NULL, &size, &data, NULL), ERROR_NOT_FOUND);
	NOT_OF_VERSION_1(WlanQueryInterface, &guid, wlan_intf_opcode_radio_state, NULL, &size, &data, NULL);
	CHECK(data == UNTOUCHED && size == 77);
	EXPECT_ERROR(WlanQueryInterface(old_handle, &guid, state, NULL, &size, &data, NULL), ERROR_SUCCESS);
	WlanFreeMemory(data);

	EXPECT_ERROR(WlanGetInterfaceCapability(closed_handle, NULL, NULL, &capability), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetInterfaceCapability(closed_handle, &guid, &size, &capability), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetInterfaceCapability(closed_handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetInterfaceCapability, &guid, NULL, &capability);
	NOT_OF_VERSION_1(WlanGetInterfaceCapability, &guid, NULL, &capability);
	EXPECT_ERROR(WlanGetInterfaceCapability(handle, &unknown_guid, NULL, &capability), ERROR_NOT_FOUND);
	CHECK(capability == UNTOUCHED);
	tear_down();
}

static void setting_an_interface(void)
{
	const WLAN_INTF_OPCODE autoconf = wlan_intf_opcode_autoconf_enabled;
	ULONG on = TRUE;

	set_up();
	EXPECT_ERROR(WlanSetInterface(closed_handle, NULL, autoconf, sizeof(on), &on, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetInterface(closed_handle, &guid, autoconf, sizeof(on), NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetInterface(closed_handle, &guid, autoconf, sizeof(on), &on, &on), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetInterface(closed_handle, &guid, autoconf, 0, &on, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetInterface(closed_handle, &guid, autoconf, 0xffffffff, &on, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetInterface(handle, &guid, autoconf, 1, &on, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetInterface, &guid, autoconf, sizeof(on), &on, NULL);
	NOT_OF_VERSION_1(WlanSetInterface, &guid, wlan_intf_opcode_media_streaming_mode, sizeof(on), &on, NULL);
	EXPECT_ERROR(WlanSetInterface(old_handle, &guid, autoconf, sizeof(on), &on, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetInterface(handle, &unknown_guid, autoconf, sizeof(on), &on, NULL), ERROR_NOT_FOUND);
	tear_down();
}

static void parameters_and_filters(void)
{
	const WLAN_AUTOCONF_OPCODE period = wlan_autoconf_opcode_block_period;
	PDOT11_NETWORK_LIST list = UNTOUCHED;
	DWORD value = 60, size = 77;
	void *data = UNTOUCHED;

	set_up();
	EXPECT_ERROR(WlanQueryAutoConfigParameter(closed_handle, period, &value, &size, &data, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryAutoConfigParameter(closed_handle, period, NULL, NULL, &data, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanQueryAutoConfigParameter(closed_handle, period, NULL, &size, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanQueryAutoConfigParameter, period, NULL, &size, &data, NULL);
	NOT_OF_VERSION_1(WlanQueryAutoConfigParameter, period, NULL, &size, &data, NULL);
	CHECK(data == UNTOUCHED && size == 77);
	EXPECT_ERROR(WlanSetAutoConfigParameter(closed_handle, period, sizeof(value), NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetAutoConfigParameter(closed_handle, period, sizeof(value), &value, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetAutoConfigParameter(closed_handle, period, 5, &value, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetAutoConfigParameter, period, sizeof(value), &value, NULL);
	NOT_OF_VERSION_1(WlanSetAutoConfigParameter, period, sizeof(value), &value, NULL);

	EXPECT_ERROR(WlanGetFilterList(closed_handle, wlan_filter_list_type_user_deny, &value, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetFilterList(closed_handle, wlan_filter_list_type_user_deny, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetFilterList, wlan_filter_list_type_user_deny, NULL, &list);
	NOT_OF_VERSION_1(WlanGetFilterList, wlan_filter_list_type_user_deny, NULL, &list);
	CHECK(list == UNTOUCHED);
	EXPECT_ERROR(WlanSetFilterList(closed_handle, wlan_filter_list_type_user_deny, NULL, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetFilterList, wlan_filter_list_type_user_deny, NULL, NULL);
	NOT_OF_VERSION_1(WlanSetFilterList, wlan_filter_list_type_user_deny, NULL, NULL);
	tear_down();
}

static void the_order_of_profiles(void)
{
	LPCWSTR names[1];
	DWORD value = 0;

	set_up();
	names[0] = wide_text("x");
	EXPECT_ERROR(WlanSetProfileList(closed_handle, NULL, 1, names, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileList(closed_handle, &guid, 1, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileList(closed_handle, &guid, 1, names, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileList(closed_handle, &guid, 0xffffffff, names, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfileList, &guid, 1, names, NULL);
	EXPECT_ERROR(WlanSetProfileList(old_handle, &unknown_guid, 1, names, NULL), ERROR_NOT_FOUND);
	names[0] = endless;
	EXPECT_ERROR(WlanSetProfileList(handle, &guid, 1, names, NULL), ERROR_INVALID_PARAMETER);

	EXPECT_ERROR(WlanSetProfilePosition(closed_handle, NULL, wide_text("x"), 0, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfilePosition(closed_handle, &guid, NULL, 0, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfilePosition(closed_handle, &guid, wide_text("x"), 0, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfilePosition(closed_handle, &guid, endless, 0, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfilePosition, &guid, wide_text("x"), 0, NULL);
	EXPECT_ERROR(WlanSetProfilePosition(old_handle, &unknown_guid, wide_text("x"), 0, NULL), ERROR_NOT_FOUND);

	EXPECT_ERROR(WlanRenameProfile(closed_handle, NULL, wide_text("x"), wide_text("y"), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanRenameProfile(closed_handle, &guid, NULL, wide_text("y"), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanRenameProfile(closed_handle, &guid, wide_text("x"), NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanRenameProfile(closed_handle, &guid, wide_text("x"), wide_text("y"), &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanRenameProfile(closed_handle, &guid, wide_text("x"), endless, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanRenameProfile, &guid, wide_text("x"), wide_text("y"), NULL);
	NOT_OF_VERSION_1(WlanRenameProfile, &guid, wide_text("x"), wide_text("y"), NULL);
	EXPECT_ERROR(WlanRenameProfile(handle, &unknown_guid, wide_text("x"), wide_text("y"), NULL), ERROR_NOT_FOUND);

	EXPECT_ERROR(WlanSaveTemporaryProfile(closed_handle, NULL, wide_text("x"), NULL, 0, FALSE, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSaveTemporaryProfile(closed_handle, &guid, wide_text("x"), NULL, 0, FALSE, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSaveTemporaryProfile(closed_handle, &guid, wide_text("x"), NULL, 0x40000, FALSE, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSaveTemporaryProfile(closed_handle, &guid, endless, NULL, 0, FALSE, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSaveTemporaryProfile, &guid, wide_text("x"), NULL, 0, FALSE, NULL);
	NOT_OF_VERSION_1(WlanSaveTemporaryProfile, &guid, wide_text("x"), NULL, 0, FALSE, NULL);
	EXPECT_ERROR(WlanSaveTemporaryProfile(handle, &unknown_guid, wide_text("x"), NULL, 0, FALSE, NULL), ERROR_NOT_FOUND);
	tear_down();
}

static void data_of_profiles(void)
{
	BYTE bytes[] = { 1, 2, 3 }, *data = UNTOUCHED;
	EAP_METHOD_TYPE method;
	DWORD size = 77;

	set_up();
	memset(&method, 0, sizeof(method));
	EXPECT_ERROR(WlanGetProfileCustomUserData(closed_handle, NULL, wide_text("x"), NULL, &size, &data), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetProfileCustomUserData(closed_handle, &guid, NULL, NULL, &size, &data), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetProfileCustomUserData(closed_handle, &guid, wide_text("x"), &size, &size, &data), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetProfileCustomUserData(closed_handle, &guid, wide_text("x"), NULL, NULL, &data), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetProfileCustomUserData(closed_handle, &guid, wide_text("x"), NULL, &size, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetProfileCustomUserData, &guid, wide_text("x"), NULL, &size, &data);
	NOT_OF_VERSION_1(WlanGetProfileCustomUserData, &guid, wide_text("x"), NULL, &size, &data);
	EXPECT_ERROR(WlanGetProfileCustomUserData(handle, &unknown_guid, wide_text("x"), NULL, &size, &data), ERROR_NOT_FOUND);
	CHECK(data == UNTOUCHED && size == 77);

	EXPECT_ERROR(WlanSetProfileCustomUserData(closed_handle, NULL, wide_text("x"), 3, bytes, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileCustomUserData(closed_handle, &guid, NULL, 3, bytes, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileCustomUserData(closed_handle, &guid, wide_text("x"), 3, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileCustomUserData(closed_handle, &guid, wide_text("x"), 0xffffffff, bytes, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileCustomUserData(closed_handle, &guid, wide_text("x"), 3, bytes, bytes), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfileCustomUserData, &guid, wide_text("x"), 3, bytes, NULL);
	NOT_OF_VERSION_1(WlanSetProfileCustomUserData, &guid, wide_text("x"), 3, bytes, NULL);
	EXPECT_ERROR(WlanSetProfileCustomUserData(handle, &unknown_guid, wide_text("x"), 3, bytes, NULL), ERROR_NOT_FOUND);

	EXPECT_ERROR(WlanSetProfileEapUserData(closed_handle, NULL, wide_text("x"), method, 0, 3, bytes, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapUserData(closed_handle, &guid, NULL, method, 0, 3, bytes, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapUserData(closed_handle, &guid, wide_text("x"), method, 0, 3, bytes, bytes), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapUserData(closed_handle, &guid, wide_text("x"), method, 1, 3, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfileEapUserData, &guid, wide_text("x"), method, 0, 3, bytes, NULL);
	NOT_OF_VERSION_1(WlanSetProfileEapUserData, &guid, wide_text("x"), method, 0, 3, bytes, NULL);

	EXPECT_ERROR(WlanSetProfileEapXmlUserData(closed_handle, NULL, wide_text("x"), 0, wide_text("<a/>"), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(closed_handle, &guid, NULL, 0, wide_text("<a/>"), NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(closed_handle, &guid, wide_text("x"), 0, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(closed_handle, &guid, wide_text("x"), 0, wide_text("<a/>"), bytes), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfileEapXmlUserData(closed_handle, &guid, wide_text("x"), 2, wide_text("<a/>"), NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfileEapXmlUserData, &guid, wide_text("x"), 0, wide_text("<a/>"), NULL);
	tear_down();
}

static void connecting_and_listing_in_their_second_form(void)
{
	PWLAN_AVAILABLE_NETWORK_LIST_V2 list = UNTOUCHED;
	WLAN_CONNECTION_PARAMETERS_V2 parameters;
	DOT11_HESSID hessid = { 0 };
	struct watcher *watcher;
	DWORD value = 0;

	set_up();
	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = wide_text("nobody knows it");
	parameters.dot11BssType = dot11_BSS_type_any;
	EXPECT_ERROR(WlanConnect2(closed_handle, NULL, &parameters, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanConnect2(closed_handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanConnect2(closed_handle, &guid, &parameters, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanConnect2, &guid, &parameters, NULL);
	NOT_OF_VERSION_1(WlanConnect2, &guid, &parameters, NULL);
	EXPECT_ERROR(WlanConnect2(handle, &unknown_guid, &parameters, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanConnect2(handle, &guid, &parameters, NULL), ERROR_NOT_FOUND);
	parameters.pDot11Hessid = (PDOT11_HESSID)&hessid;
	EXPECT_ERROR(WlanConnect2(handle, &guid, &parameters, NULL), ERROR_NOT_SUPPORTED);
	parameters.wlanConnectionMode = wlan_connection_mode_auto;
	EXPECT_ERROR(WlanConnect2(handle, &guid, &parameters, NULL), ERROR_INVALID_PARAMETER);
	parameters.pDot11Hessid = NULL;
	parameters.wlanConnectionMode = wlan_connection_mode_temporary_profile;
	parameters.strProfile = test_profile("second form", "manual");
	watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	EXPECT_ERROR(WlanConnect2(handle, &guid, &parameters, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	disconnect_and_wait(handle, &guid, watcher);
	unwatch(watcher);

	EXPECT_ERROR(WlanGetAvailableNetworkList2(closed_handle, NULL, 0, NULL, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(closed_handle, &guid, 4, NULL, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(closed_handle, &guid, 0, &value, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(closed_handle, &guid, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetAvailableNetworkList2, &guid, 0, NULL, &list);
	NOT_OF_VERSION_1(WlanGetAvailableNetworkList2, &guid, 0, NULL, &list);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(handle, &unknown_guid, 0, NULL, &list), ERROR_NOT_FOUND);
	CHECK(list == UNTOUCHED);
	EXPECT_ERROR(WlanGetAvailableNetworkList2(handle, &guid, 0, NULL, &list), ERROR_SUCCESS);
	WlanFreeMemory(list);
	tear_down();
}

static void what_is_not_offered_checks_first(void)
{
	DOT11_MAC_ADDRESS mac = { 2, 0, 0, 0, 0, 1 };
	WLAN_DEVICE_SERVICE_GUID_LIST services;
	PWLAN_DEVICE_SERVICE_GUID_LIST found = UNTOUCHED;
	DWORD value = 77, version = 77;
	HANDLE direct = UNTOUCHED;

	set_up();
	memset(&services, 0, sizeof(services));
	EXPECT_ERROR(WlanIhvControl(closed_handle, NULL, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanIhvControl(closed_handle, &guid, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanIhvControl(closed_handle, &guid, wlan_ihv_control_type_driver, 1, NULL, 0, NULL, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanIhvControl, &guid, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, &value);
	EXPECT_ERROR(WlanIhvControl(handle, &guid, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, &value), ERROR_NOT_SUPPORTED);
	EXPECT_ERROR(WlanDeviceServiceCommand(closed_handle, &guid, NULL, 0, 0, NULL, 0, NULL, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanDeviceServiceCommand, &guid, &guid, 0, 0, NULL, 0, NULL, &value);
	EXPECT_ERROR(WlanDeviceServiceCommand(handle, &guid, &guid, 0, 0, NULL, 0, NULL, &value), ERROR_NOT_SUPPORTED);
	EXPECT_ERROR(WlanGetSupportedDeviceServices(closed_handle, &guid, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetSupportedDeviceServices, &guid, &found);
	EXPECT_ERROR(WlanGetSupportedDeviceServices(handle, &guid, &found), ERROR_NOT_SUPPORTED);
	services.dwNumberOfItems = services.dwIndex = 1;
	EXPECT_ERROR(WlanRegisterDeviceServiceNotification(closed_handle, &services), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanRegisterDeviceServiceNotification, NULL);
	EXPECT_ERROR(WlanRegisterDeviceServiceNotification(handle, NULL), ERROR_NOT_SUPPORTED);
	CHECK(found == UNTOUCHED && value == 77);

	EXPECT_ERROR(WFDOpenHandle(1, NULL, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(1, &version, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenHandle(1, &version, &direct), ERROR_NOT_SUPPORTED);
	CHECK(direct == UNTOUCHED && version == 77);
	EXPECT_ERROR(WFDCloseHandle(NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDCloseHandle(handle), ERROR_INVALID_HANDLE); /* of the other table */
	EXPECT_ERROR(WFDStartOpenSession(handle, NULL, NULL, NULL, &direct), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDCancelOpenSession(NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDCancelOpenSession(handle), ERROR_INVALID_HANDLE);
	EXPECT_ERROR(WFDOpenLegacySession(handle, NULL, &direct, &guid), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDOpenLegacySession(handle, &mac, &direct, &guid), ERROR_INVALID_HANDLE);
	EXPECT_ERROR(WFDCloseSession(NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDCloseSession(handle), ERROR_INVALID_HANDLE);
	EXPECT_ERROR(WFDUpdateDeviceVisibility(NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WFDUpdateDeviceVisibility(&mac), ERROR_NOT_SUPPORTED);
	tear_down();
}

/* [MS-PSDP] 4: the formats and what stands for them. */
static void proximity_service_discovery(void)
{
	static const BYTE elements[] = { 0,   3,    'l',  'a',  'b',	    /* another element */
					 221, 11,   0x00, 0x50, 0xf2, 6,    0xf8, 0xcb, 0x35, 0x15, 'a', 'b', 'c',
					 221, 10,   0x00, 0x50, 0xf2, 6,    0xcf, 0xf1, 0x64, 0x17, 'd', 'e',
					 221, 9,    0x00, 0x50, 0xf2, 6,    0xf8, 0xcb, 0x35, 0x15, 'f',
					 221, 200,  0x00, 0x50, 0xf2, 6 }; /* cut off */
	static const char ws_discovery[] = "http://schemas.xmlsoaps.org/ws/2004/10/discovery";
	PWLAN_RAW_DATA_LIST list = UNTOUCHED;
	struct {
		WLAN_RAW_DATA_LIST list;
		BYTE data[241];
	} own;
	DWORD value = 0;
	BYTE *first;

	set_up();
	EXPECT_ERROR(WlanExtractPsdIEDataList(closed_handle, 0, (PBYTE)elements, wide_text("f"), NULL, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanExtractPsdIEDataList(closed_handle, 5, NULL, wide_text("f"), NULL, &list), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanExtractPsdIEDataList(closed_handle, 5, (PBYTE)elements, wide_text("f"), &value, &list), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanExtractPsdIEDataList, 5, (PBYTE)elements, wide_text("f"), NULL, &list);
	NOT_OF_VERSION_1(WlanExtractPsdIEDataList, 5, (PBYTE)elements, wide_text("f"), NULL, &list);
	CHECK(list == UNTOUCHED);
	EXPECT_ERROR(WlanExtractPsdIEDataList(handle, sizeof(elements), (PBYTE)elements, wide_text(ws_discovery), NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 2);
	CHECK_EQUAL(list->DataList[0].dwDataSize, 3);
	first = (BYTE *)&list->DataList[0] + list->DataList[0].dwDataOffset;
	CHECK(memcmp(first, "abc", 3) == 0);
	WlanFreeMemory(list);
	EXPECT_ERROR(WlanExtractPsdIEDataList(handle, sizeof(elements), (PBYTE)elements, wide_text("none"), NULL, &list), ERROR_SUCCESS);
	CHECK_EQUAL(list->dwNumberOfItems, 0);
	WlanFreeMemory(list);

	memset(&own, 0, sizeof(own));
	own.list.dwTotalSize = sizeof(own.list) + 3;
	own.list.dwNumberOfItems = 1;
	own.list.DataList[0].dwDataOffset = sizeof(own.list.DataList[0]);
	own.list.DataList[0].dwDataSize = 3;
	EXPECT_ERROR(WlanSetPsdIEDataList(closed_handle, wide_text("f"), &own.list, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetPsdIEDataList(closed_handle, NULL, &own.list, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetPsdIEDataList, wide_text("f"), &own.list, NULL);
	NOT_OF_VERSION_1(WlanSetPsdIEDataList, wide_text("f"), &own.list, NULL);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text("f"), &own.list, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text("f"), NULL, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, NULL, NULL, NULL), ERROR_SUCCESS);
	own.list.DataList[0].dwDataSize = 4; /* past the end */
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text("f"), &own.list, NULL), ERROR_INVALID_PARAMETER);
	own.list.dwTotalSize = sizeof(own.list) + 241;
	own.list.DataList[0].dwDataSize = 241; /* more than an element takes */
	EXPECT_ERROR(WlanSetPsdIEDataList(handle, wide_text("f"), &own.list, NULL), ERROR_INVALID_PARAMETER);
	tear_down();
}

/* The functions that version 1 has already. */
static void the_oldest_functions(void)
{
	PWLAN_INTERFACE_INFO_LIST interfaces = UNTOUCHED;
	PWLAN_AVAILABLE_NETWORK_LIST networks = UNTOUCHED;
	PWLAN_PROFILE_INFO_LIST profiles = UNTOUCHED;
	PWLAN_BSS_LIST bss = UNTOUCHED;
	DWORD value = 77, reason = 77;
	LPWSTR xml = UNTOUCHED;
	WCHAR text[8];
	PVOID memory;

	set_up();
	EXPECT_ERROR(WlanAllocateMemory(0) ? ERROR_SUCCESS : GetLastError(), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR((memory = WlanAllocateMemory(1)) ? ERROR_SUCCESS : GetLastError(), ERROR_SUCCESS);
	EXPECT_ERROR((WlanFreeMemory(memory), ERROR_SUCCESS), ERROR_SUCCESS);
	EXPECT_ERROR(WlanOpenHandle(2, &value, &value, &closed_handle), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, NULL, &closed_handle), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanOpenHandle(2, NULL, &value, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanCloseHandle(closed_handle, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanCloseHandle, NULL);
	EXPECT_ERROR(WlanEnumInterfaces(closed_handle, &value, &interfaces), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanEnumInterfaces(closed_handle, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanEnumInterfaces, NULL, &interfaces);
	EXPECT_ERROR(WlanScan(closed_handle, NULL, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanScan(closed_handle, &guid, NULL, NULL, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanScan, &guid, NULL, NULL, NULL);
	EXPECT_ERROR(WlanScan(handle, &unknown_guid, NULL, NULL, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanDisconnect(closed_handle, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanDisconnect(closed_handle, &guid, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanDisconnect, &guid, NULL);
	EXPECT_ERROR(WlanDisconnect(handle, &unknown_guid, NULL), ERROR_NOT_FOUND);
	EXPECT_ERROR(WlanConnect(closed_handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetAvailableNetworkList(closed_handle, &guid, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetAvailableNetworkList, &guid, 0, NULL, &networks);
	EXPECT_ERROR(WlanGetNetworkBssList(closed_handle, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetNetworkBssList, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &bss);
	NOT_OF_VERSION_1(WlanGetNetworkBssList, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &bss);
	EXPECT_ERROR(WlanGetProfileList(closed_handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetProfileList, &guid, NULL, &profiles);
	EXPECT_ERROR(WlanGetProfile(closed_handle, &guid, NULL, NULL, &xml, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanGetProfile(closed_handle, &guid, wide_text("x"), NULL, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanGetProfile, &guid, wide_text("x"), NULL, &xml, NULL, NULL);
	EXPECT_ERROR(WlanDeleteProfile(closed_handle, &guid, NULL, NULL), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanDeleteProfile, &guid, wide_text("x"), NULL);
	EXPECT_ERROR(WlanSetProfile(closed_handle, &guid, 0, NULL, NULL, TRUE, NULL, &reason), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfile(closed_handle, &guid, 0, wide_text("<a/>"), NULL, TRUE, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanSetProfile(closed_handle, &guid, 8, wide_text("<a/>"), NULL, TRUE, NULL, &reason), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanSetProfile, &guid, 0, wide_text("<a/>"), NULL, TRUE, NULL, &reason);
	EXPECT_ERROR(WlanRegisterNotification(closed_handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, NULL, NULL, NULL, NULL),
		     ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanRegisterNotification, WLAN_NOTIFICATION_SOURCE_NONE, FALSE, NULL, NULL, NULL, NULL);
	EXPECT_ERROR(WlanRegisterVirtualStationNotification(closed_handle, TRUE, &value), ERROR_INVALID_PARAMETER);
	BAD_HANDLES(WlanRegisterVirtualStationNotification, TRUE, NULL);
	NOT_OF_VERSION_1(WlanRegisterVirtualStationNotification, TRUE, NULL);
	EXPECT_ERROR(WlanRegisterVirtualStationNotification(handle, TRUE, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanRegisterVirtualStationNotification(handle, FALSE, NULL), ERROR_SUCCESS);
	EXPECT_ERROR(WlanReasonCodeToString(0, 0, text, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(0, 8, NULL, NULL), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(0, 8, text, &value), ERROR_INVALID_PARAMETER);
	EXPECT_ERROR(WlanReasonCodeToString(WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE, 8, text, NULL), ERROR_SUCCESS);
	CHECK_EQUAL(text[7], 0); /* cut, and ended */
	CHECK(interfaces == UNTOUCHED && networks == UNTOUCHED && profiles == UNTOUCHED && bss == UNTOUCHED && xml == UNTOUCHED);
	CHECK(value == 77 && reason == 77);
	tear_down();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		{ "querying an interface", querying_an_interface },
		{ "setting an interface", setting_an_interface },
		{ "parameters and filters", parameters_and_filters },
		{ "the order of profiles", the_order_of_profiles },
		{ "data of profiles", data_of_profiles },
		{ "connecting and listing in their second form", connecting_and_listing_in_their_second_form },
		{ "what is not offered checks first", what_is_not_offered_checks_first },
		{ "proximity service discovery", proximity_service_discovery },
		{ "the oldest functions", the_oldest_functions },
	};

	return harness_main(argc, argv, tests, sizeof(tests) / sizeof(tests[0]));
}
