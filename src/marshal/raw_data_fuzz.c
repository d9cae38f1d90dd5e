/* Must reach the checks of marshal/raw_data with bytes of either end, and read every item of what they let pass. */
#include "marshal/raw_data.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int n = marshal_check_raw_data(data, size);

	for (int i = 0; i < n; i++) {
		const uint8_t *item;
		size_t item_size;

		marshal_raw_data_item(data, size, (size_t)i, &item, &item_size);
		if (item_size > 0 && (item < data || item_size > size || item > data + size - item_size))
			abort();
	}
	n = marshal_check_networks(data, size);
	for (int i = 0; i < n; i++) {
		uint32_t ssid_size, type;
		uint8_t ssid[32];

		marshal_network_at(data, size, (size_t)i, ssid, &ssid_size, &type);
		if (ssid_size > sizeof(ssid))
			abort();
	}
	return 0;
}
