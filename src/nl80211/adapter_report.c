/* What goes to the host: indications, ends of tasks, answers, and the refusals that all commands share. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/log.h"

void adapter_update_output(struct adapter *adapter)
{
	if (adapter->source)
		sd_event_source_set_io_events(adapter->source,
					      EPOLLIN | (wdi_driver_wants_output(adapter->driver) ? EPOLLOUT : 0));
}

void adapter_indicate(struct adapter *adapter, uint16_t port, uint32_t id, const void *payload)
{
	int error = wdi_driver_indicate(adapter->driver, port, id, payload);

	if (error < 0)
		log_debug("%s: indication 0x%08x: %s", adapter->interface.name, id, strerror(-error));
	adapter_update_output(adapter);
}

void adapter_finish_task(struct adapter *adapter, struct wdi_request *request, uint32_t status)
{
	wdi_request_finish(request, status, NULL);
	adapter_update_output(adapter);
}

void adapter_answer(struct adapter *adapter, struct wdi_request *request, uint32_t status)
{
	wdi_request_complete(request, status, NULL);
	adapter_update_output(adapter);
}

uint32_t adapter_status(int error)
{
	switch (error) {
	case 0:
		return NDIS_STATUS_SUCCESS;
	case -ENOMEM:
	case -ENOBUFS:
		return NDIS_STATUS_RESOURCES;
	case -EOPNOTSUPP:
		return NDIS_STATUS_NOT_SUPPORTED;
	case -ENODEV:
		return NDIS_STATUS_ADAPTER_REMOVED;
	case -ERFKILL:
	case -ENETDOWN:
		return NDIS_STATUS_DOT11_POWER_STATE_INVALID;
	case -EISCONN:
	case -EBUSY:
		return NDIS_STATUS_INVALID_STATE;
	default:
		return NDIS_STATUS_FAILURE;
	}
}

bool adapter_check_port(struct adapter *adapter, struct wdi_request *request)
{
	if (adapter->has_port && wdi_request_port(request) == ADAPTER_STATION_PORT)
		return true;
	wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
	return false;
}

bool adapter_is_for_ap(const struct adapter *adapter, const struct wdi_request *request)
{
	return adapter->ap && wdi_request_port(request) == ADAPTER_AP_PORT;
}

bool adapter_check_ap(const struct adapter *adapter, struct wdi_request *request)
{
	if (adapter_is_for_ap(adapter, request))
		return true;
	wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
	return false;
}
