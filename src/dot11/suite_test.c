#include "dot11/suite.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/cleanup.h"

/* IEEE 802.11-2020: key lengths of table 12-7 and 12-8, uses of table 9-150. */
static void ciphers_have_the_key_lengths_and_uses_of_the_tables(void **state)
{
	static const struct {
		uint32_t cipher;
		size_t key_size;
		bool is_pairwise, is_group, is_group_management;
	} cases[] = {
		{ DOT11_CIPHER_NONE, 0, false, false, false },
		{ DOT11_CIPHER_USE_GROUP, 0, false, false, false }, /* a reference, not a cipher */
		{ 0x000fac01, 0, false, false, false }, /* WEP-40 */
		{ DOT11_CIPHER_TKIP, 32, true, true, false },
		{ 0x000fac03, 0, false, false, false }, /* reserved */
		{ DOT11_CIPHER_CCMP_128, 16, true, true, false },
		{ 0x000fac05, 0, false, false, false }, /* WEP-104 */
		{ DOT11_CIPHER_BIP_CMAC_128, 16, false, false, true },
		{ DOT11_CIPHER_NO_GROUP_TRAFFIC, 0, false, true, false },
		{ DOT11_CIPHER_GCMP_128, 16, true, true, false },
		{ DOT11_CIPHER_GCMP_256, 32, true, true, false },
		{ DOT11_CIPHER_CCMP_256, 32, true, true, false },
		{ DOT11_CIPHER_BIP_GMAC_128, 16, false, false, true },
		{ DOT11_CIPHER_BIP_GMAC_256, 32, false, false, true },
		{ DOT11_CIPHER_BIP_CMAC_256, 32, false, false, true },
		{ 0x0050f204, 0, false, false, false }, /* of another organization */
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		assert_int_equal(dot11_cipher_key_size(cases[i].cipher), cases[i].key_size);
		assert_int_equal(dot11_cipher_is_pairwise(cases[i].cipher), cases[i].is_pairwise);
		assert_int_equal(dot11_cipher_is_group(cases[i].cipher), cases[i].is_group);
		assert_int_equal(dot11_cipher_is_group_management(cases[i].cipher), cases[i].is_group_management);
	}
}

static void suites_have_names_and_others_are_unknown(void **state)
{
	assert_string_equal(dot11_cipher_name(DOT11_CIPHER_CCMP_128), "CCMP-128");
	assert_string_equal(dot11_cipher_name(DOT11_CIPHER_BIP_CMAC_256), "BIP-CMAC-256");
	assert_string_equal(dot11_cipher_name(DOT11_CIPHER_NONE), "none");
	assert_string_equal(dot11_cipher_name(0x000fac05), "unknown");
	assert_string_equal(dot11_akm_name(DOT11_AKM_SAE), "SAE");
	assert_string_equal(dot11_akm_name(DOT11_AKM_OWE), "OWE");
	assert_string_equal(dot11_akm_name(DOT11_AKM_PSK_SHA256), "PSK-SHA256");
	assert_string_equal(dot11_akm_name(0x000fac03), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ciphers_have_the_key_lengths_and_uses_of_the_tables),
		cmocka_unit_test(suites_have_names_and_others_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
