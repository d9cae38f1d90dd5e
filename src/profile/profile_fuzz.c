/*
 * Must reach: profile_read, profile_parse, profile_schema_check, profile_check, profile_check_key, profile_write,
 * profile_protect_key, profile_set_clear_key, profile_clear_xml; and what was written must read the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t longest[PROFILE_MAX_PROTECTED_KEY] = { 1, 2, 3 };

static struct profile *must_read(const char *xml)
{
	struct profile_defect defect = { 0 };
	struct profile *profile = NULL;

	if (profile_read(xml, strlen(xml), &profile, &defect) == 1)
		abort();
	return profile;
}

static void check_stored_form(const struct profile *profile)
{
	struct profile *again = must_read(profile->xml);

	if (again && (strcmp(profile->xml, again->xml) != 0 || again->clear_key.size > 0))
		abort();
	profile_free(again);
}

/* The key comes back out of the clear document, but WEP's, which comes in other digits. */
static void check_clear_form(const struct profile *profile)
{
	struct profile *again;
	char *xml = NULL;

	if (profile_clear_xml(profile, &xml) != 0)
		return;
	again = must_read(xml);
	if (again && profile->cipher != PROFILE_CIPHER_WEP && !secret_equal(&again->clear_key, &profile->clear_key))
		abort();
	profile_free(again);
	free(xml);
}

static void check_key(struct profile *profile, const uint8_t *data, size_t size)
{
	struct profile *copy = NULL;

	if (profile_copy(profile, &copy) != 0)
		return;
	if (profile_protect_key(copy, longest, sizeof(longest)) == 0) {
		check_stored_form(copy);
		if (!secret_equal(&copy->clear_key, &profile->clear_key))
			abort();
		profile_set_clear_key(copy, data, size < 64 ? size : 64);
		check_clear_form(copy);
	}
	profile_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct profile *profile = NULL;
	struct profile_defect defect = { 0 };
	int r = profile_read((const char *)data, size, &profile, &defect);

	if (r == 1 && (defect.reason == 0 || defect.sentence[0] == 0))
		abort();
	if (r != 0)
		return 0;
	if (profile->n_ssids == 0 || !profile->name[0] || (profile->clear_key.size > 0 && profile->protected_key))
		abort();
	if (profile->clear_key.size == 0)
		check_stored_form(profile);
	if (profile->key_type != PROFILE_KEY_NONE) {
		check_clear_form(profile);
		check_key(profile, data, size);
	}
	profile_free(profile);
	return 0;
}
