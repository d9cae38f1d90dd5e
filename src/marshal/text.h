/* Names in Windows' structs: fixed arrays of UTF-16, always terminated. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Fills all @capacity units at @ret: @text in UTF-8, cut before a character that does not fit, zeros behind it. Text that is
 * not UTF-8 gives an empty name. @ret: need not be aligned.
 */
void marshal_put_text(void *ret, size_t capacity, const char *text);

/* Whether one of the @capacity units at @text (need not be aligned) is zero. */
bool marshal_is_terminated(const void *text, size_t capacity);
