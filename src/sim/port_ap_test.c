/* An access point port on the simulated air, with stations as clients and a host that answers as the test says. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/p2p_element.h"
#include "rsn/authenticator.h"
#include "sim/client_station.h"
#include "sim/pcap.h"
#include "sim/port_ap.h"

#define N_STATIONS 3
#define PASSPHRASE "correct horse"

static const struct dot11_mac own = { { 2, 0, 0, 0, 9, 9 } };

static struct {
	struct schedule schedule;
	struct air air;
	struct port_ap ap;
	struct client_station stations[N_STATIONS];
	char log[2048];
	uint16_t status; /* of the next responses; 0xffff: none is given */
	const char *error; /* of the latest join */
	bool has_joined, has_unicast, has_group;
	struct authenticator *authenticator; /* of the only client of a secured test */
	struct dot11_key gtk;
	struct pcap *pcap; /* of the group's frames, for tshark to judge */
	char pcap_path[32];
	struct dot11_p2p heard[4]; /* of the latest beacon, probe response, association request and its response */
	int found[4]; /* what dot11_p2p_find() said of it */
} t;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
	size_t size = strlen(t.log);
	va_list arguments;

	va_start(arguments, format);
	if (size > 0)
		t.log[size++] = ' ';
	vsnprintf(t.log + size, sizeof(t.log) - size, format, arguments);
	va_end(arguments);
}

#define assert_log(expected)                          \
	do {                                          \
		assert_string_equal(t.log, expected); \
		t.log[0] = '\0';                      \
	} while (0)

static void run(void)
{
	schedule_run_until(&t.schedule, t.schedule.now_us + 2000000);
}

/* --- the host --- */

static void requested(void *userdata, const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size)
{
	note("request-%d", client->b[5]);
	assert_true(size > 4);
	if (t.status != 0xffff)
		assert_int_equal(port_ap_answer(&t.ap, client, t.status), 0);
}

static void answered(void *userdata, const struct dot11_mac *client, bool is_acked, bool is_reassociation, const uint8_t *body, size_t size)
{
	note("%s-%d", is_acked ? "answered" : "lost", client->b[5]);
	if (t.authenticator)
		assert_int_equal(authenticator_start(t.authenticator), 0);
}

static void left(void *userdata, const struct dot11_mac *client, enum port_ap_departure departure, const uint8_t *frame, size_t size)
{
	note("left-%d:%d%s", client->b[5], (int)departure, frame ? "+frame" : "");
	assert_true(departure == PORT_AP_SENT_AWAY || size >= 2);
}

static void stopped(void *userdata)
{
	note("stopped");
}

static void data(void *userdata, const struct dot11_data *frame)
{
	if (frame->ethertype == DOT11_ETHERTYPE_EAPOL && t.authenticator)
		(void)authenticator_receive(t.authenticator, frame->payload, frame->size);
	else
		note("data-%d:%04x", frame->source.b[5], frame->ethertype);
}

static const struct port_ap_listener listener = { requested, answered, left, stopped, data };

static void host_send(const uint8_t *pdu, size_t size, void *userdata)
{
	assert_int_equal(port_ap_send(&t.ap, &(struct dot11_data){ .destination = t.stations[0].config.mac, .source = own,
								     .ethertype = DOT11_ETHERTYPE_EAPOL, .payload = pdu, .size = size }),
			 0);
}

static size_t host_group_keys(struct dot11_key ret[3], void *userdata)
{
	ret[0] = t.gtk;
	return 1;
}

static void host_install(const struct dot11_key *key, void *userdata)
{
	assert_int_equal(port_ap_add_key(&t.ap, &t.stations[0].config.mac, key), 0);
	note("key");
}

static void host_over(void *userdata)
{
}

static void host_failed(enum authenticator_failure failure, void *userdata)
{
	fail_msg("the handshake failed: %d", (int)failure);
}

static void host_set_timer(uint64_t delay_us, void *userdata)
{
}

static const struct authenticator_listener host_listener = { host_send, host_group_keys, host_install, host_over,
							      host_over, host_failed,	  host_set_timer };

/* --- stations --- */

static void joined(void *userdata, const char *error)
{
	t.has_joined = true;
	t.error = error;
}

static int begin_join(int station)
{
	uint8_t elements[768];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct client_station_bss bss = { .bssid = own, .channel = { DOT11_BAND_2GHZ, 6 }, .beacon_interval_tu = 100 };

	assert_int_equal(port_ap_write_elements(&t.ap, &writer), 0);
	bss.elements = elements;
	bss.elements_size = writer.size;
	t.has_joined = false;
	t.error = "nobody has told";
	return client_station_join(&t.stations[station], &bss, joined, NULL);
}

static void join(int station)
{
	assert_int_equal(begin_join(station), 0);
	run();
	assert_true(t.has_joined);
	assert_null(t.error);
}

static void pinged(void *userdata, bool unicast, bool group)
{
	t.has_unicast = unicast;
	t.has_group = group;
}

static void assert_data_passes(int station)
{
	t.has_unicast = t.has_group = false;
	assert_int_equal(client_station_ping(&t.stations[station], pinged, NULL), 0);
	run();
	assert_true(t.has_unicast && t.has_group);
}

static int set_up_as(bool is_secure, bool is_for_p2p_only)
{
	const struct port_ap_config config = {
		.ssid = { 4, "test" }, .channel = { DOT11_BAND_2GHZ, 6 }, .beacon_interval_tu = 100, .is_secure = is_secure,
		.is_for_p2p_only = is_for_p2p_only,
	};

	memset(&t, 0, sizeof(t));
	air_init(&t.air, &t.schedule, 1);
	t.air.delay_us = 100;
	t.air.path_exponent = 3;
	port_ap_init(&t.ap, &own, &listener, NULL);
	for (int i = 0; i < N_STATIONS; i++) {
		struct scenario_station station = { .mac = { { 2, 0, 0, 0, 0, (uint8_t)(i + 1) } }, .ssid = { 4, "test" } };

		if (is_secure)
			assert_int_equal(secret_set(&station.passphrase, PASSPHRASE, strlen(PASSPHRASE)), 0);
		client_station_init(&t.stations[i], &t.air, &station);
	}
	return port_ap_start(&t.ap, &t.air, &config);
}

static int set_up_with(bool is_secure)
{
	return set_up_as(is_secure, false);
}

static int set_up(void **state)
{
	return set_up_with(false);
}

static int set_up_secure(void **state)
{
	return set_up_with(true);
}

static int tear_down(void **state)
{
	authenticator_free(t.authenticator);
	for (int i = 0; i < N_STATIONS; i++)
		client_station_deinit(&t.stations[i]);
	port_ap_clear(&t.ap);
	air_deinit(&t.air);
	return 0;
}

/* --- tests --- */

static void stations_join_and_are_told_apart(void **state)
{
	join(0);
	join(1);
	assert_log("request-1 answered-1 request-2 answered-2");
	assert_int_equal(port_ap_count(&t.ap), 2);
	assert_int_not_equal(t.ap.clients[0]->aid, t.ap.clients[1]->aid);
	assert_data_passes(0);
	assert_data_passes(1);
	assert_log("");
}

static void a_refused_station_is_forgotten_and_hears_why(void **state)
{
	t.status = DOT11_STATUS_NO_MORE_STAS;
	assert_int_equal(begin_join(0), 0);
	run();
	assert_true(t.has_joined);
	assert_string_equal(t.error, dot11_status_name(DOT11_STATUS_NO_MORE_STAS));
	assert_log("request-1 answered-1");
	assert_int_equal(t.ap.n_clients, 0);
}

/* The vendor elements of the latest beacon and probe response, without the fixed twelve bytes before the elements. */
static struct {
	uint8_t beacon[DOT11_FRAME_MAX_SIZE], probe_response[DOT11_FRAME_MAX_SIZE];
	size_t beacon_size, probe_response_size;
} said;

static void listen_to_bss(void *userdata, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm,
			  const uint8_t *bytes, size_t size)
{
	struct dot11_frame frame;

	assert_int_equal(dot11_frame_parse(bytes, size, &frame), 0);
	if (frame.header.kind == DOT11_FRAME_BEACON) {
		said.beacon_size = frame.management.elements.size;
		memcpy(said.beacon, frame.management.elements.bytes, said.beacon_size);
	} else if (frame.header.kind == DOT11_FRAME_PROBE_RESPONSE) {
		said.probe_response_size = frame.management.elements.size;
		memcpy(said.probe_response, frame.management.elements.bytes, said.probe_response_size);
	}
}

static void listen_once(void)
{
	const struct dot11_header header = { .kind = DOT11_FRAME_PROBE_REQUEST, .receiver = DOT11_MAC_BROADCAST,
					     .address3 = DOT11_MAC_BROADCAST };
	static const uint8_t any_ssid[] = { 0, 0 };
	const struct dot11_management management = { .elements = { any_ssid, sizeof(any_ssid) } };

	t.air.capture = listen_to_bss;
	t.stations[0].antenna.is_on = true;
	air_tune(&t.air, &t.stations[0].antenna, (struct dot11_channel){ DOT11_BAND_2GHZ, 6 });
	assert_int_equal(air_transmit(&t.stations[0].antenna, &header, &management, NULL, NULL, 0), 0);
	air_solicit(&t.stations[0].antenna);
	run();
	t.air.capture = NULL;
}

static void further_elements_stand_last_until_they_are_taken_away(void **state)
{
	uint8_t many[PORT_AP_MAX_EXTRA + 1], all[PORT_AP_MAX_ELEMENTS];
	struct writer writer = writer_over(all, sizeof(all));
	size_t beacon_size, probe_response_size;

	listen_once();
	beacon_size = said.beacon_size;
	probe_response_size = said.probe_response_size;
	assert_int_equal(port_ap_set_extra(&t.ap, (const uint8_t *)"\xdd\x03""abc", 5, (const uint8_t *)"\xdd\x01""d", 3), 0);
	listen_once();
	assert_int_equal(said.beacon_size, beacon_size + 5);
	assert_memory_equal(said.beacon + beacon_size, "\xdd\x03""abc", 5);
	assert_int_equal(said.probe_response_size, probe_response_size + 3);
	assert_memory_equal(said.probe_response + probe_response_size, "\xdd\x01""d", 3);
	assert_int_equal(port_ap_write_elements(&t.ap, &writer), 0);
	assert_int_equal(writer.size, said.beacon_size);

	memset(many, 0, sizeof(many)); /* elements without contents: 800 of them */
	assert_int_equal(port_ap_set_extra(&t.ap, many, sizeof(many), NULL, 0), -EMSGSIZE);
	assert_int_equal(port_ap_set_extra(&t.ap, NULL, 0, many, sizeof(many)), -EMSGSIZE);
	assert_int_equal(port_ap_set_extra(&t.ap, (const uint8_t *)"\xdd\x03""ab", 4, NULL, 0), -EBADMSG);
	listen_once();
	assert_int_equal(said.beacon_size, beacon_size + 5);
	assert_int_equal(port_ap_set_extra(&t.ap, many, PORT_AP_MAX_EXTRA, many, PORT_AP_MAX_EXTRA), 0);
	listen_once();
	assert_int_equal(said.beacon_size, beacon_size + PORT_AP_MAX_EXTRA);
	assert_int_equal(said.probe_response_size, probe_response_size + PORT_AP_MAX_EXTRA);
	assert_int_equal(port_ap_set_extra(&t.ap, NULL, 0, NULL, 0), 0);
	listen_once();
	assert_int_equal(said.beacon_size, beacon_size);
}

static void a_host_that_does_not_answer_is_asked_again(void **state)
{
	t.status = 0xffff;
	assert_int_equal(begin_join(0), 0);
	run();
	assert_non_null(t.error);
	assert_log("request-1 request-1 request-1");
	assert_int_equal(port_ap_count(&t.ap), 0);
}

static void one_of_several_is_sent_away_with_both_frames(void **state)
{
	for (int i = 0; i < N_STATIONS; i++)
		join(i);
	t.log[0] = '\0';
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[1].config.mac, DOT11_REASON_INACTIVITY), 0);
	assert_log(""); /* not before the frames are out */
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[1].config.mac, DOT11_REASON_INACTIVITY), -ENOENT);
	run();
	assert_log("left-2:0");
	assert_string_equal(client_station_state(&t.stations[1]), "idle");
	assert_int_equal(port_ap_count(&t.ap), 2);
	assert_data_passes(0);
	assert_data_passes(2);
}

static void a_station_that_does_not_hear_the_goodbye_is_gone_all_the_same(void **state)
{
	join(0);
	t.log[0] = '\0';
	t.stations[0].antenna.is_on = false;
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[0].config.mac, 3), 0);
	run();
	assert_log("left-1:0");
}

static void a_station_leaves_by_itself(void **state)
{
	join(0);
	join(1);
	t.log[0] = '\0';
	assert_int_equal(client_station_leave(&t.stations[0]), 0);
	run();
	assert_log("left-1:2+frame");
	assert_data_passes(1);
}

static void the_first_of_two_goodbyes_is_told(void **state)
{
	join(0);
	t.log[0] = '\0';
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[0].config.mac, 3), 0);
	assert_int_equal(client_station_leave(&t.stations[0]), 0);
	run();
	assert_log("left-1:0");
}

static void a_station_that_comes_again_needs_no_goodbye(void **state)
{
	join(0);
	station_mlme_reset(&t.stations[0].mlme);
	join(0);
	assert_log("request-1 answered-1 request-1 answered-1");
	assert_int_equal(port_ap_count(&t.ap), 1);
}

static void a_stop_tells_of_everybody_and_then_of_itself(void **state)
{
	join(0);
	join(1);
	t.log[0] = '\0';
	assert_int_equal(port_ap_stop(&t.ap), 0);
	assert_int_equal(port_ap_stop(&t.ap), -ENOTCONN);
	run();
	assert_log("left-2:0 left-1:0 stopped");
	assert_string_equal(client_station_state(&t.stations[0]), "idle");
	assert_string_equal(client_station_state(&t.stations[1]), "idle");
	assert_int_equal(port_ap_stop(&t.ap), -ENOTCONN);
}

static void a_cleared_port_says_nothing(void **state)
{
	join(0);
	t.log[0] = '\0';
	port_ap_clear(&t.ap);
	run();
	assert_log("");
	assert_int_equal(t.ap.n_clients, 0);
}

static int set_up_p2p(void **state)
{
	int r = set_up_as(false, true);

	t.stations[0].config.is_p2p = t.stations[1].config.is_p2p = true;
	return r;
}

static void an_ordinary_station_is_turned_away_from_a_group_for_wifi_direct_only(void **state)
{
	join(0);
	assert_log("request-1 answered-1");
	assert_int_equal(begin_join(2), 0);
	run();
	assert_true(t.has_joined);
	assert_string_equal(t.error, dot11_status_name(DOT11_STATUS_DENIED_OTHER_REASON));
	assert_log(""); /* the host does not hear of it */
	assert_int_equal(t.ap.n_clients, 1);
	assert_data_passes(0);
}

enum heard { HEARD_BEACON, HEARD_PROBE_RESPONSE, HEARD_REQUEST, HEARD_RESPONSE };

static void hear(void *userdata, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm, const uint8_t *bytes,
		 size_t size)
{
	struct dot11_frame frame;
	enum heard what;

	pcap_write(t.pcap, time_us, channel, rate_500k, signal_dbm, bytes, size);
	assert_int_equal(dot11_frame_parse(bytes, size, &frame), 0);
	switch (frame.header.kind) {
	case DOT11_FRAME_BEACON:
		what = HEARD_BEACON;
		break;
	case DOT11_FRAME_PROBE_RESPONSE:
		what = HEARD_PROBE_RESPONSE;
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
		what = HEARD_REQUEST;
		break;
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
		what = HEARD_RESPONSE;
		break;
	default:
		return;
	}
	t.found[what] = dot11_p2p_find(frame.management.elements.bytes, frame.management.elements.size, &t.heard[what]);
}

static void begin_hearing(void)
{
	int fd;

	strcpy(t.pcap_path, "/tmp/port-ap-XXXXXX");
	fd = mkstemp(t.pcap_path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(pcap_new(&t.pcap, t.pcap_path, 1), 0);
	t.air.capture = hear;
	for (size_t i = 0; i < sizeof(t.found) / sizeof(t.found[0]); i++)
		t.found[i] = 1;
}

static int tear_down_heard(void **state)
{
	pcap_free(t.pcap);
	unlink(t.pcap_path);
	return tear_down(state);
}

/* Without tshark nobody judges. */
static void expect_frames(const char *filter, int wanted)
{
	char line[512];
	FILE *pipe;
	int n = 0;

	if (system("command -v tshark >/dev/null 2>&1") != 0)
		return;
	assert_int_equal(pcap_flush(t.pcap), 0);
	snprintf(line, sizeof(line), "tshark -r %s -Y '%s' 2>/dev/null", t.pcap_path, filter);
	pipe = popen(line, "r");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe))
		n++;
	assert_int_equal(pclose(pipe), 0);
	if (n != wanted)
		fail_msg("%d frames instead of %d match %s", n, wanted, filter);
}

static void probe(int station, bool is_p2p)
{
	const struct dot11_header header = { .kind = DOT11_FRAME_PROBE_REQUEST, .receiver = DOT11_MAC_BROADCAST,
					     .address3 = DOT11_MAC_BROADCAST };
	uint8_t elements[128];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_management management;

	dot11_element_write_ssid(&writer, &(struct dot11_ssid){ 0 });
	if (is_p2p)
		dot11_p2p_write(&writer, &(struct dot11_p2p){ .has_capability = true });
	management = (struct dot11_management){ .elements = { elements, writer.size } };
	t.stations[station].antenna.is_on = true;
	air_tune(&t.air, &t.stations[station].antenna, (struct dot11_channel){ DOT11_BAND_2GHZ, 6 });
	t.found[HEARD_PROBE_RESPONSE] = 1;
	assert_int_equal(air_transmit(&t.stations[station].antenna, &header, &management, NULL, NULL, 0), 0);
	run();
}

static void a_group_is_known_by_its_beacons_and_to_those_who_ask_as_devices(void **state)
{
	begin_hearing();
	probe(0, true);
	assert_int_equal(t.found[HEARD_PROBE_RESPONSE], 0);
	assert_true(t.heard[HEARD_PROBE_RESPONSE].has_capability && t.heard[HEARD_PROBE_RESPONSE].has_device);
	assert_false(t.heard[HEARD_PROBE_RESPONSE].has_device_id);
	assert_int_equal(t.heard[HEARD_PROBE_RESPONSE].group_capability, DOT11_P2P_GROUP_OWNER);
	assert_true(dot11_mac_equal(&t.heard[HEARD_PROBE_RESPONSE].device, &own));
	probe(0, false);
	assert_int_equal(t.found[HEARD_PROBE_RESPONSE], -ENOENT);
	air_solicit(&t.stations[0].antenna);
	run();
	assert_int_equal(t.found[HEARD_BEACON], 0);
	assert_true(t.heard[HEARD_BEACON].has_capability && t.heard[HEARD_BEACON].has_device_id);
	assert_false(t.heard[HEARD_BEACON].has_device);
	assert_int_equal(t.heard[HEARD_BEACON].group_capability, DOT11_P2P_GROUP_OWNER);
	assert_true(dot11_mac_equal(&t.heard[HEARD_BEACON].device_id, &own));
	expect_frames("wlan.fc.type_subtype == 8 && wifi_p2p.p2p_capability.group_capability.group_owner == 1 && "
		      "wifi_p2p.device_id == 02:00:00:00:09:09", 1);
	expect_frames("wlan.fc.type_subtype == 5 && wifi_p2p.dev_info.p2p_dev_addr == 02:00:00:00:09:09 && "
		      "wifi_p2p.dev_info.dev_name == \"wdi-sim\"", 1);
	expect_frames("_ws.malformed || _ws.expert.severity >= 6291456", 0); /* warnings and errors */
}

static void clients_of_a_group_say_who_they_are_and_are_answered(void **state)
{
	begin_hearing();
	join(0);
	assert_int_equal(t.found[HEARD_REQUEST], 0);
	assert_true(t.heard[HEARD_REQUEST].has_capability && t.heard[HEARD_REQUEST].has_device);
	assert_true(dot11_mac_equal(&t.heard[HEARD_REQUEST].device, &t.stations[0].config.mac));
	assert_int_equal(t.heard[HEARD_REQUEST].group_capability, 0);
	assert_int_equal(t.found[HEARD_RESPONSE], 0);
	assert_int_equal(begin_join(2), 0); /* an ordinary one is refused in its own language */
	run();
	assert_int_equal(t.found[HEARD_REQUEST], -ENOENT);
	assert_int_equal(t.found[HEARD_RESPONSE], -ENOENT);
	expect_frames("wlan.fc.type_subtype == 0 && wifi_p2p.dev_info.dev_name_len == 7", 1);
	expect_frames("wlan.fc.type_subtype == 1 && wlan.tag.vendor.oui.type == 9", 1);
	expect_frames("_ws.malformed || _ws.expert.severity >= 6291456", 0);
}

static void a_group_that_takes_nobody_more_says_so(void **state)
{
	begin_hearing();
	for (uint8_t i = 0; i < PORT_AP_MAX_CLIENTS; i++) {
		const struct dot11_header header = { .kind = DOT11_FRAME_AUTHENTICATION, .receiver = own, .address3 = own };
		struct air_antenna *antenna = &t.stations[0].antenna;
		const struct dot11_mac mac = antenna->mac;

		antenna->mac.b[4] = (uint8_t)(i + 1);
		antenna->is_on = true;
		air_tune(&t.air, antenna, (struct dot11_channel){ DOT11_BAND_2GHZ, 6 });
		assert_int_equal(air_transmit(antenna, &header, &(struct dot11_management){ .transaction = 1 }, NULL, NULL, 0), 0);
		run();
		antenna->mac = mac;
	}
	assert_int_equal(t.ap.n_clients, PORT_AP_MAX_CLIENTS);
	probe(1, true);
	assert_int_equal(t.heard[HEARD_PROBE_RESPONSE].group_capability, DOT11_P2P_GROUP_OWNER | DOT11_P2P_GROUP_LIMIT);
}

static void a_stopped_group_sends_all_its_clients_away(void **state)
{
	join(0);
	join(1);
	t.log[0] = '\0';
	assert_int_equal(port_ap_stop(&t.ap), 0);
	run();
	assert_log("left-2:0 left-1:0 stopped");
	assert_string_equal(client_station_state(&t.stations[0]), "idle");
	assert_string_equal(client_station_state(&t.stations[1]), "idle");
}

static void an_access_point_for_everybody_is_no_group(void **state)
{
	begin_hearing();
	probe(0, true);
	assert_int_equal(t.found[HEARD_PROBE_RESPONSE], -ENOENT);
	air_solicit(&t.stations[0].antenna);
	run();
	assert_int_equal(t.found[HEARD_BEACON], -ENOENT);
}

static void one_of_two_wifi_direct_clients_is_sent_away_and_the_other_stays(void **state)
{
	join(0);
	join(1);
	t.log[0] = '\0';
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[0].config.mac, DOT11_REASON_INACTIVITY), 0);
	run();
	assert_log("left-1:0");
	assert_string_equal(client_station_state(&t.stations[0]), "idle");
	assert_int_equal(port_ap_count(&t.ap), 1);
	assert_data_passes(1);
	join(0); /* it may come again */
	assert_log("request-1 answered-1");
}

static void a_client_of_a_group_disconnects_from_its_owner(void **state)
{
	join(0);
	join(1);
	t.log[0] = '\0';
	begin_hearing();
	assert_int_equal(client_station_leave(&t.stations[0]), 0);
	run();
	assert_string_equal(client_station_state(&t.stations[0]), "idle");
	assert_log("left-1:2+frame");
	expect_frames("wlan.fc.type_subtype == 10 && wlan.ra == 02:00:00:00:09:09", 1);
	expect_frames("wlan.fc.type_subtype == 12 && wlan.ra == 02:00:00:00:09:09", 1);
	assert_int_equal(port_ap_count(&t.ap), 1);
	assert_data_passes(1);
}

static void a_secured_client_is_protected_from_its_key_on(void **state)
{
	_cleanup_secret_ struct secret pmk = { .size = 32 };
	uint8_t elements[768];
	struct writer writer = writer_over(elements, sizeof(elements));
	const uint8_t plain[8] = { 0 };
	struct dot11_element rsne;
	struct authenticator_config config = { .own = own, .station = t.stations[0].config.mac, .akm = DOT11_AKM_PSK,
					       .pairwise_cipher = DOT11_CIPHER_CCMP_128, .pmk = &pmk };

	assert_int_equal(crypto_pbkdf2_sha1(PASSPHRASE, strlen(PASSPHRASE), "test", 4, 4096, pmk.bytes, 32), 0);
	assert_int_equal(port_ap_write_elements(&t.ap, &writer), 0);
	assert_true(dot11_element_find(elements, writer.size, DOT11_ELEMENT_RSN, &rsne));
	/* The station's element has the same bytes. */
	config.own_rsne = config.station_rsne = rsne.body - 2;
	config.own_rsne_size = config.station_rsne_size = rsne.size + 2u;
	assert_int_equal(authenticator_new(&t.authenticator, &config, &host_listener, NULL), 0);
	t.gtk = (struct dot11_key){ .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = 1, .key = { .size = 16 } };
	assert_int_equal(port_ap_add_key(&t.ap, NULL, &t.gtk), 0);
	join(0);
	assert_log("request-1 answered-1 key");
	assert_data_passes(0);
	/* To somebody without a key nothing but EAPOL passes. */
	assert_int_equal(port_ap_send(&t.ap, &(struct dot11_data){ .destination = t.stations[1].config.mac, .source = own,
								     .ethertype = 0x0800, .payload = plain, .size = sizeof(plain) }),
			 -ENOTCONN);
	/* The key goes with the client, before it is told. */
	assert_int_equal(port_ap_disconnect(&t.ap, &t.stations[0].config.mac, 3), 0);
	run();
	assert_log("left-1:0");
	assert_int_equal(t.ap.n_clients, 0);
	assert_int_equal(t.ap.group[1].key.size, 16);
}

static void keys_that_do_not_fit_are_refused(void **state)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128, .key = { .size = 16 } };

	assert_int_equal(port_ap_add_key(&t.ap, &t.stations[0].config.mac, &key), -ENOENT);
	assert_int_equal(port_ap_add_key(&t.ap, NULL, &key), -EINVAL);
	key.kind = DOT11_KEY_GROUP;
	key.index = 4;
	assert_int_equal(port_ap_add_key(&t.ap, NULL, &key), -EINVAL);
	key.index = 1;
	key.cipher = DOT11_CIPHER_GCMP_128;
	assert_int_equal(port_ap_add_key(&t.ap, NULL, &key), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define HEARD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_p2p, tear_down_heard)
#define SECURE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_secure, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(stations_join_and_are_told_apart),
		TEST(a_refused_station_is_forgotten_and_hears_why),
		TEST(further_elements_stand_last_until_they_are_taken_away),
		TEST(a_host_that_does_not_answer_is_asked_again),
		TEST(one_of_several_is_sent_away_with_both_frames),
		TEST(a_station_that_does_not_hear_the_goodbye_is_gone_all_the_same),
		TEST(a_station_leaves_by_itself),
		TEST(the_first_of_two_goodbyes_is_told),
		TEST(a_station_that_comes_again_needs_no_goodbye),
		TEST(a_stop_tells_of_everybody_and_then_of_itself),
		TEST(a_cleared_port_says_nothing),
		cmocka_unit_test_setup_teardown(an_ordinary_station_is_turned_away_from_a_group_for_wifi_direct_only, set_up_p2p, tear_down),
		cmocka_unit_test_setup_teardown(one_of_two_wifi_direct_clients_is_sent_away_and_the_other_stays, set_up_p2p, tear_down),
		cmocka_unit_test_setup_teardown(a_stopped_group_sends_all_its_clients_away, set_up_p2p, tear_down),
		HEARD_TEST(a_client_of_a_group_disconnects_from_its_owner),
		HEARD_TEST(a_group_is_known_by_its_beacons_and_to_those_who_ask_as_devices),
		HEARD_TEST(clients_of_a_group_say_who_they_are_and_are_answered),
		HEARD_TEST(a_group_that_takes_nobody_more_says_so),
		cmocka_unit_test_setup_teardown(an_access_point_for_everybody_is_no_group, set_up, tear_down_heard),
		SECURE_TEST(a_secured_client_is_protected_from_its_key_on),
		SECURE_TEST(keys_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
