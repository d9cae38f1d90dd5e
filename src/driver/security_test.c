#include "driver/security.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/key.h"
#include "dot11/rsne.h"
#include "dot11/suite.h"

static const uint32_t radio[] = { WDI_CIPHER_ALGO_CCMP, WDI_CIPHER_ALGO_GCMP_256, WDI_CIPHER_ALGO_BIP };

struct network {
	uint8_t bytes[512];
	struct wdi_tlv_connect_bss_entry entry;
};

static const struct dot11_rsne wpa2 = {
	.group_cipher = DOT11_CIPHER_CCMP_128,
	.n_pairwise = 1,
	.pairwise = { DOT11_CIPHER_CCMP_128 },
	.n_akms = 2,
	.akms = { DOT11_AKM_PSK, DOT11_AKM_SAE },
	.capabilities = DOT11_RSN_MFP_CAPABLE,
	.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
};

/* @rsne NULL: an open network */
static void beacon(struct network *network, const struct dot11_rsne *rsne, uint32_t rsnx)
{
	struct writer writer = writer_over(network->bytes, sizeof(network->bytes));
	uint8_t elements[256];
	struct writer list = writer_over(elements, sizeof(elements));

	dot11_element_write_ssid(&list, &(struct dot11_ssid){ 4, "home" });
	if (rsne)
		dot11_rsne_write(&list, rsne);
	dot11_rsnx_write(&list, rsnx);
	assert_int_equal(writer_end(&list), 0);
	dot11_frame_write_management(&writer, DOT11_FRAME_BEACON,
				     &(struct dot11_management){ .beacon_interval_tu = 100, .elements = { elements, list.size } });
	assert_int_equal(writer_end(&writer), 0);
	network->entry = (struct wdi_tlv_connect_bss_entry){
		.has_beacon_frame = true,
		.beacon_frame = { network->bytes, writer.size },
	};
}

static int choose(const struct network *network, uint32_t akm, uint32_t cipher, bool mfp, struct driver_security *ret)
{
	const struct wdi_rsna_akm_cipher_pair pair = { driver_suite_to_wdi(akm), driver_suite_to_wdi(cipher) };
	const struct wdi_tlv_connect_parameters parameters = {
		.connection_settings.mfp_enabled = mfp,
		.n_rsna_akm_cipher_suite = 1,
		.rsna_akm_cipher_suite = &pair,
	};

	return driver_security_choose(&parameters, &network->entry, radio, array_size(radio), ret);
}

static struct dot11_rsne own_rsne(const struct driver_security *security)
{
	struct dot11_element element;
	struct dot11_rsne rsne;

	assert_true(dot11_element_find(security->elements, security->elements_size, DOT11_ELEMENT_RSN, &element));
	assert_int_equal(dot11_rsne_parse(element.body, element.size, &rsne), 0);
	return rsne;
}

static void the_pair_of_the_wish_is_taken_and_said(void **state)
{
	struct driver_security security;
	struct network network;
	struct dot11_rsne rsne;

	beacon(&network, &wpa2, 0);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, true, &security), 0);
	assert_int_equal(security.akm, DOT11_AKM_PSK);
	assert_int_equal(security.auth, WDI_AUTH_ALGO_RSNA_PSK);
	assert_true(security.uses_mfp);
	assert_false(security.does_sae);
	rsne = own_rsne(&security);
	assert_int_equal(rsne.n_akms, 1);
	assert_int_equal(rsne.akms[0], DOT11_AKM_PSK);
	assert_int_equal(rsne.capabilities, DOT11_RSN_MFP_CAPABLE);
	assert_int_equal(rsne.group_management_cipher, DOT11_CIPHER_BIP_CMAC_128);
}

static void protected_management_frames_are_said_only_if_enabled(void **state)
{
	struct driver_security security;
	struct network network;

	beacon(&network, &wpa2, 0);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, false, &security), 0);
	assert_false(security.uses_mfp);
	assert_int_equal(own_rsne(&security).capabilities, 0);
	/* WPA3 does not go without. */
	assert_int_equal(choose(&network, DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, false, &security), DRIVER_SECURITY_E_MISMATCH);
}

static void sae_says_hash_to_element_where_the_bss_does(void **state)
{
	struct driver_security security;
	struct dot11_element element;
	struct network network;

	beacon(&network, &wpa2, DOT11_RSNX_SAE_H2E);
	assert_int_equal(choose(&network, DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, true, &security), 0);
	assert_true(security.does_sae);
	assert_true(dot11_element_find(security.elements, security.elements_size, DOT11_ELEMENT_RSNX, &element));
	assert_int_equal(dot11_rsnx_parse(element.body, element.size), DOT11_RSNX_SAE_H2E);
	assert_int_equal(own_rsne(&security).capabilities, DOT11_RSN_MFP_CAPABLE | DOT11_RSN_MFP_REQUIRED);

	beacon(&network, &wpa2, 0);
	assert_int_equal(choose(&network, DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, true, &security), 0);
	assert_false(dot11_element_find(security.elements, security.elements_size, DOT11_ELEMENT_RSNX, &element));
}

static void a_pmkid_goes_into_the_element_and_spares_sae(void **state)
{
	static const uint8_t pmkid[DOT11_PMKID_SIZE] = { 1, 2, 3 };
	struct driver_security security;
	struct network network;

	beacon(&network, &wpa2, 0);
	network.entry.has_pmkid = true;
	network.entry.pmkid = (struct wdi_blob){ pmkid, sizeof(pmkid) };
	assert_int_equal(choose(&network, DOT11_AKM_SAE, DOT11_CIPHER_CCMP_128, true, &security), 0);
	assert_false(security.does_sae);
	assert_int_equal(own_rsne(&security).n_pmkids, 1);
	assert_memory_equal(own_rsne(&security).pmkids[0], pmkid, sizeof(pmkid));
}

static void what_is_not_offered_is_a_mismatch(void **state)
{
	struct dot11_rsne required = wpa2, tkip = wpa2;
	struct driver_security security;
	struct network network;

	beacon(&network, &wpa2, 0);
	assert_int_equal(choose(&network, DOT11_AKM_OWE, DOT11_CIPHER_CCMP_128, true, &security), DRIVER_SECURITY_E_MISMATCH);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_GCMP_256, true, &security), DRIVER_SECURITY_E_MISMATCH);
	required.capabilities |= DOT11_RSN_MFP_REQUIRED;
	beacon(&network, &required, 0);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, false, &security), DRIVER_SECURITY_E_MISMATCH);
	tkip.group_cipher = DOT11_CIPHER_TKIP; /* this radio has no TKIP */
	beacon(&network, &tkip, 0);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, true, &security), DRIVER_SECURITY_E_MISMATCH);
	beacon(&network, NULL, 0);
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, true, &security), DRIVER_SECURITY_E_MISMATCH);
	network.entry.beacon_frame.size = 5;
	assert_int_equal(choose(&network, DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, true, &security), -EBADMSG);
}

static void without_pairs_the_algorithms_count(void **state)
{
	static const uint32_t auths[] = { WDI_AUTH_ALGO_RSNA_PSK, WDI_AUTH_ALGO_WPA3_SAE }, ciphers[] = { WDI_CIPHER_ALGO_CCMP };
	struct wdi_tlv_connect_parameters parameters = {
		.connection_settings.mfp_enabled = true,
		.n_authentication_algorithms = 2,
		.authentication_algorithms = auths,
		.n_unicast_cipher_algorithms = 1,
		.unicast_cipher_algorithms = ciphers,
	};
	struct driver_security security;
	struct network network;

	beacon(&network, &wpa2, 0);
	assert_int_equal(driver_security_choose(&parameters, &network.entry, radio, array_size(radio), &security), 0);
	assert_int_equal(security.akm, DOT11_AKM_SAE);
	parameters.n_authentication_algorithms = 1;
	assert_int_equal(driver_security_choose(&parameters, &network.entry, radio, array_size(radio), &security), 0);
	assert_int_equal(security.akm, DOT11_AKM_PSK);
}

static void an_open_network_needs_an_open_wish(void **state)
{
	static const uint32_t open = WDI_AUTH_ALGO_80211_OPEN;
	const struct wdi_tlv_connect_parameters parameters = { .n_authentication_algorithms = 1, .authentication_algorithms = &open };
	struct driver_security security;
	struct network network;

	beacon(&network, NULL, 0);
	assert_int_equal(driver_security_choose(&parameters, &network.entry, radio, array_size(radio), &security), 0);
	assert_int_equal(security.akm, DOT11_AKM_NONE);
	assert_int_equal(security.elements_size, 0);
	beacon(&network, &wpa2, 0);
	assert_int_equal(driver_security_choose(&parameters, &network.entry, radio, array_size(radio), &security),
			 DRIVER_SECURITY_E_MISMATCH);
}

static void another_owe_element_replaces_the_first(void **state)
{
	static const uint8_t first[] = { 255, 4, 32, 20, 0, 1 }, second[] = { 255, 5, 32, 19, 0, 1, 2 };
	struct dot11_rsne owe = wpa2;
	const struct wdi_rsna_akm_cipher_pair pair = { driver_suite_to_wdi(DOT11_AKM_OWE), driver_suite_to_wdi(DOT11_CIPHER_CCMP_128) };
	const struct wdi_tlv_connect_parameters parameters = {
		.connection_settings.mfp_enabled = true,
		.n_rsna_akm_cipher_suite = 1,
		.rsna_akm_cipher_suite = &pair,
		.has_owedhie = true,
		.owedhie = { first, sizeof(first) },
	};
	struct driver_security security;
	struct network network;
	size_t before;

	owe.akms[0] = DOT11_AKM_OWE;
	beacon(&network, &owe, 0);
	assert_int_equal(driver_security_choose(&parameters, &network.entry, radio, array_size(radio), &security), 0);
	before = security.elements_size - sizeof(first);
	assert_memory_equal(security.elements + before, first, sizeof(first));
	assert_int_equal(driver_security_set_owe(&security, second, sizeof(second)), 0);
	assert_int_equal(security.elements_size, before + sizeof(second));
	assert_memory_equal(security.elements + before, second, sizeof(second));
	assert_int_equal(driver_security_set_owe(&security, second, 1000), -ENOBUFS);
}

static void suites_stand_in_memory_as_on_the_air(void **state)
{
	uint32_t suite = driver_suite_to_wdi(DOT11_AKM_PSK);

	assert_memory_equal(&suite, "\x00\x0f\xac\x02", 4);
	assert_int_equal(suite, 44830464); /* rsna_akm_psk */
	assert_int_equal(driver_suite_from_wdi(suite), DOT11_AKM_PSK);
}

static void every_key_survives_the_way_through_the_protocol(void **state)
{
	static const struct {
		enum dot11_key_kind kind;
		uint32_t cipher;
		uint8_t index;
	} cases[] = {
		{ DOT11_KEY_PAIRWISE, DOT11_CIPHER_CCMP_128, 0 },    { DOT11_KEY_PAIRWISE, DOT11_CIPHER_CCMP_256, 0 },
		{ DOT11_KEY_PAIRWISE, DOT11_CIPHER_GCMP_128, 0 },    { DOT11_KEY_PAIRWISE, DOT11_CIPHER_GCMP_256, 0 },
		{ DOT11_KEY_GROUP, DOT11_CIPHER_TKIP, 1 },	     { DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_128, 4 },
		{ DOT11_KEY_IGTK, DOT11_CIPHER_BIP_CMAC_256, 5 },    { DOT11_KEY_IGTK, DOT11_CIPHER_BIP_GMAC_128, 4 },
		{ DOT11_KEY_BIGTK, DOT11_CIPHER_BIP_GMAC_256, 6 },
	};
	static const struct wdi_mac peer = { { 2, 0, 0, 0, 1, 0 } };

	for (size_t i = 0; i < array_size(cases); i++) {
		struct dot11_key key = { .kind = cases[i].kind, .cipher = cases[i].cipher, .index = cases[i].index }, back;
		struct wdi_tlv_set_cipher_key_info info;

		memset(key.receive_counter, (int)i + 1, sizeof(key.receive_counter));
		key.key.size = dot11_cipher_key_size(key.cipher);
		for (size_t at = 0; at < key.key.size; at++)
			key.key.bytes[at] = (uint8_t)(at + i);
		driver_key_to_wdi(&key, &peer, &info);
		assert_int_equal(driver_key_from_wdi(&info, &back), 0);
		assert_int_equal(back.kind, key.kind);
		assert_int_equal(back.cipher, key.cipher);
		assert_int_equal(back.index, key.index);
		assert_memory_equal(back.receive_counter, key.receive_counter, sizeof(key.receive_counter));
		assert_true(secret_equal(&back.key, &key.key));
	}
}

static void key_material_that_does_not_fit_is_refused(void **state)
{
	static const uint8_t bytes[32];
	struct wdi_tlv_set_cipher_key_info info = {
		.cipher_key_type_info = { .cipher_algorithm = WDI_CIPHER_ALGO_CCMP, .key_type = WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY },
		.has_peer_mac_address = true,
	};
	struct dot11_key key;

	assert_int_equal(driver_key_from_wdi(&info, &key), -EBADMSG); /* no material */
	info.has_ccmp_key = true;
	info.ccmp_key = (struct wdi_blob){ bytes, 15 };
	assert_int_equal(driver_key_from_wdi(&info, &key), -EBADMSG);
	info.ccmp_key.size = 16;
	assert_int_equal(driver_key_from_wdi(&info, &key), 0);
	info.has_peer_mac_address = false;
	assert_int_equal(driver_key_from_wdi(&info, &key), -EBADMSG); /* whose? */
	info.cipher_key_type_info.key_type = 77;
	assert_int_equal(driver_key_from_wdi(&info, &key), -EBADMSG);
	info.cipher_key_type_info.key_type = WDI_CIPHER_KEY_TYPE_GROUP_KEY;
	info.cipher_key_type_info.cipher_algorithm = WDI_CIPHER_ALGO_WEP40;
	assert_int_equal(driver_key_from_wdi(&info, &key), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pair_of_the_wish_is_taken_and_said),
		cmocka_unit_test(protected_management_frames_are_said_only_if_enabled),
		cmocka_unit_test(sae_says_hash_to_element_where_the_bss_does),
		cmocka_unit_test(a_pmkid_goes_into_the_element_and_spares_sae),
		cmocka_unit_test(what_is_not_offered_is_a_mismatch),
		cmocka_unit_test(without_pairs_the_algorithms_count),
		cmocka_unit_test(an_open_network_needs_an_open_wish),
		cmocka_unit_test(another_owe_element_replaces_the_first),
		cmocka_unit_test(suites_stand_in_memory_as_on_the_air),
		cmocka_unit_test(every_key_survives_the_way_through_the_protocol),
		cmocka_unit_test(key_material_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
