/*
 * The station's controlled port (IEEE 802.1X) and its data path: what may pass between the host and the air, and how protected.
 *
 * Closed: nothing passes. Unauthorized: EAPOL passes. Authorized: everything; on an open network from the association on, on a
 * secure one while there is a pairwise key, and then only protected.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/data.h"
#include "sim/station_keys.h"

enum station_port_state {
	STATION_PORT_STATE_CLOSED,
	STATION_PORT_STATE_UNAUTHORIZED,
	STATION_PORT_STATE_AUTHORIZED,
};

enum station_port_outcome {
	STATION_PORT_E_BLOCKED = 1, /* the frame does not pass */
};

/* Zeroed: closed. Ended by station_port_close(). */
struct station_port {
	enum station_port_state state;
	bool is_secure;
	struct dot11_mac own, bssid;
	struct station_keys keys;
};

/* Associated. Keys of an association before are gone. */
void station_port_open(struct station_port *port, const struct dot11_mac *own, const struct dot11_mac *bssid, bool is_secure);

/* Wipes the keys; nothing passes any more. */
void station_port_close(struct station_port *port);

/* Return: 0; -ENOTCONN if closed or on an open network; -EINVAL of station_keys_add(). */
int station_port_add_key(struct station_port *port, const struct dot11_key *key);
void station_port_remove_key(struct station_port *port, enum dot11_key_kind kind, uint8_t index);

/**
 * station_port_send() - make a frame for the air of one from the host
 * @ret: DOT11_FRAME_MAX_SIZE bytes
 *
 * Return: 0; STATION_PORT_E_BLOCKED; -EMSGSIZE if the payload is above DOT11_DATA_MAX_PAYLOAD; negative errno of mpdu_protect().
 */
int station_port_send(struct station_port *port, const struct dot11_data *data, uint8_t *ret, size_t *ret_size);

/**
 * station_port_receive() - make a frame for the host of one from the air
 * @frame:  @bytes, parsed
 * @buffer: @size bytes, into which the payload may point
 *
 * Return: 0; STATION_PORT_E_BLOCKED, also for frames that are not the peer's or carry no data; -EIO.
 */
int station_port_receive(struct station_port *port, const uint8_t *bytes, size_t size, const struct dot11_frame *frame,
			 uint8_t *buffer, struct dot11_data *ret_data);
