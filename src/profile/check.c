#include "profile/document.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "profile/reason.h"
#include "profile/schema.h"

/* What the rules need, read once. */
struct facts {
	const xmlNode *root, *security;
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
	[PROFILE_AUTH_WPA3_SAE] = { 1 << PROFILE_CIPHER_AES | 1 << PROFILE_CIPHER_GCMP256, ONEX_FORBIDDEN, "AES or GCMP256" },
	[PROFILE_AUTH_OWE] = { 1 << PROFILE_CIPHER_AES | 1 << PROFILE_CIPHER_GCMP256, ONEX_FORBIDDEN, "AES or GCMP256" },
};

static int read_name(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	profile->name = profile_text(profile_child(facts->root, PROFILE_NS_V1, "name"));
	if (!profile->name)
		return -ENOMEM;
	/* Such a name could not be typed, and would forge lines wherever it is printed. */
	for (const char *c = profile->name; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return profile_defect_set(
				ret, REASON_INVALID_PROFILE_NAME,
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
		return profile_defect_set(ret, REASON_PROFILE_SSID_INVALID,
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
		return profile_defect_set(ret, REASON_TOO_MANY_SSID,
					  "The SSIDConfig elements have more than 256 SSID elements together; remove some.");
	profile->ssids = calloc(n ? n : 1, sizeof(*profile->ssids));
	if (!profile->ssids)
		return -ENOMEM;
	for (const xmlNode *config = profile_child(facts->root, PROFILE_NS_V1, "SSIDConfig"); config;
	     config = profile_next(config, PROFILE_NS_V1, "SSIDConfig")) {
		bool is_non_broadcast = profile_is_true(profile_child(config, PROFILE_NS_V1, "nonBroadcast"));

		for (const xmlNode *ssid = profile_child(config, PROFILE_NS_V1, "SSID"); ssid;
		     ssid = profile_next(ssid, PROFILE_NS_V1, "SSID")) {
			int r = read_ssid(ssid, profile, ret);

			if (r != 0)
				return r;
		}
		if (!is_first && is_non_broadcast != profile->is_non_broadcast)
			return profile_defect_set(
				ret, REASON_INVALID_PROFILE_SCHEMA,
				"Element nonBroadcast differs between SSIDConfig elements; give all the same value.");
		profile->is_non_broadcast = is_non_broadcast;
		is_first = false;
	}
	return 0;
}

static int check_connection(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *mode = profile_child(facts->root, PROFILE_NS_V1, "connectionMode");

	profile->is_ibss = profile_text_is(profile_child(facts->root, PROFILE_NS_V1, "connectionType"), "IBSS");
	profile->connects_automatically = mode ? profile_text_is(mode, "auto") : !profile->is_ibss;
	profile->switches_automatically = profile_is_true(profile_child(facts->root, PROFILE_NS_V1, "autoSwitch"));
	if (profile->is_ibss && profile->connects_automatically)
		return profile_defect_set(
			ret, REASON_INVALID_ADHOC_CONNECTION_MODE,
			"Element connectionMode is auto, which connectionType IBSS does not allow; write manual.");
	if (profile->is_ibss && profile->is_non_broadcast)
		return profile_defect_set(ret, REASON_NON_BROADCAST_SET_FOR_ADHOC,
					  "Element nonBroadcast is true, which connectionType IBSS does not allow; write false.");
	if (profile->is_ibss && profile->switches_automatically)
		return profile_defect_set(ret, REASON_AUTO_SWITCH_SET_FOR_ADHOC,
					  "Element autoSwitch is true, which connectionType IBSS does not allow; write false.");
	if (!profile->connects_automatically && profile->switches_automatically)
		return profile_defect_set(
			ret, REASON_AUTO_SWITCH_SET_FOR_MANUAL,
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
		return profile_defect_set(ret, REASON_CONFLICT_SECURITY,
					  "Element security is in MSM and in IHV, and only one can hold; remove one of the two.");
	if (ihv_security)
		return profile_defect_set(
			ret, REASON_IHV_SECURITY_NOT_SUPPORTED,
			"Element security in IHV needs a vendor's extension, and there is none; describe the network "
			"by security in MSM.");
	if (!facts->security && msm)
		return profile_defect_set(ret, REASON_MSM_SECURITY_MISSING, "Element security is missing in MSM; add it.");
	if (!facts->security)
		return profile_defect_set(ret, REASON_SECURITY_MISSING,
					  "Element MSM is missing in WLANProfile; add it, with security and authEncryption.");
	return 0;
}

static void read_pair(const xmlNode *pair, struct profile *profile)
{
	for (unsigned i = 0; i <= PROFILE_AUTH_OWE; i++)
		if (profile_text_is(profile_child(pair, PROFILE_NS_V1, "authentication"), profile_auth_name(i)))
			profile->auth = i;
	for (unsigned i = 0; i <= PROFILE_CIPHER_GCMP256; i++)
		if (profile_text_is(profile_child(pair, PROFILE_NS_V1, "encryption"), profile_cipher_name(i)))
			profile->cipher = i;
	profile->uses_onex = profile_is_true(profile_child(pair, PROFILE_NS_V1, "useOneX"));
	/* Says nothing with any other authentication. */
	profile->is_transition =
		profile->auth == PROFILE_AUTH_WPA3_SAE && profile_is_true(profile_child(pair, PROFILE_NS_V4, "transitionMode"));
}

static int check_onex(const struct facts *facts, const struct profile *profile, struct profile_defect *ret)
{
	const char *auth = profile_auth_name(profile->auth);
	enum onex_use use = pairs[profile->auth].onex;

	if (profile_is_open(profile))
		use = ONEX_FORBIDDEN;
	if (use == ONEX_REQUIRED && !profile->uses_onex)
		return profile_defect_set(
			ret, REASON_MSMSEC_ONEX_DISABLED,
			"Element useOneX is false, but authentication %s needs 802.1X; write true and add OneX.", auth);
	if (use == ONEX_FORBIDDEN && profile->uses_onex)
		return profile_defect_set(ret, REASON_MSMSEC_ONEX_ENABLED,
					  "Element useOneX is true, but authentication %s with encryption %s has no 802.1X; "
					  "write false.",
					  auth, profile_cipher_name(profile->cipher));
	if (profile->uses_onex && !profile_child(facts->security, PROFILE_NS_ONEX, "OneX"))
		return profile_defect_set(ret, REASON_MSMSEC_ONEX_DISABLED,
					  "Element useOneX is true, but OneX is missing in security; add it at the end of "
					  "security.");
	return 0;
}

static int check_pair(const struct facts *facts, struct profile *profile, struct profile_defect *ret)
{
	const xmlNode *pair = profile_child(facts->security, PROFILE_NS_V1, "authEncryption");
	int r;

	read_pair(pair, profile);
	if (!(pairs[profile->auth].ciphers & 1u << profile->cipher))
		return profile_defect_set(ret, REASON_MSMSEC_INVALID_AUTH_CIPHER,
					  "Element encryption is %s, which does not go with authentication %s; write %s.",
					  profile_cipher_name(profile->cipher), profile_auth_name(profile->auth),
					  pairs[profile->auth].words);
	r = check_onex(facts, profile, ret);
	if (r != 0)
		return r;
	if (profile_is_true(profile_child(pair, PROFILE_NS_V2, "FIPSMode")) &&
	    (profile->is_ibss || profile->cipher != PROFILE_CIPHER_AES ||
	     (profile->auth != PROFILE_AUTH_WPA2 && profile->auth != PROFILE_AUTH_WPA2_PSK)))
		return profile_defect_set(ret, REASON_MSMSEC_SAFE_MODE,
					  "Element FIPSMode is true, which needs connectionType ESS, authentication WPA2 or "
					  "WPA2PSK and encryption AES; write false.");
	return 0;
}

/* The schema has judged the digits. @preset: what holds if the element is not there. */
static int read_number(const xmlNode *leaf, uint32_t preset, uint32_t *ret)
{
	_auto_free_ char *text = leaf ? profile_text(leaf) : NULL;

	if (leaf && !text)
		return -ENOMEM;
	*ret = leaf ? strtoul(text, NULL, 10) : preset;
	return 0;
}

/* Presets: the values of the public sample profiles. Source: PMKCacheMode, PMKCacheTTL, PMKCacheSize elements. */
static int read_pmk_cache(const struct facts *facts, struct profile *profile)
{
	int r = read_number(profile_child(facts->security, PROFILE_NS_V1, "PMKCacheTTL"), 720, &profile->pmk_cache_minutes);

	profile->caches_pmk = !profile_text_is(profile_child(facts->security, PROFILE_NS_V1, "PMKCacheMode"), "disabled");
	if (r < 0)
		return r;
	return read_number(profile_child(facts->security, PROFILE_NS_V1, "PMKCacheSize"), 128, &profile->pmk_cache_size);
}

/* Source: MacRandomization element. */
static int read_mac_randomization(const struct facts *facts, struct profile *profile)
{
	const xmlNode *element = profile_child(facts->root, PROFILE_NS_V3, "MacRandomization");
	const xmlNode *seed = profile_child(element, PROFILE_NS_V3, "randomizationSeed");

	profile->randomizes_mac = profile_is_true(profile_child(element, PROFILE_NS_V3, "enableRandomization"));
	profile->randomizes_mac_daily = profile_is_true(profile_child(element, PROFILE_NS_V3, "randomizeEveryday"));
	profile->has_mac_seed = seed;
	return read_number(seed, 0, &profile->mac_seed);
}

static int check_pre_auth(const struct facts *facts, struct profile_defect *ret)
{
	if (profile_text_is(profile_child(facts->security, PROFILE_NS_V1, "preAuthMode"), "enabled") &&
	    profile_text_is(profile_child(facts->security, PROFILE_NS_V1, "PMKCacheMode"), "disabled"))
		return profile_defect_set(
			ret, REASON_MSMSEC_PREAUTH_ONLY_ENABLED,
			"Element preAuthMode is enabled while PMKCacheMode is disabled; enable both or disable both.");
	return 0;
}

int profile_check(xmlDoc *document, struct profile *profile, struct profile_defect *ret_defect)
{
	struct facts facts = {.root = xmlDocGetRootElement(document)};
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
		r = profile_check_key(facts.security, profile, ret_defect);
	if (r == 0)
		r = read_pmk_cache(&facts, profile);
	if (r == 0)
		r = read_mac_randomization(&facts, profile);
	if (r == 0)
		r = check_pre_auth(&facts, ret_defect);
	return r;
}
