/* One heap, under the names of several; winbase.h and objbase.h. */
#include <malloc.h>
#include <objbase.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static char the_heap;

HANDLE WINAPI GetProcessHeap(void)
{
	return &the_heap;
}

static void *allocate(size_t size, bool is_zeroed)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	else if (is_zeroed)
		memset(memory, 0, malloc_usable_size(memory));
	return memory;
}

/* All that there is is zero, as HeapReAlloc() cannot know how much of it was asked for. */
LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
	return allocate(dwBytes, dwFlags & HEAP_ZERO_MEMORY);
}

/* What was asked for last time is not known, only how much there was: with HEAP_ZERO_MEMORY all of that has been zero or is in
 * use. */
LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem, SIZE_T dwBytes)
{
	size_t had = lpMem ? malloc_usable_size(lpMem) : 0;
	char *memory;

	if (!lpMem) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	memory = allocate(dwBytes, dwFlags & HEAP_ZERO_MEMORY);
	if (!memory)
		return NULL;
	memcpy(memory, lpMem, had < dwBytes ? had : dwBytes);
	free(lpMem);
	return memory;
}

BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
	free(lpMem);
	return TRUE;
}

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
	if (uFlags & ~(UINT)LMEM_ZEROINIT) {
		SetLastError(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	return allocate(uBytes, uFlags & LMEM_ZEROINIT);
}

HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
	free(hMem);
	return NULL;
}

PVOID WINAPI SecureZeroMemory(PVOID destination, SIZE_T length)
{
	explicit_bzero(destination, length);
	return destination;
}

LPVOID WINAPI CoTaskMemAlloc(SIZE_T cb)
{
	return malloc(cb ? cb : 1);
}

VOID WINAPI CoTaskMemFree(LPVOID pv)
{
	free(pv);
}
