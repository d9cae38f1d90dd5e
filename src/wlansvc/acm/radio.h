/*
 * Switching the radio of an adapter by software: who asked, whether the driver has been told, who waits for the end. The radio goes off
 * only after the host has ended what is connected (rule 124), so between the wish and the task there may be a while.
 */
#pragma once

#include "wlansvc/acm/wait_list.h"

enum radio_step {
	RADIO_STEP_NONE,
	RADIO_STEP_WAITING, /* for the connection to end */
	RADIO_STEP_RUNNING, /* the driver does it */
};

struct radio {
	enum radio_step step;
	bool is_wanted_on; /* by the change under way */
	bool is_kept_off;  /* somebody switched it off: it stays so when the driver comes back */
	struct wait_list waiters;
	/* The change has ended well; not called when it failed. */
	void (*changed)(bool is_on, void *userdata);
	void *userdata;
};

/**
 * radio_wish() - begin a change
 * @done: NULL, or told of its end: 0; ACM_E_INVALID_STATE if the adapter went away; ACM_E_FAILED if the driver refused
 *
 * Return: 0: radio_proceed() does the rest; ACM_E_BUSY while the opposite change is under way; -ENOMEM.
 */
int radio_wish(struct radio *radio, bool is_on, acm_done_fn done, void *userdata);

/* Nothing is connected or tried any more: tells the driver. @adapter: NULL ends the change as failed. */
void radio_proceed(struct radio *radio, struct host_adapter *adapter);

bool radio_is_going_off(const struct radio *radio);

/* Whoever waits is told -ECANCELED. */
void radio_cancel(struct radio *radio);
