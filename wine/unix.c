/*
 * nwlanapi.dll.so: libwlanapi as a module of Wine. wlanapi.dll forwards every export here (wlanapi.spec).
 *
 * Loading it does nothing. The first handle opened gives the library Wine's threads for its callbacks, and pins the module: a
 * program may drop the DLL before it closes its handles.
 */
#include <errno.h>
#include <stdlib.h>
#include <windows.h>

#include "../src/wlanapi/host_threads.h"
#include "unixlib.h"

enum thread_state {
	THREAD_NEW,
	THREAD_RUNS,
	THREAD_IS_NOT_WANTED, /* joined before it came to run */
};

/* Belongs to the thread and to whoever started it; the last frees it. */
struct thread {
	LONG references, state;
	void (*run)(void *userdata);
	void *userdata;
	HANDLE handle, has_run;
};

static void thread_unref(void *userdata)
{
	struct thread *thread = userdata;

	if (InterlockedDecrement(&thread->references) > 0)
		return;
	if (thread->handle)
		CloseHandle(thread->handle);
	if (thread->has_run)
		CloseHandle(thread->has_run);
	free(thread);
}

static DWORD WINAPI thread_main(void *userdata)
{
	struct thread *thread = userdata;

	if (InterlockedCompareExchange(&thread->state, THREAD_RUNS, THREAD_NEW) == THREAD_NEW) {
		thread->run(thread->userdata);
		SetEvent(thread->has_run);
	}
	thread_unref(thread);
	return 0;
}

static int thread_start(void (*run)(void *userdata), void *userdata, void **ret_thread)
{
	struct thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		return ENOMEM;
	thread->references = 1;
	thread->run = run;
	thread->userdata = userdata;
	thread->has_run = CreateEventW(NULL, TRUE, FALSE, NULL);
	/* Suspended until the structure is whole. */
	if (thread->has_run)
		thread->handle = CreateThread(NULL, 0, thread_main, thread, CREATE_SUSPENDED, NULL);
	if (!thread->handle) {
		thread_unref(thread);
		return EAGAIN;
	}
	thread->references = 2;
	*ret_thread = thread;
	ResumeThread(thread->handle);
	return 0;
}

/*
 * The end of run() is enough, and must be: who closes a handle in DllMain holds the lock without which no thread begins or ends.
 * At the end of the process, on the other hand, Windows has ended the thread before DllMain runs, wherever it was.
 */
static void thread_join(void *userdata)
{
	struct thread *thread = userdata;
	const HANDLE ends[2] = { thread->has_run, thread->handle };

	if (InterlockedCompareExchange(&thread->state, THREAD_IS_NOT_WANTED, THREAD_NEW) != THREAD_NEW)
		WaitForMultipleObjects(2, ends, FALSE, INFINITE);
	thread_unref(thread);
}

static void thread_call(void (*callback)(void), void *data, void *context)
{
	void WINDOWS_CALL (*windows_callback)(void *, void *) = (void *)callback;

	windows_callback(data, context);
}

static const struct wlanapi_host_threads wine_threads = { thread_start, thread_join, thread_unref, thread_call };

uint32_t WINDOWS_CALL own_WlanOpenHandle(uint32_t version, void *reserved, uint32_t *negotiated, void **handle)
{
	HMODULE module;

	if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
				(const WCHAR *)&wine_threads, &module))
		return GetLastError();
	native_wifi_set_host_threads(&wine_threads);
	return WlanOpenHandle(version, reserved, negotiated, handle);
}

void *WINDOWS_CALL own_WlanAllocateMemory(uint32_t size)
{
	void *memory = WlanAllocateMemory(size);

	if (!memory)
		SetLastError(size == 0 ? ERROR_INVALID_PARAMETER : ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

void WINDOWS_CALL own_WlanFreeMemory(void *memory)
{
	WlanFreeMemory(memory);
}

uint32_t WINDOWS_CALL own_WlanSetProfileEapUserData(void *handle, const void *guid, const void *name,
						    const struct unix_eap_method *method, uint32_t flags, uint32_t size,
						    void *data, void *reserved)
{
	return WlanSetProfileEapUserData(handle, guid, name, *method, flags, size, data, reserved);
}

/* In the place of the program's, which the library would call the wrong way round if ever there were sessions of Wi-Fi Direct. */
static void no_session(void)
{
}

uint32_t WINDOWS_CALL own_WFDStartOpenSession(void *handle, void *device, void *context, void *callback, void **session)
{
	return WFDStartOpenSession(handle, device, context, callback ? no_session : NULL, session);
}

uint32_t WINDOWS_CALL not_offered(void)
{
	SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
	return ERROR_CALL_NOT_IMPLEMENTED;
}
