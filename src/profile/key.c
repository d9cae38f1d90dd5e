/* The key of a profile: the rules for it, its clear and its protected form, and the document in which only the latter stays. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "profile/document.h"
#include "profile/output.h"
#include "profile/reason.h"

enum key_use {
	KEY_NONE,
	KEY_WEP,
	KEY_PSK,
	KEY_SAE,
};

#define HEX_DIGITS "0123456789abcdefABCDEF"

static void cleanup_secret_text(char **text)
{
	if (*text)
		secret_wipe_bytes(*text, strlen(*text));
	free(*text);
}

static enum key_use key_use_of(const struct profile *profile)
{
	if (profile->uses_onex)
		return KEY_NONE;
	if (profile->cipher == PROFILE_CIPHER_WEP)
		return KEY_WEP;
	if (profile->auth == PROFILE_AUTH_WPA_PSK || profile->auth == PROFILE_AUTH_WPA2_PSK)
		return KEY_PSK;
	if (profile->auth == PROFILE_AUTH_WPA3_SAE)
		return KEY_SAE;
	return KEY_NONE;
}

static bool is_hex(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!text[i] || !strchr(HEX_DIGITS, text[i]))
			return false;
	return true;
}

static int check_characters(const char *key, size_t size, bool is_passphrase, struct profile_defect *ret)
{
	for (size_t i = 0; i < size; i++)
		if (key[i] & 0x80)
			return profile_defect_set(
				ret, REASON_MSMSEC_KEY_UNMAPPED_CHAR,
				"Element keyMaterial has a character outside ASCII; use ASCII characters only.");
		else if (key[i] < 32 || key[i] > 126)
			return profile_defect_set(
				ret, is_passphrase ? REASON_MSMSEC_PASSPHRASE_CHAR : REASON_MSMSEC_KEYMATERIAL_CHAR,
				"Element keyMaterial has a line break, a tab or another control character; write "
				"the key without it, and no spaces around it.");
	return 0;
}

static int check_passphrase(size_t size, enum key_use use, struct profile_defect *ret)
{
	if (size >= 8 && size <= 63)
		return 0;
	return profile_defect_set(
		ret, REASON_MSMSEC_PSK_LENGTH,
		"Element keyMaterial has %zu characters, but a passPhrase has 8 to 63; mend its length%s.", size,
		use == KEY_PSK && size == 64 ? ", or write keyType networkKey if these are 64 hexadecimal digits" : "");
}

static int check_network_key(const char *key, size_t size, enum key_use use, struct profile_defect *ret)
{
	if (use == KEY_WEP && (size == 5 || size == 13))
		return 0;
	if (use == KEY_WEP && size != 10 && size != 26)
		return profile_defect_set(
			ret, REASON_MSMSEC_KEY_LENGTH,
			"Element keyMaterial is a WEP key, which has 5 or 13 characters, or 10 or 26 hexadecimal "
			"digits; mend its length.");
	if (use != KEY_WEP && size != 64)
		return profile_defect_set(
			ret, REASON_MSMSEC_KEY_LENGTH,
			"Element keyMaterial is a networkKey, which has 64 hexadecimal digits; mend its length, or "
			"write keyType passPhrase.");
	if (!is_hex(key, size))
		return profile_defect_set(ret, REASON_MSMSEC_KEYMATERIAL_CHAR,
					  "Element keyMaterial must be hexadecimal digits at this length; mend it.");
	return 0;
}

/* The sentences tell the rule, never the key, nor how long one is that may be real. Source: keyMaterial element; K5. */
static int check_clear_key(const struct profile *profile, const char *key, size_t size, struct profile_defect *ret)
{
	bool is_passphrase = profile->key_type == PROFILE_KEY_PASSPHRASE;
	int r = check_characters(key, size, is_passphrase, ret);

	if (r != 0)
		return r;
	return is_passphrase ? check_passphrase(size, key_use_of(profile), ret)
			     : check_network_key(key, size, key_use_of(profile), ret);
}

static int check_key_type(const struct profile *profile, struct profile_defect *ret)
{
	enum key_use use = key_use_of(profile);

	if (use == KEY_NONE)
		return profile_defect_set(
			ret, REASON_MSMSEC_PSK_PRESENT,
			"Element sharedKey is there, but authentication %s with encryption %s%s has no such key; "
			"remove it.",
			profile_auth_name(profile->auth), profile_cipher_name(profile->cipher),
			profile->uses_onex ? " and 802.1X" : "");
	if (use == KEY_WEP && profile->key_type == PROFILE_KEY_PASSPHRASE)
		return profile_defect_set(
			ret, REASON_MSMSEC_WRONG_KEYTYPE,
			"Element keyType is passPhrase, but encryption WEP has a networkKey; write networkKey.");
	if (use == KEY_SAE && profile->key_type == PROFILE_KEY_NETWORK)
		return profile_defect_set(ret, REASON_MSMSEC_WRONG_KEYTYPE,
					  "Element keyType is networkKey, but authentication WPA3SAE has a passPhrase; write "
					  "passPhrase and the passphrase.");
	return 0;
}

static unsigned digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static int read_protected_key(const char *text, struct profile *profile, struct profile_defect *ret)
{
	size_t size = strlen(text);

	if (size == 0 || size % 2 || !is_hex(text, size))
		return profile_defect_set(
			ret, REASON_MSMSEC_KEYMATERIAL_CHAR,
			"Element keyMaterial is protected, so it is pairs of hexadecimal digits; mend it, or write "
			"protected false and the key.");
	if (size / 2 > PROFILE_MAX_PROTECTED_KEY)
		return profile_defect_set(
			ret, REASON_MSMSEC_KEY_LENGTH,
			"Element keyMaterial is protected and has more than %d bytes; write protected false and the "
			"key.",
			PROFILE_MAX_PROTECTED_KEY);
	profile->protected_key = malloc(size / 2);
	if (!profile->protected_key)
		return -ENOMEM;
	for (size_t i = 0; i < size / 2; i++)
		profile->protected_key[i] = digit(text[2 * i]) << 4 | digit(text[2 * i + 1]);
	profile->protected_key_size = size / 2;
	return 0;
}

static int check_key_index(const xmlNode *index, struct profile *profile, struct profile_defect *ret)
{
	for (unsigned i = 1; i < 4; i++)
		if (profile_text_is(index, (char[]){'0' + i, 0}))
			profile->key_index = i;
	if (profile->key_index != 0 && profile->cipher != PROFILE_CIPHER_WEP)
		return profile_defect_set(ret, REASON_MSMSEC_INVALID_KEY_INDEX,
					  "Element keyIndex is for encryption WEP only; remove it.");
	return 0;
}

int profile_check_key(const xmlNode *security, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *key = profile_child(security, PROFILE_NS_V1, "sharedKey");
	cleanup(cleanup_secret_text) char *text = NULL;
	int r;

	r = check_key_index(profile_child(security, PROFILE_NS_V1, "keyIndex"), profile, ret);
	if (r != 0 || !key)
		return r;
	profile->key_type = profile_text_is(profile_child(key, PROFILE_NS_V1, "keyType"), "passPhrase") ? PROFILE_KEY_PASSPHRASE
													: PROFILE_KEY_NETWORK;
	r = check_key_type(profile, ret);
	if (r != 0)
		return r;
	text = profile_text(profile_child(key, PROFILE_NS_V1, "keyMaterial"));
	if (!text)
		return -ENOMEM;
	if (profile_is_true(profile_child(key, PROFILE_NS_V1, "protected")))
		return read_protected_key(text, profile, ret);
	r = check_clear_key(profile, text, strlen(text), ret);
	return r != 0 ? r : secret_set(&profile->clear_key, text, strlen(text));
}

/* A node of text stays even for an empty one: then the length of a document does not depend on whether its key is known. */
static int replace_text(xmlNode *leaf, const char *text)
{
	xmlNode *node = leaf ? xmlNewDocText(leaf->doc, (const xmlChar *)text) : NULL;

	if (!node)
		return -ENOMEM;
	while (leaf->children) {
		xmlNode *old = leaf->children;

		profile_wipe(old);
		xmlUnlinkNode(old);
		xmlFreeNode(old);
	}
	xmlAddChild(leaf, node);
	return 0;
}

static int set_key_text(xmlDoc *document, bool is_protected, const char *text)
{
	const xmlNode *key = profile_child(profile_security_of(document), PROFILE_NS_V1, "sharedKey");
	int r = replace_text(profile_child(key, PROFILE_NS_V1, "protected"), is_protected ? "true" : "false");

	return r < 0 ? r : replace_text(profile_child(key, PROFILE_NS_V1, "keyMaterial"), text);
}

static int set_key_hex(xmlDoc *document, bool is_protected, const void *bytes, size_t size)
{
	cleanup(cleanup_secret_text) char *hex = NULL;
	struct output out = {0};
	int r;

	output_hex(&out, bytes, size);
	r = output_take(&out, &hex);
	return r < 0 ? r : set_key_text(document, is_protected, hex);
}

int profile_hide_key(xmlDoc *document, const struct profile *profile)
{
	if (profile->key_type == PROFILE_KEY_NONE)
		return 0;
	return set_key_hex(document, true, profile->protected_key, profile->protected_key_size);
}

/* Our own document, which was read before. */
static int parse_own(const struct profile *profile, xmlDoc **ret)
{
	struct profile_defect defect;
	int r = profile_parse(profile->xml, strlen(profile->xml), ret, &defect);

	return r > 0 ? -EUCLEAN : r;
}

int profile_protect_key(struct profile *profile, const uint8_t *bytes, size_t size)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	_auto_free_ uint8_t *copy = NULL;
	_auto_free_ char *xml = NULL;
	int r;

	if (profile->key_type == PROFILE_KEY_NONE)
		return -ENOENT;
	if (size == 0 || size > PROFILE_MAX_PROTECTED_KEY)
		return -E2BIG;
	copy = malloc(size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bytes, size);
	r = parse_own(profile, &document);
	if (r == 0)
		r = set_key_hex(document, true, bytes, size);
	if (r == 0)
		r = profile_write(document, &xml);
	if (r < 0)
		return r;
	free(profile->xml);
	free(profile->protected_key);
	profile->xml = take_ptr(xml);
	profile->protected_key = take_ptr(copy);
	profile->protected_key_size = size;
	return 0;
}

int profile_set_clear_key(struct profile *profile, const void *key, size_t size)
{
	struct profile_defect defect;

	if (size > SECRET_MAX)
		return -E2BIG;
	if (profile->key_type == PROFILE_KEY_NONE || check_clear_key(profile, key, size, &defect) != 0)
		return -EINVAL;
	return secret_set(&profile->clear_key, key, size);
}

int profile_clear_xml(const struct profile *profile, char **ret)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	const struct secret *key = &profile->clear_key;
	char text[SECRET_MAX + 1] = "";
	int r;

	if (profile->key_type == PROFILE_KEY_NONE || key->size == 0)
		return -ENOENT;
	r = parse_own(profile, &document);
	if (r < 0)
		return r;
	if (profile->cipher == PROFILE_CIPHER_WEP && (key->size == 5 || key->size == 13)) { /* K4: WEP is given back in hex */
		r = set_key_hex(document, false, key->bytes, key->size);
	} else {
		memcpy(text, key->bytes, key->size);
		r = set_key_text(document, false, text);
		secret_wipe_bytes(text, sizeof(text));
	}
	return r < 0 ? r : profile_write(document, ret);
}
