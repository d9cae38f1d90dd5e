#include "sim/radio_internal.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "dot11/element.h"
#include "driver/mac.h"

#define REPORT_MAX_SIZE (60 * 1024) /* of one BSS list indication: a TLV has 64 KiB, a link a little more */
#define REPEAT_PAUSE_US 100000	    /* between the rounds of a scan that repeats */
#define HOME_PAUSE_US 20000	    /* for a connection of low latency, between what it can do without */

static struct wdi_blob body_to_blob(const struct station_scan_body *body)
{
	return (struct wdi_blob){ body->bytes, body->size };
}

static struct wdi_tlv_bss_entry bss_to_wdi(const struct station_scan_bss *bss)
{
	return (struct wdi_tlv_bss_entry){
		.bssid = { wdi_mac_from_dot11(&bss->bssid) },
		.has_probe_response_frame = bss->probe_response.size > 0,
		.probe_response_frame = body_to_blob(&bss->probe_response),
		.has_beacon_frame = bss->beacon.size > 0,
		.beacon_frame = body_to_blob(&bss->beacon),
		.signal_info = { .rssi = bss->signal_dbm, .link_quality = radio_quality(bss->signal_dbm) },
		.channel_info = { .channel_number = bss->channel.number, .band_id = radio_band_to_wdi(bss->channel.band) },
		.has_entry_age_info = true,
		.entry_age_info = { .host_time_stamp = clock_filetime() },
	};
}

static bool is_wanted(const struct radio *radio, const struct station_scan_bss *bss)
{
	struct dot11_mac wanted;

	if (!radio->scan_params->has_bssid)
		return true;
	wanted = dot11_mac_from_wdi(&radio->scan_params->bssid.address);
	return dot11_mac_equal(&wanted, &DOT11_MAC_BROADCAST) || dot11_mac_equal(&wanted, &bss->bssid);
}

static void report_some(struct radio *radio, const struct wdi_tlv_bss_entry *entries, size_t n_entries)
{
	const struct wdi_indication_bss_entry_list list = { .n_device_descriptor = n_entries, .device_descriptor = entries };

	if (n_entries > 0)
		radio_indicate(radio, RADIO_PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
}

/* Everything heard and not yet reported, in indications that are not too long. */
static void report(struct radio *radio)
{
	struct wdi_tlv_bss_entry entries[128];
	size_t n_entries = 0, size = 0;

	for (; radio->n_reported < radio->scan.n_bsses; radio->n_reported++) {
		const struct station_scan_bss *bss = &radio->scan.bsses[radio->n_reported];
		size_t entry_size = 96 + bss->beacon.size + bss->probe_response.size; /* TLV headers and fixed parts are 66 */

		if (!is_wanted(radio, bss))
			continue;
		if (n_entries == array_size(entries) || size + entry_size > REPORT_MAX_SIZE) {
			report_some(radio, entries, n_entries);
			n_entries = size = 0;
		}
		entries[n_entries++] = bss_to_wdi(bss);
		size += entry_size;
	}
	report_some(radio, entries, n_entries);
}

/* To the peer's channel, with what it was not sent meanwhile. */
static void come_home(struct radio *radio)
{
	air_tune(radio->air, &radio->antenna, radio->home);
	station_mlme_doze(&radio->mlme, false);
	for (size_t i = 0; i < radio->n_held; i++)
		(void)air_transmit_raw(&radio->antenna, radio->held[i].bytes, radio->held[i].size, NULL, NULL, 0);
	radio->n_held = 0;
}

static void end_scan(struct radio *radio, uint32_t status)
{
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	come_home(radio);
	if (status == NDIS_STATUS_SUCCESS)
		report(radio);
	station_scan_clear(&radio->scan);
	radio_finish(radio, take_ptr(radio->scan_request), status, NULL);
}

static void probe(struct radio *radio, const struct dot11_ssid *ssid)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_PROBE_REQUEST,
		.receiver = DOT11_MAC_BROADCAST,
		.address3 = DOT11_MAC_BROADCAST,
	};
	enum dot11_band band = radio->antenna.channel.band;
	const uint8_t *rates;
	size_t n_rates;
	uint8_t elements[DOT11_FRAME_MAX_SIZE];
	struct writer writer = writer_over(elements, sizeof(elements) - DOT11_HEADER_SIZE);
	struct dot11_management management = { 0 };

	dot11_element_write_ssid(&writer, ssid);
	rates = radio_rates(band, &n_rates);
	dot11_element_write_rates(&writer, rates, n_rates);
	radio_write_station_elements(&writer, band);
	if (radio->scan_params->has_vendor_i_es)
		writer_bytes(&writer, radio->scan_params->vendor_i_es.data, radio->scan_params->vendor_i_es.size);
	if (writer_end(&writer) < 0)
		return;
	management.elements = (struct dot11_elements){ elements, writer.size };
	(void)air_transmit(&radio->antenna, &header, &management, NULL, NULL, 0);
}

static uint64_t dwell_us(const struct radio *radio, bool is_active)
{
	/* Access points answer within 0.9 ms; a lost answer is repeated, each time after the air's delay. */
	uint64_t enough = 1000 + 10 * (uint64_t)radio->air->delay_us;
	const struct wdi_tlv_scan_dwell_time *hint = &radio->scan_params->dwell_time;
	uint64_t wanted = 1000 * (uint64_t)(is_active ? driver_quality_limit_dwell(&radio->wished, hint->active_channel_dwell_time) :
							hint->passive_channel_dwell_time);

	return wanted > 0 && wanted < enough ? wanted : enough;
}

static bool is_active_scan(const struct radio *radio)
{
	return radio->scan_params->scan_mode_parameters.allowed_scan_type != WDI_SCAN_TYPE_PASSIVE_ONLY;
}

static void leave_home(struct radio *radio)
{
	radio->left_home_us = radio->air->schedule->now_us;
	station_mlme_doze(&radio->mlme, true);
}

/* Low latency: away no longer than is allowed, or for one channel if nothing is sent there (rule 218). */
static bool is_wanted_at_home(const struct radio *radio)
{
	uint64_t away_us = radio->air->schedule->now_us - radio->left_home_us;

	if (!radio->wished.is_low_latency || radio->mlme.state != STATION_MLME_STATE_ASSOCIATED)
		return false;
	return !is_active_scan(radio) || away_us + dwell_us(radio, true) > 1000 * (uint64_t)radio->wished.off_channel_ms;
}

static void visit_channel(struct radio *radio)
{
	static const struct dot11_ssid wildcard;
	const struct wdi_task_scan *params = radio->scan_params;
	bool is_active = is_active_scan(radio);

	air_tune(radio->air, &radio->antenna, radio->scan.channels[radio->scan.at]);
	air_solicit(&radio->antenna);
	for (size_t i = 0; is_active && i < params->n_ssid_list; i++) {
		struct dot11_ssid ssid;

		if (radio_blob_to_ssid(&params->ssid_list[i], &ssid))
			probe(radio, &ssid);
	}
	if (is_active && params->n_ssid_list == 0)
		probe(radio, &wildcard);
	schedule_set(radio->air->schedule, &radio->scan_timer, dwell_us(radio, is_active));
}

static void pause_at_home(struct radio *radio, uint64_t pause_us)
{
	radio->is_pausing = true;
	come_home(radio);
	schedule_set(radio->air->schedule, &radio->scan_timer, pause_us);
}

void radio_scan_step(void *userdata)
{
	struct radio *radio = userdata;
	bool is_late = radio->scan_end_us && radio->air->schedule->now_us >= radio->scan_end_us;
	const struct wdi_tlv_scan_mode *mode = &radio->scan_params->scan_mode_parameters;

	if (radio->is_pausing && !is_late) {
		radio->is_pausing = false;
		leave_home(radio);
		visit_channel(radio);
		return;
	}
	if (!is_late && station_scan_next(&radio->scan)) {
		if (mode->live_updates_needed && radio->scan.n_bsses - radio->n_reported >= 3) /* rule 203 */
			report(radio);
		if (is_wanted_at_home(radio))
			pause_at_home(radio, HOME_PAUSE_US);
		else
			visit_channel(radio);
		return;
	}
	radio->scan_rounds++;
	if (is_late || (mode->scan_repeat_count != 0 && radio->scan_rounds >= mode->scan_repeat_count)) {
		end_scan(radio, NDIS_STATUS_SUCCESS);
		return;
	}
	report(radio);
	station_scan_restart(&radio->scan);
	radio->n_reported = 0;
	/* So that an existing connection lives on (rule 205). */
	pause_at_home(radio, REPEAT_PAUSE_US);
}

static int choose_channels(struct station_scan *scan, const struct wdi_task_scan *params)
{
	struct dot11_channel channel;

	for (size_t i = 0; i < params->n_band_channel_list; i++) {
		const struct wdi_tlv_band_channel *list = &params->band_channel_list[i];

		for (size_t j = 0; j < list->n_channel_list; j++) {
			/* Channels this radio does not have are skipped: the lists are recommendations (rule 202). */
			if (radio_channel_from_wdi(list->band_id.band_id, list->channel_list[j], &channel) == 0)
				(void)station_scan_add_channel(scan, channel);
		}
	}
	for (size_t i = 0; i < params->n_six_g_hz_band_channel_list; i++) {
		if (radio_channel_from_wdi(WDI_BAND_ID_6000, params->six_g_hz_band_channel_list[i].channel_number.value,
					   &channel) == 0)
			(void)station_scan_add_channel(scan, channel);
	}
	if (params->n_band_channel_list == 0 && params->n_six_g_hz_band_channel_list == 0)
		station_scan_add_default_channels(scan);
	return scan->n_channels > 0 ? 0 : -EINVAL;
}

void radio_handle_scan(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!radio_needs_port(radio, request) || !radio_needs_radio(radio, request))
		return;
	if (radio->mlme.state == STATION_MLME_STATE_ASSOCIATED && driver_quality_refuses_scan(&radio->wished, params)) {
		wdi_request_complete(request, NDIS_STATUS_DOT11_MEDIA_IN_USE, NULL);
		return;
	}
	station_scan_clear(&radio->scan);
	radio->scan.n_channels = radio->scan.at = 0;
	radio->scan_params = params;
	if (choose_channels(&radio->scan, params) < 0) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_DATA, NULL);
		return;
	}
	radio->scan_request = request;
	radio->scan_rounds = 0;
	radio->is_pausing = false;
	radio->n_reported = 0;
	radio->scan_end_us = 0;
	if (radio->scan_params->dwell_time.maximum_scan_time > 0)
		radio->scan_end_us =
			radio->air->schedule->now_us + 1000 * (uint64_t)radio->scan_params->dwell_time.maximum_scan_time;
	wdi_request_start(request);
	leave_home(radio);
	visit_channel(radio);
}

void radio_abort_scan(struct wdi_request *request, void *userdata)
{
	struct radio *radio = userdata;

	if (request == radio->scan_request)
		end_scan(radio, NDIS_STATUS_REQUEST_ABORTED);
}
