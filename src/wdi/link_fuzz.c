/* Reaches wdi_frame_parse() and the header fields of what it accepts; what was accepted must be written back byte for byte. */
#include <stdlib.h>
#include <string.h>

#include "wdi/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t header[WDI_FRAME_HEADER_SIZE];
	struct wdi_frame frame;
	volatile uint32_t sink;

	if (wdi_frame_parse(data, size, &frame) != 0)
		return 0;
	sink = wdi_frame_port(&frame) + wdi_frame_header_status(&frame) + wdi_frame_transaction(&frame);
	(void)sink;
	if (wdi_frame_write_header(&frame, header) != 0 || memcmp(header, data, sizeof(header)) != 0 ||
	    frame.message != data + sizeof(header) || frame.size != size - sizeof(header))
		abort();
	return 0;
}
