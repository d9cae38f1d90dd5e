/*
 * 802.1X frames over the network interface, for radios that do not carry them over nl80211: a packet socket. Which of them are
 * encrypted is the kernel's business there: exactly those that it sends while it has a pairwise key.
 *
 * Source: packet(7); IEEE 802.1X-2020, 11.1 (the ethertype).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dot11/types.h"

/* What one frame may have; longer ones are cut, and their own length field tells. */
#define EAPOL_SOCKET_MAX_SIZE 2304

/* Return: a descriptor that does not wait; negative errno. What came before is not seen. */
int eapol_socket_open(uint32_t ifindex);

/* Return: 0; negative errno, -EAGAIN if there is no room. */
int eapol_socket_send(int fd, uint32_t ifindex, const struct dot11_mac *peer, const void *pdu, size_t size);

/**
 * eapol_socket_receive() - the next frame to this station
 * @buffer: EAPOL_SOCKET_MAX_SIZE bytes; hostile
 *
 * Return: its size; -EAGAIN if there is none; negative errno.
 */
ssize_t eapol_socket_receive(int fd, struct dot11_mac *ret_from, void *buffer);
