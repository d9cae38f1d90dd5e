#include "marshal/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"

/* What fits needs no memory: it is not lost when there is none. Return: false if it does not fit, or is no text. */
static bool put_short_text(void *ret, size_t capacity, const char *text)
{
	uint16_t units[256]; /* of a name */
	int n = capacity <= array_size(units) ? utf16_from_utf8(text, units, capacity) : -ENOBUFS;

	if (n < 0)
		return false;
	memcpy(ret, units, (size_t)n * sizeof(*units));
	return true;
}

void marshal_put_text(void *ret, size_t capacity, const char *text)
{
	_auto_free_ uint16_t *units = NULL;
	size_t n;

	memset(ret, 0, capacity * sizeof(*units));
	if (capacity == 0 || put_short_text(ret, capacity, text) || utf16_dup_from_utf8(text, &units) < 0)
		return;
	n = utf16_length(units, SIZE_MAX / sizeof(*units));
	if (n >= capacity) {
		n = capacity - 1;
		if (n > 0 && units[n - 1] >= 0xd800 && units[n - 1] <= 0xdbff) /* half of a pair */
			n--;
	}
	memcpy(ret, units, n * sizeof(*units));
}

bool marshal_is_terminated(const void *text, size_t capacity)
{
	const uint8_t *at = text;

	for (size_t i = 0; i < capacity; i++)
		if (at[2 * i] == 0 && at[2 * i + 1] == 0)
			return true;
	return false;
}
