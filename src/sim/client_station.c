#include "sim/client_station.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/p2p_element.h"
#include "dot11/rsne.h"
#include "sim/radio_internal.h"

#define JOIN_LIMIT_US 5000000
#define PING_LIMIT_US 500000
#define PASSPHRASE_ROUNDS 4096

static void end_join(struct client_station *station, const char *error)
{
	void (*done)(void *, const char *) = station->joined;

	if (!done)
		return;
	station->joined = NULL;
	schedule_cancel(station->air->schedule, &station->limit);
	done(station->joined_userdata, error);
}

static void end_ping(struct client_station *station)
{
	void (*done)(void *, bool, bool) = station->pinged;

	station->pinged = NULL;
	schedule_cancel(station->air->schedule, &station->limit);
	done(station->pinged_userdata, station->has_unicast, station->has_group);
}

static void end_link(struct client_station *station)
{
	station->supplicant = supplicant_free(station->supplicant);
	station_port_close(&station->port);
}

static void limit_is_over(void *userdata)
{
	struct client_station *station = userdata;

	if (station->pinged) {
		end_ping(station);
		return;
	}
	end_link(station);
	station_mlme_reset(&station->mlme);
	end_join(station, "it took too long");
}

/* --- data --- */

static int send_data(struct client_station *station, uint16_t ethertype, const uint8_t *payload, size_t size)
{
	const struct dot11_data data = {
		.destination = station->mlme.peer, .source = station->antenna.mac, .ethertype = ethertype, .payload = payload, .size = size,
	};
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	size_t frame_size;
	int r = station_port_send(&station->port, &data, bytes, &frame_size);

	return r == 0 ? air_transmit_raw(&station->antenna, bytes, frame_size, NULL, NULL, 0) : r;
}

static void send_eapol(const uint8_t *pdu, size_t size, void *userdata)
{
	(void)send_data(userdata, DOT11_ETHERTYPE_EAPOL, pdu, size); /* lost, as on the air: the other side repeats */
}

static void install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct client_station *station = userdata;

	for (size_t i = 0; i < n_keys; i++)
		if (station_port_add_key(&station->port, &keys[i]) < 0)
			station->failure = "a key does not fit";
}

static void handshake_completed(void *userdata)
{
}

static void handshake_failed(enum supplicant_failure failure, void *userdata)
{
	struct client_station *station = userdata;

	station->failure = "the handshake failed";
}

static const struct supplicant_listener supplicant_listener = { send_eapol, install, handshake_completed, handshake_failed };

static void receive_eapol(struct client_station *station, const struct dot11_data *data)
{
	if (!station->supplicant)
		return;
	(void)supplicant_receive(station->supplicant, data->payload, data->size);
	if (station->failure) {
		(void)client_station_leave(station);
		end_join(station, station->failure);
	} else if (station->port.state == STATION_PORT_STATE_AUTHORIZED) {
		end_join(station, NULL);
	}
}

static void receive_pong(struct client_station *station, const struct dot11_data *data)
{
	if (!station->pinged || data->size != sizeof(station->ping) || memcmp(data->payload, station->ping, data->size) != 0)
		return;
	if (data->destination.b[0] & 1)
		station->has_group = true;
	else
		station->has_unicast = true;
	if (station->has_unicast && station->has_group)
		end_ping(station);
}

static void receive_data(struct client_station *station, const struct air_reception *reception)
{
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_data data;

	if (reception->size > sizeof(buffer) ||
	    station_port_receive(&station->port, reception->bytes, reception->size, reception->frame, buffer, &data) != 0)
		return;
	if (data.ethertype == DOT11_ETHERTYPE_EAPOL)
		receive_eapol(station, &data);
	else if (data.ethertype == DOT11_ETHERTYPE_EXPERIMENT)
		receive_pong(station, &data);
}

static void receive(void *userdata, const struct air_reception *reception)
{
	struct client_station *station = userdata;
	const struct dot11_frame *frame = reception->frame;

	if (!(frame->header.receiver.b[0] & 1) && !dot11_mac_equal(&frame->header.receiver, &station->antenna.mac))
		return;
	if (frame->is_data)
		receive_data(station, reception);
	else if (frame->is_management)
		station_mlme_receive(&station->mlme, frame, false);
}

static const struct air_listener listener = { .receive = receive };

/* --- the management entity --- */

static void transmitted(void *userdata, uint32_t token, bool acked)
{
	struct client_station *station = userdata;

	station_mlme_transmitted(&station->mlme, token, acked);
}

static int transmit(void *userdata, const struct dot11_header *header, const struct dot11_management *management, uint32_t token)
{
	struct client_station *station = userdata;

	return air_transmit(&station->antenna, header, management, token ? transmitted : NULL, station, token);
}

static void set_timer(void *userdata, enum station_mlme_timer timer, uint64_t delay_us)
{
	struct client_station *station = userdata;

	if (delay_us > 0)
		schedule_set(station->air->schedule, &station->mlme_timers[timer], delay_us);
	else
		schedule_cancel(station->air->schedule, &station->mlme_timers[timer]);
}

/* Return: NULL; what went wrong. */
static const char *begin_handshake(struct client_station *station, const struct station_mlme_attempt *attempt)
{
	_cleanup_secret_ struct secret pmk = { .size = 32 };
	struct supplicant_config config = {
		.own = station->antenna.mac,
		.authenticator = station->mlme.peer,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_NONE,
		.pmk = &pmk,
		.bss_rsne = station->bss_rsne,
		.bss_rsne_size = station->bss_rsne_size,
	};
	struct dot11_element own;

	/* Capability and listen interval come first. */
	if (!dot11_element_find(attempt->assoc_request->bytes + 4, attempt->assoc_request->size - 4, DOT11_ELEMENT_RSN, &own))
		return "there is no RSN element";
	config.own_rsne = own.body - 2;
	config.own_rsne_size = own.size + 2u;
	if (crypto_pbkdf2_sha1(station->config.passphrase.bytes, station->config.passphrase.size, station->config.ssid.bytes,
			       station->config.ssid.size, PASSPHRASE_ROUNDS, pmk.bytes, pmk.size) < 0 ||
	    supplicant_new(&station->supplicant, &config, &supplicant_listener, station) < 0)
		return "no handshake could be begun";
	return NULL;
}

static void attempted(void *userdata, const struct station_mlme_attempt *attempt)
{
	struct client_station *station = userdata;
	bool is_secure = station->bss_rsne_size > 0;
	const char *error;

	if (attempt->outcome != STATION_MLME_JOINED) {
		end_join(station, attempt->status ? dot11_status_name(attempt->status) : "the access point does not answer");
		return;
	}
	station_port_open(&station->port, &station->antenna.mac, &station->mlme.peer, is_secure);
	if (!is_secure) {
		end_join(station, NULL);
		return;
	}
	error = begin_handshake(station, attempt);
	if (error) {
		(void)client_station_leave(station);
		end_join(station, error);
	}
}

static void left(void *userdata, enum station_mlme_cause cause, const struct dot11_mac *peer, const uint8_t *frame, size_t size)
{
	struct client_station *station = userdata;

	end_link(station);
	if (station->pinged)
		end_ping(station);
	end_join(station, "it was sent away");
}

static void sae(void *userdata, enum station_mlme_sae what, const uint8_t *frame, size_t size)
{
}

static const struct station_mlme_ops mlme_ops = {
	.transmit = transmit, .set_timer = set_timer, .attempted = attempted, .left = left, .sae = sae,
};

static void response_timeout(void *userdata)
{
	struct client_station *station = userdata;

	station_mlme_timeout(&station->mlme, STATION_MLME_TIMER_RESPONSE);
}

static void lost_timeout(void *userdata)
{
	struct client_station *station = userdata;

	station_mlme_timeout(&station->mlme, STATION_MLME_TIMER_LOST);
}

static void sa_query_timeout(void *userdata)
{
	struct client_station *station = userdata;

	station_mlme_timeout(&station->mlme, STATION_MLME_TIMER_SA_QUERY);
}

void client_station_init(struct client_station *station, struct air *air, const struct scenario_station *config)
{
	station->config = *config;
	station->air = air;
	station->antenna = (struct air_antenna){
		.mac = config->mac,
		.x = config->position.x,
		.y = config->position.y,
		.listener = &listener,
		.userdata = station,
	};
	station_mlme_init(&station->mlme, &mlme_ops, station);
	station->mlme_timers[STATION_MLME_TIMER_RESPONSE] = (struct schedule_timer){ .fire = response_timeout, .userdata = station };
	station->mlme_timers[STATION_MLME_TIMER_LOST] = (struct schedule_timer){ .fire = lost_timeout, .userdata = station };
	station->mlme_timers[STATION_MLME_TIMER_SA_QUERY] = (struct schedule_timer){ .fire = sa_query_timeout, .userdata = station };
	station->limit = (struct schedule_timer){ .fire = limit_is_over, .userdata = station };
}

void client_station_deinit(struct client_station *station)
{
	station->joined = NULL;
	station->pinged = NULL;
	end_link(station);
	for (int i = 0; i < STATION_MLME_N_TIMERS; i++)
		schedule_cancel(station->air->schedule, &station->mlme_timers[i]);
	schedule_cancel(station->air->schedule, &station->limit);
	air_detach(&station->antenna);
	secret_wipe(&station->config.passphrase);
}

static void write_rsne(struct writer *writer)
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1,
		.akms = { DOT11_AKM_PSK },
	};

	dot11_rsne_write(writer, &rsne);
}

int client_station_join(struct client_station *station, const struct client_station_bss *bss,
			void (*done)(void *userdata, const char *error), void *userdata)
{
	struct station_mlme_target target = {
		.bssid = bss->bssid,
		.ssid = station->config.ssid,
		.capability = DOT11_CAPABILITY_ESS,
		.beacon_interval_tu = bss->beacon_interval_tu,
	};
	const struct dot11_p2p p2p = { .has_capability = true, .has_device = true, .device = station->config.mac,
				       .name_size = 7, .name = "station" };
	uint8_t elements[256];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_element rsne;
	int r;

	if (station->mlme.state != STATION_MLME_STATE_IDLE || station->joined)
		return -EBUSY;
	station->bss_rsne_size = 0;
	if (dot11_element_find(bss->elements, bss->elements_size, DOT11_ELEMENT_RSN, &rsne)) {
		station->bss_rsne_size = rsne.size + 2u;
		memcpy(station->bss_rsne, rsne.body - 2, station->bss_rsne_size);
	}
	if ((station->bss_rsne_size > 0) != (station->config.passphrase.size > 0))
		return -ENOKEY;
	radio_write_station_elements(&writer, bss->channel.band);
	if (station->bss_rsne_size > 0) {
		target.capability |= DOT11_CAPABILITY_PRIVACY;
		write_rsne(&writer);
	}
	if (station->config.is_p2p)
		dot11_p2p_write(&writer, &p2p);
	target.elements = (struct dot11_elements){ elements, writer.size };
	target.rates = radio_rates(bss->channel.band, &target.n_rates);
	station->antenna.is_on = true;
	air_tune(station->air, &station->antenna, bss->channel);
	station->failure = NULL;
	r = station_mlme_join(&station->mlme, &target);
	if (r < 0)
		return r;
	station->joined = done;
	station->joined_userdata = userdata;
	schedule_set(station->air->schedule, &station->limit, JOIN_LIMIT_US);
	return 0;
}

int client_station_leave(struct client_station *station)
{
	return station_mlme_leave(&station->mlme, &station->mlme.peer, DOT11_REASON_LEAVING_NETWORK_DEAUTH);
}

int client_station_ping(struct client_station *station, void (*done)(void *userdata, bool unicast, bool group), void *userdata)
{
	int r;

	if (station->mlme.state != STATION_MLME_STATE_ASSOCIATED || station->port.state != STATION_PORT_STATE_AUTHORIZED)
		return -ENOTCONN;
	if (station->pinged || station->joined)
		return -EBUSY;
	r = crypto_random(station->ping, sizeof(station->ping));
	if (r == 0)
		r = send_data(station, DOT11_ETHERTYPE_EXPERIMENT, station->ping, sizeof(station->ping));
	if (r != 0)
		return r < 0 ? r : -ENOTCONN;
	station->pinged = done;
	station->pinged_userdata = userdata;
	station->has_unicast = station->has_group = false;
	schedule_set(station->air->schedule, &station->limit, PING_LIMIT_US);
	return 0;
}

const char *client_station_state(const struct client_station *station)
{
	if (station->mlme.state == STATION_MLME_STATE_IDLE)
		return "idle";
	if (station->mlme.state != STATION_MLME_STATE_ASSOCIATED)
		return "joining";
	return station->port.state == STATION_PORT_STATE_AUTHORIZED ? "authorized" : "associated";
}
