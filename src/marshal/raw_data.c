#include "marshal/raw_data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"

#define HEADER 8
#define DESCRIPTOR sizeof(WLAN_RAW_DATA_LIST_ITEM)

static int find(const void *list, size_t size, size_t i, const uint8_t **ret, size_t *ret_size)
{
	struct reader r = reader_over(list, size), descriptor;
	uint32_t offset, n;

	reader_skip(&r, HEADER + i * DESCRIPTOR);
	descriptor = r;
	offset = reader_le32(&descriptor);
	n = reader_le32(&descriptor);
	reader_skip(&r, offset);
	*ret = reader_bytes(&r, n);
	*ret_size = n;
	return descriptor.failed || r.failed ? -EBADMSG : 0;
}

int marshal_check_raw_data(const void *list, size_t size)
{
	struct reader r = reader_over(list, size);
	uint32_t total = reader_le32(&r), n = reader_le32(&r);

	if (r.failed || total != size || n > r.left / DESCRIPTOR)
		return -EBADMSG;
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *data;
		size_t data_size;

		if (find(list, size, i, &data, &data_size) < 0)
			return -EBADMSG;
	}
	return (int)n;
}

void marshal_raw_data_item(const void *list, size_t size, size_t i, const uint8_t **ret, size_t *ret_size)
{
	if (find(list, size, i, ret, ret_size) < 0)
		*ret_size = 0;
}

int marshal_new_raw_data(const uint8_t *const *items, const size_t *sizes, size_t n, void **ret, size_t *ret_size)
{
	size_t size = HEADER + (n > 0 ? n : 1) * DESCRIPTOR, at = size;
	struct writer w;
	uint8_t *list;

	for (size_t i = 0; i < n; i++)
		size += sizes[i];
	list = calloc(1, size);
	if (!list)
		return -ENOMEM;
	w = writer_over(list, size);
	writer_le32(&w, (uint32_t)size);
	writer_le32(&w, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		writer_le32(&w, (uint32_t)(at - (HEADER + i * DESCRIPTOR)));
		writer_le32(&w, (uint32_t)sizes[i]);
		at += sizes[i];
	}
	for (size_t i = 0; i < n; i++)
		writer_bytes(&w, items[i], sizes[i]);
	*ret = list;
	*ret_size = size;
	return 0;
}

int marshal_check_networks(const void *list, size_t size)
{
	struct reader r = reader_over(list, size);
	uint32_t n = reader_le32(&r), cursor = reader_le32(&r);
	size_t room = r.left / sizeof(DOT11_NETWORK);

	if (r.failed || r.left % sizeof(DOT11_NETWORK) != 0 || room != (n > 0 ? n : 1) || (n > 0 && cursor >= n))
		return -EBADMSG;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t ssid_size = reader_le32(&r), type;

		reader_skip(&r, DOT11_SSID_MAX_LENGTH);
		type = reader_le32(&r);
		if (ssid_size > DOT11_SSID_MAX_LENGTH || type < dot11_BSS_type_infrastructure || type > dot11_BSS_type_any)
			return -EBADMSG;
	}
	return (int)n;
}

void marshal_network_at(const void *list, size_t size, size_t i, uint8_t *ret_ssid, uint32_t *ret_ssid_size, uint32_t *ret_bss_type)
{
	struct reader r = reader_over(list, size);

	reader_skip(&r, HEADER + i * sizeof(DOT11_NETWORK));
	*ret_ssid_size = reader_le32(&r);
	reader_copy(&r, ret_ssid, DOT11_SSID_MAX_LENGTH);
	*ret_bss_type = reader_le32(&r);
}

_Static_assert(sizeof(DOT11_NETWORK) == 40, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_RAW_DATA_LIST_ITEM) == 8, "wlanapi.h, x86_64");
