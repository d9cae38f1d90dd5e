/* WlanOpenHandle, WlanCloseHandle. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/notifier.h"
#include "wlanapi/session.h"

EXPORT DWORD WINAPI WlanOpenHandle(DWORD dwClientVersion, PVOID pReserved, PDWORD pdwNegotiatedVersion, PHANDLE phClientHandle)
{
	struct client *client;
	DWORD status;

	if (pReserved || !pdwNegotiatedVersion || !phClientHandle)
		return ERROR_INVALID_PARAMETER;
	status = client_open(dwClientVersion, &client);
	if (status != ERROR_SUCCESS)
		return status;
	*pdwNegotiatedVersion = client->version;
	*phClientHandle = client->value;
	return ERROR_SUCCESS;
}

/*
 * The handle is gone whatever the service answers; if the service is, the caller is told. In a callback of this handle it
 * returns at once, and the callback's thread ends with the callback.
 */
EXPORT DWORD WINAPI WlanCloseHandle(HANDLE hClientHandle, PVOID pReserved)
{
	cleanup(client_unrefp) struct client *client = NULL;
	struct api_call call = { 0 };
	struct notifier *notifier;
	DWORD status;

	if (pReserved)
		return ERROR_INVALID_PARAMETER;
	status = client_remove(hClientHandle, &client);
	if (status != ERROR_SUCCESS)
		return status;
	pthread_mutex_lock(&client->lock);
	notifier = take_ptr(client->notifier);
	client->sources = WLAN_NOTIFICATION_SOURCE_NONE;
	pthread_mutex_unlock(&client->lock);
	if (notifier)
		notifier_stop(notifier);
	status = api_call_begin_client(&call, client, "CloseHandle");
	if (status == ERROR_SUCCESS)
		status = api_call_send(&call);
	if (call.client)
		take_ptr(client); /* api_call_end() releases it */
	api_call_end(&call);
	return status;
}
