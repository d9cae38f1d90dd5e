#include "wlansvc/acm/autoconnect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/candidate.h"

#define MAX_BLOCKED 64
#define FIRST_BLOCK_US (60 * UINT64_C(1000000))
#define LONGEST_BLOCK_US (20 * 60 * UINT64_C(1000000))

struct blocked {
	char *name;
	uint64_t duration_us;
	uint64_t until_us;
};

struct autoconnect {
	struct blocked blocked[MAX_BLOCKED];
	size_t n_blocked;
};

int autoconnect_new(struct autoconnect **ret)
{
	struct autoconnect *autoconnect = calloc(1, sizeof(*autoconnect));

	if (!autoconnect)
		return -ENOMEM;
	*ret = autoconnect;
	return 0;
}

struct autoconnect *autoconnect_free(struct autoconnect *autoconnect)
{
	if (autoconnect) {
		autoconnect_unblock_all(autoconnect);
		free(autoconnect);
	}
	return NULL;
}

static struct blocked *find(const struct autoconnect *autoconnect, const char *name)
{
	for (size_t i = 0; i < autoconnect->n_blocked; i++)
		if (strcmp(autoconnect->blocked[i].name, name) == 0)
			return (struct blocked *)&autoconnect->blocked[i];
	return NULL;
}

int autoconnect_choose(const struct autoconnect *autoconnect, const struct store_profile *profiles, size_t n_profiles,
		       const struct bss_list *list, uint64_t now_us)
{
	for (size_t i = 0; i < n_profiles; i++) {
		const struct profile *profile = profiles[i].profile;
		const struct blocked *blocked = find(autoconnect, profile->name);

		if (!profile->connects_automatically || (blocked && now_us < blocked->until_us))
			continue;
		if (!profile->is_ibss && candidates_are_visible(list, profile))
			return (int)i;
	}
	return -ENOENT;
}

static void drop(struct autoconnect *autoconnect, struct blocked *blocked)
{
	free(blocked->name);
	*blocked = autoconnect->blocked[--autoconnect->n_blocked];
}

void autoconnect_block(struct autoconnect *autoconnect, const char *profile_name, uint64_t now_us)
{
	struct blocked *blocked = find(autoconnect, profile_name);

	if (!blocked) {
		char *name = strdup(profile_name);

		if (!name)
			return; /* it is tried again one period later */
		if (autoconnect->n_blocked == MAX_BLOCKED)
			drop(autoconnect, &autoconnect->blocked[0]);
		blocked = &autoconnect->blocked[autoconnect->n_blocked++];
		*blocked = (struct blocked){ .name = name, .duration_us = FIRST_BLOCK_US / 2 };
	}
	blocked->duration_us *= 2;
	if (blocked->duration_us > LONGEST_BLOCK_US)
		blocked->duration_us = LONGEST_BLOCK_US;
	blocked->until_us = now_us + blocked->duration_us;
}

void autoconnect_unblock(struct autoconnect *autoconnect, const char *profile_name)
{
	struct blocked *blocked = find(autoconnect, profile_name);

	if (blocked)
		drop(autoconnect, blocked);
}

void autoconnect_unblock_all(struct autoconnect *autoconnect)
{
	while (autoconnect->n_blocked > 0)
		drop(autoconnect, &autoconnect->blocked[0]);
}
