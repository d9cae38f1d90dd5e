/*
 * A document as it is written: grows, escapes, and wipes what it has outgrown, for the text may be a key. Private to this folder.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
	char *text; /* NULL until something was written */
	size_t size, room;
	bool is_out_of_memory; /* sticks; what follows is dropped */
};

/* Markup, as it is. */
void output_markup(struct output *output, const char *text);

/* Text of an element or, if @is_attribute, of an attribute in double quotes, so that a parser reads the same characters. */
void output_text(struct output *output, const char *text, bool is_attribute);

/* Upper case. */
void output_hex(struct output *output, const uint8_t *bytes, size_t size);

/**
 * output_take() - the finished text
 * @ret: the caller frees, and wipes if there was a key
 * Return: 0; -ENOMEM if anything was dropped. The output is empty again in both cases.
 */
int output_take(struct output *output, char **ret);

/* Wipes and frees. */
void output_clear(struct output *output);
