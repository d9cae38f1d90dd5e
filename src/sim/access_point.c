#include "sim/access_point.h"

#include <errno.h>
#include <stdlib.h>

#include "dot11/codes.h"
#include "dot11/element.h"
#include "sim/access_point_internal.h"

#define MAX_AID 2007

/* Timeout interval element: IEEE 802.11-2020, 9.4.2.48. */
#define ELEMENT_TIMEOUT_INTERVAL 56
#define TIMEOUT_INTERVAL_COMEBACK 3
#define COMEBACK_TU 1000

void access_point_send(struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver, const struct dot11_management *m)
{
	struct dot11_header header = { .kind = kind, .receiver = *receiver, .address3 = ap->config.bssid };

	(void)air_transmit(&ap->antenna, &header, m, NULL, NULL, 0);
}

static void send_bss_frame(struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver)
{
	uint8_t elements[768];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_management m = {
		.timestamp_us = access_point_schedule(ap)->now_us,
		.beacon_interval_tu = ap->config.beacon_interval_tu,
		.capability = access_point_capability(ap),
	};

	access_point_write_bss_elements(ap, &writer, kind == DOT11_FRAME_BEACON);
	if (writer_end(&writer) < 0)
		return;
	m.elements = (struct dot11_elements){ elements, writer.size };
	if (kind == DOT11_FRAME_BEACON && ap->config.security.protects_beacons)
		(void)access_point_send_signed(ap, kind, &m);
	else
		access_point_send(ap, kind, receiver, &m);
}

static void beacon(void *userdata)
{
	send_bss_frame(userdata, DOT11_FRAME_BEACON, &DOT11_MAC_BROADCAST);
}

static void solicited(void *userdata)
{
	struct access_point *ap = userdata;

	if (!ap->beacon_timer.is_set)
		schedule_set(access_point_schedule(ap), &ap->beacon_timer, ap->beacon_offset_us);
}

/* Stations */

struct access_point_station *access_point_find_station(const struct access_point *ap, const struct dot11_mac *mac)
{
	for (size_t i = 0; i < ap->n_stations; i++) {
		if (dot11_mac_equal(&ap->stations[i]->mac, mac))
			return ap->stations[i];
	}
	return NULL;
}

void access_point_end_association(struct access_point_station *station)
{
	access_point_end_link(station);
	station->state = ACCESS_POINT_STATION_AUTHENTICATED;
	station->aid = 0;
	station->is_dozing = false;
	station->pending_kind = 0;
}

void access_point_forget_station(struct access_point_station *station)
{
	struct access_point *ap = station->ap;

	access_point_end_link(station);
	access_point_end_sae(station);
	for (size_t i = 0; i < ap->n_stations; i++) {
		if (ap->stations[i] != station)
			continue;
		ap->stations[i] = ap->stations[--ap->n_stations];
		break;
	}
	free(station);
}

static void forget_all(struct access_point *ap)
{
	while (ap->n_stations > 0)
		access_point_forget_station(ap->stations[ap->n_stations - 1]);
}

struct access_point_station *access_point_add_station(struct access_point *ap, const struct dot11_mac *mac)
{
	struct access_point_station *station = access_point_find_station(ap, mac), **larger;

	if (station)
		return station;
	if (ap->n_stations == MAX_AID)
		return NULL;
	larger = reallocarray(ap->stations, ap->n_stations + 1, sizeof(struct access_point_station *));
	if (!larger)
		return NULL;
	ap->stations = larger;
	station = calloc(1, sizeof(*station));
	if (!station)
		return NULL;
	station->ap = ap;
	station->mac = *mac;
	larger[ap->n_stations++] = station;
	return station;
}

static uint16_t free_aid(const struct access_point *ap)
{
	for (uint16_t aid = 1; aid <= MAX_AID; aid++) {
		bool is_used = false;

		for (size_t i = 0; i < ap->n_stations; i++)
			is_used |= ap->stations[i]->aid == aid;
		if (!is_used)
			return aid;
	}
	return 0;
}

static bool is_associated(const struct access_point_station *station)
{
	return station && station->state >= ACCESS_POINT_STATION_ASSOCIATED;
}

/* Frames */

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

/* With protected management frames an association outlives an authentication that anybody may begin (11.3.4.3). */
static void accept_open_authentication(struct access_point_station *station)
{
	access_point_end_sae(station);
	station->algorithm = ALGORITHM_OPEN;
	if (!access_point_is_protected(station))
		access_point_end_association(station);
}

static void receive_open_authentication(struct access_point *ap, const struct dot11_frame *frame)
{
	struct dot11_management answer = { .algorithm = frame->management.algorithm, .transaction = 2 };
	struct access_point_station *station;

	if (frame->management.algorithm != ALGORITHM_OPEN)
		answer.status = DOT11_STATUS_UNSUPPORTED_ALGORITHM;
	else if (frame->management.transaction != 1)
		answer.status = DOT11_STATUS_TRANSACTION_SEQUENCE;
	else
		answer.status = ap->reject_auth;
	if (answer.status == DOT11_STATUS_SUCCESS) {
		station = access_point_add_station(ap, &frame->header.transmitter);
		if (station)
			accept_open_authentication(station);
		else
			answer.status = DOT11_STATUS_NO_MORE_STAS;
	}
	access_point_send(ap, DOT11_FRAME_AUTHENTICATION, &frame->header.transmitter, &answer);
}

static void receive_authentication(struct access_point *ap, const struct dot11_frame *frame)
{
	if (frame->management.algorithm == ALGORITHM_SAE && scenario_security_has_sae(&ap->config.security))
		access_point_receive_sae(ap, frame);
	else
		receive_open_authentication(ap, frame);
}

/* A protected association is not given up for a request that anybody could have sent: 11.3.5.3. */
static bool must_query_first(const struct access_point_station *station)
{
	return is_associated(station) && access_point_is_protected(station) && !station->sa_query.has_timed_out;
}

static void judge_association(struct access_point_station *station, const struct dot11_frame *frame,
			      struct access_point_request *request)
{
	const struct access_point *ap = station->ap;
	const struct dot11_elements *elements = &frame->management.elements;
	struct dot11_ssid ssid;

	if (ap->reject_assoc)
		request->status = ap->reject_assoc;
	else if (dot11_elements_ssid(elements->bytes, elements->size, &ssid) < 0 || !dot11_ssid_equal(&ssid, &ap->config.ssid))
		request->status = DOT11_STATUS_FAILURE;
	else if (must_query_first(station))
		request->status = DOT11_STATUS_REFUSED_TEMPORARILY;
	else if (ap->rsn)
		access_point_judge_security(station, elements, request);
}

static uint16_t accept_association(struct access_point_station *station, const struct access_point_request *request)
{
	const struct access_point *ap = station->ap;
	uint16_t aid = station->aid ? station->aid : free_aid(ap);

	access_point_end_association(station);
	if (ap->rsn) {
		station->akm = request->rsne.akms[0];
		station->pairwise = request->rsne.pairwise[0];
		station->has_pmf = ap->config.security.pmf != SCENARIO_PMF_OFF && request->rsne.capabilities & DOT11_RSN_MFP_CAPABLE;
		if (access_point_prepare_handshake(station, request) < 0) {
			access_point_end_association(station);
			return DOT11_STATUS_FAILURE;
		}
	}
	station->aid = aid;
	station->state = ap->rsn ? ACCESS_POINT_STATION_ASSOCIATED : ACCESS_POINT_STATION_AUTHORIZED;
	return DOT11_STATUS_SUCCESS;
}

static void write_comeback(struct writer *writer)
{
	writer_u8(writer, ELEMENT_TIMEOUT_INTERVAL);
	writer_u8(writer, 5);
	writer_u8(writer, TIMEOUT_INTERVAL_COMEBACK);
	writer_le32(writer, COMEBACK_TU);
}

/* The handshake begins when the response has been heard, or will not be heard any more. @token: AID. */
static void response_is_sent(void *userdata, uint32_t token, bool acked)
{
	struct access_point *ap = userdata;

	for (size_t i = 0; i < ap->n_stations; i++) {
		if (ap->stations[i]->aid == token) {
			access_point_start_handshake(ap->stations[i]);
			return;
		}
	}
}

static void answer_association(struct access_point_station *station, const struct dot11_header *header,
			       const struct access_point_request *request)
{
	struct access_point *ap = station->ap;
	struct dot11_management answer = { .capability = access_point_capability(ap), .status = request->status };
	struct dot11_header answer_header = {
		.kind = header->kind == DOT11_FRAME_REASSOCIATION_REQUEST ? DOT11_FRAME_REASSOCIATION_RESPONSE :
									    DOT11_FRAME_ASSOCIATION_RESPONSE,
		.receiver = station->mac,
		.address3 = ap->config.bssid,
	};
	bool is_accepted = request->status == DOT11_STATUS_SUCCESS;
	uint8_t elements[768];
	struct writer writer = writer_over(elements, sizeof(elements));

	access_point_write_association_elements(ap, &writer);
	if (request->status == DOT11_STATUS_REFUSED_TEMPORARILY && !ap->reject_assoc)
		write_comeback(&writer);
	if (ap->rsn)
		access_point_write_security_response(ap, request, &writer);
	if (writer_end(&writer) < 0)
		return;
	answer.aid = is_accepted ? station->aid : 0;
	answer.elements = (struct dot11_elements){ elements, writer.size };
	(void)air_transmit(&ap->antenna, &answer_header, &answer, is_accepted && ap->rsn ? response_is_sent : NULL, ap, station->aid);
}

static void receive_association(struct access_point *ap, const struct dot11_frame *frame)
{
	struct access_point_station *station = access_point_find_station(ap, &frame->header.transmitter);
	_cleanup_request_ struct access_point_request request = { 0 };

	if (!station || station->state == ACCESS_POINT_STATION_NEW) {
		access_point_send(ap, DOT11_FRAME_DEAUTHENTICATION, &frame->header.transmitter,
				  &(struct dot11_management){ .reason = DOT11_REASON_NOT_AUTHENTICATED });
		return;
	}
	judge_association(station, frame, &request);
	if (request.status == DOT11_STATUS_SUCCESS)
		request.status = accept_association(station, &request);
	answer_association(station, &frame->header, &request);
	if (request.status == DOT11_STATUS_REFUSED_TEMPORARILY && must_query_first(station))
		access_point_query_station(station);
}

/* Class 3: only from associated stations (IEEE 802.11-2020, 11.3.3). */
static struct access_point_station *find_associated(struct access_point *ap, const struct dot11_mac *mac)
{
	struct access_point_station *station = access_point_find_station(ap, mac);

	if (is_associated(station))
		return station;
	access_point_send(ap, DOT11_FRAME_DEAUTHENTICATION, mac,
			  &(struct dot11_management){ .reason = DOT11_REASON_INVALID_CLASS3_FRAME });
	return NULL;
}

static void receive_null(struct access_point *ap, const struct dot11_frame *frame)
{
	struct access_point_station *station = find_associated(ap, &frame->header.transmitter);

	if (!station)
		return;
	station->is_dozing = frame->header.flags & DOT11_FRAME_POWER_MANAGEMENT;
	if (!station->is_dozing && station->pending_kind)
		(void)access_point_drop(ap, &frame->header.transmitter, station->pending_kind, station->pending_reason);
}

static void receive_data(struct access_point *ap, const struct air_reception *reception)
{
	if (!dot11_mac_equal(&reception->frame->header.receiver, &ap->config.bssid))
		return;
	if (find_associated(ap, &reception->frame->header.transmitter))
		access_point_receive_data(ap, reception);
	else
		ap->n_refused_data++;
}

/* What must be protected once there are keys for it: deauthentication, disassociation and SA Query (9.3.3.1, 11.13). */
static bool is_robust(uint8_t kind)
{
	return kind == DOT11_FRAME_DISASSOCIATION || kind == DOT11_FRAME_DEAUTHENTICATION || kind == DOT11_FRAME_ACTION;
}

static void receive_disassociation(struct access_point_station *station)
{
	struct mpdu_key key = { 0 };

	if (access_point_is_protected(station))
		key = station->key;
	access_point_end_association(station);
	station->farewell_key = key;
	mpdu_key_wipe(&key);
}

static void receive_robust(struct access_point_station *station, const struct air_reception *reception)
{
	struct dot11_frame frame = *reception->frame;
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];

	if ((frame.is_protected || access_point_is_protected(station)) &&
	    access_point_unprotect(station, reception, buffer, &frame) != 0) {
		station->ap->n_ignored_management++;
		return;
	}
	switch (frame.header.kind) {
	case DOT11_FRAME_DISASSOCIATION:
		if (is_associated(station))
			receive_disassociation(station);
		break;
	case DOT11_FRAME_DEAUTHENTICATION:
		access_point_forget_station(station);
		break;
	default:
		if (access_point_is_protected(station))
			access_point_receive_action(station, &frame);
		break;
	}
}

static void receive_management(struct access_point *ap, const struct dot11_frame *frame)
{
	switch (frame->header.kind) {
	case DOT11_FRAME_PROBE_REQUEST:
		receive_probe(ap, frame);
		break;
	case DOT11_FRAME_AUTHENTICATION:
		receive_authentication(ap, frame);
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		receive_association(ap, frame);
		break;
	default:
		break;
	}
}

static void receive(void *userdata, const struct air_reception *reception)
{
	struct access_point *ap = userdata;
	const struct dot11_frame *frame = reception->frame;
	struct access_point_station *station;

	if (is_robust(frame->header.kind)) {
		station = access_point_find_station(ap, &frame->header.transmitter);
		if (station && dot11_mac_equal(&frame->header.address3, &ap->config.bssid))
			receive_robust(station, reception);
	} else if (frame->header.kind == DOT11_FRAME_NULL) {
		receive_null(ap, frame);
	} else if (frame->is_data) {
		receive_data(ap, reception);
	} else if (frame->is_management) {
		receive_management(ap, frame);
	}
}

static const struct air_listener listener = { .receive = receive, .solicited = solicited };

int access_point_init(struct access_point *ap, struct air *air, const struct scenario_access_point *config, size_t index)
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
	return access_point_rsn_new(ap);
}

void access_point_deinit(struct access_point *ap)
{
	if (!ap->antenna.air)
		return;
	schedule_cancel(access_point_schedule(ap), &ap->beacon_timer);
	forget_all(ap);
	air_detach(&ap->antenna);
	free(ap->stations);
	ap->stations = NULL;
	access_point_rsn_free(ap);
	scenario_security_wipe(&ap->config.security);
}

const struct access_point_station *access_point_find(const struct access_point *ap, const struct dot11_mac *station)
{
	return access_point_find_station(ap, station);
}

int access_point_drop(struct access_point *ap, const struct dot11_mac *mac, uint8_t kind, uint16_t reason)
{
	struct access_point_station *station = access_point_find_station(ap, mac);
	int r;

	if (!is_associated(station))
		return -ENOENT;
	if (station->is_dozing) {
		station->pending_kind = kind;
		station->pending_reason = reason;
		return 0;
	}
	r = access_point_send_robust(station, kind, &(struct dot11_management){ .reason = reason });
	if (kind == DOT11_FRAME_DEAUTHENTICATION)
		access_point_forget_station(station);
	else
		access_point_end_association(station);
	return r;
}

int access_point_drop_by_broadcast(struct access_point *ap, uint8_t kind, uint16_t reason)
{
	int r = access_point_send_signed(ap, kind, &(struct dot11_management){ .reason = reason });

	if (kind == DOT11_FRAME_DEAUTHENTICATION) {
		forget_all(ap);
		return r;
	}
	for (size_t i = 0; i < ap->n_stations; i++) {
		if (is_associated(ap->stations[i]))
			access_point_end_association(ap->stations[i]);
	}
	return r;
}

int access_point_forge(struct access_point *ap, const struct dot11_mac *receiver, uint8_t kind, uint16_t reason)
{
	struct dot11_header header = { .kind = kind, .receiver = *receiver, .address3 = ap->config.bssid };

	return air_transmit(&ap->antenna, &header, &(struct dot11_management){ .reason = reason }, NULL, NULL, 0);
}

int access_point_restart(struct access_point *ap)
{
	forget_all(ap);
	access_point_rsn_free(ap);
	return access_point_rsn_new(ap);
}
