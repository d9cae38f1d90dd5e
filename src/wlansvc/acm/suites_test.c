#include "wlansvc/acm/suites.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"

static struct profile profile_of(enum profile_auth auth, enum profile_cipher cipher, const char *key)
{
	struct profile profile = { .auth = auth, .cipher = cipher, .caches_pmk = true, .pmk_cache_minutes = 720 };

	if (key) {
		profile.key_type = strlen(key) == 64 ? PROFILE_KEY_NETWORK : PROFILE_KEY_PASSPHRASE;
		assert_int_equal(secret_set(&profile.clear_key, key, strlen(key)), 0);
	}
	return profile;
}

/* A radio with these (authentication, cipher) pairs for unicast. */
static struct wdi_get_adapter_capabilities_result radio_of(const struct wdi_algo_pairs *pairs, size_t n, bool mfp)
{
	return (struct wdi_get_adapter_capabilities_result){
		.interface_attributes.interface_capabilities.sae_authentication_supported = true,
		.station_attributes = {
			.station_capabilities.mfp_capable = mfp,
			.n_unicast_algorithms = n,
			.unicast_algorithms = pairs,
			.n_multicast_data_algorithms = n,
			.multicast_data_algorithms = pairs,
		},
	};
}

static const struct wdi_algo_pairs ccmp_only[] = {
	{ WDI_AUTH_ALGO_RSNA_PSK, WDI_CIPHER_ALGO_CCMP },
	{ WDI_AUTH_ALGO_WPA3_SAE, WDI_CIPHER_ALGO_CCMP },
	{ WDI_AUTH_ALGO_OWE, WDI_CIPHER_ALGO_CCMP },
};

static void a_profile_becomes_its_suites(void **state)
{
	static const struct {
		enum profile_auth auth;
		bool is_transition;
		size_t n_akms;
		uint32_t best;
		bool needs_mfp;
	} cases[] = {
		{ PROFILE_AUTH_WPA2_PSK, false, 2, DOT11_AKM_PSK_SHA256, false },
		{ PROFILE_AUTH_WPA3_SAE, false, 1, DOT11_AKM_SAE, true },
		{ PROFILE_AUTH_WPA3_SAE, true, 3, DOT11_AKM_SAE, false },
		{ PROFILE_AUTH_OWE, false, 1, DOT11_AKM_OWE, true },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct profile profile = profile_of(cases[i].auth, PROFILE_CIPHER_AES, "a passphrase");
		struct msm_security security;

		profile.is_transition = cases[i].is_transition;
		assert_int_equal(suites_of_profile(&profile, NULL, &security), WLAN_REASON_CODE_SUCCESS);
		assert_int_equal(security.n_akms, cases[i].n_akms);
		assert_int_equal(security.akms[0], cases[i].best);
		assert_int_equal(security.needs_mfp, cases[i].needs_mfp);
		assert_int_equal(security.n_ciphers, 4);
		assert_int_equal(security.ciphers[0], DOT11_CIPHER_GCMP_256);
		assert_int_equal(security.pmk_lifetime_us, UINT64_C(43200000000));
		suites_wipe(&security);
	}
}

static void sixty_four_digits_are_the_key_itself(void **state)
{
	struct profile profile = profile_of(PROFILE_AUTH_WPA2_PSK, PROFILE_CIPHER_AES,
					    "00112233445566778899aAbBcCdDeEfF00112233445566778899aabbccddeeff");
	static const uint8_t expected[16] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
					      0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	struct msm_security security;

	assert_int_equal(suites_of_profile(&profile, NULL, &security), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(security.psk.size, 32);
	assert_memory_equal(security.psk.bytes, expected, 16);
	assert_memory_equal(security.psk.bytes + 16, expected, 16);
	assert_int_equal(security.passphrase.size, 0);
	suites_wipe(&security);
}

static void what_there_is_no_supplicant_for_is_said(void **state)
{
	static const struct {
		enum profile_auth auth;
		enum profile_cipher cipher;
	} cases[] = {
		{ PROFILE_AUTH_WPA2, PROFILE_CIPHER_AES },
		{ PROFILE_AUTH_WPA_PSK, PROFILE_CIPHER_AES },
		{ PROFILE_AUTH_OPEN, PROFILE_CIPHER_WEP },
		{ PROFILE_AUTH_WPA3_ENT_192, PROFILE_CIPHER_GCMP256 },
	};
	struct msm_security security;

	for (size_t i = 0; i < array_size(cases); i++) {
		struct profile profile = profile_of(cases[i].auth, cases[i].cipher, NULL);

		assert_int_equal(suites_of_profile(&profile, NULL, &security), WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS);
	}
}

static void a_missing_key_is_said(void **state)
{
	struct profile profile = profile_of(PROFILE_AUTH_WPA2_PSK, PROFILE_CIPHER_AES, NULL);
	struct msm_security security;

	assert_int_equal(suites_of_profile(&profile, NULL, &security), WLAN_REASON_CODE_MSMSEC_UI_REQUEST_FAILURE);
}

static void the_radio_takes_away_what_it_cannot(void **state)
{
	struct wdi_get_adapter_capabilities_result radio = radio_of(ccmp_only, array_size(ccmp_only), true);
	struct profile profile = profile_of(PROFILE_AUTH_WPA3_SAE, PROFILE_CIPHER_AES, "a passphrase");
	struct msm_security security;

	assert_int_equal(suites_of_profile(&profile, &radio, &security), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(security.n_ciphers, 1);
	assert_int_equal(security.ciphers[0], DOT11_CIPHER_CCMP_128);
	assert_true(security.uses_mfp);
	suites_wipe(&security);

	profile.cipher = PROFILE_CIPHER_GCMP256;
	assert_int_not_equal(suites_of_profile(&profile, &radio, &security), WLAN_REASON_CODE_SUCCESS);
	profile.cipher = PROFILE_CIPHER_AES;
	radio.interface_attributes.interface_capabilities.sae_authentication_supported = false;
	assert_int_equal(suites_of_profile(&profile, &radio, &security), WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH);
	/* In transition mode WPA2 is left. */
	profile.is_transition = true;
	assert_int_equal(suites_of_profile(&profile, &radio, &security), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(security.akms[0], DOT11_AKM_PSK_SHA256);
	suites_wipe(&security);
}

static void without_protected_management_frames_there_is_no_wpa3(void **state)
{
	struct wdi_get_adapter_capabilities_result radio = radio_of(ccmp_only, array_size(ccmp_only), false);
	struct profile sae = profile_of(PROFILE_AUTH_WPA3_SAE, PROFILE_CIPHER_AES, "a passphrase");
	struct profile psk = profile_of(PROFILE_AUTH_WPA2_PSK, PROFILE_CIPHER_AES, "a passphrase");
	struct msm_security security;

	assert_int_equal(suites_of_profile(&sae, &radio, &security), WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH);
	assert_int_equal(suites_of_profile(&psk, &radio, &security), WLAN_REASON_CODE_SUCCESS);
	assert_false(security.uses_mfp);
	suites_wipe(&security);
}

static uint32_t check(const struct profile *profile, const uint8_t *element, size_t size)
{
	struct bss_fixture fixture;
	struct bss_list *list;
	uint32_t reason;

	bss_fixture_make(&fixture, 1, "home", -40, element, size);
	assert_int_equal(bss_list_new(&list), 0);
	assert_int_equal(bss_list_report(list, &fixture.entry, 1, 1), 0);
	reason = suites_check_profile(profile, bss_list_at(list, 0));
	bss_list_free(list);
	return reason;
}

static void a_bss_is_told_why_it_does_not_fit(void **state)
{
	/* SAE, CCMP; management frame protection as the last two bytes say */
	static uint8_t sae[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 8, 0x80, 0 };
	/* PSK, pairwise TKIP */
	static const uint8_t tkip[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 2, 1, 0, 0, 0x0f, 0xac, 2, 1, 0, 0, 0x0f, 0xac, 2, 0, 0 };
	struct profile wpa3 = profile_of(PROFILE_AUTH_WPA3_SAE, PROFILE_CIPHER_AES, "a passphrase");
	struct profile wpa2 = profile_of(PROFILE_AUTH_WPA2_PSK, PROFILE_CIPHER_AES, "a passphrase");
	struct profile open = profile_of(PROFILE_AUTH_OPEN, PROFILE_CIPHER_NONE, NULL);

	assert_int_equal(check(&wpa2, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk)), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(check(&wpa3, sae, sizeof(sae)), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(check(&open, NULL, 0), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(check(&wpa3, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk)),
			 WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH);
	assert_int_equal(check(&wpa2, NULL, 0), WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH);
	assert_int_equal(check(&wpa2, tkip, sizeof(tkip)), WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_CIPHER);
	assert_int_equal(check(&open, sae, sizeof(sae)), WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK);
	sae[20] = 0;
	assert_int_equal(check(&wpa3, sae, sizeof(sae)), WLAN_REASON_CODE_MSMSEC_CAPABILITY_MFP_NW_NIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_becomes_its_suites),
		cmocka_unit_test(sixty_four_digits_are_the_key_itself),
		cmocka_unit_test(what_there_is_no_supplicant_for_is_said),
		cmocka_unit_test(a_missing_key_is_said),
		cmocka_unit_test(the_radio_takes_away_what_it_cannot),
		cmocka_unit_test(without_protected_management_frames_there_is_no_wpa3),
		cmocka_unit_test(a_bss_is_told_why_it_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
