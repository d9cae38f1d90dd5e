/* Beacons and probe responses from the air: must reach bss_list_report() with both kinds, and the RSN and WPA elements. */
#include "wlansvc/acm/bss_list.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bss_list *list;
	uint8_t choice = size > 0 ? data[0] : 0;
	size_t half = choice & 4 ? size / 2 : 0;
	const struct wdi_tlv_bss_entry entry = {
		.bssid.address = { { 2, 0, 0, 0, 0, (uint8_t)(choice >> 3) } },
		.has_beacon_frame = choice & 1,
		.beacon_frame = { data + (size > 0), size - (size > 0) - (half ? half - 1 : 0) },
		.has_probe_response_frame = choice & 2,
		.probe_response_frame = { data + half, size - half },
		.channel_info = { .channel_number = choice, .band_id = choice & 3 },
	};

	if (bss_list_new(&list) < 0)
		return 0;
	(void)bss_list_report(list, &entry, 1, 1);
	(void)bss_list_report(list, &entry, 2, 2);
	bss_list_age(list, NULL, 3);
	bss_list_free(list);
	return 0;
}
