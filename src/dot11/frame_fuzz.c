/* Reaches dot11_frame_parse(), dot11_data_parse() and dot11_management_parse(); management frames that parse are built again and must
 * parse to the same. */
#include <stdlib.h>
#include <string.h>

#include "dot11/data.h"
#include "dot11/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t buffer[65536];
	struct dot11_frame frame, again;
	struct dot11_data carried;
	int built;

	if (dot11_frame_parse(data, size, &frame) < 0)
		return 0;
	if (dot11_data_parse(&frame, &carried) == 0 && carried.payload + carried.size != data + size)
		abort();
	if (!frame.is_management)
		return 0;
	built = dot11_frame_build(buffer, sizeof(buffer), &frame.header, &frame.management);
	if (built < 0)
		return 0;
	if (dot11_frame_parse(buffer, (size_t)built, &again) < 0)
		abort();
	if (again.management.reason != frame.management.reason || again.management.status != frame.management.status ||
	    again.management.elements.size != frame.management.elements.size)
		abort();
	return 0;
}
