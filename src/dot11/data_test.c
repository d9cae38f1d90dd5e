#include "dot11/data.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct dot11_mac station = { { 0x02, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 0x02, 0, 0, 0, 1, 0 } };
static const struct dot11_mac other = { { 0x02, 0, 0, 0, 0, 9 } };

/* IEEE 802.11-2020, 9.3.2.1 and table 9-30; RFC 1042: written out by hand. */
static const uint8_t from_station[] = {
	0x08, 0x01, 0x00, 0x00,		    /* frame control (to DS), duration */
	0x02, 0x00, 0x00, 0x00, 0x01, 0x00, /* address 1: BSSID */
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, /* address 2: source */
	0x02, 0x00, 0x00, 0x00, 0x00, 0x09, /* address 3: destination */
	0x00, 0x00,			    /* sequence control */
	0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x88, 0x8e, /* LLC, SNAP, ethertype */
	0x02, 0x01,			    /* payload */
};

static void a_frame_to_the_access_point_is_as_written_by_hand(void **state)
{
	static const uint8_t payload[] = { 2, 1 };
	const struct dot11_data data = { other, station, DOT11_ETHERTYPE_EAPOL, payload, sizeof(payload) };
	uint8_t bytes[64];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	dot11_data_write(&writer, DOT11_FRAME_TO_DS, &bss, &data);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size, sizeof(from_station));
	assert_memory_equal(bytes, from_station, sizeof(from_station));
}

static void parse(const uint8_t *bytes, size_t size, int expected, struct dot11_data *ret_data)
{
	struct dot11_frame frame;

	assert_int_equal(dot11_frame_parse(bytes, size, &frame), 0);
	assert_int_equal(dot11_data_parse(&frame, ret_data), expected);
}

static void a_frame_to_the_access_point_is_read(void **state)
{
	struct dot11_data data;

	parse(from_station, sizeof(from_station), 0, &data);
	assert_true(dot11_mac_equal(&data.destination, &other));
	assert_true(dot11_mac_equal(&data.source, &station));
	assert_int_equal(data.ethertype, DOT11_ETHERTYPE_EAPOL);
	assert_int_equal(data.size, 2);
	assert_ptr_equal(data.payload, from_station + 32);
}

static void a_frame_from_the_access_point_comes_back_as_it_was_written(void **state)
{
	static const uint8_t payload[DOT11_DATA_MAX_PAYLOAD] = { 1, 2, 3 };
	const struct dot11_data data = { DOT11_MAC_BROADCAST, other, 0x0800, payload, sizeof(payload) };
	struct dot11_data again;
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &bss, &data);
	assert_int_equal(writer_end(&writer), 0);
	assert_memory_equal(bytes + 10, bss.b, 6);
	parse(bytes, writer.size, 0, &again);
	assert_true(dot11_mac_equal(&again.destination, &data.destination));
	assert_true(dot11_mac_equal(&again.source, &other));
	assert_int_equal(again.ethertype, 0x0800);
	assert_int_equal(again.size, sizeof(payload));
	assert_memory_equal(again.payload, payload, sizeof(payload));
}

static void the_payload_of_a_qos_frame_begins_behind_its_longer_header(void **state)
{
	uint8_t bytes[sizeof(from_station) + 2];
	struct dot11_data data;

	memcpy(bytes, from_station, 24);
	memset(bytes + 24, 0, 2);
	memcpy(bytes + 26, from_station + 24, sizeof(from_station) - 24);
	bytes[0] = DOT11_FRAME_QOS_DATA;
	parse(bytes, sizeof(bytes), 0, &data);
	assert_int_equal(data.ethertype, DOT11_ETHERTYPE_EAPOL);
	bytes[24] = 0x80; /* A-MSDU present */
	parse(bytes, sizeof(bytes), -EOPNOTSUPP, &data);
}

static void what_nobody_here_sends_is_refused(void **state)
{
	static const struct {
		size_t offset;
		uint8_t value;
		int expected;
	} cases[] = {
		{ 0, DOT11_FRAME_NULL, -EOPNOTSUPP },
		{ 1, DOT11_FRAME_TO_DS | DOT11_FRAME_PROTECTED, -EOPNOTSUPP },
		{ 1, DOT11_FRAME_TO_DS | 0x04, -EOPNOTSUPP },
		{ 1, 0, -EOPNOTSUPP },
		{ 1, DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS, -EOPNOTSUPP },
		{ 22, 0x01, -EOPNOTSUPP }, /* a fragment */
		{ 24, 0xab, -EBADMSG },
		{ 29, 0xf8, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[sizeof(from_station)];
		struct dot11_data data;

		memcpy(bytes, from_station, sizeof(bytes));
		bytes[cases[i].offset] = cases[i].value;
		parse(bytes, sizeof(bytes), cases[i].expected, &data);
	}
}

static void every_shortened_frame_is_refused(void **state)
{
	struct dot11_data data;

	for (size_t size = DOT11_HEADER_SIZE; size < DOT11_HEADER_SIZE + DOT11_DATA_LLC_SIZE; size++)
		parse(from_station, size, -EBADMSG, &data);
	parse(from_station, DOT11_HEADER_SIZE + DOT11_DATA_LLC_SIZE, 0, &data);
	assert_int_equal(data.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_to_the_access_point_is_as_written_by_hand),
		cmocka_unit_test(a_frame_to_the_access_point_is_read),
		cmocka_unit_test(a_frame_from_the_access_point_comes_back_as_it_was_written),
		cmocka_unit_test(the_payload_of_a_qos_frame_begins_behind_its_longer_header),
		cmocka_unit_test(what_nobody_here_sends_is_refused),
		cmocka_unit_test(every_shortened_frame_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
