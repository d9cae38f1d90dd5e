#include "netsh/stored_xml.h"

#include <stdlib.h>
#include <string.h>

static const char *find_line(const char *xml, const char *tag, unsigned index)
{
	size_t size = strlen(tag);

	for (const char *line = xml; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		line += strspn(line, "\t ");
		if (*line == '<' && strncmp(line + 1, tag, size) == 0 && strchr("> /", line[1 + size]) && line[1 + size] &&
		    index-- == 0)
			return line + 1 + size;
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
