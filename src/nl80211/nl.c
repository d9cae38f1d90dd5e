#include "nl80211/nl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "base/log.h"
#include "base/secret.h"

/* The kernel fills at most 32 KiB per message of a dump. */
#define NL_BUFFER_SIZE 65536
/* A busy air makes bursts of events. */
#define NL_SOCKET_BUFFER_SIZE (1 << 20)
/* Events for the owner while one call is answered; more than that is a flood, and the air loses frames as well. */
#define NL_MAX_KEPT 32

struct nl {
	struct nl_sock *command;
	struct nl_sock *event;
	uint16_t family;
	uint32_t next_sequence;
	uint8_t *buffer;
	/* Not the same one: a command may be sent from within the handler of an event. */
	uint8_t *event_buffer;
	size_t n_kept;
	struct nlmsghdr *kept[NL_MAX_KEPT]; /* oldest first */
};

static int socket_open(struct nl_sock **ret)
{
	struct nl_sock *sock = nl_socket_alloc();

	if (!sock)
		return -ENOMEM;
	if (genl_connect(sock) < 0) {
		nl_socket_free(sock);
		return -EPROTONOSUPPORT;
	}
	/* An answer that repeats the request would repeat its key. */
	if (setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &(int){ 1 }, sizeof(int)) < 0)
		log_debug("netlink: errors repeat their requests: %s", strerror(errno));
	/* Not larger is not fatal: it only loses events sooner, which is handled. */
	nl_socket_set_buffer_size(sock, NL_SOCKET_BUFFER_SIZE, NL_SOCKET_BUFFER_SIZE);
	*ret = sock;
	return 0;
}

int nl_new(struct nl **ret)
{
	static const char *const groups[] = { "scan", "mlme", "config" };
	cleanup(cleanup_nl) struct nl *nl = calloc(1, sizeof(*nl));
	int family, error;

	if (!nl)
		return -ENOMEM;
	nl->buffer = malloc(NL_BUFFER_SIZE);
	nl->event_buffer = malloc(NL_BUFFER_SIZE);
	if (!nl->buffer || !nl->event_buffer)
		return -ENOMEM;
	error = socket_open(&nl->command);
	if (error < 0)
		return error;
	error = socket_open(&nl->event);
	if (error < 0)
		return error;
	family = genl_ctrl_resolve(nl->command, "nl80211");
	if (family < 0)
		return -ENOENT;
	nl->family = (uint16_t)family;
	for (size_t i = 0; i < array_size(groups); i++) {
		int group = genl_ctrl_resolve_grp(nl->command, "nl80211", groups[i]);

		if (group < 0 || nl_socket_add_membership(nl->event, group) < 0)
			return -ENOENT;
	}
	/* libnl numbered its own requests from the clock; ours start elsewhere so that no late answer fits. */
	nl->next_sequence = 1;
	*ret = take_ptr(nl);
	return 0;
}

struct nl *nl_free(struct nl *nl)
{
	if (!nl)
		return NULL;
	nl_socket_free(nl->command);
	nl_socket_free(nl->event);
	while (nl->n_kept)
		free(nl->kept[--nl->n_kept]);
	free(nl->buffer);
	free(nl->event_buffer);
	free(nl);
	return NULL;
}

uint16_t nl_family(const struct nl *nl)
{
	return nl->family;
}

int nl_event_fd(const struct nl *nl)
{
	return nl_socket_get_fd(nl->event);
}

int nl_command_fd(const struct nl *nl)
{
	return nl_socket_get_fd(nl->command);
}

bool nl_has_kept_events(const struct nl *nl)
{
	return nl->n_kept != 0;
}

/* Keeps a message that came between a request and its answer, if it is an event. */
static void keep_event(struct nl *nl, const struct nlmsghdr *message)
{
	struct nlmsghdr *copy;

	if (message->nlmsg_seq != 0 || message->nlmsg_type != nl->family || nl->n_kept == NL_MAX_KEPT)
		return;
	copy = malloc(message->nlmsg_len);
	if (!copy)
		return;
	memcpy(copy, message, message->nlmsg_len);
	nl->kept[nl->n_kept++] = copy;
}

static struct nlmsghdr *take_kept(struct nl *nl)
{
	struct nlmsghdr *message = nl->kept[0];

	nl->n_kept--;
	memmove(nl->kept, nl->kept + 1, nl->n_kept * sizeof(nl->kept[0]));
	return message;
}

/* Return: bytes; -EAGAIN; negative errno. */
static ssize_t receive(struct nl_sock *sock, uint8_t *buffer, int flags)
{
	struct sockaddr_nl sender = { 0 };
	struct iovec vector = { .iov_base = buffer, .iov_len = NL_BUFFER_SIZE };
	struct msghdr header = {
		.msg_name = &sender,
		.msg_namelen = sizeof(sender),
		.msg_iov = &vector,
		.msg_iovlen = 1,
	};
	ssize_t size;

	for (;;) {
		size = recvmsg(nl_socket_get_fd(sock), &header, flags);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return -errno;
		if (header.msg_flags & MSG_TRUNC)
			return -EMSGSIZE;
		/* Any process may send to a netlink socket; only the kernel has number 0. */
		if (sender.nl_pid == 0)
			return size;
	}
}

static int send_all(struct nl *nl, const void *data, size_t size)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t n;

	do {
		n = sendto(nl_socket_get_fd(nl->command), data, size, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* Return: 0 for success; negative errno. */
static int error_of(const struct nlmsghdr *message)
{
	const struct nlmsgerr *body = nlmsg_data(message);

	if (nlmsg_datalen(message) < (int)sizeof(*body))
		return -EBADMSG;
	return body->error > 0 ? -EBADMSG : body->error;
}

int nl_call(struct nl *nl, struct nl_msg *request, nl_message_fn on_message, void *userdata)
{
	struct nlmsghdr *header;
	uint32_t sequence;
	bool interrupted = false;
	int error, stopped = 0;

	if (!request)
		return -ENOMEM;
	sequence = nl->next_sequence++;
	header = nlmsg_hdr(request);
	header->nlmsg_seq = sequence;
	header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	error = send_all(nl, header, header->nlmsg_len);
	secret_wipe_bytes(header, header->nlmsg_len);
	nlmsg_free(request);
	if (error < 0)
		return error;

	for (;;) {
		ssize_t size = receive(nl->command, nl->buffer, 0);
		struct nlmsghdr *message = (struct nlmsghdr *)nl->buffer;
		int left;

		if (size < 0)
			return (int)size;
		for (left = (int)size; nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
			if (message->nlmsg_seq != sequence) {
				keep_event(nl, message);
				continue;
			}
			if (message->nlmsg_flags & NLM_F_DUMP_INTR)
				interrupted = true;
			if (message->nlmsg_type == NLMSG_ERROR) {
				error = error_of(message);
				return error < 0 ? error : stopped;
			}
			if (message->nlmsg_type == NLMSG_DONE)
				return stopped ? stopped : interrupted ? -EINTR : 0;
			if (message->nlmsg_type == nl->family && on_message && !stopped)
				stopped = on_message(message, userdata);
		}
	}
}

int nl_call_many(struct nl *nl, void *requests, size_t size, size_t n_requests,
		 void (*on_message)(size_t request, const struct nlmsghdr *message, void *userdata), void *userdata,
		 int *ret_results)
{
	struct nlmsghdr *message = requests;
	bool is_answered[NL_MAX_REQUESTS] = { 0 };
	size_t n_answered = 0;
	uint32_t first;
	int left, error;

	if (n_requests > NL_MAX_REQUESTS)
		return -EINVAL;
	first = nl->next_sequence;
	for (left = (int)size; nlmsg_ok(message, left); message = nlmsg_next(message, &left))
		message->nlmsg_seq = nl->next_sequence++;
	error = send_all(nl, requests, size);
	if (error < 0)
		return error;

	while (n_answered < n_requests) {
		ssize_t n = receive(nl->command, nl->buffer, 0);

		if (n < 0)
			return (int)n;
		message = (struct nlmsghdr *)nl->buffer;
		for (left = (int)n; nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
			size_t i = message->nlmsg_seq - first;

			if (i >= n_requests || is_answered[i]) {
				keep_event(nl, message);
				continue;
			}
			if (message->nlmsg_type == NLMSG_ERROR) {
				ret_results[i] = error_of(message);
				is_answered[i] = true;
				n_answered++;
			} else if (message->nlmsg_type == nl->family && on_message) {
				on_message(i, message, userdata);
			}
		}
	}
	return 0;
}

static int dispatch_kept(struct nl *nl, nl_message_fn on_event, void *userdata)
{
	while (nl->n_kept) {
		_auto_free_ struct nlmsghdr *message = take_kept(nl);
		int stopped = on_event(message, userdata);

		if (stopped)
			return stopped;
	}
	return 0;
}

static int dispatch_socket(struct nl *nl, struct nl_sock *sock, nl_message_fn on_event, void *userdata)
{
	for (;;) {
		ssize_t size = receive(sock, nl->event_buffer, MSG_DONTWAIT);
		struct nlmsghdr *message = (struct nlmsghdr *)nl->event_buffer;
		int left, stopped;

		if (size == -EAGAIN)
			return 0;
		if (size == -ENOBUFS)
			return NL_E_EVENTS_LOST;
		if (size < 0)
			return (int)size;
		for (left = (int)size; nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
			if (message->nlmsg_type != nl->family)
				continue;
			stopped = on_event(message, userdata);
			if (stopped)
				return stopped;
		}
	}
}

int nl_dispatch(struct nl *nl, nl_message_fn on_event, void *userdata)
{
	int result = dispatch_kept(nl, on_event, userdata);

	if (result == 0)
		result = dispatch_socket(nl, nl->event, on_event, userdata);
	if (result == 0)
		result = dispatch_socket(nl, nl->command, on_event, userdata);
	return result;
}

int nl_parse(const struct nlmsghdr *message, struct nlattr **table, int max, const struct nla_policy *policy)
{
	const struct genlmsghdr *genl;

	if (message->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return -EBADMSG;
	genl = nlmsg_data(message);
	/* libnl writes only to the table; its parameters merely lack const. */
	if (nla_parse(table, max, genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0), (struct nla_policy *)policy) < 0)
		return -EBADMSG;
	return genl->cmd;
}

int nl_parse_nested(const struct nlattr *attribute, struct nlattr **table, int max, const struct nla_policy *policy)
{
	if (nla_parse_nested(table, max, (struct nlattr *)attribute, (struct nla_policy *)policy) < 0)
		return -EBADMSG;
	return 0;
}
