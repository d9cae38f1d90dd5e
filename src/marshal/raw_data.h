/*
 * WLAN_RAW_DATA_LIST: descriptors, then blobs; a descriptor's offset counts from the descriptor itself. And DOT11_NETWORK_LIST, the list
 * of filters. Both cross as they lie in memory, and both come from programs as well as from the service: hostile at either end.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Return: number of items; -EBADMSG if a descriptor or a blob is not inside of @size bytes, or the list says another size. */
int marshal_check_raw_data(const void *list, size_t size);

/* One of a checked list. */
void marshal_raw_data_item(const void *list, size_t size, size_t i, const uint8_t **ret, size_t *ret_size);

/**
 * marshal_new_raw_data() - make a list
 * @ret: the caller frees. Without items it still has room for one descriptor, as the struct declares one.
 * Return: 0; -ENOMEM.
 */
int marshal_new_raw_data(const uint8_t *const *items, const size_t *sizes, size_t n, void **ret, size_t *ret_size);

/* Return: number of networks; -EBADMSG if the size does not fit, an SSID is too long or a type is none of DOT11_BSS_TYPE. */
int marshal_check_networks(const void *list, size_t size);
/* @ret_ssid: 32 bytes. One of a checked list. */
void marshal_network_at(const void *list, size_t size, size_t i, uint8_t *ret_ssid, uint32_t *ret_ssid_size, uint32_t *ret_bss_type);
