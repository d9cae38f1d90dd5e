/* The text that describes a world: its air, adapters, access points and what happens when. docs/scenarios.md is the manual. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"
#include "dot11/types.h"
#include "sim/command.h"
#include "sim/scenario_security.h"

#define SCENARIO_MAX_ADAPTERS 64
#define SCENARIO_MAX_ACCESS_POINTS 8192
#define SCENARIO_MAX_STATIONS 256

struct scenario_position {
	double x, y; /* metres */
};

struct scenario_adapter {
	char name[COMMAND_NAME_SIZE];
	struct dot11_mac mac;
	struct scenario_position position;
};

#define SCENARIO_MAX_ELEMENTS 64

struct scenario_access_point {
	char name[COMMAND_NAME_SIZE];
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	struct dot11_channel channel;
	uint16_t beacon_interval_tu;
	bool is_hidden;
	bool has_signal;
	int signal_dbm; /* with has_signal; otherwise the position counts */
	struct scenario_position position;
	struct scenario_security security;
	size_t elements_size;
	uint8_t elements[SCENARIO_MAX_ELEMENTS]; /* whole ones, that beacons and probe responses end with */
};

/* A client for access points of the service; client_station.h. */
struct scenario_station {
	char name[COMMAND_NAME_SIZE];
	struct dot11_mac mac;
	struct dot11_ssid ssid;
	struct secret passphrase; /* not set: for an open network */
	bool is_p2p; /* it says that it is a Wi-Fi Direct device */
	struct scenario_position position;
};

struct scenario_event {
	uint64_t at_us; /* since the start */
	struct command command;
};

struct scenario {
	uint64_t seed;
	unsigned int loss_percent;
	uint32_t delay_us;
	double path_exponent;
	struct scenario_adapter *adapters;
	size_t n_adapters;
	struct scenario_access_point *access_points;
	size_t n_access_points;
	struct scenario_station *stations;
	size_t n_stations;
	struct scenario_event *events;
	size_t n_events;
};

struct scenario_error {
	unsigned int line;  /* from 1; 0 if it is about the whole text */
	char message[200];  /* what is wrong and how to mend it */
};

/**
 * scenario_parse() - read a scenario
 * @text:      @size bytes; zeros in it are refused
 * @ret:       to be freed with scenario_free()
 * @ret_error: written on -EINVAL
 *
 * Return: 0; -EINVAL; -ENOMEM.
 */
int scenario_parse(const char *text, size_t size, struct scenario **ret, struct scenario_error *ret_error);

/* The same from a file of at most 1 MiB. Return: also -EFBIG and negative errno of opening and reading. */
int scenario_load(const char *path, struct scenario **ret, struct scenario_error *ret_error);

struct scenario *scenario_free(struct scenario *scenario);

/* What is simulated when no file is given. */
extern const char scenario_default_text[];
