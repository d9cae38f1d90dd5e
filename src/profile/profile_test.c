#include "profile/profile.h"

#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libxml/xmlmemory.h>

#include "base/cleanup.h"
#include "profile/reason.h"

define_cleanup(struct profile, profile, profile_free);

#define V1 "http://www.microsoft.com/networking/WLAN/profile/v1"
#define ROOT "<WLANProfile xmlns=\"" V1 "\">"
#define NAME "<name>n</name>"
#define SSID "<SSIDConfig><SSID><name>n</name></SSID></SSIDConfig>"
#define TYPE "<connectionType>ESS</connectionType>"
#define HEAD ROOT NAME SSID TYPE
#define PAIR(a, c, rest)                                                                                            \
	"<authEncryption><authentication>" a "</authentication><encryption>" c "</encryption>" rest "</authEncryption>"
#define SECURE(inner) "<MSM><security>" inner "</security></MSM>"
#define OPEN SECURE(PAIR("open", "none", ""))
#define TAIL "</WLANProfile>"
#define KEY(type, is_protected, key)                                                                                 \
	"<sharedKey><keyType>" type "</keyType><protected>" is_protected "</protected><keyMaterial>" key "</keyMaterial>" \
	"</sharedKey>"
#define PSK(a, c, key) HEAD SECURE(PAIR(a, c, "") KEY("passPhrase", "false", key)) TAIL
#define ONEX(inner) "<OneX xmlns=\"http://www.microsoft.com/networking/OneX/v1\">" inner EAP "</OneX>"
#define EAP                                                                                                           \
	"<EAPConfig><EapHostConfig xmlns=\"http://www.microsoft.com/provisioning/EapHostConfig\"><EapMethod>"         \
	"<Type xmlns=\"http://www.microsoft.com/provisioning/EapCommon\">25</Type></EapMethod><ConfigBlob>00</ConfigBlob>" \
	"</EapHostConfig></EAPConfig>"
#define ENTERPRISE(a, c, onex) HEAD SECURE(PAIR(a, c, "<useOneX>true</useOneX>") onex) TAIL
#define S16 "0123456789abcdef"
#define S64 S16 S16 S16 S16
#define S256 S64 S64 S64 S64

static const struct {
	const char *what, *xml;
} good[] = {
	{ "shortest open", HEAD OPEN TAIL },
	{ "byte order mark", "\xef\xbb\xbf" HEAD OPEN TAIL },
	{ "encoding of the original text", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" HEAD OPEN TAIL },
	{ "https namespace", "<WLANProfile xmlns=\"https://www.microsoft.com/networking/WLAN/profile/v1\">" NAME SSID TYPE OPEN TAIL },
	{ "prefixed namespace", "<p:WLANProfile xmlns:p=\"" V1 "\"><p:name>n</p:name><p:SSIDConfig><p:SSID><p:hex>6e</p:hex>"
	  "</p:SSID></p:SSIDConfig><p:connectionType>ESS</p:connectionType><p:MSM><p:security><p:authEncryption>"
	  "<p:authentication>open</p:authentication><p:encryption>none</p:encryption></p:authEncryption></p:security></p:MSM>"
	  "</p:WLANProfile>" },
	{ "ad hoc", ROOT NAME SSID "<connectionType>IBSS</connectionType>" OPEN TAIL },
	{ "two SSIDs, one hidden setting", ROOT NAME "<SSIDConfig><SSID><hex>00ff</hex></SSID><SSID><name>b</name></SSID>"
	  "<nonBroadcast>true</nonBroadcast></SSIDConfig>" TYPE "<connectionMode>auto</connectionMode>"
	  "<autoSwitch>true</autoSwitch>" OPEN TAIL },
	{ "WPA2PSK passphrase", PSK("WPA2PSK", "AES", "not a key") },
	{ "WPAPSK with TKIP", PSK("WPAPSK", "TKIP", "not a key") },
	{ "WPA2PSK without key", HEAD SECURE(PAIR("WPA2PSK", "AES", "")) TAIL },
	{ "WPA2PSK 64 digits", HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("networkKey", "false", S64)) TAIL },
	{ "WPA2PSK protected", HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "true", "0aFF")) TAIL },
	{ "SAE transition", HEAD SECURE(PAIR("WPA3SAE", "AES", "<transitionMode "
	  "xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v4\">true</transitionMode>")
	  KEY("passPhrase", "false", "not a key")) "<MacRandomization "
	  "xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v3\"><enableRandomization>true</enableRandomization>"
	  "<randomizationSeed>4294967295</randomizationSeed></MacRandomization>" TAIL },
	{ "OWE", HEAD SECURE(PAIR("OWE", "AES", "")) TAIL },
	{ "OWE with GCMP-256", HEAD SECURE(PAIR("OWE", "GCMP256", "")) TAIL },
	{ "SAE with GCMP-256", PSK("WPA3SAE", "GCMP256", "not a key") },
	{ "WPA2PSK with TKIP", PSK("WPA2PSK", "TKIP", "not a key") },
	{ "WPAPSK with AES, longest passphrase", PSK("WPAPSK", "AES", S16 S16 S16 "0123456789abcde") },
	{ "PMK cache", HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "true", "00") "<PMKCacheMode>enabled</PMKCacheMode>"
	  "<PMKCacheTTL>1440</PMKCacheTTL><PMKCacheSize>255</PMKCacheSize><preAuthMode>enabled</preAuthMode>"
	  "<preAuthThrottle>16</preAuthThrottle>") TAIL },
	{ "longest protected key", HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "1", S256 S256 S256 S256)) TAIL },
	{ "WPA with TKIP and 802.1X", ENTERPRISE("WPA", "TKIP", ONEX("")) },
	{ "WPA3 enterprise", ENTERPRISE("WPA3ENT", "AES", ONEX("")) },
	{ "WPA3, the old name", ENTERPRISE("WPA3", "GCMP256", ONEX("")) },
	{ "WEP 13 characters", HEAD SECURE(PAIR("shared", "WEP", "") KEY("networkKey", "false", "thirteenchars")) TAIL },
	{ "WEP 10 digits, index 3", HEAD SECURE(PAIR("open", "WEP", "") KEY("networkKey", "false", "0123456789")
	  "<keyIndex>3</keyIndex>") TAIL },
	{ "WPA2 enterprise", ENTERPRISE("WPA2", "AES", ONEX("<authMode>user</authMode>")) },
	{ "WPA3 enterprise 192", ENTERPRISE("WPA3ENT192", "GCMP256", ONEX("")) },
	{ "FIPS", HEAD SECURE(PAIR("WPA2PSK", "AES", "<FIPSMode xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v2\">"
	  "true</FIPSMode>")) TAIL },
	{ "unknown namespace", HEAD OPEN "<x:note xmlns:x=\"urn:x\" a=\"&lt;&quot;1\">text <x:b>bold</x:b> text</x:note>" TAIL },
};

static const struct {
	const char *xml;
	uint32_t reason;
	const char *word; /* the sentence names it */
} bad[] = {
	{ "", REASON_PROFILE_MISSING, "WLANProfile" },
	{ "<a>", REASON_INVALID_PROFILE_SCHEMA, "well-formed" },
	{ "<a/>", REASON_PROFILE_MISSING, "WLANProfile" },
	{ "<WLANProfile/>", REASON_PROFILE_MISSING, "namespace" },
	{ "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", REASON_INVALID_PROFILE_SCHEMA, "DOCTYPE" },
	{ "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", REASON_INVALID_PROFILE_SCHEMA, "DOCTYPE" },
	{ ROOT NAME "\x01" TAIL, REASON_INVALID_PROFILE_SCHEMA, "line 1" },
	{ ROOT "<name>\xe4</name>" SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_SCHEMA, "well-formed" },
	{ ROOT "<name>\xc0\xaf</name>" SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_SCHEMA, "well-formed" },
	{ "\xef\xbb\xbf", REASON_PROFILE_MISSING, "empty" },
	{ "\xff\xfe<", REASON_INVALID_PROFILE_SCHEMA, "well-formed" },
	{ ROOT "&nothing;" TAIL, REASON_INVALID_PROFILE_SCHEMA, "well-formed" },
	{ ROOT SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_NAME, "name" },
	{ ROOT "<name></name>" SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_NAME, "1 to 255" },
	{ ROOT "<name>" S64 S64 S64 S64 "</name>" SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_NAME, "255" },
	{ ROOT "<name>a&#10;b</name>" SSID TYPE OPEN TAIL, REASON_INVALID_PROFILE_NAME, "control" },
	{ ROOT NAME TYPE OPEN TAIL, REASON_PROFILE_SSID_INVALID, "SSIDConfig" },
	{ ROOT NAME "<SSIDConfig/>" TYPE OPEN TAIL, REASON_PROFILE_SSID_INVALID, "SSID" },
	{ ROOT NAME "<SSIDConfig><SSID/></SSIDConfig>" TYPE OPEN TAIL, REASON_PROFILE_SSID_INVALID, "hex" },
	{ ROOT NAME "<SSIDConfig><SSID><hex>0</hex></SSID></SSIDConfig>" TYPE OPEN TAIL, REASON_PROFILE_SSID_INVALID, "hex" },
	{ ROOT NAME "<SSIDConfig><SSID><hex>" S64 "00</hex></SSID></SSIDConfig>" TYPE OPEN TAIL, REASON_PROFILE_SSID_INVALID,
	  "32" },
	/* 32 characters, but 64 bytes */
	{ ROOT NAME "<SSIDConfig><SSID><name>\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
	  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4</name></SSID></SSIDConfig>" TYPE OPEN TAIL,
	  REASON_PROFILE_SSID_INVALID, "bytes" },
	{ ROOT NAME "<SSIDConfig><SSID><name>a</name></SSID><nonBroadcast>true</nonBroadcast></SSIDConfig>" SSID TYPE OPEN TAIL,
	  REASON_INVALID_PROFILE_SCHEMA, "nonBroadcast" },
	{ ROOT NAME SSID OPEN TAIL, REASON_INVALID_BSS_TYPE, "connectionType" },
	{ ROOT NAME SSID "<connectionType>ess</connectionType>" OPEN TAIL, REASON_INVALID_BSS_TYPE, "ESS IBSS" },
	{ ROOT NAME SSID "<connectionType>IBSS</connectionType><connectionMode>auto</connectionMode>" OPEN TAIL,
	  REASON_INVALID_ADHOC_CONNECTION_MODE, "connectionMode" },
	{ ROOT NAME "<SSIDConfig><SSID><name>a</name></SSID><nonBroadcast>1</nonBroadcast></SSIDConfig>"
	  "<connectionType>IBSS</connectionType>" OPEN TAIL, REASON_NON_BROADCAST_SET_FOR_ADHOC, "nonBroadcast" },
	{ ROOT NAME SSID "<connectionType>IBSS</connectionType><connectionMode>manual</connectionMode><autoSwitch>true"
	  "</autoSwitch>" OPEN TAIL, REASON_AUTO_SWITCH_SET_FOR_ADHOC, "autoSwitch" },
	{ HEAD "<connectionMode>manual</connectionMode><autoSwitch>1</autoSwitch>" OPEN TAIL,
	  REASON_AUTO_SWITCH_SET_FOR_MANUAL, "autoSwitch" },
	{ HEAD "<connectionMode>AUTO</connectionMode>" OPEN TAIL, REASON_INVALID_PROFILE_SCHEMA, "connectionMode" },
	{ HEAD OPEN "<autoSwitch>true</autoSwitch>" TAIL, REASON_INVALID_PROFILE_SCHEMA, "order" },
	{ HEAD OPEN OPEN TAIL, REASON_INVALID_PROFILE_SCHEMA, "too often" },
	{ HEAD OPEN "<extra/>" TAIL, REASON_INVALID_PROFILE_SCHEMA, "extra" },
	{ HEAD OPEN "text" TAIL, REASON_INVALID_PROFILE_SCHEMA, "text" },
	{ HEAD TAIL, REASON_SECURITY_MISSING, "MSM" },
	{ HEAD "<MSM/>" TAIL, REASON_MSM_SECURITY_MISSING, "security" },
	{ HEAD "<MSM><connectivity><phyType>z</phyType></connectivity></MSM>" TAIL, REASON_INVALID_PHY_TYPE, "phyType" },
	{ HEAD SECURE("") TAIL, REASON_MSMSEC_NO_AUTH_CIPHER, "authEncryption" },
	{ HEAD SECURE(PAIR("open", "none", "") PAIR("open", "none", "")) TAIL, REASON_MSMSEC_TOO_MANY_AUTH_CIPHER,
	  "authEncryption" },
	{ HEAD SECURE(PAIR("WPA4", "AES", "")) TAIL, REASON_MSMSEC_UNSUPPORTED_AUTH, "authentication" },
	{ HEAD SECURE(PAIR("open", "DES", "")) TAIL, REASON_MSMSEC_UNSUPPORTED_CIPHER, "encryption" },
	{ HEAD SECURE(PAIR("open", "AES", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "none or WEP" },
	{ HEAD SECURE(PAIR("shared", "none", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "WEP" },
	{ HEAD SECURE(PAIR("WPA3SAE", "TKIP", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "AES" },
	{ HEAD SECURE(PAIR("WPA3ENT192", "AES", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "GCMP256" },
	{ HEAD SECURE(PAIR("WPA2", "AES", "")) TAIL, REASON_MSMSEC_ONEX_DISABLED, "useOneX" },
	{ HEAD SECURE(PAIR("WPA2", "AES", "<useOneX>true</useOneX>")) TAIL, REASON_MSMSEC_ONEX_DISABLED, "OneX" },
	{ HEAD SECURE(PAIR("open", "none", "<useOneX>true</useOneX>")) TAIL, REASON_MSMSEC_ONEX_ENABLED, "useOneX" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "<useOneX>1</useOneX>")) TAIL, REASON_MSMSEC_ONEX_ENABLED, "useOneX" },
	{ HEAD SECURE(PAIR("WPA2PSK", "TKIP", "<FIPSMode xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v2\">true"
	  "</FIPSMode>")) TAIL, REASON_MSMSEC_SAFE_MODE, "FIPSMode" },
	{ HEAD SECURE(PAIR("open", "none", "") KEY("passPhrase", "false", "not a key")) TAIL, REASON_MSMSEC_PSK_PRESENT,
	  "sharedKey" },
	{ PSK("WPA2PSK", "AES", "short"), REASON_MSMSEC_PSK_LENGTH, "8 to 63" },
	{ PSK("WPA2PSK", "AES", S64), REASON_MSMSEC_PSK_LENGTH, "networkKey" },
	{ PSK("WPA2PSK", "AES", ""), REASON_MSMSEC_PSK_LENGTH, "8 to 63" },
	{ PSK("WPA3SAE", "AES", S64), REASON_MSMSEC_PSK_LENGTH, "8 to 63" },
	{ PSK("WPA2PSK", "AES", "\n\tnot a key\n"), REASON_MSMSEC_PASSPHRASE_CHAR, "line break" },
	{ PSK("OWE", "AES", "not a key"), REASON_MSMSEC_PSK_PRESENT, "remove it" },
	{ PSK("WPA2PSK", "AES", "not <b>a</b> key"), REASON_INVALID_PROFILE_SCHEMA, "keyMaterial" },
	{ ENTERPRISE("WPA2", "AES", KEY("passPhrase", "false", "not a key") ONEX("")), REASON_MSMSEC_PSK_PRESENT, "802.1X" },
	{ HEAD SECURE(PAIR("WPA2PSK", "GCMP256", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "TKIP or AES" },
	{ HEAD SECURE(PAIR("OWE", "none", "")) TAIL, REASON_MSMSEC_INVALID_AUTH_CIPHER, "AES or GCMP256" },
	{ HEAD SECURE(PAIR("WPA3SAE", "AES", "<transitionMode xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v4\">maybe"
	  "</transitionMode>")) TAIL, REASON_INVALID_PROFILE_SCHEMA, "transitionMode" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "true", S256 S256 S256 S256 "00")) TAIL,
	  REASON_MSMSEC_KEY_LENGTH, "512 bytes" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "true", "")) TAIL, REASON_MSMSEC_KEYMATERIAL_CHAR,
	  "protected" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "maybe", "not a key")) TAIL, REASON_INVALID_PROFILE_SCHEMA,
	  "protected" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") "<sharedKey><keyType>passPhrase</keyType><protected>false</protected></sharedKey>")
	  TAIL, REASON_INVALID_PROFILE_SCHEMA, "keyMaterial" },
	{ PSK("WPA2PSK", "AES", "tab\tnot key"), REASON_MSMSEC_PASSPHRASE_CHAR, "keyMaterial" },
	{ PSK("WPA2PSK", "AES", "schl\xc3\xbcssel"), REASON_MSMSEC_KEY_UNMAPPED_CHAR, "ASCII" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("networkKey", "false", "abc")) TAIL, REASON_MSMSEC_KEY_LENGTH, "64" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("networkKey", "false", S16 S16 S16 "0123456789abcdeg")) TAIL,
	  REASON_MSMSEC_KEYMATERIAL_CHAR, "hexadecimal" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "true", "xyz")) TAIL, REASON_MSMSEC_KEYMATERIAL_CHAR,
	  "protected" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("password", "true", "00")) TAIL, REASON_MSMSEC_WRONG_KEYTYPE, "keyType" },
	{ HEAD SECURE(PAIR("WPA3SAE", "AES", "") KEY("networkKey", "false", S64)) TAIL, REASON_MSMSEC_WRONG_KEYTYPE, "keyType" },
	{ HEAD SECURE(PAIR("open", "WEP", "") KEY("passPhrase", "false", "12345")) TAIL, REASON_MSMSEC_WRONG_KEYTYPE, "keyType" },
	{ HEAD SECURE(PAIR("open", "WEP", "") KEY("networkKey", "false", "1234")) TAIL, REASON_MSMSEC_KEY_LENGTH, "WEP" },
	{ HEAD SECURE(PAIR("open", "WEP", "") KEY("networkKey", "false", "not digits")) TAIL, REASON_MSMSEC_KEYMATERIAL_CHAR,
	  "hexadecimal" },
	{ HEAD SECURE(PAIR("open", "WEP", "") "<keyIndex>4</keyIndex>") TAIL, REASON_MSMSEC_INVALID_KEY_INDEX, "0 to 3" },
	{ HEAD SECURE(PAIR("open", "none", "") "<keyIndex>1</keyIndex>") TAIL, REASON_MSMSEC_INVALID_KEY_INDEX, "WEP" },
	{ HEAD SECURE(PAIR("open", "none", "") "<PMKCacheMode>on</PMKCacheMode>") TAIL,
	  REASON_MSMSEC_INVALID_PMKCACHE_MODE, "PMKCacheMode" },
	{ HEAD SECURE(PAIR("open", "none", "") "<PMKCacheTTL>4</PMKCacheTTL>") TAIL, REASON_MSMSEC_INVALID_PMKCACHE_TTL,
	  "5 to 1440" },
	{ HEAD SECURE(PAIR("open", "none", "") "<PMKCacheSize>256</PMKCacheSize>") TAIL,
	  REASON_MSMSEC_INVALID_PMKCACHE_SIZE, "PMKCacheSize" },
	{ HEAD SECURE(PAIR("open", "none", "") "<preAuthMode>x</preAuthMode>") TAIL, REASON_MSMSEC_INVALID_PREAUTH_MODE,
	  "preAuthMode" },
	{ HEAD SECURE(PAIR("open", "none", "") "<preAuthThrottle>17</preAuthThrottle>") TAIL,
	  REASON_MSMSEC_INVALID_PREAUTH_THROTTLE, "1 to 16" },
	{ HEAD SECURE(PAIR("WPA2PSK", "AES", "") "<PMKCacheMode>disabled</PMKCacheMode><preAuthMode>enabled</preAuthMode>") TAIL,
	  REASON_MSMSEC_PREAUTH_ONLY_ENABLED, "preAuthMode" },
	{ ENTERPRISE("WPA2", "AES", ONEX("<heldPeriod>0</heldPeriod>")), REASON_ONEX_INVALID_TIMER, "heldPeriod" },
	{ ENTERPRISE("WPA2", "AES", ONEX("<supplicantMode>includeLearning</supplicantMode>")),
	  REASON_ONEX_INVALID_SUPPLICANT_MODE, "supplicantMode" },
	{ ENTERPRISE("WPA2", "AES", ONEX("<authMode>nobody</authMode>")), REASON_ONEX_INVALID_AUTH_MODE, "authMode" },
	{ ENTERPRISE("WPA2", "AES", "<OneX xmlns=\"http://www.microsoft.com/networking/OneX/v1\"/>"),
	  REASON_ONEX_INVALID_EAP_PROPERTIES, "EAPConfig" },
	{ HEAD OPEN "<IHV><OUIHeader><OUI>001122</OUI><type>00</type></OUIHeader><security/></IHV>" TAIL,
	  REASON_CONFLICT_SECURITY, "IHV" },
	{ HEAD "<IHV><OUIHeader><OUI>001122</OUI><type>00</type></OUIHeader><security/></IHV>" TAIL,
	  REASON_IHV_SECURITY_NOT_SUPPORTED, "IHV" },
	{ HEAD OPEN "<IHV/>" TAIL, REASON_IHV_OUI_MISSING, "OUIHeader" },
	{ HEAD OPEN "<MacRandomization xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v3\"><randomizationSeed>"
	  "4294967296</randomizationSeed></MacRandomization>" TAIL, REASON_INVALID_PROFILE_SCHEMA, "randomizationSeed" },
};

/* Memory as libxml2 gives it back: how often the key was still in there. */
static unsigned n_keys_left;

static void look_and_free(void *memory)
{
	if (memory && memmem(memory, malloc_usable_size(memory), "left over key", 13))
		n_keys_left++;
	free(memory);
}

static void *move_and_look(void *memory, size_t size)
{
	void *bigger = malloc(size);
	size_t old = memory ? malloc_usable_size(memory) : 0;

	if (bigger && memory)
		memcpy(bigger, memory, old < size ? old : size);
	if (bigger)
		look_and_free(memory);
	return bigger;
}

static struct profile *must_read(const char *xml)
{
	struct profile_defect defect = { 0 };
	struct profile *profile = NULL;
	int r = profile_read(xml, strlen(xml), &profile, &defect);

	if (r != 0)
		fail_msg("%d %#x %s", r, defect.reason, defect.sentence);
	return profile;
}

static void good_documents_are_read_and_what_is_written_reads_the_same(void **state)
{
	for (size_t i = 0; i < array_size(good); i++) {
		cleanup(cleanup_profile) struct profile *profile = NULL;
		cleanup(cleanup_profile) struct profile *again = NULL;

		print_message("%s\n", good[i].what);
		profile = must_read(good[i].xml);
		if (profile->clear_key.size > 0)
			assert_int_equal(profile_protect_key(profile, (const uint8_t *)"sealed", 6), 0);
		again = must_read(profile->xml);
		assert_int_equal(again->key_type, profile->key_type);
		assert_int_equal(again->clear_key.size, 0);
		assert_int_equal(again->protected_key_size, profile->protected_key_size);
		assert_string_equal(again->xml, profile->xml);
		assert_string_equal(again->name, profile->name);
		assert_int_equal(again->n_ssids, profile->n_ssids);
	}
}

static void every_broken_rule_has_its_reason_and_names_the_element(void **state)
{
	for (size_t i = 0; i < array_size(bad); i++) {
		struct profile_defect defect = { 0 };
		struct profile *profile = NULL;
		int r = profile_read(bad[i].xml, strlen(bad[i].xml), &profile, &defect);

		if (r != 1 || defect.reason != bad[i].reason || !strstr(defect.sentence, bad[i].word))
			fail_msg("case %zu: %d %#x, wanted %#x and '%s': %s", i, r, defect.reason, bad[i].reason,
				 bad[i].word, defect.sentence);
		assert_null(profile);
		assert_true(strlen(defect.sentence) < sizeof(defect.sentence) - 1);
		assert_null(strstr(defect.sentence, "not a key"));
	}
}

static void the_stored_form_has_one_element_per_line_tabs_crlf_and_hex(void **state)
{
	cleanup(cleanup_profile) struct profile *profile =
		must_read("<!-- c --><WLANProfile xmlns='" V1 "'>  <name>a&amp;b</name>" SSID TYPE "<autoSwitch>false</autoSwitch>"
			  OPEN "<x xmlns='urn:x'><y/><?p i?></x>" TAIL);

	assert_string_equal(profile->xml, "<?xml version=\"1.0\"?>\r\n"
					  "<WLANProfile xmlns=\"" V1 "\">\r\n"
					  "\t<name>a&amp;b</name>\r\n"
					  "\t<SSIDConfig>\r\n"
					  "\t\t<SSID>\r\n"
					  "\t\t\t<hex>6E</hex>\r\n"
					  "\t\t\t<name>n</name>\r\n"
					  "\t\t</SSID>\r\n"
					  "\t</SSIDConfig>\r\n"
					  "\t<connectionType>ESS</connectionType>\r\n"
					  "\t<connectionMode>auto</connectionMode>\r\n"
					  "\t<autoSwitch>false</autoSwitch>\r\n"
					  "\t<MSM>\r\n"
					  "\t\t<security>\r\n"
					  "\t\t\t<authEncryption>\r\n"
					  "\t\t\t\t<authentication>open</authentication>\r\n"
					  "\t\t\t\t<encryption>none</encryption>\r\n"
					  "\t\t\t\t<useOneX>false</useOneX>\r\n"
					  "\t\t\t</authEncryption>\r\n"
					  "\t\t</security>\r\n"
					  "\t</MSM>\r\n"
					  "\t<x xmlns=\"urn:x\">\r\n"
					  "\t\t<y/>\r\n"
					  "\t</x>\r\n"
					  "</WLANProfile>\r\n");
}

static void hex_wins_over_the_name_which_is_written_only_if_the_bytes_are_text(void **state)
{
	cleanup(cleanup_profile) struct profile *profile =
		must_read(ROOT NAME "<SSIDConfig><SSID><hex>ff00</hex><name>lie</name></SSID><SSID><hex>c3a4</hex></SSID>"
				    "<SSID><hex>1b5b</hex></SSID></SSIDConfig>" TYPE OPEN TAIL);

	assert_int_equal(profile->n_ssids, 3);
	assert_int_equal(profile->ssids[0].size, 2);
	assert_int_equal(profile->ssids[0].bytes[0], 0xff);
	assert_null(strstr(profile->xml, "lie"));
	assert_non_null(strstr(profile->xml, "<hex>C3A4</hex>\r\n\t\t\t<name>\xc3\xa4</name>"));
	assert_non_null(strstr(profile->xml, "<hex>1B5B</hex>\r\n\t\t</SSID>"));
}

static void values_reach_the_structure(void **state)
{
	cleanup(cleanup_profile) struct profile *profile = must_read(good[6].xml);
	cleanup(cleanup_profile) struct profile *secret = must_read(PSK("WPA2PSK", "AES", "not a key"));
	cleanup(cleanup_profile) struct profile *ibss = must_read(good[5].xml);

	assert_true(profile->is_non_broadcast && profile->connects_automatically && profile->switches_automatically);
	assert_false(profile->is_ibss || profile->uses_onex || profile->is_transition);
	assert_int_equal(profile->key_type, PROFILE_KEY_NONE);
	assert_int_equal(profile->clear_key.size, 0);
	assert_int_equal(secret->auth, PROFILE_AUTH_WPA2_PSK);
	assert_int_equal(secret->cipher, PROFILE_CIPHER_AES);
	assert_int_equal(secret->key_type, PROFILE_KEY_PASSPHRASE);
	assert_int_equal(secret->clear_key.size, 9);
	assert_memory_equal(secret->clear_key.bytes, "not a key", 9);
	assert_null(secret->protected_key);
	assert_true(secret->caches_pmk);
	assert_int_equal(secret->pmk_cache_minutes, 720);
	assert_int_equal(secret->pmk_cache_size, 128);
	assert_true(ibss->is_ibss);
	assert_false(ibss->connects_automatically);
}

static struct profile *must_read_named(const char *what)
{
	for (size_t i = 0; i < array_size(good); i++)
		if (strcmp(good[i].what, what) == 0)
			return must_read(good[i].xml);
	fail_msg("%s", what);
	return NULL;
}

static void security_settings_reach_the_structure(void **state)
{
	cleanup(cleanup_profile) struct profile *sae = must_read_named("SAE transition");
	cleanup(cleanup_profile) struct profile *wep = must_read_named("WEP 10 digits, index 3");
	cleanup(cleanup_profile) struct profile *sealed = must_read_named("WPA2PSK protected");
	cleanup(cleanup_profile) struct profile *cache = must_read_named("PMK cache");
	cleanup(cleanup_profile) struct profile *off =
		must_read(HEAD SECURE(PAIR("WPA2PSK", "AES", "<transitionMode "
					   "xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v4\">true</transitionMode>")
				      "<PMKCacheMode>disabled</PMKCacheMode>") TAIL);

	assert_true(sae->is_transition);
	assert_int_equal(sae->auth, PROFILE_AUTH_WPA3_SAE);
	assert_int_equal(wep->key_index, 3);
	assert_int_equal(wep->key_type, PROFILE_KEY_NETWORK);
	assert_int_equal(sealed->protected_key_size, 2);
	assert_memory_equal(sealed->protected_key, "\x0a\xff", 2);
	assert_int_equal(sealed->clear_key.size, 0);
	assert_non_null(strstr(sealed->xml, "<keyMaterial>0AFF</keyMaterial>"));
	assert_int_equal(cache->pmk_cache_minutes, 1440);
	assert_int_equal(cache->pmk_cache_size, 255);
	assert_false(off->caches_pmk || off->is_transition);
}

static void the_document_never_holds_the_clear_key(void **state)
{
	static const char *const forms[] = { "not a key", "<![CDATA[not a key]]>", "not<!-- c --> a<?p i?> key", "&#110;ot a&#32;key" };

	for (size_t i = 0; i < array_size(forms); i++) {
		cleanup(cleanup_profile) struct profile *profile = NULL;
		char xml[2048];

		snprintf(xml, sizeof(xml), "%s", HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "false", "@")) TAIL);
		snprintf(strchr(xml, '@'), 256, "%s%s", forms[i],
			 "</keyMaterial></sharedKey></security></MSM></WLANProfile>");
		profile = must_read(xml);
		assert_int_equal(profile->clear_key.size, 9);
		assert_memory_equal(profile->clear_key.bytes, "not a key", 9);
		assert_null(strstr(profile->xml, "not"));
		assert_non_null(strstr(profile->xml, "<protected>true</protected>\r\n\t\t\t\t<keyMaterial></keyMaterial>"));
	}
}

static void the_protected_form_takes_the_place_of_the_key_and_the_clear_one_comes_back(void **state)
{
	cleanup(cleanup_profile) struct profile *profile = must_read(PSK("WPA3SAE", "AES", "a&lt;b &amp; \"c\""));
	cleanup(cleanup_profile) struct profile *copy = NULL;
	_auto_free_ char *clear = NULL;

	assert_int_equal(profile_copy(profile, &copy), 0);
	assert_int_equal(profile_protect_key(copy, (const uint8_t *)"\x01\xfe", 2), 0);
	assert_non_null(strstr(copy->xml, "<keyMaterial>01FE</keyMaterial>"));
	assert_true(secret_equal(&copy->clear_key, &profile->clear_key));
	assert_int_equal(profile_clear_xml(copy, &clear), 0);
	assert_non_null(strstr(clear, "<protected>false</protected>\r\n\t\t\t\t<keyMaterial>a&lt;b &amp; \"c\"</keyMaterial>"));
	assert_null(strstr(profile->xml, "01FE"));
	assert_int_equal(profile_protect_key(copy, (const uint8_t *)"", 0), -E2BIG);
	assert_int_equal(profile_protect_key(copy, (const uint8_t *)copy, PROFILE_MAX_PROTECTED_KEY + 1), -E2BIG);
}

static void libxml2_gives_no_memory_back_that_holds_the_key(void **state)
{
	static const char filler[] = "<!-- 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 12345 -->";
	static const char document[] = HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "false", "left over key"));

	for (int n = 0; n < 40; n++) {
		cleanup(cleanup_profile) struct profile *profile = NULL;
		_auto_free_ char *clear = NULL;
		char xml[8192] = "";

		for (int i = 0; i < n / 2; i++)
			strcat(xml, filler);
		strcat(xml, document);
		for (int i = 0; i < n; i++)
			strcat(xml, filler);
		strcat(xml, TAIL);
		profile = must_read(xml);
		assert_int_equal(profile->clear_key.size, 13);
		assert_int_equal(profile_clear_xml(profile, &clear), 0);
		secret_wipe_bytes(clear, strlen(clear));
		assert_int_equal(n_keys_left, 0);
	}
}

/* Refused at its end, when the key has been read. */
static void libxml2_keeps_no_key_of_refused_documents(void **state)
{
	static const char *const ends[] = { "", "</WLANProfil>", "&nothing;" TAIL, "<a b='&lt;' b='2'/>" TAIL, "<" TAIL, TAIL "text",
					    "<unknown/>" TAIL, "\x01" TAIL };

	for (size_t i = 0; i < array_size(ends); i++) {
		struct profile_defect defect = { 0 };
		struct profile *profile = NULL;
		char xml[2048];

		snprintf(xml, sizeof(xml), "%s%s",
			 HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "false", "left over key")), ends[i]);
		assert_int_equal(profile_read(xml, strlen(xml), &profile, &defect), 1);
		if (n_keys_left > 0)
			fail_msg("'%s': %s", ends[i], defect.sentence);
		snprintf(xml, sizeof(xml), "%s%s", "<!DOCTYPE a [<!ENTITY b 'c'>]><WLANProfile><keyMaterial>left over key</keyMaterial>", ends[i]);
		assert_int_equal(profile_read(xml, strlen(xml), &profile, &defect), 1);
		assert_int_equal(n_keys_left, 0);
	}
}

static void a_clear_key_is_set_only_where_it_fits(void **state)
{
	cleanup(cleanup_profile) struct profile *sealed = must_read_named("WPA2PSK protected");
	cleanup(cleanup_profile) struct profile *open = must_read(HEAD OPEN TAIL);
	char *clear = NULL;

	assert_int_equal(profile_clear_xml(sealed, &clear), -ENOENT);
	assert_int_equal(profile_set_clear_key(sealed, "short", 5), -EINVAL);
	assert_int_equal(profile_set_clear_key(sealed, "with\0zero", 9), -EINVAL);
	assert_int_equal(profile_set_clear_key(sealed, sealed, SECRET_MAX + 1), -E2BIG);
	assert_int_equal(sealed->clear_key.size, 0);
	assert_int_equal(profile_set_clear_key(sealed, "not a key", 9), 0);
	assert_int_equal(sealed->clear_key.size, 9);
	assert_int_equal(profile_set_clear_key(open, "not a key", 9), -EINVAL);
	assert_int_equal(profile_protect_key(open, (const uint8_t *)"x", 1), -ENOENT);
	assert_int_equal(profile_clear_xml(open, &clear), -ENOENT);
}

static void wep_keys_come_back_as_digits(void **state)
{
	cleanup(cleanup_profile) struct profile *wep =
		must_read(HEAD SECURE(PAIR("open", "WEP", "") KEY("networkKey", "false", "12ab~")) TAIL);
	_auto_free_ char *clear = NULL;

	assert_int_equal(profile_clear_xml(wep, &clear), 0);
	assert_non_null(strstr(clear, "<keyMaterial>313261627E</keyMaterial>"));
}

/* One that was read must be readable as it is stored, with the longest protected key. */
static void the_limit_holds_for_what_is_stored(void **state)
{
	_auto_free_ char *xml = malloc(70000);
	uint8_t longest[PROFILE_MAX_PROTECTED_KEY] = { 1 };
	const char *head = HEAD SECURE(PAIR("WPA2PSK", "AES", "") KEY("passPhrase", "false", "not a key")) "<x xmlns=\"urn:x\">";
	size_t n_read = 0, n_refused = 0;

	for (size_t n = 63000; n < 65400; n += 50) {
		cleanup(cleanup_profile) struct profile *profile = NULL;
		struct profile_defect defect;
		int r;

		sprintf(xml, "%s%*s</x></WLANProfile>", head, (int)n, "y");
		r = profile_read(xml, strlen(xml), &profile, &defect);
		n_read += r == 0;
		n_refused += r == 1;
		if (r == 0) {
			cleanup(cleanup_profile) struct profile *again = NULL;

			assert_int_equal(profile_protect_key(profile, longest, sizeof(longest)), 0);
			again = must_read(profile->xml);
			assert_int_equal(again->protected_key_size, sizeof(longest));
		}
	}
	assert_true(n_read > 0 && n_refused > 0);
}

static void bytes_that_look_like_another_encoding_are_not_read_as_one(void **state)
{
	static const char document[] = HEAD OPEN TAIL;
	char wide[2 * sizeof(document) + 2] = "\xff\xfe";
	struct profile_defect defect = { 0 };
	struct profile *profile = NULL;

	for (size_t i = 0; i < sizeof(document) - 1; i++)
		wide[2 + 2 * i] = document[i];
	assert_int_equal(profile_read(wide, 2 * sizeof(document), &profile, &defect), 1);
	assert_int_equal(profile_read(wide + 2, 2 * sizeof(document) - 2, &profile, &defect), 1);
	assert_int_equal(defect.reason, REASON_INVALID_PROFILE_SCHEMA);
}

static void more_than_64_kibibytes_or_256_ssids_are_refused(void **state)
{
	_auto_free_ char *big = malloc(70000), *many = malloc(70000);
	struct profile_defect defect = { 0 };
	struct profile *profile = NULL;
	char *at = many;

	memset(big, ' ', 70000);
	assert_int_equal(profile_read(big, 70000, &profile, &defect), 1);
	assert_non_null(strstr(defect.sentence, "65536"));
	at += sprintf(at, "%s", ROOT NAME);
	for (int i = 0; i < 2; i++) {
		at += sprintf(at, "<SSIDConfig>");
		for (int j = 0; j < 129; j++)
			at += sprintf(at, "<SSID><hex>%02x</hex></SSID>", j);
		at += sprintf(at, "</SSIDConfig>");
	}
	at += sprintf(at, "%s", TYPE OPEN TAIL);
	assert_int_equal(profile_read(many, at - many, &profile, &defect), 1);
	assert_int_equal(defect.reason, REASON_TOO_MANY_SSID);
}

static void discovery_makes_an_open_manual_profile_of_any_ssid(void **state)
{
	const struct dot11_ssid text = { 5, "a<&>\xc3" }, clean = { 4, "a<&>" };
	cleanup(cleanup_profile) struct profile *a = NULL;
	cleanup(cleanup_profile) struct profile *b = NULL;
	cleanup(cleanup_profile) struct profile *c = NULL;

	assert_int_equal(profile_for_network(&clean, NULL, &a), 0);
	assert_string_equal(a->name, "a<&>");
	assert_false(a->connects_automatically);
	assert_int_equal(profile_for_network(&text, NULL, &b), 0);
	assert_string_equal(b->name, "613C263EC3");
	assert_true(dot11_ssid_equal(&b->ssids[0], &text));
	assert_int_equal(profile_for_network(&text, "x & y", &c), 0);
	assert_string_equal(c->name, "x & y");
	assert_int_equal(profile_for_network(&(struct dot11_ssid){ 0 }, NULL, &c), -EINVAL);
}

static void xmllint_accepts_what_we_store_and_refuses_what_the_schema_forbids(void **state)
{
	const char *xmllint = getenv("XMLLINT"), *xsd = getenv("PROFILE_XSD");
	char path[] = "/tmp/profile_test.XXXXXX";
	_auto_free_ char *command = NULL;
	_auto_fd_ int fd = -1;

	if (!xmllint || !*xmllint || !xsd)
		skip();
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(asprintf(&command, "'%s' --nonet --noout --schema '%s' %s >&2 2>/dev/null", xmllint, xsd, path) > 0);
	for (size_t i = 0; i < array_size(good); i++) {
		cleanup(cleanup_profile) struct profile *profile = must_read(good[i].xml);
		ssize_t size = strlen(profile->xml);

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, profile->xml, size, 0), size);
		print_message("%s\n", good[i].what);
		assert_int_equal(system(command), 0);
	}
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, HEAD OPEN OPEN TAIL, sizeof(HEAD OPEN OPEN TAIL) - 1, 0), sizeof(HEAD OPEN OPEN TAIL) - 1);
	assert_int_not_equal(system(command), 0);
	unlink(path);
}

#define V3 "xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v3\""

static void randomization_reaches_the_structure(void **state)
{
	cleanup(cleanup_profile) struct profile *silent = must_read(HEAD OPEN TAIL);
	cleanup(cleanup_profile) struct profile *all = must_read(
		HEAD OPEN "<MacRandomization " V3 "><enableRandomization>true</enableRandomization><randomizeEveryday>true"
			  "</randomizeEveryday><randomizationSeed>4294967295</randomizationSeed></MacRandomization>" TAIL);
	cleanup(cleanup_profile) struct profile *off = must_read(
		HEAD OPEN "<MacRandomization " V3 "><enableRandomization>false</enableRandomization></MacRandomization>" TAIL);

	assert_false(silent->randomizes_mac || silent->randomizes_mac_daily || silent->has_mac_seed);
	assert_true(all->randomizes_mac && all->randomizes_mac_daily && all->has_mac_seed);
	assert_int_equal(all->mac_seed, 4294967295);
	assert_false(off->randomizes_mac || off->has_mac_seed);
}

static void a_seed_is_written_into_the_document(void **state)
{
	cleanup(cleanup_profile) struct profile *silent = must_read(HEAD OPEN TAIL);
	cleanup(cleanup_profile) struct profile *profile = must_read(
		HEAD OPEN "<MacRandomization " V3 "><enableRandomization>true</enableRandomization></MacRandomization>" TAIL);
	cleanup(cleanup_profile) struct profile *prefixed = must_read(
		HEAD OPEN "<m:MacRandomization xmlns:m=\"http://www.microsoft.com/networking/WLAN/profile/v3\"/>" TAIL);

	assert_int_equal(profile_set_mac_seed(silent, 1), -ENOENT);
	assert_int_equal(profile_set_mac_seed(profile, 4294967295), 0);
	assert_non_null(strstr(profile->xml, "</enableRandomization>\r\n\t\t<randomizationSeed>4294967295</randomizationSeed>\r\n"));
	assert_true(profile->has_mac_seed && profile->randomizes_mac);
	assert_int_equal(profile_set_mac_seed(profile, 0), 0);
	assert_null(strstr(profile->xml, "4294967295"));
	assert_true(profile->has_mac_seed);
	assert_int_equal(profile->mac_seed, 0);
	assert_int_equal(profile_set_mac_seed(prefixed, 7), 0);
	assert_int_equal(prefixed->mac_seed, 7);
}

/* As WlanSaveTemporaryProfile does with a profile that was never stored. */
static void a_profile_whose_key_nobody_has_protected_can_be_changed(void **state)
{
	cleanup(cleanup_profile) struct profile *profile = must_read(PSK("WPA2PSK", "AES", "not a key"));
	cleanup(cleanup_profile) struct profile *wep = must_read_named("WEP 10 digits, index 3");

	assert_int_equal(profile_rename(profile, "another"), 0);
	assert_int_equal(profile_set_mode(profile, true), 0);
	assert_string_equal(profile->name, "another");
	assert_memory_equal(profile->clear_key.bytes, "not a key", 9);
	assert_null(strstr(profile->xml, "not a key"));
	assert_int_equal(profile_rename(wep, "another"), 0);
	assert_int_equal(wep->clear_key.size, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_documents_are_read_and_what_is_written_reads_the_same),
		cmocka_unit_test(every_broken_rule_has_its_reason_and_names_the_element),
		cmocka_unit_test(the_stored_form_has_one_element_per_line_tabs_crlf_and_hex),
		cmocka_unit_test(hex_wins_over_the_name_which_is_written_only_if_the_bytes_are_text),
		cmocka_unit_test(values_reach_the_structure),
		cmocka_unit_test(security_settings_reach_the_structure),
		cmocka_unit_test(the_document_never_holds_the_clear_key),
		cmocka_unit_test(the_protected_form_takes_the_place_of_the_key_and_the_clear_one_comes_back),
		cmocka_unit_test(libxml2_gives_no_memory_back_that_holds_the_key),
		cmocka_unit_test(libxml2_keeps_no_key_of_refused_documents),
		cmocka_unit_test(a_clear_key_is_set_only_where_it_fits),
		cmocka_unit_test(wep_keys_come_back_as_digits),
		cmocka_unit_test(the_limit_holds_for_what_is_stored),
		cmocka_unit_test(bytes_that_look_like_another_encoding_are_not_read_as_one),
		cmocka_unit_test(more_than_64_kibibytes_or_256_ssids_are_refused),
		cmocka_unit_test(discovery_makes_an_open_manual_profile_of_any_ssid),
		cmocka_unit_test(randomization_reaches_the_structure),
		cmocka_unit_test(a_seed_is_written_into_the_document),
		cmocka_unit_test(a_profile_whose_key_nobody_has_protected_can_be_changed),
		cmocka_unit_test(xmllint_accepts_what_we_store_and_refuses_what_the_schema_forbids),
	};

	/* Before libxml2 has taken any memory. */
	if (xmlMemSetup(look_and_free, malloc, move_and_look, strdup) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
