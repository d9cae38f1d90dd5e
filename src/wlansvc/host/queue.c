#include "wlansvc/host/queue.h"

#include <assert.h>
#include <stddef.h>

/* The least urgent priority for whose sake a running task is aborted: dot11 reset, radio, open, close; disconnect, stop AP. */
#define URGENT_PRIORITY 2

static void append(struct host_slot **list, struct host_slot *slot)
{
	while (*list)
		list = &(*list)->next;
	slot->next = NULL;
	*list = slot;
}

static struct host_slot *take(struct host_slot **at)
{
	struct host_slot *slot = *at;

	*at = slot->next;
	slot->next = NULL;
	return slot;
}

static struct host_slot **find_place(struct host_slot **list, const struct host_slot *slot)
{
	while (*list && *list != slot)
		list = &(*list)->next;
	return *list ? list : NULL;
}

static struct host_slot **list_of(struct host_queue *queue, const struct host_slot *slot)
{
	if (slot->rules.is_direct)
		return &queue->direct;
	return slot->rules.is_task ? &queue->tasks : &queue->properties;
}

void host_queue_add(struct host_queue *queue, struct host_slot *slot)
{
	struct host_slot **at = list_of(queue, slot);

	slot->state = HOST_SLOT_WAITING;
	slot->is_abort_wanted = false;
	slot->is_abort_sent = false;
	if (at == &queue->tasks) {
		while (*at && (*at)->rules.priority <= slot->rules.priority)
			at = &(*at)->next;
		slot->next = *at;
		*at = slot;
	} else {
		append(at, slot);
	}
}

struct host_slot *host_queue_next(struct host_queue *queue)
{
	struct host_slot *slot;

	if (queue->direct) {
		slot = take(&queue->direct);
		slot->state = HOST_SLOT_SENT;
		append(&queue->direct_sent, slot);
		return slot;
	}
	if (queue->sent) /* rule 36 */
		return NULL;
	for (struct host_slot **at = &queue->properties; *at; at = &(*at)->next) {
		if ((*at)->rules.waits_for_tasks && queue->task)
			continue;
		slot = take(at);
		slot->state = HOST_SLOT_SENT;
		queue->sent = slot;
		return slot;
	}
	if (!queue->tasks || queue->task) /* rule 37 */
		return NULL;
	slot = take(&queue->tasks);
	slot->state = HOST_SLOT_SENT;
	queue->sent = slot;
	queue->task = slot;
	return slot;
}

struct host_slot *host_queue_next_abort(struct host_queue *queue)
{
	struct host_slot *task = queue->task;
	const struct host_slot *first = queue->tasks;
	bool is_in_the_way;

	if (!task || task->state != HOST_SLOT_STARTED || task->is_abort_sent || !task->rules.is_abortable)
		return NULL;
	is_in_the_way = first && first->rules.priority <= URGENT_PRIORITY && first->rules.priority < task->rules.priority;
	if (!task->is_abort_wanted && !is_in_the_way)
		return NULL;
	task->is_abort_sent = true;
	return task;
}

struct host_slot *host_queue_find(const struct host_queue *queue, uint32_t transaction)
{
	if (queue->sent && queue->sent->transaction == transaction)
		return queue->sent;
	if (queue->task && queue->task->transaction == transaction)
		return queue->task;
	for (struct host_slot *slot = queue->direct_sent; slot; slot = slot->next)
		if (slot->transaction == transaction)
			return slot;
	return NULL;
}

static void forget(struct host_queue *queue, struct host_slot *slot)
{
	struct host_slot **at = find_place(&queue->direct_sent, slot);

	if (at)
		take(at);
	if (queue->sent == slot)
		queue->sent = NULL;
	if (queue->task == slot)
		queue->task = NULL;
	slot->state = HOST_SLOT_ENDED;
}

int host_queue_answer(struct host_queue *queue, struct host_slot *slot, enum host_event event)
{
	bool was_early = slot->state == HOST_SLOT_EARLY;

	if (event == HOST_EVENT_M4) {
		if (!slot->rules.is_task || was_early)
			return HOST_OUTCOME_FORBIDDEN;
		if (slot->state == HOST_SLOT_SENT) {
			slot->state = HOST_SLOT_EARLY;
			return HOST_OUTCOME_RUNS_ON;
		}
		forget(queue, slot);
		return HOST_OUTCOME_ENDED_BY_M4;
	}

	if (slot->state == HOST_SLOT_STARTED)
		return HOST_OUTCOME_FORBIDDEN;
	/* A task that has completed cannot have failed to start: what M4 said stands, whatever M3 says (rule 42). */
	if (was_early) {
		forget(queue, slot);
		return HOST_OUTCOME_ENDED_BY_M4;
	}
	if (slot->rules.is_task && event == HOST_EVENT_M3_SUCCESS) {
		queue->sent = NULL;
		slot->state = HOST_SLOT_STARTED;
		return HOST_OUTCOME_RUNS_ON;
	}
	forget(queue, slot);
	return HOST_OUTCOME_ENDED_BY_M3;
}

int host_queue_abort(struct host_queue *queue, struct host_slot *slot)
{
	if (slot->state == HOST_SLOT_WAITING) {
		struct host_slot **at = find_place(list_of(queue, slot), slot);

		assert(at);
		take(at);
		slot->state = HOST_SLOT_ENDED;
		return HOST_ABORT_ENDED;
	}
	if (!slot->rules.is_task || !slot->rules.is_abortable)
		return HOST_ABORT_RUNS_ON;
	slot->is_abort_wanted = true;
	return HOST_ABORT_WANTED;
}

struct host_slot *host_queue_drain(struct host_queue *queue)
{
	struct host_slot *slot = queue->sent ? queue->sent : queue->task;

	if (!slot)
		slot = queue->direct_sent;
	if (slot) {
		forget(queue, slot);
		return slot;
	}
	if (queue->direct)
		slot = take(&queue->direct);
	else if (queue->properties)
		slot = take(&queue->properties);
	else if (queue->tasks)
		slot = take(&queue->tasks);
	if (slot)
		slot->state = HOST_SLOT_ENDED;
	return slot;
}
