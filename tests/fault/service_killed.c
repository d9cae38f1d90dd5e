/*
 * The service is killed under open handles: each call returns the RPC error at once, close returns, and opening says that the
 * service is not active. Runs in wlan-sandbox, which tells the service's process in WLANSVC_PID.
 */
#include <windows.h>
#include <wlanapi.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_ONCE_MS 1000

static unsigned long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

static VOID WINAPI ignore(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	(void)data;
	(void)context;
}

static int expect(unsigned int *number, const char *what, DWORD code, DWORD expected, unsigned long long begin)
{
	unsigned long long took = now_ms() - begin;

	++*number;
	if (code == expected && took < AT_ONCE_MS) {
		printf("ok %u - %s\n", *number, what);
		return 0;
	}
	printf("not ok %u - %s\n# error %u instead of %u, after %llu ms\n", *number, what, (unsigned int)code, (unsigned int)expected, took);
	return 1;
}

int main(void)
{
	const char *pid = getenv("WLANSVC_PID");
	PWLAN_INTERFACE_INFO_LIST list;
	unsigned int number = 0;
	unsigned long long begin;
	HANDLE quiet, listening, late;
	DWORD version;
	int failed = 0;
	GUID guid;

	printf("1..6\n");
	if (!pid || WlanOpenHandle(2, NULL, &version, &quiet) != ERROR_SUCCESS ||
	    WlanOpenHandle(2, NULL, &version, &listening) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(quiet, NULL, &list) != ERROR_SUCCESS ||
	    WlanRegisterNotification(listening, WLAN_NOTIFICATION_SOURCE_ALL, FALSE, ignore, NULL, NULL, NULL) != ERROR_SUCCESS) {
		printf("Bail out! no working service to begin with\n");
		return 1;
	}
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	kill((pid_t)atoi(pid), SIGKILL);

	begin = now_ms();
	failed += expect(&number, "a call on a handle fails at once", WlanDisconnect(quiet, &guid, NULL), RPC_S_SERVER_UNAVAILABLE, begin);
	begin = now_ms();
	failed += expect(&number, "so does one on a handle with notifications", WlanDisconnect(listening, &guid, NULL),
			 RPC_S_SERVER_UNAVAILABLE, begin);
	begin = now_ms();
	failed += expect(&number, "and a second one", WlanScan(listening, &guid, NULL, NULL, NULL), RPC_S_SERVER_UNAVAILABLE, begin);
	begin = now_ms();
	WlanCloseHandle(quiet, NULL);
	failed += expect(&number, "close returns", 0, 0, begin);
	begin = now_ms();
	WlanCloseHandle(listening, NULL);
	failed += expect(&number, "close with notifications returns", 0, 0, begin);
	begin = now_ms();
	failed += expect(&number, "opening says that the service is not active", WlanOpenHandle(2, NULL, &version, &late),
			 ERROR_SERVICE_NOT_ACTIVE, begin);
	return failed > 0;
}
