/* A secured link to one station: handshakes, protected data, protected management frames, SA Query. */
#include <errno.h>
#include <string.h>

#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/data.h"
#include "dot11/element.h"
#include "sim/access_point_internal.h"

#define TU_US 1024
/* dot11AssociationSAQueryRetryTimeout and -MaximumTimeout: IEEE 802.11-2020, annex C */
#define SA_QUERY_RETRY_US (201 * TU_US)
#define SA_QUERY_MAXIMUM_US (1000 * TU_US)

#define CATEGORY_SA_QUERY 8 /* 9.4.1.11 */

/* 9.6.9.1 */
enum sa_query_action {
	SA_QUERY_REQUEST,
	SA_QUERY_RESPONSE,
};

bool access_point_is_protected(const struct access_point_station *station)
{
	return station->has_pmf && station->has_key;
}

/* Handshakes */

static void send_data(struct access_point_station *station, const struct dot11_data *data)
{
	struct access_point *ap = station->ap;
	bool is_group = data->destination.b[0] & 1;
	struct mpdu_key *key = !ap->rsn ? NULL : is_group ? &access_point_active_keys(ap)->gtk : station->has_key ? &station->key : NULL;
	uint8_t plain[DOT11_FRAME_MAX_SIZE], protected[DOT11_FRAME_MAX_SIZE + MPDU_MAX_GROWTH];
	struct writer writer = writer_over(plain, sizeof(plain));
	size_t size;

	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &ap->config.bssid, data);
	if (writer_end(&writer) < 0)
		return;
	/* Frames that cannot be sent are frames lost. */
	if (!key)
		(void)air_transmit_raw(&ap->antenna, plain, writer.size, NULL, NULL, 0);
	else if (mpdu_protect(key, plain, writer.size, protected, &size) == 0)
		(void)air_transmit_raw(&ap->antenna, protected, size, NULL, NULL, 0);
}

static void handshake_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct access_point_station *station = userdata;

	send_data(station, &(struct dot11_data){ .destination = station->mac, .source = station->ap->config.bssid,
						  .ethertype = DOT11_ETHERTYPE_EAPOL, .payload = pdu, .size = size });
}

static void tell_key(const struct mpdu_key *key, enum dot11_key_kind kind, struct dot11_key *ret)
{
	*ret = (struct dot11_key){ .kind = kind, .cipher = key->cipher, .index = key->index, .key = key->key };
	for (size_t i = 0; i < sizeof(ret->receive_counter); i++)
		ret->receive_counter[i] = (uint8_t)(key->transmitted >> (8 * i));
}

static size_t handshake_group_keys(struct dot11_key ret[3], void *userdata)
{
	struct access_point_station *station = userdata;
	const struct access_point_group_keys *keys = access_point_newest_keys(station->ap);
	size_t n = 0;

	tell_key(&keys->gtk, DOT11_KEY_GROUP, &ret[n++]);
	if (station->has_pmf)
		tell_key(&keys->igtk, DOT11_KEY_IGTK, &ret[n++]);
	if (station->has_pmf && station->ap->config.security.protects_beacons)
		tell_key(&keys->bigtk, DOT11_KEY_BIGTK, &ret[n++]);
	return n;
}

static void handshake_install(const struct dot11_key *key, void *userdata)
{
	struct access_point_station *station = userdata;

	mpdu_key_wipe(&station->key);
	mpdu_key_init(&station->key, key);
	station->has_key = true;
}

static void handshake_completed(void *userdata)
{
	struct access_point_station *station = userdata;

	station->state = ACCESS_POINT_STATION_AUTHORIZED;
}

static void handshake_group_completed(void *userdata)
{
	struct access_point_station *station = userdata;

	if (!station->wants_group_keys)
		access_point_group_keys_arrived(station);
}

static void handshake_failed(enum authenticator_failure failure, void *userdata)
{
	struct access_point_station *station = userdata;

	switch (failure) {
	case AUTHENTICATOR_FAILURE_TIMEOUT:
		station->failed_reason = DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT;
		break;
	case AUTHENTICATOR_FAILURE_GROUP_TIMEOUT:
		station->failed_reason = DOT11_REASON_GROUP_KEY_TIMEOUT;
		break;
	case AUTHENTICATOR_FAILURE_ELEMENT_MISMATCH:
		station->failed_reason = DOT11_REASON_ELEMENT_MISMATCH;
		break;
	default:
		station->failed_reason = DOT11_REASON_UNSPECIFIED;
		break;
	}
}

static void handshake_set_timer(uint64_t delay_us, void *userdata)
{
	struct access_point_station *station = userdata;

	if (delay_us > 0)
		schedule_set(access_point_schedule(station->ap), &station->handshake_timer, delay_us);
	else
		schedule_cancel(access_point_schedule(station->ap), &station->handshake_timer);
}

static const struct authenticator_listener handshake_listener = {
	.send = handshake_send,
	.group_keys = handshake_group_keys,
	.install = handshake_install,
	.completed = handshake_completed,
	.group_completed = handshake_group_completed,
	.failed = handshake_failed,
	.set_timer = handshake_set_timer,
};

/* Does what the machine asked for, now that it has returned. The station may be gone afterwards. */
static void settle(struct access_point_station *station)
{
	if (station->failed_reason) {
		(void)access_point_drop(station->ap, &station->mac, DOT11_FRAME_DEAUTHENTICATION, station->failed_reason);
		return;
	}
	if (station->wants_group_keys && authenticator_start_group(station->authenticator) == 0)
		station->wants_group_keys = false;
}

static void handshake_timeout(void *userdata)
{
	struct access_point_station *station = userdata;

	authenticator_timeout(station->authenticator);
	settle(station);
}

int access_point_prepare_handshake(struct access_point_station *station, const struct access_point_request *request)
{
	struct access_point *ap = station->ap;
	uint8_t elements[512];
	struct writer rsne = writer_over(elements, 256), rsnxe = writer_over(elements + 256, 256);
	struct authenticator_config config = {
		.own = ap->config.bssid,
		.station = station->mac,
		.akm = station->akm,
		.pairwise_cipher = station->pairwise,
		.group_management_cipher = station->has_pmf ? ap->config.security.group_management : DOT11_CIPHER_NONE,
		.pmk = &request->pmk,
		.pmkid = request->has_pmkid ? request->pmkid : NULL,
		.station_rsne = request->rsne_bytes,
		.station_rsne_size = request->rsne_size,
		.station_rsnxe = request->rsnxe_bytes,
		.station_rsnxe_size = request->rsnxe_size,
	};

	access_point_write_rsne(ap, &rsne);
	access_point_write_rsnxe(ap, &rsnxe);
	config.own_rsne = rsne.start;
	config.own_rsne_size = rsne.size;
	config.own_rsnxe = rsnxe.size ? rsnxe.start : NULL;
	config.own_rsnxe_size = rsnxe.size;
	station->handshake_timer = (struct schedule_timer){ .fire = handshake_timeout, .userdata = station };
	return authenticator_new(&station->authenticator, &config, &handshake_listener, station);
}

void access_point_start_handshake(struct access_point_station *station)
{
	if (!station->authenticator || station->has_started)
		return;
	station->has_started = true;
	if (authenticator_start(station->authenticator) < 0)
		station->failed_reason = DOT11_REASON_UNSPECIFIED;
	if (station->failed_reason)
		settle(station);
}

static void end_sa_query(struct access_point_station *station)
{
	if (station->sa_query.timer.is_set)
		schedule_cancel(access_point_schedule(station->ap), &station->sa_query.timer);
	station->sa_query = (struct access_point_sa_query){ 0 };
}

void access_point_end_link(struct access_point_station *station)
{
	mpdu_key_wipe(&station->key);
	mpdu_key_wipe(&station->farewell_key);
	station->has_key = false;
	station->authenticator = authenticator_free(station->authenticator);
	if (station->handshake_timer.is_set)
		schedule_cancel(access_point_schedule(station->ap), &station->handshake_timer);
	end_sa_query(station);
	station->has_started = station->wants_group_keys = station->has_pmf = false;
	station->akm = station->pairwise = 0;
	station->failed_reason = 0;
	access_point_group_keys_arrived(station);
}

int access_point_rekey_pairwise(struct access_point *ap, const struct dot11_mac *mac)
{
	struct access_point_station *station = access_point_find_station(ap, mac);

	if (!ap->rsn)
		return -EOPNOTSUPP;
	if (!station || station->state != ACCESS_POINT_STATION_AUTHORIZED)
		return -ENOENT;
	return authenticator_start(station->authenticator);
}

/* Data */

static void echo(struct access_point_station *station, const struct dot11_data *data)
{
	struct dot11_data answer = *data;

	answer.source = station->ap->config.bssid;
	answer.destination = station->mac;
	send_data(station, &answer);
	answer.destination = DOT11_MAC_BROADCAST;
	send_data(station, &answer);
}

/* Return: true if it passes. */
static bool take_data(struct access_point_station *station, const struct dot11_frame *frame)
{
	struct dot11_data data;

	if (dot11_data_parse(frame, &data) < 0)
		return false;
	if (data.ethertype == DOT11_ETHERTYPE_EAPOL && station->authenticator) {
		(void)authenticator_receive(station->authenticator, data.payload, data.size);
		settle(station);
		return true;
	}
	if (station->state != ACCESS_POINT_STATION_AUTHORIZED)
		return false;
	if (data.ethertype == DOT11_ETHERTYPE_EXPERIMENT)
		echo(station, &data);
	return true;
}

/* With a key everything has to be protected; before, the handshake alone comes in plain: take_data() lets nothing else pass. */
static bool open_data(struct access_point_station *station, const struct air_reception *reception, uint8_t *buffer,
		      struct dot11_frame *ret)
{
	size_t size;

	if (!station->has_key) {
		*ret = *reception->frame;
		return !reception->frame->is_protected;
	}
	return reception->size <= DOT11_FRAME_MAX_SIZE &&
	       mpdu_unprotect(&station->key, reception->bytes, reception->size, buffer, &size) == 0 &&
	       dot11_frame_parse(buffer, size, ret) == 0;
}

void access_point_receive_data(struct access_point *ap, const struct air_reception *reception)
{
	struct access_point_station *station = access_point_find_station(ap, &reception->frame->header.transmitter);
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;

	if (!open_data(station, reception, buffer, &frame) || !take_data(station, &frame))
		ap->n_refused_data++;
}

/* Management frames */

int access_point_unprotect(struct access_point_station *station, const struct air_reception *reception, uint8_t *buffer,
			   struct dot11_frame *ret_frame)
{
	bool is_farewell = station->farewell_key.key.size > 0 && reception->frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;
	struct mpdu_key *key = access_point_is_protected(station) ? &station->key : is_farewell ? &station->farewell_key : NULL;
	size_t size;
	int r;

	if (!key || reception->size > DOT11_FRAME_MAX_SIZE)
		return -ENOENT;
	r = mpdu_unprotect(key, reception->bytes, reception->size, buffer, &size);
	return r == 0 ? dot11_frame_parse(buffer, size, ret_frame) : r;
}

/* Header and body of a management frame from the access point. Return: its size; -ENOBUFS. */
static int build(const struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver, const struct dot11_management *m,
		 uint8_t *buffer, size_t capacity)
{
	const struct dot11_header header = {
		.kind = kind,
		.receiver = *receiver,
		.transmitter = ap->config.bssid,
		.address3 = ap->config.bssid,
	};

	return dot11_frame_build(buffer, capacity, &header, m);
}

int access_point_send_robust(struct access_point_station *station, uint8_t kind, const struct dot11_management *m)
{
	struct access_point *ap = station->ap;
	uint8_t plain[256], protected[256 + MPDU_MAX_GROWTH];
	int size = build(ap, kind, &station->mac, m, plain, sizeof(plain)), r;
	size_t protected_size;

	if (size < 0)
		return size;
	if (!access_point_is_protected(station))
		return air_transmit_raw(&ap->antenna, plain, (size_t)size, NULL, NULL, 0);
	r = mpdu_protect(&station->key, plain, (size_t)size, protected, &protected_size);
	return r < 0 ? r : air_transmit_raw(&ap->antenna, protected, protected_size, NULL, NULL, 0);
}

int access_point_send_signed(struct access_point *ap, uint8_t kind, const struct dot11_management *m)
{
	uint8_t plain[1024], signed_frame[1024 + MPDU_MAX_GROWTH];
	bool is_beacon = kind == DOT11_FRAME_BEACON;
	bool is_signed = ap->rsn && (is_beacon ? ap->config.security.protects_beacons : ap->config.security.pmf != SCENARIO_PMF_OFF);
	int size = build(ap, kind, &DOT11_MAC_BROADCAST, m, plain, sizeof(plain)), r;
	struct access_point_group_keys *keys;
	size_t signed_size;

	if (size < 0)
		return size;
	if (!is_signed)
		return air_transmit_raw(&ap->antenna, plain, (size_t)size, NULL, NULL, 0);
	keys = access_point_active_keys(ap);
	r = mpdu_sign(is_beacon ? &keys->bigtk : &keys->igtk, plain, (size_t)size, signed_frame, &signed_size);
	return r < 0 ? r : air_transmit_raw(&ap->antenna, signed_frame, signed_size, NULL, NULL, 0);
}

/* SA Query */

static void send_sa_query(struct access_point_station *station, enum sa_query_action action, uint16_t transaction)
{
	uint8_t body[4];
	struct writer writer = writer_over(body, sizeof(body));

	writer_u8(&writer, CATEGORY_SA_QUERY);
	writer_u8(&writer, action);
	writer_le16(&writer, transaction);
	(void)access_point_send_robust(station, DOT11_FRAME_ACTION,
				       &(struct dot11_management){ .elements = { body, writer.size } });
}

static void query_again(void *userdata)
{
	struct access_point_station *station = userdata;
	struct access_point_sa_query *query = &station->sa_query;
	struct schedule *schedule = access_point_schedule(station->ap);

	if (schedule->now_us >= query->end_us) {
		query->has_timed_out = true;
		return;
	}
	send_sa_query(station, SA_QUERY_REQUEST, query->transaction);
	schedule_set(schedule, &query->timer,
		     query->end_us - schedule->now_us < SA_QUERY_RETRY_US ? query->end_us - schedule->now_us : SA_QUERY_RETRY_US);
}

void access_point_query_station(struct access_point_station *station)
{
	struct access_point_sa_query *query = &station->sa_query;

	if (query->timer.is_set || query->has_timed_out)
		return;
	if (crypto_random(&query->transaction, sizeof(query->transaction)) < 0)
		return;
	query->timer = (struct schedule_timer){ .fire = query_again, .userdata = station };
	query->end_us = access_point_schedule(station->ap)->now_us + SA_QUERY_MAXIMUM_US;
	query_again(station);
}

void access_point_receive_action(struct access_point_station *station, const struct dot11_frame *frame)
{
	struct reader reader = reader_over(frame->body, frame->body_size);
	uint8_t category = reader_u8(&reader), action = reader_u8(&reader);
	uint16_t transaction = reader_le16(&reader);

	if (reader.failed || category != CATEGORY_SA_QUERY)
		return;
	if (action == SA_QUERY_REQUEST)
		send_sa_query(station, SA_QUERY_RESPONSE, transaction);
	else if (action == SA_QUERY_RESPONSE && station->sa_query.timer.is_set && transaction == station->sa_query.transaction)
		end_sa_query(station);
}
