#include "base/utf16.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

size_t utf16_length(const uint16_t *text, size_t max)
{
	size_t length = 0;

	while (length < max && text[length])
		length++;
	return length;
}

/* One code point of UTF-8 (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF); -EILSEQ else. */
static int32_t next_code_point(const unsigned char **text)
{
	static const int32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *at = *text;
	int n_more = at[0] < 0x80 ? 0 : at[0] >> 5 == 6 ? 1 : at[0] >> 4 == 14 ? 2 : at[0] >> 3 == 30 ? 3 : -1;
	int32_t value;

	if (n_more < 0)
		return -EILSEQ;
	value = n_more == 0 ? at[0] : at[0] & (0x3f >> n_more);
	for (int i = 1; i <= n_more; i++) {
		if (at[i] >> 6 != 2)
			return -EILSEQ;
		value = value << 6 | (at[i] & 0x3f);
	}
	if (value < smallest[n_more] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return -EILSEQ;
	*text = at + n_more + 1;
	return value;
}

/* Converts into @ret, or only measures when that is NULL. */
static int convert(const char *text, uint16_t *ret)
{
	const unsigned char *at = (const unsigned char *)text;
	int n = 0;

	while (*at) {
		int32_t value = next_code_point(&at);

		if (value < 0)
			return value;
		if (n > INT_MAX - 2)
			return -ENOBUFS;
		if (value < 0x10000) {
			if (ret)
				ret[n] = (uint16_t)value;
			n++;
			continue;
		}
		if (ret) {
			ret[n] = (uint16_t)(0xd800 + ((value - 0x10000) >> 10));
			ret[n + 1] = (uint16_t)(0xdc00 + ((value - 0x10000) & 0x3ff));
		}
		n += 2;
	}
	if (ret)
		ret[n] = 0;
	return n;
}

int utf16_from_utf8(const char *text, uint16_t *ret, size_t capacity)
{
	int n = convert(text, NULL);

	if (n < 0)
		return n;
	if ((size_t)n >= capacity)
		return -ENOBUFS;
	return convert(text, ret);
}

int utf16_dup_from_utf8(const char *text, uint16_t **ret)
{
	int n = convert(text, NULL);
	uint16_t *copy;

	if (n < 0)
		return n;
	copy = malloc(((size_t)n + 1) * sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	convert(text, copy);
	*ret = copy;
	return 0;
}

size_t utf8_put_code_point(char to[4], uint32_t value)
{
	if (value < 0x80) {
		to[0] = (char)value;
		return 1;
	}
	if (value < 0x800) {
		to[0] = (char)(0xc0 | value >> 6);
		to[1] = (char)(0x80 | (value & 0x3f));
		return 2;
	}
	if (value < 0x10000) {
		to[0] = (char)(0xe0 | value >> 12);
		to[1] = (char)(0x80 | (value >> 6 & 0x3f));
		to[2] = (char)(0x80 | (value & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | value >> 18);
	to[1] = (char)(0x80 | (value >> 12 & 0x3f));
	to[2] = (char)(0x80 | (value >> 6 & 0x3f));
	to[3] = (char)(0x80 | (value & 0x3f));
	return 4;
}

int utf16_dup_to_utf8(const uint16_t *text, size_t max, char **ret)
{
	size_t length = utf16_length(text, max), size = 0;
	char *copy = malloc(length * 3 + 1); /* a unit makes three bytes at most, a pair of them four */

	if (!copy)
		return -ENOMEM;
	for (size_t i = 0; i < length; i++) {
		uint32_t value = text[i];

		if (value >= 0xd800 && value < 0xe000) {
			uint32_t low = i + 1 < length ? text[i + 1] : 0;

			if (value >= 0xdc00 || low < 0xdc00 || low > 0xdfff) {
				free(copy);
				return -EILSEQ;
			}
			value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
			i++;
		}
		size += utf8_put_code_point(copy + size, value);
	}
	copy[size] = '\0';
	*ret = copy;
	return 0;
}
