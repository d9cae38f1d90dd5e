/* Must reach the checks of marshal/list with bytes of the service, which a client trusts no further than it must. */
#include "marshal/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	marshal_check_list(&marshal_network, data, size);
	marshal_check_list(&marshal_network2, data, size);
	marshal_check_list(&marshal_interface_info, data, size);
	return 0;
}
