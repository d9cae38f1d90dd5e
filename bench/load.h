/*
 * What is put under load, as its clients see it: our service through wlanapi.h (load_ours.c), and as the rival
 * wpa_supplicant over a message bus (load_wpa.c). load.c has the processes, the rhythm, and what is told at the end.
 */
#pragma once

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#define LOAD_DEADLINE_S 60
#define LOAD_DEAF 64 /* every notification waits so many times for a client that does not read */

struct load_call {
	const char *name;
	int (*make)(void *client); /* 0, or an error's number */
	unsigned int share; /* of a hundred */
};

struct load_target {
	const char *name;
	const struct load_call *calls; /* their shares are a hundred together */
	bool gives_up; /* closes the connection of a client that does not read, and keeps no memory for it */

	/* Whether it is there at all; before any process is forked. 0 or -1. */
	int (*find)(void);

	/* A client with so many handles, where there are such, that listens. NULL: it cannot. */
	void *(*open)(unsigned int n_handles);
	/* Does nothing until that moment but hear what is told, at once; the moment may be past. */
	void (*rest)(void *client, uint64_t until_us);
	/* Waits until it has heard so often of what cycle() does, or LOAD_DEADLINE_S. Return: how often. */
	unsigned int (*await)(void *client, unsigned int n);
	bool (*close)(void *client);

	/* One that hears everything LOAD_DEAF times, were it to read. Return: a descriptor of its, or -1. */
	int (*open_deaf)(void);

	/* What is told to everybody: about ten notifications, by one of which a listener counts. */
	void *(*open_talker)(void);
	bool (*cycle)(void *talker);
	bool (*still_answers)(void *talker);
};

extern const struct load_target load_ours, load_wpa;

uint64_t load_now_us(void);
void load_sleep_until(uint64_t us);

/* Return: whether it was posted before the deadline. */
bool load_wait_for(sem_t *semaphore);
