/*
 * The machine is compiled into its test, so that a recorded conversation can be repeated with its nonce, a random source can
 * fail, and its keys can be used to make messages that an honest access point would never send.
 */
#define crypto_random test_random
#include "rsn/supplicant.c"
#undef crypto_random

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "rsn/authenticator.h"
#include "rsn/handshake_fixture.h"
#include "rsn/recorded.h"

struct world {
	struct supplicant *supplicant;
	struct authenticator *authenticator;
	struct queue to_station, to_ap;
	char events[EVENTS_SIZE]; /* what the supplicant's listener has heard since it was cleared */
	struct dot11_key installed[16];
	size_t n_installed;
	enum supplicant_failure failure;
	struct dot11_key ap_key;
	struct dot11_key group_keys[3];
	size_t n_group_keys;
};

static const struct dot11_mac ap_mac = { { 0x02, 0x00, 0x00, 0x00, 0x00, 0x01 } };
static const struct dot11_mac station_mac = { { 0x02, 0x00, 0x00, 0x00, 0x00, 0x02 } };

static struct {
	uint32_t n;
	const uint8_t *fixed; /* the bytes to give out next, once */
	bool fails;
} random_source;

int test_random(void *ret, size_t size)
{
	if (random_source.fails)
		return -EIO;
	random_source.n++;
	for (size_t i = 0; i < size; i++)
		((uint8_t *)ret)[i] = (uint8_t)(random_source.n >> (8 * (i % 4)));
	if (random_source.fixed) {
		memcpy(ret, random_source.fixed, size);
		random_source.fixed = NULL;
	}
	return 0;
}

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct world *world = userdata;

	note(world->events, "send");
	push(&world->to_ap, pdu, size);
}

static void on_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	static const char *const names[] = { "TK", "GTK", "IGTK", "BIGTK" };
	struct world *world = userdata;

	for (size_t i = 0; i < n_keys; i++) {
		note(world->events, names[keys[i].kind]);
		assert_true(world->n_installed < array_size(world->installed));
		world->installed[world->n_installed++] = keys[i];
	}
}

static void on_completed(void *userdata)
{
	note(((struct world *)userdata)->events, "completed");
}

static void on_failed(enum supplicant_failure failure, void *userdata)
{
	struct world *world = userdata;

	note(world->events, "failed");
	world->failure = failure;
}

static const struct supplicant_listener station_listener = { on_send, on_install, on_completed, on_failed };

static void on_ap_send(const uint8_t *pdu, size_t size, void *userdata)
{
	push(&((struct world *)userdata)->to_station, pdu, size);
}

static size_t on_ap_group_keys(struct dot11_key ret[3], void *userdata)
{
	struct world *world = userdata;

	memcpy(ret, world->group_keys, sizeof(world->group_keys));
	return world->n_group_keys;
}

static void on_ap_install(const struct dot11_key *key, void *userdata)
{
	((struct world *)userdata)->ap_key = *key;
}

static void on_ap_event(void *userdata)
{
}

static void on_ap_failed(enum authenticator_failure failure, void *userdata)
{
}

static void on_ap_timer(uint64_t delay_us, void *userdata)
{
}

static const struct authenticator_listener ap_listener = {
	on_ap_send, on_ap_group_keys, on_ap_install, on_ap_event, on_ap_event, on_ap_failed, on_ap_timer,
};

struct setup {
	uint32_t akm, pairwise, group, group_management;
	size_t pmk_size;
	bool takes_bigtk, has_rsnxe, has_wrong_pmk;
};

static const struct setup wpa2 = { DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 32 };
static const struct setup wpa3 = {
	DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, 32, true, true,
};

static const struct setup wpa3_without_bigtk = {
	DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, 32, false, true,
};

static struct dot11_key make_key(enum dot11_key_kind kind, uint32_t cipher, uint8_t index, uint8_t value)
{
	struct dot11_key key = { .kind = kind, .cipher = cipher, .index = index };

	memset(key.receive_counter, value + 1, sizeof(key.receive_counter));
	memset(key.key.bytes, value, dot11_cipher_key_size(cipher));
	key.key.size = dot11_cipher_key_size(cipher);
	return key;
}

/* The @n-th set of group keys: values and indexes change from one to the next. */
static void set_group_keys(struct world *world, const struct setup *setup, uint8_t n)
{
	world->group_keys[0] = make_key(DOT11_KEY_GROUP, setup->group, 1 + n % 2, 0x10 + n);
	world->group_keys[1] = make_key(DOT11_KEY_IGTK, setup->group_management, 4 + n % 2, 0x40 + n);
	world->group_keys[2] = make_key(DOT11_KEY_BIGTK, setup->group_management, 6 + n % 2, 0x70 + n);
	world->n_group_keys = setup->group_management == DOT11_CIPHER_NONE ? 1 : 3;
}

static struct supplicant_config station_config(const struct setup *setup, const struct secret *pmk)
{
	return (struct supplicant_config){
		.own = station_mac,
		.authenticator = ap_mac,
		.akm = setup->akm,
		.pairwise_cipher = setup->pairwise,
		.group_cipher = setup->group,
		.group_management_cipher = setup->group_management,
		.pmk = pmk,
		.own_rsne = station_rsne,
		.own_rsne_size = sizeof(station_rsne),
		.own_rsnxe = setup->has_rsnxe ? rsnxe : NULL,
		.own_rsnxe_size = setup->has_rsnxe ? sizeof(rsnxe) : 0,
		.bss_rsne = ap_rsne,
		.bss_rsne_size = sizeof(ap_rsne),
		.bss_rsnxe = setup->has_rsnxe ? rsnxe : NULL,
		.bss_rsnxe_size = setup->has_rsnxe ? sizeof(rsnxe) : 0,
		.takes_bigtk = setup->takes_bigtk,
	};
}

static struct authenticator_config ap_config(const struct setup *setup, const struct secret *pmk)
{
	return (struct authenticator_config){
		.own = ap_mac,
		.station = station_mac,
		.akm = setup->akm,
		.pairwise_cipher = setup->pairwise,
		.group_management_cipher = setup->group_management,
		.pmk = pmk,
		.station_rsne = station_rsne,
		.station_rsne_size = sizeof(station_rsne),
		.station_rsnxe = setup->has_rsnxe ? rsnxe : NULL,
		.station_rsnxe_size = setup->has_rsnxe ? sizeof(rsnxe) : 0,
		.own_rsne = ap_rsne,
		.own_rsne_size = sizeof(ap_rsne),
		.own_rsnxe = setup->has_rsnxe ? rsnxe : NULL,
		.own_rsnxe_size = setup->has_rsnxe ? sizeof(rsnxe) : 0,
	};
}

static void open_world(struct world *world, const struct setup *setup)
{
	struct secret pmk = { .size = setup->pmk_size };
	struct supplicant_config station;
	struct authenticator_config ap;

	memset(world, 0, sizeof(*world));
	memset(pmk.bytes, 0x5a, pmk.size);
	ap = ap_config(setup, &pmk);
	set_group_keys(world, setup, 0);
	assert_int_equal(authenticator_new(&world->authenticator, &ap, &ap_listener, world), 0);
	if (setup->has_wrong_pmk)
		pmk.bytes[7] ^= 1;
	station = station_config(setup, &pmk);
	assert_int_equal(supplicant_new(&world->supplicant, &station, &station_listener, world), 0);
	assert_int_equal(authenticator_start(world->authenticator), 0);
}

static void close_world(struct world *world)
{
	supplicant_free(world->supplicant);
	authenticator_free(world->authenticator);
}

static int give(struct world *world, const struct pdu *pdu)
{
	return supplicant_receive(world->supplicant, pdu->bytes, pdu->size);
}

static void give_ap(struct world *world)
{
	struct pdu pdu = pop(&world->to_ap);

	assert_int_equal(authenticator_receive(world->authenticator, pdu.bytes, pdu.size), 0);
}

/* Carries everything over until both sides are silent. */
static void pump(struct world *world)
{
	while (world->to_station.n > 0 || world->to_ap.n > 0) {
		while (world->to_station.n > 0) {
			struct pdu pdu = pop(&world->to_station);

			assert_int_equal(give(world, &pdu), 0);
		}
		while (world->to_ap.n > 0)
			give_ap(world);
	}
}

static void assert_events(struct world *world, const char *expected)
{
	assert_string_equal(world->events, expected);
	world->events[0] = 0;
}

/* Up to the point where message 3 is on its way. Return: it. */
static struct pdu go_to_message_3(struct world *world, const struct setup *setup)
{
	struct pdu message_1;

	open_world(world, setup);
	message_1 = pop(&world->to_station);
	assert_int_equal(give(world, &message_1), 0);
	give_ap(world);
	assert_events(world, "send");
	return pop(&world->to_station);
}

static void complete(struct world *world, const struct setup *setup)
{
	open_world(world, setup);
	pump(world);
	assert_int_equal(world->supplicant->state, SUPPLICANT_STATE_COMPLETE);
	world->events[0] = 0;
}

#define M1 (PAIRWISE | ACK)
#define M3 (PAIRWISE | INSTALL | ACK | MIC | SECURE | ENCRYPTED)
#define G1 (ACK | MIC | SECURE | ENCRYPTED)

/* A frame as whoever holds @ptk (NULL: nobody, no MIC) can make it; with Encrypted @clear is wrapped. */
static struct pdu forge(const struct supplicant *supplicant, const struct ptk *ptk, struct dot11_eapol_key frame,
			const void *clear, size_t clear_size)
{
	struct ptk_key_data padded = { 0 };
	struct writer writer = writer_over(padded.bytes, sizeof(padded.bytes));
	uint8_t wrapped[PTK_KEY_DATA_MAX + 8];
	struct pdu pdu;
	int size;

	frame.info |= supplicant->suite.descriptor_version;
	frame.data = clear;
	frame.data_size = clear_size;
	if ((frame.info & ENCRYPTED) && clear_size > 0) {
		writer_bytes(&writer, clear, clear_size);
		dot11_key_data_pad(&writer);
		padded.size = writer.size;
		assert_int_equal(ptk_wrap(ptk, &padded, wrapped), 0);
		frame.data = wrapped;
		frame.data_size = padded.size + 8;
	}
	size = dot11_eapol_key_build(pdu.bytes, sizeof(pdu.bytes), &frame, supplicant->suite.mic_size);
	assert_true(size > 0);
	pdu.size = (size_t)size;
	if (ptk)
		assert_int_equal(ptk_mic(&supplicant->suite, ptk, pdu.bytes, pdu.size, pdu.bytes + DOT11_EAPOL_KEY_MIC_OFFSET),
				 0);
	return pdu;
}

static struct pdu forge_message_1(const struct supplicant *supplicant, uint64_t counter, uint8_t nonce)
{
	struct dot11_eapol_key frame = { .protocol_version = 2, .info = M1, .key_length = 16, .replay_counter = counter };

	memset(frame.nonce, nonce, sizeof(frame.nonce));
	return forge(supplicant, NULL, frame, NULL, 0);
}

static struct pdu forge_message_3(const struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
				  uint64_t counter, const void *clear, size_t clear_size)
{
	struct dot11_eapol_key frame = {
		.protocol_version = 2,
		.info = M3,
		.key_length = (uint16_t)dot11_cipher_key_size(supplicant->pairwise_cipher),
		.replay_counter = counter,
	};

	memcpy(frame.nonce, pairwise->anonce, sizeof(frame.nonce));
	return forge(supplicant, &pairwise->ptk, frame, clear, clear_size);
}

static struct pdu forge_group(const struct supplicant *supplicant, uint64_t counter, const void *clear, size_t clear_size)
{
	struct dot11_eapol_key frame = { .protocol_version = 2, .info = G1, .replay_counter = counter };

	return forge(supplicant, &supplicant->current.ptk, frame, clear, clear_size);
}

/* RSNE (and RSNXE) of the access point, then the group keys of the world. */
static size_t honest_key_data(const struct world *world, bool has_elements, bool has_rsnxe, uint8_t *bytes, size_t capacity)
{
	struct writer writer = writer_over(bytes, capacity);
	const struct dot11_key *keys = world->group_keys;

	if (has_elements)
		writer_bytes(&writer, ap_rsne, sizeof(ap_rsne));
	if (has_elements && has_rsnxe)
		writer_bytes(&writer, rsnxe, sizeof(rsnxe));
	dot11_kde_write_gtk(&writer, keys[0].index, keys[0].key.bytes, keys[0].key.size);
	if (world->n_group_keys > 1)
		dot11_kde_write_igtk(&writer, keys[1].index, keys[1].receive_counter, keys[1].key.bytes, keys[1].key.size);
	assert_int_equal(writer_end(&writer), 0);
	return writer.size;
}

/*
 * A recorded association with AKM PSK, passphrase EasilyGuessedPassword, SSID TestWPA: iwd, unit/test-eapol.c, eapol_key_data_3
 * to eapol_key_data_6, eapol_4way_test() and eapol_sm_test_ptk().
 */
static const uint8_t psk_message_1[] = {
	0x02, 0x03, 0x00, 0x5f, 0x02, 0x00, 0x8a, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc2, 0xbb, 0x57,
	0xab, 0x58, 0x8f, 0x92, 0xeb, 0xbd, 0x44, 0xe8, 0x11, 0x09, 0x4f, 0x60, 0x1c, 0x08, 0x79, 0x86, 0x03, 0x0c, 0x3a, 0xc7,
	0x49, 0xcc, 0x61, 0xd6, 0x3e, 0x33, 0x83, 0x2e, 0x50, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t psk_message_2[] = {
	0x01, 0x03, 0x00, 0x75, 0x02, 0x01, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x32,
	0x89, 0xe9, 0x15, 0x65, 0x09, 0x4f, 0x32, 0x9a, 0x9c, 0xd5, 0x4a, 0x4a, 0x09, 0x0d, 0x2c, 0xf4, 0x34, 0x46,
	0x83, 0xbf, 0x50, 0xef, 0xee, 0x36, 0x08, 0xb6, 0x48, 0x56, 0x80, 0x0e, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xc3, 0x1b, 0x82, 0xff, 0x62, 0xa3, 0x79, 0xb0,
	0x8d, 0xd1, 0xfc, 0x82, 0xc2, 0xf7, 0x68, 0x00, 0x16, 0x30, 0x14, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x04, 0x01,
	0x00, 0x00, 0x0f, 0xac, 0x04, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x02, 0x00, 0x00,
};

static const uint8_t psk_message_3[] = {
	0x02, 0x03, 0x00, 0x97, 0x02, 0x13, 0xca, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xc2, 0xbb, 0x57,
	0xab, 0x58, 0x8f, 0x92, 0xeb, 0xbd, 0x44, 0xe8, 0x11, 0x09, 0x4f, 0x60, 0x1c, 0x08, 0x79, 0x86, 0x03, 0x0c, 0x3a, 0xc7,
	0x49, 0xcc, 0x61, 0xd6, 0x3e, 0x33, 0x83, 0x2e, 0x50, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0xf5, 0x35, 0xd9, 0x18, 0x09, 0x73, 0x1a, 0x1d, 0x29, 0x08, 0x94, 0x70, 0x5e, 0x91, 0x9c, 0x8e, 0x00, 0x38, 0x19,
	0x18, 0xdf, 0x1e, 0xf0, 0xe7, 0x69, 0x66, 0x52, 0xe2, 0x57, 0x93, 0x80, 0x34, 0xe1, 0x70, 0x38, 0xb9, 0x8b, 0x4c, 0x45,
	0xa9, 0x23, 0xb7, 0xb6, 0xfa, 0x8c, 0x33, 0xe3, 0x7b, 0xdc, 0xd4, 0x7f, 0xea, 0xb1, 0x1c, 0x22, 0x6a, 0x2c, 0x5e, 0x38,
	0xd5, 0xad, 0x79, 0x94, 0x05, 0xd6, 0x10, 0xa6, 0x95, 0x51, 0xd6, 0x0b, 0xe6, 0x0a, 0x5b,
};

static const uint8_t psk_message_4[] = {
	0x01, 0x03, 0x00, 0x5f, 0x02, 0x03, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x9e, 0x57, 0xa4, 0xc0, 0x9b, 0xaf, 0xb3, 0x37, 0x5e, 0x46, 0xd3, 0x86, 0xcf, 0x87, 0x27, 0x53, 0x00, 0x00,
};

static void recorded_handshake_is_answered_byte_for_byte(void **state)
{
	/* Opened with openssl, as are those of the next test. */
	static const uint8_t gtk[] = { 0x2e, 0x15, 0x6e, 0x7c, 0x4e, 0x3d, 0xf1, 0x37,
				       0x09, 0x13, 0xed, 0xbd, 0x62, 0x8e, 0x25, 0x65 };
	struct supplicant_config config = station_config(&wpa2, &recorded_psk_pmk);
	struct world world = { 0 };
	struct pdu answer;

	config.own = (struct dot11_mac){ { 0xa0, 0xa8, 0xcd, 0x1c, 0x7e, 0xc9 } };
	config.authenticator = (struct dot11_mac){ { 0x24, 0xa2, 0xe1, 0xec, 0x17, 0x04 } };
	config.bss_rsne = config.own_rsne = psk_message_2 + DOT11_EAPOL_KEY_SIZE(16);
	config.bss_rsne_size = config.own_rsne_size = 22;
	random_source.fixed = psk_message_2 + 17;
	assert_int_equal(supplicant_new(&world.supplicant, &config, &station_listener, &world), 0);
	assert_int_equal(supplicant_receive(world.supplicant, psk_message_1, sizeof(psk_message_1)), 0);
	answer = pop(&world.to_ap);
	assert_int_equal(answer.size, sizeof(psk_message_2));
	assert_memory_equal(answer.bytes, psk_message_2, sizeof(psk_message_2));
	assert_int_equal(supplicant_receive(world.supplicant, psk_message_3, sizeof(psk_message_3)), 0);
	answer = pop(&world.to_ap);
	assert_int_equal(answer.size, sizeof(psk_message_4));
	assert_memory_equal(answer.bytes, psk_message_4, sizeof(psk_message_4));
	assert_events(&world, "send send TK GTK completed");
	assert_int_equal(world.installed[1].index, 2);
	assert_memory_equal(world.installed[1].key.bytes, gtk, sizeof(gtk));
	supplicant_free(world.supplicant);
}

static void recorded_sha256_handshake_gives_its_group_keys(void **state)
{
	static const uint8_t rsne[] = {
		0x30, 0x14, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x04, 0x01, 0x00, 0x00,
		0x0f, 0xac, 0x04, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x06, 0xcc, 0x00,
	};
	static const uint8_t gtk[] = { 0xd5, 0xd8, 0x9f, 0x70, 0xb8, 0xad, 0x1d, 0x73,
				       0x21, 0xac, 0xbf, 0xf2, 0xe6, 0x40, 0xf0, 0xf4 };
	static const uint8_t igtk[] = { 0x72, 0x48, 0x8c, 0x8f, 0x91, 0x55, 0x54, 0x67,
					0x3f, 0x71, 0x22, 0xdf, 0x17, 0xbe, 0xd4, 0xca };
	struct supplicant_config config = station_config(&wpa2, &recorded_sha256_pmk);
	struct world world = { 0 };

	config.akm = DOT11_AKM_PSK_SHA256;
	config.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128;
	config.own = recorded_sha256_station;
	config.authenticator = recorded_sha256_ap;
	config.bss_rsne = rsne;
	config.bss_rsne_size = sizeof(rsne);
	random_source.fixed = recorded_sha256_message_2 + 17; /* its nonce */
	assert_int_equal(supplicant_new(&world.supplicant, &config, &station_listener, &world), 0);
	assert_int_equal(supplicant_receive(world.supplicant, recorded_sha256_message_1, sizeof(recorded_sha256_message_1)), 0);
	assert_int_equal(supplicant_receive(world.supplicant, recorded_sha256_message_3, sizeof(recorded_sha256_message_3)), 0);
	assert_events(&world, "send send TK GTK IGTK completed");
	assert_memory_equal(world.installed[1].key.bytes, gtk, sizeof(gtk));
	assert_int_equal(world.installed[2].index, 4);
	assert_memory_equal(world.installed[2].key.bytes, igtk, sizeof(igtk));
	supplicant_free(world.supplicant);
}

static const struct {
	uint32_t akm;
	size_t pmk_size;
} akms[] = {
	{ DOT11_AKM_PSK, 32 }, { DOT11_AKM_PSK_SHA256, 32 }, { DOT11_AKM_SAE, 32 },
	{ DOT11_AKM_OWE, 32 }, { DOT11_AKM_OWE, 48 },	     { DOT11_AKM_OWE, 64 },
};

static const uint32_t pairwise_ciphers[] = {
	DOT11_CIPHER_CCMP_128,
	DOT11_CIPHER_GCMP_128,
	DOT11_CIPHER_GCMP_256,
	DOT11_CIPHER_CCMP_256,
};

static const uint32_t group_management_ciphers[] = {
	DOT11_CIPHER_NONE,	   DOT11_CIPHER_BIP_CMAC_128, DOT11_CIPHER_BIP_GMAC_128,
	DOT11_CIPHER_BIP_GMAC_256, DOT11_CIPHER_BIP_CMAC_256,
};

/* The whole life of a key with one choice of suites. */
static void converse(const struct setup *setup)
{
	bool has_pmf = setup->group_management != DOT11_CIPHER_NONE;
	struct world world;

	open_world(&world, setup);
	assert_false(supplicant_has_started(world.supplicant));
	pump(&world);
	assert_true(supplicant_has_started(world.supplicant));
	assert_events(&world, has_pmf ? "send send TK GTK IGTK BIGTK completed" : "send send TK GTK completed");
	assert_int_equal(world.installed[0].cipher, setup->pairwise);
	assert_int_equal(world.installed[0].key.size, dot11_cipher_key_size(setup->pairwise));
	assert_true(secret_equal(&world.installed[0].key, &world.ap_key.key));
	for (size_t i = 0; i < world.n_group_keys; i++)
		assert_memory_equal(&world.installed[1 + i], &world.group_keys[i], sizeof(world.group_keys[i]));
	for (uint8_t n = 1; n <= 2; n++) {
		set_group_keys(&world, setup, n);
		assert_int_equal(authenticator_start_group(world.authenticator), 0);
		pump(&world);
		assert_events(&world, has_pmf ? "send GTK IGTK BIGTK" : "send GTK");
		assert_memory_equal(&world.installed[world.n_installed - world.n_group_keys], &world.group_keys[0],
				    sizeof(world.group_keys[0]));
	}
	assert_int_equal(authenticator_start(world.authenticator), 0);
	pump(&world);
	assert_events(&world, "send send TK");
	assert_true(secret_equal(&world.installed[world.n_installed - 1].key, &world.ap_key.key));
	assert_false(secret_equal(&world.installed[0].key, &world.ap_key.key));
	assert_false(supplicant_suspects_pmk(world.supplicant));
	close_world(&world);
}

static void every_akm_and_cipher_completes_rekeys_and_changes_its_group_keys(void **state)
{
	for (size_t a = 0; a < array_size(akms); a++) {
		for (size_t c = 0; c < array_size(pairwise_ciphers); c++) {
			for (size_t g = 0; g < array_size(group_management_ciphers); g++) {
				const struct setup setup = {
					akms[a].akm,
					pairwise_ciphers[c],
					c % 2 ? DOT11_CIPHER_TKIP : pairwise_ciphers[c],
					group_management_ciphers[g],
					akms[a].pmk_size,
					true,
					g % 2 == 1,
				};

				converse(&setup);
			}
		}
	}
}

static void no_changed_bit_of_message_3_installs_a_key(void **state)
{
	struct world world;
	struct pdu message_3 = go_to_message_3(&world, &wpa3);

	for (size_t i = 0; i < message_3.size * 8; i++) {
		message_3.bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_equal(give(&world, &message_3), SUPPLICANT_E_IGNORED);
		message_3.bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_events(&world, "");
	assert_int_equal(give(&world, &message_3), 0);
	assert_events(&world, "send TK GTK IGTK BIGTK completed");
	close_world(&world);
}

static void no_shortened_message_3_installs_a_key(void **state)
{
	struct world world;
	struct pdu message_3 = go_to_message_3(&world, &wpa2);

	for (size_t size = 0; size < message_3.size; size++)
		assert_int_equal(supplicant_receive(world.supplicant, message_3.bytes, size), SUPPLICANT_E_IGNORED);
	assert_events(&world, "");
	assert_int_equal(give(&world, &message_3), 0);
	close_world(&world);
}

/* With the right keys and MICs: what decides is the pattern alone. */
static void of_all_key_information_only_the_listed_is_taken(void **state)
{
	struct world world;
	struct pdu message_3 = go_to_message_3(&world, &wpa2), empty;
	struct supplicant saved = *world.supplicant;
	size_t n_taken = 0;

	empty = forge_message_3(&saved, &saved.tentative, 9, NULL, 0);
	for (uint32_t info = 0; info <= UINT16_MAX; info++) {
		struct pdu *pdu = info & ENCRYPTED ? &message_3 : &empty;

		pdu->bytes[5] = (uint8_t)(info >> 8);
		pdu->bytes[6] = (uint8_t)info;
		if (info & MIC)
			ptk_mic(&saved.suite, &saved.tentative.ptk, pdu->bytes, pdu->size,
				pdu->bytes + DOT11_EAPOL_KEY_MIC_OFFSET);
		if (give(&world, pdu) == 0) {
			uint32_t meaning = info & DOT11_EAPOL_KEY_PATTERN;

			assert_int_equal(info & DOT11_EAPOL_KEY_VERSION, 2);
			assert_true(meaning == M3 || meaning == M1 || meaning == (M1 | SECURE) || meaning == (M3 & ~ENCRYPTED));
			assert_true(world.n_installed == 0 || meaning == M3);
			n_taken++;
		}
		*world.supplicant = saved;
		world.to_ap.n = 0;
		world.n_installed = 0;
		world.events[0] = 0;
	}
	/* Bits 4, 5, 14 and 15 may be anything; message 3 without key data is taken as a failure. */
	assert_int_equal(n_taken, 4 * 16);
	close_world(&world);
}

static void descriptor_version_of_another_akm_is_ignored(void **state)
{
	for (uint8_t version = 0; version < 8; version++) {
		struct world world;
		struct pdu message_1;

		open_world(&world, &wpa3);
		message_1 = pop(&world.to_station);
		message_1.bytes[6] = (uint8_t)((message_1.bytes[6] & ~7) | version);
		assert_int_equal(give(&world, &message_1), version == 0 ? 0 : SUPPLICANT_E_IGNORED);
		close_world(&world);
	}
}

static void messages_out_of_order_are_ignored(void **state)
{
	struct world world, other;
	struct pdu message_3 = go_to_message_3(&other, &wpa2), group;

	open_world(&world, &wpa2);
	assert_int_equal(give(&world, &message_3), SUPPLICANT_E_IGNORED);
	group = forge(world.supplicant, NULL, (struct dot11_eapol_key){ .info = G1 }, NULL, 0);
	assert_int_equal(give(&world, &group), SUPPLICANT_E_IGNORED);
	assert_false(supplicant_has_started(world.supplicant));
	close_world(&world);
	/* Even under the key that is not confirmed yet. */
	group = forge(other.supplicant, &other.supplicant->tentative.ptk,
		      (struct dot11_eapol_key){ .info = G1, .replay_counter = 5 }, ap_rsne, sizeof(ap_rsne));
	assert_int_equal(give(&other, &group), SUPPLICANT_E_IGNORED);
	assert_events(&other, "");
	close_world(&other);
}

static void our_own_messages_sent_back_are_ignored(void **state)
{
	struct world world;
	struct pdu message_1, message_2;

	open_world(&world, &wpa2);
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	message_2 = pop(&world.to_ap);
	assert_int_equal(give(&world, &message_2), SUPPLICANT_E_IGNORED);
	close_world(&world);
}

static void replayed_messages_are_ignored(void **state)
{
	struct world world;
	struct pdu message_1, message_3, group;
	uint8_t clear[256];
	size_t size;

	open_world(&world, &wpa2);
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	give_ap(&world);
	message_3 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_3), 0);
	assert_int_equal(give(&world, &message_3), SUPPLICANT_E_IGNORED);
	assert_int_equal(give(&world, &message_1), SUPPLICANT_E_IGNORED);
	set_group_keys(&world, &wpa2, 1);
	size = honest_key_data(&world, false, false, clear, sizeof(clear));
	group = forge_group(world.supplicant, 10, clear, size);
	assert_int_equal(give(&world, &group), 0);
	assert_int_equal(give(&world, &group), SUPPLICANT_E_IGNORED);
	group = forge_group(world.supplicant, 9, clear, size);
	assert_int_equal(give(&world, &group), SUPPLICANT_E_IGNORED);
	assert_events(&world, "send send TK GTK completed send GTK");
	close_world(&world);
}

/* It has no MIC: whoever could move the counter with it could shut the access point out. */
static void message_1_does_not_move_the_counter(void **state)
{
	struct world world;
	struct pdu message_1, message_3;

	open_world(&world, &wpa2);
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	message_1.bytes[9] = 0xff;
	assert_int_equal(give(&world, &message_1), 0);
	world.to_ap.n = 1;
	give_ap(&world);
	message_3 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_3), 0);
	assert_events(&world, "send send send TK GTK completed");
	message_1 = forge_message_1(world.supplicant, UINT64_MAX, 1);
	assert_int_equal(give(&world, &message_1), 0);
	assert_int_equal(world.supplicant->counter, 1);
	close_world(&world);
}

static void nonce_stays_while_message_1_repeats_its_own(void **state)
{
	struct world world;
	struct pdu message_1, first, second, third;

	open_world(&world, &wpa2);
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	first = pop(&world.to_ap);
	message_1.bytes[16]++; /* its counter */
	assert_int_equal(give(&world, &message_1), 0);
	second = pop(&world.to_ap);
	assert_memory_equal(second.bytes + 17, first.bytes + 17, 32);
	assert_int_equal(second.bytes[16], message_1.bytes[16]);
	message_1.bytes[17] ^= 1; /* its nonce */
	assert_int_equal(give(&world, &message_1), 0);
	third = pop(&world.to_ap);
	assert_memory_not_equal(third.bytes + 17, first.bytes + 17, 32);
	close_world(&world);
}

static void message_3_with_another_nonce_than_message_1_is_ignored(void **state)
{
	struct world world;
	struct supplicant_pairwise other;
	struct pdu message_3;
	uint8_t clear[256];
	size_t size;

	go_to_message_3(&world, &wpa2);
	size = honest_key_data(&world, true, false, clear, sizeof(clear));
	other = world.supplicant->tentative;
	other.anonce[31] ^= 1;
	message_3 = forge_message_3(world.supplicant, &other, 5, clear, size);
	assert_int_equal(give(&world, &message_3), SUPPLICANT_E_IGNORED);
	message_3 = forge_message_3(world.supplicant, &world.supplicant->tentative, 5, clear, size);
	assert_int_equal(give(&world, &message_3), 0);
	close_world(&world);
}

/* CVE-2017-13077, 13078 and 13079. */
static void repeated_message_3_is_answered_and_installs_nothing(void **state)
{
	struct world world;
	struct pdu message_3, answer;
	struct dot11_eapol_key frame;

	go_to_message_3(&world, &wpa3);
	authenticator_timeout(world.authenticator);
	authenticator_timeout(world.authenticator);
	message_3 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_3), 0);
	assert_events(&world, "send TK GTK IGTK BIGTK completed");
	pop(&world.to_ap);
	message_3 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_3), 0);
	assert_events(&world, "send");
	answer = pop(&world.to_ap);
	assert_int_equal(dot11_eapol_key_parse(answer.bytes, answer.size, 16, &frame), 0);
	assert_int_equal(frame.info, PAIRWISE | MIC | SECURE);
	assert_int_equal(authenticator_receive(world.authenticator, answer.bytes, answer.size), 0);
	close_world(&world);
}

/* CVE-2017-13080 and 13081. */
static void repeated_group_message_1_is_answered_and_installs_nothing(void **state)
{
	struct world world;
	struct pdu group;

	complete(&world, &wpa3);
	set_group_keys(&world, &wpa3, 1);
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	group = pop(&world.to_station);
	assert_int_equal(give(&world, &group), 0);
	assert_events(&world, "send GTK IGTK BIGTK");
	authenticator_timeout(world.authenticator);
	group = pop(&world.to_station);
	assert_int_equal(give(&world, &group), 0);
	assert_events(&world, "send");
	close_world(&world);
}

/* Message 3 from before a group handshake, under a counter that is good, must not bring the old group key back. */
static void group_key_of_message_3_does_not_come_back_after_a_group_handshake(void **state)
{
	struct world world;
	struct pdu pdu;
	uint8_t old[256], now[256];
	size_t old_size, now_size;

	complete(&world, &wpa3);
	old_size = honest_key_data(&world, true, true, old, sizeof(old));
	set_group_keys(&world, &wpa3, 1);
	now_size = honest_key_data(&world, false, false, now, sizeof(now));
	pdu = forge_group(world.supplicant, 100, now, now_size);
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send GTK IGTK");
	pdu = forge_message_3(world.supplicant, &world.supplicant->current, 101, old, old_size);
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send");
	pdu = forge_group(world.supplicant, 102, now, now_size);
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send");
	close_world(&world);
}

static void group_key_is_not_installed_again_under_another_index(void **state)
{
	struct world world;
	struct pdu pdu;
	uint8_t clear[256];

	complete(&world, &wpa2);
	world.group_keys[0].index = 3;
	pdu = forge_group(world.supplicant, 100, clear, honest_key_data(&world, false, false, clear, sizeof(clear)));
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send");
	close_world(&world);
}

static void rekeying_installs_only_the_new_pairwise_key_and_completes_no_second_time(void **state)
{
	struct world world;

	complete(&world, &wpa3);
	for (int i = 0; i < 3; i++) {
		struct secret before = world.ap_key.key;

		assert_int_equal(authenticator_start(world.authenticator), 0);
		pump(&world);
		assert_events(&world, "send send TK");
		assert_true(secret_equal(&world.installed[world.n_installed - 1].key, &world.ap_key.key));
		assert_false(secret_equal(&before, &world.ap_key.key));
	}
	close_world(&world);
}

static void answer_to_a_secure_message_1_is_secure(void **state)
{
	struct world world;
	struct pdu message_1;

	complete(&world, &wpa2);
	message_1 = forge_message_1(world.supplicant, 50, 7);
	message_1.bytes[5] |= SECURE >> 8;
	assert_int_equal(give(&world, &message_1), 0);
	assert_int_equal(pop(&world.to_ap).bytes[5], (MIC | SECURE) >> 8);
	close_world(&world);
}

/* Anybody can make a message 1 up: the key in use has to go on working. */
static void made_up_message_1_disturbs_nothing(void **state)
{
	struct world world;
	struct pdu pdu;
	uint8_t clear[256];
	size_t size;

	complete(&world, &wpa2);
	size = honest_key_data(&world, true, false, clear, sizeof(clear));
	pdu = forge_message_1(world.supplicant, 1000, 7);
	assert_int_equal(give(&world, &pdu), 0);
	assert_int_equal(world.supplicant->state, SUPPLICANT_STATE_REKEYING);
	assert_events(&world, "send");
	world.to_ap.n = 0;
	/* Message 4 was lost: message 3 of the key in use comes again. */
	pdu = forge_message_3(world.supplicant, &world.supplicant->current, 20, clear, size);
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send");
	world.to_ap.n = 0;
	set_group_keys(&world, &wpa2, 1);
	size = honest_key_data(&world, false, false, clear, sizeof(clear));
	pdu = forge_group(world.supplicant, 21, clear, size);
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send GTK");
	assert_false(supplicant_suspects_pmk(world.supplicant));
	close_world(&world);
}

static void wrong_pmk_is_suspected_when_message_1_comes_again(void **state)
{
	struct setup setup = wpa2;
	struct world world;
	struct pdu pdu;

	setup.has_wrong_pmk = true;
	open_world(&world, &setup);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(supplicant_suspects_pmk(world.supplicant), i > 1);
		pdu = pop(&world.to_station);
		assert_int_equal(give(&world, &pdu), 0);
		pdu = pop(&world.to_ap);
		assert_int_equal(authenticator_receive(world.authenticator, pdu.bytes, pdu.size), 1);
		authenticator_timeout(world.authenticator);
	}
	assert_true(supplicant_suspects_pmk(world.supplicant));
	assert_events(&world, "send send send");
	close_world(&world);
}

static void lost_message_2_raises_no_suspicion_once_message_3_is_there(void **state)
{
	struct world world;
	struct pdu message_1;

	open_world(&world, &wpa2);
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	world.to_ap.n = 0;
	authenticator_timeout(world.authenticator);
	pump(&world);
	assert_false(supplicant_suspects_pmk(world.supplicant));
	assert_int_equal(world.supplicant->state, SUPPLICANT_STATE_COMPLETE);
	close_world(&world);
}

static void pmkid_of_message_1_does_not_decide(void **state)
{
	struct world world;
	uint8_t kde[22], broken[] = { 0xdd, 0x14, 0x00 };
	struct writer writer = writer_over(kde, sizeof(kde));
	struct dot11_eapol_key frame = { .info = M1, .key_length = 16, .nonce = { 1 } };
	struct pdu pdu;

	open_world(&world, &wpa2);
	dot11_kde_write_pmkid(&writer, (const uint8_t[16]){ 9 });
	pdu = forge(world.supplicant, NULL, frame, broken, sizeof(broken));
	assert_int_equal(give(&world, &pdu), SUPPLICANT_E_IGNORED);
	pdu = forge(world.supplicant, NULL, frame, kde, sizeof(kde));
	assert_int_equal(give(&world, &pdu), 0);
	close_world(&world);
}

struct content {
	const char
		*text; /* what the key data holds: R RSNE, r another RSNE, X RSNXE, x another, G I B group keys, others below */
	int r;
	enum supplicant_failure failure; /* 0: none */
};

/* g: GTK of 15 bytes; h: GTK of 17; i: IGTK under index 3; j: IGTK under 6; k: IGTK of 32 bytes; b: BIGTK under 5 */
static size_t write_content(const struct world *world, const char *text, uint8_t *bytes, size_t capacity)
{
	static const uint8_t other_rsne[] = { 48, 2, 1, 0 }, other_rsnxe[] = { 244, 1, 0x10 }, key[32] = { 0x77 };
	const struct dot11_key *keys = world->group_keys;
	struct writer writer = writer_over(bytes, capacity);

	for (; *text; text++) {
		switch (*text) {
		case 'R':
			writer_bytes(&writer, ap_rsne, sizeof(ap_rsne));
			break;
		case 'r':
			writer_bytes(&writer, other_rsne, sizeof(other_rsne));
			break;
		case 'X':
			writer_bytes(&writer, rsnxe, sizeof(rsnxe));
			break;
		case 'x':
			writer_bytes(&writer, other_rsnxe, sizeof(other_rsnxe));
			break;
		case 'G':
			dot11_kde_write_gtk(&writer, keys[0].index, keys[0].key.bytes, keys[0].key.size);
			break;
		case 'g':
			dot11_kde_write_gtk(&writer, 1, key, 15);
			break;
		case 'h':
			dot11_kde_write_gtk(&writer, 1, key, 17);
			break;
		case 'I':
			dot11_kde_write_igtk(&writer, 4, key, key, 16);
			break;
		case 'i':
			dot11_kde_write_igtk(&writer, 3, key, key, 16);
			break;
		case 'j':
			dot11_kde_write_igtk(&writer, 6, key, key, 16);
			break;
		case 'k':
			dot11_kde_write_igtk(&writer, 4, key, key, 32);
			break;
		case 'B':
			dot11_kde_write_bigtk(&writer, 6, key, key, 16);
			break;
		case 'b':
			dot11_kde_write_bigtk(&writer, 5, key, key, 16);
			break;
		case '!':
			writer_bytes(&writer, (const uint8_t[]){ 1, 99 }, 2);
			break; /* an element cut short */
		}
	}
	assert_int_equal(writer_end(&writer), 0);
	return writer.size;
}

static void assert_outcome(struct world *world, const struct content *content, const struct pdu *pdu, const char *events)
{
	assert_int_equal(give(world, pdu), content->r);
	if (content->failure) {
		assert_events(world, "failed");
		assert_int_equal(world->failure, content->failure);
		/* Once, and nothing follows. */
		assert_int_equal(give(world, pdu), SUPPLICANT_E_IGNORED);
		assert_events(world, "");
	} else {
		assert_events(world, content->r == 0 ? events : "");
	}
}

static void message_3_fails_for_the_reason_its_content_gives(void **state)
{
	static const struct {
		const struct setup *setup;
		struct content content;
		const char *events;
	} cases[] = {
		{ &wpa2, { "RG" }, "send TK GTK completed" },
		{ &wpa2, { "GR" }, "send TK GTK completed" },
		{ &wpa2, { "RGIB" }, "send TK GTK completed" },
		{ &wpa2, { "RG!", SUPPLICANT_E_IGNORED } },
		{ &wpa2, { "", 0, SUPPLICANT_FAILURE_MISSING_KEY_DATA } },
		{ &wpa2, { "G", 0, SUPPLICANT_FAILURE_MISSING_RSNE } },
		{ &wpa2, { "rG", 0, SUPPLICANT_FAILURE_RSNE_MISMATCH } },
		{ &wpa2, { "rRG", 0, SUPPLICANT_FAILURE_RSNE_MISMATCH } },
		{ &wpa2, { "RXG", 0, SUPPLICANT_FAILURE_RSNXE_MISMATCH } },
		{ &wpa2, { "R", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa2, { "Rg", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa2, { "Rh", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa3, { "RXGI" }, "send TK GTK IGTK completed" },
		{ &wpa3, { "RXGIB" }, "send TK GTK IGTK BIGTK completed" },
		{ &wpa3, { "RXGIb" }, "send TK GTK IGTK completed" },
		{ &wpa3_without_bigtk, { "RXGIB" }, "send TK GTK IGTK completed" },
		{ &wpa3, { "RGI", 0, SUPPLICANT_FAILURE_RSNXE_MISMATCH } },
		{ &wpa3, { "RxGI", 0, SUPPLICANT_FAILURE_RSNXE_MISMATCH } },
		{ &wpa3, { "RXG", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa3, { "RXI", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa3, { "RXGi", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa3, { "RXGj", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
		{ &wpa3, { "RXGk", 0, SUPPLICANT_FAILURE_MISSING_GROUP_KEY } },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct world world;
		uint8_t clear[256];
		struct pdu pdu;
		size_t size;

		go_to_message_3(&world, cases[i].setup);
		size = write_content(&world, cases[i].content.text, clear, sizeof(clear));
		pdu = forge_message_3(world.supplicant, &world.supplicant->tentative, 9, clear, size);
		assert_outcome(&world, &cases[i].content, &pdu, cases[i].events);
		close_world(&world);
	}
}

static void group_message_1_fails_only_without_a_usable_key(void **state)
{
	static const struct {
		struct content content;
		const char *events;
	} cases[] = {
		{ { "G" }, "send" }, /* the one that is in use */
		{ { "GI" }, "send IGTK" },
		{ { "GIB" }, "send IGTK BIGTK" },
		{ { "I", 0, SUPPLICANT_FAILURE_GROUP_MISSING_KEY } },
		{ { "", 0, SUPPLICANT_FAILURE_GROUP_MISSING_KEY } },
		{ { "g", 0, SUPPLICANT_FAILURE_GROUP_MISSING_KEY } },
		{ { "Gi", 0, SUPPLICANT_FAILURE_GROUP_MISSING_KEY } },
		{ { "G!", SUPPLICANT_E_IGNORED } },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct world world;
		uint8_t clear[256];
		struct pdu pdu;

		complete(&world, &wpa3);
		pdu = forge_group(world.supplicant, 9, clear, write_content(&world, cases[i].content.text, clear, sizeof(clear)));
		assert_outcome(&world, &cases[i].content, &pdu, cases[i].events);
		close_world(&world);
	}
}

/* Keys in clear under a good MIC, key data that does not open, a key of another size than the cipher's. */
static void message_3_that_is_authentic_but_wrong_is_ignored(void **state)
{
	struct world world;
	struct dot11_eapol_key frame = { .info = M3 & ~ENCRYPTED, .key_length = 16, .replay_counter = 9 };
	uint8_t clear[256];
	size_t size;
	struct pdu pdu;

	go_to_message_3(&world, &wpa2);
	size = honest_key_data(&world, true, false, clear, sizeof(clear));
	memcpy(frame.nonce, world.supplicant->tentative.anonce, 32);
	pdu = forge(world.supplicant, &world.supplicant->tentative.ptk, frame, clear, size);
	assert_int_equal(give(&world, &pdu), SUPPLICANT_E_IGNORED);
	frame.info = M3;
	frame.key_length = 32;
	frame.replay_counter = 10;
	pdu = forge(world.supplicant, &world.supplicant->tentative.ptk, frame, clear, size);
	assert_int_equal(give(&world, &pdu), SUPPLICANT_E_IGNORED);
	pdu = forge_message_3(world.supplicant, &world.supplicant->tentative, 11, clear, size);
	pdu.bytes[pdu.size - 1] ^= 1;
	ptk_mic(&world.supplicant->suite, &world.supplicant->tentative.ptk, pdu.bytes, pdu.size,
		pdu.bytes + DOT11_EAPOL_KEY_MIC_OFFSET);
	assert_int_equal(give(&world, &pdu), SUPPLICANT_E_IGNORED);
	assert_events(&world, "");
	pdu = forge_message_3(world.supplicant, &world.supplicant->tentative, 12, clear, size);
	assert_int_equal(give(&world, &pdu), 0);
	close_world(&world);
}

/* The padding of a short frame: the MIC is about what the header counts. */
static void bytes_behind_the_frame_are_skipped(void **state)
{
	struct world world;
	struct pdu message_3 = go_to_message_3(&world, &wpa2);

	memset(message_3.bytes + message_3.size, 0xee, 10);
	message_3.size += 10;
	assert_int_equal(give(&world, &message_3), 0);
	assert_events(&world, "send TK GTK completed");
	close_world(&world);
}

static void without_group_traffic_no_group_key_is_due(void **state)
{
	struct setup setup = wpa2;
	struct world world;
	struct pdu pdu;

	setup.group = DOT11_CIPHER_NO_GROUP_TRAFFIC;
	go_to_message_3(&world, &setup);
	pdu = forge_message_3(world.supplicant, &world.supplicant->tentative, 9, ap_rsne, sizeof(ap_rsne));
	assert_int_equal(give(&world, &pdu), 0);
	assert_events(&world, "send TK completed");
	close_world(&world);
}

static void suites_that_are_not_served_are_refused(void **state)
{
	static const struct setup cases[] = {
		{ DOT11_AKM_8021X, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_TKIP, DOT11_CIPHER_TKIP, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_USE_GROUP, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_BIP_CMAC_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_NONE, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, 32 },
		{ DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 31 },
		{ DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, 48 },
	};
	struct secret pmk = { 0 };

	for (size_t i = 0; i < array_size(cases); i++) {
		struct supplicant_config config = station_config(&cases[i], &pmk);
		struct supplicant *supplicant = NULL;

		pmk.size = cases[i].pmk_size;
		assert_int_equal(supplicant_new(&supplicant, &config, &station_listener, NULL), -EINVAL);
		assert_null(supplicant);
	}
}

static void without_random_bytes_there_is_no_handshake(void **state)
{
	struct secret pmk = { .size = 32 };
	struct supplicant_config config = station_config(&wpa2, &pmk);
	struct supplicant *supplicant = NULL;
	struct world world;
	struct pdu message_1;

	random_source.fails = true;
	assert_int_equal(supplicant_new(&supplicant, &config, &station_listener, NULL), -EIO);
	assert_null(supplicant);
	random_source.fails = false;
	open_world(&world, &wpa2);
	random_source.fails = true;
	message_1 = pop(&world.to_station);
	assert_int_equal(give(&world, &message_1), 0);
	assert_events(&world, "failed");
	assert_int_equal(world.failure, SUPPLICANT_FAILURE_INTERNAL);
	random_source.fails = false;
	close_world(&world);
}

static void every_state_has_a_handler_for_every_message(void **state)
{
	for (size_t s = 0; s < SUPPLICANT_N_STATES; s++) {
		assert_non_null(state_names[s]);
		for (size_t e = 0; e < SUPPLICANT_N_EVENTS; e++)
			assert_non_null(handlers[s][e]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_handshake_is_answered_byte_for_byte),
		cmocka_unit_test(recorded_sha256_handshake_gives_its_group_keys),
		cmocka_unit_test(every_akm_and_cipher_completes_rekeys_and_changes_its_group_keys),
		cmocka_unit_test(no_changed_bit_of_message_3_installs_a_key),
		cmocka_unit_test(no_shortened_message_3_installs_a_key),
		cmocka_unit_test(of_all_key_information_only_the_listed_is_taken),
		cmocka_unit_test(descriptor_version_of_another_akm_is_ignored),
		cmocka_unit_test(messages_out_of_order_are_ignored),
		cmocka_unit_test(our_own_messages_sent_back_are_ignored),
		cmocka_unit_test(replayed_messages_are_ignored),
		cmocka_unit_test(message_1_does_not_move_the_counter),
		cmocka_unit_test(nonce_stays_while_message_1_repeats_its_own),
		cmocka_unit_test(message_3_with_another_nonce_than_message_1_is_ignored),
		cmocka_unit_test(repeated_message_3_is_answered_and_installs_nothing),
		cmocka_unit_test(repeated_group_message_1_is_answered_and_installs_nothing),
		cmocka_unit_test(group_key_of_message_3_does_not_come_back_after_a_group_handshake),
		cmocka_unit_test(group_key_is_not_installed_again_under_another_index),
		cmocka_unit_test(rekeying_installs_only_the_new_pairwise_key_and_completes_no_second_time),
		cmocka_unit_test(answer_to_a_secure_message_1_is_secure),
		cmocka_unit_test(made_up_message_1_disturbs_nothing),
		cmocka_unit_test(wrong_pmk_is_suspected_when_message_1_comes_again),
		cmocka_unit_test(lost_message_2_raises_no_suspicion_once_message_3_is_there),
		cmocka_unit_test(pmkid_of_message_1_does_not_decide),
		cmocka_unit_test(message_3_fails_for_the_reason_its_content_gives),
		cmocka_unit_test(group_message_1_fails_only_without_a_usable_key),
		cmocka_unit_test(message_3_that_is_authentic_but_wrong_is_ignored),
		cmocka_unit_test(bytes_behind_the_frame_are_skipped),
		cmocka_unit_test(without_group_traffic_no_group_key_is_due),
		cmocka_unit_test(suites_that_are_not_served_are_refused),
		cmocka_unit_test(without_random_bytes_there_is_no_handshake),
		cmocka_unit_test(every_state_has_a_handler_for_every_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
