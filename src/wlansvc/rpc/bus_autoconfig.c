/* What holds for every interface: parameters of automatic configuration, filter lists, data for proximity service discovery. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "marshal/message.h"
#include "marshal/raw_data.h"
#include "wlansvc/acm/psd.h"
#include "wlansvc/rpc/client.h"
#include "wlansvc/rpc/opcode_value.h"

static int method_query_parameter(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(opcode_value_clear) struct opcode_value value = { 0 };
	uint32_t opcode = 0, word = 0, type = 0;
	struct win32_error status;
	struct rpc_call call;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanQueryAutoConfigParameter");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "u", &opcode) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_query_autoconfig(call.acm, &call.caller, opcode, &word, &type));
	if (status.v == 0)
		status = win32_from_acm(opcode_value_word(&value, word));
	r = rpc_new_reply(message, &reply, "uu", status.v, type);
	if (r < 0)
		return r;
	r = marshal_append_bytes(reply, value.data, value.size);
	return r < 0 ? r : rpc_call_send(&call, reply, value.size);
}

static int method_set_parameter(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	const void *data = NULL;
	struct rpc_call call;
	uint32_t opcode = 0;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanSetAutoConfigParameter");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && (sd_bus_message_read(message, "u", &opcode) < 0 || marshal_read_bytes(message, &data, &size) < 0 ||
			      size != sizeof(uint32_t)))
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0) {
		struct reader r = reader_over(data, size);

		status = win32_from_acm(acm_set_autoconfig(call.acm, &call.caller, opcode, reader_le32(&r)));
	}
	return rpc_call_reply(&call, status);
}

/* DOT11_NETWORK_LIST */
static int make_network_list(const struct store_filter *entries, size_t n, struct opcode_value *ret)
{
	size_t size = 8 + (n > 0 ? n : 1) * sizeof(DOT11_NETWORK);
	struct writer w;

	ret->data = calloc(1, size);
	if (!ret->data)
		return -ENOMEM;
	ret->size = size;
	w = writer_over(ret->data, size);
	writer_le32(&w, (uint32_t)n);
	writer_le32(&w, 0);
	for (size_t i = 0; i < n; i++) {
		writer_le32(&w, entries[i].ssid.size);
		writer_bytes(&w, entries[i].ssid.bytes, sizeof(entries[i].ssid.bytes));
		writer_le32(&w, entries[i].bss_type);
	}
	return 0;
}

static int method_get_filter_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(opcode_value_clear) struct opcode_value value = { 0 };
	const struct store_filter *entries;
	struct win32_error status;
	struct rpc_call call;
	uint32_t list = 0;
	size_t n;

	rpc_call_begin(&call, message, userdata, "WlanGetFilterList");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "u", &list) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_get_filters(call.acm, &call.caller, list, &entries, &n));
	if (status.v == 0)
		status = win32_from_acm(make_network_list(entries, n, &value));
	return rpc_call_reply_bytes(&call, status, value.data, value.size);
}

static int read_network_list(const void *data, size_t size, struct store_filter **ret, size_t *ret_n)
{
	int n = size > 0 ? marshal_check_networks(data, size) : 0; /* none: the list is cleared */
	struct store_filter *entries;

	if (n < 0)
		return n;
	entries = calloc((size_t)n + 1, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	for (int i = 0; i < n; i++) {
		uint32_t ssid_size;

		marshal_network_at(data, size, (size_t)i, entries[i].ssid.bytes, &ssid_size, &entries[i].bss_type);
		entries[i].ssid.size = (uint8_t)ssid_size;
		/* What is behind the SSID is no part of it. */
		memset(entries[i].ssid.bytes + ssid_size, 0, sizeof(entries[i].ssid.bytes) - ssid_size);
	}
	*ret = entries;
	*ret_n = (size_t)n;
	return 0;
}

static int method_set_filter_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	_auto_free_ struct store_filter *entries = NULL;
	const void *data = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t size = 0, n = 0;
	uint32_t list = 0;

	rpc_call_begin(&call, message, userdata, "WlanSetFilterList");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && (sd_bus_message_read(message, "u", &list) < 0 || marshal_read_bytes(message, &data, &size) < 0))
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(read_network_list(data, size, &entries, &n));
	if (status.v == 0)
		status = win32_from_acm(acm_set_filters(call.acm, &call.caller, list, entries, n));
	return rpc_call_reply(&call, status);
}

static struct win32_error set_psd(struct rpc_call *call)
{
	struct psd_item items[PSD_MAX_ITEMS];
	const char *format;
	const void *list;
	size_t size;
	int has_format, n = 0;

	if (sd_bus_message_read(call->message, "bs", &has_format, &format) < 0 ||
	    marshal_read_bytes(call->message, &list, &size) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	if (size > 0)
		n = marshal_check_raw_data(list, size);
	if (n < 0 || n > PSD_MAX_ITEMS)
		return WIN32(ERROR_INVALID_PARAMETER);
	for (int i = 0; i < n; i++)
		marshal_raw_data_item(list, size, (size_t)i, &items[i].data, &items[i].size);
	return win32_from_acm(acm_set_psd(call->acm, &call->caller, has_format ? format : NULL, items, (size_t)n));
}

static int method_set_psd_data(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanSetPsdIEDataList");
	status = rpc_call_read_handle(&call);
	if (status.v == 0)
		status = set_psd(&call);
	return rpc_call_reply(&call, status);
}

/* More elements than a frame can hold are not looked at. */
#define MAX_EXTRACTED 256

static struct win32_error extract_psd(struct rpc_call *call, void **ret, size_t *ret_size)
{
	struct psd_item items[MAX_EXTRACTED];
	const uint8_t *data[MAX_EXTRACTED];
	size_t sizes[MAX_EXTRACTED], size;
	const void *elements;
	const char *format;
	int n;

	if (marshal_read_bytes(call->message, &elements, &size) < 0 || sd_bus_message_read(call->message, "s", &format) < 0 || size == 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	n = psd_extract(elements, size, format, items, MAX_EXTRACTED);
	if (n < 0)
		return win32_from_acm(n);
	for (int i = 0; i < n; i++) {
		data[i] = items[i].data;
		sizes[i] = items[i].size;
	}
	return win32_from_acm(marshal_new_raw_data(data, sizes, (size_t)n, ret, ret_size));
}

static int method_extract_psd_data(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	_auto_free_ void *list = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanExtractPsdIEDataList");
	status = rpc_call_read_handle(&call);
	if (status.v == 0)
		status = extract_psd(&call, &list, &size);
	return rpc_call_reply_bytes(&call, status, list, size);
}

const sd_bus_vtable bus_autoconfig_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("QueryAutoConfigParameter", SD_BUS_ARGS("t", handle, "u", opcode),
				SD_BUS_RESULT("u", status, "u", value_type, "ay", data), method_query_parameter,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetAutoConfigParameter", SD_BUS_ARGS("t", handle, "u", opcode, "ay", data),
				SD_BUS_RESULT("u", status), method_set_parameter, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetFilterList", SD_BUS_ARGS("t", handle, "u", list), SD_BUS_RESULT("u", status, "ay", networks),
				method_get_filter_list, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetFilterList", SD_BUS_ARGS("t", handle, "u", list, "ay", networks), SD_BUS_RESULT("u", status),
				method_set_filter_list, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetPsdIeDataList", SD_BUS_ARGS("t", handle, "b", has_format, "s", format, "ay", data),
				SD_BUS_RESULT("u", status), method_set_psd_data, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("ExtractPsdIeDataList", SD_BUS_ARGS("t", handle, "ay", elements, "s", format),
				SD_BUS_RESULT("u", status, "ay", data), method_extract_psd_data, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
