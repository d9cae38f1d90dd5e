#include "dot11/interworking.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

static struct dot11_interworking find(const uint8_t *elements, size_t size)
{
	struct dot11_interworking found;

	memset(&found, 0xff, sizeof(found));
	dot11_interworking_find(elements, size, &found);
	return found;
}

static void a_hotspot_says_everything(void **state)
{
	static const uint8_t elements[] = {
		0,   1, 'x',  107, 9,	0xf2, 7,    3,	  2,	0,    0,
		0,   1, 9, /* chargeable public network, all bits; venue 7, 3 */
		108, 2, 0x7f, 0,   221, 5,    0x50, 0x6f, 0x9a, 0x10, 0x20,
	};
	const struct dot11_interworking found = find(elements, sizeof(elements));

	assert_true(found.is_supported && found.has_internet && found.needs_step && found.reaches_emergency &&
		    found.has_unauthenticated_emergency);
	assert_int_equal(found.network_type, 2);
	assert_true(found.has_venue && found.has_hessid);
	assert_int_equal(found.venue_group, 7);
	assert_int_equal(found.venue_type, 3);
	assert_memory_equal(found.hessid.b, "\x02\0\0\0\x01\x09", 6);
	assert_true(found.answers_anqp && found.is_hotspot2);
}

static void the_size_tells_what_is_there(void **state)
{
	static const struct {
		uint8_t bytes[16];
		bool is_supported, has_venue, has_hessid;
	} cases[] = {
		{ { 107, 1, 0x10 }, true, false, false },
		{ { 107, 3, 0x10, 1, 2 }, true, true, false },
		{ { 107, 7, 0x10, 1, 2, 3, 4, 5, 6 }, true, false, true },
		{ { 107, 9, 0x10, 1, 2, 3, 4, 5, 6, 7, 8 }, true, true, true },
		{ { 107, 0 }, false, false, false },
		{ { 107, 2, 0x10, 1 }, false, false, false },
		{ { 107, 8, 0x10, 1, 2, 3, 4, 5, 6, 7 }, false, false, false },
		{ { 107, 10, 0x10, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, false, false, false },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		const struct dot11_interworking found = find(cases[i].bytes, 2u + cases[i].bytes[1]);

		assert_int_equal(found.is_supported, cases[i].is_supported);
		assert_int_equal(found.has_venue, cases[i].has_venue);
		assert_int_equal(found.has_hessid, cases[i].has_hessid);
		assert_int_equal(found.has_internet, cases[i].is_supported);
		assert_false(found.answers_anqp || found.is_hotspot2);
	}
}

static void anqp_is_found_among_other_protocols(void **state)
{
	static const uint8_t elements[] = {
		108, 9, 0, 221, 2, 0, 0, 0, 3, 0x7f, 0
	}; /* a vendor's whose body is no tuple, and 3, before it */
	static const uint8_t without[] = { 108, 7, 0, 221, 2, 0, 0, 0, 3 };
	static const uint8_t cut_short[] = { 108, 4, 0, 221, 9, 0 };

	assert_true(find(elements, sizeof(elements)).answers_anqp);
	assert_false(find(elements, sizeof(elements) - 1).answers_anqp); /* the list is cut short within it */
	assert_false(find(without, sizeof(without)).answers_anqp);
	assert_false(find(cut_short, sizeof(cut_short)).answers_anqp);
}

static void nothing_is_said_without_elements(void **state)
{
	static const struct dot11_interworking nothing = { 0 };
	static const uint8_t other_vendor[] = { 221, 5, 0x50, 0x6f, 0x9a, 0x1c, 1, 221, 3, 0x50, 0x6f, 0x9a };
	const struct dot11_interworking none = find(NULL, 0), others = find(other_vendor, sizeof(other_vendor));

	assert_false(none.is_supported || none.answers_anqp || none.is_hotspot2);
	assert_int_equal(none.network_type, nothing.network_type);
	assert_false(others.is_supported || others.is_hotspot2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hotspot_says_everything),
		cmocka_unit_test(the_size_tells_what_is_there),
		cmocka_unit_test(anqp_is_found_among_other_protocols),
		cmocka_unit_test(nothing_is_said_without_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
