/*
 * Reaches receive() of access_point.c with everything below: access_point_judge_security(), access_point_receive_sae(),
 * access_point_receive_data(), access_point_receive_action(), access_point_unprotect(), authenticator_receive().
 *
 * First byte: which access point. Then frames: a byte of flags, two of length, bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "sim/access_point.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_FRAMES 16

enum flag {
	FLAG_ADDRESSED = 1 << 0, /* the three addresses are those of a frame to the access point */
	FLAG_LATER = 1 << 1,	 /* a second passes before */
	FLAG_REKEY = 1 << 2,
	FLAG_PROTECTED = 1 << 3, /* with a key that both sides have from now on, as if a handshake had made it */
};

static const char text[] = "[adapter s]\nmac = 02:00:00:00:00:01\n"
			   "[ap a]\nssid = x\nbssid = 02:00:00:00:01:00\nchannel = 1\nsignal = -40\n"
			   "[ap b]\nssid = x\nbssid = 02:00:00:00:01:01\nchannel = 1\nsignal = -40\nsecurity = wpa2-psk\npmf = optional\n"
			   "psk = 1111111111111111111111111111111111111111111111111111111111111111\n"
			   "[ap c]\nssid = x\nbssid = 02:00:00:00:01:02\nchannel = 1\nsignal = -40\nsecurity = owe\n"
			   "[ap d]\nssid = x\nbssid = 02:00:00:00:01:03\nchannel = 1\nsignal = -40\nsecurity = sae-transition\n"
			   "passphrase = 12345678\n";

static struct scenario *scenario;
static struct schedule schedule;
static struct air air;
static struct access_point ap;
static struct air_antenna antenna;
static struct mpdu_key key;

static void receive(void *userdata, const struct air_reception *reception)
{
}

static const struct air_listener listener = { .receive = receive };

/* Groups of SAE and OWE cost milliseconds: only one byte of 256 each asks for them. */
static size_t choose(uint8_t byte)
{
	return byte >= 0xfe ? byte - 0xfcu : byte & 1;
}

static void set_up(size_t index)
{
	struct scenario_error error;

	if (!scenario && scenario_parse(text, sizeof(text) - 1, &scenario, &error) < 0)
		abort();
	schedule = (struct schedule){ 0 };
	air_init(&air, &schedule, 1);
	ap = (struct access_point){ 0 };
	if (access_point_init(&ap, &air, &scenario->access_points[index], 0) < 0)
		abort();
	antenna = (struct air_antenna){ .mac = scenario->adapters[0].mac, .is_on = true, .listener = &listener };
	air_tune(&air, &antenna, ap.config.channel);
}

static void tear_down(void)
{
	air_detach(&antenna);
	access_point_deinit(&ap);
	air_deinit(&air);
}

/* Return: true if there is an association to have a key for. */
static bool share_key(void)
{
	struct access_point_station *station = ap.n_stations ? ap.stations[0] : NULL;
	const struct dot11_key zeros = { .cipher = DOT11_CIPHER_CCMP_128, .key.size = 16 };

	if (!station || !station->authenticator)
		return false;
	if (!station->has_key) {
		mpdu_key_init(&station->key, &zeros);
		mpdu_key_init(&key, &zeros);
		station->has_key = station->has_pmf = true;
		station->state = ACCESS_POINT_STATION_AUTHORIZED;
	}
	return true;
}

static void send_frame(uint8_t flags, const uint8_t *bytes, size_t size)
{
	uint8_t frame[DOT11_FRAME_MAX_SIZE + MPDU_MAX_GROWTH], protected[DOT11_FRAME_MAX_SIZE + MPDU_MAX_GROWTH];

	if (size < DOT11_HEADER_SIZE || size > DOT11_FRAME_MAX_SIZE)
		return;
	memcpy(frame, bytes, size);
	if (flags & FLAG_ADDRESSED) {
		memcpy(frame + 4, ap.config.bssid.b, 6);
		memcpy(frame + 10, antenna.mac.b, 6);
		memcpy(frame + 16, ap.config.bssid.b, 6);
	}
	if ((flags & FLAG_PROTECTED) && share_key() && mpdu_protect(&key, frame, size, protected, &size) == 0)
		memcpy(frame, protected, size);
	(void)air_transmit_raw(&antenna, frame, size, NULL, NULL, 0);
	schedule_run_until(&schedule, schedule.now_us + (flags & FLAG_LATER ? 1000000 : 1000));
	if (flags & FLAG_REKEY)
		(void)access_point_rekey_group(&ap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over(data, size);

	set_up(choose(reader_u8(&reader)));
	for (int i = 0; i < MAX_FRAMES && !reader.failed && reader.left > 0; i++) {
		uint8_t flags = reader_u8(&reader);
		struct reader frame = reader_sub(&reader, reader_le16(&reader));

		if (!frame.failed)
			send_frame(flags, frame.at, frame.left);
	}
	tear_down();
	return 0;
}
