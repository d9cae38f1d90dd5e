/* How somebody becomes a client: probes, authentication, association, and the frames of those who leave by themselves. */
#include "nl80211/ap_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/frame.h"

#define ALGORITHM_OPEN 0 /* IEEE 802.11-2020, 9.4.1.1 */
#define MAX_AID 2007

void ap_admit_send_end(struct ap *ap, const struct dot11_mac *to, uint8_t kind, uint16_t reason)
{
	uint8_t frame[64];
	int size = ap_frame_end(&ap->bss, to, kind, reason, frame, sizeof(frame));

	if (size > 0)
		ap->ops->send(frame, (size_t)size, NULL, ap->kernel);
}

static uint16_t free_aid(const struct ap *ap)
{
	for (uint16_t aid = 1; aid <= MAX_AID; aid++) {
		bool is_used = false;

		for (const struct ap_client *client = ap->clients; client; client = client->next)
			is_used |= client->aid == aid;
		if (!is_used)
			return aid;
	}
	return 0;
}

/* Return: 0; negative errno. */
static int add_to_kernel(struct ap_client *client)
{
	const struct build_station station = {
		.mac = client->mac,
		.aid = client->aid,
		.capability = client->request.capability,
		.listen_interval = client->request.listen_interval,
		.rates = client->request.rates,
		.n_rates = client->request.n_rates,
		.has_short_preamble = client->request.capability & DOT11_CAPABILITY_SHORT_PREAMBLE,
		.has_qos = client->request.has_qos,
		.ht_capabilities = client->request.has_ht ? client->request.ht_capabilities : NULL,
		.is_authorized = client->ap->bss.akm == DOT11_AKM_NONE,
	};
	int error = client->ap->ops->add_station(&station, client->ap->kernel);

	/* Left over from an association that the kernel has kept: it must not hand down its keys. */
	if (error == -EEXIST) {
		client->ap->ops->remove_station(&client->mac, client->ap->kernel);
		error = client->ap->ops->add_station(&station, client->ap->kernel);
	}
	client->is_in_kernel = error == 0;
	return error;
}

/* Return: 0; negative errno. */
static int send_response(struct ap_client *client, uint16_t status, const void *extra, size_t extra_size)
{
	struct ap *ap = client->ap;
	int size, error;

	client->status = status;
	if (status == 0) {
		client->aid = free_aid(ap);
		/* Before the response: the client may send as soon as it has it. */
		error = add_to_kernel(client);
		if (error < 0)
			return error;
	}
	size = ap_frame_association_response(&ap->bss, &client->mac, client->is_reassociation, status, client->aid, extra,
					     extra_size, ap->response, sizeof(ap->response));
	if (size < 0)
		return size;
	ap->response_size = (size_t)size;
	return ap->ops->send(ap->response, ap->response_size, &client->response_cookie, ap->kernel);
}

int ap_respond(struct ap *ap, const struct dot11_mac *mac, uint16_t status, const void *extra, size_t extra_size)
{
	struct ap_client *client = ap_client_find(ap, mac);
	int error;

	if (!client || client->state != AP_CLIENT_STATE_ASKED)
		return -ENOTCONN;
	error = send_response(client, status, extra, extra_size);
	if (error < 0) {
		log_debug("client " DOT11_MAC_FORMAT ": response: %s", DOT11_MAC_ARGS(mac), strerror(-error));
		ap_client_forget(client);
		return error;
	}
	ap_client_enter(client, AP_CLIENT_STATE_RESPONDING, "answered");
	return 0;
}

void ap_abort_response(struct ap *ap)
{
	for (struct ap_client *client = ap->clients; client; client = client->next)
		if (client->state == AP_CLIENT_STATE_RESPONDING) {
			ap_client_tell_response(client, -ECANCELED);
			return;
		}
}

void ap_admit_on_status(struct ap_client *client, bool is_acknowledged)
{
	if (!is_acknowledged) {
		ap_client_tell_response(client, -ETIMEDOUT);
		return;
	}
	if (client->status == 0)
		ap_client_enter(client, AP_CLIENT_STATE_ASSOCIATED, "it has the response");
	ap_client_tell_response(client, 0);
}

static void answer_probe(struct ap *ap, const struct dot11_frame *frame)
{
	uint8_t response[DOT11_FRAME_MAX_SIZE];
	int size;

	if (!ap_frame_is_probed(&ap->bss, &frame->management.elements))
		return;
	size = ap_frame_probe_response(&ap->bss, &frame->header.transmitter, response, sizeof(response));
	if (size > 0)
		ap->ops->send(response, (size_t)size, NULL, ap->kernel);
}

static void send_authentication(struct ap *ap, const struct dot11_frame *frame, uint16_t status)
{
	uint8_t response[64];
	int size = ap_frame_authentication(&ap->bss, &frame->header.transmitter, frame->management.algorithm,
					   frame->management.transaction + 1, status, response, sizeof(response));

	if (size > 0)
		ap->ops->send(response, (size_t)size, NULL, ap->kernel);
}

/* Makes room by forgetting who has waited longest for an association. */
static bool make_room(struct ap *ap)
{
	struct ap_client *oldest = NULL;

	if (ap->n_clients < AP_MAX_CLIENTS)
		return true;
	for (struct ap_client *client = ap->clients; client; client = client->next)
		if (client->state == AP_CLIENT_STATE_AUTHENTICATED && (!oldest || client->since_us < oldest->since_us))
			oldest = client;
	if (!oldest)
		return false;
	ap_client_forget(oldest);
	return true;
}

/* Return: the new client; NULL if there is no room. */
static struct ap_client *add_client(struct ap *ap, const struct dot11_mac *mac)
{
	struct ap_client *client;

	if (!make_room(ap))
		return NULL;
	client = calloc(1, sizeof(*client));
	if (!client)
		return NULL;
	client->ap = ap;
	client->mac = *mac;
	client->next = ap->clients;
	ap->clients = client;
	ap->n_clients++;
	return client;
}

static void on_authentication(struct ap *ap, const struct dot11_frame *frame)
{
	struct ap_client *client = ap_client_find(ap, &frame->header.transmitter);

	if (frame->management.algorithm != ALGORITHM_OPEN) {
		send_authentication(ap, frame, DOT11_STATUS_UNSUPPORTED_ALGORITHM);
		return;
	}
	if (frame->management.transaction != 1) {
		send_authentication(ap, frame, DOT11_STATUS_TRANSACTION_SEQUENCE);
		return;
	}
	/* What it has comes to an end first; it will try again. */
	if (client && client->state == AP_CLIENT_STATE_FAREWELL)
		return;
	if (!client)
		client = add_client(ap, &frame->header.transmitter);
	if (!client) {
		send_authentication(ap, frame, DOT11_STATUS_NO_MORE_STAS);
		return;
	}
	/* Anybody can send such a frame: an association stands until a request for another one comes. */
	if (client->state <= AP_CLIENT_STATE_ASKED) {
		client->since_us = clock_monotonic_us();
		ap_client_enter(client, AP_CLIENT_STATE_AUTHENTICATED, "open system");
	}
	send_authentication(ap, frame, DOT11_STATUS_SUCCESS);
}

static void refuse(struct ap_client *client, uint16_t status)
{
	struct ap *ap = client->ap;
	uint8_t response[256];
	int size = ap_frame_association_response(&ap->bss, &client->mac, client->is_reassociation, status, 0, NULL, 0, response,
						 sizeof(response));

	if (size > 0)
		ap->ops->send(response, (size_t)size, NULL, ap->kernel);
	ap_client_forget(client);
}

static void on_request(struct ap *ap, const struct dot11_frame *frame)
{
	const struct dot11_mac *mac = &frame->header.transmitter;
	struct ap_client *client = ap_client_find(ap, mac);
	struct ap_request request;
	int outcome;

	if (!client) {
		ap_admit_send_end(ap, mac, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_NOT_AUTHENTICATED);
		return;
	}
	if (client->state == AP_CLIENT_STATE_RESPONDING || client->state == AP_CLIENT_STATE_FAREWELL)
		return;
	outcome = ap_request_read(&ap->bss, &frame->management, &request);
	if (outcome == AP_REQUEST_E_OTHER_SSID)
		return;
	/* It has lost the association without a word; the new one replaces it, and nothing of the old one stays. */
	ap_client_clear(client);
	client->aid = 0;
	client->is_probed = false;
	client->is_reassociation = frame->header.kind == DOT11_FRAME_REASSOCIATION_REQUEST;
	if (outcome != 0) {
		/* Of an association it had, nobody else would tell the end. */
		if (ap_client_is_associated(client))
			ap_client_lose(client, AP_CAUSE_LOCAL, NULL, 0, "it asks for an association that cannot be");
		else
			refuse(client, DOT11_STATUS_BASIC_RATES_MISMATCH);
		return;
	}
	client->request = request;
	client->since_us = clock_monotonic_us();
	ap_client_enter(client, AP_CLIENT_STATE_ASKED, "it asks to associate");
	ap->listener->asked(mac, client->is_reassociation, frame->body, frame->body_size, ap->userdata);
}

static void on_client_end(struct ap *ap, const struct dot11_frame *frame)
{
	struct ap_client *client = ap_client_find(ap, &frame->header.transmitter);
	bool is_deauthentication = frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;

	if (!client)
		return;
	/* Our own frames came first, and one end is told only (rule 270). */
	if (client->state == AP_CLIENT_STATE_FAREWELL)
		ap_client_lose(client, client->cause, NULL, 0, "it left meanwhile");
	else
		ap_client_lose(client, is_deauthentication ? AP_CAUSE_CLIENT_DEAUTHENTICATED : AP_CAUSE_CLIENT_DISASSOCIATED,
			       frame->body, frame->body_size, "it left");
}

void ap_admit_on_frame(struct ap *ap, const struct event *event)
{
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct dot11_frame frame;

	if (ap->state != AP_STATE_STARTED || !event->frame || dot11_frame_parse(event->frame, event->frame_size, &frame) < 0 ||
	    !frame.is_management || (frame.header.transmitter.b[0] & 1))
		return;
	if (frame.header.kind == DOT11_FRAME_PROBE_REQUEST) {
		if (dot11_mac_equal(&frame.header.address3, &ap->bss.bssid) ||
		    dot11_mac_equal(&frame.header.address3, &everybody))
			answer_probe(ap, &frame);
		return;
	}
	if (!dot11_mac_equal(&frame.header.receiver, &ap->bss.bssid) || !dot11_mac_equal(&frame.header.address3, &ap->bss.bssid))
		return;
	switch (frame.header.kind) {
	case DOT11_FRAME_AUTHENTICATION:
		on_authentication(ap, &frame);
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		on_request(ap, &frame);
		break;
	case DOT11_FRAME_DISASSOCIATION:
	case DOT11_FRAME_DEAUTHENTICATION:
		on_client_end(ap, &frame);
		break;
	default:
		break;
	}
}
