/*
 * bench-bss-list: how long WlanGetNetworkBssList takes, after a scan, beside the least that the same bytes cost:
 * memcpy() of them, and a D-Bus call without a daemon whose answer holds them. Medians of 20.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <windows.h>
#include <wlanapi.h>

#define N_RUNS 20
#define SCAN_LIMIT_S 30

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static DWORD scan_outcome; /* 0, or the notification that ended the scan */

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, N_RUNS, sizeof(*times), compare);
	return (times[N_RUNS / 2 - 1] + times[N_RUNS / 2]) / 2;
}

static int complain(const char *what, DWORD error)
{
	fprintf(stderr, "bench-bss-list: %s: error %u\n", what, (unsigned int)error);
	return EXIT_FAILURE;
}

static VOID on_notification(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	if (data->NotificationSource != WLAN_NOTIFICATION_SOURCE_ACM)
		return;
	if (data->NotificationCode != wlan_notification_acm_scan_complete && data->NotificationCode != wlan_notification_acm_scan_fail)
		return;
	pthread_mutex_lock(&lock);
	scan_outcome = data->NotificationCode;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static int scan(HANDLE handle, const GUID *interface)
{
	struct timespec end;
	DWORD error = WlanScan(handle, interface, NULL, NULL, NULL);
	DWORD outcome;
	int waited = 0;

	if (error != ERROR_SUCCESS)
		return complain("WlanScan", error);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += SCAN_LIMIT_S;
	pthread_mutex_lock(&lock);
	while (!scan_outcome && waited == 0)
		waited = pthread_cond_timedwait(&changed, &lock, &end);
	outcome = scan_outcome;
	pthread_mutex_unlock(&lock);
	return outcome == wlan_notification_acm_scan_complete ? 0 : complain("the scan failed or did not end", outcome);
}

struct bytes {
	const void *data;
	size_t size;
};

static int on_call(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const struct bytes *bytes = userdata;
	sd_bus_message *answer = NULL;
	int result = sd_bus_message_new_method_return(message, &answer);

	if (result >= 0)
		result = sd_bus_message_append_array(answer, 'y', bytes->data, bytes->size);
	if (result >= 0)
		result = sd_bus_send(NULL, answer, NULL);
	sd_bus_message_unref(answer);
	return result < 0 ? result : 1;
}

static void serve(int fd, struct bytes *bytes)
{
	static const sd_bus_vtable table[] = {
		SD_BUS_VTABLE_START(0),
		SD_BUS_METHOD("Call", "", "ay", on_call, SD_BUS_VTABLE_UNPRIVILEGED),
		SD_BUS_VTABLE_END,
	};
	sd_bus *bus = NULL;
	sd_id128_t id;

	sd_id128_randomize(&id);
	if (sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 || sd_bus_set_server(bus, 1, id) < 0 ||
	    sd_bus_set_anonymous(bus, 1) < 0 || sd_bus_start(bus) < 0 ||
	    sd_bus_add_object_vtable(bus, NULL, "/bench", "bench.Bytes", table, bytes) < 0)
		_exit(EXIT_FAILURE);
	for (;;) {
		int result = sd_bus_process(bus, NULL);

		if (result < 0 || (result == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
			_exit(EXIT_SUCCESS);
	}
}

/* The answer is copied out, as an application that keeps it must do. */
static int measure_bus(struct bytes *bytes, double *ret_us)
{
	double times[N_RUNS];
	sd_bus *bus = NULL;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return EXIT_FAILURE;
	if (fork() == 0) {
		close(ends[0]);
		serve(ends[1], bytes);
	}
	close(ends[1]);
	if (sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, ends[0], ends[0]) < 0 || sd_bus_start(bus) < 0)
		return EXIT_FAILURE;
	for (int i = 0; i < N_RUNS; i++) {
		double start = now_us();
		sd_bus_message *answer = NULL;
		const void *data;
		size_t size;
		void *copy;

		if (sd_bus_call_method(bus, NULL, "/bench", "bench.Bytes", "Call", NULL, &answer, "") < 0 ||
		    sd_bus_message_read_array(answer, 'y', &data, &size) < 0 || size != bytes->size)
			return complain("D-Bus", 0);
		copy = malloc(size);
		if (!copy)
			return EXIT_FAILURE;
		memcpy(copy, data, size);
		__asm__ volatile("" : : "r"(copy) : "memory");
		sd_bus_message_unref(answer);
		times[i] = now_us() - start;
		free(copy);
	}
	sd_bus_flush_close_unref(bus);
	wait(NULL);
	*ret_us = median(times);
	return 0;
}

static int measure_copy(const struct bytes *bytes, double *ret_us)
{
	double times[N_RUNS];

	for (int i = 0; i < N_RUNS; i++) {
		double start = now_us();
		void *copy = malloc(bytes->size);

		if (!copy)
			return EXIT_FAILURE;
		memcpy(copy, bytes->data, bytes->size);
		__asm__ volatile("" : : "r"(copy) : "memory");
		times[i] = now_us() - start;
		free(copy);
	}
	*ret_us = median(times);
	return 0;
}

int main(int argc, char **argv)
{
	double times[N_RUNS], ours, copy, bus;
	PWLAN_INTERFACE_INFO_LIST interfaces;
	PWLAN_BSS_LIST list = NULL;
	struct bytes bytes;
	HANDLE handle;
	DWORD version, error;
	GUID interface;
	double start;

	error = WlanOpenHandle(2, NULL, &version, &handle);
	if (error != ERROR_SUCCESS)
		return complain("WlanOpenHandle", error);
	error = WlanEnumInterfaces(handle, NULL, &interfaces);
	if (error != ERROR_SUCCESS || interfaces->dwNumberOfItems == 0)
		return complain("no interface", error);
	interface = interfaces->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(interfaces);
	error = WlanRegisterNotification(handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, on_notification, NULL, NULL, NULL);
	if (error != ERROR_SUCCESS)
		return complain("WlanRegisterNotification", error);
	start = now_us();
	if (scan(handle, &interface) != 0)
		return EXIT_FAILURE;
	printf("scan                      %10.0f us\n", now_us() - start);
	for (int i = 0; i < N_RUNS; i++) {
		WlanFreeMemory(list);
		start = now_us();
		error = WlanGetNetworkBssList(handle, &interface, NULL, dot11_BSS_type_any, FALSE, NULL, &list);
		times[i] = now_us() - start;
		if (error != ERROR_SUCCESS)
			return complain("WlanGetNetworkBssList", error);
	}
	ours = median(times);
	bytes = (struct bytes){ list, list->dwTotalSize };
	if (measure_copy(&bytes, &copy) != 0 || measure_bus(&bytes, &bus) != 0)
		return EXIT_FAILURE;
	printf("%u entries, %zu bytes; medians of %d\n", (unsigned int)list->dwNumberOfItems, bytes.size, N_RUNS);
	printf("WlanGetNetworkBssList     %10.0f us  %6.2f us an entry\n", ours, ours / (list->dwNumberOfItems ? list->dwNumberOfItems : 1));
	printf("D-Bus call, the same bytes%10.0f us  ours is %.1f times that\n", bus, ours / bus);
	printf("memcpy, the same bytes    %10.0f us  ours is %.1f times that\n", copy, ours / copy);
	WlanFreeMemory(list);
	WlanCloseHandle(handle, NULL);
	return EXIT_SUCCESS;
}
