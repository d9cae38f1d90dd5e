/*
 * Reaches event_parse(), event_frame_parse(), event_judge_loss(), event_is_unprotected_end() and event_sa_query_response()
 * with any bytes as one netlink message.
 */
#include <stdlib.h>
#include <string.h>

#include "nl80211/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dot11_mac own = { { 2, 0, 0, 0, 1, 0 } };
	static const struct dot11_mac peer = { { 2, 0, 0, 0, 0, 0 } };
	struct nlmsghdr *message;
	struct event event;
	struct event_loss loss;
	struct event_frame frame;
	uint16_t transaction;
	volatile uint8_t sum = 0; /* so that the bytes are read indeed */

	if (size > 65536 - NLMSG_HDRLEN)
		return 0;
	message = malloc(NLMSG_HDRLEN + size);
	if (!message)
		return 0;
	memset(message, 0, NLMSG_HDRLEN);
	message->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size);
	if (size)
		memcpy((uint8_t *)message + NLMSG_HDRLEN, data, size);
	if (event_parse(message, &event) == 0) {
		event_judge_loss(&event, &own, &peer, &loss);
		for (size_t i = 0; i < loss.body_size; i++)
			sum = sum ^ loss.body[i];
		for (size_t i = 0; i < event.response_elements_size; i++)
			sum = sum ^ event.response_elements[i];
		for (size_t i = 0; i < event.request_elements_size; i++)
			sum = sum ^ event.request_elements[i];
		for (size_t i = 0; i < event.frame_size; i++)
			sum = sum ^ event.frame[i];
		sum = sum ^ event_is_unprotected_end(&event, &peer);
		if (event.frame && event_frame_parse(event.frame, event.frame_size, &frame) == 0 &&
		    event_sa_query_response(&frame, &transaction) == 0)
			sum = sum ^ (uint8_t)transaction;
	}
	free(message);
	return 0;
}
