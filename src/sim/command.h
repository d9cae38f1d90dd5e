/* What a person may do to a running world, as one line of text: on the control socket, or after "at MILLISECONDS" in a scenario. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dot11/types.h"

#define COMMAND_NAME_SIZE 64

enum command_kind {
	COMMAND_DEAUTH,	      /* deauth AP STATION|all [REASON] */
	COMMAND_DISASSOC,     /* disassoc AP STATION|all [REASON] */
	COMMAND_SILENCE,      /* silence AP */
	COMMAND_RESUME,	      /* resume AP */
	COMMAND_SIGNAL,	      /* signal AP DBM */
	COMMAND_REJECT_ASSOC, /* reject AP STATUS */
	COMMAND_REJECT_AUTH,  /* reject AP auth STATUS */
	COMMAND_ACCEPT,	      /* accept AP */
	COMMAND_LOSS,	      /* loss PERCENT */
	COMMAND_DROP,	      /* drop N */
	COMMAND_HANG,	      /* hang ADAPTER */
	COMMAND_STATUS,	      /* status */
	COMMAND_STATIONS,     /* stations AP */
};

struct command {
	enum command_kind kind;
	char name[COMMAND_NAME_SIZE]; /* AP or adapter; empty where the command has none */
	bool is_all;		      /* every station of the AP */
	struct dot11_mac station;     /* unless is_all */
	uint16_t code;		      /* reason or status code */
	int number;		      /* dBm, percent or frames */
};

/**
 * command_parse() - one line without its end
 * @ret_error: a sentence for people when it fails; static
 *
 * Return: 0; -EINVAL.
 */
int command_parse(const char *line, struct command *ret, const char **ret_error);

/* "02:00:00:00:00:01" in either case. Return: 0; -EINVAL. */
int command_parse_mac(const char *text, struct dot11_mac *ret);

/* A decimal or, with 0x, hexadecimal number from @min to @max and nothing after it. Return: 0; -EINVAL. */
int command_parse_number(const char *text, long min, long max, long *ret);
