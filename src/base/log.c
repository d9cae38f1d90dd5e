#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *log_program = "native-wifi";
static enum log_level log_threshold = LOG_LEVEL_INFO;
static bool log_to_journal;

static const char *const level_names[] = {
	[LOG_LEVEL_ERROR] = "error",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

/* Priorities of syslog(3), which the journal takes from a "<N>" prefix (sd-daemon(3)). */
static const char level_priorities[] = { '3', '4', '6', '7' };

void log_setup(const char *program, enum log_level level)
{
	log_program = program;
	log_threshold = level;
	log_to_journal = getenv("JOURNAL_STREAM");
}

int log_level_from_text(const char *text, enum log_level *ret_level)
{
	for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
		if (strcmp(text, level_names[i]) == 0) {
			*ret_level = (enum log_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

void log_write(enum log_level level, const char *format, ...)
{
	char line[1024];
	struct timespec now;
	va_list arguments;

	if (level > log_threshold)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);

	/* Names come from the air: a line feed or an escape in one must not forge a line or drive a terminal. */
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';

	if (log_to_journal) {
		fprintf(stderr, "<%c>%s\n", level_priorities[level], line);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	fprintf(stderr, "%lld.%06ld %s[%s]: %s\n", (long long)now.tv_sec, now.tv_nsec / 1000, log_program,
		level_names[level], line);
}
