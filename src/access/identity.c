#include "access/identity.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"

#define UNIX_USER 1
#define UNIX_GROUP 2

#define MAX_RECORD (1024 * 1024) /* bytes of a group with its members */

/* Return: 1; 0: there is no such group; negative errno. */
static int find_group(const char *name, gid_t *ret)
{
	struct group group, *found = NULL;
	size_t size = 4096;
	int r = ERANGE;

	while (r == ERANGE && size <= MAX_RECORD) {
		_auto_free_ char *buffer = malloc(size);

		if (!buffer)
			return -ENOMEM;
		r = getgrnam_r(name, &group, buffer, size, &found);
		if (r == 0 && found)
			*ret = group.gr_gid;
		size *= 2;
	}
	/* Many sources of names say "no such group" by an error of their own. */
	if (r == ENOENT || r == ESRCH || r == EBADF || r == EPERM)
		return 0;
	return r == 0 ? found != NULL : -r;
}

int access_groups_find(const char *names, gid_t *ret, size_t *ret_n)
{
	_auto_free_ char *copy = strdup(names);
	gid_t found[ACCESS_MAX_GROUPS];
	char *rest = copy, *name;
	size_t n = 0;

	if (!copy)
		return -ENOMEM;
	while (names[0] && (name = strsep(&rest, ","))) {
		gid_t gid = 0;
		int r;

		if (!name[0])
			return -EINVAL;
		r = find_group(name, &gid);
		if (r < 0)
			return r;
		if (r == 0) {
			log_debug("There is no group \"%s\"", name);
			continue;
		}
		if (n == ACCESS_MAX_GROUPS)
			return -E2BIG;
		found[n++] = gid;
	}
	memcpy(ret, found, n * sizeof(found[0]));
	*ret_n = n;
	return 0;
}

static bool is_member(const struct access_token *token, gid_t gid)
{
	for (size_t i = 0; i < token->n_groups; i++)
		if (token->groups[i] == gid)
			return true;
	return token->gid == gid;
}

static bool is_member_of_any(const struct access_token *token, const gid_t *gids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_member(token, gids[i]))
			return true;
	return false;
}

static bool is_system(const struct access_token *token, const struct access_groups *groups)
{
	return token->uid == 0 || (groups && groups->has_service_uid && token->uid == groups->service_uid);
}

static bool holds_builtin(const struct access_token *token, const struct access_groups *groups, uint32_t rid)
{
	switch (rid) {
	case 544: /* administrators */
		return is_system(token, groups) ||
		       (groups && is_member_of_any(token, groups->administrators, groups->n_administrators));
	case 545: /* users */
		return true;
	case 556: /* network configuration operators */
		return groups && is_member_of_any(token, groups->operators, groups->n_operators);
	default:
		return false;
	}
}

/* S-1-5-... */
static bool holds_nt(const struct access_token *token, const struct access_groups *groups, const struct sid *sid)
{
	if (sid->n == 2 && sid->sub[0] == 32)
		return holds_builtin(token, groups, sid->sub[1]);
	if (sid->n != 1)
		return false;
	switch (sid->sub[0]) {
	case 4: /* interactive */
		return token->is_interactive;
	case 11: /* authenticated users */
		return true;
	case 18: /* the system */
		return is_system(token, groups);
	default:
		return false;
	}
}

bool access_token_holds(const struct access_token *token, const struct access_groups *groups, const struct sid *sid)
{
	switch (sid->authority) {
	case 1: /* everyone */
	case 2: /* local */
		return sid->n == 1 && sid->sub[0] == 0;
	case 5:
		return holds_nt(token, groups, sid);
	case SID_AUTHORITY_UNIX:
		return sid->n == 2 && ((sid->sub[0] == UNIX_USER && sid->sub[1] == token->uid) ||
				       (sid->sub[0] == UNIX_GROUP && is_member(token, sid->sub[1])));
	default:
		return false;
	}
}
