/*
 * The simulation's time: a queue of timers in microseconds since the start of the world.
 *
 * Timers fire in the order of their due time, and of their setting where that is equal, so a run with the same input is the same
 * run. Nobody here asks for the real time: the owner moves it forward with schedule_run_until().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct schedule_timer {
	void (*fire)(void *userdata);
	void *userdata;
	/* the rest belongs to the schedule */
	uint64_t due_us;
	uint64_t order;
	bool is_set;
	struct schedule_timer *child, *next, *previous;
};

struct schedule {
	uint64_t now_us;
	uint64_t next_order;
	struct schedule_timer *root; /* a pairing heap: no memory to run out of */
};

/* Sets @timer to @delay_us from now; one that is set moves. It must stay where it is until it fired or was cancelled. */
void schedule_set(struct schedule *schedule, struct schedule_timer *timer, uint64_t delay_us);

/* A timer that is not set stays so. */
void schedule_cancel(struct schedule *schedule, struct schedule_timer *timer);

/* Return: true with the due time of the next timer; false if none is set. */
bool schedule_next(const struct schedule *schedule, uint64_t *ret_due_us);

/* Fires everything due until @until_us, each at its own time; then it is @until_us (time never goes back). */
void schedule_run_until(struct schedule *schedule, uint64_t until_us);
