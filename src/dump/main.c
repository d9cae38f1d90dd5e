/* wdi-dump: a WDI message given as hex, or a recorded link, as text or JSON. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/hex.h"
#include "wdi/trace.h"
#include "wdi/wdi.h"

#define MAX_HEX_BYTES (1024u * 1024u)

enum exit_status {
	EXIT_OK,
	EXIT_BAD_INPUT,
	EXIT_USAGE,
};

struct options {
	bool json;
	bool has_from;
	enum wdi_direction from;
	struct wdi_peer peer;
};

define_cleanup(FILE, file, fclose);
define_cleanup(struct wdi_trace_reader, trace_reader, wdi_trace_reader_free);

static int usage(void)
{
	fputs("usage: wdi-dump hex ID [--from host|driver] [--version MAJOR.MINOR[.PATCH]] [--model wdi|wificx] [--json]\n"
	      "       wdi-dump trace FILE [--version MAJOR.MINOR[.PATCH]] [--model wdi|wificx] [--json]\n"
	      "       wdi-dump list\n",
	      stderr);
	return EXIT_USAGE;
}

/* "1.1.8", or the number of WDI_VERSION_... as "0x010108". */
static bool parse_version(const char *text, uint32_t *ret)
{
	unsigned long parts[3] = { 0 };
	char *end;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		unsigned long number = strtoul(text, &end, 16);

		if (*end != '\0' || end == text + 2 || number > UINT32_MAX)
			return false;
		*ret = (uint32_t)number;
		return true;
	}
	for (size_t i = 0; i < array_size(parts); i++) {
		if (*text < '0' || *text > '9')
			return false;
		parts[i] = strtoul(text, &end, 10);
		if (parts[i] > UINT8_MAX)
			return false;
		text = end;
		if (*text == '\0') {
			*ret = (uint32_t)(parts[0] << 16 | parts[1] << 8 | parts[2]);
			return i > 0;
		}
		if (*text++ != '.')
			return false;
	}
	return false;
}

static bool parse_options(int argc, char **argv, struct options *ret)
{
	static const struct option known[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "version", required_argument, NULL, 'v' },
		{ "model", required_argument, NULL, 'm' },
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	struct options options = { .peer = *WDI_PEER_CURRENT };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'f':
			options.has_from = true;
			if (strcmp(optarg, "host") == 0)
				options.from = WDI_FROM_HOST;
			else if (strcmp(optarg, "driver") == 0)
				options.from = WDI_FROM_DRIVER;
			else
				return false;
			break;
		case 'v':
			if (!parse_version(optarg, &options.peer.version))
				return false;
			break;
		case 'm':
			if (strcmp(optarg, "wdi") == 0)
				options.peer.model = WDI_MODEL_WDI;
			else if (strcmp(optarg, "wificx") == 0)
				options.peer.model = WDI_MODEL_WIFICX;
			else
				return false;
			break;
		case 'j':
			options.json = true;
			break;
		default:
			return false;
		}
	}
	*ret = options;
	return true;
}

/* Return: 0; -EINVAL for anything but pairs of digits with white space between them; -E2BIG; -ENOMEM; -EIO. */
static int read_hex(FILE *from, uint8_t **ret, size_t *ret_size)
{
	_auto_free_ uint8_t *bytes = malloc(MAX_HEX_BYTES);
	size_t n_digits = 0;
	int c;

	if (!bytes)
		return -ENOMEM;
	while ((c = getc(from)) != EOF) {
		int digit = hex_digit(c);

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		if (digit < 0)
			return -EINVAL;
		if (n_digits / 2 == MAX_HEX_BYTES)
			return -E2BIG;
		if (n_digits % 2 == 0)
			bytes[n_digits / 2] = (uint8_t)(digit << 4);
		else
			bytes[n_digits / 2] |= (uint8_t)digit;
		n_digits++;
	}
	if (ferror(from))
		return -EIO;
	if (n_digits % 2 != 0)
		return -EINVAL;
	*ret_size = n_digits / 2;
	*ret = take_ptr(bytes);
	return 0;
}

static bool parse_id(const char *text, uint32_t *ret)
{
	const struct wdi_message_info *info = wdi_message_by_name(text);
	unsigned long long number;
	char *end;

	if (info) {
		*ret = info->id;
		return true;
	}
	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno != 0 || *end != '\0' || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static enum wdi_direction usual_direction(uint32_t id)
{
	const struct wdi_message_info *info = wdi_message_info(id);
	bool is_command = !info || info->kind == WDI_MESSAGE_TASK || info->kind == WDI_MESSAGE_PROPERTY;

	return is_command ? WDI_FROM_HOST : WDI_FROM_DRIVER;
}

static int finish_output(void)
{
	if (fflush(stdout) == 0)
		return EXIT_OK;
	fprintf(stderr, "wdi-dump: cannot write: %s\n", strerror(errno));
	return EXIT_BAD_INPUT;
}

static int dump_hex(const char *name, const struct options *options)
{
	_auto_free_ uint8_t *message = NULL;
	enum wdi_direction from;
	uint32_t id;
	size_t size;
	int r;

	if (!parse_id(name, &id)) {
		fprintf(stderr, "wdi-dump: no message is called %s\n", name);
		return EXIT_USAGE;
	}
	from = options->has_from ? options->from : usual_direction(id);
	r = read_hex(stdin, &message, &size);
	if (r < 0) {
		fprintf(stderr, "wdi-dump: input is not hex: %s\n", strerror(-r));
		return EXIT_BAD_INPUT;
	}
	r = wdi_message_print(stdout, id, from, &options->peer, message, size, options->json);
	if (r == -EIO)
		return finish_output();
	if (r != 0) {
		fprintf(stderr, "%s\n", wdi_parse_error_name(r));
		return EXIT_BAD_INPUT;
	}
	return finish_output();
}

static int dump_trace(const char *path, const struct options *options)
{
	cleanup(cleanup_file) FILE *file = fopen(path, "re");
	cleanup(cleanup_trace_reader) struct wdi_trace_reader *reader = NULL;
	struct wdi_trace_entry entry;
	int r;

	if (!file) {
		fprintf(stderr, "wdi-dump: %s: %s\n", path, strerror(errno));
		return EXIT_BAD_INPUT;
	}
	r = wdi_trace_reader_new(&reader, file);
	while (r == 0 && (r = wdi_trace_reader_next(reader, &entry)) == WDI_TRACE_STEP_ENTRY)
		r = wdi_trace_print(stdout, &entry, &options->peer, options->json);
	if (r < 0) {
		fflush(stdout);
		fprintf(stderr, "wdi-dump: %s: %s\n", path, r == -EBADMSG ? "no recording, or cut off" : strerror(-r));
		return EXIT_BAD_INPUT;
	}
	return finish_output();
}

static int dump_list(void)
{
	const struct wdi_message_info *info;

	for (size_t i = 0; (info = wdi_message_at(i)); i++)
		printf("0x%08X %s\n", info->id, info->name);
	return finish_output();
}

int main(int argc, char **argv)
{
	struct options options;

	if (!parse_options(argc, argv, &options))
		return usage();
	argc -= optind;
	argv += optind;
	if (argc == 2 && strcmp(argv[0], "hex") == 0)
		return dump_hex(argv[1], &options);
	if (argc == 2 && strcmp(argv[0], "trace") == 0)
		return dump_trace(argv[1], &options);
	if (argc == 1 && strcmp(argv[0], "list") == 0)
		return dump_list();
	return usage();
}
