/* What passes the port of an association: 802.1X frames, keys, and its opening. */
#include "nl80211/mlme_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/log.h"
#include "nl80211/eapol_socket.h"

void mlme_tell_early(struct mlme *mlme)
{
	size_t n = mlme->n_early;

	mlme->n_early = 0;
	for (size_t i = 0; i < n; i++) {
		_auto_free_ struct mlme_kept *kept = take_ptr(mlme->early[i]);

		mlme->listener->eapol(&mlme->peer.bssid, kept->bytes, kept->size, mlme->userdata);
	}
}

static void hear(struct mlme *mlme, const uint8_t *pdu, size_t size)
{
	if (mlme->state == MLME_STATE_CONNECTED) {
		mlme->listener->eapol(&mlme->peer.bssid, pdu, size, mlme->userdata);
		return;
	}
	/* The first message of a handshake may overtake the association response. */
	if ((mlme->state == MLME_STATE_ASSOCIATING || mlme->state == MLME_STATE_CONNECTING) && mlme->n_early < MLME_MAX_EARLY) {
		mlme->early[mlme->n_early] = mlme_keep(pdu, size);
		if (mlme->early[mlme->n_early])
			mlme->n_early++;
	}
}

/* One frame at a time: what it leads to may close the socket. */
static int on_packet(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct mlme *mlme = userdata;
	uint8_t pdu[EAPOL_SOCKET_MAX_SIZE];
	struct dot11_mac from;
	ssize_t size = eapol_socket_receive(fd, &from, pdu);

	/* An interface that went down says so once; the end of the association comes by itself. */
	if (size < 0 && size != -EAGAIN)
		log_debug("interface %u: 802.1X frames: %s", mlme->ifindex, strerror((int)-size));
	else if (size > 0 && dot11_mac_equal(&from, &mlme->peer.bssid))
		hear(mlme, pdu, (size_t)size);
	return 0;
}

int mlme_open_port(struct mlme *mlme)
{
	int error;

	if (mlme->peer.security.akm == DOT11_AKM_NONE || mlme->peer.security.has_control_port)
		return 0;
	mlme->packet_fd = eapol_socket_open(mlme->ifindex);
	if (mlme->packet_fd < 0)
		return mlme->packet_fd;
	mlme->has_packet_socket = true;
	log_debug("interface %u: 802.1X frames go over the interface", mlme->ifindex);
	error = sd_event_add_io(mlme->loop, &mlme->packet_source, mlme->packet_fd, EPOLLIN, on_packet, mlme);
	return error < 0 ? error : 0;
}

int mlme_send_eapol(struct mlme *mlme, const struct dot11_mac *peer, const void *pdu, size_t size)
{
	if (mlme->state != MLME_STATE_CONNECTED || !dot11_mac_equal(peer, &mlme->peer.bssid) ||
	    (!mlme->peer.security.has_control_port && !mlme->has_packet_socket))
		return -ENOTCONN;
	if (mlme->has_packet_socket)
		return eapol_socket_send(mlme->packet_fd, mlme->ifindex, peer, pdu, size);
	return nl_call(mlme->nl,
		       build_control_port_frame(nl_family(mlme->nl), mlme->ifindex, peer, !mlme->has_pairwise_key, pdu, size),
		       NULL, NULL);
}

void mlme_on_control_port(struct mlme *mlme, const struct event *event)
{
	if (!event->frame || !event->has_ethertype || event->ethertype != BUILD_ETHERTYPE_EAPOL || !event->has_mac ||
	    !dot11_mac_equal(&event->mac, &mlme->peer.bssid))
		return;
	hear(mlme, event->frame, event->frame_size);
}

int mlme_add_key(struct mlme *mlme, const struct dot11_key *key)
{
	int error;

	if (mlme->state != MLME_STATE_CONNECTED)
		return -ENOTCONN;
	error = nl_call(mlme->nl, build_new_key(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid, key), NULL, NULL);
	if (error == 0 && key->kind == DOT11_KEY_PAIRWISE)
		mlme->has_pairwise_key = true;
	return error;
}

int mlme_delete_key(struct mlme *mlme, bool is_pairwise, uint8_t index)
{
	int error;

	/* The kernel has removed it with the station. */
	if (mlme->state != MLME_STATE_CONNECTED)
		return 0;
	error = nl_call(mlme->nl,
			build_delete_key(nl_family(mlme->nl), mlme->ifindex, is_pairwise ? &mlme->peer.bssid : NULL, index), NULL,
			NULL);
	if (is_pairwise && (error == 0 || error == -ENOENT))
		mlme->has_pairwise_key = false;
	return error == -ENOENT ? 0 : error;
}

int mlme_authorize(struct mlme *mlme)
{
	if (mlme->state != MLME_STATE_CONNECTED)
		return -ENOTCONN;
	return nl_call(mlme->nl, build_authorize(nl_family(mlme->nl), mlme->ifindex, &mlme->peer.bssid), NULL, NULL);
}
