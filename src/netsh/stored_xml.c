#include "netsh/stored_xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

/* Documents of the field have no prefix, but one that has keeps it. */
static const char *after_prefix(const char *name)
{
	size_t n = strcspn(name, ": \t>/\r\n");

	return name[n] == ':' ? name + n + 1 : name;
}

/* Just behind the tag's name. */
static const char *find_line(const char *xml, const char *tag, unsigned index)
{
	size_t size = strlen(tag);

	for (const char *line = xml; line; line = strchr(line, '\n')) {
		const char *name;

		line += *line == '\n';
		line += strspn(line, "\t ");
		name = *line == '<' ? after_prefix(line + 1) : "";
		if (strncmp(name, tag, size) == 0 && name[size] && strchr("> /", name[size]) && index-- == 0)
			return name + size;
	}
	return NULL;
}

static size_t decode_entity(const char *text, char *ret)
{
	static const struct {
		const char *entity;
		char c;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' }, { "&#13;", '\r' } };

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (strncmp(text, entities[i].entity, strlen(entities[i].entity)) == 0) {
			*ret = entities[i].c;
			return strlen(entities[i].entity);
		}
	*ret = *text;
	return 1;
}

char *stored_xml_value(const char *xml, const char *tag, unsigned index)
{
	const char *at = find_line(xml, tag, index);
	const char *start = at ? at + strcspn(at, ">\n") : NULL;
	const char *end;
	char *value;
	size_t n = 0;

	if (!start || *start != '>' || start[-1] == '/')
		return NULL;
	start++;
	end = start + strcspn(start, "<");
	value = malloc(end - start + 1);
	if (!value)
		return NULL;
	while (start < end)
		start += decode_entity(start, &value[n++]);
	value[n] = 0;
	return value;
}

unsigned stored_xml_count(const char *xml, const char *tag)
{
	unsigned n = 0;

	while (find_line(xml, tag, n))
		n++;
	return n;
}

bool stored_xml_is(const char *xml, const char *tag, const char *value)
{
	char *text = stored_xml_value(xml, tag, 0);
	bool is_same = text && strcmp(text, value) == 0;

	free(text);
	return is_same;
}

void stored_xml_hide(char *xml, const char *tag)
{
	char *at;

	for (unsigned i = 0; (at = (char *)find_line(xml, tag, i)) != NULL; i++) {
		char *start = at + strcspn(at, ">"), *end;
		size_t old = strlen(xml);

		if (!*start || start[-1] == '/')
			continue;
		start++;
		/* Whatever stands there, a line break too: up to the end tag, or to the end of all. */
		end = strstr(start, "</");
		end = end ? end : start + strlen(start);
		memmove(start, end, strlen(end) + 1);
		secret_wipe_bytes(xml + strlen(xml), old - strlen(xml));
	}
}
