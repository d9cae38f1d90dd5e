/* Walking a run of TLVs: Type u16, Length u16 (of the value alone), value. Source: netcx/wificx-message-structure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct wdi_raw_tlv {
	uint16_t id;
	uint16_t size;
	const uint8_t *value; /* in the input */
};

enum wdi_tlv_step {
	WDI_TLV_STEP_END,
	WDI_TLV_STEP_ITEM,
	WDI_TLV_STEP_TRUNCATED, /* header or value reaches past the end of the parent */
};

/* Takes the next TLV off @reader; @ret is written only for WDI_TLV_STEP_ITEM. */
enum wdi_tlv_step wdi_tlv_next(struct reader *reader, struct wdi_raw_tlv *ret);

/* Starts a TLV. Return: what wdi_tlv_end() needs to fill in its length. */
size_t wdi_tlv_begin(struct writer *writer, uint16_t id);

/* Return: 0; -EMSGSIZE if the value written since wdi_tlv_begin() does not fit a 16-bit length. */
int wdi_tlv_end(struct writer *writer, size_t begin);
