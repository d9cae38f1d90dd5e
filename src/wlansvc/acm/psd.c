#include "wlansvc/acm/psd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/utf16.h"
#include "crypto/crypto.h"

#define ELEMENT_VENDOR 221

static const uint8_t psd_type[] = { 0x00, 0x50, 0xf2, 6 };

struct psd_list {
	struct psd_list *next;
	uint64_t handle;
	char *format;
	size_t size;
	uint8_t elements[]; /* whole ones */
};

struct psd {
	struct psd_list *lists;
};

int psd_new(struct psd **ret)
{
	struct psd *psd = calloc(1, sizeof(*psd));

	if (!psd)
		return -ENOMEM;
	*ret = psd;
	return 0;
}

static void list_free(struct psd_list *list)
{
	free(list->format);
	free(list);
}

struct psd *psd_free(struct psd *psd)
{
	while (psd && psd->lists) {
		struct psd_list *list = psd->lists;

		psd->lists = list->next;
		list_free(list);
	}
	free(psd);
	return NULL;
}

int psd_hash_format(const char *format, uint8_t ret[4])
{
	_auto_free_ uint16_t *units = NULL;
	uint8_t mac[32];
	int r = utf16_dup_from_utf8(format, &units);

	if (r < 0)
		return r;
	/* Units lie in memory as on the air: this house is little endian. */
	r = crypto_hmac(CRYPTO_SHA256, "", 0,
			&(struct crypto_part){ units, utf16_length(units, SIZE_MAX / 4) * sizeof(*units) }, 1, mac);
	if (r < 0)
		return r;
	memcpy(ret, mac, 4);
	return 0;
}

static int make_list(uint64_t handle, const char *format, const struct psd_item *items, size_t n, struct psd_list **ret)
{
	struct psd_list *list;
	struct writer w;
	uint8_t hash[4];
	size_t size = 0;
	int r;

	if (n > PSD_MAX_ITEMS)
		return -E2BIG;
	for (size_t i = 0; i < n; i++) {
		if (items[i].size == 0 || items[i].size > PSD_MAX_DATA)
			return -E2BIG;
		size += PSD_HEADER + items[i].size;
	}
	r = psd_hash_format(format, hash);
	if (r < 0)
		return r;
	list = calloc(1, sizeof(*list) + size);
	if (!list)
		return -ENOMEM;
	w = writer_over(list->elements, size);
	for (size_t i = 0; i < n; i++) {
		writer_u8(&w, ELEMENT_VENDOR);
		writer_u8(&w, (uint8_t)(PSD_HEADER - 2 + items[i].size));
		writer_bytes(&w, psd_type, sizeof(psd_type));
		writer_bytes(&w, hash, sizeof(hash));
		writer_bytes(&w, items[i].data, items[i].size);
	}
	list->handle = handle;
	list->size = size;
	list->format = strdup(format);
	if (!list->format) {
		list_free(list);
		return -ENOMEM;
	}
	*ret = list;
	return 0;
}

static bool is_of(const struct psd_list *list, uint64_t handle, const char *format)
{
	return list->handle == handle && strcmp(list->format, format) == 0;
}

/* @format NULL: all of the handle. */
static void drop(struct psd *psd, uint64_t handle, const char *format)
{
	struct psd_list **at = &psd->lists;

	while (*at) {
		struct psd_list *list = *at;

		if (format ? !is_of(list, handle, format) : list->handle != handle) {
			at = &list->next;
			continue;
		}
		*at = list->next;
		list_free(list);
	}
}

/* Whether @list may stand beside what is there, but for the one whose place it takes. Return: 0; -E2BIG; -ENOBUFS. */
static int check_room(const struct psd *psd, const struct psd_list *list)
{
	size_t n_formats = 1, size = list->size;

	for (const struct psd_list *other = psd->lists; other; other = other->next) {
		if (is_of(other, list->handle, list->format))
			continue;
		n_formats += other->handle == list->handle;
		size += other->size;
	}
	if (n_formats > PSD_MAX_FORMATS)
		return -E2BIG;
	return size > PSD_MAX_ELEMENTS ? -ENOBUFS : 0;
}

int psd_set(struct psd *psd, uint64_t handle, const char *format, const struct psd_item *items, size_t n)
{
	struct psd_list **last = &psd->lists, *list = NULL;
	int r;

	if (n > 0 && !format)
		return -EINVAL;
	if (n > 0) {
		r = make_list(handle, format, items, n, &list);
		if (r < 0)
			return r;
		r = check_room(psd, list);
		if (r < 0) {
			list_free(list);
			return r;
		}
	}
	drop(psd, handle, format);
	while (*last)
		last = &(*last)->next;
	*last = list;
	return 0;
}

void psd_release(struct psd *psd, uint64_t handle)
{
	drop(psd, handle, NULL);
}

size_t psd_elements(const struct psd *psd, uint8_t *ret)
{
	size_t used = 0;

	for (const struct psd_list *list = psd->lists; list; list = list->next) {
		memcpy(ret + used, list->elements, list->size);
		used += list->size;
	}
	return used;
}

int psd_extract(const void *elements, size_t size, const char *format, struct psd_item *ret, size_t capacity)
{
	struct reader r = reader_over(elements, size);
	uint8_t hash[4];
	size_t n = 0;
	int error = psd_hash_format(format, hash);

	if (error < 0)
		return error;
	while (r.left >= 2 && n < capacity) {
		uint8_t id = reader_u8(&r), length = reader_u8(&r);
		const uint8_t *body = reader_bytes(&r, length);

		if (!body) /* what is cut off is not looked at */
			break;
		if (id == ELEMENT_VENDOR && length >= PSD_HEADER - 2 && memcmp(body, psd_type, sizeof(psd_type)) == 0 &&
		    memcmp(body + sizeof(psd_type), hash, sizeof(hash)) == 0)
			ret[n++] = (struct psd_item){ body + PSD_HEADER - 2, (size_t)length - (PSD_HEADER - 2) };
	}
	return (int)n;
}
