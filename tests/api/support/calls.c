#include "calls.h"

#include <stdio.h>
#include <string.h>

/* The n-th pointer, or none if that is what is missing. */
#define GIVEN(n, pointer) (a->missing == (n) ? NULL : (pointer))
#define SIZE(honest) (a->lies ? 0xffffffff : (honest))
#define SOME_TEXT(n, own) GIVEN(n, a->text ? a->text : wide_text(own))

#define PROFILE "every"

/* What comes back on success, in the pointer at @output, is freed at once; on failure nothing may have been written. */
static DWORD given_back(DWORD status, const void *output)
{
	PVOID memory;

	memcpy(&memory, output, sizeof(memory));
	if (status == ERROR_SUCCESS)
		WlanFreeMemory(memory);
	else
		CHECK(memory == NULL);
	return status;
}

static DWORD enum_interfaces(const struct arguments *a)
{
	PWLAN_INTERFACE_INFO_LIST list = NULL;

	return given_back(WlanEnumInterfaces(a->handle, a->reserved, GIVEN(1, &list)), &list);
}

static DWORD get_interface_capability(const struct arguments *a)
{
	PWLAN_INTERFACE_CAPABILITY capability = NULL;

	return given_back(WlanGetInterfaceCapability(a->handle, a->interface_guid, a->reserved, GIVEN(1, &capability)),
			  &capability);
}

static VOID WINAPI hear_nothing(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	(void)data;
	(void)context;
}

static DWORD register_notification(const struct arguments *a)
{
	return WlanRegisterNotification(a->handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, GIVEN(1, hear_nothing), NULL, a->reserved,
					NULL);
}

static DWORD register_virtual_station_notification(const struct arguments *a)
{
	return WlanRegisterVirtualStationNotification(a->handle, TRUE, a->reserved);
}

static DWORD connect_to_nothing(const struct arguments *a)
{
	WLAN_CONNECTION_PARAMETERS parameters;
	DOT11_SSID ssid = test_ssid();

	memset(&parameters, 0, sizeof(parameters));
	parameters.wlanConnectionMode = a->text ? wlan_connection_mode_temporary_profile : wlan_connection_mode_profile;
	parameters.strProfile = SOME_TEXT(2, "nobody knows it");
	parameters.dot11BssType = dot11_BSS_type_any;
	ssid.uSSIDLength = SIZE(ssid.uSSIDLength);
	parameters.pDot11Ssid = &ssid;
	return WlanConnect(a->handle, a->interface_guid, GIVEN(1, &parameters), a->reserved);
}

static DWORD connect2_to_nothing(const struct arguments *a)
{
	WLAN_CONNECTION_PARAMETERS_V2 parameters;
	DOT11_BSSID_LIST bssids;

	memset(&parameters, 0, sizeof(parameters));
	memset(&bssids, 0, sizeof(bssids));
	parameters.wlanConnectionMode = a->text ? wlan_connection_mode_temporary_profile : wlan_connection_mode_profile;
	parameters.strProfile = SOME_TEXT(2, "nobody knows it");
	parameters.dot11BssType = dot11_BSS_type_any;
	bssids.uNumOfEntries = bssids.uTotalNumOfEntries = SIZE(1);
	parameters.pDesiredBssidList = &bssids;
	return WlanConnect2(a->handle, a->interface_guid, GIVEN(1, &parameters), a->reserved);
}

static DWORD disconnect(const struct arguments *a)
{
	return WlanDisconnect(a->handle, a->interface_guid, a->reserved);
}

static DWORD scan(const struct arguments *a)
{
	DOT11_SSID ssid = test_ssid();

	ssid.uSSIDLength = SIZE(ssid.uSSIDLength);
	return WlanScan(a->handle, a->interface_guid, &ssid, NULL, a->reserved);
}

static DWORD get_available_network_list(const struct arguments *a)
{
	PWLAN_AVAILABLE_NETWORK_LIST list = NULL;

	return given_back(WlanGetAvailableNetworkList(a->handle, a->interface_guid, 0, a->reserved, GIVEN(1, &list)), &list);
}

static DWORD get_available_network_list2(const struct arguments *a)
{
	PWLAN_AVAILABLE_NETWORK_LIST_V2 list = NULL;

	return given_back(WlanGetAvailableNetworkList2(a->handle, a->interface_guid, 0, a->reserved, GIVEN(1, &list)), &list);
}

static DWORD get_network_bss_list(const struct arguments *a)
{
	DOT11_SSID ssid = test_ssid();
	PWLAN_BSS_LIST list = NULL;

	ssid.uSSIDLength = SIZE(ssid.uSSIDLength);
	return given_back(WlanGetNetworkBssList(a->handle, a->interface_guid, &ssid, dot11_BSS_type_infrastructure, FALSE,
						a->reserved, GIVEN(1, &list)),
			  &list);
}

static DWORD query_interface(const struct arguments *a)
{
	PVOID data = NULL;
	DWORD size;

	return given_back(WlanQueryInterface(a->handle, a->interface_guid, wlan_intf_opcode_interface_state, a->reserved,
					     GIVEN(1, &size), GIVEN(2, &data), NULL),
			  &data);
}

static DWORD set_interface(const struct arguments *a)
{
	BOOL is_on = TRUE;

	return WlanSetInterface(a->handle, a->interface_guid, wlan_intf_opcode_autoconf_enabled, SIZE(sizeof(is_on)),
				GIVEN(1, &is_on), a->reserved);
}

static DWORD ihv_control(const struct arguments *a)
{
	BYTE buffer[4] = { 0 };
	DWORD size;

	/* Nobody reads or writes the buffers, whatever their sizes are said to be. */
	return WlanIhvControl(a->handle, a->interface_guid, wlan_ihv_control_type_driver, 0xffffffff, GIVEN(2, buffer),
			      0xffffffff, GIVEN(3, buffer), GIVEN(1, &size));
}

static DWORD query_auto_config_parameter(const struct arguments *a)
{
	PVOID data = NULL;
	DWORD size;

	return given_back(WlanQueryAutoConfigParameter(a->handle, wlan_autoconf_opcode_show_denied_networks, a->reserved,
						       GIVEN(1, &size), GIVEN(2, &data), NULL),
			  &data);
}

static DWORD set_auto_config_parameter(const struct arguments *a)
{
	BOOL is_on = FALSE;

	return WlanSetAutoConfigParameter(a->handle, wlan_autoconf_opcode_show_denied_networks, SIZE(sizeof(is_on)),
					  GIVEN(1, &is_on), a->reserved);
}

static DWORD get_filter_list(const struct arguments *a)
{
	PDOT11_NETWORK_LIST list = NULL;

	return given_back(WlanGetFilterList(a->handle, wlan_filter_list_type_user_deny, a->reserved, GIVEN(1, &list)), &list);
}

static DWORD set_filter_list(const struct arguments *a)
{
	DOT11_NETWORK_LIST list;

	memset(&list, 0, sizeof(list));
	list.dwNumberOfItems = SIZE(1);
	list.Network[0].dot11Ssid.uSSIDLength = 4;
	memcpy(list.Network[0].dot11Ssid.ucSSID, "none", 4);
	list.Network[0].dot11BssType = dot11_BSS_type_infrastructure;
	return WlanSetFilterList(a->handle, wlan_filter_list_type_user_deny, &list, a->reserved);
}

static DWORD set_profile(const struct arguments *a)
{
	DWORD reason;

	return WlanSetProfile(a->handle, a->interface_guid, 0, GIVEN(1, a->text ? a->text : test_profile(PROFILE, "manual")),
			      NULL, TRUE, a->reserved, GIVEN(2, &reason));
}

static DWORD set_profile_with_security(const struct arguments *a)
{
	DWORD reason;

	return WlanSetProfile(a->handle, a->interface_guid, 0, GIVEN(1, test_profile(PROFILE, "manual")),
			      a->text ? a->text : wide_text("D:(A;;0x70023;;;WD)"), TRUE, a->reserved, GIVEN(2, &reason));
}

static DWORD get_profile(const struct arguments *a)
{
	LPWSTR xml = NULL;

	return given_back(
		WlanGetProfile(a->handle, a->interface_guid, SOME_TEXT(1, PROFILE), a->reserved, GIVEN(2, &xml), NULL, NULL),
		&xml);
}

static DWORD get_profile_list(const struct arguments *a)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;

	return given_back(WlanGetProfileList(a->handle, a->interface_guid, a->reserved, GIVEN(1, &list)), &list);
}

static DWORD delete_profile(const struct arguments *a)
{
	return WlanDeleteProfile(a->handle, a->interface_guid, SOME_TEXT(1, "nobody knows it"), a->reserved);
}

static DWORD rename_profile(const struct arguments *a)
{
	return WlanRenameProfile(a->handle, a->interface_guid, SOME_TEXT(1, "nobody knows it"), GIVEN(2, wide_text("other")),
				 a->reserved);
}

static DWORD rename_profile_to(const struct arguments *a)
{
	return WlanRenameProfile(a->handle, a->interface_guid, GIVEN(1, wide_text("nobody knows it")), SOME_TEXT(2, "other"),
				 a->reserved);
}

static DWORD save_temporary_profile(const struct arguments *a)
{
	return WlanSaveTemporaryProfile(a->handle, a->interface_guid, a->text ? a->text : wide_text("other"), NULL, 0, FALSE,
					a->reserved);
}

static DWORD set_profile_list(const struct arguments *a)
{
	LPCWSTR names[1];

	names[0] = SOME_TEXT(2, PROFILE);
	return WlanSetProfileList(a->handle, a->interface_guid, SIZE(1), GIVEN(1, names), a->reserved);
}

static DWORD set_profile_position(const struct arguments *a)
{
	return WlanSetProfilePosition(a->handle, a->interface_guid, SOME_TEXT(1, PROFILE), 0, a->reserved);
}

static DWORD set_profile_custom_user_data(const struct arguments *a)
{
	BYTE bytes[3] = { 1, 2, 3 };

	return WlanSetProfileCustomUserData(a->handle, a->interface_guid, SOME_TEXT(1, PROFILE), SIZE(sizeof(bytes)),
					    GIVEN(2, bytes), a->reserved);
}

static DWORD get_profile_custom_user_data(const struct arguments *a)
{
	PBYTE data = NULL;
	DWORD size;

	return given_back(WlanGetProfileCustomUserData(a->handle, a->interface_guid, SOME_TEXT(1, PROFILE), a->reserved,
						       GIVEN(2, &size), GIVEN(3, &data)),
			  &data);
}

static DWORD set_profile_eap_user_data(const struct arguments *a)
{
	BYTE bytes[3] = { 1, 2, 3 };
	EAP_METHOD_TYPE method;

	memset(&method, 0, sizeof(method));
	return WlanSetProfileEapUserData(a->handle, a->interface_guid, SOME_TEXT(1, PROFILE), method, 0, SIZE(sizeof(bytes)),
					 GIVEN(2, bytes), a->reserved);
}

static DWORD set_profile_eap_xml_user_data(const struct arguments *a)
{
	return WlanSetProfileEapXmlUserData(a->handle, a->interface_guid, GIVEN(1, wide_text(PROFILE)), 0,
					    SOME_TEXT(2, "<no-credentials/>"), a->reserved);
}

static DWORD get_security_settings(const struct arguments *a)
{
	LPWSTR sddl = NULL;
	DWORD granted;

	return given_back(WlanGetSecuritySettings(a->handle, wlan_secure_show_denied, NULL, GIVEN(1, &sddl), GIVEN(2, &granted)),
			  &sddl);
}

static DWORD set_security_settings(const struct arguments *a)
{
	return WlanSetSecuritySettings(a->handle, wlan_secure_show_denied, SOME_TEXT(1, "D:(A;;0x70023;;;BA)(A;;0x20001;;;BU)"));
}

static DWORD extract_psd_ie_data_list(const struct arguments *a)
{
	BYTE element[5] = { 0, 3, 'l', 'a', 'b' };
	PWLAN_RAW_DATA_LIST list = NULL;

	return given_back(WlanExtractPsdIEDataList(a->handle, SIZE(sizeof(element)), GIVEN(1, element), SOME_TEXT(2, "format"),
						   a->reserved, GIVEN(3, &list)),
			  &list);
}

static DWORD set_psd_ie_data_list(const struct arguments *a)
{
	WLAN_RAW_DATA_LIST list;

	memset(&list, 0, sizeof(list));
	list.dwTotalSize = SIZE(sizeof(list));
	return WlanSetPsdIEDataList(a->handle, SOME_TEXT(1, "format"), a->lies || a->missing ? &list : NULL, a->reserved);
}

static DWORD device_service_command(const struct arguments *a)
{
	GUID service;
	BYTE buffer[4] = { 0 };
	DWORD size;

	memset(&service, 0, sizeof(service));
	return WlanDeviceServiceCommand(a->handle, a->interface_guid, GIVEN(1, &service), 0, 0xffffffff, GIVEN(3, buffer),
					0xffffffff, GIVEN(4, buffer), GIVEN(2, &size));
}

static DWORD get_supported_device_services(const struct arguments *a)
{
	PWLAN_DEVICE_SERVICE_GUID_LIST list = NULL;

	return given_back(WlanGetSupportedDeviceServices(a->handle, a->interface_guid, GIVEN(1, &list)), &list);
}

static DWORD register_device_service_notification(const struct arguments *a)
{
	WLAN_DEVICE_SERVICE_GUID_LIST list;

	memset(&list, 0, sizeof(list));
	list.dwNumberOfItems = 1;
	list.dwIndex = SIZE(0);
	return WlanRegisterDeviceServiceNotification(a->handle, &list);
}

static DWORD hosted_network_init_settings(const struct arguments *a)
{
	return WlanHostedNetworkInitSettings(a->handle, NULL, a->reserved);
}

static DWORD hosted_network_start_using(const struct arguments *a)
{
	return WlanHostedNetworkStartUsing(a->handle, NULL, a->reserved);
}

static DWORD hosted_network_stop_using(const struct arguments *a)
{
	return WlanHostedNetworkStopUsing(a->handle, NULL, a->reserved);
}

static DWORD hosted_network_force_start(const struct arguments *a)
{
	return WlanHostedNetworkForceStart(a->handle, NULL, a->reserved);
}

static DWORD hosted_network_force_stop(const struct arguments *a)
{
	return WlanHostedNetworkForceStop(a->handle, NULL, a->reserved);
}

static DWORD hosted_network_query_property(const struct arguments *a)
{
	WLAN_OPCODE_VALUE_TYPE type;
	PVOID data = NULL;
	DWORD size;

	return given_back(WlanHostedNetworkQueryProperty(a->handle, wlan_hosted_network_opcode_enable, GIVEN(1, &size),
							 GIVEN(2, &data), GIVEN(3, &type), a->reserved),
			  &data);
}

static DWORD hosted_network_set_property(const struct arguments *a)
{
	BOOL is_on = TRUE;

	return WlanHostedNetworkSetProperty(a->handle, wlan_hosted_network_opcode_enable, SIZE(sizeof(is_on)), GIVEN(1, &is_on),
					    NULL, a->reserved);
}

static DWORD hosted_network_query_status(const struct arguments *a)
{
	PWLAN_HOSTED_NETWORK_STATUS status = NULL;

	return given_back(WlanHostedNetworkQueryStatus(a->handle, GIVEN(1, &status), a->reserved), &status);
}

static DWORD hosted_network_set_secondary_key(const struct arguments *a)
{
	UCHAR key[] = "an old passphrase";

	return WlanHostedNetworkSetSecondaryKey(a->handle, SIZE(sizeof(key)), GIVEN(1, key), TRUE, FALSE, NULL, a->reserved);
}

static DWORD hosted_network_query_secondary_key(const struct arguments *a)
{
	BOOL is_passphrase, is_persistent;
	PUCHAR key = NULL;
	DWORD size;

	return given_back(WlanHostedNetworkQuerySecondaryKey(a->handle, GIVEN(1, &size), GIVEN(2, &key), GIVEN(3, &is_passphrase),
							     GIVEN(4, &is_persistent), NULL, a->reserved),
			  &key);
}

static DWORD hosted_network_refresh_security_settings(const struct arguments *a)
{
	return WlanHostedNetworkRefreshSecuritySettings(a->handle, NULL, a->reserved);
}

static DWORD wfd_close_handle(const struct arguments *a)
{
	return WFDCloseHandle(a->handle);
}

static VOID WINAPI hear_of_no_session(HANDLE session, PVOID context, GUID interface_guid, DWORD error, DWORD reason)
{
	(void)session;
	(void)context;
	(void)interface_guid;
	(void)error;
	(void)reason;
}

static DWORD wfd_start_open_session(const struct arguments *a)
{
	DOT11_MAC_ADDRESS mac = { 2, 0, 0, 0, 0, 1 };
	HANDLE session;

	return WFDStartOpenSession(a->handle, GIVEN(1, &mac), NULL, GIVEN(2, hear_of_no_session), GIVEN(3, &session));
}

static DWORD wfd_cancel_open_session(const struct arguments *a)
{
	return WFDCancelOpenSession(a->handle);
}

static DWORD wfd_open_legacy_session(const struct arguments *a)
{
	DOT11_MAC_ADDRESS mac = { 2, 0, 0, 0, 0, 1 };
	HANDLE session;
	GUID guid;

	return WFDOpenLegacySession(a->handle, GIVEN(1, &mac), GIVEN(2, &session), GIVEN(3, &guid));
}

static DWORD wfd_close_session(const struct arguments *a)
{
	return WFDCloseSession(a->handle);
}

#define NAME_UNITS 256 /* WLAN_MAX_NAME_LENGTH: the zero would be among them */
#define XML_UNITS 65537
#define SDDL_UNITS 4097
#define FORMAT_UNITS 4096
#define CREDENTIALS_UNITS 65536

#define ON_INTERFACE (CALL_INTERFACE | CALL_RESERVED)
#define ON_INTERFACE_2 (ON_INTERFACE | CALL_SINCE_2)
#define HOSTED (CALL_RESERVED | CALL_SINCE_2 | CALL_SAYS_SERVICE)

const struct function every_function[] = {
	{ "WlanEnumInterfaces", enum_interfaces, CALL_RESERVED, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetInterfaceCapability", get_interface_capability, ON_INTERFACE_2, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanRegisterNotification", register_notification, CALL_RESERVED, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanRegisterVirtualStationNotification", register_virtual_station_notification, HOSTED, 0, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanConnect", connect_to_nothing, ON_INTERFACE | CALL_SIZE, 2, XML_UNITS, ERROR_BAD_PROFILE, ERROR_NOT_FOUND,
	  ERROR_NOT_FOUND },
	{ "WlanConnect2", connect2_to_nothing, ON_INTERFACE_2 | CALL_SIZE, 2, XML_UNITS, ERROR_BAD_PROFILE, ERROR_NOT_FOUND,
	  ERROR_NOT_FOUND },
	{ "WlanDisconnect", disconnect, ON_INTERFACE, 0, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanScan", scan, ON_INTERFACE | CALL_SIZE, 0, 0, 0, ERROR_SUCCESS, ERROR_BUSY },
	{ "WlanGetAvailableNetworkList", get_available_network_list, ON_INTERFACE, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetAvailableNetworkList2", get_available_network_list2, ON_INTERFACE_2, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetNetworkBssList", get_network_bss_list, ON_INTERFACE_2 | CALL_SIZE | CALL_SAYS_SERVICE, 1, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanQueryInterface", query_interface, ON_INTERFACE, 2, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetInterface", set_interface, ON_INTERFACE | CALL_SIZE, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanIhvControl", ihv_control, CALL_INTERFACE | CALL_SINCE_2, 3, 0, 0, ERROR_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
	{ "WlanQueryAutoConfigParameter", query_auto_config_parameter, CALL_RESERVED | CALL_SINCE_2, 2, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanSetAutoConfigParameter", set_auto_config_parameter, CALL_RESERVED | CALL_SINCE_2 | CALL_SIZE, 1, 0, 0,
	  ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetFilterList", get_filter_list, CALL_RESERVED | CALL_SINCE_2, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetFilterList", set_filter_list, CALL_RESERVED | CALL_SINCE_2 | CALL_SIZE, 0, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetProfile", set_profile, ON_INTERFACE, 2, XML_UNITS, ERROR_BAD_PROFILE, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetProfile", set_profile_with_security, ON_INTERFACE, 2, SDDL_UNITS, ERROR_INVALID_PARAMETER, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanGetProfile", get_profile, ON_INTERFACE, 2, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetProfileList", get_profile_list, ON_INTERFACE, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanDeleteProfile", delete_profile, ON_INTERFACE, 1, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND,
	  ERROR_NOT_FOUND },
	{ "WlanRenameProfile", rename_profile, ON_INTERFACE_2, 2, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND,
	  ERROR_NOT_FOUND },
	{ "WlanRenameProfile", rename_profile_to, ON_INTERFACE_2, 2, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND,
	  ERROR_NOT_FOUND },
	{ "WlanSaveTemporaryProfile", save_temporary_profile, ON_INTERFACE_2, 0, NAME_UNITS, ERROR_INVALID_PARAMETER,
	  ERROR_INVALID_STATE, ERROR_INVALID_STATE },
	{ "WlanSetProfileList", set_profile_list, ON_INTERFACE | CALL_SIZE, 2, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanSetProfilePosition", set_profile_position, ON_INTERFACE, 1, NAME_UNITS, ERROR_INVALID_PARAMETER, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanSetProfileCustomUserData", set_profile_custom_user_data, ON_INTERFACE_2 | CALL_SIZE, 2, NAME_UNITS,
	  ERROR_INVALID_PARAMETER, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanGetProfileCustomUserData", get_profile_custom_user_data, ON_INTERFACE_2, 3, NAME_UNITS, ERROR_INVALID_PARAMETER,
	  ERROR_SUCCESS, ERROR_FILE_NOT_FOUND },
	{ "WlanSetProfileEapUserData", set_profile_eap_user_data, ON_INTERFACE_2 | CALL_SIZE | CALL_SAYS_SERVICE, 2, NAME_UNITS,
	  ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
	{ "WlanSetProfileEapXmlUserData", set_profile_eap_xml_user_data, ON_INTERFACE | CALL_SAYS_SERVICE, 2, CREDENTIALS_UNITS,
	  ERROR_INVALID_PARAMETER, ERROR_BAD_PROFILE, ERROR_BAD_PROFILE },
	{ "WlanGetSecuritySettings", get_security_settings, CALL_SINCE_2, 2, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetSecuritySettings", set_security_settings, CALL_SINCE_2, 1, SDDL_UNITS, ERROR_INVALID_PARAMETER, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanExtractPsdIEDataList", extract_psd_ie_data_list, CALL_RESERVED | CALL_SINCE_2 | CALL_SIZE, 3, FORMAT_UNITS,
	  ERROR_INVALID_PARAMETER, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanSetPsdIEDataList", set_psd_ie_data_list, CALL_RESERVED | CALL_SINCE_2 | CALL_SIZE, 1, FORMAT_UNITS,
	  ERROR_INVALID_PARAMETER, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanDeviceServiceCommand", device_service_command, CALL_INTERFACE | CALL_SINCE_2, 4, 0, 0, ERROR_NOT_SUPPORTED,
	  ERROR_NOT_SUPPORTED },
	{ "WlanGetSupportedDeviceServices", get_supported_device_services, CALL_INTERFACE | CALL_SINCE_2, 1, 0, 0,
	  ERROR_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
	{ "WlanRegisterDeviceServiceNotification", register_device_service_notification, CALL_SINCE_2 | CALL_SIZE, 0, 0, 0,
	  ERROR_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
	{ "WlanHostedNetworkInitSettings", hosted_network_init_settings, HOSTED, 0, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanHostedNetworkStartUsing", hosted_network_start_using, HOSTED, 0, 0, 0, ERROR_SUCCESS, ERROR_INVALID_STATE },
	{ "WlanHostedNetworkStopUsing", hosted_network_stop_using, HOSTED, 0, 0, 0, ERROR_SUCCESS, ERROR_INVALID_STATE },
	{ "WlanHostedNetworkForceStart", hosted_network_force_start, HOSTED, 0, 0, 0, ERROR_SUCCESS, ERROR_INVALID_STATE },
	{ "WlanHostedNetworkForceStop", hosted_network_force_stop, HOSTED, 0, 0, 0, ERROR_SUCCESS, ERROR_INVALID_STATE },
	{ "WlanHostedNetworkQueryProperty", hosted_network_query_property, HOSTED | CALL_SAYS_OUTOFMEMORY, 3, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanHostedNetworkSetProperty", hosted_network_set_property, HOSTED | CALL_SIZE, 1, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanHostedNetworkQueryStatus", hosted_network_query_status, HOSTED, 1, 0, 0, ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanHostedNetworkSetSecondaryKey", hosted_network_set_secondary_key, HOSTED | CALL_SIZE, 1, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WlanHostedNetworkQuerySecondaryKey", hosted_network_query_secondary_key, HOSTED | CALL_SAYS_OUTOFMEMORY, 4, 0, 0,
	  ERROR_SUCCESS, ERROR_SUCCESS },
	{ "WlanHostedNetworkRefreshSecuritySettings", hosted_network_refresh_security_settings, HOSTED, 0, 0, 0, ERROR_SUCCESS,
	  ERROR_SUCCESS },
	{ "WFDCloseHandle", wfd_close_handle, CALL_LOCAL, 0, 0, 0, ERROR_INVALID_HANDLE, ERROR_INVALID_HANDLE },
	{ "WFDStartOpenSession", wfd_start_open_session, CALL_LOCAL, 3, 0, 0, ERROR_INVALID_HANDLE, ERROR_INVALID_HANDLE },
	{ "WFDCancelOpenSession", wfd_cancel_open_session, CALL_LOCAL, 0, 0, 0, ERROR_INVALID_HANDLE, ERROR_INVALID_HANDLE },
	{ "WFDOpenLegacySession", wfd_open_legacy_session, CALL_LOCAL, 3, 0, 0, ERROR_INVALID_HANDLE, ERROR_INVALID_HANDLE },
	{ "WFDCloseSession", wfd_close_session, CALL_LOCAL, 0, 0, 0, ERROR_INVALID_HANDLE, ERROR_INVALID_HANDLE },
};
const unsigned int n_every_function = sizeof(every_function) / sizeof(every_function[0]);

struct arguments right_arguments(HANDLE handle, const GUID *interface_guid)
{
	struct arguments arguments;

	memset(&arguments, 0, sizeof(arguments));
	arguments.handle = handle;
	arguments.interface_guid = interface_guid;
	return arguments;
}

void calls_prepare(HANDLE handle, const GUID *interface_guid)
{
	PWLAN_PROFILE_INFO_LIST list = NULL;
	DWORD reason, i;

	CHECK_EQUAL(WlanGetProfileList(handle, interface_guid, NULL, &list), ERROR_SUCCESS);
	for (i = 0; i < list->dwNumberOfItems; i++)
		CHECK_EQUAL(WlanDeleteProfile(handle, interface_guid, list->ProfileInfo[i].strProfileName, NULL), ERROR_SUCCESS);
	WlanFreeMemory(list);
	CHECK_EQUAL(WlanSetProfile(handle, interface_guid, 0, test_profile(PROFILE, "manual"), NULL, TRUE, NULL, &reason),
		    ERROR_SUCCESS);
}

void expect_answer(const struct function *function, const struct arguments *arguments, const char *what, DWORD expected,
		   const char *name)
{
	DWORD actual = function->call(arguments);

	if (actual != expected)
		harness_fail(__FILE__, __LINE__, "%s, %s: %lu (0x%lx), expected %s", function->name, what, (unsigned long)actual,
			     (unsigned long)actual, name);
	expect_was(function->name, actual, expected, name);
}

void expect_was(const char *function, DWORD actual, DWORD expected, const char *name)
{
	char call[80];

	if (actual != expected)
		harness_fail(__FILE__, __LINE__, "%s: %lu (0x%lx), expected %s", function, (unsigned long)actual,
			     (unsigned long)actual, name);
	snprintf(call, sizeof(call), "%s(", function);
	harness_record(call, name);
}
