#include "profile/document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

#include "base/cleanup.h"
#include "profile/reason.h"
#include "profile/schema.h"

/* What the rules need, read once. */
struct facts {
	const xmlNode *root, *security;
	const char *auth_name, *cipher_name;
	bool has_onex;
};

enum key_use {
	KEY_NONE,
	KEY_WEP,
	KEY_PSK,
	KEY_SAE,
};

static int defect(struct profile_defect *ret, uint32_t reason, const char *sentence)
{
	ret->reason = reason;
	snprintf(ret->sentence, sizeof(ret->sentence), "%s", sentence);
	return 1;
}

static bool text_is(const xmlNode *leaf, const char *wanted)
{
	char *text = leaf ? profile_text(leaf) : NULL;
	const char *start = text ? text + strspn(text, " \t\r\n") : "";
	size_t size = strlen(wanted);
	bool is_same = strncmp(start, wanted, size) == 0 && start[size + strspn(start + size, " \t\r\n")] == 0;

	xmlFree(text);
	return is_same;
}

static bool is_true(const xmlNode *leaf)
{
	return text_is(leaf, "true") || text_is(leaf, "1");
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

enum onex_use {
	ONEX_FORBIDDEN,
	ONEX_ALLOWED,
	ONEX_REQUIRED,
};

/* Which cipher goes with which authentication, and what each needs. Source: authEncryption, encryption elements. */
static const struct {
	unsigned ciphers; /* bits */
	enum onex_use onex;
	const char *words;
} pairs[] = {
	[PROFILE_AUTH_OPEN] = { 1 << PROFILE_CIPHER_NONE | 1 << PROFILE_CIPHER_WEP, ONEX_ALLOWED, "none or WEP" },
	[PROFILE_AUTH_SHARED] = { 1 << PROFILE_CIPHER_WEP, ONEX_FORBIDDEN, "WEP" },
	[PROFILE_AUTH_WPA] = { 1 << PROFILE_CIPHER_TKIP | 1 << PROFILE_CIPHER_AES, ONEX_REQUIRED, "TKIP or AES" },
	[PROFILE_AUTH_WPA_PSK] = { 1 << PROFILE_CIPHER_TKIP | 1 << PROFILE_CIPHER_AES, ONEX_FORBIDDEN, "TKIP or AES" },
	[PROFILE_AUTH_WPA2] = { 1 << PROFILE_CIPHER_TKIP | 1 << PROFILE_CIPHER_AES, ONEX_REQUIRED, "TKIP or AES" },
	[PROFILE_AUTH_WPA2_PSK] = { 1 << PROFILE_CIPHER_TKIP | 1 << PROFILE_CIPHER_AES, ONEX_FORBIDDEN, "TKIP or AES" },
	[PROFILE_AUTH_WPA3] = { 1 << PROFILE_CIPHER_GCMP256, ONEX_REQUIRED, "GCMP256" },
	[PROFILE_AUTH_WPA3_ENT] = { 1 << PROFILE_CIPHER_AES, ONEX_REQUIRED, "AES" },
	[PROFILE_AUTH_WPA3_ENT_192] = { 1 << PROFILE_CIPHER_GCMP256, ONEX_REQUIRED, "GCMP256" },
	[PROFILE_AUTH_WPA3_SAE] = { 1 << PROFILE_CIPHER_AES, ONEX_FORBIDDEN, "AES" },
	[PROFILE_AUTH_OWE] = { 1 << PROFILE_CIPHER_AES, ONEX_FORBIDDEN, "AES" },
};

static int read_name(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	char *text = profile_text(profile_child(facts->root, PROFILE_NS_V1, "name"));

	if (!text)
		return -ENOMEM;
	profile->name = strdup(text);
	xmlFree(text);
	if (!profile->name)
		return -ENOMEM;
	/* Such a name could not be typed, and would forge lines wherever it is printed. */
	for (const char *c = profile->name; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return defect(ret, REASON_INVALID_PROFILE_NAME,
				      "Element name in WLANProfile has a control character; use visible characters only.");
	return 0;
}

static int count_ssids(const struct facts *facts)
{
	int n = 0;

	for (const xmlNode *config = profile_child(facts->root, PROFILE_NS_V1, "SSIDConfig"); config;
	     config = profile_next(config, PROFILE_NS_V1, "SSIDConfig"))
		for (const xmlNode *ssid = profile_child(config, PROFILE_NS_V1, "SSID"); ssid;
		     ssid = profile_next(ssid, PROFILE_NS_V1, "SSID"))
			n++;
	return n;
}

static int read_ssid(const xmlNode *element, struct profile *profile, struct profile_defect *ret)
{
	int r = profile_ssid_of(element, &profile->ssids[profile->n_ssids]);

	if (r < 0)
		return r;
	if (r > 0)
		return defect(ret, REASON_PROFILE_SSID_INVALID,
			      "Element SSID in SSIDConfig has neither hex nor a name of 1 to 32 bytes; write "
			      "<hex>, two hexadecimal digits for each byte, or <name>.");
	profile->n_ssids++;
	return 0;
}

static int read_ssids(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	int n = count_ssids(facts);
	bool is_first = true;

	if (n > PROFILE_MAX_SSIDS)
		return defect(ret, REASON_TOO_MANY_SSID,
			      "The SSIDConfig elements have more than 256 SSID elements together; remove some.");
	profile->ssids = calloc(n ? n : 1, sizeof(*profile->ssids));
	if (!profile->ssids)
		return -ENOMEM;
	for (const xmlNode *config = profile_child(facts->root, PROFILE_NS_V1, "SSIDConfig"); config;
	     config = profile_next(config, PROFILE_NS_V1, "SSIDConfig")) {
		bool is_non_broadcast = is_true(profile_child(config, PROFILE_NS_V1, "nonBroadcast"));

		for (const xmlNode *ssid = profile_child(config, PROFILE_NS_V1, "SSID"); ssid;
		     ssid = profile_next(ssid, PROFILE_NS_V1, "SSID")) {
			int r = read_ssid(ssid, profile, ret);

			if (r != 0)
				return r;
		}
		if (!is_first && is_non_broadcast != profile->is_non_broadcast)
			return defect(ret, REASON_INVALID_PROFILE_SCHEMA,
				      "Element nonBroadcast differs between SSIDConfig elements; give all the same value.");
		profile->is_non_broadcast = is_non_broadcast;
		is_first = false;
	}
	return 0;
}

static int check_connection(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *mode = profile_child(facts->root, PROFILE_NS_V1, "connectionMode");

	profile->is_ibss = text_is(profile_child(facts->root, PROFILE_NS_V1, "connectionType"), "IBSS");
	profile->connects_automatically = mode ? text_is(mode, "auto") : !profile->is_ibss;
	profile->switches_automatically = is_true(profile_child(facts->root, PROFILE_NS_V1, "autoSwitch"));
	if (profile->is_ibss && profile->connects_automatically)
		return defect(ret, REASON_INVALID_ADHOC_CONNECTION_MODE,
			      "Element connectionMode is auto, which connectionType IBSS does not allow; write manual.");
	if (profile->is_ibss && profile->is_non_broadcast)
		return defect(ret, REASON_NON_BROADCAST_SET_FOR_ADHOC,
			      "Element nonBroadcast is true, which connectionType IBSS does not allow; write false.");
	if (profile->is_ibss && profile->switches_automatically)
		return defect(ret, REASON_AUTO_SWITCH_SET_FOR_ADHOC,
			      "Element autoSwitch is true, which connectionType IBSS does not allow; write false.");
	if (!profile->connects_automatically && profile->switches_automatically)
		return defect(ret, REASON_AUTO_SWITCH_SET_FOR_MANUAL,
			      "Element autoSwitch is true, which connectionMode manual does not allow; write false, or "
			      "connectionMode auto.");
	return 0;
}

static int find_security(struct facts *facts, struct profile_defect *ret)
{
	const xmlNode *msm = profile_child(facts->root, PROFILE_NS_V1, "MSM");
	const xmlNode *ihv = profile_child(facts->root, PROFILE_NS_V1, "IHV");
	const xmlNode *ihv_security = profile_child(ihv, PROFILE_NS_V1, "security");

	facts->security = profile_child(msm, PROFILE_NS_V1, "security");
	if (facts->security && ihv_security)
		return defect(ret, REASON_CONFLICT_SECURITY,
			      "Element security is in MSM and in IHV, and only one can hold; remove one of the two.");
	if (ihv_security)
		return defect(ret, REASON_IHV_SECURITY_NOT_SUPPORTED,
			      "Element security in IHV needs a vendor's extension, and there is none; describe the network "
			      "by security in MSM.");
	if (!facts->security && msm)
		return defect(ret, REASON_MSM_SECURITY_MISSING, "Element security is missing in MSM; add it.");
	if (!facts->security)
		return defect(ret, REASON_SECURITY_MISSING,
			      "Element MSM is missing in WLANProfile; add it, with security and authEncryption.");
	return 0;
}

static int check_pair(struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *pair = profile_child(facts->security, PROFILE_NS_V1, "authEncryption");
	const xmlNode *fips = profile_child(pair, PROFILE_NS_V2, "FIPSMode");
	enum onex_use onex;

	for (unsigned i = 0; i < array_size(auth_names); i++)
		if (text_is(profile_child(pair, PROFILE_NS_V1, "authentication"), auth_names[i]))
			profile->auth = i;
	for (unsigned i = 0; i < array_size(cipher_names); i++)
		if (text_is(profile_child(pair, PROFILE_NS_V1, "encryption"), cipher_names[i]))
			profile->cipher = i;
	facts->auth_name = auth_names[profile->auth];
	facts->cipher_name = cipher_names[profile->cipher];
	profile->uses_onex = is_true(profile_child(pair, PROFILE_NS_V1, "useOneX"));

	if (!(pairs[profile->auth].ciphers & 1u << profile->cipher)) {
		ret->reason = REASON_MSMSEC_INVALID_AUTH_CIPHER;
		snprintf(ret->sentence, sizeof(ret->sentence),
			 "Element encryption is %s, which does not go with authentication %s; write %s.",
			 facts->cipher_name, facts->auth_name, pairs[profile->auth].words);
		return 1;
	}
	onex = pairs[profile->auth].onex;
	if (profile->auth == PROFILE_AUTH_OPEN && profile->cipher == PROFILE_CIPHER_NONE)
		onex = ONEX_FORBIDDEN;
	if (onex == ONEX_REQUIRED && !profile->uses_onex) {
		ret->reason = REASON_MSMSEC_ONEX_DISABLED;
		snprintf(ret->sentence, sizeof(ret->sentence),
			 "Element useOneX is false, but authentication %s needs 802.1X; write true and add OneX.",
			 facts->auth_name);
		return 1;
	}
	if (onex == ONEX_FORBIDDEN && profile->uses_onex) {
		ret->reason = REASON_MSMSEC_ONEX_ENABLED;
		snprintf(ret->sentence, sizeof(ret->sentence),
			 "Element useOneX is true, but authentication %s with encryption %s has no 802.1X; write false.",
			 facts->auth_name, facts->cipher_name);
		return 1;
	}
	if (profile->uses_onex && !profile_child(facts->security, PROFILE_NS_ONEX, "OneX"))
		return defect(ret, REASON_MSMSEC_ONEX_DISABLED,
			      "Element useOneX is true, but OneX is missing in security; add it at the end of security.");
	if (is_true(fips) && (profile->is_ibss || profile->cipher != PROFILE_CIPHER_AES ||
			      (profile->auth != PROFILE_AUTH_WPA2 && profile->auth != PROFILE_AUTH_WPA2_PSK)))
		return defect(ret, REASON_MSMSEC_SAFE_MODE,
			      "Element FIPSMode is true, which needs connectionType ESS, authentication WPA2 or WPA2PSK and "
			      "encryption AES; write false.");
	return 0;
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

static bool is_all_hex(const char *text)
{
	return text[strspn(text, "0123456789abcdefABCDEF")] == 0;
}

/* The sentences tell the rule, never the key. */
static int check_clear_key(const char *key, enum key_use use, bool is_passphrase, struct profile_defect *ret)
{
	size_t size = strlen(key);

	for (const char *c = key; *c; c++)
		if (*c & 0x80)
			return defect(ret, REASON_MSMSEC_KEY_UNMAPPED_CHAR,
				      "Element keyMaterial has a character outside ASCII; use ASCII characters only.");
		else if (*c < 32 || *c > 126)
			return defect(ret,
				      is_passphrase ? REASON_MSMSEC_PASSPHRASE_CHAR : REASON_MSMSEC_KEYMATERIAL_CHAR,
				      "Element keyMaterial has a control character; use the characters 32 to 126 of ASCII.");
	if (is_passphrase)
		return size >= 8 && size <= 63 ? 0 :
						 defect(ret, REASON_MSMSEC_PSK_LENGTH,
							"Element keyMaterial is a passPhrase, which has 8 to 63 characters; "
							"mend its length.");
	if (use == KEY_WEP) {
		if (size == 5 || size == 13)
			return 0;
		if (size != 10 && size != 26)
			return defect(ret, REASON_MSMSEC_KEY_LENGTH,
				      "Element keyMaterial is a WEP key, which has 5 or 13 characters, or 10 or 26 "
				      "hexadecimal digits; mend its length.");
	} else if (size != 64) {
		return defect(ret, REASON_MSMSEC_KEY_LENGTH,
			      "Element keyMaterial is a networkKey, which has 64 hexadecimal digits; mend its length, or "
			      "write keyType passPhrase.");
	}
	if (!is_all_hex(key))
		return defect(ret, REASON_MSMSEC_KEYMATERIAL_CHAR,
			      "Element keyMaterial must be hexadecimal digits at this length; mend it.");
	return 0;
}

static int check_key(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *key = profile_child(facts->security, PROFILE_NS_V1, "sharedKey");
	const xmlNode *index = profile_child(facts->security, PROFILE_NS_V1, "keyIndex");
	bool is_passphrase = text_is(profile_child(key, PROFILE_NS_V1, "keyType"), "passPhrase");
	bool is_protected = is_true(profile_child(key, PROFILE_NS_V1, "protected"));
	enum key_use use = key_use_of(profile);
	char *text;
	int r;

	if (index && profile->cipher != PROFILE_CIPHER_WEP && !text_is(index, "0"))
		return defect(ret, REASON_MSMSEC_INVALID_KEY_INDEX,
			      "Element keyIndex is for encryption WEP only; remove it.");
	if (!key)
		return 0;
	if (use == KEY_NONE) {
		ret->reason = REASON_MSMSEC_PSK_PRESENT;
		snprintf(ret->sentence, sizeof(ret->sentence),
			 "Element sharedKey is there, but authentication %s with encryption %s has no such key; remove it.",
			 facts->auth_name, facts->cipher_name);
		return 1;
	}
	if (use == KEY_WEP && is_passphrase)
		return defect(ret, REASON_MSMSEC_WRONG_KEYTYPE,
			      "Element keyType is passPhrase, but encryption WEP has a networkKey; write networkKey.");
	if (use == KEY_SAE && !is_passphrase)
		return defect(ret, REASON_MSMSEC_WRONG_KEYTYPE,
			      "Element keyType is networkKey, but authentication WPA3SAE has a passPhrase; write passPhrase.");
	text = profile_text(profile_child(key, PROFILE_NS_V1, "keyMaterial"));
	if (!text)
		return -ENOMEM;
	profile->has_clear_key = !is_protected;
	if (!is_protected)
		r = check_clear_key(text, use, is_passphrase, ret);
	else if (*text == 0 || strlen(text) % 2 || !is_all_hex(text))
		r = defect(ret, REASON_MSMSEC_KEYMATERIAL_CHAR,
			   "Element keyMaterial is protected, so it is pairs of hexadecimal digits; mend it, or write "
			   "protected false and the key.");
	else
		r = 0;
	explicit_bzero(text, strlen(text));
	xmlFree(text);
	return r;
}

static int check_pre_auth(const struct facts *facts, struct profile_defect *ret)
{
	if (text_is(profile_child(facts->security, PROFILE_NS_V1, "preAuthMode"), "enabled") &&
	    text_is(profile_child(facts->security, PROFILE_NS_V1, "PMKCacheMode"), "disabled"))
		return defect(ret, REASON_MSMSEC_PREAUTH_ONLY_ENABLED,
			      "Element preAuthMode is enabled while PMKCacheMode is disabled; enable both or disable both.");
	return 0;
}

int profile_check(xmlDoc *document, struct profile *profile, struct profile_defect *ret_defect)
{
	struct facts facts = { .root = xmlDocGetRootElement(document) };
	int r;

	r = profile_schema_check(document, ret_defect);
	if (r == 0)
		r = read_name(&facts, profile, ret_defect);
	if (r == 0)
		r = read_ssids(&facts, profile, ret_defect);
	if (r == 0)
		r = check_connection(&facts, profile, ret_defect);
	if (r == 0)
		r = find_security(&facts, ret_defect);
	if (r == 0)
		r = check_pair(&facts, profile, ret_defect);
	if (r == 0)
		r = check_key(&facts, profile, ret_defect);
	if (r == 0)
		r = check_pre_auth(&facts, ret_defect);
	return r;
}
