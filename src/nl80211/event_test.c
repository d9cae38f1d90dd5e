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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_transmitter_decides_who_ended_it),
		cmocka_unit_test(a_disconnect_by_the_peer_has_its_reason_as_body),
		cmocka_unit_test(an_attribute_too_small_makes_the_message_bad),
		cmocka_unit_test(a_name_without_its_end_makes_the_message_bad),
		cmocka_unit_test(a_frame_cut_short_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
