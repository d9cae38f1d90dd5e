/*
 * A program that is killed in the middle of any call leaves the service working and its handles released.
 *
 * Children open handles and call without end; each is killed at a random moment of its work. Were handles kept, the service would
 * run out of them long before the end: the rounds open many times its limit.
 */
#include <windows.h>
#include <wlanapi.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_ROUNDS 60
#define N_HANDLES_EACH 100

static VOID WINAPI ignore(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	(void)data;
	(void)context;
}

static int fail(const char *what, DWORD code)
{
	printf("not ok 1 - killed clients leave the service working\n# %s: error %u\n", what, (unsigned int)code);
	return 1;
}

/* Never returns: calls until it is killed. @ready is told once the handles are open. */
static void work(int ready, unsigned int kind)
{
	HANDLE handles[N_HANDLES_EACH];
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version;
	GUID guid;

	for (unsigned int i = 0; i < N_HANDLES_EACH; i++)
		if (WlanOpenHandle(2, NULL, &version, &handles[i]) != ERROR_SUCCESS)
			_exit(3);
	if (WlanEnumInterfaces(handles[0], NULL, &list) != ERROR_SUCCESS)
		_exit(4);
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	WlanRegisterNotification(handles[0], WLAN_NOTIFICATION_SOURCE_ALL, FALSE, ignore, NULL, NULL, NULL);
	if (write(ready, "r", 1) != 1)
		_exit(5);
	for (;;) {
		DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "lab" };
		WLAN_CONNECTION_PARAMETERS parameters = {
			.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
			.pDot11Ssid = &ssid,
			.dot11BssType = dot11_BSS_type_infrastructure,
		};
		PWLAN_BSS_LIST bss_list;

		switch (kind % 4) {
		case 0:
			WlanScan(handles[1], &guid, NULL, NULL, NULL);
			break;
		case 1:
			if (WlanGetNetworkBssList(handles[1], &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &bss_list) == ERROR_SUCCESS)
				WlanFreeMemory(bss_list);
			break;
		case 2:
			WlanConnect(handles[1], &guid, &parameters, NULL);
			break;
		default:
			WlanDisconnect(handles[1], &guid, NULL);
		}
		kind++;
	}
}

static int run_round(unsigned int round)
{
	struct timespec moment = { .tv_nsec = rand() % 3000000 };
	int ready[2], status;
	char byte;
	pid_t pid;

	if (pipe(ready) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		work(ready[1], round);
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1) {
		waitpid(pid, &status, 0);
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	}
	close(ready[0]);
	clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL); /* the random moment of the kill, not a wait for anything */
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 0;
}

int main(void)
{
	unsigned int seed = (unsigned int)time(NULL);
	PWLAN_INTERFACE_INFO_LIST list;
	HANDLE handle;
	DWORD version, code;

	printf("1..1\n# seed %u\n", seed);
	srand(seed);
	for (unsigned int round = 0; round < N_ROUNDS; round++) {
		int result = run_round(round);

		if (result != 0)
			return fail("a child could not work", (DWORD)result);
	}
	code = WlanOpenHandle(2, NULL, &version, &handle);
	if (code != ERROR_SUCCESS)
		return fail("WlanOpenHandle afterwards", code);
	code = WlanEnumInterfaces(handle, NULL, &list);
	if (code != ERROR_SUCCESS)
		return fail("WlanEnumInterfaces afterwards", code);
	if (list->dwNumberOfItems != 1)
		return fail("the interface is gone", 0);
	code = WlanDisconnect(handle, &list->InterfaceInfo[0].InterfaceGuid, NULL);
	if (code != ERROR_SUCCESS)
		return fail("WlanDisconnect afterwards", code);
	WlanFreeMemory(list);
	WlanCloseHandle(handle, NULL);
	printf("ok 1 - killed clients leave the service working\n");
	return 0;
}
