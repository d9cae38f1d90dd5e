#include "nl80211/nl_fake.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/nl80211.h>
#include <netlink/genl/genl.h>

#include "base/cleanup.h"
#include "dot11/frame.h"
#include "dot11/suite.h"
#include "nl80211/build.h"
#include "nl80211/build_internal.h"
#include "nl80211/eapol_socket.h"
#include "nl80211/nl.h"

#define FAMILY 28

int __wrap_nl_call(struct nl *nl, struct nl_msg *request, nl_message_fn on_message, void *userdata);
int __wrap_nl_call_many(struct nl *nl, void *requests, size_t size, size_t n_requests,
			void (*on_message)(size_t request, const struct nlmsghdr *message, void *userdata), void *userdata,
			int *ret_results);
uint16_t __wrap_nl_family(const struct nl *nl);
int __wrap_eapol_socket_open(uint32_t ifindex);
int __wrap_eapol_socket_send(int fd, uint32_t ifindex, const struct dot11_mac *peer, const void *pdu, size_t size);
ssize_t __wrap_eapol_socket_receive(int fd, struct dot11_mac *ret_from, void *buffer);

const struct dot11_mac nl_fake_own = { { 2, 0, 0, 0, 1, 0 } }, nl_fake_peer = { { 2, 0, 0, 0, 0, 0 } },
		       nl_fake_other = { { 2, 0, 0, 0, 9, 0 } };

static struct nl_fake fake = { .packet_fd = -1 };
static uint8_t frame_bytes[1024];

struct nl_fake *nl_fake_reset(void)
{
	if (fake.packet_fd >= 0)
		close(fake.packet_fd);
	memset(&fake, 0, sizeof(fake));
	fake.packet_fd = -1;
	fake.is_station_there = true;
	fake.next_cookie = 100;
	return &fake;
}

struct nl *nl_fake_nl(void)
{
	return (struct nl *)&fake;
}

void nl_fake_note(const char *format, ...)
{
	size_t size = strlen(fake.book);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fake.book + size, sizeof(fake.book) - size, format, arguments);
	va_end(arguments);
}

void nl_fake_expect(const char *text)
{
	assert_string_equal(fake.book, text);
	fake.book[0] = 0;
}

struct wiphy nl_fake_wiphy(void)
{
	return (struct wiphy){
		.name = "phy0",
		.can_authenticate = true,
		.can_connect = true,
		.can_send_disassociation = true,
		.can_send_deauthentication = true,
		.can_send_action = true,
		.can_do_sae = true,
		.has_control_port = true,
		.can_protect_beacons = true,
		.n_ciphers = 2,
		.ciphers = { DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128 },
	};
}

/* The book */

static void note_bytes(const struct nlattr *attribute)
{
	const uint8_t *bytes = nla_data(attribute);

	for (int i = 0; i < nla_len(attribute); i++)
		nl_fake_note("%02x", bytes[i]);
}

static void note_peer(struct nlattr *const *table, enum nl80211_attrs attribute)
{
	if (!table[attribute])
		return;
	if (memcmp(nla_data(table[attribute]), &nl_fake_peer, sizeof(nl_fake_peer)) == 0)
		nl_fake_note(" peer");
	else if (memcmp(nla_data(table[attribute]), &nl_fake_other, sizeof(nl_fake_other)) == 0)
		nl_fake_note(" other");
	else
		nl_fake_note(" SOMEBODY");
}

static void note_number(struct nlattr *const *table, enum nl80211_attrs attribute, const char *name)
{
	uint32_t number = 0;

	if (!table[attribute])
		return;
	memcpy(&number, nla_data(table[attribute]),
	       (size_t)nla_len(table[attribute]) < 4 ? (size_t)nla_len(table[attribute]) : 4);
	nl_fake_note(number >= 0x10000 ? " %s %x" : " %s %u", name, number);
}

static void note_flag(struct nlattr *const *table, enum nl80211_attrs attribute, const char *name)
{
	if (table[attribute])
		nl_fake_note(" %s", name);
}

static void note_association(struct nlattr *const *table)
{
	note_peer(table, NL80211_ATTR_MAC);
	note_number(table, NL80211_ATTR_WIPHY_FREQ, "on");
	if (table[NL80211_ATTR_SSID])
		nl_fake_note(" '%.*s'", nla_len(table[NL80211_ATTR_SSID]), (const char *)nla_data(table[NL80211_ATTR_SSID]));
	note_flag(table, NL80211_ATTR_PRIVACY, "privacy");
	note_number(table, NL80211_ATTR_AKM_SUITES, "akm");
	note_number(table, NL80211_ATTR_CIPHER_SUITES_PAIRWISE, "pairwise");
	note_number(table, NL80211_ATTR_CIPHER_SUITE_GROUP, "group");
	note_number(table, NL80211_ATTR_USE_MFP, "mfp");
	note_flag(table, NL80211_ATTR_CONTROL_PORT, "port");
	note_flag(table, NL80211_ATTR_CONTROL_PORT_OVER_NL80211, "over-nl80211");
	note_flag(table, NL80211_ATTR_SOCKET_OWNER, "owned");
	if (table[NL80211_ATTR_IE]) {
		nl_fake_note(" elements ");
		note_bytes(table[NL80211_ATTR_IE]);
	}
}

static void note_authentication(struct nlattr *const *table)
{
	const uint8_t *data;

	note_peer(table, NL80211_ATTR_MAC);
	note_number(table, NL80211_ATTR_AUTH_TYPE, "type");
	if (!table[NL80211_ATTR_AUTH_DATA])
		return;
	data = nla_data(table[NL80211_ATTR_AUTH_DATA]);
	nl_fake_note(" transaction %u status %u ", data[0] | data[1] << 8, data[2] | data[3] << 8);
	for (int i = 4; i < nla_len(table[NL80211_ATTR_AUTH_DATA]); i++)
		nl_fake_note("%02x", data[i]);
}

static void note_frame(struct nlattr *const *table)
{
	struct dot11_frame frame;

	assert_non_null(table[NL80211_ATTR_FRAME]);
	assert_int_equal(
		dot11_frame_parse(nla_data(table[NL80211_ATTR_FRAME]), (size_t)nla_len(table[NL80211_ATTR_FRAME]), &frame), 0);
	assert_memory_equal(&frame.header.transmitter, &nl_fake_own, 6);
	assert_memory_equal(&frame.header.receiver, &nl_fake_peer, 6);
	assert_memory_equal(&frame.header.address3, &nl_fake_peer, 6);
	nl_fake_note(" %02x", frame.header.kind);
	if (frame.header.kind == DOT11_FRAME_ACTION)
		nl_fake_note(" category %u action %u", frame.body[0], frame.body[1]);
	else
		nl_fake_note(" %u", frame.management.reason);
}

static void note_key(struct nlattr *const *table)
{
	struct nlattr *key[NL80211_KEY_MAX + 1];

	assert_non_null(table[NL80211_ATTR_KEY]);
	assert_int_equal(nl_parse_nested(table[NL80211_ATTR_KEY], key, NL80211_KEY_MAX, NULL), 0);
	nl_fake_note(" %u %s", nla_get_u8(key[NL80211_KEY_IDX]),
		     nla_get_u32(key[NL80211_KEY_TYPE]) == NL80211_KEYTYPE_PAIRWISE ? "pairwise" : "group");
	note_peer(table, NL80211_ATTR_MAC);
	if (key[NL80211_KEY_CIPHER])
		nl_fake_note(" %x", nla_get_u32(key[NL80211_KEY_CIPHER]));
	if (key[NL80211_KEY_DATA]) {
		nl_fake_note(" ");
		note_bytes(key[NL80211_KEY_DATA]);
	}
	if (key[NL80211_KEY_SEQ]) {
		nl_fake_note(" seq ");
		note_bytes(key[NL80211_KEY_SEQ]);
	}
}

static void note_scan(struct nlattr *const *table)
{
	const struct nlattr *ssids = table[NL80211_ATTR_SCAN_SSIDS], *channels = table[NL80211_ATTR_SCAN_FREQUENCIES];

	assert_non_null(ssids);
	assert_non_null(channels);
	ssids = nla_data(ssids);
	channels = nla_data(channels);
	nl_fake_note(" '%.*s' on %u", nla_len(ssids), (const char *)nla_data(ssids), nla_get_u32(channels));
}

/* Return: command. */
static int note_request(const struct nlmsghdr *message)
{
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	int command = nl_parse(message, table, NL80211_ATTR_MAX, NULL);

	assert_int_equal(message->nlmsg_type, FAMILY);
	assert_non_null(table[NL80211_ATTR_IFINDEX]);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_IFINDEX]), NL_FAKE_IFINDEX);
	switch (command) {
	case NL80211_CMD_REGISTER_FRAME:
		nl_fake_note("register");
		break;
	case NL80211_CMD_TRIGGER_SCAN:
		nl_fake_note("scan");
		note_scan(table);
		break;
	case NL80211_CMD_AUTHENTICATE:
		nl_fake_note("authenticate");
		note_authentication(table);
		break;
	case NL80211_CMD_ASSOCIATE:
		nl_fake_note("associate");
		note_association(table);
		break;
	case NL80211_CMD_CONNECT:
		nl_fake_note("connect");
		note_association(table);
		break;
	case NL80211_CMD_DEAUTHENTICATE:
		nl_fake_note("deauthenticate");
		note_peer(table, NL80211_ATTR_MAC);
		note_number(table, NL80211_ATTR_REASON_CODE, "reason");
		note_flag(table, NL80211_ATTR_LOCAL_STATE_CHANGE, "local");
		break;
	case NL80211_CMD_DISCONNECT:
		nl_fake_note("disconnect");
		note_number(table, NL80211_ATTR_REASON_CODE, "reason");
		break;
	case NL80211_CMD_GET_STATION:
		nl_fake_note("station?");
		break;
	case NL80211_CMD_SET_STATION:
		nl_fake_note("authorize");
		note_peer(table, NL80211_ATTR_MAC);
		break;
	case NL80211_CMD_NEW_KEY:
		nl_fake_note("key");
		note_key(table);
		break;
	case NL80211_CMD_DEL_KEY:
		nl_fake_note("unkey");
		note_key(table);
		break;
	case NL80211_CMD_CONTROL_PORT_FRAME:
		nl_fake_note("eapol");
		note_peer(table, NL80211_ATTR_MAC);
		note_flag(table, NL80211_ATTR_CONTROL_PORT_NO_ENCRYPT, "plain");
		nl_fake_note(" ");
		note_bytes(table[NL80211_ATTR_FRAME]);
		break;
	case NL80211_CMD_FRAME:
		nl_fake_note("frame");
		note_frame(table);
		break;
	default:
		nl_fake_note("COMMAND %d", command);
		break;
	}
	nl_fake_note(";");
	return command;
}

/* The kernel */

uint16_t __wrap_nl_family(const struct nl *nl)
{
	return FAMILY;
}

int __wrap_nl_call(struct nl *nl, struct nl_msg *request, nl_message_fn on_message, void *userdata)
{
	int command, error;

	assert_ptr_equal(nl, &fake);
	assert_non_null(request);
	command = note_request(nlmsg_hdr(request));
	nlmsg_free(request);
	error = fake.errors[command];
	fake.errors[command] = 0;
	if (error == 0 && command == NL80211_CMD_GET_STATION && !fake.is_station_there)
		return -ENOENT;
	return error;
}

static void answer_cookie(size_t request, void (*on_message)(size_t request, const struct nlmsghdr *message, void *userdata),
			  void *userdata)
{
	cleanup(cleanup_message) struct nl_msg *message = nlmsg_alloc();

	assert_non_null(message);
	assert_non_null(genlmsg_put(message, 0, 0, FAMILY, 0, 0, NL80211_CMD_FRAME, 0));
	assert_int_equal(nla_put_u64(message, NL80211_ATTR_COOKIE, fake.next_cookie++), 0);
	on_message(request, nlmsg_hdr(message), userdata);
}

int __wrap_nl_call_many(struct nl *nl, void *requests, size_t size, size_t n_requests,
			void (*on_message)(size_t request, const struct nlmsghdr *message, void *userdata), void *userdata,
			int *ret_results)
{
	struct nlmsghdr *message = requests;
	int left = (int)size;
	size_t i = 0;

	nl_fake_note("[");
	for (; nlmsg_ok(message, left); message = nlmsg_next(message, &left), i++) {
		assert_true(i < n_requests && i < array_size(fake.frame_errors));
		assert_int_equal(note_request(message), NL80211_CMD_FRAME);
		ret_results[i] = fake.frame_errors[i];
		if (ret_results[i] == 0 && fake.next_cookie)
			answer_cookie(i, on_message, userdata);
	}
	assert_int_equal(i, n_requests);
	nl_fake_note("]");
	return 0;
}

int __wrap_eapol_socket_open(uint32_t ifindex)
{
	int fds[2];

	assert_int_equal(ifindex, NL_FAKE_IFINDEX);
	nl_fake_note("socket;");
	if (fake.open_error)
		return fake.open_error;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
	if (fake.packet_fd >= 0)
		close(fake.packet_fd);
	fake.packet_fd = fds[0];
	return fds[1];
}

int __wrap_eapol_socket_send(int fd, uint32_t ifindex, const struct dot11_mac *peer, const void *pdu, size_t size)
{
	assert_int_equal(ifindex, NL_FAKE_IFINDEX);
	assert_memory_equal(peer, &nl_fake_peer, 6);
	nl_fake_note("packet ");
	for (size_t i = 0; i < size; i++)
		nl_fake_note("%02x", ((const uint8_t *)pdu)[i]);
	nl_fake_note(";");
	return 0;
}

/* The address goes before the frame here. */
ssize_t __wrap_eapol_socket_receive(int fd, struct dot11_mac *ret_from, void *buffer)
{
	uint8_t message[6 + EAPOL_SOCKET_MAX_SIZE];
	ssize_t size = recv(fd, message, sizeof(message), 0);

	if (size < 6)
		return -EAGAIN;
	memcpy(ret_from->b, message, 6);
	memcpy(buffer, message + 6, (size_t)size - 6);
	return size - 6;
}

void nl_fake_give_packet(const struct dot11_mac *from, const void *pdu, size_t size)
{
	uint8_t message[6 + EAPOL_SOCKET_MAX_SIZE];

	memcpy(message, from->b, 6);
	memcpy(message + 6, pdu, size);
	assert_int_equal(send(fake.packet_fd, message, 6 + size, MSG_NOSIGNAL), 6 + size);
}

/* Events */

/* A management frame from @from, which names the peer's BSS. */
static struct event frame_event(uint8_t command, uint8_t kind, const struct dot11_mac *from,
				const struct dot11_management *management)
{
	const struct dot11_header header = {
		.kind = kind,
		.receiver = dot11_mac_equal(from, &nl_fake_own) ? nl_fake_peer : nl_fake_own,
		.transmitter = *from,
		.address3 = nl_fake_peer,
	};
	int size = dot11_frame_build(frame_bytes, sizeof(frame_bytes), &header, management);

	assert_true(size > 0);
	return (struct event){ .command = command, .frame = frame_bytes, .frame_size = (size_t)size };
}

struct event nl_fake_authentication(uint16_t algorithm, uint16_t transaction, uint16_t status, const void *contents, size_t size)
{
	const struct dot11_management management = { .algorithm = algorithm, .transaction = transaction, .status = status };
	struct event event = frame_event(NL80211_CMD_AUTHENTICATE, DOT11_FRAME_AUTHENTICATION, &nl_fake_peer, &management);

	assert_true(event.frame_size + size <= sizeof(frame_bytes));
	if (size)
		memcpy(frame_bytes + event.frame_size, contents, size);
	event.frame_size += size;
	return event;
}

struct event nl_fake_association(uint16_t status)
{
	const struct dot11_management management = { .capability = 1, .status = status, .aid = 1 };

	return frame_event(NL80211_CMD_ASSOCIATE, DOT11_FRAME_ASSOCIATION_RESPONSE, &nl_fake_peer, &management);
}

struct event nl_fake_end(uint8_t command, uint8_t kind, const struct dot11_mac *from, uint16_t reason)
{
	const struct dot11_management management = { .reason = reason };

	return frame_event(command, kind, from, &management);
}

struct event nl_fake_plain(uint8_t command)
{
	return (struct event){ .command = command };
}

struct event nl_fake_tx_status(uint64_t cookie)
{
	return (struct event){
		.command = NL80211_CMD_FRAME_TX_STATUS, .has_cookie = true, .cookie = cookie, .is_acknowledged = true
	};
}

struct event nl_fake_eapol(const struct dot11_mac *from, const void *pdu, size_t size)
{
	return (struct event){
		.command = NL80211_CMD_CONTROL_PORT_FRAME,
		.has_mac = true,
		.mac = *from,
		.has_ethertype = true,
		.ethertype = BUILD_ETHERTYPE_EAPOL,
		.frame = pdu,
		.frame_size = size,
	};
}

struct event nl_fake_action(const void *body, size_t size)
{
	const struct dot11_header header = {
		.kind = DOT11_FRAME_ACTION,
		.receiver = nl_fake_own,
		.transmitter = nl_fake_peer,
		.address3 = nl_fake_peer,
	};
	struct writer writer = writer_over(frame_bytes, sizeof(frame_bytes));

	dot11_frame_write_header(&writer, &header);
	writer_bytes(&writer, body, size);
	assert_int_equal(writer_end(&writer), 0);
	return (struct event){ .command = NL80211_CMD_FRAME, .frame = frame_bytes, .frame_size = writer.size };
}
