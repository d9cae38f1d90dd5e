/*
 * Single values out of a profile as the service returns it: normalised, one element per line, which programs may rely on. Reading
 * it by lines keeps an XML library out of a program that must start fast.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Text of the @index-th <tag>...</tag> on a line of its own, entities decoded; the caller frees. NULL: there is none. */
char *stored_xml_value(const char *xml, const char *tag, unsigned index);

/* How many lines begin with <tag> or <tag/ or "<tag ". */
unsigned stored_xml_count(const char *xml, const char *tag);

bool stored_xml_is(const char *xml, const char *tag, const char *value);
