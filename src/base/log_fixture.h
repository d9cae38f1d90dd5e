/* For tests: what the log says meanwhile. */
#pragma once

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static int log_fixture_file = -1, log_fixture_stderr = -1;

/* From here on standard error goes into memory. */
static inline void log_fixture_begin(void)
{
	fflush(stderr);
	log_fixture_stderr = dup(STDERR_FILENO);
	log_fixture_file = memfd_create("log", MFD_CLOEXEC);
	if (log_fixture_stderr < 0 || log_fixture_file < 0 || dup2(log_fixture_file, STDERR_FILENO) < 0)
		_exit(99);
}

/* Return: what was written since; valid until the next call. It is also written where it would have gone. */
static inline const char *log_fixture_end(void)
{
	static char text[16384];
	ssize_t size;

	fflush(stderr);
	dup2(log_fixture_stderr, STDERR_FILENO);
	size = pread(log_fixture_file, text, sizeof(text) - 1, 0);
	text[size > 0 ? size : 0] = '\0';
	fputs(text, stderr);
	close(log_fixture_stderr);
	close(log_fixture_file);
	return text;
}
