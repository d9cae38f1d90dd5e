#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>
#include <netlink/genl/genl.h>

#include "nl80211/wiphy.h"

#define MAX_LIMITS 3

struct limit {
	uint32_t max;
	bool station, ap;
};

struct combination {
	uint32_t n_interfaces, n_channels;
	struct limit limits[MAX_LIMITS];
};

static void put_limit(struct nl_msg *message, int index, const struct limit *limit)
{
	struct nlattr *nest = nla_nest_start(message, index), *types;

	nla_put_u32(message, NL80211_IFACE_LIMIT_MAX, limit->max);
	types = nla_nest_start(message, NL80211_IFACE_LIMIT_TYPES);
	if (limit->station)
		nla_put_flag(message, NL80211_IFTYPE_STATION);
	if (limit->ap)
		nla_put_flag(message, NL80211_IFTYPE_AP);
	nla_nest_end(message, types);
	nla_nest_end(message, nest);
}

static struct wiphy parse(const struct combination *combinations, size_t n)
{
	struct nl_msg *message = nlmsg_alloc();
	struct nlattr *all, *nest, *limits;
	struct wiphy wiphy = { 0 };

	assert_non_null(genlmsg_put(message, 0, 0, 28, 0, 0, NL80211_CMD_NEW_WIPHY, 0));
	all = nla_nest_start(message, NL80211_ATTR_INTERFACE_COMBINATIONS);
	for (size_t i = 0; i < n; i++) {
		nest = nla_nest_start(message, (int)i + 1);
		nla_put_u32(message, NL80211_IFACE_COMB_MAXNUM, combinations[i].n_interfaces);
		nla_put_u32(message, NL80211_IFACE_COMB_NUM_CHANNELS, combinations[i].n_channels);
		limits = nla_nest_start(message, NL80211_IFACE_COMB_LIMITS);
		for (size_t l = 0; l < MAX_LIMITS && combinations[i].limits[l].max; l++)
			put_limit(message, (int)l + 1, &combinations[i].limits[l]);
		nla_nest_end(message, limits);
		nla_nest_end(message, nest);
	}
	nla_nest_end(message, all);
	assert_int_equal(wiphy_parse(nlmsg_hdr(message), &wiphy), 0);
	nlmsg_free(message);
	return wiphy;
}

static void an_access_point_stands_beside_a_station_only_where_both_fit(void **state)
{
	static const struct {
		struct combination combination;
		bool fits;
	} cases[] = {
		{ { 2, 1, { { 1, true, false }, { 1, false, true } } }, true },
		{ { 2048, 1, { { 2048, true, true } } }, true },
		{ { 2, 1, { { 1, true, true } } }, false },
		{ { 2, 1, { { 1, true, true }, { 1, true, false } } }, true },
		{ { 2, 1, { { 1, true, true }, { 1, false, true } } }, true },
		{ { 1, 1, { { 1, true, false }, { 1, false, true } } }, false },
		{ { 4, 1, { { 4, true, false } } }, false },
		{ { 4, 1, { { 4, false, true } } }, false },
		{ { 4, 1, { { 0, false, false } } }, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(parse(&cases[i].combination, 1).has_ap_beside_station, cases[i].fits);
	assert_false(parse(NULL, 0).has_ap_beside_station);
}

static void both_are_on_one_channel_unless_a_combination_has_two(void **state)
{
	static const struct combination combinations[] = {
		{ 2, 1, { { 2, true, true } } },
		{ 2, 2, { { 2, true, true } } },
		{ 8, 4, { { 8, true, false } } },
	};

	assert_true(parse(&combinations[0], 1).is_ap_on_same_channel);
	assert_false(parse(&combinations[1], 1).is_ap_on_same_channel);
	assert_false(parse(&combinations[0], 2).is_ap_on_same_channel);
	/* Four channels, but for stations alone. */
	assert_true(parse((struct combination[]){ combinations[0], combinations[2] }, 2).is_ap_on_same_channel);
}

static void the_bits_in_which_addresses_may_differ_are_known(void **state)
{
	static const uint8_t mask[] = { 0, 0, 0, 0, 0, 3 }, nothing[6] = { 0 };
	struct nl_msg *message = nlmsg_alloc();
	struct wiphy wiphy = { 0 };

	assert_non_null(genlmsg_put(message, 0, 0, 28, 0, 0, NL80211_CMD_NEW_WIPHY, 0));
	nla_put(message, NL80211_ATTR_MAC_MASK, sizeof(mask), mask);
	assert_int_equal(wiphy_parse(nlmsg_hdr(message), &wiphy), 0);
	assert_memory_equal(wiphy.address_bits.b, mask, 6);
	nlmsg_free(message);
	assert_memory_equal(parse(NULL, 0).address_bits.b, nothing, 6);

	message = nlmsg_alloc();
	assert_non_null(genlmsg_put(message, 0, 0, 28, 0, 0, NL80211_CMD_NEW_WIPHY, 0));
	nla_put(message, NL80211_ATTR_MAC_MASK, 5, mask);
	assert_int_equal(wiphy_parse(nlmsg_hdr(message), &wiphy), -EBADMSG);
	nlmsg_free(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_access_point_stands_beside_a_station_only_where_both_fit),
		cmocka_unit_test(both_are_on_one_channel_unless_a_combination_has_two),
		cmocka_unit_test(the_bits_in_which_addresses_may_differ_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
