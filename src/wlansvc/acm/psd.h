/*
 * Proximity service discovery: data of applications for vendor elements of beacons (WlanSetPsdIEDataList, WlanExtractPsdIEDataList).
 *
 * Element: 221, length, 00:50:f2, type 6, the first four bytes of HMAC-SHA-256 with an empty key over the format's URI in UTF-16LE,
 * data. Source: [MS-PSDP] 2.2.1, 2.2.2.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wlansvc/msm/ap.h"

#define PSD_MAX_ITEMS 5	    /* of one list */
#define PSD_MAX_DATA 240    /* bytes of one item */
#define PSD_MAX_FORMATS 16  /* of one handle */
#define PSD_HEADER 10	    /* bytes of an element before its data */
#define PSD_MAX_ELEMENTS AP_MAX_ELEMENTS /* bytes of all lists of all handles, for a beacon holds no more */

struct psd_item {
	const uint8_t *data;
	size_t size;
};

struct psd; /* the lists of all handles */

int psd_new(struct psd **ret);
struct psd *psd_free(struct psd *psd);

/* The four bytes that stand for a format. @format: UTF-8. Return: 0; -EILSEQ; -ENOMEM; -EIO. */
int psd_hash_format(const char *format, uint8_t ret[4]);

/**
 * psd_set() - replace what a handle has set for one format
 * @format: UTF-8; NULL with no items: all formats of the handle
 * @n:      0 clears
 *
 * Return: 0; -E2BIG above PSD_MAX_ITEMS, PSD_MAX_DATA or PSD_MAX_FORMATS, or for an empty item; -ENOBUFS above PSD_MAX_ELEMENTS;
 * -EINVAL: items without a format; other negative errno. A failure changes nothing.
 */
int psd_set(struct psd *psd, uint64_t handle, const char *format, const struct psd_item *items, size_t n);
void psd_release(struct psd *psd, uint64_t handle);

/* All elements for a beacon, oldest list first. @ret: room for PSD_MAX_ELEMENTS. Return: bytes written. */
size_t psd_elements(const struct psd *psd, uint8_t *ret);

/**
 * psd_extract() - the data of a format out of elements that were received
 * @elements: hostile
 * @ret:      into @elements; room for @capacity
 *
 * Return: how many there are, at most @capacity; negative errno of psd_hash_format().
 */
int psd_extract(const void *elements, size_t size, const char *format, struct psd_item *ret, size_t capacity);
