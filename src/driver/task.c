/* The duties of a request after M1: M3 and M4, each once and in this order, and the abort property. Rules 34, 42, 43, 60-64. */
#include "driver/request.h"

#include <assert.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/log.h"

void request_send(struct wdi_driver *driver, const struct wdi_frame *frame)
{
	int r = driver->error < 0 ? 0 : wdi_link_send(driver->link, frame);

	if (r < 0) {
		log_debug("driver: cannot send message 0x%08x: error %d", frame->id, -r);
		driver->error = r;
	}
}

void request_send_header(struct wdi_driver *driver, enum wdi_frame_kind kind, uint32_t id, uint32_t request_status,
			 const struct wdi_header *header)
{
	uint8_t message[WDI_FRAME_MIN_MESSAGE];
	struct writer writer = writer_over(message, sizeof(message));

	writer_le16(&writer, header->port_id);
	writer_le16(&writer, 0);
	writer_le32(&writer, header->status);
	writer_le32(&writer, header->transaction_id);
	writer_le32(&writer, header->ihv_specific_id);
	request_send(driver, &(struct wdi_frame){
				     .kind = kind,
				     .id = id,
				     .status = request_status,
				     .message = message,
				     .size = writer.size,
			     });
}

static struct wdi_header header_of(const struct wdi_request *request, uint32_t status)
{
	return (struct wdi_header){
		.port_id = request->port,
		.status = status,
		.transaction_id = request->transaction,
	};
}

/*
 * Sends the message that ends a request. A failure has no payload unless the driver gives one (rule 57). A payload that does not
 * encode is the driver's mistake; the host still gets its answer, which then says so.
 */
static void send_end(struct wdi_request *request, enum wdi_frame_kind kind, uint32_t id, uint32_t status, const void *payload)
{
	struct wdi_header header = header_of(request, status);
	_auto_free_ uint8_t *message = NULL;
	size_t size = 0;
	int r;

	if (!payload && status != NDIS_STATUS_SUCCESS) {
		request_send_header(request->driver, kind, id, NDIS_STATUS_SUCCESS, &header);
		return;
	}
	r = wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, payload, &message, &size);
	if (r != 0 || size > WDI_LINK_MAX_MESSAGE) {
		log_debug("driver: answer 0x%08x to request 0x%08x cannot be encoded: error %d", id, request->oid, r);
		header.status = NDIS_STATUS_FAILURE;
		request_send_header(request->driver, kind, id, NDIS_STATUS_SUCCESS, &header);
		return;
	}
	request_send(request->driver, &(struct wdi_frame){ .kind = kind, .id = id, .message = message, .size = size });
}

static void request_end(struct wdi_request *request)
{
	struct wdi_request **at = &request->driver->requests;

	while (*at != request)
		at = &(*at)->next;
	*at = request->next;
	request_free(request);
}

uint32_t wdi_request_oid(const struct wdi_request *request)
{
	return request->oid;
}

uint16_t wdi_request_port(const struct wdi_request *request)
{
	return request->port;
}

uint32_t wdi_request_transaction(const struct wdi_request *request)
{
	return request->transaction;
}

struct wdi_driver *wdi_request_driver(const struct wdi_request *request)
{
	return request->driver;
}

void wdi_request_complete(struct wdi_request *request, uint32_t status, const void *result)
{
	/* A task whose M3 says success has started and owes an M4 (rule 43). */
	assert(request->completion == 0 || (!request->is_started && status != NDIS_STATUS_SUCCESS));
	send_end(request, WDI_FRAME_RESULT, request->oid, status, request->completion ? NULL : result);
	request_end(request);
}

void wdi_request_start(struct wdi_request *request)
{
	struct wdi_header header = header_of(request, NDIS_STATUS_SUCCESS);

	assert(request->completion != 0 && !request->is_started);
	request->is_started = true;
	request_send_header(request->driver, WDI_FRAME_RESULT, request->oid, NDIS_STATUS_SUCCESS, &header);
}

void wdi_request_finish(struct wdi_request *request, uint32_t status, const void *completion)
{
	assert(request->completion != 0);
	if (!request->is_started) /* a task that is done at once: M4 is indicated only for a started one (rule 43) */
		wdi_request_start(request);
	send_end(request, WDI_FRAME_INDICATION, request->completion, status, completion);
	request_end(request);
}

void wdi_request_fail(struct wdi_request *request, uint32_t status)
{
	struct wdi_header header = header_of(request, status);

	if (request->is_started) { /* M3 is out and has not failed; only M4 can say so now */
		wdi_request_finish(request, status, NULL);
		return;
	}
	request_send_header(request->driver, WDI_FRAME_RESULT, request->oid, status, &header);
	request_end(request);
}

void request_abort(struct wdi_driver *driver, const struct wdi_header *header, const struct wdi_abort_task *params)
{
	const struct wdi_tlv_cancel_parameters *target = &params->cancel_parameters;
	struct wdi_header answer = { .port_id = header->port_id, .transaction_id = header->transaction_id };
	struct wdi_request *request = driver->requests;

	while (request && (request->transaction != target->original_transaction_id || request->oid != target->original_task_oid ||
			   request->port != target->original_port_id))
		request = request->next;

	/* Both answers are always delivered; the task may have ended while the abort was under way (rules 63, 64). */
	answer.status = request && !request->is_started ? NDIS_STATUS_INVALID_STATE : NDIS_STATUS_SUCCESS;
	request_send_header(driver, WDI_FRAME_RESULT, OID_WDI_ABORT_TASK, NDIS_STATUS_SUCCESS, &answer);
	if (!request || !request->is_started || request->is_aborted || !request->handler->abort)
		return;
	request->is_aborted = true;
	request->handler->abort(request, driver->userdata);
}
