#include "sim/station_keys.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "dot11/data.h"

static const struct dot11_mac station = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };

static struct dot11_key make_key(enum dot11_key_kind kind, uint32_t cipher, uint8_t index, uint8_t filling)
{
	struct dot11_key key = { .kind = kind, .cipher = cipher, .index = index };

	key.key.size = dot11_cipher_key_size(cipher);
	memset(key.key.bytes, filling, key.key.size);
	return key;
}

/* The access point's side: the same key, packet numbers of its own. */
static struct mpdu_key peer_key(const struct dot11_key *key)
{
	struct mpdu_key result;

	mpdu_key_init(&result, key);
	return result;
}

static size_t write_data(uint8_t *bytes, struct dot11_mac destination)
{
	const struct dot11_data data = { destination, bss, 0x0800, (const uint8_t *)"hello", 5 };
	struct writer writer = writer_over(bytes, 256);

	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &bss, &data);
	assert_int_equal(writer_end(&writer), 0);
	return writer.size;
}

static size_t write_deauthentication(uint8_t *bytes, struct dot11_mac receiver)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_DEAUTHENTICATION, .receiver = receiver, .transmitter = bss, .address3 = bss,
	};
	int size = dot11_frame_build(bytes, 256, &header, &(struct dot11_management){ .reason = 3 });

	assert_true(size > 0);
	return (size_t)size;
}

static int unprotect(struct station_keys *keys, const uint8_t *bytes, size_t size, uint8_t *ret, size_t *ret_size)
{
	struct dot11_frame frame;

	assert_int_equal(dot11_frame_parse(bytes, size, &frame), 0);
	return station_keys_unprotect(keys, bytes, size, &frame, ret, ret_size);
}

static void every_kind_has_its_indexes_and_ciphers(void **state)
{
	static const struct {
		enum dot11_key_kind kind;
		uint32_t cipher;
		uint8_t index;
		int expected;
	} cases[] = {
		{ DOT11_KEY_PAIRWISE, DOT11_CIPHER_CCMP_128, 0, 0 },
		{ DOT11_KEY_PAIRWISE, DOT11_CIPHER_GCMP_256, 0, 0 },
		{ DOT11_KEY_PAIRWISE, DOT11_CIPHER_BIP_CMAC_128, 0, -EINVAL },
		{ DOT11_KEY_GROUP, DOT11_CIPHER_CCMP_128, 3, 0 },
		{ DOT11_KEY_GROUP, DOT11_CIPHER_CCMP_128, 4, -EINVAL },
		{ DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_128, 3, -EINVAL },
		{ DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_128, 4, 0 },
		{ DOT11_KEY_IGTK, DOT11_CIPHER_BIP_GMAC_256, 5, 0 },
		{ DOT11_KEY_IGTK, DOT11_CIPHER_CCMP_128, 4, -EINVAL },
		{ DOT11_KEY_BIGTK, DOT11_CIPHER_BIP_CMAC_256, 5, -EINVAL },
		{ DOT11_KEY_BIGTK, DOT11_CIPHER_BIP_CMAC_256, 7, 0 },
		{ DOT11_KEY_BIGTK, DOT11_CIPHER_BIP_CMAC_256, 8, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct station_keys keys = { 0 };
		struct dot11_key key = make_key(cases[i].kind, cases[i].cipher, cases[i].index, 1);

		assert_int_equal(station_keys_add(&keys, &key), cases[i].expected);
		key.key.size--;
		assert_int_equal(station_keys_add(&keys, &key), -EINVAL);
		station_keys_clear(&keys);
	}
}

static void data_of_the_peer_is_opened_once(void **state)
{
	struct dot11_key key = make_key(DOT11_KEY_PAIRWISE, DOT11_CIPHER_CCMP_128, 0, 7);
	struct mpdu_key theirs = peer_key(&key);
	struct station_keys keys = { 0 };
	uint8_t plain[256], bytes[256], opened[256];
	size_t plain_size = write_data(plain, station), size, opened_size;

	assert_int_equal(station_keys_protect(&keys, plain, plain_size, bytes, &size), -ENOKEY);
	assert_int_equal(mpdu_protect(&theirs, plain, plain_size, bytes, &size), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD); /* no key */
	assert_int_equal(station_keys_add(&keys, &key), 0);
	assert_int_equal(unprotect(&keys, plain, plain_size, opened, &opened_size), STATION_KEYS_E_PLAIN);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), 0);
	assert_int_equal(opened_size, plain_size);
	assert_memory_equal(opened, plain, plain_size);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD); /* a replay */
	assert_int_equal(mpdu_protect(&theirs, plain, plain_size, bytes, &size), 0);
	bytes[size - 1] ^= 1;
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD);
	station_keys_clear(&keys);
}

static void the_same_key_again_does_not_go_back_to_the_first_packet_number(void **state)
{
	struct dot11_key key = make_key(DOT11_KEY_PAIRWISE, DOT11_CIPHER_GCMP_128, 0, 7);
	struct station_keys keys = { 0 };
	uint8_t plain[256], bytes[256];
	size_t plain_size = write_data(plain, station), size;

	assert_int_equal(station_keys_add(&keys, &key), 0);
	assert_int_equal(station_keys_protect(&keys, plain, plain_size, bytes, &size), 0);
	assert_int_equal(keys.pairwise.transmitted, 1);
	assert_int_equal(station_keys_add(&keys, &key), 0);
	assert_int_equal(keys.pairwise.transmitted, 1);
	key.key.bytes[0] ^= 1;
	assert_int_equal(station_keys_add(&keys, &key), 0);
	assert_int_equal(keys.pairwise.transmitted, 0);
	station_keys_clear(&keys);
}

static void group_frames_take_the_key_that_they_name(void **state)
{
	struct dot11_key first = make_key(DOT11_KEY_GROUP, DOT11_CIPHER_CCMP_128, 1, 1);
	struct dot11_key second = make_key(DOT11_KEY_GROUP, DOT11_CIPHER_CCMP_128, 2, 2);
	struct mpdu_key theirs = peer_key(&second);
	struct station_keys keys = { 0 };
	uint8_t plain[256], bytes[256], opened[256];
	size_t plain_size = write_data(plain, DOT11_MAC_BROADCAST), size, opened_size;

	assert_int_equal(station_keys_add(&keys, &first), 0);
	assert_int_equal(mpdu_protect(&theirs, plain, plain_size, bytes, &size), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD);
	assert_int_equal(station_keys_add(&keys, &second), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), 0);
	assert_memory_equal(opened, plain, plain_size);
	station_keys_remove(&keys, DOT11_KEY_GROUP, 2);
	assert_int_equal(mpdu_protect(&theirs, plain, plain_size, bytes, &size), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD);
	station_keys_clear(&keys);
}

static void a_group_goodbye_needs_the_mic_of_a_known_key(void **state)
{
	struct dot11_key old = make_key(DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_128, 4, 1);
	struct dot11_key new = make_key(DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_128, 5, 2);
	struct mpdu_key theirs = peer_key(&new);
	struct station_keys keys = { 0 };
	uint8_t plain[256], bytes[256], opened[256];
	size_t plain_size = write_deauthentication(plain, DOT11_MAC_BROADCAST), size, opened_size;

	assert_int_equal(mpdu_sign(&theirs, plain, plain_size, bytes, &size), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_PLAIN); /* nothing to check it with */
	assert_int_equal(station_keys_add(&keys, &old), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD);
	assert_int_equal(station_keys_add(&keys, &new), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), 0);
	assert_int_equal(opened_size, plain_size);
	assert_memory_equal(opened, plain, plain_size);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD); /* a replay */
	assert_int_equal(mpdu_sign(&theirs, plain, plain_size, bytes, &size), 0);
	bytes[24] ^= 1;
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), STATION_KEYS_E_DISCARD);
	station_keys_clear(&keys);
}

static void a_goodbye_to_us_is_encrypted(void **state)
{
	struct dot11_key key = make_key(DOT11_KEY_PAIRWISE, DOT11_CIPHER_CCMP_128, 0, 7);
	struct mpdu_key theirs = peer_key(&key);
	struct station_keys keys = { 0 };
	uint8_t plain[256], bytes[256], opened[256];
	size_t plain_size = write_deauthentication(plain, station), size, opened_size;

	assert_int_equal(station_keys_add(&keys, &key), 0);
	assert_int_equal(unprotect(&keys, plain, plain_size, opened, &opened_size), STATION_KEYS_E_PLAIN);
	assert_int_equal(mpdu_protect(&theirs, plain, plain_size, bytes, &size), 0);
	assert_int_equal(unprotect(&keys, bytes, size, opened, &opened_size), 0);
	assert_memory_equal(opened, plain, plain_size);
	station_keys_clear(&keys);
}

static void cleared_keys_leave_no_byte_behind(void **state)
{
	static const struct station_keys none;
	struct station_keys keys = { 0 };

	for (uint8_t i = 0; i < 4; i++) {
		struct dot11_key group = make_key(DOT11_KEY_GROUP, DOT11_CIPHER_GCMP_256, i, 0xa5);

		assert_int_equal(station_keys_add(&keys, &group), 0);
	}
	for (uint8_t i = 0; i < 2; i++) {
		struct dot11_key igtk = make_key(DOT11_KEY_IGTK, DOT11_CIPHER_BIP_GMAC_256, (uint8_t)(4 + i), 0xa5);
		struct dot11_key bigtk = make_key(DOT11_KEY_BIGTK, DOT11_CIPHER_BIP_GMAC_256, (uint8_t)(6 + i), 0xa5);

		assert_int_equal(station_keys_add(&keys, &igtk), 0);
		assert_int_equal(station_keys_add(&keys, &bigtk), 0);
	}
	assert_true(station_keys_has_igtk(&keys));
	station_keys_clear(&keys);
	assert_memory_equal(&keys, &none, sizeof(keys));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_indexes_and_ciphers),
		cmocka_unit_test(data_of_the_peer_is_opened_once),
		cmocka_unit_test(the_same_key_again_does_not_go_back_to_the_first_packet_number),
		cmocka_unit_test(group_frames_take_the_key_that_they_name),
		cmocka_unit_test(a_group_goodbye_needs_the_mic_of_a_known_key),
		cmocka_unit_test(a_goodbye_to_us_is_encrypted),
		cmocka_unit_test(cleared_keys_leave_no_byte_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
