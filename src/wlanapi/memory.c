/* Memory that crosses the API, and the last error of a thread. */
#include <stdlib.h>
#include <windows.h>
#include <wlanapi.h>

#include "wlanapi/export.h"

static _Thread_local DWORD last_error;

EXPORT DWORD WINAPI GetLastError(void)
{
	return last_error;
}

EXPORT VOID WINAPI SetLastError(DWORD dwErrCode)
{
	last_error = dwErrCode;
}

EXPORT PVOID WINAPI WlanAllocateMemory(DWORD dwMemorySize)
{
	void *memory;

	if (dwMemorySize == 0) {
		last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	memory = malloc(dwMemorySize);
	if (!memory)
		last_error = ERROR_NOT_ENOUGH_MEMORY;
	return memory;
}

EXPORT VOID WINAPI WlanFreeMemory(PVOID pMemory)
{
	free(pMemory);
}
