/* Between read, check, key and write: the parsed document. Nobody outside this folder includes it. */
#pragma once

#include <libxml/tree.h>

#include "base/cleanup.h"
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

/**
 * profile_parse() - well-formed XML without a document type
 * Nothing of it stays in memory of the parser, for it may hold a key.
 * Return: 0; 1 with *ret_defect filled; -ENOMEM.
 */
int profile_parse(const char *xml, size_t size, xmlDoc **ret, struct profile_defect *ret_defect);

/* profile_read() of what is parsed already. @document: changed on the way. */
int profile_read_document(xmlDoc *document, struct profile **ret, struct profile_defect *ret_defect);

/* Wipes the text of everything below @node. */
void profile_wipe(xmlNode *node);

/* Wipes all text, then frees. */
void profile_document_free(xmlDoc *document);
define_cleanup(xmlDoc, document, profile_document_free);

/* First child element of that name, or NULL. */
xmlNode *profile_child(const xmlNode *parent, enum profile_ns ns, const char *name);
xmlNode *profile_next(const xmlNode *element, enum profile_ns ns, const char *name);
/* security in MSM, or NULL. */
xmlNode *profile_security_of(const xmlDoc *document);

/* All text of a leaf, which the caller frees; NULL if there is no memory. */
char *profile_text(const xmlNode *element);
/* Spaces around do not count. False for NULL. */
bool profile_text_is(const xmlNode *leaf, const char *wanted);
bool profile_is_true(const xmlNode *leaf);

/* The words of the schema. */
const char *profile_auth_name(enum profile_auth auth);
const char *profile_cipher_name(enum profile_cipher cipher);

/* True if @ssid can be written as text: UTF-8 of characters that XML allows and people can see. */
bool profile_ssid_to_text(const struct dot11_ssid *ssid, char ret_text[33]);

/* Reads an SSID or SSIDPrefix element. Return: 0; 1 if it holds no valid SSID; -ENOMEM. */
int profile_ssid_of(const xmlNode *element, struct dot11_ssid *ret);

/* Fills in what is wrong. Return: 1. */
int profile_defect_set(struct profile_defect *ret, uint32_t reason, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * profile_check() - judge a document by every rule and fill in what it says
 * @profile: zeros; on failure what was allocated stays in it for profile_free()
 *
 * Return: 0; 1 with *ret_defect filled; -ENOMEM.
 */
int profile_check(xmlDoc *document, struct profile *profile, struct profile_defect *ret_defect);

/* The part of profile_check() for sharedKey and keyIndex; authentication, encryption and useOneX are known by now. */
int profile_check_key(const xmlNode *security, struct profile *profile, struct profile_defect *ret_defect);

/**
 * profile_hide_key() - what the normalised document says of the key: protected true, and the protected form or nothing
 * Return: 0; -ENOMEM.
 */
int profile_hide_key(xmlDoc *document, const struct profile *profile);

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
