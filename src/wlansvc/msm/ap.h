/*
 * An access point: one port of mode group owner that accepts ordinary stations, from its making to its deletion, and its clients, as a
 * machine. It does no I/O: tasks, keys, frames and the timer leave through struct ap_ops, their ends come back as calls.
 *
 * The port:   down -> creating -> starting -> (keying) -> up -> stopping -> resetting -> deleting -> down
 * A client:   answering -> (securing -> keying) -> joined -> leaving, and forgotten
 *
 * Each client has a handshake of its own (src/rsn/authenticator.h); what happens to one leaves the others and the group key alone.
 *
 * Source: OID_WDI_TASK_START_AP, _STOP_AP, _SEND_AP_ASSOCIATION_RESPONSE, _DISCONNECT on a port that serves clients; rules 220 to 232,
 * 271 and 273.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/key.h"
#include "dot11/types.h"

struct ap;

#define AP_MAX_CLIENTS 100 /* of the hosted network; drivers may serve fewer */
/* Bytes of further elements: a body of 2304 bytes keeps 700 for what the driver has to say, which is three times what it says. */
#define AP_MAX_ELEMENTS 1600

enum ap_state {
	AP_STATE_DOWN, /* there is no port */
	AP_STATE_CREATING,
	AP_STATE_STARTING,
	AP_STATE_KEYING, /* the group key is put in; clients may come already */
	AP_STATE_UP,
	AP_STATE_STOPPING,
	AP_STATE_RESETTING,
	AP_STATE_DELETING,
	AP_N_STATES,
};

enum ap_event {
	AP_EVENT_START,
	AP_EVENT_STOP,
	AP_EVENT_TASK_DONE, /* M4, or a refusal, of the task under way */
	AP_EVENT_KEYS_DONE, /* of the group key */
	AP_EVENT_STOPPED,   /* the driver has stopped it by itself */
	AP_EVENT_ADAPTER_LOST,
	AP_N_EVENTS,
};

enum ap_outcome {
	AP_E_BUSY = 1, /* it is up, or on its way up or down */
	AP_E_NOT_UP,
	AP_E_NO_CLIENT,
	AP_E_NOT_EXPECTED, /* the driver told something that has no place here; ignored */
};

/* Everything is copied. */
struct ap_settings {
	struct dot11_ssid ssid;
	uint32_t channel; /* of the band @band_id: where to be if that is possible */
	uint32_t band_id; /* enum wdi_band_id */
	size_t max_clients; /* 1 to AP_MAX_CLIENTS */
	bool is_secure; /* WPA2-PSK with CCMP; else open */
	struct secret pmk; /* 32 bytes */
	struct secret other_pmk; /* another one that is as good; not set: there is none */
};

/* An association request as the driver has told it. Used during the call only. */
struct ap_request {
	struct dot11_mac client;
	bool is_reassociation;
	const uint8_t *frame; /* body, without MAC header; hostile */
	size_t frame_size;
	const uint8_t *context; /* the driver's, to be repeated; NULL if there is none */
	size_t context_size;
};

/*
 * Every submit_ that returns 0 is answered once, never from inside the call: create, start, stop, reset and delete, of which one at most
 * is under way, by ap_created() and ap_task_done(); the others by the function of their name with the same @client (0: the group key).
 * An advertisement may be under way beside any of them, and is the driver's before what is submitted after it.
 */
struct ap_ops {
	int (*submit_create)(void *port);
	int (*submit_start)(const struct ap_settings *settings, void *port);
	/* The task still ends with ap_task_done(), aborted or not. */
	void (*abort_start)(void *port);
	/* Whole elements for beacons and probe responses instead of those before; none takes them away. Encoded before this returns. */
	int (*submit_advertisement)(const uint8_t *elements, size_t size, void *port);
	int (*submit_stop)(void *port);
	int (*submit_reset)(void *port);
	int (*submit_delete)(void *port);
	/* @status: IEEE 802.11 status code, 0 accepts. */
	int (*submit_response)(uint32_t client, const struct ap_request *request, uint16_t status, void *port);
	/* @reason: for the frames on the air (IEEE 802.11, reason codes). */
	int (*submit_disconnect)(uint32_t client, const struct dot11_mac *mac, uint16_t reason, void *port);
	/* @mac: NULL with the group key. The key is encoded before this returns. */
	int (*submit_keys)(uint32_t client, const struct dot11_mac *mac, const struct dot11_key *key, void *port);
	int (*send_eapol)(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *port);
	/* One timer: a new one replaces it, 0 ends it; at its end ap_timeout(). */
	void (*set_timer)(uint64_t delay_us, void *port);
	/* Monotonic. */
	uint64_t (*now_us)(void *port);
};

/* Why it is down. */
enum ap_ending {
	AP_ENDING_ASKED, /* ap_stop() */
	AP_ENDING_FAILED, /* it could not be brought up */
	AP_ENDING_DRIVER, /* the driver has stopped it */
	AP_ENDING_ADAPTER_LOST,
};

enum ap_departure {
	AP_DEPARTURE_SENT, /* by us */
	AP_DEPARTURE_LEFT, /* it said goodbye */
	AP_DEPARTURE_LOST, /* it is silent, or came again as if it had never been here */
};

/* Told last, after the state has changed. */
struct ap_listener {
	void (*up)(void *userdata);
	/* All clients have been told as left before. @status: NDIS_STATUS with AP_ENDING_FAILED, else 0. */
	void (*down)(enum ap_ending ending, uint32_t status, void *userdata);
	/* Associated, and where there is security, authenticated and its key put in. */
	void (*joined)(const struct dot11_mac *client, void *userdata);
	/* Only of those that have joined. */
	void (*left)(const struct dot11_mac *client, enum ap_departure departure, void *userdata);
};

/* @ops, @listener: outlive it. Return: 0; -ENOMEM. */
int ap_new(struct ap **ret, const struct ap_ops *ops, void *port, const struct ap_listener *listener, void *userdata);
/* Tells nobody; wipes all keys. */
struct ap *ap_free(struct ap *ap);

enum ap_state ap_state(const struct ap *ap);

/* Return: 0, and up() or down() follows; AP_E_BUSY; -EINVAL for settings that cannot be; negative errno of the submission. */
int ap_start(struct ap *ap, const struct ap_settings *settings);
/* Sends all clients away and takes the port down. Return: 0, and down() follows; AP_E_NOT_UP if there is nothing to stop. */
int ap_stop(struct ap *ap);

/**
 * ap_disconnect() - send one client away, or all of them
 * @client: the broadcast address means all: one task for each (rule 271)
 * @reason: IEEE 802.11 reason code
 *
 * Return: 0, and left() follows for those that have joined; AP_E_NO_CLIENT; negative errno of the submission.
 */
int ap_disconnect(struct ap *ap, const struct dot11_mac *client, uint16_t reason);

/**
 * ap_set_elements() - what beacons and probe responses say besides, now and after every start to come
 * @elements: whole ones, copied; @size: at most AP_MAX_ELEMENTS
 *
 * A driver that refuses them has an access point without: that is logged, and changes nothing else.
 */
void ap_set_elements(struct ap *ap, const uint8_t *elements, size_t size);

/* From now on @pmk is as good as the first one, for those who come; not set: only the first is. */
void ap_set_other_pmk(struct ap *ap, const struct secret *pmk);

/* @ret: clients that have joined; room for AP_MAX_CLIENTS. Return: how many. */
size_t ap_clients(const struct ap *ap, struct dot11_mac *ret);

/* What the driver tells. Return: 0; AP_E_NOT_EXPECTED if it was ignored. @status: NDIS_STATUS. */
int ap_created(struct ap *ap, uint32_t status, const struct dot11_mac *own);
int ap_task_done(struct ap *ap, uint32_t status);
int ap_association_request(struct ap *ap, const struct ap_request *request);
/* @elements: those of the beacon, where the RSN element of message 3 comes from. */
int ap_response_done(struct ap *ap, uint32_t client, uint32_t status, const uint8_t *elements, size_t size);
int ap_disconnect_done(struct ap *ap, uint32_t client, uint32_t status);
int ap_keys_done(struct ap *ap, uint32_t client, uint32_t status);
int ap_advertisement_done(struct ap *ap, uint32_t status);
/* @status: enum wdi_assoc_status. */
int ap_peer_lost(struct ap *ap, const struct dot11_mac *mac, uint32_t status);
int ap_stopped(struct ap *ap);
int ap_adapter_lost(struct ap *ap);
/* @pdu: from the 802.1X version byte on; hostile. */
int ap_eapol(struct ap *ap, const struct dot11_mac *mac, const uint8_t *pdu, size_t size);
int ap_timeout(struct ap *ap);

const char *ap_state_to_text(enum ap_state state);
const char *ap_event_to_text(enum ap_event event);
