/* Scans: from the host's wishes to the kernel's, and what was heard as BSS entries. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <string.h>

#include "driver/mac.h"
#include "nl80211/capabilities.h"

/* Below the 64 KiB of one message, with room for headers. */
#define BSS_LIST_LIMIT (60u * 1024u)
#define BSS_ENTRY_OVERHEAD 96u
#define BSS_LIST_MAX_ENTRIES 256

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
			adapter_indicate(adapter, ADAPTER_STATION_PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
			list.n_device_descriptor = 0;
			size = 0;
		}
		if (entry_to_wdi(&entries[i], &descriptors[list.n_device_descriptor])) {
			list.n_device_descriptor++;
			size += entry_size(&entries[i]);
		}
	}
	if (list.n_device_descriptor)
		adapter_indicate(adapter, ADAPTER_STATION_PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
}

static void on_scan_ended(enum scan_result result, int error, void *userdata)
{
	struct adapter *adapter = userdata;
	struct wdi_request *request = take_ptr(adapter->scan_request);
	uint32_t status = NDIS_STATUS_SUCCESS;

	if (result == SCAN_STOPPED)
		status = NDIS_STATUS_REQUEST_ABORTED;
	else if (result == SCAN_FAILED)
		status = adapter_status(error);
	if (request)
		adapter_finish_task(adapter, request, status);
}

const struct scan_listener adapter_scan_listener = {
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
	ret->dwell_ms =
		ret->is_passive ? params->dwell_time.passive_channel_dwell_time : params->dwell_time.active_channel_dwell_time;
	return 0;
}

/* The radio's access point needs time between the channels, as does a connection of low latency, and that takes a list of them. */
static void divide(const struct adapter *adapter, struct scan_request *scan)
{
	adapter_quality_limit_scan(adapter, scan);
	if (adapter->ap && ap_is_started(ap_port_ap(adapter->ap))) {
		scan->is_in_portions = true;
		scan->pause_ms = 0; /* the longer one */
	}
	if (!scan->is_in_portions || scan->n_mhz)
		return;
	for (size_t b = 0; b < WIPHY_MAX_BANDS; b++)
		for (size_t c = 0; c < adapter->wiphy.bands[b].n_channels && scan->n_mhz < SCAN_MAX_CHANNELS; c++)
			scan->mhz[scan->n_mhz++] = adapter->wiphy.bands[b].channels[c].mhz;
	keep_usable(adapter, scan);
}

void adapter_handle_scan(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	struct scan_request scan;
	int error;

	if (!adapter_check_port(adapter, request))
		return;
	if (scan_from_wdi(adapter, params, &scan) < 0) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_DATA);
		return;
	}
	if (adapter_quality_refuses_scan(adapter, params)) {
		wdi_request_fail(request, NDIS_STATUS_DOT11_MEDIA_IN_USE);
		return;
	}
	divide(adapter, &scan);
	error = scan_start(adapter->scan, &scan);
	if (error < 0) {
		wdi_request_fail(request, adapter_status(error));
		return;
	}
	adapter->scan_request = request;
	wdi_request_start(request);
}

void adapter_abort_scan(struct wdi_request *request, void *userdata)
{
	struct adapter *adapter = userdata;

	scan_stop(adapter->scan);
}
