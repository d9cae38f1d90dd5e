/* Profiles: set, get, list, delete. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "marshal/list.h"
#include "marshal/text.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/rpc/client.h"

static uint32_t profile_flags(const struct store_profile *entry)
{
	if (entry->is_group_policy)
		return WLAN_PROFILE_GROUP_POLICY;
	return entry->owner == STORE_ALL_USERS ? 0 : WLAN_PROFILE_USER;
}

static struct win32_error set_profile(struct rpc_call *call, uint32_t *reason)
{
	const char *xml, *security;
	struct win32_error status;
	struct guid interface;
	int overwrites;
	uint32_t flags;
	uid_t owner;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "ussb", &flags, &xml, &security, &overwrites) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	if ((flags & ~(uint32_t)(WLAN_PROFILE_GROUP_POLICY | WLAN_PROFILE_USER)) != 0 || !xml[0])
		return WIN32(ERROR_INVALID_PARAMETER);
	if (flags & WLAN_PROFILE_GROUP_POLICY) /* the service's own, whoever asks */
		return overwrites ? WIN32(ERROR_ACCESS_DENIED) : WIN32(ERROR_INVALID_PARAMETER);
	owner = flags & WLAN_PROFILE_USER ? call->caller.uid : STORE_ALL_USERS;
	return rpc_call_profile_status(
		call, &interface, acm_set_profile(call->acm, &call->caller, &interface, owner, xml, security, overwrites, reason));
}

static int method_set_profile(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct win32_error status;
	struct rpc_call call;
	uint32_t reason = 0;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanSetProfile");
	status = set_profile(&call, &reason);
	r = rpc_new_reply(message, &reply, "uu", status.v, reason);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, 0);
}

static struct win32_error get_profile(struct rpc_call *call, struct store_profile *ret, uint32_t *ret_flags)
{
	struct win32_error status;
	struct guid interface;
	const char *name;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "su", &name, ret_flags) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(acm_get_profile(call->acm, &call->caller, &interface, name, ret));
}

static void forget_text(char **text)
{
	if (*text)
		secret_wipe_bytes(*text, strlen(*text));
	free(*text);
}

static int method_get_profile(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(store_profile_clear) struct store_profile entry = { 0 };
	cleanup(forget_text) char *clear = NULL;
	uint32_t asked = 0, flags = 0, granted = 0;
	struct win32_error status;
	struct rpc_call call;
	const char *xml = "";
	int r;

	rpc_call_begin(&call, message, userdata, "WlanGetProfile");
	status = get_profile(&call, &entry, &asked);
	if (status.v == 0) {
		xml = entry.profile->xml;
		flags = profile_flags(&entry);
		/* K2: who may not see the key gets the protected one, without an error. */
		if (asked & WLAN_PROFILE_GET_PLAINTEXT_KEY && 
		    acm_check_object(call.acm, &call.caller, wlan_secure_get_plaintext_key, WLAN_READ_ACCESS) == 0 &&
		    profile_clear_xml(entry.profile, &clear) == 0) {
			xml = clear;
			flags |= WLAN_PROFILE_GET_PLAINTEXT_KEY;
		}
		granted = acm_profile_rights(call.acm, &call.caller, &entry);
	}
	r = rpc_new_reply(message, &reply, "usuu", status.v, xml, flags, granted);
	if (r < 0)
		return r;
	return rpc_call_send(&call, reply, strlen(xml));
}

static int make_list(const struct store_profile *entries, size_t n, uint8_t **ret, size_t *ret_size)
{
	size_t size = marshal_list_size(&marshal_profile_info, n);
	uint8_t *list = calloc(1, size);

	if (!list)
		return -ENOMEM;
	marshal_list_begin(list, n);
	for (size_t i = 0; i < n; i++) {
		WLAN_PROFILE_INFO info = { .dwFlags = profile_flags(&entries[i]) };

		marshal_put_text(info.strProfileName, WLAN_MAX_NAME_LENGTH, entries[i].profile->name);
		memcpy(list + MARSHAL_LIST_HEADER + i * sizeof(info), &info, sizeof(info));
	}
	*ret = list;
	*ret_size = size;
	return 0;
}

static int method_get_profile_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct store_profile *entries = NULL;
	_auto_free_ uint8_t *list = NULL;
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	size_t n = 0, size = 0;

	rpc_call_begin(&call, message, userdata, "WlanGetProfileList");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0)
		status = win32_from_acm(acm_list_profiles(call.acm, &call.caller, &interface, &entries, &n));
	if (status.v == 0) {
		status = win32_from_acm(make_list(entries, n, &list, &size));
		store_profiles_free(entries, n);
	}
	return rpc_call_reply_bytes(&call, status, list, size);
}

static int method_delete_profile(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct guid interface;
	struct rpc_call call;
	const char *name;

	rpc_call_begin(&call, message, userdata, "WlanDeleteProfile");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && sd_bus_message_read(message, "s", &name) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = rpc_call_profile_status(&call, &interface, acm_delete_profile(call.acm, &call.caller, &interface, name));
	return rpc_call_reply(&call, status);
}

const sd_bus_vtable bus_profile_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("SetProfile",
				SD_BUS_ARGS("t", handle, "ay", interface, "u", flags, "s", xml, "s", security, "b", overwrite),
				SD_BUS_RESULT("u", status, "u", reason), method_set_profile,
				SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
	SD_BUS_METHOD_WITH_ARGS("GetProfile", SD_BUS_ARGS("t", handle, "ay", interface, "s", name, "u", flags),
				SD_BUS_RESULT("u", status, "s", xml, "u", flags, "u", granted_access), method_get_profile,
				SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
	SD_BUS_METHOD_WITH_ARGS("GetProfileList", SD_BUS_ARGS("t", handle, "ay", interface),
				SD_BUS_RESULT("u", status, "ay", profiles), method_get_profile_list,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("DeleteProfile", SD_BUS_ARGS("t", handle, "ay", interface, "s", name),
				SD_BUS_RESULT("u", status), method_delete_profile, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
