#include "client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t client_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int client_serve(const struct client_ops *ops, void *userdata)
{
	char line[32];

	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	while (fgets(line, sizeof(line), stdin)) {
		struct client_times times;
		int result;

		if (strcmp(line, "connect\n") == 0)
			result = ops->connect(userdata, &times);
		else if (strcmp(line, "disconnect\n") == 0)
			result = ops->disconnect(userdata, &times);
		else
			return EXIT_FAILURE;
		if (result < 0)
			puts("failed");
		else
			printf("done %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", times.request_ns, times.accepted_ns, times.done_ns);
	}
	return EXIT_SUCCESS;
}
