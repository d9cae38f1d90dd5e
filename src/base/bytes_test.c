#include "base/bytes.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const uint8_t octets[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 };

static void integers_are_read_in_both_orders(void **state)
{
	struct reader reader = reader_over(octets, sizeof(octets));

	assert_int_equal(reader_le16(&reader), 0x0201);
	assert_int_equal(reader_be16(&reader), 0x0304);
	assert_int_equal(reader_le32(&reader), 0x08070605);
	assert_int_equal(reader_end(&reader, READER_ALL_MUST_BE_READ), 0);

	reader = reader_over(octets, sizeof(octets));
	assert_true(reader_le64(&reader) == 0x0807060504030201ULL);
	reader = reader_over(octets, sizeof(octets));
	assert_true(reader_be64(&reader) == 0x0102030405060708ULL);
}

static void a_read_past_the_end_gives_zero_and_sticks(void **state)
{
	struct reader reader = reader_over(octets, 3);

	assert_int_equal(reader_le32(&reader), 0);
	assert_int_equal(reader_u8(&reader), 0);
	assert_null(reader_bytes(&reader, 0));
	assert_int_equal(reader_end(&reader, READER_MORE_MAY_FOLLOW), -EBADMSG);
}

static void what_is_left_is_an_error_only_where_all_must_be_read(void **state)
{
	struct reader reader = reader_over(octets, sizeof(octets));

	reader_skip(&reader, 7);
	assert_int_equal(reader_end(&reader, READER_MORE_MAY_FOLLOW), 0);
	assert_int_equal(reader_end(&reader, READER_ALL_MUST_BE_READ), -EBADMSG);
}

static void a_huge_length_does_not_wrap(void **state)
{
	struct reader reader = reader_over(octets, sizeof(octets));

	reader_skip(&reader, 4);
	reader_skip(&reader, SIZE_MAX - 2);
	assert_int_equal(reader_end(&reader, READER_MORE_MAY_FOLLOW), -EBADMSG);
}

static void a_sub_reader_is_bounded_by_its_parent(void **state)
{
	struct reader reader = reader_over(octets, 4), sub = reader_sub(&reader, 2);

	assert_int_equal(reader_le16(&sub), 0x0201);
	assert_int_equal(reader_u8(&sub), 0);
	assert_int_equal(reader_end(&sub, READER_MORE_MAY_FOLLOW), -EBADMSG);
	assert_int_equal(reader_end(&reader, READER_MORE_MAY_FOLLOW), 0);
	sub = reader_sub(&reader, 3);
	assert_int_equal(reader_end(&sub, READER_MORE_MAY_FOLLOW), -EBADMSG);
}

static void a_writer_that_is_full_goes_on_counting(void **state)
{
	uint8_t buffer[4] = { 0 };
	struct writer writer = writer_over(buffer, 3);

	writer_le16(&writer, 0x0201);
	writer_be32(&writer, 0xffffffff);
	assert_int_equal(writer.size, 6);
	assert_int_equal(writer_end(&writer), -ENOBUFS);
	assert_memory_equal(buffer, ((uint8_t[]){ 1, 2, 0, 0 }), 4);
}

static void a_patch_stays_inside(void **state)
{
	uint8_t buffer[4] = { 0 };
	struct writer writer = writer_over(buffer, sizeof(buffer));

	writer_zero(&writer, 4);
	writer_patch_le16(&writer, 1, 0x0a0b);
	writer_patch_le16(&writer, 3, 0xffff);
	writer_patch_le16(&writer, SIZE_MAX, 0xffff);
	assert_memory_equal(buffer, ((uint8_t[]){ 0, 0x0b, 0x0a, 0 }), 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_read_in_both_orders),
		cmocka_unit_test(a_read_past_the_end_gives_zero_and_sticks),
		cmocka_unit_test(what_is_left_is_an_error_only_where_all_must_be_read),
		cmocka_unit_test(a_huge_length_does_not_wrap),
		cmocka_unit_test(a_sub_reader_is_bounded_by_its_parent),
		cmocka_unit_test(a_writer_that_is_full_goes_on_counting),
		cmocka_unit_test(a_patch_stays_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
