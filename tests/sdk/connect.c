/* A narrow program with generic text: reads a profile from a file, sets it, connects, waits on several events, disconnects. */
#include <windows.h>
#include <wlanapi.h>
#include <tchar.h>
#include <strsafe.h>
#include <rpc.h>
#include <stdio.h>

#define N_CODES 32

struct story {
	CRITICAL_SECTION lock;
	DWORD codes[N_CODES];
	DWORD n;
	HANDLE connected, disconnected;
};

static VOID WINAPI on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct story *story = context;

	EnterCriticalSection(&story->lock);
	if (story->n < N_CODES)
		story->codes[story->n++] = data->NotificationCode;
	LeaveCriticalSection(&story->lock);
	if (data->NotificationCode == wlan_notification_acm_connection_complete)
		SetEvent(story->connected);
	if (data->NotificationCode == wlan_notification_acm_disconnected)
		SetEvent(story->disconnected);
}

static BOOL read_file(LPCTSTR name, LPWSTR text, size_t capacity)
{
	WCHAR line[256];
	FILE *file = NULL;

	if (_tfopen_s(&file, name, _T("r")) != 0)
		return FALSE;
	text[0] = 0;
	while (fgetws(line, _countof(line), file))
		if (FAILED(StringCchCatW(text, capacity, line)))
			break;
	fclose(file);
	return TRUE;
}

static DWORD WINAPI disconnect_later(LPVOID parameter)
{
	HANDLE *handles = parameter;

	return WlanDisconnect(handles[0], (GUID *)handles[1], NULL);
}

int _tmain(int argc, _TCHAR *argv[])
{
	struct story story = { .n = 0 };
	HANDLE client, both[2], handles[2], thread;
	DWORD version, result, reason = 0, code = 0;
	PWLAN_INTERFACE_INFO_LIST list;
	static WCHAR profile[4096];
	WLAN_CONNECTION_PARAMETERS parameters;
	RPC_CSTR uuid = NULL;
	CHAR message[64];

	if (argc != 2 || !read_file(argv[1], profile, _countof(profile))) {
		_tprintf(_T("Usage: connect PROFILE.xml\n"));
		return 1;
	}
	InitializeCriticalSection(&story.lock);
	story.connected = CreateEvent(NULL, TRUE, FALSE, NULL);
	story.disconnected = CreateEvent(NULL, TRUE, FALSE, NULL);
	if ((result = WlanOpenHandle(2, NULL, &version, &client)) != ERROR_SUCCESS ||
	    (result = WlanEnumInterfaces(client, NULL, &list)) != ERROR_SUCCESS ||
	    (result = WlanSetProfile(client, &list->InterfaceInfo[0].InterfaceGuid, 0, profile, NULL, TRUE, NULL, &reason)) !=
		    ERROR_SUCCESS ||
	    (result = WlanRegisterNotification(client, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_notification, &story, NULL,
					       NULL)) != ERROR_SUCCESS) {
		WCHAR words[128];

		WlanReasonCodeToString(reason, _countof(words), words, NULL);
		printf("error %lu, reason %08lX: %ls\n", result, reason, words);
		return 1;
	}
	if (UuidToStringA(&list->InterfaceInfo[0].InterfaceGuid, &uuid) == RPC_S_OK)
		printf("interface %s\n", uuid);
	RpcStringFreeA(&uuid);

	ZeroMemory(&parameters, sizeof(parameters));
	parameters.wlanConnectionMode = wlan_connection_mode_profile;
	parameters.strProfile = L"sdk";
	parameters.dot11BssType = dot11_BSS_type_any;
	result = WlanConnect(client, &list->InterfaceInfo[0].InterfaceGuid, &parameters, NULL);
	StringCchPrintfA(message, sizeof(message), "WlanConnect: %lu", result);
	puts(message);
	both[0] = story.disconnected;
	both[1] = story.connected;
	printf("first: object %lu\n", WaitForMultipleObjects(2, both, FALSE, 20000));
	printf("disconnected yet: %lu\n", WaitForSingleObject(story.disconnected, 0));

	handles[0] = client;
	handles[1] = &list->InterfaceInfo[0].InterfaceGuid;
	thread = CreateThread(NULL, 0, disconnect_later, handles, 0, NULL);
	both[1] = thread;
	printf("both: %lu\n", WaitForMultipleObjects(2, both, TRUE, 20000));
	GetExitCodeThread(thread, &code);
	printf("WlanDisconnect: %lu\n", code);
	CloseHandle(thread);

	WlanCloseHandle(client, NULL); /* no callback after this */
	for (DWORD i = 0; i < story.n; i++)
		printf("%s%lu", i ? " " : "told: ", story.codes[i]);
	printf("\n");
	WlanFreeMemory(list);
	CloseHandle(story.connected);
	CloseHandle(story.disconnected);
	DeleteCriticalSection(&story.lock);
	printf("closed twice: %d %lu\n", CloseHandle(story.connected), GetLastError());
	return 0;
}
