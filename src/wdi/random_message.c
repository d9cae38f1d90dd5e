#include "wdi/random_message.h"

#include <stdlib.h>
#include <string.h>

uint64_t random_next(struct random_message *random)
{
	/* splitmix64: any seed will do, also 0. */
	uint64_t z = (random->state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static void *take_block(struct random_message *random, size_t size)
{
	void **blocks = realloc(random->blocks, (random->n_blocks + 1) * sizeof(*blocks));
	void *block = calloc(1, size > 0 ? size : 1);

	if (!blocks || !block)
		abort();
	random->blocks = blocks;
	random->blocks[random->n_blocks++] = block;
	return block;
}

void random_message_clear(struct random_message *random)
{
	for (size_t i = 0; i < random->n_blocks; i++)
		free(random->blocks[i]);
	free(random->blocks);
	random->blocks = NULL;
	random->n_blocks = 0;
}

static void random_fields(struct random_message *random, const struct wdi_layout *layout, uint8_t *object, const struct wdi_peer *peer)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct wdi_field *field = &layout->fields[i];

		if (field->since > peer->version)
			return;
		if (field->type == WDI_FIELD_BOOL) {
			*(bool *)(object + field->member) = random_next(random) & 1;
			continue;
		}
		for (size_t k = 0; k < field->size; k++)
			object[field->member + k] = (uint8_t)random_next(random);
	}
}

static void random_children(struct random_message *random, const struct wdi_layout *layout, uint8_t *object, const struct wdi_peer *peer);

static void random_value(struct random_message *random, const struct wdi_layout *layout, uint8_t *value, const struct wdi_peer *peer)
{
	if (layout->has_legacy_flag)
		*(bool *)(value + layout->legacy_flag) = true;
	if (layout->kind == WDI_TLV_KIND_STRUCT) {
		random_fields(random, layout, value, peer);
	} else if (layout->kind == WDI_TLV_KIND_BLOB) {
		size_t size = random_next(random) % (random->most * 6) + 1;
		uint8_t *data = take_block(random, size);

		for (size_t i = 0; i < size; i++)
			data[i] = (uint8_t)random_next(random);
		*(struct wdi_blob *)value = (struct wdi_blob){ data, size };
	} else {
		random_children(random, layout, value, peer);
	}
}

static void random_children(struct random_message *random, const struct wdi_layout *layout, uint8_t *object, const struct wdi_peer *peer)
{
	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];
		const struct wdi_layout *value = wdi_tlv_layout(child->tlv, peer);
		bool is_chosen = !child->is_optional || (layout->one_of & (1u << i)) || (random_next(random) & 1);
		size_t n = random_next(random) % random->most + 1;

		if (child->is_never_sent || peer->version < child->since || peer->version >= child->until || !is_chosen)
			continue;
		if (child->count == WDI_NO_MEMBER) {
			if (child->has != WDI_NO_MEMBER)
				*(bool *)(object + child->has) = true;
			random_value(random, value, object + child->member, peer);
			continue;
		}
		uint8_t *items = take_block(random, n * child->tlv->c_size);

		memcpy(object + child->member, &items, sizeof(items));
		*(size_t *)(object + child->count) = n;
		for (size_t k = 0; k < n; k++) {
			if (child->is_multiple)
				random_value(random, value, items + k * child->tlv->c_size, peer);
			else
				random_fields(random, value, items + k * child->tlv->c_size, peer);
		}
	}
}

void *random_payload(struct random_message *random, const struct wdi_layout *layout, uint32_t c_size, const struct wdi_peer *peer)
{
	void *object = take_block(random, c_size);

	random_children(random, layout, object, peer);
	return object;
}

static bool fields_equal(const struct wdi_layout *layout, const uint8_t *a, const uint8_t *b)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		if (memcmp(a + layout->fields[i].member, b + layout->fields[i].member, layout->fields[i].size) != 0)
			return false;
	}
	return true;
}

static bool value_equal(const struct wdi_layout *layout, const uint8_t *a, const uint8_t *b, const struct wdi_peer *peer)
{
	if (layout->has_legacy_flag && *(const bool *)(a + layout->legacy_flag) != *(const bool *)(b + layout->legacy_flag))
		return false;
	if (layout->kind == WDI_TLV_KIND_STRUCT)
		return fields_equal(layout, a, b);
	if (layout->kind == WDI_TLV_KIND_BLOB) {
		const struct wdi_blob *x = (const struct wdi_blob *)a, *y = (const struct wdi_blob *)b;

		return x->size == y->size && (x->size == 0 || memcmp(x->data, y->data, x->size) == 0);
	}
	return payload_equal(layout, a, b, peer);
}

static bool list_equal(const struct wdi_child *child, const struct wdi_layout *layout, const uint8_t *a, const uint8_t *b,
		       const struct wdi_peer *peer)
{
	size_t n = *(const size_t *)(a + child->count);
	const uint8_t *x, *y;

	if (n != *(const size_t *)(b + child->count))
		return false;
	memcpy(&x, a + child->member, sizeof(x));
	memcpy(&y, b + child->member, sizeof(y));
	for (size_t i = 0; i < n; i++, x += child->tlv->c_size, y += child->tlv->c_size) {
		if (child->is_multiple ? !value_equal(layout, x, y, peer) : !fields_equal(layout, x, y))
			return false;
	}
	return true;
}

bool payload_equal(const struct wdi_layout *layout, const void *a, const void *b, const struct wdi_peer *peer)
{
	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];
		const struct wdi_layout *value = wdi_tlv_layout(child->tlv, peer);
		const uint8_t *x = a, *y = b;

		if (child->count != WDI_NO_MEMBER) {
			if (!list_equal(child, value, x, y, peer))
				return false;
			continue;
		}
		if (child->has != WDI_NO_MEMBER) {
			if (*(const bool *)(x + child->has) != *(const bool *)(y + child->has))
				return false;
			if (!*(const bool *)(x + child->has))
				continue;
		}
		if (!value_equal(value, x + child->member, y + child->member, peer))
			return false;
	}
	return true;
}
