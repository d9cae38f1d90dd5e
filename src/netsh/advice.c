#include "netsh/advice.h"

#include <string.h>

#include "base/cleanup.h"
#include "profile/profile.h"

define_cleanup(struct profile, profile, profile_free);

__attribute__((visibility("default"))) char *advice_for_profile(const char *xml)
{
	cleanup(cleanup_profile) struct profile *profile = NULL;
	struct profile_defect defect;
	int r = profile_read(xml, strlen(xml), &profile, &defect);

	if (r == 1)
		return strdup(defect.sentence);
	if (r == 0 && profile->protected_key)
		return strdup("Element keyMaterial is protected, and only the machine that protected it can read it; write protected "
			      "false and the key, or export the profile there with key=clear.");
	return NULL;
}
