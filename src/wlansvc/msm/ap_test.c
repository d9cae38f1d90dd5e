/* The access point's machine against a driver that only notes what it is asked for, and clients made of src/rsn. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/rsne.h"
#include "rsn/supplicant.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/ap.h"

#define MAX_LOG 4096
#define N_STATIONS 3

static const struct dot11_mac own = { { 2, 0, 0, 0, 9, 9 } };
static const struct dot11_mac macs[N_STATIONS] = { { { 2, 0, 0, 0, 0, 1 } }, { { 2, 0, 0, 0, 0, 2 } }, { { 2, 0, 0, 0, 0, 3 } } };

struct station {
	struct supplicant *supplicant;
	uint32_t id; /* of the latest command for it */
	struct dot11_key pairwise, group;
	bool is_complete, has_group;
	uint8_t queued[16][512];
	size_t queued_size[16], n_queued;
};

static struct {
	struct ap *ap;
	char log[MAX_LOG]; /* what was asked for and told, in order */
	struct station stations[N_STATIONS];
	uint64_t now_us, timer_us;
	struct dot11_key gtk, pairwise[N_STATIONS];
	uint8_t elements[256], rsne[64];
	size_t elements_size, rsne_size;
	int refusal; /* of the next submission */
	bool is_mute; /* stations do not get what is sent */
	unsigned n_sent;
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

static int number_of(const struct dot11_mac *mac)
{
	return mac->b[5] - 1;
}

static int submit(const char *what)
{
	int r = t.refusal;

	t.refusal = 0;
	note("%s", what);
	return r;
}

static int submit_create(void *port)
{
	return submit("create");
}

static int submit_start(const struct ap_settings *settings, void *port)
{
	return submit("start");
}

static void abort_start(void *port)
{
	note("abort");
}

static int submit_advertisement(const uint8_t *elements, size_t size, void *port)
{
	char what[32];

	assert_true(size == 0 || elements[0] == DOT11_ELEMENT_VENDOR);
	snprintf(what, sizeof(what), "advertise-%zu", size);
	return submit(what);
}

static int submit_stop(void *port)
{
	return submit("stop");
}

static int submit_reset(void *port)
{
	return submit("reset");
}

static int submit_delete(void *port)
{
	return submit("delete");
}

static int submit_response(uint32_t client, const struct ap_request *request, uint16_t status, void *port)
{
	t.stations[number_of(&request->client)].id = client;
	note("response-%d:%u", number_of(&request->client), status);
	return 0;
}

static int submit_disconnect(uint32_t client, const struct dot11_mac *mac, uint16_t reason, void *port)
{
	t.stations[number_of(mac)].id = client;
	note("disconnect-%d:%u", number_of(mac), reason);
	return 0;
}

static int submit_keys(uint32_t client, const struct dot11_mac *mac, const struct dot11_key *key, void *port)
{
	if (!mac) {
		assert_int_equal(client, 0);
		t.gtk = *key;
		return submit("gtk");
	}
	t.stations[number_of(mac)].id = client;
	t.pairwise[number_of(mac)] = *key;
	note("key-%d", number_of(mac));
	return 0;
}

static int send_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *port)
{
	struct station *station = &t.stations[number_of(client)];

	t.n_sent++;
	if (t.is_mute || !station->supplicant)
		return 0;
	assert_true(size <= sizeof(station->queued[0]) && station->n_queued < 16);
	memcpy(station->queued[station->n_queued], pdu, size);
	station->queued_size[station->n_queued++] = size;
	return 0;
}

static void set_timer(uint64_t delay_us, void *port)
{
	t.timer_us = delay_us > 0 ? t.now_us + delay_us : 0;
}

static uint64_t now_us(void *port)
{
	return t.now_us;
}

static const struct ap_ops ops = {
	submit_create, submit_start,	  abort_start, submit_advertisement, submit_stop, submit_reset, submit_delete,
	submit_response, submit_disconnect, submit_keys, send_eapol,	       set_timer,	  now_us,
};

static void on_up(void *userdata)
{
	note("UP");
}

static void on_down(enum ap_ending ending, uint32_t status, void *userdata)
{
	note("DOWN:%d:%x", (int)ending, status);
}

static void on_joined(const struct dot11_mac *client, void *userdata)
{
	note("JOINED-%d", number_of(client));
}

static void on_left(const struct dot11_mac *client, enum ap_departure departure, void *userdata)
{
	note("LEFT-%d:%d", number_of(client), (int)departure);
}

static const struct ap_listener listener = { on_up, on_down, on_joined, on_left };

static void write_rsne(void)
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1,
		.akms = { DOT11_AKM_PSK },
	};
	struct writer writer = writer_over(t.rsne, sizeof(t.rsne));

	dot11_rsne_write(&writer, &rsne);
	t.rsne_size = writer.size;
	writer = writer_over(t.elements, sizeof(t.elements));
	dot11_element_write_ssid(&writer, &(struct dot11_ssid){ 4, "test" });
	writer_bytes(&writer, t.rsne, t.rsne_size);
	t.elements_size = writer.size;
}

static int set_up(void **state)
{
	memset(&t, 0, sizeof(t));
	t.now_us = 1000000;
	write_rsne();
	return ap_new(&t.ap, &ops, NULL, &listener, NULL);
}

static int tear_down(void **state)
{
	for (int i = 0; i < N_STATIONS; i++)
		supplicant_free(t.stations[i].supplicant);
	ap_free(t.ap);
	return 0;
}

static struct ap_settings open_settings(void)
{
	return (struct ap_settings){ .ssid = { 4, "test" }, .channel = 6, .band_id = WDI_BAND_ID_2400, .max_clients = N_STATIONS };
}

static struct ap_settings secure_settings(void)
{
	struct ap_settings settings = open_settings();

	settings.is_secure = true;
	settings.pmk.size = settings.other_pmk.size = 32;
	memset(settings.pmk.bytes, 0x11, 32);
	memset(settings.other_pmk.bytes, 0x22, 32);
	return settings;
}

static void bring_up(const struct ap_settings *settings)
{
	assert_int_equal(ap_start(t.ap, settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	if (settings->is_secure)
		assert_int_equal(ap_keys_done(t.ap, 0, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_state(t.ap), AP_STATE_UP);
	t.log[0] = '\0';
}

static int request_with(int station, const char *ssid, const uint8_t *elements, size_t size)
{
	struct dot11_ssid name = { .size = (uint8_t)strlen(ssid) };
	uint8_t frame[512];
	struct writer writer = writer_over(frame, sizeof(frame));

	memcpy(name.bytes, ssid, name.size);
	writer_le16(&writer, DOT11_CAPABILITY_ESS);
	writer_le16(&writer, 10);
	dot11_element_write_ssid(&writer, &name);
	if (size > 0)
		writer_bytes(&writer, elements, size);
	return ap_association_request(t.ap, &(struct ap_request){ .client = macs[station], .frame = frame, .frame_size = writer.size });
}

static void answer(int station)
{
	assert_int_equal(ap_response_done(t.ap, t.stations[station].id, NDIS_STATUS_SUCCESS, t.elements, t.elements_size), 0);
}

static void join_open(int station)
{
	assert_int_equal(request_with(station, "test", NULL, 0), 0);
	answer(station);
	t.log[0] = '\0';
}

/* --- a station --- */

static void station_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct station *station = userdata;

	(void)ap_eapol(t.ap, &macs[station - t.stations], pdu, size);
}

static void station_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct station *station = userdata;

	for (size_t i = 0; i < n_keys; i++) {
		if (keys[i].kind == DOT11_KEY_PAIRWISE)
			station->pairwise = keys[i];
		else
			station->group = keys[i];
	}
}

static void station_completed(void *userdata)
{
	((struct station *)userdata)->is_complete = true;
}

static void station_failed(enum supplicant_failure failure, void *userdata)
{
	fail_msg("the station failed: %d", (int)failure);
}

static const struct supplicant_listener station_listener = { station_send, station_install, station_completed, station_failed };

static void begin_station(int number, uint8_t pmk_byte)
{
	struct station *station = &t.stations[number];
	struct secret pmk = { .size = 32 };
	const struct supplicant_config config = {
		.own = macs[number],
		.authenticator = own,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_NONE,
		.pmk = &pmk,
		.own_rsne = t.rsne,
		.own_rsne_size = t.rsne_size,
		.bss_rsne = t.rsne,
		.bss_rsne_size = t.rsne_size,
	};

	memset(pmk.bytes, pmk_byte, 32);
	assert_int_equal(supplicant_new(&station->supplicant, &config, &station_listener, station), 0);
}

static void deliver(int number)
{
	struct station *station = &t.stations[number];

	for (size_t i = 0; i < station->n_queued; i++)
		(void)supplicant_receive(station->supplicant, station->queued[i], station->queued_size[i]);
	station->n_queued = 0;
}

static void associate_secure(int number, uint8_t pmk_byte)
{
	begin_station(number, pmk_byte);
	assert_int_equal(request_with(number, "test", t.rsne, t.rsne_size), 0);
	answer(number);
	t.log[0] = '\0';
}

static void join_secure(int number, uint8_t pmk_byte)
{
	associate_secure(number, pmk_byte);
	for (int i = 0; i < 4; i++)
		deliver(number);
	assert_int_equal(ap_keys_done(t.ap, t.stations[number].id, NDIS_STATUS_SUCCESS), 0);
}

/* --- tests --- */

static void an_open_access_point_goes_up_and_down_step_by_step(void **state)
{
	struct ap_settings settings = open_settings();

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_start(t.ap, &settings), AP_E_BUSY);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create start UP");
	assert_int_equal(ap_stop(t.ap), 0);
	assert_int_equal(ap_stop(t.ap), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("stop reset delete DOWN:0:0");
	assert_int_equal(ap_stop(t.ap), AP_E_NOT_UP);
}

static void settings_that_cannot_be_are_refused(void **state)
{
	struct ap_settings settings = open_settings();

	settings.ssid.size = 0;
	assert_int_equal(ap_start(t.ap, &settings), -EINVAL);
	settings = open_settings();
	settings.max_clients = AP_MAX_CLIENTS + 1;
	assert_int_equal(ap_start(t.ap, &settings), -EINVAL);
	settings = secure_settings();
	settings.pmk.size = 31;
	assert_int_equal(ap_start(t.ap, &settings), -EINVAL);
	assert_log("");
}

static void every_failure_on_the_way_up_takes_the_port_down_again(void **state)
{
	struct ap_settings settings = secure_settings();

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_RESOURCES, &own), 0);
	assert_log("create DOWN:1:c000009a");

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_FAILURE), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create start delete DOWN:1:c0000001");

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_keys_done(t.ap, 0, NDIS_STATUS_FAILURE), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create start gtk stop reset delete DOWN:1:c0000001");
}

static void a_stop_while_starting_aborts_and_resets(void **state)
{
	struct ap_settings settings = open_settings();

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_stop(t.ap), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_REQUEST_ABORTED), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create start abort reset delete DOWN:0:0");
}

static void a_stop_while_the_port_is_made_deletes_it(void **state)
{
	struct ap_settings settings = open_settings();

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_stop(t.ap), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create delete DOWN:0:0");
}

static void up_open(void)
{
	struct ap_settings settings = open_settings();

	assert_int_equal(ap_start(t.ap, &settings), 0);
	assert_int_equal(ap_created(t.ap, NDIS_STATUS_SUCCESS, &own), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
}

static void take_down(void)
{
	assert_int_equal(ap_stop(t.ap), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
}

static const uint8_t vendor_elements[] = { DOT11_ELEMENT_VENDOR, 3, 1, 2, 3, DOT11_ELEMENT_VENDOR, 3, 4, 5, 6 };

static void elements_are_the_drivers_before_it_starts_and_at_every_start(void **state)
{
	ap_set_elements(t.ap, vendor_elements, 5);
	assert_log(""); /* there is no port to say it on */
	up_open();
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	take_down();
	assert_log("create advertise-5 start UP stop reset delete DOWN:0:0");
	up_open();
	assert_log("create advertise-5 start UP");
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), AP_E_NOT_EXPECTED);
}

static void elements_that_change_are_told_one_after_the_other_and_once(void **state)
{
	up_open();
	assert_log("create start UP"); /* nothing to say is not said */
	ap_set_elements(t.ap, vendor_elements, 5);
	ap_set_elements(t.ap, vendor_elements, 5); /* no change */
	assert_log("advertise-5");
	ap_set_elements(t.ap, vendor_elements, sizeof(vendor_elements));
	ap_set_elements(t.ap, NULL, 0);
	assert_log(""); /* while the first is on its way */
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("advertise-0");
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("");
}

static void elements_that_the_driver_refuses_change_nothing_else(void **state)
{
	t.refusal = 0;
	ap_set_elements(t.ap, vendor_elements, 5);
	up_open();
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_NOT_SUPPORTED), 0);
	assert_log("create advertise-5 start UP");
	assert_int_equal(ap_state(t.ap), AP_STATE_UP);
	t.refusal = -ENOBUFS;
	ap_set_elements(t.ap, vendor_elements, sizeof(vendor_elements));
	assert_log("advertise-10");
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), AP_E_NOT_EXPECTED);
	ap_set_elements(t.ap, vendor_elements, 5); /* the next change is told again */
	assert_log("advertise-5");
}

static void elements_are_not_told_to_a_port_that_goes_down(void **state)
{
	up_open();
	ap_set_elements(t.ap, vendor_elements, 5);
	assert_int_equal(ap_stop(t.ap), 0);
	ap_set_elements(t.ap, vendor_elements, sizeof(vendor_elements));
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("create start UP advertise-5 stop");
	for (int i = 0; i < 3; i++)
		assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	up_open();
	assert_log("reset delete DOWN:0:0 create advertise-10 start UP");
	assert_int_equal(ap_adapter_lost(t.ap), 0);
	assert_int_equal(ap_advertisement_done(t.ap, NDIS_STATUS_ADAPTER_REMOVED), AP_E_NOT_EXPECTED);
	assert_log("DOWN:3:0");
}

static void clients_join_an_open_network(void **state)
{
	struct ap_settings settings = open_settings();
	struct dot11_mac clients[AP_MAX_CLIENTS];

	bring_up(&settings);
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_int_equal(ap_clients(t.ap, clients), 0);
	/* Repeated while the answer is on its way. */
	assert_int_equal(request_with(0, "test", NULL, 0), AP_E_NOT_EXPECTED);
	answer(0);
	assert_log("response-0:0 JOINED-0");
	join_open(1);
	assert_int_equal(ap_clients(t.ap, clients), 2);
}

static void a_response_that_does_not_arrive_leaves_nothing_behind(void **state)
{
	struct ap_settings settings = open_settings();
	struct dot11_mac clients[AP_MAX_CLIENTS];

	bring_up(&settings);
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_int_equal(ap_response_done(t.ap, t.stations[0].id, NDIS_STATUS_FAILURE, NULL, 0), 0);
	assert_int_equal(ap_clients(t.ap, clients), 0);
	assert_log("response-0:0");
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_log("response-0:0");
}

static void requests_that_do_not_fit_are_refused_with_the_status_that_says_why(void **state)
{
	static const struct {
		uint32_t group, pairwise, akm;
		uint16_t capabilities, status;
	} cases[] = {
		{ DOT11_CIPHER_TKIP, DOT11_CIPHER_CCMP_128, DOT11_AKM_PSK, 0, DOT11_STATUS_INVALID_GROUP_CIPHER },
		{ DOT11_CIPHER_CCMP_128, DOT11_CIPHER_TKIP, DOT11_AKM_PSK, 0, DOT11_STATUS_INVALID_PAIRWISE_CIPHER },
		{ DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_AKM_SAE, 0, DOT11_STATUS_INVALID_AKMP },
		{ DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_AKM_PSK,
		  DOT11_RSN_MFP_CAPABLE | DOT11_RSN_MFP_REQUIRED, DOT11_STATUS_MANAGEMENT_POLICY },
	};
	struct ap_settings settings = secure_settings();
	uint8_t bytes[64];
	char expected[32];

	bring_up(&settings);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dot11_rsne rsne = {
			.group_cipher = cases[i].group, .n_pairwise = 1, .pairwise = { cases[i].pairwise },
			.n_akms = 1, .akms = { cases[i].akm }, .capabilities = cases[i].capabilities,
		};
		struct writer writer = writer_over(bytes, sizeof(bytes));

		dot11_rsne_write(&writer, &rsne);
		assert_int_equal(request_with(0, "test", bytes, writer.size), 0);
		snprintf(expected, sizeof(expected), "response-0:%u", cases[i].status);
		assert_log(expected);
		assert_int_equal(ap_response_done(t.ap, t.stations[0].id, NDIS_STATUS_SUCCESS, NULL, 0), 0);
	}
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_log("response-0:40");
	assert_int_equal(request_with(0, "other", t.rsne, t.rsne_size), 0);
	assert_log("response-0:1");
}

static void refusals_are_limited(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	for (int i = 0; i < 8; i++)
		assert_int_equal(request_with(0, "other", NULL, 0), 0);
	assert_int_equal(request_with(0, "other", NULL, 0), AP_E_BUSY);
	assert_int_equal(ap_response_done(t.ap, t.stations[0].id, NDIS_STATUS_FAILURE, NULL, 0), 0);
	assert_int_equal(request_with(0, "other", NULL, 0), 0);
}

static void one_client_too_many_is_refused(void **state)
{
	struct ap_settings settings = open_settings();

	settings.max_clients = 2;
	bring_up(&settings);
	join_open(0);
	join_open(1);
	assert_int_equal(request_with(2, "test", NULL, 0), 0);
	assert_log("response-2:17");
}

static void one_client_sent_away_leaves_the_others(void **state)
{
	struct ap_settings settings = open_settings();
	struct dot11_mac clients[AP_MAX_CLIENTS];

	bring_up(&settings);
	for (int i = 0; i < N_STATIONS; i++)
		join_open(i);
	assert_int_equal(ap_disconnect(t.ap, &macs[1], DOT11_REASON_INACTIVITY), 0);
	assert_log("disconnect-1:4");
	assert_int_equal(ap_peer_lost(t.ap, &macs[1], WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST), 0);
	assert_log("LEFT-1:0");
	assert_int_equal(ap_disconnect_done(t.ap, t.stations[1].id, NDIS_STATUS_SUCCESS), AP_E_NOT_EXPECTED);
	assert_int_equal(ap_clients(t.ap, clients), 2);
	assert_int_equal(ap_disconnect(t.ap, &macs[1], 4), AP_E_NO_CLIENT);
	assert_log("");
}

static void a_driver_without_an_indication_still_ends_the_client(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	assert_int_equal(ap_disconnect(t.ap, &macs[0], 4), 0);
	assert_int_equal(ap_disconnect_done(t.ap, t.stations[0].id, NDIS_STATUS_SUCCESS), 0);
	assert_log("disconnect-0:4 LEFT-0:0");
}

static void the_broadcast_address_is_one_task_per_client(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	for (int i = 0; i < N_STATIONS; i++)
		join_open(i);
	assert_int_equal(ap_disconnect(t.ap, &DOT11_MAC_BROADCAST, 3), 0);
	assert_log("disconnect-2:3 disconnect-1:3 disconnect-0:3");
}

static void a_disconnect_during_the_answer_waits_for_its_end(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_int_equal(ap_disconnect(t.ap, &macs[0], 3), 0);
	assert_log("response-0:0");
	answer(0);
	assert_log("disconnect-0:3");
	assert_int_equal(ap_peer_lost(t.ap, &macs[0], WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST), 0);
	assert_log("");
}

static void a_client_that_goes_by_itself_is_told_as_such(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	join_open(1);
	assert_int_equal(ap_peer_lost(t.ap, &macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED), 0);
	assert_int_equal(ap_peer_lost(t.ap, &macs[1], WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE), 0);
	assert_int_equal(ap_peer_lost(t.ap, &macs[1], WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE), AP_E_NOT_EXPECTED);
	assert_log("LEFT-0:1 LEFT-1:2");
}

static void a_client_that_comes_again_is_first_gone(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	assert_int_equal(request_with(0, "test", NULL, 0), 0);
	assert_log("LEFT-0:2 response-0:0");
}

static void a_stop_tells_every_client_before_its_end(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	join_open(1);
	assert_int_equal(ap_stop(t.ap), 0);
	assert_int_equal(ap_peer_lost(t.ap, &macs[0], WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST), 0);
	/* The other one is not told: the end of the task is its end too. */
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("stop LEFT-0:0 LEFT-1:0 reset");
	assert_int_equal(request_with(2, "test", NULL, 0), AP_E_NOT_EXPECTED);
}

static void a_driver_that_stops_by_itself_has_its_port_deleted(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	assert_int_equal(ap_stopped(t.ap), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_int_equal(ap_task_done(t.ap, NDIS_STATUS_SUCCESS), 0);
	assert_log("LEFT-0:2 reset delete DOWN:2:0");
}

static void a_lost_adapter_ends_everything_at_once(void **state)
{
	struct ap_settings settings = open_settings();

	bring_up(&settings);
	join_open(0);
	assert_int_equal(ap_adapter_lost(t.ap), 0);
	assert_log("LEFT-0:2 DOWN:3:0");
	assert_int_equal(ap_adapter_lost(t.ap), AP_E_NOT_EXPECTED);
}

static void clients_prove_the_key_and_get_theirs(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	join_secure(0, 0x11);
	assert_log("key-0 JOINED-0");
	assert_true(t.stations[0].is_complete);
	assert_true(secret_equal(&t.stations[0].pairwise.key, &t.pairwise[0].key));
	assert_true(secret_equal(&t.stations[0].group.key, &t.gtk.key));
	assert_int_equal(t.stations[0].group.index, t.gtk.index);
	/* The other key is as good. */
	join_secure(1, 0x22);
	assert_log("key-1 JOINED-1");
	assert_true(secret_equal(&t.stations[1].pairwise.key, &t.pairwise[1].key));
	assert_false(secret_equal(&t.pairwise[0].key, &t.pairwise[1].key));
}

static void an_other_key_that_was_taken_away_opens_nothing(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	ap_set_other_pmk(t.ap, &(struct secret){ 0 });
	associate_secure(0, 0x22);
	for (int i = 0; i < 4; i++)
		deliver(0);
	assert_log("");
	assert_false(t.stations[0].is_complete);
}

static void a_wrong_key_ends_with_a_handshake_timeout(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	join_secure(1, 0x11);
	t.log[0] = '\0';
	associate_secure(0, 0x33);
	for (int i = 0; i < 10 && t.timer_us > 0; i++) {
		deliver(0);
		t.now_us = t.timer_us;
		ap_timeout(t.ap);
	}
	assert_log("disconnect-0:15");
	assert_int_equal(t.timer_us, 0);
	/* It has never joined, so nobody hears that it has left. */
	assert_int_equal(ap_peer_lost(t.ap, &macs[0], WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST), 0);
	assert_log("");
}

static void messages_are_repeated_until_they_are_answered(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	t.is_mute = true;
	associate_secure(0, 0x11);
	assert_int_equal(t.n_sent, 1);
	t.now_us = t.timer_us;
	t.is_mute = false;
	ap_timeout(t.ap);
	assert_int_equal(t.n_sent, 2);
	for (int i = 0; i < 4; i++)
		deliver(0);
	assert_log("key-0");
}

static void a_refused_key_sends_the_client_away(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	associate_secure(0, 0x11);
	for (int i = 0; i < 4; i++)
		deliver(0);
	assert_int_equal(ap_keys_done(t.ap, t.stations[0].id, NDIS_STATUS_FAILURE), 0);
	assert_log("key-0 disconnect-0:1");
}

static void a_beacon_without_rsne_cannot_be_proved(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	assert_int_equal(request_with(0, "test", t.rsne, t.rsne_size), 0);
	assert_int_equal(ap_response_done(t.ap, t.stations[0].id, NDIS_STATUS_SUCCESS, NULL, 0), 0);
	assert_log("response-0:0 disconnect-0:1");
}

static void eapol_of_strangers_is_ignored(void **state)
{
	struct ap_settings settings = secure_settings();

	bring_up(&settings);
	assert_int_equal(ap_eapol(t.ap, &macs[0], (const uint8_t *)"\x02\x03\x00", 3), AP_E_NOT_EXPECTED);
	associate_secure(0, 0x11);
	assert_int_equal(ap_eapol(t.ap, &macs[0], (const uint8_t *)"\x02\x03\x00", 3), AP_E_NOT_EXPECTED);
	assert_log("");
}

static void every_pair_of_state_and_event_is_handled(void **state)
{
	for (int s = 0; s < AP_N_STATES; s++)
		assert_non_null(ap_state_to_text((enum ap_state)s));
	for (int e = 0; e < AP_N_EVENTS; e++)
		assert_non_null(ap_event_to_text((enum ap_event)e));
	assert_int_equal(ap_task_done(t.ap, 0), AP_E_NOT_EXPECTED);
	assert_int_equal(ap_created(t.ap, 0, &own), AP_E_NOT_EXPECTED);
	assert_int_equal(ap_keys_done(t.ap, 0, 0), AP_E_NOT_EXPECTED);
	assert_int_equal(ap_stopped(t.ap), AP_E_NOT_EXPECTED);
	assert_int_equal(ap_adapter_lost(t.ap), AP_E_NOT_EXPECTED);
	assert_log("");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_open_access_point_goes_up_and_down_step_by_step),
		TEST(settings_that_cannot_be_are_refused),
		TEST(every_failure_on_the_way_up_takes_the_port_down_again),
		TEST(a_stop_while_starting_aborts_and_resets),
		TEST(a_stop_while_the_port_is_made_deletes_it),
		TEST(elements_are_the_drivers_before_it_starts_and_at_every_start),
		TEST(elements_that_change_are_told_one_after_the_other_and_once),
		TEST(elements_that_the_driver_refuses_change_nothing_else),
		TEST(elements_are_not_told_to_a_port_that_goes_down),
		TEST(clients_join_an_open_network),
		TEST(a_response_that_does_not_arrive_leaves_nothing_behind),
		TEST(requests_that_do_not_fit_are_refused_with_the_status_that_says_why),
		TEST(refusals_are_limited),
		TEST(one_client_too_many_is_refused),
		TEST(one_client_sent_away_leaves_the_others),
		TEST(a_driver_without_an_indication_still_ends_the_client),
		TEST(the_broadcast_address_is_one_task_per_client),
		TEST(a_disconnect_during_the_answer_waits_for_its_end),
		TEST(a_client_that_goes_by_itself_is_told_as_such),
		TEST(a_client_that_comes_again_is_first_gone),
		TEST(a_stop_tells_every_client_before_its_end),
		TEST(a_driver_that_stops_by_itself_has_its_port_deleted),
		TEST(a_lost_adapter_ends_everything_at_once),
		TEST(clients_prove_the_key_and_get_theirs),
		TEST(an_other_key_that_was_taken_away_opens_nothing),
		TEST(a_wrong_key_ends_with_a_handshake_timeout),
		TEST(messages_are_repeated_until_they_are_answered),
		TEST(a_refused_key_sends_the_client_away),
		TEST(a_beacon_without_rsne_cannot_be_proved),
		TEST(eapol_of_strangers_is_ignored),
		TEST(every_pair_of_state_and_event_is_handled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
