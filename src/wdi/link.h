/*
 * One end of an adapter's link: a SOCK_SEQPACKET socket on which one packet is one WDI message behind a frame header that says
 * what the message itself does not: its id, whether it is request, result or indication, and the request status.
 * docs/wdi-transport.md has the layout.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wdi_link;

/* Largest WDI message (header and TLVs) that passes a link. */
#define WDI_LINK_MAX_MESSAGE (128u * 1024u)

/* Bytes in front of the message in each packet. */
#define WDI_FRAME_HEADER_SIZE 24u

/* Every message has at least its own header: the answer to a request that could not be read carries that much too. */
#define WDI_FRAME_MIN_MESSAGE 16u

enum wdi_frame_kind {
	WDI_FRAME_REQUEST = 1, /* M1, host to driver */
	WDI_FRAME_RESULT, /* M3, driver to host */
	WDI_FRAME_INDICATION, /* M0 and M4, driver to host */
};

struct wdi_frame {
	enum wdi_frame_kind kind;
	uint32_t id; /* OID_WDI_... or NDIS_STATUS_WDI_INDICATION_... */
	uint32_t status; /* request status of a result (rules 49, 50); 0 in the others */
	uint32_t bytes_needed; /* of a result refused because the host's room did not suffice (rule 52); else 0 */
	const uint8_t *message; /* WDI header and TLVs */
	size_t size;
};

/* What is wrong with a packet. */
enum wdi_frame_error {
	WDI_FRAME_E_TRUNCATED = 1, /* fewer bytes than the frame header, or than the length in it */
	WDI_FRAME_E_TOO_LONG, /* more than WDI_LINK_MAX_MESSAGE, or bytes behind the message */
	WDI_FRAME_E_MAGIC, /* not a frame of this protocol */
	WDI_FRAME_E_VERSION, /* a frame version we do not speak */
	WDI_FRAME_E_KIND, /* neither request, result nor indication */
	WDI_FRAME_E_FIELD, /* a field that has to be zero in this kind is not */
	WDI_FRAME_E_NO_HEADER, /* the message is shorter than a WDI header */
};

/* The words of an enum wdi_frame_error, for logs. */
const char *wdi_frame_error_name(int error);

/**
 * wdi_frame_parse() - take one packet apart
 * @packet: @size bytes
 * @ret:    message points into @packet
 *
 * Return: 0; positive enum wdi_frame_error.
 */
int wdi_frame_parse(const void *packet, size_t size, struct wdi_frame *ret);

/* Writes the WDI_FRAME_HEADER_SIZE bytes that precede @frame's message. Return: 0; -EMSGSIZE if the message is too long or short. */
int wdi_frame_write_header(const struct wdi_frame *frame, uint8_t ret_header[WDI_FRAME_HEADER_SIZE]);

/* Fields of the WDI header in front of each message; @message has WDI_FRAME_MIN_MESSAGE bytes. */
uint16_t wdi_frame_port(const struct wdi_frame *frame);
uint32_t wdi_frame_header_status(const struct wdi_frame *frame);
uint32_t wdi_frame_transaction(const struct wdi_frame *frame);

/**
 * wdi_link_socketpair() - both ends of a link
 * @ret_fds: [0] ours, [1] theirs; non-blocking, close-on-exec, large enough for the longest packet
 *
 * Return: 0; -ENOBUFS if the kernel's net.core.wmem_max does not allow a packet of WDI_LINK_MAX_MESSAGE; errno of socketpair().
 */
int wdi_link_socketpair(int ret_fds[2]);

/**
 * wdi_link_new() - make a link of a socket
 * @fd: SOCK_SEQPACKET; owned from now on, also on failure; made non-blocking here
 *
 * Return: 0; -ENOMEM; -ENOBUFS as in wdi_link_socketpair(); -ENOTSOCK, -EPROTOTYPE if @fd is something else.
 */
int wdi_link_new(struct wdi_link **ret, int fd);
struct wdi_link *wdi_link_free(struct wdi_link *link);

int wdi_link_fd(const struct wdi_link *link);

/**
 * wdi_link_send() - send a frame, at once if the socket takes it, else behind those that wait already
 *
 * Return: 0; -EMSGSIZE; -ENOMEM; -ENOBUFS when more than 16 MiB wait (the other side does not read); -ECONNRESET when the
 * other side is gone; other negative errno of send().
 */
int wdi_link_send(struct wdi_link *link, const struct wdi_frame *frame);

/* Frames wait for the socket to be writable: watch it for output and call wdi_link_flush(). */
bool wdi_link_wants_output(const struct wdi_link *link);
/* Return: 0, frames may still wait; errors as wdi_link_send(). */
int wdi_link_flush(struct wdi_link *link);

/**
 * wdi_link_receive() - the next frame
 * @ret: message is valid until the next call of this function
 *
 * Return: 0; -EAGAIN when nothing has arrived; -ECONNRESET when the other side is gone; positive enum wdi_frame_error when it
 * sent something else than a frame, or handed over a file descriptor; other negative errno of recvmsg().
 */
int wdi_link_receive(struct wdi_link *link, struct wdi_frame *ret);
