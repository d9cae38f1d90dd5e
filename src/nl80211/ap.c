#include "nl80211/ap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/frame.h"

#define ALGORITHM_OPEN 0 /* IEEE 802.11-2020, 9.4.1.1 */
#define MAX_AID 2007
#define MAX_RATES 32

/* A frame that has not left by then will not: the client is out of reach or the air is full. */
#define FAREWELL_LIMIT_US 100000u
#define RESPONSE_LIMIT_US 300000u
/* How often silent clients are looked for, when one is asked whether it is still there, and how long an authentication lasts. */
#define WATCH_INTERVAL_US 30000000u
#define SILENCE_LIMIT_MS 300000u
#define AUTHENTICATION_LIMIT_US 60000000u

enum client_state {
	CLIENT_STATE_AUTHENTICATED,
	CLIENT_STATE_ASKED,	 /* the owner's answer is awaited */
	CLIENT_STATE_RESPONDING, /* the response is on its way */
	CLIENT_STATE_ASSOCIATED,
	CLIENT_STATE_FAREWELL, /* frames sent, their status awaited */
};

struct client {
	struct client *next;
	struct ap *ap;
	sd_event_source *timer;
	struct dot11_mac mac;
	enum client_state state;
	uint64_t since_us; /* of the authentication */
	struct ap_request request;
	bool is_reassociation;
	bool is_in_kernel;
	bool has_key;
	bool is_probed;	 /* an answer is awaited */
	bool is_leaving; /* left() waits for it */
	uint16_t aid;
	uint16_t status; /* of the response */
	uint64_t response_cookie;
	size_t n_pending;
	uint64_t pending[2];
	enum ap_cause cause;
};

enum ap_state {
	AP_STATE_IDLE,
	AP_STATE_STARTED,
	AP_STATE_STOPPING, /* clients are being sent away */
};

struct ap {
	sd_event *loop;
	sd_event_source *watch;
	const struct ap_kernel_ops *ops;
	void *kernel;
	const struct ap_listener *listener;
	void *userdata;

	enum ap_state state;
	struct ap_bss bss;
	bool is_left_owed;
	size_t n_clients;
	struct client *clients;
	uint8_t response[DOT11_FRAME_MAX_SIZE];
	size_t response_size;
};

static const char *const state_names[] = {
	[CLIENT_STATE_AUTHENTICATED] = "authenticated", [CLIENT_STATE_ASKED] = "asked",
	[CLIENT_STATE_RESPONDING] = "responding",	[CLIENT_STATE_ASSOCIATED] = "associated",
	[CLIENT_STATE_FAREWELL] = "farewell",
};

static int on_client_timer(sd_event_source *source, uint64_t usec, void *userdata);

static uint64_t limit_of(enum client_state state)
{
	switch (state) {
	case CLIENT_STATE_RESPONDING:
		return RESPONSE_LIMIT_US;
	case CLIENT_STATE_FAREWELL:
		return FAREWELL_LIMIT_US;
	default:
		return 0;
	}
}

static void enter(struct client *client, enum client_state state, const char *why)
{
	uint64_t limit_us = limit_of(state);

	log_debug("client " DOT11_MAC_FORMAT ": %s -> %s: %s", DOT11_MAC_ARGS(&client->mac), state_names[client->state],
		  state_names[state], why);
	client->state = state;
	client->timer = sd_event_source_disable_unref(client->timer);
	if (limit_us && sd_event_add_time(client->ap->loop, &client->timer, CLOCK_MONOTONIC, clock_monotonic_us() + limit_us,
					  1000, on_client_timer, client) < 0)
		log_debug("client " DOT11_MAC_FORMAT ": no timer", DOT11_MAC_ARGS(&client->mac));
}

static struct client *find(const struct ap *ap, const struct dot11_mac *mac)
{
	for (struct client *client = ap->clients; client; client = client->next)
		if (dot11_mac_equal(&client->mac, mac))
			return client;
	return NULL;
}

static bool is_associated(const struct client *client)
{
	return client->state >= CLIENT_STATE_ASSOCIATED;
}

/* Takes it out of the kernel: station, keys and authorization at once. */
static void clear(struct client *client)
{
	int error;

	if (!client->is_in_kernel)
		return;
	client->is_in_kernel = false;
	client->has_key = false;
	error = client->ap->ops->remove_station(&client->mac, client->ap->kernel);
	if (error < 0 && error != -ENOENT)
		log_debug("client " DOT11_MAC_FORMAT ": cannot be removed: %s", DOT11_MAC_ARGS(&client->mac), strerror(-error));
}

static void forget(struct client *client)
{
	struct ap *ap = client->ap;
	struct client **at = &ap->clients;

	clear(client);
	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	ap->n_clients--;
	sd_event_source_disable_unref(client->timer);
	free(client);
}

/* Tells whoever waits when nothing is left to wait for. */
static void check_left(struct ap *ap)
{
	if (!ap->is_left_owed)
		return;
	for (const struct client *client = ap->clients; client; client = client->next)
		if (client->is_leaving)
			return;
	ap->is_left_owed = false;
	if (ap->state == AP_STATE_STOPPING) {
		ap->state = AP_STATE_IDLE;
		ap->ops->stop(ap->kernel);
	}
	ap->listener->left(ap->userdata);
}

static void tell_response(struct client *client, int error)
{
	struct ap *ap = client->ap;
	const struct ap_response response = {
		.client = client->mac,
		.is_reassociation = client->is_reassociation,
		.error = error,
		.body = error ? NULL : ap->response + DOT11_HEADER_SIZE,
		.size = error ? 0 : ap->response_size - DOT11_HEADER_SIZE,
	};

	/* Told last: the answer may bring the next request along. */
	if (error || client->status)
		forget(client);
	ap->listener->responded(&response, ap->userdata);
}

/* The end of a client, in whatever state it is. */
static void lose(struct client *client, enum ap_cause cause, const uint8_t *body, size_t size, const char *why)
{
	struct ap *ap = client->ap;
	struct dot11_mac mac = client->mac;

	log_debug("client " DOT11_MAC_FORMAT ": gone: %s", DOT11_MAC_ARGS(&mac), why);
	if (client->state == CLIENT_STATE_RESPONDING) {
		tell_response(client, -ECONNABORTED);
		return;
	}
	if (!is_associated(client)) {
		forget(client);
		return;
	}
	forget(client);
	ap->listener->lost(cause, &mac, body, size, ap->userdata);
	check_left(ap);
}

static int on_client_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct client *client = userdata;

	if (client->state == CLIENT_STATE_RESPONDING)
		tell_response(client, -ETIMEDOUT);
	else
		lose(client, client->cause, NULL, 0,
		     client->n_pending ? "no status of the frames in time" : "the frames were refused");
	return 0;
}

static void send_farewell(struct client *client, enum ap_cause cause, uint16_t reason)
{
	struct ap *ap = client->ap;
	int error = ap->ops->send_farewell(&client->mac, reason, client->pending, &client->n_pending, ap->kernel);

	if (error < 0)
		log_debug("client " DOT11_MAC_FORMAT ": frames: %s", DOT11_MAC_ARGS(&client->mac), strerror(-error));
	client->cause = cause;
	enter(client, CLIENT_STATE_FAREWELL, "frames sent");
	/* Nothing to wait for: the timer is due at once, for the end must not come from within. */
	if (!client->n_pending && client->timer)
		sd_event_source_set_time(client->timer, 0);
}

/* Clients that are silent for long are asked for a sign of life, and given up without one. */
static void watch_client(struct client *client)
{
	struct ap *ap = client->ap;
	uint32_t silent_ms = 0;
	int error;

	if (client->state == CLIENT_STATE_AUTHENTICATED || client->state == CLIENT_STATE_ASKED) {
		if (clock_monotonic_us() - client->since_us > AUTHENTICATION_LIMIT_US)
			forget(client);
		return;
	}
	if (client->state != CLIENT_STATE_ASSOCIATED)
		return;
	if (client->is_probed) {
		send_farewell(client, AP_CAUSE_NOT_HEARD, DOT11_REASON_INACTIVITY);
		return;
	}
	error = ap->ops->get_inactivity(&client->mac, &silent_ms, ap->kernel);
	if (error < 0 || silent_ms < SILENCE_LIMIT_MS)
		return;
	error = ap->ops->probe(&client->mac, ap->kernel);
	if (error < 0)
		log_debug("client " DOT11_MAC_FORMAT ": cannot be asked: %s", DOT11_MAC_ARGS(&client->mac), strerror(-error));
	client->is_probed = true;
}

static int on_watch(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ap *ap = userdata;

	for (struct client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		watch_client(client);
	}
	sd_event_source_set_time(source, clock_monotonic_us() + WATCH_INTERVAL_US);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int ap_new(struct ap **ret, sd_event *loop, const struct ap_kernel_ops *ops, void *kernel, const struct ap_listener *listener,
	   void *userdata)
{
	struct ap *ap = calloc(1, sizeof(*ap));

	if (!ap)
		return -ENOMEM;
	ap->loop = sd_event_ref(loop);
	ap->ops = ops;
	ap->kernel = kernel;
	ap->listener = listener;
	ap->userdata = userdata;
	*ret = ap;
	return 0;
}

/* Clients without a word, then the BSS. */
static void end(struct ap *ap)
{
	while (ap->clients)
		forget(ap->clients);
	if (ap->state != AP_STATE_IDLE)
		ap->ops->stop(ap->kernel);
	ap->state = AP_STATE_IDLE;
	ap->watch = sd_event_source_disable_unref(ap->watch);
}

struct ap *ap_free(struct ap *ap)
{
	if (!ap)
		return NULL;
	end(ap);
	sd_event_unref(ap->loop);
	free(ap);
	return NULL;
}

static void send_end(struct ap *ap, const struct dot11_mac *to, uint8_t kind, uint16_t reason)
{
	uint8_t frame[64];
	int size = ap_frame_end(&ap->bss, to, kind, reason, frame, sizeof(frame));

	if (size > 0)
		ap->ops->send(frame, (size_t)size, NULL, ap->kernel);
}

int ap_start(struct ap *ap, const struct ap_bss *bss, const struct build_security *security, uint32_t mhz)
{
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	uint8_t beacon[DOT11_FRAME_MAX_SIZE], basic[AP_FRAME_MAX_RATES];
	size_t tail_offset, n_basic = 0;
	int size, error;

	if (ap->state != AP_STATE_IDLE)
		return -EALREADY;
	size = ap_frame_beacon(bss, beacon, sizeof(beacon), &tail_offset);
	if (size < 0)
		return size;
	const struct build_ap build = {
		.ssid = bss->ssid,
		.mhz = mhz,
		.beacon_interval_tu = bss->beacon_interval_tu,
		.dtim_period = bss->dtim_period,
		.head = beacon,
		.head_size = tail_offset,
		.tail = beacon + tail_offset,
		.tail_size = (size_t)size - tail_offset,
		.has_ht = bss->has_ht,
		.security = *security,
	};

	for (size_t i = 0; i < bss->n_rates; i++)
		if (bss->rates[i] & 0x80)
			basic[n_basic++] = bss->rates[i] & 0x7f;
	error = ap->ops->start(&build, basic, n_basic, bss->channel.band == DOT11_BAND_2GHZ, ap->kernel);
	if (error < 0)
		return error;
	ap->bss = *bss;
	ap->state = AP_STATE_STARTED;
	ap->watch = sd_event_source_disable_unref(ap->watch);
	if (sd_event_add_time(ap->loop, &ap->watch, CLOCK_MONOTONIC, clock_monotonic_us() + WATCH_INTERVAL_US, 1000000, on_watch,
			      ap) < 0)
		log_debug("no timer for silent clients");
	/* Clients of an earlier life still think that they are associated. */
	send_end(ap, &everybody, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_INVALID_AUTHENTICATION);
	return 0;
}

bool ap_is_started(const struct ap *ap)
{
	return ap->state != AP_STATE_IDLE;
}

const struct ap_bss *ap_bss(const struct ap *ap)
{
	return &ap->bss;
}

static uint16_t free_aid(const struct ap *ap)
{
	for (uint16_t aid = 1; aid <= MAX_AID; aid++) {
		bool is_used = false;

		for (const struct client *client = ap->clients; client; client = client->next)
			is_used |= client->aid == aid;
		if (!is_used)
			return aid;
	}
	return 0;
}

/* Return: 0; negative errno. */
static int add_to_kernel(struct client *client)
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
static int send_response(struct client *client, uint16_t status, const void *extra, size_t extra_size)
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
	struct client *client = find(ap, mac);
	int error;

	if (!client || client->state != CLIENT_STATE_ASKED)
		return -ENOTCONN;
	error = send_response(client, status, extra, extra_size);
	if (error < 0) {
		log_debug("client " DOT11_MAC_FORMAT ": response: %s", DOT11_MAC_ARGS(mac), strerror(-error));
		forget(client);
		return error;
	}
	enter(client, CLIENT_STATE_RESPONDING, "answered");
	return 0;
}

void ap_abort_response(struct ap *ap)
{
	for (struct client *client = ap->clients; client; client = client->next)
		if (client->state == CLIENT_STATE_RESPONDING) {
			tell_response(client, -ECANCELED);
			return;
		}
}

int ap_leave(struct ap *ap, const struct dot11_mac *mac, uint16_t reason)
{
	bool is_any = false;

	for (struct client *client = ap->clients; client; client = client->next) {
		if ((mac && !dot11_mac_equal(mac, &client->mac)) || !is_associated(client))
			continue;
		is_any = true;
		client->is_leaving = true;
		/* It is ending already, for a cause that came first. */
		if (client->state == CLIENT_STATE_ASSOCIATED)
			send_farewell(client, AP_CAUSE_HOST, reason);
	}
	if (!is_any)
		return AP_E_DONE;
	ap->is_left_owed = true;
	return 0;
}

int ap_stop(struct ap *ap, uint16_t reason)
{
	if (ap->state == AP_STATE_IDLE)
		return AP_E_DONE;
	ap->state = AP_STATE_STOPPING;
	for (struct client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		if (!is_associated(client))
			lose(client, AP_CAUSE_HOST, NULL, 0, "the access point stops");
	}
	if (ap_leave(ap, NULL, reason) == AP_E_DONE) {
		end(ap);
		return AP_E_DONE;
	}
	return 0;
}

void ap_halt(struct ap *ap, enum ap_cause cause)
{
	/* The BSS ends last, so that nobody is told to be gone who could still send. */
	while (ap->clients)
		lose(ap->clients, cause, NULL, 0, "the access point is halted");
	end(ap);
}

bool ap_has_client(const struct ap *ap, const struct dot11_mac *mac)
{
	const struct client *client = find(ap, mac);

	return client && is_associated(client);
}

size_t ap_clients(const struct ap *ap, struct dot11_mac ret_clients[AP_MAX_CLIENTS])
{
	size_t n = 0;

	for (const struct client *client = ap->clients; client && n < AP_MAX_CLIENTS; client = client->next)
		if (is_associated(client))
			ret_clients[n++] = client->mac;
	return n;
}

int ap_send_eapol(struct ap *ap, const struct dot11_mac *mac, const void *pdu, size_t size)
{
	const struct client *client = find(ap, mac);

	if (!client || client->state != CLIENT_STATE_ASSOCIATED)
		return -ENOTCONN;
	return ap->ops->send_eapol(mac, !client->has_key, pdu, size, ap->kernel);
}

int ap_add_key(struct ap *ap, const struct dot11_mac *mac, const struct dot11_key *key)
{
	struct client *client;
	int error;

	if (ap->state != AP_STATE_STARTED)
		return -ENOTCONN;
	if (key->kind != DOT11_KEY_PAIRWISE)
		return ap->ops->add_key(NULL, key, ap->kernel);
	client = mac ? find(ap, mac) : NULL;
	if (!client || client->state != CLIENT_STATE_ASSOCIATED)
		return -ENOTCONN;
	error = ap->ops->add_key(mac, key, ap->kernel);
	if (error < 0)
		return error;
	client->has_key = true;
	return ap->ops->authorize(mac, ap->kernel);
}

int ap_delete_key(struct ap *ap, const struct dot11_mac *mac, uint8_t index)
{
	struct client *client = mac ? find(ap, mac) : NULL;
	int error;

	/* They went with the station or the BSS. */
	if (ap->state != AP_STATE_STARTED || (mac && (!client || client->state != CLIENT_STATE_ASSOCIATED)))
		return 0;
	error = ap->ops->delete_key(mac, index, ap->kernel);
	if (client && (error == 0 || error == -ENOENT))
		client->has_key = false;
	return error == -ENOENT ? 0 : error;
}

/* Frames from the air */

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
	struct client *oldest = NULL;

	if (ap->n_clients < AP_MAX_CLIENTS)
		return true;
	for (struct client *client = ap->clients; client; client = client->next)
		if (client->state == CLIENT_STATE_AUTHENTICATED && (!oldest || client->since_us < oldest->since_us))
			oldest = client;
	if (!oldest)
		return false;
	forget(oldest);
	return true;
}

/* Return: the new client; NULL if there is no room. */
static struct client *add_client(struct ap *ap, const struct dot11_mac *mac)
{
	struct client *client;

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
	struct client *client = find(ap, &frame->header.transmitter);

	if (frame->management.algorithm != ALGORITHM_OPEN) {
		send_authentication(ap, frame, DOT11_STATUS_UNSUPPORTED_ALGORITHM);
		return;
	}
	if (frame->management.transaction != 1) {
		send_authentication(ap, frame, DOT11_STATUS_TRANSACTION_SEQUENCE);
		return;
	}
	/* What it has comes to an end first; it will try again. */
	if (client && client->state == CLIENT_STATE_FAREWELL)
		return;
	if (!client)
		client = add_client(ap, &frame->header.transmitter);
	if (!client) {
		send_authentication(ap, frame, DOT11_STATUS_NO_MORE_STAS);
		return;
	}
	/* Anybody can send such a frame: an association stands until a request for another one comes. */
	if (client->state <= CLIENT_STATE_ASKED) {
		client->since_us = clock_monotonic_us();
		enter(client, CLIENT_STATE_AUTHENTICATED, "open system");
	}
	send_authentication(ap, frame, DOT11_STATUS_SUCCESS);
}

static void refuse(struct client *client, uint16_t status)
{
	struct ap *ap = client->ap;
	uint8_t response[256];
	int size = ap_frame_association_response(&ap->bss, &client->mac, client->is_reassociation, status, 0, NULL, 0, response,
						 sizeof(response));

	if (size > 0)
		ap->ops->send(response, (size_t)size, NULL, ap->kernel);
	forget(client);
}

static void on_request(struct ap *ap, const struct dot11_frame *frame)
{
	const struct dot11_mac *mac = &frame->header.transmitter;
	struct client *client = find(ap, mac);
	struct ap_request request;
	int outcome;

	if (!client) {
		send_end(ap, mac, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_NOT_AUTHENTICATED);
		return;
	}
	if (client->state == CLIENT_STATE_RESPONDING || client->state == CLIENT_STATE_FAREWELL)
		return;
	outcome = ap_request_read(&ap->bss, &frame->management, &request);
	if (outcome == AP_REQUEST_E_OTHER_SSID)
		return;
	/* It has lost the association without a word; the new one replaces it, and nothing of the old one stays. */
	clear(client);
	client->aid = 0;
	client->is_probed = false;
	client->is_reassociation = frame->header.kind == DOT11_FRAME_REASSOCIATION_REQUEST;
	if (outcome != 0) {
		/* Of an association it had, nobody else would tell the end. */
		if (is_associated(client))
			lose(client, AP_CAUSE_LOCAL, NULL, 0, "it asks for an association that cannot be");
		else
			refuse(client, DOT11_STATUS_BASIC_RATES_MISMATCH);
		return;
	}
	client->request = request;
	client->since_us = clock_monotonic_us();
	enter(client, CLIENT_STATE_ASKED, "it asks to associate");
	ap->listener->asked(mac, client->is_reassociation, frame->body, frame->body_size, ap->userdata);
}

static void on_client_end(struct ap *ap, const struct dot11_frame *frame)
{
	struct client *client = find(ap, &frame->header.transmitter);
	bool is_deauthentication = frame->header.kind == DOT11_FRAME_DEAUTHENTICATION;

	if (!client)
		return;
	/* Our own frames came first, and one end is told only (rule 270). */
	if (client->state == CLIENT_STATE_FAREWELL)
		lose(client, client->cause, NULL, 0, "it left meanwhile");
	else
		lose(client, is_deauthentication ? AP_CAUSE_CLIENT_DEAUTHENTICATED : AP_CAUSE_CLIENT_DISASSOCIATED, frame->body,
		     frame->body_size, "it left");
}

static void on_frame(struct ap *ap, const struct event *event)
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

/* Events of the kernel */

static void on_response_status(struct client *client, bool is_acknowledged)
{
	if (!is_acknowledged) {
		tell_response(client, -ETIMEDOUT);
		return;
	}
	if (client->status == 0)
		enter(client, CLIENT_STATE_ASSOCIATED, "it has the response");
	tell_response(client, 0);
}

/* Return: true if the frame was one of its farewell. */
static bool take_farewell_status(struct client *client, uint64_t cookie)
{
	for (size_t i = 0; i < client->n_pending; i++) {
		if (client->pending[i] != cookie)
			continue;
		client->pending[i] = client->pending[--client->n_pending];
		if (!client->n_pending)
			lose(client, client->cause, NULL, 0, "both frames have left");
		return true;
	}
	return false;
}

static void on_tx_status(struct ap *ap, const struct event *event)
{
	if (!event->has_cookie)
		return;
	for (struct client *client = ap->clients; client; client = client->next) {
		if (client->state == CLIENT_STATE_RESPONDING && client->response_cookie == event->cookie) {
			on_response_status(client, event->is_acknowledged);
			return;
		}
		if (client->state == CLIENT_STATE_FAREWELL && take_farewell_status(client, event->cookie))
			return;
	}
}

static void on_control_port(struct ap *ap, const struct event *event)
{
	const struct client *client;

	if (!event->frame || !event->has_ethertype || event->ethertype != BUILD_ETHERTYPE_EAPOL || !event->has_mac)
		return;
	client = find(ap, &event->mac);
	if (client && client->state == CLIENT_STATE_ASSOCIATED)
		ap->listener->eapol(&event->mac, event->frame, event->frame_size, ap->userdata);
}

static void on_probed(struct ap *ap, const struct event *event)
{
	struct client *client = event->has_mac ? find(ap, &event->mac) : NULL;

	if (!client || client->state != CLIENT_STATE_ASSOCIATED || !client->is_probed)
		return;
	client->is_probed = false;
	if (!event->is_acknowledged)
		send_farewell(client, AP_CAUSE_NOT_HEARD, DOT11_REASON_INACTIVITY);
}

/* Data of somebody who is not associated, and should know. */
static void on_unexpected(struct ap *ap, const struct event *event)
{
	if (ap->state == AP_STATE_STARTED && event->has_mac && !ap_has_client(ap, &event->mac))
		send_end(ap, &event->mac, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_INVALID_CLASS3_FRAME);
}

/* Ours come as well, and may be late: the kernel knows. */
static void check_client(struct client *client)
{
	if (!client->is_in_kernel || client->state == CLIENT_STATE_FAREWELL ||
	    client->ap->ops->has_station(&client->mac, client->ap->kernel) != 0)
		return;
	client->is_in_kernel = false;
	lose(client, AP_CAUSE_LOCAL, NULL, 0, "the kernel has removed it");
}

static void on_station_removed(struct ap *ap, const struct event *event)
{
	struct client *client = event->has_mac ? find(ap, &event->mac) : NULL;

	if (client)
		check_client(client);
}

static void check_up(struct ap *ap)
{
	if (ap->state == AP_STATE_IDLE || ap->ops->is_up(ap->kernel) != 0)
		return;
	ap_halt(ap, AP_CAUSE_LOCAL);
	ap->listener->stopped(ap->userdata);
}

void ap_on_event(struct ap *ap, const struct event *event)
{
	switch (event->command) {
	case NL80211_CMD_FRAME:
		on_frame(ap, event);
		break;
	case NL80211_CMD_FRAME_TX_STATUS:
		on_tx_status(ap, event);
		break;
	case NL80211_CMD_CONTROL_PORT_FRAME:
		on_control_port(ap, event);
		break;
	case NL80211_CMD_PROBE_CLIENT:
		on_probed(ap, event);
		break;
	case NL80211_CMD_UNEXPECTED_FRAME:
		on_unexpected(ap, event);
		break;
	case NL80211_CMD_DEL_STATION:
		on_station_removed(ap, event);
		break;
	case NL80211_CMD_STOP_AP:
	case NL80211_CMD_DEL_INTERFACE:
		check_up(ap);
		break;
	default:
		break;
	}
}

void ap_resync(struct ap *ap)
{
	check_up(ap);
	for (struct client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		check_client(client);
	}
}
