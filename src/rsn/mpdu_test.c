#include "rsn/mpdu.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

struct bytes {
	size_t size;
	uint8_t at[512];
};

static struct bytes from_hex(const char *hex)
{
	struct bytes bytes = { .size = strlen(hex) / 2 };
	unsigned byte;

	assert_true(bytes.size <= sizeof(bytes.at));
	for (size_t i = 0; i < bytes.size; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes.at[i] = (uint8_t)byte;
	}
	return bytes;
}

static void assert_bytes_equal(const struct bytes *a, const struct bytes *b)
{
	assert_int_equal(a->size, b->size);
	assert_memory_equal(a->at, b->at, a->size);
}

/* A key whose next packet number to send is @number, and that has received all below it. */
static struct mpdu_key key_at(uint32_t cipher, uint8_t index, const struct bytes *bytes, uint64_t number)
{
	struct dot11_key key = { .cipher = cipher, .index = index };
	struct mpdu_key ret;

	for (size_t i = 0; i < 6; i++)
		key.receive_counter[i] = (uint8_t)((number - 1) >> (8 * i));
	assert_int_equal(secret_set(&key.key, bytes->at, bytes->size), 0);
	mpdu_key_init(&ret, &key);
	ret.transmitted = number - 1;
	return ret;
}

static struct mpdu_key simple_key(uint32_t cipher)
{
	const bool is_bip = dot11_cipher_is_group_management(cipher);
	struct bytes bytes = { .size = dot11_cipher_key_size(cipher) };

	for (size_t i = 0; i < bytes.size; i++)
		bytes.at[i] = (uint8_t)(i * 7 + cipher);
	return key_at(cipher, is_bip ? 4 : 0, &bytes, 1);
}

static int protect(struct mpdu_key *key, const struct bytes *frame, struct bytes *ret)
{
	return mpdu_protect(key, frame->at, frame->size, ret->at, &ret->size);
}

static int unprotect(struct mpdu_key *key, const struct bytes *frame, struct bytes *ret)
{
	return mpdu_unprotect(key, frame->at, frame->size, ret->at, &ret->size);
}

static int sign(struct mpdu_key *key, const struct bytes *frame, struct bytes *ret)
{
	return mpdu_sign(key, frame->at, frame->size, ret->at, &ret->size);
}

static const uint32_t data_ciphers[] = {
	DOT11_CIPHER_CCMP_128,
	DOT11_CIPHER_CCMP_256,
	DOT11_CIPHER_GCMP_128,
	DOT11_CIPHER_GCMP_256,
};

static const uint32_t bip_ciphers[] = {
	DOT11_CIPHER_BIP_CMAC_128,
	DOT11_CIPHER_BIP_CMAC_256,
	DOT11_CIPHER_BIP_GMAC_128,
	DOT11_CIPHER_BIP_GMAC_256,
};

#define TK_128 "c97c1f67ce371185514a8a19f2bdd52f"
#define TK_256 TK_128 "000102030405060708090a0b0c0d0e0f"
#define CCMP_HEADER "c32c0fd2e128a57c5030f1844408abaea5b8fcba8033"
#define CCMP_TEXT "f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050"
#define GCMP_HEADER "0b000fd2e128a57c5030f18444085030f184440880330300"
#define GCMP_TEXT "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"

#define QOS_FRAME_HEADER(flags) "88" flags "2c000211223344550266778899aa021234567890c5ab02aabbccddee9b7f12345678"
#define QOS_FRAME_TEXT "aaaa030000000800deadbeef"
#define ACTION_FRAME_HEADER(flags) "d0" flags "00000211223344550266778899aa0266778899aac0ab12345678"

/* Their documents print the Protected bit in the header of the plain frame already; frames here get it on the way. */
static const struct {
	uint32_t cipher;
	const char *key;
	uint64_t number;
	const char *plain, *expected;
} protected_vectors[] = {
	/* IEEE 802.11-2012, M.6.4 (802.11-2020, J.6.4) */
	{ DOT11_CIPHER_CCMP_128, TK_128, 0xb5039776e70c, "0808" CCMP_HEADER CCMP_TEXT,
	  "0848" CCMP_HEADER "0ce70020769703b5" "f3d0a2fe9a3dbf2342a643e43246e80c3c04d019" "7845ce0b16f97623" },
	/* IEEE P802.11ac/D7.0, M.6.4, CCMP-256 */
	{ DOT11_CIPHER_CCMP_256, TK_256, 0xb5039776e70c, "0808" CCMP_HEADER CCMP_TEXT,
	  "0848" CCMP_HEADER "0ce70020769703b5" "6d155d8832668256d6a92b78e11d8e54495dd174" "80aa56c9492e882b97642f80d50fe97b" },
	/* IEEE 802.11-2012, M.9.2 (802.11-2020, J.9.2): deauthentication of one station */
	{ DOT11_CIPHER_CCMP_128, "66ed21042f9f26d7115706e40414cf2e", 1, "c00000000200000001000200000000000200000000006000" "0200",
	  "c04000000200000001000200000000000200000000006000" "0100002000000000" "1d07" "cafd0409bb8bafef" },
	/*
	 * IEEE 802.11ad-2012, M.11.1, second MPDU: QoS data, TID 3. The first one is left out: its tag is over additional data
	 * with the Protected bit clear, which 12.5.5.3.3 does not allow.
	 */
	{ DOT11_CIPHER_GCMP_128, TK_128, 0x00895f5f2b08, "8808" GCMP_HEADER GCMP_TEXT,
	  "8848" GCMP_HEADER "082b00205f5f8900"
	  "60e9700cc4d40ac6d288b201c38f5bf08b807442640a1596e5dbdad41d1f3623f45d7a12db7afb23"
	  "def619c2a374b6df66ffa53b6c69d79e" },
	/* IEEE P802.11ac/D7.0, M.11.1, GCMP-256 */
	{ DOT11_CIPHER_GCMP_256, TK_256, 0x00895f5f2b08, "8808" GCMP_HEADER GCMP_TEXT,
	  "8848" GCMP_HEADER "082b00205f5f8900"
	  "658343c8b14447d9211defd46ad89c710c6fc33333236e3997b9176a5a8be779b21266555e70ad79"
	  "114316859095473d5b1bd596b3dea3bf" },
	/*
	 * Computed independently with Python's cryptography: QoS data (TID 11 and other bits of the field) with four addresses,
	 * HT control, fragment 5, retry, power management and more data
	 */
	{ DOT11_CIPHER_CCMP_128, TK_128, 0x010203040506, QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT,
	  QOS_FRAME_HEADER("fb") "0605002004030201" "0ff512a97afe0636094f5bb8ba7244904de3501a" },
	{ DOT11_CIPHER_CCMP_256, TK_256, 0x010203040506, QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT,
	  QOS_FRAME_HEADER("fb") "0605002004030201" "55b03d49e2b50c63b6d05007d5b260ffa06f14747d2bf4a685eb02bf" },
	{ DOT11_CIPHER_GCMP_128, TK_128, 0x010203040506, QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT,
	  QOS_FRAME_HEADER("fb") "0605002004030201" "3de626480c2b77996496e62f92e43d19df73bb9d60bf37b6fda9f9dd" },
	{ DOT11_CIPHER_GCMP_256, TK_256, 0x010203040506, QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT,
	  QOS_FRAME_HEADER("fb") "0605002004030201" "3e0e156de479837f57e4befea6fdd990689bbb0abf197c5c45973739" },
	/* likewise: an action frame with HT control */
	{ DOT11_CIPHER_CCMP_128, TK_128, 0x010203040506, ACTION_FRAME_HEADER("88") "0400010203",
	  ACTION_FRAME_HEADER("c8") "0605002004030201" "5c56c4fe1dab76f46cc4e8c885" },
	{ DOT11_CIPHER_CCMP_256, TK_256, 0x010203040506, ACTION_FRAME_HEADER("88") "0400010203",
	  ACTION_FRAME_HEADER("c8") "0605002004030201" "5a34132417d31778e136486782226dde23bfe8d262" },
	{ DOT11_CIPHER_GCMP_128, TK_128, 0x010203040506, ACTION_FRAME_HEADER("88") "0400010203",
	  ACTION_FRAME_HEADER("c8") "0605002004030201" "934c244a0fc8c44a0b1fa0cf7e8e0e3f404769df70" },
	{ DOT11_CIPHER_GCMP_256, TK_256, 0x010203040506, ACTION_FRAME_HEADER("88") "0400010203",
	  ACTION_FRAME_HEADER("c8") "0605002004030201" "90a4176fe74c8c7aa6f5109af1a9b869640eeca799" },
};

#define IGTK_128 "4ea9543e09cf2b1eca66ffc58bdecbcf"
#define IGTK_256 IGTK_128 "000102030405060708090a0b0c0d0e0f"
#define DEAUTHENTICATION "c0000000ffffffffffff02000000000002000000000009000200"
#define BEACON "80080000ffffffffffff02000000000002000000000009000102030405060708640011040003616263"

static const struct {
	uint32_t cipher;
	const char *key;
	uint8_t index;
	uint64_t number;
	const char *plain, *expected;
} signed_vectors[] = {
	/* IEEE 802.11-2012, M.9.1 (802.11-2020, J.9.1): deauthentication of all stations */
	{ DOT11_CIPHER_BIP_CMAC_128, IGTK_128, 4, 4, DEAUTHENTICATION,
	  DEAUTHENTICATION "4c100400040000000000" "48dfbfa7b8278872" },
	/* IEEE P802.11ac/D7.0, M.9.1, BIP-GMAC-128 and BIP-GMAC-256 */
	{ DOT11_CIPHER_BIP_GMAC_128, IGTK_128, 4, 4, DEAUTHENTICATION,
	  DEAUTHENTICATION "4c180400040000000000" "3ed862fb0f3338dd3386c897e2ed053d" },
	{ DOT11_CIPHER_BIP_GMAC_256, IGTK_256, 4, 4, DEAUTHENTICATION,
	  DEAUTHENTICATION "4c180400040000000000" "23be59dcc7022ee383627ebb1017ddfc" },
	/* computed independently with Python's cryptography */
	{ DOT11_CIPHER_BIP_CMAC_256, IGTK_256, 4, 4, DEAUTHENTICATION,
	  DEAUTHENTICATION "4c180400040000000000" "4b6fe836c8a3ad6a8abd7f61a63a11d2" },
	/* likewise: a beacon, its timestamp counted as zeros */
	{ DOT11_CIPHER_BIP_CMAC_128, IGTK_128, 6, 0x010203040506, BEACON,
	  BEACON "4c100600060504030201" "aedcf3eb8da6c4a5" },
	{ DOT11_CIPHER_BIP_CMAC_256, IGTK_256, 6, 0x010203040506, BEACON,
	  BEACON "4c180600060504030201" "2f515977865611142d231f8b771403f6" },
	{ DOT11_CIPHER_BIP_GMAC_128, IGTK_128, 6, 0x010203040506, BEACON,
	  BEACON "4c180600060504030201" "767b8b5f66f159abae12fd2f23df91ac" },
	{ DOT11_CIPHER_BIP_GMAC_256, IGTK_256, 6, 0x010203040506, BEACON,
	  BEACON "4c180600060504030201" "f6b253e65efd5f12251143ee50c88ac4" },
};

static void protected_frames_are_those_of_the_annex(void **state)
{
	for (size_t i = 0; i < array_size(protected_vectors); i++) {
		const struct bytes key_bytes = from_hex(protected_vectors[i].key);
		const struct bytes plain = from_hex(protected_vectors[i].plain);
		const struct bytes expected = from_hex(protected_vectors[i].expected);
		struct mpdu_key key = key_at(protected_vectors[i].cipher, 0, &key_bytes, protected_vectors[i].number);
		struct bytes protected, opened;

		assert_int_equal(protect(&key, &plain, &protected), 0);
		assert_bytes_equal(&protected, &expected);
		assert_true(protected.size <= plain.size + MPDU_MAX_GROWTH);
		assert_int_equal(unprotect(&key, &expected, &opened), 0);
		assert_bytes_equal(&opened, &plain);
		assert_int_equal(key.transmitted, protected_vectors[i].number);
	}
}

static void signed_frames_are_those_of_the_annex(void **state)
{
	for (size_t i = 0; i < array_size(signed_vectors); i++) {
		const struct bytes key_bytes = from_hex(signed_vectors[i].key);
		const struct bytes plain = from_hex(signed_vectors[i].plain);
		const struct bytes expected = from_hex(signed_vectors[i].expected);
		struct mpdu_key key = key_at(signed_vectors[i].cipher, signed_vectors[i].index, &key_bytes,
					     signed_vectors[i].number);
		struct bytes signed_frame;
		size_t size;

		assert_int_equal(sign(&key, &plain, &signed_frame), 0);
		assert_bytes_equal(&signed_frame, &expected);
		assert_true(signed_frame.size <= plain.size + MPDU_MAX_GROWTH);
		assert_int_equal(mpdu_verify(&key, expected.at, expected.size, &size), 0);
		assert_int_equal(size, plain.size);
	}
}

/* Bits of the frame below that protection leaves out (12.5.3.3.3), or that the receiver does not look at. */
static bool is_free_in_qos_frame(size_t byte, unsigned bit)
{
	switch (byte) {
	case 0: /* low bits of the subtype */
		return bit >= 4 && bit <= 6;
	case 1: /* retry, power management, more data */
		return bit >= 3 && bit <= 5;
	case 2: /* duration */
	case 3:
		return true;
	case 22: /* sequence number; the fragment number is protected */
		return bit >= 4;
	case 23:
		return true;
	case 30: /* QoS control but for the TID */
		return bit >= 4;
	case 31:
	case 32: /* HT control */
	case 33:
	case 34:
	case 35:
		return true;
	case 38: /* reserved bits of the protection header */
		return true;
	case 39:
		return bit <= 4;
	default:
		return false;
	}
}

static void every_protected_bit_matters_and_no_other(void **state)
{
	const struct bytes plain = from_hex(QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT);

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key key = simple_key(data_ciphers[i]);
		struct bytes protected, opened;

		assert_int_equal(protect(&key, &plain, &protected), 0);
		for (size_t bit = 0; bit < 8 * protected.size; bit++) {
			struct mpdu_key receiver = simple_key(data_ciphers[i]);
			int r;

			protected.at[bit / 8] ^= 1 << (bit % 8);
			r = unprotect(&receiver, &protected, &opened);
			protected.at[bit / 8] ^= 1 << (bit % 8);
			if (is_free_in_qos_frame(bit / 8, bit % 8)) {
				assert_int_equal(r, 0);
				continue;
			}
			assert_true(r > 0);
			assert_int_equal(receiver.received, 0);
		}
	}
}

static void frame_that_was_sent_again_later_is_a_replay(void **state)
{
	const struct bytes plain = from_hex("0801" CCMP_HEADER CCMP_TEXT);

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key sender = simple_key(data_ciphers[i]), receiver = simple_key(data_ciphers[i]);
		struct bytes first, second, opened;

		assert_int_equal(protect(&sender, &plain, &first), 0);
		assert_int_equal(protect(&sender, &plain, &second), 0);
		assert_int_equal(unprotect(&receiver, &first, &opened), 0);
		assert_bytes_equal(&opened, &plain);
		assert_int_equal(unprotect(&receiver, &first, &opened), MPDU_E_REPLAY);
		assert_int_equal(unprotect(&receiver, &second, &opened), 0);
		assert_int_equal(unprotect(&receiver, &first, &opened), MPDU_E_REPLAY);
		assert_int_equal(unprotect(&receiver, &second, &opened), MPDU_E_REPLAY);
		assert_int_equal(receiver.received, 2);
	}
}

static void management_frames_have_a_replay_counter_of_their_own(void **state)
{
	const struct bytes data = from_hex("0801" CCMP_HEADER CCMP_TEXT);
	const struct bytes management = from_hex("c00000000200000001000200000000000200000000006000" "0200");

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key sender = simple_key(data_ciphers[i]), receiver = simple_key(data_ciphers[i]);
		struct bytes first, second, opened;

		assert_int_equal(protect(&sender, &management, &first), 0);
		assert_int_equal(protect(&sender, &data, &second), 0);
		assert_int_equal(unprotect(&receiver, &second, &opened), 0);
		assert_int_equal(unprotect(&receiver, &first, &opened), 0);
		assert_bytes_equal(&opened, &management);
		assert_int_equal(receiver.received, 2);
		assert_int_equal(receiver.received_management, 1);
		assert_int_equal(unprotect(&receiver, &first, &opened), MPDU_E_REPLAY);
	}
}

static void forged_packet_number_does_not_move_the_window(void **state)
{
	const struct bytes plain = from_hex("0801" CCMP_HEADER CCMP_TEXT);

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key sender = simple_key(data_ciphers[i]), receiver = simple_key(data_ciphers[i]);
		struct bytes genuine, forged, opened;

		assert_int_equal(protect(&sender, &plain, &genuine), 0);
		forged = genuine;
		forged.at[24 + 7] = 0xff;
		assert_int_equal(unprotect(&receiver, &forged, &opened), MPDU_E_INTEGRITY);
		assert_int_equal(unprotect(&receiver, &genuine, &opened), 0);
	}
}

static void receive_counter_of_a_key_is_where_replay_begins(void **state)
{
	const struct bytes plain = from_hex("0802" CCMP_HEADER CCMP_TEXT);
	struct dot11_key key = { .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = 2,
				 .receive_counter = { 0x03, 0, 0, 0, 0x01, 0 } };
	struct mpdu_key sender, receiver;
	struct bytes frame, opened;

	assert_int_equal(secret_set(&key.key, "0123456789abcdef", 16), 0);
	mpdu_key_init(&sender, &key);
	mpdu_key_init(&receiver, &key);
	assert_int_equal(receiver.received, 0x000100000003);
	assert_int_equal(receiver.received_management, 0x000100000003);
	assert_int_equal(sender.transmitted, 0);
	sender.transmitted = 0x000100000002;
	assert_int_equal(protect(&sender, &plain, &frame), 0);
	assert_int_equal(frame.at[27] >> 6, 2);
	assert_int_equal(unprotect(&receiver, &frame, &opened), MPDU_E_REPLAY);
	assert_int_equal(protect(&sender, &plain, &frame), 0);
	assert_int_equal(unprotect(&receiver, &frame, &opened), 0);
}

static void packet_numbers_are_never_used_twice(void **state)
{
	const struct bytes data = from_hex("0801" CCMP_HEADER CCMP_TEXT), management = from_hex(DEAUTHENTICATION);
	const uint64_t last = (UINT64_C(1) << 48) - 1;
	struct bytes ret;

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key key = simple_key(data_ciphers[i]), bip = simple_key(bip_ciphers[i]);

		key.transmitted = bip.transmitted = last - 1;
		assert_int_equal(protect(&key, &data, &ret), 0);
		assert_int_equal(protect(&key, &data, &ret), -EOVERFLOW);
		assert_int_equal(key.transmitted, last);
		assert_int_equal(sign(&bip, &management, &ret), 0);
		assert_int_equal(sign(&bip, &management, &ret), -EOVERFLOW);
	}
}

static void frame_of_another_key_and_plain_frame_are_told_apart(void **state)
{
	const struct bytes plain = from_hex("0802" CCMP_HEADER CCMP_TEXT);
	struct mpdu_key sender = simple_key(DOT11_CIPHER_CCMP_128), receiver = simple_key(DOT11_CIPHER_CCMP_128);
	struct bytes frame, opened = { .size = 3 };

	sender.index = 1;
	receiver.index = 2;
	assert_int_equal(protect(&sender, &plain, &frame), 0);
	assert_int_equal(unprotect(&receiver, &frame, &opened), MPDU_E_KEY_INDEX);
	assert_int_equal(unprotect(&receiver, &plain, &opened), MPDU_E_PLAIN);
	assert_int_equal(opened.size, 3);
}

static void frame_cut_short_anywhere_is_refused(void **state)
{
	const struct bytes plain = from_hex(QOS_FRAME_HEADER("bb") QOS_FRAME_TEXT), management = from_hex(DEAUTHENTICATION);

	for (size_t i = 0; i < array_size(data_ciphers); i++) {
		struct mpdu_key key = simple_key(data_ciphers[i]), bip = simple_key(bip_ciphers[i]);
		struct bytes protected, signed_frame, opened;
		size_t size;

		assert_int_equal(protect(&key, &plain, &protected), 0);
		assert_int_equal(sign(&bip, &management, &signed_frame), 0);
		for (size_t n = 0; n < protected.size; n++)
			assert_true(mpdu_unprotect(&key, protected.at, n, opened.at, &opened.size) > 0);
		for (size_t n = 0; n < signed_frame.size; n++)
			assert_true(mpdu_verify(&bip, signed_frame.at, n, &size) > 0);
		assert_int_equal(mpdu_unprotect(&key, protected.at, 37, opened.at, &opened.size), MPDU_E_MALFORMED);
		assert_int_equal(mpdu_verify(&bip, signed_frame.at, 23, &size), MPDU_E_MALFORMED);
		assert_int_equal(mpdu_verify(&bip, signed_frame.at, 26, &size), MPDU_E_PLAIN);
	}
}

static void frames_that_cannot_be_protected_are_refused(void **state)
{
	static const char *const frames[] = {
		"",
		"0801" CCMP_HEADER,		 /* no body */
		"0841" CCMP_HEADER CCMP_TEXT,	 /* protected already */
		"d400" CCMP_HEADER CCMP_TEXT,	 /* a control frame */
		"0901" CCMP_HEADER CCMP_TEXT,	 /* of another protocol version */
		"0c01" CCMP_HEADER CCMP_TEXT,	 /* of the extension type */
		"0803" CCMP_HEADER "0102030405", /* address 4 is cut short */
		DEAUTHENTICATION,		 /* BIP's business */
	};
	struct bytes ret = { .size = 3 };

	for (size_t i = 0; i < array_size(frames); i++) {
		const struct bytes frame = from_hex(frames[i]);
		struct mpdu_key key = simple_key(DOT11_CIPHER_CCMP_128);

		assert_int_equal(protect(&key, &frame, &ret), -EINVAL);
		assert_int_equal(ret.size, 3);
		assert_int_equal(key.transmitted, 0);
	}
}

static void frames_that_cannot_be_signed_are_refused(void **state)
{
	static const char *const frames[] = {
		"",
		"c0000000ffffffffffff0200000000000200000000000900",	  /* no body */
		"c00000000200000001000200000000000200000000006000" "0200", /* to one station */
		"08020000ffffffffffff0200000000000200000000000900" "0200", /* data */
	};
	struct bytes ret = { .size = 3 };

	for (size_t i = 0; i < array_size(frames); i++) {
		const struct bytes frame = from_hex(frames[i]);
		struct mpdu_key key = simple_key(DOT11_CIPHER_BIP_CMAC_128);

		assert_int_equal(sign(&key, &frame, &ret), -EINVAL);
		assert_int_equal(ret.size, 3);
		assert_int_equal(key.transmitted, 0);
	}
}

static void frames_that_no_sender_may_have_protected_are_malformed(void **state)
{
	static const char *const frames[] = {
		"0841" CCMP_HEADER "0100002000000000" "0102030405060708", /* a tag of nothing */
		"0841" CCMP_HEADER "0100000000000000" "010203040506070809", /* no extended IV */
		"c0400000ffffffffffff0200000000000200000000000900" "0100002000000000" "010203040506070809", /* management for all */
		"b440" CCMP_HEADER "0100002000000000" "010203040506070809", /* a control frame */
	};
	struct mpdu_key key = simple_key(DOT11_CIPHER_CCMP_128);
	struct bytes ret;

	for (size_t i = 0; i < array_size(frames); i++) {
		const struct bytes frame = from_hex(frames[i]);

		assert_int_equal(unprotect(&key, &frame, &ret), MPDU_E_MALFORMED);
	}
}

static void frames_that_no_sender_may_have_signed_are_malformed(void **state)
{
	static const char *const frames[] = {
		"c00000000200000001000200000000000200000000006000" "0200" "4c100400010000000000" "0102030405060708", /* for one */
		"08020000ffffffffffff0200000000000200000000000900" "0200" "4c100400010000000000" "0102030405060708", /* data */
	};
	struct mpdu_key key = simple_key(DOT11_CIPHER_BIP_CMAC_128);
	size_t size;

	for (size_t i = 0; i < array_size(frames); i++) {
		const struct bytes frame = from_hex(frames[i]);

		assert_int_equal(mpdu_verify(&key, frame.at, frame.size, &size), MPDU_E_MALFORMED);
	}
}

static void last_element_of_another_kind_or_length_is_no_signature(void **state)
{
	static const char *const frames[] = {
		DEAUTHENTICATION "4d100400010000000000" "0102030405060708",
		DEAUTHENTICATION "4c0f0400010000000000" "0102030405060708",
		DEAUTHENTICATION "4c180400010000000000" "01020304050607080910111213141516", /* of a longer MIC */
	};
	struct mpdu_key key = simple_key(DOT11_CIPHER_BIP_CMAC_128);
	size_t size;

	for (size_t i = 0; i < array_size(frames); i++) {
		const struct bytes frame = from_hex(frames[i]);

		assert_int_equal(mpdu_verify(&key, frame.at, frame.size, &size), MPDU_E_PLAIN);
	}
}

static void key_of_the_wrong_family_or_length_is_refused(void **state)
{
	const struct bytes data = from_hex("0801" CCMP_HEADER CCMP_TEXT), management = from_hex(DEAUTHENTICATION);
	struct mpdu_key keys[] = {
		simple_key(DOT11_CIPHER_CCMP_128),
		simple_key(DOT11_CIPHER_TKIP),
		simple_key(DOT11_CIPHER_NONE),
		simple_key(DOT11_CIPHER_BIP_GMAC_256),
	};
	struct bytes ret;
	size_t size;

	keys[0].key.size = 32;
	for (size_t i = 0; i < array_size(keys); i++) {
		assert_int_equal(protect(&keys[i], &data, &ret), -EINVAL);
		assert_int_equal(unprotect(&keys[i], &data, &ret), -EINVAL);
	}
	keys[3] = simple_key(DOT11_CIPHER_GCMP_256);
	for (size_t i = 0; i < array_size(keys); i++) {
		assert_int_equal(sign(&keys[i], &management, &ret), -EINVAL);
		assert_int_equal(mpdu_verify(&keys[i], management.at, management.size, &size), -EINVAL);
	}
}

/* Of a signed frame only what changes on the way, duration and sequence control are free: 12.5.4.4. */
static bool is_free_in_signed_frame(size_t byte, unsigned bit)
{
	return (byte == 1 && bit >= 3 && bit <= 5) || byte == 2 || byte == 3 || byte == 22 || byte == 23;
}

static void every_signed_bit_matters_and_no_other(void **state)
{
	const struct bytes plain = from_hex(DEAUTHENTICATION);

	for (size_t i = 0; i < array_size(bip_ciphers); i++) {
		struct mpdu_key sender = simple_key(bip_ciphers[i]);
		struct bytes frame;
		size_t size = 3;

		assert_int_equal(sign(&sender, &plain, &frame), 0);
		for (size_t bit = 0; bit < 8 * frame.size; bit++) {
			struct mpdu_key receiver = simple_key(bip_ciphers[i]);
			int r;

			frame.at[bit / 8] ^= 1 << (bit % 8);
			r = mpdu_verify(&receiver, frame.at, frame.size, &size);
			frame.at[bit / 8] ^= 1 << (bit % 8);
			if (is_free_in_signed_frame(bit / 8, bit % 8)) {
				assert_int_equal(r, 0);
				continue;
			}
			assert_true(r > 0);
			assert_int_equal(receiver.received, 0);
		}
	}
}

static void signed_frame_is_accepted_once_and_only_by_its_key(void **state)
{
	const struct bytes plain = from_hex(DEAUTHENTICATION);

	for (size_t i = 0; i < array_size(bip_ciphers); i++) {
		struct mpdu_key sender = simple_key(bip_ciphers[i]), receiver = sender, other = sender, wrong = sender;
		struct bytes first, second;
		size_t size;

		other.index = 5;
		wrong.key.bytes[0] ^= 1;
		assert_int_equal(sign(&sender, &plain, &first), 0);
		assert_int_equal(sign(&sender, &plain, &second), 0);
		assert_int_equal(mpdu_verify(&other, first.at, first.size, &size), MPDU_E_KEY_INDEX);
		assert_int_equal(mpdu_verify(&wrong, first.at, first.size, &size), MPDU_E_INTEGRITY);
		assert_int_equal(mpdu_verify(&receiver, first.at, first.size, &size), 0);
		assert_int_equal(mpdu_verify(&receiver, first.at, first.size, &size), MPDU_E_REPLAY);
		assert_int_equal(mpdu_verify(&receiver, second.at, second.size, &size), 0);
		assert_int_equal(mpdu_verify(&receiver, first.at, first.size, &size), MPDU_E_REPLAY);
		assert_int_equal(mpdu_verify(&receiver, plain.at, plain.size, &size), MPDU_E_PLAIN);
	}
}

static void timestamp_of_a_beacon_may_change_and_the_rest_may_not(void **state)
{
	const struct bytes beacon = from_hex(BEACON);

	for (size_t i = 0; i < array_size(bip_ciphers); i++) {
		struct mpdu_key sender = simple_key(bip_ciphers[i]), receiver;
		struct bytes frame;
		size_t size;

		sender.index = 6;
		receiver = sender;
		assert_int_equal(sign(&sender, &beacon, &frame), 0);
		frame.at[24 + 8] ^= 1;
		assert_int_equal(mpdu_verify(&receiver, frame.at, frame.size, &size), MPDU_E_INTEGRITY);
		frame.at[24 + 8] ^= 1;
		memset(frame.at + 24, 0xee, 8);
		assert_int_equal(mpdu_verify(&receiver, frame.at, frame.size, &size), 0);
		assert_int_equal(size, beacon.size);
	}
}

static void nothing_is_left_of_a_wiped_key(void **state)
{
	static const struct mpdu_key nothing;
	struct mpdu_key key = simple_key(DOT11_CIPHER_GCMP_256);

	mpdu_key_wipe(&key);
	assert_memory_equal(&key, &nothing, sizeof(key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(protected_frames_are_those_of_the_annex),
		cmocka_unit_test(signed_frames_are_those_of_the_annex),
		cmocka_unit_test(every_protected_bit_matters_and_no_other),
		cmocka_unit_test(frame_that_was_sent_again_later_is_a_replay),
		cmocka_unit_test(management_frames_have_a_replay_counter_of_their_own),
		cmocka_unit_test(forged_packet_number_does_not_move_the_window),
		cmocka_unit_test(receive_counter_of_a_key_is_where_replay_begins),
		cmocka_unit_test(packet_numbers_are_never_used_twice),
		cmocka_unit_test(frame_of_another_key_and_plain_frame_are_told_apart),
		cmocka_unit_test(frame_cut_short_anywhere_is_refused),
		cmocka_unit_test(frames_that_cannot_be_protected_are_refused),
		cmocka_unit_test(frames_that_cannot_be_signed_are_refused),
		cmocka_unit_test(frames_that_no_sender_may_have_protected_are_malformed),
		cmocka_unit_test(frames_that_no_sender_may_have_signed_are_malformed),
		cmocka_unit_test(last_element_of_another_kind_or_length_is_no_signature),
		cmocka_unit_test(key_of_the_wrong_family_or_length_is_refused),
		cmocka_unit_test(every_signed_bit_matters_and_no_other),
		cmocka_unit_test(signed_frame_is_accepted_once_and_only_by_its_key),
		cmocka_unit_test(timestamp_of_a_beacon_may_change_and_the_rest_may_not),
		cmocka_unit_test(nothing_is_left_of_a_wiped_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
