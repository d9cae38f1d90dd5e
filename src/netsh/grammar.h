/* The grammar of netsh: words shortened to a unique prefix in either case, tag=value and values in order. No output, no API. */
#pragma once

#include "netsh/netsh.h"

enum grammar_outcome {
	GRAMMAR_E_NOT_FOUND = 1, /* no such command, or more than one */
	GRAMMAR_E_PARAMETERS, /* unknown, twice, missing, or not one of the choices */
	GRAMMAR_E_HELP, /* ends with ? or help */
};

/* True if @word says @name or, in either case, the beginning of it; @word is not empty. */
bool grammar_is_prefix(const char *word, const char *name);

/**
 * grammar_find_command() - which command the first words mean
 * @ret_used: how many words it took
 * An exact word wins over a longer one that begins with it.
 *
 * Return: 0; GRAMMAR_E_NOT_FOUND.
 */
int grammar_find_command(const struct netsh_command *const *commands, size_t n_commands, int n_words, char *const *words,
			 const struct netsh_command **ret, int *ret_used);

/**
 * grammar_read_parameters() - tag=value, or values in the order of the parameters
 * @ret_values: NETSH_MAX_PARAMETERS pointers into @words or to choices in full length, NULL where nothing was given
 *
 * Return: 0; GRAMMAR_E_PARAMETERS; GRAMMAR_E_HELP.
 */
int grammar_read_parameters(const struct netsh_command *command, int n_words, char *const *words,
			    const char **ret_values);
