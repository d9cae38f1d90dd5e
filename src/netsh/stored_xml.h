/*
 * Single values out of a profile as the service returns it: normalised, one element per line, which programs may rely on. Lines are
 * enough for what is shown, and do not mind what a newer service writes; whether a document is valid is src/profile's business.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Text of the @index-th <tag>...</tag> on a line of its own, entities decoded; the caller frees. NULL: there is none. */
char *stored_xml_value(const char *xml, const char *tag, unsigned index);

/* How many lines begin with <tag> or <tag/ or "<tag ". */
unsigned stored_xml_count(const char *xml, const char *tag);

bool stored_xml_is(const char *xml, const char *tag, const char *value);

/* Takes the text of every <tag>...</tag> on a line of its own out of @xml, and wipes what is left over at the end. */
void stored_xml_hide(char *xml, const char *tag);
