/*
 * client COMMAND [ARGUMENT]...: one function of wlanapi.h, by whoever runs this. Prints "said" and what came of it, for the
 * script that compares.
 *
 *   set NAME user|all SDDL|- new|overwrite     WlanSetProfile: status
 *   delete NAME                                WlanDeleteProfile: status
 *   granted NAME                               WlanGetProfile: status, granted mask
 *   key NAME                                   WlanGetProfile with the key in clear: status, "clear" or "protected"
 *   connect NAME                               WlanConnect: status; with 0 waits for its end: reason
 *   temporary NAME                             WlanConnect with a temporary profile: likewise
 *   save NAME SDDL                             WlanSaveTemporaryProfile for all users: status
 *   disconnect                                 WlanDisconnect: status; with 0 waits for its end. Else what was told, and the state
 *   object NUMBER                              WlanGetSecuritySettings: status, granted mask, SDDL
 *   protect NUMBER SDDL                        WlanSetSecuritySettings: status
 *   vendor                                     WlanIhvControl and the functions of device services: four statuses
 */
#include "../api/support/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **words;
static HANDLE handle;
static GUID guid;

static const char *narrow_text(LPCWSTR text)
{
	static char narrow[65536];
	unsigned int n = 0;

	while (text[n] && n < sizeof(narrow) - 1) {
		narrow[n] = (char)text[n];
		n++;
	}
	narrow[n] = 0;
	return narrow;
}

static void set(void)
{
	DWORD flags = strcmp(words[1], "user") == 0 ? WLAN_PROFILE_USER : 0, reason = 0, status;
	LPCWSTR security = strcmp(words[2], "-") == 0 ? NULL : wide_text(words[2]);

	status = WlanSetProfile(handle, &guid, flags, test_profile(words[0], "manual"), security,
				strcmp(words[3], "overwrite") == 0, NULL, &reason);
	printf("said %u\n", (unsigned int)status);
}

/* For docs/api.md, which wants it by name. */
static void note(const char *call, DWORD status)
{
	if (status == ERROR_SUCCESS)
		harness_record(call, "ERROR_SUCCESS");
	else if (status == ERROR_ACCESS_DENIED)
		harness_record(call, "ERROR_ACCESS_DENIED");
	else if (status == ERROR_NOT_SUPPORTED)
		harness_record(call, "ERROR_NOT_SUPPORTED");
}

static void delete (void)
{
	DWORD status = WlanDeleteProfile(handle, &guid, wide_text(words[0]), NULL);

	note("WlanDeleteProfile(", status);
	printf("said %u\n", (unsigned int)status);
}

static void granted(void)
{
	DWORD mask = 0, status;
	LPWSTR xml = NULL;

	status = WlanGetProfile(handle, &guid, wide_text(words[0]), NULL, &xml, NULL, &mask);
	printf("said %u 0x%x\n", (unsigned int)status, (unsigned int)mask);
	WlanFreeMemory(xml);
}

static void key(void)
{
	DWORD flags = WLAN_PROFILE_GET_PLAINTEXT_KEY, status;
	const char *text = "";
	LPWSTR xml = NULL;

	status = WlanGetProfile(handle, &guid, wide_text(words[0]), NULL, &xml, &flags, NULL);
	if (status == ERROR_SUCCESS)
		text = narrow_text(xml);
	if (strstr(text, "<protected>true<"))
		text = strstr(text, test_setting("WIFI_TEST_KEY")) ? "both" : "protected";
	else
		text = strstr(text, test_setting("WIFI_TEST_KEY")) ? "clear" : "nothing";
	printf("said %u %s\n", (unsigned int)status, text);
	WlanFreeMemory(xml);
}

static void connect_with(WLAN_CONNECTION_MODE mode, LPCWSTR profile)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = mode,
		.strProfile = profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	struct watcher *watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM);
	DWORD status = WlanConnect(handle, &guid, &parameters, NULL);
	struct seen seen;

	if (status == ERROR_SUCCESS) {
		seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
		printf("said 0 %u\n", (unsigned int)((const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data)->wlanReasonCode);
	} else {
		printf("said %u\n", (unsigned int)status);
	}
	unwatch(watcher);
}

static void connect_to(void)
{
	connect_with(wlan_connection_mode_profile, wide_text(words[0]));
}

static void connect_temporarily(void)
{
	connect_with(wlan_connection_mode_temporary_profile, test_profile(words[0], "manual"));
}

static void save(void)
{
	LPCWSTR name = wide_text(words[0]);

	printf("said %u\n",
	       (unsigned int)WlanSaveTemporaryProfile(handle, &guid, name, wide_text(words[1]), 0, FALSE, NULL));
}

/* A refusal is told to nobody: what comes until the end of a scan, which is asked for afterwards, is shown. */
static void disconnect(void)
{
	struct watcher *watcher = watch(handle, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM);
	DWORD status = WlanDisconnect(handle, &guid, NULL);
	char told[256] = "";
	struct seen seen;

	if (status == ERROR_SUCCESS) {
		wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
		printf("said 0\n");
		unwatch(watcher);
		return;
	}
	CHECK_EQUAL(WlanScan(handle, &guid, NULL, NULL, NULL), ERROR_SUCCESS);
	for (;;) {
		size_t used = strlen(told);

		seen = wait_next(watcher);
		if (seen.source == WLAN_NOTIFICATION_SOURCE_ACM && seen.code == wlan_notification_acm_scan_complete)
			break;
		if (seen.source == WLAN_NOTIFICATION_SOURCE_ACM && seen.code == wlan_notification_acm_scan_list_refresh)
			continue;
		snprintf(told + used, sizeof(told) - used, " told:%u:%u", (unsigned int)seen.source, (unsigned int)seen.code);
	}
	printf("said %u%s %s\n", (unsigned int)status, told,
	       interface_state(handle, &guid) == wlan_interface_state_connected ? "connected" : "not connected");
	unwatch(watcher);
}

/* WlanIhvControl, and the three functions of device services. */
static void vendor(void)
{
	PWLAN_DEVICE_SERVICE_GUID_LIST list = NULL;
	DWORD size, control, command, get, listen;
	GUID service = { 0 };

	control = WlanIhvControl(handle, &guid, wlan_ihv_control_type_driver, 0, NULL, 0, NULL, &size);
	command = WlanDeviceServiceCommand(handle, &guid, &service, 0, 0, NULL, 0, NULL, &size);
	get = WlanGetSupportedDeviceServices(handle, &guid, &list);
	listen = WlanRegisterDeviceServiceNotification(handle, NULL);
	note("WlanIhvControl(", control);
	note("WlanDeviceServiceCommand(", command);
	note("WlanGetSupportedDeviceServices(", get);
	note("WlanRegisterDeviceServiceNotification(", listen);
	printf("said %u %u %u %u\n", (unsigned int)control, (unsigned int)command, (unsigned int)get, (unsigned int)listen);
}

static void object(void)
{
	DWORD mask = 0, status;
	LPWSTR sddl = NULL;

	status = WlanGetSecuritySettings(handle, (WLAN_SECURABLE_OBJECT)atoi(words[0]), NULL, &sddl, &mask);
	note("WlanGetSecuritySettings(", status);
	printf("said %u 0x%x %s\n", (unsigned int)status, (unsigned int)mask, sddl ? narrow_text(sddl) : "-");
	WlanFreeMemory(sddl);
}

static void protect(void)
{
	DWORD status = WlanSetSecuritySettings(handle, (WLAN_SECURABLE_OBJECT)atoi(words[0]), wide_text(words[1]));

	note("WlanSetSecuritySettings(", status);
	printf("said %u\n", (unsigned int)status);
}

static const struct command {
	const char *name;
	int n_arguments;
	void (*run)(void);
} commands[] = {
	{ "set", 4, set },	 { "delete", 1, delete },      { "granted", 1, granted },
	{ "key", 1, key },	 { "connect", 1, connect_to }, { "disconnect", 0, disconnect },
	{ "object", 1, object }, { "protect", 2, protect },     { "vendor", 0, vendor },
	    { "temporary", 1, connect_temporarily },
	{ "save", 2, save },
};

static const struct command *command;

static void run_command(void)
{
	handle = open_handle();
	guid = first_interface(handle);
	command->run();
	WlanCloseHandle(handle, NULL);
}

int main(int argc, char **argv)
{
	static const struct test test = { "a caller does what the script says", run_command };

	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, argv[1]) == 0 && commands[i].n_arguments == argc - 2)
			command = &commands[i];
	if (!command) {
		fprintf(stderr, "client: no such command\n");
		return 2;
	}
	words = argv + 2;
	return harness_main(1, argv, &test, 1);
}
