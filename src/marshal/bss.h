/*
 * WLAN_BSS_LIST: total size, number of entries, the entries, then the elements of each, found by offset from its entry.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Most bytes of elements an entry may carry (WLAN_BSS_ENTRY). */
#define MARSHAL_BSS_MAX_IES 2324

/* @ies_total: sum of marshal_bss_ies_size() of all. A list without entries still has room for one. */
size_t marshal_bss_list_size(size_t n, size_t ies_total);

/* How many of @size bytes are whole elements and fit; the rest is not told to clients. */
size_t marshal_bss_ies_size(const uint8_t *ies, size_t size);

struct marshal_bss_writer {
	uint8_t *list;
	size_t size, ies_at;
	uint32_t n, done;
};

/* @list: marshal_bss_list_size() bytes of the caller. */
void marshal_bss_list_begin(struct marshal_bss_writer *writer, void *list, size_t size, size_t n);

/* @entry: a WLAN_BSS_ENTRY, all but its last two members; exactly @n calls, ies sizes as announced. */
void marshal_bss_list_add(struct marshal_bss_writer *writer, const void *entry, const uint8_t *ies, size_t ies_size);

/* Return: 0; -EBADMSG if sizes, rates or offsets point out of the @size bytes at @list. */
int marshal_check_bss_list(const void *list, size_t size);
