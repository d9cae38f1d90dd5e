#include "sim/scenario.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/element.h"

#define MAX_FILE_SIZE (1024 * 1024)
#define MAX_LINE 1024
#define MAX_EVENTS 10000

const char scenario_default_text[] =
	"[adapter sim0]\n"
	"mac = 02:57:44:49:00:00\n"
	"[ap cafe]\n"
	"ssid = Open Cafe\nbssid = 02:57:44:49:01:01\nchannel = 1\nsignal = -48\n"
	"[ap cafe5]\n"
	"ssid = Open Cafe\nbssid = 02:57:44:49:01:02\nband = 5\nchannel = 36\nsignal = -55\n"
	"[ap library]\n"
	"ssid = Library\nbssid = 02:57:44:49:02:01\nchannel = 6\nsignal = -63\n"
	"[ap station]\n"
	"ssid = Train Station\nbssid = 02:57:44:49:03:01\nband = 6\nchannel = 37\nsignal = -70\n"
	"[ap backroom]\n"
	"ssid = Backroom\nbssid = 02:57:44:49:04:01\nchannel = 11\nsignal = -66\nhidden = yes\n";

enum section {
	SECTION_NONE,
	SECTION_AIR,
	SECTION_ADAPTER,
	SECTION_AP,
	SECTION_STATION,
	SECTION_SCRIPT,
};

struct parser {
	struct scenario *scenario;
	struct scenario_error *error;
	unsigned int line, section_line;
	enum section section;
	struct scenario_adapter adapter;
	struct scenario_access_point ap;
	struct scenario_station station;
	bool has_mac, has_ssid, has_bssid, has_channel;
	enum dot11_band band;
	long channel, count;
};

static void wipe_parser(struct parser *parser)
{
	scenario_security_wipe(&parser->ap.security);
	secret_wipe(&parser->station.passphrase);
}

__attribute__((format(printf, 3, 4))) static int refuse(struct parser *parser, unsigned int line, const char *format, ...)
{
	va_list arguments;

	parser->error->line = line;
	va_start(arguments, format);
	vsnprintf(parser->error->message, sizeof(parser->error->message), format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* Not realloc(): there may be passphrases in the array, which must not stay behind. */
static int grow(void **array, size_t n, size_t size)
{
	void *larger;

	if (n & (n - 1)) /* doubles at powers of two */
		return 0;
	larger = malloc((n ? 2 * n : 1) * size);
	if (!larger)
		return -ENOMEM;
	if (n > 0) {
		memcpy(larger, *array, n * size);
		secret_wipe_bytes(*array, n * size);
	}
	free(*array);
	*array = larger;
	return 0;
}

static bool is_name_taken(const struct scenario *scenario, const char *name)
{
	for (size_t i = 0; i < scenario->n_adapters; i++) {
		if (strcmp(scenario->adapters[i].name, name) == 0)
			return true;
	}
	/* Access points are many: names of copies are made unique by their number, so only first ones need a look. */
	for (size_t i = 0; i < scenario->n_access_points; i++) {
		if (strcmp(scenario->access_points[i].name, name) == 0)
			return true;
	}
	for (size_t i = 0; i < scenario->n_stations; i++) {
		if (strcmp(scenario->stations[i].name, name) == 0)
			return true;
	}
	return false;
}

static int add_adapter(struct parser *parser)
{
	struct scenario *scenario = parser->scenario;
	int r;

	if (!parser->has_mac)
		return refuse(parser, parser->section_line, "adapter %s has no address: add mac = 02:00:00:00:00:01",
			      parser->adapter.name);
	if (scenario->n_adapters == SCENARIO_MAX_ADAPTERS)
		return refuse(parser, parser->section_line, "more than %d adapters", SCENARIO_MAX_ADAPTERS);
	for (size_t i = 0; i < scenario->n_adapters; i++) {
		if (dot11_mac_equal(&scenario->adapters[i].mac, &parser->adapter.mac))
			return refuse(parser, parser->section_line, "adapter %s has the address of %s: give it its own",
				      parser->adapter.name, scenario->adapters[i].name);
	}
	r = grow((void **)&scenario->adapters, scenario->n_adapters, sizeof(*scenario->adapters));
	if (r < 0)
		return r;
	scenario->adapters[scenario->n_adapters++] = parser->adapter;
	return 0;
}

/* Copies count up in the last four bytes of the BSSID and in a number after SSID and name. */
static int name_copy(struct parser *parser, struct scenario_access_point *ap, long index)
{
	char suffix[16];
	size_t length;
	uint32_t low;

	if (index == 0)
		return 0;
	low = (uint32_t)ap->bssid.b[2] << 24 | (uint32_t)ap->bssid.b[3] << 16 | (uint32_t)ap->bssid.b[4] << 8 | ap->bssid.b[5];
	low += (uint32_t)index;
	for (int i = 0; i < 4; i++)
		ap->bssid.b[2 + i] = (uint8_t)(low >> (24 - 8 * i));
	length = (size_t)snprintf(suffix, sizeof(suffix), "-%ld", index);
	if (ap->ssid.size + length > sizeof(ap->ssid.bytes) || strlen(ap->name) + length >= sizeof(ap->name))
		return refuse(parser, parser->section_line, "ap %s: name or ssid is too long for count = %ld: shorten it",
			      parser->ap.name, parser->count);
	memcpy(ap->ssid.bytes + ap->ssid.size, suffix, length);
	ap->ssid.size += (uint8_t)length;
	strcat(ap->name, suffix);
	return 0;
}

static int finish_security(struct parser *parser)
{
	const char *error;

	if (scenario_security_finish(&parser->ap.security, parser->band, &error) < 0)
		return refuse(parser, parser->section_line, "ap %s: %s", parser->ap.name, error);
	if (parser->ap.security.owe_partner[0] && parser->count > 1)
		return refuse(parser, parser->section_line, "ap %s: owe-transition and count do not go together", parser->ap.name);
	return 0;
}

static int add_access_points(struct parser *parser)
{
	struct scenario *scenario = parser->scenario;
	int r;

	if (!parser->has_ssid || !parser->has_bssid || !parser->has_channel)
		return refuse(parser, parser->section_line, "ap %s lacks %s", parser->ap.name,
			      !parser->has_ssid ? "ssid" : !parser->has_bssid ? "bssid" : "channel");
	if (dot11_channel_to_mhz(parser->band, (uint16_t)parser->channel) == 0)
		return refuse(parser, parser->section_line, "ap %s: the %s GHz band has no channel %ld; set band = 2.4, 5 or 6",
			      parser->ap.name, dot11_band_name(parser->band), parser->channel);
	if (parser->band == DOT11_BAND_6GHZ && parser->channel % 16 != 5) /* elsewhere no scan would look */
		return refuse(parser, parser->section_line,
			      "ap %s: at 6 GHz take a preferred scanning channel: 5, 21, 37 and so on to 229", parser->ap.name);
	if (scenario->n_access_points + (size_t)parser->count > SCENARIO_MAX_ACCESS_POINTS)
		return refuse(parser, parser->section_line, "more than %d access points", SCENARIO_MAX_ACCESS_POINTS);
	r = finish_security(parser);
	if (r < 0)
		return r;
	parser->ap.channel = (struct dot11_channel){ parser->band, (uint16_t)parser->channel };
	for (long i = 0; i < parser->count; i++) {
		struct scenario_access_point ap = parser->ap;

		r = name_copy(parser, &ap, i);
		if (r < 0)
			return r;
		r = grow((void **)&scenario->access_points, scenario->n_access_points, sizeof(*scenario->access_points));
		if (r < 0)
			return r;
		scenario->access_points[scenario->n_access_points++] = ap;
	}
	return 0;
}

static int add_station(struct parser *parser)
{
	struct scenario *scenario = parser->scenario;
	int r;

	if (!parser->has_mac || !parser->has_ssid)
		return refuse(parser, parser->section_line, "station %s lacks %s", parser->station.name,
			      parser->has_mac ? "ssid" : "mac");
	if (scenario->n_stations == SCENARIO_MAX_STATIONS)
		return refuse(parser, parser->section_line, "more than %d stations", SCENARIO_MAX_STATIONS);
	r = grow((void **)&scenario->stations, scenario->n_stations, sizeof(*scenario->stations));
	if (r < 0)
		return r;
	scenario->stations[scenario->n_stations++] = parser->station;
	secret_wipe(&parser->station.passphrase);
	return 0;
}

static int end_section(struct parser *parser)
{
	switch (parser->section) {
	case SECTION_ADAPTER:
		return add_adapter(parser);
	case SECTION_AP:
		return add_access_points(parser);
	case SECTION_STATION:
		return add_station(parser);
	default:
		return 0;
	}
}

static bool is_good_name(const char *name)
{
	for (const char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	}
	return *name && strlen(name) < COMMAND_NAME_SIZE - 8; /* a copy's number fits behind */
}

static int begin_section(struct parser *parser, char *line)
{
	char *kind = line + 1, *name, *end = strchr(line, ']');
	int r = end_section(parser);

	if (r < 0)
		return r;
	if (!end || end[1])
		return refuse(parser, parser->line, "a section is written [kind name] on a line of its own");
	*end = '\0';
	name = kind + strcspn(kind, " \t");
	if (*name)
		*name++ = '\0';
	name += strspn(name, " \t");
	parser->section_line = parser->line;
	if (strcmp(kind, "air") == 0 || strcmp(kind, "script") == 0) {
		parser->section = *kind == 'a' ? SECTION_AIR : SECTION_SCRIPT;
		return *name ? refuse(parser, parser->line, "[%s] has no name", kind) : 0;
	}
	if (strcmp(kind, "adapter") != 0 && strcmp(kind, "ap") != 0 && strcmp(kind, "station") != 0)
		return refuse(parser, parser->line, "no section [%.40s]: there are air, adapter NAME, ap NAME, station NAME and script",
			      kind);
	if (!is_good_name(name))
		return refuse(parser, parser->line, "[%s] needs a name of at most %d letters, digits, '-', '_' and '.'", kind,
			      COMMAND_NAME_SIZE - 9);
	if (is_name_taken(parser->scenario, name))
		return refuse(parser, parser->line, "the name %s is taken: choose another", name);
	parser->has_mac = parser->has_ssid = parser->has_bssid = parser->has_channel = false;
	parser->band = DOT11_BAND_2GHZ;
	parser->count = 1;
	if (strcmp(kind, "adapter") == 0) {
		parser->section = SECTION_ADAPTER;
		parser->adapter = (struct scenario_adapter){ 0 };
		strcpy(parser->adapter.name, name);
	} else if (strcmp(kind, "station") == 0) {
		parser->section = SECTION_STATION;
		parser->station = (struct scenario_station){ 0 };
		strcpy(parser->station.name, name);
	} else {
		parser->section = SECTION_AP;
		parser->ap = (struct scenario_access_point){ .beacon_interval_tu = 100 };
		strcpy(parser->ap.name, name);
	}
	return 0;
}

static int number(struct parser *parser, const char *key, const char *value, long min, long max, long *ret)
{
	if (command_parse_number(value, min, max, ret) < 0)
		return refuse(parser, parser->line, "%s must be a whole number from %ld to %ld", key, min, max);
	return 0;
}

static int set_position(struct parser *parser, const char *value, struct scenario_position *position)
{
	double x, y;
	char rest;

	if (sscanf(value, "%lf , %lf %c", &x, &y, &rest) != 2 || !(x >= -1e6 && x <= 1e6 && y >= -1e6 && y <= 1e6))
		return refuse(parser, parser->line, "position must be two numbers of metres: position = 3.5, 10");
	*position = (struct scenario_position){ x, y };
	return 0;
}

static int set_mac(struct parser *parser, const char *key, const char *value, struct dot11_mac *mac)
{
	static const struct dot11_mac zero;

	if (command_parse_mac(value, mac) < 0)
		return refuse(parser, parser->line, "%s must be an address like 02:00:00:00:00:01", key);
	if ((mac->b[0] & 1) || dot11_mac_equal(mac, &zero))
		return refuse(parser, parser->line, "%s must not be zero or a group address", key);
	return 0;
}

static int set_air(struct parser *parser, const char *key, const char *value)
{
	struct scenario *scenario = parser->scenario;
	long n = 0;
	int r;

	if (strcmp(key, "seed") == 0) {
		r = number(parser, key, value, 0, INT32_MAX, &n);
		if (r == 0)
			scenario->seed = (uint64_t)n;
	} else if (strcmp(key, "loss") == 0) {
		r = number(parser, key, value, 0, 100, &n);
		if (r == 0)
			scenario->loss_percent = (unsigned int)n;
	} else if (strcmp(key, "delay-us") == 0) {
		r = number(parser, key, value, 1, 100000, &n);
		if (r == 0)
			scenario->delay_us = (uint32_t)n;
	} else if (strcmp(key, "path") == 0) {
		double exponent;
		char rest;

		if (sscanf(value, "%lf %c", &exponent, &rest) != 1 || !(exponent >= 1 && exponent <= 8))
			return refuse(parser, parser->line, "path must be a number from 1 to 8; 2 is free space, 3 a building");
		scenario->path_exponent = exponent;
		r = 0;
	} else {
		r = refuse(parser, parser->line, "[air] has no %.40s: there are seed, loss, delay_us and path", key);
	}
	return r;
}

static int set_adapter(struct parser *parser, const char *key, const char *value)
{
	int r;

	if (strcmp(key, "position") == 0)
		return set_position(parser, value, &parser->adapter.position);
	if (strcmp(key, "mac") != 0)
		return refuse(parser, parser->line, "[adapter] has no %.40s: there are mac and position", key);
	r = set_mac(parser, key, value, &parser->adapter.mac);
	if (r == 0)
		parser->has_mac = true;
	return r;
}

static int set_ssid(struct parser *parser, const char *value, struct dot11_ssid *ret)
{
	size_t size = strlen(value);

	if (size == 0 || size > sizeof(ret->bytes))
		return refuse(parser, parser->line, "ssid must be 1 to 32 bytes; hidden = yes hides it");
	ret->size = (uint8_t)size;
	memcpy(ret->bytes, value, size);
	parser->has_ssid = true;
	return 0;
}

static int set_band(struct parser *parser, const char *value)
{
	for (enum dot11_band band = DOT11_BAND_2GHZ; band <= DOT11_BAND_6GHZ; band++) {
		if (strcmp(value, dot11_band_name(band)) == 0) {
			parser->band = band;
			return 0;
		}
	}
	return refuse(parser, parser->line, "band must be 2.4, 5 or 6");
}

static int set_hidden(struct parser *parser, const char *value)
{
	parser->ap.is_hidden = strcmp(value, "yes") == 0;
	if (!parser->ap.is_hidden && strcmp(value, "no") != 0)
		return refuse(parser, parser->line, "hidden must be yes or no");
	return 0;
}

/* Hexadecimal digits; spaces among them are welcome. */
static int set_elements(struct parser *parser, const char *value)
{
	struct scenario_access_point *ap = &parser->ap;
	char digits[2 * SCENARIO_MAX_ELEMENTS + 1];
	size_t n = 0;

	for (; *value && n < sizeof(digits) - 1; value++)
		if (*value != ' ')
			digits[n++] = *value;
	digits[n] = '\0';
	ap->elements_size = n / 2;
	if (*value || n % 2 != 0 || command_parse_hex(digits, ap->elements, ap->elements_size) < 0 ||
	    dot11_elements_check(ap->elements, ap->elements_size) < 0)
		return refuse(parser, parser->line, "elements must be whole elements (id, length, body) in hexadecimal digits, at most %d bytes",
			      SCENARIO_MAX_ELEMENTS);
	return 0;
}

static int set_access_point(struct parser *parser, const char *key, const char *value)
{
	const char *error;
	long n = 0;
	int r = scenario_security_set(&parser->ap.security, key, value, &error);

	if (r != -ENOENT)
		return r < 0 ? refuse(parser, parser->line, "%s", error) : 0;
	if (strcmp(key, "ssid") == 0)
		return set_ssid(parser, value, &parser->ap.ssid);
	if (strcmp(key, "band") == 0)
		return set_band(parser, value);
	if (strcmp(key, "hidden") == 0)
		return set_hidden(parser, value);
	if (strcmp(key, "elements") == 0)
		return set_elements(parser, value);
	if (strcmp(key, "position") == 0)
		return set_position(parser, value, &parser->ap.position);
	if (strcmp(key, "count") == 0)
		return number(parser, key, value, 1, SCENARIO_MAX_ACCESS_POINTS, &parser->count);
	if (strcmp(key, "bssid") == 0) {
		r = set_mac(parser, key, value, &parser->ap.bssid);
		parser->has_bssid = r == 0;
	} else if (strcmp(key, "channel") == 0) {
		r = number(parser, key, value, 1, 233, &parser->channel);
		parser->has_channel = r == 0;
	} else if (strcmp(key, "beacon-interval") == 0) {
		r = number(parser, key, value, 10, 10000, &n);
		if (r == 0)
			parser->ap.beacon_interval_tu = (uint16_t)n;
	} else if (strcmp(key, "signal") == 0) {
		r = number(parser, key, value, -120, 0, &n);
		if (r == 0) {
			parser->ap.has_signal = true;
			parser->ap.signal_dbm = (int)n;
		}
	} else {
		r = refuse(parser, parser->line, "[ap] has no %.40s: there are ssid, bssid, band, channel, beacon-interval, signal, "
			   "position, hidden, count, elements, security and what belongs to it", key);
	}
	return r;
}

static int set_station(struct parser *parser, const char *key, const char *value)
{
	int r;

	if (strcmp(key, "position") == 0)
		return set_position(parser, value, &parser->station.position);
	if (strcmp(key, "ssid") == 0)
		return set_ssid(parser, value, &parser->station.ssid);
	if (strcmp(key, "passphrase") == 0) {
		r = scenario_set_passphrase(&parser->station.passphrase, value);
		return r < 0 ? refuse(parser, parser->line, "passphrase must be 8 to 63 printable ASCII characters") : 0;
	}
	if (strcmp(key, "mac") != 0)
		return refuse(parser, parser->line, "[station] has no %.40s: there are mac, ssid, passphrase and position", key);
	r = set_mac(parser, key, value, &parser->station.mac);
	if (r == 0)
		parser->has_mac = true;
	return r;
}

static void wipe_event(struct scenario_event *event)
{
	command_wipe(&event->command);
}

static int add_event(struct parser *parser, char *line)
{
	struct scenario *scenario = parser->scenario;
	struct scenario_event event cleanup(wipe_event) = { 0 };
	const char *error;
	char *at, *command;
	long ms;
	int r;

	if (strncmp(line, "at ", 3) != 0)
		return refuse(parser, parser->line, "[script] has lines of the form: at MILLISECONDS COMMAND");
	at = line + 3 + strspn(line + 3, " \t");
	command = at + strcspn(at, " \t");
	if (*command)
		*command++ = '\0';
	r = number(parser, "the time", at, 0, 24 * 3600 * 1000, &ms);
	if (r < 0)
		return r;
	event.at_us = (uint64_t)ms * 1000;
	if (command_parse(command, &event.command, &error) < 0)
		return refuse(parser, parser->line, "%s", error);
	if (scenario->n_events == MAX_EVENTS)
		return refuse(parser, parser->line, "more than %d lines in [script]", MAX_EVENTS);
	r = grow((void **)&scenario->events, scenario->n_events, sizeof(*scenario->events));
	if (r < 0)
		return r;
	scenario->events[scenario->n_events++] = event;
	return 0;
}

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t\r");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return text;
}

/* Words of a key may be joined by either sign. */
static void unify_key(char *key)
{
	for (; *key; key++) {
		if (*key == '_')
			*key = '-';
	}
}

static int parse_line(struct parser *parser, char *line)
{
	char *value;

	line = trim(line);
	if (!*line || *line == '#' || *line == ';')
		return 0;
	if (*line == '[')
		return begin_section(parser, line);
	if (parser->section == SECTION_SCRIPT)
		return add_event(parser, line);
	value = strchr(line, '=');
	if (!value)
		return refuse(parser, parser->line, "expected key = value");
	*value++ = '\0';
	line = trim(line);
	unify_key(line);
	value = trim(value);
	switch (parser->section) {
	case SECTION_AIR:
		return set_air(parser, line, value);
	case SECTION_ADAPTER:
		return set_adapter(parser, line, value);
	case SECTION_AP:
		return set_access_point(parser, line, value);
	case SECTION_STATION:
		return set_station(parser, line, value);
	default:
		return refuse(parser, parser->line,
			      "the first line must begin a section: [air], [adapter NAME], [ap NAME], [station NAME] or [script]");
	}
}

static int compare_macs(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct dot11_mac));
}

/* Copies may run into each other, so all addresses are compared once at the end. */
static int check_addresses(struct parser *parser)
{
	const struct scenario *scenario = parser->scenario;
	size_t n = scenario->n_access_points + scenario->n_adapters + scenario->n_stations;
	_auto_free_ struct dot11_mac *macs = calloc(n ? n : 1, sizeof(*macs));

	if (!macs)
		return -ENOMEM;
	for (size_t i = 0; i < scenario->n_access_points; i++)
		macs[i] = scenario->access_points[i].bssid;
	for (size_t i = 0; i < scenario->n_adapters; i++)
		macs[scenario->n_access_points + i] = scenario->adapters[i].mac;
	for (size_t i = 0; i < scenario->n_stations; i++)
		macs[scenario->n_access_points + scenario->n_adapters + i] = scenario->stations[i].mac;
	qsort(macs, n, sizeof(*macs), compare_macs);
	for (size_t i = 1; i < n; i++) {
		if (dot11_mac_equal(&macs[i - 1], &macs[i]))
			return refuse(parser, 0, "the address " DOT11_MAC_FORMAT " is used twice (count adds 1 for each copy)",
				      DOT11_MAC_ARGS(&macs[i]));
	}
	return 0;
}

static const struct scenario_access_point *find_access_point(const struct scenario *scenario, const char *name)
{
	for (size_t i = 0; i < scenario->n_access_points; i++) {
		if (strcmp(scenario->access_points[i].name, name) == 0)
			return &scenario->access_points[i];
	}
	return NULL;
}

/* Each of the two names the other: Wi-Fi Alliance, Opportunistic Wireless Encryption Specification, 2.2. */
static int join_owe_pair(struct parser *parser, struct scenario_access_point *ap)
{
	struct scenario_security *security = &ap->security;
	const struct scenario_access_point *partner = find_access_point(parser->scenario, security->owe_partner);

	if (!partner)
		return refuse(parser, 0, "ap %s: there is no access point %s for owe-transition", ap->name, security->owe_partner);
	if (strcmp(partner->security.owe_partner, ap->name) != 0)
		return refuse(parser, 0, "ap %s: add owe-transition = %s to ap %s", ap->name, ap->name, partner->name);
	if (partner->security.kind == security->kind)
		return refuse(parser, 0, "ap %s: of the two of owe-transition one must be open and one owe", ap->name);
	if (security->kind == SCENARIO_SECURITY_OWE && !ap->is_hidden)
		return refuse(parser, 0, "ap %s: the encrypted side of owe-transition must be hidden = yes", ap->name);
	security->owe_partner_bssid = partner->bssid;
	security->owe_partner_ssid = partner->ssid;
	return 0;
}

static int join_owe_pairs(struct parser *parser)
{
	for (size_t i = 0; i < parser->scenario->n_access_points; i++) {
		struct scenario_access_point *ap = &parser->scenario->access_points[i];
		int r = ap->security.owe_partner[0] ? join_owe_pair(parser, ap) : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

struct scenario *scenario_free(struct scenario *scenario)
{
	if (!scenario)
		return NULL;
	for (size_t i = 0; i < scenario->n_access_points; i++)
		scenario_security_wipe(&scenario->access_points[i].security);
	for (size_t i = 0; i < scenario->n_events; i++)
		command_wipe(&scenario->events[i].command);
	for (size_t i = 0; i < scenario->n_stations; i++)
		secret_wipe(&scenario->stations[i].passphrase);
	free(scenario->stations);
	free(scenario->adapters);
	free(scenario->access_points);
	free(scenario->events);
	free(scenario);
	return NULL;
}
define_cleanup(struct scenario, scenario, scenario_free);

int scenario_parse(const char *text, size_t size, struct scenario **ret, struct scenario_error *ret_error)
{
	struct scenario *scenario cleanup(cleanup_scenario) = calloc(1, sizeof(*scenario));
	struct parser parser cleanup(wipe_parser) = { .scenario = scenario, .error = ret_error };
	int r;

	if (!scenario)
		return -ENOMEM;
	scenario->seed = 1;
	scenario->delay_us = 100;
	scenario->path_exponent = 3;
	for (size_t at = 0; at < size;) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t length = end ? (size_t)(end - (text + at)) : size - at;
		char line[MAX_LINE];

		parser.line++;
		if (length >= sizeof(line))
			return refuse(&parser, parser.line, "the line is longer than %d bytes", MAX_LINE - 1);
		if (memchr(text + at, '\0', length))
			return refuse(&parser, parser.line, "the line has a zero byte: a scenario is text");
		memcpy(line, text + at, length);
		line[length] = '\0';
		r = parse_line(&parser, line);
		if (r < 0)
			return r;
		at += length + 1;
	}
	r = end_section(&parser);
	if (r < 0)
		return r;
	if (scenario->n_adapters == 0)
		return refuse(&parser, 0, "there is no adapter: add [adapter sim0] and mac = 02:00:00:00:00:01");
	r = check_addresses(&parser);
	if (r < 0)
		return r;
	r = join_owe_pairs(&parser);
	if (r < 0)
		return r;
	*ret = take_ptr(scenario);
	return 0;
}

int scenario_load(const char *path, struct scenario **ret, struct scenario_error *ret_error)
{
	_auto_free_ char *text = malloc(MAX_FILE_SIZE + 1);
	_auto_fd_ int fd = -1;
	size_t size = 0;

	if (!text)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, text + size, MAX_FILE_SIZE + 1 - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		size += (size_t)n;
		if (size > MAX_FILE_SIZE)
			return -EFBIG;
	}
	return scenario_parse(text, size, ret, ret_error);
}
