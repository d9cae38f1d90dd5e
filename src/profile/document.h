/* Between read, check and write: the parsed document. Nobody outside this folder includes it. */
#pragma once

#include <libxml/tree.h>

#include "profile/profile.h"

/* Namespaces of the public schemas, by what they add. */
enum profile_ns {
	PROFILE_NS_V1, /* nearly everything */
	PROFILE_NS_V2, /* FIPSMode */
	PROFILE_NS_V3, /* MacRandomization */
	PROFILE_NS_V4, /* transitionMode */
	PROFILE_NS_V5,
	PROFILE_NS_ONEX,
	PROFILE_NS_EAP_HOST,
	PROFILE_NS_EAP_COMMON,
	PROFILE_NS_OTHER,
};

/* The pages print https:, files in the field have http:. Both are read as the same; http: is written. */
enum profile_ns profile_ns_of(const xmlNs *ns);
const char *profile_ns_uri(enum profile_ns ns);

/* First child element of that name, or NULL. */
xmlNode *profile_child(const xmlNode *parent, enum profile_ns ns, const char *name);
xmlNode *profile_next(const xmlNode *element, enum profile_ns ns, const char *name);

/* All text of a leaf, which the caller frees with xmlFree(); NULL if there is no memory. */
char *profile_text(const xmlNode *element);

/* True if @ssid can be written as text: UTF-8 of characters that XML allows and people can see. */
bool profile_ssid_to_text(const struct dot11_ssid *ssid, char ret_text[33]);

/* Reads an SSID or SSIDPrefix element. Return: 0; 1 if it holds no valid SSID; -ENOMEM. */
int profile_ssid_of(const xmlNode *element, struct dot11_ssid *ret);

/**
 * profile_check() - judge a document by every rule and fill in what it says
 * @profile: zeros; on failure what was allocated stays in it for profile_free()
 *
 * Return: 0; 1 with *ret_defect filled; -ENOMEM.
 */
int profile_check(xmlDoc *document, struct profile *profile, struct profile_defect *ret_defect);

/**
 * profile_write() - the normalised text of a checked document
 * @document: changed on the way: what the stored form always has is added
 * @ret:      the caller frees
 *
 * One element per line, tabs, CRLF. Comments and processing instructions do not survive; unknown elements do.
 *
 * Return: 0; -ENOMEM.
 */
int profile_write(xmlDoc *document, char **ret);
