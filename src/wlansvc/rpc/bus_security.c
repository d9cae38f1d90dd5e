/* The descriptors of securable objects. */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/rpc/client.h"

static int method_get_security(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	uint32_t object = WLAN_SECURABLE_OBJECT_COUNT, granted = 0, type = wlan_opcode_value_type_query_only;
	_auto_free_ char *sddl = NULL;
	struct win32_error status;
	struct rpc_call call;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanGetSecuritySettings");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "u", &object) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_get_security(call.acm, &call.caller, object, &sddl, &granted));
	if (status.v == 0)
		type = acm_security_type(call.acm, object);
	r = rpc_new_reply(message, &reply, "uusu", status.v, type, sddl ? sddl : "", granted);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, 0);
}

static int method_set_security(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;
	const char *sddl;
	uint32_t object;

	rpc_call_begin(&call, message, userdata, "WlanSetSecuritySettings");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "us", &object, &sddl) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_set_security(call.acm, &call.caller, object, sddl));
	return rpc_call_reply(&call, status);
}

const sd_bus_vtable bus_security_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("GetSecuritySettings", SD_BUS_ARGS("t", handle, "u", object),
				SD_BUS_RESULT("u", status, "u", value_type, "s", sddl, "u", granted_access), method_get_security,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetSecuritySettings", SD_BUS_ARGS("t", handle, "u", object, "s", sddl),
				SD_BUS_RESULT("u", status), method_set_security, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
