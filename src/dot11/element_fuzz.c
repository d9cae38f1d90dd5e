/* Reaches dot11_element_next(), dot11_element_find(), dot11_elements_check() and dot11_elements_ssid(). */
#include <stdlib.h>

#include "dot11/element.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over(data, size);
	struct dot11_element element;
	struct dot11_ssid ssid;
	size_t walked = 0;

	while (dot11_element_next(&reader, &element))
		walked += 2 + (size_t)element.size;
	if ((dot11_elements_check(data, size) == 0) != (walked == size))
		abort();
	if (dot11_elements_ssid(data, size, &ssid) == 0 && ssid.size > 32)
		abort();
	return 0;
}
