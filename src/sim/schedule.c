#include "sim/schedule.h"

#include <stddef.h>

static bool is_before(const struct schedule_timer *a, const struct schedule_timer *b)
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static struct schedule_timer *merge(struct schedule_timer *a, struct schedule_timer *b)
{
	struct schedule_timer *child;

	if (!a || !b)
		return a ? a : b;
	if (is_before(b, a)) {
		struct schedule_timer *swap = a;

		a = b;
		b = swap;
	}
	child = a->child;
	b->next = child;
	if (child)
		child->previous = b;
	b->previous = a;
	a->child = b;
	a->next = a->previous = NULL;
	return a;
}

/* Siblings to one heap in two passes: pairs from the left, then all pairs from the right. */
static struct schedule_timer *merge_siblings(struct schedule_timer *first)
{
	struct schedule_timer *pairs = NULL, *root = NULL;

	while (first) {
		struct schedule_timer *a = first, *b = a->next, *pair;

		first = b ? b->next : NULL;
		a->next = a->previous = NULL;
		if (b)
			b->next = b->previous = NULL;
		pair = merge(a, b);
		pair->next = pairs;
		pairs = pair;
	}
	while (pairs) {
		struct schedule_timer *rest = pairs->next;

		pairs->next = NULL;
		root = merge(root, pairs);
		pairs = rest;
	}
	return root;
}

void schedule_cancel(struct schedule *schedule, struct schedule_timer *timer)
{
	if (!timer->is_set)
		return;
	if (timer == schedule->root) {
		schedule->root = merge_siblings(timer->child);
	} else {
		if (timer->previous->child == timer)
			timer->previous->child = timer->next;
		else
			timer->previous->next = timer->next;
		if (timer->next)
			timer->next->previous = timer->previous;
		schedule->root = merge(schedule->root, merge_siblings(timer->child));
	}
	timer->child = timer->next = timer->previous = NULL;
	timer->is_set = false;
}

void schedule_set(struct schedule *schedule, struct schedule_timer *timer, uint64_t delay_us)
{
	schedule_cancel(schedule, timer);
	timer->due_us = schedule->now_us + delay_us;
	timer->order = schedule->next_order++;
	timer->child = timer->next = timer->previous = NULL;
	timer->is_set = true;
	schedule->root = merge(schedule->root, timer);
}

bool schedule_next(const struct schedule *schedule, uint64_t *ret_due_us)
{
	if (!schedule->root)
		return false;
	*ret_due_us = schedule->root->due_us;
	return true;
}

void schedule_run_until(struct schedule *schedule, uint64_t until_us)
{
	while (schedule->root && schedule->root->due_us <= until_us) {
		struct schedule_timer *timer = schedule->root;

		if (timer->due_us > schedule->now_us)
			schedule->now_us = timer->due_us;
		schedule_cancel(schedule, timer);
		timer->fire(timer->userdata);
	}
	if (until_us > schedule->now_us)
		schedule->now_us = until_us;
}
