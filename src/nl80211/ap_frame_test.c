#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/rsne.h"
#include "dot11/suite.h"
#include "nl80211/ap_frame.h"

static const struct dot11_mac client = { { 2, 0, 0, 0, 1, 0 } };

static struct ap_bss open_bss(void)
{
	static const struct wiphy_band band = {
		.is_present = true,
		.n_rates = 12,
		.rates = { 2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108 },
	};
	struct ap_bss bss = {
		.bssid = { { 2, 0, 0, 0, 0, 0 } },
		.ssid = { 3, "net" },
		.channel = { DOT11_BAND_2GHZ, 6 },
		.beacon_interval_tu = 100,
		.dtim_period = 2,
	};

	ap_bss_set_rates(&bss, &band, true);
	return bss;
}

static struct ap_bss secure_bss(void)
{
	struct ap_bss bss = open_bss();

	bss.akm = DOT11_AKM_PSK;
	bss.pairwise_cipher = bss.group_cipher = DOT11_CIPHER_CCMP_128;
	return bss;
}

static void a_beacon_is_split_where_the_kernel_puts_the_tim_element(void **state)
{
	const struct ap_bss bss = open_bss();
	uint8_t bytes[512];
	size_t offset = 0;
	int size = ap_frame_beacon(&bss, bytes, sizeof(bytes), &offset);
	/* IEEE 802.11-2020, table 9-32: SSID, rates, DS parameter; TIM; ERP, extended rates. */
	static const uint8_t head_end[] = { 0, 3, 'n', 'e', 't', 1, 8, 0x82, 0x84, 0x8b, 0x96, 12, 18, 24, 36, 3, 1, 6 };
	static const uint8_t tail[] = { 42, 1, 0, 50, 4, 48, 72, 96, 108 };

	assert_int_equal(offset, 36 + sizeof(head_end));
	assert_memory_equal(bytes + 36, head_end, sizeof(head_end));
	assert_int_equal(size, offset + sizeof(tail));
	assert_memory_equal(bytes + offset, tail, sizeof(tail));
	/* Beacon interval, then capability: ESS, short preamble, short slot time; no privacy. */
	assert_memory_equal(bytes + 32, "\x64\x00\x21\x04", 4);
	assert_int_equal(bytes[0], 0x80);
	assert_memory_equal(bytes + 4, "\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00", 18);
	assert_int_equal(ap_frame_beacon(&bss, bytes, 60, &offset), -ENOBUFS);
}

static void a_secure_network_says_so_in_beacons_and_probe_responses(void **state)
{
	/* IEEE 802.11-2020, 9.4.2.24: version 1, group CCMP, one pairwise CCMP, one AKM PSK, no capabilities. */
	static const uint8_t expected[] = { 48, 20, 1, 0, 0, 15, 172, 4, 1, 0, 0, 15, 172, 4, 1, 0, 0, 15, 172, 2, 0, 0 };
	const struct ap_bss bss = secure_bss();
	struct dot11_element element;
	struct dot11_frame frame;
	uint8_t bytes[512];
	size_t offset;
	int size = ap_frame_beacon(&bss, bytes, sizeof(bytes), &offset);

	for (int i = 0; i < 2; i++) {
		assert_int_equal(dot11_frame_parse(bytes, (size_t)size, &frame), 0);
		assert_true(frame.management.capability & DOT11_CAPABILITY_PRIVACY);
		assert_true(dot11_element_find(frame.management.elements.bytes, frame.management.elements.size, DOT11_ELEMENT_RSN,
					       &element));
		assert_int_equal(element.size, expected[1]);
		assert_memory_equal(element.body - 2, expected, sizeof(expected));
		size = ap_frame_probe_response(&bss, &client, bytes, sizeof(bytes));
	}
	assert_int_equal(frame.header.kind, DOT11_FRAME_PROBE_RESPONSE);
	assert_memory_equal(&frame.header.receiver, &client, 6);
	size = ap_frame_beacon_elements(&bss, bytes, sizeof(bytes));
	assert_int_equal(dot11_elements_check(bytes, (size_t)size), 0);
	assert_true(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_RSN, &element));
	assert_memory_equal(element.body - 2, expected, sizeof(expected));
	assert_int_equal(bytes[0], DOT11_ELEMENT_SSID);
}

static void added_elements_stand_at_the_end(void **state)
{
	struct ap_bss bss = open_bss();
	uint8_t bytes[512];
	size_t offset;
	int size;

	memcpy(bss.beacon_extra, "\xdd\x03\x01\x02\x03", 5);
	bss.beacon_extra_size = 5;
	memcpy(bss.probe_extra, "\xdd\x01\x09", 3);
	bss.probe_extra_size = 3;
	size = ap_frame_beacon(&bss, bytes, sizeof(bytes), &offset);
	assert_memory_equal(bytes + size - 5, "\xdd\x03\x01\x02\x03", 5);
	size = ap_frame_probe_response(&bss, &client, bytes, sizeof(bytes));
	assert_memory_equal(bytes + size - 3, "\xdd\x01\x09", 3);
}

static void rates_of_11b_are_basic_only_where_they_are_wanted(void **state)
{
	static const struct wiphy_band band = { .is_present = true,
						.n_rates = 12,
						.rates = { 2, 4, 11, 22, 12, 18, 24, 36, 48, 72, 96, 108 } };
	static const uint8_t ofdm[] = { 0x8c, 18, 0x98, 36, 0xb0, 72, 96, 108 };
	struct ap_bss bss = open_bss();

	ap_bss_set_rates(&bss, &band, false);
	assert_int_equal(bss.n_rates, sizeof(ofdm));
	assert_memory_equal(bss.rates, ofdm, sizeof(ofdm));
	bss.channel = (struct dot11_channel){ DOT11_BAND_5GHZ, 36 };
	ap_bss_set_rates(&bss, &band, true);
	assert_int_equal(bss.n_rates, sizeof(ofdm));
	assert_memory_equal(bss.rates, ofdm, sizeof(ofdm));
}

static const struct wiphy_band ht_band = {
	.is_present = true,
	.has_ht = true,
	.ht_information = 0xffff,
	.ht_ampdu = 0x1b,
	.ht_mcs = { 0xff, 0xff },
};

static void high_throughput_comes_with_quality_of_service_at_20_mhz(void **state)
{
	struct ap_bss bss = open_bss();
	struct dot11_element element;
	uint8_t bytes[512];
	int size = ap_frame_beacon_elements(&bss, bytes, sizeof(bytes));

	assert_false(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_HT_CAPABILITIES, &element));
	assert_false(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_VENDOR, &element));
	ap_bss_set_ht(&bss, &ht_band);
	size = ap_frame_beacon_elements(&bss, bytes, sizeof(bytes));
	assert_true(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_HT_CAPABILITIES, &element));
	assert_int_equal(element.size, 26);
	assert_memory_equal(element.body, "\xbd\xaf\x1b\xff\xff\x00", 6);
	assert_true(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_HT_OPERATION, &element));
	assert_int_equal(element.size, 22);
	assert_memory_equal(element.body, "\x06\x00\x03", 3);
	assert_true(dot11_element_find(bytes, (size_t)size, DOT11_ELEMENT_VENDOR, &element));
	assert_int_equal(element.size, 24);
	assert_int_equal(dot11_elements_check(bytes, (size_t)size), 0);
}

static void a_client_gets_high_throughput_only_with_quality_of_service(void **state)
{
	static const uint8_t wmm[] = { 0xdd, 7, 0x00, 0x50, 0xf2, 2, 0, 1, 0 };
	static const uint8_t base[] = { 0, 3, 'n', 'e', 't', 1, 4, 2, 4, 11, 22, 45, 26, 0x2c };
	uint8_t bytes[64] = { 0 };
	struct ap_bss bss = open_bss();
	struct dot11_management management = { .elements = { bytes, sizeof(base) + 25 } };
	struct ap_request request;

	memcpy(bytes, base, sizeof(base));
	ap_bss_set_ht(&bss, &ht_band);
	assert_int_equal(ap_request_read(&bss, &management, &request), 0);
	assert_false(request.has_qos || request.has_ht);
	memcpy(bytes + management.elements.size, wmm, sizeof(wmm));
	management.elements.size += sizeof(wmm);
	assert_int_equal(ap_request_read(&bss, &management, &request), 0);
	assert_true(request.has_qos && request.has_ht);
	assert_int_equal(request.ht_capabilities[0], 0x2c);
	bss.has_ht = false;
	assert_int_equal(ap_request_read(&bss, &management, &request), 0);
	assert_false(request.has_qos || request.has_ht);
	/* An element that is too short is none. */
	bss.has_ht = true;
	bytes[12] = 25;
	memmove(bytes + 13 + 25, bytes + 13 + 26, sizeof(wmm));
	management.elements.size--;
	assert_int_equal(ap_request_read(&bss, &management, &request), 0);
	assert_true(request.has_qos && !request.has_ht);
}

static void only_probes_for_us_are_answered(void **state)
{
	const struct ap_bss bss = open_bss();
	static const struct {
		const char *elements;
		size_t size;
		bool is_for_us;
	} cases[] = {
		{ "\x00\x00", 2, true },      { "\x00\x03net", 5, true },   { "\x00\x03nut", 5, false },
		{ "\x00\x04nets", 6, false }, { "\x01\x01\x02", 3, false }, { "", 0, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dot11_elements elements = { (const uint8_t *)cases[i].elements, cases[i].size };

		assert_int_equal(ap_frame_is_probed(&bss, &elements), cases[i].is_for_us);
	}
}

static void an_association_response_has_status_and_identifier(void **state)
{
	const struct ap_bss bss = secure_bss();
	uint8_t bytes[512];
	struct dot11_frame frame;
	int size = ap_frame_association_response(&bss, &client, false, 0, 7, "\xdd\x01\x09", 3, bytes, sizeof(bytes));

	assert_int_equal(dot11_frame_parse(bytes, (size_t)size, &frame), 0);
	assert_int_equal(frame.header.kind, DOT11_FRAME_ASSOCIATION_RESPONSE);
	assert_int_equal(frame.management.status, 0);
	assert_int_equal(frame.management.aid, 7);
	/* IEEE 802.11-2020, 9.4.1.8: the two high bits are ones. */
	assert_memory_equal(bytes + 28, "\x07\xc0", 2);
	assert_memory_equal(bytes + size - 3, "\xdd\x01\x09", 3);
	size = ap_frame_association_response(&bss, &client, true, DOT11_STATUS_NO_MORE_STAS, 0, NULL, 0, bytes, sizeof(bytes));
	assert_int_equal(dot11_frame_parse(bytes, (size_t)size, &frame), 0);
	assert_int_equal(frame.header.kind, DOT11_FRAME_REASSOCIATION_RESPONSE);
	assert_int_equal(frame.management.status, DOT11_STATUS_NO_MORE_STAS);
}

static int read_request(const char *elements, size_t size, struct ap_request *ret_request)
{
	const struct ap_bss bss = open_bss();
	const struct dot11_management management = {
		.capability = 0x21,
		.listen_interval = 5,
		.elements = { (const uint8_t *)elements, size },
	};

	return ap_request_read(&bss, &management, ret_request);
}

static void a_request_tells_the_kernel_rates_and_capabilities(void **state)
{
	static const char good[] = "\x00\x03net\x01\x04\x02\x04\x0b\x16\x32\x02\x0c\x12";
	struct ap_request request;

	assert_int_equal(read_request(good, sizeof(good) - 1, &request), 0);
	assert_int_equal(request.n_rates, 6);
	assert_memory_equal(request.rates, "\x02\x04\x0b\x16\x0c\x12", 6);
	assert_int_equal(request.capability, 0x21);
	assert_int_equal(request.listen_interval, 5);
}

static void a_request_for_another_network_or_without_basic_rates_is_none(void **state)
{
	static const char other[] = "\x00\x03nut\x01\x04\x02\x04\x0b\x16", lacking[] = "\x00\x03net\x01\x03\x02\x04\x0b",
			  without[] = "\x00\x03net";
	struct ap_request request;

	assert_int_equal(read_request(other, sizeof(other) - 1, &request), AP_REQUEST_E_OTHER_SSID);
	assert_int_equal(read_request(lacking, sizeof(lacking) - 1, &request), AP_REQUEST_E_NO_RATES);
	assert_int_equal(read_request(without, sizeof(without) - 1, &request), AP_REQUEST_E_NO_RATES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beacon_is_split_where_the_kernel_puts_the_tim_element),
		cmocka_unit_test(a_secure_network_says_so_in_beacons_and_probe_responses),
		cmocka_unit_test(added_elements_stand_at_the_end),
		cmocka_unit_test(rates_of_11b_are_basic_only_where_they_are_wanted),
		cmocka_unit_test(high_throughput_comes_with_quality_of_service_at_20_mhz),
		cmocka_unit_test(a_client_gets_high_throughput_only_with_quality_of_service),
		cmocka_unit_test(only_probes_for_us_are_answered),
		cmocka_unit_test(an_association_response_has_status_and_identifier),
		cmocka_unit_test(a_request_tells_the_kernel_rates_and_capabilities),
		cmocka_unit_test(a_request_for_another_network_or_without_basic_rates_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
