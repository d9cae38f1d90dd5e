/*
 * Information elements: id, length, body, one after the other (IEEE 802.11-2020, 9.4.2).
 *
 * The iterator never reads past the bytes it was given; an element cut short ends the walk with an error. The builder writes
 * into a base/bytes writer, whose error sticks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dot11/types.h"

/* Element IDs: IEEE 802.11-2020, table 9-92. */
enum dot11_element_id {
	DOT11_ELEMENT_SSID = 0,
	DOT11_ELEMENT_RATES = 1,
	DOT11_ELEMENT_DS_PARAMETER = 3,
	DOT11_ELEMENT_TIM = 5,
	DOT11_ELEMENT_COUNTRY = 7,
	DOT11_ELEMENT_ERP = 42,
	DOT11_ELEMENT_HT_CAPABILITIES = 45,
	DOT11_ELEMENT_RSN = 48,
	DOT11_ELEMENT_EXTENDED_RATES = 50,
	DOT11_ELEMENT_HT_OPERATION = 61,
	DOT11_ELEMENT_MMIE = 76, /* management MIC */
	DOT11_ELEMENT_INTERWORKING = 107,
	DOT11_ELEMENT_ADVERTISEMENT_PROTOCOL = 108,
	DOT11_ELEMENT_EXTENDED_CAPABILITIES = 127,
	DOT11_ELEMENT_VHT_CAPABILITIES = 191,
	DOT11_ELEMENT_VHT_OPERATION = 192,
	DOT11_ELEMENT_VENDOR = 221,
	DOT11_ELEMENT_RSNX = 244,
	DOT11_ELEMENT_EXTENSION = 255,
};

/* Element ID Extensions, first byte of an element 255. */
enum dot11_element_extension {
	DOT11_EXTENSION_OWE_DH = 32, /* RFC 8110, 4.3 */
	DOT11_EXTENSION_PASSWORD_IDENTIFIER = 33,
	DOT11_EXTENSION_HE_CAPABILITIES = 35,
	DOT11_EXTENSION_HE_OPERATION = 36,
	DOT11_EXTENSION_REJECTED_GROUPS = 92,
	DOT11_EXTENSION_ANTI_CLOGGING_TOKEN = 93,
};

struct dot11_element {
	uint8_t id;
	uint8_t size;
	const uint8_t *body; /* into the bytes walked over; @size of them */
};

/**
 * dot11_element_next() - step to the next element
 * @reader: over the elements; begin with reader_over()
 *
 * Return: true with *ret_element written; false at the end. After the walk reader_end() tells whether the last element was whole.
 */
bool dot11_element_next(struct reader *reader, struct dot11_element *ret_element);

/* The first element @id of @size bytes at @elements. Return: true if there is one; what follows it is not looked at. */
bool dot11_element_find(const void *elements, size_t size, uint8_t id, struct dot11_element *ret_element);

/* Return: 0 if @elements is a whole number of elements; -EBADMSG if the last one is cut short. */
int dot11_elements_check(const void *elements, size_t size);

/* The SSID of a list of elements. Return: 0; -ENOENT if there is none; -EBADMSG if it is longer than 32 bytes. */
int dot11_elements_ssid(const void *elements, size_t size, struct dot11_ssid *ret_ssid);

/* Writes one element; a body longer than 255 bytes makes the writer fail. */
void dot11_element_write(struct writer *writer, uint8_t id, const void *body, size_t size);

void dot11_element_write_ssid(struct writer *writer, const struct dot11_ssid *ssid);

/* @rates: in units of 500 kbit/s, 0x80 marks basic ones. More than eight go on in the extended rates element. */
void dot11_element_write_rates(struct writer *writer, const uint8_t *rates, size_t n_rates);
