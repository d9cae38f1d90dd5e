/* Inside of the SDK: what driver.c (arrival) and task.c (duties of an open request) share. Nobody else includes this. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wdi/data.h"
#include "wdi/driver.h"
#include "wdi/link.h"

struct wdi_request {
	struct wdi_driver *driver;
	struct wdi_request *next; /* of all open requests of the driver */
	const struct wdi_driver_handler *handler;
	uint32_t oid;
	uint16_t port;
	uint32_t transaction;
	uint32_t completion; /* id of the M4; 0 for a property */
	bool is_started; /* M3 is out, M4 is owed */
	bool is_aborted; /* abort() has been called */
	void *params; /* decoded M1; points into @message */
	size_t size;
	uint8_t message[]; /* may hold keys: wiped with the request */
};

struct wdi_driver {
	struct wdi_link *link;
	int data_fd; /* -1 if there is none */
	void (*receive_data)(const struct wdi_data_frame *frame, void *userdata);
	const struct wdi_driver_handler *handlers;
	size_t n_handlers;
	void *userdata;
	struct wdi_request *requests;
	int error; /* why the link is of no use any more; reported by the next dispatch */
};

/* Forgets a request that is not in the driver's list any more, or was never. */
void request_free(struct wdi_request *request);

/* Sends one message; a failure is kept in driver->error. */
void request_send(struct wdi_driver *driver, const struct wdi_frame *frame);

/* Sends M3 that is the header alone: a refusal (@request_status) or the result of something without payload. */
void request_send_header(struct wdi_driver *driver, enum wdi_frame_kind kind, uint32_t id, uint32_t request_status,
			 const struct wdi_header *header);

/* OID_WDI_ABORT_TASK: answers it, then ends its target if there is one. */
void request_abort(struct wdi_driver *driver, const struct wdi_header *header, const struct wdi_abort_task *params);

