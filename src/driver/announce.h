/*
 * The packet on a driver's control socket that makes an adapter known to the service and hands over the service's end of its link;
 * docs/wdi-transport.md has the layout. Writing it is wdi_driver_announce(); reading it is here, for the service.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WDI_ANNOUNCE_NAME_MAX 63u
#define WDI_ANNOUNCE_DESCRIPTION_MAX 255u
#define WDI_ANNOUNCE_PACKET_MAX (28u + WDI_ANNOUNCE_NAME_MAX + WDI_ANNOUNCE_DESCRIPTION_MAX)

struct wdi_announcement {
	uint8_t guid[16];
	char name[WDI_ANNOUNCE_NAME_MAX + 1]; /* UTF-8 without control characters, not empty */
	char description[WDI_ANNOUNCE_DESCRIPTION_MAX + 1]; /* the same; may be empty */
};

/* Return: 0; -EBADMSG if the packet is not an announcement. */
int wdi_announcement_parse(const void *packet, size_t size, struct wdi_announcement *ret);

/**
 * wdi_announcement_receive() - the next announcement of a control socket
 * @control_fd: the service's end, SOCK_SEQPACKET; read without blocking
 * @ret_fd:      the service's end of the adapter's link; the caller owns it
 * @ret_data_fd: the service's end of its data socket, which the caller owns; -1 if it has none
 *
 * Return: 0; -EAGAIN when nothing has arrived; -ECONNRESET when the driver is gone; -EBADMSG for anything but one announcement
 * with one or two file descriptors (whatever came with it has been closed); other negative errno of recvmsg().
 */
int wdi_announcement_receive(int control_fd, struct wdi_announcement *ret, int *ret_fd, int *ret_data_fd);
