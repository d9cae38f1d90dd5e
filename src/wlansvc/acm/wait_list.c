#include "wlansvc/acm/wait_list.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"

struct waiter {
	struct waiter *next;
	acm_done_fn done;
	void *userdata;
};

int wait_list_add(struct wait_list *list, acm_done_fn done, void *userdata)
{
	struct waiter *waiter = calloc(1, sizeof(*waiter)), **last = &list->first;

	if (!waiter)
		return -ENOMEM;
	*waiter = (struct waiter){ .done = done, .userdata = userdata };
	while (*last)
		last = &(*last)->next;
	*last = waiter;
	return 0;
}

bool wait_list_is_empty(const struct wait_list *list)
{
	return !list->first;
}

void wait_list_tell(struct wait_list *list, int result, const void *data)
{
	struct waiter *waiter = take_ptr(list->first);

	while (waiter) {
		struct waiter *next = waiter->next;

		waiter->done(result, data, waiter->userdata);
		free(waiter);
		waiter = next;
	}
}
