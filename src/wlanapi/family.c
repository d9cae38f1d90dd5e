#include "wlanapi/family.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/secret.h"
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

void family_wipe_text(char **text)
{
	if (*text)
		secret_wipe_bytes(*text, strlen(*text));
	free(*text);
}

/* A service that answers what is none is no service. */
static DWORD hand_over(void *data, bool is_good, void **ret)
{
	if (!is_good) {
		WlanFreeMemory(data);
		return RPC_S_CALL_FAILED;
	}
	*ret = data;
	return ERROR_SUCCESS;
}

DWORD family_take_list(struct api_call *call, const struct marshal_item *item, void **ret)
{
	void *list = NULL;
	DWORD status;
	size_t size;

	status = api_call_take_bytes(call, &list, &size);
	return status == ERROR_SUCCESS ? hand_over(list, marshal_check_list(item, list, size) >= 0, ret) : status;
}

DWORD family_fetch(struct api_call *call, family_check_fn *check, void **ret)
{
	void *data = NULL;
	DWORD status;
	size_t size;

	status = api_call_send(call);
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(call, &data, &size);
	return status == ERROR_SUCCESS ? hand_over(data, check(data, size) >= 0, ret) : status;
}

DWORD family_query(struct api_call *call, uint32_t opcode, family_check_value_fn *check, DWORD *ret_size, void **ret,
		   WLAN_OPCODE_VALUE_TYPE *ret_type)
{
	uint32_t value_type;
	void *data = NULL;
	DWORD status;
	size_t size;
	int r;

	r = sd_bus_message_append(call->message, "u", opcode);
	status = r < 0 ? api_error(r) : api_call_send(call);
	if (status == ERROR_SUCCESS && sd_bus_message_read(call->reply, "u", &value_type) <= 0)
		status = RPC_S_CALL_FAILED;
	if (status == ERROR_SUCCESS)
		status = api_call_take_bytes(call, &data, &size);
	if (status == ERROR_SUCCESS)
		status = hand_over(data, check(opcode, data, size) >= 0, ret);
	if (status != ERROR_SUCCESS)
		return status;
	*ret_size = (DWORD)size;
	if (ret_type)
		*ret_type = (WLAN_OPCODE_VALUE_TYPE)value_type;
	return ERROR_SUCCESS;
}

DWORD family_append_value(struct api_call *call, uint32_t opcode, const void *data, size_t size)
{
	int r = sd_bus_message_append(call->message, "u", opcode);

	if (r >= 0)
		r = marshal_append_bytes(call->message, data, size);
	return r < 0 ? api_error(r) : ERROR_SUCCESS;
}

DWORD family_check_handle(HANDLE handle, enum api_since since)
{
	struct client *client;
	DWORD status = client_find(handle, &client);

	if (status != ERROR_SUCCESS)
		return status;
	status = since == API_SINCE_VERSION_2 && client->version < 2 ? ERROR_NOT_SUPPORTED : client_check(client);
	client_unref(client);
	return status;
}

DWORD family_name_in(LPCWSTR name, char **ret)
{
	return name ? api_text_in(name, WLAN_MAX_NAME_LENGTH, ret) : ERROR_INVALID_PARAMETER;
}

/* Units of a profile, more than the service reads. */
#define MAX_XML 65536

DWORD family_xml_in(LPCWSTR xml, char **ret)
{
	switch (utf16_dup_to_utf8((const uint16_t *)xml, MAX_XML + 1, ret)) {
	case 0:
		return ERROR_SUCCESS;
	case -ENOMEM:
		return ERROR_NOT_ENOUGH_MEMORY;
	default:
		return ERROR_INVALID_PARAMETER;
	}
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
