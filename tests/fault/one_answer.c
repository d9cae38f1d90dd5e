/*
 * Every D-Bus call gets one answer. A client that is not ours speaks to the service's socket; answers that nobody waits for would
 * pass its filter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-bus.h>

#include "marshal/names.h"

static int count(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	unsigned int *n = userdata;

	(void)error;
	if (sd_bus_message_is_method_error(message, NULL) || sd_bus_message_get_reply_cookie(message, &(uint64_t){ 0 }) >= 0)
		++*n;
	return 0;
}

int main(void)
{
	const char *address = getenv("WLANSVC_ADDRESS");
	unsigned int n_stray = 0;
	char text[512];
	sd_bus *bus = NULL;
	int r;

	printf("1..1\n");
	snprintf(text, sizeof(text), "unix:path=%s", address ? address : "");
	r = sd_bus_new(&bus);
	if (r >= 0)
		r = sd_bus_set_address(bus, text);
	if (r >= 0)
		r = sd_bus_start(bus);
	if (r >= 0)
		r = sd_bus_add_filter(bus, NULL, count, &n_stray);
	/* A stray answer to one call would arrive before the answer to the next. */
	for (int i = 0; i < 3 && r >= 0; i++) {
		sd_bus_message *reply = NULL;

		r = sd_bus_call_method(bus, NULL, RPC_PATH, RPC_INTERFACE, "CloseHandle", NULL, &reply, "t", (uint64_t)0x123456);
		sd_bus_message_unref(reply);
	}
	while (r >= 0 && (r = sd_bus_process(bus, NULL)) > 0)
		;
	sd_bus_flush_close_unref(bus);
	if (r < 0 || n_stray > 0) {
		printf("not ok 1 - every call gets one answer\n# error %d, %u stray answers\n", r, n_stray);
		return 1;
	}
	printf("ok 1 - every call gets one answer\n");
	return 0;
}
