/*
 * libwdi for driver authors: an event loop plus a table of handlers makes a driver; framing, encoding, transaction ids, the order
 * of M1, M3 and M4 and the abort property are done here.
 *
 * A driver process is started by the service with a control socket (file descriptor number in the environment variable
 * WDI_CONTROL_FD). It announces each adapter over it; every adapter has a SOCK_SEQPACKET link of its own (docs/wdi-transport.md).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wdi/wdi.h"

struct wdi_driver;  /* the driver's end of one adapter's link */
struct wdi_request; /* one command from M1 until its last answer; the driver answers it exactly once to the end */

/* What a driver says of an adapter when it announces it. */
struct wdi_adapter_info {
	uint8_t guid[16];     /* interface GUID, the same at every start */
	const char *name;     /* for people and logs: "sim0", "wlan0"; UTF-8, at most 63 bytes */
	const char *description; /* "Simulated 802.11 adapter"; UTF-8, at most 255 bytes */
};

struct wdi_driver_handler {
	uint32_t oid; /* OID_WDI_... */
	/**
	 * handle() - M1 has arrived
	 * @params: the decoded message of @oid (const struct wdi_task_connect * and so on; NULL for messages without payload),
	 *          valid until @request has been answered to the end
	 *
	 * A property ends with wdi_request_complete(). A task goes on with wdi_request_start() (M3) and ends with
	 * wdi_request_finish() (M4). Either may be refused with wdi_request_fail().
	 */
	void (*handle)(struct wdi_request *request, const void *params, void *userdata);
	/* The host aborts this task between M3 and M4 (or a moment later): end it within 50 ms by wdi_request_finish() with
	 * NDIS_STATUS_REQUEST_ABORTED. NULL if the task is not abortable. Source: OID_WDI_ABORT_TASK. */
	void (*abort)(struct wdi_request *request, void *userdata);
};

/**
 * wdi_driver_announce() - tell the service of an adapter and make its link
 * @control_fd:  the control socket
 * @ret_fd:      our end of the new link; the caller owns it (hand it to wdi_driver_new())
 * @ret_data_fd: our end of the adapter's data socket; the caller owns it (hand it to wdi_driver_attach_data()). NULL: the adapter has
 *               none, and the service asks it for open networks only.
 *
 * Return: 0; -EINVAL for a name that is too long; negative errno of socketpair() and sendmsg().
 */
int wdi_driver_announce(int control_fd, const struct wdi_adapter_info *info, int *ret_fd, int *ret_data_fd);

/**
 * wdi_driver_new() - serve one adapter
 * @fd:       link, non-blocking; owned from now on, also on failure
 * @handlers: table that outlives the driver; an OID not in it answers NDIS_STATUS_NOT_SUPPORTED
 *
 * Return: 0; -ENOMEM; -ENOBUFS if the kernel's limit of send buffers is too small; -ENOTSOCK, -EPROTOTYPE if @fd is no link.
 */
int wdi_driver_new(struct wdi_driver **ret, int fd, const struct wdi_driver_handler *handlers, size_t n_handlers, void *userdata);
/* Requests that are open die with it. Not to be called by a handler. */
struct wdi_driver *wdi_driver_free(struct wdi_driver *driver);

/* The link, to be watched for input by the driver's loop (and for output while wdi_driver_wants_output()). */
int wdi_driver_fd(const struct wdi_driver *driver);
bool wdi_driver_wants_output(const struct wdi_driver *driver);

/**
 * wdi_driver_dispatch() - read what has arrived, call handlers, write what waits
 *
 * Return: 0; -ECONNRESET when the host is gone, -EBADMSG when it sent something else than requests, other negative errno of the
 * link: end the adapter.
 */
int wdi_driver_dispatch(struct wdi_driver *driver);

uint32_t wdi_request_oid(const struct wdi_request *request);
uint16_t wdi_request_port(const struct wdi_request *request);
uint32_t wdi_request_transaction(const struct wdi_request *request);
struct wdi_driver *wdi_request_driver(const struct wdi_request *request);

/* M3 of a property, with header Status @status and the result struct of its OID (NULL if it has none, or for a failure); or of a
 * task that does not start, with a Status other than success. Ends the request. */
void wdi_request_complete(struct wdi_request *request, uint32_t status, const void *result);

/* M3 of a task: started. */
void wdi_request_start(struct wdi_request *request);

/* M4 of a task (of one that was not started, M3 first): @completion is the struct of its completion indication (NULL if header only). Ends the request. */
void wdi_request_finish(struct wdi_request *request, uint32_t status, const void *completion);

/* Driver-level refusal instead of M3: request status @status (rule 50); of a started task, M4 with that Status. Ends the request. */
void wdi_request_fail(struct wdi_request *request, uint32_t status);

/**
 * wdi_driver_indicate() - M0, an unsolicited indication (transaction 0)
 * @id:      NDIS_STATUS_WDI_INDICATION_...
 * @payload: struct of that indication
 *
 * Return: 0; -EINVAL if @payload does not encode; -ENOMEM; -ECONNRESET.
 */
int wdi_driver_indicate(struct wdi_driver *driver, uint16_t port, uint32_t id, const void *payload);

/* One Ethernet frame of a port, on its way between the service and the air. Pointers are borrowed. */
struct wdi_data_frame {
	uint16_t port;
	uint8_t destination[6], source[6];
	uint16_t ethertype; /* 0x888e: EAPOL */
	const uint8_t *payload; /* behind the ethertype */
	size_t size; /* of the payload: at most WDI_DATA_MAX_PAYLOAD */
};

#define WDI_DATA_MAX_PAYLOAD 2304u

/**
 * wdi_driver_attach_data() - serve the adapter's data socket
 * @fd:      non-blocking; owned from now on, also on failure
 * @receive: a frame that the service sends to the air; called by wdi_driver_dispatch(), which empties the data socket before each
 *           request that it handles: a frame sent before a request comes before it
 *
 * Return: 0; -EALREADY if there is one.
 */
int wdi_driver_attach_data(struct wdi_driver *driver, int fd, void (*receive)(const struct wdi_data_frame *frame, void *userdata));

/* To be watched for input beside wdi_driver_fd(); then wdi_driver_dispatch(). -1 if there is none. */
int wdi_driver_data_fd(const struct wdi_driver *driver);

/**
 * wdi_driver_send_data() - hand a frame from the air to the service
 * Frames of a peer are sent after the association result that tells of it: keep those that come sooner.
 * Return: 0; -EMSGSIZE; -ENOTCONN without data socket; -EAGAIN if the service does not read (the frame is lost, as on the air);
 * -ECONNRESET.
 */
int wdi_driver_send_data(struct wdi_driver *driver, const struct wdi_data_frame *frame);
