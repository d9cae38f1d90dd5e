#include "sim/station_port.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct dot11_mac station = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_mac other = { { 2, 0, 0, 0, 0, 9 } };

static struct station_port port;

static int begin(void **state)
{
	memset(&port, 0, sizeof(port));
	return 0;
}

static int end(void **state)
{
	station_port_close(&port);
	return 0;
}

static struct dot11_key pairwise_key(void)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128 };

	key.key.size = 16;
	memset(key.key.bytes, 0x11, 16);
	return key;
}

/* Return: as station_port_send(); *ret_flags: second byte of what goes on the air. */
static int send(uint16_t ethertype, struct dot11_mac source, uint8_t *ret_flags)
{
	const struct dot11_data data = { bss, source, ethertype, (const uint8_t *)"hello", 5 };
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	size_t size;
	int r = station_port_send(&port, &data, bytes, &size);

	*ret_flags = r == 0 ? bytes[1] : 0;
	return r;
}

/* A frame of the access point; protected with @key unless NULL. */
static int hear(uint16_t ethertype, struct dot11_mac source, struct dot11_mac transmitter, struct mpdu_key *key)
{
	const struct dot11_data data = { station, source, ethertype, (const uint8_t *)"hello", 5 };
	uint8_t bytes[256], protected[256], buffer[256];
	struct writer writer = writer_over(bytes, sizeof(bytes));
	struct dot11_frame frame;
	struct dot11_data heard;
	size_t size;
	int r;

	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &transmitter, &data);
	size = writer.size;
	memcpy(protected, bytes, size);
	if (key)
		assert_int_equal(mpdu_protect(key, bytes, writer.size, protected, &size), 0);
	assert_int_equal(dot11_frame_parse(protected, size, &frame), 0);
	r = station_port_receive(&port, protected, size, &frame, buffer, &heard);
	if (r == 0) {
		assert_int_equal(heard.ethertype, ethertype);
		assert_int_equal(heard.size, 5);
		assert_memory_equal(heard.payload, "hello", 5);
		assert_true(dot11_mac_equal(&heard.source, &source));
	}
	return r;
}

static void nothing_passes_a_closed_port(void **state)
{
	struct dot11_key key = pairwise_key();
	uint8_t flags;

	assert_int_equal(send(DOT11_ETHERTYPE_EAPOL, station, &flags), STATION_PORT_E_BLOCKED);
	assert_int_equal(hear(DOT11_ETHERTYPE_EAPOL, bss, bss, NULL), STATION_PORT_E_BLOCKED);
	assert_int_equal(station_port_add_key(&port, &key), -ENOTCONN);
}

static void an_open_network_passes_everything_in_plain(void **state)
{
	struct dot11_key key = pairwise_key();
	uint8_t flags;

	station_port_open(&port, &station, &bss, false);
	assert_int_equal(send(0x0800, station, &flags), 0);
	assert_int_equal(flags, DOT11_FRAME_TO_DS);
	assert_int_equal(hear(0x0800, other, bss, NULL), 0);
	assert_int_equal(hear(0x0800, other, other, NULL), STATION_PORT_E_BLOCKED);
	assert_int_equal(hear(0x0800, station, bss, NULL), STATION_PORT_E_BLOCKED); /* our own comes back */
	assert_int_equal(send(0x0800, other, &flags), STATION_PORT_E_BLOCKED);
	assert_int_equal(station_port_add_key(&port, &key), -ENOTCONN);
}

static void a_secure_network_passes_only_eapol_before_the_key_and_only_ciphertext_after(void **state)
{
	struct dot11_key key = pairwise_key();
	struct mpdu_key theirs;
	uint8_t flags;

	mpdu_key_init(&theirs, &key);
	station_port_open(&port, &station, &bss, true);
	assert_int_equal(port.state, STATION_PORT_STATE_UNAUTHORIZED);
	assert_int_equal(send(DOT11_ETHERTYPE_EAPOL, station, &flags), 0);
	assert_int_equal(flags, DOT11_FRAME_TO_DS);
	assert_int_equal(send(0x0800, station, &flags), STATION_PORT_E_BLOCKED);
	assert_int_equal(hear(DOT11_ETHERTYPE_EAPOL, bss, bss, NULL), 0);
	assert_int_equal(hear(0x0800, other, bss, NULL), STATION_PORT_E_BLOCKED);
	assert_int_equal(hear(0x0800, other, bss, &theirs), STATION_PORT_E_BLOCKED);

	assert_int_equal(station_port_add_key(&port, &key), 0);
	assert_int_equal(port.state, STATION_PORT_STATE_AUTHORIZED);
	assert_int_equal(send(DOT11_ETHERTYPE_EAPOL, station, &flags), 0);
	assert_int_equal(flags, DOT11_FRAME_TO_DS | DOT11_FRAME_PROTECTED);
	assert_int_equal(send(0x0800, station, &flags), 0);
	assert_int_equal(flags, DOT11_FRAME_TO_DS | DOT11_FRAME_PROTECTED);
	assert_int_equal(hear(DOT11_ETHERTYPE_EAPOL, bss, bss, NULL), STATION_PORT_E_BLOCKED);
	assert_int_equal(hear(0x0800, other, bss, &theirs), 0);

	station_port_remove_key(&port, DOT11_KEY_PAIRWISE, 0);
	assert_int_equal(port.state, STATION_PORT_STATE_UNAUTHORIZED);
	assert_int_equal(send(0x0800, station, &flags), STATION_PORT_E_BLOCKED);
}

static void closing_takes_keys_and_authorization_away(void **state)
{
	static const struct station_keys none;
	struct dot11_key key = pairwise_key();
	uint8_t flags;

	station_port_open(&port, &station, &bss, true);
	assert_int_equal(station_port_add_key(&port, &key), 0);
	station_port_close(&port);
	assert_memory_equal(&port.keys, &none, sizeof(none));
	assert_int_equal(send(0x0800, station, &flags), STATION_PORT_E_BLOCKED);
	station_port_open(&port, &station, &bss, true);
	assert_int_equal(port.state, STATION_PORT_STATE_UNAUTHORIZED);
}

static void the_longest_payload_fits_and_a_longer_one_is_refused(void **state)
{
	static const uint8_t payload[DOT11_DATA_MAX_PAYLOAD + 1];
	struct dot11_data data = { bss, station, 0x0800, payload, DOT11_DATA_MAX_PAYLOAD };
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_256 };
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	size_t size;

	key.key.size = 32;
	station_port_open(&port, &station, &bss, true);
	assert_int_equal(station_port_add_key(&port, &key), 0);
	assert_int_equal(station_port_send(&port, &data, bytes, &size), 0);
	assert_int_equal(size, 24 + 8 + 8 + DOT11_DATA_MAX_PAYLOAD + 16);
	data.size++;
	assert_int_equal(station_port_send(&port, &data, bytes, &size), -EMSGSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_passes_a_closed_port, begin, end),
		cmocka_unit_test_setup_teardown(an_open_network_passes_everything_in_plain, begin, end),
		cmocka_unit_test_setup_teardown(a_secure_network_passes_only_eapol_before_the_key_and_only_ciphertext_after, begin, end),
		cmocka_unit_test_setup_teardown(closing_takes_keys_and_authorization_away, begin, end),
		cmocka_unit_test_setup_teardown(the_longest_payload_fits_and_a_longer_one_is_refused, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
