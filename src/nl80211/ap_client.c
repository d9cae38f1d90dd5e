/* Clients of an access point: their states, their ends, and whether they are still there. */
#include "nl80211/ap_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"

/* A frame that has not left by then will not: the client is out of reach or the air is full. */
#define FAREWELL_LIMIT_US 100000u
#define RESPONSE_LIMIT_US 300000u
/* When a silent client is asked whether it is still there, and how long an authentication lasts. */
#define SILENCE_LIMIT_MS 300000u
#define AUTHENTICATION_LIMIT_US 60000000u

static const char *const state_names[] = {
	[AP_CLIENT_STATE_AUTHENTICATED] = "authenticated", [AP_CLIENT_STATE_ASKED] = "asked",
	[AP_CLIENT_STATE_RESPONDING] = "responding",	   [AP_CLIENT_STATE_ASSOCIATED] = "associated",
	[AP_CLIENT_STATE_FAREWELL] = "farewell",
};

static int on_client_timer(sd_event_source *source, uint64_t usec, void *userdata);

static uint64_t limit_of(enum ap_client_state state)
{
	switch (state) {
	case AP_CLIENT_STATE_RESPONDING:
		return RESPONSE_LIMIT_US;
	case AP_CLIENT_STATE_FAREWELL:
		return FAREWELL_LIMIT_US;
	default:
		return 0;
	}
}

void ap_client_enter(struct ap_client *client, enum ap_client_state state, const char *why)
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

struct ap_client *ap_client_find(const struct ap *ap, const struct dot11_mac *mac)
{
	for (struct ap_client *client = ap->clients; client; client = client->next)
		if (dot11_mac_equal(&client->mac, mac))
			return client;
	return NULL;
}

bool ap_client_is_associated(const struct ap_client *client)
{
	return client->state >= AP_CLIENT_STATE_ASSOCIATED;
}

void ap_client_clear(struct ap_client *client)
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

void ap_client_forget(struct ap_client *client)
{
	struct ap *ap = client->ap;
	struct ap_client **at = &ap->clients;

	ap_client_clear(client);
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
	for (const struct ap_client *client = ap->clients; client; client = client->next)
		if (client->is_leaving)
			return;
	ap->is_left_owed = false;
	if (ap->state == AP_STATE_STOPPING) {
		ap->state = AP_STATE_IDLE;
		ap->ops->stop(ap->kernel);
	}
	ap->listener->left(ap->userdata);
}

void ap_client_tell_response(struct ap_client *client, int error)
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
		ap_client_forget(client);
	ap->listener->responded(&response, ap->userdata);
}

void ap_client_lose(struct ap_client *client, enum ap_cause cause, const uint8_t *body, size_t size, const char *why)
{
	struct ap *ap = client->ap;
	struct dot11_mac mac = client->mac;

	log_debug("client " DOT11_MAC_FORMAT ": gone: %s", DOT11_MAC_ARGS(&mac), why);
	if (client->state == AP_CLIENT_STATE_RESPONDING) {
		ap_client_tell_response(client, -ECONNABORTED);
		return;
	}
	if (!ap_client_is_associated(client)) {
		ap_client_forget(client);
		return;
	}
	ap_client_forget(client);
	ap->listener->lost(cause, &mac, body, size, ap->userdata);
	check_left(ap);
}

static int on_client_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ap_client *client = userdata;

	if (client->state == AP_CLIENT_STATE_RESPONDING)
		ap_client_tell_response(client, -ETIMEDOUT);
	else
		ap_client_lose(client, client->cause, NULL, 0,
			       client->n_pending ? "no status of the frames in time" : "the frames were refused");
	return 0;
}

void ap_client_send_farewell(struct ap_client *client, enum ap_cause cause, uint16_t reason)
{
	struct ap *ap = client->ap;
	int error = ap->ops->send_farewell(&client->mac, reason, client->pending, &client->n_pending, ap->kernel);

	if (error < 0)
		log_debug("client " DOT11_MAC_FORMAT ": frames: %s", DOT11_MAC_ARGS(&client->mac), strerror(-error));
	client->cause = cause;
	ap_client_enter(client, AP_CLIENT_STATE_FAREWELL, "frames sent");
	/* Nothing to wait for: the timer is due at once, for the end must not come from within. */
	if (!client->n_pending && client->timer)
		sd_event_source_set_time(client->timer, 0);
}

bool ap_client_take_status(struct ap_client *client, uint64_t cookie)
{
	for (size_t i = 0; i < client->n_pending; i++) {
		if (client->pending[i] != cookie)
			continue;
		client->pending[i] = client->pending[--client->n_pending];
		if (!client->n_pending)
			ap_client_lose(client, client->cause, NULL, 0, "both frames have left");
		return true;
	}
	return false;
}

void ap_client_watch(struct ap_client *client)
{
	struct ap *ap = client->ap;
	uint32_t silent_ms = 0;
	int error;

	if (client->state == AP_CLIENT_STATE_AUTHENTICATED || client->state == AP_CLIENT_STATE_ASKED) {
		if (clock_monotonic_us() - client->since_us > AUTHENTICATION_LIMIT_US)
			ap_client_forget(client);
		return;
	}
	if (client->state != AP_CLIENT_STATE_ASSOCIATED)
		return;
	if (client->is_probed) {
		ap_client_send_farewell(client, AP_CAUSE_NOT_HEARD, DOT11_REASON_INACTIVITY);
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

void ap_client_check(struct ap_client *client)
{
	if (!client->is_in_kernel || client->state == AP_CLIENT_STATE_FAREWELL ||
	    client->ap->ops->has_station(&client->mac, client->ap->kernel) != 0)
		return;
	client->is_in_kernel = false;
	ap_client_lose(client, AP_CAUSE_LOCAL, NULL, 0, "the kernel has removed it");
}
