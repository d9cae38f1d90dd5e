/* The connect task of the station's port, and the properties that belong to it. */
#include "nl80211/adapter_internal.h"

static void on_connect_indication(uint32_t id, const void *payload, void *userdata)
{
	adapter_indicate(userdata, ADAPTER_STATION_PORT, id, payload);
}

static void on_connect_ended(uint32_t status, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->connect_request);

	if (status == NDIS_STATUS_SUCCESS)
		adapter_watch_link(adapter);
	if (request)
		adapter_finish_task(adapter, request, status);
}

const struct connect_listener adapter_connect_listener = {
	.indicate = on_connect_indication,
	.ended = on_connect_ended,
};

void adapter_on_attempt_ended(const struct mlme_result *result, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_on_attempt_ended(adapter->connect, result);
}

void adapter_on_sae(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_on_sae(adapter->connect, what, bssid, frame, size);
}

void adapter_handle_connect(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_connect *connect = params;

	if (!adapter_check_port(adapter, request))
		return;
	if (connect_check(adapter->connect, connect) < 0) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	if (!adapter_is_on(adapter)) {
		wdi_request_fail(request, NDIS_STATUS_DOT11_POWER_STATE_INVALID);
		return;
	}
	if (mlme_peer(adapter->mlme)) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
		return;
	}
	wdi_request_start(request);
	adapter->connect_request = request;
	connect_start(adapter->connect, connect);
}

void adapter_abort_connect(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_abort(adapter->connect);
}

void adapter_handle_set_sae(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	uint32_t status;

	if (!adapter_check_port(adapter, request))
		return;
	/* Answered last: the parameters end with the request. */
	status = connect_check_sae(adapter->connect, params);
	if (status == NDIS_STATUS_SUCCESS)
		connect_set_sae(adapter->connect, params);
	adapter_answer(adapter, request, status);
}

void adapter_handle_set_owe(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	uint32_t status;

	if (!adapter_check_port(adapter, request))
		return;
	status = connect_check_owe(adapter->connect, params);
	if (status == NDIS_STATUS_SUCCESS)
		connect_set_owe(adapter->connect, params);
	adapter_answer(adapter, request, status);
}
