#include "wdi/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/secret.h"
#include "driver/request.h"

/* Messages taken in one dispatch; more wait in the socket, so that one busy host does not starve the driver's other work. */
#define DISPATCH_MAX 64

static const struct wdi_driver_handler *find_handler(const struct wdi_driver *driver, uint32_t oid)
{
	for (size_t i = 0; i < driver->n_handlers; i++)
		if (driver->handlers[i].oid == oid)
			return &driver->handlers[i];
	return NULL;
}

/* Refuses a request before it has become one. */
static void refuse(struct wdi_driver *driver, const struct wdi_frame *frame, uint32_t status)
{
	struct wdi_header header = {
		.port_id = wdi_frame_port(frame),
		.status = status,
		.transaction_id = wdi_frame_transaction(frame),
	};

	request_send_header(driver, WDI_FRAME_RESULT, frame->id, status, &header);
}

static void take_abort(struct wdi_driver *driver, const struct wdi_frame *frame)
{
	_auto_free_ void *params = NULL;
	struct wdi_header header;
	int r;

	r = wdi_message_decode(frame->id, WDI_FROM_HOST, WDI_PEER_CURRENT, frame->message, frame->size, &header, &params);
	if (r != 0 || !params)
		refuse(driver, frame, wdi_parse_error_status(r));
	else
		request_abort(driver, &header, params);
}

static void take_request(struct wdi_driver *driver, const struct wdi_frame *frame)
{
	const struct wdi_driver_handler *handler = find_handler(driver, frame->id);
	const struct wdi_message_info *info = wdi_message_info(frame->id);
	struct wdi_request *request;
	struct wdi_header header;
	int r;

	if (frame->id == OID_WDI_ABORT_TASK) {
		take_abort(driver, frame);
		return;
	}
	if (!handler || !info) {
		log_debug("driver: request 0x%08x is not supported", frame->id);
		refuse(driver, frame, NDIS_STATUS_NOT_SUPPORTED);
		return;
	}
	request = calloc(1, sizeof(*request) + frame->size);
	if (!request) {
		refuse(driver, frame, NDIS_STATUS_RESOURCES);
		return;
	}
	/* What is decoded borrows from the message, and the request outlives the link's buffer. */
	memcpy(request->message, frame->message, frame->size);
	request->size = frame->size;
	r = wdi_message_decode(frame->id, WDI_FROM_HOST, WDI_PEER_CURRENT, request->message, frame->size, &header, &request->params);
	if (r != 0) {
		log_debug("driver: request 0x%08x is malformed: error %d", frame->id, r);
		request_free(request);
		refuse(driver, frame, wdi_parse_error_status(r));
		return;
	}
	request->driver = driver;
	request->handler = handler;
	request->oid = frame->id;
	request->port = header.port_id;
	request->transaction = header.transaction_id;
	request->completion = info->completion;
	request->next = driver->requests;
	driver->requests = request;
	handler->handle(request, request->params, driver->userdata);
}

/* A service that closes the data socket ends the link too: the link tells. */
static void take_data(struct wdi_driver *driver)
{
	uint8_t buffer[WDI_DATA_PACKET_MAX];

	if (driver->data_fd < 0)
		return;
	for (int i = 0; i < DISPATCH_MAX; i++) {
		struct wdi_data_frame frame;
		int r = wdi_data_receive(driver->data_fd, buffer, &frame);

		if (r == 0)
			driver->receive_data(&frame, driver->userdata);
		else if (r == -EBADMSG)
			log_debug("driver: a packet on the data socket is no frame: dropped");
		else
			return;
	}
}

void request_free(struct wdi_request *request)
{
	secret_wipe_bytes(request->message, request->size);
	free(request->params);
	free(request);
}

int wdi_driver_new(struct wdi_driver **ret, int fd, const struct wdi_driver_handler *handlers, size_t n_handlers, void *userdata)
{
	_auto_free_ struct wdi_driver *driver = NULL;
	int r;

	driver = calloc(1, sizeof(*driver));
	if (!driver) {
		close(fd);
		return -ENOMEM;
	}
	r = wdi_link_new(&driver->link, fd);
	if (r < 0)
		return r;
	driver->data_fd = -1;
	driver->handlers = handlers;
	driver->n_handlers = n_handlers;
	driver->userdata = userdata;
	*ret = take_ptr(driver);
	return 0;
}

struct wdi_driver *wdi_driver_free(struct wdi_driver *driver)
{
	if (!driver)
		return NULL;
	while (driver->requests) {
		struct wdi_request *next = driver->requests->next;

		request_free(driver->requests);
		driver->requests = next;
	}
	wdi_link_free(driver->link);
	if (driver->data_fd >= 0)
		close(driver->data_fd);
	free(driver);
	return NULL;
}

int wdi_driver_fd(const struct wdi_driver *driver)
{
	return wdi_link_fd(driver->link);
}

bool wdi_driver_wants_output(const struct wdi_driver *driver)
{
	return wdi_link_wants_output(driver->link);
}

int wdi_driver_dispatch(struct wdi_driver *driver)
{
	int r;

	r = wdi_link_flush(driver->link);
	if (r < 0)
		driver->error = r;
	for (int i = 0; i < DISPATCH_MAX && driver->error == 0; i++) {
		struct wdi_frame frame;

		r = wdi_link_receive(driver->link, &frame);
		if (r == -EAGAIN)
			break;
		if (r > 0) {
			log_debug("driver: host sent garbage: %s", wdi_frame_error_name(r));
			driver->error = -EBADMSG;
		} else if (r < 0) {
			driver->error = r;
		} else if (frame.kind != WDI_FRAME_REQUEST) {
			log_debug("driver: host sent message 0x%08x, which is not a request", frame.id);
			driver->error = -EBADMSG;
		} else {
			take_data(driver); /* a frame sent before a request comes before it */
			take_request(driver, &frame);
		}
	}
	if (driver->error == 0)
		take_data(driver);
	return driver->error;
}

int wdi_driver_indicate(struct wdi_driver *driver, uint16_t port, uint32_t id, const void *payload)
{
	struct wdi_header header = { .port_id = port };
	_auto_free_ uint8_t *message = NULL;
	size_t size = 0;
	int r;

	if (driver->error < 0)
		return driver->error;
	r = wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, payload, &message, &size);
	if (r == -ENOMEM)
		return r;
	if (r != 0 || size > WDI_LINK_MAX_MESSAGE)
		return -EINVAL;
	request_send(driver, &(struct wdi_frame){ .kind = WDI_FRAME_INDICATION, .id = id, .message = message, .size = size });
	return driver->error;
}

int wdi_driver_attach_data(struct wdi_driver *driver, int fd, void (*receive)(const struct wdi_data_frame *frame, void *userdata))
{
	if (driver->data_fd >= 0) {
		close(fd);
		return -EALREADY;
	}
	driver->data_fd = fd;
	driver->receive_data = receive;
	return 0;
}

int wdi_driver_data_fd(const struct wdi_driver *driver)
{
	return driver->data_fd;
}

int wdi_driver_send_data(struct wdi_driver *driver, const struct wdi_data_frame *frame)
{
	if (driver->data_fd < 0)
		return -ENOTCONN;
	/* It would overtake the messages that wait, which may be those that tell of its peer. */
	if (wdi_link_wants_output(driver->link))
		return -EAGAIN;
	return wdi_data_send(driver->data_fd, frame);
}
