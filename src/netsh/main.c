/* netsh: the options of the program, and line ends as the reader of the answer expects them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "netsh/layout.h"
#include "netsh/netsh.h"

struct options {
	bool is_json, is_crlf;
	int n_used;
};

/*
 * Programs that read this output were written for Windows and look for CRLF at fixed places; people at a terminal of Linux are
 * served better without. JSON has neither wish.
 */
static bool read_options(int argc, char **argv, struct options *ret)
{
	struct options options = { .is_crlf = !isatty(STDOUT_FILENO), .n_used = 1 };

	for (; options.n_used < argc && strncmp(argv[options.n_used], "--", 2) == 0; options.n_used++) {
		const char *option = argv[options.n_used];

		if (strcmp(option, "--json") == 0)
			options.is_json = true;
		else if (strcmp(option, "--crlf") == 0)
			options.is_crlf = true;
		else if (strcmp(option, "--lf") == 0)
			options.is_crlf = false;
		else if (strcmp(option, "--help") == 0)
			break;
		else
			return false;
	}
	*ret = options;
	return true;
}

/* --json may also stand at the end, where people add it. */
static int take_trailing_json(int n_words, char **words, struct options *options)
{
	while (n_words > 0 && strcmp(words[n_words - 1], "--json") == 0) {
		options->is_json = true;
		n_words--;
	}
	return n_words;
}

int main(int argc, char **argv)
{
	struct options options;
	_auto_free_ char *text = NULL;
	size_t size = 0;
	FILE *out;
	int status, n_words;

	if (!read_options(argc, argv, &options)) {
		fputs("usage: netsh [--json] [--crlf | --lf] wlan COMMAND [PARAMETER ...]; netsh wlan ? lists the commands\n", stderr);
		return 1;
	}
	if (options.n_used < argc && strcmp(argv[options.n_used], "--help") == 0)
		options.n_used = argc;
	n_words = take_trailing_json(argc - options.n_used, argv + options.n_used, &options);
	out = open_memstream(&text, &size);
	if (!out)
		return 1;
	status = netsh_run(out, options.is_json, n_words, argv + options.n_used);
	if (fclose(out) != 0)
		return 1;
	if (options.is_json && status == 0)
		return layout_emit(stdout, text, size, false) < 0;
	/* An answer begins with an empty line and ends with one. */
	if (layout_emit(stdout, "\n", 1, options.is_crlf) < 0 || layout_emit(stdout, text, size, options.is_crlf) < 0)
		return 1;
	if (size < 2 || strcmp(text + size - 2, "\n\n") != 0)
		return layout_emit(stdout, "\n", 1, options.is_crlf) < 0 ? 1 : status;
	return status;
}
