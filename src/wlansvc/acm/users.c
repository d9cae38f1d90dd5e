#include "wlansvc/acm/users.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

struct user {
	uid_t uid;
	size_t n_reasons; /* at least 1 */
};

struct users {
	struct user *list;
	size_t n;
};

int users_new(struct users **ret)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret ? 0 : -ENOMEM;
}

struct users *users_free(struct users *users)
{
	if (users)
		free(users->list);
	free(users);
	return NULL;
}

static struct user *find(const struct users *users, uid_t uid)
{
	for (size_t i = 0; i < users->n; i++)
		if (users->list[i].uid == uid)
			return &users->list[i];
	return NULL;
}

int users_add(struct users *users, uid_t uid)
{
	struct user *user = find(users, uid);

	if (user) {
		user->n_reasons++;
		return 0;
	}
	user = reallocarray(users->list, users->n + 1, sizeof(*user));
	if (!user)
		return -ENOMEM;
	users->list = user;
	users->list[users->n++] = (struct user){ uid, 1 };
	return 1;
}

void users_remove(struct users *users, uid_t uid)
{
	struct user *user = find(users, uid);

	if (user && --user->n_reasons == 0)
		*user = users->list[--users->n];
}

bool users_have(const struct users *users, uid_t uid)
{
	return find(users, uid);
}
