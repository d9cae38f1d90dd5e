#include "netsh/fake_wlanapi.h"

#include <sys/stat.h>
#include <unistd.h>

#define PASSPHRASE "correct <horse> battery"
#define SEALED "0102A0B0"
#define SECURE(prefix, auth, extra, is_protected, key)                                                                    \
	"<?xml version=\"1.0\"?>\r\n<WLANProfile>\r\n\t<name>home</name>\r\n\t<authentication>" auth "</authentication>\r\n"  \
	"\t<encryption>AES</encryption>\r\n" extra "\t<protected>" is_protected "</protected>\r\n"                             \
	"\t<" prefix "keyMaterial>" key "</" prefix "keyMaterial>\r\n</WLANProfile>\r\n"

static char *content_of(const char *path)
{
	char *text = calloc(1, 4096);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, 4095, file) > 0);
	fclose(file);
	return text;
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
