/* Reaches wdi_data_parse(), and wdi_data_send() and wdi_data_receive() with what it accepts. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wdi/data.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static int fds[2] = { -1, -1 };
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame frame, back;

	if (fds[0] < 0 && wdi_data_socketpair(fds) < 0)
		abort();
	if (wdi_data_parse(bytes, size, &frame) < 0)
		return 0;
	if (wdi_data_send(fds[0], &frame) != 0 || wdi_data_receive(fds[1], buffer, &back) != 0)
		abort();
	if (back.port != frame.port || back.ethertype != frame.ethertype || back.size != frame.size ||
	    (frame.size > 0 && memcmp(back.payload, frame.payload, frame.size) != 0))
		abort();
	return 0;
}
