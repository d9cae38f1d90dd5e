/* Who waits for the end of one thing: told together, each once. */
#pragma once

#include "wlansvc/acm/acm.h"

struct waiter;

struct wait_list {
	struct waiter *first;
};

/* Return: 0; -ENOMEM. */
int wait_list_add(struct wait_list *list, acm_done_fn done, void *userdata);
bool wait_list_is_empty(const struct wait_list *list);
/* Tells everybody who waits now, in the order they came; they may wait again from inside. */
void wait_list_tell(struct wait_list *list, int result, const void *data);
