#include "dot11/codes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void known_codes_have_their_name(void **state)
{
	assert_string_equal(dot11_reason_name(3), "deauthenticated: leaving the BSS");
	assert_string_equal(dot11_status_name(17), "access point has too many stations");
	assert_string_equal(dot11_reason_name(17), "element in the 4-way handshake differs from the one before");
	assert_string_equal(dot11_status_name(31), "robust management frame policy violation");
	assert_string_equal(dot11_status_name(53), "invalid PMKID");
	assert_string_equal(dot11_status_name(76), "anti-clogging token required");
	assert_string_equal(dot11_status_name(126), "SAE hash to element");
}

static void any_other_code_is_reserved(void **state)
{
	for (unsigned int code = 127; code <= UINT16_MAX; code++) {
		assert_string_equal(dot11_reason_name((uint16_t)code), "reserved");
		assert_string_equal(dot11_status_name((uint16_t)code), "reserved");
	}
	assert_string_equal(dot11_reason_name(0), "reserved");
	assert_string_equal(dot11_reason_name(60), "reserved");
	assert_string_equal(dot11_status_name(125), "reserved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_codes_have_their_name),
		cmocka_unit_test(any_other_code_is_reserved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
