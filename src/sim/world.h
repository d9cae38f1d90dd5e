/* A scenario brought to life: the schedule, the air, the access points and the radios, and the commands people give them. */
#pragma once

#include <stddef.h>
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
};

/* @scenario: outlives the world. Return: 0; -ENOMEM. */
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
 *
 * Return: 0; positive enum world_error; negative errno of sending a frame.
 */
int world_execute(struct world *world, const struct command *command, FILE *answer);

const char *world_error_text(int error);
