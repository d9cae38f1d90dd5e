#include "profile/profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "profile/document.h"
#include "profile/reason.h"

/* Documents of the field have 1 to 4 KiB; certificates in EAP settings make the biggest ones. */
#define MAX_SIZE (64 * 1024)

define_cleanup(struct profile, profile, profile_free);

/* A profile has no use for a document type; with it go entities, external files and attribute defaults. */
static void refuse_document_type(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	xmlParserCtxt *parser = context;

	parser->_private = parser;
	/* Stopping frees the parser's copy of the text, which may hold a key. */
	secret_wipe_bytes((void *)parser->input->base, parser->input->end - parser->input->base);
	xmlStopParser(parser);
}

/* The parser's own words may quote the document, and a document may hold a key: only the place is told. */
static int not_well_formed(const xmlParserCtxt *parser, struct profile_defect *ret)
{
	return profile_defect_set(ret, REASON_INVALID_PROFILE_SCHEMA,
				  "The profile is not well-formed XML: line %d cannot be read (error %d of libxml2); every "
				  "element needs its end tag, and & and < in text are written &amp; and &lt;.",
				  parser->lastError.line, parser->lastError.code);
}

/*
 * The parser reads a copy of the text, which holds the key if the text does. Up to libxml2 2.10 what was consumed is moved over
 * in place, so that the copy lies in the first @size bytes; later ones move the pointer and leave only what is between base and
 * end. A parser that was stopped has freed its copy already.
 */
static void free_parser(xmlParserCtxt *parser, size_t size)
{
	xmlParserInput *input = parser->input;

	if (LIBXML_VERSION >= 21100 && input)
		size = input->end - input->base;
	if (input && input->buf)
		secret_wipe_bytes((void *)input->base, size);
	xmlFreeParserCtxt(parser);
}

/* The caller has converted the text, whatever its first line says of an encoding, and its first bytes decide nothing either. */
static xmlParserCtxt *new_parser(const char *xml, size_t size)
{
	xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(xml, size);

	if (!parser)
		return NULL;
	parser->sax->internalSubset = refuse_document_type;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (!parser->encoding)
		parser->encoding = xmlStrdup((const xmlChar *)"UTF-8");
	return parser;
}

static int judge(const xmlParserCtxt *parser, const xmlDoc *document, struct profile_defect *ret_defect)
{
	if (parser->lastError.code == XML_ERR_NO_MEMORY)
		return -ENOMEM;
	if (parser->_private)
		return profile_defect_set(ret_defect, REASON_INVALID_PROFILE_SCHEMA,
					  "The profile has a document type (<!DOCTYPE ...>), which is not allowed; remove it.");
	if (!document || !parser->wellFormed || !parser->nsWellFormed)
		return not_well_formed(parser, ret_defect);
	return 0;
}

int profile_parse(const char *xml, size_t size, xmlDoc **ret, struct profile_defect *ret_defect)
{
	size_t mark = size >= 3 && memcmp(xml, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	cleanup(cleanup_document) xmlDoc *document = NULL;
	xmlParserCtxt *parser;
	int r;

	if (size == mark)
		return profile_defect_set(ret_defect, REASON_PROFILE_MISSING,
					  "The profile is empty; give a document whose root is WLANProfile.");
	parser = new_parser(xml + mark, size - mark);
	if (!parser)
		return -ENOMEM;
	xmlParseDocument(parser);
	document = take_ptr(parser->myDoc);
	r = judge(parser, document, ret_defect);
	free_parser(parser, size - mark);
	if (r == 0)
		*ret = take_ptr(document);
	return r;
}

/* What was stored must be read again, so there is room for the key in its longest form. */
static bool is_too_long(const struct profile *profile)
{
	size_t size = strlen(profile->xml);

	if (profile->key_type != PROFILE_KEY_NONE)
		size += 2 * (PROFILE_MAX_PROTECTED_KEY - profile->protected_key_size);
	return size > MAX_SIZE;
}

int profile_read_document(xmlDoc *document, struct profile **ret, struct profile_defect *ret_defect)
{
	cleanup(cleanup_profile) struct profile *profile = calloc(1, sizeof(*profile));
	int r;

	if (!profile)
		return -ENOMEM;
	r = profile_check(document, profile, ret_defect);
	if (r != 0)
		return r;
	r = profile_hide_key(document, profile);
	if (r == 0)
		r = profile_write(document, &profile->xml);
	if (r < 0)
		return r;
	if (is_too_long(profile))
		return profile_defect_set(ret_defect, REASON_INVALID_PROFILE_SCHEMA,
					  "The profile has more than 65536 bytes with one element on each line; remove what the "
					  "network does not need.");
	*ret = take_ptr(profile);
	return 0;
}

int profile_read(const char *xml, size_t size, struct profile **ret, struct profile_defect *ret_defect)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	int r;

	if (size > MAX_SIZE)
		return profile_defect_set(ret_defect, REASON_INVALID_PROFILE_SCHEMA,
					  "The profile has more than 65536 bytes; remove what the network does not need.");
	r = profile_parse(xml, size, &document, ret_defect);
	return r != 0 ? r : profile_read_document(document, ret, ret_defect);
}
