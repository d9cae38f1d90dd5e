/*
 * One line per decision, on standard error, with a priority prefix when systemd reads it.
 *
 * Library code logs at debug only; who decides, logs, once. Secrets have no format: they cannot be printed.
 */
#pragma once

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/* Lines above @level are dropped; LOG_LEVEL_INFO until told otherwise. @program: a name that outlives the process. */
void log_setup(const char *program, enum log_level level);

/* @text: "error", "warning", "info" or "debug". Return: 0; -EINVAL for another text. */
int log_level_from_text(const char *text, enum log_level *ret_level);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
