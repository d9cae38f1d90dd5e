#include "dot11/rsne.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "dot11/suite.h"

/* IEEE 802.11-2020, 9.4.2.24.1, the first of the examples: 802.1X with CCMP-128, preauthentication. */
static const uint8_t example[] = {
	0x30, 0x14, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x04, 0x01, 0x00, 0x00,
	0x0f, 0xac, 0x04, 0x01, 0x00, 0x00, 0x0f, 0xac, 0x01, 0x01, 0x00,
};

static void example_of_the_standard_is_parsed_and_written(void **state)
{
	struct dot11_rsne rsne;
	uint8_t buffer[64];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	assert_int_equal(dot11_rsne_parse(example + 2, sizeof(example) - 2, &rsne), 0);
	assert_int_equal(rsne.group_cipher, DOT11_CIPHER_CCMP_128);
	assert_int_equal(rsne.n_pairwise, 1);
	assert_int_equal(rsne.pairwise[0], DOT11_CIPHER_CCMP_128);
	assert_int_equal(rsne.n_akms, 1);
	assert_int_equal(rsne.akms[0], DOT11_AKM_8021X);
	assert_int_equal(rsne.capabilities, DOT11_RSN_PREAUTHENTICATION);
	assert_int_equal(rsne.n_pmkids, 0);
	assert_int_equal(rsne.group_management_cipher, DOT11_CIPHER_NONE);
	dot11_rsne_write(&writer, &rsne);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size, sizeof(example));
	assert_memory_equal(buffer, example, sizeof(example));
}

static void element_may_end_behind_any_field_but_not_inside_one(void **state)
{
	/* two suites of each kind, one PMKID, a group management cipher */
	static const uint8_t body[] = {
		1, 0, 0x00, 0x0f, 0xac, 0x09, 2, 0, 0x00, 0x0f, 0xac, 0x09, 0x00, 0x0f, 0xac, 0x04, 2, 0, 0x00, 0x0f, 0xac, 0x08,
		0x00, 0x0f, 0xac, 0x06, 0xc0, 0x00, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x00, 0x0f, 0xac,
		0x0c,
	};
	static const size_t ends[] = { 2, 6, 16, 26, 28, 46, 50 };
	size_t next = 0;

	for (size_t size = 0; size <= sizeof(body); size++) {
		struct dot11_rsne rsne = { .n_akms = 77 };
		int r = dot11_rsne_parse(body, size, &rsne);

		if (next < array_size(ends) && ends[next] == size) {
			assert_int_equal(r, 0);
			next++;
			continue;
		}
		assert_int_equal(r, -EBADMSG);
		assert_int_equal(rsne.n_akms, 77);
	}
	assert_int_equal(next, array_size(ends));
}

static void what_is_left_out_has_its_default(void **state)
{
	static const uint8_t body[] = { 1, 0, 0x00, 0x0f, 0xac, 0x02, 1, 0, 0x00, 0x0f, 0xac, 0x02 };
	struct dot11_rsne rsne;

	assert_int_equal(dot11_rsne_parse(body, 2, &rsne), 0);
	assert_int_equal(rsne.group_cipher, DOT11_CIPHER_CCMP_128);
	assert_true(dot11_rsne_has_pairwise(&rsne, DOT11_CIPHER_CCMP_128));
	assert_true(dot11_rsne_has_akm(&rsne, DOT11_AKM_8021X));
	assert_int_equal(rsne.capabilities, 0);
	assert_int_equal(rsne.group_management_cipher, DOT11_CIPHER_NONE);

	assert_int_equal(dot11_rsne_parse(body, sizeof(body), &rsne), 0);
	assert_int_equal(rsne.group_cipher, DOT11_CIPHER_TKIP);
	assert_true(dot11_rsne_has_pairwise(&rsne, DOT11_CIPHER_TKIP));
	assert_false(dot11_rsne_has_pairwise(&rsne, DOT11_CIPHER_CCMP_128));
	assert_true(dot11_rsne_has_akm(&rsne, DOT11_AKM_8021X));
	assert_false(dot11_rsne_has_akm(&rsne, DOT11_AKM_PSK));
}

/* 9.4.2.24.2: the default without the field is BIP-CMAC-128, and it means nothing without protected management frames. */
static void group_management_cipher_depends_on_management_frame_protection(void **state)
{
	static const struct {
		uint8_t capabilities;
		size_t size; /* of the 28 bytes and up: PMKID count, cipher */
		uint32_t expected;
	} cases[] = {
		{ 0x00, 20, DOT11_CIPHER_NONE },
		{ 0x80, 20, DOT11_CIPHER_BIP_CMAC_128 },
		{ 0xc0, 20, DOT11_CIPHER_BIP_CMAC_128 },
		{ 0x80, 22, DOT11_CIPHER_BIP_CMAC_128 },
		{ 0x80, 26, DOT11_CIPHER_BIP_GMAC_256 },
		{ 0x00, 26, DOT11_CIPHER_NONE },
	};
	uint8_t body[26] = { 0 };

	memcpy(body, example + 2, 20);
	memcpy(body + 22, (uint8_t[]){ 0x00, 0x0f, 0xac, 0x0c }, 4);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct dot11_rsne rsne;

		body[18] = cases[i].capabilities;
		assert_int_equal(dot11_rsne_parse(body, cases[i].size, &rsne), 0);
		assert_int_equal(rsne.group_management_cipher, cases[i].expected);
	}
}

static void other_versions_are_told_apart_from_broken_elements(void **state)
{
	struct dot11_rsne rsne;

	assert_int_equal(dot11_rsne_parse("\x02\x00", 2, &rsne), -EOPNOTSUPP);
	assert_int_equal(dot11_rsne_parse("\x00\x00", 2, &rsne), -EOPNOTSUPP);
	assert_int_equal(dot11_rsne_parse("\x01\x01", 2, &rsne), -EOPNOTSUPP);
	assert_int_equal(dot11_rsne_parse("\x01", 1, &rsne), -EBADMSG);
	assert_int_equal(dot11_rsne_parse(NULL, 0, &rsne), -EBADMSG);
}

static void more_suites_than_we_keep_are_skipped(void **state)
{
	uint8_t body[2 + 4 + 2 + 4 * 20 + 2 + 4 + 2] = { 1, 0, 0x00, 0x0f, 0xac, 0x04, 20 };
	uint8_t *akms = body + 8 + 4 * 20;
	struct dot11_rsne rsne;

	for (size_t i = 0; i < 20; i++)
		memcpy(body + 8 + 4 * i, (uint8_t[]){ 0x00, 0x11, 0x22, (uint8_t)i }, 4);
	memcpy(akms, (uint8_t[]){ 1, 0, 0x00, 0x0f, 0xac, 0x08, 0x80, 0x00 }, 8);
	assert_int_equal(dot11_rsne_parse(body, sizeof(body), &rsne), 0);
	assert_int_equal(rsne.n_pairwise, DOT11_RSNE_MAX_SUITES);
	assert_int_equal(rsne.pairwise[15], 0x0011220f);
	assert_int_equal(rsne.n_akms, 1);
	assert_int_equal(rsne.akms[0], DOT11_AKM_SAE);
	assert_int_equal(rsne.capabilities, DOT11_RSN_MFP_CAPABLE);
	/* a count that the element does not have */
	body[6] = 0xff;
	assert_int_equal(dot11_rsne_parse(body, sizeof(body), &rsne), -EBADMSG);
	body[7] = 0xff;
	assert_int_equal(dot11_rsne_parse(body, sizeof(body), &rsne), -EBADMSG);
}

static void selector_of_zeros_names_neither_an_open_network_nor_a_cipher(void **state)
{
	uint8_t body[26] = { 0 };
	struct dot11_rsne rsne;

	memcpy(body, example + 2, 20);
	memset(body + 8, 0, 4);
	memset(body + 14, 0, 4);
	assert_int_equal(dot11_rsne_parse(body, 20, &rsne), 0);
	assert_int_equal(rsne.n_pairwise, 0);
	assert_int_equal(rsne.n_akms, 0);
	assert_false(dot11_rsne_has_akm(&rsne, DOT11_AKM_NONE));
	assert_false(dot11_rsne_has_pairwise(&rsne, DOT11_CIPHER_NONE));
	assert_int_equal(dot11_rsne_parse(body, 26, &rsne), -EBADMSG); /* as group management cipher */
	memset(body + 2, 0, 4);
	assert_int_equal(dot11_rsne_parse(body, 20, &rsne), -EBADMSG); /* as group cipher */
}

static void assert_rsne_equal(const struct dot11_rsne *a, const struct dot11_rsne *b)
{
	assert_int_equal(a->group_cipher, b->group_cipher);
	assert_int_equal(a->n_pairwise, b->n_pairwise);
	assert_memory_equal(a->pairwise, b->pairwise, sizeof(a->pairwise));
	assert_int_equal(a->n_akms, b->n_akms);
	assert_memory_equal(a->akms, b->akms, sizeof(a->akms));
	assert_int_equal(a->capabilities, b->capabilities);
	assert_int_equal(a->n_pmkids, b->n_pmkids);
	assert_memory_equal(a->pmkids, b->pmkids, sizeof(a->pmkids));
	assert_int_equal(a->group_management_cipher, b->group_management_cipher);
}

static void what_is_written_is_read_again(void **state)
{
	static const struct dot11_rsne cases[] = {
		{ .group_cipher = DOT11_CIPHER_CCMP_128, .n_pairwise = 1, .pairwise = { DOT11_CIPHER_CCMP_128 }, .n_akms = 1,
		  .akms = { DOT11_AKM_PSK } },
		{ .group_cipher = DOT11_CIPHER_TKIP, .n_pairwise = 2, .pairwise = { DOT11_CIPHER_CCMP_128, DOT11_CIPHER_TKIP },
		  .n_akms = 2, .akms = { DOT11_AKM_PSK, DOT11_AKM_SAE }, .capabilities = DOT11_RSN_MFP_CAPABLE,
		  .group_management_cipher = DOT11_CIPHER_BIP_CMAC_128 },
		{ .group_cipher = DOT11_CIPHER_GCMP_256, .n_pairwise = 1, .pairwise = { DOT11_CIPHER_GCMP_256 }, .n_akms = 1,
		  .akms = { DOT11_AKM_SAE }, .capabilities = DOT11_RSN_MFP_CAPABLE | DOT11_RSN_MFP_REQUIRED, .n_pmkids = 2,
		  .pmkids = { { 1, 2, 3 }, { [15] = 9 } }, .group_management_cipher = DOT11_CIPHER_BIP_GMAC_256 },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		uint8_t buffer[128];
		struct writer writer = writer_over(buffer, sizeof(buffer));
		struct dot11_rsne rsne;

		dot11_rsne_write(&writer, &cases[i]);
		assert_int_equal(writer_end(&writer), 0);
		assert_int_equal(buffer[0], 48);
		assert_int_equal(buffer[1], writer.size - 2);
		assert_int_equal(dot11_rsne_parse(buffer + 2, writer.size - 2, &rsne), 0);
		assert_rsne_equal(&rsne, &cases[i]);
	}
}

static void element_that_is_too_long_fails_the_writer(void **state)
{
	const struct dot11_rsne rsne = { .n_pmkids = DOT11_RSNE_MAX_SUITES };
	uint8_t buffer[1024];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	dot11_rsne_write(&writer, &rsne);
	assert_int_equal(writer_end(&writer), -ENOBUFS);
}

/* 9.4.2.241: the first four bits are the length less one. */
static void extension_element_gives_its_capabilities(void **state)
{
	static const struct {
		uint8_t body[6];
		size_t size;
		uint32_t expected;
	} cases[] = {
		{ { 0x20 }, 1, DOT11_RSNX_SAE_H2E },
		{ { 0x30 }, 1, DOT11_RSNX_SAE_H2E | DOT11_RSNX_PROTECTED_TWT },
		{ { 0x00 }, 0, 0 },
		{ { 0x21, 0x03 }, 2, 0x320 },
		{ { 0x21 }, 1, 0 },		       /* cut short */
		{ { 0x20, 0xff }, 2, DOT11_RSNX_SAE_H2E }, /* longer than it says */
		{ { 0x24, 1, 2, 3, 4 }, 5, 0x03020120 },   /* more than we have names for */
	};

	for (size_t i = 0; i < array_size(cases); i++)
		assert_int_equal(dot11_rsnx_parse(cases[i].body, cases[i].size), cases[i].expected);
}

static void extension_element_is_written_only_if_it_says_something(void **state)
{
	uint8_t buffer[8];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	dot11_rsnx_write(&writer, 0);
	assert_int_equal(writer.size, 0);
	dot11_rsnx_write(&writer, DOT11_RSNX_SAE_H2E);
	assert_int_equal(writer.size, 3);
	assert_memory_equal(buffer, "\xf4\x01\x20", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_of_the_standard_is_parsed_and_written),
		cmocka_unit_test(element_may_end_behind_any_field_but_not_inside_one),
		cmocka_unit_test(what_is_left_out_has_its_default),
		cmocka_unit_test(group_management_cipher_depends_on_management_frame_protection),
		cmocka_unit_test(other_versions_are_told_apart_from_broken_elements),
		cmocka_unit_test(more_suites_than_we_keep_are_skipped),
		cmocka_unit_test(selector_of_zeros_names_neither_an_open_network_nor_a_cipher),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(element_that_is_too_long_fails_the_writer),
		cmocka_unit_test(extension_element_gives_its_capabilities),
		cmocka_unit_test(extension_element_is_written_only_if_it_says_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
