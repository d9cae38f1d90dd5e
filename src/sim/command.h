/* What a person may do to a running world, as one line of text: on the control socket, or after "at MILLISECONDS" in a scenario. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/types.h"

#define COMMAND_NAME_SIZE 64

enum command_kind {
	COMMAND_DEAUTH,	      /* deauth AP STATION|all|broadcast [REASON] */
	COMMAND_DISASSOC,     /* disassoc AP STATION|all|broadcast [REASON] */
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
	COMMAND_REKEY,	      /* rekey AP, rekey AP pairwise STATION */
	COMMAND_PASSPHRASE,   /* passphrase AP NEW */
	COMMAND_RESTART,      /* restart AP */
	COMMAND_FORGE,	      /* forge AP STATION|all deauthentication|disassociation REASON */
	COMMAND_PING,	      /* ping ADAPTER|STATION */
	COMMAND_JOIN,	      /* join STATION */
	COMMAND_LEAVE,	      /* leave STATION */
};

struct command {
	enum command_kind kind;
	char name[COMMAND_NAME_SIZE]; /* AP, adapter or station; empty where the command has none */
	bool is_all;		      /* every station of the AP */
	bool is_broadcast;	      /* one frame for all of them; is_all is set too */
	bool is_pairwise;	      /* new keys for one station, not for the group */
	uint8_t frame_kind;	      /* forge: DOT11_FRAME_DEAUTHENTICATION or DOT11_FRAME_DISASSOCIATION */
	struct dot11_mac station;     /* unless is_all */
	uint16_t code;		      /* reason or status code */
	int number;		      /* dBm, percent or frames */
	struct secret passphrase;     /* the new one */
};

/* Wipes what it holds of secrets. */
void command_wipe(struct command *command);
#define _cleanup_command_ cleanup(command_wipe)

/**
 * command_parse() - one line without its end
 * @ret_error: a sentence for people when it fails; static
 *
 * Return: 0; -EINVAL.
 */
int command_parse(const char *line, struct command *ret, const char **ret_error);

/* "02:00:00:00:00:01" in either case. Return: 0; -EINVAL. */
int command_parse_mac(const char *text, struct dot11_mac *ret);

/* 2 * @size hexadecimal digits in either case. Return: 0; -EINVAL, also if @text is longer. */
int command_parse_hex(const char *text, uint8_t *ret, size_t size);

/* A decimal or, with 0x, hexadecimal number from @min to @max and nothing after it. Return: 0; -EINVAL. */
int command_parse_number(const char *text, long min, long max, long *ret);
