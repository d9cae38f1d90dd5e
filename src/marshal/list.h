/*
 * Lists as wlanapi.h has them: number of items, the caller's cursor, then the items. They travel as they lie in memory on
 * x86_64 Windows, so that an end copies them once and translates nothing.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Number of items and cursor. */
#define MARSHAL_LIST_HEADER 8

/* What one item must look like: its size, and where its name of WLAN_MAX_NAME_LENGTH units is. */
struct marshal_item {
	size_t size;
	size_t name_offset;
};

extern const struct marshal_item marshal_interface_info; /* WLAN_INTERFACE_INFO */
extern const struct marshal_item marshal_network;        /* WLAN_AVAILABLE_NETWORK */
extern const struct marshal_item marshal_network2;       /* WLAN_AVAILABLE_NETWORK_V2 */
extern const struct marshal_item marshal_profile_info;   /* WLAN_PROFILE_INFO */

/* Size of a list of @n items. A list without items still has room for one, as the structs of wlanapi.h declare one. */
size_t marshal_list_size(const struct marshal_item *item, size_t n);

/* Fills the header; the items are the caller's to write, at MARSHAL_LIST_HEADER. @list: need not be aligned. */
void marshal_list_begin(void *list, size_t n);

/**
 * marshal_check_list() - whether bytes are a list of such items
 *
 * Return: 0; -EBADMSG if the size does not fit the number of items, the cursor is not 0, or a name has no end.
 */
int marshal_check_list(const struct marshal_item *item, const void *list, size_t size);
