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

	assert_int_equal(build_farewell(28, 7, &own, &peer, &peer, &farewell), 0);
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

static void a_secure_association_tells_the_kernel_what_the_elements_say(void **state)
{
	const struct build_peer build = {
		.bssid = peer, .ssid = { 3, "net" }, .mhz = 2412, .elements = (const uint8_t *)"\x30\x00", .elements_size = 2,
		.security = { .akm = DOT11_AKM_SAE, .pairwise_cipher = DOT11_CIPHER_CCMP_128, .group_cipher = DOT11_CIPHER_TKIP,
			      .uses_mfp = true, .has_control_port = true },
	};
	struct nl_msg *message = build_associate(28, 7, &build);
	struct nlattr **table = table_of(message, NL80211_CMD_ASSOCIATE);

	assert_int_equal(nla_len(table[NL80211_ATTR_IE]), 2);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_WPA_VERSIONS]), NL80211_WPA_VERSION_2);
	/* IEEE 802.11-2020, tables 9-149 and 9-151. */
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_CIPHER_SUITES_PAIRWISE]), 0x000fac04);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_CIPHER_SUITE_GROUP]), 0x000fac02);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_AKM_SUITES]), 0x000fac08);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_USE_MFP]), NL80211_MFP_REQUIRED);
	assert_int_equal(nla_get_u16(table[NL80211_ATTR_CONTROL_PORT_ETHERTYPE]), 0x888e);
	assert_non_null(table[NL80211_ATTR_PRIVACY]);
	assert_non_null(table[NL80211_ATTR_CONTROL_PORT]);
	assert_non_null(table[NL80211_ATTR_CONTROL_PORT_OVER_NL80211]);
	assert_non_null(table[NL80211_ATTR_SOCKET_OWNER]);
	nlmsg_free(message);
}

/* With a control port the kernel would wait for somebody to authorize an open network. */
static void an_open_association_has_no_control_port(void **state)
{
	const struct build_peer build = { .bssid = peer, .ssid = { 3, "net" }, .mhz = 2412, .security.has_control_port = true };
	struct nl_msg *message = build_associate(28, 7, &build);
	struct nlattr **table = table_of(message, NL80211_CMD_ASSOCIATE);

	assert_null(table[NL80211_ATTR_CONTROL_PORT]);
	assert_null(table[NL80211_ATTR_PRIVACY]);
	assert_null(table[NL80211_ATTR_WPA_VERSIONS]);
	nlmsg_free(message);
}

static void an_sae_frame_is_transaction_status_and_contents(void **state)
{
	const struct build_peer build = { .bssid = peer, .ssid = { 3, "net" }, .mhz = 2412 };
	/* linux/nl80211.h, NL80211_ATTR_AUTH_DATA: from the authentication transaction sequence number on. */
	static const uint8_t expected[] = { 1, 0, 126, 0, 19, 0, 0xaa };
	struct nl_msg *message = build_authenticate_sae(28, 7, &build, 1, 126, expected + 4, 3);
	struct nlattr **table = table_of(message, NL80211_CMD_AUTHENTICATE);

	assert_int_equal(nla_get_u32(table[NL80211_ATTR_AUTH_TYPE]), NL80211_AUTHTYPE_SAE);
	assert_int_equal(nla_len(table[NL80211_ATTR_AUTH_DATA]), sizeof(expected));
	assert_memory_equal(nla_data(table[NL80211_ATTR_AUTH_DATA]), expected, sizeof(expected));
	nlmsg_free(message);
}

static struct nlattr **key_of(struct nl_msg *message, int command, struct nlattr **ret_mac)
{
	static struct nlattr *table[NL80211_KEY_MAX + 1];
	struct nlattr **outer = table_of(message, command);

	*ret_mac = outer[NL80211_ATTR_MAC];
	assert_non_null(outer[NL80211_ATTR_KEY]);
	assert_int_equal(nl_parse_nested(outer[NL80211_ATTR_KEY], table, NL80211_KEY_MAX, NULL), 0);
	return table;
}

static void only_a_pairwise_key_names_its_peer(void **state)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128, .receive_counter = { 1, 2, 3 } };
	struct nl_msg *message;
	struct nlattr **table, *mac;

	secret_set(&key.key, "0123456789abcdef", 16);
	message = build_new_key(28, 7, &peer, &key);
	table = key_of(message, NL80211_CMD_NEW_KEY, &mac);
	assert_non_null(mac);
	assert_int_equal(nla_get_u32(table[NL80211_KEY_TYPE]), NL80211_KEYTYPE_PAIRWISE);
	assert_int_equal(nla_len(table[NL80211_KEY_DATA]), 16);
	assert_memory_equal(nla_data(table[NL80211_KEY_DATA]), "0123456789abcdef", 16);
	assert_int_equal(nla_len(table[NL80211_KEY_SEQ]), 6);
	assert_memory_equal(nla_data(table[NL80211_KEY_SEQ]), key.receive_counter, 6);
	nlmsg_free(message);

	key.kind = DOT11_KEY_IGTK;
	key.cipher = DOT11_CIPHER_BIP_CMAC_128;
	key.index = 5;
	message = build_new_key(28, 7, &peer, &key);
	table = key_of(message, NL80211_CMD_NEW_KEY, &mac);
	assert_null(mac);
	assert_int_equal(nla_get_u32(table[NL80211_KEY_TYPE]), NL80211_KEYTYPE_GROUP);
	assert_int_equal(nla_get_u8(table[NL80211_KEY_IDX]), 5);
	nlmsg_free(message);

	message = build_delete_key(28, 7, NULL, 2);
	table = key_of(message, NL80211_CMD_DEL_KEY, &mac);
	assert_null(mac);
	assert_int_equal(nla_get_u8(table[NL80211_KEY_IDX]), 2);
	nlmsg_free(message);
}

/* linux/nl80211.h, NL80211_KEY_DATA: key, transmit MIC key, receive MIC key, as this side sees it. */
static void mic_keys_of_tkip_change_places(void **state)
{
	struct dot11_key key = { .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_TKIP, .index = 1 };
	struct nl_msg *message;
	struct nlattr **table, *mac;

	secret_set(&key.key, "0123456789abcdefAAAAAAAASSSSSSSS", 32);
	message = build_new_key(28, 7, &peer, &key);
	table = key_of(message, NL80211_CMD_NEW_KEY, &mac);
	assert_memory_equal(nla_data(table[NL80211_KEY_DATA]), "0123456789abcdefSSSSSSSSAAAAAAAA", 32);
	nlmsg_free(message);
}

static void a_control_port_frame_is_plain_only_if_asked_for(void **state)
{
	struct nl_msg *plain = build_control_port_frame(28, 7, &peer, true, "\x02\x03", 2);
	struct nl_msg *other = build_control_port_frame(28, 7, &peer, false, "\x02\x03", 2);

	assert_non_null(table_of(plain, NL80211_CMD_CONTROL_PORT_FRAME)[NL80211_ATTR_CONTROL_PORT_NO_ENCRYPT]);
	assert_null(table_of(other, NL80211_CMD_CONTROL_PORT_FRAME)[NL80211_ATTR_CONTROL_PORT_NO_ENCRYPT]);
	assert_int_equal(nla_get_u16(table_of(other, NL80211_CMD_CONTROL_PORT_FRAME)[NL80211_ATTR_CONTROL_PORT_ETHERTYPE]), 0x888e);
	assert_int_equal(nla_len(table_of(other, NL80211_CMD_CONTROL_PORT_FRAME)[NL80211_ATTR_FRAME]), 2);
	nlmsg_free(plain);
	nlmsg_free(other);
}

static void an_action_frame_goes_to_the_bss(void **state)
{
	static const uint8_t query[] = { 8, 0, 1, 2 };
	struct nl_msg *message = build_action(28, 7, &own, &peer, query, sizeof(query));
	struct event_frame frame;
	struct event event;

	assert_non_null(message);
	assert_int_equal(event_parse(nlmsg_hdr(message), &event), 0);
	assert_int_equal(event.command, NL80211_CMD_FRAME);
	assert_int_equal(event_frame_parse(event.frame, event.frame_size, &frame), 0);
	assert_int_equal(frame.subtype, EVENT_FRAME_ACTION);
	assert_memory_equal(&frame.receiver, &peer, 6);
	assert_memory_equal(&frame.transmitter, &own, 6);
	assert_int_equal(frame.body_size, sizeof(query));
	assert_memory_equal(frame.body, query, sizeof(query));
	nlmsg_free(message);
}

static void authorizing_sets_one_flag_of_the_station(void **state)
{
	struct nl_msg *message = build_authorize(28, 7, &peer);
	const struct nlattr *flags = table_of(message, NL80211_CMD_SET_STATION)[NL80211_ATTR_STA_FLAGS2];
	const struct nl80211_sta_flag_update *update = nla_data(flags);

	assert_int_equal(nla_len(flags), sizeof(*update));
	assert_int_equal(update->mask, 1 << NL80211_STA_FLAG_AUTHORIZED);
	assert_int_equal(update->set, 1 << NL80211_STA_FLAG_AUTHORIZED);
	nlmsg_free(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_farewell_is_disassociation_then_deauthentication_with_the_reason),
		cmocka_unit_test(only_a_local_deauthentication_says_so),
		cmocka_unit_test(a_passive_scan_has_neither_ssids_nor_elements),
		cmocka_unit_test(an_association_belongs_to_its_socket),
		cmocka_unit_test(a_secure_association_tells_the_kernel_what_the_elements_say),
		cmocka_unit_test(an_open_association_has_no_control_port),
		cmocka_unit_test(an_sae_frame_is_transaction_status_and_contents),
		cmocka_unit_test(only_a_pairwise_key_names_its_peer),
		cmocka_unit_test(mic_keys_of_tkip_change_places),
		cmocka_unit_test(a_control_port_frame_is_plain_only_if_asked_for),
		cmocka_unit_test(an_action_frame_goes_to_the_bss),
		cmocka_unit_test(authorizing_sets_one_flag_of_the_station),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
