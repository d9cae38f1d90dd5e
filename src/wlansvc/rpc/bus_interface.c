/* Which interfaces there are. */
#include <errno.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/list.h"
#include "marshal/text.h"
#include "wlansvc/rpc/client.h"

static int make_list(const struct acm_interface *interfaces, size_t n, uint8_t **ret, size_t *ret_size)
{
	size_t size = marshal_list_size(&marshal_interface_info, n);
	uint8_t *list = calloc(1, size);

	if (!list)
		return -ENOMEM;
	marshal_list_begin(list, n);
	for (size_t i = 0; i < n; i++) {
		WLAN_INTERFACE_INFO info = { .isState = interfaces[i].state };

		memcpy(&info.InterfaceGuid, &interfaces[i].guid, sizeof(info.InterfaceGuid));
		marshal_put_text(info.strInterfaceDescription, WLAN_MAX_NAME_LENGTH, interfaces[i].description);
		memcpy(list + MARSHAL_LIST_HEADER + i * sizeof(info), &info, sizeof(info));
	}
	*ret = list;
	*ret_size = size;
	return 0;
}

static int method_enum_interfaces(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	_auto_free_ struct acm_interface *interfaces = NULL;
	_auto_free_ uint8_t *list = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t n, size = 0;

	rpc_call_begin(&call, message, userdata, "WlanEnumInterfaces");
	status = rpc_call_read_handle(&call);
	if (status.v == 0)
		status = win32_from_acm(acm_list_interfaces(call.acm, &interfaces, &n));
	if (status.v == 0)
		status = win32_from_acm(make_list(interfaces, n, &list, &size));
	return rpc_call_reply_bytes(&call, status, list, size);
}

const sd_bus_vtable bus_interface_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("EnumInterfaces", SD_BUS_ARGS("t", handle), SD_BUS_RESULT("u", status, "ay", interfaces),
				method_enum_interfaces, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
