#include "netsh/grammar.h"

#include <string.h>
#include <strings.h>

bool grammar_is_prefix(const char *word, const char *name)
{
	return *word && strncasecmp(word, name, strlen(word)) == 0;
}

static bool is_help(const char *word)
{
	return strcmp(word, "?") == 0 || strcmp(word, "/?") == 0 || strcasecmp(word, "help") == 0 ||
	       strcmp(word, "--help") == 0;
}

/* 2: the whole word, 1: a beginning, 0: something else. */
static int fit(const char *word, const char *name)
{
	if (strcasecmp(word, name) == 0)
		return 2;
	return grammar_is_prefix(word, name) ? 1 : 0;
}

static int fit_command(const struct netsh_command *command, int n_words, char *const *words)
{
	int verb = n_words > 0 ? fit(words[0], command->verb) : 0, object = 2;

	if (command->object)
		object = n_words > 1 ? fit(words[1], command->object) : 0;
	return verb && object ? 3 * verb + object : 0;
}

/* A beginning that two verbs share means neither, whatever follows: "d" must not disconnect. */
static bool is_ambiguous(const struct netsh_command *const *commands, size_t n_commands, const char *word)
{
	const char *verb = NULL;
	bool is_ambiguous = false;

	for (size_t i = 0; i < n_commands; i++) {
		int fits = fit(word, commands[i]->verb);

		if (fits == 2)
			return false;
		if (fits && verb && strcmp(verb, commands[i]->verb) != 0)
			is_ambiguous = true;
		if (fits)
			verb = commands[i]->verb;
	}
	return is_ambiguous;
}

int grammar_find_command(const struct netsh_command *const *commands, size_t n_commands, int n_words, char *const *words,
			 const struct netsh_command **ret, int *ret_used)
{
	const struct netsh_command *found = NULL;
	int best = 0, n_best = 0;

	if (n_words > 0 && is_ambiguous(commands, n_commands, words[0]))
		return GRAMMAR_E_NOT_FOUND;
	for (size_t i = 0; i < n_commands; i++) {
		int fits = fit_command(commands[i], n_words, words);

		if (fits > best) {
			best = fits;
			n_best = 0;
			found = commands[i];
		}
		n_best += fits && fits == best;
	}
	if (n_best != 1)
		return GRAMMAR_E_NOT_FOUND;
	*ret = found;
	*ret_used = found->object ? 2 : 1;
	return 0;
}

/* Which parameter @word names before its =, or -1. */
static int find_tag(const struct netsh_command *command, const char *word)
{
	size_t size = strcspn(word, "=");
	int found = -1;

	if (word[size] != '=' || size == 0)
		return -1;
	for (int i = 0; i < NETSH_MAX_PARAMETERS && command->parameters[i].tag; i++) {
		const char *tag = command->parameters[i].tag;

		if (strncasecmp(word, tag, size) != 0)
			continue;
		if (tag[size] == 0)
			return i;
		found = found < 0 ? i : -2;
	}
	return found;
}

static int find_free(const struct netsh_command *command, const char *const *values)
{
	for (int i = 0; i < NETSH_MAX_PARAMETERS && command->parameters[i].tag; i++)
		if (!values[i] && !command->parameters[i].needs_tag)
			return i;
	return -1;
}

/* The choice that @value begins; "ssid|bssid" holds two. Full words are static, so the pointer lasts. */
static bool find_choice(const char *choices, const char *value, const char **ret)
{
	static const char *const words[] = { "ssid", "bssid", "all", "current", "clear" };
	const char *found = NULL;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strstr(choices, words[i]);
		size_t size = strlen(words[i]);

		while (at && ((at > choices && at[-1] != '|') || (at[size] && at[size] != '|')))
			at = strstr(at + 1, words[i]);
		if (!at || !grammar_is_prefix(value, words[i]))
			continue;
		if (found)
			return false;
		found = words[i];
	}
	if (!found)
		return false;
	*ret = found;
	return true;
}

int grammar_read_parameters(const struct netsh_command *command, int n_words, char *const *words, const char **ret_values)
{
	const char *values[NETSH_MAX_PARAMETERS] = { 0 };

	for (int i = 0; i < n_words; i++) {
		const char *value = words[i];
		int at;

		if (is_help(value))
			return GRAMMAR_E_HELP;
		at = find_tag(command, value);
		if (at >= 0)
			value = strchr(value, '=') + 1;
		else if (at == -1)
			at = find_free(command, values);
		if (at < 0 || values[at] || !*value)
			return GRAMMAR_E_PARAMETERS;
		if (command->parameters[at].choices && !find_choice(command->parameters[at].choices, value, &value))
			return GRAMMAR_E_PARAMETERS;
		values[at] = value;
	}
	for (int i = 0; i < NETSH_MAX_PARAMETERS && command->parameters[i].tag; i++)
		if (command->parameters[i].is_required && !values[i])
			return GRAMMAR_E_PARAMETERS;
	memcpy(ret_values, values, sizeof(values));
	return 0;
}
