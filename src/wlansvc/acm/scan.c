#include "wlansvc/acm/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "wdi/wdi.h"

#define MAX_STARTS 4

/* Hints (rule 201). The limit is what clients without notifications wait for (WlanScan: 4 s). */
#define ACTIVE_DWELL_MS 40
#define PASSIVE_DWELL_MS 120
#define MAXIMUM_SCAN_MS 4000

struct scan {
	uint64_t ticket;
	struct dot11_ssid ssid;
	uint8_t ie[SCAN_MAX_IE];
	size_t ie_size;
	unsigned n_clients;
	unsigned n_connecting; /* requests of attempts to connect */
	unsigned n_starts;
	struct scan *next;
};

struct scanner {
	const struct scan_listener *listener;
	void *userdata;
	struct host_adapter *adapter;
	struct scan *running; /* the task, or none */
	struct host_command *command; /* of the task */
	struct scan *waiting; /* first in, first out */
	uint64_t last_ticket;
	bool is_held;
};

static void scanner_start_next(struct scanner *scanner);

static void finish(struct scanner *scanner, struct scan *scan, uint32_t reason)
{
	const struct scan_result result = {
		.ticket = scan->ticket,
		.reason = reason,
		.is_full = scan->ssid.size == 0,
		.n_clients = scan->n_clients,
	};

	free(scan);
	scanner->listener->finished(&result, scanner->userdata);
}

static void scan_done(uint32_t status, const void *result, void *userdata)
{
	struct scanner *scanner = userdata;
	struct scan *scan = take_ptr(scanner->running);

	scanner->command = NULL;
	if (!scan)
		return;
	if (status == NDIS_STATUS_REQUEST_ABORTED && scan->n_starts < MAX_STARTS) {
		scan->next = scanner->waiting;
		scanner->waiting = scan;
	} else if (status == NDIS_STATUS_SUCCESS) {
		finish(scanner, scan, WLAN_REASON_CODE_SUCCESS);
	} else {
		log_debug("scan: ended with NDIS status 0x%08x", status);
		finish(scanner, scan, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE);
	}
	scanner_start_next(scanner);
}

static int submit(struct scanner *scanner, struct scan *scan)
{
	const struct wdi_blob ssid = { scan->ssid.bytes, scan->ssid.size };
	const struct wdi_task_scan params = {
		.has_bssid = true,
		.bssid.address = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
		/* An empty list asks for all (rule 202). */
		.n_ssid_list = scan->ssid.size > 0,
		.ssid_list = &ssid,
		.has_vendor_i_es = scan->ie_size > 0,
		.vendor_i_es = { scan->ie, scan->ie_size },
		.scan_mode_parameters = {
			.scan_repeat_count = 1,
			/* An element to send, or a network that hides, needs probes. */
			.allowed_scan_type = scan->ie_size > 0 || scan->ssid.size > 0 ? WDI_SCAN_TYPE_ACTIVE_ONLY : WDI_SCAN_TYPE_AUTO,
			.live_updates_needed = true,
			.scan_trigger = scan->n_clients > 0    ? WDI_SCAN_TRIGGER_MANUAL :
					scan->n_connecting > 0 ? WDI_SCAN_TRIGGER_CONNECT :
								 WDI_SCAN_TRIGGER_BACKGROUND,
		},
		.dwell_time = {
			.active_channel_dwell_time = ACTIVE_DWELL_MS,
			.passive_channel_dwell_time = PASSIVE_DWELL_MS,
			.maximum_scan_time = MAXIMUM_SCAN_MS,
		},
	};

	if (!scanner->adapter)
		return -ENODEV;
	return host_adapter_submit(scanner->adapter, OID_WDI_TASK_SCAN, host_adapter_port(scanner->adapter), &params, scan_done,
				   scanner, &scanner->command);
}

/* Takes the first of those that wait out of the list. Return: 0: it runs; negative errno: it is the caller's. */
static int start_first(struct scanner *scanner)
{
	struct scan *scan = scanner->waiting;
	int r;

	scanner->waiting = scan->next;
	scan->next = NULL;
	scan->n_starts++;
	scanner->running = scan;
	r = submit(scanner, scan);
	if (r < 0)
		scanner->running = NULL;
	return r;
}

static void scanner_start_next(struct scanner *scanner)
{
	while (!scanner->running && scanner->waiting && !(scanner->is_held && scanner->adapter)) {
		struct scan *scan = scanner->waiting;
		int r = start_first(scanner);

		if (r < 0) {
			log_debug("scan: not accepted: %s", strerror(-r));
			finish(scanner, scan, WLAN_REASON_CODE_SCAN_CALL_FAIL);
		}
	}
}

int scanner_new(struct scanner **ret, const struct scan_listener *listener, void *userdata)
{
	struct scanner *scanner = calloc(1, sizeof(*scanner));

	if (!scanner)
		return -ENOMEM;
	scanner->listener = listener;
	scanner->userdata = userdata;
	*ret = scanner;
	return 0;
}

struct scanner *scanner_free(struct scanner *scanner)
{
	if (!scanner)
		return NULL;
	while (scanner->waiting) {
		struct scan *scan = scanner->waiting;

		scanner->waiting = scan->next;
		free(scan);
	}
	free(scanner->running);
	free(scanner);
	return NULL;
}

void scanner_set_adapter(struct scanner *scanner, struct host_adapter *adapter)
{
	scanner->adapter = adapter;
	if (!adapter)
		scanner_start_next(scanner); /* each fails */
}

static bool is_alike(const struct scan *scan, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size)
{
	return dot11_ssid_equal(&scan->ssid, ssid) && scan->ie_size == ie_size && (ie_size == 0 || memcmp(scan->ie, ie, ie_size) == 0);
}

int scanner_request(struct scanner *scanner, enum scan_purpose purpose, const struct dot11_ssid *ssid, const uint8_t *ie,
		    size_t ie_size, uint64_t *ret_ticket)
{
	const struct dot11_ssid wanted = ssid ? *ssid : (struct dot11_ssid){ 0 };
	struct scan **at = &scanner->waiting;
	struct scan *scan;
	unsigned n_waiting = 0;

	if (!scanner->adapter)
		return -ENODEV;
	if (ie_size > SCAN_MAX_IE)
		return -EMSGSIZE;
	/* One that is waiting to be started again has begun before this request: not joined. */
	while (*at && !((*at)->n_starts == 0 && is_alike(*at, &wanted, ie, ie_size))) {
		at = &(*at)->next;
		n_waiting++;
	}
	scan = *at;
	if (!scan) {
		if (n_waiting >= SCAN_MAX_WAITING)
			return -ENOBUFS;
		scan = calloc(1, sizeof(*scan));
		if (!scan)
			return -ENOMEM;
		scan->ticket = ++scanner->last_ticket;
		scan->ssid = wanted;
		scan->ie_size = ie_size;
		if (ie_size > 0)
			memcpy(scan->ie, ie, ie_size);
		*at = scan;
	}
	scan->n_clients += purpose == SCAN_FOR_CLIENT;
	scan->n_connecting += purpose == SCAN_FOR_SERVICE;

	if (!scanner->running && !scanner->is_held) {
		/* The queue was empty: this is its only one, and its caller learns at once if it is refused. */
		int r = start_first(scanner);

		if (r < 0) {
			free(scan);
			return r;
		}
	}
	if (ret_ticket)
		*ret_ticket = scan->ticket;
	return 0;
}

void scanner_hold(struct scanner *scanner, bool is_held)
{
	scanner->is_held = is_held;
	if (is_held && scanner->command)
		(void)host_command_abort(scanner->command);
	else if (!is_held)
		scanner_start_next(scanner);
}
