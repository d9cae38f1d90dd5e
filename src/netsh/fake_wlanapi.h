/* Whole command lines against functions of wlanapi.h that stand here in place of the library: for one test program each. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf16.h"
#include "netsh/netsh.h"

#define STORED "<?xml version=\"1.0\"?>\r\n<WLANProfile>\r\n\t<name>home</name>\r\n\t<SSIDConfig>\r\n\t\t<SSID>\r\n"           \
	"\t\t\t<hex>686F6D65</hex>\r\n\t\t\t<name>home</name>\r\n\t\t</SSID>\r\n\t</SSIDConfig>\r\n"                         \
	"\t<connectionType>ESS</connectionType>\r\n\t<connectionMode>manual</connectionMode>\r\n"                              \
	"\t<authentication>open</authentication>\r\n\t<encryption>none</encryption>\r\n</WLANProfile>\r\n"

static struct {
	const char *document, *clear_document; /* of every profile, as it is, and for those who may see the key */
	DWORD get_flags;
	DOT11_AUTH_ALGORITHM auth;
	DOT11_CIPHER_ALGORITHM cipher;
	DWORD open_error, disconnect_error, set_error, set_reason, set_flags;
	DWORD get_error, list_error, connect_error, delete_error; /* the last one of the first profile only */
	DWORD n_interfaces;
	bool is_connected;
	unsigned n_connects, n_disconnects, n_deletes, n_sets;
	/* of the latest call */
	ULONG interface; /* Data1 of its GUID */
	WLAN_CONNECTION_PARAMETERS connect;
	DOT11_SSID connect_ssid; /* if there was one */
	char connect_name[64], set_text[512];
	size_t set_size; /* characters */
	BOOL set_overwrites;
	char deletes[128]; /* "1:home 2:home" */
} fake;

DWORD WINAPI WlanOpenHandle(DWORD version, PVOID reserved, PDWORD negotiated, PHANDLE handle)
{
	*handle = &fake;
	*negotiated = version;
	return fake.open_error;
}

DWORD WINAPI WlanCloseHandle(HANDLE handle, PVOID reserved)
{
	return ERROR_SUCCESS;
}

VOID WINAPI WlanFreeMemory(PVOID memory)
{
	free(memory);
}

DWORD WINAPI WlanEnumInterfaces(HANDLE handle, PVOID reserved, PWLAN_INTERFACE_INFO_LIST *ret)
{
	WLAN_INTERFACE_INFO_LIST *list = calloc(1, sizeof(*list) + 2 * sizeof(WLAN_INTERFACE_INFO));

	list->dwNumberOfItems = fake.n_interfaces;
	for (DWORD i = 0; i < fake.n_interfaces; i++) {
		list->InterfaceInfo[i].InterfaceGuid.Data1 = i + 1;
		list->InterfaceInfo[i].isState = fake.is_connected ? wlan_interface_state_connected : wlan_interface_state_disconnected;
		utf16_from_utf8(i ? "Wi-Fi 2" : "Wi-Fi", (uint16_t *)list->InterfaceInfo[i].strInterfaceDescription, 256);
	}
	*ret = list;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanQueryInterface(HANDLE handle, const GUID *interface, WLAN_INTF_OPCODE opcode, PVOID reserved, PDWORD size,
				PVOID *ret, PWLAN_OPCODE_VALUE_TYPE type)
{
	if (opcode == wlan_intf_opcode_current_connection && fake.is_connected) {
		WLAN_CONNECTION_ATTRIBUTES *link = calloc(1, sizeof(*link));

		link->isState = wlan_interface_state_connected;
		utf16_from_utf8("home", (uint16_t *)link->strProfileName, 256);
		link->wlanAssociationAttributes = (WLAN_ASSOCIATION_ATTRIBUTES){
			.dot11Ssid = { 4, "home" }, .dot11BssType = dot11_BSS_type_infrastructure,
			.dot11Bssid = { 2, 0, 0, 0, 0, 2 }, .dot11PhyType = dot11_phy_type_ht, .wlanSignalQuality = 99,
			.ulRxRate = 866700, .ulTxRate = 54000,
		};
		link->wlanSecurityAttributes.dot11AuthAlgorithm = fake.auth;
		link->wlanSecurityAttributes.dot11CipherAlgorithm = fake.cipher;
		*ret = link;
		*size = sizeof(*link);
		return ERROR_SUCCESS;
	}
	if (opcode == wlan_intf_opcode_channel_number) {
		*ret = calloc(1, 4);
		*(ULONG *)*ret = 6;
		*size = 4;
		return ERROR_SUCCESS;
	}
	if (opcode == wlan_intf_opcode_radio_state) {
		WLAN_RADIO_STATE *radio = calloc(1, sizeof(*radio));

		radio->dwNumberOfPhys = 1;
		radio->PhyRadioState[0].dot11HardwareRadioState = dot11_radio_state_on;
		radio->PhyRadioState[0].dot11SoftwareRadioState = dot11_radio_state_off;
		*ret = radio;
		*size = sizeof(*radio);
		return ERROR_SUCCESS;
	}
	return ERROR_INVALID_STATE;
}

static bool has_scanned = true;
static WLAN_NOTIFICATION_CALLBACK registered;
static PVOID registered_context;

DWORD WINAPI WlanRegisterNotification(HANDLE handle, DWORD source, BOOL ignore, WLAN_NOTIFICATION_CALLBACK callback, PVOID context,
				      PVOID reserved, PDWORD previous)
{
	registered = source == WLAN_NOTIFICATION_SOURCE_NONE ? NULL : callback;
	registered_context = context;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanScan(HANDLE handle, const GUID *interface, const PDOT11_SSID ssid, const PWLAN_RAW_DATA ie, PVOID reserved)
{
	WLAN_NOTIFICATION_DATA data = {
		.NotificationSource = WLAN_NOTIFICATION_SOURCE_ACM,
		.NotificationCode = wlan_notification_acm_scan_complete,
		.InterfaceGuid = *interface,
	};

	has_scanned = true;
	if (registered)
		registered(&data, registered_context);
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanGetAvailableNetworkList(HANDLE handle, const GUID *interface, DWORD flags, PVOID reserved,
					 PWLAN_AVAILABLE_NETWORK_LIST *ret)
{
	WLAN_AVAILABLE_NETWORK_LIST *list = calloc(1, sizeof(*list) + 2 * sizeof(WLAN_AVAILABLE_NETWORK));

	list->dwNumberOfItems = has_scanned ? 3 : 0;
	for (int i = 0; i < 3; i++) {
		list->Network[i].dot11Ssid = i == 2 ? (DOT11_SSID){ 3, "a\nb" } : (DOT11_SSID){ 4, "home" };
		list->Network[i].dot11BssType = dot11_BSS_type_infrastructure;
		list->Network[i].dot11DefaultAuthAlgorithm = fake.auth;
		list->Network[i].dot11DefaultCipherAlgorithm = fake.cipher;
	}
	*ret = list;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanGetNetworkBssList(HANDLE handle, const GUID *interface, const PDOT11_SSID ssid, DOT11_BSS_TYPE type, BOOL secure,
				   PVOID reserved, PWLAN_BSS_LIST *ret)
{
	WLAN_BSS_LIST *list = calloc(1, sizeof(*list));

	list->dwNumberOfItems = 1;
	list->wlanBssEntries[0] = (WLAN_BSS_ENTRY){
		.dot11Bssid = { 2, 0, 0, 0, 0, 2 }, .dot11BssPhyType = dot11_phy_type_ht, .lRssi = -50, .uLinkQuality = 80,
		.ulChCenterFrequency = 2437000, .wlanRateSet = { 6, { 0x8002, 0x800b, 108 } },
	};
	*ret = list;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanGetProfileList(HANDLE handle, const GUID *interface, PVOID reserved, PWLAN_PROFILE_INFO_LIST *ret)
{
	WLAN_PROFILE_INFO_LIST *list = calloc(1, sizeof(*list) + sizeof(WLAN_PROFILE_INFO));

	if (fake.list_error != ERROR_SUCCESS) {
		free(list);
		return fake.list_error;
	}
	list->dwNumberOfItems = 2;
	utf16_from_utf8("home", (uint16_t *)list->ProfileInfo[0].strProfileName, 256);
	utf16_from_utf8("../mine", (uint16_t *)list->ProfileInfo[1].strProfileName, 256);
	list->ProfileInfo[1].dwFlags = WLAN_PROFILE_USER;
	*ret = list;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanGetProfile(HANDLE handle, const GUID *interface, LPCWSTR name, PVOID reserved, LPWSTR *ret, DWORD *flags,
			    PDWORD access)
{
	uint16_t *xml = NULL;

	if (name[0] != 'h' && name[0] != '.')
		return ERROR_NOT_FOUND;
	if (fake.get_error != ERROR_SUCCESS)
		return fake.get_error;
	fake.get_flags = flags ? *flags : 0;
	if (fake.get_flags & WLAN_PROFILE_GET_PLAINTEXT_KEY && fake.clear_document)
		utf16_dup_from_utf8(fake.clear_document, &xml);
	else
		utf16_dup_from_utf8(fake.document, &xml);
	*ret = (LPWSTR)xml;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanSetProfile(HANDLE handle, const GUID *interface, DWORD flags, LPCWSTR xml, LPCWSTR security, BOOL overwrite,
			    PVOID reserved, DWORD *reason)
{
	char *text = NULL;

	assert_int_equal(utf16_dup_to_utf8((const uint16_t *)xml, 1 << 20, &text), 0);
	snprintf(fake.set_text, sizeof(fake.set_text), "%s", text);
	fake.set_size = strlen(text);
	free(text);
	fake.n_sets++;
	fake.interface = interface->Data1;
	fake.set_overwrites = overwrite;
	fake.set_flags = flags;
	*reason = fake.set_reason;
	return fake.set_error;
}

DWORD WINAPI WlanReasonCodeToString(DWORD reason, DWORD size, PWCHAR text, PVOID reserved)
{
	utf16_from_utf8("The SSID is not valid.", (uint16_t *)text, size);
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanDeleteProfile(HANDLE handle, const GUID *interface, LPCWSTR name, PVOID reserved)
{
	size_t used = strlen(fake.deletes);
	char *text = NULL;

	assert_int_equal(utf16_dup_to_utf8((const uint16_t *)name, WLAN_MAX_NAME_LENGTH, &text), 0);
	snprintf(fake.deletes + used, sizeof(fake.deletes) - used, "%s%u:%s", used ? " " : "", (unsigned)interface->Data1, text);
	free(text);
	return fake.n_deletes++ == 0 ? fake.delete_error : ERROR_SUCCESS;
}

DWORD WINAPI WlanConnect(HANDLE handle, const GUID *interface, const PWLAN_CONNECTION_PARAMETERS parameters, PVOID reserved)
{
	char *text = NULL;

	assert_int_equal(utf16_dup_to_utf8((const uint16_t *)parameters->strProfile, WLAN_MAX_NAME_LENGTH, &text), 0);
	snprintf(fake.connect_name, sizeof(fake.connect_name), "%s", text);
	free(text);
	fake.interface = interface->Data1;
	fake.connect = *parameters;
	if (parameters->pDot11Ssid)
		fake.connect_ssid = *parameters->pDot11Ssid;
	fake.n_connects++;
	return fake.connect_error;
}

DWORD WINAPI WlanDisconnect(HANDLE handle, const GUID *interface, PVOID reserved)
{
	fake.n_disconnects++;
	return fake.disconnect_error;
}

static inline void check(int wanted_status, const char *wanted, bool is_whole, bool is_json, char *const *words)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int n = 0, status;

	while (words[n])
		n++;
	status = netsh_run(out, is_json, n, words);
	fclose(out);
	if (is_whole)
		assert_string_equal(text, wanted);
	else if (!strstr(text, wanted))
		fail_msg("'%s' is not in: %s", wanted, text);
	assert_int_equal(status, wanted_status);
	free(text);
}

#define RUN(status, wanted, ...) check(status, wanted, true, false, (char *[]){ "wlan", __VA_ARGS__, NULL })
#define RUN_PART(status, wanted, ...) check(status, wanted, false, false, (char *[]){ "wlan", __VA_ARGS__, NULL })
#define RUN_JSON(status, wanted, ...) check(status, wanted, true, true, (char *[]){ "wlan", __VA_ARGS__, NULL })

/* Everything that a command says. The caller frees. */
static inline char *answer(int wanted_status, bool is_json, char *const *words)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int n = 0;

	while (words[n])
		n++;
	assert_int_equal(netsh_run(out, is_json, n, words), wanted_status);
	fclose(out);
	return text;
}

#define ANSWER(status, ...) answer(status, false, (char *[]){ "wlan", __VA_ARGS__, NULL })
#define ANSWER_JSON(...) answer(0, true, (char *[]){ "wlan", __VA_ARGS__, NULL })

static inline int reset(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.n_interfaces = 1;
	fake.document = STORED;
	fake.auth = DOT11_AUTH_ALGO_80211_OPEN;
	return 0;
}

#define case_of(name) cmocka_unit_test_setup(name, reset)
