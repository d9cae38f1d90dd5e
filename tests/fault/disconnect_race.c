/*
 * A disconnect at any moment: while a scan waits or runs, at every stage of making a connection, while another client disconnects,
 * deletes the profile or switches the radio off, and while the driver is started again. Every call returns, there is one outcome, every
 * client is told the same, in order and once, and afterwards a connection can be made.
 *
 * The frames of this world take long (race.conf), so that a sweep of moments meets every one of them: authentication, SAE's commit
 * and confirm, association, and each message of the handshake.
 */
#include "driver_pid.h"
#include "stream.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_LISTENERS 3

static unsigned int n_moments = 24;
static struct stream listeners[N_LISTENERS];
static GUID guid;
static unsigned int number;
static int n_failed;

static const char *profile_of(const char *ssid, bool is_secure, const char *authentication)
{
	static char text[2048];
	char key[256] = "";

	if (is_secure)
		snprintf(key, sizeof(key),
			 "<sharedKey><keyType>passPhrase</keyType><protected>false</protected>"
			 "<keyMaterial>correct horse battery</keyMaterial></sharedKey>");
	snprintf(text, sizeof(text),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>race-%s</name>"
		 "<SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		 "<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>%s</authentication>"
		 "<encryption>%s</encryption><useOneX>false</useOneX></authEncryption>%s</security></MSM></WLANProfile>",
		 ssid, ssid, authentication, is_secure ? "AES" : "none", key);
	return text;
}

static LPCWSTR wide(const char *text)
{
	static WCHAR buffer[2048];
	size_t i = 0;

	for (; text[i]; i++)
		buffer[i] = (unsigned char)text[i];
	buffer[i] = 0;
	return buffer;
}

static void result(bool is_good, const char *name, const char *why)
{
	printf("%s %u - %s\n", is_good ? "ok" : "not ok", ++number, name);
	if (!is_good) {
		n_failed++;
		printf("# %s\n# heard: %s\n", why, stream_text(&listeners[0], 0));
	}
	fflush(stdout);
}

static DWORD connect_to(const char *ssid, const char *authentication)
{
	bool is_secure = strcmp(authentication, "open") != 0;
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.strProfile = wide(profile_of(ssid, is_secure, authentication)),
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	return WlanConnect(listeners[0].handle, &guid, &parameters, NULL);
}

static void pause_us(unsigned int us)
{
	struct timespec moment = { .tv_nsec = us * 1000L };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL); /* the moment of the race, not a wait for anything */
}

/* The last marker that every listener has heard makes their streams comparable. */
static const char *compare_listeners(size_t from[N_LISTENERS])
{
	static char wrong[4200];
	char first[2048];

	snprintf(first, sizeof(first), "%s", stream_text(&listeners[0], from[0]));
	for (size_t i = 0; i < N_LISTENERS; i++) {
		if (listeners[i].error[0]) {
			snprintf(wrong, sizeof(wrong), "listener %zu: %s", i, listeners[i].error);
			return wrong;
		}
		if (!stream_wait_state(&listeners[i], STREAM_RESTING))
			return "not at rest in time";
		if (strcmp(first, stream_text(&listeners[i], from[i])) != 0) {
			snprintf(wrong, sizeof(wrong), "one heard %.2000s, another %.2000s", first, stream_text(&listeners[i], from[i]));
			return wrong;
		}
	}
	return NULL;
}

static void take_marks(size_t marks[N_LISTENERS])
{
	for (size_t i = 0; i < N_LISTENERS; i++)
		marks[i] = stream_mark(&listeners[i]);
}

/* Waits until the first listener has heard the end of the attempt or of the connection, and every other one the same. */
static const char *end_of(size_t marks[N_LISTENERS])
{
	const char *wrong;

	for (size_t i = 0; i < N_LISTENERS; i++)
		if (!stream_wait(&listeners[i], marks[i], WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, NULL))
			return "the attempt has no end";
	for (size_t i = 0; i < N_LISTENERS; i++)
		if (!stream_wait_state(&listeners[i], STREAM_RESTING))
			return "not at rest in time";
	wrong = compare_listeners(marks);
	return wrong;
}

static WLAN_INTERFACE_STATE state_now(void)
{
	WLAN_INTERFACE_STATE *state, value = wlan_interface_state_not_ready;
	DWORD size;

	if (WlanQueryInterface(listeners[0].handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&state, NULL) ==
	    ERROR_SUCCESS) {
		value = *state;
		WlanFreeMemory(state);
	}
	return value;
}

/* How often a disconnect met the interface in each state: that the sweep is one. */
static unsigned int met[8];

/* A connect, and a disconnect @us later. */
static const char *race_once(const char *ssid, const char *authentication, unsigned int us)
{
	size_t marks[N_LISTENERS];
	DWORD status;

	take_marks(marks);
	if (connect_to(ssid, authentication) != ERROR_SUCCESS)
		return "the connect was refused";
	pause_us(us);
	met[state_now() & 7]++;
	status = WlanDisconnect(listeners[1].handle, &guid, NULL);
	if (status != ERROR_SUCCESS)
		return "the disconnect was refused";
	return end_of(marks);
}

static unsigned int now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned int)(now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

/* How long a connection takes to make on this machine, so that the moments of the sweep lie within. */
static const char *measure(const char *ssid, const char *authentication, unsigned int *ret_us)
{
	const unsigned int begin = now_us();
	size_t marks[N_LISTENERS];

	take_marks(marks);
	if (connect_to(ssid, authentication) != ERROR_SUCCESS)
		return "the connect was refused";
	if (!stream_wait(&listeners[0], marks[0], WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_connected, NULL))
		return "it does not connect at all";
	*ret_us = now_us() - begin;
	if (WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
		return "the disconnect was refused";
	return end_of(marks);
}

static void sweep(const char *name, const char *ssid, const char *authentication)
{
	unsigned int whole_us = 0;
	const char *wrong = measure(ssid, authentication, &whole_us); /* looks for the network first */
	char why[5000];

	if (!wrong)
		wrong = measure(ssid, authentication, &whole_us);
	memset(met, 0, sizeof(met));
	for (unsigned int i = 0; i < n_moments && !wrong; i++) /* the last quarter comes too late */
		wrong = race_once(ssid, authentication, whole_us / n_moments * i * 4 / 3);
	if (!wrong && state_now() != wlan_interface_state_disconnected)
		wrong = "it is not disconnected at the end";
	if (!wrong && !met[wlan_interface_state_associating])
		wrong = "no disconnect came while associating";
	snprintf(why, sizeof(why), "%s", wrong ? wrong : "");
	printf("# %u us to connect; met: associating %u, authenticating %u, connected %u, disconnected %u\n", whole_us, met[wlan_interface_state_associating],
	       met[wlan_interface_state_authenticating], met[wlan_interface_state_connected], met[wlan_interface_state_disconnected]);
	result(!wrong, name, why);
}

/* Returns when the driver has done it. */
static DWORD set_radio(DOT11_RADIO_STATE wanted)
{
	WLAN_PHY_RADIO_STATE radio = { .dot11SoftwareRadioState = wanted };

	return WlanSetInterface(listeners[2].handle, &guid, wlan_intf_opcode_radio_state, sizeof(radio), &radio, NULL);
}

/* A connect, and the radio goes off @us later; every other time together with a disconnect. */
static const char *race_radio_once(const char *ssid, const char *authentication, unsigned int us, bool is_disconnected)
{
	size_t marks[N_LISTENERS];
	const char *wrong;

	take_marks(marks);
	if (connect_to(ssid, authentication) != ERROR_SUCCESS)
		return "the connect was refused";
	pause_us(us);
	met[state_now() & 7]++;
	if (is_disconnected && WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
		return "the disconnect was refused";
	if (set_radio(dot11_radio_state_off) != ERROR_SUCCESS)
		return "the radio was not switched off";
	wrong = end_of(marks);
	if (!wrong && state_now() != wlan_interface_state_disconnected)
		wrong = "it is not disconnected";
	if (!wrong && connect_to(ssid, authentication) != ERROR_NDIS_DOT11_POWER_STATE_INVALID)
		wrong = "a connect without a radio was not refused as such";
	if (set_radio(dot11_radio_state_on) != ERROR_SUCCESS)
		return "the radio was not switched on";
	return wrong;
}

static void sweep_radio(const char *name, const char *ssid, const char *authentication)
{
	unsigned int whole_us = 0;
	const char *wrong = measure(ssid, authentication, &whole_us);
	char why[5000];

	if (!wrong)
		wrong = measure(ssid, authentication, &whole_us);
	memset(met, 0, sizeof(met));
	for (unsigned int i = 0; i < n_moments && !wrong; i++)
		wrong = race_radio_once(ssid, authentication, whole_us / n_moments * i * 4 / 3, i & 1);
	if (!wrong && !met[wlan_interface_state_associating])
		wrong = "the radio never went off while associating";
	if (!wrong)
		wrong = measure(ssid, authentication, &whole_us); /* it works as before */
	snprintf(why, sizeof(why), "%s", wrong ? wrong : "");
	printf("# met: associating %u, authenticating %u, connected %u\n", met[wlan_interface_state_associating],
	       met[wlan_interface_state_authenticating], met[wlan_interface_state_connected]);
	result(!wrong, name, why);
}

static const char *reach_connection_to(const char *ssid, const char *authentication, size_t marks[N_LISTENERS])
{
	take_marks(marks);
	if (connect_to(ssid, authentication) != ERROR_SUCCESS)
		return "the connect was refused";
	for (size_t i = 0; i < N_LISTENERS; i++)
		if (!stream_wait_state(&listeners[i], STREAM_CONNECTED))
			return "not connected in time";
	take_marks(marks);
	return NULL;
}

static const char *reach_connection(size_t marks[N_LISTENERS])
{
	return reach_connection_to("open", "open", marks);
}

/* Return: NULL, or what is wrong. */
static const char *check_heard(size_t marks[N_LISTENERS], const char *expected)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < N_LISTENERS && !wrong; i++)
		if (!stream_wait(&listeners[i], marks[i], WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, NULL))
			wrong = "the end was not told";
	if (!wrong)
		wrong = compare_listeners(marks);
	if (!wrong && expected && strcmp(stream_text(&listeners[0], marks[0]), expected) != 0)
		wrong = stream_text(&listeners[0], marks[0]);
	return wrong;
}

static void expect_heard(const char *name, size_t marks[N_LISTENERS], const char *expected)
{
	const char *wrong = check_heard(marks, expected);

	result(!wrong, name, wrong ? wrong : "");
}

/* Frames take @frame_us: so the radio goes off before, between and after the goodbyes. */
static void the_radio_goes_off_meanwhile(const char *ssid, const char *authentication, unsigned int frame_us)
{
	const char *wrong = NULL;
	char why[2100];

	for (unsigned int i = 0; i < 6 && !wrong; i++) {
		size_t marks[N_LISTENERS];

		wrong = reach_connection_to(ssid, authentication, marks);
		if (!wrong && WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
			wrong = "refused";
		pause_us(frame_us / 2 * i);
		if (!wrong && set_radio(dot11_radio_state_off) != ERROR_SUCCESS)
			wrong = "the radio was not switched off";
		if (!wrong)
			wrong = check_heard(marks, "acm20 msm9 msm10 acm21");
		if (!wrong && set_radio(dot11_radio_state_on) != ERROR_SUCCESS)
			wrong = "the radio was not switched on";
	}
	snprintf(why, sizeof(why), "%s", wrong ? wrong : "");
	result(!wrong, "while the radio goes off", why);
}

static void a_scan_does_not_hold_it(void)
{
	size_t marks[N_LISTENERS];
	const char *wrong = reach_connection(marks);

	if (wrong) {
		result(false, "while scans run and wait", wrong);
		return;
	}
	for (int i = 0; i < 3; i++)
		WlanScan(listeners[2].handle, &guid, NULL, NULL, NULL);
	if (WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
		result(false, "while scans run and wait", "refused");
	else
		expect_heard("while scans run and wait", marks, "acm20 msm9 msm10 acm21");
}

static void *disconnect_thread(void *context)
{
	struct stream *stream = context;

	return (void *)(size_t)WlanDisconnect(stream->handle, &guid, NULL);
}

static void two_clients_share_one_outcome(void)
{
	const char *name = "by three clients at once";
	pthread_t threads[N_LISTENERS];
	size_t marks[N_LISTENERS];
	const char *wrong = reach_connection(marks);
	size_t n_refused = 0;

	if (wrong) {
		result(false, name, wrong);
		return;
	}
	for (size_t i = 0; i < N_LISTENERS; i++)
		pthread_create(&threads[i], NULL, disconnect_thread, &listeners[i]);
	for (size_t i = 0; i < N_LISTENERS; i++) {
		void *status;

		pthread_join(threads[i], &status);
		n_refused += status != NULL;
	}
	if (n_refused > 0)
		result(false, name, "one was refused");
	else
		expect_heard(name, marks, "acm20 msm9 msm10 acm21");
}

static void a_profile_is_deleted_meanwhile(void)
{
	const char *name = "while its profile is deleted";
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_profile,
		.dot11BssType = dot11_BSS_type_any,
	};
	size_t marks[N_LISTENERS];
	DWORD reason;

	if (WlanSetProfile(listeners[0].handle, &guid, 0, wide(profile_of("open", false, "open")), NULL, TRUE, NULL, &reason) !=
	    ERROR_SUCCESS) {
		result(false, name, "the profile was refused");
		return;
	}
	parameters.strProfile = wide("race-open");
	take_marks(marks);
	WlanConnect(listeners[0].handle, &guid, &parameters, NULL);
	for (size_t i = 0; i < N_LISTENERS; i++)
		stream_wait_state(&listeners[i], STREAM_CONNECTED);
	take_marks(marks);
	if (WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS ||
	    WlanDeleteProfile(listeners[2].handle, &guid, wide("race-open"), NULL) != ERROR_SUCCESS ||
	    WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
		result(false, name, "refused");
	else
		expect_heard(name, marks, "acm20 msm9 msm10 acm21");
}

static void tell_simulator(const char *first, const char *second)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl(getenv("WDI_SIM_CTL"), "wdi-sim-ctl", "--socket", getenv("WDI_SIM_CONTROL"), first, second, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
}

static void the_driver_dies_meanwhile(void)
{
	const char *name = "while the driver dies and is started again";
	size_t marks[N_LISTENERS];
	const char *wrong = reach_connection(marks);
	pid_t driver = driver_pid();
	DWORD status;

	if (wrong || driver <= 0) {
		result(false, name, wrong ? wrong : "no driver");
		return;
	}
	kill(driver, SIGSTOP); /* it does not answer the disconnect ... */
	status = WlanDisconnect(listeners[1].handle, &guid, NULL);
	kill(driver, SIGKILL); /* ... and will not */
	for (size_t i = 0; i < N_LISTENERS && !wrong; i++)
		if (!stream_wait_arrivals(&listeners[i], 1))
			wrong = "the interface has not come back";
	if (status != ERROR_SUCCESS)
		result(false, name, "refused");
	else
		expect_heard(name, marks, "acm20 msm9 msm10:3800f acm21 acm14 acm13");
	/* It has come back, with the same GUID and nothing connected. */
	result(!wrong && state_now() == wlan_interface_state_disconnected, "the interface is back", wrong ? wrong : "it is not");
}

/* The new driver knows nothing of it: the service tells it again. */
static void the_radio_stays_off(void)
{
	const char *name = "a radio that is off stays off when the driver is started again";
	pid_t driver = driver_pid();
	bool is_good;

	if (set_radio(dot11_radio_state_off) != ERROR_SUCCESS || driver <= 0 || kill(driver, SIGKILL) < 0 ||
	    !stream_wait_arrivals(&listeners[0], 2)) {
		result(false, name, "the interface has not come back");
		return;
	}
	is_good = connect_to("open", "open") == ERROR_NDIS_DOT11_POWER_STATE_INVALID;
	result(is_good && set_radio(dot11_radio_state_on) == ERROR_SUCCESS, name, "it is on");
}

static void the_access_point_is_faster(void)
{
	const char *name = "while the access point sends us away";
	size_t marks[N_LISTENERS];
	const char *wrong = reach_connection(marks);

	if (wrong) {
		result(false, name, wrong);
		return;
	}
	tell_simulator("deauth open all 7", NULL);
	if (WlanDisconnect(listeners[1].handle, &guid, NULL) != ERROR_SUCCESS)
		result(false, name, "refused");
	else /* one of the two sequences, and only one */
		expect_heard(name, marks, NULL);
}

/* disconnect_race [SSID AUTHENTICATION]: all of it in the world of race.conf, or only a short sweep with one network. */
int main(int argc, char **argv)
{
	PWLAN_INTERFACE_INFO_LIST list;

	printf("1..%d\n", argc == 3 ? 3 : 14);
	for (size_t i = 0; i < N_LISTENERS; i++)
		if (stream_open(&listeners[i], 2, WLAN_NOTIFICATION_SOURCE_ALL) != ERROR_SUCCESS)
			return 1;
	if (WlanEnumInterfaces(listeners[0].handle, NULL, &list) != ERROR_SUCCESS)
		return 1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);

	if (argc == 3) {
		n_moments = 12;
		sweep("at every stage against another access point", argv[1], argv[2]);
		sweep_radio("and the radio goes off at every stage", argv[1], argv[2]);
		the_radio_goes_off_meanwhile(argv[1], argv[2], 200);
		return n_failed > 0;
	}
	sweep("at every stage of an open connection", "open", "open");
	sweep("at every message of the 4-way handshake", "psk", "WPA2PSK");
	sweep("at every step of SAE and what follows", "sae", "WPA3SAE");
	a_scan_does_not_hold_it();
	two_clients_share_one_outcome();
	a_profile_is_deleted_meanwhile();
	the_radio_goes_off_meanwhile("open", "open", 5000);
	sweep_radio("the radio goes off at every stage of an open connection", "open", "open");
	sweep_radio("the radio goes off at every message of the 4-way handshake", "psk", "WPA2PSK");
	the_access_point_is_faster();
	the_driver_dies_meanwhile();
	the_radio_stays_off();
	sweep("and again at every stage", "psk", "WPA2PSK");
	for (size_t i = 0; i < N_LISTENERS; i++)
		stream_close(&listeners[i]);
	return n_failed > 0;
}
