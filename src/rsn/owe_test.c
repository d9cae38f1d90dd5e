/* The source itself: fixed keys take the place of those that it draws. */
#include "rsn/owe.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define _owe_ cleanup(cleanup_owe)

static size_t from_hex(const char *text, uint8_t *bytes)
{
	size_t size = strlen(text) / 2;

	for (size_t i = 0; i < size; i++) {
		unsigned byte;

		assert_int_equal(sscanf(text + 2 * i, "%2x", &byte), 1);
		bytes[i] = (uint8_t)byte;
	}
	return size;
}

static void assert_hex(const void *bytes, size_t size, const char *expected)
{
	uint8_t wanted[256];

	assert_int_equal(from_hex(expected, wanted), size);
	assert_memory_equal(bytes, wanted, size);
}

static const uint16_t groups[] = { 19, 20, 21 };

static struct owe *new_owe(uint16_t group)
{
	struct owe *owe = NULL;

	assert_int_equal(owe_new(&owe, group), 0);
	return owe;
}

/* As if it had drawn 00, then @byte to the end. */
static struct owe *new_fixed(uint16_t group, uint8_t byte)
{
	struct owe *owe = new_owe(group);
	uint8_t bytes[ECC_MAX_SIZE];

	memset(bytes, byte, sizeof(bytes));
	bytes[0] = 0;
	owe->private_key = ecc_scalar_free(owe->private_key);
	assert_int_equal(ecc_scalar_from_bytes(&owe->private_key, owe->group, bytes), 0);
	assert_int_equal(make_public_key(owe), 0);
	return owe;
}

struct exchange_case {
	uint16_t group;
	const char *client, *ap, *pmk, *pmkid;
};

/* Computed independently, in python3 (hashlib, hmac, integers); private keys 00 55 55... of the client, 00 66 66... of the AP. */
static const struct exchange_case exchange_cases[] = {
	{ 19, "7f7d953071621d19095b8fb7538eebad8ceaf4ee44906652adc39525e99fe180",
	  "a915806dd5f59a3c7e2f6a5a906cf3bffea1f7426f2187d746f190561824176e",
	  "70887f6cbe9427e02185a9eb9d7ea401d3a1f186baee5dca27636e770a14a92b", "460934ae95c79456d96a7459979c0cd0" },
	{ 20, "ddbdb0cf1c21267786cc09c8e5b7b4499f75757df92ca46bb991354042ea598c3028437f002f0103d6019d6047941eb0",
	  "76f58d3f6655b7e2958ef990a51f992e36be3a37046322f1c8aea9bd2ebd162e13e54a65de53a9460ea4cd6201f64f84",
	  "60363047c18f88d60120b5375c6ef5b27e70381d873026070174eac501ff31a04774d0f1ec00a9c7cf57897b9e79483b",
	  "228ba2ba877f3b086ca5f067f7d3caa6" },
	{ 21,
	  "00837b780b5ceb24674cb551e97cf5b08da9f6e1ff82b246bc79451b8843c73c8d16492bb6b3ea781c63e654874cbc8f0f2087c559acde86f3cb0aa6"
	  "e5c95db12325",
	  "012503955034b7e99e186d8c335f6cc00b4d1e076657f6c4f5bb4087bae92ea43324873304c404e75048645c6dace9e689501e7fcca3ac8a269180bd"
	  "30a302c24967",
	  "6017c2b8e1a809adaf25deb947718974531c2f6cc5cedb7c55c4d87d540ef56c4c51ef6293a2e99c2223bd2d1327ef77bdd0fb59d9c60798c54b5b89"
	  "22360e24",
	  "460ab42609a0dc0c7971e77a9d8fdc1e" },
};

static void fixed_keys_give_the_computed_pmk(void **state)
{
	for (size_t i = 0; i < array_size(exchange_cases); i++) {
		const struct exchange_case *expected = &exchange_cases[i];
		struct owe *client _owe_ = new_fixed(expected->group, 0x55), *ap _owe_ = new_fixed(expected->group, 0x66);
		struct secret pmk _cleanup_secret_ = { 0 };
		struct dot11_owe_dh own, peer;
		uint8_t pmkid[16];

		owe_own(client, &own);
		assert_int_equal(own.group, expected->group);
		assert_hex(own.public_key, own.public_key_size, expected->client);
		owe_own(ap, &peer);
		assert_hex(peer.public_key, peer.public_key_size, expected->ap);
		assert_int_equal(owe_finish(client, true, &peer, &pmk, pmkid), 0);
		assert_hex(pmk.bytes, pmk.size, expected->pmk);
		assert_hex(pmkid, sizeof(pmkid), expected->pmkid);
		assert_int_equal(owe_finish(ap, false, &own, &pmk, pmkid), 0);
		assert_hex(pmk.bytes, pmk.size, expected->pmk);
		assert_hex(pmkid, sizeof(pmkid), expected->pmkid);
	}
}

/* Through the element, as on the air. */
static void both_sides_agree_in_every_group(void **state)
{
	for (size_t i = 0; i < array_size(groups); i++) {
		struct owe *client _owe_ = new_owe(groups[i]), *ap _owe_ = new_owe(groups[i]);
		struct secret first _cleanup_secret_ = { 0 }, second _cleanup_secret_ = { 0 };
		uint8_t first_id[16], second_id[16], elements[256];
		struct writer writer = writer_over(elements, sizeof(elements));
		struct dot11_owe_dh dh;

		owe_own(client, &dh);
		assert_int_equal(owe_finish(ap, false, &dh, &first, first_id), 0);
		owe_own(ap, &dh);
		dot11_owe_dh_write(&writer, &dh);
		assert_int_equal(dot11_owe_dh_find(elements, writer.size, &dh), 0);
		assert_int_equal(owe_finish(client, true, &dh, &second, second_id), 0);
		assert_true(secret_equal(&first, &second));
		assert_int_equal(first.size, i == 0 ? 32 : i == 1 ? 48 : 64);
		assert_memory_equal(first_id, second_id, 16);
	}
}

static void no_two_exchanges_have_the_same_keys(void **state)
{
	struct owe *a _owe_ = new_owe(19), *b _owe_ = new_owe(19);
	struct dot11_owe_dh first, second;

	owe_own(a, &first);
	owe_own(b, &second);
	assert_memory_not_equal(first.public_key, second.public_key, first.public_key_size);
}

static void peer_with_another_group_is_told(void **state)
{
	struct owe *owe _owe_ = new_owe(19), *other _owe_ = new_owe(20);
	struct secret pmk _cleanup_secret_ = { 0 };
	struct dot11_owe_dh dh;
	uint8_t pmkid[16] = { 0 }, zero[16] = { 0 };

	owe_own(other, &dh);
	assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_GROUP);
	assert_int_equal(pmk.size, 0);
	assert_memory_equal(pmkid, zero, sizeof(zero));
}

static void key_that_is_no_point_is_refused(void **state)
{
	for (size_t i = 0; i < array_size(groups); i++) {
		struct owe *owe _owe_ = new_owe(groups[i]);
		struct secret pmk _cleanup_secret_ = { 0 };
		uint8_t key[ECC_MAX_SIZE] = { 0 }, pmkid[16], has_point = 0xff;
		struct dot11_owe_dh dh = { .group = groups[i], .public_key = key, .public_key_size = ecc_group_size(owe->group) };

		while (has_point) {
			key[dh.public_key_size - 1]++;
			assert_int_equal(ecc_test_x(owe->group, key, &has_point), 0);
		}
		assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_INVALID);
		memset(key, 0xff, sizeof(key));
		assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_INVALID);
		ecc_group_prime(owe->group, key);
		assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_INVALID);
		dh.public_key = owe->public_key;
		dh.public_key_size--;
		assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_INVALID);
		dh.public_key_size = 0;
		assert_int_equal(owe_finish(owe, true, &dh, &pmk, pmkid), OWE_E_INVALID);
		assert_int_equal(pmk.size, 0);
	}
}

static void other_groups_are_not_supported(void **state)
{
	struct owe *owe _owe_ = NULL;

	assert_int_equal(owe_new(&owe, 0), -EOPNOTSUPP);
	assert_int_equal(owe_new(&owe, 25), -EOPNOTSUPP);
	assert_null(owe);
	assert_null(owe_free(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_keys_give_the_computed_pmk),
		cmocka_unit_test(both_sides_agree_in_every_group),
		cmocka_unit_test(no_two_exchanges_have_the_same_keys),
		cmocka_unit_test(peer_with_another_group_is_told),
		cmocka_unit_test(key_that_is_no_point_is_refused),
		cmocka_unit_test(other_groups_are_not_supported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
