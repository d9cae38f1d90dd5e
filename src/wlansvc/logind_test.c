/* A logind that the test plays, and an acm that only notes what it is told. */
#include "wlansvc/logind.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <systemd/sd-login.h>

#include "base/cleanup.h"

#define DEADLINE_US (10 * UINT64_C(1000000))

struct fixture {
	sd_event *event;
	sd_bus *peer;
	struct logind *logind;
	int inhibitor[2]; /* [0] at end of file: ours was closed */
};

static struct fixture fixture;
static char heard[256];
static bool is_at_rest;
static int n_inhibitors;
static const char *active_session;
static uid_t session_user;
static int n_session_users; /* how often it was told */

static void note(const char *text)
{
	strncat(heard, text, sizeof(heard) - strlen(heard) - 1);
}

void acm_session_changed(struct acm *acm)
{
	note("session ");
}

void acm_suspend(struct acm *acm)
{
	note("suspend ");
}

void acm_resume(struct acm *acm)
{
	note("resume ");
}

bool acm_is_at_rest(const struct acm *acm)
{
	return is_at_rest;
}

/* The file that sd-login reads. */
int sd_session_get_uid(const char *session, uid_t *uid)
{
	assert_string_equal(session, "2");
	*uid = 1000;
	return 0;
}

void acm_set_session_user(struct acm *acm, uid_t uid)
{
	session_user = uid;
	n_session_users++;
}

static int get_active_session(sd_bus *bus, const char *path, const char *interface, const char *property, sd_bus_message *reply,
			      void *userdata, sd_bus_error *error)
{
	return sd_bus_message_append(reply, "(so)", active_session, "/session");
}

static const sd_bus_vtable seat_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("ActiveSession", "(so)", get_active_session, 0, 0),
	SD_BUS_VTABLE_END,
};

static int on_inhibit(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const char *what, *who, *why, *mode;
	int r;

	assert_true(sd_bus_message_read(message, "ssss", &what, &who, &why, &mode) >= 0);
	assert_string_equal(what, "sleep");
	assert_string_equal(mode, "delay");
	assert_int_equal(pipe2(fixture.inhibitor, O_NONBLOCK | O_CLOEXEC), 0);
	n_inhibitors++;
	r = sd_bus_reply_method_return(message, "h", fixture.inhibitor[1]);
	close(fixture.inhibitor[1]);
	return r;
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Inhibit", "ssss", "h", on_inhibit, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

static bool has_inhibitor(void)
{
	return n_inhibitors > 0;
}

static bool has_heard(void)
{
	return heard[0] != '\0';
}

static bool has_released(void)
{
	char byte;

	return read(fixture.inhibitor[0], &byte, 1) == 0;
}

static void run_until(bool (*condition)(void))
{
	uint64_t now_us, end_us;

	assert_true(sd_event_now(fixture.event, CLOCK_MONOTONIC, &now_us) >= 0);
	end_us = now_us + DEADLINE_US;
	while (!condition()) {
		assert_true(sd_event_run(fixture.event, end_us - now_us) >= 0);
		assert_true(sd_event_now(fixture.event, CLOCK_MONOTONIC, &now_us) >= 0);
		assert_true(now_us < end_us);
	}
}

static int set_up(void **state)
{
	sd_bus *bus;
	sd_id128_t id = { 0 };
	int fds[2];

	heard[0] = '\0';
	is_at_rest = false;
	n_inhibitors = n_session_users = 0;
	active_session = "";
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) < 0 || sd_event_new(&fixture.event) < 0 ||
	    sd_bus_new(&fixture.peer) < 0 || sd_bus_set_fd(fixture.peer, fds[0], fds[0]) < 0 ||
	    sd_bus_set_server(fixture.peer, 1, id) < 0 || sd_bus_negotiate_fds(fixture.peer, 1) < 0 ||
	    sd_bus_add_object_vtable(fixture.peer, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", vtable, NULL) < 0 ||
	    sd_bus_add_object_vtable(fixture.peer, NULL, "/org/freedesktop/login1/seat/seat0", "org.freedesktop.login1.Seat", seat_vtable,
				     NULL) < 0 ||
	    sd_bus_start(fixture.peer) < 0 || sd_bus_attach_event(fixture.peer, fixture.event, 0) < 0)
		return -1;
	if (sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fds[1], fds[1]) < 0 || sd_bus_negotiate_fds(bus, 1) < 0 || sd_bus_start(bus) < 0)
		return -1;
	if (logind_new(&fixture.logind, fixture.event, bus, NULL) < 0)
		return -1;
	run_until(has_inhibitor);
	return 0;
}

static int tear_down(void **state)
{
	logind_free(fixture.logind);
	sd_bus_close_unref(fixture.peer);
	sd_event_unref(fixture.event);
	close(fixture.inhibitor[0]);
	return 0;
}

static sd_bus_message *new_signal(const char *path, const char *interface, const char *member)
{
	sd_bus_message *message;

	assert_true(sd_bus_message_new_signal(fixture.peer, &message, path, interface, member) >= 0);
	assert_true(sd_bus_message_set_sender(message, "org.freedesktop.login1") >= 0);
	return message;
}

static void send_signal(sd_bus_message *message)
{
	assert_true(sd_bus_send(fixture.peer, message, NULL) >= 0);
	sd_bus_message_unref(message);
}

static void tell_sleep(int is_before)
{
	sd_bus_message *message = new_signal("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep");

	assert_true(sd_bus_message_append(message, "b", is_before) >= 0);
	send_signal(message);
}

static void tell_property(const char *name, bool is_invalidated)
{
	sd_bus_message *message = new_signal("/org/freedesktop/login1/seat/seat0", "org.freedesktop.DBus.Properties", "PropertiesChanged");

	assert_true(sd_bus_message_append(message, "s", "org.freedesktop.login1.Seat") >= 0);
	if (is_invalidated)
		assert_true(sd_bus_message_append(message, "a{sv}as", 0, 1, name) >= 0);
	else
		assert_true(sd_bus_message_append(message, "a{sv}as", 2, "Other", "b", 1, name, "(so)", "2", "/session/2", 0) >= 0);
	send_signal(message);
}

static void sleep_waits_until_every_connection_has_ended(void **state)
{
	char byte;

	tell_sleep(1);
	run_until(has_heard);
	assert_string_equal(heard, "suspend ");
	/* Further turns of the loop change nothing: the inhibitor is held. */
	heard[0] = '\0';
	tell_property("ActiveSession", false);
	run_until(has_heard);
	assert_true(read(fixture.inhibitor[0], &byte, 1) < 0);
	is_at_rest = true;
	heard[0] = '\0';
	tell_property("ActiveSession", true);
	run_until(has_heard);
	run_until(has_released);
	assert_string_equal(heard, "session ");
}

static void sleep_comes_at_once_if_nothing_is_connected(void **state)
{
	is_at_rest = true;
	tell_sleep(1);
	run_until(has_heard);
	assert_true(has_released());
}

static bool has_second_inhibitor(void)
{
	return n_inhibitors == 2;
}

static void waking_up_is_told_and_the_next_sleep_will_wait_again(void **state)
{
	int old;

	is_at_rest = true;
	tell_sleep(1);
	run_until(has_heard);
	old = fixture.inhibitor[0];
	tell_sleep(0);
	run_until(has_second_inhibitor);
	close(old);
	assert_string_equal(heard, "suspend resume ");
}

static bool has_told_user(void)
{
	return n_session_users > 0;
}

static void the_user_of_the_session_in_front_is_told_at_the_start_and_after_each_change(void **state)
{
	run_until(has_told_user);
	assert_int_equal(session_user, STORE_ALL_USERS);
	n_session_users = 0;
	active_session = "2";
	tell_property("ActiveSession", true);
	run_until(has_told_user);
	assert_int_equal(session_user, 1000);
	assert_string_equal(heard, "session ");
	n_session_users = 0;
	active_session = "";
	tell_property("ActiveSession", false);
	run_until(has_told_user);
	assert_int_equal(session_user, STORE_ALL_USERS);
}

static void only_a_change_of_the_session_in_front_is_a_session_change(void **state)
{
	tell_property("IdleHint", false);
	tell_property("IdleHint", true);
	tell_property("ActiveSession", false);
	tell_property("ActiveSession", true);
	tell_sleep(0); /* the marker */
	run_until(has_second_inhibitor);
	assert_string_equal(heard, "session session resume ");
}

#define with_fixture(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fixture(sleep_waits_until_every_connection_has_ended),
		with_fixture(sleep_comes_at_once_if_nothing_is_connected),
		with_fixture(waking_up_is_told_and_the_next_sleep_will_wait_again),
		with_fixture(the_user_of_the_session_in_front_is_told_at_the_start_and_after_each_change),
		with_fixture(only_a_change_of_the_session_in_front_is_a_session_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
