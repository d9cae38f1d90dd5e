#include "sim/station_port.h"

#include <errno.h>

void station_port_close(struct station_port *port)
{
	station_keys_clear(&port->keys);
	port->state = STATION_PORT_STATE_CLOSED;
}

void station_port_open(struct station_port *port, const struct dot11_mac *own, const struct dot11_mac *bssid, bool is_secure)
{
	station_keys_clear(&port->keys);
	port->own = *own;
	port->bssid = *bssid;
	port->is_secure = is_secure;
	port->state = is_secure ? STATION_PORT_STATE_UNAUTHORIZED : STATION_PORT_STATE_AUTHORIZED;
}

static void authorize(struct station_port *port)
{
	port->state = station_keys_has_pairwise(&port->keys) ? STATION_PORT_STATE_AUTHORIZED : STATION_PORT_STATE_UNAUTHORIZED;
}

int station_port_add_key(struct station_port *port, const struct dot11_key *key)
{
	int r;

	if (port->state == STATION_PORT_STATE_CLOSED || !port->is_secure)
		return -ENOTCONN;
	r = station_keys_add(&port->keys, key);
	if (r < 0)
		return r;
	authorize(port);
	return 0;
}

void station_port_remove_key(struct station_port *port, enum dot11_key_kind kind, uint8_t index)
{
	station_keys_remove(&port->keys, kind, index);
	if (port->state != STATION_PORT_STATE_CLOSED && port->is_secure)
		authorize(port);
}

static bool passes(const struct station_port *port, uint16_t ethertype)
{
	switch (port->state) {
	case STATION_PORT_STATE_CLOSED:
		return false;
	case STATION_PORT_STATE_UNAUTHORIZED:
		return ethertype == DOT11_ETHERTYPE_EAPOL;
	case STATION_PORT_STATE_AUTHORIZED:
		return true;
	}
	return false;
}

int station_port_send(struct station_port *port, const struct dot11_data *data, uint8_t *ret, size_t *ret_size)
{
	uint8_t plain[DOT11_HEADER_SIZE + DOT11_DATA_LLC_SIZE + DOT11_DATA_MAX_PAYLOAD];
	struct writer writer = writer_over(plain, sizeof(plain));

	if (data->size > DOT11_DATA_MAX_PAYLOAD)
		return -EMSGSIZE;
	/* With three addresses there is no place for a source other than the transmitter. */
	if (!passes(port, data->ethertype) || !dot11_mac_equal(&data->source, &port->own))
		return STATION_PORT_E_BLOCKED;
	dot11_data_write(&writer, DOT11_FRAME_TO_DS, &port->bssid, data);
	if (station_keys_has_pairwise(&port->keys))
		return station_keys_protect(&port->keys, plain, writer.size, ret, ret_size);
	memcpy(ret, plain, writer.size);
	*ret_size = writer.size;
	return 0;
}

static bool is_from_peer(const struct station_port *port, const struct dot11_header *header)
{
	if ((header->flags & (DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS)) != DOT11_FRAME_FROM_DS)
		return false;
	if (!dot11_mac_equal(&header->transmitter, &port->bssid) || dot11_mac_equal(&header->address3, &port->own))
		return false; /* our own group frames come back from the access point */
	return header->receiver.b[0] & 1 || dot11_mac_equal(&header->receiver, &port->own);
}

int station_port_receive(struct station_port *port, const uint8_t *bytes, size_t size, const struct dot11_frame *frame,
			 uint8_t *buffer, struct dot11_data *ret_data)
{
	struct dot11_frame opened = *frame;
	struct dot11_data data;
	size_t opened_size;
	int r;

	if (port->state == STATION_PORT_STATE_CLOSED || !frame->is_data || !is_from_peer(port, &frame->header))
		return STATION_PORT_E_BLOCKED;
	r = station_keys_unprotect(&port->keys, bytes, size, frame, buffer, &opened_size);
	if (r < 0)
		return r;
	/* Once there is a key, what is not protected is not the peer's, EAPOL included. */
	if (r == STATION_KEYS_E_DISCARD || (r == STATION_KEYS_E_PLAIN && station_keys_has_pairwise(&port->keys)))
		return STATION_PORT_E_BLOCKED;
	if (r == 0 && dot11_frame_parse(buffer, opened_size, &opened) < 0)
		return STATION_PORT_E_BLOCKED;
	if (dot11_data_parse(&opened, &data) < 0 || !passes(port, data.ethertype))
		return STATION_PORT_E_BLOCKED;
	*ret_data = data;
	return 0;
}
