/*
 * Reaches receive_probe(), receive_authentication(), receive_association(), receive_goodbye(), receive_data(), open_data() and echo() of
 * port_ap.c: frames from one of two senders, one after the other, each behind its length; between them the host answers, puts keys in
 * and sends clients away, as the bits of a byte before each frame say.
 */
#include <stdlib.h>
#include <string.h>

#include "dot11/codes.h"
#include "sim/port_ap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dot11_mac own = { { 2, 0, 0, 0, 9, 9 } };
static size_t n_associated; /* as told: never more have left than came */

static void requested(void *userdata, const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size)
{
	if (size < 4)
		abort();
}

static void answered(void *userdata, const struct dot11_mac *client, bool is_acked, bool is_reassociation, const uint8_t *body, size_t size)
{
	if (is_acked)
		n_associated++;
}

static void left(void *userdata, const struct dot11_mac *client, enum port_ap_departure departure, const uint8_t *frame, size_t size)
{
	if (n_associated == 0)
		abort();
}

static void stopped(void *userdata)
{
}

static void receive_data(void *userdata, const struct dot11_data *frame)
{
	const struct port_ap *ap = userdata;

	if (ap->shape.rsn && frame->ethertype != DOT11_ETHERTYPE_EAPOL)
		abort(); /* nobody here can protect a frame */
}

static const struct port_ap_listener listener = { requested, answered, left, stopped, receive_data };

static void be_host(struct port_ap *ap, const struct dot11_mac *client, uint8_t what)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128, .key = { .size = 16 } };

	if (what & 1)
		(void)port_ap_answer(ap, client, what & 2 ? DOT11_STATUS_SUCCESS : DOT11_STATUS_FAILURE);
	if (what & 4)
		(void)port_ap_add_key(ap, client, &key);
	if (what & 8)
		(void)port_ap_disconnect(ap, client, DOT11_REASON_UNSPECIFIED);
}

static void hear(void *userdata, const struct air_reception *reception)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct air_listener client_listener = { .receive = hear };
	struct air_antenna clients[2] = { 0 };
	struct schedule schedule = { 0 };
	struct port_ap ap = { 0 };
	struct port_ap_config config = {
		.ssid = { 1, "x" }, .channel = { DOT11_BAND_2GHZ, 6 }, .beacon_interval_tu = 100, .is_secure = size > 0 && data[0] & 1,
		.is_for_p2p_only = size > 0 && data[0] & 2,
	};
	struct reader reader = reader_over(data, size);
	struct air air;

	n_associated = 0;
	air_init(&air, &schedule, 1);
	air.delay_us = 100;
	air.path_exponent = 3;
	(void)reader_u8(&reader);
	port_ap_init(&ap, &own, &listener, &ap);
	for (int i = 0; i < 2; i++) {
		clients[i] = (struct air_antenna){ .mac = { { 2, 0, 0, 0, 0, (uint8_t)(i + 1) } }, .is_on = true,
						   .listener = &client_listener };
		air_tune(&air, &clients[i], config.channel);
	}
	if (port_ap_start(&ap, &air, &config) < 0)
		abort();
	while (reader.left > 1) {
		uint8_t what = reader_u8(&reader), length = reader_u8(&reader);
		size_t n = length < reader.left ? length : reader.left;
		const uint8_t *bytes = reader_bytes(&reader, n);
		uint8_t frame[DOT11_HEADER_SIZE + 255];

		be_host(&ap, &clients[what >> 7].mac, what);
		schedule_run_until(&schedule, schedule.now_us + 10000);
		if (n < 2)
			continue;
		/* Addressed as it has to be; what kind it is, and all behind the header, is the input's. */
		memset(frame, 0, DOT11_HEADER_SIZE);
		frame[0] = bytes[0];
		frame[1] = bytes[1];
		memcpy(frame + 4, own.b, 6);
		memcpy(frame + 10, clients[what >> 7].mac.b, 6);
		memcpy(frame + 16, own.b, 6);
		memcpy(frame + DOT11_HEADER_SIZE, bytes + 2, n - 2);
		(void)air_transmit_raw(&clients[what >> 7], frame, DOT11_HEADER_SIZE + n - 2, NULL, NULL, 0);
		schedule_run_until(&schedule, schedule.now_us + 10000);
	}
	(void)port_ap_stop(&ap);
	schedule_run_until(&schedule, schedule.now_us + 10000);
	if (ap.n_clients != 0 || ap.is_started)
		abort();
	port_ap_clear(&ap);
	for (int i = 0; i < 2; i++)
		air_detach(&clients[i]);
	air_deinit(&air);
	return 0;
}
