#include "dot11/owe_element.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

/* Laid out by hand after RFC 8110, 4.3, and the Wi-Fi Alliance's specification, 2.2.1; what stands around them is skipped. */
static const uint8_t elements[] = {
	0, 1, 'x',
	255, 2, 35, 0,				      /* another extension */
	255, 7, 32, 19, 0, 0xaa, 0xbb, 0xcc, 0xdd,    /* group 19 */
	221, 5, 0x00, 0x50, 0xf2, 0x02, 0x01,	      /* another vendor */
	221, 3, 0x50, 0x6f, 0x9a,		      /* too short to have a type */
	221, 16, 0x50, 0x6f, 0x9a, 0x1c, 2, 0, 0, 0, 1, 0, 3, 'o', 'w', 'e', 81, 6,
};

static void diffie_hellman_parameter_is_found(void **state)
{
	struct dot11_owe_dh dh;

	assert_int_equal(dot11_owe_dh_find(elements, sizeof(elements), &dh), 0);
	assert_int_equal(dh.group, 19);
	assert_int_equal(dh.public_key_size, 4);
	assert_memory_equal(dh.public_key, "\xaa\xbb\xcc\xdd", 4);
	assert_ptr_equal(dh.public_key, elements + 12);
}

static void transition_element_is_found_and_its_channel_skipped(void **state)
{
	struct dot11_owe_transition transition;

	assert_int_equal(dot11_owe_transition_find(elements, sizeof(elements), &transition), 0);
	assert_memory_equal(transition.bssid.b, "\x02\0\0\0\x01\0", 6);
	assert_int_equal(transition.ssid.size, 3);
	assert_memory_equal(transition.ssid.bytes, "owe", 3);
}

static void absent_and_broken_elements_are_told_apart(void **state)
{
	static const struct {
		uint8_t bytes[16];
		size_t size;
		int dh, transition;
	} cases[] = {
		{ { 0 }, 0, -ENOENT, -ENOENT },
		{ { 0, 1, 'x' }, 3, -ENOENT, -ENOENT },
		{ { 255, 0 }, 2, -ENOENT, -ENOENT },
		{ { 255, 1, 32 }, 3, -EBADMSG, -ENOENT },
		{ { 255, 2, 32, 19 }, 4, -EBADMSG, -ENOENT },
		{ { 255, 3, 32, 19, 0 }, 5, -EBADMSG, -ENOENT }, /* no key */
		{ { 255, 4, 32, 19, 0, 7 }, 5, -EBADMSG, -EBADMSG }, /* the list is cut short */
		{ { 221, 4, 0x50, 0x6f, 0x9a, 0x1c }, 6, -ENOENT, -EBADMSG },
		{ { 221, 10, 0x50, 0x6f, 0x9a, 0x1c, 1, 2, 3, 4, 5, 6 }, 12, -ENOENT, -EBADMSG },
		{ { 221, 11, 0x50, 0x6f, 0x9a, 0x1c, 1, 2, 3, 4, 5, 6, 0 }, 13, -ENOENT, 0 }, /* an SSID of no bytes */
		{ { 221, 12, 0x50, 0x6f, 0x9a, 0x1c, 1, 2, 3, 4, 5, 6, 2, 'a' }, 14, -ENOENT, -EBADMSG },
		{ { 221, 11, 0x50, 0x6f, 0x9a, 0x1c, 1, 2, 3, 4, 5, 6, 33 }, 13, -ENOENT, -EBADMSG },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct dot11_owe_dh dh = { .group = 7 };
		struct dot11_owe_transition transition = { .ssid.size = 7 };

		assert_int_equal(dot11_owe_dh_find(cases[i].bytes, cases[i].size, &dh), cases[i].dh);
		assert_int_equal(dh.group, 7);
		assert_int_equal(dot11_owe_transition_find(cases[i].bytes, cases[i].size, &transition), cases[i].transition);
		if (cases[i].transition < 0)
			assert_int_equal(transition.ssid.size, 7);
	}
}

static void ssid_longer_than_32_bytes_is_refused(void **state)
{
	uint8_t bytes[2 + 11 + 33] = { 221, 11 + 33, 0x50, 0x6f, 0x9a, 0x1c, 1, 2, 3, 4, 5, 6, 33 };
	struct dot11_owe_transition transition;

	assert_int_equal(dot11_owe_transition_find(bytes, sizeof(bytes), &transition), -EBADMSG);
	bytes[12] = 32;
	assert_int_equal(dot11_owe_transition_find(bytes, sizeof(bytes), &transition), 0);
	assert_int_equal(transition.ssid.size, 32);
}

static void written_elements_have_the_bytes_of_their_documents(void **state)
{
	const struct dot11_owe_dh dh = { .group = 19, .public_key = (const uint8_t *)"\xaa\xbb\xcc\xdd", .public_key_size = 4 };
	const struct dot11_owe_transition transition = { .bssid = { { 2, 0, 0, 0, 1, 0 } }, .ssid = { 3, "owe" } };
	static const uint8_t expected[] = {
		255, 7, 32, 19, 0, 0xaa, 0xbb, 0xcc, 0xdd,
		221, 14, 0x50, 0x6f, 0x9a, 0x1c, 2, 0, 0, 0, 1, 0, 3, 'o', 'w', 'e',
	};
	uint8_t buffer[64];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	dot11_owe_dh_write(&writer, &dh);
	dot11_owe_transition_write(&writer, &transition);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size, sizeof(expected));
	assert_memory_equal(buffer, expected, sizeof(expected));
}

static void key_that_no_element_holds_fails_the_writer(void **state)
{
	static const uint8_t key[300];
	static const struct {
		size_t size;
		int expected;
	} cases[] = { { 252, 0 }, { 253, -ENOBUFS }, { 254, -ENOBUFS }, { 300, -ENOBUFS } };

	for (size_t i = 0; i < array_size(cases); i++) {
		const struct dot11_owe_dh dh = { .group = 20, .public_key = key, .public_key_size = cases[i].size };
		uint8_t buffer[512];
		struct writer writer = writer_over(buffer, sizeof(buffer));

		dot11_owe_dh_write(&writer, &dh);
		assert_int_equal(writer_end(&writer), cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diffie_hellman_parameter_is_found),
		cmocka_unit_test(transition_element_is_found_and_its_channel_skipped),
		cmocka_unit_test(absent_and_broken_elements_are_told_apart),
		cmocka_unit_test(ssid_longer_than_32_bytes_is_refused),
		cmocka_unit_test(written_elements_have_the_bytes_of_their_documents),
		cmocka_unit_test(key_that_no_element_holds_fails_the_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
