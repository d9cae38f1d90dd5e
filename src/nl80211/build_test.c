#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "nl80211/build.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"

static const struct dot11_mac own = { { 2, 0, 0, 0, 1, 0 } }, peer = { { 2, 0, 0, 0, 0, 0 } };

static void a_farewell_is_disassociation_then_deauthentication_with_the_reason(void **state)
{
	static const uint8_t subtypes[] = { EVENT_FRAME_DISASSOCIATION, EVENT_FRAME_DEAUTHENTICATION };
	struct build_farewell farewell;
	struct nlmsghdr *message;
	int left, n = 0;

	assert_int_equal(build_farewell(28, 7, &own, &peer, &farewell), 0);
	build_farewell_set_reason(&farewell, 0x0403);
	message = (struct nlmsghdr *)farewell.bytes;
	for (left = (int)farewell.size; nlmsg_ok(message, left); message = nlmsg_next(message, &left), n++) {
		struct event_frame frame;
		struct event event;

		assert_true(n < 2);
		assert_int_equal(message->nlmsg_type, 28);
		assert_int_equal(message->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
		assert_int_equal(event_parse(message, &event), 0);
		assert_int_equal(event.command, NL80211_CMD_FRAME);
		assert_int_equal(event.ifindex, 7);
		assert_int_equal(event.frame_size, 26);
		assert_int_equal(event_frame_parse(event.frame, event.frame_size, &frame), 0);
		assert_int_equal(frame.subtype, subtypes[n]);
		assert_int_equal(frame.code, 0x0403);
		assert_memory_equal(&frame.receiver, &peer, 6);
		assert_memory_equal(&frame.transmitter, &own, 6);
		assert_memory_equal(&frame.bssid, &peer, 6);
		if (n == 0)
			assert_int_equal(farewell.first_size, NLMSG_ALIGN(message->nlmsg_len));
	}
	assert_int_equal(n, 2);
	assert_int_equal(left, 0);
}

static struct nlattr **table_of(struct nl_msg *message, int command)
{
	static struct nlattr *table[NL80211_ATTR_MAX + 1];

	assert_non_null(message);
	assert_int_equal(nl_parse(nlmsg_hdr(message), table, NL80211_ATTR_MAX, NULL), command);
	return table;
}

static void only_a_local_deauthentication_says_so(void **state)
{
	struct nl_msg *real = build_deauthenticate(28, 7, &peer, 3, false), *local = build_deauthenticate(28, 7, &peer, 3, true);

	assert_null(table_of(real, NL80211_CMD_DEAUTHENTICATE)[NL80211_ATTR_LOCAL_STATE_CHANGE]);
	assert_non_null(table_of(local, NL80211_CMD_DEAUTHENTICATE)[NL80211_ATTR_LOCAL_STATE_CHANGE]);
	assert_int_equal(nla_get_u16(table_of(local, NL80211_CMD_DEAUTHENTICATE)[NL80211_ATTR_REASON_CODE]), 3);
	nlmsg_free(real);
	nlmsg_free(local);
}

static void a_passive_scan_has_neither_ssids_nor_elements(void **state)
{
	const struct dot11_ssid ssid = { 3, "net" };
	struct build_scan scan = { .elements = (const uint8_t *)"\xdd\x00", .elements_size = 2 };
	struct nl_msg *message = build_trigger_scan(28, 7, &scan);
	struct nlattr **table = table_of(message, NL80211_CMD_TRIGGER_SCAN);

	assert_null(table[NL80211_ATTR_SCAN_SSIDS]);
	assert_null(table[NL80211_ATTR_IE]);
	nlmsg_free(message);
	scan.n_ssids = 1;
	scan.ssids = &ssid;
	message = build_trigger_scan(28, 7, &scan);
	table = table_of(message, NL80211_CMD_TRIGGER_SCAN);
	assert_non_null(table[NL80211_ATTR_SCAN_SSIDS]);
	assert_int_equal(nla_len(table[NL80211_ATTR_IE]), 2);
	nlmsg_free(message);
}

static void an_association_belongs_to_its_socket(void **state)
{
	const struct build_peer build = { .bssid = peer, .ssid = { 3, "net" }, .mhz = 2412 };
	struct nl_msg *message = build_associate(28, 7, &build);
	struct nlattr **table = table_of(message, NL80211_CMD_ASSOCIATE);

	assert_non_null(table[NL80211_ATTR_SOCKET_OWNER]);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_WIPHY_FREQ]), 2412);
	assert_int_equal(nla_len(table[NL80211_ATTR_SSID]), 3);
	nlmsg_free(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_farewell_is_disassociation_then_deauthentication_with_the_reason),
		cmocka_unit_test(only_a_local_deauthentication_says_so),
		cmocka_unit_test(a_passive_scan_has_neither_ssids_nor_elements),
		cmocka_unit_test(an_association_belongs_to_its_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
