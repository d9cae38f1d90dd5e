#include "profile/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/cleanup.h"
#include "profile/document.h"
#include "profile/reason.h"

/* Documents of the field have 1 to 4 KiB; certificates in EAP settings make the biggest ones. */
#define MAX_SIZE (64 * 1024)

define_cleanup(xmlDoc, doc, xmlFreeDoc);
define_cleanup(xmlParserCtxt, parser, xmlFreeParserCtxt);
define_cleanup(struct profile, profile, profile_free);

/* A profile has no use for a document type; with it go entities, external files and attribute defaults. */
static void refuse_document_type(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	xmlParserCtxt *parser = context;

	parser->_private = parser;
	xmlStopParser(parser);
}

static int defect(struct profile_defect *ret, uint32_t reason, const char *sentence)
{
	ret->reason = reason;
	snprintf(ret->sentence, sizeof(ret->sentence), "%s", sentence);
	return 1;
}

/* The parser's own words may quote the document, and a document may hold a key: only the place is told. */
static int not_well_formed(const xmlParserCtxt *parser, struct profile_defect *ret)
{
	ret->reason = REASON_INVALID_PROFILE_SCHEMA;
	snprintf(ret->sentence, sizeof(ret->sentence),
		 "The profile is not well-formed XML: line %d cannot be read (error %d of libxml2); every element needs "
		 "its end tag, and & and < in text are written &amp; and &lt;.",
		 parser->lastError.line, parser->lastError.code);
	return 1;
}

static int parse(const char *xml, size_t size, xmlDoc **ret, struct profile_defect *ret_defect)
{
	cleanup(cleanup_parser) xmlParserCtxt *parser = xmlNewParserCtxt();
	cleanup(cleanup_doc) xmlDoc *document = NULL;

	if (!parser)
		return -ENOMEM;
	parser->sax->internalSubset = refuse_document_type;
	/* The caller has converted the text, whatever its first line says of an encoding. */
	document = xmlCtxtReadMemory(parser, xml, size, NULL, "UTF-8",
				     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (parser->lastError.code == XML_ERR_NO_MEMORY)
		return -ENOMEM;
	if (parser->_private)
		return defect(ret_defect, REASON_INVALID_PROFILE_SCHEMA,
			      "The profile has a document type (<!DOCTYPE ...>), which is not allowed; remove it.");
	if (!document || !parser->wellFormed || !parser->nsWellFormed)
		return not_well_formed(parser, ret_defect);
	*ret = take_ptr(document);
	return 0;
}

int profile_read(const char *xml, size_t size, struct profile **ret, struct profile_defect *ret_defect)
{
	cleanup(cleanup_doc) xmlDoc *document = NULL;
	cleanup(cleanup_profile) struct profile *profile = NULL;
	int r;

	if (size == 0)
		return defect(ret_defect, REASON_PROFILE_MISSING,
			      "The profile is empty; give a document whose root is WLANProfile.");
	if (size > MAX_SIZE)
		return defect(ret_defect, REASON_INVALID_PROFILE_SCHEMA,
			      "The profile has more than 65536 bytes; remove what the network does not need.");
	r = parse(xml, size, &document, ret_defect);
	if (r != 0)
		return r;
	profile = calloc(1, sizeof(*profile));
	if (!profile)
		return -ENOMEM;
	r = profile_check(document, profile, ret_defect);
	if (r != 0)
		return r;
	r = profile_write(document, &profile->xml);
	if (r < 0)
		return r;
	*ret = take_ptr(profile);
	return 0;
}
