/* Handles and what they are told. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "marshal/names.h"
#include "wlansvc/rpc/client.h"

/* A warning well before the limit shows who leaks. */
static void warn_of_leak(struct rpc_client *client)
{
	size_t limit = rpc_server_limits(client->server)->handles_per_client;
	size_t n = handle_table_count(rpc_server_handles(client->server), client);

	if (client->was_warned || n < limit / 2)
		return;
	client->was_warned = true;
	log_warning("Process %d has %zu handles open of %zu allowed: does it close them?", (int)client->pid, n, limit);
}

/* The low word is the major version (WLAN_API_MAKE_VERSION); we know 1 and 2. */
static struct win32_error open_handle(struct rpc_client *client, uint32_t wanted, uint32_t protocol, struct handle **ret)
{
	uint32_t major = wanted & 0xffff;
	int r;

	if (major == 0 || protocol != RPC_PROTOCOL)
		return WIN32(ERROR_NOT_SUPPORTED);
	if (client->is_over_limit)
		return WIN32(ERROR_REMOTE_SESSION_LIMIT_EXCEEDED);
	r = handle_table_open(rpc_server_handles(client->server), client, major > 1 ? 2 : 1, ret);
	if (r == HANDLE_TABLE_E_FULL) {
		log_warning("Process %d may not open more handles", (int)client->pid);
		return WIN32(ERROR_REMOTE_SESSION_LIMIT_EXCEEDED);
	}
	if (r == 0)
		acm_user_comes(rpc_server_acm(client->server), client->uid);
	return win32_from_acm(r);
}

static int method_open_handle(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct handle *handle = NULL;
	struct rpc_call call;
	struct win32_error status;
	uint32_t wanted, protocol;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanOpenHandle");
	r = sd_bus_message_read(message, "uu", &protocol, &wanted);
	if (r < 0)
		return r;
	status = open_handle(call.client, wanted, protocol, &handle);
	if (handle)
		warn_of_leak(call.client);
	r = rpc_new_reply(message, &reply, "uut", status.v, handle ? handle->version : 0,
				  handle ? handle->value : UINT64_C(0));
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, 0);
}

static int method_close_handle(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;
	struct win32_error status;

	rpc_call_begin(&call, message, userdata, "WlanCloseHandle");
	status = rpc_call_read_handle(&call);
	if (status.v == 0)
		handle_table_close(rpc_server_handles(call.client->server), call.handle);
	return rpc_call_reply(&call, status);
}

static int method_register_notification(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	uint32_t sources = 0, previous = 0;
	struct win32_error status;
	struct rpc_call call;
	int ignores_duplicates = 0, r;

	rpc_call_begin(&call, message, userdata, "WlanRegisterNotification");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "ub", &sources, &ignores_duplicates) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0) {
		previous = call.handle->registration.sources;
		call.handle->registration = (struct handle_registration){
			.sources = sources,
			.ignores_duplicates = ignores_duplicates,
		};
	}
	r = rpc_new_reply(message, &reply, "uu", status.v, previous);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, 0);
}

const sd_bus_vtable bus_handle_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("OpenHandle", SD_BUS_ARGS("u", protocol, "u", client_version),
				SD_BUS_RESULT("u", status, "u", negotiated_version, "t", handle), method_open_handle,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("CloseHandle", SD_BUS_ARGS("t", handle), SD_BUS_RESULT("u", status), method_close_handle,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("RegisterNotification", SD_BUS_ARGS("t", handle, "u", sources, "b", ignore_duplicate),
				SD_BUS_RESULT("u", status, "u", previous_sources), method_register_notification,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL_WITH_ARGS(RPC_SIGNAL_NOTIFICATION,
				SD_BUS_ARGS("t", handle, "u", source, "u", code, "ay", interface, "ay", data), 0),
	SD_BUS_VTABLE_END
};
