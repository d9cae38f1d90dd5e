#include "sim/radio.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "driver/mac.h"
#include "sim/station_mlme.h"
#include "sim/station_scan.h"
#include "wdi/driver.h"

#define PORT 0
#define MAX_SCAN_SSIDS 16
#define REPORT_MAX_SIZE (60 * 1024) /* of one BSS list indication: a TLV has 64 KiB, a link a little more */
#define REPEAT_PAUSE_US 100000	    /* between the rounds of a scan that repeats */
#define LINK_SPEED_KBPS 86000	    /* HE, one stream, 20 MHz, MCS 7, guard interval 0.8 us */

struct radio {
	struct scenario_adapter config;
	struct wdi_driver *driver;
	struct air *air;
	struct air_antenna antenna;
	struct dot11_channel home; /* where to be when not scanning */
	bool has_port, is_hung, is_radio_off;
	uint8_t quality; /* last reported of the link */
	uint64_t sent_before, received_before; /* counters when the link began */

	struct station_mlme mlme;
	struct schedule_timer mlme_timers[STATION_MLME_N_TIMERS];

	struct wdi_request *connect;
	const struct wdi_task_connect *connect_params;
	size_t candidate; /* of the attempt under way */

	struct wdi_request *scan_request;
	const struct wdi_task_scan *scan_params;
	struct station_scan scan;
	struct schedule_timer scan_timer;
	uint64_t scan_end_us; /* 0: no limit */
	unsigned int scan_rounds; /* done */
	bool is_pausing; /* between two rounds, at home */
	size_t n_reported;

	struct wdi_request *leave; /* disconnect or radio off that waits for the end of the link */
};

static void indicate(struct radio *radio, uint16_t port, uint32_t id, const void *payload)
{
	/* The host misses it only when the link is broken, which the next dispatch tells. */
	if (!radio->is_hung)
		(void)wdi_driver_indicate(radio->driver, port, id, payload);
}

static void finish(struct radio *radio, struct wdi_request *request, uint32_t status, const void *completion)
{
	if (!radio->is_hung)
		wdi_request_finish(request, status, completion);
}

static uint32_t band_to_wdi(enum dot11_band band)
{
	return band == DOT11_BAND_2GHZ ? WDI_BAND_ID_2400 : band == DOT11_BAND_5GHZ ? WDI_BAND_ID_5000 : WDI_BAND_ID_6000;
}

/* Return: 0; -EINVAL for a band no radio of ours has or a number that is no channel of it. */
static int channel_from_wdi(uint32_t band, uint32_t number, struct dot11_channel *ret)
{
	struct dot11_channel channel = { .number = (uint16_t)number };

	switch (band) {
	case WDI_BAND_ID_2400:
		channel.band = DOT11_BAND_2GHZ;
		break;
	case WDI_BAND_ID_5000:
		channel.band = DOT11_BAND_5GHZ;
		break;
	case WDI_BAND_ID_6000:
		channel.band = DOT11_BAND_6GHZ;
		break;
	default:
		return -EINVAL;
	}
	if (number > UINT16_MAX || dot11_channel_to_mhz(channel.band, channel.number) == 0)
		return -EINVAL;
	*ret = channel;
	return 0;
}

/* 0 at -100 dBm, 100 at -50 dBm and above: the scale of the Native Wifi interface. */
static uint8_t quality_of(int signal_dbm)
{
	int quality = 2 * (signal_dbm + 100);

	return (uint8_t)(quality < 0 ? 0 : quality > 100 ? 100 : quality);
}

static const uint8_t rates_2ghz[] = { 2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108 };
static const uint8_t rates_ofdm[] = { 12, 18, 24, 36, 48, 72, 96, 108 };

/* A station's capabilities are the same as our access points'; elements of one stream and 20 MHz. */
static void write_station_elements(struct writer *writer, enum dot11_band band)
{
	static const uint8_t ht[26] = { 0x2c, 0x00, 0x17, 0xff };
	uint8_t he[22] = { DOT11_EXTENSION_HE_CAPABILITIES };

	he[18] = he[20] = 0xfc;
	he[19] = he[21] = 0xff;
	if (band != DOT11_BAND_6GHZ)
		dot11_element_write(writer, DOT11_ELEMENT_HT_CAPABILITIES, ht, sizeof(ht));
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, he, sizeof(he));
}

/* ---- link ---- */

static int link_signal(const struct radio *radio)
{
	for (const struct air_antenna *a = radio->air->channels[radio->home.band - DOT11_BAND_2GHZ][radio->home.number & 0xff]; a;
	     a = a->next) {
		if (dot11_mac_equal(&a->mac, &radio->mlme.peer))
			return air_signal(radio->air, a, &radio->antenna);
	}
	return -100;
}

static void indicate_link_state(struct radio *radio)
{
	int signal_dbm = link_signal(radio);
	const struct wdi_tlv_link_info link = {
		.local_link_mac_address = wdi_mac_from_dot11(&radio->antenna.mac),
		.peer_link_mac_address = wdi_mac_from_dot11(&radio->mlme.peer),
		.channel_number = radio->home.number,
		.band_id = band_to_wdi(radio->home.band),
		.rssi = signal_dbm,
		.bandwidth = 20,
		.tx_mcs = 7,
		.rx_mcs = 7,
	};
	const struct wdi_indication_link_state_change change = {
		.link_state_change_parameters = {
			.peer_mac_address = wdi_mac_from_dot11(&radio->mlme.peer),
			.tx_link_speed = LINK_SPEED_KBPS,
			.rx_link_speed = LINK_SPEED_KBPS,
			.link_quality = quality_of(signal_dbm),
		},
		.n_link_info = 1,
		.link_info = &link,
		.has_ap_channel = true,
		.ap_channel = { .channel_number = radio->home.number, .band_id = band_to_wdi(radio->home.band) },
	};

	radio->quality = quality_of(signal_dbm);
	indicate(radio, PORT, NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE, &change);
}

void radio_check_signal(struct radio *radio)
{
	int difference;

	if (radio->mlme.state != STATION_MLME_STATE_ASSOCIATED)
		return;
	difference = (int)quality_of(link_signal(radio)) - (int)radio->quality;
	if (difference > 5 || difference < -5)
		indicate_link_state(radio);
}

void radio_beacons(struct radio *radio, const struct dot11_mac *bssid, bool are_heard)
{
	if (dot11_mac_equal(&radio->mlme.peer, bssid))
		station_mlme_beacons(&radio->mlme, are_heard);
}

static void indicate_disassociation(struct radio *radio, const struct dot11_mac *peer, uint32_t status, const uint8_t *frame, size_t size)
{
	const struct wdi_blob body = { frame, size };
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = { .mac_address = wdi_mac_from_dot11(peer), .disassociation_wabi_reason = status },
		.has_deauth_frame = status == WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		.deauth_frame = body,
		.has_disassociation_frame = status == WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		.disassociation_frame = body,
	};

	indicate(radio, PORT, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication);
}

static void indicate_radio_status(struct radio *radio)
{
	const struct wdi_indication_radio_status status = {
		.radio_state = { .hardware_state = true, .software_state = !radio->is_radio_off },
	};

	indicate(radio, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &status);
}

static void switch_off(struct radio *radio, struct wdi_request *request)
{
	radio->is_radio_off = true;
	radio->antenna.is_on = false;
	indicate_radio_status(radio);
	finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void left(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size)
{
	static const uint32_t statuses[] = {
		[STATION_MLME_LEFT_BY_HOST] = WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST,
		[STATION_MLME_PEER_DEAUTHENTICATED] = WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		[STATION_MLME_PEER_DISASSOCIATED] = WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		[STATION_MLME_PEER_LOST] = WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE,
	};
	struct radio *radio = userdata;
	struct wdi_request *request = take_ptr(radio->leave);
	bool is_radio_off = request && wdi_request_oid(request) == OID_WDI_TASK_SET_RADIO_STATE;

	indicate_disassociation(radio, peer, is_radio_off ? WDI_ASSOC_STATUS_RADIO_OFF : statuses[cause], frame, size);
	if (is_radio_off)
		switch_off(radio, request);
	else if (request)
		finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

/* ---- connect ---- */

static uint32_t association_status(enum station_mlme_outcome outcome)
{
	switch (outcome) {
	case STATION_MLME_JOINED:
		return WDI_ASSOC_STATUS_SUCCESS;
	case STATION_MLME_AUTH_NO_ACK:
		return WDI_ASSOC_STATUS_AUTH_REQUEST_NO_ACK;
	case STATION_MLME_AUTH_NO_RESPONSE:
		return WDI_ASSOC_STATUS_NO_AUTH_RESPONSE;
	case STATION_MLME_AUTH_BAD_RESPONSE:
		return WDI_ASSOC_STATUS_BAD_AUTH_RESPONSE;
	case STATION_MLME_AUTH_REFUSED:
		return WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER;
	case STATION_MLME_AUTH_DROPPED:
		return WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE;
	case STATION_MLME_ASSOC_NO_ACK:
		return WDI_ASSOC_STATUS_ASSOC_REQUEST_NO_ACK;
	case STATION_MLME_ASSOC_NO_RESPONSE:
		return WDI_ASSOC_STATUS_NO_ASSOC_RESPONSE;
	case STATION_MLME_ASSOC_BAD_RESPONSE:
		return WDI_ASSOC_STATUS_BAD_ASSOC_RESPONSE;
	case STATION_MLME_ASSOC_REFUSED:
		return WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER;
	case STATION_MLME_ASSOC_DROPPED:
		return WDI_ASSOC_STATUS_ASSOC_EXCHANGE_FAILURE;
	}
	return WDI_ASSOC_STATUS_FAILURE;
}

/* @attempt: NULL if there was no exchange to speak of. */
static void indicate_result(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate, uint32_t status,
			    const struct station_mlme_attempt *attempt)
{
	static const uint32_t phys[] = { WDI_PHY_TYPE_HE };
	struct wdi_tlv_association_result result = {
		.bssid = candidate->bssid,
		.association_result_parameters = {
			.association_status = status,
			.status_code = attempt ? attempt->status : 0,
			.auth_algorithm = WDI_AUTH_ALGO_80211_OPEN,
			.unicast_cipher_algorithm = WDI_CIPHER_ALGO_NONE,
			.multicast_data_cipher_algorithm = WDI_CIPHER_ALGO_NONE,
			.multicast_mgmt_cipher_algorithm = WDI_CIPHER_ALGO_NONE,
			.port_authorized = status == WDI_ASSOC_STATUS_SUCCESS, /* open: nothing is left to authorize */
			.ds_info = WDI_DS_UNKNOWN,
			.band_id = candidate->channel_info.band_id,
		},
		.n_active_phy_type_list = 1,
		.active_phy_type_list = phys,
	};
	const struct wdi_indication_association_result indication = { .n_association_results = 1, .association_results = &result };
	const struct wdi_blob *probe = candidate->has_probe_response_frame ? &candidate->probe_response_frame :
				       candidate->has_beacon_frame	   ? &candidate->beacon_frame : NULL;

	if (probe) {
		result.has_beacon_probe_response = true;
		result.beacon_probe_response = *probe;
	}
	if (attempt && attempt->outcome >= STATION_MLME_ASSOC_NO_ACK)
		result.has_association_request_frame = true;
	if (status == WDI_ASSOC_STATUS_SUCCESS)
		result.has_association_request_frame = true;
	if (result.has_association_request_frame)
		result.association_request_frame = (struct wdi_blob){ attempt->assoc_request->bytes, attempt->assoc_request->size };
	if (attempt && attempt->assoc_response->size > 0) {
		result.has_association_response_frame = true;
		result.association_response_frame = (struct wdi_blob){ attempt->assoc_response->bytes, attempt->assoc_response->size };
	}
	/* The authentication response belongs only to a failed authentication (rule 169). */
	if (attempt && attempt->outcome >= STATION_MLME_AUTH_BAD_RESPONSE && attempt->outcome <= STATION_MLME_AUTH_DROPPED &&
	    attempt->auth_response->size > 0) {
		result.has_authentication_response_frame = true;
		result.authentication_response_frame = (struct wdi_blob){ attempt->auth_response->bytes, attempt->auth_response->size };
	}
	indicate(radio, PORT, NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT, &indication);
}

static bool is_in(const struct dot11_mac *mac, const struct wdi_mac *list, size_t n, bool wildcard_counts)
{
	for (size_t i = 0; i < n; i++) {
		struct dot11_mac entry = dot11_mac_from_wdi(&list[i]);

		if (dot11_mac_equal(mac, &entry) || (wildcard_counts && dot11_mac_equal(&entry, &DOT11_MAC_BROADCAST)))
			return true;
	}
	return false;
}

static bool blob_to_ssid(const struct wdi_blob *blob, struct dot11_ssid *ret)
{
	if (blob->size > sizeof(ret->bytes))
		return false;
	ret->size = (uint8_t)blob->size;
	if (blob->size > 0)
		memcpy(ret->bytes, blob->data, blob->size);
	return true;
}

/* The SSID to ask for: the candidate's own if it is wanted, or the wanted one if the candidate hides its. */
static bool choose_ssid(const struct wdi_tlv_connect_parameters *wanted, const struct dot11_ssid *own, struct dot11_ssid *ret)
{
	struct dot11_ssid ssid;

	for (size_t i = 0; i < wanted->n_ssid_list; i++) {
		if (!blob_to_ssid(&wanted->ssid_list[i], &ssid))
			continue;
		if (ssid.size > 0 && (own->size == 0 || dot11_ssid_equal(&ssid, own))) {
			*ret = ssid;
			return true;
		}
		if (ssid.size == 0 && own->size > 0) {
			*ret = *own;
			return true;
		}
	}
	return false;
}

/* Return: 0 with the attempt begun; -ENOENT if the host does not want this candidate; other negative errno. */
static int try_candidate(struct radio *radio, const struct wdi_tlv_connect_bss_entry *candidate)
{
	const struct wdi_tlv_connect_parameters *wanted = &radio->connect_params->connect_parameters;
	const struct wdi_blob *blob = candidate->has_probe_response_frame ? &candidate->probe_response_frame : &candidate->beacon_frame;
	struct dot11_management management = { .beacon_interval_tu = 100 };
	struct station_mlme_target target = { .bssid = dot11_mac_from_wdi(&candidate->bssid.address) };
	struct dot11_ssid own = { 0 };
	struct dot11_channel channel;
	uint8_t elements[DOT11_FRAME_MAX_SIZE];
	struct writer writer = writer_over(elements, sizeof(elements));

	if (is_in(&target.bssid, wanted->disallowed_bssi_ds, wanted->n_disallowed_bssi_ds, false))
		return -ENOENT;
	if (wanted->n_allowed_bssi_ds > 0 && !is_in(&target.bssid, wanted->allowed_bssi_ds, wanted->n_allowed_bssi_ds, true))
		return -ENOENT;
	if (channel_from_wdi(candidate->channel_info.band_id, candidate->channel_info.channel_number, &channel) < 0)
		return -EINVAL;
	if ((candidate->has_probe_response_frame || candidate->has_beacon_frame) &&
	    dot11_management_parse(DOT11_FRAME_BEACON, blob->data, blob->size, &management) == 0 &&
	    dot11_elements_ssid(management.elements.bytes, management.elements.size, &own) == -EBADMSG)
		return -EINVAL;
	if (!choose_ssid(wanted, &own, &target.ssid))
		return -ENOENT;
	write_station_elements(&writer, channel.band);
	if (wanted->has_association_request_vendor_ie)
		writer_bytes(&writer, wanted->association_request_vendor_ie.data, wanted->association_request_vendor_ie.size);
	if (candidate->has_association_request_vendor_ie)
		writer_bytes(&writer, candidate->association_request_vendor_ie.data, candidate->association_request_vendor_ie.size);
	if (writer_end(&writer) < 0 || dot11_elements_check(elements, writer.size) < 0)
		return -EINVAL;
	target.elements = (struct dot11_elements){ elements, writer.size };
	target.rates = channel.band == DOT11_BAND_2GHZ ? rates_2ghz : rates_ofdm;
	target.n_rates = channel.band == DOT11_BAND_2GHZ ? sizeof(rates_2ghz) : sizeof(rates_ofdm);
	target.beacon_interval_tu = management.beacon_interval_tu ? management.beacon_interval_tu : 100;
	target.capability = DOT11_CAPABILITY_ESS;
	if (channel.band == DOT11_BAND_2GHZ)
		target.capability |= DOT11_CAPABILITY_SHORT_PREAMBLE | DOT11_CAPABILITY_SHORT_SLOT;
	radio->home = channel;
	air_tune(radio->air, &radio->antenna, channel);
	return station_mlme_join(&radio->mlme, &target);
}

static void try_from_candidate(struct radio *radio)
{
	const struct wdi_task_connect *params = radio->connect_params;

	for (; radio->candidate < params->n_preferred_bss_entry_list; radio->candidate++) {
		const struct wdi_tlv_connect_bss_entry *candidate = &params->preferred_bss_entry_list[radio->candidate];
		int r = try_candidate(radio, candidate);

		if (r == 0)
			return;
		if (r != -ENOENT)
			indicate_result(radio, candidate, WDI_ASSOC_STATUS_FAILURE, NULL);
	}
	finish(radio, take_ptr(radio->connect), NDIS_STATUS_FAILURE, NULL);
}

static void attempted(void *userdata, const struct station_mlme_attempt *attempt)
{
	struct radio *radio = userdata;

	indicate_result(radio, &radio->connect_params->preferred_bss_entry_list[radio->candidate],
			association_status(attempt->outcome), attempt);
	if (attempt->outcome == STATION_MLME_JOINED) {
		radio->sent_before = radio->antenna.n_sent;
		radio->received_before = radio->antenna.n_received;
		indicate_link_state(radio);
		finish(radio, take_ptr(radio->connect), NDIS_STATUS_SUCCESS, NULL);
		return;
	}
	radio->candidate++;
	try_from_candidate(radio);
}

/* ---- scan ---- */

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
		.signal_info = { .rssi = bss->signal_dbm, .link_quality = quality_of(bss->signal_dbm) },
		.channel_info = { .channel_number = bss->channel.number, .band_id = band_to_wdi(bss->channel.band) },
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
		indicate(radio, PORT, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, &list);
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

static void end_scan(struct radio *radio, uint32_t status)
{
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	air_tune(radio->air, &radio->antenna, radio->home);
	station_mlme_doze(&radio->mlme, false);
	if (status == NDIS_STATUS_SUCCESS)
		report(radio);
	station_scan_clear(&radio->scan);
	finish(radio, take_ptr(radio->scan_request), status, NULL);
}

static void probe(struct radio *radio, const struct dot11_ssid *ssid)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_PROBE_REQUEST,
		.receiver = DOT11_MAC_BROADCAST,
		.address3 = DOT11_MAC_BROADCAST,
	};
	enum dot11_band band = radio->antenna.channel.band;
	uint8_t elements[DOT11_FRAME_MAX_SIZE];
	struct writer writer = writer_over(elements, sizeof(elements) - DOT11_HEADER_SIZE);
	struct dot11_management management = { 0 };

	dot11_element_write_ssid(&writer, ssid);
	if (band == DOT11_BAND_2GHZ)
		dot11_element_write_rates(&writer, rates_2ghz, sizeof(rates_2ghz));
	else
		dot11_element_write_rates(&writer, rates_ofdm, sizeof(rates_ofdm));
	write_station_elements(&writer, band);
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
	uint64_t wanted = 1000 * (uint64_t)(is_active ? hint->active_channel_dwell_time : hint->passive_channel_dwell_time);

	return wanted > 0 && wanted < enough ? wanted : enough;
}

static void visit_channel(struct radio *radio)
{
	static const struct dot11_ssid wildcard;
	const struct wdi_task_scan *params = radio->scan_params;
	bool is_active = params->scan_mode_parameters.allowed_scan_type != WDI_SCAN_TYPE_PASSIVE_ONLY;

	air_tune(radio->air, &radio->antenna, radio->scan.channels[radio->scan.at]);
	air_solicit(&radio->antenna);
	for (size_t i = 0; is_active && i < params->n_ssid_list; i++) {
		struct dot11_ssid ssid;

		if (blob_to_ssid(&params->ssid_list[i], &ssid))
			probe(radio, &ssid);
	}
	if (is_active && params->n_ssid_list == 0)
		probe(radio, &wildcard);
	schedule_set(radio->air->schedule, &radio->scan_timer, dwell_us(radio, is_active));
}

/* The dwell time is over, or the pause between two rounds. */
static void scan_step(void *userdata)
{
	struct radio *radio = userdata;
	bool is_late = radio->scan_end_us && radio->air->schedule->now_us >= radio->scan_end_us;
	const struct wdi_tlv_scan_mode *mode = &radio->scan_params->scan_mode_parameters;

	if (radio->is_pausing && !is_late) {
		radio->is_pausing = false;
		station_mlme_doze(&radio->mlme, true);
		visit_channel(radio);
		return;
	}
	if (!is_late && station_scan_next(&radio->scan)) {
		if (mode->live_updates_needed && radio->scan.n_bsses - radio->n_reported >= 3) /* rule 203 */
			report(radio);
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
	radio->is_pausing = true;
	/* Back home for a moment, so that an existing connection lives on (rule 205). */
	air_tune(radio->air, &radio->antenna, radio->home);
	station_mlme_doze(&radio->mlme, false);
	schedule_set(radio->air->schedule, &radio->scan_timer, REPEAT_PAUSE_US);
}

/* ---- commands ---- */

static bool needs_port(struct radio *radio, struct wdi_request *request)
{
	if (radio->has_port && wdi_request_port(request) == PORT)
		return true;
	wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
	return false;
}

static bool needs_radio(struct radio *radio, struct wdi_request *request)
{
	if (!radio->is_radio_off)
		return true;
	wdi_request_complete(request, NDIS_STATUS_DOT11_POWER_STATE_INVALID, NULL);
	return false;
}

static void handle_open(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	radio->antenna.is_on = !radio->is_radio_off;
	finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void drop_everything(struct radio *radio)
{
	station_mlme_reset(&radio->mlme);
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	station_scan_clear(&radio->scan);
}

static void handle_close(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	drop_everything(radio);
	radio->antenna.is_on = false;
	radio->has_port = false;
	finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_create_port(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_create_port *params = p;
	struct wdi_indication_create_port_complete completion = { 0 };
	struct radio *radio = userdata;
	uint16_t modes = params->create_port_parameters.op_mode_mask;

	if (modes && !(modes & WDI_OPERATION_MODE_STA)) {
		wdi_request_complete(request, NDIS_STATUS_NOT_SUPPORTED, NULL);
		return;
	}
	if (radio->has_port) {
		wdi_request_complete(request, NDIS_STATUS_RESOURCES, NULL);
		return;
	}
	if (params->has_mac_address)
		radio->antenna.mac = dot11_mac_from_wdi(&params->mac_address.address);
	radio->has_port = true;
	completion.port_attributes.mac_address = wdi_mac_from_dot11(&radio->antenna.mac);
	completion.port_attributes.port_number = PORT;
	finish(radio, request, NDIS_STATUS_SUCCESS, &completion);
}

static void handle_delete_port(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_delete_port *params = p;
	struct radio *radio = userdata;

	if (!radio->has_port || params->delete_port_parameters.port_number != PORT) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	drop_everything(radio);
	radio->has_port = false;
	finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

#define MAX_BAND_CHANNELS 64

static size_t list_channels(enum dot11_band band, struct wdi_channel_mapping_entry entries[MAX_BAND_CHANNELS])
{
	size_t n = 0;

	for (uint16_t number = 1; number <= 233 && n < MAX_BAND_CHANNELS; number++) {
		uint32_t mhz = dot11_channel_to_mhz(band, number);

		if (mhz > 0 && !(band == DOT11_BAND_6GHZ && number == 2)) /* operating class 136 is nobody's */
			entries[n++] = (struct wdi_channel_mapping_entry){ number, mhz };
	}
	return n;
}

static void handle_get_capabilities(struct wdi_request *request, const void *params, void *userdata)
{
	static const uint32_t phys[3][3] = {
		{ WDI_PHY_TYPE_ERP, WDI_PHY_TYPE_HT, WDI_PHY_TYPE_HE },
		{ WDI_PHY_TYPE_HT, WDI_PHY_TYPE_VHT, WDI_PHY_TYPE_HE },
		{ WDI_PHY_TYPE_HE },
	};
	static const uint32_t all_phys[] = { WDI_PHY_TYPE_ERP, WDI_PHY_TYPE_HT, WDI_PHY_TYPE_VHT, WDI_PHY_TYPE_HE };
	static const uint32_t widths[] = { 20 };
	static const uint32_t powers[] = { 100 }; /* mW */
	static const struct wdi_algo_pairs open[] = { { WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE } };
	static const struct wdi_phy_data_rate_list_entry rates[] = { { 3, 2 }, { 3, 12 }, { 3, 108 } };
	static const char firmware[] = "wdi-sim";
	struct wdi_channel_mapping_entry channels[3][MAX_BAND_CHANNELS];
	struct wdi_tlv_band_info bands[3];
	struct wdi_tlv_phy_info phy_infos[array_size(all_phys)];
	struct radio *radio = userdata;
	struct wdi_get_adapter_capabilities_result result = {
		.interface_attributes = {
			.interface_capabilities = {
				.mtu_size = 1500,
				.max_multi_cast_list_size = 32,
				.address = wdi_mac_from_dot11(&radio->antenna.mac),
				.max_tx_rate = LINK_SPEED_KBPS,
				.max_rx_rate = LINK_SPEED_KBPS,
				.hardware_radio_state = true,
				.software_radio_state = !radio->is_radio_off,
				.num_rx_streams = 1,
				.num_tx_streams = 1,
				.num_channels = 1,
				.mac_address_randomization = true,
				.mac_address_randomization_mask = { { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff } },
				.cannot_support_miracast_sink = true,
			},
			.firmware_version = { (const uint8_t *)firmware, sizeof(firmware) },
		},
		.station_attributes = {
			.station_capabilities = {
				.scan_ssid_list_size = MAX_SCAN_SSIDS,
				.desired_bssid_list_size = 64,
				.desired_ssid_list_size = 8,
				.privacy_exemption_list_size = 0,
			},
			.n_unicast_algorithms = array_size(open),
			.unicast_algorithms = open,
			.n_multicast_data_algorithms = array_size(open),
			.multicast_data_algorithms = open,
			.n_multicast_management_algorithms = array_size(open),
			.multicast_management_algorithms = open,
		},
		.n_band_info = array_size(bands),
		.band_info = bands,
		.n_phy_info = array_size(phy_infos),
		.phy_info = phy_infos,
	};

	for (size_t i = 0; i < array_size(bands); i++) {
		enum dot11_band band = (enum dot11_band)(DOT11_BAND_2GHZ + i);

		bands[i] = (struct wdi_tlv_band_info){
			.band_capabilities = { .band_id = band_to_wdi(band), .band_state = true },
			.n_valid_phy_types = band == DOT11_BAND_6GHZ ? 1 : 3,
			.valid_phy_types = phys[i],
			.n_valid_channel_types = list_channels(band, channels[i]),
			.valid_channel_types = channels[i],
			.n_channel_width_list = array_size(widths),
			.channel_width_list = widths,
		};
	}
	for (size_t i = 0; i < array_size(all_phys); i++) {
		phy_infos[i] = (struct wdi_tlv_phy_info){
			.phy_capabilities = { .phy_type = all_phys[i], .mpdu_max_length = DOT11_FRAME_MAX_SIZE },
			.n_tx_power_level_list = array_size(powers),
			.tx_power_level_list = powers,
			.n_data_rate_list = array_size(rates),
			.data_rate_list = rates,
		};
	}
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

static int choose_channels(struct station_scan *scan, const struct wdi_task_scan *params)
{
	struct dot11_channel channel;

	for (size_t i = 0; i < params->n_band_channel_list; i++) {
		const struct wdi_tlv_band_channel *list = &params->band_channel_list[i];

		for (size_t j = 0; j < list->n_channel_list; j++) {
			/* Channels this radio does not have are skipped: the lists are recommendations (rule 202). */
			if (channel_from_wdi(list->band_id.band_id, list->channel_list[j], &channel) == 0)
				(void)station_scan_add_channel(scan, channel);
		}
	}
	for (size_t i = 0; i < params->n_six_g_hz_band_channel_list; i++) {
		if (channel_from_wdi(WDI_BAND_ID_6000, params->six_g_hz_band_channel_list[i].channel_number.value, &channel) == 0)
			(void)station_scan_add_channel(scan, channel);
	}
	if (params->n_band_channel_list == 0 && params->n_six_g_hz_band_channel_list == 0)
		station_scan_add_default_channels(scan);
	return scan->n_channels > 0 ? 0 : -EINVAL;
}

static void handle_scan(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!needs_port(radio, request) || !needs_radio(radio, request))
		return;
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
		radio->scan_end_us = radio->air->schedule->now_us + 1000 * (uint64_t)radio->scan_params->dwell_time.maximum_scan_time;
	wdi_request_start(request);
	station_mlme_doze(&radio->mlme, true);
	visit_channel(radio);
}

static void abort_scan(struct wdi_request *request, void *userdata)
{
	struct radio *radio = userdata;

	if (request == radio->scan_request)
		end_scan(radio, NDIS_STATUS_REQUEST_ABORTED);
}

static bool offers_open(const struct wdi_tlv_connect_parameters *wanted)
{
	for (size_t i = 0; i < wanted->n_authentication_algorithms; i++) {
		if (wanted->authentication_algorithms[i] == WDI_AUTH_ALGO_80211_OPEN)
			return true;
	}
	return false;
}

static void handle_connect(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;

	if (!needs_port(radio, request) || !needs_radio(radio, request))
		return;
	radio->connect_params = params;
	if (!offers_open(&radio->connect_params->connect_parameters)) {
		wdi_request_complete(request, NDIS_STATUS_NOT_SUPPORTED, NULL);
		return;
	}
	if (radio->mlme.state != STATION_MLME_STATE_IDLE) {
		wdi_request_complete(request, NDIS_STATUS_INVALID_STATE, NULL);
		return;
	}
	radio->connect = request;
	radio->candidate = 0;
	wdi_request_start(request);
	try_from_candidate(radio);
}

static void abort_connect(struct wdi_request *request, void *userdata)
{
	struct radio *radio = userdata;

	if (request != radio->connect)
		return;
	station_mlme_reset(&radio->mlme);
	if (radio->candidate < radio->connect_params->n_preferred_bss_entry_list)
		indicate_result(radio, &radio->connect_params->preferred_bss_entry_list[radio->candidate], WDI_ASSOC_STATUS_ABORTED,
				NULL);
	finish(radio, take_ptr(radio->connect), NDIS_STATUS_REQUEST_ABORTED, NULL);
}

static void handle_disconnect(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_disconnect *params = p;
	struct radio *radio = userdata;
	struct dot11_mac peer = dot11_mac_from_wdi(&params->disconnect_parameters.mac_address);

	if (!needs_port(radio, request))
		return;
	wdi_request_start(request);
	radio->leave = request;
	/* A peer that is not connected: there is nothing to do, and that is done. */
	if (station_mlme_leave(&radio->mlme, &peer, params->disconnect_parameters.disassociation80211_reason) < 0)
		finish(radio, take_ptr(radio->leave), NDIS_STATUS_SUCCESS, NULL);
}

static void handle_reset(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_dot11_reset *params = p;
	struct radio *radio = userdata;
	bool was_associated = radio->mlme.state == STATION_MLME_STATE_ASSOCIATED;
	struct dot11_mac peer = radio->mlme.peer;

	if (!needs_port(radio, request))
		return;
	wdi_request_start(request);
	station_mlme_reset(&radio->mlme);
	if (was_associated) /* the host should have disconnected first (rule 123); nothing goes on the air now */
		indicate_disassociation(radio, &peer, WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET, NULL, 0);
	if (params->has_reset_mac_address)
		radio->antenna.mac = dot11_mac_from_wdi(&params->reset_mac_address.address);
	finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
}

static void handle_set_radio_state(struct wdi_request *request, const void *p, void *userdata)
{
	const struct wdi_task_set_radio_state *params = p;
	struct radio *radio = userdata;

	wdi_request_start(request);
	if (params->software_radio_state.value) {
		radio->is_radio_off = false;
		radio->antenna.is_on = true;
		indicate_radio_status(radio);
		finish(radio, request, NDIS_STATUS_SUCCESS, NULL);
		return;
	}
	radio->leave = request;
	if (station_mlme_leave(&radio->mlme, &radio->mlme.peer, DOT11_REASON_LEAVING_NETWORK_DEAUTH) < 0)
		switch_off(radio, take_ptr(radio->leave));
}

static void handle_get_statistics(struct wdi_request *request, const void *params, void *userdata)
{
	struct radio *radio = userdata;
	const struct air_antenna *antenna = &radio->antenna;
	const struct wdi_tlv_mac_statistics mac = {
		.mac_address = wdi_mac_from_dot11(&radio->mlme.peer),
		.transmitted_frame_count = antenna->n_sent - radio->sent_before,
		.received_frame_count = antenna->n_received - radio->received_before,
	};
	const struct wdi_tlv_phy_statistics phy = {
		.phy_type = WDI_PHY_TYPE_HE,
		.transmitted_frame_count = antenna->n_sent - antenna->n_failed,
		.failed_count = antenna->n_failed,
		.retry_count = antenna->n_retries,
		.ack_failure_count = antenna->n_retries + antenna->n_failed,
		.received_frame_count = antenna->n_received,
	};
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = radio->mlme.state == STATION_MLME_STATE_ASSOCIATED ? 1 : 0,
		.peer_mac_statistics = &mac,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

static const struct wdi_driver_handler handlers[] = {
	{ OID_WDI_TASK_OPEN, handle_open, NULL },
	{ OID_WDI_TASK_CLOSE, handle_close, NULL },
	{ OID_WDI_TASK_CREATE_PORT, handle_create_port, NULL },
	{ OID_WDI_TASK_DELETE_PORT, handle_delete_port, NULL },
	{ OID_WDI_GET_ADAPTER_CAPABILITIES, handle_get_capabilities, NULL },
	{ OID_WDI_TASK_SCAN, handle_scan, abort_scan },
	{ OID_WDI_TASK_CONNECT, handle_connect, abort_connect },
	{ OID_WDI_TASK_DISCONNECT, handle_disconnect, NULL },
	{ OID_WDI_TASK_DOT11_RESET, handle_reset, NULL },
	{ OID_WDI_TASK_SET_RADIO_STATE, handle_set_radio_state, NULL },
	{ OID_WDI_GET_STATISTICS, handle_get_statistics, NULL },
};

/* ---- air ---- */

static void transmitted(void *userdata, uint32_t token, bool acked)
{
	struct radio *radio = userdata;

	station_mlme_transmitted(&radio->mlme, token, acked);
}

static int transmit(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token)
{
	struct radio *radio = userdata;

	/* Off-channel during a scan: the link's frames go where the peer is. */
	if (!radio->scan_request)
		air_tune(radio->air, &radio->antenna, radio->home);
	return air_transmit(&radio->antenna, header, management, token ? transmitted : NULL, radio, token);
}

static void set_timer(void *userdata, enum station_mlme_timer timer, uint64_t delay_us)
{
	struct radio *radio = userdata;

	if (delay_us > 0)
		schedule_set(radio->air->schedule, &radio->mlme_timers[timer], delay_us);
	else
		schedule_cancel(radio->air->schedule, &radio->mlme_timers[timer]);
}

static const struct station_mlme_ops mlme_ops = {
	.transmit = transmit,
	.set_timer = set_timer,
	.attempted = attempted,
	.left = left,
};

static void response_timeout(void *userdata)
{
	struct radio *radio = userdata;

	station_mlme_timeout(&radio->mlme, STATION_MLME_TIMER_RESPONSE);
}

static void lost_timeout(void *userdata)
{
	struct radio *radio = userdata;

	station_mlme_timeout(&radio->mlme, STATION_MLME_TIMER_LOST);
}

static void receive(void *userdata, const struct air_reception *reception)
{
	struct radio *radio = userdata;

	/* Without memory this BSS is missing in the list, as if it had not been heard. */
	if (radio->scan_request)
		(void)station_scan_hear(&radio->scan, reception->frame, reception->signal_dbm);
	if (dot11_mac_equal(&reception->frame->header.receiver, &radio->antenna.mac) ||
	    dot11_mac_equal(&reception->frame->header.receiver, &DOT11_MAC_BROADCAST))
		station_mlme_receive(&radio->mlme, reception->frame);
}

static const struct air_listener listener = { .receive = receive };

struct radio *radio_free(struct radio *radio)
{
	if (!radio)
		return NULL;
	for (int i = 0; i < STATION_MLME_N_TIMERS; i++)
		schedule_cancel(radio->air->schedule, &radio->mlme_timers[i]);
	schedule_cancel(radio->air->schedule, &radio->scan_timer);
	station_scan_clear(&radio->scan);
	air_detach(&radio->antenna);
	wdi_driver_free(radio->driver);
	free(radio);
	return NULL;
}

int radio_new(struct radio **ret, struct air *air, const struct scenario_adapter *config, int fd)
{
	struct radio *radio = calloc(1, sizeof(*radio));
	int r;

	if (!radio) {
		close(fd);
		return -ENOMEM;
	}
	r = wdi_driver_new(&radio->driver, fd, handlers, array_size(handlers), radio);
	if (r < 0) {
		free(radio);
		return r;
	}
	radio->config = *config;
	radio->air = air;
	radio->home = (struct dot11_channel){ DOT11_BAND_2GHZ, 1 };
	radio->antenna = (struct air_antenna){
		.mac = config->mac,
		.x = config->position.x,
		.y = config->position.y,
		.listener = &listener,
		.userdata = radio,
	};
	air_tune(air, &radio->antenna, radio->home);
	station_mlme_init(&radio->mlme, &mlme_ops, radio);
	radio->mlme_timers[STATION_MLME_TIMER_RESPONSE] = (struct schedule_timer){ .fire = response_timeout, .userdata = radio };
	radio->mlme_timers[STATION_MLME_TIMER_LOST] = (struct schedule_timer){ .fire = lost_timeout, .userdata = radio };
	radio->scan_timer = (struct schedule_timer){ .fire = scan_step, .userdata = radio };
	*ret = radio;
	return 0;
}

const char *radio_name(const struct radio *radio)
{
	return radio->config.name;
}

int radio_fd(const struct radio *radio)
{
	return wdi_driver_fd(radio->driver);
}

bool radio_wants_output(const struct radio *radio)
{
	return wdi_driver_wants_output(radio->driver);
}

int radio_dispatch(struct radio *radio)
{
	return radio->is_hung ? 0 : wdi_driver_dispatch(radio->driver);
}

void radio_hang(struct radio *radio)
{
	radio->is_hung = true;
}

bool radio_is_hung(const struct radio *radio)
{
	return radio->is_hung;
}
