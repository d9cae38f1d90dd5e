#include "base/guid.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

/* Place in memory of each byte in the order of the text: the first three fields are integers. */
static const uint8_t text_order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

static bool is_dash_before(unsigned int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void guid_to_text(const struct guid *guid, char ret_text[GUID_TEXT_SIZE])
{
	char *at = ret_text;

	*at++ = '{';
	for (unsigned int i = 0; i < 16; i++) {
		if (is_dash_before(i))
			*at++ = '-';
		at += sprintf(at, "%02x", guid->b[text_order[i]]);
	}
	*at++ = '}';
	*at = '\0';
}

int guid_from_text(const char *text, struct guid *ret_guid)
{
	bool has_brace = *text == '{';
	struct guid guid;

	text += has_brace;
	for (unsigned int i = 0; i < 16; i++) {
		if (is_dash_before(i) && *text++ != '-')
			return -EINVAL;
		if (hex_read(text, &guid.b[text_order[i]], 1) < 0)
			return -EINVAL;
		text += 2;
	}
	if (has_brace && *text++ != '}')
		return -EINVAL;
	if (*text != '\0')
		return -EINVAL;
	*ret_guid = guid;
	return 0;
}

bool guid_equal(const struct guid *a, const struct guid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static uint64_t fnv1a(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3ULL;
	return hash;
}

struct guid guid_from_name(const char *name)
{
	uint64_t halves[2];
	struct guid guid;

	halves[0] = fnv1a(0xcbf29ce484222325ULL, name);
	halves[1] = fnv1a(halves[0], name);
	memcpy(guid.b, halves, sizeof(guid.b));
	guid.b[7] = (uint8_t)((guid.b[7] & 0x0f) | 0x80); /* version 8 */
	guid.b[8] = (uint8_t)((guid.b[8] & 0x3f) | 0x80); /* variant */
	return guid;
}
