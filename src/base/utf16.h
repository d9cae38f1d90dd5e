/* Windows' text: UTF-16 in 16-bit units, whatever wchar_t is here. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Number of units before the terminating zero, at most @max. */
size_t utf16_length(const uint16_t *text, size_t max);

/**
 * utf16_from_utf8() - convert into a caller's array
 * @text:     UTF-8, terminated
 * @ret:      @capacity units; terminated on success, untouched on failure
 *
 * Return: units written, the zero not counted; -EILSEQ if @text is not UTF-8; -ENOBUFS if it does not fit.
 */
int utf16_from_utf8(const char *text, uint16_t *ret, size_t capacity);

/* Like utf16_from_utf8() into memory of its own, which the caller frees. Return: 0; -EILSEQ; -ENOMEM. */
int utf16_dup_from_utf8(const char *text, uint16_t **ret);

/**
 * utf16_dup_to_utf8() - convert into memory of its own
 * @text:  UTF-16; ends at a zero or after @max units, whichever is first
 * @ret:   terminated; the caller frees
 *
 * Return: 0; -EILSEQ for a lone surrogate; -ENOMEM.
 */
int utf16_dup_to_utf8(const uint16_t *text, size_t max, char **ret);

/* One code point as UTF-8, without a terminating zero. @value: at most U+10FFFF, no surrogate. Return: bytes, 1 to 4. */
size_t utf8_put_code_point(char to[4], uint32_t value);
