/* Profiles beside setting, getting and deleting them: order, names, data of programs, saving a temporary one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>
#include <eaptypes.h>

#include "base/cleanup.h"
#include "marshal/message.h"
#include "wlansvc/rpc/client.h"

_Static_assert(sizeof(EAP_METHOD_TYPE) == sizeof(((struct store_eap_data *)0)->method), "as in memory on Windows");

static void free_names(char ***names)
{
	for (char **name = *names; name && *name; name++)
		free(*name);
	free(*names);
}

static struct win32_error set_profile_list(struct rpc_call *call)
{
	cleanup(free_names) char **names = NULL;
	struct win32_error status;
	struct guid interface;
	size_t n = 0;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read_strv(call->message, &names) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	while (names && names[n])
		n++;
	if (n == 0 || n > STORE_MAX_PROFILES)
		return WIN32(ERROR_INVALID_PARAMETER);
	return rpc_call_profile_status(
		call, &interface, acm_order_profiles(call->acm, &call->caller, &interface, (const char *const *)names, n));
}

static int method_set_profile_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanSetProfileList");
	return rpc_call_reply(&call, set_profile_list(&call));
}

static int method_set_profile_position(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	uint32_t position;
	const char *name;

	rpc_call_begin(&call, message, userdata, "WlanSetProfilePosition");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "su", &name, &position) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = rpc_call_profile_status(&call, &interface,
						 acm_move_profile(call.acm, &call.caller, &interface, name, position));
	return rpc_call_reply(&call, status);
}

static int method_rename_profile(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const char *old_name, *new_name;
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanRenameProfile");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "ss", &old_name, &new_name) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_rename_profile(call.acm, &call.caller, &interface, old_name, new_name));
	return rpc_call_reply(&call, status);
}

static int method_set_custom_data(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	const void *data = NULL;
	struct guid interface;
	struct rpc_call call;
	const char *name;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanSetProfileCustomUserData");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && (sd_bus_message_read(message, "s", &name) < 0 || marshal_read_bytes(message, &data, &size) < 0))
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = rpc_call_profile_status(&call, &interface,
						 acm_set_custom_data(call.acm, &call.caller, &interface, name, data, size));
	return rpc_call_reply(&call, status);
}

static int method_get_custom_data(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	_auto_free_ uint8_t *data = NULL;
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	const char *name;
	size_t size = 0;

	rpc_call_begin(&call, message, userdata, "WlanGetProfileCustomUserData");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "s", &name) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_get_custom_data(call.acm, &call.caller, &interface, name, &data, &size));
	return rpc_call_reply_bytes(&call, status, data, size);
}

static struct win32_error set_eap_data(struct rpc_call *call)
{
	struct store_eap_data eap = { 0 };
	const void *method, *data;
	struct win32_error status;
	struct guid interface;
	const char *name;
	uint32_t flags;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "s", &name) < 0 ||
	    marshal_read_bytes(call->message, &method, &eap.method_size) < 0 ||
	    sd_bus_message_read(call->message, "u", &flags) < 0 || marshal_read_bytes(call->message, &data, &eap.size) < 0 ||
	    eap.method_size != sizeof(eap.method) || (flags & ~(uint32_t)WLAN_SET_EAPHOST_DATA_ALL_USERS) != 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	if (eap.size == 0 && flags == 0) /* only those for all can be deleted by giving none */
		return WIN32(ERROR_INVALID_PARAMETER);
	memcpy(eap.method, method, sizeof(eap.method));
	eap.data = (uint8_t *)data; /* read only */
	return rpc_call_profile_status(call, &interface,
				       acm_set_eap_data(call->acm, &call->caller, &interface, name, flags != 0, &eap));
}

static int method_set_eap_data(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanSetProfileEapUserData");
	return rpc_call_reply(&call, set_eap_data(&call));
}

static struct win32_error set_eap_xml(struct rpc_call *call)
{
	struct store_eap_data eap = { .is_xml = true };
	struct win32_error status;
	const char *name, *xml;
	struct guid interface;
	uint32_t flags;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "sus", &name, &flags, &xml) < 0 ||
	    (flags & ~(uint32_t)WLAN_SET_EAPHOST_DATA_ALL_USERS) != 0 || !xml[0])
		return WIN32(ERROR_INVALID_PARAMETER);
	eap.size = strlen(xml);
	eap.data = (uint8_t *)xml; /* read only */
	return rpc_call_profile_status(call, &interface,
				       acm_set_eap_data(call->acm, &call->caller, &interface, name, flags != 0, &eap));
}

static int method_set_eap_xml(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanSetProfileEapXmlUserData");
	return rpc_call_reply(&call, set_eap_xml(&call));
}

static struct win32_error save_temporary(struct rpc_call *call)
{
	const uint32_t known = WLAN_PROFILE_USER | WLAN_PROFILE_CONNECTION_MODE_SET_BY_CLIENT | WLAN_PROFILE_CONNECTION_MODE_AUTO;
	const char *name, *security;
	struct win32_error status;
	int has_name, overwrites;
	struct guid interface;
	uint32_t flags;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "bssub", &has_name, &name, &security, &flags, &overwrites) < 0 ||
	    (flags & ~known) != 0 || ((flags & WLAN_PROFILE_CONNECTION_MODE_AUTO) && !has_name) || (has_name && !name[0]))
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(acm_save_temporary_profile(call->acm, &call->caller, &interface, has_name ? name : NULL,
							 flags & WLAN_PROFILE_USER ? call->caller.uid : STORE_ALL_USERS,
							 flags & WLAN_PROFILE_CONNECTION_MODE_AUTO, security, overwrites));
}

static int method_save_temporary(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanSaveTemporaryProfile");
	return rpc_call_reply(&call, save_temporary(&call));
}

const sd_bus_vtable bus_profile_ops_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("SetProfileList", SD_BUS_ARGS("t", handle, "ay", interface, "as", names), SD_BUS_RESULT("u", status),
				method_set_profile_list, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetProfilePosition", SD_BUS_ARGS("t", handle, "ay", interface, "s", name, "u", position),
				SD_BUS_RESULT("u", status), method_set_profile_position, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("RenameProfile", SD_BUS_ARGS("t", handle, "ay", interface, "s", old_name, "s", new_name),
				SD_BUS_RESULT("u", status), method_rename_profile, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetProfileCustomUserData", SD_BUS_ARGS("t", handle, "ay", interface, "s", name, "ay", data),
				SD_BUS_RESULT("u", status), method_set_custom_data, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetProfileCustomUserData", SD_BUS_ARGS("t", handle, "ay", interface, "s", name),
				SD_BUS_RESULT("u", status, "ay", data), method_get_custom_data, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("SetProfileEapUserData",
				SD_BUS_ARGS("t", handle, "ay", interface, "s", name, "ay", method, "u", flags, "ay", data),
				SD_BUS_RESULT("u", status), method_set_eap_data, SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
	SD_BUS_METHOD_WITH_ARGS("SetProfileEapXmlUserData",
				SD_BUS_ARGS("t", handle, "ay", interface, "s", name, "u", flags, "s", xml),
				SD_BUS_RESULT("u", status), method_set_eap_xml, SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
	SD_BUS_METHOD_WITH_ARGS("SaveTemporaryProfile",
				SD_BUS_ARGS("t", handle, "ay", interface, "b", has_name, "s", name, "s", security, "u", flags, "b",
					    overwrite),
				SD_BUS_RESULT("u", status), method_save_temporary, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
