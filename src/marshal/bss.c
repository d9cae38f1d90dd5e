#include "marshal/bss.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"

#define BSS_LIST_HEADER 8 /* total size, number of entries */

_Static_assert(sizeof(WLAN_BSS_ENTRY) == 360, "wlanapi.h, x86_64");
_Static_assert(offsetof(WLAN_BSS_ENTRY, ulIeOffset) == 352, "wlanapi.h, x86_64");

size_t marshal_bss_list_size(size_t n, size_t ies_total)
{
	return BSS_LIST_HEADER + (n > 0 ? n : 1) * sizeof(WLAN_BSS_ENTRY) + ies_total;
}

size_t marshal_bss_ies_size(const uint8_t *ies, size_t size)
{
	struct reader r = reader_over(ies, size);
	size_t whole = 0;

	while (r.left > 0) {
		reader_u8(&r);
		reader_skip(&r, reader_u8(&r));
		if (r.failed || size - r.left > MARSHAL_BSS_MAX_IES)
			break;
		whole = size - r.left;
	}
	return whole;
}

void marshal_bss_list_begin(struct marshal_bss_writer *writer, void *list, size_t size, size_t n)
{
	struct writer w = writer_over(list, BSS_LIST_HEADER);

	writer_le32(&w, (uint32_t)size);
	writer_le32(&w, (uint32_t)n);
	*writer = (struct marshal_bss_writer){ .list = list, .size = size, .n = (uint32_t)n };
	writer->ies_at = marshal_bss_list_size(n, 0);
	if (n == 0)
		memset(writer->list + BSS_LIST_HEADER, 0, sizeof(WLAN_BSS_ENTRY));
}

void marshal_bss_list_add(struct marshal_bss_writer *writer, const void *entry, const uint8_t *ies, size_t ies_size)
{
	size_t at = BSS_LIST_HEADER + writer->done * sizeof(WLAN_BSS_ENTRY);
	struct writer tail;

	assert(writer->done < writer->n && ies_size <= writer->size - writer->ies_at);
	memcpy(writer->list + at, entry, offsetof(WLAN_BSS_ENTRY, ulIeOffset));
	tail = writer_over(writer->list + at + offsetof(WLAN_BSS_ENTRY, ulIeOffset), 8);
	writer_le32(&tail, (uint32_t)(writer->ies_at - at));
	writer_le32(&tail, (uint32_t)ies_size);
	if (ies_size > 0)
		memcpy(writer->list + writer->ies_at, ies, ies_size);
	writer->ies_at += ies_size;
	writer->done++;
}

int marshal_check_bss_list(const void *list, size_t size)
{
	struct reader r = reader_over(list, size);
	uint32_t total = reader_le32(&r);
	uint32_t n = reader_le32(&r);

	if (r.failed || total != size || r.left / sizeof(WLAN_BSS_ENTRY) < (n > 0 ? n : 1))
		return -EBADMSG;
	for (uint32_t i = 0; i < n; i++) {
		size_t from_entry = r.left; /* bytes from the start of this entry to the end of the list */
		struct reader entry = reader_sub(&r, sizeof(WLAN_BSS_ENTRY));
		uint32_t ssid_size = reader_le32(&entry), rates_size, ies_offset, ies_size;

		reader_skip(&entry, offsetof(WLAN_BSS_ENTRY, wlanRateSet) - 4);
		rates_size = reader_le32(&entry);
		reader_skip(&entry, offsetof(WLAN_BSS_ENTRY, ulIeOffset) - offsetof(WLAN_BSS_ENTRY, wlanRateSet) - 4);
		ies_offset = reader_le32(&entry);
		ies_size = reader_le32(&entry);
		if (entry.failed || ssid_size > DOT11_SSID_MAX_LENGTH || rates_size > DOT11_RATE_SET_MAX_LENGTH * sizeof(USHORT) ||
		    ies_size > MARSHAL_BSS_MAX_IES || ies_offset > from_entry || ies_size > from_entry - ies_offset)
			return -EBADMSG;
	}
	return 0;
}
