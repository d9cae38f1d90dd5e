#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nl80211/capabilities.h"
#include "nl80211/mac_address.h"

static const struct dot11_mac permanent = { { 0x02, 0x1b, 0x2c, 0x03, 0xe4, 0x05 } };

static void a_note_says_the_permanent_address_to_the_next_driver(void **state)
{
	char note[MAC_ADDRESS_NOTE_SIZE];
	struct dot11_mac read;

	mac_address_write_note(&permanent, note);
	assert_string_equal(note, "wdi-nl80211: permanent address 02:1b:2c:03:e4:05");
	assert_true(mac_address_read_note(note, &read));
	assert_true(dot11_mac_equal(&read, &permanent));
}

static void an_alias_of_somebody_else_is_no_note(void **state)
{
	static const char *const aliases[] = {
		"",
		"uplink",
		"wdi-nl80211: permanent address ",
		"wdi-nl80211: permanent address 02:1b:2c:03:e4",
		"wdi-nl80211: permanent address 02:1b:2c:03:e4:05:06",
		"wdi-nl80211: permanent address 02-1b-2c-03-e4-05",
		"wdi-nl80211: permanent address 02:1b:2c:03:e4:0g",
		"wdi-nl80211: permanent address 03:1b:2c:03:e4:05", /* of a group */
		" wdi-nl80211: permanent address 02:1b:2c:03:e4:05",
	};
	struct dot11_mac read = permanent;

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		assert_false(mac_address_read_note(aliases[i], &read));
	assert_true(dot11_mac_equal(&read, &permanent));
}

static void what_cannot_be_set_is_refused_before_the_kernel_is_asked(void **state)
{
	static const struct dot11_mac group = { { 0x03 } }, none = { { 0 } }, other = { { 0x02, 1 } };
	struct mac_address address = { .name = "no-such-one", .permanent = permanent, .current = permanent };

	assert_int_equal(mac_address_set(&address, &permanent), 0);
	assert_int_equal(mac_address_set(&address, &other), -EOPNOTSUPP);
	address.can_change = true;
	assert_int_equal(mac_address_set(&address, &group), -EINVAL);
	assert_int_equal(mac_address_set(&address, &none), -EINVAL);
	assert_true(dot11_mac_equal(&address.current, &permanent));
}

static void the_kernels_mask_is_told_the_other_way_round(void **state)
{
	static const uint8_t fixed[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc }, nothing[6] = { 0 };
	struct wiphy wiphy = { 0 };
	struct capabilities capabilities = { 0 };
	const struct wdi_tlv_interface_capabilities *told = &capabilities.result.interface_attributes.interface_capabilities;

	capabilities_add_randomization(&wiphy, &capabilities);
	assert_true(told->mac_address_randomization);
	assert_memory_equal(told->mac_address_randomization_mask.b, nothing, 6);
	wiphy.address_bits.b[5] = 0x03;
	capabilities_add_randomization(&wiphy, &capabilities);
	assert_memory_equal(told->mac_address_randomization_mask.b, fixed, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_says_the_permanent_address_to_the_next_driver),
		cmocka_unit_test(an_alias_of_somebody_else_is_no_note),
		cmocka_unit_test(what_cannot_be_set_is_refused_before_the_kernel_is_asked),
		cmocka_unit_test(the_kernels_mask_is_told_the_other_way_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
