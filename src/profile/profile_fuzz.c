/* Must reach: profile_read, profile_schema_check, profile_check, profile_write; and what was written must read the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct profile *profile = NULL, *again = NULL;
	struct profile_defect defect = { 0 };
	int r = profile_read((const char *)data, size, &profile, &defect);

	if (r == 1 && (defect.reason == 0 || defect.sentence[0] == 0))
		abort();
	if (r != 0)
		return 0;
	if (profile->n_ssids == 0 || !profile->name[0])
		abort();
	/* Escapes and indentation make the stored form longer than the document: 64 KiB bound both. */
	r = strlen(profile->xml) <= 64 * 1024 ? profile_read(profile->xml, strlen(profile->xml), &again, &defect) : -1;
	if (r == 1 || (r == 0 && strcmp(profile->xml, again->xml) != 0))
		abort();
	profile_free(again);
	profile_free(profile);
	return 0;
}
