/* Reaches command_parse() with every verb. */
#include <stdlib.h>
#include <string.h>

#include "sim/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	struct command command;
	const char *error = NULL;

	if (!line)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';
	if (command_parse(line, &command, &error) < 0) {
		if (!error)
			abort();
	} else if (memchr(command.name, '\0', sizeof(command.name)) == NULL) {
		abort();
	}
	free(line);
	return 0;
}
