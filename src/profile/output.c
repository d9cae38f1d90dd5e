#include "profile/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/secret.h"

#define FIRST_ROOM 2048 /* most documents fit */

void output_clear(struct output *output)
{
	secret_wipe_bytes(output->text, output->size);
	free(output->text);
	*output = (struct output){0};
}

/* No realloc(): it may leave the old text where it was. */
static bool make_room(struct output *output, size_t size)
{
	size_t room = output->room ? output->room : FIRST_ROOM;
	char *text;

	while (room - output->size <= size)
		room *= 2;
	if (room == output->room)
		return true;
	text = malloc(room);
	if (!text)
		return false;
	if (output->size > 0)
		memcpy(text, output->text, output->size);
	secret_wipe_bytes(output->text, output->size);
	free(output->text);
	output->text = text;
	output->room = room;
	return true;
}

static void put(struct output *output, const char *bytes, size_t size)
{
	if (output->is_out_of_memory || !make_room(output, size)) {
		output->is_out_of_memory = true;
		return;
	}
	memcpy(output->text + output->size, bytes, size);
	output->size += size;
	output->text[output->size] = 0;
}

void output_markup(struct output *output, const char *text)
{
	put(output, text, strlen(text));
}

/* A parser makes one line feed of CRLF, but a space of either in an attribute. NULL: the character may stand as it is. */
static const char *escape_of(char c, bool is_attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r':
		return "&#13;";
	case '\n':
		return is_attribute ? "&#10;" : "\r\n";
	case '"':
		return is_attribute ? "&quot;" : NULL;
	case '\t':
		return is_attribute ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

void output_text(struct output *output, const char *text, bool is_attribute)
{
	for (; *text; text++) {
		const char *escape = escape_of(*text, is_attribute);

		put(output, escape ? escape : text, escape ? strlen(escape) : 1);
	}
}

void output_hex(struct output *output, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < size; i++)
		put(output, (char[]){digits[bytes[i] >> 4], digits[bytes[i] & 15]}, 2);
}

int output_take(struct output *output, char **ret)
{
	put(output, "", 0);
	if (output->is_out_of_memory) {
		output_clear(output);
		return -ENOMEM;
	}
	*ret = take_ptr(output->text);
	*output = (struct output){0};
	return 0;
}
