/*
 * disconnect_driver MODE EXPECTED: a disconnect with bad_driver below it. The call returns, clients are told what happened once and
 * in order; a driver that hangs, lies or dies is another process afterwards, and any other the same; the service lives, and what was
 * told last, the interface's arrival where it was removed, is when everything works again.
 */
#include "driver_pid.h"
#include "stream.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define N_LISTENERS 2
#define AT_ONCE_MS 1000

static struct stream listeners[N_LISTENERS];
static GUID guid;
static unsigned int number;
static int n_failed;

static void result(bool is_good, const char *name, const char *detail)
{
	printf("%s %u - %s\n", is_good ? "ok" : "not ok", ++number, name);
	n_failed += !is_good;
	if (!is_good)
		printf("# %s\n# heard in all: %s\n", detail, stream_text(&listeners[0], 0));
}

static unsigned long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

static DWORD connect_now(void)
{
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "bad" };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	return WlanConnect(listeners[0].handle, &guid, &parameters, NULL);
}

/* Everything in @expected has been told, up to its last word. */
static bool wait_for_the_end(size_t marks[N_LISTENERS], bool is_removed)
{
	const DWORD last = is_removed ? wlan_notification_acm_interface_arrival : wlan_notification_acm_disconnected;

	for (size_t i = 0; i < N_LISTENERS; i++)
		if (!stream_wait(&listeners[i], marks[i], WLAN_NOTIFICATION_SOURCE_ACM, last, NULL))
			return false;
	return true;
}

static void take_marks(size_t marks[N_LISTENERS])
{
	for (size_t i = 0; i < N_LISTENERS; i++)
		marks[i] = stream_mark(&listeners[i]);
}

static void expect(const char *name, size_t marks[N_LISTENERS], const char *expected, bool is_removed)
{
	bool is_good = wait_for_the_end(marks, is_removed);

	for (size_t i = 0; i < N_LISTENERS; i++)
		is_good = is_good && strcmp(stream_text(&listeners[i], marks[i]), expected) == 0 && !listeners[i].error[0];
	result(is_good, name, expected);
}

int main(int argc, char **argv)
{
	PWLAN_INTERFACE_INFO_LIST list;
	size_t marks[N_LISTENERS];
	unsigned long long begin;
	bool is_lost, is_removed, is_good;
	int driver;
	char path[64];
	DWORD status;

	if (argc != 3)
		return 1;
	is_lost = strncmp(argv[1], "lost-", 5) == 0; /* by itself, without a call */
	is_removed = strstr(argv[2], "acm14");
	driver = driver_pid();
	printf("1..6\n");
	for (size_t i = 0; i < N_LISTENERS; i++)
		if (stream_open(&listeners[i], 2, WLAN_NOTIFICATION_SOURCE_ALL) != ERROR_SUCCESS)
			return 1;
	if (WlanEnumInterfaces(listeners[0].handle, NULL, &list) != ERROR_SUCCESS)
		return 1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);

	take_marks(marks);
	result(connect_now() == ERROR_SUCCESS && stream_wait(&listeners[0], marks[0], WLAN_NOTIFICATION_SOURCE_ACM,
							     wlan_notification_acm_connection_complete, NULL),
	       "the driver connects", "it does not");
	if (is_lost) {
		result(true, "nobody asks for the disconnect", "");
	} else {
		for (size_t i = 0; i < N_LISTENERS; i++)
			(void)stream_wait_state(&listeners[i], STREAM_CONNECTED);
		take_marks(marks);
		begin = now_ms();
		status = WlanDisconnect(listeners[1].handle, &guid, NULL);
		result(status == ERROR_SUCCESS && now_ms() - begin < AT_ONCE_MS, "the call returns at once", "it does not");
	}
	expect("both clients are told what happened", marks, argv[2], is_removed);
	result(driver > 0 && driver_pid() > 0 && (driver_pid() != driver) == is_removed &&
	       (kill(driver, 0) < 0 && errno == ESRCH) == is_removed, "a driver that cannot go on is another one now, and only such a one",
	       "it is not");

	/* What a lost link was like is over; the driver is another one, or the same in a better mood. */
	take_marks(marks);
	is_good = connect_now() == ERROR_SUCCESS;
	if (is_good && stream_wait_state(&listeners[1], is_lost ? STREAM_RESTING : STREAM_CONNECTED) && !is_lost)
		(void)WlanDisconnect(listeners[1].handle, &guid, NULL);
	result(is_good && wait_for_the_end(marks, false) && !listeners[0].error[0], "and the next connection ends as well",
	       listeners[0].error);
	result(kill(atoi(getenv("WLANSVC_PID")), 0) == 0, "the service has lived through it", "it has not");
	for (size_t i = 0; i < N_LISTENERS; i++)
		stream_close(&listeners[i]);
	snprintf(path, sizeof(path), "/tmp/bad-driver.%s", getenv("WLANSVC_PID"));
	unlink(path);
	return n_failed > 0;
}
