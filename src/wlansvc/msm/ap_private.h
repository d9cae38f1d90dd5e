/* What ap.c, the states of the port, shares with ap_client.c, the states of each client. Private to these two. */
#pragma once

#include "dot11/key.h"
#include "wlansvc/msm/ap.h"

struct client;

struct ap {
	enum ap_state state;
	const struct ap_ops *ops;
	void *port;
	const struct ap_listener *listener;
	void *userdata;
	struct ap_settings settings;
	struct dot11_mac own;
	struct dot11_key gtk;
	struct client *clients;
	size_t n_clients, n_rejections;
	uint32_t last_id;
	bool is_stop_wanted; /* while it comes up */
	bool is_aborted;     /* the start was */
	enum ap_ending ending;
	uint32_t status; /* NDIS_STATUS of the failure */
	uint8_t elements[AP_MAX_ELEMENTS]; /* outlive the access point */
	size_t elements_size;
	bool is_advertising; /* the driver is being told */
	bool is_stale;	     /* what it is being told */
};

/* Each is told as left, if it had joined, after it is out of the list. */
void ap_forget_clients(struct ap *ap, enum ap_departure departure, const char *why);
/* Tells nobody. */
void ap_free_clients(struct ap *ap);

/* ap_keys_done() of a client. */
int ap_client_keys_done(struct ap *ap, uint32_t id, uint32_t status);
