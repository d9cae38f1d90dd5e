#include "dot11/element.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void walk_sees_every_element(void **state)
{
	static const uint8_t bytes[] = { 0, 3, 'a', 'b', 'c', 3, 1, 6, 221, 0 };
	struct reader reader = reader_over(bytes, sizeof(bytes));
	struct dot11_element element;

	assert_true(dot11_element_next(&reader, &element));
	assert_int_equal(element.id, DOT11_ELEMENT_SSID);
	assert_int_equal(element.size, 3);
	assert_memory_equal(element.body, "abc", 3);
	assert_true(dot11_element_next(&reader, &element));
	assert_int_equal(element.id, DOT11_ELEMENT_DS_PARAMETER);
	assert_int_equal(element.body[0], 6);
	assert_true(dot11_element_next(&reader, &element));
	assert_int_equal(element.id, DOT11_ELEMENT_VENDOR);
	assert_int_equal(element.size, 0);
	assert_false(dot11_element_next(&reader, &element));
	assert_int_equal(reader_end(&reader, READER_ALL_MUST_BE_READ), 0);
}

static void element_cut_short_ends_the_walk_with_an_error(void **state)
{
	static const uint8_t bytes[] = { 0, 3, 'a', 'b', 'c', 3, 2, 6 };

	assert_int_equal(dot11_elements_check(bytes, sizeof(bytes)), -EBADMSG);
	assert_int_equal(dot11_elements_check(bytes, 6), -EBADMSG);
	assert_int_equal(dot11_elements_check(bytes, 5), 0);
	assert_int_equal(dot11_elements_check(NULL, 0), 0);
}

static void ssid_longer_than_32_bytes_is_refused(void **state)
{
	uint8_t bytes[2 + 33] = { 0, 33 };
	struct dot11_ssid ssid = { .size = 7 };

	assert_int_equal(dot11_elements_ssid(bytes, sizeof(bytes), &ssid), -EBADMSG);
	assert_int_equal(ssid.size, 7);
	bytes[1] = 32;
	assert_int_equal(dot11_elements_ssid(bytes, 34, &ssid), 0);
	assert_int_equal(ssid.size, 32);
	assert_int_equal(dot11_elements_ssid(NULL, 0, &ssid), -ENOENT);
}

static void twelve_rates_take_two_elements(void **state)
{
	static const uint8_t rates[12] = { 0x82, 0x84, 0x8b, 0x96, 12, 18, 24, 36, 48, 72, 96, 108 };
	uint8_t buffer[64];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_element element;

	dot11_element_write_rates(&writer, rates, 12);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size, 2 + 8 + 2 + 4);
	assert_true(dot11_element_find(buffer, writer.size, DOT11_ELEMENT_EXTENDED_RATES, &element));
	assert_int_equal(element.size, 4);
	assert_memory_equal(element.body, rates + 8, 4);
}

static void body_over_255_bytes_fails_the_writer(void **state)
{
	static const uint8_t body[256];
	uint8_t buffer[1024];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	dot11_element_write(&writer, DOT11_ELEMENT_VENDOR, body, sizeof(body));
	assert_int_equal(writer_end(&writer), -ENOBUFS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk_sees_every_element),
		cmocka_unit_test(element_cut_short_ends_the_walk_with_an_error),
		cmocka_unit_test(ssid_longer_than_32_bytes_is_refused),
		cmocka_unit_test(twelve_rates_take_two_elements),
		cmocka_unit_test(body_over_255_bytes_fails_the_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
