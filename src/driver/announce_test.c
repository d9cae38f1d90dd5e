#include "driver/announce.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wdi/driver.h"

/* The packet of docs/wdi-transport.md, by hand. */
#define NAME_AT 28
static const uint8_t packet[] = {
	'W', 'D', 'I', 'A', 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 4, 0, 3, 0, 's', 'i', 'm', '0', 'o', 'n', 'e',
};

struct test {
	int driver, service; /* the control socket */
};

static int set_up(void **state)
{
	static struct test test;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	test = (struct test){ fds[0], fds[1] };
	*state = &test;
	return 0;
}

static int tear_down(void **state)
{
	struct test *test = *state;

	if (test->driver >= 0)
		close(test->driver);
	close(test->service);
	return 0;
}

/* With @n ends of new sockets, whose other ends are in @ret_others. */
static void send_packet(const struct test *test, const void *bytes, size_t size, size_t n, int *ret_others)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(12 * sizeof(int))];
	} control = { 0 };
	struct iovec part = { (void *)bytes, size };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	int fds[12];

	assert_true(n <= array_size(fds));
	for (size_t i = 0; i < n; i++) {
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
		fds[i] = pair[0];
		ret_others[i] = pair[1];
	}
	if (n > 0) {
		struct cmsghdr *header = &control.align;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(n * sizeof(int));
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(header), fds, n * sizeof(int));
	}
	assert_int_equal(sendmsg(test->driver, &message, 0), size);
	for (size_t i = 0; i < n; i++)
		close(fds[i]);
}

static void an_announcement_arrives_with_its_link(void **state)
{
	const struct wdi_adapter_info info = { .guid = { 1, 2, 3 }, .name = "sim0", .description = "Simulated" };
	struct wdi_announcement announcement;
	struct test *test = *state;
	int ours, theirs, their_data;

	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &theirs, &their_data), -EAGAIN);
	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), 0);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &theirs, &their_data), 0);
	assert_int_equal(their_data, -1);
	assert_string_equal(announcement.name, "sim0");
	assert_string_equal(announcement.description, "Simulated");
	assert_memory_equal(announcement.guid, info.guid, 16);
	assert_int_equal(write(ours, "x", 1), 1);
	assert_int_equal(read(theirs, &(char){ 0 }, 1), 1);
	close(ours);
	close(theirs);
}

static void an_announcement_may_bring_a_data_socket(void **state)
{
	const struct wdi_adapter_info info = { .guid = { 1 }, .name = "sim0" };
	int ours, our_data, theirs, their_data;
	struct wdi_announcement announcement;
	struct test *test = *state;

	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, &our_data), 0);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &theirs, &their_data), 0);
	assert_int_equal(write(our_data, "x", 1), 1);
	assert_int_equal(read(their_data, &(char){ 0 }, 1), 1);
	for (size_t i = 0; i < 4; i++)
		close((const int[]){ ours, our_data, theirs, their_data }[i]);
}

static void what_arrives_is_not_handed_on_to_programs_that_are_started(void **state)
{
	struct wdi_announcement announcement;
	int others[2], link, data;

	send_packet(*state, packet, sizeof(packet), 2, others);
	assert_int_equal(wdi_announcement_receive(((struct test *)*state)->service, &announcement, &link, &data), 0);
	assert_true(fcntl(link, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(data, F_GETFD) & FD_CLOEXEC);
	for (size_t i = 0; i < 4; i++)
		close((const int[]){ link, data, others[0], others[1] }[i]);
}

static void the_packet_is_that_of_the_documentation(void **state)
{
	const struct wdi_adapter_info info = {
		.guid = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }, .name = "sim0", .description = "one",
	};
	uint8_t bytes[WDI_ANNOUNCE_PACKET_MAX];
	struct wdi_announcement announcement;
	struct test *test = *state;
	int ours;

	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), 0);
	assert_int_equal(recv(test->service, bytes, sizeof(bytes), 0), sizeof(packet));
	assert_memory_equal(bytes, packet, sizeof(packet));
	close(ours);
	assert_int_equal(wdi_announcement_parse(packet, sizeof(packet), &announcement), 0);
	assert_memory_equal(announcement.guid, info.guid, sizeof(info.guid));
	assert_string_equal(announcement.name, "sim0");
	assert_string_equal(announcement.description, "one");
}

static void every_shorter_and_a_longer_packet_is_refused(void **state)
{
	struct wdi_announcement announcement;
	uint8_t longer[sizeof(packet) + 1];

	for (size_t size = 0; size < sizeof(packet); size++)
		assert_int_equal(wdi_announcement_parse(packet, size, &announcement), -EBADMSG);
	memcpy(longer, packet, sizeof(packet));
	longer[sizeof(packet)] = 'x';
	assert_int_equal(wdi_announcement_parse(longer, sizeof(longer), &announcement), -EBADMSG);
}

static void every_field_is_checked(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{ 0, 'w' },	       /* magic */
		{ 4, 2 },	       /* version */
		{ 6, 1 },	       /* reserved */
		{ 24, 0 },	       /* the name's size */
		{ 24, 5 }, { 24, 64 }, { 25, 1 },
		{ 26, 4 }, { 27, 1 }, /* the description's */
		{ NAME_AT, 0 },	       /* a zero in a text */
		{ NAME_AT + 1, '\n' }, { NAME_AT + 2, 0x7f }, { NAME_AT + 3, 0xff }, /* control characters; not UTF-8 */
		{ NAME_AT + 4, 0 },    { NAME_AT + 5, 0x1b },  { NAME_AT + 6, 0xc3 },
	};
	struct wdi_announcement announcement;

	for (size_t i = 0; i < array_size(changes); i++) {
		uint8_t changed[sizeof(packet)];

		memcpy(changed, packet, sizeof(packet));
		changed[changes[i].at] = changes[i].value;
		if (wdi_announcement_parse(changed, sizeof(changed), &announcement) != -EBADMSG)
			fail_msg("%u at %zu is taken", changes[i].value, changes[i].at);
	}
}

static void names_are_as_long_as_they_may_be_and_no_longer(void **state)
{
	char name[WDI_ANNOUNCE_NAME_MAX + 2], description[WDI_ANNOUNCE_DESCRIPTION_MAX + 2];
	struct wdi_adapter_info info = { .name = name, .description = description };
	struct wdi_announcement announcement;
	struct test *test = *state;
	int ours, theirs, their_data;

	memset(name, 'n', sizeof(name));
	memset(description, 'd', sizeof(description));
	name[WDI_ANNOUNCE_NAME_MAX] = description[WDI_ANNOUNCE_DESCRIPTION_MAX] = 0;
	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), 0);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &theirs, &their_data), 0);
	assert_string_equal(announcement.name, name);
	assert_string_equal(announcement.description, description);
	close(ours);
	close(theirs);
	name[WDI_ANNOUNCE_NAME_MAX] = 'n';
	name[WDI_ANNOUNCE_NAME_MAX + 1] = 0;
	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), -EINVAL);
	info.name = "n";
	description[WDI_ANNOUNCE_DESCRIPTION_MAX] = 'd';
	description[WDI_ANNOUNCE_DESCRIPTION_MAX + 1] = 0;
	assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), -EINVAL);
}

static void a_driver_cannot_announce_what_the_service_would_refuse(void **state)
{
	static const char *const bad[][2] = { { NULL, "d" }, { "", "d" }, { "a\nb", "d" }, { "a", "\x7f" }, { "\xff", "d" }, { "a", "\xc3" } };
	struct wdi_announcement announcement;
	struct test *test = *state;
	int ours = -1, their_data;

	for (size_t i = 0; i < array_size(bad); i++) {
		const struct wdi_adapter_info info = { .name = bad[i][0], .description = bad[i][1] };

		assert_int_equal(wdi_driver_announce(test->driver, &info, &ours, NULL), -EINVAL);
	}
	assert_int_equal(ours, -1);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &ours, &their_data), -EAGAIN); /* nothing was sent */
}

static void without_a_link_or_with_too_many_descriptors_all_are_closed(void **state)
{
	static const size_t counts[] = { 0, 3, 8, 12 };
	struct wdi_announcement announcement;
	struct test *test = *state;
	int others[12], link = -7, data = -7;

	for (size_t i = 0; i < array_size(counts); i++) {
		send_packet(test, packet, sizeof(packet), counts[i], others);
		assert_int_equal(wdi_announcement_receive(test->service, &announcement, &link, &data), -EBADMSG);
		for (size_t k = 0; k < counts[i]; k++) {
			assert_int_equal(recv(others[k], &(char){ 0 }, 1, MSG_DONTWAIT), 0); /* the end: nobody holds it */
			close(others[k]);
		}
	}
	assert_int_equal(link, -7);
	assert_int_equal(data, -7);
}

static void a_link_that_comes_with_garbage_is_closed(void **state)
{
	uint8_t large[WDI_ANNOUNCE_PACKET_MAX + 1] = { 0 };
	struct wdi_announcement announcement;
	struct test *test = *state;
	int other, link, data;

	send_packet(test, "garbage", 7, 1, &other);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &link, &data), -EBADMSG);
	assert_int_equal(recv(other, &(char){ 0 }, 1, MSG_DONTWAIT), 0);
	close(other);
	memcpy(large, packet, sizeof(packet));
	send_packet(test, large, sizeof(large), 1, &other);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &link, &data), -EBADMSG);
	assert_int_equal(recv(other, &(char){ 0 }, 1, MSG_DONTWAIT), 0);
	close(other);
}

static void a_driver_that_goes_is_noticed_after_what_it_has_said(void **state)
{
	struct wdi_announcement announcement;
	struct test *test = *state;
	int other, link, data;

	send_packet(test, packet, sizeof(packet), 1, &other);
	close(test->driver);
	test->driver = -1;
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &link, &data), 0);
	assert_int_equal(data, -1);
	assert_int_equal(wdi_announcement_receive(test->service, &announcement, &data, &data), -ECONNRESET);
	close(link);
	close(other);
}

static void a_service_that_is_gone_is_an_error_not_a_signal(void **state)
{
	const struct wdi_adapter_info info = { .name = "sim0" };
	int fds[2], ours = -1, our_data = -1;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	close(fds[1]);
	assert_int_equal(wdi_driver_announce(fds[0], &info, &ours, &our_data), -EPIPE);
	assert_int_equal(ours, -1);
	assert_int_equal(our_data, -1);
	close(fds[0]);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(an_announcement_arrives_with_its_link),
		case_of(an_announcement_may_bring_a_data_socket),
		case_of(what_arrives_is_not_handed_on_to_programs_that_are_started),
		case_of(the_packet_is_that_of_the_documentation),
		cmocka_unit_test(every_shorter_and_a_longer_packet_is_refused),
		cmocka_unit_test(every_field_is_checked),
		case_of(names_are_as_long_as_they_may_be_and_no_longer),
		case_of(a_driver_cannot_announce_what_the_service_would_refuse),
		case_of(without_a_link_or_with_too_many_descriptors_all_are_closed),
		case_of(a_link_that_comes_with_garbage_is_closed),
		case_of(a_driver_that_goes_is_noticed_after_what_it_has_said),
		case_of(a_service_that_is_gone_is_an_error_not_a_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
