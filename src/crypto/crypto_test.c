#include "crypto/crypto.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/crypto.h>

#include "base/cleanup.h"

struct bytes {
	size_t size;
	uint8_t at[256];
};

/* Vectors stand here as their documents print them. */
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

/* @size bytes that count up from @first. */
static struct bytes counting(uint8_t first, size_t size)
{
	struct bytes bytes = { .size = size };

	for (size_t i = 0; i < size; i++)
		bytes.at[i] = (uint8_t)(first + i);
	return bytes;
}

static struct bytes repeated(uint8_t byte, size_t size)
{
	struct bytes bytes = { .size = size };

	memset(bytes.at, byte, size);
	return bytes;
}

static void assert_hex(const uint8_t *bytes, const char *hex)
{
	const struct bytes expected = from_hex(hex);

	assert_memory_equal(bytes, expected.at, expected.size);
}

/* FIPS 180-4, examples of one block ("abc"). */
static void digests_are_those_of_the_standard(void **state)
{
	static const char *const expected[] = {
		[CRYPTO_SHA1] = "a9993e364706816aba3e25717850c26c9cd0d89d",
		[CRYPTO_SHA256] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		[CRYPTO_SHA384] = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c8"
				  "25a7",
		[CRYPTO_SHA512] = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
				  "ebbd454d4423643ce80e2a9ac94fa54ca49f",
	};
	static const struct crypto_part parts[] = { { "a", 1 }, { NULL, 0 }, { "bc", 2 } };

	for (enum crypto_hash hash = CRYPTO_SHA1; hash <= CRYPTO_SHA512; hash++) {
		uint8_t digest[CRYPTO_HASH_MAX];

		assert_int_equal(crypto_digest(hash, parts, array_size(parts), digest), 0);
		assert_int_equal(crypto_hash_size(hash) * 2, strlen(expected[hash]));
		assert_hex(digest, expected[hash]);
	}
}

static void hmac_is_that_of_rfc_2202_and_4231(void **state)
{
	static const char large_key[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	static const char jefe[] = "what do ya want for nothing?";
	const struct {
		enum crypto_hash hash;
		struct bytes key;
		const char *text;
		const char *expected;
	} cases[] = {
		/* RFC 2202, section 3, cases 1 and 6 */
		{ CRYPTO_SHA1, repeated(0x0b, 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00" },
		{ CRYPTO_SHA1, repeated(0xaa, 80), large_key, "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
		/* RFC 4231, 4.3 and 4.7 */
		{ CRYPTO_SHA256, from_hex("4a656665"), jefe,
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ CRYPTO_SHA384, from_hex("4a656665"), jefe,
		  "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649" },
		{ CRYPTO_SHA512, from_hex("4a656665"), jefe,
		  "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a"
		  "6b4b636e070a38bce737" },
		{ CRYPTO_SHA256, repeated(0xaa, 131), large_key,
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		const size_t middle = strlen(cases[i].text) / 2;
		const struct crypto_part parts[] = {
			{ cases[i].text, middle },
			{ cases[i].text + middle, strlen(cases[i].text) - middle },
		};
		uint8_t code[CRYPTO_HASH_MAX];

		assert_int_equal(crypto_hmac(cases[i].hash, cases[i].key.at, cases[i].key.size, parts, 2, code), 0);
		assert_hex(code, cases[i].expected);
	}
}

static void pbkdf2_is_that_of_rfc_6070(void **state)
{
	static const struct {
		const char *password, *salt;
		size_t password_size, salt_size;
		unsigned iterations;
		const char *expected;
	} cases[] = {
		{ "password", "salt", 8, 4, 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6" },
		{ "password", "salt", 8, 4, 4096, "4b007901b765489abead49d926f721d065a429c1" },
		{ "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 24, 36, 4096,
		  "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038" },
		{ "pass\0word", "sa\0lt", 9, 5, 4096, "56fa6aa75548099dcc37d7f03425e0c3" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t key[32];

		assert_int_equal(crypto_pbkdf2_sha1(cases[i].password, cases[i].password_size, cases[i].salt, cases[i].salt_size,
						    cases[i].iterations, key, strlen(cases[i].expected) / 2), 0);
		assert_hex(key, cases[i].expected);
	}
}

/* IEEE 802.11-2020, J.4.2, the three test vectors. */
static void passphrase_becomes_the_psk_of_the_annex(void **state)
{
	static const struct {
		const char *passphrase, *ssid, *expected;
	} cases[] = {
		{ "password", "IEEE", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e" },
		{ "ThisIsAPassword", "ThisIsASSID", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
		  "becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t psk[32];

		assert_int_equal(crypto_pbkdf2_sha1(cases[i].passphrase, strlen(cases[i].passphrase), cases[i].ssid,
						    strlen(cases[i].ssid), 4096, psk, sizeof(psk)), 0);
		assert_hex(psk, cases[i].expected);
	}
}

/* IEEE 802.11-2020, J.3.2: the three PRF-512 vectors, of which shorter outputs are the beginning. */
static void prf_is_that_of_the_annex(void **state)
{
	const struct {
		struct bytes key, context;
		const char *expected;
	} cases[] = {
		{ repeated(0x0b, 20), from_hex("4869205468657265"),
		  "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606e17d8da35402ffee75df78c3d31e0f889f012120c0862beb67753e7439ae"
		  "242edb8373698356cf5a" },
		{ from_hex("4a656665"), from_hex("7768617420646f2079612077616e7420666f72206e6f7468696e673f"),
		  "51f4de5b33f249adf81aeb713a3c20f4fe631446fabdfa58244759ae58ef9009a99abf4eac2ca5fa87e692c440eb40023e7babb206d6"
		  "1de7b92f41529092b8fc" },
		{ repeated(0xaa, 20), repeated(0xdd, 50),
		  "e1ac546ec4cb636f9976487be5c86be17a0252ca5d8d8df12cfb0473525249ce9dd8d177ead710bc9b590547239107aef7b4abd43d87"
		  "f0a68f1cbd9e2b6f7607" },
	};
	static const size_t sizes[] = { 24, 32, 48, 64 };

	for (size_t i = 0; i < array_size(cases); i++) {
		for (size_t j = 0; j < array_size(sizes); j++) {
			const struct bytes expected = from_hex(cases[i].expected);
			uint8_t derived[65];

			derived[sizes[j]] = 0x55;
			assert_int_equal(crypto_kdf(CRYPTO_SHA1, cases[i].key.at, cases[i].key.size, "prefix",
						    cases[i].context.at, cases[i].context.size, derived, sizes[j]), 0);
			assert_memory_equal(derived, expected.at, sizes[j]);
			assert_int_equal(derived[sizes[j]], 0x55);
		}
	}
}

/* IEEE P802.11az/D2.6, J.12 (KCK, TK and KDK of PASN) and J.13 (PTK and KDK of SAE), which print the whole output in pieces. */
static void kdf_of_sha256_is_that_of_the_annex(void **state)
{
	const struct bytes pmk = from_hex("def43e5567e01ca6649265f19a290eeff8bd888f6c1d9cc9d10f04bd378f3cad");
	static const struct {
		const char *label, *context, *expected;
	} cases[] = {
		{ "PASN PTK Derivation",
		  "00904c01c107" "c0ffd4a8dbc1" "f87b208e7ed2b737afdbc2e13eae78da300123d4d84ba8b0eafe90c48cdf1f93",
		  "7bb821ac0aa5909dd654a56065ad7c77eb889cbe2905bbf05abb1eeac88ba306" "673eab46b832d5a80cbc0243016e207e"
		  "2d0f0e82c70dd26b79061a4681e8dbb2ea83bea399844bd5894eb320f69d7dd6" },
		{ "Pairwise key expansion",
		  "00904c01c107" "c0ffd4a8dbc1" "404b012ffb43ed0fb43ea1f287c91f2506d21b4a92d74b5ea50c943350ce8671"
		  "be7a1ca284347b5bd67dbd2dfdb4d99f1afae0b88ba18e008718417e4b27ef5f",
		  "cd7b9e7555362df0b63568484a8112f5" "99cad3588da0f1e63fd190191039bb4b" "9e2e9377e7532e737a1bc250fe194a03"
		  "6c7fb97ceb55b01acff00f070942bdf5291feb4bee38e0365b25a250bb2ac9ff" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		const struct bytes context = from_hex(cases[i].context);
		uint8_t derived[80];

		assert_int_equal(strlen(cases[i].expected), 2 * sizeof(derived));
		assert_int_equal(crypto_kdf(CRYPTO_SHA256, pmk.at, pmk.size, cases[i].label, context.at, context.size, derived,
					    sizeof(derived)), 0);
		assert_hex(derived, cases[i].expected);
	}
}

/* Computed independently with Python's hmac: 640 bits, so that no hash divides them. */
static void kdf_of_each_hash_is_as_computed_independently(void **state)
{
	static const struct {
		enum crypto_hash hash;
		const char *expected;
	} cases[] = {
		{ CRYPTO_SHA256, "0c9de8f4d9b4959d8571443b47361bc219be078eb234029bc4f534df0c8f3e33de69c55ec86852b1d6285ba6da50"
				 "afe837016a97203c7a61cfc908d14678069847b83b151f68011ff55e73b25563d58c" },
		{ CRYPTO_SHA384, "235806103ce2256bc66539e0848382b2149828d23b3ec8916628a3f5824a6e87b3d20a413cbb4a97cdb938181d77"
				 "17167eb86666a6edad609879a4607238183782d37422f44c1256ae8c75c2a125cb28" },
		{ CRYPTO_SHA512, "c18c5cafcde298bb68c2c894fe32bc4acb4d81d133e7aaece54a031a10182e1d2a2c0e4a3ca1b64345a56a9f7568"
				 "02a2ba31a61e994d5dc2051df20b0552d991c50688ac0b4c4551c5d613062fdcc581" },
	};
	const struct bytes key = counting(0, 32), context = counting(0, 76);

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t derived[80];

		assert_int_equal(crypto_kdf(cases[i].hash, key.at, key.size, "Pairwise key expansion", context.at, context.size,
					    derived, sizeof(derived)), 0);
		assert_hex(derived, cases[i].expected);
	}
}

static void kdf_longer_than_512_bytes_is_refused(void **state)
{
	static const uint8_t key[32];
	uint8_t derived[513] = { 0x77 };

	assert_int_equal(crypto_kdf(CRYPTO_SHA256, key, sizeof(key), "x", NULL, 0, derived, 513), -EIO);
	assert_int_equal(derived[0], 0x77);
	assert_int_equal(crypto_kdf(CRYPTO_SHA256, key, sizeof(key), "x", NULL, 0, derived, 512), 0);
}

/* RFC 5869, A.1 to A.3. */
static void hkdf_is_that_of_rfc_5869(void **state)
{
	const struct {
		struct bytes salt, ikm, info;
		const char *prk, *okm;
	} cases[] = {
		{ counting(0, 13), repeated(0x0b, 22), counting(0xf0, 10),
		  "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
		  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
		{ counting(0x60, 80), counting(0, 80), counting(0xb0, 80),
		  "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
		  "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f"
		  "09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
		{ counting(0, 0), repeated(0x0b, 22), counting(0, 0),
		  "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
		  "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t prk[32], okm[82];

		assert_int_equal(crypto_hkdf_extract(CRYPTO_SHA256, cases[i].salt.at, cases[i].salt.size, cases[i].ikm.at,
						     cases[i].ikm.size, prk), 0);
		assert_hex(prk, cases[i].prk);
		assert_int_equal(crypto_hkdf_expand(CRYPTO_SHA256, prk, sizeof(prk), cases[i].info.at, cases[i].info.size, okm,
						    strlen(cases[i].okm) / 2), 0);
		assert_hex(okm, cases[i].okm);
	}
}

/* "L: length of output keying material in octets (<= 255*HashLen)": RFC 5869, 2.3. */
static void hkdf_does_not_expand_beyond_255_blocks(void **state)
{
	static uint8_t okm[255 * 32 + 1];
	static const uint8_t prk[32];

	assert_int_equal(crypto_hkdf_expand(CRYPTO_SHA256, prk, sizeof(prk), NULL, 0, okm, sizeof(okm)), -EIO);
	assert_int_equal(crypto_hkdf_expand(CRYPTO_SHA256, prk, sizeof(prk), NULL, 0, okm, sizeof(okm) - 1), 0);
}

static void cmac_is_that_of_rfc_4493_and_sp_800_38b(void **state)
{
	static const char text_hex[] = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
				       "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
	static const char key_128[] = "2b7e151628aed2a6abf7158809cf4f3c";
	static const char key_256[] = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
	static const struct {
		const char *key;
		size_t size;
		const char *expected;
	} cases[] = {
		/* RFC 4493, section 4 */
		{ key_128, 0, "bb1d6929e95937287fa37d129b756746" },
		{ key_128, 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ key_128, 40, "dfa66747de9ae63030ca32611497c827" },
		{ key_128, 64, "51f0bebf7e3b9d92fc49741779363cfe" },
		/* NIST SP 800-38B, D.3 */
		{ key_256, 0, "028962f61b7bf89efc6b551f4667d983" },
		{ key_256, 16, "28a7023f452e8f82bd4bf28d8c37c35c" },
		{ key_256, 40, "aaf3d8f1de5640c232f5b169b9c911e6" },
		{ key_256, 64, "e1992190549f6ed5696a2c056c315410" },
	};
	const struct bytes text = from_hex(text_hex);

	for (size_t i = 0; i < array_size(cases); i++) {
		const struct bytes key = from_hex(cases[i].key);
		const size_t first = cases[i].size / 3;
		const struct crypto_part parts[] = { { text.at, first }, { text.at + first, cases[i].size - first } };
		uint8_t code[16];

		assert_int_equal(crypto_cmac(key.at, key.size, parts, 2, code), 0);
		assert_hex(code, cases[i].expected);
	}
}

/*
 * NIST CAVP, GCM vectors without plaintext (gcmEncryptExtIV128 and 256: PTlen 0, AADlen 128); McGrew and Viega, The
 * Galois/Counter Mode of Operation, appendix B, cases 1 and 13.
 */
static void gmac_is_that_of_nist(void **state)
{
	static const struct {
		const char *key, *nonce, *text, *expected;
	} cases[] = {
		{ "77be63708971c4e240d1cb79e8d77feb", "e0e00f19fed7ba0136a797f3", "7a43ec1d9c0a5a78a0b16533a6213cab",
		  "209fcc8d3675ed938e9c7166709dd946" },
		{ "78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223", "d79cf22d504cc793c3fb6c8a",
		  "b96baa8c1c75a671bfb2d08d06be5f36", "3e5d486aa2e30b22e040b85723a06e76" },
		{ "00000000000000000000000000000000", "000000000000000000000000", "", "58e2fccefa7e3061367f1d57a4e7455a" },
		{ "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
		  "530f8afbc74536b9a963b4f1c4cb738b" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		const struct bytes key = from_hex(cases[i].key), nonce = from_hex(cases[i].nonce), text = from_hex(cases[i].text);
		const struct crypto_part parts[] = { { text.at, text.size / 2 }, { text.at + text.size / 2, text.size / 2 } };
		uint8_t code[16];

		assert_int_equal(crypto_gmac(key.at, key.size, nonce.at, parts, 2, code), 0);
		assert_hex(code, cases[i].expected);
	}
}

static void macs_refuse_keys_of_other_lengths(void **state)
{
	static const uint8_t key[33], nonce[12];
	uint8_t code[16];

	for (size_t size = 0; size <= sizeof(key); size++) {
		int expected = size == 16 || size == 32 ? 0 : -EIO;

		assert_int_equal(crypto_cmac(key, size, NULL, 0, code), expected);
		assert_int_equal(crypto_gmac(key, size, nonce, NULL, 0, code), expected);
	}
}

/* RFC 3394, 4.1 to 4.6. */
static void key_wrap_is_that_of_rfc_3394(void **state)
{
	static const struct {
		size_t key_size, size;
		const char *expected;
	} cases[] = {
		{ 16, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5" },
		{ 24, 16, "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d" },
		{ 32, 16, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7" },
		{ 24, 24, "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2" },
		{ 32, 24, "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1" },
		{ 32, 32, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21" },
	};
	const struct bytes key = counting(0, 32);
	const struct bytes plain = from_hex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t wrapped[40], unwrapped[32];

		assert_int_equal(crypto_key_wrap(key.at, cases[i].key_size, plain.at, cases[i].size, wrapped), 0);
		assert_hex(wrapped, cases[i].expected);
		assert_int_equal(crypto_key_unwrap(key.at, cases[i].key_size, wrapped, cases[i].size + 8, unwrapped), 0);
		assert_memory_equal(unwrapped, plain.at, cases[i].size);
	}
}

static void wrapped_key_with_any_bit_changed_is_refused(void **state)
{
	const struct bytes key = counting(0, 16), plain = counting(0x40, 24);
	uint8_t wrapped[32], unwrapped[24];

	assert_int_equal(crypto_key_wrap(key.at, key.size, plain.at, plain.size, wrapped), 0);
	memset(unwrapped, 0x77, sizeof(unwrapped));
	for (size_t bit = 0; bit < 8 * sizeof(wrapped); bit++) {
		const struct bytes untouched = repeated(0x77, sizeof(unwrapped));

		wrapped[bit / 8] ^= 1 << (bit % 8);
		assert_int_equal(crypto_key_unwrap(key.at, key.size, wrapped, sizeof(wrapped), unwrapped), -EBADMSG);
		assert_memory_equal(unwrapped, untouched.at, sizeof(unwrapped));
		wrapped[bit / 8] ^= 1 << (bit % 8);
	}
}

static void key_wrap_refuses_lengths_that_cannot_be(void **state)
{
	static const uint8_t key[32], text[64];
	uint8_t ret[64 + 8];

	for (size_t size = 0; size <= sizeof(text); size++) {
		assert_int_equal(crypto_key_wrap(key, 16, text, size, ret), size >= 16 && size % 8 == 0 ? 0 : -EIO);
		assert_int_equal(crypto_key_unwrap(key, 16, text, size, ret), -EBADMSG);
	}
	assert_int_equal(crypto_key_wrap(key, 15, text, 16, ret), -EIO);
	assert_int_equal(crypto_key_unwrap(key, 0, text, 24, ret), -EIO);
}

static const struct aead_case {
	enum crypto_aead aead;
	size_t tag_size;
	const char *key, *nonce, *aad, *text, *expected; /* text, then tag */
} aead_cases[] = {
	/* RFC 3610, section 8, packet vectors 1 and 2 */
	{ CRYPTO_CCM, 8, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000003020100a0a1a2a3a4a5", "0001020304050607",
	  "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
	  "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0" },
	{ CRYPTO_CCM, 8, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000004030201a0a1a2a3a4a5", "0001020304050607",
	  "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916" },
	/* computed independently with Python's cryptography: CCM with AES-256 and a tag of 16, and CCM without text */
	{ CRYPTO_CCM, 16, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "00000003020100a0a1a2a3a4a5",
	  "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
	  "ad0f3fd338e8567722113ade50765eaafe576936505f4dbdc57b171d1a3f5f872fd8d422864e25" },
	{ CRYPTO_CCM, 8, "000102030405060708090a0b0c0d0e0f", "00000003020100a0a1a2a3a4a5", "0001020304050607", "",
	  "b1ce9ec03660824d" },
	/* McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, cases 1, 2, 4, 13 and 16 */
	{ CRYPTO_GCM, 16, "00000000000000000000000000000000", "000000000000000000000000", "", "",
	  "58e2fccefa7e3061367f1d57a4e7455a" },
	{ CRYPTO_GCM, 16, "00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000",
	  "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf" },
	{ CRYPTO_GCM, 16, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba63"
	  "7b39",
	  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58"
	  "e0915bc94fbc3221a5db94fae95ae7121a47" },
	{ CRYPTO_GCM, 16, "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
	  "530f8afbc74536b9a963b4f1c4cb738b" },
	{ CRYPTO_GCM, 16, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba63"
	  "7b39",
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9"
	  "f66276fc6ece0f4e1768cddf8853bb2d551b" },
};

static void authenticated_encryption_is_that_of_its_documents(void **state)
{
	for (size_t i = 0; i < array_size(aead_cases); i++) {
		const struct aead_case *c = &aead_cases[i];
		const struct bytes key = from_hex(c->key), nonce = from_hex(c->nonce), aad = from_hex(c->aad);
		const struct bytes text = from_hex(c->text), expected = from_hex(c->expected);
		uint8_t sealed[128], opened[128], tag[16];

		assert_int_equal(text.size + c->tag_size, expected.size);
		assert_int_equal(crypto_seal(c->aead, key.at, key.size, nonce.at, aad.at, aad.size, text.at, text.size, sealed,
					     tag, c->tag_size), 0);
		assert_memory_equal(sealed, expected.at, text.size);
		assert_memory_equal(tag, expected.at + text.size, c->tag_size);
		assert_int_equal(crypto_open(c->aead, key.at, key.size, nonce.at, aad.at, aad.size, sealed, text.size, tag,
					     c->tag_size, opened), 0);
		assert_memory_equal(opened, text.at, text.size);
	}
}

static void text_is_sealed_and_opened_in_its_own_place(void **state)
{
	for (size_t i = 0; i < array_size(aead_cases); i++) {
		const struct aead_case *c = &aead_cases[i];
		const struct bytes key = from_hex(c->key), nonce = from_hex(c->nonce), aad = from_hex(c->aad);
		const struct bytes text = from_hex(c->text), expected = from_hex(c->expected);
		struct bytes place = text;
		uint8_t tag[16];

		assert_int_equal(crypto_seal(c->aead, key.at, key.size, nonce.at, aad.at, aad.size, place.at, text.size, place.at,
					     tag, c->tag_size), 0);
		assert_memory_equal(place.at, expected.at, text.size);
		assert_int_equal(crypto_open(c->aead, key.at, key.size, nonce.at, aad.at, aad.size, place.at, text.size, tag,
					     c->tag_size, place.at), 0);
		assert_memory_equal(place.at, text.at, text.size);
	}
}

/* One bit of the inputs is wrong: nothing may come out. */
static void assert_refused(const struct aead_case *c, const struct bytes *sealed, const struct bytes *aad,
			   const struct bytes *nonce)
{
	const struct bytes key = from_hex(c->key), untouched = repeated(0x77, 128);
	const size_t size = sealed->size - c->tag_size;
	struct bytes opened = untouched;

	assert_int_equal(crypto_open(c->aead, key.at, key.size, nonce->at, aad->at, aad->size, sealed->at, size,
				     sealed->at + size, c->tag_size, opened.at), -EBADMSG);
	assert_memory_equal(opened.at, untouched.at, untouched.size);
}

static void one_bit_changed_anywhere_is_refused_and_nothing_comes_out(void **state)
{
	for (size_t i = 0; i < array_size(aead_cases); i++) {
		const struct aead_case *c = &aead_cases[i];
		struct bytes sealed = from_hex(c->expected), aad = from_hex(c->aad), nonce = from_hex(c->nonce);
		struct bytes *const inputs[] = { &sealed, &aad, &nonce };

		for (size_t j = 0; j < array_size(inputs); j++) {
			for (size_t bit = 0; bit < 8 * inputs[j]->size; bit++) {
				inputs[j]->at[bit / 8] ^= 1 << (bit % 8);
				assert_refused(c, &sealed, &aad, &nonce);
				inputs[j]->at[bit / 8] ^= 1 << (bit % 8);
			}
		}
	}
}

static void random_bytes_do_not_repeat(void **state)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };

	assert_int_equal(crypto_random(a, sizeof(a)), 0);
	assert_int_equal(crypto_random(b, sizeof(b)), 0);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_int_equal(crypto_random(NULL, 0), 0);
}

static long allocations_left = -1; /* negative: as many as wanted */

static bool may_allocate(void)
{
	if (allocations_left > 0)
		allocations_left--;
	return allocations_left != 0;
}

static void *limited_malloc(size_t size, const char *file, int line)
{
	return may_allocate() ? malloc(size) : NULL;
}

static void *limited_realloc(void *pointer, size_t size, const char *file, int line)
{
	return may_allocate() ? realloc(pointer, size) : NULL;
}

static void limited_free(void *pointer, const char *file, int line)
{
	free(pointer);
}

static const uint8_t some_bytes[64] = { 1, 2, 3 };
static const struct crypto_part some_part = { some_bytes, sizeof(some_bytes) };

static int do_digest(uint8_t *ret)
{
	return crypto_digest(CRYPTO_SHA256, &some_part, 1, ret);
}

static int do_hmac(uint8_t *ret)
{
	return crypto_hmac(CRYPTO_SHA256, some_bytes, 32, &some_part, 1, ret);
}

static int do_pbkdf2(uint8_t *ret)
{
	return crypto_pbkdf2_sha1(some_bytes, 8, some_bytes, 8, 2, ret, 32);
}

static int do_kdf(uint8_t *ret)
{
	return crypto_kdf(CRYPTO_SHA256, some_bytes, 32, "label", some_bytes, 8, ret, 64);
}

static int do_hkdf_expand(uint8_t *ret)
{
	return crypto_hkdf_expand(CRYPTO_SHA256, some_bytes, 32, some_bytes, 8, ret, 64);
}

static int do_cmac(uint8_t *ret)
{
	return crypto_cmac(some_bytes, 16, &some_part, 1, ret);
}

static int do_gmac(uint8_t *ret)
{
	return crypto_gmac(some_bytes, 16, some_bytes, &some_part, 1, ret);
}

static int do_key_wrap(uint8_t *ret)
{
	return crypto_key_wrap(some_bytes, 16, some_bytes, 24, ret);
}

static int do_seal_ccm(uint8_t *ret)
{
	return crypto_seal(CRYPTO_CCM, some_bytes, 16, some_bytes, some_bytes, 22, some_bytes, 40, ret, ret + 40, 8);
}

static int do_seal_gcm(uint8_t *ret)
{
	return crypto_seal(CRYPTO_GCM, some_bytes, 16, some_bytes, some_bytes, 22, some_bytes, 40, ret, ret + 40, 16);
}

static int do_key_unwrap(uint8_t *ret)
{
	uint8_t wrapped[32];
	int r = crypto_key_wrap(some_bytes, 16, some_bytes, 24, wrapped);

	return r < 0 ? r : crypto_key_unwrap(some_bytes, 16, wrapped, sizeof(wrapped), ret);
}

static int do_open(enum crypto_aead aead, uint8_t *ret)
{
	uint8_t text[40], tag[16];
	int r = crypto_seal(aead, some_bytes, 16, some_bytes, some_bytes, 22, some_bytes, 40, text, tag, 16);

	return r < 0 ? r : crypto_open(aead, some_bytes, 16, some_bytes, some_bytes, 22, text, 40, tag, 16, ret);
}

static int do_open_ccm(uint8_t *ret)
{
	return do_open(CRYPTO_CCM, ret);
}

static int do_open_gcm(uint8_t *ret)
{
	return do_open(CRYPTO_GCM, ret);
}

static void libcrypto_without_memory_is_an_error_and_nothing_is_written(void **state)
{
	static int (*const operations[])(uint8_t *ret) = {
		do_digest, do_hmac, do_pbkdf2, do_kdf, do_hkdf_expand, do_cmac, do_gmac, do_key_wrap, do_key_unwrap,
		do_seal_ccm, do_seal_gcm, do_open_ccm, do_open_gcm,
	};
	const struct bytes untouched = repeated(0x77, 64);

	for (size_t i = 0; i < array_size(operations); i++) {
		struct bytes ret = untouched, expected;
		int r = operations[i](expected.at);

		assert_int_equal(r, 0);
		for (long n = 1; n < 1000; n++) {
			allocations_left = n;
			r = operations[i](ret.at);
			allocations_left = -1;
			if (r == 0) {
				assert_int_not_equal(n, 1);
				break;
			}
			assert_int_equal(r, -EIO);
			assert_memory_equal(ret.at, untouched.at, untouched.size);
		}
		assert_int_equal(r, 0);
		assert_memory_equal(ret.at, expected.at, 16);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(hmac_is_that_of_rfc_2202_and_4231),
		cmocka_unit_test(pbkdf2_is_that_of_rfc_6070),
		cmocka_unit_test(passphrase_becomes_the_psk_of_the_annex),
		cmocka_unit_test(prf_is_that_of_the_annex),
		cmocka_unit_test(kdf_of_sha256_is_that_of_the_annex),
		cmocka_unit_test(kdf_of_each_hash_is_as_computed_independently),
		cmocka_unit_test(kdf_longer_than_512_bytes_is_refused),
		cmocka_unit_test(hkdf_is_that_of_rfc_5869),
		cmocka_unit_test(hkdf_does_not_expand_beyond_255_blocks),
		cmocka_unit_test(cmac_is_that_of_rfc_4493_and_sp_800_38b),
		cmocka_unit_test(gmac_is_that_of_nist),
		cmocka_unit_test(macs_refuse_keys_of_other_lengths),
		cmocka_unit_test(key_wrap_is_that_of_rfc_3394),
		cmocka_unit_test(wrapped_key_with_any_bit_changed_is_refused),
		cmocka_unit_test(key_wrap_refuses_lengths_that_cannot_be),
		cmocka_unit_test(authenticated_encryption_is_that_of_its_documents),
		cmocka_unit_test(text_is_sealed_and_opened_in_its_own_place),
		cmocka_unit_test(one_bit_changed_anywhere_is_refused_and_nothing_comes_out),
		cmocka_unit_test(random_bytes_do_not_repeat),
		cmocka_unit_test(libcrypto_without_memory_is_an_error_and_nothing_is_written),
	};

	/* libcrypto takes an allocator only before it has allocated anything. */
	if (CRYPTO_set_mem_functions(limited_malloc, limited_realloc, limited_free) != 1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
