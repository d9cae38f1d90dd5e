/*
 * A port of a simulated adapter that is an access point: the BSS and its clients on the air. What secures it is the host's: handshakes
 * pass as data, keys come from it. No WDI in here; that is port_ap_wdi.c.
 *
 * It answers probe requests and open system authentications by itself, beacons when somebody listens (air_solicit()), hands association
 * requests to its owner and lets data pass: in an open BSS from the association on, in a secured one only EAPOL until there is a pairwise
 * key, and then only protected. Data of ACCESS_POINT_ECHO_ETHERTYPE is sent back, as simulated access points do.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/data.h"
#include "sim/access_point.h"
#include "sim/air.h"

#define PORT_AP_MAX_CLIENTS 100
#define PORT_AP_N_GROUP_KEYS 4
#define PORT_AP_MAX_EXTRA 1600
#define PORT_AP_MAX_ELEMENTS (512 + PORT_AP_MAX_EXTRA) /* of a beacon */

enum port_ap_client_state {
	PORT_AP_CLIENT_AUTHENTICATED,
	PORT_AP_CLIENT_REQUESTED, /* the owner has its association request */
	PORT_AP_CLIENT_ANSWERING, /* the response is on the air */
	PORT_AP_CLIENT_ASSOCIATED,
	PORT_AP_CLIENT_LEAVING, /* our goodbyes are on the air */
};

struct port_ap_client {
	struct dot11_mac mac;
	enum port_ap_client_state state;
	uint16_t aid;
	uint32_t token;	 /* of the frame whose end is awaited */
	uint16_t status; /* of the response on the air */
	uint16_t reason; /* of our goodbyes */
	bool was_deauthenticated; /* the first goodbye is over */
	bool is_reassociation;
	bool is_turned_away; /* refused without a word to the owner */
	bool has_key;
	struct mpdu_key key;
};

/* Further elements, whole ones. */
struct port_ap_extra {
	size_t size;
	uint8_t bytes[PORT_AP_MAX_EXTRA];
};

enum port_ap_departure {
	PORT_AP_SENT_AWAY,
	PORT_AP_DEAUTHENTICATED, /* by itself */
	PORT_AP_DISASSOCIATED,
};

/* Called from the schedule or from within a call; the state has changed before. */
struct port_ap_listener {
	/* @body: of the frame; to be answered by port_ap_answer(). */
	void (*requested)(void *userdata, const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size);
	/* The response is over. @body: of the response, if @is_acked. A client that was refused or did not hear is forgotten. */
	void (*answered)(void *userdata, const struct dot11_mac *client, bool is_acked, bool is_reassociation, const uint8_t *body,
			 size_t size);
	/* Of those that were associated. @frame: its body where it sent one, otherwise NULL. */
	void (*left)(void *userdata, const struct dot11_mac *client, enum port_ap_departure departure, const uint8_t *frame, size_t size);
	/* Everybody has been told as left. */
	void (*stopped)(void *userdata);
	void (*data)(void *userdata, const struct dot11_data *data);
};

struct port_ap_config {
	struct dot11_ssid ssid;
	struct dot11_channel channel;
	uint16_t beacon_interval_tu;
	bool is_secure; /* WPA2-PSK, CCMP */
	bool is_for_p2p_only; /* who is no Wi-Fi Direct device is refused, and the owner does not hear of it */
};

struct port_ap {
	struct air_antenna antenna; /* its address is the BSSID; set by the owner, with the position */
	const struct port_ap_listener *listener;
	void *userdata;
	bool is_started;
	bool is_stopping; /* the last goodbye is on the air */
	bool is_for_p2p_only;
	struct access_point shape; /* what beacons are written from; it is not on the air */
	struct access_point_rsn shape_rsn;
	struct port_ap_extra beacon_extra, probe_extra; /* outlive a stop */
	struct schedule_timer beacon_timer;
	struct port_ap_client *clients[PORT_AP_MAX_CLIENTS];
	size_t n_clients;
	uint32_t last_token;
	struct mpdu_key group[PORT_AP_N_GROUP_KEYS];
	int group_index; /* the one that sends; -1: none */
	uint8_t response[DOT11_FRAME_MAX_SIZE]; /* body of the one sent last */
	size_t response_size;
};

/* @ap: zeroed; stays where it is. Nothing is on the air yet. */
void port_ap_init(struct port_ap *ap, const struct dot11_mac *own, const struct port_ap_listener *listener, void *userdata);
/* Forgets everybody and what it was to say without a word, and wipes all keys; may be started again. */
void port_ap_clear(struct port_ap *ap);

/* Return: 0; -EALREADY. */
int port_ap_start(struct port_ap *ap, struct air *air, const struct port_ap_config *config);
/* One deauthentication for everybody, then left() for each and stopped(). Return: 0; -ENOTCONN if it is not started. */
int port_ap_stop(struct port_ap *ap);

/**
 * port_ap_set_extra() - what beacons and probe responses say besides, from the next frame on
 * @beacon, @probe: whole elements in any order; they take the place of those before
 *
 * Return: 0; -EMSGSIZE above PORT_AP_MAX_EXTRA; -EBADMSG for what are no elements. A failure changes nothing.
 */
int port_ap_set_extra(struct port_ap *ap, const uint8_t *beacon, size_t beacon_size, const uint8_t *probe, size_t probe_size);

/* The owner's answer; answered() follows. @status: IEEE 802.11. Return: 0; -ENOENT if nobody waits for it; negative errno of sending. */
int port_ap_answer(struct port_ap *ap, const struct dot11_mac *client, uint16_t status);

/* Disassociates and deauthenticates one client; left() follows. Return: 0; -ENOENT if it is not associated. */
int port_ap_disconnect(struct port_ap *ap, const struct dot11_mac *client, uint16_t reason);

/* @client: of a pairwise key. Return: 0; -ENOENT if it is not associated; -EINVAL for a key that does not fit. */
int port_ap_add_key(struct port_ap *ap, const struct dot11_mac *client, const struct dot11_key *key);

/* A frame of the host. Return: 0; -ENOTCONN if the client or its authorization is not there; -EMSGSIZE; other negative errno. */
int port_ap_send(struct port_ap *ap, const struct dot11_data *data);

/* Elements as in the beacon, PORT_AP_MAX_ELEMENTS at most. Return: 0; -ENOBUFS. */
int port_ap_write_elements(const struct port_ap *ap, struct writer *writer);

/* Associated ones. */
size_t port_ap_count(const struct port_ap *ap);
