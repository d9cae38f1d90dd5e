#include "wdi/message.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "wdi/tables.h"
#include "wdi/tlv.h"

const struct wdi_peer wdi_peer_current = { WDI_MODEL_WIFICX, WDI_VERSION_NEWEST };

const struct wdi_message *wdi_message_find(uint32_t id)
{
	size_t low = 0, high = wdi_n_messages;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (wdi_messages[middle].info.id == id)
			return &wdi_messages[middle];
		if (wdi_messages[middle].info.id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct wdi_layout *wdi_message_layout(const struct wdi_message *message, enum wdi_direction from, uint32_t *ret_c_size)
{
	if (!message)
		return NULL;
	*ret_c_size = from == WDI_FROM_HOST ? message->c_size_from_host : message->c_size_from_driver;
	return from == WDI_FROM_HOST ? message->from_host : message->from_driver;
}

bool wdi_version_is_known(const struct wdi_peer *peer)
{
	/* A peer newer than we are speaks our newest version with us: the lower of the two counts. */
	return peer && peer->version >= WDI_VERSION_1_0;
}

const struct wdi_message_info *wdi_message_info(uint32_t id)
{
	const struct wdi_message *message = wdi_message_find(id);

	return message ? &message->info : NULL;
}

const struct wdi_message_info *wdi_message_at(size_t index)
{
	return index < wdi_n_messages ? &wdi_messages[index].info : NULL;
}

const struct wdi_message_info *wdi_message_by_name(const char *name)
{
	static const char *const prefixes[] = { "", "OID_WDI_", "NDIS_STATUS_WDI_INDICATION_" };

	for (size_t p = 0; p < array_size(prefixes); p++) {
		size_t prefix = strlen(prefixes[p]);

		for (size_t i = 0; i < wdi_n_messages; i++) {
			const char *known = wdi_messages[i].info.name;

			if (strncmp(known, prefixes[p], prefix) == 0 && strcmp(known + prefix, name) == 0)
				return &wdi_messages[i].info;
		}
	}
	return NULL;
}

const struct wdi_layout *wdi_tlv_layout(const struct wdi_tlv *tlv, const struct wdi_peer *peer)
{
	for (size_t i = 0; i < tlv->n_variants; i++) {
		const struct wdi_variant *variant = &tlv->variants[i];

		if ((variant->models & (1u << peer->model)) && peer->version >= variant->since && peer->version < variant->until)
			return variant->layout;
	}
	return tlv->base;
}

static bool child_is_current(const struct wdi_child *child, const struct wdi_peer *peer)
{
	return peer->version >= child->since && peer->version < child->until;
}

const struct wdi_child *wdi_child_find(const struct wdi_layout *layout, uint16_t id, const struct wdi_peer *peer)
{
	const struct wdi_child *fallback = NULL;

	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];

		if (child->tlv->id != id)
			continue;
		if (child_is_current(child, peer))
			return child;
		if (!fallback)
			fallback = child;
	}
	return fallback;
}

static size_t round_up(size_t size)
{
	return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

/* Pointers of all types are stored by one walker, which must not pretend that they are all of one type. */
static void store_pointer(uint8_t *member, const void *pointer)
{
	memcpy(member, &pointer, sizeof(pointer));
}

static void *load_pointer(const uint8_t *member)
{
	void *pointer;

	memcpy(&pointer, member, sizeof(pointer));
	return pointer;
}

/* --- decoding: measure and validate, one allocation, fill ----------------------------------------------------------------- */

static int measure_children(const struct wdi_layout *layout, struct reader reader, const struct wdi_peer *peer, size_t *total);

static int measure_value(const struct wdi_tlv *tlv, const struct wdi_raw_tlv *raw, const struct wdi_peer *peer, size_t *total)
{
	const struct wdi_layout *layout = wdi_tlv_layout(tlv, peer);

	switch (layout->kind) {
	case WDI_TLV_KIND_STRUCT:
		return raw->size < layout->smallest ? WDI_E_INVALID_DATA : 0;
	case WDI_TLV_KIND_BLOB:
		return raw->size == 0 && !layout->may_be_empty ? WDI_E_INVALID_DATA : 0;
	case WDI_TLV_KIND_ARRAY:
		if (raw->size % layout->size != 0 || (raw->size == 0 && !layout->may_be_empty))
			return WDI_E_INVALID_DATA;
		*total += round_up((size_t)raw->size / layout->size * tlv->c_size);
		return 0;
	default:
		return measure_children(layout, reader_over(raw->value, raw->size), peer, total);
	}
}

static int measure_children(const struct wdi_layout *layout, struct reader reader, const struct wdi_peer *peer, size_t *total)
{
	size_t counts[WDI_MAX_CHILDREN] = { 0 };
	bool has_one_of = layout->one_of == 0;
	struct wdi_raw_tlv raw;
	enum wdi_tlv_step step;

	while ((step = wdi_tlv_next(&reader, &raw)) == WDI_TLV_STEP_ITEM) {
		const struct wdi_child *child = wdi_child_find(layout, raw.id, peer);
		int r;

		if (!child)
			continue;
		if (counts[child - layout->children]++ > 0 && !child->is_multiple)
			continue;
		r = measure_value(child->tlv, &raw, peer, total);
		if (r != 0)
			return r;
	}
	if (step == WDI_TLV_STEP_TRUNCATED)
		return WDI_E_BUFFER_OVERFLOW;
	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];

		if (counts[i] == 0 && !child->is_optional && child_is_current(child, peer))
			return WDI_E_FILE_NOT_FOUND;
		if (child->is_multiple)
			*total += round_up(counts[i] * child->tlv->c_size);
		if (counts[i] > 0 && (layout->one_of & (1u << i)))
			has_one_of = true;
	}
	return has_one_of ? 0 : WDI_E_FILE_NOT_FOUND;
}

/* What is left of the one block that a decoded message lives in; zeroed. */
struct arena {
	uint8_t *at;
	size_t left;
};

static void *arena_take(struct arena *arena, size_t size)
{
	void *taken = arena->at;

	size = round_up(size);
	/* Both passes read the same bytes by the same rules. */
	assert(size <= arena->left);
	arena->at += size;
	arena->left -= size;
	return taken;
}

static void fill_fields(const struct wdi_layout *layout, struct reader reader, uint8_t *object)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct wdi_field *field = &layout->fields[i];
		uint8_t *member = object + field->member;

		/* Older peers send fewer fields; what they lack stays 0. */
		if (reader.left < field->size)
			return;
		if (field->type == WDI_FIELD_BOOL) {
			*(bool *)member = reader_u8(&reader) != 0;
		} else if (field->type == WDI_FIELD_UINT || field->type == WDI_FIELD_INT) {
			switch (field->size) {
			case 1:
				*member = reader_u8(&reader);
				break;
			case 2:
				*(uint16_t *)member = reader_le16(&reader);
				break;
			case 4:
				*(uint32_t *)member = reader_le32(&reader);
				break;
			default:
				*(uint64_t *)member = reader_le64(&reader);
				break;
			}
		} else {
			reader_copy(&reader, member, field->size);
		}
	}
}

static void fill_children(const struct wdi_layout *layout, struct reader reader, const struct wdi_peer *peer, uint8_t *object,
			  struct arena *arena);

/* @value: where the struct, blob or container goes. */
static void fill_value(const struct wdi_layout *layout, const struct wdi_raw_tlv *raw, const struct wdi_peer *peer, uint8_t *value,
		       struct arena *arena)
{
	if (layout->has_legacy_flag)
		*(bool *)(value + layout->legacy_flag) = true;
	switch (layout->kind) {
	case WDI_TLV_KIND_STRUCT:
		fill_fields(layout, reader_over(raw->value, raw->size), value);
		break;
	case WDI_TLV_KIND_BLOB:
		*(struct wdi_blob *)value = (struct wdi_blob){ raw->value, raw->size };
		break;
	default:
		fill_children(layout, reader_over(raw->value, raw->size), peer, value, arena);
		break;
	}
}

static void fill_array(const struct wdi_child *child, const struct wdi_layout *layout, const struct wdi_raw_tlv *raw, uint8_t *object,
		       struct arena *arena)
{
	struct reader reader = reader_over(raw->value, raw->size);
	size_t n = raw->size / layout->size;
	uint8_t *items = arena_take(arena, n * child->tlv->c_size);

	*(size_t *)(object + child->count) = n;
	store_pointer(object + child->member, n > 0 ? items : NULL);
	for (size_t i = 0; i < n; i++)
		fill_fields(layout, reader_sub(&reader, layout->size), items + i * child->tlv->c_size);
}

static void fill_children(const struct wdi_layout *layout, struct reader reader, const struct wdi_peer *peer, uint8_t *object,
			  struct arena *arena)
{
	struct reader counting = reader;
	size_t counts[WDI_MAX_CHILDREN] = { 0 };
	struct wdi_raw_tlv raw;

	while (wdi_tlv_next(&counting, &raw) == WDI_TLV_STEP_ITEM) {
		const struct wdi_child *child = wdi_child_find(layout, raw.id, peer);

		if (child && child->is_multiple)
			counts[child - layout->children]++;
	}
	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];

		if (counts[i] > 0)
			store_pointer(object + child->member, arena_take(arena, counts[i] * child->tlv->c_size));
		counts[i] = 0;
	}
	while (wdi_tlv_next(&reader, &raw) == WDI_TLV_STEP_ITEM) {
		const struct wdi_child *child = wdi_child_find(layout, raw.id, peer);
		const struct wdi_layout *value_layout;
		size_t nth;

		if (!child)
			continue;
		value_layout = wdi_tlv_layout(child->tlv, peer);
		nth = counts[child - layout->children]++;
		if (child->is_multiple) {
			uint8_t *items = load_pointer(object + child->member);

			fill_value(value_layout, &raw, peer, items + nth * child->tlv->c_size, arena);
			*(size_t *)(object + child->count) = nth + 1;
		} else if (nth > 0) {
			continue;
		} else if (value_layout->kind == WDI_TLV_KIND_ARRAY) {
			fill_array(child, value_layout, &raw, object, arena);
		} else {
			fill_value(value_layout, &raw, peer, object + child->member, arena);
			if (child->has != WDI_NO_MEMBER)
				*(bool *)(object + child->has) = true;
		}
	}
}

int wdi_header_decode(const void *message, size_t size, struct wdi_header *ret)
{
	struct reader reader = reader_over(message, size);
	struct wdi_header header;

	header.port_id = reader_le16(&reader);
	reader_skip(&reader, 2);
	header.status = reader_le32(&reader);
	header.transaction_id = reader_le32(&reader);
	header.ihv_specific_id = reader_le32(&reader);
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0)
		return WDI_E_INVALID_DATA;
	*ret = header;
	return 0;
}

int wdi_message_decode(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const void *message, size_t size,
		       struct wdi_header *ret_header, void **ret_payload)
{
	const struct wdi_layout *layout;
	struct reader reader = reader_over(message, size);
	struct wdi_header header;
	struct arena arena;
	uint8_t *payload;
	uint32_t c_size;
	size_t total;
	int r;

	layout = wdi_message_layout(wdi_message_find(id), from, &c_size);
	if (!layout)
		return WDI_E_UNKNOWN_MESSAGE;
	if (!wdi_version_is_known(peer))
		return WDI_E_UNSUPPORTED_REVISION;
	r = wdi_header_decode(message, size, &header);
	if (r != 0)
		return r;
	reader_skip(&reader, WDI_HEADER_SIZE);

	total = round_up(c_size);
	r = measure_children(layout, reader, peer, &total);
	if (r != 0)
		return r;
	payload = NULL;
	if (c_size > 0) {
		payload = calloc(1, total);
		if (!payload)
			return -ENOMEM;
		arena = (struct arena){ payload, total };
		fill_children(layout, reader, peer, arena_take(&arena, c_size), &arena);
	}
	if (ret_header)
		*ret_header = header;
	*ret_payload = payload;
	return 0;
}

/* --- encoding: the same walk twice, first only counting -------------------------------------------------------------------- */

static int encode_children(const struct wdi_layout *layout, const uint8_t *object, const struct wdi_peer *peer, struct writer *writer);

static void encode_fields(const struct wdi_layout *layout, const uint8_t *object, const struct wdi_peer *peer, struct writer *writer)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct wdi_field *field = &layout->fields[i];
		const uint8_t *member = object + field->member;

		/* Fields only ever grew at the end, so the first that is too new is where an older struct ends. */
		if (field->since > peer->version)
			return;
		if (field->type == WDI_FIELD_BOOL) {
			writer_u8(writer, *(const bool *)member ? 1 : 0);
		} else if (field->type == WDI_FIELD_UINT || field->type == WDI_FIELD_INT) {
			switch (field->size) {
			case 1:
				writer_u8(writer, *member);
				break;
			case 2:
				writer_le16(writer, *(const uint16_t *)member);
				break;
			case 4:
				writer_le32(writer, *(const uint32_t *)member);
				break;
			default:
				writer_le64(writer, *(const uint64_t *)member);
				break;
			}
		} else {
			writer_bytes(writer, member, field->size);
		}
	}
}

static int encode_value(const struct wdi_tlv *tlv, const uint8_t *value, const struct wdi_peer *peer, struct writer *writer)
{
	const struct wdi_layout *layout = wdi_tlv_layout(tlv, peer);
	size_t begin = wdi_tlv_begin(writer, tlv->id);
	int r = 0;

	switch (layout->kind) {
	case WDI_TLV_KIND_STRUCT:
		encode_fields(layout, value, peer, writer);
		break;
	case WDI_TLV_KIND_BLOB: {
		const struct wdi_blob *blob = (const struct wdi_blob *)value;

		if (blob->size == 0 && !layout->may_be_empty)
			return WDI_E_INVALID_DATA;
		writer_bytes(writer, blob->data, blob->size);
		break;
	}
	default:
		r = encode_children(layout, value, peer, writer);
		break;
	}
	if (r != 0)
		return r;
	return wdi_tlv_end(writer, begin) < 0 ? WDI_E_BUFFER_OVERFLOW : 0;
}

static int encode_array(const struct wdi_child *child, const struct wdi_layout *layout, const uint8_t *items, size_t n,
			const struct wdi_peer *peer, struct writer *writer)
{
	size_t begin;

	if (n == 0 && !layout->may_be_empty)
		return WDI_E_INVALID_DATA;
	if (n > UINT16_MAX / layout->size)
		return WDI_E_BUFFER_OVERFLOW;
	begin = wdi_tlv_begin(writer, child->tlv->id);
	for (size_t i = 0; i < n; i++)
		encode_fields(layout, items + i * child->tlv->c_size, peer, writer);
	return wdi_tlv_end(writer, begin) < 0 ? WDI_E_BUFFER_OVERFLOW : 0;
}

/* @ret_n: TLVs written. Return: as wdi_message_encode(). */
static int encode_child(const struct wdi_child *child, const uint8_t *object, const struct wdi_peer *peer, struct writer *writer,
			size_t *ret_n)
{
	const struct wdi_layout *layout = wdi_tlv_layout(child->tlv, peer);
	const uint8_t *value = object + child->member;
	size_t n = 1;
	int r;

	*ret_n = 0;
	if (child->count != WDI_NO_MEMBER) {
		n = *(const size_t *)(object + child->count);
		value = load_pointer(value);
		if (n == 0 && child->is_multiple && !child->is_optional)
			return WDI_E_FILE_NOT_FOUND;
		if (n == 0 && child->is_optional)
			return 0;
		if (!child->is_multiple) {
			*ret_n = 1;
			return encode_array(child, layout, value, n, peer, writer);
		}
	} else if (child->has != WDI_NO_MEMBER && !*(const bool *)(object + child->has)) {
		return child->is_optional ? 0 : WDI_E_FILE_NOT_FOUND;
	} else if (child->is_optional && layout->kind == WDI_TLV_KIND_BLOB && !layout->may_be_empty &&
		   ((const struct wdi_blob *)value)->size == 0) {
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		r = encode_value(child->tlv, value + i * child->tlv->c_size, peer, writer);
		if (r != 0)
			return r;
	}
	*ret_n = n;
	return 0;
}

static int encode_children(const struct wdi_layout *layout, const uint8_t *object, const struct wdi_peer *peer, struct writer *writer)
{
	bool has_one_of = layout->one_of == 0;

	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];
		size_t n;
		int r;

		if (child->is_never_sent || !child_is_current(child, peer))
			continue;
		r = encode_child(child, object, peer, writer, &n);
		if (r != 0)
			return r;
		if (n > 0 && (layout->one_of & (1u << i)))
			has_one_of = true;
	}
	return has_one_of ? 0 : WDI_E_FILE_NOT_FOUND;
}

static int encode_message(const struct wdi_layout *layout, const struct wdi_header *header, const void *payload,
			  const struct wdi_peer *peer, struct writer *writer)
{
	writer_le16(writer, header->port_id);
	writer_le16(writer, 0);
	writer_le32(writer, header->status);
	writer_le32(writer, header->transaction_id);
	writer_le32(writer, header->ihv_specific_id);
	return encode_children(layout, payload, peer, writer);
}

int wdi_message_encode(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const struct wdi_header *header,
		       const void *payload, uint8_t **ret, size_t *ret_size)
{
	const struct wdi_layout *layout;
	struct writer writer;
	uint8_t *message;
	uint32_t c_size;
	int r;

	layout = wdi_message_layout(wdi_message_find(id), from, &c_size);
	if (!layout)
		return WDI_E_UNKNOWN_MESSAGE;
	if (!wdi_version_is_known(peer))
		return WDI_E_UNSUPPORTED_REVISION;
	if (c_size > 0 && !payload)
		return -EINVAL;

	writer = writer_over(NULL, 0);
	r = encode_message(layout, header, payload, peer, &writer);
	if (r != 0)
		return r;
	message = malloc(writer.size);
	if (!message)
		return -ENOMEM;
	writer = writer_over(message, writer.size);
	r = encode_message(layout, header, payload, peer, &writer);
	assert(r == 0 && writer_end(&writer) == 0);
	*ret = message;
	*ret_size = writer.size;
	return 0;
}

/* --- redacting ------------------------------------------------------------------------------------------------------------ */

static bool id_is_secret(uint16_t id)
{
	for (size_t i = 0; i < wdi_n_secret_ids; i++) {
		if (wdi_secret_ids[i] == id)
			return true;
	}
	return false;
}

static bool layout_has_secret_fields(const struct wdi_layout *layout)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		if (layout->fields[i].is_secret)
			return true;
	}
	return false;
}

static const struct wdi_layout *legacy_layout(const struct wdi_tlv *tlv)
{
	for (size_t i = 0; i < tlv->n_variants; i++) {
		if (tlv->variants[i].layout->has_legacy_flag)
			return tlv->variants[i].layout;
	}
	return NULL;
}

/* Whether every TLV of @reader has a place in @layout: bytes of another layout hardly ever look like that. */
static bool children_fit(const struct wdi_layout *layout, struct reader reader)
{
	struct wdi_raw_tlv raw;
	enum wdi_tlv_step step;

	while ((step = wdi_tlv_next(&reader, &raw)) == WDI_TLV_STEP_ITEM) {
		if (!wdi_child_find(layout, raw.id, WDI_PEER_CURRENT))
			return false;
	}
	return step == WDI_TLV_STEP_END;
}

/* @value and @reader are the same bytes; @value may be written. */
static void redact_children(const struct wdi_layout *layout, uint8_t *value, struct reader reader)
{
	const uint8_t *start = reader.at;
	size_t size = reader.left;
	struct wdi_raw_tlv raw;
	enum wdi_tlv_step step;
	size_t done = 0;

	while ((step = wdi_tlv_next(&reader, &raw)) == WDI_TLV_STEP_ITEM) {
		const struct wdi_child *child = wdi_child_find(layout, raw.id, WDI_PEER_CURRENT);
		uint8_t *child_value = value + (raw.value - start);
		const struct wdi_layout *legacy, *base;

		done = (size_t)(raw.value - start) + raw.size;
		/* Nobody knows what a TLV without a place here holds. */
		if (!child || id_is_secret(raw.id)) {
			memset(child_value, 0, raw.size);
			continue;
		}
		base = child->tlv->base;
		legacy = legacy_layout(child->tlv);
		if (legacy && layout_has_secret_fields(legacy) && !children_fit(base, reader_over(raw.value, raw.size))) {
			for (size_t i = 0; i < legacy->n_fields; i++) {
				const struct wdi_field *field = &legacy->fields[i];

				if (field->is_secret && raw.size > field->offset)
					memset(child_value + field->offset, 0, raw.size - field->offset);
			}
		} else if (base->kind == WDI_TLV_KIND_CONTAINER) {
			redact_children(base, child_value, reader_over(raw.value, raw.size));
		}
	}
	if (step == WDI_TLV_STEP_TRUNCATED)
		memset(value + done, 0, size - done);
}

void wdi_message_redact(uint32_t id, enum wdi_direction from, void *message, size_t size)
{
	const struct wdi_layout *layout;
	uint32_t c_size;

	if (size <= WDI_HEADER_SIZE)
		return;
	layout = wdi_message_layout(wdi_message_find(id), from, &c_size);
	if (layout)
		redact_children(layout, (uint8_t *)message + WDI_HEADER_SIZE,
				reader_over((const uint8_t *)message + WDI_HEADER_SIZE, size - WDI_HEADER_SIZE));
	else
		memset((uint8_t *)message + WDI_HEADER_SIZE, 0, size - WDI_HEADER_SIZE);
}
