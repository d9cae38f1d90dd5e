/* Reaches command_parse() with every verb, command_parse_hex() and scenario_set_passphrase(). */
#include <stdlib.h>
#include <string.h>

#include "sim/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	struct command command;
	const char *error = NULL;
	uint8_t bytes[8];

	if (!line)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';
	if (command_parse(line, &command, &error) < 0) {
		if (!error)
			abort();
	} else if (memchr(command.name, '\0', sizeof(command.name)) == NULL ||
		   (command.kind == COMMAND_PASSPHRASE && (command.passphrase.size < 8 || command.passphrase.size > 63)) ||
		   (command.kind == COMMAND_FORGE && command.frame_kind == 0)) {
		abort();
	}
	(void)command_parse_hex(line, bytes, sizeof(bytes));
	free(line);
	return 0;
}
