#include "marshal/message.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"

/* A message that is written, sealed and read; its connection leads nowhere. */
struct test {
	sd_bus *bus;
	sd_bus_message *message;
	int other_end;
};

static int set_up(void **state)
{
	static struct test test;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	test.other_end = fds[1];
	assert_true(sd_bus_new(&test.bus) >= 0);
	assert_true(sd_bus_set_fd(test.bus, fds[0], fds[0]) >= 0);
	assert_true(sd_bus_start(test.bus) >= 0);
	assert_true(sd_bus_message_new_method_call(test.bus, &test.message, NULL, "/a", "a.b", "c") >= 0);
	*state = &test;
	return 0;
}

static int tear_down(void **state)
{
	struct test *test = *state;

	sd_bus_message_unref(test->message);
	sd_bus_close_unref(test->bus);
	close(test->other_end);
	return 0;
}

static sd_bus_message *written(struct test *test)
{
	assert_true(sd_bus_message_seal(test->message, 1, 0) >= 0);
	assert_true(sd_bus_message_rewind(test->message, true) >= 0);
	return test->message;
}

static void guids_blobs_and_ssids_come_back_in_their_order(void **state)
{
	static const struct guid guid = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };
	static const struct dot11_ssid ssid = { .size = 3, .bytes = { 'a', 0, 'b' } };
	struct test *test = *state;
	struct dot11_ssid ssid_back;
	struct guid guid_back;
	sd_bus_message *m = test->message;
	const void *data;
	size_t size;
	bool is_there;

	assert_int_equal(marshal_append_guid(m, &guid), 0);
	assert_int_equal(marshal_append_optional_ssid(m, &ssid), 0);
	assert_int_equal(marshal_append_bytes(m, "blob", 4), 0);
	m = written(test);
	assert_string_equal(sd_bus_message_get_signature(m, true), "aybayay");
	assert_int_equal(marshal_read_guid(m, &guid_back), 0);
	assert_true(guid_equal(&guid_back, &guid));
	assert_int_equal(marshal_read_optional_ssid(m, &is_there, &ssid_back), 0);
	assert_true(is_there);
	assert_int_equal(ssid_back.size, 3);
	assert_memory_equal(ssid_back.bytes, ssid.bytes, 3);
	assert_int_equal(marshal_read_bytes(m, &data, &size), 0);
	assert_int_equal(size, 4);
	assert_memory_equal(data, "blob", 4);
}

static void nothing_is_an_empty_blob_and_no_pointer(void **state)
{
	struct test *test = *state;
	const void *data = "x";
	size_t size = 7;

	assert_int_equal(marshal_append_bytes(test->message, NULL, 0), 0);
	assert_int_equal(marshal_read_bytes(written(test), &data, &size), 0);
	assert_null(data);
	assert_int_equal(size, 0);
}

/* The wildcard SSID and none are two things. */
static void no_ssid_differs_from_an_empty_one(void **state)
{
	static const struct dot11_ssid empty = { 0 };
	struct dot11_ssid ssid = { .size = 9 };
	struct test *test = *state;
	bool is_there = true;

	assert_int_equal(marshal_append_optional_ssid(test->message, NULL), 0);
	assert_int_equal(marshal_append_optional_ssid(test->message, &empty), 0);
	written(test);
	assert_int_equal(marshal_read_optional_ssid(test->message, &is_there, &ssid), 0);
	assert_false(is_there);
	assert_int_equal(marshal_read_optional_ssid(test->message, &is_there, &ssid), 0);
	assert_true(is_there);
	assert_int_equal(ssid.size, 0);
}

static void a_guid_of_another_size_is_refused_and_changes_nothing(void **state)
{
	static const size_t sizes[] = { 0, 15, 17 };
	struct guid guid = { { 0x55 } };
	struct test *test = *state;
	uint8_t bytes[17] = { 0 };

	for (size_t i = 0; i < array_size(sizes); i++)
		assert_int_equal(marshal_append_bytes(test->message, bytes, sizes[i]), 0);
	written(test);
	for (size_t i = 0; i < array_size(sizes); i++)
		assert_int_equal(marshal_read_guid(test->message, &guid), -EBADMSG);
	assert_int_equal(guid.b[0], 0x55);
}

static void an_ssid_ends_at_32_bytes(void **state)
{
	struct test *test = *state;
	struct dot11_ssid ssid = { .size = 1 };
	uint8_t bytes[33] = { 0 };
	bool is_there;

	for (size_t size = 32; size <= 33; size++) {
		assert_true(sd_bus_message_append(test->message, "b", 1) >= 0);
		assert_int_equal(marshal_append_bytes(test->message, bytes, size), 0);
	}
	written(test);
	assert_int_equal(marshal_read_optional_ssid(test->message, &is_there, &ssid), 0);
	assert_int_equal(ssid.size, 32);
	ssid.size = 1;
	assert_int_equal(marshal_read_optional_ssid(test->message, &is_there, &ssid), -EBADMSG);
	assert_int_equal(ssid.size, 1);
}

static void arguments_that_are_missing_are_errors(void **state)
{
	struct test *test = *state;
	struct dot11_ssid ssid;
	struct guid guid;
	const void *data = NULL;
	size_t size = 7;
	bool is_there;

	assert_true(sd_bus_message_append(test->message, "b", 1) >= 0);
	written(test);
	assert_true(marshal_read_optional_ssid(test->message, &is_there, &ssid) < 0); /* its bytes are missing */
	assert_true(marshal_read_bytes(test->message, &data, &size) < 0);
	assert_true(marshal_read_guid(test->message, &guid) < 0);
	assert_int_equal(size, 7);
	assert_null(data);
}

static void arguments_of_another_type_are_errors(void **state)
{
	struct test *test = *state;
	struct dot11_ssid ssid;
	const void *data;
	bool is_there;
	size_t size;

	assert_true(sd_bus_message_append(test->message, "su", "text", 1) >= 0);
	written(test);
	assert_true(marshal_read_bytes(test->message, &data, &size) < 0);
	assert_true(marshal_read_optional_ssid(test->message, &is_there, &ssid) < 0);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(guids_blobs_and_ssids_come_back_in_their_order),
		case_of(nothing_is_an_empty_blob_and_no_pointer),
		case_of(no_ssid_differs_from_an_empty_one),
		case_of(a_guid_of_another_size_is_refused_and_changes_nothing),
		case_of(an_ssid_ends_at_32_bytes),
		case_of(arguments_that_are_missing_are_errors),
		case_of(arguments_of_another_type_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
