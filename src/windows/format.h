/*
 * Formatted output as Microsoft's C library does it: the same engine for narrow (UTF-8) and wide (UTF-16) formats.
 *
 * What differs from the standard: l before an integer is 32 bits, ll and I64 are 64; %s is text of the format's own width and %S
 * of the other, h and l (or w) before s and c say narrow and wide; %p is 16 hexadecimal digits in upper case; %n is refused.
 * Source: "Format specification syntax: printf and wprintf functions", public documentation.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where formatted text goes; one of both. Units are bytes of UTF-8, or units of UTF-16 if @is_wide. */
struct format_sink {
	bool is_wide;
	FILE *file; /* UTF-8 either way */
	void *text; /* at most @capacity units; no terminating zero is written */
	size_t capacity;
	size_t n;	    /* units so far, those without room too */
	uint16_t surrogate; /* first half of a pair, waiting for the second before it goes to @file */
	bool has_failed;
};

/**
 * format_write() - write @format (char or 16-bit units, as the sink says) with @arguments
 *
 * Return: 0; -EINVAL for a format that is none (nothing after it is written); -EIO when the file does not take it.
 */
int format_write(struct format_sink *sink, const void *format, va_list *arguments);
