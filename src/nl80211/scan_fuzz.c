/* Reaches scan_bss_parse(), scan_entry_from_bss(), wiphy_parse() and wiphy_interface_parse() with any bytes as a message. */
#include <stdlib.h>
#include <string.h>

#include "nl80211/scan.h"
#include "nl80211/wiphy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wiphy_interface interface;
	struct wiphy wiphy = { 0 };
	struct scan_entry entry;
	struct scan_bss bss;
	struct nlmsghdr *message;

	if (size > 65536 - NLMSG_HDRLEN)
		return 0;
	message = malloc(NLMSG_HDRLEN + size);
	if (!message)
		return 0;
	memset(message, 0, NLMSG_HDRLEN);
	message->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size);
	if (size)
		memcpy((uint8_t *)message + NLMSG_HDRLEN, data, size);
	if (scan_bss_parse(message, &bss) == 0 && scan_entry_from_bss(&bss, &entry) == 0)
		scan_entry_clear(&entry);
	/* The dump comes in parts that are gathered in one struct. */
	if (wiphy_parse(message, &wiphy) == 0)
		wiphy_parse(message, &wiphy);
	wiphy_interface_parse(message, &interface);
	free(message);
	return 0;
}
