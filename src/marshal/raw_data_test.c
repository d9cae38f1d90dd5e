#include "marshal/raw_data.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"

/* WLAN_RAW_DATA_LIST, the example of its page: two blobs of 20 and 40 bytes, offsets 16 and 28. */
static void a_list_is_laid_out_as_its_page_shows(void **state)
{
	const uint8_t first[20] = { 1 }, second[40] = { 2 };
	const uint8_t *const items[] = { first, second }, *item;
	const size_t sizes[] = { sizeof(first), sizeof(second) };
	_auto_free_ void *list = NULL;
	struct reader r;
	size_t size;

	assert_int_equal(marshal_new_raw_data(items, sizes, 2, &list, &size), 0);
	assert_int_equal(size, 84);
	r = reader_over(list, size);
	assert_int_equal(reader_le32(&r), 84);
	assert_int_equal(reader_le32(&r), 2);
	assert_int_equal(reader_le32(&r), 16);
	assert_int_equal(reader_le32(&r), 20);
	assert_int_equal(reader_le32(&r), 28);
	assert_int_equal(reader_le32(&r), 40);
	assert_int_equal(marshal_check_raw_data(list, size), 2);
	marshal_raw_data_item(list, size, 1, &item, &size);
	assert_int_equal(size, 40);
	assert_int_equal(item[0], 2);
}

static void a_list_that_lies_is_refused(void **state)
{
	static const struct {
		uint32_t words[5];
		size_t size;
	} cases[] = {
		{ { 20, 1, 8, 4 }, 19 },	    /* shorter than it says */
		{ { 24, 1, 8, 4 }, 20 },	    /* longer than it says */
		{ { 20, 1, 8, 5 }, 20 },	    /* a blob past the end */
		{ { 20, 1, 13, 0 }, 20 },	    /* an offset past the end */
		{ { 20, 1, 0xfffffff8, 16 }, 20 },  /* an offset that wraps */
		{ { 20, 1, 8, 0xffffffff }, 20 },   /* a size that wraps */
		{ { 20, 2, 8, 4 }, 20 },	    /* more descriptors than there is room for */
		{ { 20, 0xffffffff, 8, 4 }, 20 },
		{ { 4 }, 4 },
	};

	for (size_t i = 0; i < array_size(cases); i++)
		assert_int_equal(marshal_check_raw_data(cases[i].words, cases[i].size), -EBADMSG);
	assert_int_equal(marshal_check_raw_data((uint32_t[]){ 20, 1, 8, 4, 0 }, 20), 1);
	assert_int_equal(marshal_check_raw_data((uint32_t[]){ 8, 0 }, 8), 0);
}

static void networks_that_lie_are_refused(void **state)
{
	uint8_t bytes[sizeof(DOT11_NETWORK_LIST) + sizeof(DOT11_NETWORK)] = { 0 };
	DOT11_NETWORK_LIST *list = (DOT11_NETWORK_LIST *)bytes;
	uint32_t size, type;
	uint8_t ssid[32];

	assert_int_equal(marshal_check_networks(bytes, sizeof(*list)), 0);
	assert_int_equal(marshal_check_networks(bytes, 8), -EBADMSG);
	list->dwNumberOfItems = 2;
	list->Network[0].dot11BssType = dot11_BSS_type_any;
	list->Network[1].dot11BssType = dot11_BSS_type_independent;
	list->Network[1].dot11Ssid.uSSIDLength = 32;
	assert_int_equal(marshal_check_networks(bytes, sizeof(bytes)), 2);
	assert_int_equal(marshal_check_networks(bytes, sizeof(bytes) - 1), -EBADMSG);
	assert_int_equal(marshal_check_networks(bytes, sizeof(*list)), -EBADMSG);
	marshal_network_at(bytes, sizeof(bytes), 1, ssid, &size, &type);
	assert_int_equal(size, 32);
	assert_int_equal(type, dot11_BSS_type_independent);
	list->dwIndex = 2; /* a cursor behind the last */
	assert_int_equal(marshal_check_networks(bytes, sizeof(bytes)), -EBADMSG);
	list->dwIndex = 0;
	list->Network[1].dot11Ssid.uSSIDLength = 33;
	assert_int_equal(marshal_check_networks(bytes, sizeof(bytes)), -EBADMSG);
	list->Network[1].dot11Ssid.uSSIDLength = 0;
	list->Network[0].dot11BssType = 0;
	assert_int_equal(marshal_check_networks(bytes, sizeof(bytes)), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_laid_out_as_its_page_shows),
		cmocka_unit_test(a_list_that_lies_is_refused),
		cmocka_unit_test(networks_that_lie_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
