#include "dot11/p2p_element.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

/* Laid out by hand after the specification: 4.1.4, 4.1.5, 4.1.15; what stands around and between them is skipped. */
static const uint8_t elements[] = {
	0, 1, 'x',
	221, 5, 0x00, 0x50, 0xf2, 0x04, 0x01, /* another vendor */
	221, 4 + 5 + 9 + 4, 0x50, 0x6f, 0x9a, 9,
	2, 2, 0, 0x04, 0x01,
	3, 6, 0, 2, 0, 0, 0, 9, 9,
	200, 1, 0, 7, /* an attribute nobody knows */
	221, 4 + 3 + 6 + 2 + 8 + 1 + 8 + 4 + 3, 0x50, 0x6f, 0x9a, 9,
	13, 6 + 2 + 8 + 1 + 8 + 4 + 3, 0, 2, 0, 0, 0, 9, 8, 0, 0,
	0, 1, 0x00, 0x50, 0xf2, 0x04, 0, 1,
	1, 0, 2, 0x00, 0x50, 0xf2, 0x04, 0, 2, /* a secondary type */
	0x10, 0x11, 0, 3, 'a', 'b', 'c',
};

static void attributes_of_several_elements_are_read(void **state)
{
	struct dot11_p2p p2p;

	assert_int_equal(dot11_p2p_find(elements, sizeof(elements), &p2p), 0);
	assert_true(p2p.has_capability && p2p.has_device_id && p2p.has_device);
	assert_int_equal(p2p.device_capability, DOT11_P2P_DEVICE_CONCURRENT);
	assert_int_equal(p2p.group_capability, DOT11_P2P_GROUP_OWNER);
	assert_memory_equal(p2p.device_id.b, "\x02\0\0\0\x09\x09", 6);
	assert_memory_equal(p2p.device.b, "\x02\0\0\0\x09\x08", 6);
	assert_int_equal(p2p.name_size, 3);
	assert_memory_equal(p2p.name, "abc", 3);
}

static void an_attribute_may_be_cut_by_the_end_of_an_element(void **state)
{
	static const uint8_t cut[] = {
		221, 8, 0x50, 0x6f, 0x9a, 9, 2, 2, 0, 0x25, 221, 5, 0x50, 0x6f, 0x9a, 9, 0x05,
	};
	struct dot11_p2p p2p;

	assert_int_equal(dot11_p2p_find(cut, sizeof(cut), &p2p), 0);
	assert_int_equal(p2p.device_capability, 0x25);
	assert_int_equal(p2p.group_capability, 0x05);
}

static void absent_and_broken_elements_are_told_apart(void **state)
{
	static const struct {
		uint8_t bytes[40];
		size_t size;
		int expected;
	} cases[] = {
		{ { 0 }, 0, -ENOENT },
		{ { 221, 3, 0x50, 0x6f, 0x9a }, 5, -ENOENT },
		{ { 221, 4, 0x50, 0x6f, 0x9a, 10 }, 6, -ENOENT },
		{ { 221, 4, 0x50, 0x6f, 0x9a, 9 }, 6, 0 }, /* no attribute at all */
		{ { 221, 5, 0x50, 0x6f, 0x9a, 9, 2 }, 7, -EBADMSG },
		{ { 221, 8, 0x50, 0x6f, 0x9a, 9, 2, 2, 0, 1 }, 10, -EBADMSG },
		{ { 221, 8, 0x50, 0x6f, 0x9a, 9, 2, 1, 0, 1 }, 10, -EBADMSG }, /* too short for what it is */
		{ { 221, 12, 0x50, 0x6f, 0x9a, 9, 3, 5, 0, 1, 2, 3, 4, 5 }, 14, -EBADMSG },
		{ { 221, 9, 0x50, 0x6f, 0x9a, 9, 2, 0xff, 0xff, 1, 1 }, 11, -EBADMSG },
		{ { 221, 28, 0x50, 0x6f, 0x9a, 9, 13, 21, 0, [26] = 0x10, 0x11, 0, 33 }, 30, -EBADMSG }, /* a name that is too long */
		{ { 221, 28, 0x50, 0x6f, 0x9a, 9, 13, 21, 0, [26] = 0x10, 0x12, 0, 0 }, 30, -EBADMSG },
		{ { 221, 28, 0x50, 0x6f, 0x9a, 9, 13, 21, 0, [26] = 0x10, 0x11, 0, 0 }, 30, 0 },
		{ { 221, 4, 0x50, 0x6f, 0x9a, 9, 221, 9, 0x50 }, 9, -EBADMSG }, /* the list is cut short */
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct dot11_p2p p2p = { .name_size = 7 };

		assert_int_equal(dot11_p2p_find(cases[i].bytes, cases[i].size, &p2p), cases[i].expected);
		if (cases[i].expected < 0)
			assert_int_equal(p2p.name_size, 7);
	}
}

static void more_than_a_frame_of_attributes_is_refused(void **state)
{
	uint8_t bytes[5 * 257], *at = bytes;
	struct dot11_p2p p2p;

	for (int i = 0; i < 5; i++, at += 257) {
		memset(at, 0, 257);
		memcpy(at, "\xdd\xff\x50\x6f\x9a\x09\xc8\xf8\x00", 9); /* one attribute of 248 bytes */
	}
	assert_int_equal(dot11_p2p_find(bytes, 4 * 257, &p2p), 0);
	assert_int_equal(dot11_p2p_find(bytes, sizeof(bytes), &p2p), -EBADMSG);
}

static void what_is_written_is_found_again(void **state)
{
	const struct dot11_p2p p2p = {
		.has_capability = true, .device_capability = 4, .group_capability = 5,
		.has_device_id = true, .device_id = { { 2, 0, 0, 0, 0, 1 } },
		.has_device = true, .device = { { 2, 0, 0, 0, 0, 2 } }, .name_size = 4, .name = "test",
	};
	uint8_t bytes[257];
	struct writer writer = writer_over(bytes, sizeof(bytes));
	struct dot11_p2p again = { 0 };

	dot11_p2p_write(&writer, &p2p);
	assert_int_equal(writer_end(&writer), 0);
	assert_memory_equal(bytes + 2, "\x50\x6f\x9a\x09\x02\x02\x00\x04\x05\x03\x06\x00\x02\x00\x00\x00\x00\x01\x0d\x19\x00", 21);
	assert_int_equal(dot11_p2p_find(bytes, writer.size, &again), 0);
	assert_true(again.has_capability && again.has_device_id && again.has_device);
	assert_int_equal(again.device_capability, 4);
	assert_int_equal(again.group_capability, 5);
	assert_true(dot11_mac_equal(&again.device_id, &p2p.device_id));
	assert_true(dot11_mac_equal(&again.device, &p2p.device));
	assert_int_equal(again.name_size, 4);
	assert_memory_equal(again.name, "test", 4);
}

static void a_name_that_is_too_long_is_not_written(void **state)
{
	const struct dot11_p2p p2p = { .has_device = true, .name_size = DOT11_P2P_NAME_MAX + 1 };
	uint8_t bytes[257];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	dot11_p2p_write(&writer, &p2p);
	assert_int_equal(writer_end(&writer), -ENOBUFS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_of_several_elements_are_read),
		cmocka_unit_test(an_attribute_may_be_cut_by_the_end_of_an_element),
		cmocka_unit_test(absent_and_broken_elements_are_told_apart),
		cmocka_unit_test(more_than_a_frame_of_attributes_is_refused),
		cmocka_unit_test(what_is_written_is_found_again),
		cmocka_unit_test(a_name_that_is_too_long_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
