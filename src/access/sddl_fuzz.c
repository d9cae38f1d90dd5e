/* Reaches sddl_read(), sddl_write(), sid_read() and access_granted(). */
#include <stdlib.h>
#include <string.h>

#include "access/check.h"
#include "access/sddl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_same(const struct access_descriptor *a, const struct access_descriptor *b)
{
	if (a->has_owner != b->has_owner || a->has_group != b->has_group || a->has_dacl != b->has_dacl ||
	    a->is_null_dacl != b->is_null_dacl || a->dacl_flags != b->dacl_flags || a->n_entries != b->n_entries ||
	    (a->has_owner && !sid_equal(&a->owner, &b->owner)) || (a->has_group && !sid_equal(&a->group, &b->group)))
		return false;
	for (size_t i = 0; i < a->n_entries; i++)
		if (a->entries[i].type != b->entries[i].type || a->entries[i].flags != b->entries[i].flags ||
		    a->entries[i].mask != b->entries[i].mask || !sid_equal(&a->entries[i].sid, &b->entries[i].sid))
			return false;
	return true;
}

/* Another token, by the first bytes; the text is the rest. */
static void check_rights(const struct access_descriptor *descriptor, const uint8_t *data)
{
	const gid_t group = data[1];
	const struct access_groups groups = {
		.n_administrators = 1, .administrators = { 27 }, .n_operators = 1, .operators = { 109 }
	};
	const struct access_token token = {
		.uid = data[0], .gid = 100, .groups = &group, .n_groups = 1, .is_interactive = data[0] & 1
	};
	uint32_t granted = access_granted(&token, &groups, descriptor);

	if (granted & 0xf0000000)
		abort();
	if (descriptor->has_dacl && !descriptor->is_null_dacl && descriptor->n_entries == 0 &&
	    (granted & ~(uint32_t)(ACCESS_READ_CONTROL | ACCESS_WRITE_DAC)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct access_descriptor descriptor, again;
	struct sddl_defect defect;
	char written[SDDL_MAX + 1];
	struct sid sid;
	char *text;

	if (size < 2)
		return 0;
	text = strndup((const char *)data + 2, size - 2);
	if (!text)
		return 0;
	if (sddl_read(text, &descriptor, &defect) == 0) {
		check_rights(&descriptor, data);
		if (sddl_write(&descriptor, written) == 0 &&
		    (sddl_read(written, &again, &defect) != 0 || !is_same(&descriptor, &again)))
			abort();
	} else if (defect.at > strlen(text) || !defect.sentence) {
		abort();
	}
	if (sid_read(text, &sid) == 0 && sid.n > SID_MAX_SUBAUTHORITIES)
		abort();
	free(text);
	return 0;
}
