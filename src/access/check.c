#include "access/check.h"

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"

#define ALL_RIGHTS 0x001fffff /* specific and standard ones */

static const struct {
	uint32_t generic, means;
} mapping[] = {
	{ 0x80000000, WLAN_READ_ACCESS },
	{ 0x40000000, WLAN_WRITE_ACCESS },
	{ 0x20000000, WLAN_EXECUTE_ACCESS },
	{ 0x10000000, WLAN_WRITE_ACCESS },
};

static const struct sid owner_rights = { .authority = 3, .n = 1, .sub = { 4 } };

uint32_t access_map_generic(uint32_t mask)
{
	uint32_t mapped = mask & 0x0fffffff;

	for (size_t i = 0; i < array_size(mapping); i++)
		if (mask & mapping[i].generic)
			mapped |= mapping[i].means;
	return mapped;
}

static bool applies(const struct access_token *token, const struct access_groups *groups, const struct access_entry *entry,
		    bool is_owner)
{
	if (entry->flags & ACCESS_INHERIT_ONLY)
		return false;
	if (sid_equal(&entry->sid, &owner_rights))
		return is_owner;
	return access_token_holds(token, groups, &entry->sid);
}

static bool says_owner_rights(const struct access_descriptor *descriptor)
{
	for (size_t i = 0; i < descriptor->n_entries; i++)
		if (!(descriptor->entries[i].flags & ACCESS_INHERIT_ONLY) &&
		    sid_equal(&descriptor->entries[i].sid, &owner_rights))
			return true;
	return false;
}

uint32_t access_granted(const struct access_token *token, const struct access_groups *groups,
			const struct access_descriptor *descriptor)
{
	bool is_owner = descriptor->has_owner && access_token_holds(token, groups, &descriptor->owner);
	uint32_t granted = 0, refused = 0;

	if (!descriptor->has_dacl || descriptor->is_null_dacl)
		return ALL_RIGHTS;
	if (is_owner && !says_owner_rights(descriptor))
		granted = ACCESS_READ_CONTROL | ACCESS_WRITE_DAC;
	for (size_t i = 0; i < descriptor->n_entries; i++) {
		const struct access_entry *entry = &descriptor->entries[i];
		uint32_t mask = access_map_generic(entry->mask) & ALL_RIGHTS;

		if (!applies(token, groups, entry, is_owner))
			continue;
		if (entry->type == ACCESS_ALLOW)
			granted |= mask & ~refused;
		else
			refused |= mask & ~granted;
	}
	return granted;
}
