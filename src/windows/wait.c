/*
 * Events, mutexes, threads, and waiting for them; winbase.h. One lock and one condition for all: who waits looks at its objects
 * whenever one of any has changed. Wi-Fi programs have a handful.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <windows.h>

enum kind { KIND_FREE, KIND_EVENT, KIND_MUTEX, KIND_THREAD };

struct object {
	enum kind kind;
	bool is_open;		/* has a handle */
	bool is_running;	/* thread */
	bool is_manual;		/* event */
	bool is_set;		/* event; thread: it has ended */
	bool is_abandoned;	/* mutex: its owner ended with it */
	unsigned int n_waiting; /* it must not be given to somebody else meanwhile */
	DWORD owner;		/* mutex: a thread, 0 for nobody */
	unsigned int depth;	/* mutex */
	DWORD exit_code;	/* thread */
	DWORD thread_id;
	LPTHREAD_START_ROUTINE start;
	LPVOID parameter;
};

/* A handle is a place here: 4, 8, 12... as on Windows, which no memory and no handle of wlanapi.h is. */
#define MAX_OBJECTS 4096
static struct object objects[MAX_OBJECTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void set_up(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

DWORD WINAPI GetCurrentThreadId(void)
{
	return (DWORD)gettid();
}

DWORD WINAPI GetCurrentProcessId(void)
{
	return (DWORD)getpid();
}

static HANDLE handle_of(const struct object *object)
{
	return (HANDLE)(uintptr_t)((size_t)(object - objects + 1) * 4);
}

/* All below: under the lock. */

static struct object *find(HANDLE handle)
{
	uintptr_t value = (uintptr_t)handle;
	struct object *object = value && value % 4 == 0 && value / 4 <= MAX_OBJECTS ? &objects[value / 4 - 1] : NULL;

	return object && object->kind != KIND_FREE && object->is_open ? object : NULL;
}

static struct object *find_kind(HANDLE handle, enum kind kind)
{
	struct object *object = find(handle);

	if (object && object->kind == kind)
		return object;
	SetLastError(ERROR_INVALID_HANDLE);
	return NULL;
}

static void release_if_unused(struct object *object)
{
	if (!object->is_open && !object->is_running && object->n_waiting == 0)
		object->kind = KIND_FREE;
}

static struct object *add(enum kind kind)
{
	for (size_t i = 0; i < MAX_OBJECTS; i++) {
		if (objects[i].kind != KIND_FREE)
			continue;
		objects[i] = (struct object){ .kind = kind, .is_open = true };
		return &objects[i];
	}
	SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	return NULL;
}

static bool is_signalled(const struct object *object, DWORD thread)
{
	if (object->kind == KIND_MUTEX)
		return object->owner == 0 || object->owner == thread;
	return object->is_set;
}

/* Return: whether the mutex had been left by an owner that ended. */
static bool acquire(struct object *object, DWORD thread)
{
	bool was_abandoned = object->is_abandoned;

	if (object->kind == KIND_EVENT && !object->is_manual)
		object->is_set = false;
	if (object->kind == KIND_MUTEX) {
		object->owner = thread;
		object->depth++;
		object->is_abandoned = false;
	}
	return was_abandoned;
}

/* --- objects --- */

static HANDLE create_event(bool is_manual, bool is_set)
{
	struct object *object;

	pthread_once(&once, set_up);
	pthread_mutex_lock(&lock);
	object = add(KIND_EVENT);
	if (object) {
		object->is_manual = is_manual;
		object->is_set = is_set;
		SetLastError(ERROR_SUCCESS);
	}
	pthread_mutex_unlock(&lock);
	return object ? handle_of(object) : NULL;
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpAttributes, BOOL bManualReset, BOOL bInitialState, LPCWSTR lpName)
{
	if (!lpName)
		return create_event(bManualReset, bInitialState);
	SetLastError(ERROR_NOT_SUPPORTED);
	return NULL;
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpAttributes, BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
{
	if (!lpName)
		return create_event(bManualReset, bInitialState);
	SetLastError(ERROR_NOT_SUPPORTED);
	return NULL;
}

static BOOL change_event(HANDLE handle, bool is_set)
{
	struct object *object;

	pthread_once(&once, set_up);
	pthread_mutex_lock(&lock);
	object = find_kind(handle, KIND_EVENT);
	if (object) {
		object->is_set = is_set;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return object != NULL;
}

BOOL WINAPI SetEvent(HANDLE hEvent)
{
	return change_event(hEvent, true);
}

BOOL WINAPI ResetEvent(HANDLE hEvent)
{
	return change_event(hEvent, false);
}

static HANDLE create_mutex(bool is_owned)
{
	struct object *object;

	pthread_once(&once, set_up);
	pthread_mutex_lock(&lock);
	object = add(KIND_MUTEX);
	if (object && is_owned)
		acquire(object, GetCurrentThreadId());
	if (object)
		SetLastError(ERROR_SUCCESS);
	pthread_mutex_unlock(&lock);
	return object ? handle_of(object) : NULL;
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpAttributes, BOOL bInitialOwner, LPCWSTR lpName)
{
	if (!lpName)
		return create_mutex(bInitialOwner);
	SetLastError(ERROR_NOT_SUPPORTED);
	return NULL;
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpAttributes, BOOL bInitialOwner, LPCSTR lpName)
{
	if (!lpName)
		return create_mutex(bInitialOwner);
	SetLastError(ERROR_NOT_SUPPORTED);
	return NULL;
}

BOOL WINAPI ReleaseMutex(HANDLE hMutex)
{
	struct object *object;
	bool is_owner = false;

	pthread_mutex_lock(&lock);
	object = find_kind(hMutex, KIND_MUTEX);
	if (object) {
		is_owner = object->owner == GetCurrentThreadId();
		if (!is_owner)
			SetLastError(ERROR_NOT_OWNER);
		else if (--object->depth == 0) {
			object->owner = 0;
			pthread_cond_broadcast(&changed);
		}
	}
	pthread_mutex_unlock(&lock);
	return is_owner;
}

BOOL WINAPI CloseHandle(HANDLE hObject)
{
	struct object *object;

	pthread_mutex_lock(&lock);
	object = find(hObject);
	if (object) {
		object->is_open = false;
		release_if_unused(object);
	} else {
		SetLastError(ERROR_INVALID_HANDLE);
	}
	pthread_mutex_unlock(&lock);
	return object != NULL;
}

/* --- threads --- */

static void thread_ended(struct object *object, DWORD exit_code)
{
	DWORD id = GetCurrentThreadId();

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < MAX_OBJECTS; i++) {
		if (objects[i].kind != KIND_MUTEX || objects[i].owner != id)
			continue;
		objects[i].owner = 0;
		objects[i].depth = 0;
		objects[i].is_abandoned = true;
	}
	object->exit_code = exit_code;
	object->is_running = false;
	object->is_set = true;
	release_if_unused(object);
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void *run_thread(void *userdata)
{
	struct object *object = userdata;

	pthread_mutex_lock(&lock);
	object->thread_id = GetCurrentThreadId();
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	thread_ended(object, object->start(object->parameter));
	return NULL;
}

static bool start_thread(struct object *object, size_t stack_size)
{
	pthread_attr_t attributes;
	pthread_t thread;
	bool is_running;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (stack_size >= 65536)
		pthread_attr_setstacksize(&attributes, stack_size);
	is_running = pthread_create(&thread, &attributes, run_thread, object) == 0;
	pthread_attr_destroy(&attributes);
	return is_running;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpAttributes, SIZE_T dwStackSize, LPTHREAD_START_ROUTINE lpStartAddress,
			   LPVOID lpParameter, DWORD dwCreationFlags, LPDWORD lpThreadId)
{
	struct object *object;

	if (dwCreationFlags) {
		SetLastError(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	pthread_once(&once, set_up);
	pthread_mutex_lock(&lock);
	object = add(KIND_THREAD);
	if (object) {
		object->start = lpStartAddress;
		object->parameter = lpParameter;
		object->exit_code = STILL_ACTIVE;
		object->is_running = start_thread(object, dwStackSize);
		if (!object->is_running) {
			object->kind = KIND_FREE;
			object = NULL;
			SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	while (object && !object->thread_id)
		pthread_cond_wait(&changed, &lock);
	if (object && lpThreadId)
		*lpThreadId = object->thread_id;
	pthread_mutex_unlock(&lock);
	return object ? handle_of(object) : NULL;
}

BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
	struct object *object;

	pthread_mutex_lock(&lock);
	object = find_kind(hThread, KIND_THREAD);
	if (object)
		*lpExitCode = object->exit_code;
	pthread_mutex_unlock(&lock);
	return object != NULL;
}

/* --- waiting --- */

/* Return: the result of the wait, or WAIT_TIMEOUT as long as it is not over. */
static DWORD try_objects(struct object *const *waited, DWORD n, bool needs_all, DWORD thread)
{
	bool was_abandoned = false;

	if (!needs_all) {
		for (DWORD i = 0; i < n; i++)
			if (is_signalled(waited[i], thread))
				return (acquire(waited[i], thread) ? WAIT_ABANDONED_0 : WAIT_OBJECT_0) + i;
		return WAIT_TIMEOUT;
	}
	for (DWORD i = 0; i < n; i++)
		if (!is_signalled(waited[i], thread))
			return WAIT_TIMEOUT;
	for (DWORD i = 0; i < n; i++)
		was_abandoned |= acquire(waited[i], thread);
	return was_abandoned ? WAIT_ABANDONED_0 : WAIT_OBJECT_0;
}

static struct timespec deadline_of(DWORD milliseconds)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += milliseconds / 1000;
	end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (end.tv_nsec >= 1000000000) {
		end.tv_sec++;
		end.tv_nsec -= 1000000000;
	}
	return end;
}

static DWORD wait_for(struct object *const *waited, DWORD n, bool needs_all, DWORD milliseconds)
{
	struct timespec end = deadline_of(milliseconds == INFINITE ? 0 : milliseconds);
	DWORD thread = GetCurrentThreadId(), result;
	int error = 0;

	for (;;) {
		result = try_objects(waited, n, needs_all, thread);
		if (result != WAIT_TIMEOUT || milliseconds == 0 || error == ETIMEDOUT)
			return result;
		if (milliseconds == INFINITE)
			pthread_cond_wait(&changed, &lock);
		else
			error = pthread_cond_timedwait(&changed, &lock, &end);
	}
}

DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll, DWORD dwMilliseconds)
{
	struct object *waited[MAXIMUM_WAIT_OBJECTS];
	DWORD result = WAIT_FAILED;

	if (nCount == 0 || nCount > MAXIMUM_WAIT_OBJECTS) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return WAIT_FAILED;
	}
	pthread_once(&once, set_up);
	pthread_mutex_lock(&lock);
	for (DWORD i = 0; i < nCount; i++) {
		waited[i] = find(lpHandles[i]);
		if (!waited[i]) {
			pthread_mutex_unlock(&lock);
			SetLastError(ERROR_INVALID_HANDLE);
			return WAIT_FAILED;
		}
	}
	for (DWORD i = 0; i < nCount; i++)
		waited[i]->n_waiting++;
	result = wait_for(waited, nCount, bWaitAll, dwMilliseconds);
	for (DWORD i = 0; i < nCount; i++) {
		waited[i]->n_waiting--;
		release_if_unused(waited[i]);
	}
	pthread_mutex_unlock(&lock);
	return result;
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
	return WaitForMultipleObjects(1, &hHandle, FALSE, dwMilliseconds);
}

VOID WINAPI Sleep(DWORD dwMilliseconds)
{
	struct timespec end = deadline_of(dwMilliseconds == INFINITE ? 0 : dwMilliseconds);

	if (dwMilliseconds == INFINITE)
		for (;;)
			pause();
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
		;
}

ULONGLONG WINAPI GetTickCount64(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ULONGLONG)now.tv_sec * 1000u + (ULONGLONG)now.tv_nsec / 1000000u;
}

DWORD WINAPI GetTickCount(void)
{
	return (DWORD)GetTickCount64();
}

/* --- critical sections: recursive mutexes of this process --- */

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(CRITICAL_SECTION), "a mutex fits into what programs set aside");

static pthread_mutex_t *mutex_of(LPCRITICAL_SECTION section)
{
	return (pthread_mutex_t *)(void *)section->opaque;
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(mutex_of(lpCriticalSection), &attributes);
	pthread_mutexattr_destroy(&attributes);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount)
{
	InitializeCriticalSection(lpCriticalSection);
	return TRUE;
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
	pthread_mutex_lock(mutex_of(lpCriticalSection));
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
	return pthread_mutex_trylock(mutex_of(lpCriticalSection)) == 0;
}

VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
	pthread_mutex_unlock(mutex_of(lpCriticalSection));
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
	pthread_mutex_destroy(mutex_of(lpCriticalSection));
}
