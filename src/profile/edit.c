/* Changes of a profile's document that are not a person's typing: another name, another connection mode, a seed. */
#include "profile/document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

define_cleanup(struct profile, profile, profile_free);

static int set_text(xmlNode *leaf, const char *text)
{
	xmlNode *node = xmlNewText((const xmlChar *)text), *old;

	if (!node)
		return -ENOMEM;
	while ((old = leaf->children)) {
		xmlUnlinkNode(old);
		xmlFreeNode(old);
	}
	xmlAddChild(leaf, node);
	return 0;
}

static void wipe_text(char **text)
{
	if (*text)
		secret_wipe_bytes(*text, strlen(*text));
	free(*text);
}

/* With a key that nobody has protected yet in clear: without it the document would break the rules. */
static int open_document(const struct profile *profile, xmlDoc **ret)
{
	cleanup(wipe_text) char *clear = NULL;
	const char *xml = profile->xml;
	struct profile_defect defect;
	int r;

	if (profile->clear_key.size > 0 && !profile->protected_key) {
		r = profile_clear_xml(profile, &clear);
		if (r < 0)
			return r;
		xml = clear;
	}
	r = profile_parse(xml, strlen(xml), ret, &defect);
	return r > 0 ? -EUCLEAN : r;
}

/* Reads the changed document as if it came from outside: the rules of profiles hold for it, too. */
static int take_over(struct profile *profile, xmlDoc *document)
{
	cleanup(cleanup_profile) struct profile *changed = NULL;
	struct profile_defect defect;
	cleanup(wipe_text) char *xml = NULL;
	struct profile old;
	int r = profile_write(document, &xml);

	if (r < 0)
		return r;
	r = profile_read(xml, strlen(xml), &changed, &defect);
	if (r != 0)
		return r < 0 ? r : -EINVAL;
	if (profile->clear_key.size > 0)
		(void)secret_set(&changed->clear_key, profile->clear_key.bytes, profile->clear_key.size);
	old = *profile;
	*profile = *changed;
	*changed = old; /* freed, and its key wiped */
	return 0;
}

static int edit(struct profile *profile, const char *element, const char *text)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	xmlNode *leaf;
	int r = open_document(profile, &document);

	if (r < 0)
		return r;
	leaf = profile_child(xmlDocGetRootElement(document), PROFILE_NS_V1, element);
	if (!leaf)
		return -EUCLEAN;
	r = set_text(leaf, text);
	/* A manual profile may not have autoSwitch. */
	leaf = strcmp(text, "manual") == 0 ? profile_child(xmlDocGetRootElement(document), PROFILE_NS_V1, "autoSwitch") : NULL;
	if (r == 0 && leaf)
		r = set_text(leaf, "false");
	return r < 0 ? r : take_over(profile, document);
}

int profile_rename(struct profile *profile, const char *name)
{
	return edit(profile, "name", name);
}

int profile_set_mode(struct profile *profile, bool connects_automatically)
{
	return edit(profile, "connectionMode", connects_automatically ? "auto" : "manual");
}

int profile_set_mac_seed(struct profile *profile, uint32_t seed)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	xmlNode *parent, *leaf;
	char text[11];
	int r = open_document(profile, &document);

	if (r < 0)
		return r;
	parent = profile_child(xmlDocGetRootElement(document), PROFILE_NS_V3, "MacRandomization");
	if (!parent)
		return -ENOENT;
	snprintf(text, sizeof(text), "%u", seed);
	leaf = profile_child(parent, PROFILE_NS_V3, "randomizationSeed");
	if (leaf)
		r = set_text(leaf, text);
	else if (!xmlNewTextChild(parent, parent->ns, (const xmlChar *)"randomizationSeed", (const xmlChar *)text))
		r = -ENOMEM;
	return r < 0 ? r : take_over(profile, document);
}

bool profile_is_eap_credentials(const char *xml, size_t size)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	struct profile_defect defect;

	if (profile_parse(xml, size, &document, &defect) != 0)
		return false;
	return strcmp((const char *)xmlDocGetRootElement(document)->name, "EapHostUserCredentials") == 0;
}
