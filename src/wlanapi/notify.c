/* WlanRegisterNotification, WlanRegisterVirtualStationNotification. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlanapi/export.h"
#include "wlanapi/family.h"
#include "wlanapi/notifier.h"
#include "wlanapi/session.h"

/*
 * Nothing is asked of the service when a handle without registration unregisters: it works without adapters, too. Under the
 * client's lock; @ret_old is to be stopped without it, for the callback may be in here as well.
 */
static DWORD change(struct client *client, const struct notifier_wish *wish, struct notifier **ret_old)
{
	if (wish->sources == WLAN_NOTIFICATION_SOURCE_NONE) {
		*ret_old = take_ptr(client->notifier);
		return ERROR_SUCCESS;
	}
	if (client->notifier)
		return notifier_change(client->notifier, wish);
	return notifier_new(&client->notifier, client->version, wish);
}

/*
 * With WLAN_NOTIFICATION_SOURCE_NONE it returns when no callback of this handle runs, and none will. In a callback of this
 * handle that would be for ever: there it returns at once.
 */
EXPORT DWORD WINAPI WlanRegisterNotification(HANDLE hClientHandle, DWORD dwNotifSource, BOOL bIgnoreDuplicate,
					     WLAN_NOTIFICATION_CALLBACK funcCallback, PVOID pCallbackContext, PVOID pReserved,
					     PDWORD pdwPrevNotifSource)
{
	const struct notifier_wish wish = { dwNotifSource, bIgnoreDuplicate, funcCallback, pCallbackContext };
	cleanup(client_unrefp) struct client *client = NULL;
	struct notifier *old = NULL;
	DWORD previous, status;

	if (pReserved || (dwNotifSource & ~(DWORD)WLAN_NOTIFICATION_SOURCE_ALL) != 0)
		return ERROR_INVALID_PARAMETER;
	if (dwNotifSource != WLAN_NOTIFICATION_SOURCE_NONE && !funcCallback)
		return ERROR_INVALID_PARAMETER;
	status = client_find(hClientHandle, &client);
	/* The notifier's connection is one of its own: it would reach the next service, which knows nothing of this handle. */
	if (status == ERROR_SUCCESS && dwNotifSource != WLAN_NOTIFICATION_SOURCE_NONE)
		status = client_check(client);
	if (status != ERROR_SUCCESS)
		return status;
	pthread_mutex_lock(&client->lock);
	previous = client->sources;
	status = change(client, &wish, &old);
	if (status == ERROR_SUCCESS)
		client->sources = dwNotifSource;
	pthread_mutex_unlock(&client->lock);
	if (old)
		notifier_stop(old);
	if (status == ERROR_SUCCESS && pdwPrevNotifSource)
		*pdwPrevNotifSource = previous;
	return status;
}

/*
 * Notifications of stations that a vendor's service makes on the hosted network's adapter. There is no such service here, so nothing of
 * them is ever told, registered or not; the service only says whether there may be a hosted network.
 */
EXPORT DWORD WINAPI WlanRegisterVirtualStationNotification(HANDLE hClientHandle, BOOL bRegister, PVOID pReserved)
{
	cleanup(api_call_end) struct api_call call = { 0 };
	DWORD status;
	int r;

	if (pReserved)
		return ERROR_INVALID_PARAMETER;
	status = api_call_begin(&call, hClientHandle, "RegisterVirtualStationNotification", API_SINCE_VERSION_2);
	if (status == ERROR_SUCCESS) {
		r = sd_bus_message_append(call.message, "b", bRegister != FALSE);
		status = r < 0 ? api_error(r) : api_call_send(&call);
	}
	return api_explain(status);
}
