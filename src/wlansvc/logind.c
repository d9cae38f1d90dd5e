#include "wlansvc/logind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-login.h>

#include "base/cleanup.h"
#include "base/log.h"

#define SERVICE "org.freedesktop.login1"
#define MANAGER_PATH "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"
#define SEAT_PATH "/org/freedesktop/login1/seat/seat0"
#define SEAT "org.freedesktop.login1.Seat"

struct logind {
	sd_event *event;
	sd_bus *bus;
	struct acm *acm;
	sd_bus_slot *inhibiting; /* the request under way */
	sd_bus_slot *asking; /* whose session is in front */
	int inhibitor; /* the machine does not sleep while it is open; -1 */
	sd_event_source *falling_asleep; /* looks whether it may sleep now */
};

static int on_inhibited(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct logind *logind = userdata;
	int fd;

	logind->inhibiting = sd_bus_slot_unref(logind->inhibiting);
	if (sd_bus_message_is_method_error(message, NULL)) {
		log_info("logind does not let us delay sleep (%s): connections may end without a word to their access points",
			 sd_bus_message_get_error(message)->name);
		return 0;
	}
	if (sd_bus_message_read(message, "h", &fd) < 0)
		return 0;
	if (logind->inhibitor < 0)
		logind->inhibitor = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return 0;
}

static void inhibit(struct logind *logind)
{
	int r;

	if (logind->inhibitor >= 0 || logind->inhibiting)
		return;
	r = sd_bus_call_method_async(logind->bus, &logind->inhibiting, SERVICE, MANAGER_PATH, MANAGER, "Inhibit", on_inhibited, logind,
				     "ssss", "sleep", "wlansvc", "Wi-Fi connections are ended first", "delay");
	if (r < 0)
		log_info("Cannot ask logind to delay sleep: %s", strerror(-r));
}

static void release(struct logind *logind)
{
	logind->falling_asleep = sd_event_source_disable_unref(logind->falling_asleep);
	if (logind->inhibitor >= 0)
		close(logind->inhibitor);
	logind->inhibitor = -1;
}

/* After everything that the loop has done. */
static int on_loop(sd_event_source *source, void *userdata)
{
	struct logind *logind = userdata;

	if (acm_is_at_rest(logind->acm))
		release(logind);
	return 0;
}

static int on_prepare_for_sleep(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct logind *logind = userdata;
	int is_before;

	if (sd_bus_message_read(message, "b", &is_before) < 0)
		return 0;
	if (!is_before) {
		log_info("The machine is awake");
		release(logind);
		acm_resume(logind->acm);
		inhibit(logind);
		return 0;
	}
	log_info("The machine goes to sleep");
	acm_suspend(logind->acm);
	if (acm_is_at_rest(logind->acm) || sd_event_add_post(logind->event, &logind->falling_asleep, on_loop, logind) < 0)
		release(logind);
	return 0;
}

/* sa{sv}as: interface, what it is now, what is not known any more. Return: whether the session in front is among them. */
static bool names_active_session(sd_bus_message *message)
{
	const char *name;

	if (sd_bus_message_skip(message, "s") < 0 || sd_bus_message_enter_container(message, 'a', "{sv}") < 0)
		return false;
	while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
		if (sd_bus_message_read(message, "s", &name) < 0)
			return false;
		if (strcmp(name, "ActiveSession") == 0)
			return true;
		if (sd_bus_message_skip(message, "v") < 0 || sd_bus_message_exit_container(message) < 0)
			return false;
	}
	if (sd_bus_message_exit_container(message) < 0 || sd_bus_message_enter_container(message, 'a', "s") < 0)
		return false;
	while (sd_bus_message_read(message, "s", &name) > 0)
		if (strcmp(name, "ActiveSession") == 0)
			return true;
	return false;
}

/* @session: its id; empty: there is none. */
static void tell_session_user(struct logind *logind, const char *session)
{
	uid_t uid;
	int r = session[0] ? sd_session_get_uid(session, &uid) : -ENXIO;

	if (r < 0 && session[0])
		log_info("The user of session %s is not known: %s", session, strerror(-r));
	acm_set_session_user(logind->acm, r < 0 ? STORE_ALL_USERS : uid);
}

static int on_active_session(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct logind *logind = userdata;
	const char *session = "";

	logind->asking = sd_bus_slot_unref(logind->asking);
	/* An error: there is no seat, and so nobody in front of it. */
	if (!sd_bus_message_is_method_error(message, NULL) && sd_bus_message_enter_container(message, 'v', "(so)") > 0 &&
	    sd_bus_message_enter_container(message, 'r', "so") > 0)
		(void)sd_bus_message_read(message, "s", &session);
	tell_session_user(logind, session);
	return 0;
}

/* Asked, and not read out of the signal, which may say only that it has changed. The last question counts. */
static void ask_for_active_session(struct logind *logind)
{
	int r;

	logind->asking = sd_bus_slot_unref(logind->asking);
	r = sd_bus_call_method_async(logind->bus, &logind->asking, SERVICE, SEAT_PATH, "org.freedesktop.DBus.Properties", "Get",
				     on_active_session, logind, "ss", SEAT, "ActiveSession");
	if (r < 0)
		log_info("Cannot ask logind whose session is in front: %s", strerror(-r));
}

static int on_seat_changed(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct logind *logind = userdata;

	if (!names_active_session(message))
		return 0;
	acm_session_changed(logind->acm);
	ask_for_active_session(logind);
	return 0;
}

static int listen_to(struct logind *logind)
{
	int r;

	r = sd_bus_attach_event(logind->bus, logind->event, SD_EVENT_PRIORITY_NORMAL);
	if (r < 0)
		return r;
	r = sd_bus_match_signal_async(logind->bus, NULL, SERVICE, MANAGER_PATH, MANAGER, "PrepareForSleep", on_prepare_for_sleep, NULL,
				      logind);
	if (r < 0)
		return r;
	r = sd_bus_add_match_async(logind->bus, NULL,
				   "type='signal',sender='" SERVICE "',path='" SEAT_PATH "',"
				   "interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='" SEAT "'",
				   on_seat_changed, NULL, logind);
	return r < 0 ? r : 0;
}

define_cleanup(struct logind, logind, logind_free);

int logind_new(struct logind **ret, sd_event *event, sd_bus *bus, struct acm *acm)
{
	cleanup(cleanup_logind) struct logind *logind = calloc(1, sizeof(*logind));
	int r;

	if (!logind) {
		sd_bus_unref(bus);
		return -ENOMEM;
	}
	logind->inhibitor = -1;
	logind->acm = acm;
	logind->event = sd_event_ref(event);
	logind->bus = bus;
	if (!bus) {
		r = sd_bus_open_system(&logind->bus);
		if (r < 0)
			return r;
	}
	r = listen_to(logind);
	if (r < 0)
		return r;
	inhibit(logind);
	ask_for_active_session(logind);
	*ret = take_ptr(logind);
	return 0;
}

struct logind *logind_free(struct logind *logind)
{
	if (!logind)
		return NULL;
	release(logind);
	sd_bus_slot_unref(logind->inhibiting);
	sd_bus_slot_unref(logind->asking);
	sd_bus_close_unref(logind->bus);
	sd_event_unref(logind->event);
	free(logind);
	return NULL;
}
