/* The few types that the generated message structs are made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that somebody else owns: in a decoded message they lie in the input buffer. */
struct wdi_blob {
	const uint8_t *data;
	size_t size;
};

struct wdi_mac {
	uint8_t b[6];
};

/* In wire order, which is the order of a GUID in memory on a little endian machine. */
struct wdi_guid {
	uint8_t b[16];
};
