/* Must reach the checks of marshal/query with bytes of the service, which a client trusts no further than it must. */
#include "marshal/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (uint32_t i = 0; i < 32; i++) {
		marshal_check_query(i, data, size);
		marshal_check_notification(8, i, data, size);
		marshal_check_notification(16, i, data, size);
	}
	return 0;
}
