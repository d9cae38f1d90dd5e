/*
 * What ends a link, seen from both ends of the driver: the messages of the simulated station in their order, and, at the moment
 * of each, whether keys and authorization of the peer were still there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "sim/radio_internal.h"
#include "wdi/data.h"
#include "wdi/link.h"

static const struct dot11_mac station = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_mac stranger = { { 2, 9, 9, 9, 9, 9 } };
static const struct dot11_channel channel = { DOT11_BAND_2GHZ, 6 };

static struct {
	struct schedule schedule;
	struct air air;
	struct air_antenna ap;
	struct radio *radio;
	struct wdi_link *link;
	int data_fd;
	uint32_t transaction;
	/* What the station has sent and said: "disassoc(3) deauth(3) left(7) M4 " and so on. */
	char text[512];
	bool had_keys, was_open; /* at the last disassociation indication */
	struct wdi_mac named; /* by it */
	uint8_t frame[64]; /* in it */
	size_t frame_size;
	bool is_deauth, is_disassoc;
	uint32_t transaction_of_indication;
} t;

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
	size_t at = strlen(t.text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(t.text + at, sizeof(t.text) - at, format, arguments);
	va_end(arguments);
}

static void expect(const char *text)
{
	assert_string_equal(t.text, text);
	t.text[0] = '\0';
}

/* Between the radio and libwdi, by the linker: what the radio still knows of the peer when it tells of its loss. */
int __real_wdi_driver_indicate(struct wdi_driver *driver, uint16_t port, uint32_t id, const void *payload);
int __wrap_wdi_driver_indicate(struct wdi_driver *driver, uint16_t port, uint32_t id, const void *payload);

int __wrap_wdi_driver_indicate(struct wdi_driver *driver, uint16_t port, uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		t.had_keys = station_keys_has_pairwise(&t.radio->port.keys);
		t.was_open = t.radio->port.state != STATION_PORT_STATE_CLOSED;
	}
	return __real_wdi_driver_indicate(driver, port, id, payload);
}

/* --- the air --- */

static void capture(void *userdata, uint64_t time_us, struct dot11_channel where, uint8_t rate, int signal_dbm, const uint8_t *bytes,
		    size_t size)
{
	struct dot11_frame frame;

	if (size < DOT11_HEADER_SIZE || memcmp(bytes + 10, station.b, 6) != 0)
		return;
	if (bytes[1] & DOT11_FRAME_PROTECTED) {
		note("protected(%02x) ", bytes[0]);
		return;
	}
	if (dot11_frame_parse(bytes, size, &frame) < 0)
		return;
	if (frame.header.kind == DOT11_FRAME_DISASSOCIATION)
		note("disassoc(%u) ", frame.management.reason);
	else if (frame.header.kind == DOT11_FRAME_DEAUTHENTICATION)
		note("deauth(%u) ", frame.management.reason);
	else if (frame.is_data)
		note("data ");
}

static void ap_receive(void *userdata, const struct air_reception *reception)
{
}

static const struct air_listener ap_listener = { .receive = ap_receive };

/* --- the host --- */

static void take_disassociation(const struct wdi_indication_disassociation *indication)
{
	const struct wdi_blob *frame = indication->has_deauth_frame ? &indication->deauth_frame : &indication->disassociation_frame;

	t.named = indication->disconnect_indication_parameters.mac_address;
	t.is_deauth = indication->has_deauth_frame;
	t.is_disassoc = indication->has_disassociation_frame;
	t.frame_size = t.is_deauth || t.is_disassoc ? frame->size : 0;
	assert_true(t.frame_size <= sizeof(t.frame));
	if (t.frame_size > 0)
		memcpy(t.frame, frame->data, t.frame_size);
	note("left(%u) ", indication->disconnect_indication_parameters.disassociation_wabi_reason);
}

static void take_message(const struct wdi_frame *frame)
{
	const struct wdi_message_info *info = wdi_message_info(frame->id);
	_auto_free_ void *payload = NULL;
	struct wdi_header header;

	assert_int_equal(wdi_header_decode(frame->message, frame->size, &header), 0);
	if (frame->id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		t.transaction_of_indication = header.transaction_id;
		assert_int_equal(wdi_message_decode(frame->id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame->message, frame->size, &header,
						    &payload),
				 0);
		take_disassociation(payload);
	} else if (info && info->kind == WDI_MESSAGE_COMPLETION) {
		assert_int_equal(header.transaction_id, t.transaction);
		note("M4");
		note(header.status ? "(%x) " : " ", header.status);
	} else if (frame->kind == WDI_FRAME_RESULT && header.status != NDIS_STATUS_SUCCESS) {
		note("refused(%x) ", header.status);
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_RADIO_STATUS) {
		note("radio ");
	}
}

static void run(uint64_t us)
{
	struct wdi_frame frame;

	assert_int_equal(radio_dispatch(t.radio), 0);
	schedule_run_until(&t.schedule, t.schedule.now_us + us);
	while (wdi_link_receive(t.link, &frame) == 0)
		take_message(&frame);
}

static void request(uint32_t oid, const void *params)
{
	bool is_adapter = oid == OID_WDI_TASK_OPEN || oid == OID_WDI_TASK_CREATE_PORT;
	struct wdi_header header = { .port_id = is_adapter ? WDI_PORT_ADAPTER : RADIO_PORT, .transaction_id = ++t.transaction };
	struct wdi_frame frame = { .kind = WDI_FRAME_REQUEST, .id = oid };
	_auto_free_ uint8_t *message = NULL;

	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &frame.size), 0);
	frame.message = message;
	assert_int_equal(wdi_link_send(t.link, &frame), 0);
}

static void ap_sends(uint8_t kind, const struct dot11_management *management)
{
	const struct dot11_header header = { .kind = kind, .receiver = station, .address3 = bss };

	assert_int_equal(air_transmit(&t.ap, &header, management, NULL, NULL, 0), 0);
	run(1000);
}

static void host_sends(void)
{
	struct wdi_data_frame frame = { .ethertype = 0x0800, .payload = (const uint8_t *)"hello", .size = 5 };

	memcpy(frame.destination, bss.b, 6);
	memcpy(frame.source, station.b, 6);
	assert_int_equal(wdi_data_send(t.data_fd, &frame), 0);
	run(1000);
}

static void disconnect(struct dot11_mac peer, uint16_t reason)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(&peer), .disassociation80211_reason = reason },
	};

	request(OID_WDI_TASK_DISCONNECT, &params);
	run(2000);
}

/* --- scenes --- */

static int begin(void **state)
{
	const struct scenario_adapter config = { .name = "sim0", .mac = station };
	const struct wdi_task_create_port port = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	int fds[2], data_fds[2];

	memset(&t, 0, sizeof(t));
	air_init(&t.air, &t.schedule, 1);
	t.air.capture = capture;
	t.ap = (struct air_antenna){ .mac = bss, .is_on = true, .listener = &ap_listener };
	air_tune(&t.air, &t.ap, channel);
	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(radio_new(&t.radio, &t.air, &config, fds[0]), 0);
	assert_int_equal(wdi_link_new(&t.link, fds[1]), 0);
	assert_int_equal(wdi_data_socketpair(data_fds), 0);
	t.data_fd = data_fds[1];
	assert_int_equal(radio_attach_data(t.radio, data_fds[0]), 0);
	request(OID_WDI_TASK_OPEN, NULL);
	request(OID_WDI_TASK_CREATE_PORT, &port);
	t.transaction--; /* both are answered at once, in turn */
	assert_int_equal(radio_dispatch(t.radio), 0);
	for (struct wdi_frame frame; wdi_link_receive(t.link, &frame) == 0;)
		;
	t.transaction++;
	return 0;
}

static int end(void **state)
{
	radio_free(t.radio);
	wdi_link_free(t.link);
	close(t.data_fd);
	air_detach(&t.ap);
	air_deinit(&t.air);
	return 0;
}

/* Connects to an open network: authorized at once. */
static void reach_open(void)
{
	const uint32_t auth = WDI_AUTH_ALGO_80211_OPEN, cipher = WDI_CIPHER_ALGO_NONE;
	const struct wdi_blob ssid = { (const uint8_t *)"test", 4 };
	uint8_t beacon[128];
	struct writer writer = writer_over(beacon, sizeof(beacon));
	struct wdi_tlv_connect_bss_entry candidate = {
		.bssid = { wdi_mac_from_dot11(&bss) },
		.has_beacon_frame = true,
		.channel_info = { .channel_number = 6, .band_id = WDI_BAND_ID_2400 },
	};
	const struct wdi_task_connect params = {
		.connect_parameters = {
			.n_ssid_list = 1, .ssid_list = &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &cipher,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &cipher,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &candidate,
	};

	dot11_frame_write_management(&writer, DOT11_FRAME_BEACON,
				     &(struct dot11_management){ .beacon_interval_tu = 100, .capability = 1 });
	dot11_element_write_ssid(&writer, &(struct dot11_ssid){ 4, "test" });
	assert_int_equal(writer_end(&writer), 0);
	candidate.beacon_frame = (struct wdi_blob){ beacon, writer.size };
	request(OID_WDI_TASK_CONNECT, &params);
	run(1000);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	ap_sends(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .aid = 1 });
	assert_int_equal(t.radio->port.state, STATION_PORT_STATE_AUTHORIZED);
	expect("M4 ");
}

/* The same with a pairwise key, as if a handshake had been. */
static void reach_secured(void)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128 };

	reach_open();
	key.key.size = 16;
	memset(key.key.bytes, 0x33, 16);
	station_port_open(&t.radio->port, &station, &bss, true);
	assert_int_equal(station_port_add_key(&t.radio->port, &key), 0);
	assert_true(station_keys_has_pairwise(&t.radio->port.keys));
}

static void expect_all_gone(void)
{
	assert_false(t.had_keys);
	assert_false(t.was_open);
	assert_false(station_keys_has_pairwise(&t.radio->port.keys));
	assert_int_equal(t.radio->port.state, STATION_PORT_STATE_CLOSED);
	assert_memory_equal(t.named.b, bss.b, 6);
	assert_int_equal(t.transaction_of_indication, 0);
	host_sends();
	expect("");
}

static void a_disconnect_ends_with_indication_and_completion_in_this_order(void **state)
{
	reach_secured();
	disconnect(bss, 36);
	expect("disassoc(36) deauth(36) left(7) M4 ");
	assert_false(t.is_deauth || t.is_disassoc);
	expect_all_gone();
}

static void the_completion_waits_for_the_frames(void **state)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(&bss), .disassociation80211_reason = 3 },
	};

	reach_open();
	request(OID_WDI_TASK_DISCONNECT, &params);
	run(0);
	expect("disassoc(3) ");
	while (!strstr(t.text, "deauth(3) ")) {
		assert_null(strstr(t.text, "left"));
		run(1);
	}
	expect("deauth(3) "); /* on its way, not there yet */
	run(2000);
	expect("left(7) M4 ");
}

static void nobody_acknowledges_and_the_disconnect_still_ends(void **state)
{
	reach_secured();
	t.ap.is_on = false;
	disconnect(bss, 3);
	run(100000);
	assert_non_null(strstr(t.text, "left(7) M4 "));
	t.text[0] = '\0';
	expect_all_gone();
}

static void a_peer_that_is_not_connected_is_left_in_silence(void **state)
{
	disconnect(bss, 3);
	expect("M4 ");
	reach_open();
	disconnect(stranger, 3);
	expect("M4 ");
	host_sends();
	expect("data ");
	disconnect(bss, 3);
	expect("disassoc(3) deauth(3) left(7) M4 ");
	disconnect(bss, 3);
	expect("M4 ");
}

static void the_broadcast_address_names_the_peer(void **state)
{
	reach_secured();
	disconnect(DOT11_MAC_BROADCAST, 8);
	expect("disassoc(8) deauth(8) left(7) M4 ");
	expect_all_gone();
}

static void a_goodbye_of_the_peer_is_indicated_with_its_frame(void **state)
{
	static const struct {
		uint8_t kind;
		const char *text;
	} cases[] = { { DOT11_FRAME_DEAUTHENTICATION, "left(13) " }, { DOT11_FRAME_DISASSOCIATION, "left(14) " } };

	for (size_t i = 0; i < array_size(cases); i++) {
		reach_secured();
		ap_sends(cases[i].kind, &(struct dot11_management){ .reason = 0x0102 });
		expect(cases[i].text);
		assert_int_equal(t.is_deauth, cases[i].kind == DOT11_FRAME_DEAUTHENTICATION);
		assert_int_equal(t.is_disassoc, cases[i].kind == DOT11_FRAME_DISASSOCIATION);
		assert_int_equal(t.frame_size, 2); /* no MAC header: the reason code comes first */
		assert_int_equal(t.frame[0], 0x02);
		assert_int_equal(t.frame[1], 0x01);
		expect_all_gone();
		run(20 * 1000 * 1000); /* no roam of its own */
		expect("");
	}
}

static void a_goodbye_of_the_peer_while_leaving_changes_nothing(void **state)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(&bss), .disassociation80211_reason = 3 },
	};

	reach_secured();
	request(OID_WDI_TASK_DISCONNECT, &params);
	run(1);
	ap_sends(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 7 });
	run(2000);
	expect("disassoc(3) deauth(3) left(7) M4 ");
	assert_false(t.is_deauth);
	expect_all_gone();
}

static void a_silent_peer_is_indicated_as_not_visible(void **state)
{
	reach_secured();
	radio_beacons(t.radio, &bss, false);
	run(7 * 100 * 1024 + 1000);
	expect("left(62) ");
	assert_false(t.is_deauth || t.is_disassoc);
	expect_all_gone();
}

static void a_radio_that_is_switched_off_says_goodbye_first(void **state)
{
	const struct wdi_task_set_radio_state off = { .software_radio_state = { false } };

	reach_secured();
	request(OID_WDI_TASK_SET_RADIO_STATE, &off);
	run(2000);
	expect("disassoc(3) deauth(3) left(3) radio M4 ");
	assert_false(t.had_keys);
	assert_false(t.was_open);
}

static void a_reset_of_a_live_port_is_indicated_and_sends_nothing(void **state)
{
	const struct wdi_task_dot11_reset reset = { 0 };

	reach_secured();
	request(OID_WDI_TASK_DOT11_RESET, &reset);
	run(2000);
	expect("left(60) M4 ");
	expect_all_gone();
	request(OID_WDI_TASK_DOT11_RESET, &reset);
	run(2000);
	expect("M4 ");
}

static void what_waits_for_the_air_is_not_for_the_next_peer(void **state)
{
	reach_open();
	t.radio->n_held = 1; /* as after a visit to another channel */
	disconnect(bss, 3);
	assert_int_equal(t.radio->n_held, 0);
}

static void what_is_not_of_this_peer_stays(void **state)
{
	reach_open();
	disconnect(bss, 3);
	assert_true(t.radio->has_port);
	assert_false(t.radio->is_radio_off);
	assert_true(t.radio->antenna.is_on);
	assert_memory_equal(t.radio->antenna.mac.b, station.b, 6);
	t.text[0] = '\0';
	reach_open(); /* without a reset in between */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define with_radio(test) cmocka_unit_test_setup_teardown(test, begin, end)
		with_radio(a_disconnect_ends_with_indication_and_completion_in_this_order),
		with_radio(the_completion_waits_for_the_frames),
		with_radio(nobody_acknowledges_and_the_disconnect_still_ends),
		with_radio(a_peer_that_is_not_connected_is_left_in_silence),
		with_radio(the_broadcast_address_names_the_peer),
		with_radio(a_goodbye_of_the_peer_is_indicated_with_its_frame),
		with_radio(a_goodbye_of_the_peer_while_leaving_changes_nothing),
		with_radio(a_silent_peer_is_indicated_as_not_visible),
		with_radio(a_radio_that_is_switched_off_says_goodbye_first),
		with_radio(a_reset_of_a_live_port_is_indicated_and_sends_nothing),
		with_radio(what_waits_for_the_air_is_not_for_the_next_peer),
		with_radio(what_is_not_of_this_peer_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
