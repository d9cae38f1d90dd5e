#include "profile/document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

#include "base/cleanup.h"

/* Deeper than libxml2 reads without XML_PARSE_HUGE. */
#define MAX_DEPTH 256

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static bool has_elements(const xmlNode *element)
{
	for (const xmlNode *node = element->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

/* Text between elements that means something: then white space around it may mean something too. */
static bool has_visible_text(const xmlNode *element)
{
	for (const xmlNode *node = element->children; node; node = node->next)
		if (is_text(node) && !xmlIsBlankNode(node))
			return true;
	return false;
}

static void put_text(FILE *out, const char *text, bool is_attribute)
{
	for (; text && *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs(is_attribute ? "&quot;" : "\"", out);
			break;
		case '\r':
			fputs("&#13;", out);
			break;
		case '\n': /* a parser makes one line feed of CRLF, but a space of it in an attribute */
			fputs(is_attribute ? "&#10;" : "\r\n", out);
			break;
		case '\t':
			fputs(is_attribute ? "&#9;" : "\t", out);
			break;
		default:
			fputc(*text, out);
		}
}

static void put_name(FILE *out, const xmlNs *ns, const xmlChar *name)
{
	if (ns && ns->prefix)
		fprintf(out, "%s:", (const char *)ns->prefix);
	fputs((const char *)name, out);
}

static void put_start(FILE *out, const xmlNode *element)
{
	fputc('<', out);
	put_name(out, element->ns, element->name);
	for (const xmlNs *ns = element->nsDef; ns; ns = ns->next) {
		const char *uri = profile_ns_uri(profile_ns_of(ns));

		if (ns->prefix)
			fprintf(out, " xmlns:%s=\"", (const char *)ns->prefix);
		else
			fputs(" xmlns=\"", out);
		put_text(out, uri ? uri : (const char *)ns->href, true);
		fputc('"', out);
	}
	for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
		fputc(' ', out);
		put_name(out, attribute->ns, attribute->name);
		fputs("=\"", out);
		for (const xmlNode *node = attribute->children; node; node = node->next)
			put_text(out, (const char *)node->content, true);
		fputc('"', out);
	}
}

static void put_element(FILE *out, const xmlNode *element, unsigned depth, bool is_inline)
{
	bool is_branch = has_elements(element) && !is_inline && !has_visible_text(element);

	if (depth > MAX_DEPTH)
		return;
	for (unsigned i = 0; !is_inline && i < depth; i++)
		fputc('\t', out);
	put_start(out, element);
	if (!element->children) {
		fputs("/>", out);
	} else {
		fputs(is_branch ? ">\r\n" : ">", out);
		for (const xmlNode *node = element->children; node; node = node->next)
			if (node->type == XML_ELEMENT_NODE)
				put_element(out, node, depth + 1, !is_branch);
			else if (is_text(node) && !is_branch)
				put_text(out, (const char *)node->content, false);
		for (unsigned i = 0; is_branch && i < depth; i++)
			fputc('\t', out);
		fputs("</", out);
		put_name(out, element->ns, element->name);
		fputc('>', out);
	}
	if (!is_inline)
		fputs("\r\n", out);
}

static void remove_comments(xmlNode *element)
{
	xmlNode *next;

	for (xmlNode *node = element->children; node; node = next) {
		next = node->next;
		if (node->type == XML_ELEMENT_NODE) {
			remove_comments(node);
		} else if (!is_text(node)) {
			xmlUnlinkNode(node);
			xmlFreeNode(node);
		}
	}
}

static void remove_child(xmlNode *parent, const char *name)
{
	xmlNode *child = profile_child(parent, PROFILE_NS_V1, name);

	if (child) {
		xmlUnlinkNode(child);
		xmlFreeNode(child);
	}
}

static xmlNode *new_leaf(xmlNode *parent, const char *name, const char *text)
{
	return xmlNewTextChild(parent, parent->ns, (const xmlChar *)name, (const xmlChar *)text);
}

/* Hex first and always, the name only if the bytes can be said as text; anything else in the element stays behind them. */
static int normalise_ssid(xmlNode *element)
{
	struct dot11_ssid ssid;
	char hex[2 * sizeof(ssid.bytes) + 1] = "", text[33];
	xmlNode *hex_leaf, *name_leaf = NULL, *first;
	bool has_text;
	int r;

	r = profile_ssid_of(element, &ssid);
	if (r != 0)
		return r < 0 ? r : 0;
	for (size_t i = 0; i < ssid.size; i++)
		snprintf(hex + 2 * i, 3, "%02X", ssid.bytes[i]);
	has_text = profile_ssid_to_text(&ssid, text);
	remove_child(element, "hex");
	remove_child(element, "name");
	hex_leaf = new_leaf(element, "hex", hex);
	if (has_text)
		name_leaf = new_leaf(element, "name", text);
	if (!hex_leaf || (has_text && !name_leaf))
		return -ENOMEM;
	first = element->children;
	if (first != hex_leaf) {
		xmlAddPrevSibling(first, hex_leaf);
		if (name_leaf)
			xmlAddNextSibling(hex_leaf, name_leaf);
	}
	return 0;
}

/* Adds <name>text</name> behind @after, unless it is there. */
static int add_leaf_after(xmlNode *parent, xmlNode *after, const char *name, const char *text)
{
	xmlNode *leaf;

	if (!parent || !after || profile_child(parent, PROFILE_NS_V1, name))
		return 0;
	leaf = new_leaf(parent, name, text);
	if (!leaf)
		return -ENOMEM;
	if (after->next != leaf)
		xmlAddNextSibling(after, leaf);
	return 0;
}

/* What the stored form has even if the document did not say it: connectionMode and useOneX. */
static int add_defaults(xmlNode *root)
{
	xmlNode *type = profile_child(root, PROFILE_NS_V1, "connectionType");
	xmlNode *msm = profile_child(root, PROFILE_NS_V1, "MSM");
	xmlNode *security = profile_child(msm, PROFILE_NS_V1, "security");
	xmlNode *pair = profile_child(security, PROFILE_NS_V1, "authEncryption");
	char *text = type ? profile_text(type) : NULL;
	bool is_ibss = text && strstr(text, "IBSS");
	int r;

	if (type && !text)
		return -ENOMEM;
	xmlFree(text);
	r = add_leaf_after(root, type, "connectionMode", is_ibss ? "manual" : "auto");
	if (r < 0)
		return r;
	return add_leaf_after(pair, profile_child(pair, PROFILE_NS_V1, "encryption"), "useOneX", "false");
}

int profile_write(xmlDoc *document, char **ret)
{
	xmlNode *root = xmlDocGetRootElement(document);
	char *text = NULL;
	size_t size = 0;
	FILE *out;
	int r;

	remove_comments(root);
	for (xmlNode *config = profile_child(root, PROFILE_NS_V1, "SSIDConfig"); config;
	     config = profile_next(config, PROFILE_NS_V1, "SSIDConfig"))
		for (xmlNode *node = config->children; node; node = node->next)
			if (node->type == XML_ELEMENT_NODE && profile_ns_of(node->ns) == PROFILE_NS_V1 &&
			    strncmp((const char *)node->name, "SSID", 4) == 0) {
				r = normalise_ssid(node);
				if (r < 0)
					return r;
			}
	r = add_defaults(root);
	if (r < 0)
		return r;

	out = open_memstream(&text, &size);
	if (!out)
		return -ENOMEM;
	fputs("<?xml version=\"1.0\"?>\r\n", out);
	put_element(out, root, 0, false);
	r = ferror(out) ? -ENOMEM : 0;
	if (fclose(out) != 0)
		r = -ENOMEM;
	if (r < 0) {
		free(text);
		return r;
	}
	*ret = text;
	return 0;
}
