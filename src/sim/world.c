#include "sim/world.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "dot11/suite.h"
#include "driver/quality.h"
#include "sim/access_point.h"
#include "sim/client_station.h"
#include "sim/port_ap.h"
#include "sim/port_ap_wdi.h"

struct world_event {
	struct schedule_timer timer;
	struct world *world;
	const struct command *command;
};

struct world_ping {
	struct world *world;
	struct radio *radio; /* NULL: of a station, which cannot go; or it waits for its joining */
	struct world_reply reply;
	struct world_ping *next;
};

struct world {
	struct schedule schedule;
	struct air air;
	struct access_point *access_points;
	size_t n_access_points;
	struct client_station *stations;
	size_t n_stations;
	struct radio *radios[SCENARIO_MAX_ADAPTERS];
	size_t n_radios;
	struct world_event *events;
	struct world_ping *pings;
};

/* To a script nobody listens. */
static void log_reply(void *userdata, uint64_t token, const char *text)
{
	log_debug("script: %.*s", (int)strcspn(text, "\n"), text);
}

/* What the script asks for and cannot be done is no reason to stop the world: a station may simply not be there. */
static void fire_event(void *userdata)
{
	struct world_event *event = userdata;
	char text[4096];
	FILE *answer = fmemopen(text, sizeof(text), "w");
	int r;

	if (!answer)
		return;
	r = world_execute(event->world, event->command, answer, &(struct world_reply){ .answer = log_reply });
	fclose(answer);
	if (r != 0 && r != WORLD_E_LATER)
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
	for (size_t i = 0; i < world->n_stations; i++)
		client_station_deinit(&world->stations[i]);
	air_deinit(&world->air);
	while (world->pings) {
		struct world_ping *ping = world->pings;

		world->pings = ping->next;
		free(ping);
	}
	free(world->access_points);
	free(world->stations);
	free(world->events);
	free(world);
	return NULL;
}
define_cleanup(struct world, world, world_free);

int world_new(struct world **ret, const struct scenario *scenario)
{
	struct world *world cleanup(cleanup_world) = calloc(1, sizeof(*world));
	int r;

	if (!world)
		return -ENOMEM;
	air_init(&world->air, &world->schedule, scenario->seed);
	world->air.loss_percent = scenario->loss_percent;
	world->air.delay_us = scenario->delay_us;
	world->air.path_exponent = scenario->path_exponent;
	world->access_points = calloc(scenario->n_access_points + 1, sizeof(*world->access_points));
	world->events = calloc(scenario->n_events + 1, sizeof(*world->events));
	world->stations = calloc(scenario->n_stations + 1, sizeof(*world->stations));
	if (!world->access_points || !world->events || !world->stations)
		return -ENOMEM;
	for (; world->n_stations < scenario->n_stations; world->n_stations++)
		client_station_init(&world->stations[world->n_stations], &world->air, &scenario->stations[world->n_stations]);
	for (size_t i = 0; i < scenario->n_access_points; i++) {
		world->n_access_points++;
		r = access_point_init(&world->access_points[i], &world->air, &scenario->access_points[i], i);
		if (r < 0)
			return r;
	}
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

/* Takes the ping out of the list before it answers: whoever hears the answer may ask for the next. */
static void end_ping(struct world_ping *ping, const char *text)
{
	struct world_ping **at = &ping->world->pings;
	struct world_reply reply = ping->reply;

	while (*at != ping)
		at = &(*at)->next;
	*at = ping->next;
	free(ping);
	reply.answer(reply.userdata, reply.token, text);
}

static void ping_done(void *userdata, bool unicast, bool group)
{
	char text[64];

	snprintf(text, sizeof(text), "unicast %s group %s\nok\n", unicast ? "yes" : "no", group ? "yes" : "no");
	end_ping(userdata, text);
}

static int ping_radio(struct world *world, struct radio *radio, const struct world_reply *reply)
{
	struct world_ping *ping = calloc(1, sizeof(*ping));
	int r;

	if (!ping)
		return -ENOMEM;
	*ping = (struct world_ping){ .world = world, .radio = radio, .reply = *reply, .next = world->pings };
	r = radio_ping(radio, ping_done, ping);
	if (r < 0) {
		free(ping);
		return r == -ENOTCONN ? WORLD_E_NOT_CONNECTED : r == -EBUSY ? WORLD_E_BUSY : r;
	}
	world->pings = ping;
	return WORLD_E_LATER;
}

/* --- stations --- */

static struct client_station *find_station(struct world *world, const char *name)
{
	for (size_t i = 0; i < world->n_stations; i++) {
		if (strcmp(world->stations[i].config.name, name) == 0)
			return &world->stations[i];
	}
	return NULL;
}

static void join_done(void *userdata, const char *error)
{
	char text[128];

	if (error)
		snprintf(text, sizeof(text), "error: %s\n", error);
	end_ping(userdata, error ? text : "ok\n");
}

/* Return: 0; WORLD_E_NO_NETWORK; other outcomes and errors of joining. */
static int join_somewhere(struct world *world, struct client_station *station, struct world_ping *waiter)
{
	uint8_t elements[PORT_AP_MAX_ELEMENTS];
	struct client_station_bss bss;
	int r;

	for (size_t i = 0; i < world->n_radios; i++) {
		struct writer writer = writer_over(elements, sizeof(elements));

		if (!radio_ap_find(world->radios[i], &station->config.ssid, &bss.bssid, &bss.channel, &bss.beacon_interval_tu, &writer))
			continue;
		bss.elements = elements;
		bss.elements_size = writer.size;
		r = client_station_join(station, &bss, join_done, waiter);
		return r == -EBUSY ? WORLD_E_BUSY : r == -ENOKEY ? WORLD_E_OTHER_SECURITY : r;
	}
	return WORLD_E_NO_NETWORK;
}

static int execute_at_station(struct world *world, const struct command *command, const struct world_reply *reply)
{
	struct client_station *station = find_station(world, command->name);
	struct world_ping *waiter;
	int r;

	if (!station)
		return command->kind == COMMAND_PING ? WORLD_E_NO_ADAPTER : WORLD_E_NO_CLIENT;
	if (command->kind == COMMAND_LEAVE)
		return client_station_leave(station) < 0 ? WORLD_E_NOT_CONNECTED : 0;
	waiter = calloc(1, sizeof(*waiter));
	if (!waiter)
		return -ENOMEM;
	*waiter = (struct world_ping){ .world = world, .reply = *reply, .next = world->pings };
	if (command->kind == COMMAND_JOIN) {
		r = join_somewhere(world, station, waiter);
	} else {
		r = client_station_ping(station, ping_done, waiter);
		r = r == -ENOTCONN ? WORLD_E_NOT_CONNECTED : r == -EBUSY ? WORLD_E_BUSY : r;
	}
	if (r != 0) {
		free(waiter);
		return r;
	}
	world->pings = waiter;
	return WORLD_E_LATER;
}

static void forget_ping(struct world *world, const struct radio *radio)
{
	for (struct world_ping *ping = world->pings; ping; ping = ping->next) {
		if (ping->radio == radio) {
			end_ping(ping, "error: the adapter is gone\n");
			return;
		}
	}
}

void world_remove_radio(struct world *world, struct radio *radio)
{
	for (size_t i = 0; i < world->n_radios; i++) {
		if (world->radios[i] != radio)
			continue;
		world->radios[i] = world->radios[--world->n_radios];
		radio_free(radio);
		forget_ping(world, radio);
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

	if (command->is_broadcast)
		return access_point_drop_by_broadcast(ap, kind, command->code);
	if (!command->is_all) {
		r = access_point_drop(ap, &command->station, kind, command->code);
		return r == -ENOENT ? WORLD_E_NO_STATION : r;
	}
	/* Dropping moves the last entry into the gap, so the walk goes backwards. */
	for (size_t i = ap->n_stations; i > 0; i--) {
		r = access_point_drop(ap, &ap->stations[i - 1]->mac, kind, command->code);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

static int rekey(struct access_point *ap, const struct command *command)
{
	int r = command->is_pairwise ? access_point_rekey_pairwise(ap, &command->station) : access_point_rekey_group(ap);

	switch (r) {
	case -EOPNOTSUPP:
		return WORLD_E_NOT_SECURED;
	case -ENOENT:
		return WORLD_E_NOT_AUTHORIZED;
	case -EBUSY:
		return WORLD_E_BUSY;
	default:
		return r;
	}
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

static const char *state_name(enum access_point_station_state state)
{
	switch (state) {
	case ACCESS_POINT_STATION_NEW:
		return "authenticating";
	case ACCESS_POINT_STATION_AUTHENTICATED:
		return "authenticated";
	default:
		return "associated";
	}
}

static void print_station(FILE *answer, const struct access_point_station *station)
{
	fprintf(answer, "  " DOT11_MAC_FORMAT " %s aid %u%s%s", DOT11_MAC_ARGS(&station->mac), state_name(station->state), station->aid,
		station->is_dozing ? " dozing" : "", station->state == ACCESS_POINT_STATION_AUTHORIZED ? " authorized" : "");
	if (station->akm)
		fprintf(answer, " akm %s pairwise %s pmf %s", dot11_akm_name(station->akm), dot11_cipher_name(station->pairwise),
			station->has_pmf ? "yes" : "no");
	fprintf(answer, "\n");
}

/* Of an adapter whose host wishes for more than the usual. */
static void print_wishes(FILE *answer, const struct radio *radio)
{
	const struct driver_quality *quality = radio_wished_quality(radio);

	if (quality->is_low_latency)
		fprintf(answer, "%s low latency, scans away for %u ms\n", radio_name(radio), quality->off_channel_ms);
	else if (quality->stays_awake)
		fprintf(answer, "%s awake\n", radio_name(radio));
}

static void print_access_point(FILE *answer, const struct access_point *ap)
{
	fprintf(answer, "%s " DOT11_MAC_FORMAT " %s GHz channel %u%s%s, %zu stations", ap->config.name,
		DOT11_MAC_ARGS(&ap->config.bssid), dot11_band_name(ap->config.channel.band), ap->config.channel.number, ap->antenna.is_on ? "" : " silent",
		ap->reject_auth || ap->reject_assoc ? " rejecting" : "", ap->n_stations);
	if (ap->rsn)
		fprintf(answer, ", refused %" PRIu64 " data, ignored %" PRIu64 " management frames", ap->n_refused_data,
			ap->n_ignored_management);
	fprintf(answer, "\n");
	for (size_t i = 0; i < ap->n_stations; i++)
		print_station(answer, ap->stations[i]);
}

static int execute_at_adapter(struct world *world, const struct command *command, const struct world_reply *reply)
{
	for (size_t i = 0; i < world->n_radios; i++) {
		if (strcmp(radio_name(world->radios[i]), command->name) != 0)
			continue;
		if (command->kind == COMMAND_PING)
			return ping_radio(world, world->radios[i], reply);
		radio_hang(world->radios[i]);
		return 0;
	}
	return command->kind == COMMAND_PING ? execute_at_station(world, command, reply) : WORLD_E_NO_ADAPTER;
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
	case COMMAND_REKEY:
		return rekey(ap, command);
	case COMMAND_PASSPHRASE:
		return access_point_set_passphrase(ap, &command->passphrase) < 0 ? WORLD_E_NO_PASSPHRASE : 0;
	case COMMAND_RESTART:
		return access_point_restart(ap);
	case COMMAND_FORGE:
		return access_point_forge(ap, command->is_all ? &DOT11_MAC_BROADCAST : &command->station, command->frame_kind, command->code);
	default:
		for (size_t i = 0; i < ap->n_stations; i++)
			print_station(answer, ap->stations[i]);
		return 0;
	}
}

int world_execute(struct world *world, const struct command *command, FILE *answer, const struct world_reply *reply)
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
	case COMMAND_PING:
		return execute_at_adapter(world, command, reply);
	case COMMAND_JOIN:
	case COMMAND_LEAVE:
		return execute_at_station(world, command, reply);
	case COMMAND_STATUS:
		for (size_t i = 0; i < world->n_access_points; i++)
			print_access_point(answer, &world->access_points[i]);
		for (size_t i = 0; i < world->n_radios; i++)
			print_wishes(answer, world->radios[i]);
		for (size_t i = 0; i < world->n_stations; i++)
			fprintf(answer, "%s " DOT11_MAC_FORMAT " %s\n", world->stations[i].config.name,
				DOT11_MAC_ARGS(&world->stations[i].config.mac), client_station_state(&world->stations[i]));
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
	case WORLD_E_NOT_SECURED:
		return "the access point is open: it has no keys";
	case WORLD_E_NO_PASSPHRASE:
		return "the access point has no passphrase";
	case WORLD_E_NOT_AUTHORIZED:
		return "the station is not authorized there";
	case WORLD_E_NOT_CONNECTED:
		return "the adapter is not connected, or not authorized yet";
	case WORLD_E_BUSY:
		return "the last one is still under way";
	case WORLD_E_NO_CLIENT:
		return "no such station";
	case WORLD_E_NO_NETWORK:
		return "no adapter is an access point of its network";
	case WORLD_E_OTHER_SECURITY:
		return "the network is secured and the station has no passphrase, or the other way round";
	default:
		return "?";
	}
}
