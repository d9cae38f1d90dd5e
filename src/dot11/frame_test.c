#include "dot11/frame.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct dot11_mac station = { { 0x02, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 0x02, 0, 0, 0, 1, 0 } };

/* IEEE 802.11-2020, 9.3.3.1 and 9.3.3.12: written out by hand. */
static const uint8_t deauthentication[] = {
	0xc0, 0x00, 0x3c, 0x00,		    /* frame control, duration */
	0x02, 0x00, 0x00, 0x00, 0x01, 0x00, /* address 1: receiver */
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, /* address 2: transmitter */
	0x02, 0x00, 0x00, 0x00, 0x01, 0x00, /* address 3: BSSID */
	0x50, 0x12,			    /* sequence number 0x125, fragment 0 */
	0x03, 0x00,			    /* reason 3 */
};

static void deauthentication_is_built_as_written_by_hand(void **state)
{
	struct dot11_header header = {
		.kind = DOT11_FRAME_DEAUTHENTICATION, .duration_us = 60, .receiver = bss,
		.transmitter = station, .address3 = bss, .sequence = 0x125,
	};
	uint8_t buffer[64];

	assert_int_equal(dot11_frame_build(buffer, sizeof(buffer), &header, &(struct dot11_management){ .reason = 3 }),
			 sizeof(deauthentication));
	assert_memory_equal(buffer, deauthentication, sizeof(deauthentication));
	assert_int_equal(dot11_frame_build(buffer, 25, &header, &(struct dot11_management){ .reason = 3 }), -ENOBUFS);
}

static void deauthentication_is_parsed(void **state)
{
	struct dot11_frame frame;

	assert_int_equal(dot11_frame_parse(deauthentication, sizeof(deauthentication), &frame), 0);
	assert_int_equal(frame.header.kind, DOT11_FRAME_DEAUTHENTICATION);
	assert_int_equal(frame.header.sequence, 0x125);
	assert_true(dot11_mac_equal(&frame.header.transmitter, &station));
	assert_true(frame.is_management);
	assert_int_equal(frame.management.reason, 3);
}

static void every_shortened_frame_is_refused(void **state)
{
	struct dot11_frame frame;

	for (size_t size = 0; size < sizeof(deauthentication); size++)
		assert_int_equal(dot11_frame_parse(deauthentication, size, &frame), -EBADMSG);
}

static void fixed_fields_survive_the_way_there_and_back(void **state)
{
	static const uint8_t elements[] = { 0, 2, 'h', 'i' };
	static const struct {
		uint8_t kind;
		struct dot11_management m;
	} cases[] = {
		{ DOT11_FRAME_BEACON, { .timestamp_us = 0x123456789a, .beacon_interval_tu = 100, .capability = 1 } },
		{ DOT11_FRAME_PROBE_RESPONSE, { .timestamp_us = 7, .beacon_interval_tu = 50, .capability = 0x401 } },
		{ DOT11_FRAME_PROBE_REQUEST, { 0 } },
		{ DOT11_FRAME_AUTHENTICATION, { .algorithm = 0, .transaction = 2, .status = 13 } },
		{ DOT11_FRAME_ASSOCIATION_REQUEST, { .capability = 1, .listen_interval = 10 } },
		{ DOT11_FRAME_REASSOCIATION_REQUEST,
		  { .capability = 1, .listen_interval = 10, .current_ap = { { 2, 3, 4, 5, 6, 7 } } } },
		{ DOT11_FRAME_ASSOCIATION_RESPONSE, { .capability = 1, .aid = 2007 } },
		{ DOT11_FRAME_REASSOCIATION_RESPONSE, { .capability = 1, .status = 17 } },
		{ DOT11_FRAME_DISASSOCIATION, { .reason = 8 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dot11_header header = { .kind = cases[i].kind, .receiver = bss, .transmitter = station, .address3 = bss };
		struct dot11_management m = cases[i].m;
		struct dot11_frame frame;
		uint8_t buffer[128];
		int size;

		m.elements = (struct dot11_elements){ elements, sizeof(elements) };
		size = dot11_frame_build(buffer, sizeof(buffer), &header, &m);
		assert_true(size > 0);
		assert_int_equal(dot11_frame_parse(buffer, (size_t)size, &frame), 0);
		assert_true(frame.is_management);
		assert_int_equal(frame.management.timestamp_us, m.timestamp_us);
		assert_int_equal(frame.management.beacon_interval_tu, m.beacon_interval_tu);
		assert_int_equal(frame.management.capability, m.capability);
		assert_int_equal(frame.management.listen_interval, m.listen_interval);
		assert_memory_equal(&frame.management.current_ap, &m.current_ap, 6);
		assert_int_equal(frame.management.transaction, m.transaction);
		assert_int_equal(frame.management.status, m.status);
		assert_int_equal(frame.management.aid, m.aid);
		assert_int_equal(frame.management.reason, m.reason);
		assert_int_equal(frame.management.elements.size, sizeof(elements));
		assert_memory_equal(frame.management.elements.bytes, elements, sizeof(elements));
	}
}

static void elements_cut_short_make_the_frame_bad(void **state)
{
	static const uint8_t body[] = { 1, 0, 10, 0, 0, 5, 'h', 'i' };
	struct dot11_management m;

	assert_int_equal(dot11_management_parse(DOT11_FRAME_ASSOCIATION_REQUEST, body, sizeof(body), &m), -EBADMSG);
	assert_int_equal(dot11_management_parse(DOT11_FRAME_ASSOCIATION_REQUEST, body, 4, &m), 0);
}

static void ack_has_ten_bytes(void **state)
{
	uint8_t buffer[64];
	struct dot11_frame frame;
	int size = dot11_frame_build(buffer, sizeof(buffer), &(struct dot11_header){ .kind = DOT11_FRAME_ACK, .receiver = station },
				     NULL);

	assert_int_equal(size, 10);
	assert_int_equal(dot11_frame_parse(buffer, 10, &frame), 0);
	assert_true(dot11_mac_equal(&frame.header.receiver, &station));
	assert_false(frame.is_management);
}

static void the_header_of_a_data_frame_depends_on_its_kind_and_direction(void **state)
{
	static const struct {
		uint8_t kind, flags;
		size_t header_size;
		bool is_data;
	} cases[] = {
		{ DOT11_FRAME_DATA, DOT11_FRAME_TO_DS, 24, true },
		{ DOT11_FRAME_DATA, DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS, 30, true },
		{ DOT11_FRAME_QOS_DATA, DOT11_FRAME_FROM_DS, 26, true },
		{ DOT11_FRAME_QOS_DATA, DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS, 32, true },
		{ DOT11_FRAME_NULL, DOT11_FRAME_TO_DS, 24, false },
		{ DOT11_FRAME_QOS_NULL, DOT11_FRAME_TO_DS, 26, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[40] = { cases[i].kind, cases[i].flags };
		struct dot11_frame frame;

		assert_int_equal(dot11_frame_parse(bytes, sizeof(bytes), &frame), 0);
		assert_ptr_equal(frame.body, bytes + cases[i].header_size);
		assert_int_equal(frame.body_size, sizeof(bytes) - cases[i].header_size);
		assert_int_equal(frame.is_data, cases[i].is_data);
		assert_false(frame.is_management);
		assert_int_equal(dot11_frame_parse(bytes, cases[i].header_size - 1, &frame), -EBADMSG);
	}
}

static void a_protected_body_is_not_read_as_fields(void **state)
{
	uint8_t bytes[sizeof(deauthentication)];
	struct dot11_frame frame;

	memcpy(bytes, deauthentication, sizeof(bytes));
	bytes[1] = DOT11_FRAME_PROTECTED;
	assert_int_equal(dot11_frame_parse(bytes, sizeof(bytes), &frame), 0);
	assert_true(frame.is_protected);
	assert_false(frame.is_management);
	assert_int_equal(frame.management.reason, 0);
	assert_int_equal(frame.body_size, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deauthentication_is_built_as_written_by_hand),
		cmocka_unit_test(deauthentication_is_parsed),
		cmocka_unit_test(every_shortened_frame_is_refused),
		cmocka_unit_test(fixed_fields_survive_the_way_there_and_back),
		cmocka_unit_test(elements_cut_short_make_the_frame_bad),
		cmocka_unit_test(ack_has_ten_bytes),
		cmocka_unit_test(the_header_of_a_data_frame_depends_on_its_kind_and_direction),
		cmocka_unit_test(a_protected_body_is_not_read_as_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
