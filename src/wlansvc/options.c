#include "wlansvc/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access/identity.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "marshal/names.h"

#define CONFIGURATION "/etc/native-wifi/wlansvc.conf"
#define STATE_DIRECTORY "/var/lib/wlansvc"
#define POLICY_DIRECTORY "/etc/native-wifi/policy"

static void usage(FILE *to)
{
	fputs("wlansvc [OPTION]...\n"
	      "\n"
	      "  --sim SCENARIO         serve simulated radios: start wdi-sim with this scenario\n"
	      "  --driver COMMAND       start this driver (words separated by blanks); may be given several times\n"
	      "  --config FILE          instead of " CONFIGURATION "\n"
	      "  --socket PATH          instead of $" RPC_ADDRESS_VARIABLE " or " RPC_SOCKET_DEFAULT "\n"
	      "  --state DIR            where wlansvc.db is kept, instead of " STATE_DIRECTORY "\n"
	      "  --policy DIR           profiles of group policy, instead of " POLICY_DIRECTORY "; \"\" for none\n"
	      "  --trace FILE           record every WDI message\n"
	      "  --pcap FILE            simulated radios: capture of the air\n"
	      "  --sim-control SOCKET   simulated radios: where wdi-sim-ctl reaches them\n"
	      "  --log-level LEVEL      error, warning, info (default) or debug\n"
	      "  --m3-timeout-ms N      how long a driver may take to accept a command\n"
	      "  --m4-timeout-ms N      how long it may take to complete one\n"
	      "  --abort-timeout-ms N   how long it may take to end one that was aborted\n"
	      "  --administrators GROUPS  groups, separated by commas, instead of " ACCESS_ADMINISTRATORS "; \"\" for none\n"
	      "  --operators GROUPS     network configuration operators, instead of " ACCESS_OPERATORS "\n"
	      "  --disconnect-stays on|off  whether a disconnect asked for by a client stops automatic connection (default: on)\n"
	      "  --manual-first on|off  whether a manual connect moves its profile above those in range (default: off)\n"
	      "  --period NAME=MS       first-scan, scan, connected-scan, retry or block: how long automatic connection waits\n"
	      "  --ready-fd N           write \"ready\" to this descriptor when all drivers are up\n"
	      "  --help, --version\n",
	      to);
}

static int parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end || text[0] == '-' || value > max)
		return -EINVAL;
	*ret = value;
	return 0;
}

/* NAME=MS */
static int parse_period(struct acm_periods *ret, const char *text)
{
	const struct {
		const char *name;
		uint64_t *value;
	} periods[] = {
		{ "first-scan=", &ret->first_scan_ms },
		{ "scan=", &ret->scan_ms },
		{ "connected-scan=", &ret->connected_scan_ms },
		{ "retry=", &ret->retry_ms },
		{ "block=", &ret->block_ms },
	};

	for (size_t i = 0; i < array_size(periods); i++)
		if (strncmp(text, periods[i].name, strlen(periods[i].name)) == 0)
			return parse_number(text + strlen(periods[i].name), UINT32_MAX, periods[i].value);
	return -EINVAL;
}

/* "on" or "off"; NULL leaves the default. */
static int parse_switch(const char *text, bool *ret)
{
	if (!text)
		return 0;
	if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return -EINVAL;
	*ret = strcmp(text, "on") == 0;
	return 0;
}

static int parse_option(struct options *options, int option, const char *value)
{
	enum log_level level;
	uint64_t number;

	switch (option) {
	case 's':
		options->simulation = value;
		return 0;
	case 'd':
		if (options->n_drivers == OPTIONS_MAX_DRIVERS)
			return -E2BIG;
		options->drivers[options->n_drivers++] = value;
		return 0;
	case 'c':
		options->configuration = value;
		return 0;
	case 'S':
		options->socket = value;
		return 0;
	case 'D':
		options->state = value;
		return 0;
	case 'G':
		options->policy_folder = value;
		return 0;
	case 't':
		options->trace = value;
		return 0;
	case 'p':
		options->pcap = value;
		return 0;
	case 'C':
		options->sim_control = value;
		return 0;
	case 'l':
		if (log_level_from_text(value, &level) < 0)
			return -EINVAL;
		log_setup("wlansvc", level);
		return 0;
	case '3':
		return parse_number(value, UINT32_MAX, &options->timers.m3_timeout_ms);
	case '4':
		return parse_number(value, UINT32_MAX, &options->timers.m4_timeout_ms);
	case 'a':
		return parse_number(value, UINT32_MAX, &options->timers.abort_timeout_ms);
	case 'A':
		options->administrators = value;
		return 0;
	case 'O':
		options->operators = value;
		return 0;
	case 'j':
		options->disconnect_stays = value;
		return 0;
	case 'm':
		options->manual_first = value;
		return 0;
	case 'P':
		return parse_period(&options->policy.periods, value);
	case 'r':
		if (parse_number(value, 65535, &number) < 0 || fcntl((int)number, F_SETFD, FD_CLOEXEC) < 0)
			return -EINVAL;
		options->ready_fd = (int)number;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Return: 0; 1: nothing is left to do; -EINVAL. */
static int parse_arguments(struct options *options, int argc, char **argv)
{
	static const struct option words[] = {
		{ "sim", required_argument, NULL, 's' },	   { "driver", required_argument, NULL, 'd' },
		{ "config", required_argument, NULL, 'c' },	   { "socket", required_argument, NULL, 'S' },
		{ "state", required_argument, NULL, 'D' },	   { "trace", required_argument, NULL, 't' },
		{ "pcap", required_argument, NULL, 'p' },	   { "sim-control", required_argument, NULL, 'C' },
		{ "log-level", required_argument, NULL, 'l' },	   { "m3-timeout-ms", required_argument, NULL, '3' },
		{ "m4-timeout-ms", required_argument, NULL, '4' }, { "abort-timeout-ms", required_argument, NULL, 'a' },
		{ "administrators", required_argument, NULL, 'A' }, { "operators", required_argument, NULL, 'O' },
		{ "disconnect-stays", required_argument, NULL, 'j' }, { "manual-first", required_argument, NULL, 'm' },
		{ "period", required_argument, NULL, 'P' },	   { "ready-fd", required_argument, NULL, 'r' },
		{ "policy", required_argument, NULL, 'G' },
		{ "help", no_argument, NULL, 'h' },		   { "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", words, NULL)) >= 0) {
		if (option == 'h') {
			usage(stdout);
			return 1;
		}
		if (option == 'v') {
			puts("wlansvc " VERSION);
			return 1;
		}
		if (option == '?')
			return -EINVAL;
		if (parse_option(options, option, optarg) < 0) {
			fprintf(stderr, "wlansvc: \"%s\" is not a valid value\n", optarg);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
}

/* What follows @word and blanks; NULL if the line begins with another word. */
static char *after_word(char *line, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(line, word, size) != 0 || (line[size] && !strchr(" \t", line[size])))
		return NULL;
	line += size;
	return line + strspn(line, " \t");
}

/* One that is not empty. What is on the command line counts more. Return: 0; -EINVAL. */
static int take_line(struct options *options, char *line)
{
	const struct {
		const char *word;
		const char **value;
	} words[] = {
		{ "administrators", &options->administrators },
		{ "operators", &options->operators },
		{ "disconnect-stays", &options->disconnect_stays },
		{ "manual-first", &options->manual_first },
	};
	const char *value = after_word(line, "driver");

	if (value) {
		if (!*value || options->n_drivers == OPTIONS_MAX_DRIVERS)
			return -EINVAL;
		options->drivers[options->n_drivers++] = value;
		return 0;
	}
	for (size_t i = 0; i < array_size(words); i++) {
		value = after_word(line, words[i].word);
		if (!value)
			continue;
		if (!*words[i].value)
			*words[i].value = value;
		return 0;
	}
	return -EINVAL;
}

/* The whole file. Return: 0; -ENOENT; -EINVAL: a zero byte is in it; other negative errno. */
static int read_text(const char *path, char **ret)
{
	_auto_free_ char *text = NULL;
	size_t capacity = 0;
	FILE *file = fopen(path, "re");
	ssize_t size;
	int r = 0;

	if (!file)
		return -errno;
	errno = 0;
	size = getdelim(&text, &capacity, 0, file);
	if (size < 0)
		r = -errno; /* 0 for an empty one */
	else if (text[size - 1] == 0)
		r = -EINVAL;
	fclose(file);
	if (r == 0 && size > 0)
		*ret = take_ptr(text);
	return r;
}

/* Empty lines and those that begin with # do not count. */
static int read_configuration(struct options *options)
{
	char *rest = NULL;
	int r = read_text(options->configuration, &options->text);

	if (r == -ENOENT || !options->text)
		return r == -ENOENT ? 0 : r;
	for (char *line = strtok_r(options->text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
		line += strspn(line, " \t");
		if (!*line || *line == '#')
			continue;
		r = take_line(options, line);
		if (r == -EINVAL)
			log_error("%s: \"%s\" is not understood; lines are \"driver COMMAND\", \"administrators GROUPS\", "
				  "\"operators GROUPS\", \"disconnect-stays on|off\" and \"manual-first on|off\"",
				  options->configuration, line);
		if (r < 0)
			return r;
	}
	return 0;
}

int options_read(struct options *ret, int argc, char **argv)
{
	int r;

	*ret = (struct options){
		.state = STATE_DIRECTORY,
		.policy_folder = POLICY_DIRECTORY,
		.configuration = CONFIGURATION,
		.timers = HOST_TIMERS_DEFAULT,
		.policy = ACM_POLICY_DEFAULT,
		.ready_fd = -1,
	};
	r = parse_arguments(ret, argc, argv);
	if (r < 0)
		usage(stderr);
	if (r != 0)
		return r;
	r = read_configuration(ret);
	if (r < 0) {
		log_error("Cannot read %s: %s", ret->configuration, strerror(-r));
		return r;
	}
	if (parse_switch(ret->disconnect_stays, &ret->policy.disconnect_stays) < 0 ||
	    parse_switch(ret->manual_first, &ret->policy.prefers_manual) < 0) {
		log_error("disconnect-stays and manual-first are on or off");
		return -EINVAL;
	}
	return 0;
}

void options_clear(struct options *options)
{
	if (options->ready_fd >= 0)
		close(options->ready_fd);
	options->ready_fd = -1;
	free(options->text);
	options->text = NULL;
}
