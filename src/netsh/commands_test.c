/* Whole command lines against functions of wlanapi.h that this file has in place of the library. */
#include "netsh/netsh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf16.h"

#define STORED "<?xml version=\"1.0\"?>\r\n<WLANProfile>\r\n\t<name>home</name>\r\n\t<SSIDConfig>\r\n\t\t<SSID>\r\n"           \
	"\t\t\t<hex>686F6D65</hex>\r\n\t\t\t<name>home</name>\r\n\t\t</SSID>\r\n\t</SSIDConfig>\r\n"                         \
	"\t<connectionType>ESS</connectionType>\r\n\t<connectionMode>manual</connectionMode>\r\n"                              \
	"\t<authentication>open</authentication>\r\n\t<encryption>none</encryption>\r\n</WLANProfile>\r\n"

#define PASSPHRASE "correct <horse> battery"
#define SEALED "0102A0B0"
#define SECURE(prefix, auth, extra, is_protected, key)                                                                    \
	"<?xml version=\"1.0\"?>\r\n<WLANProfile>\r\n\t<name>home</name>\r\n\t<authentication>" auth "</authentication>\r\n"  \
	"\t<encryption>AES</encryption>\r\n" extra "\t<protected>" is_protected "</protected>\r\n"                             \
	"\t<" prefix "keyMaterial>" key "</" prefix "keyMaterial>\r\n</WLANProfile>\r\n"

static struct {
	const char *document, *clear_document; /* of every profile, as it is, and for those who may see the key */
	DWORD get_flags;
	DOT11_AUTH_ALGORITHM auth;
	DOT11_CIPHER_ALGORITHM cipher;
	DWORD open_error, disconnect_error, set_error, set_reason, set_flags;
	DWORD n_interfaces;
	bool is_connected;
	unsigned n_connects, n_disconnects, n_deletes;
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
	fake.n_deletes++;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanConnect(HANDLE handle, const GUID *interface, const PWLAN_CONNECTION_PARAMETERS parameters, PVOID reserved)
{
	fake.n_connects++;
	return ERROR_SUCCESS;
}

DWORD WINAPI WlanDisconnect(HANDLE handle, const GUID *interface, PVOID reserved)
{
	fake.n_disconnects++;
	return fake.disconnect_error;
}

static void check(int wanted_status, const char *wanted, bool is_whole, bool is_json, char *const *words)
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
static char *answer(int wanted_status, bool is_json, char *const *words)
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

static char *content_of(const char *path)
{
	char *text = calloc(1, 4096);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, 4095, file) > 0);
	fclose(file);
	return text;
}

static int reset(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.n_interfaces = 1;
	fake.document = STORED;
	fake.auth = DOT11_AUTH_ALGO_80211_OPEN;
	return 0;
}

static void show_interfaces_has_windows_layout(void **state)
{
	fake.is_connected = true;
	RUN(0,
	    "There is 1 interface on the system: \n\n"
	    "    Name                   : Wi-Fi\n"
	    "    Description            : Wi-Fi\n"
	    "    GUID                   : 00000001-0000-0000-0000-000000000000\n"
	    "    State                  : connected\n"
	    "    SSID                   : home\n"
	    "    BSSID                  : 02:00:00:00:00:02\n"
	    "    Network type           : Infrastructure\n"
	    "    Radio type             : 802.11n\n"
	    "    Authentication         : Open\n"
	    "    Cipher                 : None\n"
	    "    Connection mode        : Profile\n"
	    "    Channel                : 6\n"
	    "    Receive rate (Mbps)    : 866.7\n"
	    "    Transmit rate (Mbps)   : 54\n"
	    "    Signal                 : 99% \n"
	    "    Profile                : home \n\n"
	    "    Hosted network status  : Not available\n",
	    "sh", "int");
	fake.is_connected = false;
	RUN_PART(0, "    State                  : disconnected\n"
		    "    Radio status           : Hardware On\n"
		    "                             Software Off\n", "show", "interfaces");
	RUN_JSON(0, "{\"interfaces\":[{\"name\":\"Wi-Fi\",\"guid\":\"00000001-0000-0000-0000-000000000000\","
		    "\"state\":\"disconnected\"}]}\n", "show", "interfaces");
}

static void show_networks_lists_each_network_once(void **state)
{
	RUN(0,
	    "Interface name : Wi-Fi \nThere are 2 networks currently visible. \n\n"
	    "SSID 1 : home\n"
	    "    Network type            : Infrastructure\n"
	    "    Authentication          : Open\n"
	    "    Encryption              : None \n"
	    "    BSSID 1                 : 02:00:00:00:00:02\n"
	    "         Signal             : 80%  \n"
	    "         Radio type         : 802.11n\n"
	    "         Channel            : 6 \n"
	    "         Basic rates (Mbps) : 1 5.5\n"
	    "         Other rates (Mbps) : 54\n\n"
	    "SSID 2 : a\\x0ab\n"
	    "    Network type            : Infrastructure\n"
	    "    Authentication          : Open\n"
	    "    Encryption              : None \n"
	    "    BSSID 1                 : 02:00:00:00:00:02\n"
	    "         Signal             : 80%  \n"
	    "         Radio type         : 802.11n\n"
	    "         Channel            : 6 \n"
	    "         Basic rates (Mbps) : 1 5.5\n"
	    "         Other rates (Mbps) : 54\n\n",
	    "show", "networks", "mode=bssid");
}

static void show_networks_scans_first_where_nothing_was_scanned(void **state)
{
	has_scanned = false;
	RUN_PART(0, "There are 2 networks currently visible. \n", "show", "networks");
	assert_true(has_scanned);
	assert_null(registered);
}

static void show_profiles_groups_them_and_shows_one_in_full(void **state)
{
	RUN(0,
	    "Profiles on interface Wi-Fi:\n\nGroup policy profiles (read only)\n---------------------------------\n"
	    "    <None>\n\nUser profiles\n-------------\n"
	    "    All User Profile     : home\n"
	    "    Current User Profile : ../mine\n",
	    "show", "profiles");
	RUN_PART(0, "    Control options        : \n        Connection mode    : Connect manually\n", "show", "profile", "name=home");
	RUN_PART(0, "    Number of SSIDs        : 1\n    SSID name              : \"home\"\n", "show", "profile", "home");
	RUN(1, "Profile \"gone\" is not found on the system.\n", "show", "profiles", "name=gone");
	RUN_JSON(1, "Profile \"gone\" is not found on the system.\n", "show", "profiles", "name=gone");
	RUN_JSON(0, "{\"interfaces\":[{\"interface\":\"Wi-Fi\",\"profiles\":[{\"name\":\"home\",\"group_policy\":false,"
		    "\"all_users\":true},{\"name\":\"../mine\",\"group_policy\":false,\"all_users\":false}]}]}\n",
		 "show", "profiles");
}

static void connect_asks_once_and_not_for_the_network_one_is_in(void **state)
{
	RUN(0, "Connection request was completed successfully.\n", "connect", "name=home");
	assert_int_equal(fake.n_connects, 1);
	fake.is_connected = true;
	RUN(0, "Connection request was completed successfully.\n", "connect", "home");
	assert_int_equal(fake.n_connects, 1);
	RUN(0, "Connection request was completed successfully.\n", "connect", "home", "ssid=other");
	assert_int_equal(fake.n_connects, 2);
	RUN(1, "There is no profile \"gone\" assigned to the specified interface.\n", "connect", "gone");
	fake.n_interfaces = 2;
	RUN_PART(1, "One or more parameters for the command are not correct or missing.\n\nUsage: connect [name=]<string>",
		 "connect", "home");
	RUN_PART(1, "One or more parameters", "connect");
	assert_int_equal(fake.n_connects, 2);
}

static void disconnect_names_the_interface_and_needs_it_if_there_are_two(void **state)
{
	RUN(0, "Disconnection request was completed successfully for interface \"Wi-Fi\".\n", "disconnect");
	fake.n_interfaces = 2;
	RUN_PART(1, "One or more parameters", "disconnect");
	assert_int_equal(fake.n_disconnects, 1);
	RUN(0, "Disconnection request was completed successfully for interface \"Wi-Fi\".\n"
	       "Disconnection request was completed successfully for interface \"Wi-Fi 2\".\n", "disconnect", "interface=*");
	RUN(1, "There is no such wireless interface on the system.\n", "disconnect", "interface=eth0");
	fake.disconnect_error = ERROR_ACCESS_DENIED;
	RUN(1, "Function WlanDisconnect returns error 5:\nAccess is denied.\n", "disconnect", "wi-fi");
}

static void profiles_are_added_deleted_and_exported_inside_the_folder(void **state)
{
	char folder[] = "/tmp/netsh_test.XXXXXX", word[96], path[64], wanted[256];
	struct stat info;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/in.xml", folder);
	file = fopen(path, "w");
	fputs(STORED, file);
	fclose(file);
	snprintf(word, sizeof(word), "filename=%s", path);
	RUN(0, "Profile home is updated on interface Wi-Fi.\n", "add", "profile", word, "user=current");
	assert_int_equal(fake.set_flags, WLAN_PROFILE_USER);
	fake.set_error = ERROR_BAD_PROFILE;
	fake.set_reason = 0x80013;
	RUN_PART(1, "is not valid (reason 0x80013): The SSID is not valid.\n", "add", "profile", word);
	unlink(path);
	RUN_PART(1, "cannot be opened", "add", "profile", word);

	snprintf(word, sizeof(word), "folder=%s", folder);
	snprintf(path, sizeof(path), "%s/Wi-Fi-.._mine.xml", folder);
	snprintf(wanted, sizeof(wanted), "Interface profile \"../mine\" is saved in file \"%s\" successfully.\n", path);
	RUN(0, wanted, "export", "profile", "name=*mine", word);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(info.st_size, strlen(STORED));
	unlink(path);
	rmdir(folder);
	RUN_PART(1, "\" is invalid.\n", "export", "profile", word);

	RUN(0, "Profile \"home\" is deleted from interface \"Wi-Fi\".\n", "delete", "profile", "home");
	assert_int_equal(fake.n_deletes, 1);
	RUN(1, "Profile \"HOME\" is not found on any interface.\n", "delete", "profile", "HOME");
}

static void a_key_is_asked_for_and_shown_only_with_key_clear(void **state)
{
	fake.document = SECURE("", "WPA2PSK", "", "true", SEALED);
	fake.clear_document = SECURE("", "WPA2PSK", "", "false", "correct &lt;horse&gt; battery");
	RUN_PART(0, "    Authentication         : WPA2-Personal\n    Cipher                 : CCMP\n"
		    "    Security key           : Present\n\nCost settings", "show", "profile", "home");
	assert_int_equal(fake.get_flags, 0);
	RUN_PART(0, "    Security key           : Present\n    Key Content            : " PASSPHRASE "\n", "show", "profile",
		 "name=home", "key=clear");
	assert_int_equal(fake.get_flags, WLAN_PROFILE_GET_PLAINTEXT_KEY);
	fake.clear_document = NULL; /* who may not see it gets it protected, and no error */
	RUN_PART(0, "    Security key           : Present\n\nCost settings", "show", "profile", "name=home", "key=clear");
	fake.document = STORED;
	RUN_PART(0, "    Security key           : Absent\n\nCost settings", "show", "profile", "name=home", "key=clear");
}

static void no_answer_of_the_service_shows_a_key_that_was_not_asked_for(void **state)
{
	static const char *const documents[] = {
		SECURE("", "WPA2PSK", "", "false", "correct &lt;horse&gt; battery"),
		SECURE("p:", "WPA2PSK", "", "0", "correct &lt;horse&gt; battery"),
		SECURE("", "WPA2PSK", "", "", "\r\nhorse\r\n"),
		"\t<keyMaterial>horse",
	};
	char folder[] = "/tmp/netsh_test.XXXXXX", word[96], path[64];

	assert_non_null(mkdtemp(folder));
	snprintf(word, sizeof(word), "folder=%s", folder);
	snprintf(path, sizeof(path), "%s/Wi-Fi-home.xml", folder);
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		char *texts[4];

		fake.document = documents[i];
		texts[0] = ANSWER(0, "show", "profiles", "name=home");
		texts[1] = ANSWER_JSON("show", "profiles", "name=home");
		texts[2] = ANSWER(0, "export", "profile", "name=home", word);
		texts[3] = content_of(path);
		for (int j = 0; j < 4; j++) {
			if (strstr(texts[j], "horse") || strstr(texts[j], "Key Content"))
				fail_msg("document %zu, text %d: %s", i, j, texts[j]);
			free(texts[j]);
		}
		unlink(path);
	}
	rmdir(folder);
}

static void export_writes_the_clear_key_only_with_key_clear(void **state)
{
	char folder[] = "/tmp/netsh_test.XXXXXX", word[96], path[64];
	struct stat info;
	char *text;

	assert_non_null(mkdtemp(folder));
	snprintf(word, sizeof(word), "folder=%s", folder);
	snprintf(path, sizeof(path), "%s/Wi-Fi-home.xml", folder);
	fake.document = SECURE("", "WPA2PSK", "", "true", SEALED);
	fake.clear_document = SECURE("", "WPA2PSK", "", "false", "correct &lt;horse&gt; battery");
	free(ANSWER(0, "export", "profile", "name=home", word));
	text = content_of(path);
	assert_string_equal(text, fake.document);
	free(text);
	assert_int_equal(chmod(path, 0644), 0);
	free(ANSWER(0, "export", "profile", "name=home", word, "key=clear"));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	text = content_of(path);
	assert_string_equal(text, fake.clear_document);
	free(text);
	unlink(path);
	rmdir(folder);
}

static void secure_networks_and_profiles_have_their_names(void **state)
{
	static const struct {
		DOT11_AUTH_ALGORITHM auth;
		DOT11_CIPHER_ALGORITHM cipher;
		const char *shown;
	} networks[] = {
		{ DOT11_AUTH_ALGO_RSNA_PSK, DOT11_CIPHER_ALGO_CCMP, "WPA2-Personal\n    Encryption              : CCMP \n" },
		{ DOT11_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_ALGO_GCMP_256, "WPA3-Personal\n    Encryption              : GCMP-256 \n" },
		{ DOT11_AUTH_ALGO_OWE, DOT11_CIPHER_ALGO_CCMP, "OWE\n    Encryption              : CCMP \n" },
		{ DOT11_AUTH_ALGO_WPA_PSK, DOT11_CIPHER_ALGO_TKIP, "WPA-Personal\n    Encryption              : TKIP \n" },
		{ DOT11_AUTH_ALGO_RSNA, DOT11_CIPHER_ALGO_CCMP, "WPA2-Enterprise\n    Encryption              : CCMP \n" },
	};

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
		fake.auth = networks[i].auth;
		fake.cipher = networks[i].cipher;
		RUN_PART(0, networks[i].shown, "show", "networks");
	}
	fake.auth = DOT11_AUTH_ALGO_WPA3_SAE;
	fake.cipher = DOT11_CIPHER_ALGO_CCMP;
	fake.is_connected = true;
	RUN_PART(0, "    Authentication         : WPA3-Personal\n    Cipher                 : CCMP\n", "show", "interfaces");
	fake.document = SECURE("", "WPA3SAE", "\t<transitionMode xmlns=\"x\">true</transitionMode>\r\n", "true", SEALED);
	RUN_PART(0, "    Authentication         : WPA3-Personal\n    Cipher                 : CCMP\n"
		    "    Authentication         : WPA2-Personal\n    Cipher                 : CCMP\n"
		    "    Security key           : Present\n", "show", "profile", "home");
	fake.document = SECURE("", "OWE", "", "true", SEALED);
	RUN_PART(0, "    Authentication         : OWE\n    Cipher                 : CCMP\n", "show", "profile", "home");
	fake.is_connected = false;
	RUN(0, "Connection request was completed successfully.\n", "connect", "home");
	assert_int_equal(fake.n_connects, 1);
	assert_int_equal(fake.get_flags, 0);
}

static void a_refused_profile_is_explained_without_its_key(void **state)
{
#define DOCUMENT(encryption, is_protected, key)                                                                           \
	"<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>n</name><SSIDConfig><SSID><name>n</name>" \
	"</SSID></SSIDConfig><connectionType>ESS</connectionType><MSM><security><authEncryption><authentication>WPA2PSK"    \
	"</authentication><encryption>" encryption "</encryption></authEncryption><sharedKey><keyType>passPhrase</keyType>"  \
	"<protected>" is_protected "</protected><keyMaterial>" key "</keyMaterial></sharedKey></security></MSM></WLANProfile>"
	static const char *const cases[][2] = {
		{ DOCUMENT("AES", "false", "horse"),
		  "Element keyMaterial has 5 characters, but a passPhrase has 8 to 63; mend its length.\n" },
		{ DOCUMENT("WEP", "false", "correct horse"),
		  "Element encryption is WEP, which does not go with authentication WPA2PSK; write TKIP or AES.\n" },
		{ DOCUMENT("AES", "true", "0102"), "Element keyMaterial is protected, and only the machine that protected it can read it;" },
		{ "<WLANProfile><keyMaterial>horse", "The profile is not well-formed XML" },
	};
	char path[] = "/tmp/netsh_test.XXXXXX", word[96];
	int fd = mkstemp(path);

	fake.set_error = ERROR_BAD_PROFILE;
	fake.set_reason = 0x40004;
	snprintf(word, sizeof(word), "filename=%s", path);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text;

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, cases[i][0], strlen(cases[i][0]), 0), strlen(cases[i][0]));
		text = ANSWER(1, "add", "profile", word);
		assert_non_null(strstr(text, "is not valid (reason 0x40004): The SSID is not valid.\n"));
		if (!strstr(text, cases[i][1]) || strstr(text, "horse"))
			fail_msg("case %zu: %s", i, text);
		free(text);
	}
	close(fd);
	unlink(path);
}

static void failures_have_their_text_and_help_lists_the_commands(void **state)
{
	RUN_PART(0, "The following commands are available:", "?");
	RUN_PART(0, "Usage: disconnect [[interface=]<string>]\n", "disconnect", "?");
	RUN(1, "The following command was not found: wlan fly high.\n", "fly", "high");
	fake.open_error = ERROR_SERVICE_NOT_ACTIVE;
	RUN(1, "The Wireless AutoConfig Service (wlansvc) is not running.\n", "disconnect");
	fake.open_error = 0;
	fake.n_interfaces = 0;
	RUN(1, "There is no wireless interface on the system.\n", "disconnect");
	RUN_JSON(1, "--json is for the show commands only.\n", "disconnect");
}

#define case_of(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(show_interfaces_has_windows_layout),
		case_of(show_networks_lists_each_network_once),
		case_of(show_networks_scans_first_where_nothing_was_scanned),
		case_of(show_profiles_groups_them_and_shows_one_in_full),
		case_of(connect_asks_once_and_not_for_the_network_one_is_in),
		case_of(disconnect_names_the_interface_and_needs_it_if_there_are_two),
		case_of(profiles_are_added_deleted_and_exported_inside_the_folder),
		case_of(a_key_is_asked_for_and_shown_only_with_key_clear),
		case_of(no_answer_of_the_service_shows_a_key_that_was_not_asked_for),
		case_of(export_writes_the_clear_key_only_with_key_clear),
		case_of(secure_networks_and_profiles_have_their_names),
		case_of(a_refused_profile_is_explained_without_its_key),
		case_of(failures_have_their_text_and_help_lists_the_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
