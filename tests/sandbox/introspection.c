/*
 * introspection FILE: the interface that the service shows is the one that is documented in FILE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "marshal/names.h"

/* From the beginning of our interface to its end; NULL if it is not there. Cuts @xml. */
static char *own_interface(char *xml)
{
	char *begin = strstr(xml, "<interface name=\"" RPC_INTERFACE "\">"), *end = begin ? strstr(begin, "</interface>") : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	return begin;
}

static char *read_file(const char *path)
{
	static char text[65536];
	FILE *file = fopen(path, "r");
	size_t size;

	if (!file)
		return NULL;
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

int main(int argc, char **argv)
{
	char address[512], *documented, *live = NULL;
	const char *path = getenv("WLANSVC_ADDRESS"), *xml = NULL;
	sd_bus_message *reply = NULL;
	sd_bus *bus = NULL;
	int r;

	if (argc != 2 || !path)
		return 2;
	printf("1..1\n");
	snprintf(address, sizeof(address), "unix:path=%s", path);
	r = sd_bus_new(&bus);
	if (r >= 0)
		r = sd_bus_set_address(bus, address);
	if (r >= 0)
		r = sd_bus_start(bus);
	if (r >= 0)
		r = sd_bus_call_method(bus, NULL, RPC_PATH, "org.freedesktop.DBus.Introspectable", "Introspect", NULL, &reply, "");
	if (r >= 0)
		r = sd_bus_message_read(reply, "s", &xml);
	if (r >= 0)
		live = own_interface(strdupa(xml));
	documented = read_file(argv[1]);
	if (documented)
		documented = own_interface(documented);
	if (live && documented && strcmp(live, documented) == 0)
		printf("ok 1 - the interface is the documented one\n");
	else
		printf("not ok 1 - the interface is the documented one\n# error %d; live:\n# %s\n", r, live ? live : "none");
	r = !(live && documented && strcmp(live, documented) == 0);
	sd_bus_message_unref(reply);
	sd_bus_flush_close_unref(bus);
	return r;
}
