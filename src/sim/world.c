#include "sim/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "sim/access_point.h"

struct world_event {
	struct schedule_timer timer;
	struct world *world;
	const struct command *command;
};

struct world {
	struct schedule schedule;
	struct air air;
	struct access_point *access_points;
	size_t n_access_points;
	struct radio *radios[SCENARIO_MAX_ADAPTERS];
	size_t n_radios;
	struct world_event *events;
};

/* What the script asks for and cannot be done is no reason to stop the world: a station may simply not be there. */
static void fire_event(void *userdata)
{
	struct world_event *event = userdata;
	char text[4096];
	FILE *answer = fmemopen(text, sizeof(text), "w");
	int r;

	if (!answer)
		return;
	r = world_execute(event->world, event->command, answer);
	fclose(answer);
	if (r != 0)
		log_debug("script: %s", r > 0 ? world_error_text(r) : strerror(-r));
}

struct world *world_free(struct world *world)
{
	if (!world)
		return NULL;
	for (size_t i = 0; i < world->n_radios; i++)
		radio_free(world->radios[i]);
	for (size_t i = 0; i < world->n_access_points; i++)
		access_point_deinit(&world->access_points[i]);
	air_deinit(&world->air);
	free(world->access_points);
	free(world->events);
	free(world);
	return NULL;
}
define_cleanup(struct world, world, world_free);

int world_new(struct world **ret, const struct scenario *scenario)
{
	struct world *world cleanup(cleanup_world) = calloc(1, sizeof(*world));

	if (!world)
		return -ENOMEM;
	air_init(&world->air, &world->schedule, scenario->seed);
	world->air.loss_percent = scenario->loss_percent;
	world->air.delay_us = scenario->delay_us;
	world->air.path_exponent = scenario->path_exponent;
	world->access_points = calloc(scenario->n_access_points + 1, sizeof(*world->access_points));
	world->events = calloc(scenario->n_events + 1, sizeof(*world->events));
	if (!world->access_points || !world->events)
		return -ENOMEM;
	for (size_t i = 0; i < scenario->n_access_points; i++)
		access_point_init(&world->access_points[i], &world->air, &scenario->access_points[i], i);
	world->n_access_points = scenario->n_access_points;
	for (size_t i = 0; i < scenario->n_events; i++) {
		struct world_event *event = &world->events[i];

		*event = (struct world_event){ .world = world, .command = &scenario->events[i].command };
		event->timer = (struct schedule_timer){ .fire = fire_event, .userdata = event };
		schedule_set(&world->schedule, &event->timer, scenario->events[i].at_us);
	}
	*ret = take_ptr(world);
	return 0;
}

struct schedule *world_schedule(struct world *world)
{
	return &world->schedule;
}

struct air *world_air(struct world *world)
{
	return &world->air;
}

int world_add_radio(struct world *world, const struct scenario_adapter *config, int fd, struct radio **ret)
{
	struct radio *radio;
	int r;

	if (world->n_radios == SCENARIO_MAX_ADAPTERS) {
		close(fd);
		return -ENOBUFS;
	}
	r = radio_new(&radio, &world->air, config, fd);
	if (r < 0)
		return r;
	world->radios[world->n_radios++] = radio;
	*ret = radio;
	return 0;
}

void world_remove_radio(struct world *world, struct radio *radio)
{
	for (size_t i = 0; i < world->n_radios; i++) {
		if (world->radios[i] != radio)
			continue;
		world->radios[i] = world->radios[--world->n_radios];
		radio_free(radio);
		return;
	}
}

struct radio *world_radio(struct world *world, size_t index)
{
	return index < world->n_radios ? world->radios[index] : NULL;
}

static struct access_point *find_access_point(struct world *world, const char *name)
{
	for (size_t i = 0; i < world->n_access_points; i++) {
		if (strcmp(world->access_points[i].config.name, name) == 0)
			return &world->access_points[i];
	}
	return NULL;
}

static int drop_stations(struct access_point *ap, const struct command *command)
{
	uint8_t kind = command->kind == COMMAND_DEAUTH ? DOT11_FRAME_DEAUTHENTICATION : DOT11_FRAME_DISASSOCIATION;
	int r;

	if (!command->is_all) {
		r = access_point_drop(ap, &command->station, kind, command->code);
		return r == -ENOENT ? WORLD_E_NO_STATION : r;
	}
	/* Dropping moves the last entry into the gap, so the walk goes backwards. */
	for (size_t i = ap->n_stations; i > 0; i--) {
		r = access_point_drop(ap, &ap->stations[i - 1].mac, kind, command->code);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

static void tell_beacons(struct world *world, const struct access_point *ap)
{
	bool are_heard = ap->antenna.is_on && (!ap->antenna.has_signal || ap->antenna.signal_dbm >= AIR_SENSITIVITY_DBM);

	for (size_t i = 0; i < world->n_radios; i++) {
		radio_beacons(world->radios[i], &ap->config.bssid, are_heard);
		if (are_heard)
			radio_check_signal(world->radios[i]);
	}
}

static void print_station(FILE *answer, const struct access_point_station *station)
{
	fprintf(answer, "  " DOT11_MAC_FORMAT " %s aid %u%s\n", DOT11_MAC_ARGS(&station->mac),
		station->state == ACCESS_POINT_STATION_ASSOCIATED ? "associated" : "authenticated", station->aid,
		station->is_dozing ? " dozing" : "");
}

static void print_access_point(FILE *answer, const struct access_point *ap)
{
	fprintf(answer, "%s " DOT11_MAC_FORMAT " %s GHz channel %u%s%s, %zu stations\n", ap->config.name,
		DOT11_MAC_ARGS(&ap->config.bssid), dot11_band_name(ap->config.channel.band), ap->config.channel.number,
		ap->antenna.is_on ? "" : " silent", ap->reject_auth || ap->reject_assoc ? " rejecting" : "", ap->n_stations);
	for (size_t i = 0; i < ap->n_stations; i++)
		print_station(answer, &ap->stations[i]);
}

static int hang(struct world *world, const char *name)
{
	for (size_t i = 0; i < world->n_radios; i++) {
		if (strcmp(radio_name(world->radios[i]), name) == 0) {
			radio_hang(world->radios[i]);
			return 0;
		}
	}
	return WORLD_E_NO_ADAPTER;
}

static int execute_at_access_point(struct world *world, struct access_point *ap, const struct command *command, FILE *answer)
{
	switch (command->kind) {
	case COMMAND_DEAUTH:
	case COMMAND_DISASSOC:
		return drop_stations(ap, command);
	case COMMAND_SILENCE:
	case COMMAND_RESUME:
		ap->antenna.is_on = command->kind == COMMAND_RESUME;
		tell_beacons(world, ap);
		return 0;
	case COMMAND_SIGNAL:
		ap->antenna.has_signal = true;
		ap->antenna.signal_dbm = command->number;
		tell_beacons(world, ap);
		return 0;
	case COMMAND_REJECT_AUTH:
		ap->reject_auth = command->code;
		return 0;
	case COMMAND_REJECT_ASSOC:
		ap->reject_assoc = command->code;
		return 0;
	case COMMAND_ACCEPT:
		ap->reject_auth = ap->reject_assoc = 0;
		return 0;
	default:
		for (size_t i = 0; i < ap->n_stations; i++)
			print_station(answer, &ap->stations[i]);
		return 0;
	}
}

int world_execute(struct world *world, const struct command *command, FILE *answer)
{
	struct access_point *ap;

	switch (command->kind) {
	case COMMAND_LOSS:
		world->air.loss_percent = (unsigned int)command->number;
		return 0;
	case COMMAND_DROP:
		world->air.n_drop = (unsigned int)command->number;
		return 0;
	case COMMAND_HANG:
		return hang(world, command->name);
	case COMMAND_STATUS:
		for (size_t i = 0; i < world->n_access_points; i++)
			print_access_point(answer, &world->access_points[i]);
		return 0;
	default:
		ap = find_access_point(world, command->name);
		return ap ? execute_at_access_point(world, ap, command, answer) : WORLD_E_NO_ACCESS_POINT;
	}
}

const char *world_error_text(int error)
{
	switch (error) {
	case WORLD_E_NO_ACCESS_POINT:
		return "no such access point";
	case WORLD_E_NO_ADAPTER:
		return "no such adapter";
	case WORLD_E_NO_STATION:
		return "the station is not associated there";
	default:
		return "?";
	}
}
