#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "profile/wlan_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct profile_defect defect;
	struct wlan_policy *policy;
	int r = wlan_policy_read((const char *)data, size, &policy, &defect);

	if (r > 0 && strnlen(defect.sentence, sizeof(defect.sentence)) == sizeof(defect.sentence))
		__builtin_trap();
	if (r == 0)
		wlan_policy_free(policy);
	return 0;
}
