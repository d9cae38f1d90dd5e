/* A scenario brought to life: the schedule, the air, the access points and the radios, and the commands people give them. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/air.h"
#include "sim/command.h"
#include "sim/radio.h"
#include "sim/scenario.h"

struct world;

/* Outcomes of world_execute(). */
enum world_error {
	WORLD_E_NO_ACCESS_POINT = 1,
	WORLD_E_NO_ADAPTER,
	WORLD_E_NO_STATION,
	WORLD_E_NOT_SECURED,
	WORLD_E_NO_PASSPHRASE,
	WORLD_E_NOT_AUTHORIZED,
	WORLD_E_NOT_CONNECTED,
	WORLD_E_BUSY,
	WORLD_E_NO_CLIENT, /* no [station] of that name */
	WORLD_E_NO_NETWORK, /* no adapter is an access point with its SSID */
	WORLD_E_OTHER_SECURITY,
	WORLD_E_LATER, /* no mistake: the answer comes through the reply */
};

/* Where the answer of a command goes that takes time. */
struct world_reply {
	/* Once, from the schedule or from world_remove_radio(), never from world_execute(). @text: whole, with its last line "ok" or
	 * "error: SENTENCE". Not called if the world is freed meanwhile. */
	void (*answer)(void *userdata, uint64_t token, const char *text);
	void *userdata;
	uint64_t token;
};

/* @scenario: outlives the world. Return: 0; -ENOMEM; -EIO if no keys could be made. */
int world_new(struct world **ret, const struct scenario *scenario);
struct world *world_free(struct world *world);

struct schedule *world_schedule(struct world *world);
struct air *world_air(struct world *world);

/* Adds an adapter's radio; @fd as in radio_new(). The world owns the radio. Return: 0; negative errno. */
int world_add_radio(struct world *world, const struct scenario_adapter *config, int fd, struct radio **ret);

/* Takes a radio away whose link is gone. */
void world_remove_radio(struct world *world, struct radio *radio);

/* Return: the radio at @index, NULL past the last. */
struct radio *world_radio(struct world *world, size_t index);

/**
 * world_execute() - do what a command says
 * @answer: takes the text of those that answer with text, lines ended by newlines
 * @reply:  copied; for those that return WORLD_E_LATER
 *
 * Return: 0; positive enum world_error; negative errno of sending a frame.
 */
int world_execute(struct world *world, const struct command *command, FILE *answer, const struct world_reply *reply);

const char *world_error_text(int error);
