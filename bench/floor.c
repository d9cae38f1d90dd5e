/*
 * bench-floor IFACE SSID BSSID MHZ: the least that a disconnect can cost. No service, no bus, no driver process: this client speaks
 * nl80211 itself. Both farewell frames in one sendmsg(), their status awaited, then the kernel's state cleared.
 */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/nl80211.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "client.h"

#define REASON_LEAVING 3
#define SUBTYPE_DISASSOCIATION 0xA0
#define SUBTYPE_DEAUTHENTICATION 0xC0
#define ANSWER_LIMIT_MS 5000
#define STATUS_LIMIT_MS 100
#define BUFFER_SIZE 65536

struct floor {
	struct nl_sock *socket;
	int fd, family;
	unsigned int ifindex;
	uint32_t mhz;
	const char *ssid;
	uint8_t own[6], bssid[6];
	uint32_t sequence;
	uint8_t buffer[BUFFER_SIZE];
	unsigned int n_seen[NL80211_CMD_MAX + 1]; /* events since the last forget() */
	unsigned int n_answers;
	int error; /* of the last answer that was one */
};

static struct nl_msg *begin(const struct floor *floor, uint8_t command)
{
	struct nl_msg *message = nlmsg_alloc();

	if (!message)
		exit(EXIT_FAILURE);
	genlmsg_put(message, 0, 0, floor->family, 0, NLM_F_REQUEST | NLM_F_ACK, command, 0);
	nla_put_u32(message, NL80211_ATTR_IFINDEX, floor->ifindex);
	return message;
}

static void forget(struct floor *floor)
{
	memset(floor->n_seen, 0, sizeof(floor->n_seen));
	floor->n_answers = 0;
	floor->error = 0;
}

/* Takes one datagram: answers and events come on the same socket. Return: 0; -1 if none came within @limit_ms. */
static int receive(struct floor *floor, int limit_ms)
{
	struct pollfd wait = { .fd = floor->fd, .events = POLLIN };
	struct nlmsghdr *message = (struct nlmsghdr *)floor->buffer;
	ssize_t size;
	int left;

	/* What has come already costs no poll(). */
	size = recv(floor->fd, floor->buffer, sizeof(floor->buffer), MSG_DONTWAIT);
	if (size < 0) {
		if (poll(&wait, 1, limit_ms) <= 0)
			return -1;
		size = recv(floor->fd, floor->buffer, sizeof(floor->buffer), MSG_DONTWAIT);
	}
	if (size < 0)
		return -1;
	for (left = (int)size; nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
		if (message->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *answer = nlmsg_data(message);

			floor->n_answers++;
			if (answer->error)
				floor->error = answer->error;
		} else if (message->nlmsg_type == floor->family && message->nlmsg_pid == 0) {
			const struct genlmsghdr *genl = nlmsg_data(message);

			if (genl->cmd <= NL80211_CMD_MAX)
				floor->n_seen[genl->cmd]++;
		}
	}
	return 0;
}

static int wait_event(struct floor *floor, uint8_t command, unsigned int n, int limit_ms)
{
	while (floor->n_seen[command] < n)
		if (receive(floor, limit_ms) < 0)
			return -1;
	return 0;
}

static int send_bytes(struct floor *floor, const void *bytes, size_t size, unsigned int n_requests)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	unsigned int n_wanted = floor->n_answers + n_requests;

	floor->error = 0;
	if (sendto(floor->fd, bytes, size, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	while (floor->n_answers < n_wanted)
		if (receive(floor, ANSWER_LIMIT_MS) < 0)
			return -ETIMEDOUT;
	return floor->error;
}

static int call(struct floor *floor, struct nl_msg *message)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	int result;

	header->nlmsg_seq = ++floor->sequence;
	result = send_bytes(floor, header, header->nlmsg_len, 1);
	nlmsg_free(message);
	return result;
}

static int look(struct floor *floor)
{
	struct nl_msg *message = begin(floor, NL80211_CMD_TRIGGER_SCAN);
	struct nlattr *list = nla_nest_start(message, NL80211_ATTR_SCAN_SSIDS);
	int error;

	nla_put(message, 1, (int)strlen(floor->ssid), floor->ssid);
	nla_nest_end(message, list);
	list = nla_nest_start(message, NL80211_ATTR_SCAN_FREQUENCIES);
	nla_put_u32(message, 1, floor->mhz);
	nla_nest_end(message, list);
	error = call(floor, message);
	if (error < 0)
		return error;
	return wait_event(floor, NL80211_CMD_NEW_SCAN_RESULTS, 1, ANSWER_LIMIT_MS) < 0 ? -ETIMEDOUT : 0;
}

static struct nl_msg *begin_with_peer(const struct floor *floor, uint8_t command)
{
	struct nl_msg *message = begin(floor, command);

	nla_put(message, NL80211_ATTR_MAC, 6, floor->bssid);
	nla_put(message, NL80211_ATTR_SSID, (int)strlen(floor->ssid), floor->ssid);
	nla_put_u32(message, NL80211_ATTR_WIPHY_FREQ, floor->mhz);
	return message;
}

static int authenticate(struct floor *floor)
{
	struct nl_msg *message = begin_with_peer(floor, NL80211_CMD_AUTHENTICATE);

	nla_put_u32(message, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM);
	return call(floor, message);
}

static int floor_connect(void *userdata, struct client_times *ret)
{
	struct floor *floor = userdata;
	struct nl_msg *message;
	int error;

	forget(floor);
	ret->request_ns = client_now_ns();
	error = authenticate(floor);
	ret->accepted_ns = client_now_ns();
	if (error == -ENOENT) {
		error = look(floor);
		if (error == 0)
			error = authenticate(floor);
	}
	if (error == 0 && wait_event(floor, NL80211_CMD_AUTHENTICATE, 1, ANSWER_LIMIT_MS) < 0)
		error = -ETIMEDOUT;
	if (error == 0) {
		message = begin_with_peer(floor, NL80211_CMD_ASSOCIATE);
		nla_put_flag(message, NL80211_ATTR_SOCKET_OWNER);
		error = call(floor, message);
	}
	if (error == 0 && wait_event(floor, NL80211_CMD_CONNECT, 1, ANSWER_LIMIT_MS) < 0)
		error = -ETIMEDOUT;
	ret->done_ns = client_now_ns();
	if (error < 0)
		fprintf(stderr, "bench-floor: connect: %s\n", strerror(-error));
	return error < 0 ? -1 : 0;
}

static size_t append_farewell(struct floor *floor, uint8_t *bytes, uint8_t subtype)
{
	uint8_t frame[26] = { subtype };
	struct nl_msg *message = begin(floor, NL80211_CMD_FRAME);
	struct nlmsghdr *header = nlmsg_hdr(message);
	size_t size;

	memcpy(frame + 4, floor->bssid, 6);
	memcpy(frame + 10, floor->own, 6);
	memcpy(frame + 16, floor->bssid, 6);
	frame[24] = REASON_LEAVING;
	nla_put(message, NL80211_ATTR_FRAME, sizeof(frame), frame);
	header->nlmsg_seq = ++floor->sequence;
	size = header->nlmsg_len;
	memcpy(bytes, header, size);
	nlmsg_free(message);
	return NLMSG_ALIGN(size);
}

static int floor_disconnect(void *userdata, struct client_times *ret)
{
	struct floor *floor = userdata;
	uint8_t frames[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nl_msg *message;
	size_t size;
	int error;

	forget(floor);
	ret->request_ns = client_now_ns();
	size = append_farewell(floor, frames, SUBTYPE_DISASSOCIATION);
	size += append_farewell(floor, frames + size, SUBTYPE_DEAUTHENTICATION);
	error = send_bytes(floor, frames, size, 2);
	ret->accepted_ns = client_now_ns();
	if (error == 0 && wait_event(floor, NL80211_CMD_FRAME_TX_STATUS, 2, STATUS_LIMIT_MS) < 0)
		error = -ETIMEDOUT;
	message = begin(floor, NL80211_CMD_DEAUTHENTICATE);
	nla_put(message, NL80211_ATTR_MAC, 6, floor->bssid);
	nla_put_u16(message, NL80211_ATTR_REASON_CODE, REASON_LEAVING);
	nla_put_flag(message, NL80211_ATTR_LOCAL_STATE_CHANGE);
	if (call(floor, message) < 0 || wait_event(floor, NL80211_CMD_DISCONNECT, 1, ANSWER_LIMIT_MS) < 0)
		error = -EIO;
	ret->done_ns = client_now_ns();
	if (error < 0)
		fprintf(stderr, "bench-floor: disconnect: %s\n", strerror(-error));
	return error < 0 ? -1 : 0;
}

static int parse_mac(const char *text, uint8_t *ret)
{
	return sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", ret, ret + 1, ret + 2, ret + 3, ret + 4, ret + 5) == 6 ? 0 : -1;
}

static int own_address(const char *ifname, uint8_t *ret)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), result;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	result = ioctl(fd, SIOCGIFHWADDR, &request);
	close(fd);
	memcpy(ret, request.ifr_hwaddr.sa_data, 6);
	return result;
}

int main(int argc, char **argv)
{
	static const char *const groups[] = { "scan", "mlme" };
	static const struct client_ops ops = { floor_connect, floor_disconnect };
	static struct floor floor;

	if (argc != 5 || parse_mac(argv[3], floor.bssid) < 0) {
		fprintf(stderr, "Usage: bench-floor IFACE SSID BSSID MHZ\n");
		return EXIT_FAILURE;
	}
	floor.ifindex = if_nametoindex(argv[1]);
	floor.ssid = argv[2];
	floor.mhz = (uint32_t)strtoul(argv[4], NULL, 10);
	floor.socket = nl_socket_alloc();
	if (!floor.ifindex || own_address(argv[1], floor.own) < 0 || !floor.socket || genl_connect(floor.socket) < 0) {
		fprintf(stderr, "bench-floor: no interface %s, or no generic netlink\n", argv[1]);
		return EXIT_FAILURE;
	}
	floor.family = genl_ctrl_resolve(floor.socket, "nl80211");
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		nl_socket_add_membership(floor.socket, genl_ctrl_resolve_grp(floor.socket, "nl80211", groups[i]));
	nl_socket_set_buffer_size(floor.socket, 1 << 20, 1 << 20);
	floor.fd = nl_socket_get_fd(floor.socket);
	return client_serve(&ops, &floor);
}
