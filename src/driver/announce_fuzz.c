/* Whatever a driver may write to its control socket as an announcement. */
#include <stdlib.h>
#include <string.h>

#include "driver/announce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wdi_announcement announcement;

	if (wdi_announcement_parse(data, size, &announcement) != 0)
		return 0;
	if (!announcement.name[0] || strlen(announcement.name) > WDI_ANNOUNCE_NAME_MAX ||
	    strlen(announcement.description) > WDI_ANNOUNCE_DESCRIPTION_MAX)
		abort();
	return 0;
}
