/* For tests: structs of any message with random contents, made and compared by walking the tables. */
#pragma once

#include "wdi/tables.h"

/* Where generated objects live: freed as a whole. */
struct random_message {
	uint64_t state; /* of the generator; start with the seed */
	void **blocks;
	size_t n_blocks;
	unsigned int most; /* elements per list, at least 1 */
};

uint64_t random_next(struct random_message *random);

/* Return: the struct of the message (never NULL), filled with what a peer like @peer may be sent. */
void *random_payload(struct random_message *random, const struct wdi_layout *layout, uint32_t c_size, const struct wdi_peer *peer);

/* Frees all that was generated; the state goes on. */
void random_message_clear(struct random_message *random);

/* Whether two structs hold the same values. */
bool payload_equal(const struct wdi_layout *layout, const void *a, const void *b, const struct wdi_peer *peer);
