#include "profile/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "profile/output.h"

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

static void put(struct output *out, const char *text, const char *after)
{
	output_markup(out, text);
	output_markup(out, after);
}

static void put_tabs(struct output *out, unsigned n)
{
	while (n-- > 0)
		output_markup(out, "\t");
}

static void put_name(struct output *out, const xmlNs *ns, const xmlChar *name)
{
	if (ns && ns->prefix)
		put(out, (const char *)ns->prefix, ":");
	output_markup(out, (const char *)name);
}

static void put_start(struct output *out, const xmlNode *element)
{
	output_markup(out, "<");
	put_name(out, element->ns, element->name);
	for (const xmlNs *ns = element->nsDef; ns; ns = ns->next) {
		const char *uri = profile_ns_uri(profile_ns_of(ns));

		output_markup(out, ns->prefix ? " xmlns:" : " xmlns");
		put(out, ns->prefix ? (const char *)ns->prefix : "", "=\"");
		output_text(out, uri ? uri : ns->href ? (const char *)ns->href : "", true);
		output_markup(out, "\"");
	}
	for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
		output_markup(out, " ");
		put_name(out, attribute->ns, attribute->name);
		output_markup(out, "=\"");
		for (const xmlNode *node = attribute->children; node; node = node->next)
			if (node->content)
				output_text(out, (const char *)node->content, true);
		output_markup(out, "\"");
	}
}

static void put_element(struct output *out, const xmlNode *element, unsigned depth, bool is_inline);

static void put_content(struct output *out, const xmlNode *element, unsigned depth, bool is_branch)
{
	output_markup(out, is_branch ? ">\r\n" : ">");
	for (const xmlNode *node = element->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE)
			put_element(out, node, depth + 1, !is_branch);
		else if (is_text(node) && !is_branch && node->content)
			output_text(out, (const char *)node->content, false);
	if (is_branch)
		put_tabs(out, depth);
	output_markup(out, "</");
	put_name(out, element->ns, element->name);
	output_markup(out, ">");
}

static void put_element(struct output *out, const xmlNode *element, unsigned depth, bool is_inline)
{
	bool is_branch = has_elements(element) && !is_inline && !has_visible_text(element);

	if (depth > MAX_DEPTH)
		return;
	if (!is_inline)
		put_tabs(out, depth);
	put_start(out, element);
	if (element->children)
		put_content(out, element, depth, is_branch);
	else
		output_markup(out, "/>");
	if (!is_inline)
		output_markup(out, "\r\n");
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
	int r;

	r = add_leaf_after(root, type, "connectionMode", profile_text_is(type, "IBSS") ? "manual" : "auto");
	if (r < 0)
		return r;
	return add_leaf_after(pair, profile_child(pair, PROFILE_NS_V1, "encryption"), "useOneX", "false");
}

int profile_write(xmlDoc *document, char **ret)
{
	xmlNode *root = xmlDocGetRootElement(document);
	struct output out = { 0 };
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

	output_markup(&out, "<?xml version=\"1.0\"?>\r\n");
	put_element(&out, root, 0, false);
	return output_take(&out, ret);
}
