/*
 * An access point: the SME that the kernel leaves to us. It answers probe requests and open system authentication, shows
 * association requests to its owner, and keeps the clients apart: what happens to one leaves the others alone.
 *
 * A client is told to the owner when it asks, and from its association on exactly one end of it is told.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "dot11/key.h"
#include "nl80211/ap_frame.h"
#include "nl80211/ap_kernel.h"
#include "nl80211/event.h"

#define AP_MAX_CLIENTS 64

enum ap_outcome {
	AP_E_DONE = 1, /* there is nothing to wait for */
};

enum ap_cause {
	AP_CAUSE_HOST,	/* asked for, with frames */
	AP_CAUSE_RESET, /* asked for, without frames */
	AP_CAUSE_RADIO_OFF,
	AP_CAUSE_CLIENT_DEAUTHENTICATED, /* the body tells */
	AP_CAUSE_CLIENT_DISASSOCIATED,	 /* the body tells */
	AP_CAUSE_NOT_HEARD,
	AP_CAUSE_LOCAL, /* something else on this machine ended it */
};

/* What became of a response. */
struct ap_response {
	struct dot11_mac client;
	bool is_reassociation;
	int error;	     /* 0: the client has it; else it is forgotten, and there is no frame */
	const uint8_t *body; /* of the response frame, behind the MAC header; valid during the call */
	size_t size;
};

struct ap_listener {
	/* A (re)association request: ap_respond() is expected. Again if the client repeats it. @body: of the frame, well-formed.
	 */
	void (*asked)(const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size, void *userdata);
	/* The end of an ap_respond() that returned 0; not from within. */
	void (*responded)(const struct ap_response *response, void *userdata);
	/* An association is over, and the kernel has nothing of it any more. @body: of the client's frame, NULL for the other
	 * causes. */
	void (*lost)(enum ap_cause cause, const struct dot11_mac *client, const uint8_t *body, size_t size, void *userdata);
	/* What ap_leave() or ap_stop() began has ended; after lost(), not from within. */
	void (*left)(void *userdata);
	/* The kernel has stopped it; after lost() for every client. */
	void (*stopped)(void *userdata);
	/* An 802.1X frame of an associated client. @pdu: hostile. */
	void (*eapol)(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata);
};

struct ap;

/* @ops and @kernel outlive it. Return: 0; -ENOMEM. */
int ap_new(struct ap **ret, sd_event *loop, const struct ap_kernel_ops *ops, void *kernel, const struct ap_listener *listener,
	   void *userdata);
/* Stops it, and tells nobody. */
struct ap *ap_free(struct ap *ap);
define_cleanup(struct ap, ap, ap_free);

/* @bss: copied. Return: 0: beacons are sent; -EALREADY; the kernel's error. */
int ap_start(struct ap *ap, const struct ap_bss *bss, const struct build_security *security, uint32_t mhz);

/**
 * ap_set_extra() - what beacons and probe responses say besides, from now on
 * @beacon, @probe: whole elements, at most AP_FRAME_MAX_EXTRA bytes each; they take the place of those of the struct ap_bss
 *
 * Return: 0; -ENOTCONN if it is not started; -ENOBUFS if that is no beacon any more; the kernel's error. A failure changes nothing.
 */
int ap_set_extra(struct ap *ap, const void *beacon, size_t beacon_size, const void *probe, size_t probe_size);

bool ap_is_started(const struct ap *ap);
/* What was started last. */
const struct ap_bss *ap_bss(const struct ap *ap);

/**
 * ap_respond() - answer a request
 * @status: IEEE 802.11 status code; 0 associates, and in an open network authorizes as well
 * @extra:  whole elements to be added
 *
 * Return: 0, then responded() comes; -ENOTCONN if there is no such request; other negative errno: the client is forgotten.
 */
int ap_respond(struct ap *ap, const struct dot11_mac *client, uint16_t status, const void *extra, size_t extra_size);
/* Ends a response that is under way: responded() comes from within, with -ECANCELED. */
void ap_abort_response(struct ap *ap);

/**
 * ap_leave() - send a client away
 * @client: NULL: all of them
 *
 * Disassociation and deauthentication with @reason are on their way when it returns.
 * Return: 0, then left() comes; AP_E_DONE if there is no such association.
 */
int ap_leave(struct ap *ap, const struct dot11_mac *client, uint16_t reason);

/* Sends all clients away, then ends the BSS. Return: 0, then left() comes; AP_E_DONE: it has ended already. */
int ap_stop(struct ap *ap, uint16_t reason);

/* Ends everything at once without frames; lost() comes from within for every client. @cause: what to tell. */
void ap_halt(struct ap *ap, enum ap_cause cause);

/* Is it associated? */
bool ap_has_client(const struct ap *ap, const struct dot11_mac *client);
/* The associated clients. Return: how many, at most AP_MAX_CLIENTS. */
size_t ap_clients(const struct ap *ap, struct dot11_mac ret_clients[AP_MAX_CLIENTS]);

/* It is encrypted exactly when the client has a key. Return: 0; -ENOTCONN; the kernel's error. */
int ap_send_eapol(struct ap *ap, const struct dot11_mac *client, const void *pdu, size_t size);
/* @client: of a pairwise key. A pairwise key opens the port. Return: 0; -ENOTCONN; the kernel's error. */
int ap_add_key(struct ap *ap, const struct dot11_mac *client, const struct dot11_key *key);
/* @client: NULL for a group key. One that is not there is no error. */
int ap_delete_key(struct ap *ap, const struct dot11_mac *client, uint8_t index);

/* Every event of the interface is to be shown to it. */
void ap_on_event(struct ap *ap, const struct event *event);
/* Events were lost: ask the kernel how things are. */
void ap_resync(struct ap *ap);
