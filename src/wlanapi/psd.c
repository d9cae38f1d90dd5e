/* WlanExtractPsdIEDataList, WlanSetPsdIEDataList. */
#include <stdlib.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/raw_data.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"

/* Five items of 240 bytes need less, a frame's elements need no more; a size that lies must not read through the program's memory. */
#define MAX_DATA 4096
#define MAX_FORMAT 4096 /* units of a URI, its zero counted */

EXPORT DWORD WINAPI WlanExtractPsdIEDataList(HANDLE hClientHandle, DWORD dwIeDataSize, const PBYTE pRawIeData, LPCWSTR strFormat,
					     PVOID pReserved, PWLAN_RAW_DATA_LIST *ppPsdIEDataList)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	_auto_free_ char *format = NULL;
	DWORD status;
	int r;

	if (pReserved || dwIeDataSize == 0 || dwIeDataSize > MAX_DATA || !pRawIeData || !strFormat || !ppPsdIEDataList)
		return ERROR_INVALID_PARAMETER;
	status = api_text_in(strFormat, MAX_FORMAT, &format);
	if (status == ERROR_SUCCESS)
		status = api_call_begin(&call, hClientHandle, "ExtractPsdIeDataList", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = marshal_append_bytes(call.message, pRawIeData, dwIeDataSize);
	if (r >= 0)
		r = sd_bus_message_append(call.message, "s", format);
	return r < 0 ? api_error(r) : family_fetch(&call, marshal_check_raw_data, (void **)ppPsdIEDataList);
}

EXPORT DWORD WINAPI WlanSetPsdIEDataList(HANDLE hClientHandle, LPCWSTR strFormat, const PWLAN_RAW_DATA_LIST pPsdIEDataList,
					 PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD size = pPsdIEDataList ? pPsdIEDataList->dwTotalSize : 0, status;
	_auto_free_ char *format = NULL;
	int r;

	if (pReserved || (pPsdIEDataList && (!strFormat || size > MAX_DATA || marshal_check_raw_data(pPsdIEDataList, size) < 0)))
		return ERROR_INVALID_PARAMETER;
	status = api_text_in(strFormat, MAX_FORMAT, &format);
	if (status == ERROR_SUCCESS)
		status = api_call_begin(&call, hClientHandle, "SetPsdIeDataList", API_SINCE_VERSION_2);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call.message, "bs", strFormat != NULL, format);
	if (r >= 0)
		r = marshal_append_bytes(call.message, pPsdIEDataList, size);
	return r < 0 ? api_error(r) : api_call_send(&call);
}
