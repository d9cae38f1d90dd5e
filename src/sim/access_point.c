#include "sim/access_point.h"

#include <errno.h>
#include <stdlib.h>

#include "dot11/codes.h"
#include "dot11/element.h"

#define MAX_AID 2007

static const uint8_t rates_2ghz[] = { 0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24, 0x30, 0x48, 0x60, 0x6c };
static const uint8_t rates_ofdm[] = { 0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c };

static void write_country(struct writer *writer, enum dot11_band band)
{
	/* First channel, number of channels, dBm; channel numbers step by 4 above 2.4 GHz (9.4.2.8). */
	static const uint8_t at_2ghz[] = { 'D', 'E', ' ', 1, 13, 20 };
	static const uint8_t at_5ghz[] = { 'D', 'E', ' ', 36, 4, 20, 52, 4, 20, 100, 12, 27 };
	static const uint8_t at_6ghz[] = { 'D', 'E', 0x04, 201, 131, 0, 1, 24, 23, 0 };

	switch (band) {
	case DOT11_BAND_2GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_2ghz, sizeof(at_2ghz));
		break;
	case DOT11_BAND_5GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_5ghz, sizeof(at_5ghz));
		break;
	case DOT11_BAND_6GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_6ghz, sizeof(at_6ghz));
		break;
	}
}

/* One spatial stream of 20 MHz, MCS 0 to 7: 9.4.2.55, 9.4.2.56. */
static void write_ht(struct writer *writer, uint8_t channel, bool with_operation)
{
	static const uint8_t capabilities[26] = { 0x2c, 0x00, 0x17, 0xff };
	const uint8_t operation[22] = { channel };

	dot11_element_write(writer, DOT11_ELEMENT_HT_CAPABILITIES, capabilities, sizeof(capabilities));
	if (with_operation)
		dot11_element_write(writer, DOT11_ELEMENT_HT_OPERATION, operation, sizeof(operation));
}

/* MCS 0 to 7 on one stream, the other seven not supported: 9.4.2.157, 9.4.2.158. */
static void write_vht(struct writer *writer)
{
	static const uint8_t capabilities[12] = { 0x00, 0x00, 0x00, 0x00, 0xfc, 0xff, 0x00, 0x00, 0xfc, 0xff, 0x00, 0x00 };
	static const uint8_t operation[5] = { 0, 0, 0, 0xfc, 0xff };

	dot11_element_write(writer, DOT11_ELEMENT_VHT_CAPABILITIES, capabilities, sizeof(capabilities));
	dot11_element_write(writer, DOT11_ELEMENT_VHT_OPERATION, operation, sizeof(operation));
}

/* IEEE 802.11ax, 9.4.2.248 and 9.4.2.249: 6 bytes MAC, 11 bytes PHY capabilities, 4 bytes MCS; at 6 GHz the operation information. */
static void write_he(struct writer *writer, struct dot11_channel channel)
{
	uint8_t capabilities[22] = { DOT11_EXTENSION_HE_CAPABILITIES };
	uint8_t operation[12] = { DOT11_EXTENSION_HE_OPERATION, 0, 0, 0, 1, 0xfc, 0xff };
	size_t size = 7;

	capabilities[18] = capabilities[20] = 0xfc;
	capabilities[19] = capabilities[21] = 0xff;
	if (channel.band == DOT11_BAND_6GHZ) {
		operation[3] = 0x02; /* bit 17: 6 GHz operation information present */
		operation[7] = (uint8_t)channel.number;
		operation[9] = (uint8_t)channel.number;
		operation[11] = 6; /* minimum rate, Mbit/s */
		size = 12;
	}
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, capabilities, sizeof(capabilities));
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, operation, size);
}

static void write_bss_elements(const struct access_point *ap, struct writer *writer, bool is_beacon)
{
	static const struct dot11_ssid no_ssid;
	struct dot11_channel channel = ap->config.channel;
	uint8_t number = (uint8_t)channel.number;

	dot11_element_write_ssid(writer, is_beacon && ap->config.is_hidden ? &no_ssid : &ap->config.ssid);
	if (channel.band == DOT11_BAND_2GHZ) {
		dot11_element_write(writer, DOT11_ELEMENT_RATES, rates_2ghz, 8);
		dot11_element_write(writer, DOT11_ELEMENT_DS_PARAMETER, &number, 1);
	} else {
		dot11_element_write_rates(writer, rates_ofdm, sizeof(rates_ofdm));
	}
	if (is_beacon) /* DTIM count 0, period 1, empty bitmap: nothing is buffered */
		dot11_element_write(writer, DOT11_ELEMENT_TIM, (const uint8_t[]){ 0, 1, 0, 0 }, 4);
	write_country(writer, channel.band);
	if (channel.band == DOT11_BAND_2GHZ) {
		dot11_element_write(writer, DOT11_ELEMENT_ERP, (const uint8_t[]){ 0 }, 1);
		dot11_element_write(writer, DOT11_ELEMENT_EXTENDED_RATES, rates_2ghz + 8, 4);
	}
	if (channel.band != DOT11_BAND_6GHZ)
		write_ht(writer, number, true);
	if (channel.band == DOT11_BAND_5GHZ)
		write_vht(writer);
	write_he(writer, channel);
}

static uint16_t capability_of(const struct access_point *ap)
{
	return ap->config.channel.band == DOT11_BAND_2GHZ ?
		       DOT11_CAPABILITY_ESS | DOT11_CAPABILITY_SHORT_PREAMBLE | DOT11_CAPABILITY_SHORT_SLOT : DOT11_CAPABILITY_ESS;
}

/* Frames that cannot be sent are frames lost: the other side repeats or gives up, as it does on a real air. */
static void send_frame(struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver, const struct dot11_management *m)
{
	struct dot11_header header = { .kind = kind, .receiver = *receiver, .address3 = ap->config.bssid };

	(void)air_transmit(&ap->antenna, &header, m, NULL, NULL, 0);
}

static void send_bss_frame(struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver)
{
	uint8_t elements[256];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_management m = {
		.timestamp_us = ap->antenna.air->schedule->now_us,
		.beacon_interval_tu = ap->config.beacon_interval_tu,
		.capability = capability_of(ap),
	};

	write_bss_elements(ap, &writer, kind == DOT11_FRAME_BEACON);
	if (writer_end(&writer) < 0)
		return;
	m.elements = (struct dot11_elements){ elements, writer.size };
	send_frame(ap, kind, receiver, &m);
}

static void beacon(void *userdata)
{
	struct access_point *ap = userdata;

	send_bss_frame(ap, DOT11_FRAME_BEACON, &DOT11_MAC_BROADCAST);
}

static void solicited(void *userdata)
{
	struct access_point *ap = userdata;

	if (!ap->beacon_timer.is_set)
		schedule_set(ap->antenna.air->schedule, &ap->beacon_timer, ap->beacon_offset_us);
}

static struct access_point_station *find(const struct access_point *ap, const struct dot11_mac *mac)
{
	for (size_t i = 0; i < ap->n_stations; i++) {
		if (dot11_mac_equal(&ap->stations[i].mac, mac))
			return &ap->stations[i];
	}
	return NULL;
}

static void forget(struct access_point *ap, struct access_point_station *station)
{
	size_t index = (size_t)(station - ap->stations);

	ap->stations[index] = ap->stations[--ap->n_stations];
}

static struct access_point_station *add(struct access_point *ap, const struct dot11_mac *mac)
{
	struct access_point_station *station = find(ap, mac), *larger;

	if (station)
		return station;
	if (ap->n_stations == MAX_AID)
		return NULL;
	larger = reallocarray(ap->stations, ap->n_stations + 1, sizeof(*larger));
	if (!larger)
		return NULL;
	ap->stations = larger;
	station = &larger[ap->n_stations++];
	*station = (struct access_point_station){ .mac = *mac };
	return station;
}

static uint16_t free_aid(const struct access_point *ap)
{
	for (uint16_t aid = 1; aid <= MAX_AID; aid++) {
		bool is_used = false;

		for (size_t i = 0; i < ap->n_stations; i++)
			is_used |= ap->stations[i].aid == aid;
		if (!is_used)
			return aid;
	}
	return 0;
}

static void receive_probe(struct access_point *ap, const struct dot11_frame *frame)
{
	const struct dot11_elements *elements = &frame->management.elements;
	struct dot11_ssid ssid;

	if (dot11_elements_ssid(elements->bytes, elements->size, &ssid) < 0)
		return;
	if (ssid.size == 0 ? ap->config.is_hidden : !dot11_ssid_equal(&ssid, &ap->config.ssid))
		return;
	send_bss_frame(ap, DOT11_FRAME_PROBE_RESPONSE, &frame->header.transmitter);
}

static void receive_authentication(struct access_point *ap, const struct dot11_frame *frame)
{
	struct dot11_management answer = { .algorithm = frame->management.algorithm, .transaction = 2 };
	struct access_point_station *station;

	if (frame->management.algorithm != 0)
		answer.status = DOT11_STATUS_UNSUPPORTED_ALGORITHM;
	else if (frame->management.transaction != 1)
		answer.status = DOT11_STATUS_TRANSACTION_SEQUENCE;
	else
		answer.status = ap->reject_auth;
	if (answer.status == DOT11_STATUS_SUCCESS) {
		station = add(ap, &frame->header.transmitter);
		if (station)
			*station = (struct access_point_station){ .mac = station->mac, .state = ACCESS_POINT_STATION_AUTHENTICATED };
		else
			answer.status = DOT11_STATUS_NO_MORE_STAS;
	}
	send_frame(ap, DOT11_FRAME_AUTHENTICATION, &frame->header.transmitter, &answer);
}

static uint16_t judge_association(const struct access_point *ap, const struct dot11_frame *frame)
{
	const struct dot11_elements *elements = &frame->management.elements;
	struct dot11_ssid ssid;

	if (ap->reject_assoc)
		return ap->reject_assoc;
	if (dot11_elements_ssid(elements->bytes, elements->size, &ssid) < 0 || !dot11_ssid_equal(&ssid, &ap->config.ssid))
		return DOT11_STATUS_FAILURE;
	return DOT11_STATUS_SUCCESS;
}

static void receive_association(struct access_point *ap, const struct dot11_frame *frame)
{
	struct access_point_station *station = find(ap, &frame->header.transmitter);
	struct dot11_management answer = { .capability = capability_of(ap) };
	uint8_t elements[256];
	struct writer writer = writer_over(elements, sizeof(elements));

	if (!station) {
		send_frame(ap, DOT11_FRAME_DEAUTHENTICATION, &frame->header.transmitter,
			   &(struct dot11_management){ .reason = DOT11_REASON_NOT_AUTHENTICATED });
		return;
	}
	answer.status = judge_association(ap, frame);
	if (answer.status == DOT11_STATUS_SUCCESS) {
		if (!station->aid)
			station->aid = free_aid(ap);
		station->state = ACCESS_POINT_STATION_ASSOCIATED;
		station->is_dozing = false;
		answer.aid = station->aid;
	}
	if (ap->config.channel.band == DOT11_BAND_2GHZ)
		dot11_element_write_rates(&writer, rates_2ghz, sizeof(rates_2ghz));
	else
		dot11_element_write_rates(&writer, rates_ofdm, sizeof(rates_ofdm));
	if (ap->config.channel.band != DOT11_BAND_6GHZ)
		write_ht(&writer, (uint8_t)ap->config.channel.number, true);
	write_he(&writer, ap->config.channel);
	if (writer_end(&writer) < 0)
		return;
	answer.elements = (struct dot11_elements){ elements, writer.size };
	send_frame(ap, frame->header.kind == DOT11_FRAME_REASSOCIATION_REQUEST ? DOT11_FRAME_REASSOCIATION_RESPONSE :
										 DOT11_FRAME_ASSOCIATION_RESPONSE,
		   &frame->header.transmitter, &answer);
}

/* Class 3: only from associated stations (IEEE 802.11-2020, 11.3.3). */
static void receive_null(struct access_point *ap, const struct dot11_frame *frame)
{
	struct access_point_station *station = find(ap, &frame->header.transmitter);

	if (!station || station->state != ACCESS_POINT_STATION_ASSOCIATED) {
		send_frame(ap, DOT11_FRAME_DEAUTHENTICATION, &frame->header.transmitter,
			   &(struct dot11_management){ .reason = DOT11_REASON_INVALID_CLASS3_FRAME });
		return;
	}
	station->is_dozing = frame->header.flags & DOT11_FRAME_POWER_MANAGEMENT;
	if (!station->is_dozing && station->pending_kind)
		(void)access_point_drop(ap, &frame->header.transmitter, station->pending_kind, station->pending_reason);
}

static void receive(void *userdata, const struct air_reception *reception)
{
	struct access_point *ap = userdata;
	const struct dot11_frame *frame = reception->frame;
	struct access_point_station *station = find(ap, &frame->header.transmitter);

	switch (frame->header.kind) {
	case DOT11_FRAME_PROBE_REQUEST:
		receive_probe(ap, frame);
		break;
	case DOT11_FRAME_AUTHENTICATION:
		if (frame->is_management)
			receive_authentication(ap, frame);
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		if (frame->is_management)
			receive_association(ap, frame);
		break;
	case DOT11_FRAME_DISASSOCIATION:
		if (station) {
			station->state = ACCESS_POINT_STATION_AUTHENTICATED;
			station->aid = 0;
			station->is_dozing = false;
			station->pending_kind = 0;
		}
		break;
	case DOT11_FRAME_DEAUTHENTICATION:
		if (station)
			forget(ap, station);
		break;
	case DOT11_FRAME_NULL:
		receive_null(ap, frame);
		break;
	default:
		break;
	}
}

static const struct air_listener listener = { .receive = receive, .solicited = solicited };

void access_point_init(struct access_point *ap, struct air *air, const struct scenario_access_point *config, size_t index)
{
	ap->config = *config;
	ap->beacon_timer = (struct schedule_timer){ .fire = beacon, .userdata = ap };
	ap->beacon_offset_us = 50 + 17 * (uint32_t)(index % 50);
	ap->antenna = (struct air_antenna){
		.mac = config->bssid,
		.is_on = true,
		.x = config->position.x,
		.y = config->position.y,
		.has_signal = config->has_signal,
		.signal_dbm = config->signal_dbm,
		.listener = &listener,
		.userdata = ap,
	};
	air_tune(air, &ap->antenna, config->channel);
}

void access_point_deinit(struct access_point *ap)
{
	if (!ap->antenna.air)
		return;
	schedule_cancel(ap->antenna.air->schedule, &ap->beacon_timer);
	air_detach(&ap->antenna);
	free(ap->stations);
	ap->stations = NULL;
	ap->n_stations = 0;
}

const struct access_point_station *access_point_find(const struct access_point *ap, const struct dot11_mac *station)
{
	return find(ap, station);
}

int access_point_drop(struct access_point *ap, const struct dot11_mac *mac, uint8_t kind, uint16_t reason)
{
	struct access_point_station *station = find(ap, mac);
	struct dot11_header header = { .kind = kind, .receiver = *mac, .address3 = ap->config.bssid };

	if (!station || station->state != ACCESS_POINT_STATION_ASSOCIATED)
		return -ENOENT;
	if (station->is_dozing) {
		station->pending_kind = kind;
		station->pending_reason = reason;
		return 0;
	}
	header.receiver = station->mac; /* @mac may lie in the entry that is forgotten below */
	if (kind == DOT11_FRAME_DEAUTHENTICATION)
		forget(ap, station);
	else
		*station = (struct access_point_station){ .mac = station->mac, .state = ACCESS_POINT_STATION_AUTHENTICATED };
	return air_transmit(&ap->antenna, &header, &(struct dot11_management){ .reason = reason }, NULL, NULL, 0);
}
