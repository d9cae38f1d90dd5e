/*
 * A Windows program that loads wlanapi.dll itself and does what it is told, a word per line: for lifecycle_test.py. Every order
 * is answered with one line; "callback" lines come in between.
 */
#include <windows.h>
#include <wlanapi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_IN_CALLBACK 7

enum manner {
	MANNER_COUNT,
	MANNER_BLOCK,
	MANNER_EXIT,
};

static HMODULE module;
static HANDLE handle;
static GUID guid;

static VOID WINAPI notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	enum manner manner = (enum manner)(ULONG_PTR)context;

	printf("callback %u\n", (unsigned int)data->NotificationCode);
	fflush(stdout);
	if (manner == MANNER_BLOCK)
		WaitForSingleObject(CreateEvent(NULL, TRUE, FALSE, NULL), INFINITE);
	if (manner == MANNER_EXIT)
		ExitProcess(EXIT_IN_CALLBACK);
}

#define FUNCTION(name) ((__typeof__(name) *)(void *)GetProcAddress(module, #name))

static DWORD open_first(void)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version, code;

	code = FUNCTION(WlanOpenHandle)(2, NULL, &version, &handle);
	if (code != ERROR_SUCCESS)
		return code;
	code = FUNCTION(WlanEnumInterfaces)(handle, NULL, &list);
	if (code != ERROR_SUCCESS)
		return code;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	FUNCTION(WlanFreeMemory)(list);
	return ERROR_SUCCESS;
}

static DWORD watch(enum manner manner)
{
	return FUNCTION(WlanRegisterNotification)(handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, notified, (PVOID)(ULONG_PTR)manner,
						  NULL, NULL);
}

/* Return: the function's result; its last error must be the same. */
static DWORD call(const char *name)
{
	DWORD(WINAPI * function)(void) = (DWORD(WINAPI *)(void))(void *)GetProcAddress(module, name);
	DWORD code;

	if (!function)
		return GetLastError();
	SetLastError(0);
	code = function();
	return code == GetLastError() ? code : MAXDWORD;
}

static DWORD load(const char *name)
{
	HMODULE loaded = LoadLibraryA(name);

	if (!loaded)
		return GetLastError();
	if (module && module != loaded)
		return ERROR_INVALID_DLL;
	module = loaded;
	return ERROR_SUCCESS;
}

static DWORD unload(void)
{
	while (GetModuleHandleA("wlanapi.dll"))
		if (!FreeLibrary(module))
			return GetLastError();
	return ERROR_SUCCESS;
}

/* Another DLL, and away with it. */
static DWORD plug(const char *name, BOOL must_stay)
{
	HMODULE plugin = LoadLibraryA(name);

	if (!plugin)
		return GetLastError();
	return must_stay || FreeLibrary(plugin) ? ERROR_SUCCESS : GetLastError();
}

static DWORD obey(const char *order)
{
	if (strncmp(order, "plug in and out ", 16) == 0)
		return plug(order + 16, FALSE);
	if (strncmp(order, "plug in ", 8) == 0)
		return plug(order + 8, TRUE);
	if (strncmp(order, "load ", 5) == 0)
		return load(order + 5);
	if (strncmp(order, "call ", 5) == 0)
		return call(order + 5);
	if (strncmp(order, "find ", 5) == 0)
		return GetModuleHandleA(order + 5) ? ERROR_SUCCESS : GetLastError();
	if (strcmp(order, "open") == 0)
		return open_first();
	if (strcmp(order, "watch") == 0)
		return watch(MANNER_COUNT);
	if (strcmp(order, "watch and block") == 0)
		return watch(MANNER_BLOCK);
	if (strcmp(order, "watch and exit") == 0)
		return watch(MANNER_EXIT);
	if (strcmp(order, "scan") == 0)
		return FUNCTION(WlanScan)(handle, &guid, NULL, NULL, NULL);
	if (strcmp(order, "close") == 0)
		return FUNCTION(WlanCloseHandle)(handle, NULL);
	if (strcmp(order, "unload") == 0)
		return unload();
	return ERROR_INVALID_FUNCTION;
}

/* The end of the input ends the program as it stands: handles open, callbacks running. */
int main(void)
{
	char line[256];

	printf("ready\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		printf("%s: %u\n", line, (unsigned int)obey(line));
		fflush(stdout);
	}
	return 0;
}
