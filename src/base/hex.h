/* Bytes as pairs of hexadecimal digits, in either case. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Return: 0 to 15; -1 if @c is no digit. */
int hex_digit(int c);

/**
 * hex_read() - the 2 * @n digits that @text begins with
 * Ends at the first character that is no digit, so it does not read beyond a terminating zero.
 *
 * Return: 0; -EINVAL: there are fewer, and @ret has been written up to there.
 */
int hex_read(const char *text, uint8_t *ret, size_t n);
