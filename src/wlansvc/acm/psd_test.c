#include "wlansvc/acm/psd.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int set_up(void **state)
{
	return psd_new((struct psd **)state);
}

static int tear_down(void **state)
{
	psd_free(*state);
	return 0;
}

/* [MS-PSDP] 4: two formats and the octets that stand for them. */
static void formats_are_hashed_as_published(void **state)
{
	uint8_t hash[4];

	assert_int_equal(psd_hash_format("http://schemas.xmlsoaps.org/ws/2004/10/discovery", hash), 0);
	assert_memory_equal(hash, "\xf8\xcb\x35\x15", 4);
	assert_int_equal(psd_hash_format("http://schemas.microsoft.com/networking/discoveryformat/v2", hash), 0);
	assert_memory_equal(hash, "\xcf\xf1\x64\x17", 4);
	assert_int_equal(psd_hash_format("\xff", hash), -EILSEQ);
}

/* [MS-PSDP] 2.2.1 */
static void an_element_is_built_and_read_again(void **state)
{
	const struct psd_item items[] = { { (const uint8_t *)"first", 5 }, { (const uint8_t *)"2", 1 } };
	struct psd_item found[2];
	struct psd *psd = *state;
	uint8_t elements[PSD_MAX_ELEMENTS];
	size_t size;

	assert_int_equal(psd_set(psd, 7, "http://schemas.xmlsoaps.org/ws/2004/10/discovery", items, 2), 0);
	size = psd_elements(psd, elements);
	assert_int_equal(size, 10 + 5 + 10 + 1);
	assert_memory_equal(elements, "\xdd\x0d\x00\x50\xf2\x06\xf8\xcb\x35\x15" "first" "\xdd\x09", 17);
	assert_int_equal(psd_extract(elements, size, "http://schemas.xmlsoaps.org/ws/2004/10/discovery", found, 2), 2);
	assert_int_equal(found[0].size, 5);
	assert_memory_equal(found[0].data, "first", 5);
	assert_int_equal(psd_extract(elements, size, "http://schemas.xmlsoaps.org/ws/2004/10/discovery", found, 1), 1);
	assert_int_equal(psd_extract(elements, size, "other", found, 2), 0);
	assert_int_equal(psd_extract(elements, size - 1, "http://schemas.xmlsoaps.org/ws/2004/10/discovery", found, 2), 1);
}

static void a_list_replaces_that_of_its_format_and_ends_with_its_handle(void **state)
{
	const struct psd_item one = { (const uint8_t *)"1", 1 }, two = { (const uint8_t *)"22", 2 };
	struct psd *psd = *state;
	uint8_t elements[PSD_MAX_ELEMENTS];

	assert_int_equal(psd_set(psd, 1, "a", &one, 1), 0);
	assert_int_equal(psd_set(psd, 1, "a", &two, 1), 0);
	assert_int_equal(psd_elements(psd, elements), 12);
	assert_int_equal(psd_set(psd, 1, "b", &one, 1), 0);
	assert_int_equal(psd_set(psd, 2, "a", &one, 1), 0); /* another application's */
	assert_int_equal(psd_elements(psd, elements), 12 + 11 + 11);
	assert_int_equal(psd_set(psd, 1, "a", NULL, 0), 0);
	assert_int_equal(psd_elements(psd, elements), 11 + 11);
	assert_int_equal(psd_set(psd, 1, NULL, NULL, 0), 0);
	assert_int_equal(psd_elements(psd, elements), 11);
	psd_release(psd, 2);
	assert_int_equal(psd_elements(psd, elements), 0);
}

static void what_no_element_can_hold_is_refused(void **state)
{
	const uint8_t big[PSD_MAX_DATA + 1] = { 0 };
	const struct psd_item items[PSD_MAX_ITEMS + 1] = { { big, 1 }, { big, 1 }, { big, 1 }, { big, 1 }, { big, 1 }, { big, 1 } };
	struct psd *psd = *state;
	char format[3] = "aa";

	assert_int_equal(psd_set(psd, 1, "a", items, PSD_MAX_ITEMS + 1), -E2BIG);
	assert_int_equal(psd_set(psd, 1, "a", &(struct psd_item){ big, sizeof(big) }, 1), -E2BIG);
	assert_int_equal(psd_set(psd, 1, "a", &(struct psd_item){ big, 0 }, 1), -E2BIG);
	assert_int_equal(psd_set(psd, 1, NULL, items, 1), -EINVAL);
	for (int i = 0; i < PSD_MAX_FORMATS; i++, format[0]++)
		assert_int_equal(psd_set(psd, 1, format, items, PSD_MAX_ITEMS), 0);
	assert_int_equal(psd_set(psd, 1, format, items, 1), -E2BIG);
	format[0]--;
	assert_int_equal(psd_set(psd, 1, format, items, 1), 0); /* one that is there is replaced */
	assert_int_equal(psd_set(psd, 2, format, items, 1), 0);
}

static void all_lists_together_fit_into_a_beacon(void **state)
{
	const uint8_t big[PSD_MAX_DATA] = { 0 };
	const struct psd_item items[] = {
		{ big, sizeof(big) }, { big, sizeof(big) }, { big, sizeof(big) }, { big, 90 }, { big, 91 },
	};
	uint8_t elements[PSD_MAX_ELEMENTS];
	struct psd *psd = *state;

	assert_int_equal(psd_set(psd, 1, "a", items, 3), 0);
	assert_int_equal(psd_set(psd, 2, "a", items, 3), 0);
	assert_int_equal(psd_set(psd, 3, "a", items + 4, 1), -ENOBUFS);
	assert_int_equal(psd_elements(psd, elements), 1500);
	assert_int_equal(psd_set(psd, 3, "a", items + 3, 1), 0);
	assert_int_equal(psd_elements(psd, elements), PSD_MAX_ELEMENTS);
	assert_int_equal(psd_set(psd, 2, "a", items, 4), -ENOBUFS);
	assert_int_equal(psd_elements(psd, elements), PSD_MAX_ELEMENTS); /* the one before stands */
	assert_int_equal(psd_set(psd, 2, "a", items, 3), 0);		  /* and may be replaced by as much */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(formats_are_hashed_as_published, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_element_is_built_and_read_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_list_replaces_that_of_its_format_and_ends_with_its_handle, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_no_element_can_hold_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_lists_together_fit_into_a_beacon, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
