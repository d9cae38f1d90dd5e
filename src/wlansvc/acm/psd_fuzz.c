/* Must reach psd_extract() with the bytes of a program's beacon; what it finds must lie in them. */
#include <stdlib.h>

#include "wlansvc/acm/psd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psd_item items[8];
	int n = psd_extract(data, size, "http://schemas.xmlsoaps.org/ws/2004/10/discovery", items, 8);

	for (int i = 0; i < n; i++)
		if (items[i].data < data || items[i].data + items[i].size > data + size)
			abort();
	return 0;
}
