#include "wdi/data.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/bytes.h"

int wdi_data_parse(const void *packet, size_t size, struct wdi_data_frame *ret)
{
	struct reader reader = reader_over(packet, size);
	struct wdi_data_frame frame = { .port = reader_le16(&reader) };
	uint16_t reserved = reader_le16(&reader);

	reader_copy(&reader, frame.destination, sizeof(frame.destination));
	reader_copy(&reader, frame.source, sizeof(frame.source));
	frame.ethertype = reader_be16(&reader);
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0 || reserved != 0 || reader.left > WDI_DATA_MAX_PAYLOAD)
		return -EBADMSG;
	frame.size = reader.left;
	frame.payload = reader_bytes(&reader, reader.left);
	*ret = frame;
	return 0;
}

int wdi_data_socketpair(int ret_fds[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ret_fds) < 0 ? -errno : 0;
}

int wdi_data_send(int fd, const struct wdi_data_frame *frame)
{
	uint8_t header[WDI_DATA_HEADER_SIZE];
	struct writer writer = writer_over(header, sizeof(header));
	struct iovec parts[2] = {
		{ .iov_base = header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)frame->payload, .iov_len = frame->size },
	};
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	if (frame->size > WDI_DATA_MAX_PAYLOAD)
		return -EMSGSIZE;
	writer_le16(&writer, frame->port);
	writer_le16(&writer, 0);
	writer_bytes(&writer, frame->destination, sizeof(frame->destination));
	writer_bytes(&writer, frame->source, sizeof(frame->source));
	writer_be16(&writer, frame->ethertype);
	while (sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
		if (errno == EPIPE || errno == ECONNRESET)
			return -ECONNRESET;
		if (errno == EWOULDBLOCK || errno == ENOBUFS)
			return -EAGAIN;
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int wdi_data_receive(int fd, uint8_t *buffer, struct wdi_data_frame *ret)
{
	struct iovec part = { .iov_base = buffer, .iov_len = WDI_DATA_PACKET_MAX };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t size;

	do
		size = recvmsg(fd, &message, MSG_DONTWAIT);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : errno == EPIPE ? -ECONNRESET : -errno;
	if (size == 0)
		return -ECONNRESET;
	return message.msg_flags & MSG_TRUNC ? -EBADMSG : wdi_data_parse(buffer, (size_t)size, ret);
}
