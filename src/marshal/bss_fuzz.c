/* Must reach the checks of marshal/bss with bytes of the service, which a client trusts no further than it must. */
#include "marshal/bss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	marshal_check_bss_list(data, size);
	marshal_bss_ies_size(data, size);
	return 0;
}
