#include "nl80211/eapol_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_packet.h>

#include "base/cleanup.h"
#include "nl80211/build.h"

static struct sockaddr_ll address_of(uint32_t ifindex)
{
	return (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(BUILD_ETHERTYPE_EAPOL),
		.sll_ifindex = (int)ifindex,
	};
}

int eapol_socket_open(uint32_t ifindex)
{
	const struct sockaddr_ll address = address_of(ifindex);
	/* Without a protocol until it is bound: else it would begin with frames of all interfaces. */
	_auto_fd_ int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(fd);
}

int eapol_socket_send(int fd, uint32_t ifindex, const struct dot11_mac *peer, const void *pdu, size_t size)
{
	struct sockaddr_ll address = address_of(ifindex);
	ssize_t n;

	address.sll_halen = sizeof(peer->b);
	memcpy(address.sll_addr, peer->b, sizeof(peer->b));
	do {
		n = sendto(fd, pdu, size, 0, (const struct sockaddr *)&address, sizeof(address));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

ssize_t eapol_socket_receive(int fd, struct dot11_mac *ret_from, void *buffer)
{
	for (;;) {
		struct sockaddr_ll sender = { 0 };
		socklen_t sender_size = sizeof(sender);
		ssize_t size = recvfrom(fd, buffer, EAPOL_SOCKET_MAX_SIZE, 0, (struct sockaddr *)&sender, &sender_size);

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return -errno;
		/* Of an access point to everybody, or to somebody else, nothing is believed. */
		if (sender.sll_pkttype != PACKET_HOST || sender.sll_halen != sizeof(ret_from->b))
			continue;
		memcpy(ret_from->b, sender.sll_addr, sizeof(ret_from->b));
		return size;
	}
}
