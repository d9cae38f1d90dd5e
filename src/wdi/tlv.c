#include "wdi/tlv.h"

#include <errno.h>

enum wdi_tlv_step wdi_tlv_next(struct reader *reader, struct wdi_raw_tlv *ret)
{
	struct wdi_raw_tlv tlv;

	if (reader->left == 0 && !reader->failed)
		return WDI_TLV_STEP_END;
	tlv.id = reader_le16(reader);
	tlv.size = reader_le16(reader);
	tlv.value = reader_bytes(reader, tlv.size);
	if (reader->failed)
		return WDI_TLV_STEP_TRUNCATED;
	*ret = tlv;
	return WDI_TLV_STEP_ITEM;
}

size_t wdi_tlv_begin(struct writer *writer, uint16_t id)
{
	writer_le16(writer, id);
	writer_le16(writer, 0);
	return writer->size;
}

int wdi_tlv_end(struct writer *writer, size_t begin)
{
	size_t size = writer->size - begin;

	if (size > UINT16_MAX)
		return -EMSGSIZE;
	writer_patch_le16(writer, begin - 2, (uint16_t)size);
	return 0;
}
