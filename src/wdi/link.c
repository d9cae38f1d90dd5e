#include "wdi/link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/secret.h"

#define FRAME_MAGIC 0x46494457u /* "WDIF" in memory */
#define FRAME_VERSION 1u

#define PACKET_MAX (WDI_FRAME_HEADER_SIZE + WDI_LINK_MAX_MESSAGE)

/* What may wait for a reader that does not read. */
#define BACKLOG_MAX (16u * 1024u * 1024u)

/* The kernel refuses a packet that is longer than the send buffer less its own overhead (unix(7)). */
#define SOCKET_OVERHEAD 1024

struct waiting {
	struct waiting *next;
	size_t size;
	uint8_t packet[];
};

struct wdi_link {
	int fd;
	struct waiting *first, **end;
	size_t backlog; /* bytes that wait */
	uint8_t buffer[PACKET_MAX];
};

/* A message may hold keys. */
static void waiting_free(struct waiting *waiting)
{
	secret_wipe_bytes(waiting->packet, waiting->size);
	free(waiting);
}

const char *wdi_frame_error_name(int error)
{
	static const char *const names[] = {
		[WDI_FRAME_E_TRUNCATED] = "truncated frame",
		[WDI_FRAME_E_TOO_LONG] = "frame is too long",
		[WDI_FRAME_E_MAGIC] = "not a frame",
		[WDI_FRAME_E_VERSION] = "unknown frame version",
		[WDI_FRAME_E_KIND] = "unknown kind of frame",
		[WDI_FRAME_E_FIELD] = "field that has to be zero is not",
		[WDI_FRAME_E_NO_HEADER] = "message without header",
	};

	if (error <= 0 || (size_t)error >= array_size(names))
		return "no frame error";
	return names[error];
}

int wdi_frame_parse(const void *packet, size_t size, struct wdi_frame *ret)
{
	struct reader reader = reader_over(packet, size);
	uint32_t magic = reader_le32(&reader);
	uint16_t version = reader_le16(&reader);
	uint16_t kind = reader_le16(&reader);
	struct wdi_frame frame = { .id = reader_le32(&reader) };

	frame.status = reader_le32(&reader);
	frame.size = reader_le32(&reader);
	frame.bytes_needed = reader_le32(&reader);
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0)
		return WDI_FRAME_E_TRUNCATED;
	if (magic != FRAME_MAGIC)
		return WDI_FRAME_E_MAGIC;
	if (version != FRAME_VERSION)
		return WDI_FRAME_E_VERSION;
	if (kind < WDI_FRAME_REQUEST || kind > WDI_FRAME_INDICATION)
		return WDI_FRAME_E_KIND;
	if (kind != WDI_FRAME_RESULT && (frame.status != 0 || frame.bytes_needed != 0))
		return WDI_FRAME_E_FIELD;
	if (frame.size > WDI_LINK_MAX_MESSAGE)
		return WDI_FRAME_E_TOO_LONG;
	if (frame.size < WDI_FRAME_MIN_MESSAGE)
		return WDI_FRAME_E_NO_HEADER;
	frame.message = reader_bytes(&reader, frame.size);
	if (!frame.message)
		return WDI_FRAME_E_TRUNCATED;
	if (reader_end(&reader, READER_ALL_MUST_BE_READ) < 0)
		return WDI_FRAME_E_TOO_LONG;
	frame.kind = kind;
	*ret = frame;
	return 0;
}

int wdi_frame_write_header(const struct wdi_frame *frame, uint8_t ret_header[WDI_FRAME_HEADER_SIZE])
{
	struct writer writer = writer_over(ret_header, WDI_FRAME_HEADER_SIZE);

	if (frame->size < WDI_FRAME_MIN_MESSAGE || frame->size > WDI_LINK_MAX_MESSAGE)
		return -EMSGSIZE;
	writer_le32(&writer, FRAME_MAGIC);
	writer_le16(&writer, FRAME_VERSION);
	writer_le16(&writer, (uint16_t)frame->kind);
	writer_le32(&writer, frame->id);
	writer_le32(&writer, frame->status);
	writer_le32(&writer, (uint32_t)frame->size);
	writer_le32(&writer, frame->bytes_needed);
	return writer_end(&writer);
}

uint16_t wdi_frame_port(const struct wdi_frame *frame)
{
	struct reader reader = reader_over(frame->message, frame->size);

	return reader_le16(&reader);
}

uint32_t wdi_frame_header_status(const struct wdi_frame *frame)
{
	struct reader reader = reader_over(frame->message, frame->size);

	reader_skip(&reader, 4);
	return reader_le32(&reader);
}

uint32_t wdi_frame_transaction(const struct wdi_frame *frame)
{
	struct reader reader = reader_over(frame->message, frame->size);

	reader_skip(&reader, 8);
	return reader_le32(&reader);
}

/* Makes room for the longest packet; asks only if the kernel's default is too small. */
static int reserve_send_buffer(int fd)
{
	int wanted = PACKET_MAX + SOCKET_OVERHEAD;
	int size = 0;
	socklen_t length = sizeof(size);

	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &length) < 0)
		return -errno;
	if (size >= wanted)
		return 0;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof(wanted)) < 0)
		return -errno;
	length = sizeof(size);
	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &length) < 0)
		return -errno;
	return size >= wanted ? 0 : -ENOBUFS;
}

int wdi_link_socketpair(int ret_fds[2])
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) < 0)
		return -errno;
	for (int i = 0; i < 2; i++) {
		int r = reserve_send_buffer(fds[i]);

		if (r < 0) {
			close(fds[0]);
			close(fds[1]);
			return r;
		}
	}
	ret_fds[0] = fds[0];
	ret_fds[1] = fds[1];
	return 0;
}

int wdi_link_new(struct wdi_link **ret, int fd)
{
	_auto_fd_ int owned = fd;
	_auto_free_ struct wdi_link *link = NULL;
	socklen_t length = sizeof(int);
	int type = 0, flags, r;

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0)
		return -errno;
	if (type != SOCK_SEQPACKET)
		return -EPROTOTYPE;
	flags = fcntl(fd, F_GETFL);
	if (flags < 0 || (!(flags & O_NONBLOCK) && fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0))
		return -errno;
	r = reserve_send_buffer(fd);
	if (r < 0)
		return r;
	link = malloc(sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->fd = take_fd(owned);
	link->first = NULL;
	link->end = &link->first;
	link->backlog = 0;
	*ret = take_ptr(link);
	return 0;
}

struct wdi_link *wdi_link_free(struct wdi_link *link)
{
	if (!link)
		return NULL;
	while (link->first) {
		struct waiting *next = link->first->next;

		waiting_free(link->first);
		link->first = next;
	}
	close(link->fd);
	secret_wipe_bytes(link->buffer, sizeof(link->buffer)); /* the last message that came may have held keys */
	free(link);
	return NULL;
}

int wdi_link_fd(const struct wdi_link *link)
{
	return link->fd;
}

/* Return: 0; -EAGAIN; -ECONNRESET; other negative errno. */
static int send_packet(int fd, struct iovec *parts, size_t n_parts)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = n_parts };

	while (sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno == EINTR)
			continue;
		if (errno == EPIPE || errno == ENOTCONN)
			return -ECONNRESET;
		return -errno;
	}
	return 0;
}

static int send_later(struct wdi_link *link, const uint8_t *header, const struct wdi_frame *frame)
{
	size_t size = WDI_FRAME_HEADER_SIZE + frame->size;
	struct waiting *waiting;

	if (size > BACKLOG_MAX - link->backlog)
		return -ENOBUFS;
	waiting = malloc(sizeof(*waiting) + size);
	if (!waiting)
		return -ENOMEM;
	waiting->next = NULL;
	waiting->size = size;
	memcpy(waiting->packet, header, WDI_FRAME_HEADER_SIZE);
	memcpy(waiting->packet + WDI_FRAME_HEADER_SIZE, frame->message, frame->size);
	*link->end = waiting;
	link->end = &waiting->next;
	link->backlog += size;
	return 0;
}

int wdi_link_send(struct wdi_link *link, const struct wdi_frame *frame)
{
	uint8_t header[WDI_FRAME_HEADER_SIZE];
	struct iovec parts[2] = {
		{ .iov_base = header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)frame->message, .iov_len = frame->size },
	};
	int r;

	r = wdi_frame_write_header(frame, header);
	if (r < 0)
		return r;
	r = wdi_link_flush(link);
	if (r < 0)
		return r;
	if (link->first)
		return send_later(link, header, frame);
	r = send_packet(link->fd, parts, array_size(parts));
	return r == -EAGAIN ? send_later(link, header, frame) : r;
}

bool wdi_link_wants_output(const struct wdi_link *link)
{
	return link->first != NULL;
}

int wdi_link_flush(struct wdi_link *link)
{
	while (link->first) {
		struct waiting *waiting = link->first;
		struct iovec part = { .iov_base = waiting->packet, .iov_len = waiting->size };
		int r = send_packet(link->fd, &part, 1);

		if (r == -EAGAIN)
			return 0;
		if (r < 0)
			return r;
		link->first = waiting->next;
		if (!link->first)
			link->end = &link->first;
		link->backlog -= waiting->size;
		waiting_free(waiting);
	}
	return 0;
}

int wdi_link_receive(struct wdi_link *link, struct wdi_frame *ret)
{
	struct iovec part = { .iov_base = link->buffer, .iov_len = sizeof(link->buffer) };
	/* No room for control data: descriptors somebody hands over are closed by the kernel. */
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t size;

	do
		size = recvmsg(link->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	if (size == 0) /* the end; an empty packet cannot be told from it, and nobody who speaks this protocol sends one */
		return -ECONNRESET;
	if (message.msg_flags & MSG_TRUNC)
		return WDI_FRAME_E_TOO_LONG;
	if (message.msg_flags & MSG_CTRUNC)
		return WDI_FRAME_E_FIELD;
	return wdi_frame_parse(link->buffer, (size_t)size, ret);
}
