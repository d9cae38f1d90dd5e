/* Interface names as Windows has them: 16 bytes, the first three fields little endian, written {8-4-4-4-12}. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct guid {
	uint8_t b[16]; /* as in memory on Windows */
};

#define GUID_TEXT_SIZE 39 /* braces and the terminating zero included */

/* Writes {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx} in lower case. */
void guid_to_text(const struct guid *guid, char ret_text[GUID_TEXT_SIZE]);

/* @text: with or without braces, either case. Return: 0; -EINVAL if it is not a GUID. */
int guid_from_text(const char *text, struct guid *ret_guid);

bool guid_equal(const struct guid *a, const struct guid *b);

/**
 * guid_from_name() - the same GUID for the same name, always
 * @name: what makes the thing unique (driver and adapter name)
 *
 * RFC 9562's version 8 over two rounds of FNV-1a: it names, it does not protect.
 */
struct guid guid_from_name(const char *name);
