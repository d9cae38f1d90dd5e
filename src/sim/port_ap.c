#include "sim/port_ap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/p2p_element.h"
#include "sim/access_point_internal.h"

#define BEACON_OFFSET_US 70

static struct schedule *schedule_of(const struct port_ap *ap)
{
	return ap->antenna.air->schedule;
}

static struct port_ap_client *find_client(const struct port_ap *ap, const struct dot11_mac *mac)
{
	for (size_t i = 0; i < ap->n_clients; i++)
		if (dot11_mac_equal(&ap->clients[i]->mac, mac))
			return ap->clients[i];
	return NULL;
}

static struct port_ap_client *find_token(const struct port_ap *ap, uint32_t token)
{
	for (size_t i = 0; i < ap->n_clients; i++)
		if (ap->clients[i]->token == token)
			return ap->clients[i];
	return NULL;
}

static bool is_associated(const struct port_ap_client *client)
{
	return client && (client->state == PORT_AP_CLIENT_ASSOCIATED || client->state == PORT_AP_CLIENT_LEAVING);
}

static void forget_client(struct port_ap *ap, struct port_ap_client *client)
{
	size_t i = 0;

	while (ap->clients[i] != client)
		i++;
	ap->clients[i] = ap->clients[--ap->n_clients];
	mpdu_key_wipe(&client->key);
	free(client);
}

/* Its state and keys are gone before anybody is told (rule 132). */
static void client_left(struct port_ap *ap, struct port_ap_client *client, enum port_ap_departure departure, const uint8_t *frame,
			size_t size)
{
	struct dot11_mac mac = client->mac;
	bool is_told = is_associated(client);

	forget_client(ap, client);
	if (is_told)
		ap->listener->left(ap->userdata, &mac, departure, frame, size);
}

static uint32_t next_token(struct port_ap *ap)
{
	if (++ap->last_token == 0)
		ap->last_token = 1;
	return ap->last_token;
}

static struct port_ap_client *add_client(struct port_ap *ap, const struct dot11_mac *mac)
{
	struct port_ap_client *client = find_client(ap, mac);

	if (client)
		return client;
	if (ap->n_clients == PORT_AP_MAX_CLIENTS)
		return NULL;
	client = calloc(1, sizeof(*client));
	if (!client)
		return NULL;
	client->mac = *mac;
	ap->clients[ap->n_clients++] = client;
	return client;
}

static uint16_t free_aid(const struct port_ap *ap)
{
	for (uint16_t aid = 1;; aid++) {
		bool is_used = false;

		for (size_t i = 0; i < ap->n_clients; i++)
			is_used |= ap->clients[i]->aid == aid;
		if (!is_used)
			return aid;
	}
}

/* Frames that cannot be sent are frames lost. Return: as air_transmit(). */
static int send(struct port_ap *ap, uint8_t kind, const struct dot11_mac *receiver, const struct dot11_management *management,
		air_done_fn done, uint32_t token)
{
	const struct dot11_header header = { .kind = kind, .receiver = *receiver, .address3 = ap->antenna.mac };

	return air_transmit(&ap->antenna, &header, management, done, ap, token);
}

/* Beacons and probe responses */

/* Wi-Fi Direct devices have a whole element of the Wi-Fi Alliance, type 9, in their requests. */
static bool is_of_p2p(const struct dot11_elements *elements)
{
	struct dot11_p2p p2p;

	return dot11_p2p_find(elements->bytes, elements->size, &p2p) == 0 && p2p.has_capability;
}

/* What makes a group known to Wi-Fi Direct devices: who owns it in beacons, more of it in probe responses. The port's address is also
 * the device's. */
static void write_p2p(const struct port_ap *ap, struct writer *writer, bool is_beacon)
{
	static const char name[] = "wdi-sim";
	struct dot11_p2p p2p = {
		.has_capability = true,
		.device_capability = DOT11_P2P_DEVICE_CONCURRENT,
		.group_capability = DOT11_P2P_GROUP_OWNER | (ap->n_clients == PORT_AP_MAX_CLIENTS ? DOT11_P2P_GROUP_LIMIT : 0),
		.has_device_id = is_beacon,
		.device_id = ap->antenna.mac,
		.has_device = !is_beacon,
		.device = ap->antenna.mac,
		.name_size = strlen(name),
	};

	memcpy(p2p.name, name, p2p.name_size);
	dot11_p2p_write(writer, &p2p);
}

int port_ap_write_elements(const struct port_ap *ap, struct writer *writer)
{
	access_point_write_bss_elements(&ap->shape, writer, true);
	if (ap->is_for_p2p_only)
		write_p2p(ap, writer, true);
	writer_bytes(writer, ap->beacon_extra.bytes, ap->beacon_extra.size);
	return writer_end(writer);
}

/* @is_for_p2p: the receiver knows what to do with a P2P element. */
static void send_bss_frame(struct port_ap *ap, uint8_t kind, const struct dot11_mac *receiver, bool is_for_p2p)
{
	const struct port_ap_extra *extra = kind == DOT11_FRAME_BEACON ? &ap->beacon_extra : &ap->probe_extra;
	uint8_t elements[PORT_AP_MAX_ELEMENTS];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_management management = {
		.timestamp_us = schedule_of(ap)->now_us,
		.beacon_interval_tu = ap->shape.config.beacon_interval_tu,
		.capability = access_point_capability(&ap->shape),
	};

	access_point_write_bss_elements(&ap->shape, &writer, kind == DOT11_FRAME_BEACON);
	if (ap->is_for_p2p_only && is_for_p2p)
		write_p2p(ap, &writer, kind == DOT11_FRAME_BEACON);
	writer_bytes(&writer, extra->bytes, extra->size);
	if (writer_end(&writer) < 0)
		return;
	management.elements = (struct dot11_elements){ elements, writer.size };
	(void)send(ap, kind, receiver, &management, NULL, 0);
}

static void take_extra(struct port_ap_extra *extra, const uint8_t *bytes, size_t size)
{
	extra->size = size;
	if (size > 0)
		memcpy(extra->bytes, bytes, size);
}

int port_ap_set_extra(struct port_ap *ap, const uint8_t *beacon, size_t beacon_size, const uint8_t *probe, size_t probe_size)
{
	if (beacon_size > PORT_AP_MAX_EXTRA || probe_size > PORT_AP_MAX_EXTRA)
		return -EMSGSIZE;
	if (dot11_elements_check(beacon, beacon_size) < 0 || dot11_elements_check(probe, probe_size) < 0)
		return -EBADMSG;
	take_extra(&ap->beacon_extra, beacon, beacon_size);
	take_extra(&ap->probe_extra, probe, probe_size);
	return 0;
}

static void beacon(void *userdata)
{
	send_bss_frame(userdata, DOT11_FRAME_BEACON, &DOT11_MAC_BROADCAST, true);
}

static void solicited(void *userdata)
{
	struct port_ap *ap = userdata;

	if (ap->is_started && !ap->beacon_timer.is_set)
		schedule_set(schedule_of(ap), &ap->beacon_timer, BEACON_OFFSET_US);
}

static void receive_probe(struct port_ap *ap, const struct dot11_frame *frame)
{
	const struct dot11_elements *elements = &frame->management.elements;
	struct dot11_ssid ssid;

	if (dot11_elements_ssid(elements->bytes, elements->size, &ssid) < 0 ||
	    (ssid.size > 0 && !dot11_ssid_equal(&ssid, &ap->shape.config.ssid)))
		return;
	send_bss_frame(ap, DOT11_FRAME_PROBE_RESPONSE, &frame->header.transmitter, is_of_p2p(elements));
}

/* Joining */

static void receive_authentication(struct port_ap *ap, const struct dot11_frame *frame)
{
	struct dot11_management answer = { .algorithm = frame->management.algorithm, .transaction = 2 };
	struct port_ap_client *client;

	if (frame->management.algorithm != ALGORITHM_OPEN)
		answer.status = DOT11_STATUS_UNSUPPORTED_ALGORITHM;
	else if (frame->management.transaction != 1)
		answer.status = DOT11_STATUS_TRANSACTION_SEQUENCE;
	if (answer.status == DOT11_STATUS_SUCCESS) {
		client = add_client(ap, &frame->header.transmitter);
		if (!client)
			answer.status = DOT11_STATUS_NO_MORE_STAS;
		else if (client->state == PORT_AP_CLIENT_LEAVING)
			return; /* it will try again when our goodbye is over */
		/* An association, if there is one, lives until the next request: the host ends its part with it. */
	}
	(void)send(ap, DOT11_FRAME_AUTHENTICATION, &frame->header.transmitter, &answer, NULL, 0);
}

static void refuse_class(struct port_ap *ap, const struct dot11_mac *mac, uint16_t reason)
{
	(void)send(ap, DOT11_FRAME_DEAUTHENTICATION, mac, &(struct dot11_management){ .reason = reason }, NULL, 0);
}

static void receive_association(struct port_ap *ap, const struct dot11_frame *frame)
{
	struct port_ap_client *client = find_client(ap, &frame->header.transmitter);
	struct dot11_mac mac = frame->header.transmitter;

	if (!client) {
		refuse_class(ap, &mac, DOT11_REASON_NOT_AUTHENTICATED);
		return;
	}
	if (client->state == PORT_AP_CLIENT_LEAVING || client->state == PORT_AP_CLIENT_ANSWERING)
		return;
	client->is_turned_away = ap->is_for_p2p_only && !is_of_p2p(&frame->management.elements);
	if (client->is_turned_away && is_associated(client))
		return; /* it was one before; the owner has it as a client, and is not told otherwise */
	mpdu_key_wipe(&client->key);
	client->has_key = false;
	client->state = PORT_AP_CLIENT_REQUESTED;
	client->is_reassociation = frame->header.kind == DOT11_FRAME_REASSOCIATION_REQUEST;
	if (client->is_turned_away) {
		(void)port_ap_answer(ap, &mac, DOT11_STATUS_DENIED_OTHER_REASON);
		return;
	}
	ap->listener->requested(ap->userdata, &mac, client->is_reassociation, frame->body, frame->body_size);
}

static void response_is_over(void *userdata, uint32_t token, bool acked)
{
	struct port_ap *ap = userdata;
	struct port_ap_client *client = find_token(ap, token);
	struct dot11_mac mac;
	bool is_reassociation, is_turned_away;

	if (!client || client->state != PORT_AP_CLIENT_ANSWERING)
		return;
	client->token = 0;
	mac = client->mac;
	is_reassociation = client->is_reassociation;
	is_turned_away = client->is_turned_away;
	client->state = PORT_AP_CLIENT_ASSOCIATED;
	if (!acked || client->status != DOT11_STATUS_SUCCESS)
		forget_client(ap, client);
	if (!is_turned_away)
		ap->listener->answered(ap->userdata, &mac, acked, is_reassociation, ap->response, ap->response_size);
}

int port_ap_answer(struct port_ap *ap, const struct dot11_mac *mac, uint16_t status)
{
	struct port_ap_client *client = find_client(ap, mac);
	struct dot11_management answer = { .capability = access_point_capability(&ap->shape), .status = status };
	uint8_t elements[512];
	struct writer writer = writer_over(elements, sizeof(elements)), body = writer_over(ap->response, sizeof(ap->response));
	uint8_t kind;
	int r;

	if (!client || client->state != PORT_AP_CLIENT_REQUESTED)
		return -ENOENT;
	kind = client->is_reassociation ? DOT11_FRAME_REASSOCIATION_RESPONSE : DOT11_FRAME_ASSOCIATION_RESPONSE;
	if (status == DOT11_STATUS_SUCCESS && client->aid == 0)
		client->aid = free_aid(ap);
	access_point_write_association_elements(&ap->shape, &writer);
	if (ap->is_for_p2p_only && !client->is_turned_away) /* an answer to theirs, without attributes since there is nothing to say */
		dot11_p2p_write(&writer, &(struct dot11_p2p){ 0 });
	answer.aid = status == DOT11_STATUS_SUCCESS ? client->aid : 0;
	answer.elements = (struct dot11_elements){ elements, writer.size };
	dot11_frame_write_management(&body, kind, &answer);
	ap->response_size = body.size;
	client->status = status;
	client->token = next_token(ap);
	client->state = PORT_AP_CLIENT_ANSWERING;
	r = send(ap, kind, mac, &answer, response_is_over, client->token);
	if (r < 0)
		forget_client(ap, client);
	return r;
}

/* Leaving */

/* Acknowledged or not, it is over (rule 269). */
static void goodbye_is_over(void *userdata, uint32_t token, bool acked)
{
	struct port_ap *ap = userdata;
	struct port_ap_client *client = find_token(ap, token);

	if (!client || client->state != PORT_AP_CLIENT_LEAVING)
		return;
	if (client->was_deauthenticated) {
		client_left(ap, client, PORT_AP_SENT_AWAY, NULL, 0);
		return;
	}
	client->was_deauthenticated = true;
	client->token = next_token(ap);
	if (send(ap, DOT11_FRAME_DEAUTHENTICATION, &client->mac, &(struct dot11_management){ .reason = client->reason },
		 goodbye_is_over, client->token) < 0)
		client_left(ap, client, PORT_AP_SENT_AWAY, NULL, 0);
}

int port_ap_disconnect(struct port_ap *ap, const struct dot11_mac *mac, uint16_t reason)
{
	struct port_ap_client *client = find_client(ap, mac);

	if (!client || client->state != PORT_AP_CLIENT_ASSOCIATED)
		return -ENOENT;
	client->state = PORT_AP_CLIENT_LEAVING;
	client->reason = reason;
	client->was_deauthenticated = false;
	client->token = next_token(ap);
	if (send(ap, DOT11_FRAME_DISASSOCIATION, mac, &(struct dot11_management){ .reason = reason }, goodbye_is_over,
		 client->token) < 0)
		client_left(ap, client, PORT_AP_SENT_AWAY, NULL, 0);
	return 0;
}

static void receive_goodbye(struct port_ap *ap, const struct dot11_frame *frame)
{
	struct port_ap_client *client = find_client(ap, &frame->header.transmitter);
	bool is_deauthentication = frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;

	if (!client || client->state == PORT_AP_CLIENT_LEAVING)
		return; /* of two goodbyes that meet, the first is told */
	client_left(ap, client, is_deauthentication ? PORT_AP_DEAUTHENTICATED : PORT_AP_DISASSOCIATED, frame->body, frame->body_size);
}

static void take_off_the_air(struct port_ap *ap)
{
	if (!ap->antenna.air)
		return;
	schedule_cancel(schedule_of(ap), &ap->beacon_timer);
	air_detach(&ap->antenna);
	ap->antenna.is_on = false;
}

static void wipe_group_keys(struct port_ap *ap)
{
	for (size_t i = 0; i < PORT_AP_N_GROUP_KEYS; i++)
		mpdu_key_wipe(&ap->group[i]);
	ap->group_index = -1;
}

static void finish_stop(struct port_ap *ap)
{
	take_off_the_air(ap);
	wipe_group_keys(ap);
	ap->is_started = ap->is_stopping = false;
	while (ap->n_clients > 0)
		client_left(ap, ap->clients[ap->n_clients - 1], PORT_AP_SENT_AWAY, NULL, 0);
	ap->listener->stopped(ap->userdata);
}

/* Not from within the air's call, which still looks at the antenna that is taken away here. */
static void last_goodbye_is_over(void *userdata, uint32_t token, bool acked)
{
	finish_stop(userdata);
}

int port_ap_stop(struct port_ap *ap)
{
	static const struct dot11_management goodbye = { .reason = DOT11_REASON_LEAVING_NETWORK_DEAUTH };

	if (!ap->is_started || ap->is_stopping)
		return -ENOTCONN;
	ap->is_stopping = true;
	if (send(ap, DOT11_FRAME_DEAUTHENTICATION, &DOT11_MAC_BROADCAST, &goodbye, last_goodbye_is_over, 0) < 0)
		finish_stop(ap);
	return 0;
}

/* Data */

int port_ap_add_key(struct port_ap *ap, const struct dot11_mac *mac, const struct dot11_key *key)
{
	struct port_ap_client *client;

	if (key->cipher != DOT11_CIPHER_CCMP_128 || key->key.size != dot11_cipher_key_size(key->cipher))
		return -EINVAL;
	if (key->kind == DOT11_KEY_GROUP && key->index < PORT_AP_N_GROUP_KEYS && ap->is_started) {
		mpdu_key_wipe(&ap->group[key->index]);
		mpdu_key_init(&ap->group[key->index], key);
		ap->group_index = key->index;
		return 0;
	}
	if (key->kind != DOT11_KEY_PAIRWISE || !mac)
		return -EINVAL;
	client = find_client(ap, mac);
	if (!client || client->state != PORT_AP_CLIENT_ASSOCIATED || !ap->shape.rsn)
		return -ENOENT;
	mpdu_key_wipe(&client->key);
	mpdu_key_init(&client->key, key);
	client->has_key = true;
	return 0;
}

/* @ret_key: NULL for in clear. Return: 0; -ENOTCONN. */
static int choose_key(struct port_ap *ap, const struct dot11_data *data, struct mpdu_key **ret_key)
{
	bool is_secure = ap->shape.rsn;
	struct port_ap_client *client;

	*ret_key = NULL;
	if (data->destination.b[0] & 1) {
		if (is_secure && ap->group_index < 0)
			return -ENOTCONN;
		if (is_secure)
			*ret_key = &ap->group[ap->group_index];
		return 0;
	}
	client = find_client(ap, &data->destination);
	if (!client || client->state != PORT_AP_CLIENT_ASSOCIATED)
		return -ENOTCONN;
	if (is_secure && !client->has_key && data->ethertype != DOT11_ETHERTYPE_EAPOL)
		return -ENOTCONN;
	if (client->has_key)
		*ret_key = &client->key;
	return 0;
}

int port_ap_send(struct port_ap *ap, const struct dot11_data *data)
{
	uint8_t plain[DOT11_FRAME_MAX_SIZE], protected[DOT11_FRAME_MAX_SIZE + MPDU_MAX_GROWTH];
	struct writer writer = writer_over(plain, sizeof(plain));
	struct mpdu_key *key;
	size_t size;
	int r;

	if (!ap->is_started)
		return -ENOTCONN;
	r = choose_key(ap, data, &key);
	if (r < 0)
		return r;
	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &ap->antenna.mac, data);
	if (writer_end(&writer) < 0)
		return -EMSGSIZE;
	if (!key)
		return air_transmit_raw(&ap->antenna, plain, writer.size, NULL, NULL, 0);
	r = mpdu_protect(key, plain, writer.size, protected, &size);
	return r < 0 ? r : air_transmit_raw(&ap->antenna, protected, size, NULL, NULL, 0);
}

static void echo(struct port_ap *ap, const struct dot11_data *data)
{
	struct dot11_data answer = *data;

	answer.destination = data->source;
	answer.source = ap->antenna.mac;
	(void)port_ap_send(ap, &answer);
	answer.destination = DOT11_MAC_BROADCAST;
	(void)port_ap_send(ap, &answer);
}

/* With a key everything has to be protected. */
static bool open_data(struct port_ap_client *client, const struct air_reception *reception, uint8_t *buffer, struct dot11_frame *ret)
{
	size_t size;

	if (!client->has_key) {
		*ret = *reception->frame;
		return !reception->frame->is_protected;
	}
	return reception->size <= DOT11_FRAME_MAX_SIZE &&
	       mpdu_unprotect(&client->key, reception->bytes, reception->size, buffer, &size) == 0 &&
	       dot11_frame_parse(buffer, size, ret) == 0;
}

static void receive_data(struct port_ap *ap, const struct air_reception *reception)
{
	const struct dot11_header *header = &reception->frame->header;
	struct port_ap_client *client = find_client(ap, &header->transmitter);
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;
	struct dot11_data data;

	if (!dot11_mac_equal(&header->receiver, &ap->antenna.mac))
		return;
	if (!is_associated(client)) {
		/* A response on the air is an association as soon as it has arrived. */
		if (!client || client->state != PORT_AP_CLIENT_ANSWERING)
			refuse_class(ap, &header->transmitter, DOT11_REASON_INVALID_CLASS3_FRAME);
		return;
	}
	if (client->state == PORT_AP_CLIENT_LEAVING || !open_data(client, reception, buffer, &frame) ||
	    dot11_data_parse(&frame, &data) < 0)
		return;
	if (ap->shape.rsn && !client->has_key && data.ethertype != DOT11_ETHERTYPE_EAPOL)
		return;
	if (data.ethertype == DOT11_ETHERTYPE_EXPERIMENT && !(data.source.b[0] & 1))
		echo(ap, &data);
	else
		ap->listener->data(ap->userdata, &data);
}

static void receive_management(struct port_ap *ap, const struct dot11_frame *frame)
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
	case DOT11_FRAME_DISASSOCIATION:
	case DOT11_FRAME_DEAUTHENTICATION:
		receive_goodbye(ap, frame);
		break;
	default:
		break;
	}
}

static void receive(void *userdata, const struct air_reception *reception)
{
	const struct dot11_frame *frame = reception->frame;
	struct port_ap *ap = userdata;
	bool is_group = frame->header.receiver.b[0] & 1;

	if (!ap->is_started || ap->is_stopping || frame->header.transmitter.b[0] & 1)
		return;
	if (is_group ? frame->header.kind != DOT11_FRAME_PROBE_REQUEST : !dot11_mac_equal(&frame->header.receiver, &ap->antenna.mac))
		return;
	if (frame->is_data)
		receive_data(ap, reception);
	else if (frame->is_management)
		receive_management(ap, frame);
}

static const struct air_listener listener = { .receive = receive, .solicited = solicited };

void port_ap_init(struct port_ap *ap, const struct dot11_mac *own, const struct port_ap_listener *port_listener, void *userdata)
{
	ap->listener = port_listener;
	ap->userdata = userdata;
	ap->antenna.mac = *own;
	ap->antenna.listener = &listener;
	ap->antenna.userdata = ap;
	ap->beacon_timer = (struct schedule_timer){ .fire = beacon, .userdata = ap };
	ap->group_index = -1;
}

void port_ap_clear(struct port_ap *ap)
{
	take_off_the_air(ap);
	while (ap->n_clients > 0)
		forget_client(ap, ap->clients[ap->n_clients - 1]);
	wipe_group_keys(ap);
	ap->beacon_extra.size = ap->probe_extra.size = 0;
	ap->is_started = ap->is_stopping = false;
}

int port_ap_start(struct port_ap *ap, struct air *air, const struct port_ap_config *config)
{
	if (ap->is_started)
		return -EALREADY;
	ap->shape.config = (struct scenario_access_point){
		.bssid = ap->antenna.mac,
		.ssid = config->ssid,
		.channel = config->channel,
		.beacon_interval_tu = config->beacon_interval_tu,
		.security = {
			.kind = config->is_secure ? SCENARIO_SECURITY_WPA2_PSK : SCENARIO_SECURITY_OPEN,
			.n_pairwise = 1,
			.pairwise = { DOT11_CIPHER_CCMP_128 },
			.group = DOT11_CIPHER_CCMP_128,
			.pmf = SCENARIO_PMF_OFF,
		},
	};
	ap->shape.rsn = config->is_secure ? &ap->shape_rsn : NULL;
	ap->is_for_p2p_only = config->is_for_p2p_only;
	ap->antenna.is_on = true;
	air_tune(air, &ap->antenna, config->channel);
	ap->is_started = true;
	return 0;
}

size_t port_ap_count(const struct port_ap *ap)
{
	size_t n = 0;

	for (size_t i = 0; i < ap->n_clients; i++)
		n += is_associated(ap->clients[i]);
	return n;
}
