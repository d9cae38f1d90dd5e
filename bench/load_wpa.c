/*
 * wpa_supplicant on a message bus of its own, with the interface lo and no radio. Its clients ask for properties; handles it does
 * not know. A client has one connection, by which it calls and hears.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "load.h"

#define SERVICE "fi.w1.wpa_supplicant1"
#define ROOT "/fi/w1/wpa_supplicant1"
#define OBJECT "/fi/w1/wpa_supplicant1/Interfaces/0"
#define INTERFACE "fi.w1.wpa_supplicant1.Interface"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define BUS "org.freedesktop.DBus"
#define BUS_OBJECT "/org/freedesktop/DBus"
#define MATCH "type='signal',sender='" SERVICE "'"
#define TOLD_AT_ONCE 5 /* networks added and removed in one cycle: ten signals, and the changed property */

struct client {
	sd_bus *bus;
	unsigned int n_heard;
};

static int find(void)
{
	sd_bus *bus = NULL;
	char *state = NULL;
	int r = sd_bus_open_system(&bus);

	if (r >= 0)
		r = sd_bus_get_property_string(bus, SERVICE, OBJECT, INTERFACE, "State", NULL, &state);
	free(state);
	sd_bus_flush_close_unref(bus);
	return r < 0 ? -1 : 0;
}

/* --- those that call --- */

static int get(void *userdata, const char *object, const char *interface, const char *property)
{
	struct client *client = userdata;
	sd_bus_message *reply = NULL;
	int r = sd_bus_call_method(client->bus, SERVICE, object, PROPERTIES, "Get", NULL, &reply, "ss", interface, property);

	sd_bus_message_unref(reply);
	return r < 0 ? r : 0;
}

static int ask_state(void *client)
{
	return get(client, OBJECT, INTERFACE, "State");
}

static int ask_interfaces(void *client)
{
	return get(client, ROOT, SERVICE, "Interfaces");
}

static int ask_bss(void *client)
{
	return get(client, OBJECT, INTERFACE, "BSSs");
}

static int ask_networks(void *client)
{
	return get(client, OBJECT, INTERFACE, "Networks");
}

static int ask_capabilities(void *client)
{
	return get(client, OBJECT, INTERFACE, "Capabilities");
}

/* The nearest to a handle that is opened and closed: a wish to hear something. */
static int match_and_unmatch(void *userdata)
{
	struct client *client = userdata;
	int r = sd_bus_call_method(client->bus, BUS, BUS_OBJECT, BUS, "AddMatch", NULL, NULL, "s", MATCH ",member='Nothing'");

	if (r >= 0)
		r = sd_bus_call_method(client->bus, BUS, BUS_OBJECT, BUS, "RemoveMatch", NULL, NULL, "s", MATCH ",member='Nothing'");
	return r < 0 ? r : 0;
}

static const struct load_call calls[] = {
	{ "State", ask_state, 60 },
	{ "Interfaces", ask_interfaces, 10 },
	{ "BSSs", ask_bss, 10 },
	{ "Capabilities", ask_capabilities, 5 },
	{ "Networks", ask_networks, 10 },
	{ "AddMatch, RemoveMatch", match_and_unmatch, 5 },
};

static int on_signal(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct client *client = userdata;

	(void)error;
	if (sd_bus_message_is_signal(message, INTERFACE, "NetworkRemoved"))
		client->n_heard++;
	return 0;
}

static void *open_client(unsigned int n_handles)
{
	struct client *client = calloc(1, sizeof(*client));

	(void)n_handles;
	if (!client || sd_bus_open_system(&client->bus) < 0 ||
	    sd_bus_add_match(client->bus, NULL, MATCH, on_signal, client) < 0)
		return NULL;
	return client;
}

/* As a program with an event loop does: a signal wakes it up. */
static void rest(void *userdata, uint64_t until_us)
{
	struct client *client = userdata;
	uint64_t now_us;

	for (;;) {
		while (sd_bus_process(client->bus, NULL) > 0)
			;
		now_us = load_now_us();
		if (now_us >= until_us || sd_bus_wait(client->bus, until_us - now_us) < 0)
			return;
	}
}

/* A cycle counts as heard when all its networks are gone. */
static unsigned int await_client(void *userdata, unsigned int n)
{
	const uint64_t end_us = load_now_us() + LOAD_DEADLINE_S * UINT64_C(1000000);
	struct client *client = userdata;

	while (client->n_heard < n * TOLD_AT_ONCE && load_now_us() < end_us)
		rest(client, load_now_us() + 10000);
	return client->n_heard / TOLD_AT_ONCE;
}

static bool close_client(void *userdata)
{
	struct client *client = userdata;

	sd_bus_flush_close_unref(client->bus);
	free(client);
	return true;
}

/* --- one that never reads --- */

/* However many rules match, a connection hears a signal once: so it needs a connection for each time. */
static int open_deaf(void)
{
	sd_bus *bus = NULL;

	for (unsigned int i = 0; i < LOAD_DEAF; i++) {
		bus = NULL;
		if (sd_bus_open_system(&bus) < 0 || sd_bus_add_match(bus, NULL, MATCH, on_signal, NULL) < 0)
			return -1;
	}
	return sd_bus_get_fd(bus);
}

/* --- one that gives everybody something to hear --- */

static void *open_talker(void)
{
	static struct client talker;

	return sd_bus_open_system(&talker.bus) < 0 ? NULL : &talker;
}

static bool add_network(sd_bus *bus, char *ret_path, size_t size)
{
	sd_bus_message *reply = NULL;
	const char *path;
	bool is_good = sd_bus_call_method(bus, SERVICE, OBJECT, INTERFACE, "AddNetwork", NULL, &reply, "a{sv}", 1, "ssid", "s",
					  "lab") >= 0 &&
		       sd_bus_message_read(reply, "o", &path) >= 0;

	if (is_good)
		snprintf(ret_path, size, "%s", path);
	sd_bus_message_unref(reply);
	return is_good;
}

static bool add_and_remove(void *userdata)
{
	struct client *talker = userdata;
	char paths[TOLD_AT_ONCE][128];

	for (unsigned int i = 0; i < TOLD_AT_ONCE; i++)
		if (!add_network(talker->bus, paths[i], sizeof(paths[i])))
			return false;
	for (unsigned int i = 0; i < TOLD_AT_ONCE; i++)
		if (sd_bus_call_method(talker->bus, SERVICE, OBJECT, INTERFACE, "RemoveNetwork", NULL, NULL, "o", paths[i]) < 0)
			return false;
	return true;
}

static bool still_answers(void *talker)
{
	return ask_state(talker) == 0;
}

const struct load_target load_wpa = {
	.name = "wpa_supplicant",
	.calls = calls,
	.find = find,
	.open = open_client,
	.rest = rest,
	.await = await_client,
	.close = close_client,
	.open_deaf = open_deaf,
	.open_talker = open_talker,
	.cycle = add_and_remove,
	.still_answers = still_answers,
};
