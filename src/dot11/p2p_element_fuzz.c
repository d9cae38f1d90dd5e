/*
 * Reaches dot11_p2p_find() and dot11_p2p_write(): the input is a list of elements, or what follows the type in one P2P element.
 */
#include <stdlib.h>
#include <string.h>

#include "dot11/p2p_element.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void find(const uint8_t *elements, size_t size)
{
	uint8_t buffer[257];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_p2p p2p, again;

	if (dot11_p2p_find(elements, size, &p2p) < 0)
		return;
	dot11_p2p_write(&writer, &p2p);
	if (writer_end(&writer) < 0 || dot11_p2p_find(buffer, writer.size, &again) < 0 || again.name_size != p2p.name_size ||
	    memcmp(again.name, p2p.name, p2p.name_size) != 0 || !dot11_mac_equal(&again.device, &p2p.device) ||
	    !dot11_mac_equal(&again.device_id, &p2p.device_id) || again.device_capability != p2p.device_capability ||
	    again.group_capability != p2p.group_capability)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t element[2 + 255] = { 221, 0, 0x50, 0x6f, 0x9a, 9 };

	find(data, size);
	if (size <= 255 - 4) {
		element[1] = (uint8_t)(4 + size);
		if (size > 0)
			memcpy(element + 6, data, size);
		find(element, 6 + size);
	}
	return 0;
}
