#include "driver/announce.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/utf16.h"
#include "wdi/data.h"
#include "wdi/driver.h"
#include "wdi/link.h"

#define ANNOUNCE_MAGIC 0x41494457u /* "WDIA" in memory */
#define ANNOUNCE_VERSION 1u

/* More descriptors than we accept, so that a surplus is seen and closed. */
#define DESCRIPTORS_MAX 8

static bool is_plain_text(const char *text)
{
	_auto_free_ uint16_t *units = NULL;

	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return utf16_dup_from_utf8(text, &units) == 0;
}

static int announcement_write(const struct wdi_adapter_info *info, uint8_t *packet, size_t capacity, size_t *ret_size)
{
	const char *description = info->description ? info->description : "";
	size_t name_size = info->name ? strlen(info->name) : 0;
	size_t description_size = strlen(description);
	struct writer writer = writer_over(packet, capacity);

	if (name_size == 0 || name_size > WDI_ANNOUNCE_NAME_MAX || description_size > WDI_ANNOUNCE_DESCRIPTION_MAX)
		return -EINVAL;
	if (!is_plain_text(info->name) || !is_plain_text(description))
		return -EINVAL;
	writer_le32(&writer, ANNOUNCE_MAGIC);
	writer_le16(&writer, ANNOUNCE_VERSION);
	writer_le16(&writer, 0);
	writer_bytes(&writer, info->guid, sizeof(info->guid));
	writer_le16(&writer, (uint16_t)name_size);
	writer_le16(&writer, (uint16_t)description_size);
	writer_bytes(&writer, info->name, name_size);
	writer_bytes(&writer, description, description_size);
	*ret_size = writer.size;
	return writer_end(&writer);
}

int wdi_announcement_parse(const void *packet, size_t size, struct wdi_announcement *ret)
{
	struct wdi_announcement announcement = { 0 };
	struct reader reader = reader_over(packet, size);
	uint32_t magic = reader_le32(&reader);
	uint16_t version = reader_le16(&reader);
	uint16_t reserved = reader_le16(&reader);
	uint16_t name_size, description_size;

	reader_copy(&reader, announcement.guid, sizeof(announcement.guid));
	name_size = reader_le16(&reader);
	description_size = reader_le16(&reader);
	if (magic != ANNOUNCE_MAGIC || version != ANNOUNCE_VERSION || reserved != 0)
		return -EBADMSG;
	if (name_size == 0 || name_size > WDI_ANNOUNCE_NAME_MAX || description_size > WDI_ANNOUNCE_DESCRIPTION_MAX)
		return -EBADMSG;
	reader_copy(&reader, announcement.name, name_size);
	reader_copy(&reader, announcement.description, description_size);
	if (reader_end(&reader, READER_ALL_MUST_BE_READ) < 0)
		return -EBADMSG;
	/* A zero inside a text would make two names look the same. */
	if (strlen(announcement.name) != name_size || strlen(announcement.description) != description_size)
		return -EBADMSG;
	if (!is_plain_text(announcement.name) || !is_plain_text(announcement.description))
		return -EBADMSG;
	*ret = announcement;
	return 0;
}

/* @fds: one or two */
static int send_with_descriptors(int control_fd, const void *packet, size_t size, const int *fds, size_t n_fds)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(2 * sizeof(int))];
	} control = { 0 };
	struct iovec part = { .iov_base = (void *)packet, .iov_len = size };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_SPACE(n_fds * sizeof(int)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
	memcpy(CMSG_DATA(header), fds, n_fds * sizeof(int));
	while (sendmsg(control_fd, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int wdi_driver_announce(int control_fd, const struct wdi_adapter_info *info, int *ret_fd, int *ret_data_fd)
{
	uint8_t packet[WDI_ANNOUNCE_PACKET_MAX];
	int link[2], data[2] = { -1, -1 };
	size_t size;
	int r;

	r = announcement_write(info, packet, sizeof(packet), &size);
	if (r < 0)
		return r;
	r = wdi_link_socketpair(link);
	if (r < 0)
		return r;
	_auto_fd_ int our_link = link[0];
	_auto_fd_ int their_link = link[1];

	r = ret_data_fd ? wdi_data_socketpair(data) : 0;
	if (r < 0)
		return r;
	_auto_fd_ int our_data = data[0];
	_auto_fd_ int their_data = data[1];

	r = send_with_descriptors(control_fd, packet, size, (const int[]){ their_link, their_data }, ret_data_fd ? 2 : 1);
	if (r < 0)
		return r;
	*ret_fd = take_fd(our_link);
	if (ret_data_fd)
		*ret_data_fd = take_fd(our_data);
	return 0;
}

/* Takes all descriptors out of a message. Return: how many, of which the first DESCRIPTORS_MAX are in @fds. */
static size_t take_descriptors(struct msghdr *message, int fds[DESCRIPTORS_MAX])
{
	size_t n_fds = 0;

	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
		size_t n;

		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		n = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n && n_fds < DESCRIPTORS_MAX; i++)
			memcpy(&fds[n_fds++], CMSG_DATA(header) + i * sizeof(int), sizeof(int));
	}
	return n_fds;
}

int wdi_announcement_receive(int control_fd, struct wdi_announcement *ret, int *ret_fd, int *ret_data_fd)
{
	uint8_t packet[WDI_ANNOUNCE_PACKET_MAX];
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * DESCRIPTORS_MAX)];
	} control;
	struct iovec part = { .iov_base = packet, .iov_len = sizeof(packet) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	int fds[DESCRIPTORS_MAX];
	size_t n_fds;
	ssize_t size;
	int r;

	do
		size = recvmsg(control_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	n_fds = take_descriptors(&message, fds);
	if (size == 0 && n_fds == 0)
		return -ECONNRESET;
	if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) || n_fds < 1 || n_fds > 2)
		r = -EBADMSG;
	else
		r = wdi_announcement_parse(packet, (size_t)size, ret);
	if (r == 0) {
		*ret_fd = fds[0];
		*ret_data_fd = n_fds > 1 ? fds[1] : -1;
		return 0;
	}
	for (size_t i = 0; i < n_fds; i++)
		close(fds[i]);
	return r;
}
