/*
 * store_full BALLAST: stores profiles until the disk of the service is full, then removes the file BALLAST from it.
 * Each call that does not fit is refused with ERROR_DISK_FULL and changes nothing, all else works on, and with room
 * again so does storing.
 */
#include <windows.h>
#include <wlanapi.h>

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define MAX_PROFILES 1000

static HANDLE handle;
static GUID guid;
static unsigned int n_checks;
static bool has_failed;

static void check(bool is_good, const char *what, DWORD code)
{
	printf("%s %u - %s\n", is_good ? "ok" : "not ok", ++n_checks, what);
	if (!is_good)
		printf("# error %u\n", (unsigned int)code);
	has_failed |= !is_good;
}

static const WCHAR *wide_text(const char *text, WCHAR *ret)
{
	size_t i = 0;

	do
		ret[i] = (unsigned char)text[i];
	while (text[i++]);
	return ret;
}

static DWORD set_profile(unsigned int number)
{
	static const char format[] =
		"<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>p%u</name>"
		"<SSIDConfig><SSID><name>somewhere %u</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		"<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>open</authentication>"
		"<encryption>none</encryption><useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>";
	WCHAR wide[1024];
	char text[1024];
	DWORD reason;

	snprintf(text, sizeof(text), format, number, number);
	return WlanSetProfile(handle, &guid, 0, wide_text(text, wide), NULL, TRUE, NULL, &reason);
}

static DWORD get_profile(unsigned int number)
{
	WCHAR wide[16];
	char name[16];
	LPWSTR xml;
	DWORD code;

	snprintf(name, sizeof(name), "p%u", number);
	code = WlanGetProfile(handle, &guid, wide_text(name, wide), NULL, &xml, NULL, NULL);
	if (code == ERROR_SUCCESS)
		WlanFreeMemory(xml);
	return code;
}

/* Return: ERROR_SUCCESS if exactly the first @n are there. */
static DWORD look_for(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		DWORD code = get_profile(i);

		if (code != ERROR_SUCCESS)
			return code;
	}
	return get_profile(n) == ERROR_NOT_FOUND ? ERROR_SUCCESS : ERROR_ALREADY_EXISTS;
}

int main(int argc, char **argv)
{
	PWLAN_INTERFACE_INFO_LIST list;
	WLAN_INTERFACE_STATE *state;
	DWORD code, again, version, size;
	unsigned int n = 0;

	printf("1..7\n");
	if (argc != 2 || WlanOpenHandle(2, NULL, &version, &handle) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(handle, NULL, &list) != ERROR_SUCCESS || list->dwNumberOfItems == 0) {
		printf("Bail out! no working service to begin with\n");
		return 1;
	}
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);

	while (n < MAX_PROFILES && (code = set_profile(n)) == ERROR_SUCCESS)
		n++;
	printf("# %u profiles have found room\n", n);
	check(n > 10 && code == ERROR_DISK_FULL, "a profile that finds no room is refused with ERROR_DISK_FULL", code);
	again = set_profile(n);
	check(again == ERROR_DISK_FULL, "so is it when it is tried again", again);
	code = look_for(n);
	check(code == ERROR_SUCCESS, "every profile that was stored is there, and the refused one is not", code);
	code = WlanQueryInterface(handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&state, NULL);
	check(code == ERROR_SUCCESS, "other calls are answered", code);
	if (code == ERROR_SUCCESS)
		WlanFreeMemory(state);
	if (unlink(argv[1]) < 0)
		printf("# %s cannot be removed\n", argv[1]);
	code = set_profile(n);
	check(code == ERROR_SUCCESS, "it is stored when there is room again", code);
	code = look_for(n + 1);
	check(code == ERROR_SUCCESS, "now every profile is there", code);
	code = WlanDeleteProfile(handle, &guid, u"p0", NULL);
	check(code == ERROR_SUCCESS && get_profile(0) == ERROR_NOT_FOUND, "one can be deleted", code);
	WlanCloseHandle(handle, NULL);
	return has_failed;
}
