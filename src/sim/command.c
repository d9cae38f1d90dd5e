#include "sim/command.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/hex.h"
#include "dot11/codes.h"
#include "dot11/frame.h"
#include "sim/scenario_security.h"

#define MAX_WORDS 6
#define MAX_LINE 512
#define BLANKS " \t\r\n"

int command_parse_number(const char *text, long min, long max, long *ret)
{
	char *end;
	long value;

	/* strtol would skip blanks and take octal for a leading zero. */
	if (!isdigit((unsigned char)*text) && *text != '-')
		return -EINVAL;
	errno = 0;
	value = strtol(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10);
	if (errno || *end || end == text || value < min || value > max)
		return -EINVAL;
	*ret = value;
	return 0;
}

int command_parse_mac(const char *text, struct dot11_mac *ret)
{
	struct dot11_mac mac;

	if (strlen(text) != 17)
		return -EINVAL;
	for (int i = 0; i < 6; i++) {
		if (hex_read(text + 3 * i, &mac.b[i], 1) < 0 || (i < 5 && text[3 * i + 2] != ':'))
			return -EINVAL;
	}
	*ret = mac;
	return 0;
}

int command_parse_hex(const char *text, uint8_t *ret, size_t size)
{
	if (hex_read(text, ret, size) < 0)
		return -EINVAL;
	return text[2 * size] ? -EINVAL : 0;
}

struct words {
	const char *text; /* the line as it came */
	char line[MAX_LINE];
	const char *word[MAX_WORDS];
	int n; /* goes on counting past MAX_WORDS */
};

/* One of the words may be a passphrase. */
static void wipe_words(struct words *words)
{
	secret_wipe_bytes(words->line, sizeof(words->line));
}

static int split(const char *line, struct words *words)
{
	char *rest = NULL;

	words->n = 0;
	words->text = line;
	if (strlen(line) >= sizeof(words->line))
		return -EINVAL;
	strcpy(words->line, line);
	for (char *word = strtok_r(words->line, BLANKS, &rest); word; word = strtok_r(NULL, BLANKS, &rest)) {
		if (words->n < MAX_WORDS)
			words->word[words->n] = word;
		words->n++;
	}
	return 0;
}

static const char *parse_nothing(const struct words *words, struct command *command)
{
	return words->n == 1 ? NULL : "the command takes no argument";
}

static const char *parse_name(const struct words *words, struct command *command)
{
	if (words->n < 2)
		return "a name is missing";
	if (strlen(words->word[1]) >= sizeof(command->name))
		return "the name is too long";
	strcpy(command->name, words->word[1]);
	return NULL;
}

static const char *parse_only_name(const struct words *words, struct command *command)
{
	return words->n > 2 ? "too many words" : parse_name(words, command);
}

static const char *parse_code(const char *word, struct command *command)
{
	long value;

	if (command_parse_number(word, 0, UINT16_MAX, &value) < 0)
		return "the code must be a number from 0 to 65535";
	command->code = (uint16_t)value;
	return NULL;
}

static const char *parse_station_and_reason(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);

	if (error)
		return error;
	if (words->n < 3 || words->n > 4)
		return "give an access point, a station address, \"all\" or \"broadcast\", and perhaps a reason code";
	command->is_broadcast = strcmp(words->word[2], "broadcast") == 0;
	command->is_all = command->is_broadcast || strcmp(words->word[2], "all") == 0;
	if (!command->is_all && command_parse_mac(words->word[2], &command->station) < 0)
		return "the station must be an address like 02:00:00:00:00:01, \"all\" or \"broadcast\"";
	if (words->n == 4)
		return parse_code(words->word[3], command);
	command->code = command->kind == COMMAND_DEAUTH ? DOT11_REASON_LEAVING_NETWORK_DEAUTH : DOT11_REASON_LEAVING_NETWORK_DISASSOC;
	return NULL;
}

static const char *parse_signal(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);
	long value;

	if (error)
		return error;
	if (words->n != 3 || command_parse_number(words->word[2], -120, 0, &value) < 0)
		return "the signal must be a number of dBm from -120 to 0";
	command->number = (int)value;
	return NULL;
}

static const char *parse_reject(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);
	bool is_auth = words->n == 4 && strcmp(words->word[2], "auth") == 0;

	if (error)
		return error;
	if (words->n != 3 && !is_auth)
		return "give an access point, perhaps \"auth\", and a status code";
	command->kind = is_auth ? COMMAND_REJECT_AUTH : COMMAND_REJECT_ASSOC;
	error = parse_code(words->word[words->n - 1], command);
	if (!error && command->code == DOT11_STATUS_SUCCESS)
		error = "status 0 is success: use \"accept\"";
	return error;
}

static const char *parse_loss(const struct words *words, struct command *command)
{
	long value;

	if (words->n != 2 || command_parse_number(words->word[1], 0, 100, &value) < 0)
		return "the loss must be a number of percent from 0 to 100";
	command->number = (int)value;
	return NULL;
}

static const char *parse_drop(const struct words *words, struct command *command)
{
	long value;

	if (words->n != 2 || command_parse_number(words->word[1], 0, 1000000, &value) < 0)
		return "give a number of frames from 0 to 1000000";
	command->number = (int)value;
	return NULL;
}

static const char *parse_rekey(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);

	if (error || words->n == 2)
		return error;
	if (words->n != 4 || strcmp(words->word[2], "pairwise") != 0)
		return "give an access point, and perhaps \"pairwise\" and a station address";
	command->is_pairwise = true;
	return command_parse_mac(words->word[3], &command->station) < 0 ? "the station must be an address like 02:00:00:00:00:01" : NULL;
}

/* What follows @n words and the blanks behind them. */
static const char *behind_words(const char *text, int n)
{
	text += strspn(text, BLANKS);
	while (n-- > 0) {
		text += strcspn(text, BLANKS);
		text += strspn(text, BLANKS);
	}
	return text;
}

/* A passphrase may have blanks inside, so it is the rest of the line. */
static const char *parse_passphrase(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);
	char text[MAX_LINE];
	int r;

	if (error)
		return error;
	strcpy(text, behind_words(words->text, 2));
	text[strcspn(text, "\r\n")] = '\0';
	r = scenario_set_passphrase(&command->passphrase, text);
	secret_wipe_bytes(text, sizeof(text));
	return r < 0 ? "the passphrase must be 8 to 63 printable ASCII characters" : NULL;
}

static const char *parse_forge(const struct words *words, struct command *command)
{
	const char *error = parse_name(words, command);

	if (error)
		return error;
	if (words->n != 5)
		return "give an access point, a station address or \"all\", \"deauthentication\" or \"disassociation\", and a reason code";
	command->is_all = strcmp(words->word[2], "all") == 0;
	if (!command->is_all && command_parse_mac(words->word[2], &command->station) < 0)
		return "the station must be an address like 02:00:00:00:00:01, or \"all\"";
	if (strcmp(words->word[3], "deauthentication") == 0)
		command->frame_kind = DOT11_FRAME_DEAUTHENTICATION;
	else if (strcmp(words->word[3], "disassociation") == 0)
		command->frame_kind = DOT11_FRAME_DISASSOCIATION;
	else
		return "forge a deauthentication or a disassociation";
	return parse_code(words->word[4], command);
}

static const struct {
	const char *word;
	enum command_kind kind;
	const char *(*parse)(const struct words *words, struct command *command);
} verbs[] = {
	{ "deauth", COMMAND_DEAUTH, parse_station_and_reason },
	{ "disassoc", COMMAND_DISASSOC, parse_station_and_reason },
	{ "silence", COMMAND_SILENCE, parse_only_name },
	{ "resume", COMMAND_RESUME, parse_only_name },
	{ "signal", COMMAND_SIGNAL, parse_signal },
	{ "reject", COMMAND_REJECT_ASSOC, parse_reject },
	{ "accept", COMMAND_ACCEPT, parse_only_name },
	{ "loss", COMMAND_LOSS, parse_loss },
	{ "drop", COMMAND_DROP, parse_drop },
	{ "hang", COMMAND_HANG, parse_only_name },
	{ "status", COMMAND_STATUS, parse_nothing },
	{ "stations", COMMAND_STATIONS, parse_only_name },
	{ "rekey", COMMAND_REKEY, parse_rekey },
	{ "passphrase", COMMAND_PASSPHRASE, parse_passphrase },
	{ "restart", COMMAND_RESTART, parse_only_name },
	{ "forge", COMMAND_FORGE, parse_forge },
	{ "ping", COMMAND_PING, parse_only_name },
	{ "join", COMMAND_JOIN, parse_only_name },
	{ "leave", COMMAND_LEAVE, parse_only_name },
};

void command_wipe(struct command *command)
{
	secret_wipe(&command->passphrase);
}

int command_parse(const char *line, struct command *ret, const char **ret_error)
{
	struct words words cleanup(wipe_words) = { 0 };
	const char *error = "the line is too long";

	if (split(line, &words) < 0)
		goto refuse;
	error = "there is no command";
	if (words.n == 0)
		goto refuse;
	error = "no such command";
	for (size_t i = 0; i < array_size(verbs); i++) {
		_cleanup_command_ struct command command = { .kind = verbs[i].kind };

		if (strcmp(words.word[0], verbs[i].word) != 0)
			continue;
		error = verbs[i].parse(&words, &command);
		if (error)
			break;
		*ret = command;
		return 0;
	}
refuse:
	*ret_error = error;
	return -EINVAL;
}
