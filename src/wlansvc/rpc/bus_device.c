/*
 * What programs of hardware vendors ask: vendor control, device services, virtual stations. None is offered; who may not use them
 * is told so first, as the pages have it.
 */
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/hosted.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/rpc/client.h"

/* Handle, version and interface are known. */
static struct win32_error read_known_interface(struct rpc_call *call)
{
	struct win32_error status;
	struct guid interface;
	uint32_t state;

	status = rpc_call_read_interface(call, &interface);
	return status.v == 0 ? win32_from_acm(acm_interface_state(call->acm, &interface, &state)) : status;
}

static int method_ihv_control(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanIhvControl");
	status = read_known_interface(&call);
	if (status.v == 0)
		status = win32_from_acm(acm_check_object(call.acm, &call.caller, wlan_secure_ihv_control, WLAN_WRITE_ACCESS));
	return rpc_call_reply(&call, status.v == 0 ? WIN32(ERROR_NOT_SUPPORTED) : status);
}

/* Administrators only: there are no drivers in user mode that Windows would let in as well. */
static int refuse_device_service(struct rpc_call *call, struct win32_error status)
{
	if (status.v == 0)
		status = win32_from_acm(acm_check_administrator(call->acm, &call->caller, "device services"));
	return rpc_call_reply(call, status.v == 0 ? WIN32(ERROR_NOT_SUPPORTED) : status);
}

static int method_device_service_command(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanDeviceServiceCommand");
	return refuse_device_service(&call, read_known_interface(&call));
}

static int method_get_device_services(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanGetSupportedDeviceServices");
	return refuse_device_service(&call, read_known_interface(&call));
}

static int method_register_device_services(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct rpc_call call;

	rpc_call_begin(&call, message, userdata, "WlanRegisterDeviceServiceNotification");
	return refuse_device_service(&call, rpc_call_read_handle(&call));
}

/* Nothing is ever told of virtual stations, so there is nothing to keep. */
static int method_register_virtual_station(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct rpc_call call;
	int registers;

	rpc_call_begin(&call, message, userdata, "WlanRegisterVirtualStationNotification");
	status = rpc_call_read_handle(&call);
	if (status.v == 0 && sd_bus_message_read(message, "b", &registers) < 0)
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0 && registers && !acm_hosted_is_enabled(call.acm))
		status = WIN32(ERROR_INVALID_STATE);
	return rpc_call_reply(&call, status);
}

const sd_bus_vtable bus_device_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("IhvControl", SD_BUS_ARGS("t", handle, "ay", interface), SD_BUS_RESULT("u", status),
				method_ihv_control, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("DeviceServiceCommand", SD_BUS_ARGS("t", handle, "ay", interface), SD_BUS_RESULT("u", status),
				method_device_service_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetSupportedDeviceServices", SD_BUS_ARGS("t", handle, "ay", interface),
				SD_BUS_RESULT("u", status), method_get_device_services, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("RegisterDeviceServiceNotification", SD_BUS_ARGS("t", handle), SD_BUS_RESULT("u", status),
				method_register_device_services, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("RegisterVirtualStationNotification", SD_BUS_ARGS("t", handle, "b", register),
				SD_BUS_RESULT("u", status), method_register_virtual_station, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
