/*
 * bench-query NAME ROUNDS [DESTINATION PATH INTERFACE PROPERTY]: how long it takes a program to learn the state of a
 * Wi-Fi interface.
 *
 * With the last four, by reading a property on the system bus, with a connection that is open already; without them,
 * by WlanQueryInterface with an open handle. One result line: NAME ROUNDS MEDIAN P90 in microseconds, and the state.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <systemd/sd-bus.h>
#include <windows.h>
#include <wlanapi.h>

#define WARMING_UP 50

struct property {
	sd_bus *bus;
	const char *destination, *path, *interface, *name;
	HANDLE handle;
	GUID guid;
	char state[64];
};

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int open_ours(struct property *property)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version;

	if (WlanOpenHandle(2, NULL, &version, &property->handle) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(property->handle, NULL, &list) != ERROR_SUCCESS || list->dwNumberOfItems == 0)
		return -1;
	property->guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	return 0;
}

static int read_ours(struct property *property)
{
	WLAN_INTERFACE_STATE *state;
	DWORD size;

	if (WlanQueryInterface(property->handle, &property->guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&state,
			       NULL) != ERROR_SUCCESS)
		return -1;
	snprintf(property->state, sizeof(property->state), "%u", (unsigned int)*state);
	WlanFreeMemory(state);
	return 0;
}

static int read_bus(struct property *property)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	char *value = NULL;
	int r = sd_bus_get_property_string(property->bus, property->destination, property->path, property->interface,
					   property->name, &error, &value);

	if (r < 0)
		fprintf(stderr, "bench-query: %s %s: %s\n", property->interface, property->name,
			error.message ? error.message : strerror(-r));
	else
		snprintf(property->state, sizeof(property->state), "%s", value);
	sd_bus_error_free(&error);
	free(value);
	return r < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct property property = { 0 };
	int (*read_one)(struct property * property) = argc == 7 ? read_bus : read_ours;
	unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	double *times = calloc(rounds + 1, sizeof(*times));

	if ((argc != 3 && argc != 7) || rounds == 0 || rounds > 1000000 || !times) {
		fprintf(stderr, "Usage: bench-query NAME ROUNDS [DESTINATION PATH INTERFACE PROPERTY]\n");
		return EXIT_FAILURE;
	}
	if (argc == 7) {
		property.destination = argv[3];
		property.path = argv[4];
		property.interface = argv[5];
		property.name = argv[6];
	}
	if (argc == 7 ? sd_bus_open_system(&property.bus) < 0 : open_ours(&property) < 0) {
		fprintf(stderr, "bench-query: %s: nobody answers\n", argv[1]);
		return EXIT_FAILURE;
	}
	for (unsigned long i = 0; i < WARMING_UP + rounds; i++) {
		double begin = now_us();

		if (read_one(&property) < 0)
			return EXIT_FAILURE;
		if (i >= WARMING_UP)
			times[i - WARMING_UP] = now_us() - begin;
	}
	qsort(times, rounds, sizeof(*times), compare);
	printf("%s %lu %.0f %.0f %s\n", argv[1], rounds, times[rounds / 2], times[rounds * 9 / 10], property.state);
	sd_bus_flush_close_unref(property.bus);
	if (property.handle)
		WlanCloseHandle(property.handle, NULL);
	free(times);
	return EXIT_SUCCESS;
}
