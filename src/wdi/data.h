/*
 * The data socket of an adapter, beside its link: a SOCK_SEQPACKET on which one packet is one Ethernet frame behind a small header;
 * docs/wdi-transport.md has the layout. EAPOL passes here.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wdi/driver.h"

#define WDI_DATA_HEADER_SIZE 18u /* port, zero, destination, source, ethertype */
#define WDI_DATA_PACKET_MAX (WDI_DATA_HEADER_SIZE + WDI_DATA_MAX_PAYLOAD)

/* @ret: payload points into @packet. Return: 0; -EBADMSG. */
int wdi_data_parse(const void *packet, size_t size, struct wdi_data_frame *ret);

/* Both ends: non-blocking, close-on-exec. Return: 0; errno of socketpair(). */
int wdi_data_socketpair(int ret_fds[2]);

/* Return: 0; -EMSGSIZE; -EAGAIN if the other side does not read (the frame is lost); -ECONNRESET. */
int wdi_data_send(int fd, const struct wdi_data_frame *frame);

/**
 * wdi_data_receive() - the next frame
 * @buffer: WDI_DATA_PACKET_MAX bytes, into which the payload points
 * Return: 0; -EAGAIN when nothing has arrived; -EBADMSG for a packet that is no frame (it is gone); -ECONNRESET.
 */
int wdi_data_receive(int fd, uint8_t *buffer, struct wdi_data_frame *ret);
