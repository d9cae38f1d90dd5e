#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "nl80211/build_ap.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"

static const struct dot11_mac own = { { 2, 0, 0, 0, 0, 0 } }, client = { { 2, 0, 0, 0, 1, 0 } };

static struct nlattr **table_of(struct nl_msg *message, int command)
{
	static struct nlattr *table[NL80211_ATTR_MAX + 1];

	assert_non_null(message);
	assert_int_equal(nl_parse(nlmsg_hdr(message), table, NL80211_ATTR_MAX, NULL), command);
	return table;
}

static struct build_ap open_ap(void)
{
	return (struct build_ap){
		.ssid = { 3, "net" },
		.mhz = 2437,
		.beacon_interval_tu = 100,
		.dtim_period = 2,
		.head = (const uint8_t *)"head",
		.head_size = 4,
		.tail = (const uint8_t *)"tails",
		.tail_size = 5,
	};
}

static void an_open_access_point_has_neither_privacy_nor_control_port(void **state)
{
	const struct build_ap ap = open_ap();
	struct nl_msg *message = build_start_ap(28, 7, &ap);
	struct nlattr **table = table_of(message, NL80211_CMD_START_AP);

	assert_int_equal(nla_len(table[NL80211_ATTR_BEACON_HEAD]), 4);
	assert_int_equal(nla_len(table[NL80211_ATTR_BEACON_TAIL]), 5);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_BEACON_INTERVAL]), 100);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_DTIM_PERIOD]), 2);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_WIPHY_FREQ]), 2437);
	assert_int_equal(nla_len(table[NL80211_ATTR_SSID]), 3);
	assert_non_null(table[NL80211_ATTR_SOCKET_OWNER]);
	assert_null(table[NL80211_ATTR_PRIVACY]);
	assert_null(table[NL80211_ATTR_CONTROL_PORT]);
	assert_null(table[NL80211_ATTR_AKM_SUITES]);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_CHANNEL_WIDTH]), NL80211_CHAN_WIDTH_20_NOHT);
	nlmsg_free(message);
}

static void high_throughput_is_told_of_channel_and_station(void **state)
{
	static const uint8_t capabilities[26] = { 0x2c };
	struct build_station station = {
		.mac = client,
		.rates = (const uint8_t *)"\x82",
		.n_rates = 1,
		.has_qos = true,
		.ht_capabilities = capabilities,
	};
	struct build_ap ap = open_ap();
	struct nl_msg *message;
	struct nlattr **table;

	ap.has_ht = true;
	message = build_start_ap(28, 7, &ap);
	assert_int_equal(nla_get_u32(table_of(message, NL80211_CMD_START_AP)[NL80211_ATTR_CHANNEL_WIDTH]), NL80211_CHAN_WIDTH_20);
	nlmsg_free(message);
	message = build_new_station(28, 7, &station);
	table = table_of(message, NL80211_CMD_NEW_STATION);
	assert_memory_equal(nla_data(table[NL80211_ATTR_HT_CAPABILITY]), capabilities, 26);
	assert_true(((struct nl80211_sta_flag_update *)nla_data(table[NL80211_ATTR_STA_FLAGS2]))->set &
		    1 << NL80211_STA_FLAG_WME);
	nlmsg_free(message);
	station.ht_capabilities = NULL;
	station.has_qos = false;
	message = build_new_station(28, 7, &station);
	table = table_of(message, NL80211_CMD_NEW_STATION);
	assert_null(table[NL80211_ATTR_HT_CAPABILITY]);
	assert_false(((struct nl80211_sta_flag_update *)nla_data(table[NL80211_ATTR_STA_FLAGS2]))->set &
		     1 << NL80211_STA_FLAG_WME);
	nlmsg_free(message);
}

static void a_secure_access_point_tells_suites_and_control_port(void **state)
{
	struct build_ap ap = open_ap();
	struct nl_msg *message;
	struct nlattr **table;

	ap.security = (struct build_security){
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.has_control_port = true,
	};
	message = build_start_ap(28, 7, &ap);
	table = table_of(message, NL80211_CMD_START_AP);
	assert_non_null(table[NL80211_ATTR_PRIVACY]);
	/* IEEE 802.11-2020, tables 9-149 and 9-151. */
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_CIPHER_SUITES_PAIRWISE]), 0x000fac04);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_CIPHER_SUITE_GROUP]), 0x000fac04);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_AKM_SUITES]), 0x000fac02);
	assert_int_equal(nla_get_u16(table[NL80211_ATTR_CONTROL_PORT_ETHERTYPE]), 0x888e);
	assert_non_null(table[NL80211_ATTR_CONTROL_PORT_OVER_NL80211]);
	assert_non_null(table[NL80211_ATTR_SOCKET_OWNER]);
	nlmsg_free(message);
}

static void only_an_open_network_authorizes_a_new_station(void **state)
{
	struct build_station station = {
		.mac = client,
		.aid = 7,
		.capability = 0x21,
		.listen_interval = 5,
		.rates = (const uint8_t *)"\x82\x84",
		.n_rates = 2,
	};

	for (int i = 0; i < 2; i++) {
		struct nl_msg *message;
		struct nlattr **table;
		const struct nl80211_sta_flag_update *flags;

		station.is_authorized = i;
		message = build_new_station(28, 7, &station);
		table = table_of(message, NL80211_CMD_NEW_STATION);
		flags = nla_data(table[NL80211_ATTR_STA_FLAGS2]);
		assert_int_equal(!!(flags->set & 1 << NL80211_STA_FLAG_AUTHORIZED), i);
		assert_true(flags->mask & 1 << NL80211_STA_FLAG_AUTHORIZED);
		assert_int_equal(nla_get_u16(table[NL80211_ATTR_STA_AID]), 7);
		assert_int_equal(nla_get_u16(table[NL80211_ATTR_STA_LISTEN_INTERVAL]), 5);
		assert_int_equal(nla_len(table[NL80211_ATTR_STA_SUPPORTED_RATES]), 2);
		assert_memory_equal(nla_data(table[NL80211_ATTR_MAC]), &client, 6);
		nlmsg_free(message);
	}
}

static void a_beacon_is_replaced_as_a_whole(void **state)
{
	struct nl_msg *message = build_set_beacon(28, 7, (const uint8_t *)"head", 4, (const uint8_t *)"tails", 5);
	struct nlattr **table = table_of(message, NL80211_CMD_SET_BEACON);

	assert_int_equal(nla_get_u32(table[NL80211_ATTR_IFINDEX]), 7);
	assert_int_equal(nla_len(table[NL80211_ATTR_BEACON_HEAD]), 4);
	assert_memory_equal(nla_data(table[NL80211_ATTR_BEACON_HEAD]), "head", 4);
	assert_int_equal(nla_len(table[NL80211_ATTR_BEACON_TAIL]), 5);
	assert_memory_equal(nla_data(table[NL80211_ATTR_BEACON_TAIL]), "tails", 5);
	nlmsg_free(message);
}

static void the_interface_goes_with_its_socket(void **state)
{
	struct nl_msg *message = build_new_ap_interface(28, 3, "wlan0-ap");
	struct nlattr **table = table_of(message, NL80211_CMD_NEW_INTERFACE);

	assert_int_equal(nla_get_u32(table[NL80211_ATTR_WIPHY]), 3);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_IFTYPE]), NL80211_IFTYPE_AP);
	assert_string_equal(nla_get_string(table[NL80211_ATTR_IFNAME]), "wlan0-ap");
	assert_non_null(table[NL80211_ATTR_SOCKET_OWNER]);
	nlmsg_free(message);
}

static void a_group_key_is_made_the_one_to_send_with(void **state)
{
	static const struct {
		enum dot11_key_kind kind;
		int flag;
	} cases[] = {
		{ DOT11_KEY_GROUP, NL80211_KEY_DEFAULT },
		{ DOT11_KEY_IGTK, NL80211_KEY_DEFAULT_MGMT },
		{ DOT11_KEY_BIGTK, NL80211_KEY_DEFAULT_BEACON },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nl_msg *message = build_default_key(28, 7, cases[i].kind, 2);
		struct nlattr **outer = table_of(message, NL80211_CMD_SET_KEY), *table[NL80211_KEY_MAX + 1];

		assert_null(outer[NL80211_ATTR_MAC]);
		assert_int_equal(nl_parse_nested(outer[NL80211_ATTR_KEY], table, NL80211_KEY_MAX, NULL), 0);
		assert_int_equal(nla_get_u8(table[NL80211_KEY_IDX]), 2);
		for (size_t f = 0; f < sizeof(cases) / sizeof(cases[0]); f++)
			assert_int_equal(table[cases[f].flag] != NULL, f == i);
		assert_int_equal(table[NL80211_KEY_DEFAULT_TYPES] != NULL, cases[i].kind == DOT11_KEY_GROUP);
		nlmsg_free(message);
	}
}

static void a_frame_waits_for_its_status_only_if_wanted(void **state)
{
	struct nl_msg *wanted = build_frame(28, 7, "frame", 5, true), *other = build_frame(28, 7, "frame", 5, false);

	assert_null(table_of(wanted, NL80211_CMD_FRAME)[NL80211_ATTR_DONT_WAIT_FOR_ACK]);
	assert_non_null(table_of(other, NL80211_CMD_FRAME)[NL80211_ATTR_DONT_WAIT_FOR_ACK]);
	assert_int_equal(nla_len(table_of(other, NL80211_CMD_FRAME)[NL80211_ATTR_FRAME]), 5);
	nlmsg_free(wanted);
	nlmsg_free(other);
}

/* Unlike a station, whose peer's address it is. */
static void the_farewell_of_an_access_point_names_its_own_bss(void **state)
{
	struct build_farewell farewell;
	struct nlmsghdr *message;
	int left;

	assert_int_equal(build_farewell(28, 7, &own, &client, &own, &farewell), 0);
	build_farewell_set_reason(&farewell, 5);
	message = (struct nlmsghdr *)farewell.bytes;
	for (left = (int)farewell.size; nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
		struct event_frame frame;
		struct event event;

		assert_int_equal(event_parse(message, &event), 0);
		assert_int_equal(event_frame_parse(event.frame, event.frame_size, &frame), 0);
		assert_memory_equal(&frame.receiver, &client, 6);
		assert_memory_equal(&frame.transmitter, &own, 6);
		assert_memory_equal(&frame.bssid, &own, 6);
		assert_int_equal(frame.code, 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_open_access_point_has_neither_privacy_nor_control_port),
		cmocka_unit_test(high_throughput_is_told_of_channel_and_station),
		cmocka_unit_test(a_secure_access_point_tells_suites_and_control_port),
		cmocka_unit_test(only_an_open_network_authorizes_a_new_station),
		cmocka_unit_test(a_beacon_is_replaced_as_a_whole),
		cmocka_unit_test(the_interface_goes_with_its_socket),
		cmocka_unit_test(a_group_key_is_made_the_one_to_send_with),
		cmocka_unit_test(a_frame_waits_for_its_status_only_if_wanted),
		cmocka_unit_test(the_farewell_of_an_access_point_names_its_own_bss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
