/*
 * bench-load [SECONDS [PROCESSES [HANDLES [RATE]]]] [--test]: many programs at once, and some that are stopped and
 * never read.
 *
 * PROCESSES (50) processes with HANDLES (1,000) handles between them make RATE (10,000) calls in a second, of every
 * kind that only asks and of opening and closing; each of them listens too. Meanwhile the main process connects and
 * disconnects twenty times in a second, which is told to everybody. For a quarter of SECONDS (60) that is all. Then a
 * client comes that has registered many handles and is stopped by SIGSTOP; when the service has closed its
 * connection, the next one comes, up to four. Told at the end: latencies with and without them, memory of the
 * service. Runs in wlan-sandbox, which tells the service's process in WLANSVC_PID.
 *
 * Wrong is: a call that is not answered or with an error; a listener that has not heard of every disconnection; a
 * stopped client whose queue grows without end; a service that grows by more than its limits allow. With --test
 * nothing else is told, in TAP.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <windows.h>
#include <wlanapi.h>

#define OBJECT "/org/nativewifi/WlanService1"
#define INTERFACE "org.nativewifi.WlanService1"

#define MAX_PROCESSES 200
#define MAX_HANDLES 64 /* of one process */
#define N_STOPPED 4
#define STOPPED_HANDLES 64 /* every notification is queued so many times */
#define DEADLINE_S 60
#define CYCLE_US 50000 /* from one connection to the next */
/* The service lets 16 MiB wait for a client; what the objects around the bytes cost is not counted there. */
#define GROWTH_LIMIT_KB (64 * 1024)
#define KEPT_LIMIT_KB (8 * 1024) /* when nothing waits any more */

/* Latencies in buckets: 16 for each power of two of microseconds. */
#define N_BUCKETS (24 * 16)

enum phase { ALONE, BESIDE_STOPPED, N_PHASES };

struct worker {
	uint32_t buckets[N_PHASES][N_BUCKETS];
	unsigned long n_calls[N_PHASES], n_late, n_failed;
	double worst_us[N_PHASES];
	DWORD failed_code;
	const char *failed_call;
	unsigned int n_heard, n_missed;
};

/* One mapping that all processes share. */
struct shared {
	sem_t ready, go, done, end, come;
	atomic_ulong begin_us, switch_us, end_us;
	atomic_uint n_disconnected;
	struct worker workers[MAX_PROCESSES];
};

static struct shared *shared;
static unsigned int seconds = 60, n_processes = 50, n_handles = 1000, rate = 10000;
static bool is_test;
static GUID guid;

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void sleep_until(uint64_t us)
{
	const struct timespec at = { .tv_sec = (time_t)(us / 1000000u), .tv_nsec = (long)(us % 1000000u) * 1000L };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}

/* Return: whether it was posted before the deadline. */
static bool wait_for(sem_t *semaphore)
{
	struct timespec at;
	int r;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += DEADLINE_S;
	do
		r = sem_timedwait(semaphore, &at);
	while (r < 0 && errno == EINTR);
	return r == 0;
}

/* --- latencies --- */

static unsigned int bucket_of(uint64_t us)
{
	unsigned int power, index;

	if (us < 16)
		return (unsigned int)us;
	power = 63 - (unsigned int)__builtin_clzll(us);
	index = (power - 3) * 16 + (unsigned int)((us >> (power - 4)) & 15);
	return index < N_BUCKETS ? index : N_BUCKETS - 1;
}

static double value_of(unsigned int bucket)
{
	unsigned int power = bucket / 16 + 3;

	if (bucket < 16)
		return bucket;
	return (double)(16 + bucket % 16) * (double)(1u << (power - 4));
}

static double percentile(enum phase phase, double share)
{
	uint64_t n = 0, seen = 0;

	for (unsigned int w = 0; w < n_processes; w++)
		n += shared->workers[w].n_calls[phase];
	for (unsigned int b = 0; b < N_BUCKETS; b++) {
		for (unsigned int w = 0; w < n_processes; w++)
			seen += shared->workers[w].buckets[phase][b];
		if ((double)seen >= (double)n * share)
			return value_of(b);
	}
	return 0;
}

/* --- those that call --- */

struct listener {
	sem_t one;
	atomic_uint n_heard;
};

static VOID WINAPI on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct listener *listener = context;

	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM ||
	    data->NotificationCode != wlan_notification_acm_disconnected)
		return;
	atomic_fetch_add(&listener->n_heard, 1);
	sem_post(&listener->one);
}

static DWORD ask_state(HANDLE handle)
{
	PVOID data;
	DWORD size, code = WlanQueryInterface(handle, &guid, wlan_intf_opcode_interface_state, NULL, &size, &data, NULL);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(data);
	return code;
}

static DWORD ask_interfaces(HANDLE handle)
{
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD code = WlanEnumInterfaces(handle, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return code;
}

static DWORD ask_networks(HANDLE handle)
{
	PWLAN_AVAILABLE_NETWORK_LIST list;
	DWORD code = WlanGetAvailableNetworkList(handle, &guid, 0, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return code;
}

static DWORD ask_bss(HANDLE handle)
{
	PWLAN_BSS_LIST list;
	DWORD code = WlanGetNetworkBssList(handle, &guid, NULL, dot11_BSS_type_any, FALSE, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return code;
}

static DWORD ask_profiles(HANDLE handle)
{
	PWLAN_PROFILE_INFO_LIST list;
	DWORD code = WlanGetProfileList(handle, &guid, NULL, &list);

	if (code == ERROR_SUCCESS)
		WlanFreeMemory(list);
	return code;
}

static DWORD open_and_close(HANDLE unused)
{
	HANDLE handle;
	DWORD version, code = WlanOpenHandle(2, NULL, &version, &handle);

	(void)unused;
	return code == ERROR_SUCCESS ? WlanCloseHandle(handle, NULL) : code;
}

static const struct {
	const char *name;
	DWORD (*make)(HANDLE handle);
	unsigned int share; /* of a hundred */
} calls[] = {
	{ "WlanQueryInterface", ask_state, 60 },
	{ "WlanEnumInterfaces", ask_interfaces, 10 },
	{ "WlanGetAvailableNetworkList", ask_networks, 10 },
	{ "WlanGetNetworkBssList", ask_bss, 5 },
	{ "WlanGetProfileList", ask_profiles, 10 },
	{ "WlanOpenHandle, WlanCloseHandle", open_and_close, 5 },
};

static void make_call(struct worker *worker, const HANDLE *handles, unsigned int n, unsigned int *seed)
{
	unsigned int dice = (unsigned int)rand_r(seed) % 100, kind = 0;
	enum phase phase;
	uint64_t begin, took;
	DWORD code;

	while (dice >= calls[kind].share)
		dice -= calls[kind++].share;
	begin = now_us();
	phase = begin < atomic_load(&shared->switch_us) ? ALONE : BESIDE_STOPPED;
	code = calls[kind].make(handles[(unsigned int)rand_r(seed) % n]);
	took = now_us() - begin;
	worker->buckets[phase][bucket_of(took)]++;
	worker->n_calls[phase]++;
	if ((double)took > worker->worst_us[phase])
		worker->worst_us[phase] = (double)took;
	if (code != ERROR_SUCCESS) {
		worker->n_failed++;
		worker->failed_code = code;
		worker->failed_call = calls[kind].name; /* the same address in every process: none of them is executed anew */
	}
}

static void call_in_rhythm(struct worker *worker, unsigned int index, const HANDLE *handles, unsigned int n)
{
	const uint64_t interval_us = (uint64_t)n_processes * 1000000u / rate, end = atomic_load(&shared->end_us);
	uint64_t next = atomic_load(&shared->begin_us) + interval_us * index / n_processes;
	unsigned int seed = index;

	for (; next < end && now_us() < end; next += interval_us) {
		if (now_us() < next)
			sleep_until(next);
		else
			worker->n_late++;
		make_call(worker, handles, n, &seed);
	}
}

static _Noreturn void work(unsigned int index)
{
	struct worker *worker = &shared->workers[index];
	unsigned int n = n_handles / n_processes;
	struct listener listener = { 0 };
	HANDLE handles[MAX_HANDLES];
	DWORD version;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sem_init(&listener.one, 0, 0);
	for (unsigned int i = 0; i < n; i++)
		if (WlanOpenHandle(2, NULL, &version, &handles[i]) != ERROR_SUCCESS)
			_exit(1);
	if (WlanRegisterNotification(handles[0], WLAN_NOTIFICATION_SOURCE_ALL, FALSE, on_notification, &listener, NULL, NULL) !=
	    ERROR_SUCCESS)
		_exit(1);
	sem_post(&shared->ready);
	wait_for(&shared->go);
	call_in_rhythm(worker, index, handles, n);
	sem_post(&shared->done);
	wait_for(&shared->end);
	while (atomic_load(&listener.n_heard) < atomic_load(&shared->n_disconnected) && wait_for(&listener.one))
		;
	worker->n_heard = atomic_load(&listener.n_heard);
	for (unsigned int i = 0; i < n; i++)
		if (WlanCloseHandle(handles[i], NULL) != ERROR_SUCCESS)
			_exit(1);
	_exit(0);
}

/* --- those that are stopped --- */

static int connect_to_service(void)
{
	const char *address = getenv("WLANSVC_ADDRESS");
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strncmp(address, "unix:path=", 10) == 0)
		address += 10;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", address);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&name, sizeof(name)) < 0)
		return -1;
	return fd;
}

static bool register_one(sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	uint32_t status = 1, version;
	uint64_t handle;
	bool is_good;

	is_good = sd_bus_call_method(bus, NULL, OBJECT, INTERFACE, "OpenHandle", NULL, &reply, "uu", 1u, 2u) >= 0 &&
		  sd_bus_message_read(reply, "uut", &status, &version, &handle) >= 0 && status == 0;
	sd_bus_message_unref(reply);
	reply = NULL;
	is_good = is_good &&
		  sd_bus_call_method(bus, NULL, OBJECT, INTERFACE, "RegisterNotification", NULL, &reply, "tub", handle,
				     (uint32_t)WLAN_NOTIFICATION_SOURCE_ALL, 0) >= 0 &&
		  sd_bus_message_read(reply, "u", &status) >= 0 && status == 0;
	sd_bus_message_unref(reply);
	return is_good;
}

static void send_descriptor(int to, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "", byte = 'x';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(to, &message, MSG_NOSIGNAL) < 0)
		_exit(1);
}

static int receive_descriptor(int from)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec vector = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header;
	int fd = -1;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) <= 0)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* Waits for its turn, registers, shows the main process its connection, and stops itself. */
static _Noreturn void be_stopped(int to_main)
{
	sd_bus *bus = NULL;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (sem_wait(&shared->come) < 0)
		;
	fd = connect_to_service();
	if (fd < 0 || sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 || sd_bus_start(bus) < 0)
		_exit(1);
	for (unsigned int i = 0; i < STOPPED_HANDLES; i++)
		if (!register_one(bus))
			_exit(2);
	send_descriptor(to_main, fd);
	raise(SIGSTOP);
	_exit(0);
}

struct stopped {
	pid_t pids[N_STOPPED];
	int from[N_STOPPED];
	unsigned int n, n_come;
	int fd; /* of the one that is there; -1: none */
	uint64_t since_us;
	unsigned int n_closed;
	double longest_s;
};

static struct stopped stopped = { .fd = -1 };

/* One of them takes the turn: all are alike. */
static bool let_next_come(void)
{
	struct pollfd waits[N_STOPPED];
	unsigned int i = 0;
	int status;

	sem_post(&shared->come);
	stopped.n_come++;
	for (unsigned int k = 0; k < stopped.n; k++)
		waits[k] = (struct pollfd){ .fd = stopped.from[k], .events = POLLIN };
	if (poll(waits, stopped.n, DEADLINE_S * 1000) <= 0)
		return false;
	while (!waits[i].revents)
		i++;
	stopped.fd = receive_descriptor(stopped.from[i]);
	if (stopped.fd < 0 || waitpid(stopped.pids[i], &status, WUNTRACED) != stopped.pids[i] || !WIFSTOPPED(status))
		return false;
	close(stopped.from[i]);
	stopped.from[i] = -1; /* poll() passes it over */
	stopped.since_us = now_us();
	return true;
}

/* Whether the service has closed the connection of the one that is there. */
static bool is_closed(void)
{
	struct pollfd wait = { .fd = stopped.fd };

	return stopped.fd >= 0 && poll(&wait, 1, 0) > 0 && wait.revents & POLLHUP;
}

static void note_closed(void)
{
	double took_s = (double)(now_us() - stopped.since_us) / 1e6;

	if (took_s > stopped.longest_s)
		stopped.longest_s = took_s;
	stopped.n_closed++;
	close(stopped.fd);
	stopped.fd = -1;
}

/* --- the service --- */

static bool has_sanitizer;

static unsigned long status_of_service(const char *field)
{
	char path[64], line[512];
	unsigned long value = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/status", getenv("WLANSVC_PID"));
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0)
			value = strtoul(line + strlen(field), NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static void look_for_sanitizer(void)
{
	char path[64], line[512];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/maps", getenv("WLANSVC_PID"));
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		has_sanitizer |= strstr(line, "libasan") || strstr(line, "libtsan") || strstr(line, "libubsan");
	if (file)
		fclose(file);
}

/* The highest from now on. */
static void forget_highest(void)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/clear_refs", getenv("WLANSVC_PID"));
	file = fopen(path, "w");
	if (file) {
		fputs("5", file);
		fclose(file);
	}
}

/* --- the main process --- */

struct talker {
	HANDLE handle;
	sem_t connected, disconnected;
	bool has_failed;
};

static VOID WINAPI on_own_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct talker *talker = context;

	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM)
		return;
	if (data->NotificationCode == wlan_notification_acm_connection_complete)
		sem_post(&talker->connected);
	if (data->NotificationCode == wlan_notification_acm_disconnected)
		sem_post(&talker->disconnected);
}

static bool connect_and_disconnect(struct talker *talker)
{
	DOT11_SSID ssid = { .uSSIDLength = 3, .ucSSID = "lab" };
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_discovery_unsecure,
		.pDot11Ssid = &ssid,
		.dot11BssType = dot11_BSS_type_infrastructure,
	};

	if (WlanConnect(talker->handle, &guid, &parameters, NULL) != ERROR_SUCCESS || !wait_for(&talker->connected) ||
	    WlanDisconnect(talker->handle, &guid, NULL) != ERROR_SUCCESS || !wait_for(&talker->disconnected))
		return false;
	atomic_fetch_add(&shared->n_disconnected, 1);
	return true;
}

static const char *open_talker(struct talker *talker)
{
	DWORD version;

	sem_init(&talker->connected, 0, 0);
	sem_init(&talker->disconnected, 0, 0);
	if (WlanOpenHandle(2, NULL, &version, &talker->handle) != ERROR_SUCCESS ||
	    WlanRegisterNotification(talker->handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_own_notification, talker, NULL,
				     NULL) != ERROR_SUCCESS)
		return "the service does not answer";
	return NULL;
}

/* Return: NULL, or what went wrong. */
static const char *run_load(struct talker *talker)
{
	const uint64_t end_us = atomic_load(&shared->end_us), deadline_us = end_us + DEADLINE_S * UINT64_C(1000000);

	uint64_t next_us = now_us();

	/* The test goes on until one stopped client has been dealt with. */
	for (; now_us() < end_us || (stopped.n_closed == 0 && now_us() < deadline_us); next_us += CYCLE_US) {
		sleep_until(next_us); /* the rhythm of the load */
		if (!connect_and_disconnect(talker))
			return "connecting or disconnecting fails";
		if (is_closed())
			note_closed();
		if (now_us() >= atomic_load(&shared->switch_us) && stopped.fd < 0 && stopped.n_come < stopped.n &&
		    !let_next_come())
			return "the client that is to be stopped cannot register";
	}
	return stopped.n_closed > 0 ? NULL : "a client that does not read keeps its connection, and its queue grows";
}

static const char *end_workers(pid_t *pids)
{
	const char *wrong = NULL;
	int status;

	for (unsigned int i = 0; i < n_processes; i++)
		if (!wait_for(&shared->done))
			return "a process does not come to its end: a call is not answered";
	for (unsigned int i = 0; i < n_processes; i++)
		sem_post(&shared->end);
	for (unsigned int i = 0; i < n_processes; i++) {
		waitpid(pids[i], &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			wrong = "a handle cannot be closed";
		if (shared->workers[i].n_heard != atomic_load(&shared->n_disconnected))
			wrong = "a listener has not heard of every disconnection, or of too many";
		if (shared->workers[i].n_failed) {
			fprintf(stderr, "# %s: error %u, %lu times\n", shared->workers[i].failed_call,
				(unsigned int)shared->workers[i].failed_code, shared->workers[i].n_failed);
			wrong = "a call failed";
		}
	}
	return wrong;
}

static void tell_phase(const char *name, enum phase phase, double lasted_s)
{
	unsigned long n = 0;
	double worst_us = 0;

	for (unsigned int i = 0; i < n_processes; i++) {
		n += shared->workers[i].n_calls[phase];
		if (shared->workers[i].worst_us[phase] > worst_us)
			worst_us = shared->workers[i].worst_us[phase];
	}
	printf("# %-26s %8lu calls, %6.0f a second; latency in us: %.0f median, %.0f 90 %%, %.0f 99 %%, %.0f 99.9 %%, %.0f worst\n",
	       name, n, (double)n / lasted_s, percentile(phase, 0.5), percentile(phase, 0.9), percentile(phase, 0.99),
	       percentile(phase, 0.999), worst_us);
}

static void tell(unsigned long before_kb, unsigned long highest_kb, unsigned long after_kb)
{
	const double first_s = (double)(atomic_load(&shared->switch_us) - atomic_load(&shared->begin_us)) / 1e6;
	unsigned long n_late = 0;

	for (unsigned int i = 0; i < n_processes; i++)
		n_late += shared->workers[i].n_late;
	printf("# %u processes, %u handles, %u disconnections told to each\n", n_processes, n_handles,
	       (unsigned int)atomic_load(&shared->n_disconnected));
	tell_phase("nobody stopped:", ALONE, first_s);
	tell_phase("beside a stopped client:", BESIDE_STOPPED, seconds - first_s);
	printf("# %lu calls began late, for the one before had not been answered in time\n", n_late);
	printf("# %u stopped clients were given up by the service, the slowest after %.1f s\n", stopped.n_closed,
	       stopped.longest_s);
	printf("# memory of the service: %lu kB with all handles open, %lu kB at most, %lu kB after the load\n", before_kb,
	       highest_kb, after_kb);
}

static int run(pid_t *pids)
{
	unsigned long before_kb, highest_kb, after_kb;
	struct talker talker = { 0 };
	const char *wrong = open_talker(&talker);

	for (unsigned int i = 0; !wrong && i < n_processes; i++)
		if (!wait_for(&shared->ready))
			wrong = "a process cannot open its handles";
	if (!wrong && !connect_and_disconnect(&talker))
		wrong = "connecting or disconnecting fails";
	before_kb = status_of_service("VmRSS:");
	forget_highest();
	atomic_store(&shared->begin_us, now_us());
	atomic_store(&shared->end_us, atomic_load(&shared->begin_us) + seconds * UINT64_C(1000000));
	atomic_store(&shared->switch_us, atomic_load(&shared->begin_us) + seconds * UINT64_C(250000));
	for (unsigned int i = 0; !wrong && i < n_processes; i++)
		sem_post(&shared->go);
	if (!wrong)
		wrong = run_load(&talker);
	if (!wrong)
		wrong = end_workers(pids);
	highest_kb = status_of_service("VmHWM:");
	after_kb = status_of_service("VmRSS:");
	if (!wrong && ask_state(talker.handle) != ERROR_SUCCESS)
		wrong = "the service does not answer afterwards";
	if (!wrong && !has_sanitizer && highest_kb > before_kb + GROWTH_LIMIT_KB)
		wrong = "the service has grown beyond its limits";
	if (!wrong && !has_sanitizer && stopped.fd < 0 && after_kb > before_kb + KEPT_LIMIT_KB)
		wrong = "the service keeps the memory of clients that are gone";
	tell(before_kb, highest_kb, after_kb);
	if (wrong)
		printf("# %s\n", wrong);
	if (is_test)
		printf("%s 1 - many programs are served, and one that is stopped harms neither them nor the service\n",
		       wrong ? "not ok" : "ok");
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Processes first: a program with threads is better not forked. */
static int start(pid_t *pids)
{
	HANDLE handle;
	PWLAN_INTERFACE_INFO_LIST list;
	DWORD version;

	if (WlanOpenHandle(2, NULL, &version, &handle) != ERROR_SUCCESS ||
	    WlanEnumInterfaces(handle, NULL, &list) != ERROR_SUCCESS || list->dwNumberOfItems == 0)
		return -1;
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	WlanCloseHandle(handle, NULL);
	for (unsigned int i = 0; i < n_processes; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			work(i);
		if (pids[i] < 0)
			return -1;
	}
	for (; stopped.n < (is_test ? 1 : N_STOPPED); stopped.n++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
			return -1;
		stopped.from[stopped.n] = ends[0];
		stopped.pids[stopped.n] = fork();
		if (stopped.pids[stopped.n] == 0)
			be_stopped(ends[1]);
		close(ends[1]);
	}
	return 0;
}

static bool read_arguments(int argc, char **argv)
{
	unsigned int *const numbers[] = { &seconds, &n_processes, &n_handles, &rate };
	size_t n = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--test") == 0)
			is_test = true;
		else if (n < sizeof(numbers) / sizeof(numbers[0]))
			*numbers[n++] = (unsigned int)strtoul(argv[i], NULL, 10);
		else
			return false;
	}
	return getenv("WLANSVC_PID") && getenv("WLANSVC_ADDRESS") && seconds > 0 && rate > 0 && n_processes > 0 &&
	       n_processes <= MAX_PROCESSES && n_handles / n_processes > 0 && n_handles / n_processes <= MAX_HANDLES;
}

int main(int argc, char **argv)
{
	static pid_t pids[MAX_PROCESSES];
	int result;

	if (!read_arguments(argc, argv)) {
		fprintf(stderr, "Usage: wlan-sandbox -- bench-load [SECONDS [PROCESSES [HANDLES [RATE]]]] [--test]\n");
		return EXIT_FAILURE;
	}
	if (is_test) {
		printf("1..1\n");
		fflush(stdout);
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return EXIT_FAILURE;
	sem_init(&shared->ready, 1, 0);
	sem_init(&shared->go, 1, 0);
	sem_init(&shared->done, 1, 0);
	sem_init(&shared->end, 1, 0);
	sem_init(&shared->come, 1, 0);
	look_for_sanitizer();
	if (start(pids) < 0) {
		fprintf(stderr, "bench-load: no service, no interface or no process\n");
		return EXIT_FAILURE;
	}
	result = run(pids);
	for (unsigned int i = 0; i < stopped.n; i++) {
		kill(stopped.pids[i], SIGKILL);
		waitpid(stopped.pids[i], NULL, 0);
	}
	return result;
}
