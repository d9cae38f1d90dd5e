/*
 * Which command of an adapter goes to the driver next: order, priority and serialization (rules 34 to 47, 60, 70 and 92). No I/O,
 * no clock, no memory: slots are embedded in the commands, and what has happened is told by calls.
 *
 *   waiting --M1--> sent --M3--> started --M4--> ended      task
 *                     \--M4--> early --M3--> ended          task whose completion overtakes M3 (rule 42)
 *   waiting --M1--> sent --M3--> ended                      property
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What the specification says of a command, as far as order goes. */
struct host_rules {
	bool is_task;
	bool is_abortable; /* task: may be ended by the abort property between M3 and M4 */
	bool waits_for_tasks; /* property: "serialized with task" (rule 39) */
	bool is_direct; /* outside the serialized stream: abort and direct requests (rules 45, 46) */
	uint8_t priority; /* task: 1 is served first */
};

enum host_slot_state {
	HOST_SLOT_WAITING, /* in the queue */
	HOST_SLOT_SENT, /* M1 is out, M3 has not come */
	HOST_SLOT_EARLY, /* task: M4 has come, M3 has not */
	HOST_SLOT_STARTED, /* task: M3 has come, M4 has not */
	HOST_SLOT_ENDED, /* the queue knows it no more */
};

struct host_slot {
	struct host_rules rules;
	enum host_slot_state state;
	uint32_t transaction;
	bool is_abort_wanted; /* by whoever submitted it */
	bool is_abort_sent;
	struct host_slot *next;
};

struct host_queue {
	struct host_slot *tasks; /* waiting, by priority and age */
	struct host_slot *properties; /* waiting, by age */
	struct host_slot *direct; /* waiting, by age */
	struct host_slot *sent; /* the one command between M1 and M3, if any */
	struct host_slot *task; /* the one task between M1 and the later of M3 and M4, if any */
	struct host_slot *direct_sent; /* direct ones between M1 and M3 */
};

/* Puts @slot, whose rules and transaction are set, behind its equals. */
void host_queue_add(struct host_queue *queue, struct host_slot *slot);

/**
 * host_queue_next() - the command whose M1 may be sent now
 *
 * Direct ones first; then properties, which are short, before tasks. A property that waits for tasks is overtaken by those that do
 * not. Who needs two commands in an order submits the second when the first has ended.
 *
 * Return: a slot, which counts as sent from now on; NULL if nothing may be sent.
 */
struct host_slot *host_queue_next(struct host_queue *queue);

/**
 * host_queue_next_abort() - the task that is to be aborted now
 *
 * A started task whose submitter wants that; or an abortable one in whose way a more urgent task stands of priority 1 or 2
 * (rule 70: what takes a connection down does not wait for one that is being made).
 *
 * Return: a slot, for which OID_WDI_ABORT_TASK counts as sent from now on; NULL.
 */
struct host_slot *host_queue_next_abort(struct host_queue *queue);

/* A command that is open (sent and not ended) by its transaction id; NULL if there is none: a late answer (rule 82). */
struct host_slot *host_queue_find(const struct host_queue *queue, uint32_t transaction);

enum host_event {
	HOST_EVENT_M3_SUCCESS,
	HOST_EVENT_M3_FAILURE, /* request status or header Status */
	HOST_EVENT_M4,
};

enum host_outcome {
	HOST_OUTCOME_RUNS_ON = 1, /* the command is still open */
	HOST_OUTCOME_ENDED_BY_M3, /* M3 has its status and result */
	HOST_OUTCOME_ENDED_BY_M4, /* M4, this one or the one that came early, has its status and result */
	HOST_OUTCOME_FORBIDDEN, /* a driver must not do that: M4 of a property, a second M3, a second M4 */
};

/* An answer to open command @slot has arrived. Return: enum host_outcome. */
int host_queue_answer(struct host_queue *queue, struct host_slot *slot, enum host_event event);

enum host_abort {
	HOST_ABORT_ENDED = 1, /* was waiting and is out of the queue */
	HOST_ABORT_WANTED, /* host_queue_next_abort() brings it when its time has come, unless it ends before */
	HOST_ABORT_RUNS_ON, /* not abortable (rule 66) */
};

/* The submitter of @slot wants it ended early. Return: enum host_abort. */
int host_queue_abort(struct host_queue *queue, struct host_slot *slot);

/* Takes out any slot, open ones first; NULL when the queue is empty. */
struct host_slot *host_queue_drain(struct host_queue *queue);
