#include "marshal/list.h"

#include <errno.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "marshal/text.h"

size_t marshal_list_size(const struct marshal_item *item, size_t n)
{
	return MARSHAL_LIST_HEADER + (n > 0 ? n : 1) * item->size;
}

void marshal_list_begin(void *list, size_t n)
{
	struct writer w = writer_over(list, MARSHAL_LIST_HEADER);

	writer_le32(&w, (uint32_t)n);
	writer_le32(&w, 0);
}

int marshal_check_list(const struct marshal_item *item, const void *list, size_t size)
{
	struct reader r = reader_over(list, size);
	uint32_t n = reader_le32(&r);
	uint32_t cursor = reader_le32(&r);

	if (r.failed || cursor != 0 || r.left % item->size != 0 || r.left / item->size != (n > 0 ? n : 1))
		return -EBADMSG;
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *at = reader_bytes(&r, item->size);

		if (!at || !marshal_is_terminated(at + item->name_offset, WLAN_MAX_NAME_LENGTH))
			return -EBADMSG;
	}
	return 0;
}

const struct marshal_item marshal_interface_info = {
	.size = sizeof(WLAN_INTERFACE_INFO),
	.name_offset = offsetof(WLAN_INTERFACE_INFO, strInterfaceDescription),
};

const struct marshal_item marshal_network = {
	.size = sizeof(WLAN_AVAILABLE_NETWORK),
	.name_offset = offsetof(WLAN_AVAILABLE_NETWORK, strProfileName),
};

const struct marshal_item marshal_network2 = {
	.size = sizeof(WLAN_AVAILABLE_NETWORK_V2),
	.name_offset = offsetof(WLAN_AVAILABLE_NETWORK_V2, strProfileName),
};

const struct marshal_item marshal_profile_info = {
	.size = sizeof(WLAN_PROFILE_INFO),
	.name_offset = offsetof(WLAN_PROFILE_INFO, strProfileName),
};

_Static_assert(sizeof(WLAN_INTERFACE_INFO) == 532, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_AVAILABLE_NETWORK) == 628, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_AVAILABLE_NETWORK_V2) == 644, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_PROFILE_INFO) == 516, "wlanapi.h, x86_64");
