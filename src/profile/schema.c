#include "profile/schema.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "profile/reason.h"

enum content {
	CONTENT_ELEMENTS,
	CONTENT_ANYTHING, /* kept, not looked into */
	CONTENT_CHOICE, /* one of the words in choices */
	CONTENT_NUMBER, /* low to high */
	CONTENT_STRING, /* low to high characters */
	CONTENT_HEX, /* low to high bytes */
	CONTENT_KEY, /* text that is not even copied here: see key.c */
};

struct shape {
	const char *name;
	enum profile_ns ns;
	enum content content;
	unsigned at_least, at_most;
	uint32_t missing, wrong, too_many; /* reasons; 0: INVALID_PROFILE_SCHEMA */
	const char *choices; /* separated by spaces */
	unsigned long low, high;
	const struct shape *children; /* ends with a name of NULL */
};

#define BOOLEAN .content = CONTENT_CHOICE, .choices = "true false 1 0"
#define NUMBER(from, to) .content = CONTENT_NUMBER, .low = (from), .high = (to)
#define STRING(from, to) .content = CONTENT_STRING, .low = (from), .high = (to)
#define HEX(from, to) .content = CONTENT_HEX, .low = (from), .high = (to)
#define CHOICE(words) .content = CONTENT_CHOICE, .choices = (words)
#define OPTIONAL .at_most = 1
#define REQUIRED .at_least = 1, .at_most = 1
#define END { NULL }

static const struct shape ssid_shape[] = {
	{ "hex", OPTIONAL, HEX(1, 32), .wrong = REASON_PROFILE_SSID_INVALID, .too_many = REASON_PROFILE_SSID_INVALID },
	{ "name", OPTIONAL, STRING(1, 32), .wrong = REASON_PROFILE_SSID_INVALID,
	  .too_many = REASON_PROFILE_SSID_INVALID },
	END,
};

static const struct shape ssid_prefix_shape[] = {
	{ "hex", OPTIONAL, HEX(4, 32), .wrong = REASON_PROFILE_SSID_INVALID },
	{ "name", OPTIONAL, STRING(4, 32), .wrong = REASON_PROFILE_SSID_INVALID },
	END,
};

static const struct shape ssid_config_shape[] = {
	{ "SSID", .at_least = 1, .at_most = PROFILE_MAX_SSIDS, .children = ssid_shape,
	  .missing = REASON_PROFILE_SSID_INVALID, .too_many = REASON_TOO_MANY_SSID },
	{ "SSIDPrefix", OPTIONAL, .children = ssid_prefix_shape },
	{ "nonBroadcast", OPTIONAL, BOOLEAN },
	END,
};

static const struct shape realm_shape[] = { { "name", .at_most = 256, STRING(1, 255) }, END };
static const struct shape network_3gpp_shape[] = { { "PLMNID", .at_most = 256, STRING(5, 6) }, END };
static const struct shape consortium_shape[] = { { "OUI", .at_most = 256, HEX(3, 5) }, END };

static const struct shape hotspot2_shape[] = {
	{ "DomainName", OPTIONAL, STRING(1, 255) },
	{ "NAIRealm", OPTIONAL, .children = realm_shape },
	{ "Network3GPP", OPTIONAL, .children = network_3gpp_shape },
	{ "RoamingConsortium", OPTIONAL, .children = consortium_shape },
	END,
};

static const struct shape connectivity_shape[] = {
	{ "phyType", .at_most = 8, CHOICE("a b g n ac ad ax be"), .wrong = REASON_INVALID_PHY_TYPE,
	  .too_many = REASON_INVALID_PHY_TYPE },
	END,
};

static const struct shape auth_encryption_shape[] = {
	{ "authentication", REQUIRED,
	  CHOICE("open shared WPA WPAPSK WPA2 WPA2PSK WPA3 WPA3ENT192 WPA3ENT WPA3SAE OWE"),
	  .missing = REASON_MSMSEC_NO_AUTH_CIPHER, .wrong = REASON_MSMSEC_UNSUPPORTED_AUTH,
	  .too_many = REASON_MSMSEC_TOO_MANY_AUTH_CIPHER },
	{ "encryption", REQUIRED, CHOICE("none WEP TKIP AES GCMP256"), .missing = REASON_MSMSEC_NO_AUTH_CIPHER,
	  .wrong = REASON_MSMSEC_UNSUPPORTED_CIPHER, .too_many = REASON_MSMSEC_TOO_MANY_AUTH_CIPHER },
	{ "useOneX", OPTIONAL, BOOLEAN },
	{ "FIPSMode", PROFILE_NS_V2, OPTIONAL, BOOLEAN, .wrong = REASON_MSMSEC_SAFE_MODE },
	{ "transitionMode", PROFILE_NS_V4, OPTIONAL, BOOLEAN },
	END,
};

static const struct shape shared_key_shape[] = {
	{ "keyType", REQUIRED, CHOICE("networkKey passPhrase"), .wrong = REASON_MSMSEC_WRONG_KEYTYPE },
	{ "protected", REQUIRED, BOOLEAN },
	{ "keyMaterial", REQUIRED, .content = CONTENT_KEY },
	END,
};

static const struct shape eap_method_shape[] = {
	{ "Type", PROFILE_NS_EAP_COMMON, REQUIRED, NUMBER(1, 255), .missing = REASON_ONEX_INVALID_EAP_TYPE,
	  .wrong = REASON_ONEX_INVALID_EAP_TYPE },
	{ "VendorId", PROFILE_NS_EAP_COMMON, OPTIONAL, NUMBER(0, 0xffffff), .wrong = REASON_ONEX_INVALID_EAP_TYPE },
	{ "VendorType", PROFILE_NS_EAP_COMMON, OPTIONAL, NUMBER(0, 0xffffffff), .wrong = REASON_ONEX_INVALID_EAP_TYPE },
	{ "AuthorId", PROFILE_NS_EAP_COMMON, OPTIONAL, NUMBER(0, 0xffffff), .wrong = REASON_ONEX_INVALID_EAP_TYPE },
	END,
};

static const struct shape eap_host_shape[] = {
	{ "EapMethod", PROFILE_NS_EAP_HOST, REQUIRED, .children = eap_method_shape,
	  .missing = REASON_ONEX_INVALID_EAP_PROPERTIES },
	{ "Config", PROFILE_NS_EAP_HOST, OPTIONAL, .content = CONTENT_ANYTHING },
	/* An empty blob is written 00. */
	{ "ConfigBlob", PROFILE_NS_EAP_HOST, OPTIONAL, HEX(1, 64 * 1024), .wrong = REASON_ONEX_INVALID_EAP_PROPERTIES },
	END,
};

static const struct shape eap_config_shape[] = {
	{ "EapHostConfig", PROFILE_NS_EAP_HOST, REQUIRED, .children = eap_host_shape,
	  .missing = REASON_ONEX_INVALID_EAP_PROPERTIES },
	END,
};

static const struct shape sign_on_shape[] = {
	{ "type", PROFILE_NS_ONEX, REQUIRED, CHOICE("preLogon postLogon"), .wrong = REASON_ONEX_INVALID_FLAGS },
	{ "maxDelay", PROFILE_NS_ONEX, OPTIONAL, NUMBER(0, 120), .wrong = REASON_ONEX_INVALID_TIMER },
	{ "allowAdditionalDialogs", PROFILE_NS_ONEX, OPTIONAL, BOOLEAN },
	{ "maxDelayWithAdditionalDialogs", PROFILE_NS_ONEX, OPTIONAL, NUMBER(0, 120),
	  .wrong = REASON_ONEX_INVALID_TIMER },
	{ "userBasedVirtualLan", PROFILE_NS_ONEX, OPTIONAL, BOOLEAN },
	END,
};

static const struct shape onex_shape[] = {
	{ "cacheUserData", PROFILE_NS_ONEX, OPTIONAL, BOOLEAN, .wrong = REASON_ONEX_INVALID_FLAGS },
	{ "heldPeriod", PROFILE_NS_ONEX, OPTIONAL, NUMBER(1, 3600), .wrong = REASON_ONEX_INVALID_TIMER },
	{ "authPeriod", PROFILE_NS_ONEX, OPTIONAL, NUMBER(1, 3600), .wrong = REASON_ONEX_INVALID_TIMER },
	{ "startPeriod", PROFILE_NS_ONEX, OPTIONAL, NUMBER(1, 3600), .wrong = REASON_ONEX_INVALID_TIMER },
	{ "maxStart", PROFILE_NS_ONEX, OPTIONAL, NUMBER(1, 100), .wrong = REASON_ONEX_INVALID_TIMER },
	{ "maxAuthFailures", PROFILE_NS_ONEX, OPTIONAL, NUMBER(1, 100), .wrong = REASON_ONEX_INVALID_TIMER },
	/* The schema's other two words are for wired networks. */
	{ "supplicantMode", PROFILE_NS_ONEX, OPTIONAL, CHOICE("compliant"), .wrong = REASON_ONEX_INVALID_SUPPLICANT_MODE },
	{ "authMode", PROFILE_NS_ONEX, OPTIONAL, CHOICE("machineOrUser machine user guest"),
	  .wrong = REASON_ONEX_INVALID_AUTH_MODE },
	{ "singleSignOn", PROFILE_NS_ONEX, OPTIONAL, .children = sign_on_shape },
	{ "EAPConfig", PROFILE_NS_ONEX, REQUIRED, .children = eap_config_shape,
	  .missing = REASON_ONEX_INVALID_EAP_PROPERTIES },
	END,
};

static const struct shape security_shape[] = {
	{ "authEncryption", REQUIRED, .children = auth_encryption_shape, .missing = REASON_MSMSEC_NO_AUTH_CIPHER,
	  .too_many = REASON_MSMSEC_TOO_MANY_AUTH_CIPHER },
	{ "sharedKey", OPTIONAL, .children = shared_key_shape },
	{ "keyIndex", OPTIONAL, NUMBER(0, 3), .wrong = REASON_MSMSEC_INVALID_KEY_INDEX },
	{ "PMKCacheMode", OPTIONAL, CHOICE("disabled enabled"), .wrong = REASON_MSMSEC_INVALID_PMKCACHE_MODE },
	{ "PMKCacheTTL", OPTIONAL, NUMBER(5, 1440), .wrong = REASON_MSMSEC_INVALID_PMKCACHE_TTL },
	{ "PMKCacheSize", OPTIONAL, NUMBER(1, 255), .wrong = REASON_MSMSEC_INVALID_PMKCACHE_SIZE },
	{ "preAuthMode", OPTIONAL, CHOICE("disabled enabled"), .wrong = REASON_MSMSEC_INVALID_PREAUTH_MODE },
	{ "preAuthThrottle", OPTIONAL, NUMBER(1, 16), .wrong = REASON_MSMSEC_INVALID_PREAUTH_THROTTLE },
	{ "OneX", PROFILE_NS_ONEX, OPTIONAL, .children = onex_shape },
	END,
};

static const struct shape msm_shape[] = {
	{ "connectivity", OPTIONAL, .children = connectivity_shape },
	{ "security", OPTIONAL, .children = security_shape },
	END,
};

static const struct shape oui_header_shape[] = {
	{ "OUI", REQUIRED, HEX(3, 3), .missing = REASON_IHV_OUI_MISSING },
	{ "type", REQUIRED, HEX(1, 1), .missing = REASON_IHV_OUI_MISSING },
	END,
};

static const struct shape ihv_shape[] = {
	{ "OUIHeader", REQUIRED, .children = oui_header_shape, .missing = REASON_IHV_OUI_MISSING },
	{ "connectivity", OPTIONAL, .content = CONTENT_ANYTHING },
	{ "security", OPTIONAL, .content = CONTENT_ANYTHING },
	{ "useMSOneX", OPTIONAL, BOOLEAN },
	END,
};

static const struct shape randomization_shape[] = {
	{ "enableRandomization", PROFILE_NS_V3, OPTIONAL, BOOLEAN },
	{ "randomizeEveryday", PROFILE_NS_V3, OPTIONAL, BOOLEAN },
	{ "randomizationSeed", PROFILE_NS_V3, OPTIONAL, NUMBER(0, 0xffffffff) },
	END,
};

static const struct shape profile_shape[] = {
	{ "name", REQUIRED, STRING(1, PROFILE_MAX_NAME), .missing = REASON_INVALID_PROFILE_NAME,
	  .wrong = REASON_INVALID_PROFILE_NAME },
	{ "SSIDConfig", .at_least = 1, .at_most = PROFILE_MAX_SSIDS, .children = ssid_config_shape,
	  .missing = REASON_PROFILE_SSID_INVALID, .too_many = REASON_TOO_MANY_SSID },
	{ "Hotspot2", OPTIONAL, .children = hotspot2_shape },
	{ "connectionType", REQUIRED, CHOICE("ESS IBSS"), .missing = REASON_INVALID_BSS_TYPE,
	  .wrong = REASON_INVALID_BSS_TYPE },
	{ "connectionMode", OPTIONAL, CHOICE("auto manual") },
	{ "autoSwitch", OPTIONAL, BOOLEAN },
	{ "MSM", OPTIONAL, .children = msm_shape },
	{ "IHV", OPTIONAL, .children = ihv_shape },
	{ "MacRandomization", PROFILE_NS_V3, OPTIONAL, .children = randomization_shape },
	END,
};

#define SPACES " \t\r\n"

static uint32_t reason_or_schema(uint32_t reason)
{
	return reason ? reason : REASON_INVALID_PROFILE_SCHEMA;
}

/* Names come from the document: only their first characters are repeated. */
#define NAME_FORMAT "%.40s"

static bool has_word(const char *words, const char *text)
{
	size_t size = strlen(text);

	for (const char *word = words; word; word = strchr(word, ' ')) {
		word += *word == ' ';
		if (strcspn(word, " ") == size && strncmp(word, text, size) == 0)
			return true;
	}
	return false;
}

static bool is_number(const char *text, unsigned long low, unsigned long high)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long value;

	if (digits == 0 || digits > 10 || text[digits])
		return false;
	value = strtoul(text, NULL, 10);
	return value >= low && value <= high;
}

static bool is_hex(const char *text, unsigned long low, unsigned long high)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	return !text[digits] && digits % 2 == 0 && digits / 2 >= low && digits / 2 <= high;
}

/* Length in UTF-16, as Windows counts. */
static int is_string(const char *text, unsigned long low, unsigned long high)
{
	_auto_free_ uint16_t *units = NULL;
	int r = utf16_dup_from_utf8(text, &units);
	size_t n;

	if (r == -ENOMEM)
		return r;
	if (r < 0)
		return false;
	n = utf16_length(units, strlen(text));
	return n >= low && n <= high;
}

static void trim(char *text)
{
	size_t start = strspn(text, SPACES), size = strlen(text + start);

	while (size > 0 && strchr(SPACES, text[start + size - 1]))
		size--;
	memmove(text, text + start, size);
	text[size] = 0;
}

static void say_what_fits(const struct shape *shape, char *ret, size_t size)
{
	switch (shape->content) {
	case CONTENT_CHOICE:
		snprintf(ret, size, "one of: %s", shape->choices);
		break;
	case CONTENT_NUMBER:
		snprintf(ret, size, "a whole number from %lu to %lu", shape->low, shape->high);
		break;
	case CONTENT_HEX:
		snprintf(ret, size, "hexadecimal digits for %lu to %lu bytes", shape->low, shape->high);
		break;
	case CONTENT_STRING:
		snprintf(ret, size, "%lu to %lu characters", shape->low, shape->high);
		break;
	default:
		snprintf(ret, size, "text");
	}
}

static int check_text(const struct shape *shape, const xmlNode *element, struct profile_defect *ret_defect)
{
	_auto_free_ char *text = NULL;
	char what[128];
	int fits;

	for (const xmlNode *node = element->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE) {
			ret_defect->reason = reason_or_schema(shape->wrong);
			snprintf(ret_defect->sentence, sizeof(ret_defect->sentence),
				 "Element %s may hold text only; remove the element " NAME_FORMAT " from it.", shape->name,
				 (const char *)node->name);
			return 1;
		}
	if (shape->content == CONTENT_KEY)
		return 0;
	text = profile_text(element);
	if (!text)
		return -ENOMEM;
	if (shape->content != CONTENT_STRING)
		trim(text);
	switch (shape->content) {
	case CONTENT_CHOICE:
		fits = has_word(shape->choices, text);
		break;
	case CONTENT_NUMBER:
		fits = is_number(text, shape->low, shape->high);
		break;
	case CONTENT_HEX:
		fits = is_hex(text, shape->low, shape->high);
		break;
	default:
		fits = is_string(text, shape->low, shape->high);
	}
	if (fits < 0)
		return fits;
	if (fits)
		return 0;
	say_what_fits(shape, what, sizeof(what));
	ret_defect->reason = reason_or_schema(shape->wrong);
	snprintf(ret_defect->sentence, sizeof(ret_defect->sentence), "Element %s in %.40s is not valid; write %s.",
		 shape->name, (const char *)element->parent->name, what);
	return 1;
}

static int check_children(const struct shape *shapes, enum profile_ns ns, const xmlNode *parent,
			  struct profile_defect *ret_defect);

static int check_element(const struct shape *shape, const xmlNode *element, struct profile_defect *ret_defect)
{
	if (shape->content == CONTENT_ANYTHING)
		return 0;
	if (shape->content == CONTENT_ELEMENTS)
		return check_children(shape->children, shape->ns, element, ret_defect);
	return check_text(shape, element, ret_defect);
}

static const struct shape *find_shape(const struct shape *shapes, const xmlNode *element)
{
	for (const struct shape *shape = shapes; shape->name; shape++)
		if (shape->ns == profile_ns_of(element->ns) && strcmp(shape->name, (const char *)element->name) == 0)
			return shape;
	return NULL;
}

static int complain(struct profile_defect *ret, uint32_t reason, const char *element, const char *rule,
		    const char *parent, const char *mend)
{
	ret->reason = reason_or_schema(reason);
	snprintf(ret->sentence, sizeof(ret->sentence), "Element " NAME_FORMAT " %s in " NAME_FORMAT "; %s.", element,
		 rule, parent, mend);
	return 1;
}

/*
 * Elements of the parent's own namespace stand in the schema's order. Those of later namespaces stand where the schema says
 * "any other", so that older readers skip them: their place is not judged, and those nobody knows are kept.
 */
static int check_children(const struct shape *shapes, enum profile_ns ns, const xmlNode *parent,
			  struct profile_defect *ret_defect)
{
	const char *parent_name = (const char *)parent->name;
	const struct shape *at = shapes;
	unsigned counts[16] = { 0 };

	for (const xmlNode *node = parent->children; node; node = node->next) {
		const char *name = (const char *)node->name;
		const struct shape *shape;
		int r;

		if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
		    !xmlIsBlankNode((xmlNode *)node))
			return complain(ret_defect, 0, parent_name, "has text between its elements", parent_name,
					"remove that text");
		if (node->type != XML_ELEMENT_NODE)
			continue;
		shape = find_shape(shapes, node);
		if (!shape && profile_ns_of(node->ns) == ns)
			return complain(ret_defect, 0, name, "is not known", parent_name, "remove it or mend its name");
		if (!shape && !node->ns)
			return complain(ret_defect, 0, name, "has no namespace", parent_name,
					"give WLANProfile the attribute xmlns of the profile schema");
		if (!shape)
			continue;
		if (++counts[shape - shapes] > shape->at_most)
			return complain(ret_defect, shape->too_many, name, "occurs too often", parent_name,
					shape->at_most == 1 ? "write it once" : "remove some");
		if (shape->ns == ns) {
			if (shape < at)
				return complain(ret_defect, 0, name, "is out of order", parent_name,
						"elements follow the order of the schema");
			at = shape;
		}
		r = check_element(shape, node, ret_defect);
		if (r != 0)
			return r;
	}
	for (const struct shape *shape = shapes; shape->name; shape++)
		if (counts[shape - shapes] < shape->at_least)
			return complain(ret_defect, shape->missing, shape->name, "is missing", parent_name, "add it");
	return 0;
}

int profile_schema_check(xmlDoc *document, struct profile_defect *ret_defect)
{
	const xmlNode *root = xmlDocGetRootElement(document);

	if (!root || strcmp((const char *)root->name, "WLANProfile") != 0 || profile_ns_of(root->ns) != PROFILE_NS_V1) {
		ret_defect->reason = REASON_PROFILE_MISSING;
		snprintf(ret_defect->sentence, sizeof(ret_defect->sentence),
			 "The root element is not WLANProfile of the namespace %s; write that element around everything.",
			 profile_ns_uri(PROFILE_NS_V1));
		return 1;
	}
	return check_children(profile_shape, PROFILE_NS_V1, root, ret_defect);
}
