#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/suite.h"
#include "nl80211/ap.h"

/* The kernel and the owner: both write down what happens, in one book, so that order shows. */
struct world {
	sd_event *loop;
	struct ap *ap;
	struct ap_bss bss;
	char book[4096];
	int add_station_error, send_error, farewell_error, beacon_error;
	size_t plain_tail_size; /* of the beacon it was started with */
	size_t n_farewell_cookies;
	bool is_up, has_station;
	uint64_t next_cookie;
	uint32_t silent_ms;
	struct dot11_frame sent; /* last */
	uint8_t sent_bytes[2400];
};

static const struct dot11_mac one = { { 2, 0, 0, 0, 1, 0 } }, two = { { 2, 0, 0, 0, 2, 0 } };

static void note(struct world *world, const char *format, ...)
{
	size_t size = strlen(world->book);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(world->book + size, sizeof(world->book) - size, format, arguments);
	va_end(arguments);
}

/* What was written since the last look. */
static void expect(struct world *world, const char *text)
{
	assert_string_equal(world->book, text);
	world->book[0] = 0;
}

static int number(const struct dot11_mac *mac)
{
	return mac->b[4];
}

static int fake_start(const struct build_ap *ap, const uint8_t *basic, size_t n_basic, bool has_short_slot, void *userdata)
{
	struct world *world = userdata;

	note(world, "start %u;", ap->mhz);
	world->is_up = true;
	world->plain_tail_size = ap->tail_size;
	return 0;
}

static int fake_set_beacon(const uint8_t *head, size_t head_size, const uint8_t *tail, size_t tail_size, void *userdata)
{
	struct world *world = userdata;

	if (world->beacon_error)
		return world->beacon_error;
	assert_true(world->is_up && head_size > DOT11_HEADER_SIZE && head[0] == DOT11_FRAME_BEACON);
	note(world, "beacon %zu more;", tail_size - world->plain_tail_size);
	return 0;
}

static int fake_stop(void *userdata)
{
	struct world *world = userdata;

	note(world, "stop;");
	world->is_up = false;
	return 0;
}

static int fake_is_up(void *userdata)
{
	struct world *world = userdata;

	return world->is_up;
}

static int fake_send(const void *frame, size_t size, uint64_t *ret_cookie, void *userdata)
{
	struct world *world = userdata;

	if (world->send_error)
		return world->send_error;
	memcpy(world->sent_bytes, frame, size);
	assert_int_equal(dot11_frame_parse(world->sent_bytes, size, &world->sent), 0);
	note(world, "send %02x %d", world->sent.header.kind, number(&world->sent.header.receiver));
	if (world->sent.header.kind == DOT11_FRAME_AUTHENTICATION || world->sent.header.kind == DOT11_FRAME_ASSOCIATION_RESPONSE)
		note(world, " status %u", world->sent.management.status);
	note(world, ";");
	if (ret_cookie)
		*ret_cookie = world->next_cookie++;
	return 0;
}

static int fake_send_farewell(const struct dot11_mac *client, uint16_t reason, uint64_t ret_cookies[2], size_t *ret_n,
			      void *userdata)
{
	struct world *world = userdata;

	note(world, "farewell %d %u;", number(client), reason);
	for (size_t i = 0; i < world->n_farewell_cookies; i++)
		ret_cookies[i] = world->next_cookie++;
	*ret_n = world->n_farewell_cookies;
	return world->farewell_error;
}

static int fake_add_station(const struct build_station *station, void *userdata)
{
	struct world *world = userdata;
	int error = world->add_station_error;

	note(world, "add %d aid %u%s;", number(&station->mac), station->aid, station->is_authorized ? " authorized" : "");
	if (error == -EEXIST)
		world->add_station_error = 0;
	return error;
}

static int fake_remove_station(const struct dot11_mac *client, void *userdata)
{
	note(userdata, "remove %d;", number(client));
	return 0;
}

static int fake_has_station(const struct dot11_mac *client, void *userdata)
{
	struct world *world = userdata;

	return world->has_station;
}

static int fake_authorize(const struct dot11_mac *client, void *userdata)
{
	note(userdata, "authorize %d;", number(client));
	return 0;
}

static int fake_add_key(const struct dot11_mac *client, const struct dot11_key *key, void *userdata)
{
	note(userdata, "key %d %d;", client ? number(client) : 0, key->index);
	return 0;
}

static int fake_delete_key(const struct dot11_mac *client, uint8_t index, void *userdata)
{
	note(userdata, "unkey %d %d;", client ? number(client) : 0, index);
	return -ENOENT;
}

static int fake_send_eapol(const struct dot11_mac *client, bool is_plain, const void *pdu, size_t size, void *userdata)
{
	note(userdata, "eapol to %d %s;", number(client), is_plain ? "plain" : "secret");
	return 0;
}

static int fake_get_inactivity(const struct dot11_mac *client, uint32_t *ret_ms, void *userdata)
{
	struct world *world = userdata;

	*ret_ms = world->silent_ms;
	return 0;
}

static int fake_probe(const struct dot11_mac *client, void *userdata)
{
	note(userdata, "probe %d;", number(client));
	return 0;
}

static const struct ap_kernel_ops fake_ops = {
	.start = fake_start,
	.set_beacon = fake_set_beacon,
	.stop = fake_stop,
	.is_up = fake_is_up,
	.send = fake_send,
	.send_farewell = fake_send_farewell,
	.add_station = fake_add_station,
	.remove_station = fake_remove_station,
	.has_station = fake_has_station,
	.authorize = fake_authorize,
	.add_key = fake_add_key,
	.delete_key = fake_delete_key,
	.send_eapol = fake_send_eapol,
	.get_inactivity = fake_get_inactivity,
	.probe = fake_probe,
};

static void on_asked(const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size, void *userdata)
{
	note(userdata, "ASKED %d%s;", number(client), is_reassociation ? " again" : "");
}

static void on_responded(const struct ap_response *response, void *userdata)
{
	note(userdata, "RESPONDED %d %d;", number(&response->client), response->error);
	assert_int_equal(response->body != NULL, response->error == 0);
}

static void on_lost(enum ap_cause cause, const struct dot11_mac *client, const uint8_t *body, size_t size, void *userdata)
{
	note(userdata, "LOST %d %d", number(client), cause);
	if (body)
		note(userdata, " reason %u", body[0] | body[1] << 8);
	note(userdata, ";");
}

static void on_left(void *userdata)
{
	note(userdata, "LEFT;");
}

static void on_stopped(void *userdata)
{
	note(userdata, "STOPPED;");
}

static void on_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	note(userdata, "EAPOL %d;", number(client));
}

static const struct ap_listener listener = {
	.asked = on_asked,
	.responded = on_responded,
	.lost = on_lost,
	.left = on_left,
	.stopped = on_stopped,
	.eapol = on_eapol,
};

static void start(struct world *world, uint32_t akm)
{
	const struct build_security security = { .akm = akm };

	world->bss.akm = akm;
	world->bss.pairwise_cipher = world->bss.group_cipher = akm ? DOT11_CIPHER_CCMP_128 : DOT11_CIPHER_NONE;
	assert_int_equal(ap_start(world->ap, &world->bss, &security, 2437), 0);
	expect(world, "start 2437;send c0 255;");
}

static int set_up(void **state)
{
	static const struct wiphy_band band = { .n_rates = 4, .rates = { 2, 4, 11, 22 } };
	struct world *world = calloc(1, sizeof(*world));

	if (!world || sd_event_new(&world->loop) < 0)
		return -1;
	world->bss = (struct ap_bss){
		.bssid = { { 2, 0, 0, 0, 0, 0 } },
		.ssid = { 3, "net" },
		.channel = { DOT11_BAND_2GHZ, 6 },
		.beacon_interval_tu = 100,
		.dtim_period = 2,
	};
	ap_bss_set_rates(&world->bss, &band, true);
	world->n_farewell_cookies = 2;
	world->next_cookie = 100;
	world->has_station = true;
	*state = world;
	return ap_new(&world->ap, world->loop, &fake_ops, world, &listener, world);
}

static int tear_down(void **state)
{
	struct world *world = *state;

	ap_free(world->ap);
	sd_event_unref(world->loop);
	free(world);
	return 0;
}

/* One frame of @from with @body, as the kernel shows it. */
static void receive(struct world *world, uint8_t kind, const struct dot11_mac *from, const struct dot11_management *management)
{
	const struct dot11_header header = {
		.kind = kind,
		.receiver = world->bss.bssid,
		.transmitter = *from,
		.address3 = world->bss.bssid,
	};
	uint8_t bytes[512];
	int size = dot11_frame_build(bytes, sizeof(bytes), &header, management);
	const struct event event = { .command = NL80211_CMD_FRAME, .frame = bytes, .frame_size = (size_t)size };

	assert_true(size > 0);
	ap_on_event(world->ap, &event);
}

static void authenticate(struct world *world, const struct dot11_mac *from)
{
	const struct dot11_management management = { .algorithm = 0, .transaction = 1 };

	receive(world, DOT11_FRAME_AUTHENTICATION, from, &management);
}

static void request(struct world *world, const struct dot11_mac *from)
{
	static const uint8_t elements[] = { 0, 3, 'n', 'e', 't', 1, 4, 2, 4, 11, 22 };
	const struct dot11_management management = { .capability = 0x21,
						     .listen_interval = 5,
						     .elements = { elements, sizeof(elements) } };

	receive(world, DOT11_FRAME_ASSOCIATION_REQUEST, from, &management);
}

static void leave_by_itself(struct world *world, const struct dot11_mac *from, uint8_t kind)
{
	const struct dot11_management management = { .reason = 8 };

	receive(world, kind, from, &management);
}

static void tx_status(struct world *world, uint64_t cookie, bool is_acknowledged)
{
	const struct event event = {
		.command = NL80211_CMD_FRAME_TX_STATUS,
		.has_cookie = true,
		.cookie = cookie,
		.is_acknowledged = is_acknowledged,
	};

	ap_on_event(world->ap, &event);
}

static void tell(struct world *world, uint8_t command, const struct dot11_mac *mac, bool is_acknowledged)
{
	const struct event event = { .command = command, .has_mac = true, .mac = *mac, .is_acknowledged = is_acknowledged };

	ap_on_event(world->ap, &event);
}

/* All the way to an association. */
static void join(struct world *world, const struct dot11_mac *mac)
{
	uint64_t cookie;

	authenticate(world, mac);
	request(world, mac);
	assert_int_equal(ap_respond(world->ap, mac, 0, NULL, 0), 0);
	cookie = world->next_cookie - 1;
	tx_status(world, cookie, true);
	assert_true(ap_has_client(world->ap, mac));
	world->book[0] = 0;
}

static void a_client_is_in_the_kernel_before_it_has_the_response(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	expect(world, "send b0 1 status 0;");
	request(world, &one);
	expect(world, "ASKED 1;");
	assert_int_equal(ap_respond(world->ap, &one, 0, NULL, 0), 0);
	expect(world, "add 1 aid 1 authorized;send 10 1 status 0;");
	assert_false(ap_has_client(world->ap, &one));
	tx_status(world, 100, true);
	expect(world, "RESPONDED 1 0;");
	assert_true(ap_has_client(world->ap, &one));
}

static void a_secure_client_is_authorized_by_its_key(void **state)
{
	struct world *world = *state;
	const struct dot11_key pairwise = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128 };
	const struct dot11_key group = { .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = 1 };

	start(world, DOT11_AKM_PSK);
	assert_int_equal(ap_add_key(world->ap, NULL, &group), 0);
	expect(world, "key 0 1;");
	authenticate(world, &one);
	request(world, &one);
	assert_int_equal(ap_add_key(world->ap, &one, &pairwise), -ENOTCONN);
	assert_int_equal(ap_send_eapol(world->ap, &one, "\x02\x03", 2), -ENOTCONN);
	ap_respond(world->ap, &one, 0, NULL, 0);
	expect(world, "send b0 1 status 0;ASKED 1;add 1 aid 1;send 10 1 status 0;");
	tx_status(world, 100, true);
	assert_int_equal(ap_send_eapol(world->ap, &one, "\x02\x03", 2), 0);
	assert_int_equal(ap_add_key(world->ap, &one, &pairwise), 0);
	assert_int_equal(ap_send_eapol(world->ap, &one, "\x02\x03", 2), 0);
	expect(world, "RESPONDED 1 0;eapol to 1 plain;key 1 0;authorize 1;eapol to 1 secret;");
	assert_int_equal(ap_delete_key(world->ap, &one, 0), 0);
	assert_int_equal(ap_delete_key(world->ap, &two, 0), 0);
	expect(world, "unkey 1 0;");
}

static void eapol_of_strangers_is_dropped(void **state)
{
	struct world *world = *state;
	struct event event = {
		.command = NL80211_CMD_CONTROL_PORT_FRAME,
		.has_mac = true,
		.mac = one,
		.has_ethertype = true,
		.ethertype = 0x888e,
		.frame = (const uint8_t *)"\x02\x03",
		.frame_size = 2,
	};

	start(world, DOT11_AKM_PSK);
	ap_on_event(world->ap, &event);
	authenticate(world, &one);
	request(world, &one);
	ap_respond(world->ap, &one, 0, NULL, 0);
	world->book[0] = 0;
	ap_on_event(world->ap, &event);
	expect(world, "");
	tx_status(world, 100, true);
	ap_on_event(world->ap, &event);
	expect(world, "RESPONDED 1 0;EAPOL 1;");
	event.ethertype = 0x0800;
	ap_on_event(world->ap, &event);
	expect(world, "");
}

static void a_response_without_acknowledgement_forgets_the_client(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	ap_respond(world->ap, &one, 0, NULL, 0);
	world->book[0] = 0;
	tx_status(world, 100, false);
	expect(world, "remove 1;RESPONDED 1 -110;");
	assert_int_equal(ap_respond(world->ap, &one, 0, NULL, 0), -ENOTCONN);
}

static void a_response_that_nobody_reports_ends_in_time(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	ap_respond(world->ap, &one, 0, NULL, 0);
	world->book[0] = 0;
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	expect(world, "remove 1;RESPONDED 1 -110;");
}

static void a_response_can_be_aborted(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	ap_respond(world->ap, &one, 0, NULL, 0);
	world->book[0] = 0;
	ap_abort_response(world->ap);
	ap_abort_response(world->ap);
	expect(world, "remove 1;RESPONDED 1 -125;");
}

static void a_refusal_reaches_the_client_and_forgets_it(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	world->book[0] = 0;
	assert_int_equal(ap_respond(world->ap, &one, DOT11_STATUS_NO_MORE_STAS, NULL, 0), 0);
	expect(world, "send 10 1 status 17;");
	tx_status(world, 100, true);
	expect(world, "RESPONDED 1 0;");
	request(world, &one);
	expect(world, "send c0 1;");
}

static void a_client_that_the_kernel_does_not_take_is_forgotten(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	world->book[0] = 0;
	world->add_station_error = -ENOSPC;
	assert_int_equal(ap_respond(world->ap, &one, 0, NULL, 0), -ENOSPC);
	expect(world, "add 1 aid 1 authorized;");
	/* One that it has kept from before goes first. */
	authenticate(world, &one);
	request(world, &one);
	world->book[0] = 0;
	world->add_station_error = -EEXIST;
	assert_int_equal(ap_respond(world->ap, &one, 0, NULL, 0), 0);
	expect(world, "add 1 aid 1 authorized;remove 1;add 1 aid 1 authorized;send 10 1 status 0;");
}

static void a_stranger_that_asks_is_told_to_authenticate(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	request(world, &one);
	expect(world, "send c0 1;");
	assert_int_equal(world->sent.management.reason, DOT11_REASON_NOT_AUTHENTICATED);
}

static void data_of_a_stranger_is_answered_by_its_end(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	tell(world, NL80211_CMD_UNEXPECTED_FRAME, &one, false);
	expect(world, "");
	tell(world, NL80211_CMD_UNEXPECTED_FRAME, &two, false);
	expect(world, "send c0 2;");
	assert_int_equal(world->sent.management.reason, DOT11_REASON_INVALID_CLASS3_FRAME);
}

static void only_open_system_authentication_is_served(void **state)
{
	struct world *world = *state;
	const struct dot11_management shared = { .algorithm = 1, .transaction = 1 }, late = { .algorithm = 0, .transaction = 3 };

	start(world, DOT11_AKM_NONE);
	receive(world, DOT11_FRAME_AUTHENTICATION, &one, &shared);
	expect(world, "send b0 1 status 13;");
	receive(world, DOT11_FRAME_AUTHENTICATION, &one, &late);
	expect(world, "send b0 1 status 14;");
}

static void a_client_that_is_sent_away_is_cleared_after_its_frames_and_told_before_the_end(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	join(world, &two);
	assert_int_equal(ap_leave(world->ap, &one, 5), 0);
	expect(world, "farewell 1 5;");
	tx_status(world, 102, true);
	expect(world, "");
	tx_status(world, 103, false);
	expect(world, "remove 1;LOST 1 0;LEFT;");
	assert_false(ap_has_client(world->ap, &one));
	assert_true(ap_has_client(world->ap, &two));
	assert_int_equal(ap_leave(world->ap, &one, 5), AP_E_DONE);
	expect(world, "");
}

static void a_client_out_of_reach_is_cleared_in_time(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	ap_leave(world->ap, &one, 5);
	world->book[0] = 0;
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	expect(world, "remove 1;LOST 1 0;LEFT;");
}

static void refused_frames_do_not_hold_up_the_end(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	world->n_farewell_cookies = 0;
	world->farewell_error = -EOPNOTSUPP;
	assert_int_equal(ap_leave(world->ap, &one, 5), 0);
	expect(world, "farewell 1 5;");
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	expect(world, "remove 1;LOST 1 0;LEFT;");
}

static void a_client_that_leaves_during_its_farewell_is_told_once(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	ap_leave(world->ap, &one, 5);
	world->book[0] = 0;
	leave_by_itself(world, &one, DOT11_FRAME_DEAUTHENTICATION);
	expect(world, "remove 1;LOST 1 0;LEFT;");
	tx_status(world, 101, true);
	tx_status(world, 102, true);
	expect(world, "");
}

static void a_client_that_leaves_is_cleared_then_told_with_its_frame(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	join(world, &two);
	leave_by_itself(world, &one, DOT11_FRAME_DISASSOCIATION);
	expect(world, "remove 1;LOST 1 4 reason 8;");
	leave_by_itself(world, &two, DOT11_FRAME_DEAUTHENTICATION);
	expect(world, "remove 2;LOST 2 3 reason 8;");
	leave_by_itself(world, &two, DOT11_FRAME_DEAUTHENTICATION);
	expect(world, "");
}

static void a_client_without_association_leaves_without_a_word(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	authenticate(world, &one);
	request(world, &one);
	world->book[0] = 0;
	leave_by_itself(world, &one, DOT11_FRAME_DEAUTHENTICATION);
	expect(world, "");
	assert_int_equal(ap_respond(world->ap, &one, 0, NULL, 0), -ENOTCONN);
	authenticate(world, &one);
	request(world, &one);
	ap_respond(world->ap, &one, 0, NULL, 0);
	world->book[0] = 0;
	leave_by_itself(world, &one, DOT11_FRAME_DEAUTHENTICATION);
	expect(world, "remove 1;RESPONDED 1 -103;");
}

/* The host ends what it has when the request comes. */
static void a_new_request_replaces_the_old_association_without_a_word(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_PSK);
	join(world, &one);
	authenticate(world, &one);
	expect(world, "send b0 1 status 0;");
	assert_true(ap_has_client(world->ap, &one));
	request(world, &one);
	expect(world, "remove 1;ASKED 1;");
	assert_false(ap_has_client(world->ap, &one));
	ap_respond(world->ap, &one, 0, NULL, 0);
	expect(world, "add 1 aid 1;send 10 1 status 0;");
	/* That of the old association comes late. */
	tell(world, NL80211_CMD_DEL_STATION, &one, false);
	expect(world, "");
}

static void stopping_sends_everybody_away_before_the_bss_ends(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	join(world, &two);
	authenticate(world, &(struct dot11_mac){ { 2, 0, 0, 0, 3, 0 } });
	world->book[0] = 0;
	assert_int_equal(ap_stop(world->ap, 3), 0);
	expect(world, "farewell 2 3;farewell 1 3;");
	request(world, &one);
	expect(world, "");
	for (uint64_t cookie = 102; cookie <= 105; cookie++)
		tx_status(world, cookie, true);
	expect(world, "remove 2;LOST 2 0;remove 1;LOST 1 0;stop;LEFT;");
	assert_false(ap_is_started(world->ap));
	assert_int_equal(ap_stop(world->ap, 3), AP_E_DONE);
	expect(world, "");
}

static void stopping_without_clients_is_done_at_once(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	assert_int_equal(ap_stop(world->ap, 3), AP_E_DONE);
	expect(world, "stop;");
	start(world, DOT11_AKM_NONE);
}

static void halting_tells_everybody_without_frames(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	authenticate(world, &two);
	world->book[0] = 0;
	ap_halt(world->ap, AP_CAUSE_RESET);
	expect(world, "remove 1;LOST 1 1;stop;");
}

static void an_end_by_the_kernel_is_told(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	join(world, &two);
	/* One station: somebody removed it. */
	world->has_station = false;
	tell(world, NL80211_CMD_DEL_STATION, &one, false);
	expect(world, "LOST 1 6;");
	world->has_station = true;
	/* An event of an earlier end comes late. */
	tell(world, NL80211_CMD_STOP_AP, &one, false);
	expect(world, "");
	world->is_up = false;
	tell(world, NL80211_CMD_STOP_AP, &one, false);
	expect(world, "remove 2;LOST 2 6;stop;STOPPED;");
}

static void lost_events_are_made_up_for(void **state)
{
	struct world *world = *state;

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	ap_resync(world->ap);
	expect(world, "");
	world->has_station = false;
	ap_resync(world->ap);
	expect(world, "LOST 1 6;");
	world->is_up = false;
	ap_resync(world->ap);
	expect(world, "stop;STOPPED;");
}

static void probes_are_answered_only_while_it_is_started(void **state)
{
	struct world *world = *state;
	static const uint8_t any[] = { 0, 0 }, other[] = { 0, 1, 'x' };
	const struct dot11_management probe = { .elements = { any, sizeof(any) } },
				      foreign = { .elements = { other, sizeof(other) } };

	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &probe);
	expect(world, "");
	start(world, DOT11_AKM_NONE);
	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &probe);
	expect(world, "send 50 1;");
	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &foreign);
	expect(world, "");
}

static void elements_are_said_from_now_on(void **state)
{
	static const uint8_t many[AP_FRAME_MAX_EXTRA + 1];
	static const uint8_t ssid[] = { 0, 0 };
	const struct dot11_management probe = { .elements = { ssid, sizeof(ssid) } };
	struct world *world = *state;
	size_t size;

	assert_int_equal(ap_set_extra(world->ap, "\xdd\x01\x09", 3, "\xdd\x01\x08", 3), -ENOTCONN);
	start(world, DOT11_AKM_NONE);
	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &probe);
	size = world->sent.body_size;
	world->book[0] = 0;
	assert_int_equal(ap_set_extra(world->ap, "\xdd\x03\x01\x02\x03", 5, "\xdd\x01\x08", 3), 0);
	expect(world, "beacon 5 more;");
	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &probe);
	assert_int_equal(world->sent.body_size, size + 3);
	assert_memory_equal(world->sent.body + size, "\xdd\x01\x08", 3);
	assert_int_equal(ap_set_extra(world->ap, many, sizeof(many), NULL, 0), -ENOBUFS);
	world->beacon_error = -EOPNOTSUPP;
	assert_int_equal(ap_set_extra(world->ap, NULL, 0, NULL, 0), -EOPNOTSUPP);
	assert_int_equal(ap_bss(world->ap)->beacon_extra_size, 5);
	world->beacon_error = 0;
	assert_int_equal(ap_set_extra(world->ap, NULL, 0, NULL, 0), 0);
	receive(world, DOT11_FRAME_PROBE_REQUEST, &one, &probe);
	assert_int_equal(world->sent.body_size, size);
}

static void a_flood_of_authentications_leaves_associations_alone(void **state)
{
	struct world *world = *state;
	struct dot11_mac mac = { { 2, 1, 0, 0, 9, 0 } };

	start(world, DOT11_AKM_NONE);
	join(world, &one);
	for (unsigned int i = 0; i < 1000; i++) {
		mac.b[3] = (uint8_t)(i >> 8);
		mac.b[5] = (uint8_t)i;
		world->book[0] = 0;
		authenticate(world, &mac);
		expect(world, "send b0 9 status 0;");
	}
	assert_true(ap_has_client(world->ap, &one));
	/* The one that came last can still associate. */
	request(world, &mac);
	expect(world, "ASKED 9;");
}

static void a_full_table_refuses(void **state)
{
	struct world *world = *state;
	struct dot11_mac mac = { { 2, 1, 0, 0, 9, 0 } };

	start(world, DOT11_AKM_NONE);
	for (uint8_t i = 0; i < AP_MAX_CLIENTS; i++) {
		mac.b[5] = i;
		join(world, &mac);
	}
	authenticate(world, &one);
	expect(world, "send b0 1 status 17;");
}

static void garbage_is_ignored(void **state)
{
	struct world *world = *state;
	uint8_t bytes[40] = { 0xb0, 0 };
	struct event event = { .command = NL80211_CMD_FRAME, .frame = bytes };

	start(world, DOT11_AKM_NONE);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		event.frame_size = size;
		ap_on_event(world->ap, &event);
	}
	/* To another BSS, and from a group address. */
	expect(world, "");
	world->bss.bssid.b[5] = 9;
	authenticate(world, &one);
	world->bss.bssid.b[5] = 0;
	authenticate(world, &(struct dot11_mac){ { 3, 0, 0, 0, 1, 0 } });
	expect(world, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_client_is_in_the_kernel_before_it_has_the_response),
		TEST(a_secure_client_is_authorized_by_its_key),
		TEST(eapol_of_strangers_is_dropped),
		TEST(a_response_without_acknowledgement_forgets_the_client),
		TEST(a_response_that_nobody_reports_ends_in_time),
		TEST(a_response_can_be_aborted),
		TEST(a_refusal_reaches_the_client_and_forgets_it),
		TEST(a_client_that_the_kernel_does_not_take_is_forgotten),
		TEST(a_stranger_that_asks_is_told_to_authenticate),
		TEST(data_of_a_stranger_is_answered_by_its_end),
		TEST(only_open_system_authentication_is_served),
		TEST(a_client_that_is_sent_away_is_cleared_after_its_frames_and_told_before_the_end),
		TEST(a_client_out_of_reach_is_cleared_in_time),
		TEST(refused_frames_do_not_hold_up_the_end),
		TEST(a_client_that_leaves_during_its_farewell_is_told_once),
		TEST(a_client_that_leaves_is_cleared_then_told_with_its_frame),
		TEST(a_client_without_association_leaves_without_a_word),
		TEST(a_new_request_replaces_the_old_association_without_a_word),
		TEST(stopping_sends_everybody_away_before_the_bss_ends),
		TEST(stopping_without_clients_is_done_at_once),
		TEST(halting_tells_everybody_without_frames),
		TEST(an_end_by_the_kernel_is_told),
		TEST(lost_events_are_made_up_for),
		TEST(probes_are_answered_only_while_it_is_started),
		TEST(elements_are_said_from_now_on),
		TEST(a_flood_of_authentications_leaves_associations_alone),
		TEST(a_full_table_refuses),
		TEST(garbage_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
