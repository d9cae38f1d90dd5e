/*
 * bench-measure KIND IFACE SSID ROUNDS ARGUMENT...: how long a disconnect takes until its frames are on the air and until it is done.
 *
 *   wpa    IFACE SSID ROUNDS SOCKET-FOLDER     wpa_supplicant, over its control socket
 *   iwd    IFACE SSID ROUNDS                   iwd, over D-Bus
 *   client IFACE SSID ROUNDS COMMAND...        a program that speaks as client.h says
 *   hop    ROUNDS                              one way between two processes (seqpacket, and a D-Bus call without a daemon)
 *
 * Frames are timed by the kernel on hwsim0, where all of them pass. One result line on standard output, times in microseconds:
 *   KIND ROUNDS FIRST FIRST-P90 LAST LAST-P90 DONE DONE-P90 RECONNECT RECONNECT-P90 FRAMES PSS-KB ANONYMOUS-KB
 * The memory is that of the process BENCH_PID and its descendants, connected and idle, after the last round.
 */
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <systemd/sd-bus.h>

#include "client.h"

#define SETTLE_MS 150 /* between two requests: nothing of the one may count for the other */
#define QUIET_MS 150  /* no farewell frame for so long: the last one has been seen */
#define CONNECT_LIMIT_MS 20000
#define CONNECT_TRIES 3
#define DISCONNECT_LIMIT_MS 5000

#define SUBTYPE_DISASSOCIATION 0xA0
#define SUBTYPE_DEAUTHENTICATION 0xC0

struct air_frame {
	uint64_t at_ns;
	uint8_t subtype;
	bool is_protected; /* then @reason means nothing */
	uint16_t reason;
};

struct rival {
	const char *kind, *ifname, *ssid;
	char **arguments;
	uint8_t station[6];
	int air;
	/* wpa: two sockets, for commands and for events */
	int control, monitor;
	/* iwd */
	sd_bus *bus;
	char station_path[64], network_path[160];
	/* client */
	FILE *to, *from;
};

struct kind {
	const char *name;
	int (*start)(struct rival *rival);
	struct client_ops ops;
};

static int complain(const char *what, int error)
{
	fprintf(stderr, "bench-measure: %s: %s\n", what, strerror(error));
	return -1;
}

/* --- the air --- */

static int air_open(void)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int on = 1, large = 4 << 20;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

	address.sll_ifindex = (int)if_nametoindex("hwsim0");
	if (fd < 0 || !address.sll_ifindex || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return complain("hwsim0", errno);
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0)
		return complain("time stamps", errno);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof(large));
	return fd;
}

static bool is_farewell(const struct rival *rival, const uint8_t *bytes, size_t size, struct air_frame *ret)
{
	size_t radiotap_size;
	const uint8_t *frame;

	if (size < 4)
		return false;
	radiotap_size = bytes[2] | (size_t)bytes[3] << 8;
	if (size < radiotap_size + 26)
		return false;
	frame = bytes + radiotap_size;
	if (frame[0] != SUBTYPE_DISASSOCIATION && frame[0] != SUBTYPE_DEAUTHENTICATION)
		return false;
	if (memcmp(frame + 10, rival->station, 6) != 0)
		return false;
	ret->subtype = frame[0];
	ret->is_protected = frame[1] & 0x40;
	ret->reason = (uint16_t)(frame[24] | frame[25] << 8);
	return true;
}

/* Return: 1 and the next disassociation or deauthentication of the station; 0 if none came within @limit_ms. */
static int air_next(struct rival *rival, int limit_ms, struct air_frame *ret)
{
	const uint64_t end_ns = client_now_ns() + (uint64_t)limit_ms * 1000000u;

	for (;;) {
		uint64_t now_ns = client_now_ns();
		struct pollfd wait = { .fd = rival->air, .events = POLLIN };
		uint8_t bytes[4096];
		union {
			struct cmsghdr header;
			char space[256];
		} control;
		struct iovec vector = { bytes, sizeof(bytes) };
		struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
					  .msg_controllen = sizeof(control) };
		ssize_t size;

		if (poll(&wait, 1, now_ns < end_ns ? (int)((end_ns - now_ns) / 1000000u) : 0) <= 0)
			return 0;
		size = recvmsg(rival->air, &message, 0);
		if (size < 0 || !is_farewell(rival, bytes, (size_t)size, ret))
			continue;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
			struct timespec at;

			if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
				continue;
			memcpy(&at, CMSG_DATA(c), sizeof(at));
			ret->at_ns = (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
			return 1;
		}
	}
}

/* Takes what passes on the air, beacons among it, so that nothing old is left. */
static void settle(struct rival *rival, int ms)
{
	struct air_frame frame;
	const uint64_t end_ns = client_now_ns() + (uint64_t)ms * 1000000u;

	while (client_now_ns() < end_ns)
		air_next(rival, (int)((end_ns - client_now_ns()) / 1000000u) + 1, &frame);
}

/* --- wpa_supplicant --- */

static int wpa_open(const char *folder, const char *ifname, const char *own)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", own);
	unlink(own);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return complain(own, errno);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", folder, ifname);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return complain(address.sun_path, errno);
	return fd;
}

static int wpa_receive(int fd, int limit_ms, char *text, size_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&wait, 1, limit_ms) <= 0)
		return -1;
	n = recv(fd, text, size - 1, 0);
	text[n < 0 ? 0 : n] = '\0';
	return n < 0 ? -1 : 0;
}

static int wpa_command(int fd, const char *command, char *answer, size_t size)
{
	if (send(fd, command, strlen(command), 0) < 0)
		return -1;
	return wpa_receive(fd, DISCONNECT_LIMIT_MS, answer, size);
}

static int wpa_wait(struct rival *rival, const char *event, int limit_ms)
{
	const uint64_t end_ns = client_now_ns() + (uint64_t)limit_ms * 1000000u;
	char text[4096];

	while (client_now_ns() < end_ns) {
		if (wpa_receive(rival->monitor, limit_ms, text, sizeof(text)) < 0)
			return -1;
		if (strstr(text, event))
			return 0;
	}
	return -1;
}

static int wpa_start(struct rival *rival)
{
	char answer[4096];

	rival->control = wpa_open(rival->arguments[0], rival->ifname, "/run/bench-control");
	rival->monitor = wpa_open(rival->arguments[0], rival->ifname, "/run/bench-monitor");
	if (rival->control < 0 || rival->monitor < 0)
		return -1;
	if (wpa_command(rival->monitor, "ATTACH", answer, sizeof(answer)) < 0 ||
	    wpa_command(rival->control, "STATUS", answer, sizeof(answer)) < 0)
		return -1;
	return strstr(answer, "wpa_state=COMPLETED") ? 0 : wpa_wait(rival, "CTRL-EVENT-CONNECTED", CONNECT_LIMIT_MS);
}

static int wpa_request(struct rival *rival, const char *command, const char *event, int limit_ms, struct client_times *ret)
{
	char text[4096];

	while (wpa_receive(rival->monitor, 0, text, sizeof(text)) == 0)
		;
	ret->request_ns = client_now_ns();
	if (wpa_command(rival->control, command, text, sizeof(text)) < 0)
		return -1;
	ret->accepted_ns = client_now_ns();
	if (wpa_wait(rival, event, limit_ms) < 0)
		return -1;
	ret->done_ns = client_now_ns();
	return 0;
}

static int wpa_connect(void *userdata, struct client_times *ret)
{
	return wpa_request(userdata, "RECONNECT", "CTRL-EVENT-CONNECTED", CONNECT_LIMIT_MS, ret);
}

static int wpa_disconnect(void *userdata, struct client_times *ret)
{
	return wpa_request(userdata, "DISCONNECT", "CTRL-EVENT-DISCONNECTED", DISCONNECT_LIMIT_MS, ret);
}

/* --- iwd --- */

static int iwd_find_station(struct rival *rival)
{
	sd_bus_message *answer = NULL;
	sd_bus_error error = SD_BUS_ERROR_NULL;
	const char *path;
	int result = sd_bus_call_method(rival->bus, "net.connman.iwd", "/", "org.freedesktop.DBus.ObjectManager",
					"GetManagedObjects", &error, &answer, "");

	if (result < 0) {
		fprintf(stderr, "bench-measure: iwd: %s\n", error.message);
		return -1;
	}
	/* /net/connman/iwd/PHY/INTERFACE is the station, if it has a device at all; there is but one interface. */
	sd_bus_message_enter_container(answer, 'a', "{oa{sa{sv}}}");
	while (sd_bus_message_enter_container(answer, 'e', "oa{sa{sv}}") > 0) {
		unsigned int phy, index;
		int end = 0;

		sd_bus_message_read(answer, "o", &path);
		sscanf(path, "/net/connman/iwd/%u/%u%n", &phy, &index, &end);
		if (end && !path[end] && index == if_nametoindex(rival->ifname))
			snprintf(rival->station_path, sizeof(rival->station_path), "%s", path);
		sd_bus_message_skip(answer, "a{sa{sv}}");
		sd_bus_message_exit_container(answer);
	}
	sd_bus_message_unref(answer);
	return rival->station_path[0] ? 0 : -1;
}

static int iwd_start(struct rival *rival)
{
	int result = sd_bus_open_system(&rival->bus);
	const char *security;
	size_t n;

	if (result < 0)
		return complain("system bus", -result);
	sd_bus_set_method_call_timeout(rival->bus, CONNECT_LIMIT_MS * 1000u);
	if (iwd_find_station(rival) < 0)
		return complain("iwd has no station for the interface", ENODEV);
	security = getenv("BENCH_SECURITY") ? "psk" : "open";
	n = (size_t)snprintf(rival->network_path, sizeof(rival->network_path), "%s/", rival->station_path);
	for (const char *c = rival->ssid; *c; c++)
		n += (size_t)snprintf(rival->network_path + n, sizeof(rival->network_path) - n, "%02x", (unsigned char)*c);
	snprintf(rival->network_path + n, sizeof(rival->network_path) - n, "_%s", security);
	return 0;
}

static int iwd_call(struct rival *rival, const char *path, const char *interface, const char *method, struct client_times *ret)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int result;

	ret->request_ns = client_now_ns();
	result = sd_bus_call_method(rival->bus, "net.connman.iwd", path, interface, method, &error, NULL, "");
	ret->done_ns = ret->accepted_ns = client_now_ns();
	if (result < 0)
		fprintf(stderr, "bench-measure: iwd: %s: %s\n", method, error.message);
	sd_bus_error_free(&error);
	return result < 0 ? -1 : 0;
}

static int iwd_connect(void *userdata, struct client_times *ret)
{
	struct rival *rival = userdata;

	return iwd_call(rival, rival->network_path, "net.connman.iwd.Network", "Connect", ret);
}

static int iwd_disconnect(void *userdata, struct client_times *ret)
{
	struct rival *rival = userdata;

	return iwd_call(rival, rival->station_path, "net.connman.iwd.Station", "Disconnect", ret);
}

/* --- a client process --- */

static int client_request(struct rival *rival, const char *line, struct client_times *ret)
{
	char answer[128];

	fputs(line, rival->to);
	fflush(rival->to);
	if (!fgets(answer, sizeof(answer), rival->from))
		return complain("the client has ended", EPIPE);
	return sscanf(answer, "done %" SCNu64 " %" SCNu64 " %" SCNu64, &ret->request_ns, &ret->accepted_ns, &ret->done_ns) == 3 ? 0 :
																   -1;
}

static int client_connect(void *userdata, struct client_times *ret)
{
	return client_request(userdata, "connect\n", ret);
}

static int client_disconnect(void *userdata, struct client_times *ret)
{
	return client_request(userdata, "disconnect\n", ret);
}

static int client_start(struct rival *rival)
{
	int to[2], from[2];
	char line[32];
	struct client_times times;

	if (pipe(to) < 0 || pipe(from) < 0)
		return complain("pipe", errno);
	if (fork() == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		for (int i = 0; i < 2; i++) {
			close(to[i]);
			close(from[i]);
		}
		execvp(rival->arguments[0], rival->arguments);
		complain(rival->arguments[0], errno);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	rival->to = fdopen(to[1], "w");
	rival->from = fdopen(from[0], "r");
	if (!rival->to || !rival->from || !fgets(line, sizeof(line), rival->from))
		return complain("the client has ended", EPIPE);
	return client_connect(rival, &times);
}

/* --- one way between two processes --- */

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double percentile(double *values, unsigned int n, unsigned int percent)
{
	if (!n)
		return 0;
	qsort(values, n, sizeof(*values), compare_double);
	return values[(n - 1) * percent / 100];
}

static void echo(int fd)
{
	char bytes[64];
	ssize_t size;

	while ((size = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		if (send(fd, bytes, (size_t)size, 0) < 0)
			break;
	_exit(0);
}

static int on_call(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	return sd_bus_reply_method_return(message, "");
}

static void serve_bus(int fd)
{
	static const sd_bus_vtable table[] = {
		SD_BUS_VTABLE_START(0),
		SD_BUS_METHOD("Call", "s", "", on_call, SD_BUS_VTABLE_UNPRIVILEGED),
		SD_BUS_VTABLE_END,
	};
	sd_id128_t id;
	sd_bus *bus;

	sd_id128_randomize(&id);
	sd_bus_new(&bus);
	sd_bus_set_fd(bus, fd, fd);
	sd_bus_set_server(bus, 1, id);
	sd_bus_set_anonymous(bus, 1);
	sd_bus_start(bus);
	sd_bus_add_object_vtable(bus, NULL, "/bench", "bench.Hop", table, NULL);
	for (;;) {
		int result = sd_bus_process(bus, NULL);

		if (result < 0 || (result == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
			break;
	}
	_exit(0);
}

static int measure_hop(unsigned int rounds)
{
	double *packet = calloc(rounds, sizeof(*packet)), *method = calloc(rounds, sizeof(*method));
	int ends[2], streams[2];
	char bytes[64] = { 0 };
	sd_bus *bus;

	if (!packet || !method || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, streams) < 0)
		return complain("socketpair", errno);
	if (fork() == 0) {
		close(ends[0]);
		echo(ends[1]);
	}
	if (fork() == 0) {
		close(ends[0]);
		close(streams[0]);
		serve_bus(streams[1]);
	}
	close(ends[1]);
	close(streams[1]);
	sd_bus_new(&bus);
	sd_bus_set_fd(bus, streams[0], streams[0]);
	sd_bus_start(bus);
	for (unsigned int i = 0; i < rounds; i++) {
		uint64_t start = client_now_ns();

		if (send(ends[0], bytes, sizeof(bytes), 0) < 0 || recv(ends[0], bytes, sizeof(bytes), 0) < 0)
			return complain("seqpacket", errno);
		packet[i] = (double)(client_now_ns() - start) / 2e3;
		start = client_now_ns();
		if (sd_bus_call_method(bus, NULL, "/bench", "bench.Hop", "Call", NULL, NULL, "s",
				       "{00000000-0000-0000-0000-000000000000}") < 0)
			return complain("bus", EIO);
		method[i] = (double)(client_now_ns() - start) / 2e3;
	}
	printf("hop %u %.0f %.0f %.0f %.0f\n", rounds, percentile(packet, rounds, 50), percentile(packet, rounds, 90),
	       percentile(method, rounds, 50), percentile(method, rounds, 90));
	sd_bus_unref(bus);
	close(ends[0]);
	while (wait(NULL) > 0)
		;
	free(packet);
	free(method);
	return 0;
}

/* --- memory --- */

static long read_parent(long pid)
{
	char path[64], line[512], *end;
	long parent = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return -1;
	if (fgets(line, sizeof(line), file) && (end = strrchr(line, ')')))
		sscanf(end + 1, " %*c %ld", &parent);
	fclose(file);
	return parent;
}

static void add_memory(long pid, long *pss_kb, long *anonymous_kb)
{
	char path[64], line[256];
	long value;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/smaps_rollup", pid);
	file = fopen(path, "r");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Pss: %ld kB", &value) == 1)
			*pss_kb += value;
		if (sscanf(line, "Pss_Anon: %ld kB", &value) == 1)
			*anonymous_kb += value;
	}
	fclose(file);
}

static bool is_descendant(long pid, long ancestor)
{
	while (pid > 1 && pid != ancestor)
		pid = read_parent(pid);
	return pid == ancestor;
}

static void sum_memory(long *pss_kb, long *anonymous_kb)
{
	const char *text = getenv("BENCH_PID");
	long ancestor = text ? atol(text) : 0;
	struct dirent *entry;
	DIR *folder;

	*pss_kb = *anonymous_kb = 0;
	folder = ancestor > 1 ? opendir("/proc") : NULL;
	if (!folder)
		return;
	while ((entry = readdir(folder))) {
		long pid = atol(entry->d_name);

		if (pid > 1 && is_descendant(pid, ancestor))
			add_memory(pid, pss_kb, anonymous_kb);
	}
	closedir(folder);
}

/* --- rounds --- */

static void append_name(char *names, size_t size, const struct air_frame *frame)
{
	size_t n = strlen(names);

	const char *kind = frame->subtype == SUBTYPE_DISASSOCIATION ? "disassoc" : "deauth";

	if (frame->is_protected)
		snprintf(names + n, size - n, "%s%s(protected)", n ? "+" : "", kind);
	else
		snprintf(names + n, size - n, "%s%s(%u)", n ? "+" : "", kind, frame->reason);
}

/* A frame of the handshake may be lost, and what is measured is the disconnect: another try, of which the time is told. */
static int reconnect(struct rival *rival, const struct kind *kind, struct client_times *ret)
{
	for (int i = 0; i < CONNECT_TRIES; i++) {
		if (kind->ops.connect(rival, ret) == 0)
			return 0;
		settle(rival, 1000);
	}
	return -1;
}

static double us_between(uint64_t from_ns, uint64_t to_ns)
{
	return (double)(int64_t)(to_ns - from_ns) / 1e3;
}

static int measure(struct rival *rival, const struct kind *kind, unsigned int rounds)
{
	enum { FIRST, LAST, DONE, RECONNECT, N };
	double *values[N];
	unsigned int n = 0;
	char frames[128] = "";
	long pss_kb, anonymous_kb;

	for (int i = 0; i < N; i++) {
		values[i] = calloc(rounds, sizeof(double));
		if (!values[i])
			return -1;
	}
	settle(rival, 1000);
	for (unsigned int i = 0; i < rounds; i++) {
		struct client_times end, again;
		struct air_frame frame;
		char names[128] = "";
		uint64_t first_ns = 0, last_ns = 0;

		settle(rival, SETTLE_MS);
		if (kind->ops.disconnect(rival, &end) < 0)
			return complain("disconnect failed", EIO);
		while (air_next(rival, QUIET_MS, &frame) > 0) {
			append_name(names, sizeof(names), &frame);
			last_ns = frame.at_ns;
			if (!first_ns)
				first_ns = frame.at_ns;
		}
		settle(rival, SETTLE_MS);
		if (reconnect(rival, kind, &again) < 0)
			return complain("reconnect failed", EIO);
		if (!first_ns) {
			fprintf(stderr, "bench-measure: %s, round %u: no farewell frame on the air\n", rival->kind, i);
			continue;
		}
		if (frames[0] && strcmp(frames, names) != 0)
			fprintf(stderr, "bench-measure: %s, round %u: %s instead of %s\n", rival->kind, i, names, frames);
		else
			strcpy(frames, names);
		values[FIRST][n] = us_between(end.request_ns, first_ns);
		values[LAST][n] = us_between(end.request_ns, last_ns);
		values[DONE][n] = us_between(end.request_ns, end.done_ns);
		values[RECONNECT][n] = us_between(again.request_ns, again.done_ns);
		n++;
		if (getenv("BENCH_RAW"))
			fprintf(stderr, "%s %u first %.0f last %.0f accepted %.0f done %.0f reconnect %.0f\n", rival->kind, i,
				values[FIRST][n - 1], values[LAST][n - 1], us_between(end.request_ns, end.accepted_ns),
				values[DONE][n - 1], values[RECONNECT][n - 1]);
	}
	settle(rival, 1000);
	sum_memory(&pss_kb, &anonymous_kb);
	printf("%s %u", getenv("BENCH_NAME") ? getenv("BENCH_NAME") : rival->kind, n);
	for (int i = 0; i < N; i++) {
		printf(" %.0f %.0f", percentile(values[i], n, 50), percentile(values[i], n, 90));
		free(values[i]);
	}
	printf(" %s %ld %ld\n", frames[0] ? frames : "-", pss_kb, anonymous_kb);
	return n ? 0 : -1;
}

static int read_address(const char *ifname, uint8_t *ret)
{
	char path[128];
	FILE *file;
	int n = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%s/address", ifname);
	file = fopen(path, "r");
	if (file) {
		n = fscanf(file, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", ret, ret + 1, ret + 2, ret + 3, ret + 4, ret + 5);
		fclose(file);
	}
	return n == 6 ? 0 : complain(path, ENODEV);
}

int main(int argc, char **argv)
{
	static const struct kind kinds[] = {
		{ "wpa", wpa_start, { wpa_connect, wpa_disconnect } },
		{ "iwd", iwd_start, { iwd_connect, iwd_disconnect } },
		{ "client", client_start, { client_connect, client_disconnect } },
	};
	static struct rival rival;
	unsigned int rounds;

	if (argc == 3 && strcmp(argv[1], "hop") == 0)
		return measure_hop((unsigned int)atoi(argv[2])) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	if (argc < 5) {
		fprintf(stderr, "Usage: bench-measure KIND IFACE SSID ROUNDS [ARGUMENT]...\n");
		return EXIT_FAILURE;
	}
	rival.kind = argv[1];
	rival.ifname = argv[2];
	rival.ssid = argv[3];
	rounds = (unsigned int)atoi(argv[4]);
	rival.arguments = argv + 5;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, rival.kind) != 0)
			continue;
		rival.air = air_open();
		if (rival.air < 0 || read_address(rival.ifname, rival.station) < 0)
			return EXIT_FAILURE;
		if (kinds[i].start(&rival) < 0) {
			fprintf(stderr, "bench-measure: %s: not connected at the start\n", rival.kind);
			return EXIT_FAILURE;
		}
		return measure(&rival, &kinds[i], rounds) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	fprintf(stderr, "bench-measure: no kind %s\n", rival.kind);
	return EXIT_FAILURE;
}
