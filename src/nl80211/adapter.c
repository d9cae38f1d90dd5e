#include "nl80211/adapter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include <linux/nl80211.h>

#include "base/clock.h"
#include "base/guid.h"
#include "base/log.h"
#include "dot11/channel.h"
#include "driver/mac.h"
#include "nl80211/ap_port.h"
#include "nl80211/build.h"
#include "nl80211/capabilities.h"
#include "nl80211/connect.h"
#include "nl80211/keys.h"
#include "nl80211/mlme.h"
#include "nl80211/radio.h"
#include "nl80211/scan.h"
#include "nl80211/station.h"
#include "wdi/driver.h"

#define STATION_PORT 0
#define AP_PORT 1
/* Below the 64 KiB of one message, with room for headers. */
#define BSS_LIST_LIMIT (60u * 1024u)
#define BSS_ENTRY_OVERHEAD 96u
#define BSS_LIST_MAX_ENTRIES 256
/* How often speed and quality of a link are looked at (rule 214 asks for changes only). */
#define LINK_POLL_US 5000000u
#define LINK_QUALITY_STEP 5

struct adapter {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *source;
	sd_event_source *data_source;
	sd_event_source *link_timer;
	struct wiphy_interface interface;
	struct wiphy wiphy;
	struct wdi_driver *driver;
	struct scan *scan;
	struct mlme *mlme;
	struct connect *connect;
	struct radio_state radio;
	void (*on_gone)(struct adapter *adapter, void *userdata);
	void *userdata;

	bool has_port;
	struct ap_port *ap; /* NULL: no such port */
	bool is_ap_blocked; /* the host has been told that there can be none */
	struct wdi_request *scan_request;
	struct wdi_request *leave_request; /* disconnect, reset, radio off, delete port or close: waits for mlme */
	struct wdi_request *connect_request;
	struct wdi_indication_link_state_change link; /* last told */
};

uint32_t adapter_ifindex(const struct adapter *adapter)
{
	return adapter->interface.ifindex;
}

bool adapter_has_interface(const struct adapter *adapter, uint32_t ifindex)
{
	return ifindex == adapter->interface.ifindex || (adapter->ap && ifindex == ap_port_ifindex(adapter->ap));
}

static void update_output(struct adapter *adapter)
{
	if (adapter->source)
		sd_event_source_set_io_events(adapter->source,
					      EPOLLIN | (wdi_driver_wants_output(adapter->driver) ? EPOLLOUT : 0));
}

static void indicate(struct adapter *adapter, uint16_t port, uint32_t id, const void *payload)
{
	int error = wdi_driver_indicate(adapter->driver, port, id, payload);

	if (error < 0)
		log_debug("%s: indication 0x%08x: %s", adapter->interface.name, id, strerror(-error));
	update_output(adapter);
}

/* M4 of a task. */
static void finish_task(struct adapter *adapter, struct wdi_request *request, uint32_t status)
{
	wdi_request_finish(request, status, NULL);
	update_output(adapter);
}

static uint32_t status_of(int error)
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

static bool is_on(const struct adapter *adapter)
{
	return adapter->radio.is_hardware_on && adapter->radio.is_software_on;
}

/* Return: true if the request names a port that exists; else it has been refused. */
static bool check_port(struct adapter *adapter, struct wdi_request *request)
{
	if (adapter->has_port && wdi_request_port(request) == STATION_PORT)
		return true;
	wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
	return false;
}

/* Is the request for the access point? Then it exists. */
static bool is_for_ap(const struct adapter *adapter, const struct wdi_request *request)
{
	return adapter->ap && wdi_request_port(request) == AP_PORT;
}

/* Return: true if the request is for the access point; else it has been refused. */
static bool check_ap(const struct adapter *adapter, struct wdi_request *request)
{
	if (is_for_ap(adapter, request))
		return true;
	wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
	return false;
}

/* Scan */

static size_t entry_size(const struct scan_entry *entry)
{
	return BSS_ENTRY_OVERHEAD + entry->beacon_size + entry->probe_response_size;
}

static bool entry_to_wdi(const struct scan_entry *entry, struct wdi_tlv_bss_entry *ret)
{
	struct dot11_channel channel;

	if (dot11_channel_from_mhz(entry->mhz, &channel) < 0 || entry_size(entry) > BSS_LIST_LIMIT)
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->bssid.address = wdi_mac_from_dot11(&entry->bssid);
	ret->has_probe_response_frame = entry->probe_response != NULL;
	ret->probe_response_frame = (struct wdi_blob){ entry->probe_response, entry->probe_response_size };
	ret->has_beacon_frame = entry->beacon != NULL;
	ret->beacon_frame = (struct wdi_blob){ entry->beacon, entry->beacon_size };
	ret->signal_info.rssi = entry->rssi_dbm;
	ret->signal_info.link_quality = entry->quality;
	ret->channel_info.channel_number = channel.number;
	ret->channel_info.band_id = capabilities_band_id(channel.band);
	return true;
}

static void on_heard(const struct scan_entry *entries, size_t n_entries, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_tlv_bss_entry descriptors[BSS_LIST_MAX_ENTRIES];
	struct wdi_indication_bss_entry_list list = { .device_descriptor = descriptors };
	size_t size = 0;

	for (size_t i = 0; i < n_entries; i++) {
		if (list.n_device_descriptor &&
		    (list.n_device_descriptor == BSS_LIST_MAX_ENTRIES || size + entry_size(&entries[i]) > BSS_LIST_LIMIT)) {
			indicate(adapter, STATION_PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
			list.n_device_descriptor = 0;
			size = 0;
		}
		if (entry_to_wdi(&entries[i], &descriptors[list.n_device_descriptor])) {
			list.n_device_descriptor++;
			size += entry_size(&entries[i]);
		}
	}
	if (list.n_device_descriptor)
		indicate(adapter, STATION_PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
}

static void on_scan_ended(enum scan_result result, int error, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->scan_request);
	uint32_t status = NDIS_STATUS_SUCCESS;

	if (result == SCAN_STOPPED)
		status = NDIS_STATUS_REQUEST_ABORTED;
	else if (result == SCAN_FAILED)
		status = status_of(error);
	if (request)
		finish_task(adapter, request, status);
}

static const struct scan_listener scan_listener = {
	.heard = on_heard,
	.ended = on_scan_ended,
};

static void add_channel(struct scan_request *scan, enum dot11_band band, uint32_t number)
{
	uint32_t mhz = band && number <= UINT16_MAX ? dot11_channel_to_mhz(band, (uint16_t)number) : 0;

	if (mhz && scan->n_mhz < SCAN_MAX_CHANNELS)
		scan->mhz[scan->n_mhz++] = mhz;
}

/* Channels are recommendations (rule 202): those that the radio has not, or may not use, are left out. */
static void keep_usable(const struct adapter *adapter, struct scan_request *scan)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->n_mhz; i++)
		for (size_t b = 0; b < WIPHY_MAX_BANDS; b++)
			for (size_t c = 0; c < adapter->wiphy.bands[b].n_channels; c++)
				if (adapter->wiphy.bands[b].channels[c].mhz == scan->mhz[i] &&
				    !adapter->wiphy.bands[b].channels[c].is_disabled)
					scan->mhz[n++] = scan->mhz[i];
	scan->n_mhz = n;
}

/* Return: 0; -EINVAL for an SSID that is none. */
static int scan_from_wdi(const struct adapter *adapter, const struct wdi_task_scan *params, struct scan_request *ret)
{
	static const struct wdi_mac any = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } }, none = { { 0 } };

	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < params->n_ssid_list && ret->n_ssids < SCAN_MAX_SSIDS; i++) {
		if (params->ssid_list[i].size > 32)
			return -EINVAL;
		ret->ssids[ret->n_ssids].size = (uint8_t)params->ssid_list[i].size;
		if (params->ssid_list[i].size)
			memcpy(ret->ssids[ret->n_ssids].bytes, params->ssid_list[i].data, params->ssid_list[i].size);
		ret->n_ssids++;
	}
	for (size_t i = 0; i < params->n_band_channel_list; i++)
		for (size_t c = 0; c < params->band_channel_list[i].n_channel_list; c++)
			add_channel(ret, capabilities_band(params->band_channel_list[i].band_id.band_id),
				    params->band_channel_list[i].channel_list[c]);
	for (size_t i = 0; i < params->n_six_g_hz_band_channel_list; i++)
		add_channel(ret, DOT11_BAND_6GHZ, params->six_g_hz_band_channel_list[i].channel_number.value);
	keep_usable(adapter, ret);
	if (params->has_bssid && memcmp(&params->bssid.address, &any, sizeof(any)) != 0 &&
	    memcmp(&params->bssid.address, &none, sizeof(none)) != 0) {
		ret->has_bssid = true;
		ret->bssid = dot11_mac_from_wdi(&params->bssid.address);
	}
	ret->is_passive = params->scan_mode_parameters.allowed_scan_type == WDI_SCAN_TYPE_PASSIVE_ONLY;
	if (params->has_vendor_i_es) {
		ret->elements = params->vendor_i_es.data;
		ret->elements_size = params->vendor_i_es.size;
	}
	ret->n_repeats = params->scan_mode_parameters.scan_repeat_count;
	ret->limit_ms = params->dwell_time.maximum_scan_time;
	ret->dwell_ms = ret->is_passive ? params->dwell_time.passive_channel_dwell_time :
					  params->dwell_time.active_channel_dwell_time;
	return 0;
}

/* The radio's access point needs time between the channels, and that takes a list of them. */
static void divide(const struct adapter *adapter, struct scan_request *scan)
{
	if (!adapter->ap || !ap_is_started(ap_port_ap(adapter->ap)))
		return;
	scan->is_in_portions = true;
	if (scan->n_mhz)
		return;
	for (size_t b = 0; b < WIPHY_MAX_BANDS; b++)
		for (size_t c = 0; c < adapter->wiphy.bands[b].n_channels && scan->n_mhz < SCAN_MAX_CHANNELS; c++)
			scan->mhz[scan->n_mhz++] = adapter->wiphy.bands[b].channels[c].mhz;
	keep_usable(adapter, scan);
}

static void handle_scan(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	struct scan_request scan;
	int error;

	if (!check_port(adapter, request))
		return;
	if (scan_from_wdi(adapter, params, &scan) < 0) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_DATA);
		return;
	}
	divide(adapter, &scan);
	error = scan_start(adapter->scan, &scan);
	if (error < 0) {
		wdi_request_fail(request, status_of(error));
		return;
	}
	adapter->scan_request = request;
	wdi_request_start(request);
}

static void abort_scan(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	scan_stop(adapter->scan);
}

/* Link state */

static int on_station(const struct nlmsghdr *message, void *userdata)
{
	return station_parse(message, userdata);
}

/* Return: 0; negative errno. */
static int get_station(struct adapter *adapter, struct station *ret_station)
{
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);

	if (!peer)
		return -ENOTCONN;
	return nl_call(adapter->nl, build_get_station(nl_family(adapter->nl), adapter->interface.ifindex, peer), on_station,
		       ret_station);
}

static bool is_link_changed(const struct adapter *adapter, const struct wdi_tlv_link_state_change_parameters *now)
{
	const struct wdi_tlv_link_state_change_parameters *then = &adapter->link.link_state_change_parameters;

	return memcmp(&now->peer_mac_address, &then->peer_mac_address, sizeof(struct wdi_mac)) != 0 ||
	       now->tx_link_speed != then->tx_link_speed || now->rx_link_speed != then->rx_link_speed ||
	       abs(now->link_quality - then->link_quality) > LINK_QUALITY_STEP;
}

static void tell_link_state(struct adapter *adapter)
{
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);
	struct wiphy_interface interface = { 0 };
	struct wdi_tlv_link_info info = { 0 };
	struct wdi_indication_link_state_change link = { 0 };
	struct station station = { 0 };

	if (!peer || get_station(adapter, &station) < 0)
		return;
	link.link_state_change_parameters.peer_mac_address = wdi_mac_from_dot11(peer);
	link.link_state_change_parameters.tx_link_speed = station.tx_kbps;
	link.link_state_change_parameters.rx_link_speed = station.rx_kbps;
	link.link_state_change_parameters.link_quality = (uint8_t)(station.signal_dbm ? scan_quality(station.signal_dbm) : 0);
	if (!is_link_changed(adapter, &link.link_state_change_parameters))
		return;
	adapter->link = link;
	wiphy_get_interface(adapter->nl, adapter->interface.ifindex, &interface);
	info.local_link_mac_address = wdi_mac_from_dot11(&adapter->interface.mac);
	info.peer_link_mac_address = wdi_mac_from_dot11(peer);
	info.channel_number = connect_channel(adapter->connect)->number;
	info.band_id = capabilities_band_id(connect_channel(adapter->connect)->band);
	info.rssi = station.signal_dbm;
	info.bandwidth = interface.bandwidth_mhz;
	info.tx_mcs = station.tx_mcs;
	info.rx_mcs = station.rx_mcs;
	info.mcs = station.tx_mcs;
	link.n_link_info = 1;
	link.link_info = &info;
	link.has_ap_channel = true;
	link.ap_channel.channel_number = info.channel_number;
	link.ap_channel.band_id = info.band_id;
	indicate(adapter, STATION_PORT, NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE, &link);
}

static int on_link_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	tell_link_state(userdata);
	sd_event_source_set_time(source, clock_monotonic_us() + LINK_POLL_US);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static void watch_link(struct adapter *adapter)
{
	memset(&adapter->link, 0, sizeof(adapter->link));
	tell_link_state(adapter);
	adapter->link_timer = sd_event_source_disable_unref(adapter->link_timer);
	/* A second either way lets the machine sleep. */
	sd_event_add_time(adapter->loop, &adapter->link_timer, CLOCK_MONOTONIC, clock_monotonic_us() + LINK_POLL_US, 1000000,
			  on_link_timer, adapter);
}

/* Connect */

static void on_connect_indication(uint32_t id, const void *payload, void *userdata)
{
	indicate(userdata, STATION_PORT, id, payload);
}

static void on_connect_ended(uint32_t status, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->connect_request);

	if (status == NDIS_STATUS_SUCCESS)
		watch_link(adapter);
	if (request)
		finish_task(adapter, request, status);
}

static const struct connect_listener connect_listener = {
	.indicate = on_connect_indication,
	.ended = on_connect_ended,
};

static void on_attempt_ended(const struct mlme_result *result, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_on_attempt_ended(adapter->connect, result);
}

static void on_sae(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_on_sae(adapter->connect, what, bssid, frame, size);
}

static void handle_connect(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_connect *connect = params;

	if (!check_port(adapter, request))
		return;
	if (connect_check(adapter->connect, connect) < 0) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	if (!is_on(adapter)) {
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

static void abort_connect(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	connect_abort(adapter->connect);
}

/* Answers a property. */
static void answer(struct adapter *adapter, struct wdi_request *request, uint32_t status)
{
	wdi_request_complete(request, status, NULL);
	update_output(adapter);
}

static void handle_set_sae(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	uint32_t status;

	if (!check_port(adapter, request))
		return;
	/* Answered last: the parameters end with the request. */
	status = connect_check_sae(adapter->connect, params);
	if (status == NDIS_STATUS_SUCCESS)
		connect_set_sae(adapter->connect, params);
	answer(adapter, request, status);
}

static void handle_set_owe(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	uint32_t status;

	if (!check_port(adapter, request))
		return;
	status = connect_check_owe(adapter->connect, params);
	if (status == NDIS_STATUS_SUCCESS)
		connect_set_owe(adapter->connect, params);
	answer(adapter, request, status);
}

/* Keys and 802.1X frames */

static void handle_add_keys(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (is_for_ap(adapter, request))
		answer(adapter, request, ap_port_add_keys(adapter->ap, params));
	else if (check_port(adapter, request))
		answer(adapter, request, keys_add(adapter->mlme, &adapter->wiphy, params));
}

static void handle_delete_keys(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (is_for_ap(adapter, request))
		answer(adapter, request, ap_port_delete_keys(adapter->ap, params));
	else if (check_port(adapter, request))
		answer(adapter, request, keys_delete(adapter->mlme, params));
}

/* From the host to the air. Everything but 802.1X goes over the kernel's interface, and is no business of this socket. */
static void on_host_frame(const struct wdi_data_frame *frame, void *userdata)
{
	struct adapter *adapter = userdata;
	struct dot11_mac destination;
	int error = -ENODEV;

	if (frame->ethertype != BUILD_ETHERTYPE_EAPOL)
		return;
	memcpy(destination.b, frame->destination, sizeof(destination.b));
	if (frame->port == STATION_PORT)
		error = mlme_send_eapol(adapter->mlme, &destination, frame->payload, frame->size);
	else if (frame->port == AP_PORT && adapter->ap)
		error = ap_port_send_eapol(adapter->ap, &destination, frame->payload, frame->size);
	if (error < 0)
		log_debug("%s: 802.1X frame: %s", adapter->interface.name, strerror(-error));
}

static void tell_eapol(struct adapter *adapter, uint16_t port, const struct dot11_mac *own, const struct dot11_mac *peer,
		       const uint8_t *pdu, size_t size)
{
	struct wdi_data_frame frame = { .port = port, .ethertype = BUILD_ETHERTYPE_EAPOL, .payload = pdu, .size = size };
	int error;

	memcpy(frame.destination, own->b, sizeof(frame.destination));
	memcpy(frame.source, peer->b, sizeof(frame.source));
	error = wdi_driver_send_data(adapter->driver, &frame);
	if (error < 0)
		log_debug("%s: 802.1X frame to the host: %s", adapter->interface.name, strerror(-error));
}

static void on_eapol(const struct dot11_mac *bssid, const uint8_t *pdu, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	tell_eapol(adapter, STATION_PORT, &adapter->interface.mac, bssid, pdu, size);
}

/* Access point */

static void on_ap_indication(uint32_t id, const void *payload, void *userdata)
{
	struct adapter *adapter = userdata;

	if (id == NDIS_STATUS_WDI_INDICATION_STOP_AP)
		adapter->is_ap_blocked = true;
	indicate(adapter, AP_PORT, id, payload);
}

static void on_ap_finished(struct wdi_request *request, uint32_t status, const void *completion, void *userdata)
{
	struct adapter *adapter = userdata;

	wdi_request_finish(request, status, completion);
	update_output(adapter);
}

static void on_ap_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;

	tell_eapol(adapter, AP_PORT, ap_port_mac(adapter->ap), client, pdu, size);
}

static bool is_radio_on(void *userdata)
{
	struct adapter *adapter = userdata;

	/* A radio that was switched off stops the access point, and its own event may come later. */
	adapter_check_radio(adapter);
	return is_on(adapter);
}

static const struct ap_port_listener ap_listener = {
	.indicate = on_ap_indication,
	.finish = on_ap_finished,
	.eapol = on_ap_eapol,
	.is_radio_on = is_radio_on,
};

/* Takes back that there can be no access point, once its port is gone and the radio is on (rule 228). */
static void check_ap_sustained(struct adapter *adapter)
{
	const struct wdi_indication_can_sustain_ap indication = { .reason.value = WDI_CAN_SUSTAIN_AP_REASON_IHV_START };

	if (!adapter->is_ap_blocked || adapter->ap || !is_on(adapter))
		return;
	adapter->is_ap_blocked = false;
	indicate(adapter, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_CAN_SUSTAIN_AP, &indication);
}

/* The one channel that an access point can be on now, in MHz; 0 if it is free. */
static uint32_t station_mhz(const struct adapter *adapter)
{
	const struct dot11_channel *channel = connect_channel(adapter->connect);

	if (!adapter->wiphy.is_ap_on_same_channel || !mlme_peer(adapter->mlme))
		return 0;
	return dot11_channel_to_mhz(channel->band, channel->number);
}

static void handle_start_ap(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (!check_ap(adapter, request))
		return;
	if (!is_on(adapter)) {
		wdi_request_fail(request, NDIS_STATUS_DOT11_POWER_STATE_INVALID);
		return;
	}
	ap_port_start(adapter->ap, request, params, station_mhz(adapter));
}

/* It is done before anybody could abort it. */
static void abort_start_ap(struct wdi_request *request, void *userdata)
{
}

static void handle_stop_ap(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (check_ap(adapter, request))
		ap_port_stop(adapter->ap, request);
}

static void handle_association_response(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (check_ap(adapter, request))
		ap_port_respond(adapter->ap, request, params);
}

static void abort_association_response(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	if (adapter->ap)
		ap_port_abort_response(adapter->ap);
}

static void handle_advertisement(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	if (check_ap(adapter, request))
		answer(adapter, request, ap_port_advertise(adapter->ap, params));
}

static void create_ap_port(struct adapter *adapter, struct wdi_request *request, const struct dot11_mac *mac)
{
	struct wdi_indication_create_port_complete complete = { .port_attributes.port_number = AP_PORT };
	int error;

	if (adapter->ap) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	wdi_request_start(request);
	error = ap_port_new(&adapter->ap, adapter->nl, adapter->loop, &adapter->wiphy, &adapter->interface, mac, &ap_listener, adapter);
	if (error < 0) {
		log_debug("%s: no access point: %s", adapter->interface.name, strerror(-error));
		finish_task(adapter, request, status_of(error));
		return;
	}
	complete.port_attributes.mac_address = wdi_mac_from_dot11(ap_port_mac(adapter->ap));
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, &complete);
}

static void delete_ap_port(struct adapter *adapter, struct wdi_request *request)
{
	wdi_request_start(request);
	adapter->ap = ap_port_free(adapter->ap);
	finish_task(adapter, request, NDIS_STATUS_SUCCESS);
	check_ap_sustained(adapter);
}

/* Disconnect */

static uint32_t loss_status(const struct adapter *adapter, enum mlme_cause cause)
{
	switch (cause) {
	case MLME_CAUSE_HOST:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	case MLME_CAUSE_RESET:
		return WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET;
	case MLME_CAUSE_RADIO_OFF:
		return WDI_ASSOC_STATUS_RADIO_OFF;
	case MLME_CAUSE_PEER_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case MLME_CAUSE_PEER_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	case MLME_CAUSE_NOT_HEARD:
		return WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE;
	case MLME_CAUSE_LOCAL:
		break;
	}
	return is_on(adapter) ? WDI_ASSOC_STATUS_DISASSOCIATE_UNABLE_TO_MAINTAIN : WDI_ASSOC_STATUS_RADIO_OFF;
}

static void on_lost(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_indication_disassociation indication = { 0 };

	adapter->link_timer = sd_event_source_disable_unref(adapter->link_timer);
	/* A radio that was switched off ends the association locally, and its own event may come later. */
	if (cause == MLME_CAUSE_LOCAL)
		adapter_check_radio(adapter);
	indication.disconnect_indication_parameters.mac_address = wdi_mac_from_dot11(bssid);
	indication.disconnect_indication_parameters.disassociation_wabi_reason = loss_status(adapter, cause);
	indication.has_deauth_frame = cause == MLME_CAUSE_PEER_DEAUTHENTICATED;
	indication.has_disassociation_frame = cause == MLME_CAUSE_PEER_DISASSOCIATED;
	indication.deauth_frame = (struct wdi_blob){ body, size };
	indication.disassociation_frame = (struct wdi_blob){ body, size };
	indicate(adapter, STATION_PORT, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication);
}

static void tell_radio(struct adapter *adapter)
{
	const struct wdi_indication_radio_status indication = {
		.radio_state = { .hardware_state = adapter->radio.is_hardware_on, .software_state = adapter->radio.is_software_on },
	};

	indicate(adapter, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &indication);
}

void adapter_check_radio(struct adapter *adapter)
{
	struct radio_state state;

	if (radio_get(adapter->wiphy.name, adapter->interface.name, &state) < 0)
		return;
	if (state.is_hardware_on == adapter->radio.is_hardware_on && state.is_software_on == adapter->radio.is_software_on)
		return;
	adapter->radio = state;
	tell_radio(adapter);
	check_ap_sustained(adapter);
}

/* Return: NDIS status. */
static uint32_t switch_radio(struct adapter *adapter, bool is_wanted)
{
	int error = radio_set(adapter->wiphy.name, adapter->interface.name, is_wanted);

	if (error < 0 && error != -ERFKILL)
		return status_of(error);
	adapter_check_radio(adapter);
	return NDIS_STATUS_SUCCESS;
}

/* What is left of a command once no association stands in its way. */
static void end_leave(struct adapter *adapter, struct wdi_request *request)
{
	uint32_t status = NDIS_STATUS_SUCCESS;

	switch (wdi_request_oid(request)) {
	case OID_WDI_TASK_SET_RADIO_STATE:
		status = switch_radio(adapter, false);
		break;
	case OID_WDI_TASK_DELETE_PORT:
	case OID_WDI_TASK_CLOSE:
		adapter->has_port = false;
		break;
	default:
		break;
	}
	finish_task(adapter, request, status);
}

static void on_left(void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->leave_request);

	if (request)
		end_leave(adapter, request);
}

static const struct mlme_listener mlme_listener = {
	.attempt_ended = on_attempt_ended,
	.lost = on_lost,
	.left = on_left,
	.sae = on_sae,
	.eapol = on_eapol,
};

static void handle_disconnect(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_disconnect *disconnect = params;
	struct dot11_mac peer = dot11_mac_from_wdi(&disconnect->disconnect_parameters.mac_address);
	int outcome;

	if (is_for_ap(adapter, request)) {
		ap_port_disconnect(adapter->ap, request, disconnect);
		return;
	}
	if (!check_port(adapter, request))
		return;
	/* The frames first: everything else has time. */
	outcome = mlme_leave(adapter->mlme, &peer, MLME_CAUSE_HOST, disconnect->disconnect_parameters.disassociation80211_reason);
	wdi_request_start(request);
	if (outcome == MLME_E_NOT_CONNECTED)
		wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
	else
		adapter->leave_request = request;
}

/* Ends whatever goes on without frames, then finishes the request. */
static void leave_silently(struct adapter *adapter, struct wdi_request *request, enum mlme_cause cause)
{
	wdi_request_start(request);
	connect_abort(adapter->connect);
	scan_stop(adapter->scan);
	if (mlme_leave(adapter->mlme, NULL, cause, 1) == MLME_E_NOT_CONNECTED)
		end_leave(adapter, request);
	else
		adapter->leave_request = request;
}

static void handle_reset(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_dot11_reset *reset = params;

	if (is_for_ap(adapter, request)) {
		ap_port_reset(adapter->ap, request);
		return;
	}
	if (!check_port(adapter, request))
		return;
	if (reset->has_reset_mac_address &&
	    memcmp(&reset->reset_mac_address.address, &adapter->interface.mac, sizeof(struct wdi_mac)) != 0) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}

static void handle_set_radio(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_set_radio_state *set = params;

	if (!set->software_radio_state.value) {
		if (adapter->ap)
			ap_port_halt(adapter->ap, AP_CAUSE_RADIO_OFF);
		leave_silently(adapter, request, MLME_CAUSE_RADIO_OFF);
		return;
	}
	wdi_request_start(request);
	wdi_request_finish(request, switch_radio(adapter, true), NULL);
}

static void handle_open(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	int error = radio_set_interface_up(adapter->interface.name, true);

	if (error < 0 && error != -ERFKILL) {
		wdi_request_fail(request, status_of(error));
		return;
	}
	radio_get(adapter->wiphy.name, adapter->interface.name, &adapter->radio);
	wdi_request_start(request);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_close(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;

	adapter->ap = ap_port_free(adapter->ap);
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}

static void handle_create_port(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_create_port *create = params;
	const struct wdi_indication_create_port_complete complete = {
		.port_attributes = { .mac_address = wdi_mac_from_dot11(&adapter->interface.mac), .port_number = STATION_PORT },
	};
	uint16_t mode = create->create_port_parameters.op_mode_mask;

	/* The protocol's word for an access point. */
	if (mode == WDI_OPERATION_MODE_P2P_GO && ap_port_is_possible(&adapter->wiphy)) {
		struct dot11_mac mac = dot11_mac_from_wdi(&create->mac_address.address);

		create_ap_port(adapter, request, create->has_mac_address ? &mac : NULL);
		return;
	}
	if (!(mode & WDI_OPERATION_MODE_STA) ||
	    (create->has_mac_address &&
	     memcmp(&create->mac_address.address, &adapter->interface.mac, sizeof(struct wdi_mac)) != 0)) {
		wdi_request_fail(request, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	if (adapter->has_port) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	adapter->has_port = true;
	wdi_request_start(request);
	wdi_request_finish(request, NDIS_STATUS_SUCCESS, &complete);
}

static void handle_delete_port(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct wdi_task_delete_port *delete = params;

	if (adapter->ap && delete->delete_port_parameters.port_number == AP_PORT) {
		delete_ap_port(adapter, request);
		return;
	}
	if (!adapter->has_port || delete->delete_port_parameters.port_number != STATION_PORT) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_STATE);
		return;
	}
	leave_silently(adapter, request, MLME_CAUSE_RESET);
}

static void handle_capabilities(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	_auto_free_ struct capabilities *capabilities = malloc(sizeof(*capabilities));

	if (!capabilities) {
		wdi_request_fail(request, NDIS_STATUS_RESOURCES);
		return;
	}
	capabilities_fill(&adapter->wiphy, &adapter->interface.mac, &adapter->radio, capabilities);
	if (ap_port_is_possible(&adapter->wiphy))
		capabilities_add_ap(&adapter->wiphy, capabilities, AP_MAX_CLIENTS);
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &capabilities->result);
}

static void handle_statistics(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct station station = { 0 };
	struct wdi_tlv_mac_statistics mac = { 0 };
	struct wdi_tlv_phy_statistics phy = { 0 };
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = 1,
		.peer_mac_statistics = &mac,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	if (is_for_ap(adapter, request)) {
		ap_port_tell_statistics(adapter->ap, request);
		return;
	}
	if (!check_port(adapter, request))
		return;
	/* Counters belong to a peer in the kernel: without one nothing has been counted. */
	if (peer && get_station(adapter, &station) < 0)
		memset(&station, 0, sizeof(station));
	mac.mac_address = wdi_mac_from_dot11(peer ? peer : &everybody);
	mac.transmitted_frame_count = station.tx_packets;
	mac.received_frame_count = station.rx_packets;
	phy.phy_type = connect_phy_type(adapter->connect);
	phy.transmitted_frame_count = station.tx_packets;
	phy.failed_count = station.tx_failed;
	phy.retry_count = station.tx_retries;
	phy.received_frame_count = station.rx_packets;
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_OPEN, handle_open, NULL },
	{ OID_WDI_TASK_CLOSE, handle_close, NULL },
	{ OID_WDI_TASK_CREATE_PORT, handle_create_port, NULL },
	{ OID_WDI_TASK_DELETE_PORT, handle_delete_port, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, handle_capabilities, NULL },
	{ OID_WDI_TASK_SCAN, handle_scan, abort_scan },
	{ OID_WDI_TASK_CONNECT, handle_connect, abort_connect },
	{ OID_WDI_TASK_DISCONNECT, handle_disconnect, NULL },
	{ OID_WDI_TASK_DOT11_RESET, handle_reset, NULL },
	{ OID_WDI_TASK_SET_RADIO_STATE, handle_set_radio, NULL },
	{ OID_WDI_GET_STATISTICS, handle_statistics, NULL },
	{ OID_WDI_SET_ADD_CIPHER_KEYS, handle_add_keys, NULL },
	{ OID_WDI_SET_DELETE_CIPHER_KEYS, handle_delete_keys, NULL },
	{ OID_WDI_SET_SAE_AUTH_PARAMS, handle_set_sae, NULL },
	{ OID_WDI_SET_OWE_DH_IE, handle_set_owe, NULL },
	{ OID_WDI_TASK_START_AP, handle_start_ap, abort_start_ap },
	{ OID_WDI_TASK_STOP_AP, handle_stop_ap, NULL },
	{ OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, handle_association_response, abort_association_response },
	{ OID_WDI_SET_ADVERTISEMENT_INFORMATION, handle_advertisement, NULL },
};

static int on_link(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct adapter *adapter = userdata;

	if (wdi_driver_dispatch(adapter->driver) < 0) {
		log_debug("%s: the host is gone", adapter->interface.name);
		sd_event_source_set_enabled(adapter->source, SD_EVENT_OFF);
		sd_event_source_set_enabled(adapter->data_source, SD_EVENT_OFF);
		adapter->on_gone(adapter, adapter->userdata);
		return 0;
	}
	update_output(adapter);
	return 0;
}

static int announce(struct adapter *adapter, int control_fd)
{
	char text[128];
	struct guid guid;
	struct wdi_adapter_info info = { .name = adapter->interface.name, .description = "nl80211 802.11 adapter" };
	_auto_fd_ int data_fd = -1;
	int fd, error;

	snprintf(text, sizeof(text), "wdi-nl80211/%s/" DOT11_MAC_FORMAT, adapter->interface.name,
		 DOT11_MAC_ARGS(&adapter->interface.mac));
	guid = guid_from_name(text);
	memcpy(info.guid, guid.b, sizeof(info.guid));
	error = wdi_driver_announce(control_fd, &info, &fd, &data_fd);
	if (error < 0)
		return error;
	error = wdi_driver_new(&adapter->driver, fd, handlers, array_size(handlers), adapter);
	if (error < 0)
		return error;
	error = wdi_driver_attach_data(adapter->driver, take_fd(data_fd), on_host_frame);
	if (error < 0)
		return error;
	error = sd_event_add_io(adapter->loop, &adapter->data_source, wdi_driver_data_fd(adapter->driver), EPOLLIN, on_link, adapter);
	if (error < 0)
		return error;
	return sd_event_add_io(adapter->loop, &adapter->source, wdi_driver_fd(adapter->driver), EPOLLIN, on_link, adapter);
}

int adapter_new(struct adapter **ret, struct nl *nl, sd_event *loop, int control_fd, const struct wiphy_interface *interface,
		void (*on_gone)(struct adapter *adapter, void *userdata), void *userdata)
{
	cleanup(cleanup_adapter) struct adapter *adapter = calloc(1, sizeof(*adapter));
	int error;

	if (!adapter)
		return -ENOMEM;
	adapter->nl = nl;
	adapter->loop = sd_event_ref(loop);
	adapter->interface = *interface;
	adapter->on_gone = on_gone;
	adapter->userdata = userdata;
	error = wiphy_get(nl, interface->wiphy, &adapter->wiphy);
	if (error < 0)
		return error;
	if (!adapter->wiphy.can_authenticate && !adapter->wiphy.can_connect)
		return -EOPNOTSUPP;
	error = radio_set_interface_up(interface->name, true);
	/* A radio that is switched off is an adapter all the same. */
	if (error < 0 && error != -ERFKILL)
		return error;
	error = radio_get(adapter->wiphy.name, interface->name, &adapter->radio);
	if (error < 0)
		return error;
	error = scan_new(&adapter->scan, nl, loop, interface->ifindex, &adapter->wiphy, &scan_listener, adapter);
	if (error < 0)
		return error;
	error = mlme_new(&adapter->mlme, nl, loop, interface->ifindex, &interface->mac, &adapter->wiphy, &mlme_listener, adapter);
	if (error < 0)
		return error;
	error = connect_new(&adapter->connect, loop, adapter->mlme, &adapter->wiphy, &connect_listener, adapter);
	if (error < 0)
		return error;
	error = announce(adapter, control_fd);
	if (error < 0)
		return error;
	*ret = take_ptr(adapter);
	return 0;
}

struct adapter *adapter_free(struct adapter *adapter)
{
	if (!adapter)
		return NULL;
	adapter->source = sd_event_source_disable_unref(adapter->source);
	adapter->data_source = sd_event_source_disable_unref(adapter->data_source);
	sd_event_source_disable_unref(adapter->link_timer);
	ap_port_free(adapter->ap);
	connect_free(adapter->connect);
	mlme_free(adapter->mlme);
	scan_free(adapter->scan);
	wdi_driver_free(adapter->driver);
	sd_event_unref(adapter->loop);
	free(adapter);
	return NULL;
}

void adapter_on_event(struct adapter *adapter, const struct event *event)
{
	if (event->ifindex == adapter->interface.ifindex) {
		scan_on_event(adapter->scan, event);
		mlme_on_event(adapter->mlme, event);
	} else if (adapter->ap) {
		ap_port_on_event(adapter->ap, event);
	}
	update_output(adapter);
}

void adapter_resync(struct adapter *adapter)
{
	mlme_resync(adapter->mlme);
	if (adapter->ap)
		ap_port_resync(adapter->ap);
	update_output(adapter);
}
