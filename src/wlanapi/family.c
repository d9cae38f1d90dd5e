#include "wlanapi/family.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "marshal/message.h"

_Static_assert(sizeof(GUID) == sizeof(struct guid), "both are as in memory on Windows");

DWORD family_append_interface(struct api_call *call, const GUID *interface)
{
	struct guid guid;
	int r;

	memcpy(&guid, interface, sizeof(guid));
	r = marshal_append_guid(call->message, &guid);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

DWORD family_append_ssid(struct api_call *call, const DOT11_SSID *ssid)
{
	struct dot11_ssid plain = { 0 };
	int r;

	if (ssid) {
		if (ssid->uSSIDLength > sizeof(plain.bytes))
			return ERROR_INVALID_PARAMETER;
		plain.size = (uint8_t)ssid->uSSIDLength;
		memcpy(plain.bytes, ssid->ucSSID, plain.size);
	}
	r = marshal_append_optional_ssid(call->message, ssid ? &plain : NULL);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

DWORD family_begin(struct api_call *call, HANDLE handle, const char *method, enum api_since since, const GUID *interface)
{
	DWORD status = api_call_begin(call, handle, method, since);

	return status == ERROR_SUCCESS ? family_append_interface(call, interface) : status;
}

DWORD family_take_list(struct api_call *call, const struct marshal_item *item, void **ret)
{
	void *list = NULL;
	DWORD status;
	size_t size;

	status = api_call_take_bytes(call, &list, &size);
	if (status == ERROR_SUCCESS && marshal_check_list(item, list, size) < 0) {
		WlanFreeMemory(list);
		status = RPC_S_CALL_FAILED;
	}
	if (status == ERROR_SUCCESS)
		*ret = list;
	return status;
}

DWORD family_check_handle(HANDLE handle, enum api_since since)
{
	struct client *client;
	DWORD status = client_find(handle, &client);

	if (status != ERROR_SUCCESS)
		return status;
	if (since == API_SINCE_VERSION_2 && client->version < 2)
		status = ERROR_NOT_SUPPORTED;
	client_unref(client);
	return status;
}

DWORD family_name_in(LPCWSTR name, char **ret)
{
	if (!name || utf16_length((const uint16_t *)name, WLAN_MAX_NAME_LENGTH) == WLAN_MAX_NAME_LENGTH)
		return ERROR_INVALID_PARAMETER;
	return api_text_in(name, ret);
}

DWORD family_begin_profile(struct api_call *call, HANDLE handle, const char *method, enum api_since since, const GUID *interface,
			   LPCWSTR name)
{
	_auto_free_ char *text = NULL;
	DWORD status = family_name_in(name, &text);
	int r;

	if (status == ERROR_SUCCESS)
		status = family_begin(call, handle, method, since, interface);
	if (status != ERROR_SUCCESS)
		return status;
	r = sd_bus_message_append(call->message, "s", text);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}
