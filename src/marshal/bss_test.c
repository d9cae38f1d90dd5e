#include "marshal/bss.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

static const uint8_t ies[] = { 0, 2, 0x61, 0x62, 1, 1, 0x82 };

static size_t make(uint8_t *list)
{
	size_t size = marshal_bss_list_size(2, 2 * sizeof(ies));
	struct marshal_bss_writer writer;
	WLAN_BSS_ENTRY entry;

	memset(&entry, 0, sizeof(entry));
	entry.dot11Ssid.uSSIDLength = 2;
	marshal_bss_list_begin(&writer, list, size, 2);
	marshal_bss_list_add(&writer, &entry, ies, sizeof(ies));
	marshal_bss_list_add(&writer, &entry, ies, sizeof(ies));
	return size;
}

static void what_is_written_is_accepted(void **state)
{
	uint8_t list[1024];
	size_t size = make(list);
	WLAN_BSS_ENTRY entry;

	assert_int_equal(marshal_check_bss_list(list, size), 0);
	memcpy(&entry, list + 8 + sizeof(entry), sizeof(entry));
	assert_memory_equal(list + 8 + sizeof(entry) + entry.ulIeOffset, ies, sizeof(ies));
}

static void lies_about_sizes_are_refused(void **state)
{
	static const size_t offsets[] = { 0, 4, 8, 8 + offsetof(WLAN_BSS_ENTRY, wlanRateSet), 8 + offsetof(WLAN_BSS_ENTRY, ulIeOffset),
					  8 + offsetof(WLAN_BSS_ENTRY, ulIeSize) };
	uint8_t list[1024];

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		size_t size = make(list);

		list[offsets[i] + 1] ^= 0x40; /* some 16000 more */
		assert_int_equal(marshal_check_bss_list(list, size), -EBADMSG);
	}
	assert_int_equal(marshal_check_bss_list(list, make(list) - 1), -EBADMSG);
}

static void only_whole_elements_are_told(void **state)
{
	assert_int_equal(marshal_bss_ies_size(ies, sizeof(ies)), sizeof(ies));
	assert_int_equal(marshal_bss_ies_size(ies, sizeof(ies) - 1), 4);
	assert_int_equal(marshal_bss_ies_size(NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_accepted),
		cmocka_unit_test(lies_about_sizes_are_refused),
		cmocka_unit_test(only_whole_elements_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
