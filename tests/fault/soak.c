/*
 * soak [CYCLES]: connect and disconnect without end on the simulated radio, with aborts, faults and eight clients at once.
 *
 * One client makes connections and ends them, most of the time at once, sometimes in the middle; the access points send it away, fall
 * silent, forget it, and lose frames; now and then the driver is killed. The other clients scan, ask and disconnect too.
 * Whatever happens: every client's notifications keep the documented order, every attempt ends, every client has heard of the same
 * number of connections, and neither service nor driver grows.
 */
#include "driver_pid.h"
#include "stream.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define N_CLIENTS 8
#define DEFAULT_CYCLES 500
#define KILL_EVERY 250 /* cycles: the driver */

/* Of a hundred throws, what is below is an abort, and what lies between the two is a fault. */
#define FAULT 20
#define NO_FAULT 25
#define GROWTH_PERCENT 10 /* and a megabyte, which the allocator may need for its own ways */

static struct stream clients[N_CLIENTS];
static GUID guid;
static atomic_bool is_over;
static unsigned int n_faults, n_aborts, n_kills;

static void pause_us(unsigned int us)
{
	const struct timespec moment = { .tv_nsec = us * 1000L };

	nanosleep(&moment, NULL); /* the rhythm of the load, not a wait for anything */
}

/* Tells the simulator something and takes its answer, whatever it is: some orders come when there is nobody to hit. */
static void tell_simulator(const char *order)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char answer[256];

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", getenv("WDI_SIM_CONTROL"));
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    send(fd, order, strlen(order), MSG_NOSIGNAL) > 0)
		(void)!recv(fd, answer, sizeof(answer), 0);
	if (fd >= 0)
		close(fd);
}

/* Kilobytes that a process has in memory of its own; 0 if the sanitizer keeps what was freed, and nothing can be said. */
static unsigned long memory_of(int pid)
{
	char path[64], line[512];
	unsigned long kilobytes = 0, value;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "libasan") || strstr(line, "libtsan")) {
			fclose(file);
			return 0;
		}
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "RssAnon: %lu", &value) == 1)
			kilobytes = value;
	if (file)
		fclose(file);
	return kilobytes;
}

static DWORD connect_to(bool is_secure)
{
	static const char format[] =
		"<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>soak</name>"
		"<SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		"<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>%s</authentication>"
		"<encryption>%s</encryption><useOneX>false</useOneX></authEncryption>%s</security></MSM></WLANProfile>";
	static const char key[] = "<sharedKey><keyType>passPhrase</keyType><protected>false</protected>"
				  "<keyMaterial>correct horse battery</keyMaterial></sharedKey>";
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	char text[1024];
	WCHAR wide[1024];
	size_t i = 0;

	snprintf(text, sizeof(text), format, is_secure ? "psk" : "open", is_secure ? "WPA2PSK" : "open", is_secure ? "AES" : "none",
		 is_secure ? key : "");
	do
		wide[i] = (unsigned char)text[i];
	while (text[i++]);
	parameters.strProfile = wide;
	return WlanConnect(clients[0].handle, &guid, &parameters, NULL);
}

static void *disturb(void *context)
{
	struct stream *client = context;
	unsigned int seed = (unsigned int)(client - clients);

	while (!is_over) {
		WLAN_INTERFACE_STATE *state;
		DWORD size;

		switch (rand_r(&seed) % 20) {
		case 0:
			WlanDisconnect(client->handle, &guid, NULL);
			break;
		case 1:
			WlanScan(client->handle, &guid, NULL, NULL, NULL);
			break;
		default:
			if (WlanQueryInterface(client->handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&state,
					       NULL) == ERROR_SUCCESS)
				WlanFreeMemory(state);
			break;
		}
		pause_us(1000 + (unsigned int)rand_r(&seed) % 20000);
	}
	return NULL;
}

static void make_trouble(unsigned int *seed, bool may_kill)
{
	static const char *const orders[] = {
		"deauth open all 7\n", "deauth psk all 2\n", "disassoc open all 8\n", "disassoc psk all 8\n",
		"restart psk\n",       "drop 3\n",	      "silence open\n",	       "silence psk\n",
	};

	n_faults++;
	if (may_kill) {
		int pid = driver_pid();

		if (pid > 0)
			n_kills += kill(pid, SIGKILL) == 0;
		return;
	}
	tell_simulator(orders[(unsigned int)rand_r(seed) % (sizeof(orders) / sizeof(orders[0]))]);
}

/* Return: NULL, or what went wrong. */
static const char *run_cycle(unsigned int *seed, unsigned int cycle)
{
	size_t mark = stream_mark(&clients[0]);
	const bool may_kill = cycle % KILL_EVERY == KILL_EVERY - 1;
	unsigned int dice = may_kill ? FAULT : (unsigned int)rand_r(seed) % 100;
	DWORD status;

	if (!stream_wait_arrivals(&clients[0], n_kills)) /* the driver is being started again */
		return "the interface does not come back";
	status = connect_to(rand_r(seed) & 1);
	if (status != ERROR_SUCCESS)
		return "the connect was refused";
	if (dice < FAULT) { /* in the middle */
		pause_us((unsigned int)rand_r(seed) % 6000);
		n_aborts++;
	} else if (dice < NO_FAULT) {
		pause_us((unsigned int)rand_r(seed) % 6000);
		make_trouble(seed, may_kill);
	} else if (!stream_wait(&clients[0], mark, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, NULL)) {
		return "the attempt has no end";
	}
	/* Of a driver that was killed: its link has ended, and then its adapter is down. */
	status = WlanDisconnect(clients[0].handle, &guid, NULL);
	if (status != ERROR_SUCCESS && status != ERROR_INVALID_STATE && status != ERROR_NOT_FOUND)
		return "the disconnect was refused";
	if (!stream_wait(&clients[0], mark, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, NULL) ||
	    !stream_wait_state(&clients[0], STREAM_RESTING))
		return "not at rest in time";
	if (dice >= FAULT && dice < NO_FAULT) {
		tell_simulator("resume open\n");
		tell_simulator("resume psk\n");
	}
	return NULL;
}

/* Every client has heard the same of connections. */
static const char *compare_clients(void)
{
	static char wrong[400];

	for (size_t i = 0; i < N_CLIENTS; i++) {
		if (!stream_wait_told(&clients[i], clients[0].n_told) || !stream_wait_state(&clients[i], STREAM_RESTING))
			return "a client is not at rest in time";
		if (clients[i].error[0]) {
			snprintf(wrong, sizeof(wrong), "client %zu: %s", i, clients[i].error);
			return wrong;
		}
		if (clients[i].n_told != clients[0].n_told || clients[i].n_connections != clients[0].n_connections ||
		    clients[i].n_disconnections != clients[0].n_disconnections || clients[i].n_failures != clients[0].n_failures) {
			snprintf(wrong, sizeof(wrong), "client %zu heard %zu, client 0 %zu", i, clients[i].n_told, clients[0].n_told);
			return wrong;
		}
	}
	return NULL;
}

static bool has_grown(const char *what, unsigned long before, unsigned long after)
{
	printf("# %s: %lu kB after a tenth, %lu kB at the end\n", what, before, after);
	return before > 0 && after > before + before * GROWTH_PERCENT / 100 + 1024;
}

int main(int argc, char **argv)
{
	const unsigned int n_cycles = argc > 1 ? (unsigned int)atoi(argv[1]) : DEFAULT_CYCLES;
	const unsigned int seed_shown = (unsigned int)time(NULL);
	const int service = atoi(getenv("WLANSVC_PID"));
	unsigned long service_before = 0, driver_before = 0;
	pthread_t threads[N_CLIENTS];
	PWLAN_INTERFACE_INFO_LIST list;
	struct timespec begin, end;
	const char *wrong = NULL;
	unsigned int seed = seed_shown, cycle;
	bool has_leaked;

	printf("1..1\n# seed %u\n", seed_shown);
	for (size_t i = 0; i < N_CLIENTS; i++)
		if (stream_open(&clients[i], 2, WLAN_NOTIFICATION_SOURCE_ACM | WLAN_NOTIFICATION_SOURCE_MSM) != ERROR_SUCCESS)
			return 1;
	if (WlanEnumInterfaces(clients[0].handle, NULL, &list) != ERROR_SUCCESS)
		return 1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	for (size_t i = 1; i < N_CLIENTS; i++)
		pthread_create(&threads[i], NULL, disturb, &clients[i]);

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (cycle = 0; cycle < n_cycles && !wrong; cycle++) {
		wrong = run_cycle(&seed, cycle);
		if (!wrong && cycle % 100 == 99)
			wrong = compare_clients();
		if (cycle == n_cycles / 10) {
			service_before = memory_of(service);
			driver_before = memory_of(driver_pid());
		}
	}
	is_over = true;
	for (size_t i = 1; i < N_CLIENTS; i++)
		pthread_join(threads[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (!wrong)
		wrong = compare_clients();
	printf("# %u cycles in %ld s: %zu connections, %zu disconnections, %zu attempts that failed or were cancelled; %u aborts, %u faults, "
	       "%u drivers killed; %zu notifications for each of %d clients\n",
	       cycle, (long)(end.tv_sec - begin.tv_sec), clients[0].n_connections, clients[0].n_disconnections, clients[0].n_failures,
	       n_aborts, n_faults, n_kills, clients[0].n_told, N_CLIENTS);
	has_leaked = has_grown("service", service_before, memory_of(service));
	if (n_kills == 0) /* else it is not the same process */
		has_leaked |= has_grown("driver", driver_before, memory_of(driver_pid()));
	if (wrong)
		printf("# cycle %u: %s\n# the latest: %s\n", cycle, wrong,
		       stream_text(&clients[0], clients[0].n_told > 40 ? clients[0].n_told - 40 : 0));
	printf("%s 1 - the service lives through it\n", wrong || has_leaked ? "not ok" : "ok");
	for (size_t i = 0; i < N_CLIENTS; i++)
		stream_close(&clients[i]);
	return wrong || has_leaked;
}
