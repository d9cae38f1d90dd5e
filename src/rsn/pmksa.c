#include "rsn/pmksa.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

/* All the room there will ever be, taken at once: a table that grew would leave copies of keys behind. */
struct pmksa {
	size_t max;
	size_t n;
	struct pmksa_entry entries[]; /* the first @n are in use, in no order */
};

int pmksa_new(struct pmksa **ret, size_t max)
{
	struct pmksa *pmksa;

	assert(max >= 1 && max <= 255);
	pmksa = calloc(1, sizeof(*pmksa) + max * sizeof(pmksa->entries[0]));
	if (!pmksa)
		return -ENOMEM;
	pmksa->max = max;
	*ret = pmksa;
	return 0;
}

struct pmksa *pmksa_free(struct pmksa *pmksa)
{
	if (!pmksa)
		return NULL;
	pmksa_flush(pmksa);
	free(pmksa);
	return NULL;
}

/* The last entry takes the place; what is no longer in use is all zero. */
static void remove_at(struct pmksa *pmksa, size_t index)
{
	struct pmksa_entry *last = &pmksa->entries[--pmksa->n];

	if (last != &pmksa->entries[index])
		pmksa->entries[index] = *last;
	secret_wipe_bytes(last, sizeof(*last));
}

/* Where a new entry is to be written: over the one that it replaces, behind the others, or over the one that expires first. */
static struct pmksa_entry *choose_place(struct pmksa *pmksa, const struct pmksa_entry *entry)
{
	struct pmksa_entry *first = &pmksa->entries[0];

	for (size_t i = 0; i < pmksa->n; i++) {
		struct pmksa_entry *other = &pmksa->entries[i];

		if (dot11_mac_equal(&other->bssid, &entry->bssid) && other->akm == entry->akm)
			return other;
		if (other->expires_us < first->expires_us)
			first = other;
	}
	return pmksa->n < pmksa->max ? &pmksa->entries[pmksa->n++] : first;
}

int pmksa_add(struct pmksa *pmksa, const struct pmksa_entry *entry)
{
	struct pmksa_entry *place = choose_place(pmksa, entry);

	if (place != entry)
		*place = *entry;
	return 0;
}

static void remove_expired(struct pmksa *pmksa, uint64_t now_us)
{
	for (size_t i = pmksa->n; i-- > 0;) {
		if (pmksa->entries[i].expires_us <= now_us)
			remove_at(pmksa, i);
	}
}

const struct pmksa_entry *pmksa_find(struct pmksa *pmksa, const struct dot11_mac *bssid, const struct dot11_ssid *ssid,
				     uint32_t akm, uint64_t now_us)
{
	remove_expired(pmksa, now_us);
	for (size_t i = 0; i < pmksa->n; i++) {
		const struct pmksa_entry *entry = &pmksa->entries[i];

		if (dot11_mac_equal(&entry->bssid, bssid) && dot11_ssid_equal(&entry->ssid, ssid) && entry->akm == akm)
			return entry;
	}
	return NULL;
}

void pmksa_forget(struct pmksa *pmksa, const struct dot11_mac *bssid)
{
	/* The caller may point into the very entry that goes. */
	const struct dot11_mac wanted = *bssid;

	for (size_t i = pmksa->n; i-- > 0;) {
		if (dot11_mac_equal(&pmksa->entries[i].bssid, &wanted))
			remove_at(pmksa, i);
	}
}

void pmksa_flush(struct pmksa *pmksa)
{
	secret_wipe_bytes(pmksa->entries, pmksa->n * sizeof(pmksa->entries[0]));
	pmksa->n = 0;
}
