#include "base/secret.h"

#include <errno.h>
#include <string.h>

void secret_wipe_bytes(void *bytes, size_t size)
{
	if (size > 0)
		explicit_bzero(bytes, size);
}

void secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

int secret_set(struct secret *secret, const void *bytes, size_t size)
{
	if (size > SECRET_MAX)
		return -E2BIG;
	explicit_bzero(secret->bytes, sizeof(secret->bytes));
	if (size > 0)
		memcpy(secret->bytes, bytes, size);
	secret->size = size;
	return 0;
}

bool secret_equal_bytes(const void *a, const void *b, size_t size)
{
	const volatile uint8_t *left = a, *right = b;
	uint8_t difference = 0;

	for (size_t i = 0; i < size; i++)
		difference |= left[i] ^ right[i];
	return difference == 0;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	return a->size == b->size && secret_equal_bytes(a->bytes, b->bytes, a->size);
}
