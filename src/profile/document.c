#include "profile/document.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/dict.h>

#include "base/hex.h"
#include "base/secret.h"
#include "base/utf16.h"

static const char *const uris[] = {
	[PROFILE_NS_V1] = "http://www.microsoft.com/networking/WLAN/profile/v1",
	[PROFILE_NS_V2] = "http://www.microsoft.com/networking/WLAN/profile/v2",
	[PROFILE_NS_V3] = "http://www.microsoft.com/networking/WLAN/profile/v3",
	[PROFILE_NS_V4] = "http://www.microsoft.com/networking/WLAN/profile/v4",
	[PROFILE_NS_V5] = "http://www.microsoft.com/networking/WLAN/profile/v5",
	[PROFILE_NS_ONEX] = "http://www.microsoft.com/networking/OneX/v1",
	[PROFILE_NS_EAP_HOST] = "http://www.microsoft.com/provisioning/EapHostConfig",
	[PROFILE_NS_EAP_COMMON] = "http://www.microsoft.com/provisioning/EapCommon",
};

static const char *after_scheme(const char *uri)
{
	const char *colon = strchr(uri, ':');

	return colon && (strncmp(uri, "http:", 5) == 0 || strncmp(uri, "https:", 6) == 0) ? colon : uri;
}

enum profile_ns profile_ns_of(const xmlNs *ns)
{
	if (!ns || !ns->href)
		return PROFILE_NS_OTHER;
	for (unsigned i = 0; i < PROFILE_NS_OTHER; i++)
		if (strcmp(after_scheme((const char *)ns->href), after_scheme(uris[i])) == 0)
			return i;
	return PROFILE_NS_OTHER;
}

const char *profile_ns_uri(enum profile_ns ns)
{
	return ns < PROFILE_NS_OTHER ? uris[ns] : NULL;
}

static xmlNode *first_match(xmlNode *node, enum profile_ns ns, const char *name)
{
	for (; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 &&
		    profile_ns_of(node->ns) == ns)
			return node;
	return NULL;
}

xmlNode *profile_child(const xmlNode *parent, enum profile_ns ns, const char *name)
{
	return parent ? first_match(parent->children, ns, name) : NULL;
}

xmlNode *profile_next(const xmlNode *element, enum profile_ns ns, const char *name)
{
	return first_match(element->next, ns, name);
}

xmlNode *profile_security_of(const xmlDoc *document)
{
	const xmlNode *root = xmlDocGetRootElement(document);

	return profile_child(profile_child(root, PROFILE_NS_V1, "MSM"), PROFILE_NS_V1, "security");
}

static bool has_text(const xmlNode *node)
{
	return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content;
}

/* libxml2's own function leaves pieces of what it copies behind, and the text may be a key. */
char *profile_text(const xmlNode *element)
{
	size_t size = 0;
	char *text;

	for (const xmlNode *node = element->children; node; node = node->next)
		if (has_text(node))
			size += strlen((const char *)node->content);
	text = malloc(size + 1);
	if (!text)
		return NULL;
	size = 0;
	for (const xmlNode *node = element->children; node; node = node->next)
		if (has_text(node)) {
			size_t n = strlen((const char *)node->content);

			memcpy(text + size, node->content, n);
			size += n;
		}
	text[size] = 0;
	return text;
}

#define SPACES " \t\r\n"

bool profile_text_is(const xmlNode *leaf, const char *wanted)
{
	_auto_free_ char *text = leaf ? profile_text(leaf) : NULL;
	const char *start = text ? text + strspn(text, SPACES) : "";
	size_t size = strlen(wanted);

	return strncmp(start, wanted, size) == 0 && start[size + strspn(start + size, SPACES)] == 0;
}

bool profile_is_true(const xmlNode *leaf)
{
	return profile_text_is(leaf, "true") || profile_text_is(leaf, "1");
}

/* Very short text is shared between nodes, in the document's dictionary, and is left alone: no key is that short. */
static void wipe_text(xmlNode *node)
{
	bool is_text = has_text(node) || (node->type == XML_COMMENT_NODE && node->content);

	if (is_text && !(node->doc && node->doc->dict && xmlDictOwns(node->doc->dict, node->content)))
		secret_wipe_bytes(node->content, strlen((const char *)node->content));
}

/* Not by recursion: a hostile document decides how deep it is. */
void profile_wipe(xmlNode *top)
{
	xmlNode *node = top;

	while (node) {
		wipe_text(node);
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node != top && !node->next)
			node = node->parent;
		node = node == top ? NULL : node->next;
	}
}

void profile_document_free(xmlDoc *document)
{
	for (xmlNode *node = document->children; node; node = node->next)
		profile_wipe(node);
	xmlFreeDoc(document);
}

static const char *const auth_names[] = {
	[PROFILE_AUTH_OPEN] = "open",         [PROFILE_AUTH_SHARED] = "shared",
	[PROFILE_AUTH_WPA] = "WPA",           [PROFILE_AUTH_WPA_PSK] = "WPAPSK",
	[PROFILE_AUTH_WPA2] = "WPA2",         [PROFILE_AUTH_WPA2_PSK] = "WPA2PSK",
	[PROFILE_AUTH_WPA3] = "WPA3",         [PROFILE_AUTH_WPA3_ENT] = "WPA3ENT",
	[PROFILE_AUTH_WPA3_ENT_192] = "WPA3ENT192", [PROFILE_AUTH_WPA3_SAE] = "WPA3SAE",
	[PROFILE_AUTH_OWE] = "OWE",
};

static const char *const cipher_names[] = {
	[PROFILE_CIPHER_NONE] = "none", [PROFILE_CIPHER_WEP] = "WEP",         [PROFILE_CIPHER_TKIP] = "TKIP",
	[PROFILE_CIPHER_AES] = "AES",   [PROFILE_CIPHER_GCMP256] = "GCMP256",
};

const char *profile_auth_name(enum profile_auth auth)
{
	return auth_names[auth];
}

const char *profile_cipher_name(enum profile_cipher cipher)
{
	return cipher_names[cipher];
}

int profile_defect_set(struct profile_defect *ret, uint32_t reason, const char *format, ...)
{
	va_list arguments;

	ret->reason = reason;
	va_start(arguments, format);
	vsnprintf(ret->sentence, sizeof(ret->sentence), format, arguments);
	va_end(arguments);
	return 1;
}

bool profile_ssid_to_text(const struct dot11_ssid *ssid, char ret_text[33])
{
	char text[33] = { 0 };
	uint16_t units[33];
	int n;

	memcpy(text, ssid->bytes, ssid->size);
	if (strlen(text) != ssid->size)
		return false;
	n = utf16_from_utf8(text, units, sizeof(units) / sizeof(units[0]));
	if (n <= 0)
		return false;
	for (int i = 0; i < n; i++)
		if (units[i] < 0x20 || (units[i] >= 0x7f && units[i] < 0xa0) || units[i] >= 0xfffe)
			return false;
	memcpy(ret_text, text, sizeof(text));
	return true;
}

static bool ssid_from_hex(const char *text, struct dot11_ssid *ret)
{
	struct dot11_ssid ssid = { 0 };
	size_t size;

	text += strspn(text, SPACES);
	size = strcspn(text, SPACES);
	if (text[size + strspn(text + size, SPACES)] != 0)
		return false;
	if (size == 0 || size % 2 || size / 2 > sizeof(ssid.bytes))
		return false;
	if (hex_read(text, ssid.bytes, size / 2) < 0)
		return false;
	ssid.size = size / 2;
	*ret = ssid;
	return true;
}

static bool ssid_from_name(const char *text, struct dot11_ssid *ret)
{
	size_t size = strlen(text);

	if (size == 0 || size > sizeof(ret->bytes))
		return false;
	*ret = (struct dot11_ssid){ .size = size };
	memcpy(ret->bytes, text, size);
	return true;
}

int profile_ssid_of(const xmlNode *element, struct dot11_ssid *ret)
{
	xmlNode *hex = profile_child(element, PROFILE_NS_V1, "hex");
	xmlNode *name = profile_child(element, PROFILE_NS_V1, "name");
	char *text;
	bool is_valid;

	if (!hex && !name)
		return 1;
	text = profile_text(hex ? hex : name);
	if (!text)
		return -ENOMEM;
	is_valid = hex ? ssid_from_hex(text, ret) : ssid_from_name(text, ret);
	free(text);
	return is_valid ? 0 : 1;
}
