#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <linux/nl80211.h>

#include "base/bytes.h"
#include "nl80211/event.h"

static const struct dot11_mac own = { { 2, 0, 0, 0, 1, 0 } }, peer = { { 2, 0, 0, 0, 0, 0 } };

struct bytes {
	_Alignas(4) uint8_t b[256];
	struct writer writer;
};

static void begin(struct bytes *m, uint8_t command)
{
	memset(m->b, 0, sizeof(m->b));
	m->writer = writer_over(m->b, sizeof(m->b));
	writer_zero(&m->writer, NLMSG_HDRLEN);
	writer_u8(&m->writer, command);
	writer_zero(&m->writer, 3);
}

static void put(struct bytes *m, uint16_t type, const void *data, uint16_t size)
{
	writer_le16(&m->writer, 4 + size);
	writer_le16(&m->writer, type);
	writer_bytes(&m->writer, data, size);
	writer_zero(&m->writer, (4 - size % 4) % 4);
}

static const struct nlmsghdr *end(struct bytes *m)
{
	struct nlmsghdr *header = (struct nlmsghdr *)m->b;

	header->nlmsg_len = (uint32_t)m->writer.size;
	return header;
}

static enum event_loss_cause judge(uint8_t command, uint8_t kind, const struct dot11_mac *from, uint16_t reason, uint16_t *ret_body)
{
	const struct dot11_mac *to = dot11_mac_equal(from, &own) ? &peer : &own;
	uint8_t frame[26] = { kind };
	struct event_loss loss;
	struct event event;
	struct bytes m;

	memcpy(frame + 4, to->b, 6);
	memcpy(frame + 10, from->b, 6);
	memcpy(frame + 16, peer.b, 6);
	frame[24] = (uint8_t)reason;
	begin(&m, command);
	put(&m, NL80211_ATTR_FRAME, frame, sizeof(frame));
	assert_int_equal(event_parse(end(&m), &event), 0);
	event_judge_loss(&event, &own, &peer, &loss);
	*ret_body = loss.body_size >= 2 ? loss.body[0] : 0;
	return loss.cause;
}

static void the_transmitter_decides_who_ended_it(void **state)
{
	static const struct dot11_mac stranger = { { 2, 0, 0, 0, 9, 0 } };
	static const struct {
		uint8_t command, kind;
		const struct dot11_mac *from;
		uint16_t reason;
		enum event_loss_cause cause;
		uint16_t body;
	} cases[] = {
		{ NL80211_CMD_DEAUTHENTICATE, 0xc0, &peer, 7, EVENT_LOSS_PEER_DEAUTHENTICATED, 7 },
		{ NL80211_CMD_DISASSOCIATE, 0xa0, &peer, 8, EVENT_LOSS_PEER_DISASSOCIATED, 8 },
		{ NL80211_CMD_DEAUTHENTICATE, 0xc0, &own, 4, EVENT_LOSS_NOT_HEARD, 0 },
		{ NL80211_CMD_DEAUTHENTICATE, 0xc0, &own, 3, EVENT_LOSS_LOCAL, 0 },
		{ NL80211_CMD_DEAUTHENTICATE, 0xc0, &stranger, 3, EVENT_LOSS_NONE, 0 },
		{ NL80211_CMD_UNPROT_DEAUTHENTICATE, 0xc0, &peer, 7, EVENT_LOSS_NONE, 0 },
	};
	uint16_t body;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(judge(cases[i].command, cases[i].kind, cases[i].from, cases[i].reason, &body), cases[i].cause);
		assert_int_equal(body, cases[i].body);
	}
}

static void a_disconnect_by_the_peer_has_its_reason_as_body(void **state)
{
	const uint16_t reason = 0x0205;
	struct event_loss loss;
	struct event event;
	struct bytes m;

	begin(&m, NL80211_CMD_DISCONNECT);
	put(&m, NL80211_ATTR_REASON_CODE, &reason, 2);
	put(&m, NL80211_ATTR_DISCONNECTED_BY_AP, NULL, 0);
	assert_int_equal(event_parse(end(&m), &event), 0);
	event_judge_loss(&event, &own, &peer, &loss);
	assert_int_equal(loss.cause, EVENT_LOSS_PEER_DEAUTHENTICATED);
	assert_int_equal(loss.body_size, 2);
	assert_int_equal(loss.body[0], 5);
	assert_int_equal(loss.body[1], 2);
}

static void an_attribute_too_small_makes_the_message_bad(void **state)
{
	struct event event;
	struct bytes m;

	begin(&m, NL80211_CMD_DISCONNECT);
	put(&m, NL80211_ATTR_IFINDEX, "ab", 2);
	assert_int_equal(event_parse(end(&m), &event), -EBADMSG);
}

static void a_name_without_its_end_makes_the_message_bad(void **state)
{
	struct event event;
	struct bytes m;

	begin(&m, NL80211_CMD_NEW_INTERFACE);
	put(&m, NL80211_ATTR_IFNAME, "wlan", 4);
	assert_int_equal(event_parse(end(&m), &event), -EBADMSG);
	begin(&m, NL80211_CMD_NEW_INTERFACE);
	put(&m, NL80211_ATTR_IFNAME, "wlan", 5);
	assert_int_equal(event_parse(end(&m), &event), 0);
	assert_string_equal(event.interface_name, "wlan");
}

static void a_frame_cut_short_is_refused(void **state)
{
	uint8_t frame[26] = { 0xc0 };
	struct event_frame parsed;

	assert_int_equal(event_frame_parse(frame, 26, &parsed), 0);
	for (size_t size = 0; size < 26; size++)
		assert_int_equal(event_frame_parse(frame, size, &parsed), -EBADMSG);
}

static void an_authentication_tells_algorithm_transaction_and_status(void **state)
{
	/* IEEE 802.11-2020, 9.3.3.11: SAE, confirm, status 15. */
	static const uint8_t frame[] = { 0xb0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
					 3, 0, 2, 0, 15, 0 };
	struct event_frame parsed;

	assert_int_equal(event_frame_parse(frame, sizeof(frame), &parsed), 0);
	assert_int_equal(parsed.algorithm, 3);
	assert_int_equal(parsed.transaction, 2);
	assert_int_equal(parsed.code, 15);
	assert_int_equal(event_frame_parse(frame, sizeof(frame) - 1, &parsed), -EBADMSG);
}

static void only_a_whole_sa_query_response_is_one(void **state)
{
	/* IEEE 802.11-2020, 9.6.9.3: category 8, action 1, transaction identifier. */
	uint8_t frame[] = { 0xd0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 8, 1, 0x34, 0x12 };
	struct event_frame parsed;
	uint16_t transaction;

	assert_int_equal(event_frame_parse(frame, sizeof(frame), &parsed), 0);
	assert_int_equal(event_sa_query_response(&parsed, &transaction), 0);
	assert_int_equal(transaction, 0x1234);
	assert_int_equal(event_frame_parse(frame, sizeof(frame) - 1, &parsed), 0);
	assert_int_equal(event_sa_query_response(&parsed, &transaction), -EBADMSG);
	frame[25] = 0;
	assert_int_equal(event_frame_parse(frame, sizeof(frame), &parsed), 0);
	assert_int_equal(event_sa_query_response(&parsed, &transaction), -EBADMSG);
	frame[25] = 1;
	frame[24] = 4;
	assert_int_equal(event_frame_parse(frame, sizeof(frame), &parsed), 0);
	assert_int_equal(event_sa_query_response(&parsed, &transaction), -EBADMSG);
}

static void only_an_unprotected_end_of_the_peer_asks_for_a_query(void **state)
{
	uint8_t frame[26] = { 0xc0 };
	struct event event;
	struct bytes m;

	memcpy(frame + 10, peer.b, 6);
	frame[24] = 7;
	begin(&m, NL80211_CMD_UNPROT_DEAUTHENTICATE);
	put(&m, NL80211_ATTR_FRAME, frame, sizeof(frame));
	assert_int_equal(event_parse(end(&m), &event), 0);
	assert_true(event_is_unprotected_end(&event, &peer));
	assert_false(event_is_unprotected_end(&event, &own));
	event.command = NL80211_CMD_DEAUTHENTICATE;
	assert_false(event_is_unprotected_end(&event, &peer));
}

static void an_802_1x_frame_is_told_without_a_header(void **state)
{
	static const uint8_t pdu[] = { 2, 3, 0, 0 };
	uint16_t ethertype = 0x888e;
	struct event event;
	struct bytes m;

	begin(&m, NL80211_CMD_CONTROL_PORT_FRAME);
	put(&m, NL80211_ATTR_MAC, peer.b, 6);
	put(&m, NL80211_ATTR_CONTROL_PORT_ETHERTYPE, &ethertype, 2);
	put(&m, NL80211_ATTR_FRAME, pdu, sizeof(pdu));
	put(&m, NL80211_ATTR_REQ_IE, "\x00\x01x", 3);
	assert_int_equal(event_parse(end(&m), &event), 0);
	assert_true(event.has_ethertype);
	assert_int_equal(event.ethertype, 0x888e);
	assert_int_equal(event.frame_size, sizeof(pdu));
	assert_memory_equal(event.frame, pdu, sizeof(pdu));
	assert_int_equal(event.request_elements_size, 3);
	assert_true(event.has_mac);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_transmitter_decides_who_ended_it),
		cmocka_unit_test(a_disconnect_by_the_peer_has_its_reason_as_body),
		cmocka_unit_test(an_attribute_too_small_makes_the_message_bad),
		cmocka_unit_test(a_name_without_its_end_makes_the_message_bad),
		cmocka_unit_test(a_frame_cut_short_is_refused),
		cmocka_unit_test(an_authentication_tells_algorithm_transaction_and_status),
		cmocka_unit_test(only_a_whole_sa_query_response_is_one),
		cmocka_unit_test(only_an_unprotected_end_of_the_peer_asks_for_a_query),
		cmocka_unit_test(an_802_1x_frame_is_told_without_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
