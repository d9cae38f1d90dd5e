/*
 * Reaches dot11_interworking_find().
 *
 * The first byte says whether the rest is a list of elements, or the body of one of the two, which is then put into a list.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "dot11/interworking.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void find(const uint8_t *elements, size_t size)
{
	static const struct dot11_mac none = { { 0 } };
	struct dot11_interworking found;

	memset(&found, 0xff, sizeof(found));
	dot11_interworking_find(elements, size, &found);
	if (!found.is_supported && (found.has_venue || found.has_hessid || found.network_type != 0))
		abort();
	if (!found.has_hessid && !dot11_mac_equal(&found.hessid, &none))
		abort();
	if (found.network_type > 15)
		abort();
}

static void find_in_element(uint8_t id, const uint8_t *body, size_t size)
{
	uint8_t element[2 + 255];
	struct writer writer = writer_over(element, sizeof(element));

	writer_u8(&writer, id);
	writer_u8(&writer, (uint8_t)size);
	writer_bytes(&writer, body, size);
	if (writer_end(&writer) == 0)
		find(element, writer.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	switch (data[0] % 3) {
	case 0:
		find(data + 1, size - 1);
		break;
	case 1:
		find_in_element(107, data + 1, size - 1);
		break;
	case 2:
		find_in_element(108, data + 1, size - 1);
		break;
	}
	return 0;
}
