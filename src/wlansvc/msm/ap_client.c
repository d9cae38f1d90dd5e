#include "wlansvc/msm/ap_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/rsne.h"
#include "rsn/authenticator.h"
#include "wdi/wdi.h"

#define MAX_ELEMENT 257
#define MAX_REJECTIONS 8 /* that are on their way; who asks beyond has to ask again */
#define REJECTION 0x80000000u /* in the number of a response that no client stands behind */

enum client_state {
	CLIENT_STATE_ANSWERING, /* the response is on its way */
	CLIENT_STATE_SECURING,	/* handshake */
	CLIENT_STATE_KEYING,	/* its key is being put in */
	CLIENT_STATE_JOINED,
	CLIENT_STATE_LEAVING, /* the disconnect task is on its way */
	CLIENT_N_STATES,
};

static const char *const client_state_names[CLIENT_N_STATES] = {
	[CLIENT_STATE_ANSWERING] = "answering", [CLIENT_STATE_SECURING] = "securing", [CLIENT_STATE_KEYING] = "keying",
	[CLIENT_STATE_JOINED] = "joined",	[CLIENT_STATE_LEAVING] = "leaving",
};

struct element {
	size_t size;
	uint8_t bytes[MAX_ELEMENT];
};

struct client {
	struct client *next;
	struct ap *ap;
	uint32_t id;
	struct dot11_mac mac;
	enum client_state state;
	bool has_joined;
	uint16_t air_reason; /* it is to be sent away with it as soon as that is possible; 0 */
	struct element rsne, rsnxe; /* of its request */
	struct authenticator *authenticator;
	uint64_t deadline_us; /* of the handshake; 0: none */
};

static struct client *find_client(const struct ap *ap, const struct dot11_mac *mac)
{
	struct client *client = ap->clients;

	while (client && !dot11_mac_equal(&client->mac, mac))
		client = client->next;
	return client;
}

static struct client *find_number(const struct ap *ap, uint32_t id)
{
	struct client *client = ap->clients;

	while (client && client->id != id)
		client = client->next;
	return client;
}

static void client_enter(struct client *client, enum client_state state, const char *why)
{
	log_debug("ap: client " DOT11_MAC_FORMAT ": %s -> %s: %s", DOT11_MAC_ARGS(&client->mac), client_state_names[client->state],
		  client_state_names[state], why);
	client->state = state;
}

static void set_timer(struct ap *ap)
{
	uint64_t now_us, first_us = UINT64_MAX;

	for (const struct client *client = ap->clients; client; client = client->next)
		if (client->deadline_us > 0 && client->deadline_us < first_us)
			first_us = client->deadline_us;
	if (first_us == UINT64_MAX) {
		ap->ops->set_timer(0, ap->port);
		return;
	}
	now_us = ap->ops->now_us(ap->port);
	ap->ops->set_timer(first_us > now_us ? first_us - now_us : 1, ap->port);
}

static void end_handshake(struct client *client)
{
	client->authenticator = authenticator_free(client->authenticator);
	client->deadline_us = 0;
}

/* Out of the list before anybody is told. */
static void forget_client(struct client *client, enum ap_departure departure, const char *why)
{
	struct ap *ap = client->ap;
	struct client **at = &ap->clients;
	struct dot11_mac mac = client->mac;
	bool has_joined = client->has_joined;

	log_debug("ap: client " DOT11_MAC_FORMAT " is forgotten: %s", DOT11_MAC_ARGS(&mac), why);
	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	ap->n_clients--;
	end_handshake(client);
	free(client);
	set_timer(ap);
	if (has_joined)
		ap->listener->left(&mac, departure, ap->userdata);
}

void ap_forget_clients(struct ap *ap, enum ap_departure departure, const char *why)
{
	while (ap->clients)
		forget_client(ap->clients, departure, why);
}

void ap_free_clients(struct ap *ap)
{
	while (ap->clients) {
		struct client *client = ap->clients;

		ap->clients = client->next;
		end_handshake(client);
		free(client);
	}
}

static uint32_t next_number(struct ap *ap)
{
	ap->last_id = (ap->last_id + 1) & ~REJECTION;
	if (ap->last_id == 0)
		ap->last_id = 1;
	return ap->last_id;
}

/* Return: 0; negative errno: it is as before. */
static int send_away(struct client *client, uint16_t reason, const char *why)
{
	struct ap *ap = client->ap;
	int r;

	if (client->state == CLIENT_STATE_LEAVING)
		return 0;
	client->air_reason = reason;
	if (client->state == CLIENT_STATE_ANSWERING) /* its association is not the driver's yet */
		return 0;
	r = ap->ops->submit_disconnect(client->id, &client->mac, reason, ap->port);
	if (r < 0) {
		client->air_reason = 0;
		return r;
	}
	end_handshake(client);
	set_timer(ap);
	client_enter(client, CLIENT_STATE_LEAVING, why);
	return 0;
}

/* Without the task the driver keeps it until it goes by itself; here it is over. */
static void drop_client(struct client *client, uint16_t reason, const char *why)
{
	if (send_away(client, reason, why) < 0)
		forget_client(client, AP_DEPARTURE_LOST, "and the driver could not be told");
}

static void client_joins(struct client *client, const char *why)
{
	struct ap *ap = client->ap;
	bool is_new = !client->has_joined;
	struct dot11_mac mac = client->mac;

	client_enter(client, CLIENT_STATE_JOINED, why);
	client->has_joined = true;
	if (is_new)
		ap->listener->joined(&mac, ap->userdata);
}

/* --- the handshake --- */

static void handshake_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct client *client = userdata;

	/* A frame that is lost is repeated. */
	if (client->ap->ops->send_eapol(&client->mac, pdu, size, client->ap->port) < 0)
		log_debug("ap: a message for " DOT11_MAC_FORMAT " could not be sent", DOT11_MAC_ARGS(&client->mac));
}

/* How far the driver's packet numbers have come is not told; from 0 on the client takes what is not repeated to it. */
static size_t handshake_group_keys(struct dot11_key ret[3], void *userdata)
{
	struct client *client = userdata;

	ret[0] = client->ap->gtk;
	return 1;
}

static void handshake_install(const struct dot11_key *key, void *userdata)
{
	struct client *client = userdata;
	struct ap *ap = client->ap;

	client_enter(client, CLIENT_STATE_KEYING, "message 4");
	if (ap->ops->submit_keys(client->id, &client->mac, key, ap->port) < 0)
		client->air_reason = DOT11_REASON_UNSPECIFIED;
}

static void handshake_over(void *userdata)
{
}

static void handshake_failed(enum authenticator_failure failure, void *userdata)
{
	struct client *client = userdata;

	switch (failure) {
	case AUTHENTICATOR_FAILURE_TIMEOUT:
		client->air_reason = DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT;
		break;
	case AUTHENTICATOR_FAILURE_GROUP_TIMEOUT:
		client->air_reason = DOT11_REASON_GROUP_KEY_TIMEOUT;
		break;
	case AUTHENTICATOR_FAILURE_ELEMENT_MISMATCH:
		client->air_reason = DOT11_REASON_ELEMENT_MISMATCH;
		break;
	default:
		client->air_reason = DOT11_REASON_UNSPECIFIED;
		break;
	}
}

static void handshake_set_timer(uint64_t delay_us, void *userdata)
{
	struct client *client = userdata;

	client->deadline_us = delay_us > 0 ? client->ap->ops->now_us(client->ap->port) + delay_us : 0;
	set_timer(client->ap);
}

static const struct authenticator_listener handshake_listener = {
	.send = handshake_send,
	.group_keys = handshake_group_keys,
	.install = handshake_install,
	.completed = handshake_over,
	.group_completed = handshake_over,
	.failed = handshake_failed,
	.set_timer = handshake_set_timer,
};

/* Does what the handshake asked for, now that it has returned. The client may be gone afterwards. */
static void settle(struct client *client)
{
	uint16_t reason = client->air_reason;

	if (reason > 0)
		drop_client(client, reason, dot11_reason_name(reason));
}

static void take_element(const uint8_t *elements, size_t size, uint8_t id, struct element *ret)
{
	struct dot11_element found;

	ret->size = 0;
	if (!dot11_element_find(elements, size, id, &found))
		return;
	ret->size = found.size + 2u;
	memcpy(ret->bytes, found.body - 2, ret->size);
}

/* @elements: of the beacon. */
static void start_handshake(struct client *client, const uint8_t *elements, size_t size)
{
	struct ap *ap = client->ap;
	struct element rsne, rsnxe;
	struct authenticator_config config = {
		.own = ap->own,
		.station = client->mac,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_NONE,
		.pmk = &ap->settings.pmk,
		.other_pmk = ap->settings.other_pmk.size > 0 ? &ap->settings.other_pmk : NULL,
		.station_rsne = client->rsne.bytes,
		.station_rsne_size = client->rsne.size,
		.station_rsnxe = client->rsnxe.bytes,
		.station_rsnxe_size = client->rsnxe.size,
	};

	take_element(elements, size, DOT11_ELEMENT_RSN, &rsne);
	take_element(elements, size, DOT11_ELEMENT_RSNX, &rsnxe);
	config.own_rsne = rsne.bytes;
	config.own_rsne_size = rsne.size;
	config.own_rsnxe = rsnxe.bytes;
	config.own_rsnxe_size = rsnxe.size;
	client_enter(client, CLIENT_STATE_SECURING, "it is associated");
	if (rsne.size == 0) {
		log_debug("ap: the driver's beacon has no RSN element");
		client->air_reason = DOT11_REASON_UNSPECIFIED;
	} else if (authenticator_new(&client->authenticator, &config, &handshake_listener, client) < 0 ||
		   authenticator_start(client->authenticator) < 0) {
		client->air_reason = DOT11_REASON_UNSPECIFIED;
	}
	settle(client);
}

/* --- the association --- */

static uint16_t judge_rsne(const struct dot11_elements *elements)
{
	struct dot11_element element;
	struct dot11_rsne rsne;
	int r;

	if (!dot11_element_find(elements->bytes, elements->size, DOT11_ELEMENT_RSN, &element))
		return DOT11_STATUS_INVALID_ELEMENT;
	r = dot11_rsne_parse(element.body, element.size, &rsne);
	if (r < 0)
		return r == -EOPNOTSUPP ? DOT11_STATUS_UNSUPPORTED_RSNE_VERSION : DOT11_STATUS_INVALID_ELEMENT;
	if (rsne.group_cipher != DOT11_CIPHER_CCMP_128)
		return DOT11_STATUS_INVALID_GROUP_CIPHER;
	if (rsne.n_pairwise != 1 || rsne.pairwise[0] != DOT11_CIPHER_CCMP_128)
		return DOT11_STATUS_INVALID_PAIRWISE_CIPHER;
	if (rsne.n_akms != 1 || rsne.akms[0] != DOT11_AKM_PSK)
		return DOT11_STATUS_INVALID_AKMP;
	if (rsne.capabilities & DOT11_RSN_MFP_REQUIRED)
		return DOT11_STATUS_MANAGEMENT_POLICY;
	return DOT11_STATUS_SUCCESS;
}

/* @ret_elements: of the request. Return: IEEE 802.11 status code. */
static uint16_t judge_request(const struct ap *ap, const struct ap_request *request, struct dot11_elements *ret_elements)
{
	uint8_t kind = request->is_reassociation ? DOT11_FRAME_REASSOCIATION_REQUEST : DOT11_FRAME_ASSOCIATION_REQUEST;
	struct dot11_management management;
	struct dot11_ssid ssid;

	*ret_elements = (struct dot11_elements){ 0 };
	if (request->client.b[0] & 1 || dot11_management_parse(kind, request->frame, request->frame_size, &management) < 0)
		return DOT11_STATUS_FAILURE;
	*ret_elements = management.elements;
	if (dot11_elements_ssid(management.elements.bytes, management.elements.size, &ssid) < 0 ||
	    !dot11_ssid_equal(&ssid, &ap->settings.ssid))
		return DOT11_STATUS_FAILURE;
	if (ap->n_clients >= ap->settings.max_clients)
		return DOT11_STATUS_NO_MORE_STAS;
	return ap->settings.is_secure ? judge_rsne(&management.elements) : DOT11_STATUS_SUCCESS;
}

static int reject(struct ap *ap, const struct ap_request *request, uint16_t status)
{
	int r;

	log_debug("ap: client " DOT11_MAC_FORMAT " is refused: %s", DOT11_MAC_ARGS(&request->client), dot11_status_name(status));
	if (ap->n_rejections == MAX_REJECTIONS)
		return AP_E_BUSY;
	r = ap->ops->submit_response(next_number(ap) | REJECTION, request, status, ap->port);
	if (r == 0)
		ap->n_rejections++;
	return r;
}

static int accept_client(struct ap *ap, const struct ap_request *request, const struct dot11_elements *elements)
{
	_auto_free_ struct client *client = calloc(1, sizeof(*client));
	int r;

	if (!client)
		return -ENOMEM;
	client->ap = ap;
	client->id = next_number(ap);
	client->mac = request->client;
	client->state = CLIENT_STATE_ANSWERING;
	take_element(elements->bytes, elements->size, DOT11_ELEMENT_RSN, &client->rsne);
	take_element(elements->bytes, elements->size, DOT11_ELEMENT_RSNX, &client->rsnxe);
	r = ap->ops->submit_response(client->id, request, DOT11_STATUS_SUCCESS, ap->port);
	if (r < 0)
		return r;
	client->next = ap->clients;
	ap->clients = take_ptr(client);
	ap->n_clients++;
	return 0;
}

static bool takes_clients(const struct ap *ap)
{
	return ap->state == AP_STATE_KEYING || ap->state == AP_STATE_UP;
}

int ap_association_request(struct ap *ap, const struct ap_request *request)
{
	struct client *client = find_client(ap, &request->client);
	struct dot11_elements elements;
	uint16_t status;

	if (!takes_clients(ap))
		return AP_E_NOT_EXPECTED;
	/* Repeated, because the answer is not out yet; or it will be answered when it asks again after its goodbye. */
	if (client && (client->state == CLIENT_STATE_ANSWERING || client->state == CLIENT_STATE_LEAVING))
		return AP_E_NOT_EXPECTED;
	if (client) /* it has lost us without a word: the new association takes the place of the old one */
		forget_client(client, AP_DEPARTURE_LOST, "it associates again");
	status = judge_request(ap, request, &elements);
	return status == DOT11_STATUS_SUCCESS ? accept_client(ap, request, &elements) : reject(ap, request, status);
}

int ap_response_done(struct ap *ap, uint32_t id, uint32_t status, const uint8_t *elements, size_t size)
{
	struct client *client = find_number(ap, id);

	if (id & REJECTION && ap->n_rejections > 0) {
		ap->n_rejections--;
		return 0;
	}
	if (!client || client->state != CLIENT_STATE_ANSWERING)
		return AP_E_NOT_EXPECTED;
	if (status != NDIS_STATUS_SUCCESS) { /* and the driver has forgotten it too */
		forget_client(client, AP_DEPARTURE_LOST, "the response did not arrive");
		return 0;
	}
	if (client->air_reason > 0) {
		uint16_t reason = client->air_reason;

		client_enter(client, CLIENT_STATE_SECURING, "it is associated, and not wanted any more");
		drop_client(client, reason, "it was not wanted any more");
	} else if (ap->settings.is_secure) {
		start_handshake(client, elements, size);
	} else {
		client_joins(client, "it is associated");
	}
	return 0;
}

int ap_disconnect_done(struct ap *ap, uint32_t id, uint32_t status)
{
	struct client *client = find_number(ap, id);

	if (!client || client->state != CLIENT_STATE_LEAVING) /* the indication came first, as it should */
		return AP_E_NOT_EXPECTED;
	forget_client(client, AP_DEPARTURE_SENT, status == NDIS_STATUS_SUCCESS ? "it was sent away" : "the driver did not send it away");
	return 0;
}

int ap_peer_lost(struct ap *ap, const struct dot11_mac *mac, uint32_t status)
{
	struct client *client = find_client(ap, mac);
	enum ap_departure departure = AP_DEPARTURE_LOST;

	if (!client)
		return AP_E_NOT_EXPECTED;
	if (client->state == CLIENT_STATE_LEAVING || status == WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST)
		departure = AP_DEPARTURE_SENT;
	else if (status == WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED || status == WDI_ASSOC_STATUS_PEER_DISASSOCIATED)
		departure = AP_DEPARTURE_LEFT;
	forget_client(client, departure, "the driver has lost it");
	return 0;
}

int ap_eapol(struct ap *ap, const struct dot11_mac *mac, const uint8_t *pdu, size_t size)
{
	struct client *client = find_client(ap, mac);
	int r;

	if (!client || !client->authenticator)
		return AP_E_NOT_EXPECTED;
	r = authenticator_receive(client->authenticator, pdu, size);
	settle(client);
	return r == 0 ? 0 : AP_E_NOT_EXPECTED;
}

int ap_timeout(struct ap *ap)
{
	uint64_t now_us = ap->ops->now_us(ap->port);
	struct client *client = ap->clients;

	while (client) {
		if (client->deadline_us == 0 || client->deadline_us > now_us) {
			client = client->next;
			continue;
		}
		client->deadline_us = 0;
		authenticator_timeout(client->authenticator);
		settle(client);
		client = ap->clients; /* this one, and after a listener was told any other, may be gone */
	}
	set_timer(ap);
	return 0;
}

int ap_client_keys_done(struct ap *ap, uint32_t id, uint32_t status)
{
	struct client *client = find_number(ap, id);

	if (!client || client->state != CLIENT_STATE_KEYING)
		return AP_E_NOT_EXPECTED;
	if (status == NDIS_STATUS_SUCCESS)
		client_joins(client, "its key is in");
	else
		drop_client(client, DOT11_REASON_UNSPECIFIED, "its key was refused");
	return 0;
}

int ap_disconnect(struct ap *ap, const struct dot11_mac *mac, uint16_t reason)
{
	bool is_all = dot11_mac_equal(mac, &DOT11_MAC_BROADCAST);
	int first_error = 0;
	size_t n = 0;

	for (struct client *client = ap->clients; client; client = client->next) {
		int r;

		if (!is_all && !dot11_mac_equal(&client->mac, mac))
			continue;
		r = send_away(client, reason, "asked to disconnect it");
		if (r < 0 && first_error == 0)
			first_error = r;
		n++;
	}
	return n == 0 ? AP_E_NO_CLIENT : first_error;
}

size_t ap_clients(const struct ap *ap, struct dot11_mac *ret)
{
	size_t n = 0;

	for (const struct client *client = ap->clients; client && n < AP_MAX_CLIENTS; client = client->next)
		if (client->has_joined)
			ret[n++] = client->mac;
	return n;
}
