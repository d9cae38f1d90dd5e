/*
 * Frames and events from the air to an access point: must reach ap_on_event(), ap_request_read(), ap_frame_is_probed() and every
 * state of a client. The kernel obeys, the owner answers at random.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/bytes.h"
#include "dot11/suite.h"
#include "nl80211/ap.h"

struct world {
	struct ap *ap;
	uint64_t next_cookie;
	struct dot11_mac asked;
};

static int obey_start(const struct build_ap *ap, const uint8_t *basic, size_t n_basic, bool has_short_slot, void *userdata)
{
	return 0;
}

static int obey(void *userdata)
{
	return 0;
}

static int obey_is_up(void *userdata)
{
	return 1;
}

static int obey_send(const void *frame, size_t size, uint64_t *ret_cookie, void *userdata)
{
	struct world *world = userdata;

	if (ret_cookie)
		*ret_cookie = ++world->next_cookie & 7;
	return 0;
}

static int obey_farewell(const struct dot11_mac *client, uint16_t reason, uint64_t ret_cookies[2], size_t *ret_n, void *userdata)
{
	struct world *world = userdata;

	for (*ret_n = 0; *ret_n < 2; ++*ret_n)
		ret_cookies[*ret_n] = ++world->next_cookie & 7;
	return 0;
}

static int obey_add(const struct build_station *station, void *userdata)
{
	return 0;
}

static int obey_station(const struct dot11_mac *client, void *userdata)
{
	return 0;
}

static int obey_key(const struct dot11_mac *client, const struct dot11_key *key, void *userdata)
{
	return 0;
}

static int obey_delete(const struct dot11_mac *client, uint8_t index, void *userdata)
{
	return 0;
}

static int obey_eapol(const struct dot11_mac *client, bool is_plain, const void *pdu, size_t size, void *userdata)
{
	return 0;
}

static int obey_inactivity(const struct dot11_mac *client, uint32_t *ret_ms, void *userdata)
{
	return -ENOENT;
}

static int obey_set_beacon(const uint8_t *head, size_t head_size, const uint8_t *tail, size_t tail_size, void *userdata)
{
	return 0;
}

static const struct ap_kernel_ops ops = {
	.start = obey_start,
	.set_beacon = obey_set_beacon,
	.stop = obey,
	.is_up = obey_is_up,
	.send = obey_send,
	.send_farewell = obey_farewell,
	.add_station = obey_add,
	.remove_station = obey_station,
	.has_station = obey_station,
	.authorize = obey_station,
	.add_key = obey_key,
	.delete_key = obey_delete,
	.send_eapol = obey_eapol,
	.get_inactivity = obey_inactivity,
	.probe = obey_station,
};

static void on_asked(const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size, void *userdata)
{
	struct world *world = userdata;

	world->asked = *client;
}

static void on_responded(const struct ap_response *response, void *userdata)
{
	if (response->error == 0 && (!response->body || !response->size))
		abort();
}

static void on_lost(enum ap_cause cause, const struct dot11_mac *client, const uint8_t *body, size_t size, void *userdata)
{
	struct world *world = userdata;

	if (ap_has_client(world->ap, client))
		abort();
}

static void ignore(void *userdata)
{
}

static void on_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct world *world = userdata;

	if (!ap_has_client(world->ap, client))
		abort();
}

static const struct ap_listener listener = {
	.asked = on_asked,
	.responded = on_responded,
	.lost = on_lost,
	.left = ignore,
	.stopped = ignore,
	.eapol = on_eapol,
};

static void step(struct world *world, struct reader *reader)
{
	uint8_t what = reader_u8(reader), argument = reader_u8(reader);
	size_t size = reader_u8(reader);
	struct event event = {
		.has_mac = true, .mac = world->asked, .has_cookie = true, .cookie = argument & 7, .is_acknowledged = argument & 8
	};

	if (size > reader->left)
		size = reader->left;
	event.frame = reader_bytes(reader, size);
	event.frame_size = size;
	switch (what % 10) {
	case 0:
		ap_respond(world->ap, &world->asked, argument & 1, NULL, 0);
		return;
	case 1:
		ap_leave(world->ap, argument & 1 ? &world->asked : NULL, argument);
		return;
	case 2:
		ap_abort_response(world->ap);
		return;
	case 3:
		event.command = NL80211_CMD_FRAME_TX_STATUS;
		break;
	case 4:
		event.command = NL80211_CMD_CONTROL_PORT_FRAME;
		event.has_ethertype = true;
		event.ethertype = 0x888e;
		break;
	case 5:
		event.command = NL80211_CMD_PROBE_CLIENT;
		break;
	case 6:
		event.command = NL80211_CMD_DEL_STATION;
		break;
	default:
		event.command = NL80211_CMD_FRAME;
		break;
	}
	ap_on_event(world->ap, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static sd_event *loop;
	const struct build_security security = { .akm = DOT11_AKM_NONE };
	const struct ap_bss bss = {
		.bssid = { { 2 } },
		.ssid = { 1, "n" },
		.channel = { DOT11_BAND_2GHZ, 6 },
		.beacon_interval_tu = 100,
		.dtim_period = 2,
		.n_rates = 1,
		.rates = { 0x82 },
	};
	struct reader reader = reader_over(data, size);
	struct world world = { 0 };

	if (!loop && sd_event_new(&loop) < 0)
		return 0;
	if (ap_new(&world.ap, loop, &ops, &world, &listener, &world) < 0)
		return 0;
	ap_start(world.ap, &bss, &security, 2437);
	while (reader.left && !reader.failed)
		step(&world, &reader);
	if (size & 1)
		ap_halt(world.ap, AP_CAUSE_RESET);
	ap_free(world.ap);
	return 0;
}
