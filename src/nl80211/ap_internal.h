/* What the parts of an access point share: ap.c stands on ap_admit.c, which stands on ap_client.c. */
#pragma once

#include "nl80211/ap.h"

enum ap_client_state {
	AP_CLIENT_STATE_AUTHENTICATED,
	AP_CLIENT_STATE_ASKED,	    /* the owner's answer is awaited */
	AP_CLIENT_STATE_RESPONDING, /* the response is on its way */
	AP_CLIENT_STATE_ASSOCIATED,
	AP_CLIENT_STATE_FAREWELL, /* frames sent, their status awaited */
};

struct ap_client {
	struct ap_client *next;
	struct ap *ap;
	sd_event_source *timer;
	struct dot11_mac mac;
	enum ap_client_state state;
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
	struct ap_client *clients;
	uint8_t response[DOT11_FRAME_MAX_SIZE];
	size_t response_size;
};

/* ap_client.c */

/* Changes the state and sets the timer to its limit. */
void ap_client_enter(struct ap_client *client, enum ap_client_state state, const char *why);
/* Return: the client; NULL if there is none. */
struct ap_client *ap_client_find(const struct ap *ap, const struct dot11_mac *mac);
bool ap_client_is_associated(const struct ap_client *client);
/* Takes it out of the kernel: station, keys and authorization at once. */
void ap_client_clear(struct ap_client *client);
/* The same, and frees it; nobody is told. */
void ap_client_forget(struct ap_client *client);
/* responded() comes from within; without success the client is forgotten. */
void ap_client_tell_response(struct ap_client *client, int error);
/* The end of a client, in whatever state it is. */
void ap_client_lose(struct ap_client *client, enum ap_cause cause, const uint8_t *body, size_t size, const char *why);
/* Its end comes when the frames have left, and not from within. */
void ap_client_send_farewell(struct ap_client *client, enum ap_cause cause, uint16_t reason);
/* Return: true if the frame was one of its farewell. */
bool ap_client_take_status(struct ap_client *client, uint64_t cookie);
/* Clients that are silent for long are asked for a sign of life, and given up without one. */
void ap_client_watch(struct ap_client *client);
/* Does the kernel still have it? Events of our own requests come as well, and may be late: the kernel knows. */
void ap_client_check(struct ap_client *client);

/* ap_admit.c */

/* A disassociation or deauthentication (@kind) to one who is no client, or to everybody. */
void ap_admit_send_end(struct ap *ap, const struct dot11_mac *to, uint8_t kind, uint16_t reason);
void ap_admit_on_frame(struct ap *ap, const struct event *event);
/* The association response has left, or has not. */
void ap_admit_on_status(struct ap_client *client, bool is_acknowledged);
