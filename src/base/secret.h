/*
 * Bytes that must not outlive their use: keys and passphrases. They are wiped by their type, and nothing can print them.
 *
 * A struct secret is a value of fixed room, so that no allocator keeps a copy. Declare locals with _cleanup_secret_, and end
 * embedded ones with secret_wipe().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

#define SECRET_MAX 128

struct secret {
	size_t size; /* 0: not set */
	uint8_t bytes[SECRET_MAX];
};

/* Overwrites @size bytes in a way that the compiler does not leave out. */
void secret_wipe_bytes(void *bytes, size_t size);

void secret_wipe(struct secret *secret);
#define _cleanup_secret_ cleanup(secret_wipe)

/* Return: 0; -E2BIG if @size is above SECRET_MAX (then the secret is as before). */
int secret_set(struct secret *secret, const void *bytes, size_t size);

/* In a time that does not depend on where they differ. Two that are not set are equal. */
bool secret_equal(const struct secret *a, const struct secret *b);
bool secret_equal_bytes(const void *a, const void *b, size_t size);
