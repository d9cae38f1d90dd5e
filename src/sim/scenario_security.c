#include "sim/scenario_security.h"

#include <errno.h>
#include <string.h>

#include "sim/command.h"

struct word {
	const char *text;
	uint32_t value;
};

static const struct word kinds[] = {
	{ "open", SCENARIO_SECURITY_OPEN },
	{ "wpa2-psk", SCENARIO_SECURITY_WPA2_PSK },
	{ "wpa2-psk-sha256", SCENARIO_SECURITY_WPA2_PSK_SHA256 },
	{ "sae", SCENARIO_SECURITY_SAE },
	{ "sae-transition", SCENARIO_SECURITY_SAE_TRANSITION },
	{ "owe", SCENARIO_SECURITY_OWE },
	{ 0 },
};

static const struct word ciphers[] = {
	{ "ccmp", DOT11_CIPHER_CCMP_128 },     { "gcmp", DOT11_CIPHER_GCMP_128 },
	{ "ccmp-256", DOT11_CIPHER_CCMP_256 }, { "gcmp-256", DOT11_CIPHER_GCMP_256 },
	{ "tkip", DOT11_CIPHER_TKIP },	       { 0 },
};

static const struct word group_management_ciphers[] = {
	{ "bip-cmac-128", DOT11_CIPHER_BIP_CMAC_128 },
	{ "bip-gmac-128", DOT11_CIPHER_BIP_GMAC_128 },
	{ "bip-gmac-256", DOT11_CIPHER_BIP_GMAC_256 },
	{ "bip-cmac-256", DOT11_CIPHER_BIP_CMAC_256 },
	{ 0 },
};

static const struct word pmf_words[] = {
	{ "off", SCENARIO_PMF_OFF }, { "optional", SCENARIO_PMF_OPTIONAL }, { "required", SCENARIO_PMF_REQUIRED }, { 0 },
};

static const struct word pwe_words[] = {
	{ "both", SCENARIO_SAE_PWE_BOTH },
	{ "hunting-and-pecking", SCENARIO_SAE_PWE_HUNTING_AND_PECKING },
	{ "hash-to-element", SCENARIO_SAE_PWE_HASH_TO_ELEMENT },
	{ 0 },
};

static const struct word yes_words[] = { { "no", 0 }, { "yes", 1 }, { 0 } };

static const struct word group_words[] = { { "19", 19 }, { "20", 20 }, { "21", 21 }, { 0 } };

static int look_up(const struct word *words, const char *text, size_t size, uint32_t *ret)
{
	for (; words->text; words++) {
		if (strlen(words->text) == size && memcmp(words->text, text, size) == 0) {
			*ret = words->value;
			return 0;
		}
	}
	return -EINVAL;
}

static const char *set_kind(struct scenario_security *security, const char *value)
{
	uint32_t kind;

	if (look_up(kinds, value, strlen(value), &kind) < 0)
		return "security must be open, wpa2-psk, wpa2-psk-sha256, sae, sae-transition or owe";
	security->kind = (enum scenario_security_kind)kind;
	return NULL;
}

int scenario_set_passphrase(struct secret *passphrase, const char *text)
{
	size_t size = strlen(text);

	if (size < 8 || size > 63)
		return -EINVAL;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return -EINVAL;
	}
	return secret_set(passphrase, text, size);
}

static const char *set_passphrase(struct scenario_security *security, const char *value)
{
	if (scenario_set_passphrase(&security->passphrase, value) < 0)
		return "passphrase must be 8 to 63 printable ASCII characters";
	return NULL;
}

static const char *set_psk(struct scenario_security *security, const char *value)
{
	_cleanup_secret_ struct secret psk = { .size = 32 };

	if (strlen(value) != 64 || command_parse_hex(value, psk.bytes, 32) < 0)
		return "psk must be 64 hexadecimal digits; a password of letters is a passphrase";
	security->psk = psk;
	return NULL;
}

/* Words between blanks and commas, none of them twice. Return: how many; -EINVAL. */
static int set_list(const struct word *words, const char *value, uint32_t *list, int max)
{
	int n = 0;

	for (;;) {
		size_t size;

		value += strspn(value, ", \t");
		size = strcspn(value, ", \t");
		if (size == 0)
			return n > 0 ? n : -EINVAL;
		if (n == max || look_up(words, value, size, &list[n]) < 0)
			return -EINVAL;
		for (int i = 0; i < n; i++) {
			if (list[i] == list[n])
				return -EINVAL;
		}
		n++;
		value += size;
	}
}

static const char *set_pairwise(struct scenario_security *security, const char *value)
{
	int n = set_list(ciphers, value, security->pairwise, SCENARIO_MAX_PAIRWISE);

	if (n < 0)
		return "pairwise must be a list of ccmp, gcmp, ccmp-256 and gcmp-256";
	for (int i = 0; i < n; i++) {
		if (security->pairwise[i] == DOT11_CIPHER_TKIP)
			return "pairwise = tkip is not simulated: take ccmp";
	}
	security->n_pairwise = (size_t)n;
	return NULL;
}

static const char *set_group(struct scenario_security *security, const char *value)
{
	if (look_up(ciphers, value, strlen(value), &security->group) < 0)
		return "group must be ccmp, gcmp, ccmp-256 or gcmp-256";
	return security->group == DOT11_CIPHER_TKIP ? "group = tkip is not simulated: take ccmp" : NULL;
}

static const char *set_group_management(struct scenario_security *security, const char *value)
{
	if (look_up(group_management_ciphers, value, strlen(value), &security->group_management) < 0)
		return "group-management must be bip-cmac-128, bip-gmac-128, bip-gmac-256 or bip-cmac-256";
	return NULL;
}

static const char *set_pmf(struct scenario_security *security, const char *value)
{
	uint32_t pmf;

	if (look_up(pmf_words, value, strlen(value), &pmf) < 0)
		return "pmf must be off, optional or required";
	security->pmf = (enum scenario_pmf)pmf;
	return NULL;
}

static const char *set_sae_pwe(struct scenario_security *security, const char *value)
{
	uint32_t pwe;

	if (look_up(pwe_words, value, strlen(value), &pwe) < 0)
		return "sae-pwe must be hunting-and-pecking, hash-to-element or both";
	security->sae_pwe = (enum scenario_sae_pwe)pwe;
	security->has_sae_pwe = true;
	return NULL;
}

static int set_groups(const char *value, uint16_t *groups, size_t *n_groups)
{
	uint32_t list[SCENARIO_MAX_GROUPS];
	int n = set_list(group_words, value, list, SCENARIO_MAX_GROUPS);

	if (n < 0)
		return n;
	for (int i = 0; i < n; i++)
		groups[i] = (uint16_t)list[i];
	*n_groups = (size_t)n;
	return 0;
}

static const char *set_sae_groups(struct scenario_security *security, const char *value)
{
	if (set_groups(value, security->sae_groups, &security->n_sae_groups) < 0)
		return "sae-groups must be a list of 19, 20 and 21";
	return NULL;
}

static const char *set_owe_groups(struct scenario_security *security, const char *value)
{
	if (set_groups(value, security->owe_groups, &security->n_owe_groups) < 0)
		return "owe-groups must be a list of 19, 20 and 21";
	return NULL;
}

static const char *set_anti_clogging(struct scenario_security *security, const char *value)
{
	long threshold;

	if (command_parse_number(value, 0, 1000, &threshold) < 0)
		return "sae-anti-clogging must be a number of unfinished exchanges from 0 (always demand a token) to 1000";
	security->anti_clogging = (int)threshold;
	security->has_anti_clogging = true;
	return NULL;
}

static const char *set_owe_transition(struct scenario_security *security, const char *value)
{
	if (!*value || strlen(value) >= sizeof(security->owe_partner))
		return "owe-transition must be the name of another access point";
	strcpy(security->owe_partner, value);
	return NULL;
}

static const char *set_beacon_protection(struct scenario_security *security, const char *value)
{
	uint32_t yes;

	if (look_up(yes_words, value, strlen(value), &yes) < 0)
		return "beacon-protection must be yes or no";
	security->protects_beacons = yes;
	return NULL;
}

static const struct {
	const char *key;
	const char *(*set)(struct scenario_security *security, const char *value);
} keys[] = {
	{ "security", set_kind },
	{ "passphrase", set_passphrase },
	{ "psk", set_psk },
	{ "pairwise", set_pairwise },
	{ "group", set_group },
	{ "group-management", set_group_management },
	{ "pmf", set_pmf },
	{ "sae-pwe", set_sae_pwe },
	{ "sae-groups", set_sae_groups },
	{ "sae-anti-clogging", set_anti_clogging },
	{ "owe-groups", set_owe_groups },
	{ "owe-transition", set_owe_transition },
	{ "beacon-protection", set_beacon_protection },
};

int scenario_security_set(struct scenario_security *security, const char *key, const char *value, const char **ret_error)
{
	for (size_t i = 0; i < array_size(keys); i++) {
		const char *error;

		if (strcmp(keys[i].key, key) != 0)
			continue;
		error = keys[i].set(security, value);
		if (!error)
			return 0;
		*ret_error = error;
		return -EINVAL;
	}
	return -ENOENT;
}

static bool uses_ciphers(const struct scenario_security *security)
{
	return security->n_pairwise || security->group || security->group_management || security->protects_beacons ||
	       (security->pmf != SCENARIO_PMF_DEFAULT && security->pmf != SCENARIO_PMF_OFF);
}

static const char *judge_password(const struct scenario_security *security)
{
	bool has_any = security->passphrase.size || security->psk.size;

	if (!scenario_security_has_password(security))
		return has_any ? "passphrase and psk belong to wpa2-psk, wpa2-psk-sha256, sae and sae-transition" : NULL;
	if (scenario_security_has_sae(security) && security->psk.size)
		return "SAE needs the passphrase itself: give passphrase instead of psk";
	if (security->passphrase.size && security->psk.size)
		return "give either passphrase or psk";
	return has_any ? NULL : "this security needs passphrase = 8 to 63 characters";
}

static const char *judge_owe(const struct scenario_security *security)
{
	if (security->n_owe_groups && security->kind != SCENARIO_SECURITY_OWE)
		return "owe-groups belongs to owe";
	if (security->owe_partner[0] && security->kind != SCENARIO_SECURITY_OPEN && security->kind != SCENARIO_SECURITY_OWE)
		return "owe-transition joins an open and an owe access point";
	return NULL;
}

static const char *judge_pmf(const struct scenario_security *security)
{
	bool is_off = security->pmf == SCENARIO_PMF_OFF;

	if (is_off && (security->kind == SCENARIO_SECURITY_SAE || security->kind == SCENARIO_SECURITY_SAE_TRANSITION))
		return "SAE needs protected management frames: pmf = optional or required";
	if (is_off && security->kind == SCENARIO_SECURITY_OWE)
		return "OWE needs protected management frames: pmf = optional or required";
	if (is_off && (security->group_management || security->protects_beacons))
		return "group-management and beacon-protection need pmf = optional or required";
	if (security->kind == SCENARIO_SECURITY_SAE_TRANSITION && security->pmf == SCENARIO_PMF_REQUIRED)
		return "pmf = required would shut out those for whom sae-transition is there: take sae or pmf = optional";
	return NULL;
}

static const char *judge(const struct scenario_security *security, enum dot11_band band)
{
	bool has_sae = scenario_security_has_sae(security);
	const char *error = judge_password(security);

	if (!error)
		error = judge_owe(security);
	if (!error)
		error = judge_pmf(security);
	if (error)
		return error;
	if (security->kind == SCENARIO_SECURITY_OPEN && uses_ciphers(security))
		return "an open network has no ciphers and no pmf: add security";
	if (!has_sae && (security->has_sae_pwe || security->n_sae_groups || security->has_anti_clogging))
		return "sae-pwe, sae-groups and sae-anti-clogging belong to sae and sae-transition";
	/* IEEE 802.11ax-2021, 12.12.2: no pre-shared keys at 6 GHz, and SAE only by hash to element */
	if (band == DOT11_BAND_6GHZ && scenario_security_has_password(security) && security->kind != SCENARIO_SECURITY_SAE)
		return "at 6 GHz there is only open, sae and owe";
	if (band == DOT11_BAND_6GHZ && security->sae_pwe == SCENARIO_SAE_PWE_HUNTING_AND_PECKING)
		return "at 6 GHz SAE works by hash-to-element alone";
	return NULL;
}

static enum scenario_pmf default_pmf(enum scenario_security_kind kind)
{
	switch (kind) {
	case SCENARIO_SECURITY_SAE:
	case SCENARIO_SECURITY_OWE:
		return SCENARIO_PMF_REQUIRED;
	case SCENARIO_SECURITY_SAE_TRANSITION:
		return SCENARIO_PMF_OPTIONAL;
	default:
		return SCENARIO_PMF_OFF;
	}
}

static void default_groups(uint16_t *groups, size_t *n_groups)
{
	if (*n_groups > 0)
		return;
	*n_groups = SCENARIO_MAX_GROUPS;
	for (uint16_t i = 0; i < SCENARIO_MAX_GROUPS; i++)
		groups[i] = 19 + i;
}

static void fill_in_defaults(struct scenario_security *security)
{
	if (!security->has_anti_clogging)
		security->anti_clogging = SCENARIO_NO_ANTI_CLOGGING;
	if (security->kind == SCENARIO_SECURITY_OPEN) {
		security->pmf = SCENARIO_PMF_OFF;
		return;
	}
	/* Who asks for what needs it wants PMF. */
	if (security->pmf == SCENARIO_PMF_DEFAULT && (security->group_management || security->protects_beacons))
		security->pmf = default_pmf(security->kind) == SCENARIO_PMF_REQUIRED ? SCENARIO_PMF_REQUIRED : SCENARIO_PMF_OPTIONAL;
	if (security->pmf == SCENARIO_PMF_DEFAULT)
		security->pmf = default_pmf(security->kind);
	if (security->n_pairwise == 0)
		security->pairwise[security->n_pairwise++] = DOT11_CIPHER_CCMP_128;
	if (!security->group)
		security->group = security->pairwise[0];
	if (security->pmf != SCENARIO_PMF_OFF && !security->group_management)
		security->group_management = DOT11_CIPHER_BIP_CMAC_128;
	default_groups(security->sae_groups, &security->n_sae_groups);
	default_groups(security->owe_groups, &security->n_owe_groups);
}

int scenario_security_finish(struct scenario_security *security, enum dot11_band band, const char **ret_error)
{
	const char *error = judge(security, band);

	if (error) {
		*ret_error = error;
		return -EINVAL;
	}
	if (band == DOT11_BAND_6GHZ)
		security->sae_pwe = SCENARIO_SAE_PWE_HASH_TO_ELEMENT;
	fill_in_defaults(security);
	return 0;
}

void scenario_security_wipe(struct scenario_security *security)
{
	secret_wipe(&security->passphrase);
	secret_wipe(&security->psk);
}
