#include "profile/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

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

char *profile_text(const xmlNode *element)
{
	return (char *)xmlNodeGetContent(element);
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

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool ssid_from_hex(const char *text, struct dot11_ssid *ret)
{
	struct dot11_ssid ssid = { 0 };
	size_t size;

	text += strspn(text, " \t\r\n");
	size = strcspn(text, " \t\r\n");
	if (text[size + strspn(text + size, " \t\r\n")] != 0)
		return false;
	if (size == 0 || size % 2 || size / 2 > sizeof(ssid.bytes))
		return false;
	for (size_t i = 0; i < size / 2; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		ssid.bytes[i] = high << 4 | low;
	}
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
	xmlFree(text);
	return is_valid ? 0 : 1;
}
